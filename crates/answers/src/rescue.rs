//! Rescues (抢救): what was sound of a damaged registry, and what is lost.

use std::path::Path;

use jiceng_core::domain::Position;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::{Behind, Rescued};
use jiceng_core::{NamesHeld, RescuedRegistry};
use schemars::JsonSchema;
use serde::Serialize;

/// What was rescued into a new registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RescueAnswer {
    /// The directory of the new registry.
    pub directory: String,
    /// How many commits it has.
    pub commits: u64,
    /// Where its log ends.
    #[schemars(with = "u64")]
    pub head: Position,
    /// Spans of positions that no sound commit was found for.
    pub lost: Vec<LostRow>,
    /// Whether there may have been more behind all that is said here.
    pub end_unknown: bool,
    /// Commits that were sound behind something lost.
    pub behind: Vec<BehindRow>,
    /// Sound commits of the store that are not in the new log: the journal has others there, and
    /// nobody can say which are right.
    pub left_aside: u64,
    /// What was not sound, and where; and why something was left aside.
    pub unsound: Vec<String>,
    /// How many names there are, and what their keys are worth.
    #[schemars(with = "crate::shapes::NamesShape")]
    pub names: NamesHeld,
    /// Damaged records of keys that are not in the new registry, because one could be that of a
    /// forgotten person.
    pub dropped_keys: usize,
}

/// A span of positions that was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LostRow {
    /// The first position.
    #[schemars(with = "u64")]
    pub from: Position,
    /// The position after the last.
    #[schemars(with = "u64")]
    pub to: Position,
}

/// Commits in order that were sound behind something lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BehindRow {
    /// Where the first began in the old log.
    #[schemars(with = "u64")]
    pub first: Position,
    /// Where the last ended in the old log.
    #[schemars(with = "u64")]
    pub next: Position,
    /// How many they are.
    pub commits: u64,
    /// The file of their frames, as they were.
    pub file: String,
    /// Where they begin in the new log; null where they are not in it.
    #[schemars(with = "Option<u64>")]
    pub moved_to: Option<Position>,
}

impl RescueAnswer {
    /// What was rescued into a directory.
    pub fn of(directory: &Path, rescued: RescuedRegistry) -> Self {
        let RescuedRegistry { log, names, dropped: dropped_keys, unread: _ } = rescued;
        let Rescued { commits, head, lost, behind, is_end_unknown, left_aside, unsound } = log;
        Self {
            directory: directory.shown().to_string(),
            commits,
            head,
            lost: lost.into_iter().map(|(from, to)| LostRow { from, to }).collect(),
            end_unknown: is_end_unknown,
            behind: behind.into_iter().map(BehindRow::from).collect(),
            left_aside,
            unsound,
            names,
            dropped_keys,
        }
    }
}

impl From<Behind> for BehindRow {
    fn from(behind: Behind) -> Self {
        let Behind { first, next, commits, path, moved_to } = behind;
        Self { first, next, commits, file: path.shown().to_string(), moved_to }
    }
}
