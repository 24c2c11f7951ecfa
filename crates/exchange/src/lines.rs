//! Lines of a file that nobody vouches for: too long, not UTF-8, with or without a byte order mark.

use std::io::{self, BufRead, Read as _};

/// Bytes that a line may have at most: far more than any row needs.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;

/// A line that is longer ends the reading: it has no end, or the file is no file of rows.
pub const DRAINED_BYTES_MAX: u64 = 1 << 30;

/// What a line turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Text, without the line end.
    Text(String),
    /// Longer than [`LINE_BYTES_MAX`]; it was passed over without being kept.
    TooLong,
    /// Longer than [`DRAINED_BYTES_MAX`]; it was not read to its end, if it has one.
    Endless,
    /// Not UTF-8.
    NotUtf8 {
        /// The first byte that is wrong, from 0.
        at_byte: usize,
    },
}

/// Reads the next line and says how many bytes it took; `None` at the end.
pub fn next_line(input: &mut impl BufRead, is_first: bool) -> io::Result<Option<(Line, u64)>> {
    let mut bytes = Vec::new();
    let limit = LINE_BYTES_MAX as u64 + 1;
    let read = input.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() > LINE_BYTES_MAX {
        let rest = input.by_ref().take(DRAINED_BYTES_MAX).skip_until(b'\n')? as u64;
        if rest == DRAINED_BYTES_MAX {
            return Ok(Some((Line::Endless, read as u64 + rest)));
        }
        return Ok(Some((Line::TooLong, read as u64 + rest)));
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    if is_first && bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    let line = match String::from_utf8(bytes) {
        Ok(text) => Line::Text(text),
        Err(error) => Line::NotUtf8 { at_byte: error.utf8_error().valid_up_to() },
    };
    Ok(Some((line, read as u64)))
}
