//! Explanations: the rule, the facts in order, and which of them count.

use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::{AsOf, Position};
use jiceng_projections::CellState;
use jiceng_projections::explain::{About, Weight, explain};
use jiceng_testkit::make::{
    On as _, closed, committee, day, federation, home, population, retraction_of, sharing, text,
};
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, SITE, small_world};
use jiff::civil::date;

use super::coverage::number;

#[test]
fn an_explanation_lists_the_sharing_the_providers_element_and_the_population() {
    let world = small_world();
    let first = world.len() as u64;
    let recorder = given(world)
        .and([
            home(COMMUNITY).on("2018-03-08"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2019-01-01"),
            population(SITE, 500).on("2019-02-01"),
            population(SITE, 900).on("2020-08-01"),
            closed(COMMUNITY, "womens_home").on("2019-05-01"),
        ])
        .and_withdrawn()
        .recorder();
    let facts = &recorder.facts;
    let kind = facts.catalogue.kind("womens_home").unwrap();
    let as_of = AsOf::on(date(2020, 6, 30)).known_before(facts.head());
    let standard = Standard::five_ones_2020().unwrap();
    let found = explain(facts, number(facts, SITE), kind, as_of, &standard).unwrap();

    assert_eq!(found.state, CellState::Shared { provider: number(facts, COMMUNITY) });
    assert_eq!((found.need, found.population, found.sharing_counts), (Need::OwnFrom(800), Some(500), true));
    let grounds: Vec<_> = found.grounds.iter().map(|g| (g.position.0 - first, g.about, g.weight.clone())).collect();
    assert_eq!(
        grounds,
        [
            (0, About::Provider, Weight::Counts),
            (1, About::Sharing, Weight::Counts),
            (2, About::Population, Weight::Counts),
            (4, About::Provider, Weight::Withdrawn { by: Position(first + 5) }),
            (3, About::Population, Weight::NotYet),
        ]
    );
}

#[test]
fn a_committee_that_the_standard_asks_for_is_told_with_the_end_of_its_term() {
    let facts = given(small_world())
        .and([
            federation("f", COMMUNITY).on("2017-03-01"),
            committee("f", 1, &["p1"]).on("2017-06-30"),
            federation("g", SITE).on("2017-03-01"),
        ])
        .recorder()
        .facts;
    let kind = facts.catalogue.kind("womens_federation").unwrap();
    let mut standard = Standard::five_ones_2020().unwrap();
    let asked = |standard: &Standard, place| {
        let found = explain(&facts, number(&facts, place), kind, AsOf::on(date(2020, 6, 30)), standard).unwrap();
        (found.state, found.committee.map(|asked| (asked.elected, asked.ends)), found.grounds.len())
    };
    assert_eq!(asked(&standard, COMMUNITY), (CellState::Own, None, 1));
    standard.requirements[0].committee_in_term = true;
    let elected = Some((1, text("2017-06-30")));
    let over = (CellState::OutOfTerm, Some((elected, Some(date(2020, 6, 30)))), 2);
    assert_eq!(asked(&standard, COMMUNITY), over);
    assert_eq!(asked(&standard, SITE), (CellState::OutOfTerm, Some((None, None)), 1));
    standard.terms.clear();
    assert_eq!(asked(&standard, COMMUNITY), (CellState::Own, Some((elected, None)), 2));
}

#[test]
fn nothing_is_explained_where_coverage_is_not_assessed() {
    let facts = given(small_world()).recorder().facts;
    let kind = facts.catalogue.kind("womens_home").unwrap();
    let standard = Standard::five_ones_2020().unwrap();
    let township = number(&facts, jiceng_testkit::world::TOWNSHIP);
    assert!(explain(&facts, township, kind, AsOf::on(date(2020, 6, 30)), &standard).is_none());
}

#[test]
fn a_sharing_counts_in_part_where_the_element_is_of_later_than_the_agreement() {
    let first = small_world().len() as u64;
    let facts = given(small_world())
        .and([
            home(COMMUNITY).on("2017-02-01"),
            sharing(SITE, COMMUNITY, &["womens_home"]).on("2017-06-01"),
            closed(COMMUNITY, "womens_home").on("2018-01-01"),
            home(COMMUNITY).on("2018-06-01"),
            retraction_of(event_id(first + 1, 0)),
        ])
        .recorder()
        .facts;
    let kind = facts.catalogue.kind("womens_home").unwrap();
    let standard = Standard::five_ones_2020().unwrap();
    let explained = |on: &str| explain(&facts, number(&facts, SITE), kind, AsOf::on(day(on)), &standard).unwrap();
    let found = explained("2019-01-01");
    assert!(matches!(found.state, CellState::Shared { .. }));
    let sharing = found.grounds.iter().find(|ground| ground.about == About::Sharing).unwrap();
    assert_eq!(format!("{:?}", sharing.weight).split('(').next(), Some("InPart"), "{:?}", sharing.weight);
}
