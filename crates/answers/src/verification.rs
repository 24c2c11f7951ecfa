//! Verification (核对): whether the log is sound, what is derived is right, and the log extends
//! signed checkpoints.

use jiceng_core::domain::{Position, TreeHash};
use jiceng_core::log::SignedCheckpoint;
use jiceng_core::{Extension, NamesHeld, Verification};
use schemars::JsonSchema;
use serde::Serialize;

use crate::table::{Column, Table, Value};

/// What reading everything again came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerificationAnswer {
    /// Whether everything is in order: projections, names, the list of backups and all checkpoints.
    pub ok: bool,
    /// How many commits the log has.
    pub commits: u64,
    /// How many events they hold.
    pub events: u64,
    /// Whether everything derived, rebuilt from the log, came out the same.
    pub projections_agree: bool,
    /// How many names there are, and what their keys are worth.
    #[schemars(with = "crate::shapes::NamesShape")]
    pub names: NamesHeld,
    /// Lines of the list of backups that cannot be read.
    pub unreadable_backups: usize,
    /// The checkpoints that the log was held against, by number of commits.
    pub checkpoints: Vec<CheckpointRow>,
}

/// A signed checkpoint, and the log beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckpointRow {
    /// The file that it was read from.
    pub file: String,
    /// The name of the log that it is of.
    pub origin: String,
    /// The names of the trusted keys that signed it.
    pub signed_by: Vec<String>,
    /// How many commits it is of.
    pub commits: u64,
    /// Their root as it was signed.
    #[schemars(with = "String")]
    pub root: TreeHash,
    /// Whether the log begins with these commits, to the byte.
    pub extends: bool,
    /// The root of as many commits today; null where the log has fewer.
    #[schemars(with = "Option<String>")]
    pub root_today: Option<TreeHash>,
    /// Where as many commits end today; null where the log has fewer.
    #[schemars(with = "Option<u64>")]
    pub position: Option<Position>,
}

impl VerificationAnswer {
    /// What was found, with the unreadable lines of the list of backups and the checkpoints.
    pub fn of(found: &Verification, unreadable_backups: usize, checkpoints: Vec<CheckpointRow>) -> Self {
        let Verification { log, projections_agree, names } = found;
        let is_whole = names.is_whole() && unreadable_backups == 0;
        Self {
            ok: *projections_agree && is_whole && checkpoints.iter().all(|row| row.extends),
            commits: log.commits,
            events: log.events,
            projections_agree: *projections_agree,
            names: *names,
            unreadable_backups,
            checkpoints,
        }
    }
}

impl VerificationAnswer {
    /// A row for each checkpoint, or one without; for programs.
    pub fn table(&self) -> Table {
        let log = ["ok", "commits", "events", "projections_agree"];
        let mut table =
            Table::of(log.into_iter().chain(["checkpoint", "checkpoint_commits", "extends"]).map(Column::data));
        let row = |checkpoint: [Value; 3]| {
            let numbers = [self.commits, self.events].map(Value::Number);
            let flag = |is_so: bool| Value::Text(is_so.to_string());
            let values = [flag(self.ok)].into_iter().chain(numbers).chain([flag(self.projections_agree)]);
            values.chain(checkpoint).collect()
        };
        table.rows.extend(self.checkpoints.iter().map(|held| {
            row([Value::Text(held.file.clone()), Value::Number(held.commits), Value::Text(held.extends.to_string())])
        }));
        if table.rows.is_empty() {
            table.rows.push(row([const { Value::Absent }; 3]));
        }
        table
    }
}

impl CheckpointRow {
    /// What the log is to a checkpoint from a file.
    pub fn of(file: String, signed: &SignedCheckpoint, extension: &Extension) -> Self {
        let SignedCheckpoint { checkpoint, signed_by } = signed;
        Self {
            file,
            origin: checkpoint.origin.clone(),
            signed_by: signed_by.iter().map(|key| key.name().to_owned()).collect(),
            commits: checkpoint.commits,
            root: checkpoint.root,
            extends: extension.extends,
            root_today: extension.today.map(|today| today.root),
            position: extension.today.map(|today| today.position),
        }
    }
}
