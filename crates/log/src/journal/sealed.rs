//! Sealed segments: frames of old commits in compressed blocks.
//!
//! A sealed segment is `JICENGS` and the version `1` (8 bytes), the position of its first event
//! (u64), blocks, and an index of them. A block is `JBLK` (4 bytes), the lengths of its frames
//! packed and unpacked (u32 each), how many they are (u32), the position of the first (u64), the
//! crc32c of these 20 bytes and the packed ones (u32), and one zstd frame of the frames behind each
//! other. The index is, for each block, its position and its byte (u64 each), then the position
//! after the last event, the byte of the index (u64 each), the crc32c of all of it (u32), and
//! `JEND`. Integers are big-endian.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiceng_domain::Position;
use sled::IVec;

use super::sums::Sums;
use super::{HEADER_BYTES, named_by_position};
use crate::bounded;
use crate::error::{LogError, io_error};
use crate::frame;

pub(super) const EXTENSION: &str = "sealed";
const MAGIC: [u8; 8] = *b"JICENGS\x01";
const BLOCK: [u8; 4] = *b"JBLK";
const BLOCK_HEADER_BYTES: usize = 28;
const END: [u8; 4] = *b"JEND";
/// What stands behind the entries of the index.
const END_BYTES: usize = 24;
/// The most bytes that a block may unpack to: a frame, at most 64 MiB and its header, or a few
/// small ones.
const RAW_BYTES_MAX: usize = (64 << 20) + (1 << 20);
/// The most bytes that a block may take: what does not become smaller by packing becomes a little
/// larger.
const BLOCK_BYTES_MAX: usize = RAW_BYTES_MAX + (1 << 20);

/// What a sealed segment begins with.
pub(super) fn header(first: Position) -> Vec<u8> {
    [MAGIC.as_slice(), &first.0.to_be_bytes()].concat()
}

/// A block of frames, packed.
pub(super) fn block(first: Position, frames: u32, raw: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let packed = zstd::bulk::compress(raw, level)?;
    // What cannot be read again is not written.
    if zstd::bulk::decompress(&packed, raw.len())? != raw {
        return Err(io::Error::other("a block does not unpack to what was packed"));
    }
    let too_large = |_| io::Error::new(io::ErrorKind::FileTooLarge, "a block of 4 GiB or more");
    let packed_bytes = u32::try_from(packed.len()).map_err(too_large)?;
    let raw_bytes = u32::try_from(raw.len()).map_err(too_large)?;
    let mut block = BLOCK.to_vec();
    block.extend(packed_bytes.to_be_bytes());
    block.extend(raw_bytes.to_be_bytes());
    block.extend(frames.to_be_bytes());
    block.extend(first.0.to_be_bytes());
    let stated = block.get(BLOCK.len()..).unwrap_or_default();
    let checksum = crc32c::crc32c_append(crc32c::crc32c(stated), &packed);
    block.extend(checksum.to_be_bytes());
    block.extend(packed);
    Ok(block)
}

/// What a sealed segment ends with; `at` is where that begins.
pub(super) fn index(blocks: &[(Position, u64)], next: Position, at: u64) -> Vec<u8> {
    let entries = blocks.iter().flat_map(|(first, at)| [first.0, *at]).chain([next.0, at]);
    let mut index: Vec<u8> = entries.flat_map(u64::to_be_bytes).collect();
    index.extend(crc32c::crc32c(&index).to_be_bytes());
    index.extend(END);
    index
}

/// A sound block at the beginning of bytes: its frames behind each other, the position of the
/// first, how many they are, and how many bytes the block takes.
pub(super) fn unpack(bytes: &[u8]) -> Option<(Vec<u8>, Position, u32, usize)> {
    let (header, rest) = bytes.split_first_chunk::<BLOCK_HEADER_BYTES>()?;
    let stated = header.strip_prefix(&BLOCK)?;
    let (stated, checksum) = stated.split_last_chunk::<4>()?;
    let (packed_bytes, fields) = stated.split_first_chunk::<4>()?;
    let (raw_bytes, fields) = fields.split_first_chunk::<4>()?;
    let (frames, first) = fields.split_first_chunk::<4>()?;
    let packed = rest.get(..usize::try_from(u32::from_be_bytes(*packed_bytes)).ok()?)?;
    if crc32c::crc32c_append(crc32c::crc32c(stated), packed) != u32::from_be_bytes(*checksum) {
        return None;
    }
    let raw_bytes = usize::try_from(u32::from_be_bytes(*raw_bytes)).ok().filter(|bytes| *bytes <= RAW_BYTES_MAX)?;
    let raw = zstd::bulk::decompress(packed, raw_bytes).ok().filter(|raw| raw.len() == raw_bytes)?;
    let first = Position(u64::from_be_bytes(first.try_into().ok()?));
    Some((raw, first, u32::from_be_bytes(*frames), BLOCK_HEADER_BYTES + packed.len()))
}

