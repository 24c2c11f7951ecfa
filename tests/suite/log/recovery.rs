//! A log whose files were damaged, cut or taken away: what is in the store or in the journal is not
//! lost.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use jiceng_log::{Commit, EventLog as _, JournalReader, LogError, Recovered, SledLog, rescue, seal};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::commits::{all, fill};
use super::damage::{any_damage, spoil};

const SIZES: [u32; 12] = [1, 2, 300, 1, 1, 40, 7, 1, 900, 2, 1, 3];

/// A log that was closed, and its commits.
fn written() -> (TempDir, Vec<Commit>) {
    let dir = tempfile::tempdir().unwrap();
    let commits = fill(&SledLog::create(dir.path()).unwrap(), 1, &SIZES);
    (dir, commits)
}

fn journal_file(dir: &Path) -> PathBuf {
    let mut files: Vec<PathBuf> = fs::read_dir(dir.join("journal")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "one segment");
    files.remove(0)
}

fn store_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "lock");
    files.map(|entry| entry.path()).collect()
}

fn remove_store(dir: &Path) {
    for path in store_files(dir) {
        fs::remove_file(path).unwrap();
    }
}

/// Opens the log, which must be whole, verify, and take more commits that are there the next time.
fn opened_whole(dir: &Path, commits: &[Commit]) -> Recovered {
    let log = SledLog::open(dir).unwrap();
    assert_eq!(all(&log).unwrap(), commits);
    assert_eq!(log.verify().unwrap().commits, commits.len() as u64);
    let recovered = log.recovered().clone();
    let more = fill(&log, commits.len() as u64 + 1, &[2]);
    drop(log);
    let log = SledLog::open(dir).unwrap();
    assert_eq!(all(&log).unwrap(), [commits, &more].concat());
    assert_eq!(*log.recovered(), Recovered::default(), "nothing is left to mend");
    recovered
}

#[test]
fn what_was_closed_in_order_needs_no_mending() {
    let (dir, commits) = written();
    assert_eq!(opened_whole(dir.path(), &commits), Recovered::default());
}

#[test]
fn a_log_without_its_store_is_made_anew_from_the_journal() {
    let (dir, commits) = written();
    remove_store(dir.path());
    let events = commits.last().unwrap().next().0;
    assert_eq!(opened_whole(dir.path(), &commits), Recovered { store_lacked: events, ..Recovered::default() });
}

/// Logs of the first days had no journal.
#[test]
fn a_log_without_a_journal_gets_one() {
    let (dir, commits) = written();
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    let events = commits.last().unwrap().next().0;
    assert_eq!(opened_whole(dir.path(), &commits), Recovered { journal_lacked: events, ..Recovered::default() });
}

#[test]
fn a_journal_cut_anywhere_in_its_last_append_is_completed_from_the_store() {
    let (dir, commits) = written();
    let path = journal_file(dir.path());
    let whole = fs::read(&path).unwrap();
    // Behind it only the mark that it is on the disk.
    let mark = whole.windows(4).rposition(|window| window == b"JREC").unwrap();
    assert_eq!(whole.len() - mark, 20);
    let last = whole[..mark].windows(4).rposition(|window| window == b"JREC").unwrap();
    for length in [last, last + 3, last + 20, last + 40, mark - 1] {
        let dir = copy(dir.path());
        fs::write(journal_file(dir.path()), &whole[..length]).unwrap();
        let torn_bytes = (length - last) as u64;
        let mut recovered = opened_whole(dir.path(), &commits);
        // What is cut off is kept.
        assert_eq!(recovered.set_aside.take().is_some(), torn_bytes > 0);
        assert_eq!(recovered, Recovered { journal_lacked: 3, torn_bytes, ..Recovered::default() });
    }
}

#[test]
fn damage_in_the_middle_of_the_journal_is_mended_from_the_store_and_the_old_file_kept() {
    let (dir, commits) = written();
    let path = journal_file(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&path, &bytes).unwrap();
    let aside = opened_whole(dir.path(), &commits).set_aside.unwrap();
    assert_eq!(fs::read(aside.join(path.file_name().unwrap())).unwrap(), bytes);
}

