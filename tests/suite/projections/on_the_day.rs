//! An end dated by a month, a half-year or a year, and a fact of an exact day that needs the
//! subject there: on that day the end may have come after it, in whichever order the two are
//! recorded.
//!
//! The end of a year was ordered by its position among the facts of one day: recorded first, it
//! could not lie on the day of the other; recorded last, it could.

use std::collections::BTreeSet;

use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_domain::designation::{DesignationGranted, Holder};
use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Event, Wish};
use jiceng_projections::certainty::Prospects;
use jiceng_projections::elections::held::round;
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::{CellState, Coverage, DivisionTree};
use jiceng_testkit::answers::{answers, places_of, readings};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use jiff::ToSpan as _;

use super::coverage::{number, only};
use crate::domain::pairs::found;
use crate::laws::certainty::measures;

/// An end, and what needs the subject there.
struct Row {
    before: Vec<Wish>,
    end: Event,
    facts: Vec<Event>,
}

fn row(before: Vec<Wish>, end: impl Into<Event>, facts: Vec<Event>) -> Row {
    Row { before, end: end.into(), facts }
}

fn ground() -> Vec<Wish> {
    vec![
        home(COMMUNITY).on("2012-01-01"),
        childrens_home(COMMUNITY).on("2012-01-01"),
        division(FREE_CODE, "示例社区").on("2012-01-01"),
        site("rongan-8", "示例八号", COUNTY).on("2012-01-01"),
        site("rongan-9", "示例九号", COUNTY).on("2012-01-01"),
        federation("f", COMMUNITY).on("2012-01-01"),
        federation("g", SECOND_COMMUNITY).on("2012-01-01"),
        committee("f", 1, &["p1", "p2"]).on("2012-02-01"),
        institution("i", "marriage_mediation", COMMUNITY).on("2012-01-01"),
        issue("r", COMMUNITY).on("2012-01-01"),
    ]
}

fn rows() -> Vec<Row> {
    let of_home = |place: &str| -> Vec<Event> {
        vec![
            inspected(place, WOMENS_HOME, true).into(),
            inspected(place, WOMENS_HOME, false).into(),
            suspended(place, WOMENS_HOME).into(),
            sharing("rongan-8", place, &[WOMENS_HOME]).into(),
        ]
    };
    let of_place = |place: &str| -> Vec<Event> {
        vec![
            population(place, 900).into(),
            home(place).into(),
            federation("h", place).into(),
            granted("d", "star_parent_school", place).into(),
            institution("j", "marriage_mediation", place).into(),
            issue("s", place).into(),
        ]
    };
    let of_division = |code: &str| -> Vec<Event> {
        let mut facts = of_place(code);
        facts.extend([
            division_renamed(code, "新名社区").into(),
            division_recoded(code, "450224100088").into(),
            division_moved(code, SECOND_TOWNSHIP, None).into(),
        ]);
        facts
    };
    let of_federation = || -> Vec<Event> {
        vec![
            committee("f", 2, &["p1"]).into(),
            session("f", 1, 1, &[]).into(),
            seat_filled("f", 1, "p3").into(),
            seat_vacated("f", 1, "p2").into(),
            federation_renamed("f", "新名妇联").into(),
        ]
    };
    let by_institution =
        DesignationGranted { holder: Holder::Institution(text("i")), ..granted("d", "star_parent_school", COMMUNITY) };
    vec![
        row(vec![], closed(COMMUNITY, WOMENS_HOME), of_home(COMMUNITY)),
        row(
            vec![suspended(COMMUNITY, WOMENS_HOME).on("2013-01-01")],
            closed(COMMUNITY, WOMENS_HOME),
            vec![resumed(COMMUNITY, WOMENS_HOME).into(), inspected(COMMUNITY, WOMENS_HOME, true).into()],
        ),
        row(
            vec![suspended(COMMUNITY, WOMENS_HOME).on("2013-01-01")],
            resumed(COMMUNITY, WOMENS_HOME),
            vec![inspected(COMMUNITY, WOMENS_HOME, true).into(), closed(COMMUNITY, WOMENS_HOME).into()],
        ),
        row(
            vec![],
            site_closed("rongan-9"),
            [of_place("rongan-9"), vec![sharing("rongan-9", COMMUNITY, &[WOMENS_HOME, CHILDRENS_HOME]).into()]]
                .concat(),
        ),
        row(vec![], division_abolished(FREE_CODE), of_division(FREE_CODE)),
        row(vec![], divisions_merged(&[FREE_CODE], SECOND_COMMUNITY), of_division(FREE_CODE)),
        row(
            vec![],
            division_split(FREE_CODE, &[("450224100089", "甲社区"), ("450224100090", "乙社区")]),
            of_division(FREE_CODE),
        ),
        row(vec![], site_became_community("rongan-9", "450224100087", "新区"), of_place("rongan-9")),
        row(vec![], federation_dissolved("f"), of_federation()),
        row(vec![], federations_merged(&["f"], "g"), of_federation()),
        row(vec![], institution_closed("i"), vec![by_institution.into()]),
        row(vec![], issue_closed("r"), vec![issue_progressed("r", "已办").into()]),
        row(
            vec![granted("e", "star_parent_school", COMMUNITY).on("2013-01-01")],
            revoked("e"),
            vec![closed(COMMUNITY, WOMENS_HOME).into()],
        ),
        row(
            vec![sharing("rongan-8", COMMUNITY, &[WOMENS_HOME]).on("2013-01-01")],
            sharing_ended("rongan-8", COMMUNITY, &[WOMENS_HOME]),
            vec![suspended(COMMUNITY, WOMENS_HOME).into(), inspected(COMMUNITY, WOMENS_HOME, false).into()],
        ),
    ]
}