/// A block that was read: its frames, and where each begins in it.
#[derive(Debug)]
struct Block {
    bytes: IVec,
    /// Position, first byte and length of each frame.
    frames: Vec<(Position, usize, usize)>,
}

/// One sealed segment.
#[derive(Debug)]
struct SealedSegment {
    path: PathBuf,
    next: Position,
    /// Where each block begins: its position, and its byte.
    blocks: Vec<(Position, u64)>,
    /// The byte behind the last block.
    blocks_end: u64,
}

/// A block: the number of its segment, and its own in that.
type BlockAt = (usize, usize);

/// The commits of a log that are sealed: all before a position.
#[derive(Debug, Default)]
pub(crate) struct Sealed {
    segments: Vec<SealedSegment>,
    /// The block that was read last.
    last: Mutex<Option<(BlockAt, Arc<Block>)>>,
}

impl Sealed {
    /// Opens the sealed segments of a journal. Of each no more than its index is read.
    pub(crate) fn open(dir: &Path) -> Result<Self, LogError> {
        let mut segments: Vec<SealedSegment> = Vec::new();
        for (first, path) in named_by_position(dir, EXTENSION)? {
            let expected = segments.last().map_or(Position(0), |last| last.next);
            if first != expected {
                return Err(LogError::Gap { expected, found: first });
            }
            segments.push(SealedSegment::open(first, path)?);
        }
        Ok(Self { segments, last: Mutex::default() })
    }

    /// The position after the last sealed event.
    pub(crate) fn next(&self) -> Position {
        self.segments.last().map_or(Position(0), |last| last.next)
    }

    /// The sealed frames from the one that contains a position.
    pub(crate) fn frames(self: &Arc<Self>, from: Position) -> SealedFrames {
        let mut frames = SealedFrames { sealed: Arc::clone(self), at: None, block: None };
        if from < self.next() {
            frames.at = self.block_of(from);
            // One that cannot be read is told when it comes.
            if let Some(Ok(block)) = frames.at.map(|at| self.block(at)) {
                let number = block.frames.partition_point(|(first, ..)| *first <= from).saturating_sub(1);
                frames.block = Some((block, number));
            }
        }
        frames
    }

    /// Where the sealed commit begins that contains a position, or the last one before it.
    pub(crate) fn first_at(self: &Arc<Self>, position: Position) -> Result<Option<Position>, LogError> {
        let Some(last) = self.next().0.checked_sub(1) else { return Ok(None) };
        Ok(self.frames(position.min(Position(last))).next().transpose()?.map(|(first, _)| first))
    }

    fn block_of(&self, position: Position) -> Option<BlockAt> {
        let segment = self.segments.partition_point(|segment| segment.next <= position);
        let blocks = &self.segments.get(segment)?.blocks;
        Some((segment, blocks.partition_point(|(first, _)| *first <= position).checked_sub(1)?))
    }

    fn after(&self, (segment, block): BlockAt) -> Option<BlockAt> {
        let is_in = self.segments.get(segment).is_some_and(|segment| block + 1 < segment.blocks.len());
        let after = if is_in { (segment, block + 1) } else { (segment + 1, 0) };
        self.segments.get(after.0).map(|_| after)
    }

    fn block(&self, at: BlockAt) -> Result<Arc<Block>, LogError> {
        let lock = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, block)) = lock().as_ref().filter(|(last, _)| *last == at) {
            return Ok(Arc::clone(block));
        }
        let missing = LogError::Gap { expected: self.next(), found: self.next() };
        let block = Arc::new(self.segments.get(at.0).ok_or(missing)?.read(at.1)?);
        *lock() = Some((at, Arc::clone(&block)));
        Ok(block)
    }
}

