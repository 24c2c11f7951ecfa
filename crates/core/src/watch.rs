//! Following the log: what was recorded, commit by commit, as it is recorded.

use std::sync::PoisonError;
use std::time::Duration;

use jiceng_domain::Position;
use jiceng_log::Commit;

use crate::error::Error;
use crate::registry::Registry;

/// A reader of the log that waits for more. Remembers how far it has read, so that a caller that
/// keeps [`Watch::position`] goes on from there the next day.
///
/// ```
/// use std::time::Duration;
/// use jiceng_core::{Registry, domain::Position};
///
/// let registry = Registry::in_memory();
/// let mut watch = registry.watch(Position(0));
/// assert!(watch.next_within(Duration::ZERO)?.is_none());
/// # Ok::<(), jiceng_core::Error>(())
/// ```
pub struct Watch {
    registry: Registry,
    position: Position,
}

impl Watch {
    pub(crate) const fn new(registry: Registry, from: Position) -> Self {
        Self { registry, position: from }
    }

    /// The position after the last commit that was read.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// The next commit, which is durable; waits for one at most so long, and answers `None` if none
    /// came.
    pub fn next_within(&mut self, patience: Duration) -> Result<Option<Commit>, Error> {
        let head = self.registry.shared.head.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.registry.shared.head_moved.wait_timeout_while(head, patience, |head| *head <= self.position);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        let next = self.registry.shared.log.commits(self.position).next().transpose()?;
        if let Some(commit) = &next {
            self.registry.shared.log.wait_durable(commit.next())?; // whoever passes it on must not be ahead of a power cut
            self.position = commit.next();
        }
        Ok(next)
    }
}
