//! The bytes of every event type, as they were when it was released.
//!
//! `fixtures/golden/frames.txt` has a line a sample: its label, and what it says as JSON. Below it
//! is a line for each version of the event type: the label, the version, and the frame of a commit
//! with the sample alone, in hexadecimal. A line stays for ever: what is written in another version
//! later gets another line. `JICENG_BLESS=1` writes the lines of today's versions, and is for new
//! ones: changing a line that was released breaks every registry there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use jiceng_domain::{Event, Position};
use jiceng_log::frame;
use jiceng_log::stored::TAGS;
use jiceng_testkit::fixtures::{fixture, root};

use super::commits::commit_of;
use super::samples::samples;

/// Label and version → frame.
pub(crate) type Lines = BTreeMap<(String, u8), Vec<u8>>;

const FILE: &str = "golden/frames.txt";

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The frames as they were released.
pub(crate) static GOLDEN: LazyLock<Lines> = LazyLock::new(|| {
    if std::env::var_os("JICENG_BLESS").is_some() {
        bless();
    }
    let lines = lines().into_iter().filter_map(|(label, rest)| {
        let (version, frame) = rest.split_once(' ').filter(|_| !rest.starts_with('{'))?;
        Some(((label, version.parse().unwrap()), bytes(frame)))
    });
    lines.collect()
});

/// Label → what the sample says.
pub(crate) static SAMPLES: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| lines().into_iter().filter(|(_, rest)| rest.starts_with('{')).collect());

fn text() -> String {
    fs::read_to_string(fixture(FILE)).unwrap()
}

/// Each line, as its label and what follows.
fn lines() -> Vec<(String, String)> {
    let text = text();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once(' ').map(|(label, rest)| (label.to_owned(), rest.to_owned())).unwrap()).collect()
}

pub(crate) fn version_of(event: &str) -> u8 {
    TAGS.iter().find(|tag| tag.name == event).unwrap().version
}

/// The samples as today's program writes them.
fn today() -> Lines {
    let frames = samples().into_iter().map(|(label, fact)| {
        let version = version_of(fact.event.name());
        let commit = commit_of(1, vec![fact]).at(Position(300));
        ((label.to_owned(), version), frame::encode(&commit).unwrap())
    });
    frames.collect()
}

fn bless() {
    let mut frames: BTreeMap<String, BTreeMap<u8, String>> = BTreeMap::new();
    for (label, rest) in lines() {
        if let Some((version, frame)) = rest.split_once(' ').filter(|_| !rest.starts_with('{')) {
            frames.entry(label).or_default().insert(version.parse().unwrap(), frame.to_owned());
        }
    }
    for ((label, version), frame) in today() {
        frames.entry(label).or_default().insert(version, hex(&frame));
    }
    let mut new: String = text().split_inclusive('\n').filter(|line| line.starts_with('#')).collect();
    for (label, told) in &*SAMPLES {
        writeln!(new, "{label} {told}").unwrap();
        for (version, frame) in &frames[label] {
            writeln!(new, "{label} {version} {frame}").unwrap();
        }
    }
    fs::write(fixture(FILE), new).unwrap();
}

#[test]
fn the_bytes_written_are_the_bytes_of_old() {
    for ((label, version), frame) in today() {
        let old = GOLDEN.get(&(label.clone(), version));
        let old = old.unwrap_or_else(|| panic!("no golden line for {label} {version}"));
        assert_eq!(hex(&frame), hex(old), "{label} is written in other bytes than before");
    }
}

#[test]
fn the_bytes_of_old_are_read_as_what_they_were() {
    let samples: BTreeMap<_, _> = samples().into_iter().collect();
    for ((label, version), frame) in &*GOLDEN {
        let read = frame::decode(Position(300), frame).unwrap_or_else(|error| panic!("{label} {version}: {error:?}"));
        let fact = samples.get(label.as_str()).unwrap_or_else(|| panic!("{label} {version} has lost its sample"));
        assert_eq!(read, commit_of(1, vec![fact.clone()]).at(Position(300)), "{label} {version}");
    }
}

#[test]
fn every_event_type_has_a_golden_line_for_each_of_its_versions() {
    let golden: BTreeSet<(String, u8)> =
        GOLDEN.keys().map(|(label, version)| (label.split('.').next().unwrap().to_owned(), *version)).collect();
    let expected = TAGS.iter().flat_map(|tag| (1..=tag.version).map(|version| (tag.name.to_owned(), version)));
    assert_eq!(golden, expected.collect());
}

/// A line's version stands in its frame too: lines of one label have other bytes each, and only the
/// newest those of today.
#[test]
fn a_golden_line_of_an_old_version_is_truly_old() {
    let mut seen: BTreeSet<(&str, &[u8])> = BTreeSet::new();
    for ((label, version), frame) in &*GOLDEN {
        assert!(seen.insert((label, frame)), "{label} {version} has the bytes of another version");
        let today = frame::encode(&frame::decode(Position(300), frame).unwrap()).unwrap() == *frame;
        let is_newest = *version == version_of(label.split('.').next().unwrap());
        assert_eq!(today, is_newest, "{label} {version}");
    }
}

#[test]
fn every_frame_version_has_a_golden_line() {
    let versions: BTreeSet<u8> = GOLDEN.values().map(|frame| frame[0]).collect();
    assert_eq!(versions, (1..=frame::VERSION).collect());
}

#[test]
fn every_event_type_has_one_tag_of_its_own() {
    let names: Vec<&str> = TAGS.iter().map(|tag| tag.name).collect();
    assert_eq!(names, Event::NAMES);
    let tags: BTreeSet<u16> = TAGS.iter().map(|tag| tag.tag).collect();
    assert_eq!(tags.len(), TAGS.len());
}

#[test]
fn the_page_on_the_format_has_every_event_type_and_its_example_is_golden() {
    let page = fs::read_to_string(root().join("docs/format.md")).unwrap();
    for tag in TAGS {
        let row = page.lines().find(|line| line.starts_with(&format!("| {} | `{}` |", tag.tag, tag.name)));
        let row = row.unwrap_or_else(|| panic!("{tag:?}"));
        let named = |version: u8| row.to_lowercase().contains(&format!("version {version}: "));
        assert!((1..=tag.version).all(|version| named(version) == (tag.version > 1)), "{row}");
        assert!(!named(tag.version + 1), "{row}");
    }
    let (_, example) = page.split_once("```text\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    // The bytes stand before two spaces and what they mean.
    let bytes = example.lines().filter_map(|line| line.trim_start().split("  ").next());
    let example: String = bytes.flat_map(str::chars).filter(|c| *c != ' ').collect();
    assert_eq!(example, hex(&GOLDEN[&("division_abolished".to_owned(), 1)]));
}
