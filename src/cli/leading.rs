//! Options before the command's name, as in `pgconform --quiet up`. Every option could stand there in 0.1; they still can
//! until 1.0, but no help says so.

use std::ffi::OsString;

use clap::{Arg, Command};

/// The words with such options behind the command's name, or as they are where that cannot be done.
pub fn moved(words: Vec<OsString>, program: &Command) -> Vec<OsString> {
    let (mut path, mut options) = (Vec::new(), Vec::new());
    let mut command = program;
    let mut rest = words.iter().skip(1);
    while command.has_subcommands() {
        let Some(word) = rest.next() else {
            return words;
        };
        if let Some(next) = command.find_subcommand(word) {
            path.push(word);
            command = next;
            continue;
        }
        let word_text = word.to_string_lossy();
        let Some(option) = option(program, &word_text) else {
            return words;
        };
        options.push(word);
        let takes_value = option.get_action().takes_values() && !option.is_require_equals_set();
        if takes_value && !word_text.contains('=') {
            options.extend(rest.next());
        }
    }
    let moved = words.iter().take(1).chain(path).chain(options).chain(rest);
    moved.cloned().collect()
}

/// The option that a word is, of whichever command.
fn option<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let is_meant = |option: &&Arg| match word.strip_prefix("--") {
        Some(long) => {
            let name = long.split_once('=').map_or(long, |(name, _)| name);
            let mut names = option.get_long_and_visible_aliases().unwrap_or_default();
            names.extend(option.get_all_aliases().unwrap_or_default());
            names.contains(&name)
        }
        None => option
            .get_short()
            .is_some_and(|short| word == format!("-{short}")),
    };
    let own = command.get_arguments().find(is_meant);
    own.or_else(|| command.get_subcommands().find_map(|it| option(it, word)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn after_moving(line: &str) -> String {
        let words = line.split(' ').map(OsString::from).collect();
        let moved = moved(words, &Cli::command());
        moved.join(" ".as_ref()).to_string_lossy().into_owned()
    }

    #[test]
    fn options_before_a_command_go_behind_it() {
        for (typed, meant) in [
            ("p --migrations up up", "p up --migrations up"),
            (
                "p --wait=3 -q status --reachable",
                "p status --wait=3 -q --reachable",
            ),
            (
                "p --quiet db --database-url x start",
                "p db start --quiet --database-url x",
            ),
            ("p --quiet scratch -- up", "p scratch --quiet -- up"),
        ] {
            assert_eq!(after_moving(typed), meant);
        }
    }

    #[test]
    fn a_line_without_such_options_is_left_as_it_is() {
        for typed in [
            "p",
            "p --help",
            "p --nonsense up",
            "p up --migrations x",
            "p upp --quiet",
            "p --quiet",
            "p help --quiet",
        ] {
            assert_eq!(after_moving(typed), typed);
        }
    }
}
