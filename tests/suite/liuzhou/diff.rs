//! What was learned between two days, and what happened: held against the independent reading.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use jiceng_core::domain::PlaceNo;
use jiceng_core::projections::causes::{BothQuestions, Effect};
use jiceng_core::projections::diff::{DiffChange, DiffEntry, diff};
use jiceng_core::projections::{CellState, Status};
use jiceng_core::{LockedView, Registry};
use jiceng_testkit::fixtures::fixture;
use serde_json::Value;

use super::{asked, history, registry_of};

/// A day, and what was known of it.
type Question<'q> = (&'q str, Option<&'q str>);

/// A changed cell: place, kind, before, after.
type ChangedCell = (String, String, String, String);

fn differences(registry: &Registry, from: Question<'_>, to: Question<'_>) -> (Vec<DiffEntry>, BTreeSet<ChangedCell>) {
    let to = registry.view(asked(to.0, to.1)).unwrap().locked().unwrap();
    let from = to.asking(asked(from.0, from.1)).unwrap();
    let [from_standard, to_standard] = [&from, &to].map(|view| view.standard().unwrap().standard);
    let (first, second) = (from.as_of(), to.as_of());
    let found = diff(&BothQuestions {
        facts: to.facts(),
        from: first,
        to: second,
        from_standard: &from_standard,
        to_standard: &to_standard,
    });
    let cells = found.iter().filter_map(|difference| changed_cell(&to, difference)).collect();
    (found, cells)
}

fn changed_cell(view: &LockedView, difference: &DiffEntry) -> Option<ChangedCell> {
    let DiffChange::Cell { kind, from, to } = &difference.change else { return None };
    let kind = view.kind(*kind)?.code.to_string();
    Some((named(view, difference.place?), kind, code((*from)?).to_owned(), code((*to)?).to_owned()))
}

fn named(view: &LockedView, place: PlaceNo) -> String {
    view.place(place).unwrap().to_string()
}

fn code(state: CellState) -> &'static str {
    match state {
        CellState::Own => "own",
        CellState::Shared { .. } => "shared",
        CellState::Suspended => "suspended",
        CellState::Missing => "missing",
        CellState::OutOfTerm | CellState::BelowStandard | CellState::NotRequired => "another",
    }
}

/// The cells of each place, as the independent reading has them.
fn read_independently((as_of, known): Question<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut words = vec!["-B", "model.py", "--as-of", as_of, "--places"];
    words.extend(known.into_iter().flat_map(|known| ["--known", known]));
    let read = Command::new("python3").args(&words).current_dir(fixture("liuzhou-2020")).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    serde_json::from_slice(&read.stdout).unwrap()
}

fn expected_cells(from: Question<'_>, to: Question<'_>) -> BTreeSet<ChangedCell> {
    let (first, second) = (read_independently(from), read_independently(to));
    let mut changed = BTreeSet::new();
    for (place, cells) in &second {
        for (kind, after) in cells {
            if let Some(before) = first.get(place).map(|cells| &cells[kind]).filter(|before| *before != after) {
                changed.insert((place.clone(), kind.clone(), before.clone(), after.clone()));
            }
        }
    }
    changed
}

fn complete(status: Status) -> i64 {
    i64::from(matches!(status, Status::Complete { .. }))
}

/// «What did we learn since 22 June about 30 June?», and what happened in the quarter before.
#[test]
fn a_diff_lists_the_cells_that_the_independent_reading_finds_changed_and_no_others() {
    let registry = registry_of(&history());
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap()).unwrap();
    let complete_places = |(as_of, known): Question<'_>| {
        let found = expected.as_array().unwrap().iter().find(|q| q["as_of"] == as_of && q["known"].as_str() == known);
        found.unwrap()["totals"]["complete"].as_i64().unwrap()
    };
    let half_year = ("2020-06-30", None);
    for from in [("2020-06-30", Some("2020-06-22")), ("2020-03-31", None)] {
        let (found, cells) = differences(&registry, from, half_year);
        // A provider that changes is a change here; the independent reading does not name
        // providers.
        let cells: BTreeSet<_> = cells.into_iter().filter(|(_, _, before, after)| before != after).collect();
        assert!(cells.len() > 20, "{cells:?}");
        assert_eq!(cells, expected_cells(from, half_year), "{from:?}");
        let became: i64 = found
            .iter()
            .filter_map(|difference| {
                let DiffChange::Status { from, to } = difference.change else { return None };
                Some(complete(to) - complete(from))
            })
            .sum();
        assert_eq!(became, complete_places(half_year) - complete_places(from), "{from:?}");
    }
}

#[test]
fn what_was_learned_rests_on_facts_recorded_since_and_effective_by_the_day() {
    let registry = registry_of(&history());
    let (found, _) = differences(&registry, ("2020-06-30", Some("2020-06-22")), ("2020-06-30", None));
    let known = registry.view(asked("2020-06-30", Some("2020-06-22"))).unwrap().locked().unwrap().as_of().known;
    let day = "2020-06-30".parse().unwrap();
    assert!(!found.is_empty());
    for difference in &found {
        assert!(!difference.causes.is_empty(), "{difference:?}");
        for cause in &difference.causes {
            assert!(cause.effective.last() <= day, "{difference:?}");
            let since = match cause.effect {
                Effect::Counts => cause.position,
                Effect::Withdrawn { by } => by,
                Effect::Outranked { .. } | Effect::NotThen | Effect::TimePassed => panic!("{difference:?}"),
            };
            assert!(since >= known, "{difference:?}");
        }
    }
}

/// RS-06 lost its provider in 2020: the history says when, and with whom it shares since.
#[test]
fn a_site_whose_provider_changed_is_told_with_the_end_of_one_sharing_and_the_other() {
    let registry = registry_of(&history());
    let (found, _) = differences(&registry, ("2019-12-31", None), ("2020-06-30", None));
    let view = registry.view(asked("2020-06-30", None)).unwrap().locked().unwrap();
    let has_new_provider = |difference: &&DiffEntry| {
        let DiffChange::Cell { from, to, .. } = &difference.change else { return false };
        matches!((from, to), (Some(CellState::Shared { provider: a }), Some(CellState::Shared { provider: b })) if a != b)
    };
    let sites: BTreeMap<String, usize> =
        found.iter().filter(has_new_provider).map(|d| (named(&view, d.place.unwrap()), d.causes.len())).collect();
    assert!(sites.contains_key("RS-06"), "{sites:?}");
    assert!(sites.values().all(|causes| *causes >= 2), "{sites:?}");
}
