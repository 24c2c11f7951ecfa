//! What stands at the two ends of a staging file. Integers are big-endian, checksums CRC-32C over
//! what stands before them at the same end.
//!
//! `JICENGB · version u8 · position u64 · commits u64 · root [u8; 32] · checksum u32`: the log that
//! the batch goes on from. Behind it the frames, and behind them `position after the last event u64
//! · commits in the file u64 · offset of this end u64 · checksum u32 · JEND`.

use jiceng_domain::{Position, TreeHash};

use crate::tree::TreeHead;

/// The bytes at the beginning.
pub(super) const HEADER_BYTES: usize = 60;
/// The bytes at the end.
pub(super) const END_BYTES: usize = 32;

const MAGIC: &[u8; 8] = b"JICENGB\x01";
const END_MAGIC: &[u8; 4] = b"JEND";

/// The beginning of a batch that goes on from a log.
pub(super) fn header(base: &TreeHead) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&base.position.0.to_be_bytes());
    bytes.extend_from_slice(&base.commits.to_be_bytes());
    bytes.extend_from_slice(&base.root.0);
    checked(bytes)
}

/// The log that a batch goes on from; none in bytes that are no such beginning.
pub(super) fn read_header(bytes: &[u8]) -> Option<TreeHead> {
    let rest = sound(bytes)?.strip_prefix(MAGIC)?;
    let (position, rest) = number(rest)?;
    let (commits, root) = number(rest)?;
    Some(TreeHead { position: Position(position), commits, root: TreeHash(root.try_into().ok()?) })
}

/// The end of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// The position after the last event.
    pub(super) next: Position,
    /// How many commits there are.
    pub(super) commits: u64,
    /// Where in the file the last frame ends.
    pub(super) offset: u64,
}

impl End {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let numbers = [self.next.0, self.commits, self.offset];
        let mut bytes = checked(numbers.iter().flat_map(|number| number.to_be_bytes()).collect());
        bytes.extend_from_slice(END_MAGIC);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = sound(bytes.strip_suffix(END_MAGIC)?)?;
        let (next, rest) = number(rest)?;
        let (commits, rest) = number(rest)?;
        let (offset, rest) = number(rest)?;
        rest.is_empty().then_some(Self { next: Position(next), commits, offset })
    }
}

fn checked(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&checksum.to_be_bytes());
    bytes
}

/// What stands before the checksum, if that fits.
fn sound(bytes: &[u8]) -> Option<&[u8]> {
    let (checked, checksum) = bytes.split_last_chunk::<4>()?;
    (crc32c::crc32c(checked) == u32::from_be_bytes(*checksum)).then_some(checked)
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*number), rest))
}
