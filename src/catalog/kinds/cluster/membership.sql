-- Two grantors may each make the same membership.
SELECT pg_get_userbyid(m.member) || ' in ' || pg_get_userbyid(m.roleid) || ' by ' || pg_get_userbyid(m.grantor) AS identity,
       jsonb_build_object(
           'admin', m.admin_option,
           'inherit', to_jsonb(m) -> 'inherit_option',
           'set', to_jsonb(m) -> 'set_option'
       ) AS facts
  FROM pg_auth_members m
 WHERE m.oid >= 16384
