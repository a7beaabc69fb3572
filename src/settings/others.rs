//! Variables that belong to the system and to other tools, and are read here, too.

/// A variable, or a family of them, that is not a setting of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// Its name; with `*` at its end a family.
    pub variable: &'static str,
    /// What it decides, for people.
    pub what: &'static str,
}

/// All of them.
pub const OTHERS: &[Other] = &[
    Other {
        variable: "PGCONFORM_POSTGRES",
        what: "the former name of PGCONFORM_SERVER, read until 1.0 if that is not set",
    },
    Other {
        variable: "DIRECT_URL",
        what: "the database; takes precedence over DATABASE_URL",
    },
    Other {
        variable: "DATABASE_URL",
        what: "the database",
    },
    Other {
        variable: "PG*",
        what: "libpq's variables: the database if no URL names one, and how the connection is made",
    },
    Other {
        variable: "HOME",
        what: "home directory, in which the cache and the data of development servers are",
    },
    Other {
        variable: "XDG_CACHE_HOME",
        what: "where the cache is",
    },
    Other {
        variable: "XDG_DATA_HOME",
        what: "where development servers' data are",
    },
    Other {
        variable: "TMPDIR",
        what: "the temporary folder",
    },
    Other {
        variable: "PATH",
        what: "where programs are: psql, docker, npm, pip",
    },
    Other {
        variable: "CARGO_MANIFEST_DIR",
        what: "in a test, the crate whose folder 'migrations' is tested; cargo sets it",
    },
    Other {
        variable: "DOCKER_*",
        what: "how the Docker daemon is reached",
    },
    Other {
        variable: "FLYWAY_PLACEHOLDERS_*",
        what: "values of Flyway's placeholders",
    },
    Other {
        variable: "FLYWAY_*",
        what: "FLYWAY_TABLE and FLYWAY_DEFAULT_SCHEMA: Flyway's history table",
    },
    Other {
        variable: "DBMATE_MIGRATIONS_TABLE",
        what: "dbmate's history table",
    },
    Other {
        variable: "GOOSE_TABLE",
        what: "goose's history table",
    },
    Other {
        variable: "NO_COLOR",
        what: "no colours",
    },
];
