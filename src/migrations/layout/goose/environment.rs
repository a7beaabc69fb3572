//! What `-- +goose ENVSUB ON` does to a line: variables of the environment are filled in.

use crate::settings::Environment;

/// The line with `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}` filled in; `$$` and
/// `\$` are a dollar sign.
pub(super) fn substitute(line: &str, environment: &Environment) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['$', '\\']) {
        filled += &rest[..at];
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("\\$").or_else(|| rest.strip_prefix("$$")) {
            filled.push('$');
            rest = after;
        } else if rest.starts_with('\\') || rest.starts_with("$(") {
            filled += &rest[..1];
            rest = &rest[1..];
        } else if let Some(braced) = rest.strip_prefix("${") {
            let end = braced.find('}').ok_or("a '${' without its '}'")?;
            filled += &braced_value(&braced[..end], environment)?;
            rest = &braced[end + 1..];
        } else {
            let (name, after) = identifier(&rest[1..])?;
            filled += value(name, environment).unwrap_or_default();
            rest = after;
        }
    }
    Ok(filled + rest)
}

fn braced_value(inside: &str, environment: &Environment) -> Result<String, String> {
    let (name, rest) = identifier(inside)?;
    let value = value(name, environment).map(str::to_owned);
    if rest.is_empty() {
        Ok(value.unwrap_or_default())
    } else if let Some(default) = rest.strip_prefix(":-") {
        Ok(value
            .filter(|value| !value.is_empty())
            .unwrap_or_else(|| default.to_owned()))
    } else if let Some(default) = rest.strip_prefix('-') {
        Ok(value.unwrap_or_else(|| default.to_owned()))
    } else if let Some(message) = rest.strip_prefix('?') {
        value.ok_or_else(|| format!("the variable {name} is not set: {message}"))
    } else {
        Err(format!(
            "'${{{inside}}}' is a form of substitution that is not supported\nhelp: write ${{{name}}} or ${{{name}:-default}}"
        ))
    }
}

fn identifier(text: &str) -> Result<(&str, &str), String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    if end == 0 || text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(
            "a '$' without a name after it; under '-- +goose ENVSUB ON' a dollar sign is written '$$'"
                .to_owned(),
        );
    }
    Ok(text.split_at(end))
}

fn value<'a>(name: &str, environment: &'a Environment) -> Option<&'a str> {
    environment.get(name)?.to_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(line: &str) -> Result<String, String> {
        substitute(line, &Environment::from_iter([("SET", "s"), ("EMPTY", "")]))
    }

    #[test]
    fn a_variable_is_filled_in_and_a_default_stands_in_for_it() {
        let line = "a ${UNSET:-d} ${UNSET-e}${UNSET}$UNSET; $$ \\$ $(";
        assert_eq!(filled(line).as_deref(), Ok("a d e; $ $ $("));
        let line = "$SET ${SET} ${SET:-d} ${EMPTY:-d}${EMPTY-e}";
        assert_eq!(filled(line).as_deref(), Ok("s s s d"));
    }

    #[test]
    fn what_goose_refuses_is_refused() {
        for line in [
            "$1",
            "${",
            "${}",
            "$'",
            "${UNSET?it must be}",
            "${PATH:1:2}",
        ] {
            assert!(filled(line).is_err(), "{line}");
        }
    }
}
