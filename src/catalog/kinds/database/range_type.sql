SELECT t.identity,
       jsonb_build_object(
           'subtype', format_type(g.rngsubtype, NULL),
           'multirange', g.rngmultitypid::regtype,
           'operator_class', (SELECT n.nspname || '.' || o.opcname FROM pg_opclass o
               JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE o.oid = g.rngsubopc),
           'collation', nullif(g.rngcollation, 0)::regcollation,
           'canonical', nullif(g.rngcanonical, 0)::regprocedure,
           'difference', nullif(g.rngsubdiff, 0)::regprocedure,
           'multirange_owner', pg_get_userbyid(m.typowner),
           'multirange_privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(m.typacl, acldefault('T', m.typowner))) a ORDER BY 1)),
           'multirange_comment', obj_description(m.oid, 'pg_type'),
           'owner', pg_get_userbyid(t.typowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1)),
           'comment', obj_description(t.oid, 'pg_type')
       ) AS facts
  FROM type t
  JOIN pg_range g ON g.rngtypid = t.oid
  JOIN pg_type m ON m.oid = g.rngmultitypid
