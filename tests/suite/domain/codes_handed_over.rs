//! A code that one place gives up on the day, or within the half-year or year, in which another one
//! gets it: whatever is recorded first, the one that carried it gives it up.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::division::DivisionSplit;
use jiceng_domain::{Command, DivisionCode, Event, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

use super::orders::{Came, in_all_orders};

/// The code that is handed over.
const CODE: &str = FREE_CODE;
/// Codes that nobody has.
const FREE: [&str; 3] = ["450224100021", "450224100022", "450224101021"];

/// Who gets the code: divisions in this township and in another one, and a relocation site.
struct Source {
    division: &'static str,
    elsewhere: &'static str,
    site: &'static str,
}

const ONE: Source = Source { division: "450224100031", elsewhere: "450224101031", site: SITE };
const OTHER: Source = Source { division: "450224100032", elsewhere: "450224101032", site: SECOND_SITE };

fn base() -> Recorder {
    let sources = (1..).zip([&ONE, &OTHER]).flat_map(|(n, of)| {
        let here = division(of.division, &format!("此{n}")).on(&format!("2001-01-0{n}"));
        [here, division(of.elsewhere, &format!("彼{n}")).on(&format!("2001-02-0{n}"))]
    });
    given(small_world()).and(sources).recorder()
}

/// The ways in which a place gives up the code.
fn ends(on: &str) -> Vec<(&'static str, Wish)> {
    vec![
        ("recoded", division_recoded(CODE, FREE[0]).on(on)),
        ("moved", division_moved(CODE, SECOND_TOWNSHIP, Some(FREE[2])).on(on)),
        ("abolished", division_abolished(CODE).on(on)),
        ("merged", divisions_merged(&[CODE], COMMUNITY).on(on)),
        ("split", division_split(CODE, &[(FREE[0], "分一"), (FREE[1], "分二")]).on(on)),
    ]
}

fn split_off(of: &Source, name: &str) -> DivisionSplit {
    DivisionSplit { continues: true, ..division_split(of.division, &[(CODE, name)]) }
}

/// The ways in which a place gets it.
fn beginnings(of: &Source, name: &str, on: &str) -> Vec<(&'static str, Vec<Wish>)> {
    let merged = divisions_merged(&[of.division], CODE).on(on);
    vec![
        ("registered", vec![division(CODE, name).on(on)]),
        ("recoded", vec![division_recoded(of.division, CODE).on(on)]),
        ("split off", vec![division_split(of.division, &[(CODE, name)]).on(on)]),
        ("split off, went on", vec![split_off(of, name).on(on)]),
        ("moved", vec![division_moved(of.elsewhere, TOWNSHIP, Some(CODE)).on(on)]),
        ("merged into", vec![division(CODE, name).on(on), merged]),
        ("became", vec![site_became_community(of.site, CODE, name).on(on)]),
    ]
}

/// When the earlier place got the code, the later one got it, and the earlier one gave it up.
const DATES: [(&str, &str, &str); 8] = [
    ("2014-01-01", "2018-06-15", "2018-06-15"),
    ("2014-01-01", "2018-06-15", "2018-H1"),
    ("2014-01-01", "2018-H1", "2018-06-15"),
    ("2014-01-01", "2018-H1", "2018-H1"),
    ("2014-01-01", "2018", "2018-06-15"),
    ("2014-01-01", "2018-06-15", "2018"),
    ("2014-01-01", "2018-06", "2018-H1"),
    ("2018-02-01", "2018-06-15", "2018-H1"),
];

type Outcomes = BTreeMap<Came, Vec<Vec<usize>>>;

fn told(outcomes: &Outcomes) -> String {
    outcomes.iter().map(|(came, orders)| format!("{orders:?} {came:#?}")).collect::<Vec<_>>().join("\n")
}

/// The facts are in the order of days. What comes of them in it comes of them in all orders. Else
/// it is found that a code meant another place, or is carried twice: where its end was recorded
/// before the earlier place, or a merger into it before the later one.
fn walk(facts: &[Wish], what: &str) {
    let (earlier, end) = (0, 1);
    let merges = |wish: &Wish| matches!(&wish.command, Command::Record(Event::DivisionsMerged(merged)) if text::<DivisionCode>(CODE) == merged.into);
    let has_merger = facts.iter().any(merges);
    let outcomes = in_all_orders(&base(), facts);
    let (right, _) = outcomes.iter().find(|(_, orders)| orders.contains(&(0..facts.len()).collect())).unwrap();
    assert!(right.refused.is_empty(), "{what}: {right:#?}");
    for (came, orders) in outcomes.iter().filter(|(came, _)| *came != right) {
        let is_before = |order: &Vec<usize>| {
            let at = |fact: usize| order.iter().position(|of| *of == fact);
            at(end) < at(earlier)
        };
        let may_differ = |order: &Vec<usize>| is_before(order) || has_merger;
        // One that gets the code in a half-year may be said to give it up on a day of it.
        let codes = ["code_of_another_place", "code_carried_twice"];
        let is_of_codes = |found: &String| codes.iter().any(|code| found.starts_with(code));
        let is_found = came.found.difference(&right.found).any(is_of_codes);
        let is_told = came.refused.is_empty() && is_found && orders.iter().all(may_differ);
        assert!(is_told, "{what}: {}", told(&outcomes));
    }
}

#[test]
fn the_earlier_carrier_gives_a_code_up_in_every_order_of_recording() {
    for (old, new, end) in DATES {
        for (way, begins) in beginnings(&ONE, "新", new) {
            for (how, ended) in ends(end) {
                let mut facts = vec![division(CODE, "旧").on(old), ended];
                facts.extend(begins.iter().cloned());
                walk(&facts, &format!("{old}, {way} {new}, {how} {end}"));
            }
        }
    }
}

/// With a home that is recorded in between.
#[test]
fn what_is_recorded_of_the_earlier_carrier_stays_with_it() {
    for (how, ended) in ends("2018-06-15") {
        let facts = [
            division(CODE, "旧").on("2014-01-01"),
            ended,
            division(CODE, "新").on("2018-06-15"),
            home(CODE).on("2014-06-01"),
        ];
        walk(&facts, how);
    }
}

/// Two places get one code. Dates that overlap: one of the two is refused, whichever comes second;
/// or both are taken, whichever comes first, for both made the same division.
#[test]
fn who_gets_a_code_second_is_refused_in_either_order() {
    let dates = [
        ("2018-H1", "2018-H1"),
        ("2018-06-15", "2018-06-15"),
        ("2018-H1", "2018-06-15"),
        ("2018-H1", "2018-06"),
        ("2018", "2018-H1"),
    ];
    let ways = beginnings(&ONE, "新", "2018").len();
    for (one, other) in dates {
        for name in ["新", "他"] {
            for pair in 0..ways * ways {
                let (way, first) = beginnings(&ONE, "新", one).remove(pair / ways);
                let (other_way, second) = beginnings(&OTHER, name, other).remove(pair % ways);
                let what = format!("{way} {one} and {other_way} {other}, {name}");
                let (firsts, all) = (first.len(), [first, second].concat());
                let outcomes = in_all_orders(&base(), &all);
                let of_second = |refused: &BTreeSet<usize>| refused.iter().filter(|fact| **fact >= firsts).count();
                let refused: BTreeSet<(usize, usize)> = outcomes
                    .keys()
                    .map(|came| (came.refused.len() - of_second(&came.refused), of_second(&came.refused)))
                    .collect();
                let places: BTreeSet<&Vec<String>> = outcomes.keys().map(|came| &came.places).collect();
                let are_taken = refused == BTreeSet::from([(0, 0)]) && places.len() == 1;
                let is_one_refused =
                    refused.len() == 2 && refused.iter().all(|(one, other)| (*one == 0) != (*other == 0));
                assert!(are_taken || is_one_refused, "{what}: {refused:?} {}", told(&outcomes));
            }
        }
    }
}

/// Split off from one that went on, and from one that did not, it was once refused, or not.
#[test]
fn two_divisions_are_split_into_one_in_either_order() {
    let splits = [split_off(&ONE, "新").on("2018-H1"), division_split(OTHER.division, &[(CODE, "新")]).on("2018-H1")];
    let again = [splits.clone(), splits.clone()].concat();
    for order in [[0, 1], [1, 0]] {
        let mut recorder = base();
        let events: Vec<usize> =
            order.iter().chain(&order).map(|index| recorder.record(&again[*index]).unwrap().len()).collect();
        assert_eq!(events, [1, 1, 0, 0]);
    }
    assert_eq!(in_all_orders(&base(), &splits).len(), 1);
}

/// The registration of the part says the same. Where it came first, the split was taken, and
/// refused otherwise.
#[test]
fn a_division_is_split_into_its_own_code_in_every_order_of_recording() {
    for on in ["2018-06-15", "2018-H1", "2018"] {
        let facts = [
            division(CODE, "旧").on("2014-01-01"),
            division_split(CODE, &[(CODE, "新"), (FREE[0], "分")]).on(on),
            division(CODE, "新").on(on),
        ];
        let mut outcomes = Outcomes::new();
        for (mut came, orders) in in_all_orders(&base(), &facts) {
            // The registration is a fact of its own where it is recorded before the split.
            came.found
                .retain(|found| !["fact_without_evidence", "recorded_late"].iter().any(|of| found.starts_with(of)));
            outcomes.entry(came).or_default().extend(orders);
        }
        assert_eq!(outcomes.len(), 1, "{on}: {}", told(&outcomes));
        assert!(outcomes.keys().all(|came| came.refused.is_empty()), "{on}: {}", told(&outcomes));
    }
}