/// What is answered to questions that tell certain from possible, and to all others.
fn told(recorder: &Recorder, on: &str, by: i64) -> Vec<String> {
    let facts = &recorder.facts;
    let mut standard = Standard::five_ones_2020().unwrap();
    for rule in &mut standard.requirements {
        rule.must_pass_inspection = rule.kind.as_str() == WOMENS_HOME;
    }
    let as_of = AsOf::on(day(on) + by.days());
    let mut told = Vec::new();
    let prospects = Prospects::judge(facts, as_of, &standard);
    for (place, prospect) in &prospects.places {
        let mut outlooks: Vec<String> = prospect.outlooks.iter().map(|outlook| format!("{outlook:?}")).collect();
        outlooks.sort();
        told.push(format!("{place:?} {outlooks:?}"));
    }
    told.push(format!("{:?}", prospects.total(&Coverage::judge(facts, as_of, &standard))));
    let tree = DivisionTree::on(facts, as_of);
    let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
    for measure in measures() {
        told.push(format!("{measure:?} {:?}", ground.bounds(&measure, number(facts, COUNTY))));
    }
    for round in round(facts, as_of, day("2014-01-01")) {
        told.push(format!("{} {:?}", round.federation.federation, round.state));
    }
    let places: BTreeSet<_> = places_of(&recorder.events);
    told.extend(readings(as_of).into_iter().flat_map(|as_of| answers(facts, &places, as_of)));
    told
}

/// The days on which the other fact is dated, by the date of the end.
const DATES: [(&str, [&str; 3]); 4] = [
    ("2014-05", ["2014-05-01", "2014-05-10", "2014-05-31"]),
    ("2014-Q2", ["2014-04-01", "2014-05-10", "2014-06-30"]),
    ("2014-H1", ["2014-01-01", "2014-05-10", "2014-06-30"]),
    ("2014", ["2014-01-01", "2014-05-10", "2014-12-31"]),
];

