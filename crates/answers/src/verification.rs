//! Verification (核对): whether the log is sound, what is derived is right, and the log extends
//! signed checkpoints.

use std::path::PathBuf;

use jiceng_core::domain::{Position, TreeHash};
use jiceng_core::log::{Checkpoint, SignedCheckpoint};
use jiceng_core::{Extension, NamesHeld, RebuildProgress, Registry, Verification, backups};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::AskError;
use crate::table::{Column, Table, Value};

/// Whether everything is in order. Every commit is read, and everything derived is made again.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
pub struct VerificationQuestion {
    /// The directory of the registry, where the list of backups lies; absent for one in memory.
    pub dir: Option<PathBuf>,
    /// The checkpoints against which the log is held. Trusted keys signed them.
    pub checkpoints: Vec<TrustedCheckpoint>,
}

/// A checkpoint that a trusted key signed, with the file that it is from.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct TrustedCheckpoint {
    /// The file.
    pub file: String,
    /// What was signed, and by whom, of the signed note.
    #[schemars(with = "String")]
    pub signed: SignedCheckpoint,
}

/// What verifying found that is not in order: the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInOrder {
    /// What is derived, rebuilt from the log, came out otherwise.
    Projections,
    /// The log does not extend so many of the checkpoints.
    Checkpoints(usize),
    /// Keys of names are damaged or missing.
    Names,
    /// So many lines of the list of backups cannot be read.
    Backups(usize),
}

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

impl VerificationQuestion {
    /// The answer. It takes as long as reading the log; `progress` hears how far it has come.
    pub fn answer(
        &self,
        registry: &Registry,
        progress: &mut dyn FnMut(RebuildProgress),
    ) -> Result<VerificationAnswer, AskError> {
        let found = registry.verify(progress)?;
        let mut trusted: Vec<&TrustedCheckpoint> = self.checkpoints.iter().collect();
        trusted.sort_by_key(|trusted| trusted.signed.checkpoint.commits);
        let checkpoints: Vec<Checkpoint> = trusted.iter().map(|trusted| trusted.signed.checkpoint.clone()).collect();
        // It reads all commits again: only where there is something to compare.
        let extensions = if checkpoints.is_empty() { Vec::new() } else { registry.extends(&checkpoints)? };
        let rows = trusted.into_iter().zip(&extensions);
        let rows = rows.map(|(trusted, extension)| CheckpointRow::of(trusted, extension)).collect();
        let unreadable = self.dir.as_deref().map(backups::list).transpose()?.map_or(0, |list| list.lost());
        Ok(VerificationAnswer::of(&found, unreadable, rows))
    }
}

impl VerificationAnswer {
    /// What was found, with the unreadable lines of the list of backups and the checkpoints.
    fn of(found: &Verification, unreadable_backups: usize, checkpoints: Vec<CheckpointRow>) -> Self {
        let Verification { log, projections_agree, names } = found;
        let mut answer = Self {
            ok: false,
            commits: log.commits,
            events: log.events,
            projections_agree: *projections_agree,
            names: *names,
            unreadable_backups,
            checkpoints,
        };
        answer.ok = answer.not_in_order().is_none();
        answer
    }
}

impl VerificationAnswer {
    /// The gravest of what is not in order; none where everything is.
    pub fn not_in_order(&self) -> Option<NotInOrder> {
        let not_extended = self.checkpoints.iter().filter(|row| !row.extends).count();
        if !self.projections_agree {
            Some(NotInOrder::Projections)
        } else if not_extended > 0 {
            Some(NotInOrder::Checkpoints(not_extended))
        } else if !self.names.is_whole() {
            Some(NotInOrder::Names)
        } else {
            (self.unreadable_backups > 0).then_some(NotInOrder::Backups(self.unreadable_backups))
        }
    }

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
    fn of(trusted: &TrustedCheckpoint, extension: &Extension) -> Self {
        let SignedCheckpoint { checkpoint, signed_by } = &trusted.signed;
        Self {
            file: trusted.file.clone(),
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
