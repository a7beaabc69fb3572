-- Types made with CREATE TYPE (INPUT = ...) and shells; the array type of each type goes with it.
SELECT t.identity,
       jsonb_build_object(
           'kind', CASE WHEN t.typisdefined THEN 'base' ELSE 'shell' END,
           'input', t.typinput::regprocedure,
           'output', t.typoutput::regprocedure,
           'receive', nullif(t.typreceive, 0)::regprocedure,
           'send', nullif(t.typsend, 0)::regprocedure,
           'modifier_input', nullif(t.typmodin, 0)::regprocedure,
           'modifier_output', nullif(t.typmodout, 0)::regprocedure,
           'analyze', nullif(t.typanalyze, 0)::regprocedure,
           'subscript', nullif(t.typsubscript, 0)::regprocedure,
           'length', t.typlen,
           'by_value', t.typbyval,
           'alignment', t.typalign,
           'storage', t.typstorage,
           'category', t.typcategory,
           'preferred', t.typispreferred,
           'delimiter', t.typdelim,
           'element', nullif(t.typelem, 0)::regtype,
           'default', t.typdefault,
           'collatable', t.typcollation <> 0,
           'owner', pg_get_userbyid(t.typowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1)),
           'comment', obj_description(t.oid, 'pg_type')
       ) AS facts
  FROM type t
 WHERE (t.typtype = 'b' OR t.typtype = 'p' AND NOT t.typisdefined)
   AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