#[test]
fn on_the_day_of_a_fact_the_order_of_recording_says_nothing_of_an_end_of_its_year() {
    let (mut differ, mut walked) = (Vec::new(), 0);
    for Row { before, end, facts } in rows() {
        let base = given(small_world()).and(ground()).and(before).recorder();
        let pairs = facts.iter().flat_map(|fact| DATES.map(|(date, days)| (fact, date, days)));
        for (fact, date, on) in pairs.flat_map(|(fact, date, days)| days.map(|on| (fact, date, on))) {
            let pair = format!("{} {date}, {} {on}", end.name(), fact.name());
            let wishes = [end.clone().on(date), fact.clone().on(on)];
            let recorded = |order: [usize; 2]| {
                let mut recorder = base.clone();
                order.into_iter().all(|n| recorder.record(&wishes[n]).is_ok()).then_some(recorder)
            };
            match (recorded([0, 1]), recorded([1, 0])) {
                (Some(one), Some(other)) => {
                    walked += 1;
                    for by in -1..=1 {
                        let [one, other] = [&one, &other].map(|recorder| told(recorder, on, by));
                        if let Some(lines) = one.iter().zip(&other).find(|(one, other)| one != other) {
                            differ.push(format!("{pair}, {by} days later: {lines:#?}"));
                        }
                    }
                    if found(&one) != found(&other) {
                        differ.push(format!("{pair}: {:?} {:?}", found(&one), found(&other)));
                    }
                }
                (None, None) => {}
                (one, _) => differ.push(format!("{pair}: is refused with the end recorded first: {}", one.is_none())),
            }
        }
    }
    assert!(differ.is_empty(), "{} of {walked} differ: {:#?}", differ.len(), &differ[..differ.len().min(6)]);
    assert!(walked > 400, "{walked}");
}

/// A home was closed in «2014» and inspected on 10 May: closed later on that day, or on any later
/// one.
#[test]
fn an_inspection_shows_that_the_home_was_there_on_its_day_and_no_longer() {
    let wishes =
        || [closed(COMMUNITY, WOMENS_HOME).on("2014"), inspected(COMMUNITY, WOMENS_HOME, true).on("2014-05-10")];
    for reversed in [false, true] {
        let mut wishes = wishes().to_vec();
        if reversed {
            wishes.reverse();
        }
        let facts = given(small_world()).and([home(COMMUNITY).on("2012-01-01")]).and(wishes).recorder().facts;
        let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
        let cell = |on: &str| {
            let prospects = Prospects::judge(&facts, AsOf::on(day(on)), &only(WOMENS_HOME, |_| ()));
            prospects.places.get(&number(&facts, COMMUNITY)).map(|prospect| prospect.cell(home))
        };
        let either = |states: Option<Vec<Option<CellState>>>| {
            states.is_some_and(|states| [CellState::Own, CellState::Missing].iter().all(|s| states.contains(&Some(*s))))
        };
        assert_eq!(cell("2014-05-09"), None, "{reversed}");
        assert!(either(cell("2014-05-10")) && either(cell("2014-05-11")) && either(cell("2014-12-30")), "{reversed}");
        assert_eq!(cell("2014-12-31"), None, "{reversed}");
    }
}

/// The home may have opened again on the day on which it closed.
#[test]
fn what_opens_again_shows_that_the_end_came_by_its_day() {
    for reversed in [false, true] {
        let mut wishes = [closed(COMMUNITY, WOMENS_HOME).on("2014"), home(COMMUNITY).on("2014-05-10")];
        let mut recorder = given(small_world()).and([home(COMMUNITY).on("2012-01-01")]).recorder();
        if reversed {
            // A second beginning is refused until the end is there: it is entered as another thing.
            assert!(recorder.record(&wishes[1]).is_err());
            wishes.rotate_left(0);
        }
        wishes.iter().for_each(|wish| assert!(recorder.record(wish).is_ok()));
        let home = recorder.facts.catalogue.kind(WOMENS_HOME).unwrap();
        let cell = |on: &str| {
            let prospects = Prospects::judge(&recorder.facts, AsOf::on(day(on)), &only(WOMENS_HOME, |_| ()));
            prospects.places.get(&number(&recorder.facts, COMMUNITY)).map(|prospect| prospect.cell(home).len())
        };
        assert_eq!((cell("2014-05-09"), cell("2014-05-10")), (Some(2), None), "{reversed}");
    }
}
