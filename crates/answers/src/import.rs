//! Imports (导入): what came of the rows of a file, or of a file of frames.

use jiceng_core::domain::Position;
use jiceng_core::{Adopted, FactFate};
use schemars::JsonSchema;
use serde::Serialize;

use crate::effect_row::EffectRows;

/// What came of the rows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportAnswer {
    /// Rows read, blank lines left out.
    pub rows: u64,
    /// Events recorded, or that would be in a trial.
    pub events: u64,
    /// Rows that were recorded before.
    pub already_true: u64,
    /// Whether anything was written.
    pub written: bool,
    /// The end of the log afterwards.
    #[schemars(with = "u64")]
    pub head: Position,
    /// Bad rows, by line, at most 10,000.
    pub bad: Vec<BadRowSaid>,
    /// How many more bad rows there are.
    pub bad_more: u64,
    /// Rows recorded before whose fact does not stand any more, by line, at most 10,000.
    pub since: Vec<SinceRow>,
    /// How many more such rows there are.
    pub since_more: u64,
    /// Whether the rows were decided in the order of their days.
    pub by_day: bool,
    /// Which recorded facts lost or regained their effect.
    #[serde(flatten)]
    pub effects: EffectRows,
}

/// A row that cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BadRowSaid {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What is wrong with it, in words.
    pub message: String,
}

/// A row that was recorded before, and what has become of its fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SinceRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The position where it was recorded.
    #[schemars(with = "u64")]
    pub recorded: Position,
    /// `withdrawn`, `corrected` or `erased`.
    pub became: &'static str,
    /// The position of what did it.
    #[schemars(with = "u64")]
    pub by: Position,
    /// The position of the fact in its place; null where it was not corrected.
    #[schemars(with = "Option<u64>")]
    pub replaced_by: Option<Position>,
    /// The same in words.
    pub message: String,
}

/// What came of a file of frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AdoptionAnswer {
    /// How many commits are new.
    pub commits: u64,
    /// How many events they hold.
    pub events: u64,
    /// How many commits were there already, and are the same.
    pub present: u64,
    /// The end of the log afterwards.
    #[schemars(with = "u64")]
    pub head: Position,
}

impl SinceRow {
    /// A row at a line that was recorded at a position; `message` words it.
    pub fn of(line: u64, recorded: Position, since: FactFate, message: String) -> Self {
        let (became, replaced_by) = match since {
            FactFate::Withdrawn { .. } => ("withdrawn", None),
            FactFate::Corrected { replaced_by, .. } => ("corrected", Some(replaced_by)),
            FactFate::Erased { .. } => ("erased", None),
        };
        Self { line, recorded, became, by: since.by(), replaced_by, message }
    }
}

impl AdoptionAnswer {
    /// What was taken into a log that now ends at a position.
    pub const fn of(adopted: Adopted, head: Position) -> Self {
        let Adopted { commits, events, present } = adopted;
        Self { commits, events, present, head }
    }
}
