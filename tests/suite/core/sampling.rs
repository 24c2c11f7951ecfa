//! Samples: the registry draws, nobody chooses, and anybody draws the same again.

use jiceng_core::domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_core::domain::target::PlaceSort;
use jiceng_core::domain::{Position, Refusal, SampleId, TreeHash};
use jiceng_core::{Error, Question, Registry, Request};
use jiceng_projections::sampling::allocate;
use jiceng_testkit::make::*;
use jiceng_testkit::world::*;
use proptest::prelude::*;

use super::recorded::{head, identified, of_small_world, record, request};

pub(crate) fn sampled(registry: &Registry, id: &str) -> SampleDrawn {
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    view.facts().sample(&text::<SampleId>(id)).unwrap().1.clone()
}

pub(crate) fn drawn_now(registry: &Registry, wished: &SampleDrawn) -> Result<SampleDrawn, Error> {
    Ok(registry.view(Question::default()).unwrap().locked().unwrap().draw(wished)?.sample)
}

fn world() -> Registry {
    let registry = of_small_world();
    record(&registry, home(COMMUNITY).on("2019-01-01")).unwrap();
    registry
}

#[test]
fn the_registry_fills_in_seed_and_places() {
    let registry = world();
    let end = head(&registry);
    let expected = drawn_now(&registry, &sample("s1", 3, "2020-06-30")).unwrap();
    record(&registry, sample("s1", 3, "2020-06-30").on("2020-07-01")).unwrap();
    let recorded = sampled(&registry, "s1");
    assert_eq!(recorded, expected);
    assert_eq!((recorded.seed_position, recorded.population.known), (Some(Position(end)), Some(Position(end))));
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    assert_eq!(recorded.seed, Some(view.tree_head_at(Position(end)).unwrap().root));
    assert_eq!(recorded.places.len(), 3);
}

#[test]
fn the_same_is_drawn_again_however_much_is_recorded_since() {
    let registry = world();
    record(&registry, sample("s1", 3, "2020-06-30").on("2020-07-01")).unwrap();
    let recorded = sampled(&registry, "s1");
    record(&registry, division("450224100055", "示例新社区").on("2019-01-01")).unwrap();
    record(&registry, division_abolished(SECOND_COMMUNITY).on("2019-06-01")).unwrap();
    assert_eq!(drawn_now(&registry, &recorded).unwrap(), recorded);
    let mut asked_again = sample("s1", 3, "2020-06-30");
    asked_again.seed_position = recorded.seed_position;
    asked_again.population.known = recorded.population.known;
    assert_eq!(drawn_now(&registry, &asked_again).unwrap(), recorded);
    // Without the position it is another population and another seed.
    assert_ne!(drawn_now(&registry, &sample("s1", 3, "2020-06-30")).unwrap().seed, recorded.seed);
}

#[test]
fn other_places_and_another_seed_than_the_drawn_ones_are_refused() {
    let registry = world();
    let drawn = drawn_now(&registry, &sample("s1", 2, "2020-06-30")).unwrap();
    let refused = |wished: SampleDrawn, field: &str| {
        let refused = record(&registry, wished.on("2020-07-01")).unwrap_err();
        assert!(matches!(&refused, Error::NotTheDraw { field: f, .. } if *f == field), "{refused:?}");
    };
    let all = drawn_now(&registry, &sample("s1", 100, "2020-06-30")).unwrap().places;
    let chosen = all.iter().rev().filter(|place| !drawn.places.contains(place)).take(2).cloned().collect();
    refused(SampleDrawn { places: chosen, ..drawn.clone() }, "places");
    let mut turned = drawn.clone();
    turned.places.reverse();
    refused(turned, "places");
    refused(SampleDrawn { seed: Some(TreeHash([0; 32])), ..drawn.clone() }, "seed");
    record(&registry, drawn.clone().on("2020-07-01")).unwrap();
    assert_eq!(sampled(&registry, "s1"), drawn);
}

