//! The version of pgconform, with what a bug report should name.

use std::sync::LazyLock;

use pgconform::settings::Major;

/// As `0.1.0 (commit 5c575bb24e0f, PostgreSQL 16)`: the majors are those that throw-away servers can be of, and the
/// commit is left out where the build knew none.
pub static VERSION: LazyLock<String> = LazyLock::new(|| {
    let commit = option_env!("PGCONFORM_COMMIT").map(|commit| format!("commit {commit}, "));
    let majors = Major::ALL.map(|major| major.number().to_string());
    format!(
        "{} ({}PostgreSQL {})",
        env!("CARGO_PKG_VERSION"),
        commit.unwrap_or_default(),
        majors.join(", ")
    )
});
