-- where EXISTS (SELECT FROM pg_subscription)
-- secret: connection
-- Its connection string holds a password, of which only a hash leaves the server. Only superusers
-- may read it; a query that names its column would fail for all others, hence the text of one, which ts_stat runs.
SELECT quote_ident(u.subname) AS identity,
       CASE WHEN has_column_privilege('pg_subscription', 'subconninfo', 'SELECT') THEN
           (SELECT word FROM ts_stat(
               format('SELECT array_to_tsvector(ARRAY[encode(sha256(convert_to(subconninfo, ''UTF8'')), ''hex'')]) FROM pg_catalog.pg_subscription WHERE oid = %s', u.oid))) END AS connection,
       CASE WHEN NOT has_column_privilege('pg_subscription', 'subconninfo', 'SELECT') THEN '{connection}'::text[] END AS unreadable,
       u.subenabled AS enabled,
       ARRAY(SELECT p COLLATE "C" FROM unnest(u.subpublications) p ORDER BY 1) AS publications,
       u.subslotname AS slot,
       u.subsynccommit AS synchronous_commit,
       u.subbinary AS binary,
       u.substream AS streaming,
       u.subtwophasestate AS two_phase, -- since 15
       u.subdisableonerr AS disable_on_error, -- since 15
       u.subpasswordrequired AS password_required, -- since 16
       u.subrunasowner AS run_as_owner, -- since 16
       u.suborigin AS origin, -- since 16
       u.subfailover AS failover, -- since 17
       pg_get_userbyid(u.subowner) AS owner,
       obj_description(u.oid, 'pg_subscription') AS comment
  FROM pg_subscription u
 WHERE u.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
