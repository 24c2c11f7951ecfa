//! Corrections: a recorded fact is withdrawn, never edited or removed.

use serde::{Deserialize, Serialize};

use crate::ids::{EventId, Note};

/// A recorded fact was withdrawn. What was known before stays answerable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRetracted {
    /// The fact.
    pub event: EventId,
    /// The reason of the withdrawal.
    pub reason: RetractionReason,
    /// More on why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// Whether the next fact of the commit takes its place.
    #[serde(default)]
    pub replaced: bool,
}

/// Why a fact was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetractionReason {
    /// Typed wrongly (录入有误).
    Mistyped,
    /// Entered for the wrong place (地点有误).
    WrongPlace,
    /// It never happened (并未发生).
    NeverHappened,
    /// Entered twice (重复录入).
    Duplicate,
    /// Better evidence says otherwise (依据更正).
    BetterEvidence,
}

impl RetractionReason {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mistyped => "mistyped",
            Self::WrongPlace => "wrong_place",
            Self::NeverHappened => "never_happened",
            Self::Duplicate => "duplicate",
            Self::BetterEvidence => "better_evidence",
        }
    }
}
