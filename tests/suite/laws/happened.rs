//! What has happened by then, though its date leaves it open, is so for every question.
//!
//! A table of what ends and of what could not have come before that. Each end is dated by a
//! half-year once, and once by a day before the other fact; from the day of that on, every question
//! is answered alike.

use std::collections::BTreeSet;

use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_domain::committee::{SeatFilled, SeatRole};
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{ElectionSelection, Measure, PlaceSelection, Possession, SeatSelection, SessionSelection};
use jiceng_domain::{AsOf, Event, Place, PlaceNo, Wish};
use jiceng_projections::division_list::DivisionList;
use jiceng_projections::elections::office::{DUE_WITHIN_DAYS, offices};
use jiceng_projections::elections::seats::holdings;
use jiceng_projections::findings::FindingCode;
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::persons::seats_by_person;
use jiceng_projections::since::since;
use jiceng_projections::{Coverage, DivisionTree};
use jiceng_testkit::answers::{answers, places_of};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

use crate::projections::findings::{findings_at, projections};

const PROGRAMME: &str = "reform_demonstration";
const NEW_CODE: &str = "450224100088";

/// An end, and what could not have come before it.
struct Scene {
    before: Vec<Wish>,
    ends: fn() -> Event,
    opens: Wish,
}

fn scene(before: Vec<Wish>, ends: fn() -> Event, opens: Wish) -> Scene {
    Scene { before, ends, opens }
}

/// What every scene begins with, so that all questions have something to answer.
fn ground() -> Vec<Wish> {
    let mut history = vec![
        home(COMMUNITY).on("2017-01-01"),
        home(SECOND_COMMUNITY).on("2017-01-01"),
        childrens_home(COMMUNITY).on("2017-01-01"),
        population(SITE, 300).on("2017-06-01"),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME, CHILDRENS_HOME]).on("2017-06-01"),
        federation("f", COMMUNITY).on("2017-01-01"),
        federation("g", SECOND_COMMUNITY).on("2017-01-01"),
        federation("h", SITE).on("2017-01-01"),
        committee("f", 1, &["p1", "p2"]).on("2017-02-01"),
        committee("g", 1, &["p3"]).on("2017-02-01"),
        session("f", 1, 1, &[]).on("2017-05-01"),
        granted("d", PROGRAMME, COMMUNITY).on("2017-01-01"),
        institution("i", "marriage_mediation", COMMUNITY).on("2017-01-01"),
        issue("r", COMMUNITY).on("2017-01-01"),
        division(FREE_CODE, "示例社区").on("2017-01-01"),
        home(FREE_CODE).on("2017-02-01"),
        childrens_home(SECOND_COMMUNITY).on("2017-01-01"),
        standard("s", &[WOMENS_HOME]).on("2017-01-01"),
    ];
    let measures = [
        Measure::Designations { programme: text(PROGRAMME) },
        Measure::Institutions { kind: text("marriage_mediation") },
        Measure::PlacesWith { kind: text(WOMENS_HOME), places: PlaceSelection::default(), by: Possession::Any },
        Measure::Elections(ElectionSelection::default()),
        Measure::CommitteeSeats(SeatSelection::default()),
        Measure::CommitteeSessions(SessionSelection::default()),
    ];
    for (n, measure) in measures.into_iter().enumerate() {
        let target = jiceng_domain::target::TargetSet { measure, ..target(&format!("t{n}"), COUNTY, 9) };
        history.push(target.on("2017-01-01"));
    }
    history
}

