//! Rows in any order: one that is refused because of what is recorded so far waits for the rest of
//! its file.

use jiceng_core::domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_core::domain::element::Standing;
use jiceng_core::domain::{CommitId, Position, Wish};
use jiceng_core::{Question, Registry};
use jiceng_exchange::{Import, ImportReport};

use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::world::{
    COMMUNITY, FREE_CODE, SECOND_COMMUNITY, SECOND_SITE, SITE, THIRD_COMMUNITY, TOWNSHIP, small_world,
};
use jiceng_texts::system::with_causes;
use proptest::prelude::*;

use super::rows::line_of;
use crate::domain::orders::orders_of;

fn row(wish: &Wish) -> String {
    line_of(wish, None)
}

fn named_row(number: u64, wish: &Wish) -> String {
    line_of(wish, Some(commit(number)))
}

fn commit(number: u64) -> CommitId {
    event_id(number, 0).commit
}

fn import(registry: &Registry, lines: &[String], how: &Import) -> ImportReport {
    let how = Import { recorder: Some(text("示例")), ..how.clone() };
    how.run(registry, &mut lines.concat().as_bytes(), &mut |_, _| {}).unwrap()
}

fn of_world() -> Registry {
    let registry = Registry::in_memory();
    let world: Vec<String> = small_world().iter().map(row).collect();
    assert_eq!(import(&registry, &world, &Import::default()).events, 25);
    registry
}

fn bad(report: &ImportReport) -> Vec<String> {
    report.bad.iter().map(|bad| format!("{} {}", bad.line, with_causes(&bad.problem))).collect()
}

#[test]
fn whole_lives_are_taken_from_their_end_to_their_beginning() {
    let registry = of_world();
    let mut rows = vec![
        row(&division("450224102", "泗顶镇").on("2009-01-01")),
        row(&division("450224102001", "泗顶社区").on("2010-01-01")),
        row(&person("p9").on("2010-01-01")),
        row(&federation("f1", "450224102001").on("2011-01-01")),
        row(&committee("f1", 1, &["p9"]).on("2011-02-01")),
        row(&seat_vacated("f1", 1, "p9").on("2011-03-01")),
        row(&session("f1", 1, 1, &[]).on("2011-04-01")),
        row(&federation_dissolved("f1").on("2012-01-01")),
        row(&home("450224102001").on("2011-01-01")),
        named_row(1, &suspended("450224102001", WOMENS_HOME).on("2012-01-01")),
        row(&resumed("450224102001", WOMENS_HOME).on("2013-01-01")),
        row(&inspected("450224102001", WOMENS_HOME, true).on("2014-01-01")),
        row(&sharing(SECOND_SITE, "450224102001", &[WOMENS_HOME]).on("2018-01-01")),
        row(&sharing_ended(SECOND_SITE, "450224102001", &[WOMENS_HOME]).on("2019-01-01")),
        row(&closed("450224102001", WOMENS_HOME).on("2019-06-01")),
        row(&kind("elders_home", "老人之家", "elders' home").on("2018-01-01")),
        row(&element("450224102001", "elders_home").on("2018-01-01")),
        row(&division_abolished("450224102001").on("2020-01-01")),
        row(&correction_of(event_id(1, 0), suspended("450224102001", WOMENS_HOME).on("2012-02-01"))),
    ];
    rows.reverse();
    let report = import(&registry, &rows, &Import::default());
    assert_eq!((bad(&report), report.events, report.already_true), (Vec::<String>::new(), 20, 0));
    // What waited keeps its identity.
    let again = import(
        &registry,
        &[named_row(1, &suspended("450224102001", WOMENS_HOME).on("2012-01-02"))],
        &Import::default(),
    );
    assert!(bad(&again)[0].contains("with another content"), "{:?}", again.bad);
    let same = import(&registry, &rows, &Import::default());
    assert_eq!((bad(&same), same.events, same.since.len()), (Vec::<String>::new(), 0, 0));
}

