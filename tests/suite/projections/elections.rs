//! Committees in office: each state of a term and its boundaries, rules that change, seats, rounds.

use jiceng_domain::committee::{Employment, FillingWay, SeatFilled, SeatRole};
use jiceng_domain::standard::Standard;
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{AsOf, Level, Position, Wish};
use jiceng_projections::elections::bounds::{FederationBounds, bounds_by_level, office_outlooks, round_outlooks};
use jiceng_projections::elections::held::{Round, RoundState, round};
use jiceng_projections::elections::office::{Office, OfficeState, offices};
use jiceng_projections::elections::seats::{Left, Taken, holdings};
use jiceng_projections::elections::totals::{OfficeTotals, by_level};
use jiceng_projections::{DivisionTree, Whereabouts, elections};
use jiceng_testkit::make::{
    On as _, committee, correction_of, day, division_moved, federation, federation_dissolved, federations_merged,
    retraction_of, seat_filled, seat_vacated, site_became_community, text,
};
use jiceng_testkit::recorder::Recorder;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{
    COMMUNITY, COUNTY, FREE_CODE, PREFECTURE, SECOND_COMMUNITY, SECOND_COUNTY, SITE, TOWNSHIP, small_world,
};

use Left::{FederationEnded, NextElection, Vacated};
use OfficeState::{Due, InTerm, NeverElected, NoTerm, Overdue};
use Taken::{Elected, Filled};

fn standard() -> Standard {
    let term = |level, from: &str, years| TermOfOffice { level, from: day(from), years, source: text("示例") };
    let mut standard = Standard::five_ones_2020().unwrap();
    standard.terms = vec![
        term(Level::Community, "2018-12-29", 5),
        term(Level::Community, "2017-06-01", 3),
        term(Level::County, "2003-07-15", 5),
    ];
    standard
}

fn recorded(history: impl IntoIterator<Item = Wish>) -> Recorder {
    given(small_world()).and(history).recorder()
}

fn all(recorder: &Recorder, as_of: AsOf) -> Vec<Office> {
    offices(&recorder.facts, as_of, &standard(), 180).collect()
}

fn on(day: &str) -> AsOf {
    AsOf::on(self::day(day))
}

/// What it is for certain, and at worst.
fn states(recorder: &Recorder, day: &str) -> Vec<(OfficeState, OfficeState)> {
    all(recorder, on(day)).iter().map(|office| (office.state, office.at_worst)).collect()
}

fn founded(place: &str) -> Wish {
    federation("f", place).on("2017-03-01")
}

#[test]
fn a_committee_is_in_term_then_due_then_overdue() {
    let elected = recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on("2018-01-31")]);
    for (day, state) in [
        ("2017-03-01", NeverElected),
        ("2018-01-30", NeverElected),
        ("2018-01-31", InTerm),
        // 180 days before the end are the first that are due.
        ("2020-08-03", InTerm),
        ("2020-08-04", Due),
        ("2021-01-30", Due),
        ("2021-01-31", Overdue),
        ("2029-12-31", Overdue),
    ] {
        assert_eq!(states(&elected, day), [(state, state)], "{day}");
    }
    assert_eq!(states(&elected, "2017-02-28"), []);
    let office = &all(&elected, on("2020-06-30"))[0];
    let (end, term) = (office.end.unwrap(), office.term.as_ref().unwrap());
    assert_eq!((end.earliest, end.latest, term.years), (day("2021-01-31"), day("2021-01-31"), 3));
    let others: Vec<_> = offices(&elected.facts, on("2021-01-30"), &standard(), 0).map(|o| o.state).collect();
    assert_eq!(others, [InTerm]);
}

