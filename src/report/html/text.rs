//! Texts as every part of the page shows them.

use maud::{Markup, html};

use crate::escape;

/// A text that is one line, whatever it holds.
pub(super) fn line(text: &str) -> Markup {
    html! { (escape::line(text)) }
}

/// Text to paste, with a button that copies it where there is a script.
pub(super) fn pasted(text: &str) -> Markup {
    html! {
        div.paste {
            pre tabindex="0" { (escape::output(text.trim_end())) }
            button type="button" data-copy="" hidden { "Copy" }
        }
    }
}
