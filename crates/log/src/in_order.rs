//! Commits read one after the other: none is left out, none comes twice.

use jiceng_domain::Position;

use crate::commit::Commit;
use crate::error::LogError;
use crate::frame;

/// Makes something of a frame at a position, and says where it ends.
type Read<F, T> = fn(Position, F) -> Result<(T, Position), LogError>;

/// Reads the commits, or the frames themselves, out of frames that a log holds, in order, and
/// checks that each begins where the one before it ended, until the head. Ends after the first
/// error.
pub(crate) struct InOrder<I, F, T> {
    frames: I,
    read: Read<F, T>,
    /// A position in the first commit.
    from: Position,
    head: Position,
    next: Option<Position>,
    is_over: bool,
}

impl<I, F> InOrder<I, F, Commit>
where
    I: Iterator<Item = Result<(Position, F), LogError>>,
    F: AsRef<[u8]>,
{
    /// The commits. `frames` begins with the one that contains `from`.
    pub(crate) fn new(frames: I, from: Position, head: Position) -> Self {
        let read = |position, frame: F| {
            let commit = frame::decode(position, frame.as_ref())?;
            let next = commit.next();
            Ok((commit, next))
        };
        Self { frames, read, from, head, next: None, is_over: from >= head }
    }
}

impl<I, F> InOrder<I, F, (Position, F)>
where
    I: Iterator<Item = Result<(Position, F), LogError>>,
    F: AsRef<[u8]>,
{
    /// The frames themselves, of which no more is read than what stands before the events. `frames`
    /// begins with the one that contains `from`.
    pub(crate) fn frames(frames: I, from: Position, head: Position) -> Self {
        let read = |position, frame: F| {
            let next = frame::decode_head(position, frame.as_ref())?.next();
            Ok(((position, frame), next))
        };
        Self { frames, read, from, head, next: None, is_over: from >= head }
    }
}

impl<I, F, T> InOrder<I, F, T>
where
    I: Iterator<Item = Result<(Position, F), LogError>>,
{
    fn read(&mut self) -> Result<T, LogError> {
        let expected = self.next.unwrap_or(self.from);
        let (position, frame) = match self.frames.next() {
            Some(frame) => frame?,
            None => return Err(LogError::Gap { expected, found: self.head }),
        };
        // The first one may begin before the position that was asked for.
        let is_next = if self.next.is_none() { position <= expected } else { position == expected };
        if !is_next {
            return Err(LogError::Gap { expected, found: position });
        }
        let (read, next) = (self.read)(position, frame)?;
        if next > self.head {
            return Err(LogError::Gap { expected: self.head, found: next });
        }
        if next <= self.from {
            return Err(LogError::Gap { expected: next, found: self.head });
        }
        self.next = Some(next);
        self.is_over = next == self.head;
        Ok(read)
    }
}

impl<I, F, T> Iterator for InOrder<I, F, T>
where
    I: Iterator<Item = Result<(Position, F), LogError>>,
{
    type Item = Result<T, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read();
        self.is_over |= read.is_err();
        Some(read)
    }
}
