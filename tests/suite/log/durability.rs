//! What is acknowledged is on the disk: seen from outside, by what the process asks of the system
//! and by what is left when it is killed.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use jiceng_domain::Position;
use jiceng_log::{EventLog as _, SledLog};

use super::child;
use super::commits::{all, commit};

const KILLS: u64 = 6;
const TRACED_COMMITS: usize = 20;

#[test]
fn a_writer_that_is_killed_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    drop(SledLog::create(dir.path()).unwrap());
    for kill in 1..=KILLS {
        let mut child = child::running("log::durability::in_a_child_commits_are_appended_for_ever", dir.path(), &[]);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut heads = lines.by_ref().filter_map(|line| acknowledged(&line));
        let mut head = heads.nth(usize::try_from(kill * 13).unwrap()).expect("the child appends for ever");
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

/// Only an fdatasync of the journal promises anything across a power cut (`docs/decisions`). Taking it out
/// lets every other test of appending pass.
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
        let mut out = std::io::stdout().lock();
        out.write_all(format!("\nacknowledged {head}\n").as_bytes()).unwrap();
        out.flush().unwrap();
    }
}

fn acknowledged(line: &str) -> Option<Position> {
    line.strip_prefix("acknowledged ")?.parse().ok().map(Position)
}

/// Small ones and large ones.
fn events_of(n: u64) -> u32 {
    if n % 7 == 3 { 700 } else { 2 }
}
