//! Files of what was folded from a log up to a position, so that opening need not fold it again.
//!
//! A snapshot is `JICENGP` and the version `1` (8 bytes), the shape of what is in it (u32), the
//! head of the log's tree there (position and number of commits, u64 each, and the 32 bytes of the
//! root), and the crc32c of all before (u32); then chunks, and an end. A chunk is `JCHK` (4 bytes),
//! the number of its part and its own number in it (u32 each), the lengths of its bytes unpacked
//! and packed (u32 each), the crc32c of these 16 bytes and the packed ones (u32), and one zstd
//! frame. The end is `JEND`, the number of chunks (u64), and its crc32c (u32). Each crc32c behind
//! the header goes on from the header's, so that no chunk of another snapshot is taken for one of
//! this. Integers are big-endian.
//!
//! **Durability.** A snapshot is written under another name, fdatasynced, and renamed; so it is
//! there whole or not at all, and what the log acknowledges never depends on it. **Damage** is
//! found by the checksums when the snapshot is read; then whoever opens folds the log. **What it
//! does not do.** It is not signed: whoever can write the directory can write a snapshot that lies.
//! What stands in the log does not change by that, and verifying, which reads the log alone, finds
//! it.

mod parts;
mod reader;
mod writer;

use std::io;

use jiceng_domain::packed::FactBytes;
use jiceng_domain::{Fact, Position, TreeHash};

pub use self::parts::write;
pub use self::reader::SnapshotReader;
use crate::error::LogError;
use crate::stored::{decode_fact, encode_fact};
use crate::tree::TreeHead;

const MAGIC: [u8; 7] = *b"JICENGP";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 64;
const CHUNK: [u8; 4] = *b"JCHK";
const CHUNK_HEADER_BYTES: usize = 24;
const END: [u8; 4] = *b"JEND";
const END_BYTES: usize = 16;
/// The most bytes that a chunk may unpack to.
const RAW_BYTES_MAX: usize = 4 << 20;
/// The most bytes of a chunk, packed: what does not become smaller becomes a little larger.
const PACKED_BYTES_MAX: usize = RAW_BYTES_MAX + (64 << 10);

/// What a snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotHead {
    /// The number of the shape of what is in it.
    pub shape: u32,
    /// The head of the log's tree up to which was folded.
    pub tree: TreeHead,
}

/// Why a snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotProblem {
    /// The file cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
    /// It does not begin as a snapshot does.
    #[error("it is no snapshot")]
    NoSnapshot,
    /// It is of another format.
    #[error("it is of format {found}, this program reads {VERSION}")]
    Format {
        /// The number of its format.
        found: u8,
    },
    /// What is in it has another shape.
    #[error("it is of shape {found}, this program has {expected}")]
    Shape {
        /// The number of its shape.
        found: u32,
        /// This program's.
        expected: u32,
    },
    /// The bytes are not those that were written.
    #[error("it is damaged from byte {at} on")]
    Damaged {
        /// From where on.
        at: u64,
    },
    /// Its bytes are those that were written, and yet nothing that was packed.
    #[error("part {part} of it is not what was packed")]
    NotPacked {
        /// Which part.
        part: u32,
    },
    /// It is of a log that goes further.
    #[error("it ends at position {position}, and the log at {head}")]
    Ahead {
        /// Where it ends.
        position: Position,
        /// Where the log ends.
        head: Position,
    },
    /// It is of another log.
    #[error("the log has another tree there: it is of another log")]
    OtherLog,
    /// The log does not say whether it is its own.
    #[error("the log's tree cannot be read")]
    Log(#[from] LogError),
}

