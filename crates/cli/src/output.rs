//! What reaches a terminal or a spreadsheet: nothing foreign is printed as it is.
//!
//! Names, codes, reasons and paths come from files and logs that others wrote. A control character
//! can move the cursor, a direction character can turn a line round, and a spreadsheet calculates
//! what begins with `=`. So every text passes through here on its way out.

use std::borrow::Cow;
use std::io::{self, Write};

use jiceng_core::domain::characters::hidden;
use jiceng_texts::shown;
use serde_json::ser::{Formatter, PrettyFormatter};

/// What a cell of CSV holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// What somebody wrote, whatever it looks like.
    Text,
    /// A figure that was counted or calculated here.
    Figure,
}

/// A cell of CSV. A text that a spreadsheet would calculate, or take for a number, gets an
/// apostrophe before it, by which it is text; a figure is one.
pub(crate) fn cell(text: &str, kind: CellKind) -> Cow<'_, str> {
    let shown = shown(text);
    let is_calculated = shown.starts_with(['=', '+', '-', '@']) && !(kind == CellKind::Figure && is_figure(&shown));
    // A tab or a line end at the beginning hides what comes behind it.
    let is_hiding = text.starts_with(['\t', '\r', '\n']);
    if is_calculated || is_hiding { Cow::Owned(format!("'{shown}")) } else { shown }
}

/// Digits, with a sign before and a fraction behind them where there is one.
fn is_figure(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Writes a value as indented JSON whose texts hold hidden characters as `\u` and their numbers
/// only.
pub(crate) fn json(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaping(PrettyFormatter::new()));
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(out)
}

/// Indented JSON that escapes what nobody would see.
struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| hidden(*c).is_some()) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_and_a_figure_a_figure() {
        for (text, written, figure) in [
            ("=1+1", "'=1+1", "'=1+1"),
            ("+A1", "'+A1", "'+A1"),
            ("-A1", "'-A1", "'-A1"),
            ("@SUM(A1)", "'@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'<U+0009>=1", "'<U+0009>=1"),
            ("\r=1", "'<U+000D>=1", "'<U+000D>=1"),
            ("-3", "'-3", "-3"),
            ("+4.5", "'+4.5", "+4.5"),
            ("+13800000000", "'+13800000000", "+13800000000"),
            ("-inf", "'-inf", "'-inf"),
            ("+infinity", "'+infinity", "'+infinity"),
            ("-1e9", "'-1e9", "'-1e9"),
            ("-.5", "'-.5", "'-.5"),
            ("-", "'-", "'-"),
            ("450224", "450224", "450224"),
            ("甲=乙", "甲=乙", "甲=乙"),
            ("", "", ""),
        ] {
            assert_eq!((&*cell(text, CellKind::Text), &*cell(text, CellKind::Figure)), (written, figure));
        }
    }

    #[test]
    fn json_says_the_same_with_numbers_for_what_nobody_sees() {
        let value = serde_json::json!({"a\u{202e}": ["b\u{e0041}c", 1, {"d": "\u{1b}[0m和平"}], "e": []});
        let mut out = Vec::new();
        json(&mut out, &value).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.chars().all(|c| c == '\n' || hidden(c).is_none()), "{text}");
        assert!(text.contains("a\\u202e") && text.contains("\\udb40\\udc41"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert!(text.starts_with("{\n  \"a"), "{text}");
    }
}
