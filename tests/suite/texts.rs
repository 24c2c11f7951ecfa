//! Words for people: both languages say everything, and what is printed can be read.

mod headings;
mod next_steps;
mod plurals;

use std::collections::BTreeSet;
use std::fmt::Debug;

use jiceng_answers::{AskError, FoundBy, Sought, Wanted};
use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::element::Standing;
use jiceng_core::domain::{Command, Event, Level};
use jiceng_core::projections::diff::ChangeKind;
use jiceng_core::projections::elections::held::RoundState;
use jiceng_core::projections::elections::office::OfficeState;
use jiceng_core::projections::elections::seats::{Left, Taken};
use jiceng_core::projections::explain::About;
use jiceng_core::projections::findings::{FindingCode, Severity};
use jiceng_core::projections::restatement::CellOutcome;
use jiceng_core::projections::{Certainty, Figure, Status};
use jiceng_texts::event_words::{self, EVENTS, EventWords};
use jiceng_texts::labels::{Labelled, Words, label, parse};
use jiceng_texts::{Lang, asking, events, findings};

/// Neither language is empty, and none repeats the other.
fn says_both(what: &str, zh: &str, en: &str) {
    assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{what}: “{zh}”, “{en}”");
    assert_ne!(zh, en, "{what}");
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(zh.contains(is_han) && !en.contains(is_han), "{what}: “{zh}”, “{en}”");
}

/// Each value of a list has both languages, stands there once, and is read as it is printed.
fn reads_what_it_prints<T: Labelled + Debug + PartialEq>() {
    let mut written = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for value in T::LIST.iter().copied() {
        let Words { zh, en } = value.words();
        says_both(value.code(), zh, en);
        assert_eq!([label(Lang::Zh, value), label(Lang::En, value)], [zh, en]);
        for (text, known) in [value.code(), zh, en].into_iter().zip(&mut written) {
            assert!(known.insert(text), "{text} stands twice");
            assert_eq!(parse(text), Some(value), "{text}");
            assert_eq!(parse(&format!(" {text}\u{200b} ")), Some(value), "{text}");
        }
        let wide: String = value.code().chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        assert_eq!(parse(&wide), Some(value), "{wide}");
    }
    assert_eq!([parse::<T>(""), parse::<T>("某")], [None, None]);
}

#[test]
fn every_closed_list_reads_what_it_prints_in_both_languages() {
    reads_what_it_prints::<About>();
    reads_what_it_prints::<Certainty>();
    reads_what_it_prints::<ChangeKind>();
    reads_what_it_prints::<Figure>();
    reads_what_it_prints::<FindingCode>();
    reads_what_it_prints::<FoundBy>();
    reads_what_it_prints::<Left>();
    reads_what_it_prints::<Level>();
    reads_what_it_prints::<OfficeState>();
    reads_what_it_prints::<RetractionReason>();
    reads_what_it_prints::<RoundState>();
    reads_what_it_prints::<SeatRole>();
    reads_what_it_prints::<Severity>();
    reads_what_it_prints::<Standing>();
    reads_what_it_prints::<Status>();
    reads_what_it_prints::<Taken>();
    reads_what_it_prints::<CellOutcome>();
}

#[test]
fn the_codes_of_what_is_stored_are_those_of_its_json() {
    for level in Level::LIST {
        assert_eq!(serde_json::to_value(level).unwrap(), level.as_str());
    }
    for reason in RetractionReason::LIST {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
    }
    for role in SeatRole::LIST {
        assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
    }
}

#[test]
fn every_event_and_every_command_is_named_in_both_languages() {
    let named: Vec<&str> = EVENTS.iter().map(|words| words.event).collect();
    let known: BTreeSet<&str> = Event::NAMES.iter().copied().collect();
    assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(named.len(), known.len(), "an event is named twice");
    for EventWords { event, happened: Words { zh, en }, .. } in EVENTS {
        says_both(event, zh, en);
        assert_eq!([events::name(Lang::Zh, event), events::name(Lang::En, event)], [*zh, *en]);
    }
    for command in Command::names() {
        says_both(command, event_words::about(Lang::Zh, command), event_words::about(Lang::En, command));
    }
    for (command, event) in Event::COMMANDS.iter().zip(Event::NAMES) {
        let words = &event_words::of(event).unwrap().command;
        assert_eq!(
            [event_words::about(Lang::Zh, command), event_words::about(Lang::En, command)],
            [words.zh, words.en]
        );
    }
}

#[test]
fn every_finding_says_in_both_languages_what_to_look_at_next() {
    for code in FindingCode::ALL {
        says_both(code.as_str(), findings::next(Lang::Zh, *code), findings::next(Lang::En, *code));
    }
}

/// What a question can fail with, and what was wanted: all in both languages.
#[test]
fn every_failure_of_a_question_is_told_in_both_languages() {
    for wanted in Wanted::ALL {
        says_both(&format!("{wanted:?}"), asking::wanted(Lang::Zh, wanted), asking::wanted(Lang::En, wanted).trim());
    }
    let sought = [
        Sought::Target,
        Sought::Issue,
        Sought::Person,
        Sought::Federation,
        Sought::FederationOfPlace,
        Sought::Sample,
        Sought::Standard,
        Sought::Event,
        Sought::Commit,
    ];
    for sought in sought {
        let error = AskError::not_found(sought, "X-1");
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| asking::what(lang, &error, None));
        says_both(&format!("{sought:?}"), &zh, &en);
        // The step is a code of its own, and no part of what happened.
        assert!(error.next_step().is_some() && !zh.contains("jiceng") && !en.contains("jiceng"), "{zh} {en}");
        let told = asking::asked(Lang::En, &error, None);
        assert!(told.starts_with(&en) && told.contains("jiceng"), "{told}");
    }
}