fn scenes() -> Vec<Scene> {
    // The same seat again: another one would be taken by who sits there.
    let chair = || SeatFilled { role: SeatRole::Chair, ..seat_filled("f", 1, "p1") };
    let again = |code: &str| division(code, "示例新社区").on("2018-03-10");
    vec![
        scene(vec![], || closed(COMMUNITY, WOMENS_HOME).into(), home(COMMUNITY).on("2018-03-10")),
        scene(
            vec![suspended(COMMUNITY, WOMENS_HOME).on("2017-03-01")],
            || resumed(COMMUNITY, WOMENS_HOME).into(),
            suspended(COMMUNITY, WOMENS_HOME).on("2018-03-10"),
        ),
        scene(
            vec![],
            || sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).into(),
            sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2018-03-10"),
        ),
        // Of two kinds, of which one is shared with another from then on.
        scene(
            vec![],
            || sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME, CHILDRENS_HOME]).into(),
            sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2018-03-10"),
        ),
        scene(vec![], || federation_dissolved("f").into(), federation("f2", COMMUNITY).on("2018-03-10")),
        // Two are merged, and one of the places founds another.
        scene(vec![], || federations_merged(&["f", "g"], "h").into(), federation("f2", COMMUNITY).on("2018-03-10")),
        scene(vec![], || seat_vacated("f", 1, "p2").into(), seat_filled("f", 1, "p2").on("2018-03-10")),
        scene(vec![], || seat_vacated("f", 1, "p1").into(), chair().on("2018-03-10")),
        scene(vec![], || revoked("d").into(), granted("d", PROGRAMME, SITE).on("2018-03-10")),
        scene(vec![], || standard_repealed("s").into(), standard("s", &[CHILDRENS_HOME]).on("2018-03-10")),
        scene(vec![], || division_abolished(FREE_CODE).into(), again(FREE_CODE)),
        scene(vec![], || division_recoded(FREE_CODE, NEW_CODE).into(), again(FREE_CODE)),
        scene(vec![], || division_moved(FREE_CODE, SECOND_TOWNSHIP, Some("450224101088")).into(), again(FREE_CODE)),
        scene(vec![], || divisions_merged(&[FREE_CODE], SECOND_COMMUNITY).into(), again(FREE_CODE)),
        // Two are merged, and the code of one is given again, as another registers or gets it.
        scene(vec![], || divisions_merged(&[FREE_CODE, COMMUNITY], SECOND_COMMUNITY).into(), again(FREE_CODE)),
        scene(
            vec![],
            || divisions_merged(&[FREE_CODE, COMMUNITY], SECOND_COMMUNITY).into(),
            division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2018-03-10"),
        ),
        scene(
            vec![],
            || division_split(FREE_CODE, &[(NEW_CODE, "甲"), ("450224100089", "乙")]).into(),
            again(FREE_CODE),
        ),
        scene(
            vec![],
            || division_split(FREE_CODE, &[(NEW_CODE, "甲"), ("450224100089", "乙")]).into(),
            division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2018-03-10"),
        ),
    ]
}

/// What is answered on a day to every question, without the dates.
fn told(recorder: &Recorder, places: &BTreeSet<Place>, as_of: AsOf) -> Vec<String> {
    let projections = projections(recorder);
    let facts = &projections.facts;
    let five_ones = Standard::five_ones_2020().unwrap();
    let standard = facts.standard_on(as_of).unwrap_or(&five_ones);
    let tree = DivisionTree::on(facts, as_of);
    let mut told = answers(facts, places, as_of);
    let unmarked = |code: FindingCode| {
        // How late a fact was recorded hangs on its own date.
        !matches!(code, FindingCode::RecordedLate | FindingCode::FactWithoutEvidence)
    };
    let found = findings_at(&projections, as_of, standard).into_iter().filter(|finding| unmarked(finding.code));
    told.extend(found.map(|finding| format!("{:?} {:?}", finding.key(), finding.positions)));
    told.extend(facts.without_effect(as_of).keys().map(|fact| format!("without effect: {fact}")));
    told.push(format!("{:?}", Coverage::judge(facts, as_of, standard).places));
    let list = DivisionList::on(facts, as_of, true);
    for row in list.rows(None, None) {
        told.push(format!("{row:?} {:?} {:?}", list.called(row.place).name, list.called(row.place).code));
    }
    for office in offices(facts, as_of, standard, DUE_WITHIN_DAYS) {
        told.push(format!("{office:?}"));
    }
    let seat = |seat: &jiceng_projections::elections::seats::Holding| {
        let left = seat.left.map(|left| (left.how, left.position));
        format!("{} {:?} {} {:?} {} {left:?}", seat.term, seat.role, seat.person, seat.taken, seat.from_position)
    };
    for (_, record) in facts.federations.iter() {
        told.extend(holdings(facts, record, as_of).iter().map(|held| format!("{}: {}", record.id, seat(held))));
    }
    for (person, seats) in seats_by_person(facts, as_of) {
        told.extend(seats.iter().map(|held| format!("{person}: {} {}", held.federation, seat(&held.holding))));
    }
    let county: PlaceNo = facts.places.find(&text::<Place>(COUNTY), as_of).unwrap();
    let ground = MeasuredDay { facts, as_of, standard, tree: &tree };
    for target in ground_measures() {
        told.push(format!("{target:?}: {:?}", ground.tally(&target, county)));
    }
    for e in &recorder.events {
        told.push(format!("{} has happened: {}", e.position, facts.has_happened(e, as_of)));
    }
    told
}

