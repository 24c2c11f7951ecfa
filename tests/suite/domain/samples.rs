//! Samples: what the domain can check of a draw, and inspections under one.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::sample::SampleDrawn;
use jiceng_domain::{Position, Refusal};
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
