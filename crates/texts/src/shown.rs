//! What is foreign, made fit to be shown: the one place where it is escaped.
//!
//! Names, codes, reasons and paths come from files and logs that others wrote. A control character
//! can move the cursor, and a direction character can turn a line round. So every text for people
//! passes through here on its way out.

use std::borrow::Cow;

use jiceng_core::domain::characters::{Visible, hidden};

/// A text for people, with the numbers of the characters that nobody would see. Line ends stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    let is_foreign = |c: char| c != '\n' && hidden(c).is_some();
    if !text.contains(is_foreign) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> = text.split('\n').map(|line| Visible(line).to_string()).collect();
    Cow::Owned(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_spelled_and_lines_stay() {
        assert_eq!(shown("和平社区\n第二行"), "和平社区\n第二行");
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}c"), "a<U+001B>[2Jb<U+202E>c");
        assert_eq!(shown("a\rb\n\u{200b}"), "a<U+000D>b\n<U+200B>");
    }
}
