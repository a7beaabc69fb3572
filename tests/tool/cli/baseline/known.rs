//! What is recorded is told as known and fails no more; whatever else is found does.

use std::fs;

use pretty_assertions::assert_eq;

use super::{
    AUTHOR, EDITOR, HEADER, NO_DOWN, faulty, file, found, id, read, record, verify, write,
};

#[test]
fn what_is_found_is_written_in_order_of_versions_and_fails_no_more() {
    let folder = faulty();
    let ended = write(&folder);
    assert!(
        ended.stderr.contains("the baseline now has: 3\n"),
        "{}",
        ended.stderr
    );
    assert_eq!(
        read(&folder),
        format!("{HEADER}\n{AUTHOR}{EDITOR}{NO_DOWN}")
    );
    let beside: Vec<_> = fs::read_dir(folder.project())
        .expect("the project")
        .collect();
    assert_eq!(
        beside.len(),
        2,
        "something was left beside the migrations and the baseline"
    );

    let text = verify(&folder, &[]).ends_with(0).stdout;
    for words in [
        "passes: no new findings; 3 known in 2 of 3 migrations (PostgreSQL ",
        "\nknown: 3 findings in the baseline\n",
        "  V10-no_down-58544c87bbe5  10 add_tags: there is no down\n",
        "┆ no down (known) ",
    ] {
        assert!(text.contains(words), "it does not say '{words}':\n{text}");
    }
    assert!(
        !text.contains("write V10__add_tags.down.sql"),
        "a cure for what is known:\n{text}"
    );
    write(&folder);
    assert_eq!(
        read(&folder),
        format!("{HEADER}\n{AUTHOR}{EDITOR}{NO_DOWN}")
    );
}

#[test]
fn a_finding_that_is_not_recorded_fails() {
    let folder = faulty();
    record(&folder, &format!("{AUTHOR}{NO_DOWN}"));
    let result = verify(&folder, &["--format", "json"]).ends_with(1).json();
    assert_eq!(
        found(&result),
        (vec![id(EDITOR)], vec![id(AUTHOR), id(NO_DOWN)])
    );
    assert_eq!(result["holds"], false);
    assert_eq!(result["resolved"], serde_json::json!([]));
    let text = verify(&folder, &[]).ends_with(1).stdout;
    assert!(
        text.starts_with(
            "does not hold: 2 of 3 migrations are at fault; findings: 1 new, 2 known ("
        ),
        "{text}"
    );
    let told = "\ndiffers: 1 finding in 1 migration\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn a_finding_in_json_says_what_it_is_and_whether_it_is_known() {
    let folder = faulty();
    record(&folder, NO_DOWN);
    let result = verify(&folder, &["--format", "json"]).ends_with(1).json();
    let findings = result["findings"].as_array().expect("findings are a list");
    assert_eq!(findings.len(), 4, "with the loss that is declared");
    assert_eq!(
        findings[3],
        serde_json::json!({
            "id": id(NO_DOWN), "check": "verify-rollback", "kind": "no_down", "severity": "fault", "standing": "known",
            "migration": {"version": "10", "name": "add_tags"},
            "place": {"file": "V10__add_tags.sql", "line": null, "column": null},
            "object": null, "what": "there is no down", "evidence": "nothing",
            "help": "write V10__add_tags.down.sql beside it", "acknowledged_by": null
        })
    );
}

/// Whoever has the old one open reads all of it: it was replaced, and not written into.
#[test]
fn a_baseline_is_replaced_as_a_whole() {
    let folder = faulty();
    let old = format!("# Of old.\n\n{NO_DOWN}");
    record(&folder, &old);
    let open = fs::File::open(file(&folder)).expect("it was written");
    write(&folder);
    assert_eq!(std::io::read_to_string(open).expect("it is text"), old);
    assert_eq!(
        read(&folder),
        format!("{}{AUTHOR}{EDITOR}{NO_DOWN}", "# Of old.\n\n")
    );
}

#[cfg(unix)]
#[test]
fn a_baseline_behind_a_link_is_written_there_and_keeps_its_mode() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = faulty();
    let behind = folder.project().join("shared");
    fs::create_dir(&behind).expect("a test's own folder");
    let real = behind.join("known.txt");
    fs::write(&real, "").expect("a test's own folder");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("its own file");
    symlink(&real, file(&folder)).expect("a test's own folder");
    write(&folder);
    let link = fs::symlink_metadata(file(&folder)).expect("it is there");
    assert!(link.is_symlink());
    assert_eq!(
        fs::read_to_string(&real).expect("it is there"),
        read(&folder)
    );
    assert!(read(&folder).contains(NO_DOWN));
    let mode = fs::metadata(&real)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
}
