//! The variables in which tools look for the address of a database, each with those that do.

use super::form::Form::{
    self, Database, DotNet, Fixed, Host, JavaUrl, Password, Port, SqitchTarget, Url, User,
};

/// A variable, what it holds, and who reads it.
type Name = (&'static str, Form, &'static str);

const JDBC: Form = JavaUrl("jdbc:postgresql:");
const R2DBC: Form = JavaUrl("r2dbc:postgresql:");

/// Those that a command is always given.
#[rustfmt::skip]
pub(super) static ALWAYS: &[Name] = &[
    // https://www.postgresql.org/docs/18/libpq-envars.html
    ("PGHOST", Host, "libpq, pgx, lib/pq, node-postgres, postgres.js, asyncpg, Npgsql, Postgrex, sqlx, tern"),
    ("PGPORT", Port, "the same"),
    ("PGUSER", User, "the same"),
    ("PGPASSWORD", Password, "the same"),
    ("PGDATABASE", Database, "the same"),
    ("PGSSLMODE", Fixed("disable"), "the same; lib/pq and node-postgres take nothing else without TLS"),

    ("DATABASE_URL", Url, "dbmate, diesel, sqlx, SeaORM, Prisma, Drizzle, Rails, Sequel, Ecto, Symfony, Django, Alembic, Knex, node-pg-migrate"),
    ("DIRECT_URL", Url, "Prisma, Drizzle"),
    ("DIRECT_DATABASE_URL", Url, "Prisma"),
    ("SHADOW_DATABASE_URL", Url, "Prisma, graphile-migrate"),
    ("ROOT_DATABASE_URL", Url, "graphile-migrate"),
    ("DATABASE_DIRECT_URL", Url, "projects on Prisma"),
    ("DATABASE_URI", Url, "Payload, projects on SQLAlchemy"),
    ("DATABASE_DSN", Url, "projects in Go and PHP"),
    ("DATABASE_PRIVATE_URL", Url, "Railway"),
    ("DATABASE_PUBLIC_URL", Url, "Railway"),
    ("DATABASE_URL_UNPOOLED", Url, "Neon, Vercel"),
    ("DATABASE_CONNECTION_POOL_URL", Url, "projects on Heroku"),
    ("TEST_DATABASE_URL", Url, "Rails, Ecto and node projects' tests"),
    ("DEV_DATABASE_URL", Url, "Atlas, Flask projects"),
    ("NEON_DATABASE_URL", Url, "Neon"),
    ("SUPABASE_DB_URL", Url, "Supabase"),
    ("POSTGRES_URL", Url, "Vercel, Bun, Drizzle, Payload"),
    ("POSTGRES_URI", Url, "projects in Python and node"),
    ("POSTGRES_DSN", Url, "projects in Go and Python"),
    ("POSTGRES_PRISMA_URL", Url, "Vercel"),
    ("POSTGRES_URL_NON_POOLING", Url, "Vercel"),
    ("POSTGRES_URL_NO_SSL", Url, "Vercel"),
    ("POSTGRESQL_URL", Url, "golang-migrate's tutorial"),
    ("POSTGRESQL_URI", Url, "projects"),
    ("PG_URL", Url, "Bun, projects"),
    ("PG_URI", Url, "projects"),
    ("PGURL", Url, "Bun"),
    ("PG_CONNECTION_STRING", Url, "Knex's guide"),
    ("PG_DATABASE_URL", Url, "Hasura"),
    ("DB_URL", Url, "Laravel, Reshape, projects"),
    ("DB_URI", Url, "projects"),
    ("DB_DSN", Url, "projects in Go and PHP"),
    ("DB_CONNECTION_STRING", Url, "Directus"),
    ("HASURA_GRAPHQL_DATABASE_URL", Url, "Hasura"),
    ("HASURA_GRAPHQL_METADATA_DATABASE_URL", Url, "Hasura"),
    ("PGROLL_PG_URL", Url, "pgroll"),
    ("MIKRO_ORM_CLIENT_URL", Url, "MikroORM, over its configuration"),
    ("SQLALCHEMY_DATABASE_URI", Url, "Flask-SQLAlchemy, Flask-Migrate"),
    ("SQLALCHEMY_DATABASE_URL", Url, "FastAPI's tutorial"),
    ("SQLALCHEMY_URL", Url, "projects on Alembic"),
    ("ALEMBIC_DATABASE_URL", Url, "projects on Alembic"),
    ("FLASK_SQLALCHEMY_DATABASE_URI", Url, "Flask"),

    // sqitch-environment(1): these count over sqitch.conf.
    ("SQITCH_TARGET", SqitchTarget, "Sqitch"),
    ("SQITCH_USERNAME", User, "Sqitch"),
    ("SQITCH_PASSWORD", Password, "Sqitch"),

    ("JDBC_DATABASE_URL", JDBC, "Heroku's Java applications"),
    ("JDBC_DATABASE_USERNAME", User, "Heroku's Java applications"),
    ("JDBC_DATABASE_PASSWORD", Password, "Heroku's Java applications"),
    ("JDBC_URL", JDBC, "projects in Java"),
    ("FLYWAY_URL", JDBC, "Flyway, over its configuration files"),
    ("FLYWAY_USER", User, "Flyway"),
    ("FLYWAY_PASSWORD", Password, "Flyway"),
    ("LIQUIBASE_COMMAND_URL", JDBC, "Liquibase, over liquibase.properties"),
    ("LIQUIBASE_COMMAND_USERNAME", User, "Liquibase"),
    ("LIQUIBASE_COMMAND_PASSWORD", Password, "Liquibase"),
    ("SPRING_DATASOURCE_URL", JDBC, "Spring Boot, over application.properties"),
    ("SPRING_DATASOURCE_USERNAME", User, "Spring Boot"),
    ("SPRING_DATASOURCE_PASSWORD", Password, "Spring Boot"),
    ("QUARKUS_DATASOURCE_JDBC_URL", JDBC, "Quarkus"),
    ("QUARKUS_DATASOURCE_USERNAME", User, "Quarkus"),
    ("QUARKUS_DATASOURCE_PASSWORD", Password, "Quarkus"),
    ("DATASOURCES_DEFAULT_URL", JDBC, "Micronaut"),
    ("DATASOURCES_DEFAULT_USERNAME", User, "Micronaut"),
    ("DATASOURCES_DEFAULT_PASSWORD", Password, "Micronaut"),

    ("ConnectionStrings__DefaultConnection", DotNet, "Entity Framework, over appsettings.json"),

    ("DB_HOST", Host, "Laravel, Directus, Reshape, projects"),
    ("DB_HOSTNAME", Host, "Immich, projects"),
    ("DB_PORT", Port, "Laravel, Directus, Reshape, projects"),
    ("DB_USER", User, "Directus, projects"),
    ("DB_USERNAME", User, "Laravel, Reshape"),
    ("DB_PASSWORD", Password, "Laravel, Directus, Reshape, projects"),
    ("DB_PASS", Password, "projects"),
    ("DB_NAME", Database, "Reshape, projects"),
    ("DB_DATABASE", Database, "Laravel, Directus"),
    ("DATABASE_HOST", Host, "Strapi, projects"),
    ("DATABASE_PORT", Port, "Strapi, projects"),
    ("DATABASE_USER", User, "projects"),
    ("DATABASE_USERNAME", User, "Strapi"),
    ("DATABASE_PASSWORD", Password, "Strapi, projects"),
    ("DATABASE_NAME", Database, "Strapi, projects"),
    ("POSTGRES_HOST", Host, "Vercel, cookiecutter-django, projects"),
    ("POSTGRES_SERVER", Host, "FastAPI's template"),
    ("POSTGRES_PORT", Port, "cookiecutter-django, FastAPI's template"),
    ("POSTGRES_USER", User, "Vercel, cookiecutter-django, FastAPI's template"),
    ("POSTGRES_PASSWORD", Password, "Vercel, cookiecutter-django, FastAPI's template"),
    ("POSTGRES_DB", Database, "cookiecutter-django, FastAPI's template"),
    ("POSTGRES_DATABASE", Database, "Vercel"),
    ("PG_HOST", Host, "projects"),
    ("PG_PORT", Port, "projects"),
    ("PG_USER", User, "projects"),
    ("PG_PASSWORD", Password, "projects"),
    ("PG_DATABASE", Database, "projects"),
    ("RDS_HOSTNAME", Host, "AWS Elastic Beanstalk"),
    ("RDS_PORT", Port, "AWS Elastic Beanstalk"),
    ("RDS_USERNAME", User, "AWS Elastic Beanstalk"),
    ("RDS_PASSWORD", Password, "AWS Elastic Beanstalk"),
    ("RDS_DB_NAME", Database, "AWS Elastic Beanstalk"),
    ("PHINX_DBHOST", Host, "Phinx"),
    ("PHINX_DBPORT", Port, "Phinx"),
    ("PHINX_DBUSER", User, "Phinx"),
    ("PHINX_DBPASS", Password, "Phinx"),
    ("PHINX_DBNAME", Database, "Phinx"),
    ("MIKRO_ORM_HOST", Host, "MikroORM, over its configuration"),
    ("MIKRO_ORM_PORT", Port, "MikroORM"),
    ("MIKRO_ORM_USER", User, "MikroORM"),
    ("MIKRO_ORM_PASSWORD", Password, "MikroORM"),
    ("MIKRO_ORM_DB_NAME", Database, "MikroORM"),
];