impl SealedSegment {
    fn open(first: Position, path: PathBuf) -> Result<Self, LogError> {
        let index = read_index(&path, first).map_err(io_error(&path))?;
        let Some((blocks, next, blocks_end)) = index else {
            return Err(LogError::SealedDamaged { path, offset: 0, first, next: None });
        };
        Ok(Self { path, next, blocks, blocks_end })
    }

    /// Reads a block and finds its frames.
    fn read(&self, number: usize) -> Result<Block, LogError> {
        let (first, at) = self.blocks.get(number).copied().unwrap_or((self.next, self.blocks_end));
        let (next, end) = self.blocks.get(number + 1).copied().unwrap_or((self.next, self.blocks_end));
        let bytes = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX);
        if bytes > BLOCK_BYTES_MAX {
            return Err(LogError::SealedDamaged { path: self.path.clone(), offset: at, first, next: Some(next) });
        }
        let mut bytes = vec![0; bytes];
        let mut read = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(&mut bytes)
        };
        let damaged = || LogError::SealedDamaged { path: self.path.clone(), offset: at, first, next: Some(next) };
        match read() {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(damaged()),
            Err(error) => return Err(io_error(&self.path)(error)),
        }
        let (raw, stated_first, count, length) = unpack(&bytes).ok_or_else(damaged)?;
        let frames = frames(&raw, first, next).filter(|frames| frames.len() == count as usize).ok_or_else(damaged)?;
        if stated_first != first || length != bytes.len() {
            return Err(damaged());
        }
        Ok(Block { bytes: raw.into(), frames })
    }
}

/// Where each frame begins in unpacked bytes: its position, its byte, its length. None where they
/// do not follow each other from the first position to the next.
fn frames(mut raw: &[u8], first: Position, next: Position) -> Option<Vec<(Position, usize, usize)>> {
    let (mut frames, mut at, mut reached) = (Vec::new(), 0, first);
    while !raw.is_empty() {
        let length = frame::length(reached, raw).ok()?;
        let (bytes, rest) = raw.split_at_checked(length)?;
        frames.push((reached, at, length));
        reached = frame::decode_head(reached, bytes).ok()?.next();
        (at, raw) = (at + length, rest);
    }
    (reached == next).then_some(frames)
}

/// The blocks that an index names, the position after the last event, and the byte behind the last
/// block.
type Index = (Vec<(Position, u64)>, Position, u64);

fn read_index(path: &Path, first: Position) -> io::Result<Option<Index>> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if bounded::is_mostly_holes(&metadata) {
        return Ok(None);
    }
    let length = metadata.len();
    let mut read = |at: u64, bytes: u64| -> io::Result<Option<Vec<u8>>> {
        if at.checked_add(bytes).is_none_or(|end| end > length) {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(at))?;
        let mut read = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
        file.read_exact(&mut read)?;
        Ok(Some(read))
    };
    if read(0, HEADER_BYTES as u64)? != Some(header(first)) {
        return Ok(None);
    }
    let Some(end) = read(length.saturating_sub(END_BYTES as u64), END_BYTES as u64)? else { return Ok(None) };
    // An entry of the index stands for a block, which is longer than the entry.
    let Some(at) = end.get(8..16).and_then(|at| at.try_into().ok()).map(u64::from_be_bytes) else { return Ok(None) };
    let index_bytes = length.saturating_sub(at);
    if index_bytes > at.saturating_add(END_BYTES as u64) {
        return Ok(None);
    }
    let Some(bytes) = read(at, index_bytes)? else { return Ok(None) };
    Ok(parse_index(&bytes, first, at))
}

