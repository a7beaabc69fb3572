version pg_catalog.int8 PRIMARY KEY, name pg_catalog.varchar(255), applied_on pg_catalog.varchar(255), checksum pg_catalog.varchar(255)
