-- breaks: extension uuid-ossp

-- Written into the catalogue by hand, because a server need not have any extension to install.
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
VALUES (16000, 'uuid-ossp', 'postgres'::regrole, 'public'::regnamespace, true, '1.1');
RESET allow_system_table_mods;
