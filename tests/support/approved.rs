//! A text held to the one that a reviewer approved, and the way to approve another.

use std::env;
use std::fs;
use std::path::Path;
use std::thread;

use pretty_assertions::assert_str_eq;

/// What becomes of a file that holds another text.
#[derive(Clone, Copy)]
enum Mode {
    Compare,
    Write,
}

/// The text must be the file's, word for word.
///
/// With `PGCONFORM_APPROVE=1`, which `just approve` sets, a file that differs is written, for a
/// reviewer to read. The test fails all the same, so no suite is green because of it.
pub fn approved(file: impl AsRef<Path>, text: &str) {
    let mode = match env::var_os("PGCONFORM_APPROVE") {
        Some(_) => Mode::Write,
        None => Mode::Compare,
    };
    hold(file.as_ref(), text, mode);
}

fn hold(file: &Path, text: &str, mode: Mode) {
    let approved = fs::read_to_string(file).unwrap_or_default();
    if approved == text {
        return;
    }
    match mode {
        Mode::Compare => assert_str_eq!(approved, text, "{}\n{}", file.display(), help()),
        Mode::Write => {
            fs::write(file, text).expect("the approved texts can be written");
            panic!("{} is written: read the difference", file.display());
        }
    }
}

/// The command that approves what the running test found.
fn help() -> String {
    let thread = thread::current();
    // Where tests run one at a time, each runs on the main thread, and only all can be approved.
    let test = thread.name().filter(|name| *name != "main");
    let command = format!("just approve {}", test.unwrap_or_default());
    format!("help: where the new text is right, run: {}", command.trim())
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use tempfile::TempDir;

    use super::*;

    /// The message of a failure, if it fails.
    fn failure(file: &Path, text: &str, mode: Mode) -> Option<String> {
        let panic = catch_unwind(|| hold(file, text, mode)).err()?;
        Some(*panic.downcast().expect("a failure has a message"))
    }

    #[test]
    fn a_text_that_differs_fails_until_it_is_approved() {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let file = folder.path().join("expected.txt");
        fs::write(&file, "old\n").expect("it can be written");
        let read = || fs::read_to_string(&file).expect("it was written");

        let message = failure(&file, "new\n", Mode::Compare).expect("the texts differ");
        let command = "help: where the new text is right, run: just approve \
                       support::approved::tests::a_text_that_differs_fails_until_it_is_approved";
        assert!(message.contains(command), "{message}");
        assert_eq!(read(), "old\n");

        let message = failure(&file, "new\n", Mode::Write).expect("what was written fails");
        assert!(message.ends_with("is written: read the difference"));
        assert_eq!(read(), "new\n");
        assert_eq!(failure(&file, "new\n", Mode::Compare), None);
    }

    #[test]
    fn approving_leaves_a_text_that_is_the_same_alone() {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let file = folder.path().join("expected.txt");
        fs::write(&file, "same\n").expect("it can be written");
        let time = || fs::metadata(&file).and_then(|it| it.modified()).ok();
        let written = time();
        assert_eq!(failure(&file, "same\n", Mode::Write), None);
        assert_eq!(time(), written);
    }

    #[test]
    fn a_text_that_nobody_approved_yet_fails() {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let file = folder.path().join("expected.txt");
        assert!(failure(&file, "new\n", Mode::Compare).is_some());
        assert!(!file.exists());
    }
}
