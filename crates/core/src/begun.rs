//! A registry whose making was cut short: neither a commit nor a file of keys is there.
//!
//! Nothing is lost by it, and nothing is made of it but by `init`, which is run again: only that
//! knows where the registry key is to be, and who may read the files.

use std::fs;
use std::path::Path;

use crate::backups;
use crate::error::Error;
use crate::layout::{log_dir, snapshots_dir};
use crate::names::NameKeys;

/// Refuses the directory of a registry that was only begun. It is only looked at.
pub(crate) fn refuse(dir: &Path) -> Result<(), Error> {
    let has_snapshots = || fs::read_dir(snapshots_dir(dir)).is_ok_and(|mut entries| entries.next().is_some());
    let has_backups = || {
        let list = backups::list(dir);
        list.map_or(true, |list| list.lost() > 0 || list.copies.iter().any(|copy| copy.of_this_log))
    };
    let is_only_begun =
        !NameKeys::any_exist(dir) && jiceng_log::is_only_begun(&log_dir(dir)) && !has_snapshots() && !has_backups();
    if is_only_begun { Err(Error::InitCutShort { dir: dir.to_owned() }) } else { Ok(()) }
}
