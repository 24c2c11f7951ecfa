//! Importing a file again, whatever was recorded since and whoever has which code by now.

use std::collections::BTreeSet;

use jiceng_core::domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_core::domain::division::DivisionRenamed;
use jiceng_core::domain::{Command, CommitId, Event, Fact, PartialDate, Position, Recorded, Wish};
use jiceng_core::{FactFate, Question, Registry};
use jiceng_exchange::{Import, ImportReport, request_from_json};
use jiceng_testkit::every_command::every_event;
use jiceng_testkit::generate::{History, any_history};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, event_id, fold};
use jiceng_testkit::world::{
    COMMUNITY, FREE_CODE, SECOND_COMMUNITY, SECOND_SITE, SECOND_TOWNSHIP, SITE, THIRD_COMMUNITY, TOWNSHIP, small_world,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::exchange::rows::line_of;

/// A wish, and the identity of its commit by which others name it.
type Row = (Wish, CommitId);

fn commit(number: u64) -> CommitId {
    event_id(number, 0).commit
}

/// The wishes of a history, each with the identity under which the history has its events.
fn rows_of(history: &History) -> Vec<Row> {
    let mut recorder = Recorder::default();
    let wishes = history.wishes.iter();
    let made = wishes.filter_map(|wish| Some((wish.clone(), recorder.record(wish).ok()?.first()?.id.commit)));
    made.collect()
}

/// What is withdrawn, corrected or stated otherwise names a row by how far it stands behind it.
#[derive(Clone, Debug)]
enum Draft {
    Fact(PartialDate, Event),
    Retract(Index),
    Correct(Index, PartialDate, Event),
    Disagree(Index, PartialDate, Event),
    /// What another row says, once more; or, of a new division and of a site's new name, by another
    /// command.
    Repeat(Index),
}

const CODES: [&str; 6] = [COMMUNITY, SECOND_COMMUNITY, FREE_CODE, "450224100008", "450224101001", THIRD_COMMUNITY];
const DATES: [&str; 6] = ["2018-03-31", "2018-06-30", "2018-06-30", "2018-10-31", "2018", "2018-06"];
const SITES: [&str; 2] = [SITE, SECOND_SITE];

fn a_code() -> impl Strategy<Value = &'static str> {
    select(&CODES[..])
}

fn a_date() -> impl Strategy<Value = PartialDate> {
    select(&DATES[..]).prop_map(text)
}

fn a_place() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => a_code(), 1 => select(&SITES[..])]
}

/// Codes that change hands, on few days, and what is said of who has them.
fn an_event() -> impl Strategy<Value = Event> {
    let kind = || select(&[WOMENS_HOME, CHILDRENS_HOME][..]);
    let name = || select(&["甲社区", "乙社区"][..]);
    let federations = || select(&["f1", "f2", "f3"][..]);
    prop_oneof![
        8 => (a_code(), a_code()).prop_map(|(from, to)| division_recoded(from, to).into()),
        2 => (a_code(), name()).prop_map(|(code, name)| division(code, name).into()),
        2 => (a_code(), name()).prop_map(|(code, name)| division_renamed(code, name).into()),
        2 => (a_code(), a_code()).prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        1 => (a_code(), a_code(), a_code()).prop_map(|(a, b, into)| divisions_merged(&[a, b], into).into()),
        2 => (a_code(), a_code(), name(), any::<bool>()).prop_map(|(from, into, name, continues)| {
            let mut split = division_split(from, &[(into, name)]);
            split.continues = continues;
            split.into()
        }),
        1 => (a_code(), a_code()).prop_map(|(from, to)| division_moved(from, SECOND_TOWNSHIP, Some(to)).into()),
        1 => (a_code(), a_code()).prop_map(|(from, to)| division_moved(from, TOWNSHIP, Some(to)).into()),
        2 => a_code().prop_map(|code| division_abolished(code).into()),
        1 => (select(&SITES[..]), a_code(), name()).prop_map(|(site, code, name)| site_became_community(site, code, name).into()),
        1 => (select(&SITES[..]), name()).prop_map(|(site, name)| site_renamed(site, name).into()),
        6 => (a_place(), kind()).prop_map(|(place, kind)| element(place, kind).into()),
        3 => (a_place(), kind(), any::<bool>()).prop_map(|(place, kind, passed)| inspected(place, kind, passed).into()),
        2 => (a_place(), kind()).prop_map(|(place, kind)| suspended(place, kind).into()),
        2 => (a_place(), kind()).prop_map(|(place, kind)| resumed(place, kind).into()),
        2 => (a_place(), kind()).prop_map(|(place, kind)| closed(place, kind).into()),
        4 => (a_place(), 1..3_u32).prop_map(|(place, people)| population(place, people * 400).into()),
        3 => (a_place(), a_place(), kind()).prop_map(|(place, from, kind)| sharing(place, from, &[kind]).into()),
        2 => (a_place(), a_place()).prop_map(|(place, from)| sharing(place, from, &[WOMENS_HOME, CHILDRENS_HOME]).into()),
        2 => (a_place(), a_place(), kind()).prop_map(|(place, from, kind)| sharing_ended(place, from, &[kind]).into()),
        3 => (federations(), a_place()).prop_map(|(id, place)| federation(id, place).into()),
        1 => federations().prop_map(|id| federation_dissolved(id).into()),
        1 => (federations(), federations()).prop_map(|(from, into)| federations_merged(&[from], into).into()),
        1 => a_place().prop_map(|place| recommended("d1", "reform_demonstration", place).into()),
        1 => a_place().prop_map(|place| granted("d1", "reform_demonstration", place).into()),
        1 => a_place().prop_map(|place| institution("i1", "marriage_mediation", place).into()),
        1 => a_place().prop_map(|place| issue("r1", place).into()),
        1 => a_code().prop_map(|code| target("t1", code, 3).into()),
    ]
}

