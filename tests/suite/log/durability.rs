//! What is acknowledged is on the disk: seen from outside, by what the process asks of the system
//! and by what is left when it is killed.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use jiceng_domain::Position;
use jiceng_log::{EventLog as _, LogError, SledLog};
use proptest::test_runner::Config as ProptestConfig;

use super::child;
use super::commits::{all, commit};

const TRACED_COMMITS: usize = 20;

/// 26 by default, 300 where 3,000 cases are asked for.
fn kills() -> u64 {
    u64::from(ProptestConfig::default().cases.div_ceil(10))
}

#[test]
fn a_writer_that_is_killed_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    drop(SledLog::create(dir.path()).unwrap());
    for kill in 1..=kills() {
        let mut child = child::running("log::durability::in_a_child_commits_are_appended_for_ever", dir.path(), &[]);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut heads = lines.by_ref().filter_map(|line| acknowledged(&line));
        let mut head = heads.nth(usize::try_from(kill % 7 * 13).unwrap()).expect("the child appends for ever");
        child.kill().unwrap();
        head = heads.last().unwrap_or(head);
        child.wait().unwrap();

        let log = SledLog::open(dir.path()).unwrap();
        let found = all(&log).unwrap();
        assert!(log.head().unwrap() >= head, "{} after {head} was acknowledged", log.head().unwrap());
        for (n, found) in (0..).zip(&found) {
            assert_eq!(*found, commit(n, events_of(n)).at(found.first));
        }
        assert_eq!(log.verify().unwrap().commits, found.len() as u64);
    }
}

#[test]
fn in_a_child_commits_are_appended_for_ever() {
    let Some(dir) = child::directory() else { return };
    append(&dir, u64::MAX);
}

/// Only an fdatasync of the journal promises anything across a power cut (`docs/decisions`). Taking
/// it out lets every other test of appending pass.
#[test]
fn each_commit_is_synced_to_the_disk_before_it_is_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let trace = dir.path().join("trace");
    let strace = ["strace", "-f", "-y", "-e", "trace=fdatasync,write", "-o", trace.to_str().unwrap()];
    if !child::succeeds(strace[0], &[&strace[1..], &["true"]].concat()) {
        return child::skip("strace is not there, or may not trace");
    }
    let log = dir.path().join("log");
    drop(SledLog::create(&log).unwrap());
    let by = strace.map(OsStr::new);
    let child = child::running("log::durability::in_a_child_some_commits_are_appended", &log, &by).output().unwrap();
    assert!(child.status.success(), "{child:?}");

    let mut synced = false;
    let mut seen = 0;
    for line in fs::read_to_string(&trace).unwrap().lines() {
        if line.contains("fdatasync(") && line.contains("/log/journal/") {
            synced = true;
        } else if line.contains("acknowledged ") {
            assert!(synced, "acknowledged without a sync before it: {line}");
            (synced, seen) = (false, seen + 1);
        }
    }
    assert_eq!(seen, TRACED_COMMITS);
}

/// An fsync that failed is not asked again as if nothing had happened: what the system has dropped
/// stays lost.
#[test]
fn when_a_sync_fails_the_log_takes_no_more_and_has_what_was_acknowledged() {
    for failing in ["1", "2", "5", "11"] {
        let dir = tempfile::tempdir().unwrap();
        let inject = format!("inject=fdatasync:error=EIO:when={failing}");
        let strace = ["strace", "-f", "-e", "trace=fdatasync", "-e", &inject, "-o", "/dev/null"];
        if !child::succeeds(strace[0], &[&strace[1..], &["true"]].concat()) {
            return child::skip("strace is not there, or may not make calls fail");
        }
        drop(SledLog::create(dir.path()).unwrap());
        let by = strace.map(OsStr::new);
        let child = child::running("log::durability::in_a_child_a_sync_fails", dir.path(), &by).output().unwrap();
        assert!(child.status.success(), "{failing}: {child:?}");
        let said = String::from_utf8(child.stdout).unwrap();
        let head = said.lines().filter_map(acknowledged).next_back().unwrap_or_default();
        let log = SledLog::open(dir.path()).unwrap();
        assert!(log.head().unwrap() >= head);
        log.verify().unwrap();
    }
}

#[test]
fn in_a_child_a_sync_fails() {
    let Some(dir) = child::directory() else { return };
    // Opening syncs too, and says so when that fails.
    let log = match SledLog::open(&dir) {
        Ok(log) => log,
        Err(LogError::NotDurable { source, .. }) => {
            return assert!(source.to_string().contains("os error 5"), "{source}");
        }
        Err(error) => panic!("{error:?}"),
    };
    let failure = loop {
        let head = log.head().unwrap();
        let n = log.commits(Position(0)).count() as u64;
        match log.append(head, &[commit(n, 2)]) {
            Ok(head) => say(head),
            Err(failure) => break failure,
        }
    };
    assert!(format!("{failure:?}").contains("Input/output error"), "{failure:?}");
    let read = log.commits(Position(0)).count();
    for _ in 0..3 {
        let refused = log.append(log.head().unwrap(), &[commit(999, 1)]).unwrap_err();
        assert!(matches!(&refused, LogError::ReadOnly { reason, .. } if reason.contains("os error 5")), "{refused:?}");
    }
    assert_eq!(log.commits(Position(0)).count(), read, "what was read stays readable");
}

#[test]
fn in_a_child_some_commits_are_appended() {
    let Some(dir) = child::directory() else { return };
    append(&dir, TRACED_COMMITS as u64);
}

/// Appends so many commits, and says of each when it is acknowledged.
fn append(dir: &Path, commits: u64) {
    let log = SledLog::open(dir).unwrap();
    let mut head = log.head().unwrap();
    let from = log.commits(Position(0)).count() as u64;
    for n in from..from.saturating_add(commits) {
        head = log.append(head, &[commit(n, events_of(n))]).unwrap();
        say(head);
    }
}

fn say(head: Position) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\nacknowledged {head}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn acknowledged(line: &str) -> Option<Position> {
    line.strip_prefix("acknowledged ")?.parse().ok().map(Position)
}

/// Small ones and large ones.
fn events_of(n: u64) -> u32 {
    if n % 7 == 3 { 700 } else { 2 }
}