fn parse_index(bytes: &[u8], first: Position, blocks_end: u64) -> Option<Index> {
    let (stated, checksum) = bytes.strip_suffix(&END)?.split_last_chunk::<4>()?;
    if crc32c::crc32c(stated) != u32::from_be_bytes(*checksum) {
        return None;
    }
    let (words, rest) = stated.as_chunks::<8>();
    let words: Vec<u64> = words.iter().map(|word| u64::from_be_bytes(*word)).collect();
    let (entries, [next, at]) = words.split_last_chunk::<2>()?;
    let (entries, odd) = entries.as_chunks::<2>();
    let blocks: Vec<(Position, u64)> = entries.iter().map(|[first, at]| (Position(*first), *at)).collect();
    let begins = blocks.first().map(|(first, at)| (*first, *at)) == Some((first, HEADER_BYTES as u64));
    let ends = blocks.iter().copied().skip(1).chain([(Position(*next), *at)]);
    let is_in_order = blocks.iter().zip(ends).all(|(one, other)| one.0 < other.0 && one.1 < other.1);
    let is_sound = rest.is_empty() && odd.is_empty() && *at == blocks_end && begins && is_in_order;
    is_sound.then_some((blocks, Position(*next), *at))
}

/// Sealed frames, in order; a block is unpacked once.
#[derive(Debug)]
pub(crate) struct SealedFrames {
    sealed: Arc<Sealed>,
    /// The block that is read, or comes next.
    at: Option<BlockAt>,
    /// The block that is read, and the number of the frame that comes next.
    block: Option<(Arc<Block>, usize)>,
}

impl Iterator for SealedFrames {
    type Item = Result<(Position, IVec), LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let at = self.at?;
            let Some((block, number)) = &mut self.block else {
                match self.sealed.block(at) {
                    Ok(block) => self.block = Some((block, 0)),
                    Err(error) => {
                        self.at = None;
                        return Some(Err(error));
                    }
                }
                continue;
            };
            if let Some((first, from, length)) = block.frames.get(*number).copied() {
                *number += 1;
                return Some(Ok((first, block.bytes.subslice(from, length))));
            }
            (self.at, self.block) = (self.sealed.after(at), None);
        }
    }
}

/// First byte and length of bytes that are nothing sound.
type Unsound = (usize, usize);

/// Every sound block of a sealed segment that begins at a position, unpacked behind each other, and
/// the bytes that are none.
pub(super) fn salvage(first: Position, path: &Path) -> Result<(Vec<u8>, Vec<Unsound>), LogError> {
    let bytes = bounded::read_there(path).map_err(io_error(path))?;
    let sums = Sums::of(&bytes);
    let (mut raw, mut unsound, mut at) = (Vec::new(), Vec::new(), HEADER_BYTES);
    let mut sound_until = if bytes.starts_with(&header(first)) { HEADER_BYTES } else { 0 };
    while at < bytes.len() {
        let Some(length) = checked_length(&bytes, &sums, at) else {
            at += 1;
            continue;
        };
        if let Some((frames, ..)) = bytes.get(at..).and_then(unpack) {
            if at > sound_until {
                unsound.push((sound_until, at - sound_until));
            }
            raw.extend(frames);
            sound_until = at + length;
        }
        at += length;
    }
    let tail = bytes.get(sound_until..).unwrap_or_default();
    if !parse_tail(tail, sound_until as u64) {
        unsound.push((sound_until, tail.len()));
    }
    Ok((raw, unsound))
}

/// The length of what begins as a block does and has the checksum that it states.
fn checked_length(bytes: &[u8], sums: &Sums<'_>, at: usize) -> Option<usize> {
    let header = bytes.get(at..)?.first_chunk::<BLOCK_HEADER_BYTES>()?;
    let (stated, checksum) = header.strip_prefix(&BLOCK)?.split_last_chunk::<4>()?;
    let packed_bytes = usize::try_from(u32::from_be_bytes(*stated.first_chunk::<4>()?)).ok()?;
    let begins = at + BLOCK_HEADER_BYTES;
    let sum = sums.range_behind(crc32c::crc32c(stated), begins, begins.checked_add(packed_bytes)?)?;
    (sum == u32::from_be_bytes(*checksum)).then_some(BLOCK_HEADER_BYTES + packed_bytes)
}

/// Whether bytes are a sound index that begins where they do.
fn parse_tail(tail: &[u8], at: u64) -> bool {
    let first = tail.first_chunk::<8>().map(|first| Position(u64::from_be_bytes(*first)));
    first.is_some_and(|first| parse_index(tail, first, at).is_some())
}
