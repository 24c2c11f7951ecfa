//! What lies beside a log and says how long it once was: its snapshots, and the list of backups.
//!
//! Both were written when all that they speak of was on the disk. A log that ends before has lost
//! something, whatever its own two copies say: a directory that was put back from an older copy,
//! for example. Keys of persons say nothing: they are kept before their person is recorded.

use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use jiceng_log::{JournalReader, LogError, SnapshotReader};

use crate::error::Error;
use crate::layout::log_dir;
use crate::sharing::Sharing;
use crate::{backups, begun, snapshots};

/// How far a log once reached, and the file that says so.
pub(crate) type Witness = (Position, PathBuf);

/// The furthest that anything beside the log in a registry's directory says it reached.
pub(crate) fn reached(dir: &Path) -> Result<Option<Witness>, Error> {
    let of_snapshot = |path: PathBuf| Some((SnapshotReader::open(&path).ok()?.head().tree.position, path));
    let snapshots = snapshots::files(dir).into_iter().filter_map(of_snapshot);
    let listed = backups::list(dir)?.copies.into_iter().filter(|backup| backup.of_this_log);
    let backups = listed.map(|backup| (backup.position, backups::file(dir)));
    Ok(snapshots.chain(backups).max_by_key(|(position, _)| *position))
}

/// Reads the journal of the registry in a directory, which another program may have open. Where
/// nobody has, its log is mended first: what is read is sound in one of its two copies.
pub fn read_journal(dir: &Path) -> Result<JournalReader, Error> {
    begun::refuse(dir)?;
    // Whoever writes meanwhile may write a snapshot too.
    let witness = reached(dir)?;
    refuse_lost_journal(dir, witness.as_ref())?;
    let _sharing = Sharing::of(dir); // at its end too, for what was mended
    let journal = JournalReader::open(&log_dir(dir))?;
    refuse_shorter(witness, journal.head())?;
    Ok(journal)
}

/// Refuses a log without a journal, where something beside it was made when it had one.
pub(crate) fn refuse_lost_journal(dir: &Path, witness: Option<&Witness>) -> Result<(), Error> {
    let reached = witness.map_or(Ok(()), |(reached, _)| jiceng_log::refuse_lost_journal(&log_dir(dir), *reached));
    reached.map_err(Error::Log)
}

pub(crate) fn refuse_shorter(witness: Option<Witness>, head: Position) -> Result<(), Error> {
    match witness {
        Some((reached, path)) if reached > head => Err(LogError::Shorter { head, reached, path }.into()),
        _ => Ok(()),
    }
}
