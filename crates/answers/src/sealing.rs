//! Sealing (封存): old commits kept in less room.

use jiceng_core::domain::Position;
use jiceng_core::log::Sealing;
use schemars::JsonSchema;
use serde::Serialize;

/// What sealing came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SealingAnswer {
    /// How many commits were sealed.
    pub commits: u64,
    /// All commits before this position are sealed now.
    #[schemars(with = "u64")]
    pub sealed: Position,
    /// Where the log ends.
    #[schemars(with = "u64")]
    pub head: Position,
    /// The bytes of the log's directory before.
    pub bytes_before: u64,
    /// The bytes of the log's directory after.
    pub bytes_after: u64,
}

impl From<Sealing> for SealingAnswer {
    fn from(sealing: Sealing) -> Self {
        let Sealing { commits, sealed, head, bytes_before, bytes_after } = sealing;
        Self { commits, sealed, head, bytes_before, bytes_after }
    }
}
