//! The end of a log whose program was killed stands in its journal alone: where that is gone, the
//! log is not taken for the shorter one that its store holds.
//!
//! By hand, the only segment of such a journal was removed, or its directory, or it was cut to its
//! first mark: 75 commits had been acknowledged, and `verify`, `backup` and `repair` ended with 0
//! and 71.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_log::{JournalReader, LogError, SledLog, rescue, seal};
use proptest::prelude::*;
use tempfile::TempDir;

use super::commits::{all, fill};

const SIZES: [u32; 9] = [1, 2, 300, 1, 1, 40, 7, 2, 3];
/// So many are in the store when the program is killed.
const EARLY: usize = 5;

fn journal(dir: &Path) -> PathBuf {
    dir.join("journal")
}

/// The segment that is written to.
fn segment(dir: &Path) -> PathBuf {
    let entries = fs::read_dir(journal(dir)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|it| it == "journal")).max().unwrap()
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_files(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn is_of_store(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name == "db" || name == "conf" || name.starts_with("snap.")
}

/// A log whose program was killed: the journal has all, the store what it had when the log was last
/// closed. And how many commits that are.
fn killed(is_sealed: bool) -> (TempDir, usize) {
    let dir = tempfile::tempdir().unwrap();
    let (open, left) = (dir.path().join("open"), dir.path().join("log"));
    fill(&SledLog::create(&open).unwrap(), 1, &SIZES[..EARLY]);
    if is_sealed {
        seal(&open, 0, &mut |_, _| ()).unwrap();
    }
    copy_files(&open, &dir.path().join("early"));
    let log = SledLog::open(&open).unwrap();
    fill(&log, EARLY as u64 + 1, &SIZES[EARLY..]);
    copy_files(&open, &left);
    drop(log);
    for entry in fs::read_dir(&left).unwrap().map(|entry| entry.unwrap().path()).filter(|path| is_of_store(path)) {
        fs::remove_file(entry).unwrap();
    }
    let early = fs::read_dir(dir.path().join("early")).unwrap().map(|entry| entry.unwrap().path());
    for path in early.filter(|path| is_of_store(path)) {
        fs::copy(&path, left.join(path.file_name().unwrap())).unwrap();
    }
    (dir, SIZES.len())
}

fn is_told(error: &LogError) -> bool {
    matches!(error, LogError::JournalMissing { .. } | LogError::JournalDamaged { .. })
}

type Harm = fn(&Path);

#[test]
fn the_journal_of_a_killed_program_is_missed() {
    let harms: [(&str, Harm); 6] = [
        ("segment gone", |dir| fs::remove_file(segment(dir)).unwrap()),
        ("all gone", |dir| fs::remove_dir_all(journal(dir)).unwrap()),
        ("nothing in it", |dir| {
            fs::remove_dir_all(journal(dir)).unwrap();
            fs::create_dir(journal(dir)).unwrap();
        }),
        ("empty", |dir| fs::write(segment(dir), b"").unwrap()),
        ("no whole header", |dir| cut(&segment(dir), 11)),
        ("its first mark", |dir| cut(&segment(dir), 36)),
    ];
    for (name, harm) in harms {
        for is_sealed in [false, true] {
            let (dir, commits) = killed(is_sealed);
            let log = dir.path().join("log");
            assert_eq!(all(&SledLog::open(copied(dir.path(), &log)).unwrap()).unwrap().len(), commits);
            harm(&log);
            let before = files(&log);
            // What a fresh segment behind what is sealed had was all acknowledged since: a torn
            // append looks like it, and is warned of.
            if is_sealed && name == "its first mark" {
                assert!(SledLog::open(&log).unwrap().recovered().is_end_unconfirmed);
                continue;
            }
            for _ in 0..2 {
                let error = SledLog::open(&log).map(drop).unwrap_err();
                assert!(is_told(&error), "{name}, sealed {is_sealed}: {error:?}");
                let error = JournalReader::open(&log).map(drop).unwrap_err();
                assert!(is_told(&error), "{name}, sealed {is_sealed}: {error:?}");
            }
            let unchanged = files(&log).into_iter().filter(|(path, _)| path.starts_with(journal(&log)));
            let journal_before = before.into_iter().filter(|(path, _)| path.starts_with(journal(&log)));
            assert!(unchanged.eq(journal_before), "{name}: the journal was changed");
            let rescued = rescue(&log, &dir.path().join("new"), &dir.path().join("behind"), false).unwrap();
            assert!(rescued.is_end_unknown, "{name}, sealed {is_sealed}: {rescued:?}");
            // What is sealed is in the journal only.
            let is_sealed_gone = is_sealed && !journal(&log).join("00000000000000000000.sealed").exists();
            let least = if is_sealed_gone { 0 } else { EARLY as u64 };
            assert!(rescued.commits >= least, "{name}, sealed {is_sealed}: {rescued:?}");
        }
    }
}

fn copied(beside: &Path, log: &Path) -> PathBuf {
    let to = beside.join("copy");
    copy_files(log, &to);
    to
}

fn cut(path: &Path, bytes: u64) {
    fs::File::options().write(true).open(path).unwrap().set_len(bytes).unwrap();
}

fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

/// A segment that begins within a session is as much a part of the journal as the one with which it
/// began.
#[test]
fn a_segment_that_began_within_a_session_is_missed_too() {
    let dir = tempfile::tempdir().unwrap();
    let (open, left) = (dir.path().join("open"), dir.path().join("log"));
    let log = SledLog::create(&open).unwrap();
    let mut n = 1;
    while fs::read_dir(journal(&open)).unwrap().count() < 2 {
        fill(&log, n, &[20_000]);
        n += 1;
    }
    fill(&log, n, &[2]);
    copy_files(&open, &left);
    drop(log);
    assert!(SledLog::open(copied(dir.path(), &left)).is_ok());
    for path in fs::read_dir(&left).unwrap().map(|entry| entry.unwrap().path()).filter(|path| is_of_store(path)) {
        fs::remove_file(path).unwrap();
    }
    fs::remove_file(segment(&left)).unwrap();
    let error = SledLog::open(&left).map(drop).unwrap_err();
    assert!(matches!(error, LogError::JournalMissing { .. }), "{error:?}");
}

/// Closed in order, the note says where the log ended, and the store has it all.
#[test]
fn the_journal_of_a_log_that_was_closed_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let commits = fill(&SledLog::create(dir.path()).unwrap(), 1, &SIZES);
    fs::remove_dir_all(journal(dir.path())).unwrap();
    let log = SledLog::open(dir.path()).unwrap();
    assert_eq!(all(&log).unwrap(), commits);
    assert!(!log.recovered().is_end_unconfirmed);
}

