//! Commits read one after the other: none is left out, none comes twice.

use jiceng_domain::Position;

use crate::commit::Commit;
use crate::error::LogError;
use crate::frame;

/// Reads the commits out of frames that a log holds, in order, and checks that each begins where the
/// one before it ended, until the head. Ends after the first error.
pub(crate) struct InOrder<I> {
    frames: I,
    /// A position in the first commit.
    from: Position,
    head: Position,
    next: Option<Position>,
    is_over: bool,
}

impl<I, F> InOrder<I>
where
    I: Iterator<Item = Result<(Position, F), LogError>>,
    F: AsRef<[u8]>,
{
    /// `frames` begins with the one that contains `from`.
    pub(crate) fn new(frames: I, from: Position, head: Position) -> Self {
        Self { frames, from, head, next: None, is_over: from >= head }
    }

    fn read(&mut self) -> Result<Commit, LogError> {
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
        let commit = frame::decode(position, frame.as_ref())?;
        let next = commit.next();
        if next > self.head {
            return Err(LogError::Gap { expected: self.head, found: next });
        }
        if next <= self.from {
            return Err(LogError::Gap { expected: next, found: self.head });
        }
        self.next = Some(next);
        self.is_over = next == self.head;
        Ok(commit)
    }
}

impl<I, F> Iterator for InOrder<I>
where
    I: Iterator<Item = Result<(Position, F), LogError>>,
    F: AsRef<[u8]>,
{
    type Item = Result<Commit, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let commit = self.read();
        self.is_over |= commit.is_err();
        Some(commit)
    }
}
