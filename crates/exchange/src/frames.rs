//! Files of frames: the commits of a log, byte for byte, behind each other.
//!
//! They move a log between machines and between implementations of the log. `docs/format.md`
//! describes a frame; `tests/reader.py` reads such a file.

use std::io::{self, Read, Write};
use std::path::Path;

use jiceng_core::domain::Position;
use jiceng_core::log::{LogError, frame};
use jiceng_core::{Adopted, Error, ErrorKind, Registry};
use serde::Serialize;

/// Frames are handed to the registry in batches of about so many bytes.
const BATCH_BYTES: usize = 1 << 20;

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// How many commits.
    pub commits: u64,
    /// Where the first begins.
    pub from: Position,
    /// Where the last ends.
    pub to: Position,
}

/// An export, and the file that it went to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportReport {
    /// The file.
    pub file: String,
    /// What was written.
    #[serde(flatten)]
    pub exported: Exported,
}

/// Why frames could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum FramesError {
    /// The file could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// What stands in the file is no sound frame.
    #[error("at byte {offset} of the file there is no sound frame")]
    NotAFrame {
        /// The byte of the file, from 0, at which a frame should begin.
        offset: u64,
        /// What is wrong.
        #[source]
        source: LogError,
    },
    /// The log ends before the position from which on it was to be written.
    #[error("the log ends at {head}, before position {from}")]
    BeyondTheLog {
        /// The position that was asked for.
        from: Position,
        /// Where the log ends.
        head: Position,
    },
    /// The registry refused them.
    #[error(transparent)]
    Registry(#[from] Error),
    /// The file ends within a frame.
    #[error("the file ends within the frame that begins at byte {offset}")]
    Torn {
        /// Where that frame begins.
        offset: u64,
    },
}

impl FramesError {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(_) => ErrorKind::Io,
            Self::Log(error) => error.kind(),
            Self::Registry(error) => error.kind(),
            Self::BeyondTheLog { .. } => ErrorKind::NotFound,
            Self::Torn { .. } | Self::NotAFrame { .. } => ErrorKind::Corrupt,
        }
    }
}

/// Writes the commits of the registry in a directory that end behind a position. Another program
/// may have the registry open and go on writing: what it appends meanwhile is not in the file.
pub fn export(dir: &Path, from: Position, out: &mut dyn Write) -> Result<Exported, FramesError> {
    let journal = jiceng_core::read_journal(dir)?;
    let head = journal.head();
    if from > head {
        return Err(FramesError::BeyondTheLog { from, head });
    }
    let mut exported = Exported { from, to: from, ..Exported::default() };
    let mut failed = None;
    journal
        .read(from, &mut |frame| {
            if exported.commits == 0 {
                exported.from = frame.first;
            }
            (exported.commits, exported.to) = (exported.commits + 1, frame.next);
            out.write_all(frame.bytes).map_err(|error| {
                let source = io::Error::new(error.kind(), error.to_string());
                failed = Some(error);
                LogError::Io { path: dir.to_owned(), source }
            })
        })
        .map_err(|error| failed.take().map_or(FramesError::Log(error), FramesError::Io))?;
    out.flush()?;
    Ok(exported)
}

/// Brings the frames of a file into a registry that holds a beginning of the same log, or nothing.
/// What it holds already must be the same, byte for byte. What comes before a frame that is not
/// sound stays.
pub fn import(
    registry: &Registry,
    input: &mut dyn Read,
    progress: &mut dyn FnMut(u64),
) -> Result<Adopted, FramesError> {
    let mut adopted = Adopted::default();
    let mut offset = 0;
    loop {
        let mut batch = Vec::new();
        let read = read_batch(input, &mut offset, &mut batch);
        // What is sound before something that is not is taken.
        let is_over = batch.is_empty();
        adopted += registry.adopt(batch)?;
        read?;
        if is_over {
            return Ok(adopted);
        }
        progress(offset);
    }
}

/// Reads sound frames of about so many bytes as one batch has; none at the end of the file.
fn read_batch(input: &mut dyn Read, offset: &mut u64, batch: &mut Vec<Vec<u8>>) -> Result<(), FramesError> {
    let mut bytes = 0;
    while bytes < BATCH_BYTES
        && let Some(frame) = next_frame(input, *offset)?
    {
        let not_a_frame = |source| FramesError::NotAFrame { offset: *offset, source };
        frame::position(&frame).and_then(|first| frame::decode(first, &frame)).map_err(not_a_frame)?;
        *offset += frame.len() as u64;
        bytes += frame.len();
        batch.push(frame);
    }
    Ok(())
}

/// The next frame of a file; none at its end.
pub fn next_frame(input: &mut dyn Read, offset: u64) -> Result<Option<Vec<u8>>, FramesError> {
    let mut bytes = Vec::new();
    input.take(frame::HEADER_BYTES as u64).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() < frame::HEADER_BYTES {
        return Err(FramesError::Torn { offset });
    }
    let length =
        frame::length(Position::default(), &bytes).map_err(|source| FramesError::NotAFrame { offset, source })?;
    let missing = length.saturating_sub(bytes.len());
    input.take(missing as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length { Err(FramesError::Torn { offset }) } else { Ok(Some(bytes)) }
}
