//! Snapshots (快照): what the log comes to, kept in a file.

use std::path::Path;

use jiceng_core::domain::Position;
use jiceng_core::log::ShowPath as _;
use jiceng_core::{OpenedFrom, PassedOver, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;

/// A snapshot that was kept, and with which one the registry was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SnapshotAnswer {
    /// Up to which position it has the log folded.
    #[schemars(with = "u64")]
    pub position: Position,
    /// How many bytes it takes.
    pub bytes: u64,
    /// Its file, from the registry's directory on.
    pub file: String,
    /// Up to where the snapshot goes that the registry was opened with; null where all of the log
    /// was folded.
    #[schemars(with = "Option<u64>")]
    pub opened_from: Option<Position>,
    /// The snapshots that were not used, the newest first.
    pub passed_over: Vec<PassedOverRow>,
}

/// A snapshot that was not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PassedOverRow {
    /// Its file, from the registry's directory on.
    pub file: String,
    /// Why not, in words.
    pub reason: String,
}

impl SnapshotAnswer {
    /// What was kept in the directory of a registry; `reason` words why a snapshot was not used.
    pub fn of(dir: &Path, kept: &Snapshot, opened: &OpenedFrom, reason: impl Fn(&PassedOver) -> String) -> Self {
        let shown = |path: &Path| path.strip_prefix(dir).unwrap_or(path).shown().to_string();
        let row = |unfit: &PassedOver| PassedOverRow { file: shown(&unfit.path), reason: reason(unfit) };
        Self {
            position: kept.position,
            bytes: kept.bytes,
            file: shown(&kept.path),
            opened_from: opened.snapshot,
            passed_over: opened.passed_over.iter().map(row).collect(),
        }
    }
}
