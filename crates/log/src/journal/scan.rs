//! Sound frames among bytes that may be anything.

use jiceng_domain::Position;

use super::sums::Sums;
use crate::frame;

/// A sound frame among other bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lying {
    pub(super) first: Position,
    pub(super) next: Position,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What is found between two bytes.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) frames: Vec<Lying>,
    /// First byte and length of what is no sound frame.
    pub(super) unsound: Vec<(usize, usize)>,
}

/// Looks for sound frames between two bytes. One whose checksum fits and that cannot be read is
/// unsound as a whole.
pub(super) fn scan(bytes: &[u8], sums: &Sums<'_>, from: usize, to: usize) -> Scanned {
    let mut scanned = Scanned::default();
    let (mut at, mut unsound_from) = (from, from);
    while at < to {
        let Some(length) = checked_length(bytes, sums, at, to) else {
            at += 1;
            continue;
        };
        if let Some(found) = bytes.get(at..at + length).and_then(|bytes| sound(bytes, at)) {
            scanned.add_unsound(unsound_from, at);
            scanned.frames.push(found);
            unsound_from = found.to;
        }
        at += length;
    }
    scanned.add_unsound(unsound_from, to);
    scanned
}

impl Scanned {
    fn add_unsound(&mut self, from: usize, to: usize) {
        if to > from {
            self.unsound.push((from, to - from));
        }
    }
}

/// The length of what begins as a frame does and has the checksum that it states.
fn checked_length(bytes: &[u8], sums: &Sums<'_>, at: usize, to: usize) -> Option<usize> {
    let rest = bytes.get(at..to)?;
    // Flags there are none, so most bytes are ruled out at once.
    if rest.get(1) != Some(&0) {
        return None;
    }
    let length = frame::length(Position::default(), rest).ok()?;
    let (checked, stated) = rest.get(..length)?.split_last_chunk::<{ frame::CHECKSUM_BYTES }>()?;
    (sums.range(at, at + checked.len())? == u32::from_be_bytes(*stated)).then_some(length)
}

fn sound(bytes: &[u8], from: usize) -> Option<Lying> {
    let head = frame::decode_head_at(None, bytes).ok()?;
    frame::decode(head.first, bytes).ok()?;
    Some(Lying { first: head.first, next: head.next(), from, to: from + bytes.len() })
}
