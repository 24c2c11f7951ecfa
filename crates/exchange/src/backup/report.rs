//! What a backup or a restoration came to, for programs that read JSON.

use std::path::Path;

use jiceng_core::NamesHeld;
use jiceng_core::domain::Position;
use jiceng_core::log::ShowPath as _;
use serde::Serialize;

use super::{Made, Restored};

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// Its file.
    pub file: String,
    /// The position where it begins.
    pub from: Position,
    /// The position where it ends.
    pub to: Position,
    /// How many commits are in it.
    pub commits: u64,
    /// The root of the log's tree where it ends.
    pub root: String,
    /// How many files of keys are in it.
    pub keys: usize,
    /// The names in it, and what its keys are worth for them; null where they were left out.
    pub names: Option<NamesHeld>,
}

/// A registry that was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// Its directory.
    pub directory: String,
    /// How many commits it has.
    pub commits: u64,
    /// How many events they hold.
    pub events: u64,
    /// The root of its log's tree.
    pub root: String,
    /// How many files of keys came along.
    pub keys: usize,
    /// The names, and what the keys are worth for them.
    pub names: NamesHeld,
    /// Where the registry is now that was there before; null where none was.
    pub replaced: Option<String>,
    /// How many names were forgotten again.
    pub forgotten: usize,
}

impl BackupReport {
    /// What was made in a file.
    pub fn of(file: &Path, made: &Made) -> Self {
        let Made { manifest, names } = made;
        Self {
            file: file.shown().to_string(),
            from: manifest.from.position,
            to: manifest.to.position,
            commits: manifest.to.commits.saturating_sub(manifest.from.commits),
            root: manifest.to.root.clone(),
            keys: manifest.keys.len(),
            names: *names,
        }
    }
}

impl RestoreReport {
    /// What was restored into a directory.
    pub fn of(directory: &Path, restored: &Restored) -> Self {
        Self {
            directory: directory.shown().to_string(),
            commits: restored.end.commits,
            events: restored.events,
            root: restored.end.root.clone(),
            keys: restored.key_files,
            names: restored.names,
            replaced: restored.replaced.as_ref().map(|path| path.shown().to_string()),
            forgotten: restored.forgotten.len(),
        }
    }
}
