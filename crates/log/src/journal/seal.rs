//! Sealing: the frames of a journal move into sealed segments.
//!
//! A sealed segment is written under another name, synced, and then named; only then do the
//! segments that hold its frames go. Whatever of this a crash leaves undone is done the next time.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::segment::FrameAt;
use super::{Sealed, named_by_position, new_segment, read_until, sealed, segments};
use crate::durable::{self, options_in, sync_dir};
use crate::error::{LogError, io_error};

/// A sealed segment that is being written.
const UNFINISHED: &str = "sealing";
/// A block is packed when it has grown past this.
const BLOCK_BYTES: usize = 64 << 10;
/// A sealed segment that has grown past this, before it was packed, is followed by another.
const SEGMENT_RAW_BYTES_MAX: u64 = 64 << 20;
/// How hard zstd tries (docs/decisions/0043).
const LEVEL: i32 = 3;

/// Seals the frames of a journal before a position at which a commit ends. `take` sees each before
/// it is sealed, and may refuse it.
pub(crate) fn seal(
    dir: &Path,
    to: Position,
    take: &mut dyn FnMut(&FrameAt<'_>) -> Result<(), LogError>,
) -> Result<(), LogError> {
    for (_, path) in named_by_position(dir, UNFINISHED)? {
        fs::remove_file(&path).map_err(io_error(&path))?;
    }
    let mut writer: Option<Writer> = None;
    read_until(dir, Sealed::open(dir)?.next(), to, &mut |frame| {
        take(&frame)?;
        let mut current = match writer.take() {
            Some(current) => current,
            None => Writer::begin(dir, frame.first).map_err(io_error(dir))?,
        };
        current.add(&frame).map_err(io_error(dir))?;
        if current.raw_bytes < SEGMENT_RAW_BYTES_MAX {
            writer = Some(current);
            return Ok(());
        }
        current.finish().map_err(io_error(dir))
    })?;
    writer.map_or(Ok(()), Writer::finish).map_err(io_error(dir))
}

/// Removes the segments of which everything is sealed. The last one stays where nothing was written
/// yet behind what is sealed, so there is always one to write to.
pub(crate) fn remove_sealed(dir: &Path) -> Result<(), LogError> {
    let next = Sealed::open(dir)?.next();
    let unsealed = segments(dir)?;
    let begins: Vec<Position> = unsealed.iter().map(|(first, _)| *first).skip(1).collect();
    let mut is_removed = false;
    for ((_, path), ends) in unsealed.iter().zip(begins) {
        if ends <= next {
            fs::remove_file(path).map_err(io_error(path))?;
            is_removed = true;
        }
    }
    if is_removed { sync_dir(dir).map_err(io_error(dir)) } else { Ok(()) }
}

/// Begins a segment at the head of a journal, so that the one before it is written no more.
pub(crate) fn begin_segment(dir: &Path, head: Position) -> Result<(), LogError> {
    if segments(dir)?.last().is_none_or(|(first, _)| *first < head) {
        new_segment(dir, head).map_err(io_error(dir))?;
    }
    Ok(())
}

/// How many bytes stand in segments that are not sealed.
pub(crate) fn unsealed_bytes(dir: &Path) -> Result<u64, LogError> {
    let bytes = |path: &PathBuf| fs::metadata(path).map(|file| file.len()).map_err(io_error(path));
    segments(dir)?.iter().map(|(_, path)| bytes(path)).sum()
}

/// A sealed segment that is being written.
struct Writer {
    path: PathBuf,
    file: File,
    at: u64,
    blocks: Vec<(Position, u64)>,
    /// The frames of the block that is not yet packed: where it begins, how many they are, and
    /// they.
    block: (Position, u32, Vec<u8>),
    raw_bytes: u64,
    next: Position,
}

impl Writer {
    fn begin(dir: &Path, first: Position) -> io::Result<Self> {
        let path = dir.join(format!("{:020}.{UNFINISHED}", first.0));
        let mut file = options_in(dir).write(true).create(true).truncate(true).open(&path)?;
        let header = sealed::header(first);
        file.write_all(&header)?;
        let (at, block) = (header.len() as u64, (first, 0, Vec::new()));
        Ok(Self { path, file, at, blocks: Vec::new(), block, raw_bytes: 0, next: first })
    }

    fn add(&mut self, frame: &FrameAt<'_>) -> io::Result<()> {
        let (_, frames, raw) = &mut self.block;
        raw.extend_from_slice(frame.bytes);
        *frames += 1;
        self.raw_bytes += frame.bytes.len() as u64;
        self.next = frame.next;
        if raw.len() >= BLOCK_BYTES { self.pack() } else { Ok(()) }
    }

    fn pack(&mut self) -> io::Result<()> {
        let (first, frames, raw) = std::mem::replace(&mut self.block, (self.next, 0, Vec::new()));
        if frames == 0 {
            return Ok(());
        }
        let block = sealed::block(first, frames, &raw, LEVEL)?;
        self.file.write_all(&block)?;
        self.blocks.push((first, self.at));
        self.at += block.len() as u64;
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.pack()?;
        self.file.write_all(&sealed::index(&self.blocks, self.next, self.at))?;
        self.file.sync_all()?;
        durable::rename(&self.path, &self.path.with_extension(sealed::EXTENSION))
    }
}
