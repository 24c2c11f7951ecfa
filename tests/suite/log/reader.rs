//! The reader in Python, written from `docs/format.md`, reads what this program reads.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jiceng_domain::person::PersonName;
use jiceng_domain::{Event, Position, Recorded};
use jiceng_log::{Commit, frame};
use jiceng_testkit::fixtures::root;
use serde_json::{Value, json};

use super::child;
use super::commits::{commit_of, count};
use super::golden::{GOLDEN, hex, version_of};
use super::samples::samples;

/// Each sample in a commit of its own, then all in one.
fn commits() -> Vec<Commit> {
    let facts: Vec<_> = samples().into_iter().map(|(_, fact)| fact).collect();
    let mut first = Position(1_000_000);
    let mut commits = Vec::new();
    let alone = facts.iter().map(|fact| vec![fact.clone()]);
    let together = facts.clone().into_iter().chain((0..300).map(count)).collect();
    for (n, facts) in (1..).zip(alone.chain([together])) {
        let mut commit = commit_of(n, facts).at(first);
        commit.recorded_at += jiff::SignedDuration::from_micros(123_450);
        first = commit.next();
        commits.push(commit);
    }
    commits
}

fn file_of(commits: &[Commit]) -> Vec<u8> {
    commits.iter().flat_map(|commit| frame::encode(commit).unwrap()).collect()
}

fn run(file: &Path) -> Output {
    Command::new("python3").arg(root().join("tests/reader.py")).arg(file).output().unwrap()
}

pub(super) fn said_of(bytes: &[u8]) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("frames");
    fs::write(&file, bytes).unwrap();
    run(&file)
}

/// An event as the reader prints it.
pub(super) fn expected(commit: &Commit, recorded: &Recorded) -> Value {
    let mut data = serde_json::to_value(&recorded.fact.event).unwrap();
    if let Event::PersonRegistered(event) = &recorded.fact.event {
        let PersonName::Sealed(sealed) = &event.name else { panic!("a name in the clear") };
        data["name"] = json!({ "sealed": hex(&sealed.0) });
    }
    json!({
        "position": recorded.position,
        "id": recorded.id,
        "recorded_at": format!("{:.6}", commit.recorded_at),
        "recorder": commit.recorder,
        "approver": commit.approver,
        "command": commit.command,
        "effective": recorded.fact.effective,
        "evidence": recorded.fact.evidence,
        "event": recorded.fact.event.name(),
        "data": data,
    })
}

/// Without what is left out of JSON when it is empty.
pub(super) fn without_empty(value: Value) -> Value {
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    if let Value::Object(fields) = value {
        let fields = fields.into_iter().filter(|(_, value)| !is_empty(value));
        fields.map(|(name, value)| (name, without_empty(value))).collect()
    } else if let Value::Array(values) = value {
        values.into_iter().map(without_empty).collect()
    } else {
        value
    }
}

#[test]
fn the_python_reader_gives_the_same_events() {
    if !child::succeeds("python3", &["--version"]) {
        return child::skip("python3 is not there");
    }
    let commits = commits();
    let output = said_of(&file_of(&commits));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    for commit in &commits {
        for recorded in commit.recorded() {
            let read = serde_json::from_str(lines.next().expect("an event")).unwrap();
            assert_eq!(without_empty(read), without_empty(expected(commit, &recorded)));
        }
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn the_python_reader_gives_the_same_events_of_old_versions() {
    if !child::succeeds("python3", &["--version"]) {
        return child::skip("python3 is not there");
    }
    let is_old = |label: &str, version| version < version_of(label.split('.').next().unwrap());
    let old: Vec<_> = GOLDEN.iter().filter(|((label, version), _)| is_old(label, *version)).collect();
    assert!(!old.is_empty());
    for ((label, version), bytes) in old {
        let output = said_of(bytes);
        assert!(output.status.success(), "{label} {version}: {}", String::from_utf8_lossy(&output.stderr));
        let read = serde_json::from_slice(&output.stdout).unwrap();
        let commit = frame::decode(Position(300), bytes).unwrap();
        let recorded = commit.recorded().next().unwrap();
        assert_eq!(without_empty(read), without_empty(expected(&commit, &recorded)), "{label} {version}");
    }
}

#[test]
fn the_python_reader_notices_what_is_wrong() {
    if !child::succeeds("python3", &["--version"]) {
        return child::skip("python3 is not there");
    }
    let commits = &commits()[..3];
    let bytes = file_of(commits);
    let mut flipped = bytes.clone();
    flipped[40] ^= 1;
    let gap = file_of(&[commits[0].clone(), commits[2].clone()]);
    for (bytes, said) in [
        (flipped.as_slice(), "behind position None: the checksum does not fit"),
        (&bytes[..bytes.len() - 1], "behind position 1000002: the file ends within a frame"),
        (&gap, "behind position 1000001: an event is at position 1000002"),
    ] {
        let output = said_of(bytes);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && message.trim_end().ends_with(said), "{message}");
    }
}