/// With the refusal of the last try, each under its own line; rows that are wrong in themselves do
/// not wait.
#[test]
fn what_never_fits_is_told_in_the_order_of_the_lines() {
    let registry = of_world();
    let rows = [
        row(&closed(SITE, WOMENS_HOME).on("2019-01-01")),
        row(&suspended(SITE, WOMENS_HOME).on("2019-06-01")),
        row(&closed(SITE, CHILDRENS_HOME).on("2019-06-01")),
        row(&committee("f1", 0, &["p1"]).on("2019-06-01")),
        row(&home(SITE).on("2018-01-01")),
        "{}\n".to_owned(),
        row(&home(SITE).on("2018-05-01")),
    ];
    let expected = [
        "2 refused: the women's home of rongan-1 is not open on 2019-06-01: it ended with #26, 2019-01-01",
        "3 refused: the children's home of rongan-1 is not open on 2019-06-01",
        "4 refused: terms count from 1",
        "6 the field command is missing",
        "7 refused: rongan-1 has a women's home already on 2018-05-01, since 2018-01-01 (see #25, 2018-01-01), until #26, \
         2019-01-01; record first when that one was closed",
    ];
    let dry = import(&registry, &rows, &Import { dry_run: true, ..Import::default() });
    assert_eq!((bad(&dry), dry.events, dry.written), (expected.map(str::to_owned).to_vec(), 2, false));
    let report = import(&registry, &rows, &Import::default());
    assert_eq!((report.bad.len(), report.head.0), (5, 25));
    let report = import(&registry, &rows, &Import { skip_bad: true, ..Import::default() });
    assert_eq!((bad(&report), report.events, report.written), (expected.map(str::to_owned).to_vec(), 2, true));
}