#[test]
fn the_rule_is_that_of_the_day_of_election() {
    let state =
        |elected: &str, day| states(&recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on(elected)]), day)[0].0;
    assert_eq!(state("2017-05-31", "2025-01-01"), NoTerm);
    assert_eq!(state("2018-12-28", "2021-12-28"), Overdue);
    assert_eq!(state("2018-12-29", "2021-12-29"), InTerm);
    assert_eq!(state("2018-12-29", "2023-12-28"), Due);
    assert_eq!(state("2018-12-29", "2023-12-29"), Overdue);
}

#[test]
fn the_level_is_that_of_the_place_and_a_site_is_a_community() {
    let state = |place, day| states(&recorded([founded(place), committee("f", 1, &["p1"]).on("2018-01-31")]), day)[0].0;
    assert_eq!(state(COUNTY, "2021-01-31"), InTerm);
    assert_eq!(state(COUNTY, "2023-01-31"), Overdue);
    assert_eq!(state(SITE, "2021-01-31"), Overdue);
    assert_eq!(state(TOWNSHIP, "2021-01-31"), NoTerm);
    let history = [
        founded(SITE),
        committee("f", 1, &["p1"]).on("2018-01-31"),
        site_became_community(SITE, FREE_CODE, "示例社区").on("2019-01-01"),
    ];
    assert_eq!(states(&recorded(history), "2021-01-31")[0].0, Overdue);
}

#[test]
fn a_partial_date_of_election_leaves_open_if_the_term_is_over() {
    let elected = recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on("2018-01")]);
    assert_eq!(states(&elected, "2020-12-31"), [(Due, Due)]);
    assert_eq!(states(&elected, "2021-01-01"), [(Due, Overdue)]);
    assert_eq!(states(&elected, "2021-01-30"), [(Due, Overdue)]);
    assert_eq!(states(&elected, "2021-01-31"), [(Overdue, Overdue)]);
    let totals = |day| OfficeTotals::of(&all(&elected, on(day)));
    let due = OfficeTotals { federations: 1, due: 1, ..OfficeTotals::default() };
    assert_eq!(totals("2020-12-31"), due);
    assert_eq!(totals("2021-01-30"), OfficeTotals { possibly_overdue: 1, ..due });
    assert_eq!(totals("2021-01-31"), OfficeTotals { due: 0, overdue: 1, ..due });
    // The rule changed within the year.
    let elected = recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on("2018")]);
    assert_eq!(states(&elected, "2021-01-01"), [(InTerm, Overdue)]);
    assert_eq!(states(&elected, "2023-12-31"), [(Overdue, Overdue)]);
}

#[test]
fn a_by_election_and_a_departure_change_the_seats_and_not_the_term() {
    let elected = recorded([
        founded(COMMUNITY),
        committee("f", 1, &["p1", "p2"]).on("2018-01-31"),
        seat_vacated("f", 1, "p1").on("2019-01-01"),
        seat_filled("f", 1, "p3").on("2019-06-01"),
        seat_filled("f", 1, "p4").on("2019-07-01"),
        committee("f", 2, &["p4"]).on("2020-12-01"),
    ]);
    let seats = |day| {
        let office = all(&elected, on(day)).remove(0);
        let counts = office.seats;
        (counts.elected, counts.filled, counts.vacant(), counts.by_elections.len(), counts.departures.len())
    };
    assert_eq!(seats("2018-01-31"), (2, 2, 0, 0, 0));
    assert_eq!(seats("2019-01-01"), (2, 1, 1, 0, 1));
    assert_eq!(seats("2019-06-01"), (2, 2, 0, 1, 1));
    assert_eq!(seats("2019-07-01"), (2, 3, 0, 2, 1));
    assert_eq!(seats("2020-12-01"), (1, 1, 0, 0, 0));
    assert_eq!(states(&elected, "2020-11-30")[0].0, Due);
    let world = u64::try_from(small_world().len()).unwrap();
    let office = all(&elected, on("2019-07-01")).remove(0);
    assert_eq!(office.seats.departures, [Position(world + 2)]);
    assert_eq!(office.seats.by_elections, [Position(world + 3), Position(world + 4)]);
}

