//! The copies of a registry that this program made: a list in its directory, `backups.jsonl`, one
//! JSON object a line, and what it may have left beside.
//!
//! Whoever erases a name is told which of them may still hold its key. The list is a help, not a
//! proof: copies that were made otherwise are not on it. A backup is on it before its keys are
//! written.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiceng_domain::{PersonId, Position};
use jiceng_log::ShowPath as _;
use jiceng_log::bounded;
use jiceng_projections::persons;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::error::Error;
use crate::layout;
use crate::locked_view::LockedView;
use crate::names::{KeyCopy, KeySource, files};

/// The list is not longer.
const LIST_BYTES_MAX: u64 = 64 << 20;

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct BackupRecord {
    /// Where it was written.
    pub path: PathBuf,
    /// When (UTC).
    pub made_at: Timestamp,
    /// The end of the log that is in it: it holds what lies before this position.
    pub position: Position,
    /// What it is.
    pub kind: CopyKind,
    /// Whether it was made of the log that lies beside the list, which therefore reaches as far. A
    /// list that came along with a restored or rescued registry speaks of another one.
    pub of_this_log: bool,
}

/// A copy as it stands in the list.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// As text; what is no UTF-8 is replaced.
    path: String,
    /// The bytes of a path that is no UTF-8, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    made_at: Timestamp,
    position: Position,
    #[serde(default, skip_serializing_if = "CopyKind::is_backup")]
    kind: CopyKind,
    #[serde(default)]
    of_this_log: bool,
}

impl From<BackupRecord> for Stored {
    fn from(record: BackupRecord) -> Self {
        let BackupRecord { path, made_at, position, kind, of_this_log } = record;
        let path_bytes = path.to_str().is_none().then(|| hexadecimal(path.as_os_str().as_encoded_bytes()));
        Self { path: path.to_string_lossy().into_owned(), path_bytes, made_at, position, kind, of_this_log }
    }
}

impl TryFrom<Stored> for BackupRecord {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, &'static str> {
        let Stored { path, path_bytes, made_at, position, kind, of_this_log } = stored;
        let path = match path_bytes {
            Some(digits) => {
                path_of(&bytes_of(&digits).ok_or("the bytes of the path are no hexadecimal digits")?, &path)
            }
            None => path.into(),
        };
        Ok(Self { path, made_at, position, kind, of_this_log })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// The path of these bytes; its text where the system's paths are no bytes.
fn path_of(bytes: &[u8], text: &str) -> PathBuf {
    #[cfg(unix)]
    return {
        let _ = text;
        <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).into()
    };
    #[cfg(not(unix))]
    return {
        let _ = bytes;
        text.into()
    };
}

/// What a copy is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// A backup in one file.
    #[default]
    Backup,
    /// The directory of a registry: one that was replaced, one out of which this one was rescued,
    /// or one into which this one was to be.
    Directory,
}

impl CopyKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    fn is_backup(&self) -> bool {
        *self == Self::Backup
    }
}

/// The list of a registry's copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupList {
    /// The copies, in their order.
    pub copies: Vec<BackupRecord>,
    /// Lines that cannot be read, as they are: each may speak of a copy more.
    pub unreadable: Vec<Vec<u8>>,
    /// Whether the file is none that can be read: it may speak of any copies.
    pub is_unread: bool,
}

impl BackupList {
    /// How many lines cannot be read; one where that is the file.
    pub fn lost(&self) -> usize {
        self.unreadable.len() + usize::from(self.is_unread)
    }
}

/// What stands before the checksum of a line, and behind it.
const CHECKSUM: &[u8] = b",\"crc32c\":\"";
const CHECKSUM_END: &[u8] = b"\"}";
const CHECKSUM_DIGITS: usize = 8;

/// The copies that were made of the registry in a directory, and the lines of the list that cannot
/// be read: damaged ones, and one that a crash tore. Fields that this program does not know are
/// passed over. A directory, a pipe, a device, a file of holes or a link to itself in its place is
/// damage too.
pub fn list(dir: &Path) -> Result<BackupList, Error> {
    let path = file(dir);
    let bytes = match bounded::read_own(&path, LIST_BYTES_MAX) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error)
            if matches!(error.kind(), ErrorKind::IsADirectory | ErrorKind::FileTooLarge | ErrorKind::InvalidData)
                || files::is_loop(&error) =>
        {
            return Ok(BackupList { is_unread: true, ..BackupList::default() });
        }
        read => read.map_err(|source| files::io("read", &path, source))?,
    };
    let mut list = BackupList::default();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        match record_of(line) {
            Some(record) => list.copies.push(record),
            None => list.unreadable.push(line.to_owned()),
        }
    }
    Ok(list)
}