/// One byte more, and no backup could be made any more: the log «once reached 0».
#[test]
fn a_note_that_cannot_be_read_is_told_and_written_anew() {
    let harms: [(&str, Harm); 4] = [
        ("a byte more", |note| {
            let mut bytes = fs::read(note).unwrap();
            bytes.push(b'x');
            fs::write(note, bytes).unwrap();
        }),
        ("far more", |note| cut(note, 1 << 36)),
        ("less", |note| cut(note, 7)),
        ("junk", |note| fs::write(note, [b'j'; 21]).unwrap()),
    ];
    for (name, harm) in harms {
        for reads in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let commits = fill(&SledLog::create(dir.path()).unwrap(), 1, &SIZES);
            let note = dir.path().join("reached");
            let was = fs::read(&note).unwrap();
            harm(&note);
            let recovered = if reads {
                let journal = JournalReader::open(dir.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(journal.head(), commits.last().unwrap().next());
                journal.recovered().clone()
            } else {
                SledLog::open(dir.path()).unwrap().recovered().clone()
            };
            assert!(recovered.is_note_renewed, "{name}");
            assert_eq!(fs::read(&note).unwrap(), was, "{name}");
            assert!(!SledLog::open(dir.path()).unwrap().recovered().is_note_renewed, "{name}");
            JournalReader::open(dir.path()).unwrap();
        }
    }
}

/// It was written through it, over the first 21 bytes of somebody else's file.
#[cfg(unix)]
#[test]
fn the_note_is_not_written_through_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    fill(&SledLog::create(&log).unwrap(), 1, &SIZES);
    let (note, victim) = (log.join("reached"), dir.path().join("victim"));
    fs::rename(&note, &victim).unwrap();
    std::os::unix::fs::symlink(&victim, &note).unwrap();
    let was = fs::read(&victim).unwrap();
    fill(&SledLog::open(&log).unwrap(), 10, &[1]);
    assert_eq!(fs::read(&victim).unwrap(), was);
    assert!(fs::symlink_metadata(&note).unwrap().is_file());
}

/// Mending a journal that is damaged in its middle sets it aside and makes another one from the
/// store; stopped in between, that is done again.
#[test]
fn a_journal_that_was_only_set_aside_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (open, left) = (dir.path().join("open"), dir.path().join("log"));
    let log = SledLog::create(&open).unwrap();
    let commits = fill(&log, 1, &SIZES);
    drop(log);
    // It was being written to, and the store has all.
    let log = SledLog::open(&open).unwrap();
    let more = fill(&log, 10, &[1]);
    copy_files(&open, &dir.path().join("written"));
    drop(log);
    copy_files(&open, &left);
    fs::copy(dir.path().join("written/reached"), left.join("reached")).unwrap();
    let path = segment(&left);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(4).skip(60).position(|window| window == b"JREC").unwrap() + 60;
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let log = SledLog::open(&left).unwrap();
    assert!(log.recovered().set_aside.is_some() && log.recovered().is_end_unconfirmed);
    drop(log);
    // As if it had been stopped right after the journal was moved.
    fs::remove_dir_all(journal(&left)).unwrap();
    let log = SledLog::open(&left).unwrap();
    assert_eq!(all(&log).unwrap(), [commits, more].concat());
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 50, ..ProptestConfig::default() })]

    /// Wherever the journal of a killed program is cut before the place up to which it was noted,
    /// that is told.
    #[test]
    fn a_journal_that_ends_before_what_was_noted_is_told(at in any::<prop::sample::Index>()) {
        let (dir, _) = killed(false);
        let log = dir.path().join("log");
        let early = fs::metadata(dir.path().join("early/journal/00000000000000000000.journal")).unwrap().len();
        // The mark of the closed log is its last record.
        cut(&segment(&log), at.index(usize::try_from(early).unwrap() - 20) as u64);
        let error = SledLog::open(&log).map(drop).unwrap_err();
        prop_assert!(is_told(&error), "{error:?}");
        prop_assert!(all(&SledLog::open(dir.path().join("early")).unwrap()).unwrap().len() == EARLY);
    }
}
