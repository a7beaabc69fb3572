-- Its connection string holds a password: it is told apart by its hash and never shown. Only superusers
-- may read it; a query that names its column would fail for all others, hence the text of one.
SELECT quote_ident(u.subname) AS identity,
       jsonb_build_object(
           'connection', CASE WHEN has_column_privilege('pg_subscription', 'subconninfo', 'SELECT') THEN
               md5(query_to_xml(format('SELECT subconninfo FROM pg_catalog.pg_subscription WHERE oid = %s', u.oid),
                                true, true, '')::text) END,
           'enabled', u.subenabled,
           'publications', to_jsonb(ARRAY(SELECT p COLLATE "C" FROM unnest(u.subpublications) p ORDER BY 1)),
           'slot', u.subslotname,
           'synchronous_commit', u.subsynccommit,
           'binary', u.subbinary,
           'streaming', u.substream,
           'two_phase', u.subtwophasestate,
           'disable_on_error', u.subdisableonerr,
           'password_required', u.subpasswordrequired,
           'run_as_owner', u.subrunasowner,
           'origin', u.suborigin,
           'owner', pg_get_userbyid(u.subowner),
           'comment', obj_description(u.oid, 'pg_subscription')
       ) AS facts
  FROM pg_subscription u
 WHERE u.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