/// The record of a line; none where it is none, or its checksum does not fit. Lines of older
/// programs have none.
fn record_of(line: &[u8]) -> Option<BackupRecord> {
    let record = serde_json::from_slice(line).ok()?;
    let ending = line.len().checked_sub(CHECKSUM.len() + CHECKSUM_DIGITS + CHECKSUM_END.len());
    let (checked, ending) = line.split_at_checked(ending.unwrap_or_default())?;
    let Some(stated) = ending.strip_prefix(CHECKSUM).and_then(|rest| rest.strip_suffix(CHECKSUM_END)) else {
        return Some(record);
    };
    (checksum(checked).as_bytes() == stated).then_some(record)
}

/// A record as a line, with the checksum of what stands before it.
fn line_of(record: &BackupRecord) -> std::io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(record)?;
    line.pop();
    let checksum = checksum(&line);
    line.extend_from_slice(CHECKSUM);
    line.extend_from_slice(checksum.as_bytes());
    line.extend_from_slice(CHECKSUM_END);
    Ok(line)
}

fn checksum(bytes: &[u8]) -> String {
    format!("{:08x}", crc32c::crc32c(bytes))
}

/// Adds a copy to the list of the registry in a directory, durably on return.
pub fn append(dir: &Path, backup: &BackupRecord) -> Result<(), Error> {
    let line = line_of(backup).map_err(|source| files::io("write", &file(dir), source))?;
    append_line(dir, &line)
}

/// Adds the directory of a registry that was, is or will be somewhere else, durably on return. What
/// lies above it must be there.
pub fn append_directory(dir: &Path, path: &Path, position: Position) -> Result<(), Error> {
    let from_root = || {
        let name = path.file_name().filter(|_| fs::symlink_metadata(path).is_err());
        let Some(name) = name else { return fs::canonicalize(path) };
        let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(fs::canonicalize(above)?.join(name))
    };
    let path = from_root().map_err(|source| files::io("read", path, source))?;
    let (made_at, kind) = (clock::now(), CopyKind::Directory);
    append(dir, &BackupRecord { path, made_at, position, kind, of_this_log: false })
}

fn append_line(dir: &Path, line: &[u8]) -> Result<(), Error> {
    let path = file(dir);
    let write = || {
        let mut file = files::options().append(true).create(true).open(&path)?;
        let length = file.metadata()?.len();
        // A line of its own, whatever a crash left before it.
        let written = file.write_all(&[b"\n", line, b"\n"].concat());
        if written.is_err() {
            let _ = file.set_len(length); // what failed is told, and no part of a line stays
        }
        written?;
        file.sync_all()?;
        files::sync_parent(&path)
    };
    write().map_err(|source| files::io("write", &path, source))
}

/// What may still hold the key of a person, by the list of a registry's copies and by what lies
/// beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// The backups that were made while the key was there.
    pub backups: Vec<BackupRecord>,
    /// How many lines of the list cannot be read; each may speak of a backup more.
    pub unreadable: usize,
    /// What the program left, see [`leavings`].
    pub leavings: Vec<PathBuf>,
}

impl Copies {
    /// Those of the registry in a directory, as a view of it knows the person.
    pub fn with_key_of(person: &PersonId, view: &LockedView, dir: &Path) -> Result<Self, Error> {
        let listed = list(dir)?;
        let unreadable = listed.lost();
        let mut backups = listed.copies;
        let known = view.as_of().known;
        let first = persons::events(view.facts(), person, known).first().copied();
        let erased = persons::registration(view.facts(), person, known).erased.map(|(_, position)| position);
        backups.retain(|backup| {
            backup.kind == CopyKind::Backup
                && first.is_some_and(|first| first < backup.position)
                && erased.is_none_or(|erased| backup.position <= erased)
        });
        Ok(Self { backups, unreadable, leavings: leavings(dir, Some(person))? })
    }
}