/// Term, person, how and when the seat was taken, how and when it was left.
type Held = (u16, String, Taken, String, Option<(Left, String)>);

#[test]
fn the_seats_over_time_say_how_each_was_taken_and_left() {
    let history = [
        founded(COMMUNITY),
        committee("f", 1, &["p1", "p2"]).on("2018-01-31"),
        seat_vacated("f", 1, "p2").on("2019"),
        seat_filled("f", 1, "p3").on("2020-01-01"),
        committee("f", 2, &["p3"]).on("2020-05-01"),
        federation_dissolved("f").on("2020-06-01"),
    ];
    let elected = recorded(history);
    let held = |day| -> Vec<Held> {
        let record = elected.facts.federations.get(elected.facts.federations.find(&text("f")).unwrap()).unwrap();
        let holdings = holdings(&elected.facts, record, on(day)).into_iter();
        let left = |left: jiceng_projections::elections::seats::Leaving| (left.how, left.on.to_string());
        holdings.map(|h| (h.term, h.person.to_string(), h.taken, h.from.to_string(), h.left.map(left))).collect()
    };
    let seat = |term, person: &str, taken, from: &str, left: Option<(Left, &str)>| {
        (term, person.to_owned(), taken, from.to_owned(), left.map(|(how, on)| (how, on.to_owned())))
    };
    assert_eq!(held("2018-01-30"), []);
    let both = [seat(1, "p1", Elected, "2018-01-31", None), seat(1, "p2", Elected, "2018-01-31", None)];
    assert_eq!(held("2019-12-30"), both);
    let left = seat(1, "p2", Elected, "2018-01-31", Some((Vacated, "2019")));
    assert_eq!(held("2019-12-31"), [both[0].clone(), left.clone()]);
    let first = |left| {
        let mut seats = vec![
            seat(1, "p1", Elected, "2018-01-31", left),
            seat(1, "p2", Elected, "2018-01-31", Some((Vacated, "2019"))),
        ];
        seats.push(seat(1, "p3", Filled, "2020-01-01", left));
        seats
    };
    assert_eq!(held("2020-04-30"), first(None));
    let mut second = first(Some((NextElection, "2020-05-01")));
    second.push(seat(2, "p3", Elected, "2020-05-01", None));
    assert_eq!(held("2020-05-31"), second);
    second.pop();
    second.push(seat(2, "p3", Elected, "2020-05-01", Some((FederationEnded, "2020-06-01"))));
    assert_eq!(held("2020-06-01"), second);
}

#[test]
fn who_takes_another_seat_leaves_the_one_before() {
    let vice = SeatFilled {
        role: SeatRole::ViceChair,
        way: Some(FillingWay::Elected),
        employment: Some(Employment::PartTime),
        ..seat_filled("f", 1, "p2")
    };
    let history = [founded(COMMUNITY), committee("f", 1, &["p1", "p2"]).on("2018-01-31"), vice.on("2019-03-01")];
    let elected = recorded(history);
    let record = elected.facts.federations.get(elected.facts.federations.find(&text("f")).unwrap()).unwrap();
    let held = holdings(&elected.facts, record, on("2019-03-01"));
    let shown = held.iter().map(|h| (h.person.to_string(), h.role, h.way, h.employment, h.left.map(|left| left.how)));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("p1".to_owned(), SeatRole::Chair, None, None, None),
            ("p2".to_owned(), SeatRole::Member, None, None, Some(Left::OtherSeat)),
            ("p2".to_owned(), SeatRole::ViceChair, Some(FillingWay::Elected), Some(Employment::PartTime), None),
        ]
    );
}

