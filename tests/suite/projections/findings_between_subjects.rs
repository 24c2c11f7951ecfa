//! Findings about what two subjects, or two facts of one day, say together.

use jiceng_domain::committee::{SeatFilled, SeatRole};
use jiceng_domain::{AsOf, Position, Wish};
use jiceng_projections::findings::{DateOf, Finding, FindingCode, NumberOf};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use jiff::civil::{Date, date};

use super::coverage::number;
use super::findings::{Case, DAY, five_ones, in_office, positions, shows, shows_nothing};

/// The findings of a kind and the facts of each, by what came after the world.
#[track_caller]
fn found(code: &str, history: Vec<Wish>, day: Date) -> Vec<Finding> {
    Case::of(code, &five_ones(), given(small_world()).and(history)).on(day)
}

/// Two facts, recorded in either order, show the finding with both.
#[track_caller]
fn shows_in_both_orders(code: &str, before: &[Wish], two: [Wish; 2], day: Date) {
    let [first, second] = two;
    for (history, expected) in [([&first, &second], [0, 1]), ([&second, &first], [1, 0])] {
        let history: Vec<Wish> = before.iter().chain(history).cloned().collect();
        let found = found(code, history, day);
        let [finding] = &found[..] else { panic!("{code} is found once: {found:?}") };
        let mut facts: Vec<u64> = positions(finding);
        let begins = before.len() as u64;
        facts.retain(|fact| *fact >= begins);
        facts.sort_unstable();
        assert_eq!(facts.len(), expected.len(), "{finding:?}");
    }
}

#[test]
fn a_code_of_two_places_on_one_day() {
    let code = "code_carried_twice";
    let earlier = division(FREE_CODE, "示例先社区").on("2016-01-01");
    let later = division(FREE_CODE, "示例后社区").on("2018-01-01");
    // The earlier carrier is recorded later, and its end not yet.
    let both = found(code, vec![later.clone(), earlier.clone()], DAY);
    assert_eq!(both.iter().map(positions).collect::<Vec<_>>(), [[0, 1]]);
    assert_eq!(found(code, vec![later.clone(), earlier.clone()], date(2017, 12, 31)), []);
    let ended = vec![later, earlier, division_abolished(FREE_CODE).on("2017-12-31")];
    assert_eq!(found(code, ended, DAY), []);
}

#[test]
fn what_stays_open_of_a_place_that_ended() {
    let code = "open_at_ended_place";
    let gone = || division_abolished(COMMUNITY).on("2020-06-30");
    let opened: [(&str, Wish); 5] = [
        ("federation_founded", federation("f", COMMUNITY).on("2018-03-08")),
        ("designation_granted", granted("d", "reform_demonstration", COMMUNITY).on("2018-03-08")),
        ("institution_established", institution("i", "marriage_mediation", COMMUNITY).on("2018-03-08")),
        ("reform_issue_raised", issue("r", COMMUNITY).on("2018-03-08")),
        ("target_set", target("t", COMMUNITY, 1).on("2018-03-08")),
    ];
    for (event, open) in &opened {
        let finding = shows(code, &five_ones(), vec![open.clone(), gone()], COMMUNITY, DAY);
        assert_eq!((finding.event, positions(&finding)), (Some(*event), vec![0, 1]));
        assert_eq!(finding.date_of(DateOf::Ended), Some(text("2020-06-30")));
    }
    let ends: [(usize, Wish); 5] = [
        (0, federation_dissolved("f").on("2020-06-30")),
        (1, revoked("d").on("2020-06-30")),
        (2, institution_closed("i").on("2020-06-30")),
        (3, issue_closed("r").on("2020-06-30")),
        (4, target_withdrawn("t").on("2020-06-30")),
    ];
    for (index, end) in ends {
        shows_nothing(code, &five_ones(), vec![opened[index].1.clone(), end, gone()], DAY);
    }
    // A target that was due is over, wherever it was to be reached.
    let due = AsOf::on(date(2099, 12, 31));
    let case = Case::of(code, &five_ones(), given(small_world()).and(vec![opened[4].1.clone(), gone()]));
    assert_eq!(case.found(due), []);
}

