//! A log that is damaged in store and journal: everything sound comes out, the rest is named.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use jiceng_log::{Commit, LogError, Rescued, SledLog, frame, rescue};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::commits::{all, fill};
use super::holes::fifo;

const SIZES: [u32; 9] = [1, 2, 300, 1, 1, 40, 7, 2, 3];

fn written() -> (TempDir, Vec<Commit>) {
    let dir = tempfile::tempdir().unwrap();
    let commits = fill(&SledLog::create(dir.path().join("log")).unwrap(), 1, &SIZES);
    (dir, commits)
}

fn journal(dir: &Path) -> PathBuf {
    dir.join("log/journal/00000000000000000000.journal")
}

fn without_store(dir: &Path) {
    for entry in fs::read_dir(dir.join("log")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && !path.ends_with("lock") {
            fs::remove_file(path).unwrap();
        }
    }
}

/// Where the frame of a commit lies in the journal.
fn range(bytes: &[u8], commit: &Commit) -> Range<usize> {
    let frame = frame::encode(commit).unwrap();
    let from = bytes.windows(frame.len()).position(|window| window == frame).unwrap();
    from..from + frame.len()
}

/// Spoils the frames of some commits in the journal.
fn spoil(dir: &Path, commits: &[&Commit]) {
    let mut bytes = fs::read(journal(dir)).unwrap();
    for commit in commits {
        let range = range(&bytes, commit);
        bytes[range.start + range.len() / 2] ^= 0x55;
    }
    fs::write(journal(dir), bytes).unwrap();
}

fn rescued(dir: &Path, close_gaps: bool) -> (Rescued, Vec<Commit>) {
    let to = dir.join("new");
    let rescued = rescue(&dir.join("log"), &to, &dir.join("behind"), close_gaps).unwrap();
    let commits = all(&SledLog::open(&to).unwrap()).unwrap();
    (rescued, commits)
}

/// The names and contents of all files.
fn snapshot(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { snapshot(&path) } else { vec![(path.clone(), fs::read(&path).unwrap())] })
        .collect();
    files.sort();
    files
}

#[test]
fn a_sound_log_comes_out_as_it_is_and_is_not_touched() {
    let (dir, commits) = written();
    let before = snapshot(&dir.path().join("log"));
    let (rescued, found) = rescued(dir.path(), false);
    assert_eq!(found, commits);
    assert_eq!((rescued.commits, rescued.lost, rescued.behind, rescued.unsound), (9, vec![], vec![], vec![]));
    assert_eq!(snapshot(&dir.path().join("log")), before);
    assert!(!dir.path().join("new/copy-of-store").exists());
}

#[test]
fn what_is_spoiled_in_one_of_the_two_is_taken_from_the_other() {
    let (dir, commits) = written();
    spoil(dir.path(), &[&commits[2], &commits[5]]);
    let (rescued, found) = rescued(dir.path(), false);
    assert_eq!(found, commits);
    assert!(rescued.lost.is_empty());
    assert_eq!(rescued.unsound.len(), 2, "{rescued:?}");
    let (dir, commits) = written();
    fs::write(dir.path().join("log/db"), b"text").unwrap();
    assert_eq!(self::rescued(dir.path(), false).1, commits);
}

#[test]
fn what_is_spoiled_in_both_is_named_and_what_lies_behind_is_kept() {
    let (dir, commits) = written();
    without_store(dir.path());
    spoil(dir.path(), &[&commits[2], &commits[5]]);
    let (rescued, found) = rescued(dir.path(), false);
    assert_eq!(found, commits[..2]);
    let span = |n: usize| (commits[n].first, commits[n].next());
    assert_eq!(rescued.lost, [span(2), span(5)]);
    let kept: Vec<Vec<u8>> = rescued.behind.iter().map(|part| fs::read(&part.path).unwrap()).collect();
    let frames = |range: Range<usize>| -> Vec<u8> {
        commits[range].iter().flat_map(|commit| frame::encode(commit).unwrap()).collect()
    };
    assert_eq!(kept, [frames(3..5), frames(6..9)]);
    assert_eq!(rescued.behind.iter().map(|part| part.commits).collect::<Vec<_>>(), [2, 3]);
}

/// A log of which only the marks of the records were spoiled came back empty.
#[test]
fn where_only_the_marks_of_the_records_are_spoiled_every_commit_comes_out() {
    let (dir, commits) = written();
    without_store(dir.path());
    let mut bytes = fs::read(journal(dir.path())).unwrap();
    let marks: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"JREC")).collect();
    marks.into_iter().for_each(|at| bytes[at] ^= 1);
    fs::write(journal(dir.path()), &bytes).unwrap();
    for _ in 0..2 {
        let refused = SledLog::open(dir.path().join("log")).err().unwrap();
        assert!(matches!(refused, LogError::JournalDamaged { position: Position(0), .. }), "{refused:?}");
    }
    assert_eq!(fs::read(journal(dir.path())).unwrap(), bytes);
    let (rescued, found) = rescued(dir.path(), false);
    assert_eq!(found, commits);
    assert!(rescued.lost.is_empty() && rescued.behind.is_empty(), "{rescued:?}");
}

