//! Nothing is forgotten: every command is granted somewhere, and every refusal is given.

use std::collections::BTreeSet;
use std::fs;

use jiceng_domain::{Command, Event, Refusal};
use jiceng_testkit::every_command::{every_command, every_event};
use jiceng_testkit::fixtures::root;
use jiceng_testkit::recorder::Recorder;

#[test]
fn every_command_is_granted_once_and_adds_nothing_when_repeated() {
    let mut recorder = Recorder::default();
    let mut granted = BTreeSet::new();
    for wish in every_command() {
        let happened: Vec<_> = recorder.record(&wish).unwrap().iter().map(|e| e.fact.clone()).collect();
        assert_eq!(happened, wish.facts());
        granted.insert(wish.command.name());
        let withdraws = matches!(wish.command, Command::Retract { .. } | Command::Correct { .. });
        match recorder.record(&wish) {
            Ok(events) => assert!(events.is_empty() && !withdraws, "{wish:?}"),
            Err(Refusal::AlreadyWithdrawn { .. }) => assert!(withdraws, "{wish:?}"),
            Err(refusal) => panic!("{refusal}: {wish:?}"),
        }
    }
    assert_eq!(granted, Command::names().collect());
}

#[test]
fn the_history_of_every_command_holds_every_event() {
    let events: BTreeSet<&str> = every_event().events.iter().map(|e| e.fact.event.name()).collect();
    assert_eq!(events, Event::NAMES.iter().copied().collect());
}

#[test]
fn events_and_commands_are_named_once_and_in_one_order() {
    let commands: Vec<&str> = Command::names().collect();
    assert_eq!(commands.len(), Event::NAMES.len() + 1, "each event has a command, and a retraction two");
    for names in [commands.as_slice(), Event::NAMES, Refusal::CODES] {
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
    }
    for recorded in every_event().events {
        let event = recorded.fact.event;
        let at = Event::NAMES.iter().position(|name| *name == event.name()).unwrap();
        assert_eq!(event.command_name(), commands[at]);
    }
}

/// Each `refused` with a code in these tests asserts that the code was given, so the codes that
/// occur in them are the codes that are tested.
#[test]
fn every_refusal_is_given_in_some_test_of_the_domain() {
    let mut given = BTreeSet::new();
    let files = fs::read_dir(root().join("tests/suite/domain")).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let source = fs::read_to_string(file).unwrap();
        let codes = source.split(concat!(".refused", "(\"")).skip(1);
        given.extend(codes.filter_map(|rest| rest.split_once('"')).map(|(code, _)| code.to_owned()));
        let codes = source.split(concat!(".refused_", "saying(")).skip(1).map(str::trim_start);
        given.extend(codes.filter_map(|rest| rest.strip_prefix('"')?.split_once('"')).map(|(code, _)| code.to_owned()));
    }
    let all: BTreeSet<String> = Refusal::CODES.iter().map(|code| (*code).to_owned()).collect();
    let forgotten: Vec<_> = all.difference(&given).collect();
    let unknown: Vec<_> = given.difference(&all).collect();
    assert!(forgotten.is_empty(), "no test is refused with {forgotten:?}");
    assert!(unknown.is_empty(), "no refusal has the code {unknown:?}");
}
