-- where EXISTS (SELECT FROM pg_auth_members WHERE oid >= 16384) -- since 16
-- where EXISTS (SELECT FROM pg_auth_members WHERE member >= 16384 OR roleid >= 16384) -- before 16
-- Two grantors may each make the same membership.
SELECT pg_get_userbyid(m.member) || ' in ' || pg_get_userbyid(m.roleid) || ' by ' || pg_get_userbyid(m.grantor) AS identity,
       m.admin_option AS admin,
       to_jsonb(m) -> 'inherit_option' AS inherit,
       to_jsonb(m) -> 'set_option' AS set
  FROM pg_auth_members m
 WHERE m.oid >= 16384 -- since 16
 WHERE m.member >= 16384 OR m.roleid >= 16384 -- before 16
