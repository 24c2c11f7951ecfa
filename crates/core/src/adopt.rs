//! Commits that another copy of the log has, taken as they are.

use std::ops::AddAssign;

use jiceng_domain::Position;
use jiceng_log::frame;

use crate::error::Error;
use crate::registry::Registry;

/// What came of taking frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Commits that were there already.
    pub present: u64,
    /// Commits that are new.
    pub commits: u64,
    /// Their events.
    pub events: u64,
}

impl AddAssign for Adopted {
    fn add_assign(&mut self, more: Self) {
        self.present += more.present;
        self.commits += more.commits;
        self.events += more.events;
    }
}

impl Registry {
    /// Takes frames of another copy of this log, in their order, durably on return: those that the
    /// log has must be the same commits, and the others go on where it ends. They were decided
    /// where they were recorded, so no rule is asked again.
    pub fn adopt(&self, frames: Vec<Vec<u8>>) -> Result<Adopted, Error> {
        self.shared.may_write()?;
        let mut state = self.state_mut()?;
        let head = self.shared.log.head()?;
        let mut adopted = Adopted::default();
        let mut new = Vec::new();
        for frame in frames {
            let first = frame::position(&frame)?;
            if first >= head {
                new.push(frame);
                continue;
            }
            if self.shared.log.commit_at(first)? != Some(frame::decode(first, &frame)?) {
                return Err(Error::OtherCommit { position: first });
            }
            adopted.present += 1;
        }
        adopted.commits = new.len() as u64;
        if let Some(last) = new.last() {
            // Before they are there: nobody is to look for their keys.
            let up_to = frame::decode(frame::position(last)?, last)?.next();
            state.change(|state| state.names.came_without(head, up_to))?;
        }
        let after = self.shared.log.append_frames(head, new)?;
        adopted.events = after.0 - head.0;
        state.refresh(&*self.shared.log)?;
        state.change(|state| self.forget_erased(state))?;
        drop(state);
        self.announce(after);
        Ok(adopted)
    }

    /// Where the log ends.
    pub fn head(&self) -> Result<Position, Error> {
        Ok(self.shared.log.head()?)
    }
}