impl SnapshotHead {
    fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let Self { shape, tree: TreeHead { position, commits, root } } = self;
        let fields = MAGIC.into_iter().chain([VERSION]).chain(shape.to_be_bytes());
        let fields = fields.chain(position.0.to_be_bytes()).chain(commits.to_be_bytes()).chain(root.0);
        let mut bytes = [0; HEADER_BYTES];
        let (stated, checksum) = bytes.split_at_mut(HEADER_BYTES - 4);
        stated.iter_mut().zip(fields).for_each(|(place, byte)| *place = byte);
        checksum.copy_from_slice(&crc32c::crc32c(stated).to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; HEADER_BYTES]) -> Result<Self, SnapshotProblem> {
        let (version, fields) =
            bytes.strip_prefix(&MAGIC).and_then(<[u8]>::split_first).ok_or(SnapshotProblem::NoSnapshot)?;
        if *version != VERSION {
            return Err(SnapshotProblem::Format { found: *version });
        }
        let read = || {
            let (shape, rest) = fields.split_first_chunk()?;
            let (position, rest) = rest.split_first_chunk()?;
            let (commits, rest) = rest.split_first_chunk()?;
            let (root, checksum) = rest.split_first_chunk()?;
            let is_sound = crc32c::crc32c(bytes.get(..HEADER_BYTES - 4)?).to_be_bytes() == checksum;
            let tree = TreeHead {
                position: Position(u64::from_be_bytes(*position)),
                commits: u64::from_be_bytes(*commits),
                root: TreeHash(*root),
            };
            is_sound.then_some(Self { shape: u32::from_be_bytes(*shape), tree })
        };
        read().ok_or(SnapshotProblem::Damaged { at: 0 })
    }

    /// From where the checksums of chunks go on.
    fn checksum(self) -> u32 {
        crc32c::crc32c(&self.to_bytes())
    }
}

/// What stands before a chunk's bytes.
#[derive(Clone, Copy, Debug)]
struct ChunkHeader {
    part: u32,
    number: u32,
    raw_bytes: u32,
    packed_bytes: u32,
    checksum: u32,
}

impl ChunkHeader {
    fn to_bytes(self) -> [u8; CHUNK_HEADER_BYTES] {
        let mut bytes = [0; CHUNK_HEADER_BYTES];
        let fields = CHUNK.into_iter().chain(self.stated()).chain(self.checksum.to_be_bytes());
        bytes.iter_mut().zip(fields).for_each(|(place, byte)| *place = byte);
        bytes
    }

    fn from_bytes(bytes: &[u8; CHUNK_HEADER_BYTES]) -> Option<Self> {
        let (fields, _) = bytes.strip_prefix(&CHUNK)?.as_chunks::<4>();
        let mut fields = fields.iter().map(|field| u32::from_be_bytes(*field));
        let mut field = || fields.next();
        let header =
            Self { part: field()?, number: field()?, raw_bytes: field()?, packed_bytes: field()?, checksum: field()? };
        let is_small = usize::try_from(header.raw_bytes.max(header.packed_bytes)).ok()? <= PACKED_BYTES_MAX;
        (is_small && usize::try_from(header.raw_bytes).ok()? <= RAW_BYTES_MAX).then_some(header)
    }

    fn stated(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let fields = [self.part, self.number, self.raw_bytes, self.packed_bytes];
        bytes.iter_mut().zip(fields.into_iter().flat_map(u32::to_be_bytes)).for_each(|(place, byte)| *place = byte);
        bytes
    }

    fn checksum_of(self, of_header: u32, packed: &[u8]) -> u32 {
        crc32c::crc32c_append(crc32c::crc32c_append(of_header, &self.stated()), packed)
    }
}

/// What stands at the end.
fn end(of_header: u32, chunks: u64) -> [u8; END_BYTES] {
    let mut bytes = [0; END_BYTES];
    let checksum = crc32c::crc32c_append(of_header, &chunks.to_be_bytes());
    let fields = END.into_iter().chain(chunks.to_be_bytes()).chain(checksum.to_be_bytes());
    bytes.iter_mut().zip(fields).for_each(|(place, byte)| *place = byte);
    bytes
}

/// Facts, as the log stores them.
struct StoredFacts;

impl FactBytes for StoredFacts {
    fn encode(&self, fact: &Fact) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        encode_fact(fact, &mut bytes).ok()?;
        Some(bytes)
    }

    fn decode(&self, bytes: &[u8]) -> Option<Fact> {
        decode_fact(bytes).ok()
    }
}
