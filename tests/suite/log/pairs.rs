//! Damage in both copies at once: a log never comes back shorter in silence, and nothing is cut
//! that could be rescued.
//!
//! By hand, a journal of which the last 4 KiB were zero and a store that was set aside gave a log
//! that ended where the journal did, exit 0, although `repair` would have brought back more; and a
//! backup of 147 commits held none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiceng_domain::CommitId;
use jiceng_log::{Commit, EventLog as _, JournalReader, LogError, Recovered, SledLog, frame, rescue, seal};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::commits::{all, fill};
use super::damage::{Damage, any_damage, spoil};

const SIZES: [u32; 14] = [1, 2, 300, 1, 1, 40, 7, 1, 300, 2, 1, 3, 2, 1];
/// So many commits are written before the store is copied, and sealed where anything is.
const EARLY: usize = 6;

/// How the log lay on the disk when the damage came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    is_sealed: bool,
    /// Closed in order; else the program was killed behind its last acknowledgement.
    is_closed: bool,
}

/// A log, its commits, and the store as it was some commits before.
struct Written {
    dir: TempDir,
    commits: Vec<Commit>,
    early_store: TempDir,
}

fn write(state: State) -> Written {
    let (dir, early_store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = dir.path().join("log");
    let mut commits = fill(&SledLog::create(&path).unwrap(), 1, &SIZES[..EARLY]);
    if state.is_sealed {
        seal(&path, 0, &mut |_, _| ()).unwrap();
    }
    for store in store_files(&path) {
        fs::copy(&store, early_store.path().join(store.file_name().unwrap())).unwrap();
    }
    let log = SledLog::open(&path).unwrap();
    commits.extend(fill(&log, EARLY as u64 + 1, &SIZES[EARLY..]));
    if !state.is_closed {
        // What is on the disk now is what a kill leaves.
        let killed = tempfile::tempdir().unwrap();
        copy(&path, &killed.path().join("log"));
        return Written { dir: killed, commits, early_store };
    }
    Written { dir, commits, early_store }
}

fn written(state: State) -> &'static Written {
    static WRITTEN: [OnceLock<Written>; 4] = [const { OnceLock::new() }; 4];
    let number = usize::from(state.is_sealed) * 2 + usize::from(state.is_closed);
    WRITTEN[number].get_or_init(|| write(state))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn store_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let is_of_store = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name == "db" || name == "conf" || name.starts_with("snap.")
    };
    let mut found: Vec<PathBuf> = entries.filter(is_of_store).collect();
    found.sort();
    found
}

