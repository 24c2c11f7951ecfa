//! What a withdrawal takes the ground from is found, whole or in part, and told.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::division::DivisionSplit;
use jiceng_domain::without_effect::{Because, WithoutEffect};
use jiceng_domain::{AsOf, Position, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;
use jiff::civil::Date;

fn world() -> Given {
    given(small_world())
}

/// The fact of the world that registers a division.
fn registration(code: &str) -> u64 {
    let is_it = |wish: &Wish| {
        let said = serde_json::to_value(&wish.facts()[0].event).unwrap();
        said["code"] == code || said["code"] == format!("{code:0<6}")
    };
    small_world().iter().position(is_it).expect("the world registers it") as u64
}

/// What is without effect once a fact of the history is withdrawn, and what lost it by that.
fn lost(history: Vec<Wish>, withdrawn: u64) -> Vec<WithoutEffect> {
    let (recorder, before) = {
        let given = world().and(history);
        (given.clone().and([retraction_of(event_id(withdrawn + 1, 0))]).recorder(), given.recorder())
    };
    let all = |facts: &jiceng_domain::Facts| facts.without_effect(AsOf::on(Date::MAX));
    let known = all(&before.facts);
    let found = all(&recorder.facts).into_values().filter(|fact| !known.contains_key(&fact.position));
    let found: Vec<WithoutEffect> = found.collect();
    let event = &before.events.iter().find(|e| e.position == Position(withdrawn)).unwrap().fact.event;
    for fact in &found {
        let near = recorder.facts.without_effect_near(event);
        assert_eq!(near.get(&fact.position).map(|near| near.in_part), Some(fact.in_part), "{fact:?} is told");
    }
    found
}

fn at(n: u64) -> u64 {
    small_world().len() as u64 + n
}

#[track_caller]
fn only(found: &[WithoutEffect], position: u64, in_part: bool) -> Because {
    let [fact] = found else { panic!("one is found: {found:?}") };
    assert_eq!((fact.position, fact.in_part), (Position(position), in_part), "{fact:?}");
    fact.because.clone()
}

#[test]
fn a_merger_into_a_federation_that_was_never_founded() {
    let history = vec![
        federation("f", COMMUNITY).on("2012-01-01"),
        federation("g", SECOND_COMMUNITY).on("2012-01-01"),
        federations_merged(&["f"], "g").on("2014-01-01"),
    ];
    assert!(matches!(only(&lost(history, at(1)), at(2), true), Because::NoFederation(_)));
}

#[test]
fn a_merger_of_two_federations_of_which_one_was_never_founded() {
    let history = vec![
        federation("f", COMMUNITY).on("2012-01-01"),
        federation("g", SECOND_COMMUNITY).on("2012-01-01"),
        federation("h", THIRD_COMMUNITY).on("2012-01-01"),
        federations_merged(&["f", "g"], "h").on("2014-01-01"),
    ];
    // The other one still ends by it.
    assert_eq!(only(&lost(history.clone(), at(0)), at(3), true), Because::State(None));
    let both = [history, vec![retraction_of(event_id(at(0) + 1, 0))]].concat();
    let found = lost(both, at(1));
    assert_eq!(found, [], "it was without effect in part already");
}

#[test]
fn a_merger_into_a_division_that_was_never_registered() {
    let history = vec![
        division(FREE_CODE, "示例新社区").on("2015-01-01"),
        divisions_merged(&[SECOND_COMMUNITY], FREE_CODE).on("2017-01-01"),
    ];
    assert!(matches!(only(&lost(history, at(0)), at(1), true), Because::NoPlace(_)));
}

#[test]
fn what_lies_below_a_township_that_was_never_registered() {
    let found = lost(vec![home(COMMUNITY).on("2018-01-01")], registration(TOWNSHIP));
    let positions: Vec<u64> = found.iter().map(|fact| fact.position.0).collect();
    assert!(positions.contains(&registration(COMMUNITY)), "{positions:?}");
    assert!(!positions.contains(&at(0)), "the community is there, and so is its home: {positions:?}");
    assert!(found.iter().all(|fact| fact.in_part), "{found:?}");
    let moved = vec![
        division("450224109", "示例镇").on("2010-01-01"),
        division_moved(COMMUNITY, "450224109", None).on("2018-01-01"),
    ];
    assert!(matches!(only(&lost(moved, at(0)), at(1), true), Because::NoPlace(_)));
}

#[test]
fn an_election_at_a_place_that_ended_before_it() {
    let elected = || {
        vec![
            federation("f", SECOND_COMMUNITY).on("2012-01-01"),
            committee("f", 1, &["p1", "p2"]).on("2016-05-01"),
            session("f", 1, 1, &[]).on("2016-06-01"),
        ]
    };
    let ended = division_abolished(SECOND_COMMUNITY).on("2015-05-01");
    for history in [[elected(), vec![ended.clone()]].concat(), [vec![ended.clone()], elected()].concat()] {
        let facts = world().and(history).recorder().facts;
        let found = facts.without_effect(AsOf::on(Date::MAX));
        let because: Vec<_> = found.values().map(|fact| matches!(fact.because, Because::NoPlace(_))).collect();
        assert_eq!(because, [true, true], "{found:?}");
    }
}

#[test]
fn a_designation_of_an_institution_that_was_never_established() {
    let held = |on: &str| {
        let mut granted = granted("d", "reform_demonstration", COMMUNITY);
        granted.holder = jiceng_domain::designation::Holder::Institution(text("i"));
        granted.on(on)
    };
    let history = vec![institution("i", "marriage_mediation", COMMUNITY).on("2012-01-01"), held("2015-01-01")];
    assert!(matches!(only(&lost(history.clone(), at(0)), at(1), false), Because::NoInstitution(_)));
    // Before it was established, and after it was closed.
    let closed = institution_closed("i").on("2016-01-01");
    // Of before: it is held from when the institution is there.
    for (history, position, in_part) in [
        (vec![history[0].clone(), held("2011-01-01")], at(1), true),
        (vec![history[0].clone(), closed, held("2017-01-01")], at(2), false),
    ] {
        let facts = world().and(history).recorder().facts;
        let found: Vec<WithoutEffect> = facts.without_effect(AsOf::on(Date::MAX)).into_values().collect();
        assert!(matches!(only(&found, position, in_part), Because::NoInstitution(_)));
    }
}

#[test]
fn a_target_of_a_federation_that_was_never_founded() {
    let mut set = target("t", PREFECTURE, 1);
    set.measure = serde_json::from_value(serde_json::json!({"committee_sessions": {"federation": "f"}})).unwrap();
    let history = vec![federation("f", COMMUNITY).on("2012-01-01"), set.on("2015-01-01")];
    assert!(matches!(only(&lost(history, at(0)), at(1), false), Because::NoFederation(_)));
}

#[test]
fn a_sharing_of_two_kinds_of_which_one_was_never_there() {
    let history = vec![
        home(COMMUNITY).on("2018-01-01"),
        childrens_home(COMMUNITY).on("2018-01-01"),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME, "childrens_home"]).on("2019-01-01"),
    ];
    assert!(matches!(only(&lost(history, at(0)), at(2), true), Because::NoProvider(..)));
}

/// The two made of it stand, whether it went on or not.
#[test]
fn a_split_of_a_division_that_was_never_registered() {
    for continues in [true, false] {
        let split = DivisionSplit {
            continues,
            ..division_split(FREE_CODE, &[("450224100088", "甲社区"), ("450224100089", "乙社区")])
        };
        let history = vec![
            division(FREE_CODE, "示例社区").on("2014-05-01"),
            split.on("2016-05-01"),
            home("450224100088").on("2016-06-01"),
        ];
        let because = only(&lost(history, at(0)), at(1), true);
        if continues {
            assert!(matches!(because, Because::NoPlace(_)), "{because:?}");
        } else {
            assert_eq!(because, Because::State(None));
        }
    }
}