/// The journal is read when many commits are; a sound store must not be kept from them by it.
#[test]
fn where_the_journal_is_damaged_meanwhile_the_store_hands_the_commits_over() {
    let (dir, commits) = written();
    let log = SledLog::open(dir.path()).unwrap();
    let path = journal_file(dir.path());
    let sound = fs::read(&path).unwrap();
    for at in (0..sound.len()).step_by(1 + sound.len() / 50) {
        let mut damaged = sound.clone();
        damaged[at] ^= 0xff;
        fs::write(&path, &damaged).unwrap();
        let mut handed = Vec::new();
        let take = &mut |commit| {
            handed.push(commit);
            ControlFlow::Continue(())
        };
        log.each_commit(Position(0), take).unwrap();
        assert_eq!(handed, commits, "damaged at {at}");
    }
}

#[test]
fn a_journal_damaged_in_the_middle_without_a_store_is_an_error_that_names_the_place() {
    let (dir, commits) = written();
    let path = journal_file(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let records: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"JREC")).collect();
    // The first marks the beginning of the file.
    bytes[records[5] + 30] ^= 1;
    fs::write(&path, &bytes).unwrap();
    remove_store(dir.path());
    let refused = SledLog::open(dir.path()).err().unwrap();
    let LogError::JournalDamaged { offset, position, .. } = refused else { panic!("{refused:?}") };
    assert_eq!((offset, position), (records[5] as u64, commits[4].first));
}

/// Reading ended there, as it does at a torn end, and whoever read took what came before for all.
#[test]
fn damage_that_comes_while_the_journal_is_read_is_an_error_that_names_the_place() {
    let (dir, commits) = written();
    let reader = JournalReader::open(dir.path()).unwrap();
    let path = journal_file(dir.path());
    let sound = fs::read(&path).unwrap();
    let records: Vec<usize> = (0..sound.len()).filter(|at| sound[*at..].starts_with(b"JREC")).collect();
    for (n, at) in records[1..=commits.len()].iter().enumerate() {
        for spoiled in [0, 4, 8, 16, 30] {
            let mut damaged = sound.clone();
            damaged[at + spoiled] ^= 1;
            fs::write(&path, damaged).unwrap();
            let mut read = 0;
            let refused = reader.read(Position(0), &mut |_| {
                read += 1;
                Ok(())
            });
            let Err(LogError::JournalDamaged { path: found, offset, position }) = refused else {
                panic!("record {n}, byte {spoiled}: {refused:?}")
            };
            assert_eq!((found, offset, position, read), (path.clone(), *at as u64, commits[n].first, n));
        }
    }
    // Nor is one that ends before it did when the reader was opened.
    fs::write(&path, &sound[..records[4]]).unwrap();
    let refused = reader.read(Position(0), &mut |_| Ok(()));
    assert!(
        matches!(refused, Err(LogError::Shorter { head, reached, .. }) if head == commits[3].first && reached == reader.head()),
        "{refused:?}"
    );
}

/// A journal of which somebody made a file of terabytes, next to nothing of which is there, and one
/// full of what could be the beginning of a record.
#[test]
fn a_journal_that_is_long_for_nothing_is_refused_or_mended_in_proportion_to_what_is_there() {
    for has_store in [true, false] {
        let (dir, commits) = written();
        fs::File::options().write(true).open(journal_file(dir.path())).unwrap().set_len(1 << 42).unwrap();
        if has_store {
            assert!(opened_whole(dir.path(), &commits).set_aside.is_some());
            continue;
        }
        remove_store(dir.path());
        let refused = SledLog::open(dir.path()).err().unwrap();
        assert!(matches!(refused, LogError::JournalDamaged { .. }), "{refused:?}");
        assert!(JournalReader::open(dir.path()).is_err());
        let (to, behind) = (dir.path().join("new"), dir.path().join("behind"));
        assert_eq!(rescue(dir.path(), &to, &behind, false).unwrap().commits, commits.len() as u64);
    }
    let (dir, commits) = written();
    let mut bytes = fs::read(journal_file(dir.path())).unwrap();
    let mark = [b"JREC".as_slice(), &(1_u32 << 20).to_be_bytes(), &[1, 0, 0, 8]].concat();
    bytes.extend(mark.iter().cycle().take(4 << 20));
    fs::write(journal_file(dir.path()), &bytes).unwrap();
    let recovered = opened_whole(dir.path(), &commits);
    assert_eq!(recovered.torn_bytes, 4 << 20);
    let (to, behind) = (dir.path().join("new"), dir.path().join("behind"));
    assert_eq!(rescue(dir.path(), &to, &behind, false).unwrap().commits, commits.len() as u64 + 1);
}