fn a_draft() -> impl Strategy<Value = Draft> {
    prop_oneof![
        16 => (a_date(), an_event()).prop_map(|(date, event)| Draft::Fact(date, event)).boxed(),
        3 => any::<Index>().prop_map(Draft::Retract).boxed(),
        2 => (any::<Index>(), a_date(), an_event()).prop_map(|(of, date, event)| Draft::Correct(of, date, event)).boxed(),
        2 => (any::<Index>(), a_date(), an_event())
            .prop_map(|(of, date, event)| Draft::Disagree(of, date, event))
            .boxed(),
        4 => any::<Index>().prop_map(Draft::Repeat).boxed(),
    ]
}

/// Rows of which the registry takes what it can.
fn any_rows_of_codes() -> impl Strategy<Value = Vec<Row>> {
    vec(a_draft(), 1..60).prop_map(|drafts| {
        let mut wishes = small_world();
        for draft in drafts {
            // The world is seldom meant.
            let from = small_world().len().min(wishes.len() - 1);
            let named = |index: Index| event_id(1 + (from + index.index(wishes.len() - from)) as u64, 0);
            let made = match draft {
                Draft::Fact(date, event) => vec![wish(date, event)],
                Draft::Retract(of) => vec![retraction_of(named(of))],
                Draft::Correct(of, date, event) => vec![correction_of(named(of), wish(date, event))],
                Draft::Repeat(of) => in_other_words(of.get(&wishes[from..])),
                Draft::Disagree(of, date, event) => {
                    vec![disagreement_with(named(of), by_evidence("minutes", wish(date, event)))]
                }
            };
            wishes.extend(made);
        }
        (1..).zip(wishes).map(|(number, wish)| (wish, commit(number))).collect()
    })
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others are said in one way")]
fn in_other_words(said: &Wish) -> Vec<Wish> {
    let Command::Record(event) = &said.command else { return vec![said.clone()] };
    match event {
        Event::DivisionSplit(split) => split.into.iter().map(|new| wish(said.effective, new.clone())).collect(),
        Event::RelocationSiteRenamed(renamed) => {
            let of = |code: &str| DivisionRenamed { code: text(code), name: renamed.name.clone() };
            CODES.iter().map(|code| wish(said.effective, of(code))).collect()
        }
        _ => vec![said.clone()],
    }
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    prop_oneof![2 => any_rows_of_codes().boxed(), 1 => any_history().prop_map(|history| rows_of(&history)).boxed()]
}

/// The lines of rows: with an identity where another row needs it, and where a bit is set.
fn lines_of(rows: &[Row], identified: u64) -> Vec<String> {
    let named: BTreeSet<CommitId> =
        rows.iter().filter_map(|(wish, _)| wish.command.original()).map(|event| event.commit).collect();
    let lines = rows.iter().enumerate().map(|(n, (wish, commit))| {
        let is_identified = named.contains(commit) || identified >> (n % 64) & 1 == 1;
        line_of(wish, is_identified.then_some(*commit))
    });
    lines.collect()
}

fn import(registry: &Registry, lines: &[String], how: &Import) -> ImportReport {
    let how = Import { recorder: Some(text("示例")), ..how.clone() };
    how.run(registry, &mut lines.concat().as_bytes(), &mut |_, _| {}).unwrap()
}

fn skipping() -> Import {
    Import { skip_bad: true, ..Import::default() }
}

/// Imports what the registry takes of these lines, and says which those are.
fn taken(registry: &Registry, lines: &[String]) -> Vec<String> {
    let report = import(registry, lines, &skipping());
    let bad: BTreeSet<u64> = report.bad.iter().map(|bad| bad.line).collect();
    (1..).zip(lines).filter(|(line, _)| !bad.contains(line)).map(|(_, line)| line.clone()).collect()
}

fn facts_of(line: &str) -> Vec<Fact> {
    request_from_json(line, Some(&text("示例"))).unwrap().wish.facts()
}

/// The lines, from 1, of whose facts none in the log stands, withdrawn or its name erased; and
/// those of them of which none was so taken away by another of the lines. The first have the lines
/// too whose fact is in no event of its own.
fn gone(registry: &Registry, lines: &[String]) -> (BTreeSet<u64>, BTreeSet<u64>) {
    let mut watch = registry.watch(Position(0));
    let mut log = Vec::new();
    while let Some(commit) = watch.next_within(std::time::Duration::ZERO).unwrap() {
        log.extend(commit.recorded());
    }
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let own: Vec<Fact> = lines.iter().flat_map(|line| facts_of(line)).collect();
    // Where what a fact says was taken away, each time that it is recorded; none where it stands.
    let ends = |asked: &Fact| -> Vec<Option<&Fact>> {
        if let Event::PersonRegistered(registered) = &asked.event {
            let erases = |e: &Event| matches!(e, Event::PersonErased(e) if e.person == registered.person);
            if let Some(erasure) = log.iter().find(|e| erases(&e.fact.event)) {
                return vec![Some(&erasure.fact)];
            }
        }
        let says = |recorded: &Fact| match (&recorded.event, &asked.event) {
            (Event::PersonRegistered(one), Event::PersonRegistered(other)) => one.person == other.person,
            _ => recorded == asked,
        };
        let withdrawn = |position: Position| view.facts().withdrawn(position);
        let end = |position| withdrawn(position).map(|by| &log[usize::try_from(by.0).unwrap()].fact);
        log.iter().filter(|e| says(&e.fact)).map(|e| end(e.position)).collect()
    };
    let (mut gone, mut by_others) = (BTreeSet::new(), BTreeSet::new());
    for (number, line) in (1..).zip(lines) {
        let ends = ends(facts_of(line).last().unwrap());
        if ends.iter().all(Option::is_some) {
            gone.insert(number);
            if !ends.is_empty() && !ends.iter().flatten().any(|end| own.contains(end)) {
                by_others.insert(number);
            }
        }
    }
    (gone, by_others)
}

proptest! {
    #[test]
    fn a_file_imported_again_adds_nothing_and_is_not_refused(
        rows in any_rows(),
        cut in any::<Index>(),
        identified in any::<u64>(),
        shuffled in any::<u64>(),
    ) {
        let registry = Registry::in_memory();
        let mut lines = lines_of(&rows, identified);
        let since = lines.split_off(cut.index(lines.len() + 1));
        let good = taken(&registry, &lines);
        taken(&registry, &since);
        let head = registry.head().unwrap();
        let again = import(&registry, &good, &Import::default());
        let told = |report: &ImportReport| report.bad.iter().map(|bad| format!("{} {}", good[usize::try_from(bad.line - 1).unwrap()], bad.problem)).collect::<Vec<_>>();
        prop_assert!(again.bad.is_empty(), "{:?}", told(&again));
        prop_assert_eq!((again.events, again.already_true, again.head), (0, good.len() as u64, head));
        let listed: BTreeSet<u64> = again.since.iter().map(|row| row.line).collect();
        let (gone, by_others) = gone(&registry, &good);
        prop_assert!(by_others.is_subset(&listed), "{:?} {:?}", by_others, again.since);
        prop_assert!(listed.is_subset(&gone), "{:?} {:?}", gone, again.since);
        for row in &again.since {
            let view = registry.view(Question::default()).unwrap().locked().unwrap();
            let fact = facts_of(&good[usize::try_from(row.line - 1).unwrap()]).len() as u64 - 1;
            let is_so = match row.since {
                FactFate::Withdrawn { by } | FactFate::Corrected { by, .. } => view.facts().withdrawn(row.recorded.plus(fact)) == Some(by),
                FactFate::Erased { .. } => true,
            };
            prop_assert!(is_so, "{:?}", row);
        }
        // In any other order, and each row alone.
        let mut others = good.clone();
        others.sort_by_key(|line| line.bytes().fold(shuffled, |hash, byte| hash.rotate_left(5) ^ u64::from(byte)));
        let again = import(&registry, &others, &Import::default());
        prop_assert!(again.bad.is_empty() && again.events == 0);
        for line in &good {
            let again = import(&registry, std::slice::from_ref(line), &Import::default());
            prop_assert!(again.bad.is_empty() && again.events == 0, "{} {:?}", line, again);
        }
    }
}

/// Each change of every plain event is found where it is recorded, and nothing of another date.
fn every_event_is_found(log: &[Recorded]) {
    let facts = fold(log);
    for recorded in log {
        let Fact { event, effective, .. } = &recorded.fact;
        let lists = event.recorded_at(&facts, *effective);
        assert_eq!(lists.is_empty(), event.original().is_some(), "{event:?}");
        for list in lists {
            assert!(list.contains(&recorded.position), "{recorded:?} in {list:?}");
            for position in list {
                let found = &log[usize::try_from(position.0).unwrap()].fact;
                let is_person = matches!(event, Event::PersonRegistered(_) | Event::CatalogueEntryAdded(_));
                assert!(found.effective == *effective || is_person, "{recorded:?} at {position}");
            }
        }
    }
}

#[test]
fn every_kind_of_event_is_found_where_it_is_recorded() {
    every_event_is_found(&every_event().events);
}

proptest! {
    #[test]
    fn what_is_recorded_is_found_whoever_has_its_code_by_now(history in any_history()) {
        every_event_is_found(history.log());
    }
}
