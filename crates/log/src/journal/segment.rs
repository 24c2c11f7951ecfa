//! One file of the journal, byte by byte.
//!
//! A segment is `JICENGJ` and the version `1` (8 bytes), the position of its first event (u64),
//! then records. A record holds what one append brought: `JREC` (4 bytes), the length of its
//! payload (u32), the position before which everything was on the disk when it was written (u64),
//! the crc32c of these two and the payload (u32), and the payload: frames behind each other.
//! Integers are big-endian.
//!
//! The first record of a segment has no payload: it is on the disk before anything else is written.
//! So a segment that is longer and has no sound record is damaged. Segments of older programs begin
//! without it.

use std::cell::OnceCell;
use std::io;

use jiceng_domain::Position;

use super::sums::Sums;
use crate::error::LogError;
use crate::frame;

/// The bytes before the first record.
pub(super) const HEADER_BYTES: usize = 16;
const MAGIC: [u8; 8] = *b"JICENGJ\x01";
const RECORD: [u8; 4] = *b"JREC";
const RECORD_HEADER_BYTES: usize = 20;
/// A file that is no longer was begun, and nothing was acknowledged in it.
pub(super) const BEGINNING_BYTES: usize = HEADER_BYTES + RECORD_HEADER_BYTES;

/// What a segment begins with: all before it is on the disk.
pub(super) fn beginning(first: Position) -> io::Result<Vec<u8>> {
    let mut beginning = header(first).to_vec();
    beginning.extend(record(first, std::iter::empty())?);
    Ok(beginning)
}

/// What stands before the records of a segment.
pub(super) fn header(first: Position) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    let (magic, position) = header.split_at_mut(MAGIC.len());
    magic.copy_from_slice(&MAGIC);
    position.copy_from_slice(&first.0.to_be_bytes());
    header
}

/// The first position of a segment; `None` for bytes that are not one.
pub(super) fn first_of(bytes: &[u8]) -> Option<Position> {
    let (header, _) = bytes.split_first_chunk::<HEADER_BYTES>()?;
    let position = header.strip_prefix(&MAGIC)?;
    Some(Position(u64::from_be_bytes(position.try_into().ok()?)))
}

/// The record of the frames of one append; `durable` is where the part of the log ends that is on
/// the disk.
pub(super) fn record<'a>(durable: Position, frames: impl Iterator<Item = &'a [u8]>) -> io::Result<Vec<u8>> {
    let mut record = vec![0; RECORD_HEADER_BYTES];
    frames.for_each(|frame| record.extend_from_slice(frame));
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "an append of 4 GiB or more");
    let (header, payload) = record.split_first_chunk_mut::<RECORD_HEADER_BYTES>().ok_or_else(too_large)?;
    let length = u32::try_from(payload.len()).map_err(|_| too_large())?.to_be_bytes();
    let durable = durable.0.to_be_bytes();
    let checksum = checksum(length, durable, payload).to_be_bytes();
    let bytes = RECORD.into_iter().chain(length).chain(durable).chain(checksum);
    header.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    Ok(record)
}

fn checksum(length: [u8; 4], durable: [u8; 8], payload: &[u8]) -> u32 {
    crc32c::crc32c_append(checksum_of_header(length, durable), payload)
}

fn checksum_of_header(length: [u8; 4], durable: [u8; 8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&length), &durable)
}

/// A sound record: where it ends in its segment, how far the log was on the disk when it was
/// written, and its frames.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) end: usize,
    pub(super) durable: Position,
    pub(super) payload: &'a [u8],
}

impl Record<'_> {
    /// Where it begins in its segment.
    pub(super) const fn begin(&self) -> usize {
        self.end - self.payload.len() - RECORD_HEADER_BYTES
    }
}

/// What comes next in a segment.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next<'a> {
    /// A record.
    Record(Record<'a>),
    /// Bytes from here on that are no record, and the sound one after them, if there is any.
    Broken { at: usize, then: Option<Record<'a>> },
    /// The segment ends here.
    End,
}

/// The bytes of a segment.
pub(super) struct Segment<'a> {
    bytes: &'a [u8],
    /// For those of which something is damaged.
    sums: OnceCell<Sums<'a>>,
}

impl<'a> Segment<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, sums: OnceCell::new() }
    }

    /// Reads what comes at an offset.
    pub(super) fn next(&self, at: usize) -> Next<'a> {
        if at >= self.bytes.len() {
            return Next::End;
        }
        let read = |sum, from, to| Some(crc32c::crc32c_append(sum, self.bytes.get(from..to)?));
        if let Some(record) = record_at(self.bytes, at, read) {
            return Next::Record(record);
        }
        let rest = self.bytes.get(at + 1..).unwrap_or_default();
        let candidates = rest.windows(RECORD.len()).enumerate().filter(|(_, window)| *window == RECORD);
        let computed = |sum, from, to| self.sums().range_behind(sum, from, to);
        let then = candidates.map(|(offset, _)| at + 1 + offset).find_map(|at| record_at(self.bytes, at, computed));
        Next::Broken { at, then }
    }

    /// Whether a sound record stands anywhere.
    pub(super) fn has_record(&self) -> bool {
        matches!(self.next(HEADER_BYTES), Next::Record(_)) || matches!(self.next(0), Next::Broken { then: Some(_), .. })
    }

    /// The checksums of all ranges.
    pub(super) fn sums(&self) -> &Sums<'a> {
        self.sums.get_or_init(|| Sums::of(self.bytes))
    }
}
/// The record at an offset. `sum` continues a checksum over the bytes between two places.
fn record_at(bytes: &[u8], at: usize, sum: impl FnOnce(u32, usize, usize) -> Option<u32>) -> Option<Record<'_>> {
    let (length, rest) = bytes.get(at..)?.strip_prefix(&RECORD)?.split_first_chunk::<4>()?;
    let (durable, rest) = rest.split_first_chunk::<8>()?;
    let (stated, rest) = rest.split_first_chunk::<4>()?;
    let payload = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let begins = at + RECORD_HEADER_BYTES;
    let end = begins + payload.len();
    let is_sound = sum(checksum_of_header(*length, *durable), begins, end)? == u32::from_be_bytes(*stated);
    is_sound.then_some(Record { end, durable: Position(u64::from_be_bytes(*durable)), payload })
}

/// A frame, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct FrameAt<'a> {
    /// The position of its first event.
    pub first: Position,
    /// The position after its last event.
    pub next: Position,
    /// The frame.
    pub bytes: &'a [u8],
}

/// The frames of a record, the first of which stands at `expected`; wherever it says, if nothing is
/// expected.
pub(super) fn frames(mut payload: &[u8], expected: Option<Position>) -> Result<Vec<FrameAt<'_>>, LogError> {
    let mut frames: Vec<FrameAt<'_>> = Vec::new();
    while !payload.is_empty() {
        let expected = frames.last().map(|frame| frame.next).or(expected);
        let length = frame::length(expected.unwrap_or_default(), payload)?.min(payload.len());
        let (bytes, rest) = payload.split_at(length);
        let head = frame::decode_head_at(expected, bytes)?;
        frames.push(FrameAt { first: head.first, next: head.next(), bytes });
        payload = rest;
    }
    Ok(frames)
}
