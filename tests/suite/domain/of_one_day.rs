//! What ends and what begins on one day, or within one half-year: whatever is recorded first, the
//! end comes first where the next cannot begin otherwise.

use jiceng_domain::Wish;
use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

use super::orders::in_all_orders;

fn base() -> Recorder {
    given(small_world()).and([federation("elsewhere", SECOND_COMMUNITY).on("2001-05-01")]).recorder()
}

/// The dates of an end and of the next beginning.
const DATES: [(&str, &str); 5] = [
    ("2015-06-01", "2015-06-01"),
    ("2015-H1", "2015-06-01"),
    ("2015-H1", "2015-H1"),
    ("2015", "2015-06-01"),
    ("2015-06", "2015-H1"),
];

/// All are taken in every order, and the same comes of them.
fn same_in_every_order(facts: &[Wish], what: &str) {
    let outcomes = in_all_orders(&base(), facts);
    let told = || outcomes.iter().map(|(came, orders)| format!("{orders:?} {came:#?}")).collect::<Vec<_>>().join("\n");
    assert!(outcomes.len() == 1 && outcomes.keys().all(|came| came.refused.is_empty()), "{what}: {}", told());
    let without_effect = |found: &String| found.starts_with("without_effect");
    assert!(!outcomes.keys().any(|came| came.found.iter().any(without_effect)), "{what}: {}", told());
}

#[test]
fn a_federation_ends_before_the_next_one_of_its_place_is_founded() {
    for (end, next) in DATES {
        for ended in [federation_dissolved("f").on(end), federations_merged(&["f"], "elsewhere").on(end)] {
            let facts = [federation("f", COMMUNITY).on("2013-01-01"), ended, federation("g", COMMUNITY).on(next)];
            same_in_every_order(&facts, &format!("{end}, {next}"));
        }
    }
}

#[test]
fn a_home_is_closed_before_it_is_established_again() {
    for (end, next) in DATES {
        let facts =
            [home(COMMUNITY).on("2013-01-01"), closed(COMMUNITY, WOMENS_HOME).on(end), home(COMMUNITY).on(next)];
        same_in_every_order(&facts, &format!("{end}, {next}"));
    }
}

/// What happened to something on the day of its end, or in its half-year, happened before.
#[test]
fn an_end_comes_after_what_else_happened_on_its_day() {
    for date in ["2018-06-15", "2018-06", "2018-H1"] {
        let ends = [
            division_abolished(COMMUNITY).on(date),
            divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on(date),
            division_split(COMMUNITY, &[(FREE_CODE, "分一"), ("450224100012", "分二")]).on(date),
        ];
        for end in ends {
            let changes = [
                division_renamed(COMMUNITY, "改名").on(date),
                division_moved(COMMUNITY, SECOND_TOWNSHIP, None).on(date),
                population(COMMUNITY, 9).on(date),
            ];
            for change in changes {
                same_in_every_order(&[change.clone(), end.clone()], &format!("{change:?} {end:?}"));
            }
        }
        let home = || home(COMMUNITY).on("2015-01-01");
        let inspected = inspected(COMMUNITY, WOMENS_HOME, true).on(date);
        same_in_every_order(&[home(), inspected, closed(COMMUNITY, WOMENS_HOME).on(date)], date);
        let suspended = suspended(COMMUNITY, WOMENS_HOME).on(date);
        same_in_every_order(&[home(), suspended, closed(COMMUNITY, WOMENS_HOME).on(date)], date);
        let federation = || federation("f", COMMUNITY).on("2015-01-01");
        same_in_every_order(
            &[federation(), federation_renamed("f", "改名").on(date), federation_dissolved("f").on(date)],
            date,
        );
        let raised = || issue("r", COMMUNITY).on("2015-01-01");
        same_in_every_order(&[raised(), issue_progressed("r", "已整改").on(date), issue_closed("r").on(date)], date);
    }
}

/// A division is said to go on by the code that it has at the end of the day.
#[test]
fn mergers_and_moves_of_one_day_are_taken_in_every_order() {
    let on = "2018-06-15";
    let (one, other, moved_to, new) = (COMMUNITY, SECOND_COMMUNITY, "450224101022", "450224100041");
    let moved = |code| division_moved(code, SECOND_TOWNSHIP, Some(moved_to)).on(on);
    let merged = |from, into| divisions_merged(&[from], into).on(on);
    let registered = |code| division(code, "新社区").on(on);
    let sets = [
        vec![merged(one, moved_to), moved(other), registered(other)],
        vec![merged(one, moved_to), moved(other), division_recoded(one, new).on(on)],
        vec![merged(one, other), division_recoded(one, new).on(on), division_renamed(other, "改名").on(on)],
        vec![merged(one, new), moved(other), registered(new)],
        vec![merged(one, new), moved(one), registered(new)],
    ];
    for facts in sets {
        same_in_every_order(&facts, &format!("{facts:?}"));
    }
}

/// The one of the place can only have begun where the other ended.
#[test]
fn a_federation_is_not_merged_into_one_of_its_own_place() {
    for (end, next) in DATES {
        let facts = [
            federation("f", COMMUNITY).on("2013-01-01"),
            federation("g", COMMUNITY).on(next),
            federations_merged(&["f"], "g").on(end),
        ];
        let outcomes = in_all_orders(&base(), &facts);
        assert!(outcomes.keys().all(|came| came.refused.contains(&2)), "{end}, {next}: {outcomes:#?}");
    }
    let later = given(small_world())
        .and([federation("g", COMMUNITY).on("2015-06-01"), federation("f", COMMUNITY).on("2013-01-01")]);
    later.when(federations_merged(&["f"], "g").on("2015-06-01")).refused_saying(
        "federations_of_one_place",
        "f and g are both federations of 450224100003 (see #last-1, 2015-06-01), so one cannot be merged into the other; \
         record that f was dissolved, or that it was renamed",
    );
}
