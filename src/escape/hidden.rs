//! Invisible characters, and those that reorder, hide or split visible text.

/// Whether a character is shown as its escape in any text. Tabs and ends of lines are not among
/// these: whether they are depends on the place.
pub(super) fn is_hidden(c: char) -> bool {
    is_command(c) && !matches!(c, '\t' | '\n') || is_without_width(c)
}

/// Characters that act: C0, DEL, C1, the separators of lines, and the marks of direction.
pub(super) fn is_command(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a picture: soft and joining ones (that of emoji too), fillers, tags, and what
/// XML forbids. Selectors of a variant stay, as an emoji in a comment has one.
fn is_without_width(c: char) -> bool {
    matches!(c,
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}