#[test]
fn a_township_in_a_county_that_ended() {
    let code = "below_ended_division";
    let history = vec![division_abolished(SECOND_COUNTY).on("2020-06-30")];
    let case = Case::of(code, &five_ones(), given(small_world()).and(history));
    let township = number(&case.recorder.facts, THIRD_TOWNSHIP);
    let found = case.on(DAY);
    let [finding] = &found[..] else { panic!("it is found once: {found:?}") };
    assert_eq!((finding.place, positions(finding)), (Some(township), vec![0]));
    assert_eq!(finding.provider, Some(number(&case.recorder.facts, SECOND_COUNTY)));
    assert_eq!(case.on(date(2020, 6, 29)), []);
    let moved = vec![
        division_moved(THIRD_TOWNSHIP, COUNTY, None).on("2020-06-30"),
        division_abolished(SECOND_COUNTY).on("2020-06-30"),
    ];
    shows_nothing(code, &five_ones(), moved, DAY);
}

#[test]
fn a_township_below_what_came_to_its_own_level() {
    let code = "level_not_above";
    let lowered = || division_converted(SECOND_COUNTY, "450224199", Some(COUNTY)).on("2020-06-30");
    let case = Case::of(code, &five_ones(), given(small_world()).and([lowered()]));
    let township = number(&case.recorder.facts, THIRD_TOWNSHIP);
    let found = case.on(DAY);
    let [finding] = &found[..] else { panic!("it is found once: {found:?}") };
    let places = Some(township).zip(Some(number(&case.recorder.facts, "450224199")));
    assert_eq!(finding.place.zip(finding.provider), places);
    assert_eq!(positions(finding).last(), Some(&0));
    assert_eq!(case.on(date(2020, 6, 29)), []);
    let moved = vec![lowered(), division_moved(THIRD_TOWNSHIP, COUNTY, None).on("2020-06-30")];
    shows_nothing(code, &five_ones(), moved, DAY);
    // Two that stand below each other, since the conversion of one was withdrawn.
    let raised = division_converted(THIRD_TOWNSHIP, "450281", None).on("2019-01-01");
    let below = division_moved(SECOND_TOWNSHIP, "450281", None).on("2019-06-01");
    shows_nothing(code, &five_ones(), vec![raised.clone(), below.clone()], DAY);
    let conversion = jiceng_testkit::recorder::event_id(small_world().len() as u64 + 1, 0);
    let withdrawn = given(small_world()).and([raised, below]).and([retraction_of(conversion)]);
    let found = Case::of(code, &five_ones(), withdrawn).on(DAY);
    assert_eq!(found.iter().map(positions).collect::<Vec<_>>(), [[1]]);
}

#[test]
fn a_place_named_twice_under_one_programme() {
    let code = "designated_twice";
    let named = |id: &str, programme: &str| granted(id, programme, COMMUNITY).on("2020-06-30");
    let twice = || vec![named("d1", "reform_demonstration"), named("d2", "reform_demonstration")];
    let finding = shows(code, &five_ones(), twice(), COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.fact), (vec![0, 1], Some(Position(small_world().len() as u64 + 1))));
    shows_nothing(code, &five_ones(), [twice(), vec![revoked("d1").on("2020-06-30")]].concat(), DAY);
    let elsewhere = granted("d2", "reform_demonstration", SECOND_COMMUNITY).on("2020-06-30");
    shows_nothing(code, &five_ones(), vec![named("d1", "reform_demonstration"), elsewhere], DAY);
}

#[test]
fn a_committee_of_an_earlier_term_elected_later() {
    let code = "terms_go_backwards";
    let founded = || vec![federation("f", COMMUNITY).on("2010-03-08")];
    let elected = |term, day: &str| committee("f", term, &["p1", "p2"]).on(day);
    let backwards = [founded(), vec![elected(2, "2018-03-08"), elected(1, "2020-06-30")]].concat();
    let finding = shows(code, &five_ones(), backwards, COMMUNITY, DAY);
    assert_eq!(positions(&finding), [1, 2]);
    assert_eq!((finding.number_of(NumberOf::Term), finding.number_of(NumberOf::TermBefore)), (Some(1), Some(2)));
    shows_in_both_orders(code, &founded(), [elected(2, "2018-03-08"), elected(1, "2020-06-30")], DAY);
    let forwards = [founded(), vec![elected(1, "2018-03-08"), elected(2, "2020-06-30")]].concat();
    shows_nothing(code, &five_ones(), forwards, DAY);
}

