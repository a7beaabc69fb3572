-- Its connection string holds a password and can be read by superusers only, so it is left out.
SELECT quote_ident(u.subname) AS identity,
       jsonb_build_object(
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