/// What was cut off the journal, because it was no record and the store did not have it.
#[test]
fn what_opening_has_set_aside_is_rescued_where_the_log_has_not_gone_on_since() {
    for goes_on in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let log = SledLog::create(dir.path().join("log")).unwrap();
        let commits = fill(&log, 1, &[1, 2, 3]);
        // As a kill leaves it.
        let killed = tempfile::tempdir().unwrap();
        fs::create_dir_all(killed.path().join("log/journal")).unwrap();
        fs::copy(journal(dir.path()), journal(killed.path())).unwrap();
        let mut bytes = fs::read(journal(killed.path())).unwrap();
        let last = bytes.windows(4).rposition(|window| window == b"JREC").unwrap();
        bytes[last] ^= 1;
        fs::write(journal(killed.path()), bytes).unwrap();
        let log = SledLog::open(killed.path().join("log")).unwrap();
        assert_eq!(all(&log).unwrap(), commits[..2]);
        assert!(log.recovered().set_aside.is_some());
        let more = if goes_on { fill(&log, 7, &[3, 1]) } else { Vec::new() };
        drop(log);
        let (_, found) = rescued(killed.path(), false);
        assert_eq!(found, if goes_on { [&commits[..2], &more].concat() } else { commits });
    }
}

#[test]
fn gaps_are_closed_where_that_is_wished() {
    let (dir, commits) = written();
    without_store(dir.path());
    spoil(dir.path(), &[&commits[0], &commits[5]]);
    let (rescued, found) = rescued(dir.path(), true);
    let sound: Vec<&Commit> = commits[1..5].iter().chain(&commits[6..]).collect();
    assert_eq!(found.len(), sound.len());
    for (found, sound) in found.iter().zip(&sound) {
        assert_eq!((found.id, found.recorded_at, &found.facts), (sound.id, sound.recorded_at, &sound.facts));
    }
    assert_eq!(rescued.behind[0].moved_to, Some(Position(0)));
    assert_eq!(rescued.behind[1].moved_to, Some(Position(commits[4].next().0 - 1)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(8), ..ProptestConfig::default() })]

    /// Each commit whose frame was not touched comes out, in place or behind what is lost; no other
    /// does.
    #[test]
    fn everything_sound_comes_out(at in any::<Index>(), bytes in prop::collection::vec(any::<u8>(), 1..400)) {
        let (dir, commits) = written();
        without_store(dir.path());
        let whole = fs::read(journal(dir.path())).unwrap();
        let mut spoiled = whole.clone();
        let at = at.index(whole.len());
        spoiled.iter_mut().skip(at).zip(&bytes).for_each(|(place, byte)| *place ^= byte);
        fs::write(journal(dir.path()), &spoiled).unwrap();
        let is_sound = |commit: &&Commit| {
            let range = range(&whole, commit);
            whole[range.clone()] == spoiled[range]
        };
        let sound: Vec<Commit> = commits.iter().filter(is_sound).cloned().collect();
        let (rescued, found) = rescued(dir.path(), true);
        let ids = |commits: &[Commit]| commits.iter().map(|commit| commit.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(&found), ids(&sound));
        prop_assert_eq!(rescued.commits, sound.len() as u64);
    }
}

/// Nothing came out at all, and nothing said why.
#[test]
fn the_store_of_another_log_is_left_aside() {
    for is_longer in [false, true] {
        let (dir, commits) = written();
        let other = tempfile::tempdir().unwrap();
        let sizes = if is_longer { [5; 100].as_slice() } else { &[4, 1, 9] };
        fill(&SledLog::create(other.path().join("log")).unwrap(), 500, sizes);
        without_store(dir.path());
        for name in ["db", "conf"] {
            fs::copy(other.path().join("log").join(name), dir.path().join("log").join(name)).unwrap();
        }
        let (rescued, found) = rescued(dir.path(), false);
        assert_eq!((found, rescued.lost.len(), rescued.behind.len()), (commits, 0, 0), "{is_longer}");
        assert_eq!(rescued.left_aside, sizes.len() as u64);
        assert!(rescued.unsound.iter().any(|told| told.contains("from position 0 on")), "{:?}", rescued.unsound);
    }
}

/// What both have is the same up to somewhere: nothing of the store comes behind that.
#[test]
fn a_store_that_went_another_way_is_left_aside_from_there_on() {
    let other = tempfile::tempdir().unwrap();
    fill(&SledLog::create(other.path().join("log")).unwrap(), 1, &SIZES[..4]);
    fill(&SledLog::open(other.path().join("log")).unwrap(), 700, &[2; 40]);
    let (dir, commits) = written();
    without_store(dir.path());
    for name in ["db", "conf"] {
        fs::copy(other.path().join("log").join(name), dir.path().join("log").join(name)).unwrap();
    }
    spoil(dir.path(), &[&commits[1]]);
    let (rescued, found) = rescued(dir.path(), false);
    assert_eq!((found, rescued.left_aside), (commits, 40), "{:?}", rescued.unsound);
}

/// A segment in the place of which there is something else.
#[test]
fn segments_that_cannot_be_read_are_told_and_the_rest_is_rescued() {
    for harm in ["a directory", "a link to nothing", "a pipe"] {
        for has_store in [true, false] {
            let (dir, commits) = written();
            let late = dir.path().join("log/journal/00000000000000009999.journal");
            match harm {
                "a directory" => fs::create_dir(&late).unwrap(),
                "a pipe" => fifo(&late),
                _ => std::os::unix::fs::symlink("nowhere", &late).unwrap(),
            }
            if has_store {
                // The one segment there is goes, and the store has all.
                let segment = journal(dir.path());
                fs::remove_file(&segment).unwrap();
                fs::create_dir(&segment).unwrap();
            } else {
                without_store(dir.path());
            }
            assert!(SledLog::open(dir.path().join("log")).is_err(), "{harm}");
            let (rescued, found) = rescued(dir.path(), false);
            assert_eq!(found, commits, "{harm}");
            assert!(rescued.unsound.iter().any(|told| told.starts_with("journal/0000")), "{:?}", rescued.unsound);
        }
    }
}
