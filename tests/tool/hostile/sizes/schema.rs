//! Tables by the thousand, more than PostgreSQL can lock as it comes.

use crate::support::command::{PROGRAM, Pgconform};
use crate::support::folder::Folder;

/// Each has eleven relations, so that one transaction holds as many locks as 10,000 tables do without indexes of their own.
const TABLES: usize = 600;

#[test]
fn tables_beyond_the_locks_of_a_usual_server_are_made_and_dropped_in_one_transaction() {
    let columns: Vec<String> = (0..8).map(|it| format!("c{it} text UNIQUE")).collect();
    let columns = columns.join(", ");
    let (mut up, mut down) = (String::new(), String::new());
    for table in 0..TABLES {
        up += &format!("CREATE TABLE t{table} ({columns});\n");
        down += &format!("DROP TABLE t{table};\n");
    }
    assert_moves(&up, &down);
}

#[test]
fn tables_that_a_loop_makes_are_made_whatever_their_number() {
    let up = "DO $$ BEGIN FOR i IN 1..3000 LOOP \
              EXECUTE format('CREATE TABLE t%s (c text)', i); END LOOP; END $$;";
    let down =
        "DO $$ BEGIN FOR i IN 1..3000 LOOP EXECUTE format('DROP TABLE t%s', i); END LOOP; END $$;";
    assert_moves(up, down);
}

/// The up runs on a server of ours, and then the down.
fn assert_moves(up: &str, down: &str) {
    let folder = Folder::empty();
    folder.write("V1__tables.sql", up);
    folder.write("V1__tables.down.sql", down);
    let words = ["scratch", "--", PROGRAM, "down", "--to", "base"];
    Pgconform::new(folder.project(), &words).run().ends_with(0);
}