#[test]
fn a_repeated_request_is_answered_with_what_was_drawn_the_first_time() {
    let registry = world();
    let wish = sample("s1", 3, "2020-06-30").on("2020-07-01");
    let first = registry.record(&identified(7, wish.clone())).unwrap();
    let drawn = sampled(&registry, "s1");
    record(&registry, population(SITE, 5).on("2020-06-01")).unwrap();
    let again = registry.record(&identified(7, wish.clone())).unwrap();
    assert!(again.repeated);
    assert_eq!(again.first, first.first);
    assert_eq!(record(&registry, wish).unwrap().events, 0);
    assert_eq!(sampled(&registry, "s1"), drawn);
    let larger = record(&registry, sample("s1", 4, "2020-06-30").on("2020-07-01")).unwrap_err();
    assert!(matches!(larger, Error::Refused(Refusal::SampleExists { .. })), "{larger:?}");
}

#[test]
fn in_a_batch_the_seed_covers_what_the_batch_has_before_it() {
    let registry = of_small_world();
    let before = head(&registry);
    let mut batch = registry.batch().unwrap().sliced("import");
    batch.add(request(home(COMMUNITY).on("2019-01-01"))).unwrap();
    batch.add(request(sample("s1", 3, "2020-06-30").on("2020-07-01"))).unwrap();
    batch.add(request(inspected_under("s1", COMMUNITY, "womens_home", true).on("2020-07-02"))).map_or_else(
        |refused| assert!(matches!(refused, Error::Refused(Refusal::NotInSample { .. })), "{refused:?}"),
        |_| (),
    );
    batch.add(request(sample("s2", 3, "2020-06-30").on("2020-07-01"))).unwrap();
    batch.commit().unwrap();
    for (id, at) in [("s1", Some(before + 1)), ("s2", None)] {
        let drawn = sampled(&registry, id);
        assert!(at.is_none_or(|at| drawn.seed_position == Some(Position(at))), "{drawn:?}");
        assert_eq!(drawn_now(&registry, &drawn).unwrap(), drawn, "{id}");
    }
    assert_ne!(sampled(&registry, "s1").seed, sampled(&registry, "s2").seed);
}

#[test]
fn a_position_is_rounded_down_to_a_commit_and_lies_in_the_log() {
    let registry = of_small_world();
    let first = head(&registry);
    let mut batch = registry.batch().unwrap().sliced("import");
    for place in [COMMUNITY, SECOND_COMMUNITY, THIRD_COMMUNITY] {
        batch.add(request(home(place).on("2019-01-01"))).unwrap();
    }
    batch.commit().unwrap();
    let at = |seed: Option<u64>, known: Option<u64>| {
        let mut wished = sample("s1", 3, "2020-06-30");
        (wished.seed_position, wished.population.known) = (seed.map(Position), known.map(Position));
        drawn_now(&registry, &wished).map(|drawn| (drawn.seed_position.unwrap().0, drawn.population.known.unwrap().0))
    };
    assert_eq!(at(Some(first + 2), None).unwrap(), (first, first));
    assert_eq!(at(None, Some(first + 2)).unwrap(), (first, first));
    assert_eq!(at(Some(first + 3), Some(first + 2)).unwrap(), (first + 3, first + 2));
    assert!(matches!(at(Some(first), Some(first + 2)), Err(Error::Refused(Refusal::SeedMisplaced { .. }))));
    assert!(matches!(at(Some(first + 4), None), Err(Error::BeyondTheLog { .. })));
    assert!(matches!(at(None, Some(first + 4)), Err(Error::BeyondTheLog { .. })));
}

