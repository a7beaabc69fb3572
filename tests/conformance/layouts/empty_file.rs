//! diesel refuses to run a file of no byte: a down that is there and empty is not called missing.

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
    let empty = report(Some(""));
    assert!(empty.contains("the down is empty"), "{empty}");
    let refused = "diesel refuses to run a file without a byte, so that nothing was undone here: \
        write what undoes the up into 1_a/down.sql";
    assert!(empty.contains(refused), "{empty}");
    let missing = report(None);
    assert!(missing.contains("there is no down"), "{missing}");
    assert!(!missing.contains("without a byte"), "{missing}");
}
