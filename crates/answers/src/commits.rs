//! The commits of the log, page by page.

use std::time::Duration;

use jiceng_core::Registry;
use jiceng_core::domain::{CommitId, Position, Recorder};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;

/// So many commits are given where no number is asked for.
const LIMIT: u32 = 100;

/// Which commits there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommitsQuestion {
    /// From the commit on that contains this position; from the first where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// So many commits at most; 100 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Commits in the order of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommitsAnswer {
    /// The commits.
    pub rows: Vec<CommitRow>,
    /// The position to go on from; absent where there is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<u64>")]
    pub next: Option<Position>,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommitRow {
    /// Its identity, a UUID.
    #[schemars(with = "String")]
    pub commit: CommitId,
    /// The position of its first event.
    #[schemars(with = "u64")]
    pub position: Position,
    /// How many events it has.
    pub events: usize,
    /// The name of the command that decided it.
    pub command: String,
    /// When it was recorded (UTC).
    #[schemars(with = "String")]
    pub recorded_at: Timestamp,
    /// Who recorded it.
    #[schemars(with = "String")]
    pub recorder: Recorder,
}

impl CommitsQuestion {
    /// The answer.
    pub fn answer(&self, registry: &Registry) -> Result<CommitsAnswer, AskError> {
        let head = registry.head()?;
        let mut watch = registry.watch(Position(self.from.unwrap_or_default()).min(head));
        let limit = usize::try_from(self.limit.unwrap_or(LIMIT)).unwrap_or(usize::MAX);
        let mut rows = Vec::new();
        while rows.len() < limit && watch.position() < head {
            let Some(commit) = watch.next_within(Duration::ZERO)? else { break };
            rows.push(CommitRow {
                commit: commit.id,
                position: commit.first,
                events: commit.facts.len(),
                command: commit.command,
                recorded_at: commit.recorded_at,
                recorder: commit.recorder,
            });
        }
        let next = Some(watch.position()).filter(|next| *next < head);
        Ok(CommitsAnswer { rows, next })
    }
}