#[test]
fn a_federation_that_was_merged_or_dissolved_is_not_counted() {
    let history = || {
        vec![
            founded(COMMUNITY),
            federation("g", SECOND_COMMUNITY).on("2017-03-01"),
            committee("f", 1, &["p1"]).on("2018-01-31"),
        ]
    };
    let merged = [history(), vec![federations_merged(&["f"], "g").on("2019-01-01")]].concat();
    let dissolved = [history(), vec![federation_dissolved("f").on("2019-01-01")]].concat();
    for history in [merged, dissolved] {
        let recorder = recorded(history);
        let named = |day| -> Vec<String> {
            all(&recorder, on(day)).into_iter().map(|office| office.federation.federation.to_string()).collect()
        };
        assert_eq!(named("2018-12-31"), ["f", "g"]);
        assert_eq!(named("2019-01-01"), ["g"]);
        let totals = OfficeTotals::of(&all(&recorder, on("2022-01-01")));
        assert_eq!((totals.federations, totals.never_elected), (1, 1));
    }
}

#[test]
fn what_was_known_then_stays_answerable() {
    let world = small_world().len();
    let mut recorder = recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on("2018-01-31")]);
    let before = Position(recorder.events.len() as u64);
    // It was elected a year earlier than the ledger said, and that was found out later.
    let id = recorder.last_id();
    recorder.record(&correction_of(id, committee("f", 1, &["p1"]).on("2017-06-30"))).unwrap();
    let states = |known| -> Vec<OfficeState> {
        let as_of = on("2020-06-30").known_before(known);
        all(&recorder, as_of).iter().map(|office| office.state).collect()
    };
    assert_eq!(states(Position(world as u64 + 1)), [NeverElected]);
    assert_eq!(states(before), [InTerm]);
    assert_eq!(states(Position(u64::MAX)), [Overdue]);
    let id = recorder.last_id();
    recorder.record(&retraction_of(id)).unwrap();
    let after: Vec<_> = all(&recorder, on("2020-06-30")).iter().map(|office| office.state).collect();
    assert_eq!(after, [NeverElected]);
}

#[test]
fn a_round_counts_elections_between_two_days_both_included() {
    let elected = |on: &str| recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on(on)]);
    let of = |recorder: &Recorder, from: &str, to: &str| -> Vec<Round> {
        round(&recorder.facts, on(to), day(from)).collect()
    };
    let state = |elected_on: &str, from: &str, to: &str| of(&elected(elected_on), from, to)[0].state;
    assert_eq!(state("2020-07-01", "2020-07-01", "2020-12-31"), RoundState::Held);
    assert_eq!(state("2020-12-31", "2020-07-01", "2020-12-31"), RoundState::Held);
    assert_eq!(state("2020-06-30", "2020-07-01", "2020-12-31"), RoundState::NotHeld);
    assert_eq!(state("2020-12-31", "2020-07-01", "2020-12-30"), RoundState::NotHeld);
    assert_eq!(state("2020-41", "2020-07-01", "2020-12-31"), RoundState::Held);
    assert_eq!(state("2020", "2020-07-01", "2020-12-31"), RoundState::Possibly);
    assert_eq!(state("2020-12", "2020-07-01", "2020-12-30"), RoundState::Possibly);
    assert_eq!(state("2019", "2020-01-01", "2020-12-31"), RoundState::NotHeld);
    let ended = recorded([
        founded(COMMUNITY),
        committee("f", 1, &["p1"]).on("2020-07-01"),
        federation_dissolved("f").on("2020-08-01"),
    ]);
    assert_eq!(of(&ended, "2020-07-01", "2020-12-31"), []);
    assert_eq!(of(&ended, "2020-07-01", "2020-07-31").len(), 1);
    // Of an election recorded later nothing was known.
    let recorder = elected("2020-07-01");
    let last = Position(recorder.events.len() as u64 - 1);
    let known: Vec<_> = round(&recorder.facts, on("2020-12-31").known_before(last), day("2020-07-01")).collect();
    assert_eq!(known[0].state, RoundState::NotHeld);
    assert_eq!(of(&recorder, "2020-07-01", "2020-12-31")[0].elections[0].position, last);
}

