//! Executive committees: elected, seats filled and vacated, sessions held.

use jiceng_domain::committee::{CommitteeInOffice, Employment, FillingWay, SeatFilled, SeatRole};
use jiceng_domain::{AsOf, Facts};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn world() -> Given {
    given(small_world()).and([federation("f", COMMUNITY).on("2017-03-01")])
}

fn elected() -> Given {
    world().and([committee("f", 1, &["p1", "p2"]).on("2018-01-01")])
}

fn in_office(facts: &Facts, on: &str) -> Option<CommitteeInOffice> {
    let federation = facts.federations.find(&text("f")).unwrap();
    facts.federations.get(federation).unwrap().committee_on(AsOf::on(day(on)))
}

fn persons(facts: &Facts, on: &str) -> Vec<String> {
    in_office(facts, on).map_or_else(Vec::new, |c| c.seats.iter().map(|seat| seat.person.to_string()).collect())
}

#[test]
fn a_committee_is_in_office_until_the_next() {
    let facts = elected().when(committee("f", 2, &["p3", "p1"]).on("2020-01-01")).is_recorded().facts;
    assert_eq!(in_office(&facts, "2017-12-31"), None);
    let first = in_office(&facts, "2019-12-31").unwrap();
    assert_eq!((first.term, first.elected, first.seats[0].role), (1, text("2018-01-01"), SeatRole::Chair));
    assert_eq!(persons(&facts, "2020-01-01"), ["p3", "p1"]);
    elected().when(committee("f", 1, &["p1", "p2"]).on("2018-01-01")).is_already_true();
}

#[test]
fn an_election_is_of_a_term_a_federation_and_persons() {
    let wished =
        |federation: &str, term, persons: &[&str], on| world().when(committee(federation, term, persons).on(on));
    wished("f", 0, &["p1"], "2018-01-01").refused("term_zero");
    wished("f", 1, &[], "2018-01-01").refused("bad_list");
    wished("f", 1, &["p1", "p1"], "2018-01-01").refused("bad_list");
    wished("f", 1, &["p1", "nobody"], "2018-01-01").refused("unknown_person");
    wished("g", 1, &["p1"], "2018-01-01").refused("unknown_federation");
    wished("f", 1, &["p1"], "2017-02-28").refused("federation_not_active");
    elected().when(committee("f", 1, &["p1", "p2"]).on("2019-01-01")).refused("term_exists");
    elected().when(committee("f", 1, &["p1", "p3"]).on("2018-01-01")).refused("term_exists");
    elected().when(committee("f", 1, &["p1", "p3"]).on("2017-06-01")).refused("term_exists");
    elected()
        .and([federation_dissolved("f").on("2019-01-01")])
        .when(committee("f", 2, &["p1"]).on("2019-06-01"))
        .refused("federation_not_active");
}

#[test]
fn seats_are_filled_and_vacated() {
    let facts = elected()
        .and([seat_filled("f", 1, "p3").on("2018-06-01")])
        .when(seat_vacated("f", 1, "p2").on("2019-01-01"))
        .is_recorded()
        .facts;
    assert_eq!(persons(&facts, "2018-05-31"), ["p1", "p2"]);
    assert_eq!(persons(&facts, "2018-12-31"), ["p1", "p2", "p3"]);
    assert_eq!(persons(&facts, "2019-01-01"), ["p1", "p3"]);
    let filled = || seat_filled("f", 1, "p3").on("2018-06-01");
    let vacated = || seat_vacated("f", 1, "p2").on("2019-01-01");
    elected().and([filled()]).when(filled()).is_already_true();
    elected().and([vacated()]).when(vacated()).is_already_true();
}

#[test]
fn a_seat_is_of_one_person_and_a_committee_that_is_there() {
    let filled = |term, person: &str, on: &str| elected().when(seat_filled("f", term, person).on(on));
    filled(1, "p2", "2018-06-01")
        .refused_saying("person_seated", "p2 has this seat in term 1 of f already (see #last, 2018-01-01)");
    filled(1, "nobody", "2018-06-01").refused("unknown_person");
    filled(2, "p3", "2018-06-01").refused("no_committee");
    filled(1, "p3", "2017-06-01").refused("no_committee");
    let vacated = |term, person: &str, on: &str| elected().when(seat_vacated("f", term, person).on(on));
    vacated(1, "p3", "2018-06-01").refused_saying("person_not_seated", "p3 has no seat in term 1 of f on 2018-06-01");
    vacated(1, "p1", "2018-06-01").is_recorded();
    vacated(1, "nobody", "2018-06-01").refused("person_not_seated");
    vacated(2, "p1", "2018-06-01").refused("no_committee");
    elected().when(seat_filled("x", 1, "p3").on("2018-06-01")).refused("unknown_federation");
    elected().when(seat_vacated("x", 1, "p1").on("2018-06-01")).refused("unknown_federation");
}

