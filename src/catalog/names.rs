//! Names in a catalog: `public.users.email`, each part quoted where it needs to be.

/// A qualified name without its last part.
pub(crate) fn whole(name: &str) -> &str {
    let own = last_quoted(name);
    name[..name.len() - own.len()].trim_end_matches('.')
}

/// The last part of a qualified name, as it stands there.
pub(crate) fn last_quoted(name: &str) -> &str {
    let mut is_quoted = false;
    let dots = name.char_indices().filter(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '.' && !is_quoted
    });
    dots.last().map_or(name, |(at, _)| &name[at + 1..])
}

/// The last part of a qualified name, without quotation marks.
pub(crate) fn last(name: &str) -> String {
    bare(last_quoted(name))
}

/// The first part of a qualified name, as it stands there: the schema, where there is one.
pub(crate) fn first_quoted(name: &str) -> &str {
    let mut is_quoted = false;
    let dot = name.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '.' && !is_quoted
    });
    dot.map_or(name, |(at, _)| &name[..at])
}

/// A part of a name without quotation marks.
pub(crate) fn bare(part: &str) -> String {
    let quoted = part.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    quoted.map_or_else(|| part.to_owned(), |it| it.replace("\"\"", "\""))
}
