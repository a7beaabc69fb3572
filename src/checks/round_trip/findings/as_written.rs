//! Names in a help as the migration's files write them.

use std::collections::HashMap;

use crate::checks::round_trip::outcome::StepOutcome;
use crate::findings::Finding;
use crate::sql::{Token, token};

/// The schema that is found without its name, where no file says otherwise.
const SCHEMA: &str = "public";

/// Writes each help without the schema's name where neither file of the step writes it: it may be another one elsewhere.
pub(super) fn write(items: &mut [Finding], steps: &[StepOutcome]) {
    // Whether a step's files write it, by its version; they are read once, however much was found there.
    let mut writes: HashMap<&str, bool> = HashMap::new();
    let steps: HashMap<&str, &StepOutcome> =
        steps.iter().rev().map(|it| (&*it.version, it)).collect();
    for finding in items {
        let Some(step) = finding.version().and_then(|version| steps.get(version)) else {
            continue;
        };
        let Some(help) = finding.help.take() else {
            continue;
        };
        let is_written = *writes.entry(&step.version).or_insert_with(|| {
            let mut files = [&step.up].into_iter().chain(&step.down);
            files.any(|it| it.qualifies(SCHEMA))
        });
        finding.help = Some(if is_written { help } else { bare(&help) });
    }
}

fn bare(help: &str) -> String {
    let mut bare = String::new();
    let mut rest = help;
    while !rest.is_empty() {
        let (token, length) = token(rest);
        let (text, behind) = rest.split_at(length);
        let name = behind.strip_prefix('.').filter(|name| {
            let is_of_a_name = |c: char| c.is_alphabetic() || c == '_' || c == '"';
            name.starts_with(is_of_a_name)
        });
        rest = match name {
            Some(name) if matches!(token, Some(Token::Word(_))) && text == SCHEMA => name,
            _ => {
                bare.push_str(text);
                behind
            }
        };
    }
    bare
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ALTER TABLE public.a DROP b", "ALTER TABLE a DROP b")]
    #[case(
        "GRANT SELECT ON public.\"A b\" TO public",
        "GRANT SELECT ON \"A b\" TO public"
    )]
    #[case("DROP FUNCTION public.f(public.t)", "DROP FUNCTION f(t)")]
    #[case(
        "SET DEFAULT nextval('public.s'::regclass)",
        "SET DEFAULT nextval('public.s'::regclass)"
    )]
    #[case("the schema public. Then", "the schema public. Then")]
    fn a_name_stands_without_its_schema(#[case] help: &str, #[case] expected: &str) {
        assert_eq!(bare(help), expected);
    }
}
