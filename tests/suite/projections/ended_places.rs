//! Places that ended: what is of them does not count from that day on, and what happened at them
//! before does, in every question alike.

use jiceng_domain::designation::{DesignationGranted, Holder};
use jiceng_domain::standard::Standard;
use jiceng_domain::target::{ElectionSelection, Measure, SessionSelection};
use jiceng_domain::{AsOf, Event, Facts, FederationId, Level, PersonId, Position, Recorded, Wish};
use jiceng_projections::causes::{BothQuestions, Effect};
use jiceng_projections::diff::{DiffChange, diff};
use jiceng_projections::elections::federations_on;
use jiceng_projections::elections::held::round;
use jiceng_projections::elections::seats::{Left, holdings};
use jiceng_projections::findings::{FindingCode, findings};
use jiceng_projections::measure::{Counted, MeasuredDay, Why};
use jiceng_projections::persons::seats_by_person;
use jiceng_projections::restatement::{RestatedFigure, restate};
use jiceng_projections::{DivisionTree, measure::Tally};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, event_id};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

const PROGRAMME: &str = "reform_demonstration";
const MEDIATION: &str = "marriage_mediation";

fn on(day: &str) -> AsOf {
    AsOf::on(self::day(day))
}

fn recorded(history: impl IntoIterator<Item = Wish>) -> Recorder {
    given(small_world()).and(history).recorder()
}

fn tally(facts: &Facts, measure: &Measure, scope: &str, as_of: AsOf) -> Tally {
    let (standard, tree) = (Standard::five_ones_2020().unwrap(), DivisionTree::on(facts, as_of));
    let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
    ground.tally(measure, facts.places.find(&text(scope), as_of).unwrap())
}

fn elections(level: Option<Level>) -> Measure {
    Measure::Elections(ElectionSelection { level, since: None })
}

/// A community with a federation, a committee, a designation and an institution, which ends on the
/// last day of June 2020.
fn with_everything(place: &str, ends: impl Into<Event>) -> Vec<Wish> {
    vec![
        federation("f", place).on("2018-01-01"),
        committee("f", 1, &["p1"]).on("2018-02-01"),
        session("f", 1, 1, &["一号规则"]).on("2018-03-01"),
        recommended("d", PROGRAMME, place).on("2018-04-01"),
        granted("d", PROGRAMME, place).on("2018-05-01"),
        institution("i", MEDIATION, place).on("2018-06-01"),
        wish(text("2020-06-30"), ends),
    ]
}

