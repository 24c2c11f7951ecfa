//! Registries of released formats, as they lay on disk: `fixtures/logs/`. They open for ever.
//!
//! Each is opened as a copy, checked against the frames and events that were frozen beside it, and
//! goes on: one more commit, and it opens again.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::{NameShown, Question, Registry};
use jiceng_domain::Position;
use jiceng_exchange::{frames, request_from_json};
use jiceng_log::tree::{Tree, TreeHead};
use jiceng_log::{Commit, EventLog as _, SledLog, frame};
use jiceng_testkit::fixtures::fixture;
use jiceng_testkit::make::text;
use serde_json::Value;
use tempfile::TempDir;

use super::reader::{expected, said_of, without_empty};
use super::{child, golden};

/// A row that any of the registries takes.
const ONE_MORE: &str = r#"{"recorder":"示例：融安县妇联","effective":"2021-01-04","command":"count_population","place":"450224100001","people":1520}"#;

/// The directories below `fixtures/logs/` that are numbered by their format.
fn frozen() -> Vec<PathBuf> {
    let entries = fs::read_dir(fixture("logs")).unwrap().map(|entry| entry.unwrap().path());
    let is_numbered = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().parse::<u32>().is_ok();
    let mut found: Vec<PathBuf> = entries.filter(is_numbered).collect();
    found.sort();
    assert!(!found.is_empty(), "no frozen registry");
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn copy_of(frozen: &Path) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("registry");
    copy(&frozen.join("registry"), &data);
    (dir, data)
}

/// The frames of a file of frames, and the commits in them.
fn split(mut bytes: &[u8]) -> Vec<(Commit, &[u8])> {
    let (mut frames, mut next) = (Vec::new(), Position(0));
    while !bytes.is_empty() {
        let (frame, rest) = bytes.split_at(frame::length(next, bytes).unwrap());
        let commit = frame::decode(next, frame).unwrap();
        next = commit.next();
        frames.push((commit, frame));
        bytes = rest;
    }
    frames
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| without_empty(serde_json::from_str(line).unwrap())).collect()
}

/// The events of a log, as the reader in Python prints them.
fn events(log: &SledLog) -> Vec<Value> {
    let commits: Vec<_> = log.commits(Position(0)).map(Result::unwrap).collect();
    let of = |commit: &Commit| commit.recorded().map(|event| expected(commit, &event)).collect::<Vec<_>>();
    commits.iter().flat_map(of).map(without_empty).collect()
}

#[test]
fn a_frozen_log_has_the_frames_and_the_events_that_it_had() {
    for frozen in frozen() {
        let (_dir, data) = copy_of(&frozen);
        let log = SledLog::open(data.join("log")).unwrap();
        let verified = log.verify().unwrap();
        let bytes = fs::read(frozen.join("frames")).unwrap();
        let mut tree = Tree::new();
        for (_, frame) in split(&bytes) {
            tree.push(frame);
        }
        // The root of the tree is of the bytes as they are stored: none of them is another.
        assert_eq!(log.tree_head_at(Position(u64::MAX)).unwrap(), TreeHead::of(Position(verified.events), &tree));
        assert_eq!(verified.commits, tree.leaves());
        // And so they are handed out.
        let mut exported = Vec::new();
        frames::export(&data, Position(0), &mut exported).unwrap();
        assert_eq!(exported, bytes);
        let frozen_events = lines(&fs::read_to_string(frozen.join("events.jsonl")).unwrap());
        for (ours, frozen) in events(&log).iter().zip(&frozen_events) {
            assert_eq!(ours, frozen);
        }
        assert_eq!(verified.events, frozen_events.len() as u64);
    }
}

#[test]
fn a_frozen_registry_verifies_shows_its_names_and_goes_on() {
    for frozen in frozen() {
        let (_dir, data) = copy_of(&frozen);
        let registry = Registry::open(&data).unwrap();
        let before = registry.verify(&mut |_| {}).unwrap();
        assert!(before.projections_agree);
        let shown =
            |person: &str| registry.view(Question::default()).unwrap().locked().unwrap().person(&text(person)).unwrap();
        assert_eq!(shown("P001"), NameShown::Name("示例人员甲".to_owned()));
        assert_eq!(shown("P003"), NameShown::Erased);
        let receipt = registry.record(&request_from_json(ONE_MORE, None).unwrap()).unwrap();
        drop(registry);

        let registry = Registry::open(&data).unwrap();
        let after = registry.verify(&mut |_| {}).unwrap();
        assert!(after.projections_agree);
        assert_eq!((after.log.commits, after.log.events), (before.log.commits + 1, before.log.events + 1));
        drop(registry);
        let log = SledLog::open(data.join("log")).unwrap();
        assert_eq!(log.commit_at(Position(before.log.events)).unwrap().unwrap().id, receipt.commit);
        let frozen_events = lines(&fs::read_to_string(frozen.join("events.jsonl")).unwrap());
        assert_eq!(events(&log)[..frozen_events.len()], frozen_events);
    }
}

#[test]
fn the_python_reader_reads_frozen_frames() {
    if !child::succeeds("python3", &["--version"]) {
        return child::skip("python3 is not there");
    }
    for frozen in frozen() {
        let output = said_of(&fs::read(frozen.join("frames")).unwrap());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), fs::read_to_string(frozen.join("events.jsonl")).unwrap());
    }
}

/// A registry is worth freezing for what is in it.
#[test]
fn the_frozen_registry_of_format_1_has_old_versions_new_ones_and_every_event_type() {
    let bytes = fs::read(fixture("logs/1/frames")).unwrap();
    let frames = split(&bytes);
    let versions: Vec<u8> = frames.iter().map(|(_, frame)| frame[0]).collect();
    assert!(versions.contains(&1) && versions.contains(&2));
    // A frame with an event in an old version is written in other bytes today.
    let is_old = |(commit, bytes): &&(Commit, &[u8])| frame::encode(commit).unwrap() != **bytes;
    assert!(frames.iter().filter(is_old).count() >= 3);
    let text = fs::read_to_string(fixture("logs/1/events.jsonl")).unwrap();
    let lines = lines(&text);
    let named = |name: &str| lines.iter().any(|line| line["event"] == name);
    // Events that came after it.
    let newer = ["division_converted"];
    for tag in jiceng_log::stored::TAGS.iter().filter(|tag| !newer.contains(&tag.name)) {
        assert!(named(tag.name), "no {}", tag.name);
    }
    assert!(!golden::hex(&bytes).contains(&golden::hex("示例人员".as_bytes())));
}