#[test]
fn a_journal_of_another_log_is_an_error() {
    let ((dir, _), other) = (written(), tempfile::tempdir().unwrap());
    fill(&SledLog::create(other.path()).unwrap(), 50, &SIZES);
    fs::copy(journal_file(other.path()), journal_file(dir.path())).unwrap();
    let refused = SledLog::open(dir.path()).err().unwrap();
    assert!(matches!(refused, LogError::JournalDiffers { .. }), "{refused:?}");
}

/// Copies the files of one log's store into the directory of another.
fn put_store(from: &Path, to: &Path) {
    let is_of_store = |path: &PathBuf| !path.ends_with("reached");
    store_files(to).iter().filter(|path| is_of_store(path)).for_each(|path| fs::remove_file(path).unwrap());
    for path in store_files(from).iter().filter(|path| is_of_store(path)) {
        fs::copy(path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// Where a commit of the other began exactly at the end of the journal, all of them were taken.
#[test]
fn a_store_of_another_log_does_not_lengthen_a_journal() {
    let pairs: [(&str, &[u32], &[u32]); 4] = [
        ("boundary", &[1; 6], &[6, 1, 1, 1, 1]),
        ("far", &[1, 3000, 1, 1, 1], &[3004, 1, 1, 1, 1]),
        ("empty", &[], &[6, 1, 1, 1, 1]),
        ("copy that went on", &[1; 6], &[1; 4]),
    ];
    for (name, own, others) in pairs {
        for sealed in [false, true] {
            let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let (a, b) = (dir.path().join("log"), other.path().join("log"));
            let commits = fill(&SledLog::create(&a).unwrap(), 1, own);
            if name == "copy that went on" {
                fs::create_dir(&b).unwrap();
                copy_into(&a, &b);
                fill(&SledLog::open(&b).unwrap(), own.len() as u64 + 1, others);
            } else {
                let sealing = usize::from(sealed);
                fill(&SledLog::create(&b).unwrap(), 50, &others[..sealing]);
                if sealed {
                    seal(&b, 0, &mut |_, _| ()).unwrap();
                }
                fill(&SledLog::open(&b).unwrap(), 50 + sealing as u64, &others[sealing..]);
            }
            if sealed {
                seal(&a, 0, &mut |_, _| ()).unwrap();
            }
            put_store(&b, &a);
            let (new, behind) = (dir.path().join("new"), dir.path().join("behind"));
            let rescued = rescue(&a, &new, &behind, false).unwrap();
            assert!(rescued.left_aside > 0, "{name}, sealed {sealed}: {rescued:?}");
            assert_eq!(all(&SledLog::open(&new).unwrap()).unwrap(), commits, "{name}, sealed {sealed}");
            let recovered = opened_whole(&a, &commits);
            assert!(recovered.set_aside.is_some(), "{name}, sealed {sealed}: {recovered:?}");
            assert_eq!(recovered.journal_lacked, 0, "{name}, sealed {sealed}");
        }
    }
}

/// Nothing says where the log ended, but the store has not what the journal has before its end.
#[test]
fn without_a_note_too_a_store_without_the_last_commit_does_not_lengthen_a_journal() {
    for sealed in [false, true] {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (a, b) = (dir.path(), other.path());
        let commits = fill(&SledLog::create(a).unwrap(), 1, &[1; 6]);
        fill(&SledLog::create(b).unwrap(), 50, &[6, 1, 1, 1, 1]);
        if sealed {
            seal(a, 0, &mut |_, _| ()).unwrap();
            // A segment behind it is closed in order.
            fill(&SledLog::open(a).unwrap(), 7, &[]);
        }
        put_store(b, a);
        fs::remove_file(a.join("reached")).unwrap();
        match SledLog::open(a) {
            Ok(log) => {
                assert_eq!(all(&log).unwrap(), commits, "sealed {sealed}");
                assert!(log.recovered().set_aside.is_some());
            }
            Err(error) => assert!(sealed && matches!(error, LogError::Shorter { .. }), "{error:?}"),
        }
    }
}

/// There was nothing to hold it against but the note.
#[test]
fn without_a_journal_the_store_of_another_log_is_not_taken_where_it_is_longer_than_was_noted() {
    for (others, is_emptied) in [([6_u32, 1, 1, 1], false), ([1, 1, 1, 4000], true), ([3, 4, 1, 1], false)] {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let a = dir.path().join("log");
        fill(&SledLog::create(&a).unwrap(), 1, &[1; 6]);
        fill(&SledLog::create(other.path()).unwrap(), 50, &others);
        put_store(other.path(), &a);
        fs::remove_dir_all(a.join("journal")).unwrap();
        if is_emptied {
            fs::create_dir(a.join("journal")).unwrap();
        }
        for _ in 0..2 {
            let refused = SledLog::open(&a).err().unwrap();
            assert!(matches!(refused, LogError::OtherStore { position: Position(6), .. }), "{refused:?}");
            assert!(!fs::read_dir(a.join("journal")).is_ok_and(|mut entries| entries.next().is_some()));
        }
        let (new, behind) = (dir.path().join("new"), dir.path().join("behind"));
        let rescued = rescue(&a, &new, &behind, false).unwrap();
        assert!(rescued.left_aside > 0 && rescued.head <= Position(6), "{rescued:?}");
    }
}

/// What is sound in the journal was set aside with it, and the other log taken in its place.
#[test]
fn a_store_of_another_log_does_not_take_the_place_of_a_damaged_journal() {
    let (dir, _) = written();
    let other = tempfile::tempdir().unwrap();
    fill(&SledLog::create(other.path()).unwrap(), 50, &[3000, 1, 1]);
    let path = journal_file(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&path, &bytes).unwrap();
    put_store(other.path(), dir.path());
    let refused = SledLog::open(dir.path()).err().unwrap();
    assert!(matches!(refused, LogError::JournalDamaged { .. } | LogError::JournalDiffers { .. }), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_long_journal_goes_on_in_another_file_and_is_read_across_them() {
    let dir = tempfile::tempdir().unwrap();
    let log = SledLog::create(dir.path()).unwrap();
    let mut head = log.head().unwrap();
    let mut n = 0;
    // 16 MiB a file.
    while fs::read_dir(dir.path().join("journal")).unwrap().count() < 2 {
        let commits: Vec<_> = (0..40)
            .map(|_| {
                n += 1;
                super::commits::commit(n, 700)
            })
            .collect();
        head = log.append(head, &commits).unwrap();
    }
    assert_eq!(log.verify().unwrap().events, head.0);
    drop(log);
    remove_store(dir.path());
    let log = SledLog::open(dir.path()).unwrap();
    assert_eq!((log.head().unwrap(), log.recovered().store_lacked), (head, head.0));
    assert_eq!(log.verify().unwrap().commits, n);
}

fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    copy_into(from, to.path());
    to
}

fn copy_into(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_into(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(8), ..ProptestConfig::default() })]

    /// sled took such damages for the torn end of a crash, and the log came back shorter, even
    /// empty.
    #[test]
    fn damage_in_the_store_loses_nothing(which in any::<Index>(), at in any::<Index>(), damage in any_damage()) {
        let (dir, commits) = written();
        let files = store_files(dir.path());
        spoil(&files[which.index(files.len())], at, &damage);
        let log = SledLog::open(dir.path()).unwrap();
        match log.verify() {
            Ok(verified) => {
                prop_assert_eq!(verified.commits, commits.len() as u64);
                prop_assert_eq!(all(&log).unwrap(), commits);
            }
            // sled noticed nothing when it opened; the frame tells.
            Err(LogError::Corrupt { .. } | LogError::Frame { .. } | LogError::Storage { .. } | LogError::Gap { .. } | LogError::JournalDiffers { .. }) => {}
            Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
        }
    }

    #[test]
    fn damage_in_the_journal_loses_nothing(at in any::<Index>(), damage in any_damage()) {
        let (dir, commits) = written();
        spoil(&journal_file(dir.path()), at, &damage);
        let log = SledLog::open(dir.path()).unwrap();
        prop_assert_eq!(all(&log).unwrap(), commits);
        log.verify().unwrap();
    }

    /// Where the mark behind the last append is gone too, it cannot be told from one that was never
    /// acknowledged.
    #[test]
    fn a_damaged_journal_alone_gives_a_beginning_or_an_error(at in any::<Index>(), damage in any_damage()) {
        let (dir, commits) = written();
        remove_store(dir.path());
        spoil(&journal_file(dir.path()), at, &damage);
        match SledLog::open(dir.path()) {
            Ok(log) => prop_assert!(commits.starts_with(&all(&log).unwrap())),
            Err(error) => prop_assert!(matches!(error, LogError::JournalDamaged { .. } | LogError::Shorter { .. }), "{:?}", error),
        }
        prop_assert!(commits.last().unwrap().next() > Position(0));
    }
}