fn ground_measures() -> Vec<Measure> {
    let set = |wish: &Wish| match &wish.facts()[0].event {
        Event::TargetSet(set) => Some(set.measure.clone()),
        _ => None,
    };
    ground().iter().filter_map(set).collect()
}

#[test]
fn what_has_happened_by_then_is_so_for_every_question() {
    let mut walked = BTreeSet::new();
    let mut differ = Vec::new();
    for Scene { before, ends, opens } in scenes() {
        walked.insert(ends().name());
        let recorded = |on: &str| {
            let history = [before.clone(), vec![wish(text(on), ends()), opens.clone()]].concat();
            given(small_world()).and(ground()).and(history).recorder()
        };
        let by_day = recorded("2018-03-01");
        for open in ["2018-40", "2018"] {
            let open_dated = recorded(open);
            let places: BTreeSet<Place> = places_of(&open_dated.events);
            for on in ["2018-03-10", "2018-05-01", "2018-06-29", "2018-06-30", "2019-01-01"] {
                let as_of = AsOf::on(day(on));
                let [open_told, told] = [&open_dated, &by_day].map(|recorder| told(recorder, &places, as_of));
                let other = open_told.iter().zip(&told).find(|(one, other)| one != other);
                if open_told != told {
                    differ.push(format!("{} {open} on {on}: {other:#?}", ends().name()));
                }
            }
        }
    }
    assert!(differ.is_empty(), "{} differ, first: {}", differ.len(), differ[0]);
    let all = [
        "division_abolished",
        "division_moved",
        "division_recoded",
        "division_split",
        "divisions_merged",
        "designation_revoked",
        "element_closed",
        "element_resumed",
        "federation_dissolved",
        "federations_merged",
        "seat_vacated",
        "sharing_ended",
        "standard_repealed",
    ];
    assert_eq!(walked, all.into_iter().collect(), "every event that can be shown to have happened");
}

/// The day is said by no date of the place itself: another place got the code of the one that was
/// split.
#[test]
fn what_was_made_by_then_is_there_since_the_day_that_shows_it() {
    let split = division_split(FREE_CODE, &[(NEW_CODE, "甲"), ("450224100089", "乙")]);
    let history = [
        division(FREE_CODE, "示例社区").on("2017-01-01"),
        split.on("2018-40"),
        division(FREE_CODE, "示例新社区").on("2018-03-10"),
    ];
    let facts = given(small_world()).and(history).recorder().facts;
    let standard = Standard::five_ones_2020().unwrap();
    for on in ["2018-03-10", "2018-05-01", "2018-06-30", "2019-01-01"] {
        let as_of = AsOf::on(day(on));
        let place = facts.places.find(&text::<Place>(NEW_CODE), as_of).unwrap();
        let since = since(&facts, place, as_of, &standard, None, |_| true).unwrap();
        assert_eq!((since.day, since.facts.len()), (day("2018-03-10"), 1), "{on}");
    }
}
