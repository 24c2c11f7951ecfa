//! Erasures of names (遗忘): what was destroyed, and what else may still have the key.

use std::path::Path;

use jiceng_core::backups::{self, BackupRecord, Copies, CopyKind};
use jiceng_core::domain::{PersonId, Position};
use jiceng_core::log::ShowPath as _;
use jiceng_core::projections::persons;
use jiceng_core::{Error, KeySource, KeyState, LockedView, Receipt, Rewrapped};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::receipt::ReceiptRow;
use crate::table::{Column, Table, Value};

/// A name that was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ErasureAnswer {
    /// The receipt of the erasure.
    #[serde(flatten)]
    pub receipt: ReceiptRow,
    /// The person.
    #[schemars(with = "String")]
    pub person: PersonId,
    /// The position of the erasure; null where none is recorded.
    #[schemars(with = "Option<u64>")]
    pub erased_position: Option<Position>,
    /// The backups on the list that hold the key.
    pub backups: Vec<BackupRow>,
    /// Lines of the list that cannot be read. Each may speak of a backup more.
    pub unreadable_backups: usize,
    /// What the program left in the registry's directory or beside it, and may hold the key or the
    /// name: files and directories.
    pub leavings: Vec<String>,
    /// The registry key that the persons' keys are under; null where the store does not say.
    pub registry_key: Option<String>,
    /// Whether the registry key lies in the registry's own directory.
    pub registry_key_inside: bool,
}

/// The keys of all persons, put under another registry key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RewrappingAnswer {
    /// The registry key that they were under.
    pub from: String,
    /// The one that they are under now.
    pub to: String,
    /// How many keys.
    pub keys: usize,
    /// How many were damaged and given up.
    pub lost: usize,
    /// The file of the new registry key; empty where it is in none.
    pub key_file: String,
    /// The file of the old one; null where it was given otherwise.
    pub old_key_file: Option<String>,
    /// The backups that were made before.
    pub backups: Vec<BackupRow>,
    /// Lines of the list of backups that cannot be read. Each may speak of a backup more.
    pub unreadable_backups: usize,
    /// What the program left beside the registry, and may hold keys or names: files and
    /// directories.
    pub leavings: Vec<String>,
}

/// A backup that may hold a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BackupRow {
    /// Where it was written.
    pub path: String,
    /// When, in UTC.
    #[schemars(with = "String")]
    pub made_at: Timestamp,
    /// It has what the log held before this position.
    #[schemars(with = "u64")]
    pub position: Position,
    /// Whether there is such a file still.
    pub is_there: bool,
}

impl BackupRow {
    /// Backups as a table.
    pub fn table(backups: &[Self]) -> Table {
        let texts = ["path", "made_at"].map(Column::text);
        let mut table = Table::of(texts.into_iter().chain([Column::number("position"), Column::text("is_there")]));
        table.rows.extend(backups.iter().map(|Self { path, made_at, position, is_there }| {
            let is_there = Value::YesOrNo(*is_there);
            vec![Value::Text(path.clone()), Value::Minute(*made_at), Value::Number(position.0), is_there]
        }));
        table
    }
}

impl ErasureAnswer {
    /// What an erasure came to in the registry in a directory, and what else may hold the key.
    pub fn of(
        person: PersonId,
        receipt: &Receipt,
        view: &LockedView,
        dir: &Path,
        key: &KeyState,
    ) -> Result<Self, Error> {
        let Copies { backups, unreadable, leavings } = Copies::with_key_of(&person, view, dir)?;
        let registration = persons::registration(view.facts(), &person, view.as_of().known);
        Ok(Self {
            receipt: receipt.into(),
            erased_position: registration.erased.map(|(_, position)| position),
            backups: backups.iter().map(BackupRow::from).collect(),
            unreadable_backups: unreadable,
            leavings: leavings.iter().map(|path| path.shown().to_string()).collect(),
            registry_key: key.wrapped_by.map(|id| id.to_string()),
            registry_key_inside: key.is_inside,
            person,
        })
    }
}

impl RewrappingAnswer {
    /// What a change of the registry key came to in the registry in a directory.
    pub fn of(rewrapped: &Rewrapped, old: &KeySource, new: &KeySource, dir: &Path) -> Result<Self, Error> {
        let list = backups::list(dir)?;
        let copies = list.copies.iter().filter(|copy| copy.kind == CopyKind::Backup);
        let file_of = |source: &KeySource| match source {
            KeySource::Inside => Some(dir.join("registry.key").shown().to_string()),
            KeySource::File(file) => Some(file.shown().to_string()),
            KeySource::Given(_) => None,
        };
        Ok(Self {
            from: rewrapped.from.to_string(),
            to: rewrapped.to.to_string(),
            keys: rewrapped.keys,
            lost: rewrapped.lost,
            key_file: file_of(new).unwrap_or_default(),
            old_key_file: file_of(old),
            backups: copies.map(BackupRow::from).collect(),
            unreadable_backups: list.lost(),
            leavings: backups::leavings(dir, None)?.iter().map(|path| path.shown().to_string()).collect(),
        })
    }
}

impl From<&BackupRecord> for BackupRow {
    fn from(backup: &BackupRecord) -> Self {
        Self {
            path: backup.path.shown().to_string(),
            made_at: backup.made_at,
            position: backup.position,
            is_there: backup.path.exists(),
        }
    }
}