/// The ordinary by-election: those who sit there elect one of them to another seat (增选).
#[test]
fn who_sits_in_a_committee_can_take_another_seat_of_it() {
    let promoted = SeatFilled {
        role: SeatRole::ViceChair,
        way: Some(FillingWay::Elected),
        employment: Some(Employment::PartTime),
        session: Some(4),
        ..seat_filled("f", 1, "p2")
    };
    let given = elected().and([promoted.clone().on("2018-06-01")]);
    given.clone().when(promoted.clone().on("2018-06-01")).is_already_true();
    given.clone().when(promoted.clone().on("2019-01-01")).refused("person_seated");
    let facts = given.clone().when(seat_vacated("f", 1, "p2").on("2019-06-01")).is_recorded().facts;
    let seats = |on: &str| {
        let seats = in_office(&facts, on).unwrap().seats;
        seats.iter().map(|seat| (seat.person.to_string(), seat.role, seat.employment)).collect::<Vec<_>>()
    };
    let chair = ("p1".to_owned(), SeatRole::Chair, None);
    assert_eq!(seats("2018-05-31"), [chair.clone(), ("p2".to_owned(), SeatRole::Member, None)]);
    let promoted_seat = ("p2".to_owned(), SeatRole::ViceChair, Some(Employment::PartTime));
    assert_eq!(seats("2018-06-01"), [chair.clone(), promoted_seat]);
    assert_eq!(seats("2019-06-01"), [chair]);
    // Who left within a year left it, whichever seat the person had taken by then.
    let facts = given.clone().when(seat_vacated("f", 1, "p2").on("2018")).is_recorded().facts;
    assert_eq!(in_office(&facts, "2018-12-30").unwrap().seats.len(), 2);
    assert_eq!(in_office(&facts, "2018-12-31").unwrap().seats.len(), 1);
    // The same seat in another way of employment is another state; without one it says nothing new.
    let seconded = SeatFilled { employment: Some(Employment::Seconded), ..promoted.clone() };
    given.clone().when(seconded.on("2019-01-01")).is_recorded();
    given.clone().when(SeatFilled { employment: None, ..promoted.clone() }.on("2019-01-01")).refused("person_seated");
    // An earlier one, recorded later.
    let standing = SeatFilled { role: SeatRole::StandingMember, ..seat_filled("f", 1, "p2") };
    given.clone().when(standing.on("2018-03-01")).is_recorded();
    let both = SeatFilled { congress: Some(2), ..promoted };
    elected().when(both.on("2018-06-01")).refused("decided_twice");
    for (session, congress) in [(Some(0), None), (None, Some(0))] {
        let zeroth = SeatFilled { session, congress, ..seat_filled("f", 1, "p3") };
        elected().when(zeroth.on("2018-06-01")).refused("session_zero");
    }
    let at_a_congress = SeatFilled { congress: Some(2), way: Some(FillingWay::Added), ..seat_filled("f", 1, "p3") };
    elected().when(at_a_congress.on("2018-06-01")).is_recorded();
}

#[test]
fn a_committee_holds_each_session_once() {
    let met = |session: u16, adopted: &[&str], on: &str| self::session("f", 1, session, adopted).on(on);
    elected().and([met(1, &[], "2018-02-01")]).when(met(2, &["议事规则", "工作规则"], "2020-40")).is_recorded();
    let given = elected().and([met(2, &["议事规则"], "2020-40")]);
    given.clone().when(met(2, &["议事规则"], "2020-40")).is_already_true();
    given.clone().when(met(2, &["议事规则"], "2020-02-01")).refused("session_exists");
    given.when(met(2, &["工作规则"], "2020-40")).refused("session_exists");
    elected().when(met(0, &[], "2018-06-01")).refused("session_zero");
    elected().when(met(1, &[], "2017-06-01")).refused("no_committee");
    world().when(met(1, &[], "2018-06-01")).refused("no_committee");
    elected().when(session("x", 1, 1, &[]).on("2018-06-01")).refused("unknown_federation");
}

#[test]
fn an_election_is_corrected_though_its_committee_has_met() {
    let election = event_id(small_world().len() as u64 + 2, 0);
    let facts = elected()
        .and([session("f", 1, 1, &[]).on("2018-02-01"), seat_vacated("f", 1, "p2").on("2019-01-01")])
        .when(correction_of(election, committee("f", 1, &["p3", "p2"]).on("2017-12-01")))
        .is_recorded()
        .facts;
    assert_eq!(persons(&facts, "2018-06-01"), ["p3", "p2"]);
    assert_eq!(persons(&facts, "2019-01-01"), ["p3"]);
}

/// Who left in 2019 did not leave in 2018 too; the fact in the way is the later one, and it is
/// named.
#[test]
fn nobody_leaves_twice() {
    let given = elected().and([seat_vacated("f", 1, "p2").on("2019-01-01")]);
    given.clone().when(seat_vacated("f", 1, "p2").on("2018-06")).refused_saying(
        "committee_clash",
        "this would contradict what is recorded of the committees of f for 2019-01-01 (see #last, 2019-01-01); \
         withdraw or correct that first",
    );
    given.when(seat_vacated("f", 1, "p2").on("2020-H1")).refused_saying(
        "person_not_seated",
        "p2 has no seat in term 1 of f on 2020-H1 (taken for its last day, 2020-06-30) (see #last, 2019-01-01)",
    );
}
