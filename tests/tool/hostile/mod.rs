//! Servers that answer badly or not at all, histories that somebody damaged, files that never end, schemas of 10,000 tables:
//! each line of `docs/scorecard.md` is a test here.

mod bad_servers;
mod children;
mod damaged_history;
mod dotenv;
mod hidden_commits;
mod limit;
mod lost_lock;
mod scorecard;
mod secrets_in_the_catalog;
mod sizes;
mod special_files;
mod stopped_servers;

use crate::support::folder::Folder;

/// Three migrations that make a table each, with their downs.
fn steps() -> Folder {
    let folder = Folder::empty();
    for (version, table) in [(1, "a"), (2, "b"), (3, "c")] {
        let name = format!("V{version}__{table}");
        folder
            .write(
                &format!("{name}.sql"),
                &format!("CREATE TABLE {table} ();\n"),
            )
            .write(
                &format!("{name}.down.sql"),
                &format!("DROP TABLE {table};\n"),
            );
    }
    folder
}