/// What this program left in a registry's directory, beside it, or beside what is on its list, and
/// what may hold the key of a person, or the name: backups that were cut short (`.partial-N`),
/// registries that were being restored or were replaced (`.restoring-N`, `.replaced-N`), the
/// directories from which and to which one was rescued, and the rows of what came after a cut.
/// Whose key or name it is does not matter where no person is given.
pub fn leavings(dir: &Path, person: Option<&PersonId>) -> Result<Vec<PathBuf>, Error> {
    let dir = fs::canonicalize(dir).map_err(|source| files::io("read", dir, source))?;
    let listed = list(&dir)?.copies;
    let mut found = BTreeSet::new();
    let mut directories: BTreeSet<PathBuf> = beside(&dir).into_iter().collect();
    directories.extend(listed.iter().filter(|copy| copy.kind == CopyKind::Directory).map(|copy| copy.path.clone()));
    let parents = listed.iter().filter_map(|copy| copy.path.parent()).chain(dir.parent());
    for parent in parents.collect::<BTreeSet<_>>() {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in entries {
            // What a repair was building has the name of the registry that it was to be.
            if path.is_dir() && has_ending(&path, &["restoring"]) {
                directories.insert(path);
            } else if path.is_file() && has_ending(&path, &["partial"]) {
                found.insert(path);
            }
        }
    }
    let rows = directories.iter().chain([&dir]).map(|path| layout::later_rows(path));
    found.extend(rows.filter(|path| rows_may_name(path, person)));
    directories.remove(&dir);
    found.extend(directories.into_iter().filter(|path| may_be_directory(path) && may_have(path, person)));
    Ok(found.into_iter().collect())
}

/// Whether there is a directory; also where that cannot be seen.
fn may_be_directory(path: &Path) -> bool {
    fs::metadata(path).map_or_else(|error| error.kind() != ErrorKind::NotFound, |found| found.is_dir())
}

/// Whether a file of rows may have the name of a person; also where it cannot be read, or was not
/// written to its end.
fn rows_may_name(path: &Path, person: Option<&PersonId>) -> bool {
    let bytes = match bounded::read_own(path, LIST_BYTES_MAX) {
        Err(error) if error.kind() == ErrorKind::NotFound => return false,
        read => read.unwrap_or_default(),
    };
    let Some(person) = person.filter(|_| bytes.ends_with(b"\n")) else { return true };
    let identifier = format!("\"{person}\"").into_bytes();
    let has = |line: &[u8], word: &[u8]| line.windows(word.len()).any(|window| window == word);
    bytes.split(|byte| *byte == b'\n').any(|line| has(line, &identifier) && has(line, b"\"name\""))
}

/// The directories beside that of a registry into which it may have been moved, or that were to
/// take its place.
pub fn beside(dir: &Path) -> Vec<PathBuf> {
    let (Some(parent), Some(name)) = (dir.parent(), dir.file_name()) else { return Vec::new() };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_of = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == name);
    let mut found: Vec<PathBuf> =
        entries.filter(|path| is_of(path) && path.is_dir() && has_ending(path, &["restoring", "replaced"])).collect();
    found.sort();
    found
}

/// Whether a name ends with `.WORD-N`.
fn has_ending(path: &Path, words: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).and_then(|ending| ending.split_once('-'));
    ending.is_some_and(|(word, number)| words.contains(&word) && number.parse::<u64>().is_ok())
}

/// Whether the keys in a registry's directory may be those of a person; also where they cannot be
/// read.
fn may_have(dir: &Path, person: Option<&PersonId>) -> bool {
    KeyCopy::look(dir, &KeySource::Inside).and_then(|keys| keys.may_have(person)).unwrap_or(true)
}

/// Brings the list of one registry into another, which need not reach as far. What cannot be read
/// comes along as it is; of a whole list that cannot, a line that says so.
pub fn bring_along(from: &Path, to: &Path) -> Result<(), Error> {
    let BackupList { copies, mut unreadable, is_unread } = list(from)?;
    if is_unread {
        unreadable.push(b"backups.jsonl: not read".to_vec());
    }
    unreadable.iter().try_for_each(|line| append_line(to, line))?;
    copies.into_iter().try_for_each(|backup| append(to, &BackupRecord { of_this_log: false, ..backup }))
}

/// Notes in the list of one registry that the list of another one could not be read, which may
/// speak of copies more: a line that is no record. Line breaks in the path are escaped.
pub(crate) fn note_unreadable(to: &Path, from: &Path) -> Result<(), Error> {
    append_line(to, format!("the list {:?} could not be read", file(from).shown().to_string()).as_bytes())
}

pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join("backups.jsonl")
}