#[test]
fn seats_and_sessions_of_a_committee_out_of_office() {
    let code = "former_committee";
    let again = || [in_office(), vec![committee("f", 2, &["p1", "p3"]).on("2020-06-29")]].concat();
    for (event, late) in [
        ("seat_filled", seat_filled("f", 1, "p4").on("2020-06-30")),
        ("seat_vacated", seat_vacated("f", 1, "p2").on("2020-06-30")),
        ("committee_met", session("f", 1, 1, &[]).on("2020-06-30")),
    ] {
        let before = [in_office(), vec![late.clone()]].concat();
        shows_nothing(code, &five_ones(), before, DAY);
        // Refused once the later committee is recorded, and found if that is recorded afterwards.
        let two = committee("f", 2, &["p1", "p3"]).on("2020-06-29");
        let found = found(code, [in_office(), vec![late, two]].concat(), DAY);
        let [finding] = &found[..] else { panic!("{event} is found once: {found:?}") };
        assert_eq!((finding.event, positions(finding)), (Some(event), vec![2, 3]));
        assert_eq!((finding.number_of(NumberOf::Term), finding.number_of(NumberOf::TermInOffice)), (Some(1), Some(2)));
    }
    shows_nothing(code, &five_ones(), [again(), vec![seat_filled("f", 2, "p4").on("2020-06-30")]].concat(), DAY);
}

#[test]
fn a_sharing_across_prefectures_by_a_move() {
    let code = "provider_outside_prefecture";
    let shared = || {
        vec![
            home(THIRD_COMMUNITY).on("2018-03-08"),
            sharing(COMMUNITY, THIRD_COMMUNITY, &["womens_home"]).on("2019-03-08"),
        ]
    };
    let moved = || division_moved(SECOND_COUNTY, "450300", None).on("2020-06-30");
    let finding = shows(code, &five_ones(), [shared(), vec![moved()]].concat(), COMMUNITY, DAY);
    assert_eq!((positions(&finding), finding.date_of(DateOf::Agreed)), (vec![1], Some(text("2019-03-08"))));
    let ended = sharing_ended(COMMUNITY, THIRD_COMMUNITY, &["womens_home"]).on("2020-06-30");
    shows_nothing(code, &five_ones(), [shared(), vec![ended, moved()]].concat(), DAY);
    shows_nothing(code, &five_ones(), shared(), DAY);
}

#[test]
fn a_code_that_does_not_begin_with_that_of_the_county() {
    let code = "code_of_another_division";
    let history = vec![division_recoded(SECOND_COUNTY, "450226").on("2020-06-30")];
    let case = Case::of(code, &five_ones(), given(small_world()).and(history.clone()));
    let world = Case::of(code, &five_ones(), given(small_world()));
    let all = |case: &Case, day| {
        let mut found =
            super::findings::findings_at(&super::findings::projections(&case.recorder), AsOf::on(day), &case.standard);
        found.retain(|finding| finding.code == FindingCode::CodeOfAnotherDivision);
        found
    };
    assert_eq!(all(&world, DAY), []);
    assert_eq!(all(&case, date(2020, 6, 29)), []);
    let found = all(&case, DAY);
    let county = number(&case.recorder.facts, THIRD_TOWNSHIP);
    assert!(found.iter().any(|finding| finding.place == Some(county)), "{found:?}");
    let places: Vec<_> = found.iter().map(|finding| finding.provider).collect();
    assert!(places.iter().all(|above| *above == places[0]), "the county is named: {found:?}");
}

