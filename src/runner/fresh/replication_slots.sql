-- Subscriptions with a replication slot on their publisher, which no transaction can drop.
SELECT quote_ident(subname) AS subscription
  FROM pg_subscription
 WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND subslotname IS NOT NULL
 ORDER BY subname