/// Those that change how their tool behaves where they are there at all: given where the environment or a file gives
/// them. goose puts the first two before its arguments; TypeORM before 0.3 reads no other configuration then; Bun uses
/// TLS.
#[rustfmt::skip]
static WHERE_NAMED: &[Name] = &[
    ("GOOSE_DRIVER", Fixed("postgres"), "goose"),
    ("GOOSE_DBSTRING", Url, "goose"),
    ("TYPEORM_URL", Url, "TypeORM"),
    ("TYPEORM_HOST", Host, "TypeORM"),
    ("TYPEORM_PORT", Port, "TypeORM"),
    ("TYPEORM_USERNAME", User, "TypeORM"),
    ("TYPEORM_PASSWORD", Password, "TypeORM"),
    ("TYPEORM_DATABASE", Database, "TypeORM"),
    ("TLS_DATABASE_URL", Url, "Bun"),
    ("TLS_POSTGRES_DATABASE_URL", Url, "Bun"),
    ("PGHOST_UNPOOLED", Host, "Neon, Vercel"),
    ("SPRING_FLYWAY_URL", JDBC, "Spring Boot"),
    ("SPRING_FLYWAY_USER", User, "Spring Boot"),
    ("SPRING_FLYWAY_PASSWORD", Password, "Spring Boot"),
    ("SPRING_LIQUIBASE_URL", JDBC, "Spring Boot"),
    ("SPRING_LIQUIBASE_USER", User, "Spring Boot"),
    ("SPRING_LIQUIBASE_PASSWORD", Password, "Spring Boot"),
    ("SPRING_R2DBC_URL", R2DBC, "Spring Boot"),
    ("SPRING_R2DBC_USERNAME", User, "Spring Boot"),
    ("SPRING_R2DBC_PASSWORD", Password, "Spring Boot"),
    ("QUARKUS_DATASOURCE_REACTIVE_URL", Url, "Quarkus"),
];

/// What a variable holds that is only given where somebody names it.
pub(super) fn form_where_named(name: &str) -> Option<Form> {
    let of_table = WHERE_NAMED.iter().find(|(named, _, _)| *named == name);
    let of_dot_net = name.starts_with("ConnectionStrings__").then_some(DotNet);
    of_table.map(|(_, form, _)| form.clone()).or(of_dot_net)
}