#[test]
fn facts_of_one_day_of_which_the_last_recorded_decides() {
    let code = "order_of_one_day";
    let day = "2020-06-30";
    let founded = vec![federation("f", COMMUNITY).on("2010-03-08")];
    let elected = |term| committee("f", term, &["p1", "p2"]).on(day);
    shows_in_both_orders(code, &founded, [elected(1), elected(2)], DAY);
    shows_in_both_orders(
        code,
        &[],
        [standard("s1", &["womens_home"]).on(day), standard("s2", &["womens_home"]).on(day)],
        DAY,
    );
    let moved = |to| division_moved(THIRD_TOWNSHIP, to, None).on(day);
    let towns = vec![division("450226", "示例三县").on("2010-01-01")];
    shows_in_both_orders(code, &towns, [moved(COUNTY), moved("450226")], DAY);
    let recoded = found(
        code,
        vec![division_recoded(SECOND_COUNTY, "450226").on(day), division_recoded("450226", "450227").on(day)],
        DAY,
    );
    assert_eq!(recoded.iter().map(positions).collect::<Vec<_>>(), [[0, 1]]);
    let seated = |person: &str, role| SeatFilled { role, ..seat_filled("f", 1, person) }.on(day);
    let sitting = [founded.clone(), vec![committee("f", 1, &["p1", "p2"]).on("2019-06-01")]].concat();
    let (vice, standing) = (SeatRole::ViceChair, SeatRole::StandingMember);
    shows_in_both_orders(code, &sitting, [seated("p2", vice), seated("p2", standing)], DAY);
    let of_two = [sitting, vec![seated("p1", vice), seated("p2", standing)]].concat();
    shows_nothing(code, &five_ones(), of_two, DAY);
    // On days of their own, or of a month, the days decide.
    let apart = [founded.clone(), vec![committee("f", 1, &["p1"]).on("2020-06-29"), elected(2)]].concat();
    shows_nothing(code, &five_ones(), apart, DAY);
    let of_a_month = [founded, vec![committee("f", 1, &["p1"]).on("2020-06"), elected(2)]].concat();
    shows_nothing(code, &five_ones(), of_a_month, DAY);
}

#[test]
fn facts_of_one_open_date_of_which_the_last_recorded_decides() {
    let code = "order_of_one_day";
    for date in ["2019", "2019-H1", "2019-06"] {
        let of_a_community = [
            ("population_counted", population(COMMUNITY, 9).on(date), population(COMMUNITY, 8).on(date)),
            (
                "division_renamed",
                division_renamed(COMMUNITY, "甲").on(date),
                division_renamed(COMMUNITY, "乙").on(date),
            ),
            (
                "division_moved",
                division_moved(COMMUNITY, SECOND_TOWNSHIP, None).on(date),
                division_moved(COMMUNITY, THIRD_TOWNSHIP, None).on(date),
            ),
            (
                "division_recoded",
                division_recoded(COMMUNITY, FREE_CODE).on(date),
                division_recoded(FREE_CODE, "450224100012").on(date),
            ),
            (
                "element_inspected",
                inspected(COMMUNITY, "womens_home", true).on(date),
                inspected(COMMUNITY, "womens_home", false).on(date),
            ),
            ("federation_renamed", federation_renamed("f", "甲").on(date), federation_renamed("f", "乙").on(date)),
        ];
        let before = vec![federation("f", COMMUNITY).on("2010"), home(COMMUNITY).on("2010")];
        for (event, one, other) in of_a_community {
            if event != "division_recoded" {
                shows_in_both_orders(code, &before, [one.clone(), other.clone()], DAY);
            }
            let both = found(code, [before.clone(), vec![one.clone(), other]].concat(), DAY);
            assert_eq!(both.iter().map(|finding| finding.event).collect::<Vec<_>>(), [Some(event)], "{date}");
            assert_eq!(both[0].date_of(DateOf::Effective), Some(text(date)));
            assert_eq!(found(code, [before.clone(), vec![one]].concat(), DAY), [], "{event} {date}");
        }
    }
    // A beginning comes first. What says the same is no matter of order.
    let named = vec![division(FREE_CODE, "甲").on("2019"), division_renamed(FREE_CODE, "乙").on("2019")];
    assert_eq!(found(code, named, DAY), []);
    let the_same = vec![population(SITE, 9).on("2019"), population(SITE, 9).on("2019-12")];
    assert_eq!(found(code, the_same, DAY), []);
    let of_a_site = vec![site_renamed(SITE, "甲").on("2019"), site_renamed(SITE, "乙").on("2019")];
    assert_eq!(found(code, of_a_site, DAY)[0].event, Some("relocation_site_renamed"));
}

