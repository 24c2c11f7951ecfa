//! Characters that nobody sees, or that turn the text around them.
//!
//! Two names that differ in one of them look the same and are not; a direction character shows a
//! name in another order than it has. So names, remarks and identifiers do not hold them. In
//! numbers they mean nothing and are dropped, and full-width characters are taken for what they
//! stand for ([`folded`]).

use std::borrow::Cow;
use std::fmt;

/// Why a character may stand in no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// A control character, such as a line break or a tabulator.
    Control,
    /// It changes the direction of the text around it.
    Direction,
    /// Nothing is seen of it: no width, a filler, a joiner, a variation selector, a tag.
    Invisible,
    /// Unicode gives it no meaning, or never will.
    Unassigned,
    /// It stands for something that is lost or not there (U+FFFC, U+FFFD).
    Placeholder,
}

/// Unicode's bidirectional controls (`Bidi_Control`).
const DIRECTIONS: [(char, char); 4] =
    [('\u{61c}', '\u{61c}'), ('\u{200e}', '\u{200f}'), ('\u{202a}', '\u{202e}'), ('\u{2066}', '\u{2069}')];

/// What is of the general category Cf, Zl or Zp, or is `Default_Ignorable_Code_Point` or
/// `Variation_Selector`, in Unicode 16; and the blank of the Braille patterns. A test compares them
/// with Unicode's.
const INVISIBLE: [(char, char); 26] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Why a character may stand in no text; `None` for one that may.
pub fn hidden(c: char) -> Option<Hidden> {
    // Nearly all that is recorded: plain and full-width characters, signs, Han.
    if matches!(c, ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '！'..='～')
    {
        return None;
    }
    let among = |ranges: &[(char, char)]| ranges.iter().any(|&(first, last)| (first..=last).contains(&c));
    if c.is_control() {
        Some(Hidden::Control)
    } else if among(&DIRECTIONS) {
        Some(Hidden::Direction)
    } else if among(&INVISIBLE) {
        Some(Hidden::Invisible)
    } else if matches!(c, '\u{fffc}' | '\u{fffd}') {
        Some(Hidden::Placeholder)
    } else if is_unassigned(c) {
        Some(Hidden::Unassigned)
    } else {
        None
    }
}

/// Whether Unicode gives a character no meaning. What is for private use has one in some tables:
/// names of the official list of divisions are written with it. Planes 2 and 3 are left out but for
/// what will never be a character: new Han characters come there, and a name may hold one before
/// this program knows it.
fn is_unassigned(c: char) -> bool {
    let number = u32::from(c);
    if number & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}') {
        return true;
    }
    // The standard library tells by how it writes a character whether there is one. At the
    // beginning of a text it would write marks otherwise.
    let is_written_out = || format!("a{c}").escape_debug().any(|written| written == '{');
    !is_private(c) && !matches!(number >> 16, 2 | 3) && !c.is_whitespace() && c != '{' && is_written_out()
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) && u32::from(c) & 0xfffe != 0xfffe
}

/// Whether a character is drawn onto the one before it, so that no text begins with it.
pub fn is_combining(c: char) -> bool {
    // The standard library writes such a character out where it stands alone, and not behind
    // another one.
    let is_written_out = |mut written: std::str::EscapeDebug<'_>| written.any(|c| c == '{');
    let (alone, behind) = (c.to_string(), format!("a{c}"));
    !c.is_ascii()
        && hidden(c).is_none()
        && is_written_out(alone.escape_debug())
        && !is_written_out(behind.escape_debug())
}

/// The first character of a text that may stand in none, or that draws itself onto one before it
/// where there is none; and which one of the text it is, from 1. White space around the text is
/// passed over, but for the separators that look like nothing.
pub fn first_hidden(text: &str) -> Option<(char, usize)> {
    let is_around = |c: char| c.is_whitespace() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}');
    let begins_at = text.len() - text.trim_start_matches(is_around).len();
    let ends_at = text.trim_end_matches(is_around).len();
    let mut inside = text.char_indices().enumerate().filter(|(_, (byte, _))| (begins_at..ends_at).contains(byte));
    let stands_alone = |byte: usize, c: char| byte == begins_at && is_combining(c);
    inside
        .find(|(_, (byte, c))| hidden(*c).is_some() || stands_alone(*byte, *c))
        .map(|(before, (_, c))| (c, before + 1))
}

/// A number as it is meant: without characters that nobody sees and white space around it, and with
/// plain characters for full-width ones.
pub fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let is_kept = |c: &char| matches!(hidden(*c), None | Some(Hidden::Placeholder));
    let folded: String = text.chars().filter(is_kept).map(plain).collect();
    Cow::Owned(folded.trim().to_owned())
}

/// The plain character that a full-width one (U+FF01 to U+FF5E) stands for.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// A character in a message: itself, or its number where nobody would see it.
#[derive(Clone, Copy, Debug)]
pub struct Spelled(pub char);

impl fmt::Display for Spelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if hidden(self.0).is_some() || is_combining(self.0) || self.0.is_whitespace() && self.0 != ' ' {
            write!(f, "U+{:04X}", u32::from(self.0))
        } else {
            write!(f, "{}", self.0)
        }
    }
}

/// A text in a message, with the numbers of the characters that nobody would see.
#[derive(Clone, Copy, Debug)]
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match hidden(c) {
            Some(_) => write!(f, "<{}>", Spelled(c)),
            None => write!(f, "{c}"),
        })
    }
}