#[test]
fn federations_are_added_up_by_the_division_they_lie_in() {
    let recorder = recorded([
        founded(COMMUNITY),
        federation("g", COUNTY).on("2017-03-01"),
        federation("h", PREFECTURE).on("2017-03-01"),
        committee("g", 1, &["p1"]).on("2018-01-31"),
    ]);
    let found = all(&recorder, on("2020-06-30"));
    let tree = DivisionTree::on(&recorder.facts, on("2020-06-30"));
    let groups = by_level(&tree, Level::County, &found, |office: &Office| office.federation.place, OfficeTotals::add);
    let county = super::coverage::number(&recorder.facts, COUNTY);
    let one = OfficeTotals { federations: 1, never_elected: 1, ..OfficeTotals::default() };
    assert_eq!(
        groups.into_iter().collect::<Vec<_>>(),
        [(None, one), (Some(county), OfficeTotals { federations: 2, in_term: 1, ..one }),]
    );
    assert_eq!(elections::federations_on(&recorder.facts, on("2020-06-30")).count(), 3);
}

#[test]
fn what_dates_leave_open_of_elections_by_county_is_bounded() {
    let recorder = recorded([
        federation("f", COMMUNITY).on("2018-01-01"),
        federation("g", SECOND_COMMUNITY).on("2019"),
        committee("f", 1, &["p1"]).on("2019"),
        division_moved(TOWNSHIP, SECOND_COUNTY, None).on("2020"),
    ]);
    let bounds = |day: &str| {
        let (facts, as_of) = (&recorder.facts, on(day));
        let outlooks = round_outlooks(facts, as_of, self::day("2019-01-01"), None);
        let tree = DivisionTree::on(facts, as_of);
        let found = bounds_by_level(&Whereabouts::of(facts, &tree), Level::County, &outlooks);
        let told = |code: &str| {
            let of = found.get(&Some(super::coverage::number(facts, code)));
            let of = of.cloned().unwrap_or_default();
            [of.at_least, of.at_most].map(|of| (of.federations, of.of(true), of.of(false)))
        };
        [COUNTY, SECOND_COUNTY].map(told)
    };
    // One may not be there yet, the other may have elected.
    let nothing = [(0, 0, 0); 2];
    assert_eq!(bounds("2019-06-30"), [[(1, 0, 0), (2, 1, 2)], nothing]);
    assert_eq!(bounds("2019-12-31"), [[(2, 1, 1), (2, 1, 1)], nothing]);
    // Both lie in the one county or in the other.
    assert_eq!(bounds("2020-06-30"), [[(0, 0, 0), (2, 1, 1)], [(0, 0, 0), (2, 1, 1)]]);
    assert_eq!(bounds("2020-12-31"), [nothing, [(2, 1, 1), (2, 1, 1)]]);
}

#[test]
fn what_dates_leave_open_of_terms_is_bounded() {
    let recorder = recorded([founded(COMMUNITY), committee("f", 1, &["p1"]).on("2018")]);
    let bounds = |day: &str| {
        let outlooks = office_outlooks(&recorder.facts, on(day), None, &standard(), 180);
        let mut bounds = FederationBounds::default();
        for outlook in &outlooks {
            bounds.add(&outlook.found);
        }
        [InTerm, Due, Overdue, NeverElected].map(|state| [bounds.at_least.of(state), bounds.at_most.of(state)])
    };
    let (no, perhaps, yes) = ([0, 0], [0, 1], [1, 1]);
    assert_eq!(bounds("2018-06-30"), [perhaps, no, no, perhaps]);
    assert_eq!(bounds("2019-06-30"), [yes, no, no, no]);
    assert_eq!(bounds("2021-06-30"), [perhaps, perhaps, perhaps, no]);
    assert_eq!(bounds("2024-06-30"), [no, no, yes, no]);
}
