//! Checkpoints (检查点): what is to be signed of the log.

use jiceng_core::Registry;
use jiceng_core::domain::TreeHash;
use jiceng_core::log::Checkpoint;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;

/// What is to be signed of the log. It is computed from every commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckpointQuestion {
    /// The name of the log, which is that of the key.
    #[serde(default)]
    pub origin: String,
}

/// What is to be signed of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckpointAnswer {
    /// The name of the log.
    pub origin: String,
    /// How many commits it has.
    pub commits: u64,
    /// The Merkle root over them (RFC 6962), in hexadecimal.
    #[schemars(with = "String")]
    pub root: TreeHash,
    /// The same, to be signed.
    #[serde(skip)]
    pub checkpoint: Checkpoint,
}

impl CheckpointQuestion {
    /// The answer.
    pub fn answer(&self, registry: &Registry) -> Result<CheckpointAnswer, AskError> {
        let checkpoint = registry.checkpoint(&self.origin)?;
        let Checkpoint { origin, commits, root } = checkpoint.clone();
        Ok(CheckpointAnswer { origin, commits, root, checkpoint })
    }
}
