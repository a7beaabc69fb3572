SELECT s.identity || '.' || quote_ident(f.opfname) || ' using ' || m.amname AS identity,
       jsonb_build_object(
           'operators', to_jsonb(ARRAY(
               SELECT a.amopstrategy || ' ' || a.amopopr::regoperator
                      || CASE WHEN a.amopsortfamily <> 0 THEN ' for order by' ELSE '' END
                 FROM pg_amop a WHERE a.amopfamily = f.oid ORDER BY 1)),
           'functions', to_jsonb(ARRAY(
               SELECT a.amprocnum || ' (' || format_type(a.amproclefttype, NULL) || ', '
                      || format_type(a.amprocrighttype, NULL) || ') ' || a.amproc::regprocedure
                 FROM pg_amproc a WHERE a.amprocfamily = f.oid ORDER BY 1)),
           'owner', pg_get_userbyid(f.opfowner),
           'comment', obj_description(f.oid, 'pg_opfamily')
       ) AS facts
  FROM pg_opfamily f
  JOIN schema s ON s.oid = f.opfnamespace
  JOIN pg_am m ON m.oid = f.opfmethod
 WHERE f.oid >= 16384
   AND (f.oid, 'pg_opfamily'::regclass) NOT IN (SELECT objid, classid FROM member)
