//! diesel refuses to run a file without a statement: a down that is there and empty is not called missing.

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

fn folder(down: Option<&str>) -> Folder {
    let folder = Folder::empty();
    for (name, down) in [("1_a", down), ("2_b", Some("DROP TABLE t_2_b;"))] {
        std::fs::create_dir(folder.file(name)).expect("the folder is new");
        folder.write(
            &format!("{name}/up.sql"),
            &format!("CREATE TABLE t_{name} (id int);"),
        );
        if let Some(down) = down {
            folder.write(&format!("{name}/down.sql"), down);
        }
    }
    folder
}

fn report(down: Option<&str>) -> String {
    let folder = folder(down);
    let ended = Pgconform::new(folder.project(), &["verify-rollback"]).run();
    ended.ends_with(1).stdout
}

#[test]
fn an_empty_down_is_called_empty_and_a_missing_one_missing() {
    let refused = "diesel refuses to run a file without a statement, so nothing was undone: \
        write what undoes the up into 1_a/down.sql";
    for nothing in ["", "\n", "-- This file should undo anything in `up.sql`\n"] {
        let empty = report(Some(nothing));
        assert!(empty.contains("the down is empty"), "{empty}");
        assert!(empty.contains(refused), "{empty}");
    }
    let missing = report(None);
    assert!(missing.contains("there is no down"), "{missing}");
    assert!(!missing.contains("nothing was undone"), "{missing}");
}

#[test]
fn an_up_of_comments_is_refused_as_diesel_refuses_it() {
    let folder = folder(Some("DROP TABLE t_1_a;"));
    folder.write("2_b/up.sql", "-- nothing\n");
    let ended = Pgconform::new(folder.project(), &["verify-rollback"]).run();
    let said = ended.ends_with(2).stderr;
    assert!(
        said.contains("2_b/up.sql: it holds no statement, which diesel refuses: write SELECT 1;"),
        "{said}"
    );
}