#[test]
fn what_is_so_by_the_last_recorded_of_one_open_date_alone_is_not_found() {
    let code = "below_standard";
    let both = |first: bool, date: &str, second: bool, other: &str| {
        let results = [(first, date), (second, other)];
        let results = results.map(|(passed, on)| inspected(COMMUNITY, "womens_home", passed).on(on));
        found(code, [vec![home(COMMUNITY).on("2010")], results.to_vec()].concat(), DAY).len()
    };
    assert_eq!(both(true, "2019", false, "2019"), 0);
    assert_eq!(both(true, "2019-06", false, "2019"), 0);
    assert_eq!(both(true, "2018", false, "2019"), 1);
    assert_eq!(both(false, "2019", false, "2019-06"), 1);
    assert_eq!(both(true, "2019-06-01", false, "2019-06-01"), 1);
    let code = "large_site_only_shares";
    let shares = || {
        let served = childrens_home(SECOND_COMMUNITY).on("2010");
        vec![served, sharing(SITE, SECOND_COMMUNITY, &["childrens_home"]).on("2018-01-01")]
    };
    let counted = |first: u32, date: &str, second: u32, other: &str| {
        let counts = [(first, date), (second, other)].map(|(people, on)| population(SITE, people).on(on));
        found(code, [shares(), counts.to_vec()].concat(), DAY).len()
    };
    assert_eq!(counted(10, "2019", 900, "2019"), 0);
    assert_eq!(counted(10, "2018", 900, "2019"), 1);
    assert_eq!(counted(800, "2019", 900, "2019"), 1);
    assert_eq!(counted(900, "2019", 10, "2019"), 0);
}

#[test]
fn a_change_that_changes_nothing() {
    let code = "changes_nothing";
    let said = |history: Vec<Wish>| {
        let found = found(code, history, DAY);
        found.iter().map(|finding| (finding.event.unwrap(), positions(finding))).collect::<Vec<_>>()
    };
    let renamed = |name: &str, on: &str| division_renamed(COMMUNITY, name).on(on);
    assert_eq!(said(vec![renamed("和平社区居委会", "2019")]), [("division_renamed", vec![0])]);
    assert_eq!(said(vec![renamed("甲", "2018"), renamed("甲", "2019")]), [("division_renamed", vec![1])]);
    // Once the change is recorded that came between, it does change something.
    assert_eq!(said(vec![renamed("和平社区居委会", "2019"), renamed("甲", "2018")]), []);
    let moved = |to: &str, code: Option<&str>| division_moved(COMMUNITY, to, code).on("2019-03-01");
    assert_eq!(said(vec![moved(TOWNSHIP, None)]), [("division_moved", vec![0])]);
    assert_eq!(said(vec![moved(TOWNSHIP, Some(FREE_CODE))]), []);
    assert_eq!(said(vec![moved(SECOND_TOWNSHIP, None)]), []);
    let recoded = |on: &str| division_recoded(COMMUNITY, FREE_CODE).on(on);
    assert_eq!(said(vec![recoded("2018"), recoded("2019")]), [("division_recoded", vec![1])]);
    assert_eq!(said(vec![recoded("2019")]), []);
    assert_eq!(said(vec![site_renamed(SITE, "示例一安置点").on("2019")]), [("relocation_site_renamed", vec![0])]);
    assert_eq!(said(vec![site_renamed(SITE, "甲").on("2019")]), []);
    let of_federation =
        |name: &str| vec![federation("f", COMMUNITY).on("2010"), federation_renamed("f", name).on("2019")];
    assert_eq!(said(of_federation("f")), [("federation_renamed", vec![1])]);
    assert_eq!(said(of_federation("g")), []);
}

