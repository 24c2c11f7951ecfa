//! Whether a log was only begun: what is left where making one was cut short, or one to which
//! nobody has written yet. It is only looked at.

use std::fs;
use std::path::Path;

use jiceng_domain::Position;

use super::JOURNAL;
use super::directory::{DB_FILE, LOCK_FILE, is_of_store};
use super::reached::{Noted, REACHED, Reached};
use crate::journal;

/// Whether the directory of a log holds nothing but what making an empty one leaves, to its end or
/// to any moment before.
pub fn is_only_begun(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else { return false };
    let mut names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let is_own = |name: &String| is_of_store(name) || [LOCK_FILE, JOURNAL, REACHED].contains(&name.as_str());
    if !names.all(|name| name.is_ok_and(|name| is_own(&name))) {
        return false;
    }
    let closed = Noted::Read(Reached::closed(Position(0)));
    let journal = journal::is_only_begun(&dir.join(JOURNAL));
    // The store comes last: what it may hold is held by the journal and noted.
    if dir.join(DB_FILE).exists() {
        journal == Some(true) && Noted::of(dir) == closed
    } else {
        journal.is_some() && [closed, Noted::Nothing, Noted::Unreadable].contains(&Noted::of(dir))
    }
}