#[test]
fn the_population_is_what_the_selection_leaves() {
    let registry = world();
    let all = |population: Population, by| {
        let wished = SampleDrawn { by, population, ..sample("s1", 100, "2020-06-30") };
        let draw = registry.view(Question::default()).unwrap().locked().unwrap().draw(&wished).unwrap();
        let strata = draw.strata.iter().map(|stratum| stratum.stratum.code.clone()).collect::<Vec<_>>().join(" ");
        let mut places: Vec<String> = draw.sample.places.iter().map(ToString::to_string).collect();
        places.sort();
        (strata, places.join(" "))
    };
    let population = sample("s1", 1, "2020-06-30").population;
    let counties = "450224 450225 450305".to_owned();
    let (strata, places) = all(population.clone(), Strata::County);
    assert_eq!(strata, format!("441900 {counties}"), "东莞市 has no counties, and stands for its own");
    assert_eq!(places.split(' ').count(), 7);
    let sites = Population { sort: PlaceSort::Site, ..population.clone() };
    assert_eq!(all(sites.clone(), Strata::County), ("450224".to_owned(), format!("{SITE} {SECOND_SITE}")));
    assert_eq!(all(sites.clone(), Strata::None).0, "");
    assert_eq!(all(sites, Strata::Township).0, format!(" {TOWNSHIP}"));
    let within = Population { division: Some(text(SECOND_COUNTY)), ..population.clone() };
    assert_eq!(all(within, Strata::Prefecture), (PREFECTURE.to_owned(), THIRD_COMMUNITY.to_owned()));
    let partial = Population { status: Some(PlaceStatus::Partial), ..population.clone() };
    assert_eq!(all(partial, Strata::County).1, COMMUNITY);
    let with_home =
        Population { status: Some(PlaceStatus::Complete), kind: Some(text("womens_home")), ..population.clone() };
    assert_eq!(all(with_home, Strata::County).1, COMMUNITY);
    // The day before the sites were registered.
    assert_eq!(all(Population { as_of: day("2016-12-31"), ..population }, Strata::County).1.split(' ').count(), 5);
}

#[test]
fn a_draw_of_nothing_is_refused() {
    let registry = of_small_world();
    let none = Request::new(text("示例"), sample("s1", 3, "1999-01-01").on("2020-07-01"));
    let refused = registry.record(&none).unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::NothingToDraw { .. })), "{refused:?}");
}

#[test]
fn shares_are_by_largest_remainder_and_none_goes_without() {
    for (sizes, size, expected) in [
        (&[][..], 5, &[][..]),
        (&[0, 0], 5, &[0, 0]),
        (&[10, 20, 30], 6, &[1, 2, 3]),
        (&[10, 10, 10], 2, &[1, 1, 0]),
        (&[5, 3, 2], 100, &[5, 3, 2]),
        // 1/3 · 4, 1/3 · 4, 1/3 · 4: the rest to the first.
        (&[7, 7, 7], 4, &[2, 1, 1]),
        // 0.3, 0.6, 2.1: by remainder 0, 1, 2; then the first gets one from the only one that has
        // more.
        (&[1, 2, 7], 3, &[1, 1, 1]),
        // 0.06, 3.94 and 4: from the one furthest above its share, of equal ones the first.
        (&[1, 64, 65], 8, &[1, 3, 4]),
        (&[1, 1, 98], 3, &[1, 1, 1]),
        (&[1, 1, 98], 2, &[0, 0, 2]),
    ] {
        assert_eq!(allocate(sizes, size), expected, "{sizes:?} {size}");
    }
}

proptest! {
    #[test]
    fn shares_add_up_and_stay_near_their_proportion(sizes in prop::collection::vec(1_u64..300, 1..20), size in 0_u64..2000) {
        let counts = allocate(&sizes, size);
        let total: u64 = sizes.iter().sum();
        let drawn = size.min(total);
        prop_assert_eq!(counts.iter().sum::<u64>(), drawn);
        let enough = drawn >= sizes.len() as u64;
        let mut plain = true;
        for (count, of) in counts.iter().zip(&sizes) {
            prop_assert!(count <= of);
            prop_assert!(!enough || *count > 0);
            plain &= drawn * of >= total;
        }
        // Where every share is one at least, nobody is more than one away from it.
        for (count, of) in counts.iter().zip(&sizes).filter(|_| plain) {
            prop_assert!((count * total).abs_diff(drawn * of) < total);
        }
    }
}
