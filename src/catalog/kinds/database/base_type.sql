-- where EXISTS (SELECT FROM pg_type WHERE oid >= 16384 AND (typtype = 'p' OR typtype = 'b' AND typarray <> 0))
-- Types made with CREATE TYPE (INPUT = ...) and shells; the array type of each type goes with it.
SELECT t.identity,
       CASE WHEN t.typisdefined THEN 'base' ELSE 'shell' END AS kind,
       t.typinput::regprocedure::text AS input,
       t.typoutput::regprocedure::text AS output,
       nullif(t.typreceive, 0)::regprocedure::text AS receive,
       nullif(t.typsend, 0)::regprocedure::text AS send,
       nullif(t.typmodin, 0)::regprocedure::text AS modifier_input,
       nullif(t.typmodout, 0)::regprocedure::text AS modifier_output,
       nullif(t.typanalyze, 0)::regprocedure::text AS analyze,
       nullif(t.typsubscript, 0)::regprocedure::text AS subscript,
       t.typlen AS length,
       t.typbyval AS by_value,
       t.typalign AS alignment,
       t.typstorage AS storage,
       t.typcategory AS category,
       t.typispreferred AS preferred,
       t.typdelim AS delimiter,
       nullif(t.typelem, 0)::regtype::text AS element,
       t.typdefault AS "default",
       t.typcollation <> 0 AS collatable,
       pg_get_userbyid(t.typowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1) AS privileges,
       obj_description(t.oid, 'pg_type') AS comment
  FROM type t
 WHERE (t.typtype = 'b' OR t.typtype = 'p' AND NOT t.typisdefined)
   AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
