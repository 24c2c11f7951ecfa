//! A log that is sealed is the log that it was.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use jiceng_domain::Position;
use jiceng_log::{Commit, EventLog, JournalReader, LogError, Recovered, SledLog, rescue, seal};
use proptest::prelude::*;
use tempfile::TempDir;

use super::child;
use super::commits::{all, fill};

const SIZES: [u32; 9] = [1, 2, 300, 1, 1, 40, 7, 900, 3];

fn sealed() -> (TempDir, Vec<Commit>) {
    let dir = tempfile::tempdir().unwrap();
    let commits = fill(&SledLog::create(dir.path()).unwrap(), 1, &SIZES);
    let sealing = seal(dir.path(), 0, &mut |_, _| ()).unwrap();
    assert_eq!((sealing.commits, sealing.sealed), (SIZES.len() as u64, sealing.head));
    (dir, commits)
}

fn file(dir: &Path, extension: &str) -> PathBuf {
    let entries = fs::read_dir(dir.join("journal")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.filter(|path| path.extension().unwrap() == extension).collect();
    assert_eq!(found.len(), 1, "{extension}");
    found.remove(0)
}

fn remove_store(dir: &Path) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && !path.ends_with("lock") {
            fs::remove_file(path).unwrap();
        }
    }
}

fn journal(dir: &Path, from: Position) -> Vec<(Position, Vec<u8>)> {
    let mut frames = Vec::new();
    JournalReader::open(dir)
        .unwrap()
        .read(from, &mut |frame| {
            frames.push((frame.first, frame.bytes.to_vec()));
            Ok(())
        })
        .unwrap();
    frames
}

/// Both logs answer the same.
fn same(log: &SledLog, other: &SledLog) {
    let head = other.head().unwrap();
    assert_eq!(log.head().unwrap(), head);
    assert_eq!(log.tree_head_at(head).unwrap(), other.tree_head_at(head).unwrap());
    assert_eq!(log.commit_count().unwrap(), other.commit_count().unwrap());
    assert_eq!(log.last_recorded_at().unwrap(), other.last_recorded_at().unwrap());
    let frames = |log: &SledLog, from| log.frames(from).collect::<Result<Vec<_>, _>>().unwrap();
    let commits = all(other).unwrap();
    for commit in &commits {
        for at in [commit.first, Position(commit.next().0 - 1)] {
            assert_eq!(frames(log, at), frames(other, at), "from {at}");
            assert_eq!(log.commit_at(at).unwrap().as_ref(), Some(commit));
        }
        assert_eq!(log.commit(commit.id).unwrap().as_ref(), Some(commit));
        let recorded_at = commit.recorded_at;
        assert_eq!(log.known_at(recorded_at).unwrap(), other.known_at(recorded_at).unwrap());
    }
    assert_eq!(all(log).unwrap(), commits);
    assert_eq!(log.tree_heads_of_frames(&[commits.len() as u64]).unwrap(), [Some(other.tree_head_at(head).unwrap())]);
    assert_eq!(log.verify().unwrap(), other.verify().unwrap());
}

