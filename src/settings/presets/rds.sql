-- What a project on Amazon RDS or Aurora finds in its database: the roles of the platform, as its user guide names them
-- ("Understanding the rds_superuser role").
CREATE ROLE rdsadmin LOGIN SUPERUSER;
CREATE ROLE rds_superuser NOLOGIN;
GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION;
CREATE ROLE rds_replication NOLOGIN;
CREATE ROLE rds_iam NOLOGIN;
CREATE ROLE rds_ad NOLOGIN;
CREATE ROLE rds_password NOLOGIN;
CREATE ROLE rds_reserved NOLOGIN;
GRANT rds_replication, rds_password TO rds_superuser WITH ADMIN OPTION;
