//! How far one segment reaches, over damages too.

use jiceng_domain::Position;

use super::scan::scan;
use super::segment::{self, BEGINNING_BYTES, HEADER_BYTES, Next, Record, Segment};

/// How far a segment reaches.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    /// Where its last sound record ends.
    pub(super) end: usize,
    /// The position after it.
    pub(super) head: Position,
    /// Where bytes that are no record stand before a sound one, and the position expected there.
    pub(super) damage: Option<(usize, Position)>,
    /// All before it was on the disk when some record was written.
    pub(super) durable: Position,
    /// Whether it ends with the mark that all of it is on the disk, as it does when a log is
    /// closed.
    pub(super) is_closed: bool,
    /// Whether it was only begun: nothing was acknowledged in it.
    pub(super) is_unbegun: bool,
    /// The position after the last event of the sound frames behind its end; its head if there are
    /// none.
    pub(super) torn_next: Position,
}

/// Finds how far a segment reaches that begins at a position.
pub(super) fn extent(bytes: &[u8], first: Position) -> Extent {
    let segment = Segment::new(bytes);
    let is_begun = segment::first_of(bytes) == Some(first);
    let mut sound = Extent {
        end: HEADER_BYTES.min(bytes.len()),
        head: first,
        damage: (!is_begun).then_some((0, first)),
        durable: first,
        is_closed: false,
        is_unbegun: false,
        torn_next: first,
    };
    if !segment.has_record() {
        sound.is_unbegun = !is_begun && bytes.len() <= BEGINNING_BYTES;
        // Its first record was there before anything else.
        if bytes.len() > BEGINNING_BYTES {
            sound.damage = sound.damage.or(Some((HEADER_BYTES, first)));
            sound.head = last_sound(&segment, bytes, HEADER_BYTES, first);
        }
        sound.torn_next = sound.head;
        return sound;
    }
    // What was read since the first bytes that are no record, as long as no record says that they
    // were one.
    let mut doubtful: Option<Extent> = None;
    let mut durable = first;
    loop {
        let reached = doubtful.as_ref().unwrap_or(&sound);
        let (at, record) = match segment.next(reached.end) {
            Next::Record(record) => (None, record),
            Next::Broken { at, then: Some(record) } => (Some(at), record),
            Next::Broken { then: None, .. } | Next::End => break,
        };
        durable = durable.max(record.durable);
        let reached = behind(reached, at, &record);
        if record.durable > sound.head || reached.damage == sound.damage {
            (sound, doubtful) = (reached, None);
        } else {
            doubtful = Some(reached);
        }
    }
    sound.torn_next = last_sound(&segment, bytes, sound.end, sound.head);
    sound.is_closed &= sound.end == bytes.len();
    sound.durable = durable;
    sound
}

/// What is reached with one more record, where bytes that are none may stand before it.
fn behind(reached: &Extent, broken_at: Option<usize>, record: &Record<'_>) -> Extent {
    let in_order = segment::frames(record.payload, Some(reached.head));
    let broken_at = broken_at.or_else(|| in_order.is_err().then_some(reached.end));
    let frames = in_order.or_else(|_| segment::frames(record.payload, None));
    let next = frames.ok().and_then(|frames| frames.last().map(|frame| frame.next)).unwrap_or_default();
    let head = reached.head.max(next);
    let damage = reached.damage.or(broken_at.map(|at| (at, reached.head)));
    let is_mark = record.payload.is_empty() && record.durable == head && record.begin() > HEADER_BYTES;
    Extent { end: record.end, head, damage, is_closed: is_mark, ..reached.clone() }
}

/// The position after the last event of the sound frames from a byte on, or the one that is given
/// if they end before it.
fn last_sound(segment: &Segment<'_>, bytes: &[u8], from: usize, head: Position) -> Position {
    if from >= bytes.len() {
        return head;
    }
    let frames = scan(bytes, segment.sums(), from, bytes.len()).frames;
    frames.iter().map(|frame| frame.next).fold(head, Position::max)
}
