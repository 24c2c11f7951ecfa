//! Samples: what the domain can check of a draw, and inspections under one.

use jiceng_domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_domain::sample::SampleDrawn;
use jiceng_domain::{AsOf, Facts, Position, Refusal, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn drawn() -> SampleDrawn {
    as_if_drawn(sample("s1", 2, "2020-06-30"), &[COMMUNITY, SITE])
}

fn world() -> Given {
    given(small_world()).and([home(COMMUNITY).on("2019-01-01"), home(SECOND_COMMUNITY).on("2019-01-01")])
}

#[test]
fn a_draw_is_recorded_once() {
    world().when(drawn().on("2020-07-01")).is_recorded();
    world().and([drawn().on("2020-07-01")]).when(drawn().on("2020-07-01")).is_already_true();
    let other = as_if_drawn(sample("s1", 2, "2020-06-30"), &[COMMUNITY, SECOND_SITE]);
    world().and([drawn().on("2020-07-01")]).when(other.on("2020-07-01")).refused("sample_exists");
    world().and([drawn().on("2020-07-01")]).when(drawn().on("2020-07-02")).refused("sample_exists");
}

#[test]
fn what_the_registry_did_not_draw_is_refused() {
    let refused = |wished: SampleDrawn| world().when(wished.on("2020-07-01")).refused("sample_not_drawn");
    refused(sample("s1", 2, "2020-06-30"));
    refused(SampleDrawn { seed: None, ..drawn() });
    refused(SampleDrawn { seed_position: None, ..drawn() });
}

#[test]
fn the_seed_is_taken_between_what_is_known_of_the_population_and_the_end_of_the_log() {
    let head = small_world().len() as u64 + 2;
    for (at, is_right) in [(head - 3, false), (head - 2, true), (head, true), (head + 1, false)] {
        let outcome = world().when(SampleDrawn { seed_position: Some(Position(at)), ..drawn() }.on("2020-07-01"));
        if is_right {
            outcome.is_recorded();
        } else {
            let known = Position(head - 2);
            let at = Position(at);
            assert_eq!(
                outcome.refused("seed_misplaced"),
                Refusal::SeedMisplaced { sample: text("s1"), known, at, head: Position(head) }
            );
        }
    }
}

#[test]
fn a_draw_is_of_places_that_existed_on_the_day_each_once_and_no_more_than_asked_for() {
    let of = |places: &[&str]| world().when(as_if_drawn(sample("s1", 2, "2020-06-30"), places).on("2020-07-01"));
    of(&[COMMUNITY]).is_recorded();
    of(&[]).refused("nothing_to_draw");
    of(&[COMMUNITY, COMMUNITY]).refused("bad_list");
    of(&[COMMUNITY, SITE, SECOND_SITE]).refused("bad_list");
    of(&["450224100099"]).refused("unknown_place");
    of(&[COUNTY]).refused("not_assessed");
    // Relocation sites are registered in 2017.
    let early = as_if_drawn(sample("s1", 2, "2016-12-31"), &[SITE]);
    world().when(early.on("2020-07-01")).refused("not_assessed");
    let mut of_a_kind = drawn();
    of_a_kind.population.kind = Some(text("no_such_kind"));
    world().when(of_a_kind.on("2020-07-01")).refused("unknown_catalogue_code");
    let mut of_a_division = drawn();
    of_a_division.population.division = Some(text("451300"));
    world().when(of_a_division.on("2020-07-01")).refused("unknown_place");
}

#[test]
fn a_draw_is_not_withdrawn_and_not_corrected() {
    let with = world().and([drawn().on("2020-07-01")]);
    let id = with.clone().recorder().last_id();
    with.clone().when(retraction_of(id)).refused("not_retractable");
    let other = as_if_drawn(sample("s1", 2, "2020-06-30"), &[COMMUNITY, SECOND_SITE]);
    with.when_corrected(other.on("2020-07-01")).refused("not_retractable");
}

#[test]
fn only_what_was_drawn_is_inspected_under_a_sample_and_not_before() {
    let with = world().and([drawn().on("2020-07-01")]);
    let wished = |place, on| with.clone().when(inspected_under("s1", place, WOMENS_HOME, true).on(on));
    wished(COMMUNITY, "2020-07-01").is_recorded();
    wished(COMMUNITY, "2020-07").is_recorded();
    wished(SECOND_COMMUNITY, "2020-07-02").refused("not_in_sample");
    wished(COMMUNITY, "2020-06-30").refused("inspected_before_drawn");
    with.clone().when(inspected_under("s2", COMMUNITY, WOMENS_HOME, true).on("2020-07-02")).refused("unknown_sample");
    // Without a sample, any place is.
    with.clone().when(inspected(SECOND_COMMUNITY, WOMENS_HOME, true).on("2020-06-30")).is_recorded();
    // The same finding under a sample and without are two facts.
    let both = with.and([inspected(COMMUNITY, WOMENS_HOME, true).on("2020-07-02")]);
    both.when(inspected_under("s1", COMMUNITY, WOMENS_HOME, true).on("2020-07-02")).is_recorded();
}

#[test]
fn a_place_stays_drawn_under_another_code() {
    let with = world().and([
        drawn().on("2020-07-01"),
        division_recoded(COMMUNITY, FREE_CODE).on("2020-08-01"),
        division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2020-08-02"),
    ]);
    with.clone().when(inspected_under("s1", FREE_CODE, WOMENS_HOME, true).on("2020-09-01")).is_recorded();
    with.when(inspected_under("s1", COMMUNITY, WOMENS_HOME, true).on("2020-09-01")).refused("not_in_sample");
}

/// SITE and `SECOND_SITE` use the home of COMMUNITY.
fn sharing_world() -> Given {
    world().and([
        sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-02-01"),
        sharing(SECOND_SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-02-02"),
    ])
}

fn drawn_of(places: &[&str]) -> Wish {
    as_if_drawn(sample("s1", 9, "2020-06-30"), places).on("2020-07-01")
}

fn found(facts: &Facts, place: &str, on: &str) -> Option<(bool, String)> {
    let as_of = AsOf::on(day(on));
    let no = facts.places.find(&text(place), as_of).unwrap();
    let found = jiceng_projections::sampling::inspected(facts, &text("s1"), no, as_of, None);
    let [one] = found.kinds[..] else { return None };
    Some((one.passed, facts.places.get(one.of).unwrap().place_on(as_of).unwrap().to_string()))
}

fn last_in_register(facts: &Facts, place: &str, on: &str) -> Option<bool> {
    let as_of = AsOf::on(day(on));
    let no = facts.places.find(&text(place), as_of).unwrap();
    facts.elements.last_inspection(no, facts.catalogue.kind(WOMENS_HOME).unwrap(), as_of)
}

/// Most of the sites share, and none of them could be inspected: «has no home in use» at the site,
/// «not in the sample» at the provider.
#[test]
fn what_is_inspected_for_a_drawn_place_that_shares_is_the_providers() {
    let given = sharing_world().and([drawn_of(&[SITE])]);
    let recorder = given.when(inspected_under("s1", SITE, WOMENS_HOME, false).on("2020-07-02")).is_recorded();
    let facts = &recorder.facts;
    assert_eq!(found(facts, SITE, "2020-12-31"), Some((false, COMMUNITY.to_owned())));
    assert_eq!(found(facts, SITE, "2020-07-01"), None);
    assert_eq!(last_in_register(facts, COMMUNITY, "2020-12-31"), Some(false));
    assert_eq!(last_in_register(facts, SITE, "2020-12-31"), None);
    // The register's next inspection, under no sample, is none of the sample's.
    let mut later = recorder.clone();
    later.record(&inspected(COMMUNITY, WOMENS_HOME, true).on("2020-08-01")).unwrap();
    assert_eq!(last_in_register(&later.facts, COMMUNITY, "2020-12-31"), Some(true));
    assert_eq!(found(&later.facts, SITE, "2020-12-31"), Some((false, COMMUNITY.to_owned())));
    // It is withdrawn with the row that it came from.
    let mut withdrawn = recorder.clone();
    withdrawn.record(&retraction_of(recorder.last_id())).unwrap();
    assert_eq!(found(&withdrawn.facts, SITE, "2020-12-31"), None);
    assert_eq!(last_in_register(&withdrawn.facts, COMMUNITY, "2020-12-31"), None);
    let mut corrected = recorder.clone();
    let right = inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-02");
    corrected.record(&correction_of(recorder.last_id(), right)).unwrap();
    assert_eq!(found(&corrected.facts, SITE, "2020-12-31"), Some((true, COMMUNITY.to_owned())));
}

#[test]
fn an_inspection_of_the_provider_counts_for_each_drawn_place_that_it_serves() {
    let given = sharing_world().and([drawn_of(&[SITE, SECOND_SITE])]);
    let facts = given.when(inspected_under("s1", COMMUNITY, WOMENS_HOME, true).on("2020-07-02")).is_recorded().facts;
    for place in [SITE, SECOND_SITE] {
        assert_eq!(found(&facts, place, "2020-12-31"), Some((true, COMMUNITY.to_owned())));
    }
    // It serves nobody with other kinds, and a place that serves nobody is not in the sample.
    let given = sharing_world().and([drawn_of(&[SITE, SECOND_SITE])]);
    given
        .clone()
        .when(inspected_under("s1", COMMUNITY, CHILDRENS_HOME, true).on("2020-07-02"))
        .refused("not_in_sample");
    given.when(inspected_under("s1", SECOND_COMMUNITY, WOMENS_HOME, true).on("2020-07-02")).refused("not_in_sample");
}

#[test]
fn where_the_provider_is_drawn_too_one_inspection_is_that_of_both() {
    for named in [SITE, COMMUNITY] {
        let given = sharing_world().and([drawn_of(&[SITE, COMMUNITY])]);
        let facts = given.when(inspected_under("s1", named, WOMENS_HOME, true).on("2020-07-02")).is_recorded().facts;
        for place in [SITE, COMMUNITY] {
            assert_eq!(found(&facts, place, "2020-12-31"), Some((true, COMMUNITY.to_owned())), "{named}");
        }
    }
    // Rows for two places that share are two facts, each with its own paper.
    let given = sharing_world().and([drawn_of(&[SITE, SECOND_SITE])]);
    let given = given.and([inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-02")]);
    given.clone().when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-02")).is_already_true();
    given.when(inspected_under("s1", SECOND_SITE, WOMENS_HOME, true).on("2020-07-02")).is_recorded();
}

#[test]
fn a_place_with_an_element_of_its_own_is_not_served_by_another() {
    let own = [home(SITE).on("2020-07-05")];
    let given = sharing_world().and([drawn_of(&[SITE])]).and(own);
    let facts = given
        .clone()
        .and([inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-04")])
        .when(inspected_under("s1", SITE, WOMENS_HOME, false).on("2020-07-06"))
        .is_recorded()
        .facts;
    // On the 4th the neighbour's served it, on the 6th its own.
    assert_eq!(found(&facts, SITE, "2020-07-05"), Some((true, COMMUNITY.to_owned())));
    assert_eq!(found(&facts, SITE, "2020-12-31"), Some((false, SITE.to_owned())));
    assert_eq!(last_in_register(&facts, COMMUNITY, "2020-12-31"), Some(true));
    // The neighbour serves it no more, so an inspection there is not in the sample.
    given.when(inspected_under("s1", COMMUNITY, WOMENS_HOME, true).on("2020-07-06")).refused("not_in_sample");
}

#[test]
fn where_nothing_serves_a_drawn_place_nothing_is_inspected() {
    let given = world().and([drawn_of(&[SITE])]);
    given.clone().when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-02")).refused("nothing_serves");
    // The sharing has ended, or the provider's home has.
    let ended =
        sharing_world().and([drawn_of(&[SITE]), sharing_ended(SITE, COMMUNITY, &[WOMENS_HOME]).on("2020-07-10")]);
    ended.clone().when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-11")).refused("nothing_serves");
    ended.when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-09")).is_recorded();
    let closed = sharing_world().and([drawn_of(&[SITE]), closed(COMMUNITY, WOMENS_HOME).on("2020-07-10")]);
    closed.when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-11")).refused("nothing_serves");
    sharing_world()
        .and([drawn_of(&[SITE])])
        .when(inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-06-30"))
        .refused("inspected_before_drawn");
}

/// Whose element an inspection was of follows from what was recorded before it.
#[test]
fn what_was_inspected_for_a_place_stays_its_own_when_the_sharing_is_withdrawn() {
    let agreed = jiceng_testkit::recorder::event_id(world_commits() + 1, 0);
    let given = world().and([
        sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-02-01"),
        drawn_of(&[SITE]),
        inspected_under("s1", SITE, WOMENS_HOME, true).on("2020-07-02"),
    ]);
    let mut recorder = given.recorder();
    recorder.record(&retraction_of(agreed)).unwrap();
    assert_eq!(found(&recorder.facts, SITE, "2020-12-31"), Some((true, COMMUNITY.to_owned())));
    assert_eq!(last_in_register(&recorder.facts, COMMUNITY, "2020-12-31"), Some(true));
    // Withdrawn now, it is found though nobody shares any more.
    let inspection = recorder.events[recorder.events.len() - 2].id;
    recorder.record(&retraction_of(inspection)).unwrap();
    assert_eq!(last_in_register(&recorder.facts, COMMUNITY, "2020-12-31"), None);
}

fn world_commits() -> u64 {
    world().recorder().events.len() as u64
}