#[test]
fn an_inspection_of_what_did_not_serve_the_drawn_place() {
    let code = "inspected_elsewhere";
    let drawn = as_if_drawn(sample("s1", 2, "2020-01-01"), &[COMMUNITY, SITE]);
    let before = || {
        vec![
            home(COMMUNITY).on("2018-01-01"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
            drawn.clone().on("2020-06-01"),
            inspected_under("s1", SITE, "womens_home", true).on("2020-06-30"),
        ]
    };
    shows_nothing(code, &five_ones(), before(), DAY);
    // An own home is recorded later, of a day before the inspection.
    let own = [before(), vec![home(SITE).on("2020-06-20")]].concat();
    let finding = shows(code, &five_ones(), own, SITE, DAY);
    assert_eq!(positions(&finding), [3]);
    let later = [before(), vec![home(SITE).on("2020-07-20")]].concat();
    shows_nothing(code, &five_ones(), later, date(2020, 12, 31));
    // What ended on the day had served on it.
    let ended = [before(), vec![sharing_ended(SITE, COMMUNITY, &["womens_home"]).on("2020-06-30")]].concat();
    shows_nothing(code, &five_ones(), ended, date(2020, 12, 31));
}

#[test]
fn a_fact_under_a_code_that_another_place_has_on_its_day() {
    let code = "code_of_another_place";
    let reform = || {
        vec![
            division_recoded(COMMUNITY, "450224100008").on("2013-01-01"),
            division(COMMUNITY, "示例新社区").on("2014-01-01"),
        ]
    };
    let fact = || home(COMMUNITY).on("2016-01-01");
    let first = found(code, [vec![fact()], reform()].concat(), DAY);
    assert_eq!(first.iter().map(positions).collect::<Vec<_>>(), [[0]]);
    assert_eq!(found(code, [reform(), vec![fact()]].concat(), DAY), []);
    // On the day of the exchange both are meant by the code.
    let same_day = [vec![population(COMMUNITY, 9).on("2013-01-01")], reform()].concat();
    assert_eq!(found(code, same_day, DAY), []);
}

/// At the end of the day the code is the other one's.
#[test]
fn a_fact_of_the_day_on_which_its_code_was_handed_over() {
    let code = "code_of_another_place";
    let day = "2013-01-01";
    let facts: [&dyn Fn() -> Wish; 4] = [
        &|| home(COMMUNITY).on(day),
        &|| population(COMMUNITY, 9).on(day),
        &|| division_renamed(COMMUNITY, "示例社区").on(day),
        &|| federation("f", COMMUNITY).on(day),
    ];
    for fact in facts {
        let handed_over =
            vec![division_recoded(COMMUNITY, "450224100008").on(day), division(COMMUNITY, "示例新社区").on(day)];
        let first = found(code, [vec![fact()], handed_over.clone()].concat(), DAY);
        assert_eq!(first.iter().map(positions).collect::<Vec<_>>(), [[0]]);
        assert_eq!(found(code, [handed_over, vec![fact()]].concat(), DAY), []);
    }
}

/// «2013» lies before 1 December in eleven of its twelve months; what is merely possible is not
/// found.
#[test]
fn a_seat_or_a_session_that_may_have_come_before_the_next_election_is_not_found() {
    let code = "former_committee";
    let history =
        |late: Wish, next: &str| [in_office(), vec![late, committee("f", 2, &["p1", "p3"]).on(next)]].concat();
    // On one day, either may have been first.
    for late in ["2019", "2019-12", "2019-12-01"] {
        assert_eq!(found(code, history(seat_filled("f", 1, "p4").on(late), "2019-12-01"), DAY), [], "{late}");
        assert_eq!(found(code, history(session("f", 1, 1, &[]).on(late), "2019-12-01"), DAY), [], "{late}");
        assert_eq!(found(code, history(seat_vacated("f", 1, "p2").on(late), "2019-12-01"), DAY), [], "{late}");
    }
    assert_eq!(found(code, history(session("f", 1, 1, &[]).on("2019-12"), "2019-11"), DAY).len(), 1);
}

#[test]
fn terms_that_may_have_gone_forwards_are_not_found() {
    let code = "terms_go_backwards";
    let history = |later: &str, earlier: &str| {
        let elected = |term, on: &str| committee("f", term, &["p1", "p2"]).on(on);
        vec![federation("f", COMMUNITY).on("2010-03-08"), elected(2, later), elected(1, earlier)]
    };
    assert_eq!(found(code, history("2013", "2013-06-01"), DAY), []);
    assert_eq!(found(code, history("2013", "2013"), DAY), []);
    assert_eq!(found(code, history("2013", "2014-06-01"), DAY).len(), 1);
}

/// The code was given away by 23 November, as another place got it then; so the new code is carried
/// twice from that day on.
#[test]
fn a_code_is_carried_twice_from_the_day_on_by_which_it_must_have_been_given() {
    let code = "code_carried_twice";
    let history = vec![
        division(FREE_CODE, "示例社区").on("2016-01-01"),
        division_recoded(FREE_CODE, "450224100088").on("2017-41"),
        division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2017-11-23"),
        division("450224100088", "示例先社区").on("2014-01-01"),
    ];
    for (on, many) in [(date(2017, 11, 22), 0), (date(2017, 11, 23), 1), (date(2017, 12, 30), 1), (DAY, 1)] {
        let both = found(code, history.clone(), on);
        assert_eq!(both.iter().map(positions).collect::<Vec<_>>(), vec![vec![1, 3]; many], "{on}");
    }
}

/// Facts of which the last is dated by a year: on a day of it nothing is found, and without it
/// something is.
#[track_caller]
fn is_not_found_while_it_may_be_otherwise(code: &str, history: &[Wish]) {
    let day = date(2019, 6, 1);
    let (open, rest) = history.split_last().unwrap();
    assert_eq!(open.effective, text("2019"));
    assert_ne!(found(code, rest.to_vec(), day), [], "{code} without {open:?}");
    assert_eq!(found(code, history.to_vec(), day), [], "{code} with {open:?}");
}

#[test]
fn nothing_is_found_of_what_is_dated_by_a_year_and_may_be_there() {
    let new = "450224100055";
    let day = date(2019, 4, 1);
    let opened = [
        federation("f", new).on("2019-03-05"),
        issue("q", new).on("2019-03-05"),
        granted("d", "reform_demonstration", new).on("2019-03-05"),
        institution("i", "marriage_mediation", new).on("2019-03-05"),
        target("t", new, 1).on("2019-03-05"),
    ];
    let all: Vec<Wish> = std::iter::once(division(new, "示例新社区").on("2019")).chain(opened).collect();
    let of_place = Case::of("open_at_ended_place", &five_ones(), given(small_world()).and(all.clone()));
    assert_eq!([day, date(2019, 12, 31), DAY].map(|day| of_place.on(day)), [vec![], vec![], vec![]]);
    // Its registration is withdrawn: it was never there.
    let registered = jiceng_testkit::recorder::event_id(small_world().len() as u64 + 1, 0);
    let withdrawn = given(small_world()).and(all).and([retraction_of(registered)]);
    assert_eq!(Case::of("open_at_ended_place", &five_ones(), withdrawn).on(DAY).len(), 5);

    let below = vec![division("450224102", "新镇").on("2019"), division("450224102001", "新村").on("2019-03-01")];
    assert_eq!(found("below_ended_division", below.clone(), day), []);
    assert_eq!(found("code_of_another_division", below, day), []);
    let shared = vec![home(COMMUNITY).on("2019"), sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-03-01")];
    assert_eq!(found("provider_closed", shared, day), []);
    let between = vec![
        division("450224102", "新镇").on("2019"),
        division("450224102001", "新村").on("2019-02-01"),
        home(COMMUNITY).on("2018-01-01"),
        sharing("450224102001", COMMUNITY, &["womens_home"]).on("2019-03-01"),
    ];
    assert_eq!(found("provider_outside_prefecture", between, day), []);
    let ended = vec![home(COMMUNITY).on("2019"), closed(COMMUNITY, "womens_home").on("2019-03-01")];
    assert_eq!(found("without_effect", ended, day), []);
    let suspended = vec![
        home(COMMUNITY).on("2018-01-01"),
        suspended(COMMUNITY, "womens_home").on("2019"),
        resumed(COMMUNITY, "womens_home").on("2019-03-01"),
    ];
    assert_eq!(found("without_effect", suspended, day), []);
}

#[test]
fn nothing_is_found_that_a_fact_of_the_year_may_have_settled() {
    let founded = || vec![federation("f", COMMUNITY).on("2010-03-08")];
    let elected = |term, on: &str| committee("f", term, &["p1", "p2"]).on(on);
    is_not_found_while_it_may_be_otherwise(
        "council_before_federation",
        &[council(COMMUNITY).on("2019-03-01"), federation("f", COMMUNITY).on("2019")],
    );
    is_not_found_while_it_may_be_otherwise(
        "open_at_ended_place",
        &[founded(), vec![division_abolished(COMMUNITY).on("2019-03-01"), federation_dissolved("f").on("2019")]]
            .concat(),
    );
    is_not_found_while_it_may_be_otherwise(
        "provider_closed",
        &[
            home(COMMUNITY).on("2018-01-01"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2018-06-01"),
            closed(COMMUNITY, "womens_home").on("2019-01-01"),
            sharing_ended(SITE, COMMUNITY, &["womens_home"]).on("2019"),
        ],
    );
    is_not_found_while_it_may_be_otherwise(
        "large_site_only_shares",
        &[
            population(SITE, 900).on("2018-01-01"),
            home(COMMUNITY).on("2018-01-01"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2018-06-01"),
            home(SITE).on("2019"),
        ],
    );
    is_not_found_while_it_may_be_otherwise(
        "designated_twice",
        &[
            granted("d1", "reform_demonstration", COMMUNITY).on("2018-01-01"),
            granted("d2", "reform_demonstration", COMMUNITY).on("2018-01-02"),
            revoked("d1").on("2019"),
        ],
    );
    is_not_found_while_it_may_be_otherwise(
        "below_standard",
        &[
            home(COMMUNITY).on("2018-01-01"),
            inspected(COMMUNITY, "womens_home", false).on("2018-06-01"),
            inspected(COMMUNITY, "womens_home", true).on("2019"),
        ],
    );
    is_not_found_while_it_may_be_otherwise(
        "committee_past_term",
        &[founded(), vec![elected(1, "2010-05-01"), elected(2, "2019")]].concat(),
    );
    is_not_found_while_it_may_be_otherwise("committee_never_elected", &[founded(), vec![elected(1, "2019")]].concat());
    // A third grant of the year takes nothing from what is found of two.
    let twice = vec![
        granted("d1", "reform_demonstration", COMMUNITY).on("2018-01-01"),
        granted("d2", "reform_demonstration", COMMUNITY).on("2018-01-02"),
        granted("d3", "reform_demonstration", COMMUNITY).on("2019"),
    ];
    assert_eq!(found("designated_twice", twice, date(2019, 6, 1)).iter().map(positions).collect::<Vec<_>>(), [[0, 1]]);
}

#[test]
fn a_fact_of_a_year_at_the_end_of_which_nobody_carries_the_code() {
    let code = "code_of_another_place";
    let reform = || {
        vec![
            divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on("2018-06-30"),
            division(COMMUNITY, "示例新社区").on("2018-09-01"),
            divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on("2018-11-30"),
        ]
    };
    for fact in [home(COMMUNITY).on("2018"), childrens_home(COMMUNITY).on("2018")] {
        let first = found(code, [vec![fact.clone()], reform()].concat(), DAY);
        assert_eq!(first.iter().map(positions).collect::<Vec<_>>(), [[0]]);
        assert_eq!(found(code, [reform(), vec![fact]].concat(), DAY), []);
    }
    for fact in [federation("f", COMMUNITY).on("2018"), target("t", COMMUNITY, 1).on("2018")] {
        let first = found(code, [vec![fact.clone()], reform()].concat(), DAY);
        assert_eq!(first.iter().map(positions).collect::<Vec<_>>(), [[0]]);
        assert_eq!(found(code, [reform(), vec![fact]].concat(), DAY), []);
    }
    // The code given to nobody else, the fact is of the place that ended, in either order.
    let ended = || vec![divisions_merged(&[COMMUNITY], SECOND_COMMUNITY).on("2018-06-30")];
    assert_eq!(found(code, [vec![home(COMMUNITY).on("2018")], ended()].concat(), DAY), []);
    // Of a day on which it was there, it is its own, whoever got the code later.
    assert_eq!(found(code, [vec![home(COMMUNITY).on("2018-06-01")], reform()].concat(), DAY), []);
}
