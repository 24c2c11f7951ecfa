//! The log as it is: how far it goes, and what its commits come to.

use jiceng_core::domain::{Position, TreeHash};
use jiceng_core::{Question, Registry};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;

/// How far the log goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogHeadQuestion {}

/// How far the log goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LogHeadAnswer {
    /// The position after the last event.
    #[schemars(with = "u64")]
    pub position: Position,
    /// How many commits there are.
    pub commits: u64,
    /// The Merkle root over them (RFC 6962), in hexadecimal.
    #[schemars(with = "String")]
    pub root: TreeHash,
    /// The civil day in China of the last commit; null where there is none.
    #[schemars(with = "Option<String>")]
    pub last_recorded: Option<Date>,
}

impl LogHeadQuestion {
    /// The answer.
    pub fn answer(&self, registry: &Registry) -> Result<LogHeadAnswer, AskError> {
        let commits = registry.commit_count()?;
        let tree = registry.tree_head_of(commits)?;
        let view = registry.view(Question::default())?.locked()?;
        let last_recorded = view.last_recorded_on()?;
        Ok(LogHeadAnswer { position: tree.position, commits, root: tree.root, last_recorded })
    }
}