fn journal_files(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(dir.join("journal")).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// What happens to the journal.
#[derive(Clone, Debug)]
enum ToJournal {
    Nothing,
    Damaged(Index, Index, Damage),
    /// The last file ends where one of its records begins.
    CutAtRecord(Index),
    /// The marks of the last so many records are spoiled.
    Marks(usize),
    ZeroTail(usize),
    FileGone(Index),
    AllGone,
    Emptied(Index),
}

/// What happens to the store.
#[derive(Clone, Debug)]
enum ToStore {
    Nothing,
    Damaged(Index, Index, Damage),
    ZeroTail(usize),
    Text,
    Gone,
    /// It is what it was some commits before.
    Early,
}

fn any_to_journal() -> impl Strategy<Value = ToJournal> {
    prop_oneof![
        1 => Just(ToJournal::Nothing),
        4 => (any::<Index>(), any::<Index>(), any_damage()).prop_map(|(file, at, how)| ToJournal::Damaged(file, at, how)),
        3 => any::<Index>().prop_map(ToJournal::CutAtRecord),
        2 => (1..20_usize).prop_map(ToJournal::Marks),
        2 => (1..9000_usize).prop_map(ToJournal::ZeroTail),
        1 => any::<Index>().prop_map(ToJournal::FileGone),
        1 => Just(ToJournal::AllGone),
        1 => any::<Index>().prop_map(ToJournal::Emptied),
    ]
}

fn any_to_store() -> impl Strategy<Value = ToStore> {
    prop_oneof![
        1 => Just(ToStore::Nothing),
        4 => (any::<Index>(), any::<Index>(), any_damage()).prop_map(|(file, at, how)| ToStore::Damaged(file, at, how)),
        2 => (1..9000_usize).prop_map(ToStore::ZeroTail),
        1 => Just(ToStore::Text),
        2 => Just(ToStore::Gone),
        2 => Just(ToStore::Early),
    ]
}

fn any_state() -> impl Strategy<Value = State> {
    any::<(bool, bool)>().prop_map(|(is_sealed, is_closed)| State { is_sealed, is_closed })
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn zero_tail(bytes: &mut [u8], length: usize) {
    bytes.iter_mut().rev().take(length).for_each(|byte| *byte = 0);
}

fn records(bytes: &[u8]) -> Vec<usize> {
    (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"JREC")).collect()
}

fn befall_journal(dir: &Path, what: &ToJournal) {
    let files = journal_files(dir);
    let last = files.iter().rfind(|path| path.extension().unwrap() == "journal").unwrap();
    match what {
        ToJournal::Nothing => {}
        ToJournal::Damaged(file, at, how) => spoil(&files[file.index(files.len())], *at, how),
        ToJournal::CutAtRecord(at) => change(last, |bytes| {
            let records = records(bytes);
            bytes.truncate(*at.get(&records));
        }),
        ToJournal::Marks(last_marks) => change(last, |bytes| {
            for at in records(bytes).into_iter().rev().take(*last_marks) {
                bytes[at] ^= 1;
            }
        }),
        ToJournal::ZeroTail(length) => change(last, |bytes| zero_tail(bytes, *length)),
        ToJournal::FileGone(file) => fs::remove_file(file.get(&files)).unwrap(),
        ToJournal::AllGone => fs::remove_dir_all(dir.join("journal")).unwrap(),
        ToJournal::Emptied(file) => fs::write(file.get(&files), b"").unwrap(),
    }
}

fn befall_store(dir: &Path, what: &ToStore, early: &Path) {
    let files = store_files(dir);
    match what {
        ToStore::Nothing => {}
        ToStore::Damaged(file, at, how) => spoil(&files[file.index(files.len())], *at, how),
        ToStore::ZeroTail(length) => change(&dir.join("db"), |bytes| zero_tail(bytes, *length)),
        ToStore::Text => fs::write(dir.join("db"), b"text").unwrap(),
        ToStore::Gone | ToStore::Early => {
            files.iter().for_each(|path| fs::remove_file(path).unwrap());
            if matches!(what, ToStore::Early) {
                copy(early, dir);
            }
        }
    }
}

/// The commits that a rescue brings out of a log, in place and behind what is lost.
fn rescuable(log: &Path) -> BTreeSet<CommitId> {
    let dir = tempfile::tempdir().unwrap();
    copy(log, &dir.path().join("log"));
    let (new, behind) = (dir.path().join("new"), dir.path().join("behind"));
    let rescued = match rescue(&dir.path().join("log"), &new, &behind, false) {
        Ok(rescued) => rescued,
        Err(LogError::NotALog { .. }) => return BTreeSet::new(),
        Err(error) => panic!("{error:?}"),
    };
    let log = SledLog::open(&new).unwrap();
    let mut found: BTreeSet<CommitId> = all(&log).unwrap().into_iter().map(|commit| commit.id).collect();
    for part in rescued.behind {
        let mut bytes = &*fs::read(&part.path).unwrap();
        while !bytes.is_empty() {
            let (frame, rest) = bytes.split_at(frame::length(part.first, bytes).unwrap());
            found.insert(frame::decode(frame::position(frame).unwrap(), frame).unwrap().id);
            bytes = rest;
        }
    }
    found
}

/// Whether opening said that there may have been more.
fn is_told(recovered: &Recovered) -> bool {
    recovered.set_aside.is_some() && recovered.torn_bytes > 0 || recovered.is_end_unconfirmed
}

fn holds(state: State, journal: &ToJournal, store: &ToStore) -> Result<(), TestCaseError> {
    let Written { dir, commits, early_store } = written(state);
    let damaged = tempfile::tempdir().unwrap();
    let path = damaged.path().join("log");
    copy(&dir.path().join("log"), &path);
    befall_journal(&path, journal);
    befall_store(&path, store, early_store.path());
    let before = rescuable(&path);

    // Backups and exports read the journal, and nobody has the log open.
    let read_from = tempfile::tempdir().unwrap();
    copy(&path, read_from.path());
    let mut read = Vec::new();
    let reading = JournalReader::open(read_from.path()).and_then(|journal| {
        journal.read(jiceng_domain::Position(0), &mut |frame| {
            read.push(frame::decode(frame.first, frame.bytes)?.id);
            Ok(())
        })?;
        Ok(journal)
    });

    let opened = SledLog::open(&path).and_then(|log| {
        let found = all(&log)?;
        log.verify()?;
        Ok((found, log.recovered().clone()))
    });
    match opened {
        Ok((found, recovered)) => {
            prop_assert!(commits.starts_with(&found), "it is another log");
            let is_whole = found.len() == commits.len();
            // What was closed in order is known to have been longer.
            // A whole file that is not there, or empty, is no append that was cut short.
            let is_file_lost = matches!(journal, ToJournal::FileGone(_) | ToJournal::AllGone | ToJournal::Emptied(_));
            let may_be_shorter = !state.is_closed && is_told(&recovered) && !is_file_lost;
            prop_assert!(is_whole || may_be_shorter, "{} of {} commits, {recovered:?}", found.len(), commits.len());
            if reading.is_ok() {
                let found: Vec<CommitId> = found.iter().map(|commit| commit.id).collect();
                prop_assert_eq!(&read, &found, "the journal is read as the log");
            }
        }
        Err(_) => {
            prop_assert!(reading.is_err() || read.len() == commits.len(), "read {} of {}", read.len(), commits.len());
        }
    }
    let after = rescuable(&path);
    let cut: Vec<&CommitId> = before.difference(&after).collect();
    prop_assert!(cut.is_empty(), "it can no longer be rescued: {cut:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_damaged_in_both_a_log_is_never_shorter_in_silence(
        state in any_state(), journal in any_to_journal(), store in any_to_store(),
    ) {
        holds(state, &journal, &store)?;
    }
}
