//! The backups that were made of a registry: a list in its directory, `backups.jsonl`, one JSON object a line.
//!
//! Whoever erases a name is told which of them were made before and may still hold its key. The list is a help, not
//! a proof: copies that were made otherwise are not on it.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use jiceng_log::bounded;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The list is not longer.
const LIST_BYTES_MAX: u64 = 64 << 20;

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRecord {
    /// Where it was written.
    pub path: PathBuf,
    /// When (UTC).
    pub made_at: Timestamp,
    /// The end of the log that is in it: it holds what lies before this position.
    pub position: Position,
    /// Whether it was made of the log that lies beside the list, which therefore reaches as far. A list that came along with a
    /// restored or rescued registry speaks of another one.
    #[serde(default)]
    pub of_this_log: bool,
}

/// The backups that were made of the registry in a directory, in their order. A line that is no record, such as one
/// that a crash tore, is passed over; fields that this program does not know are too.
pub fn list(dir: &Path) -> Result<Vec<BackupRecord>, Error> {
    let path = file(dir);
    match bounded::read(&path, LIST_BYTES_MAX) {
        Ok(bytes) => {
            Ok(bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Error::Io { action: "read", path, source }),
    }
}

/// Adds a backup to the list of the registry in a directory, durably on return.
pub fn append(dir: &Path, backup: &BackupRecord) -> Result<(), Error> {
    let path = file(dir);
    let write = || {
        let is_new = !path.exists();
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        // A line of its own, whatever a crash left before it.
        let mut line = b"\n".to_vec();
        serde_json::to_writer(&mut line, backup).map_err(std::io::Error::from)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.sync_all()?;
        if is_new { File::open(dir)?.sync_all() } else { Ok(()) }
    };
    write().map_err(|source| Error::Io { action: "write", path: path.clone(), source })
}

/// Brings the list of one registry into another, which need not reach as far.
pub fn bring_along(from: &Path, to: &Path) -> Result<(), Error> {
    list(from)?.into_iter().try_for_each(|backup| append(to, &BackupRecord { of_this_log: false, ..backup }))
}

pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join("backups.jsonl")
}
