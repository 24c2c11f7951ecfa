//! An end dated by a half-year, and an opening within it: the end must have come before, so from
//! the opening's day on it has happened, whoever is asked.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::element::Standing;
use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Facts, Position, Reading, Wish};
use jiceng_projections::explain::{Weight, explain};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;

/// The days before the opening, from it on within the half-year, and after that.
const DAYS: [&str; 4] = ["2018-02-01", "2018-03-10", "2018-05-01", "2018-07-01"];

/// What is answered on each of the days; nothing is without effect on any of them.
fn on_each_day<T>(history: Vec<Wish>, answer: impl Fn(&Facts, AsOf) -> T) -> [T; 4] {
    let recorder = given(small_world()).and(history).recorder();
    let facts = recorder.facts;
    DAYS.map(|on| {
        let as_of = AsOf::on(day(on));
        for e in recorder.events.iter().filter(|e| e.fact.effective == text("2018-40")) {
            assert_eq!(facts.has_happened(e, as_of), on != DAYS[0], "{on} {e:?}");
        }
        assert!(facts.without_effect(as_of).is_empty(), "{on} {:?}", facts.without_effect(as_of));
        answer(&facts, as_of)
    })
}

fn home_of(facts: &Facts, place: &str, as_of: AsOf) -> Standing {
    let no = facts.places.find(&text(place), as_of).unwrap();
    facts.elements.standing(no, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
}

#[test]
fn a_home_that_opens_again_was_closed_before() {
    let facts = given(small_world())
        .and([home(SITE).on("2017-01-01"), closed(SITE, WOMENS_HOME).on("2018-40"), home(SITE).on("2018-03-10")])
        .recorder()
        .facts;
    let as_of = AsOf::on(day("2018-05-01"));
    let (site, kind) = (facts.places.find(&text(SITE), as_of).unwrap(), facts.catalogue.kind(WOMENS_HOME).unwrap());
    let standard = Standard::five_ones_2020().unwrap();
    for (on, weights) in [
        ("2018-02-01", [Weight::Counts, Weight::NotYet, Weight::NotYet]),
        ("2018-05-01", [const { Weight::Counts }; 3]),
        ("2018-07-01", [const { Weight::Counts }; 3]),
    ] {
        let as_of = AsOf::on(day(on));
        let mut grounds = explain(&facts, site, kind, as_of, &standard).unwrap().grounds;
        grounds.sort_by_key(|ground| ground.position);
        assert_eq!(grounds.iter().map(|ground| ground.weight.clone()).collect::<Vec<_>>(), weights, "{on}");
        assert!(facts.without_effect(as_of).is_empty(), "{on}");
    }
    assert_eq!(facts.elements.standing(site, kind, as_of.reading(Reading::Earliest)), Standing::Open);
}

#[test]
fn an_inspection_of_the_first_home_is_none_of_the_second() {
    let passed = on_each_day(
        vec![
            home(SITE).on("2017-01-01"),
            inspected(SITE, WOMENS_HOME, true).on("2017-02-01"),
            closed(SITE, WOMENS_HOME).on("2018-40"),
            home(SITE).on("2018-03-10"),
        ],
        |facts, as_of| {
            let site = facts.places.find(&text(SITE), as_of).unwrap();
            facts.elements.last_inspection(site, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
        },
    );
    assert_eq!(passed, [Some(true), None, None, None]);
}

#[test]
fn a_sharing_with_another_provider_ended_the_first() {
    let shared = on_each_day(
        vec![
            home(COMMUNITY).on("2017-01-01"),
            home(SECOND_COMMUNITY).on("2017-01-01"),
            sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2017-02-01"),
            sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-40"),
            sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2018-03-10"),
        ],
        |facts, as_of| {
            let site = facts.places.find(&text(SITE), as_of).unwrap();
            let with = facts.sharings.provider(site, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of).unwrap();
            facts.places.get(with).unwrap().code_on(as_of).unwrap().to_string()
        },
    );
    assert_eq!(shared, [COMMUNITY, SECOND_COMMUNITY, SECOND_COMMUNITY, SECOND_COMMUNITY]);
}

#[test]
fn a_home_suspended_again_was_resumed_before() {
    let history = vec![
        home(SITE).on("2017-01-01"),
        suspended(SITE, WOMENS_HOME).on("2017-06-01"),
        resumed(SITE, WOMENS_HOME).on("2018-40"),
        suspended(SITE, WOMENS_HOME).on("2018-03-10"),
        resumed(SITE, WOMENS_HOME).on("2018-06-30"),
    ];
    let standing = on_each_day(history, |facts, as_of| home_of(facts, SITE, as_of));
    assert_eq!(standing, [Standing::Suspended, Standing::Suspended, Standing::Suspended, Standing::Open]);
}

#[test]
fn a_designation_granted_again_was_revoked_before() {
    let history = vec![
        granted("d", "star_parent_school", SITE).on("2017-06-01"),
        revoked("d").on("2018-40"),
        granted("d", "star_parent_school", SITE).on("2018-03-10"),
        revoked("d").on("2018-04-30"),
    ];
    let held = on_each_day(history, |facts, as_of| {
        matches!(facts.designations.state_on::<DesignationState>(&text("d"), as_of), DesignationState::Held(..))
    });
    assert_eq!(held, [true, true, false, false]);
}

#[test]
fn who_is_seated_again_left_the_seat_before() {
    let history = vec![
        federation("f", COMMUNITY).on("2017-01-01"),
        committee("f", 1, &["p1", "p2"]).on("2017-01-02"),
        seat_vacated("f", 1, "p2").on("2018-40"),
        seat_filled("f", 1, "p2").on("2018-03-10"),
        seat_vacated("f", 1, "p2").on("2018-04-30"),
    ];
    let seated = on_each_day(history, |facts, as_of| {
        let record = facts.federations.get(facts.federations.find(&text("f")).unwrap()).unwrap();
        record.committee_on(as_of).unwrap().seats.len()
    });
    assert_eq!(seated, [2, 2, 1, 1]);
}

#[test]
fn a_standard_adopted_again_was_repealed_before() {
    let adopted = || standard("s", &[WOMENS_HOME]);
    let history = vec![
        adopted().on("2017-01-01"),
        standard_repealed("s").on("2018-40"),
        adopted().on("2018-03-10"),
        standard_repealed("s").on("2018-04-30"),
    ];
    let in_force = on_each_day(history, |facts, as_of| facts.standard_on(as_of).is_some());
    assert_eq!(in_force, [true, true, false, false]);
}

#[test]
fn a_federation_ended_before_another_was_founded_at_its_place() {
    let first = || federation("f", COMMUNITY).on("2017-01-01");
    let ended = || federation_dissolved("f").on("2018-40");
    let second = || federation("g", COMMUNITY).on("2018-03-10");
    for history in [vec![first(), ended(), second()], vec![second(), first(), ended()]] {
        let active = on_each_day(history, |facts, as_of| {
            let active = facts.federations.iter().filter(|(_, record)| record.is_active(as_of));
            let ids: Vec<String> = active.map(|(_, record)| record.id.to_string()).collect();
            let community = facts.places.find(&text(COMMUNITY), as_of).unwrap();
            let at = facts.federations.at(community, as_of).map(|record| record.id.to_string());
            assert_eq!(at.into_iter().collect::<Vec<_>>(), ids);
            ids
        });
        assert_eq!(active, [["f"], ["g"], ["g"], ["g"]]);
    }
    // Nothing shows it any more once the founding is withdrawn, nor before it was known.
    let given = given(small_world()).and([first(), ended(), second()]).and_withdrawn();
    let facts = given.recorder().facts;
    let as_of = AsOf::on(day("2018-05-01"));
    let is_active = |as_of| {
        let record = facts.federations.get(facts.federations.find(&text("f")).unwrap()).unwrap();
        record.is_active(as_of)
    };
    assert!(is_active(as_of));
    let head = facts.head().0;
    assert_eq!([head - 2, head - 1].map(|known| is_active(as_of.known_before(Position(known)))), [true, false]);
}

#[test]
fn a_code_was_given_up_before_another_place_got_it() {
    let carriers = |facts: &Facts, code: &str, as_of: AsOf| {
        let carries = facts.places.iter().filter(|(_, record)| {
            record.is_open(as_of) && record.code_on(as_of).is_some_and(|of| of.to_string() == code)
        });
        let names: Vec<String> = carries.map(|(_, record)| record.name_on(as_of).unwrap().to_string()).collect();
        let found = facts.places.get(facts.places.find(&text(code), as_of).unwrap()).unwrap();
        assert_eq!(names, [found.name_on(as_of).unwrap().to_string()]);
        names
    };
    let first = || division(FREE_CODE, "甲社区").on("2017-01-01");
    let second = || division(FREE_CODE, "乙社区").on("2018-03-10");
    for given_up in [
        division_abolished(FREE_CODE).on("2018-40"),
        division_recoded(FREE_CODE, "450224100088").on("2018-40"),
        divisions_merged(&[FREE_CODE], COMMUNITY).on("2018-40"),
        division_moved(FREE_CODE, SECOND_TOWNSHIP, Some("450224101088")).on("2018-40"),
    ] {
        let carried =
            on_each_day(vec![first(), given_up.clone(), second()], |facts, as_of| carriers(facts, FREE_CODE, as_of));
        assert_eq!(carried, [["甲社区"], ["乙社区"], ["乙社区"], ["乙社区"]], "{given_up:?}");
        let recoded = division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2018-03-10");
        let carried =
            on_each_day(vec![first(), given_up.clone(), recoded], |facts, as_of| carriers(facts, FREE_CODE, as_of));
        assert_eq!(carried, [["甲社区"], ["桔东社区居委会"], ["桔东社区居委会"], ["桔东社区居委会"]], "{given_up:?}");
        // Within days on which it was certainly carried, it is not given again; the refusal names
        // what gives it up.
        let early = division(FREE_CODE, "乙社区").on("2017-12-31");
        let refusal = given(small_world()).and([first(), given_up]).when(early).refused("division_exists");
        assert!(refusal.to_string().contains("until #26, 2018-H1"), "{refusal}");
    }
}

/// An exact day, and dates that overlap it: neither is the earlier one for sure.
#[test]
fn one_thing_entered_twice_is_refused_in_either_order() {
    let with = |history: Vec<Wish>| given(small_world()).and(history);
    let two = || vec![home(COMMUNITY).on("2017-01-01"), home(SECOND_COMMUNITY).on("2017-01-01")];
    let founded = || vec![federation("f", COMMUNITY).on("2017-01-01"), committee("f", 1, &["p1"]).on("2017-01-01")];
    let suspended_once = || vec![home(SITE).on("2017-01-01")];
    type Opens = Box<dyn Fn(&str) -> Wish>;
    let cases: Vec<(Vec<Wish>, Opens, Opens)> = vec![
        (vec![], Box::new(|on| home(SITE).on(on)), Box::new(|on| home(SITE).on(on))),
        (vec![], Box::new(|on| council(SITE).on(on)), Box::new(|on| council(SITE).on(on))),
        (
            suspended_once(),
            Box::new(|on| suspended(SITE, WOMENS_HOME).on(on)),
            Box::new(|on| suspended(SITE, WOMENS_HOME).on(on)),
        ),
        (
            two(),
            Box::new(|on| sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on(on)),
            Box::new(|on| sharing(SITE, SECOND_COMMUNITY, &[WOMENS_HOME]).on(on)),
        ),
        (vec![], Box::new(|on| federation("f", COMMUNITY).on(on)), Box::new(|on| federation("g", COMMUNITY).on(on))),
        (founded(), Box::new(|on| seat_filled("f", 1, "p2").on(on)), Box::new(|on| seat_filled("f", 1, "p2").on(on))),
        (
            vec![],
            Box::new(|on| granted("d", "star_parent_school", SITE).on(on)),
            Box::new(|on| granted("d", "star_parent_school", SITE).on(on)),
        ),
        (
            vec![],
            Box::new(|on| standard("s", &[WOMENS_HOME]).on(on)),
            Box::new(|on| standard("s", &[WOMENS_HOME]).on(on)),
        ),
        (
            vec![],
            Box::new(|on| division(FREE_CODE, "甲社区").on(on)),
            Box::new(|on| division(FREE_CODE, "乙社区").on(on)),
        ),
    ];
    for (before, one, other) in cases {
        for (exact, open) in
            [("2018-10-31", "2018-10"), ("2018-10-05", "2018-10"), ("2018-12-31", "2018"), ("2018-10", "2018-41")]
        {
            let refuses = |first: Wish, second: Wish| {
                let mut recorder = with(before.clone()).and([first.clone()]).recorder();
                assert!(recorder.record(&second).is_err(), "{first:?} {second:?}");
            };
            refuses(one(exact), other(open));
            refuses(one(open), other(exact));
            refuses(other(exact), one(open));
            refuses(other(open), one(exact));
        }
        // An earlier one for sure, whose end may come yet.
        with(before.clone()).and([one("2018-10-31")]).when(other("2018-09")).is_recorded();
    }
}