fn the_ways_to_end() -> [(&'static str, Vec<Wish>); 4] {
    [
        ("abolished", with_everything(COMMUNITY, division_abolished(COMMUNITY))),
        ("merged", with_everything(COMMUNITY, divisions_merged(&[COMMUNITY], SECOND_COMMUNITY))),
        ("split", with_everything(COMMUNITY, division_split(COMMUNITY, &[(FREE_CODE, "新社区")]))),
        ("closed", with_everything(SITE, site_closed(SITE))),
    ]
}

#[test]
fn what_is_of_a_place_ends_with_it_and_what_happened_there_stays() {
    for (how, history) in the_ways_to_end() {
        let facts = &recorded(history).facts;
        let number = |measure: &Measure, day: &str| tally(facts, measure, COUNTY, on(day)).counted.len();
        for level in [None, Some(Level::Community)] {
            assert_eq!(["2020-06-29", "2020-07-01"].map(|day| number(&elections(level), day)), [1, 1], "{how}");
        }
        let sessions = SessionSelection::default;
        let stays = [
            Measure::CommitteeSessions(sessions()),
            Measure::RulesAdopted(sessions()),
            Measure::DesignationsRecommended { programme: text(PROGRAMME) },
        ];
        for measure in &stays {
            assert_eq!(["2020-06-29", "2020-07-01"].map(|day| number(measure, day)), [1, 1], "{how} {measure:?}");
        }
        let ends = [
            Measure::Designations { programme: text(PROGRAMME) },
            Measure::Institutions { kind: text(MEDIATION) },
            Measure::DivisionsWithInstitution { kind: text(MEDIATION), level: Level::County },
        ];
        for measure in &ends {
            let ended = ["2020-06-29", "2020-06-30", "2020-07-01"].map(|day| number(measure, day));
            assert_eq!(ended, [1, 0, 0], "{how} {measure:?}");
        }
        for measure in &ends[..2] {
            let missed = tally(facts, measure, COUNTY, on("2020-07-01")).missed;
            assert_eq!(missed.iter().map(|missed| &missed.why).collect::<Vec<_>>(), [&Why::PlaceEnded], "{how}");
        }
        let listed = |day: &str| federations_on(facts, on(day)).count();
        assert_eq!(["2020-06-29", "2020-06-30"].map(listed), [1, 0], "{how}");
        assert_eq!(round(facts, on("2020-12-31"), day("2020-07-01")).count(), 0, "{how}");
    }
}

/// What a log of before has, that nobody could record now.
fn folded_after(mut recorder: Recorder, wish: Wish) -> Facts {
    let position = Position(recorder.events.len() as u64);
    for (index, fact) in (0..).zip(wish.facts()) {
        let position = position.plus(u64::from(index));
        recorder.facts.evolve(&Recorded { id: event_id(1_000_000, index), position, fact }, None);
    }
    recorder.facts
}

#[test]
fn what_is_recorded_of_a_place_that_had_ended_is_not_counted() {
    let history = [
        federation("f", COMMUNITY).on("2018-01-01"),
        committee("f", 1, &["p1"]).on("2019-06-01"),
        committee("f", 2, &["p1"]).on("2020-07-01"),
        session("f", 2, 1, &["一号规则"]).on("2020-07-02"),
        recommended("d", PROGRAMME, COMMUNITY).on("2020-07-03"),
    ];
    let facts = folded_after(recorded(history), division_abolished(COMMUNITY).on("2020-06-30"));
    let counted = |measure| tally(&facts, &measure, COUNTY, on("2020-12-31")).counted;
    assert_eq!(counted(elections(None)), [Counted::Election { federation: text("f"), term: 1 }]);
    assert_eq!(counted(Measure::CommitteeSessions(SessionSelection::default())), []);
    assert_eq!(counted(Measure::DesignationsRecommended { programme: text(PROGRAMME) }), []);
    // On the last day it may have been held before the end of the place.
    let history = [federation("f", COMMUNITY).on("2018-01-01"), committee("f", 1, &["p1"]).on("2020-06-30")];
    let facts = folded_after(recorded(history), division_abolished(COMMUNITY).on("2020-06-30"));
    assert_eq!(tally(&facts, &elections(None), COUNTY, on("2020-12-31")).number(), 1);
}

#[test]
fn a_school_is_designated_still_when_its_division_was_merged() {
    let holder = Holder::Body { name: text("示例学校"), division: text(TOWNSHIP) };
    let history = [
        DesignationGranted { holder, ..granted("d", PROGRAMME, TOWNSHIP) }.on("2018-01-01"),
        divisions_merged(&[TOWNSHIP], SECOND_TOWNSHIP).on("2020-01-01"),
    ];
    let facts = &recorded(history).facts;
    let held = Measure::Designations { programme: text(PROGRAMME) };
    let number = |scope: &str| tally(facts, &held, scope, on("2020-06-01")).number();
    assert_eq!([number(COUNTY), number(SECOND_TOWNSHIP)], [1, 1]);
}

#[test]
fn a_designation_of_an_institution_ends_with_the_institutions_place() {
    let holder = Holder::Institution(text("i"));
    let history = [
        institution("i", MEDIATION, COMMUNITY).on("2018-01-01"),
        DesignationGranted { holder, ..granted("d", PROGRAMME, COMMUNITY) }.on("2018-02-01"),
        division_abolished(COMMUNITY).on("2020-01-01"),
    ];
    let facts = &recorded(history).facts;
    let held = Measure::Designations { programme: text(PROGRAMME) };
    assert_eq!(["2019-12-31", "2020-01-01"].map(|day| tally(facts, &held, COUNTY, on(day)).number()), [1, 0]);
}

#[test]
fn the_exact_day_on_which_a_place_ended_leaves_its_institution_open() {
    let history = [
        institution("i", MEDIATION, COMMUNITY).on("2018-01-01"),
        granted("d", PROGRAMME, COMMUNITY).on("2018-01-02"),
        federation("f", COMMUNITY).on("2018-01-03"),
        division_abolished(COMMUNITY).on("2020"),
    ];
    let facts = &recorded(history).facts;
    let as_of = on("2020-06-30");
    let (standard, tree) = (Standard::five_ones_2020().unwrap(), DivisionTree::on(facts, as_of));
    let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
    let scope = facts.places.find(&text(COUNTY), as_of).unwrap();
    for measure in
        [Measure::Institutions { kind: text(MEDIATION) }, Measure::Designations { programme: text(PROGRAMME) }]
    {
        let bounds = ground.bounds(&measure, scope);
        assert_eq!((bounds.certain.len(), bounds.possible.len()), (0, 1), "{measure:?}");
    }
    let bounds = ground.bounds(&elections(None), scope);
    let missed = Counted::Federation(text("f"));
    assert_eq!((bounds.misses.contains(&missed), bounds.may_miss.contains(&missed)), (false, true));
}

#[test]
fn the_seats_of_a_federation_end_with_its_place() {
    let recorder = recorded(with_everything(COMMUNITY, division_abolished(COMMUNITY)));
    let facts = &recorder.facts;
    let federation: FederationId = text("f");
    let record = facts.federations.get(facts.federations.find(&federation).unwrap()).unwrap();
    let left = |day: &str| holdings(facts, record, on(day))[0].left.map(|left| (left.how, left.on.to_string()));
    assert_eq!(left("2020-06-29"), None);
    assert_eq!(left("2020-06-30"), Some((Left::PlaceEnded, "2020-06-30".to_owned())));
    let held = |day: &str| {
        seats_by_person(facts, on(day))[&text::<PersonId>("p1")].iter().filter(|seat| seat.is_held()).count()
    };
    assert_eq!(["2020-06-29", "2020-06-30"].map(held), [1, 0]);
    // What ended first ends the seats.
    let mut history = with_everything(COMMUNITY, division_abolished(COMMUNITY));
    history.insert(6, federation_dissolved("f").on("2020-01-01"));
    let facts = recorded(history).facts;
    let record = facts.federations.get(facts.federations.find(&federation).unwrap()).unwrap();
    assert_eq!(holdings(&facts, record, on("2020-12-31"))[0].left.unwrap().how, Left::FederationEnded);
}

#[test]
fn a_federation_that_ended_with_its_place_is_lost_because_of_that() {
    let recorder = recorded(with_everything(COMMUNITY, division_abolished(COMMUNITY)));
    let facts = &recorder.facts;
    let (from, to) = (on("2020-06-29"), on("2020-07-01"));
    let standard = Standard::five_ones_2020().unwrap();
    let sides = BothQuestions { facts, from, to, from_standard: &standard, to_standard: &standard };
    let lost = diff(&sides).into_iter().find(|one| matches!(one.change, DiffChange::FederationLost { .. })).unwrap();
    let last = recorder.events.last().unwrap().position;
    let positions: Vec<_> = lost.causes.iter().map(|cause| (cause.position, cause.effect)).collect();
    assert_eq!(positions, [(last, Effect::Counts)]);
}

#[test]
fn what_leaves_a_target_with_its_place_has_that_cause() {
    for measure in
        [Measure::Institutions { kind: text(MEDIATION) }, Measure::Designations { programme: text(PROGRAMME) }]
    {
        let mut history = with_everything(COMMUNITY, division_abolished(COMMUNITY));
        let set = jiceng_domain::target::TargetSet { measure, ..target("t", COUNTY, 1) };
        history.insert(6, set.on("2018-07-01"));
        let recorder = recorded(history);
        let (from, to) = (on("2020-06-29"), on("2020-07-01"));
        let standard = Standard::five_ones_2020().unwrap();
        let facts = &recorder.facts;
        let sides = BothQuestions { facts, from, to, from_standard: &standard, to_standard: &standard };
        let restated = restate(&sides).into_iter().find(|one| one.figure == RestatedFigure::Target(text("t"))).unwrap();
        assert_eq!((restated.said, restated.now), (1, 0));
        let causes: Vec<_> = restated.moved[0].causes.iter().map(|cause| cause.position).collect();
        assert_eq!(causes, [recorder.events.last().unwrap().position]);
    }
}

#[test]
fn a_relocation_site_counts_as_a_community() {
    let history = [
        federation("f", SITE).on("2018-01-01"),
        committee("f", 1, &["p1"]).on("2018-02-01"),
        institution("i", MEDIATION, SITE).on("2018-06-01"),
    ];
    let facts = &recorded(history).facts;
    let as_of = on("2020-01-01");
    assert_eq!(tally(facts, &elections(Some(Level::Community)), COUNTY, as_of).number(), 1);
    for level in [Level::Township, Level::County] {
        assert_eq!(tally(facts, &elections(Some(level)), COUNTY, as_of).number(), 0);
    }
    let with = Measure::DivisionsWithInstitution { kind: text(MEDIATION), level: Level::Community };
    let tally = tally(facts, &with, COUNTY, as_of);
    let place = |code: &str| Counted::Place(facts.places.find(&text(code), as_of).unwrap());
    assert_eq!(tally.counted, [place(SITE)]);
    let missed: Vec<Counted> = tally.missed.into_iter().map(|missed| missed.what).collect();
    assert_eq!(missed, [COMMUNITY, SECOND_COMMUNITY, SECOND_SITE].map(place));
}

#[test]
fn a_federation_whose_place_was_withdrawn_is_not_counted() {
    let recorder = recorded([
        division(FREE_CODE, "新社区").on("2018-01-01"),
        federation("f", FREE_CODE).on("2018-02-01"),
        committee("f", 1, &["p1"]).on("2018-03-01"),
    ]);
    let registered = recorder.events[recorder.events.len() - 3].id;
    let mut recorder = recorder;
    recorder.record(&retraction_of(registered)).unwrap();
    let (facts, as_of) = (&recorder.facts, on("2019-01-01"));
    assert_eq!(federations_on(facts, as_of).count(), 0);
    assert_eq!(round(facts, as_of, day("2018-01-01")).count(), 0);
    let whole = tally(facts, &elections(None), PROVINCE, as_of);
    assert_eq!((whole.counted, whole.missed), (vec![], vec![]));
    assert!(seats_by_person(facts, as_of).is_empty());
}

#[test]
fn nobody_looks_for_a_chair_where_the_place_has_ended() {
    let mut history = with_everything(COMMUNITY, division_abolished(COMMUNITY));
    history[1] = committee("f", 1, &["p1", "p2"]).on("2018-02-01");
    history.insert(2, seat_vacated("f", 1, "p1").on("2018-02-02"));
    let recorder = recorded(history);
    let chairs = |of: &str| {
        let as_of = on(of);
        let (standard, tree) = (Standard::five_ones_2020().unwrap(), DivisionTree::on(&recorder.facts, as_of));
        let ground = MeasuredDay { facts: &recorder.facts, as_of, standard: &standard, tree: &tree };
        let found = findings(ground, &jiceng_projections::fact_register::FactRegister::default());
        found.iter().filter(|finding| finding.code == FindingCode::CommitteeWithoutChair).count()
    };
    assert_eq!(["2020-06-29", "2020-06-30"].map(chairs), [1, 0]);
}
