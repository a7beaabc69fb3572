-- where EXISTS (SELECT FROM pg_user_mapping)
-- Its options hold passwords: they are told apart by their hash and never shown.
SELECT quote_ident(m.srvname) || ' for ' || m.usename AS identity,
       ARRAY(
           SELECT split_part(o, '=', 1) || '=' || md5(o) COLLATE "C" FROM unnest(m.umoptions) o ORDER BY 1) AS options
  FROM pg_user_mappings m
