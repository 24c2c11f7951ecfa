//! The generators reach what the laws speak of: a law over empty histories says nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Event};
use jiceng_testkit::answers::some_days_of;
use jiceng_testkit::generate::{History, any_history, any_history_of_sharing, any_untangled_history, every_event};
use jiceng_testkit::world::small_world;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;

const SAMPLES: usize = 300;

fn sample<S: Strategy<Value = History>>(strategy: S) -> Vec<History> {
    let mut runner = TestRunner::deterministic();
    (0..SAMPLES).map(|_| strategy.new_tree(&mut runner).expect("a history").current()).collect()
}

fn counts(histories: &[History]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for recorded in histories.iter().flat_map(|h| h.log().iter().skip(small_world().len())) {
        *counts.entry(recorded.fact.event.name()).or_default() += 1;
    }
    counts
}

#[test]
fn there_is_a_generator_for_every_event() {
    let mut runner = TestRunner::deterministic();
    let names: Vec<&str> = every_event().iter().map(|s| s.new_tree(&mut runner).unwrap().current().name()).collect();
    assert_eq!(names, Event::NAMES);
}

#[test]
fn histories_reach_every_event_and_are_not_short() {
    let histories = sample(any_history());
    let counts = counts(&histories);
    let reached: BTreeSet<&str> = counts.keys().copied().collect();
    let missing: Vec<&&str> = Event::NAMES.iter().filter(|name| !reached.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?} of {counts:?}");
    let total: usize = counts.values().sum();
    assert!(total / SAMPLES >= 10, "{} events a history", total / SAMPLES);
}

#[test]
fn untangled_histories_are_not_short() {
    let histories = sample(any_untangled_history());
    let counts = counts(&histories);
    let total: usize = counts.values().sum();
    assert!(total / SAMPLES >= 8, "{} events a history", total / SAMPLES);
    assert!(!counts.contains_key("event_retracted"));
}

#[test]
fn some_facts_are_recorded_late() {
    let is_late =
        |history: &History| history.log().windows(2).any(|w| w[1].fact.effective.last() < w[0].fact.effective.first());
    let late = sample(any_history()).iter().filter(|h| is_late(h)).count();
    assert!(late > SAMPLES / 2, "{late} of {SAMPLES}");
}

/// On a sixth of the days, a neighbour's home serves a place that has none.
#[test]
fn histories_of_sharing_are_about_what_one_place_has_and_another_uses() {
    let (mut days, mut served) = (0, 0);
    for history in sample(any_history_of_sharing()) {
        let facts = &history.recorder.facts;
        let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
        for as_of in some_days_of(&history.log()[small_world().len()..], 6).into_iter().map(AsOf::on) {
            let is_open = |no| facts.elements.standing(no, home, as_of) == Standing::Open;
            let provider = |no| facts.sharings.provider(no, home, as_of);
            days += 1;
            served += usize::from(facts.places.iter().any(|(no, _)| !is_open(no) && provider(no).is_some_and(is_open)));
        }
    }
    assert!(served > days / 6, "{served} of {days}");
}
