//! Batches that were staged beside the log come into it.

use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use jiceng_domain::Position;

use super::SledLog;
use crate::append::{Framed, follow};
use crate::error::LogError;
use crate::log::EventLog as _;
use crate::staging::{self, Staged, Staging};

/// So many bytes of frames are appended in one atomic step.
const BLOCK_BYTES: usize = 4 << 20;

/// Begins a batch beside the log.
pub(super) fn begin(log: &SledLog) -> Result<Staging, LogError> {
    Staging::begin(&log.dir, log.tree_at(log.head()?)?)
}

/// Decides a batch and appends it.
pub(super) fn append(log: &SledLog, expected: Position, staging: Staging) -> Result<Position, LogError> {
    let actual = log.head()?;
    if expected != actual {
        return Err(LogError::Conflict { expected, actual });
    }
    log.durability.check()?;
    let staged = staging.decide()?;
    finish(log, &staged)?;
    Ok(staged.next())
}

/// Finishes what was decided before the log was opened, and removes what was not; how many events
/// came into the log.
pub(super) fn finish_left_over(log: &SledLog) -> Result<u64, LogError> {
    staging::remove_undecided(&log.dir)?;
    let Some(staged) = Staged::find(&log.dir)? else { return Ok(0) };
    staged.check(log)?;
    let before = log.head()?;
    finish(log, &staged)?;
    Ok(log.head()?.0 - before.0)
}

/// Brings a decided batch into the log. If that fails, the log takes nothing else until it is
/// opened again.
fn finish(log: &SledLog, staged: &Staged) -> Result<(), LogError> {
    let finished = staged.sync_directory().and_then(|()| append_blocks(log, staged));
    finished.map_err(|source| {
        log.durability.fail(&source.to_string());
        let (path, reached, next) = (staged.path().to_owned(), log.tail().head, staged.next());
        LogError::Unfinished { path, reached, next, source: Box::new(source) }
    })
}

/// Appends what the log has not yet, block by block. While one is written, the one before it comes
/// to the disk.
fn append_blocks(log: &SledLog, staged: &Staged) -> Result<(), LogError> {
    let head = log.head()?;
    thread::scope(|scope| {
        let mut frames = staged.frames()?.peekable();
        let mut on_its_way: Option<ScopedJoinHandle<'_, Result<(), LogError>>> = None;
        while frames.peek().is_some() {
            let block = next_block(&mut frames, head)?;
            let reached = log.write_checked(|tail| follow(tail, block))?;
            arrived(on_its_way.replace(scope.spawn(move || log.wait_durable(reached))))?;
        }
        arrived(on_its_way)
    })?;
    staged.remove()
}

/// Frames from a position on, until they are many bytes.
fn next_block(
    frames: &mut impl Iterator<Item = Result<(Framed, Position), LogError>>,
    from: Position,
) -> Result<Vec<(Framed, Position)>, LogError> {
    let mut block = Vec::new();
    let mut bytes = 0;
    while bytes < BLOCK_BYTES
        && let Some(frame) = frames.next()
    {
        let (frame, next) = frame?;
        if frame.first >= from {
            bytes += frame.frame.len();
            block.push((frame, next));
        }
    }
    Ok(block)
}

fn arrived(block: Option<ScopedJoinHandle<'_, Result<(), LogError>>>) -> Result<(), LogError> {
    block.map_or(Ok(()), |block| block.join().unwrap_or_else(|panicked| resume_unwind(panicked)))
}
