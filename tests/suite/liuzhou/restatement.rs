//! The half-year report's figures restated, and who records how late.

use std::collections::BTreeMap;

use jiceng_core::domain::PartialDate;
use jiceng_core::projections::causes::BothQuestions;
use jiceng_core::projections::lateness::Lateness;
use jiceng_core::projections::measure::Counted;
use jiceng_core::projections::restatement::{Restated, RestatedFigure, Scope, restate};
use jiceng_core::{LockedView, china_day};
use jiceng_testkit::fixtures::fixture;
use serde_json::Value;

use super::{asked, history, registry_of};

fn expected(known: Option<&str>) -> Value {
    let text = std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap();
    let Value::Array(questions) = serde_json::from_str(&text).unwrap() else { panic!("a list") };
    questions.into_iter().find(|q| q["as_of"] == "2020-06-30" && q["known"].as_str() == known).unwrap()
}

fn restated(from: &LockedView, to: &LockedView) -> Vec<Restated> {
    let standard = to.standard().unwrap().standard;
    let (first, second) = (from.as_of(), to.as_of());
    restate(&BothQuestions {
        facts: to.facts(),
        from: first,
        to: second,
        from_standard: &standard,
        to_standard: &standard,
    })
}

fn code(figure: &RestatedFigure) -> Option<&'static str> {
    match figure {
        RestatedFigure::Places => Some("places"),
        RestatedFigure::Complete => Some("complete"),
        RestatedFigure::CompleteOwn => Some("complete_own"),
        RestatedFigure::CompleteShared => Some("complete_shared"),
        RestatedFigure::Partial => Some("partial"),
        RestatedFigure::None => Some("none"),
        RestatedFigure::Kind(..) | RestatedFigure::Target(_) => None,
    }
}

/// The totals, of the whole and of each county, that differ between the two answers of the
/// independent reading.
#[test]
fn the_figures_restated_are_those_that_the_independent_reading_finds_changed() {
    let registry = registry_of(&history());
    let to = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let from = to.asking(asked("2020-06-30", Some("2020-06-22"))).unwrap();
    let mut found = BTreeMap::new();
    for restated in restated(&from, &to) {
        let Some(figure) = code(&restated.figure) else { continue };
        let scope = match restated.scope {
            Scope::All => "all".to_owned(),
            Scope::County(no) => to.place(no).unwrap().to_string(),
            Scope::NoCounty => "none".to_owned(),
        };
        found.insert((scope, figure.to_owned()), (u64::from(restated.said), u64::from(restated.now)));
    }
    let (said, now) = (expected(Some("2020-06-22")), expected(None));
    let mut changed = BTreeMap::new();
    let mut compare = |scope: &str, said: &Value, now: &Value| {
        for (figure, now) in now.as_object().unwrap() {
            let (said, now) = (said[figure].as_u64().unwrap(), now.as_u64().unwrap());
            if said != now {
                changed.insert((scope.to_owned(), figure.clone()), (said, now));
            }
        }
    };
    compare("all", &said["totals"], &now["totals"]);
    for (county, totals) in now["counties"].as_object().unwrap() {
        compare(county, &said["counties"][county], totals);
    }
    assert!(found.len() > 10, "{found:?}");
    assert_eq!(found, changed);
}

/// The half-year report was written on 22 June; three councils at large sites and two in
/// demonstration communities were still to come.
#[test]
fn the_councils_that_the_report_claimed_are_led_back_to_the_facts_recorded_after_it() {
    let registry = registry_of(&history());
    let to = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let from = to.asking(asked("2020-06-30", Some("2020-06-22"))).unwrap();
    let all = restated(&from, &to);
    let target = |id: &str| {
        let is_it =
            |restated: &&Restated| matches!(&restated.figure, RestatedFigure::Target(target) if target.as_str() == id);
        all.iter().find(is_it).unwrap()
    };
    let (said, now) = (expected(Some("2020-06-22")), expected(None));
    for (id, figure) in [("T-2020-1", "councils_at_large_sites"), ("T-2020-2", "councils_in_demonstration_communities")]
    {
        let restated = target(id);
        assert_eq!(
            (said[figure].as_u64(), now[figure].as_u64()),
            (Some(restated.said.into()), Some(restated.now.into()))
        );
        for moved in &restated.moved {
            assert!(moved.entered && matches!(moved.counted, Counted::Place(_)), "{moved:?}");
            for cause in &moved.causes {
                let entry = to.entry(cause.position).unwrap().unwrap();
                assert_eq!(entry.recorded.fact.event.name(), "council_created");
                assert!(china_day(entry.recorded_at) > "2020-06-22".parse().unwrap());
            }
        }
    }
}

/// Each row of the history by itself: the day of recording less the last day that its date can
/// mean.
fn counted_from_the_rows() -> (Lateness, BTreeMap<String, u32>) {
    let rows: Vec<Value> = history().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events = |row: &Value| row.get("event").and_then(Value::as_str).map(str::to_owned);
    let withdrawn: Vec<String> = rows.iter().filter_map(events).collect();
    let (mut total, mut by_recorder) = (Lateness::default(), BTreeMap::new());
    for row in &rows {
        let is_withdrawn = row["commit"].as_str().is_some_and(|commit| {
            let is_of_it = |event: &String| event == commit || *event == format!("{commit}/0");
            withdrawn.iter().any(is_of_it)
        });
        if is_withdrawn || row["command"] == "retract" {
            continue;
        }
        let is_correction = row["command"] == "correct";
        let effective = if is_correction { &row["replacement"]["effective"] } else { &row["effective"] };
        let effective = PartialDate::parse(effective.as_str().unwrap()).unwrap();
        let recorded_on: jiff::civil::Date = row["recorded_at"].as_str().unwrap()[..10].parse().unwrap();
        let days = u32::try_from((recorded_on - effective.last()).get_days()).unwrap_or_default();
        total.add(days, is_correction);
        *by_recorder.entry(row["recorder"].as_str().unwrap().to_owned()).or_default() += u32::from(days > 180);
    }
    (total, by_recorder)
}

#[test]
fn who_records_how_late_is_what_the_rows_say() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-12-31", None)).unwrap().locked().unwrap();
    let (mut total, mut by_recorder) = (Lateness::default(), BTreeMap::new());
    for fact in view.recorded_between(None, None).unwrap() {
        total.add(fact.days_late, fact.is_correction);
        *by_recorder.entry(fact.entry.recorder.to_string()).or_default() += u32::from(fact.days_late > 180);
    }
    assert_eq!((total, by_recorder), counted_from_the_rows());
    assert!(total.over_180 > 20 && total.corrections > 0, "{total:?}");
    assert_eq!(total.facts, total.within_30 + total.days_31_to_90 + total.days_91_to_180 + total.over_180);
}

#[test]
fn a_span_of_recording_days_takes_both_its_ends() {
    let registry = registry_of(&history());
    let view = registry.view(asked("2020-12-31", None)).unwrap().locked().unwrap();
    let all = view.recorded_between(None, None).unwrap();
    let days: Vec<_> = all.iter().map(|fact| fact.recorded_on).collect();
    let (from, to) = (days[days.len() / 2], days[days.len() - 50]);
    let within: Vec<_> = all.into_iter().filter(|fact| (from..=to).contains(&fact.recorded_on)).collect();
    assert!(!within.is_empty());
    assert_eq!(view.recorded_between(Some(from), Some(to)).unwrap(), within);
}