/// What happens to a log between two openings.
#[derive(Clone, Debug)]
enum Step {
    Append(Vec<u32>),
    Seal,
    LoseStore,
    Reopen,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec(prop_oneof![8 => 1_u32..20, 1 => 300_u32..900], 1..12).prop_map(Step::Append),
        3 => Just(Step::Seal),
        1 => Just(Step::LoseStore),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_log_that_is_sealed_now_and_then_is_the_log_that_never_was(steps in prop::collection::vec(any_step(), 1..8)) {
        let (dir, other_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let other = SledLog::create(other_dir.path()).unwrap();
        drop(SledLog::create(dir.path()).unwrap());
        let mut next = 1;
        for step in steps {
            match step {
                Step::Append(sizes) => {
                    let log = SledLog::open(dir.path()).unwrap();
                    prop_assert_eq!(fill(&log, next, &sizes), fill(&other, next, &sizes));
                    next += sizes.len() as u64;
                }
                Step::Seal => {
                    let sealing = seal(dir.path(), 0, &mut |_, _| ()).unwrap();
                    prop_assert_eq!(sealing.sealed, other.head().unwrap());
                    prop_assert_eq!(seal(dir.path(), 0, &mut |_, _| ()).unwrap().commits, 0, "nothing is left");
                }
                Step::LoseStore => remove_store(dir.path()),
                Step::Reopen => drop(SledLog::open(dir.path()).unwrap()),
            }
            let frames: Vec<_> = other.frames(Position(0)).collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(journal(dir.path(), Position(0)), frames.clone());
            let middle = frames.get(frames.len() / 2).map_or(Position(0), |frame| frame.0);
            prop_assert_eq!(journal(dir.path(), middle), &frames[frames.len() / 2..]);
        }
        same(&SledLog::open(dir.path()).unwrap(), &other);
    }
}

#[test]
fn a_spoiled_byte_of_a_sealed_segment_is_told_and_repair_saves_the_other_blocks() {
    let (dir, commits) = sealed();
    let path = file(dir.path(), "sealed");
    let sound = fs::read(&path).unwrap();
    for at in (0..sound.len()).step_by(sound.len() / 97) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x55;
        fs::write(&path, bytes).unwrap();
        let refused = match SledLog::open(dir.path()) {
            Ok(log) => log.verify().map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(matches!(refused, Err(LogError::SealedDamaged { .. })), "byte {at}: {refused:?}");
        let to = tempfile::tempdir().unwrap();
        let rescued = rescue(dir.path(), &to.path().join("new"), &to.path().join("behind"), false).unwrap();
        assert!(!rescued.unsound.is_empty(), "byte {at}");
        let saved = rescued.commits + rescued.behind.iter().map(|part| part.commits).sum::<u64>();
        assert_eq!(saved == commits.len() as u64, rescued.lost.is_empty(), "byte {at}");
        let log = SledLog::open(to.path().join("new")).unwrap();
        assert_eq!(all(&log).unwrap(), commits[..usize::try_from(rescued.commits).unwrap()]);
    }
    fs::write(&path, &sound).unwrap();
    assert_eq!(all(&SledLog::open(dir.path()).unwrap()).unwrap(), commits);
}

/// Its index would begin at byte 0, and take as much memory as the file is said to be long.
#[test]
fn a_sealed_segment_that_is_long_for_nothing_is_refused_and_what_is_there_rescued() {
    let (dir, commits) = sealed();
    fs::File::options().write(true).open(file(dir.path(), "sealed")).unwrap().set_len(1 << 42).unwrap();
    assert!(matches!(SledLog::open(dir.path()), Err(LogError::SealedDamaged { .. })));
    let to = tempfile::tempdir().unwrap();
    let rescued = rescue(dir.path(), &to.path().join("new"), &to.path().join("behind"), false).unwrap();
    assert_eq!(rescued.commits, commits.len() as u64);
}

#[test]
fn the_sealed_part_does_not_depend_on_the_open_segment_or_on_the_store() {
    let (dir, commits) = sealed();
    fs::remove_file(file(dir.path(), "journal")).unwrap();
    assert_eq!(all(&SledLog::open(dir.path()).unwrap()).unwrap(), commits);
    remove_store(dir.path());
    let log = SledLog::open(dir.path()).unwrap();
    assert_eq!(all(&log).unwrap(), commits);
    log.verify().unwrap();
    drop(log);
    assert_eq!(*SledLog::open(dir.path()).unwrap().recovered(), Recovered::default());
}

/// The child says how many commits it has appended; then it seals them, and is killed somewhere in
/// that or in what comes next.
#[test]
fn a_log_whose_sealing_is_killed_is_whole_and_the_next_run_goes_on() {
    let kills = ProptestConfig::default().cases.div_ceil(10);
    let (mut in_part, mut whole) = (0, 0);
    for kill in 0..kills {
        let dir = tempfile::tempdir().unwrap();
        drop(SledLog::create(dir.path()).unwrap());
        let mut child = child::running("log::seal::in_a_child_a_log_is_appended_to_and_sealed", dir.path(), &[]);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut said = lines.by_ref().filter_map(|line| line.strip_prefix("appended ")?.parse::<usize>().ok());
        let appended = said.nth(usize::try_from(kill % 3).unwrap()).expect("the child goes on for ever");
        thread::sleep(Duration::from_millis(u64::from(kill * 7 % 60)));
        child.kill().unwrap();
        child.wait().unwrap();
        let appended = lines.filter_map(|line| line.strip_prefix("appended ")?.parse().ok()).last().unwrap_or(appended);
        let commits = {
            let log = SledLog::open(dir.path()).unwrap();
            log.verify().unwrap();
            all(&log).unwrap()
        };
        assert!(commits.len() >= appended, "{} of {appended}", commits.len());
        let other_dir = tempfile::tempdir().unwrap();
        let other = SledLog::create(other_dir.path()).unwrap();
        fill(&other, 1, &sizes(commits.len()));
        let sealing = seal(dir.path(), 0, &mut |_, _| ()).unwrap();
        assert_eq!(sealing.sealed, sealing.head);
        if sealing.commits > 0 {
            in_part += 1;
        } else {
            whole += 1;
        }
        assert!(sealing.bytes_after < 2_000_000, "{sealing:?}");
        same(&SledLog::open(dir.path()).unwrap(), &other);
    }
    assert!(kills < 10 || in_part > 0 && whole + in_part == kills);
}

fn sizes(commits: usize) -> Vec<u32> {
    (0..u32::try_from(commits).unwrap()).map(|n| if n % 40 == 7 { 700 } else { 1 + n % 5 }).collect()
}

#[test]
fn in_a_child_a_log_is_appended_to_and_sealed() {
    let Some(dir) = child::directory() else { return };
    let mut commits = 0;
    loop {
        let log = SledLog::open(&dir).unwrap();
        let before = commits;
        commits += 60;
        fill(&log, before as u64 + 1, &sizes(commits)[before..]);
        drop(log);
        let mut out = std::io::stdout().lock();
        out.write_all(format!("\nappended {commits}\n").as_bytes()).unwrap();
        out.flush().unwrap();
        drop(out);
        seal(&dir, 0, &mut |_, _| ()).unwrap();
    }
}