/// Taken in the end, the row would have been about another community.
#[test]
fn a_row_whose_code_has_changed_hands_by_then_stays_refused() {
    let registry = of_world();
    let mut rows = vec![
        row(&suspended(COMMUNITY, WOMENS_HOME).on("2018-10-31")),
        row(&division_recoded(COMMUNITY, FREE_CODE).on("2018-10-31")),
        row(&division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2018-10-31")),
        row(&home(FREE_CODE).on("2018-10-31")),
        row(&home(COMMUNITY).on("2018-10-31")),
    ];
    let report = import(&registry, &rows, &Import::default());
    assert_eq!(bad(&report), ["1 refused: the women's home of 450224100003 is not open on 2018-10-31"]);
    // In the order of days it is about the community that it means.
    rows[3] = row(&home(COMMUNITY).on("2018-06-30"));
    let report = import(&registry, &rows, &Import::default());
    assert_eq!((bad(&report), report.events), (Vec::<String>::new(), 5));
    let view = registry.view(Question::on(day("2018-12-31"))).unwrap().locked().unwrap();
    let kind = view.facts().catalogue.kind(WOMENS_HOME).unwrap();
    let standing = |code| view.facts().elements.standing(view.find(&text(code)).unwrap(), kind, view.as_of());
    assert_eq!([FREE_CODE, COMMUNITY].map(standing), [Standing::Suspended, Standing::Open]);
}

/// A code that means nobody yet means whoever is registered under it in the file.
#[test]
fn a_row_waits_for_the_division_that_it_names() {
    let registry = of_world();
    let rows = [
        row(&home(FREE_CODE).on("2018-06-30")),
        row(&federation("f1", "450224100012").on("2018")),
        row(&division(FREE_CODE, "新民社区").on("2018-01-01")),
        row(&division_recoded(SECOND_COMMUNITY, "450224100012").on("2018-03-01")),
    ];
    let report = import(&registry, &rows, &Import::default());
    assert_eq!((bad(&report), report.events), (Vec::<String>::new(), 4));
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let event = |position| view.entry(Position(position)).unwrap().unwrap().recorded.fact.event.name();
    assert_eq!(
        [25, 26, 27, 28].map(event),
        ["division_registered", "division_recoded", "federation_founded", "element_established"]
    );
}

/// Of one day, they stay in the order of the file.
#[test]
fn rows_of_one_day_that_wait_keep_their_order() {
    let registry = of_world();
    let mut rows = vec![
        row(&inspected(SITE, WOMENS_HOME, true).on("2018-06-30")),
        row(&population("450224100012", 2).on("2018-06-30")),
        row(&inspected(SITE, WOMENS_HOME, false).on("2018-06-30")),
        row(&population("450224100012", 1).on("2018-06-30")),
    ];
    rows.push(row(&division("450224100012", "新民社区").on("2018-01-01")));
    rows.push(row(&home(SITE).on("2018-01-01")));
    assert_eq!(import(&registry, &rows, &Import::default()).events, 6);
    let view = registry.view(Question::on(day("2018-12-31"))).unwrap().locked().unwrap();
    let facts = view.facts();
    let (site, kind) = (view.find(&text(SITE)).unwrap(), facts.catalogue.kind(WOMENS_HOME).unwrap());
    assert_eq!(facts.elements.last_inspection(site, kind, view.as_of()), Some(false));
    let community = view.find(&text("450224100012")).unwrap();
    assert_eq!(facts.places.get(community).unwrap().population_on(view.as_of()), Some(1));
}

/// One that could be taken at once does not come before one that waits: the last of a date counts.
#[test]
fn a_row_waits_behind_one_of_its_subject_and_day() {
    let on = "2018-06-30";
    let (first, second) = (population(FREE_CODE, 9).on(on), population(FREE_CODE, 8).on(on));
    let (passed, failed) = (inspected(SITE, WOMENS_HOME, true).on(on), inspected(SITE, WOMENS_HOME, false).on(on));
    let registered = division(FREE_CODE, "新民社区").on("2018-01-01");
    let home = home(SITE).on("2018-01-01");
    let rows = [&first, &passed, &registered, &home, &second, &failed].map(row);
    let registry = of_world();
    let report = import(&registry, &rows, &Import::default());
    assert_eq!((bad(&report), report.events), (Vec::<String>::new(), 6));
    let view = registry.view(Question::on(day("2018-12-31"))).unwrap().locked().unwrap();
    let facts = view.facts();
    let (site, kind) = (view.find(&text(SITE)).unwrap(), facts.catalogue.kind(WOMENS_HOME).unwrap());
    assert_eq!(facts.elements.last_inspection(site, kind, view.as_of()), Some(false));
    let community = view.find(&text(FREE_CODE)).unwrap();
    assert_eq!(facts.places.get(community).unwrap().population_on(view.as_of()), Some(8));
    drop(view);
    assert_eq!(import(&registry, &rows, &Import::default()).events, 0);
}

/// What ends and begins again on one day, and what may have come first by dates that overlap, is
/// taken in any order of the file.
#[test]
fn two_periods_that_meet_are_taken_in_any_order() {
    let close = |on: &str| closed(COMMUNITY, WOMENS_HOME).on(on);
    let suspended = |on: &str| suspended(COMMUNITY, WOMENS_HOME).on(on);
    let agreed = |on: &str| sharing(SITE, SECOND_COMMUNITY, &[CHILDRENS_HOME]).on(on);
    let ended = |on: &str| sharing_ended(SITE, SECOND_COMMUNITY, &[CHILDRENS_HOME]).on(on);
    let home = |on: &str| home(COMMUNITY).on(on);
    let sets = [
        vec![home("2012-01-01"), home("2014-07-01"), close("2014-07-01"), close("2016-01-01")],
        vec![home("2012-01-01"), home("2014-H2"), close("2014-H2"), close("2016-01-01")],
        vec![
            home("2012"),
            suspended("2014"),
            resumed(COMMUNITY, WOMENS_HOME).on("2014-06-15"),
            suspended("2014-08-01"),
        ],
        vec![
            childrens_home(SECOND_COMMUNITY).on("2012"),
            agreed("2017-03-01"),
            agreed("2018-07-01"),
            ended("2018-07-01"),
            ended("2019-01-01"),
        ],
    ];
    for set in sets {
        for order in orders_of(set.len()) {
            let rows: Vec<String> = order.iter().map(|index| row(&set[*index])).collect();
            let report = import(&of_world(), &rows, &Import { dry_run: true, ..Import::default() });
            assert_eq!((bad(&report), report.events), (Vec::<String>::new(), set.len() as u64), "{rows:#?}");
        }
    }
}

/// A row waits for one that gives a code. Meanwhile the other division that it names may get
/// another code: it is the same division.
#[test]
fn a_row_that_waits_means_a_division_that_got_another_code_of_the_day() {
    let on = "2018-06-15";
    let merged = row(&divisions_merged(&[COMMUNITY], "450224101022").on(on));
    let recoded = row(&division_recoded(COMMUNITY, FREE_CODE).on(on));
    let moved = row(&division_moved(SECOND_COMMUNITY, "450224101", Some("450224101022")).on(on));
    for rows in [[&merged, &recoded, &moved], [&merged, &moved, &recoded], [&recoded, &merged, &moved]] {
        let registry = of_world();
        let report = import(&registry, &rows.map(Clone::clone), &Import::default());
        assert_eq!((bad(&report), report.events), (Vec::<String>::new(), 3));
        let view = registry.view(Question::on(day("2018-12-31"))).unwrap().locked().unwrap();
        let merged = view.facts().places.get(view.find(&text(COMMUNITY)).unwrap()).unwrap();
        let into = merged.timeline.on(view.as_of()).find_map(|entry| entry.change.merged_into());
        assert_eq!(into, view.find(&text("450224101022")));
    }
}

#[test]
fn ten_thousand_rows_wait_and_the_others_are_bad_at_once() {
    let registry = of_world();
    let unknown = |n: u32| row(&home(&format!("4502241{:02}{:03}", 20 + n / 999, n % 999 + 1)).on("2018-06-30"));
    let try_behind = |waiting: u32| {
        let mut rows: Vec<String> = (0..waiting).map(unknown).collect();
        rows.push(row(&home(FREE_CODE).on("2018-06-30")));
        rows.push(row(&division(FREE_CODE, "新民社区").on("2018-01-01")));
        let report = import(&registry, &rows, &Import { dry_run: true, ..Import::default() });
        (report.events, report.bad_rows(), report.bad.last().map(|bad| bad.line))
    };
    assert_eq!(try_behind(9_999), (2, 9_999, Some(9_999)));
    assert_eq!(try_behind(10_000), (1, 10_001, Some(10_001)));
}

/// Recording times never go back, so nothing can be recorded later than it stands.
#[test]
fn rows_of_a_history_that_moves_in_do_not_wait() {
    let registry = Registry::in_memory();
    let mut rows: Vec<String> = small_world().iter().map(row).collect();
    rows.push(row(&closed(SITE, WOMENS_HOME).on("2019-01-01")));
    rows.push(row(&home(SITE).on("2018-01-01")));
    let report = import(&registry, &rows, &Import { recorded_as_stated: true, ..Import::default() });
    assert_eq!(bad(&report), ["26 refused: the women's home of rongan-1 is not open on 2019-01-01"]);
}

/// Two periods of each thing: what came first, and what came after it.
fn periods() -> Vec<Wish> {
    vec![
        home(COMMUNITY).on("2003-01-01"),
        suspended(COMMUNITY, WOMENS_HOME).on("2003-06-01"),
        resumed(COMMUNITY, WOMENS_HOME).on("2004-01-01"),
        closed(COMMUNITY, WOMENS_HOME).on("2005-01-01"),
        home(COMMUNITY).on("2010-01-01"),
        suspended(COMMUNITY, WOMENS_HOME).on("2012-01-01"),
        resumed(COMMUNITY, WOMENS_HOME).on("2013-01-01"),
        suspended(COMMUNITY, WOMENS_HOME).on("2013-03-01"),
        resumed(COMMUNITY, WOMENS_HOME).on("2013-06-01"),
        sharing(THIRD_COMMUNITY, COMMUNITY, &[WOMENS_HOME]).on("2011-01-01"),
        sharing_ended(THIRD_COMMUNITY, COMMUNITY, &[WOMENS_HOME]).on("2011-06-01"),
        sharing(THIRD_COMMUNITY, COMMUNITY, &[WOMENS_HOME]).on("2014-01-01"),
        sharing_ended(THIRD_COMMUNITY, COMMUNITY, &[WOMENS_HOME]).on("2015-01-01"),
        closed(COMMUNITY, WOMENS_HOME).on("2016-01-01"),
        federation("f0", SECOND_COMMUNITY).on("2003-01-01"),
        committee("f0", 1, &["p1", "p2"]).on("2003-06-01"),
        federation_dissolved("f0").on("2005-01-01"),
        federation("f1", SECOND_COMMUNITY).on("2010-01-01"),
        committee("f1", 1, &["p1", "p2"]).on("2010-06-01"),
        seat_vacated("f1", 1, "p2").on("2011-01-01"),
        seat_filled("f1", 1, "p3").on("2012-01-01"),
        seat_vacated("f1", 1, "p3").on("2012-06-01"),
        seat_filled("f1", 1, "p2").on("2012-07-01"),
        federation_dissolved("f1").on("2013-01-01"),
        division(FREE_CODE, "旧民社区").on("2003-01-01"),
        population(FREE_CODE, 700).on("2003-06-01"),
        home(FREE_CODE).on("2003-06-01"),
        division_abolished(FREE_CODE).on("2005-01-01"),
        division(FREE_CODE, "新民社区").on("2010-01-01"),
        population(FREE_CODE, 900).on("2010-06-01"),
        division_renamed(FREE_CODE, "新兴社区").on("2011-01-01"),
        division_moved(FREE_CODE, TOWNSHIP, Some("450224100012")).on("2012-01-01"),
        population("450224100012", 800).on("2013-01-01"),
        division_abolished("450224100012").on("2014-01-01"),
    ]
}

const PLACES: [&str; 5] = [COMMUNITY, SECOND_COMMUNITY, THIRD_COMMUNITY, FREE_CODE, "450224100012"];

/// What a registry answers on the last days of half-years.
fn answers(registry: &Registry) -> Vec<String> {
    let halves = (2003..2017).flat_map(|year| [format!("{year}-06-30"), format!("{year}-12-31")]);
    let of_day = |day: String| {
        let view = registry.view(Question::on(text(&day))).unwrap().locked().unwrap();
        let facts = view.facts();
        let as_of = view.as_of();
        // Places have numbers in the order of recording; people know them by their codes.
        let of_place = |place: &&str| {
            let record = facts.places.get(view.find(&text(place))?).filter(|record| record.is_open(as_of))?;
            Some(format!(
                "{place} {:?} {:?} {:?}",
                record.place_on(as_of),
                record.name_on(as_of),
                record.population_on(as_of)
            ))
        };
        let coverage = view.coverage().unwrap();
        let mut cells: Vec<String> = coverage
            .places
            .iter()
            .map(|of_place| {
                format!("{:?} {:?}", view.facts().places.get(of_place.place).unwrap().place_on(as_of), of_place.cells)
            })
            .collect();
        cells.sort();
        let committee = |id: &str| {
            let (_, record) = facts.federations.iter().find(|(_, record)| record.id.as_str() == id)?;
            Some(format!(
                "{:?} {:?}",
                record.is_active(as_of),
                record.committee_on(as_of).map(|c| (c.term, c.elected, c.seats))
            ))
        };
        format!(
            "{day} {:?} {:?} {cells:?}",
            PLACES.iter().filter_map(of_place).collect::<Vec<_>>(),
            ["f0", "f1"].map(committee)
        )
    };
    halves.map(of_day).collect()
}

proptest! {
    #[test]
    fn a_file_is_taken_whole_in_any_order_and_says_the_same(
        order in Just((0..periods().len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let wishes = periods();
        let (one, other) = (of_world(), of_world());
        let straight: Vec<String> = wishes.iter().map(row).collect();
        let shuffled: Vec<String> = order.iter().map(|n| straight[*n].clone()).collect();
        let report = import(&one, &straight, &Import::default());
        prop_assert!(report.bad.is_empty(), "{:?}", bad(&report));
        let report = import(&other, &shuffled, &Import::default());
        prop_assert!(report.bad.is_empty(), "{:?} of\n{}", bad(&report), shuffled.concat());
        let again = import(&other, &straight, &Import::default());
        prop_assert_eq!((bad(&again), again.events, again.since.len()), (Vec::new(), 0, 0));
        for (one, other) in answers(&one).into_iter().zip(answers(&other)) {
            prop_assert_eq!(one, other, "of\n{}", shuffled.concat());
        }
    }
}
