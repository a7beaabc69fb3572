//! Names in a catalog: `public.users.email`, each part quoted where it needs to be.

/// A qualified name without its last part.
pub(super) fn whole(name: &str) -> &str {
    let own = last_quoted(name);
    name[..name.len() - own.len()].trim_end_matches('.')
}

/// The last part of a qualified name, as it stands there.
pub(super) fn last_quoted(name: &str) -> &str {
    let mut is_quoted = false;
    let dots = name.char_indices().filter(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '.' && !is_quoted
    });
    dots.last().map_or(name, |(at, _)| &name[at + 1..])
}

/// The last part of a qualified name, without quotation marks.
pub(super) fn last(name: &str) -> String {
    let own = last_quoted(name);
    let quoted = own.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    quoted.map_or_else(|| own.to_owned(), |it| it.replace("\"\"", "\""))
}
