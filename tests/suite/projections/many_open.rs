//! So many dates leave something open that not all can be gone through: then everything is
//! possible, and nothing certain.
//!
//! Eight facts are given days at once, in 256 worlds at most. Each test stands on both sides of a
//! bound.

use std::collections::BTreeSet;

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::target::{ElectionSelection, Measure, PlaceSelection, Possession};
use jiceng_domain::{AsOf, Facts, Wish};
use jiceng_projections::certainty::{Outlook, Prospect};
use jiceng_projections::measure::{Counted, CountedBounds, MeasuredDay};
use jiceng_projections::{CellState, DivisionTree};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::*;
use jiff::civil::{Date, date};

use super::coverage::{number, only};

const DAY: Date = date(2019, 6, 30);
const OWN: Option<CellState> = Some(CellState::Own);
const SUSPENDED: Option<CellState> = Some(CellState::Suspended);
const MISSING: Option<CellState> = Some(CellState::Missing);
const BELOW_STANDARD: Option<CellState> = Some(CellState::BelowStandard);

fn facts(history: impl IntoIterator<Item = Wish>) -> Facts {
    given(small_world()).and(history).recorder().facts
}

fn prospect(facts: &Facts, place: &str, standard: &Standard) -> Prospect {
    Prospect::of(facts, number(facts, place), AsOf::on(DAY), standard).expect("something is open")
}

/// What a home may be.
fn cell(facts: &Facts, place: &str, standard: &Standard) -> Vec<Option<CellState>> {
    prospect(facts, place, standard).cell(facts.catalogue.kind(WOMENS_HOME).unwrap())
}

/// Large sites need a home of their own, small ones may share.
fn by_size() -> Standard {
    only(WOMENS_HOME, |rule| rule.sites = Need::OwnFrom(800))
}

/// A site that shares a home, its people counted so often in one month: it is open which count was
/// the last.
fn counted(times: u32) -> Vec<Wish> {
    let shared = [home(COMMUNITY).on("2018-01-01"), sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-02-01")];
    let counts = (0..times).map(|n| population(SITE, if n % 2 == 0 { 900 } else { 500 } + n).on("2019-03"));
    shared.into_iter().chain(counts).collect()
}

/// A home inspected so often, up to six times, in whatever order.
fn inspections(place: &str, times: usize) -> Vec<Wish> {
    let built = home(place).on("2018-03-01");
    // The same result on the same date would be the same inspection.
    let dates = ["2019-04", "2019-34", "2019-40"].into_iter().flat_map(|on| [(on, true), (on, false)]);
    let inspected = dates.take(times).map(|(on, passed)| inspected(place, WOMENS_HOME, passed).on(on));
    std::iter::once(built).chain(inspected).collect()
}

#[test]
fn eight_facts_about_a_place_are_gone_through_and_nine_are_not() {
    let facts_of = |times| facts(counted(times));
    let of_eight = facts_of(8);
    let shared = CellState::Shared { provider: number(&of_eight, COMMUNITY) };
    let found = cell(&of_eight, SITE, &by_size());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&MISSING) && found.contains(&Some(shared)));
    let of_nine = facts_of(9);
    let found = prospect(&of_nine, SITE, &by_size());
    let any = || vec![CellState::Own, CellState::Suspended, CellState::Missing, shared];
    let home = of_nine.catalogue.kind(WOMENS_HOME).unwrap();
    let assessed = |is_site, states| Outlook::Assessed { is_site, cells: vec![(home, states)] };
    // Communities need one, and sharing counts for them too.
    let community = match by_size().requirements[0].communities {
        Need::Own => any()[..3].to_vec(),
        _ => any(),
    };
    assert_eq!(found.outlooks, [Outlook::Outside, assessed(true, any()), assessed(false, community)]);
}

/// The needs of sites and of communities are not taken for each other.
#[test]
fn what_is_not_gone_through_may_be_what_is_asked_of_a_place_of_its_sort() {
    // The suspension «in the first half» may have come before any of the others.
    let unordered = |place: &str| {
        let built = home(place).on("2018-01-01");
        let in_month = |on| [suspended(place, WOMENS_HOME).on(on), resumed(place, WOMENS_HOME).on(on)];
        let months = ["2019-01", "2019-02", "2019-03", "2019-04"].into_iter().flat_map(in_month);
        let last = suspended(place, WOMENS_HOME).on("2019-40");
        std::iter::once(built).chain(months).chain([last]).collect::<Vec<Wish>>()
    };
    let shares = |place: &str| {
        [
            home(SECOND_COMMUNITY).on("2017-06-01"),
            sharing(place, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2017-07-01"),
            sharing_ended(place, SECOND_COMMUNITY, &[WOMENS_HOME]).on("2017-08-01"),
        ]
    };
    let of = |place: &str, sites, communities| {
        let facts = facts(shares(place).into_iter().chain(unordered(place)));
        let standard = only(WOMENS_HOME, |rule| (rule.sites, rule.communities) = (sites, communities));
        let no = number(&facts, place);
        let found = Prospect::of(&facts, no, AsOf::on(DAY), &standard);
        found.map(|found| found.cell(facts.catalogue.kind(WOMENS_HOME).unwrap()))
    };
    let own = Some(vec![OWN, SUSPENDED, MISSING]);
    assert_eq!(of(SITE, Need::Own, Need::NotRequired), own);
    assert_eq!(of(COMMUNITY, Need::NotRequired, Need::Own), own);
    assert_eq!(of(SITE, Need::NotRequired, Need::Own), None);
    assert_eq!(of(COMMUNITY, Need::Own, Need::NotRequired), None);
    assert_eq!(of(SITE, Need::OwnOrShared, Need::Own).unwrap().len(), 4);
    assert_eq!(of(COMMUNITY, Need::OwnOrShared, Need::Own).unwrap().len(), 3);
}

#[test]
fn facts_about_the_place_and_about_one_kind_of_it_are_given_days_together() {
    let standard = only(WOMENS_HOME, |rule| {
        rule.sites = Need::OwnFrom(800);
        rule.must_pass_inspection = true;
    });
    let of = |inspected| {
        let history = counted(4).into_iter().chain(inspections(SITE, inspected));
        cell(&facts(history), SITE, &standard)
    };
    let eight = of(4);
    assert!(eight.contains(&OWN) && !eight.contains(&MISSING) && !eight.contains(&SUSPENDED), "{eight:?}");
    let nine: BTreeSet<String> = of(5).iter().map(|state| format!("{state:?}")).collect();
    for state in [OWN, SUSPENDED, MISSING, BELOW_STANDARD] {
        assert!(nine.contains(&format!("{state:?}")), "{nine:?}");
    }
}

/// Each fact that was not gone through is a hinge, and says nothing of what its day would leave.
#[test]
fn a_hinge_of_what_is_not_gone_through_leaves_everything_on_both_sides() {
    let counts = |times: u32| {
        let shared = counted(0);
        let counts = (0..times).map(|n| population(SITE, if n % 2 == 0 { 900 } else { 500 } + n).on("2019"));
        facts(shared.into_iter().chain(counts))
    };
    // 6 counts in 193 worlds, 7 in 449: each has happened by the day or not, and any of those that
    // have was the last.
    let explored = prospect(&counts(6), SITE, &by_size());
    assert_eq!(explored.outlooks.len(), 2, "{:?}", explored.outlooks);
    assert!(explored.hinges.iter().all(|hinge| hinge.by != hinge.after || hinge.by.len() < 3));
    let facts = counts(7);
    let found = prospect(&facts, SITE, &by_size());
    let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
    assert_eq!(found.hinges.len(), 7);
    for hinge in &found.hinges {
        assert_eq!(hinge.by, hinge.after);
        let mut all = found.cell(home);
        all.retain(|state| !hinge.by.contains(state));
        assert_eq!((all, hinge.by.len()), (Vec::new(), 5), "{hinge:?}");
    }
}

/// What is not gone through may be what is asked of sites, or of communities.
#[test]
fn a_hinge_about_the_place_itself_leaves_what_is_asked_of_either_sort() {
    let standard = |sites, communities| only(WOMENS_HOME, |rule| (rule.sites, rule.communities) = (sites, communities));
    let not_required = Some(CellState::NotRequired);
    let open = facts_of_open(9);
    for (sites, communities) in [(Need::OwnFrom(800), Need::NotRequired), (Need::OwnFrom(800), Need::Own)] {
        let found = prospect(&open, SITE, &standard(sites, communities));
        assert_eq!(found.hinges.len(), 9);
        for hinge in &found.hinges {
            assert_eq!(hinge.by.contains(&not_required), communities == Need::NotRequired, "{hinge:?}");
            assert!(hinge.by.contains(&OWN) && hinge.by.contains(&None), "{hinge:?}");
        }
    }
}

/// The same, its people counted some time in the year asked about.
fn facts_of_open(times: u32) -> Facts {
    let counts = (0..times).map(|n| population(SITE, if n % 2 == 0 { 900 } else { 500 } + n).on("2019"));
    facts(counted(0).into_iter().chain(counts))
}

/// It was closed ten days ago: however its agreements of the year are dated, it is not assessed.
#[test]
fn a_place_that_is_certainly_gone_is_gone_whatever_else_is_open_about_it() {
    let kinds = &[WOMENS_HOME, "childrens_home"];
    let providers = [COMMUNITY, SECOND_COMMUNITY, THIRD_COMMUNITY, FREE_CODE, "450224100012"];
    let homes = providers.into_iter().flat_map(|of| [home(of).on("2018-01-01"), childrens_home(of).on("2018-01-02")]);
    let shared = providers
        .into_iter()
        .flat_map(|of| [sharing(SITE, of, kinds).on("2019"), sharing_ended(SITE, of, kinds).on("2019")]);
    let more = [division(FREE_CODE, "新社区"), division("450224100012", "另一社区")].map(|new| new.on("2010-01-01"));
    let history = more.into_iter().chain(homes).chain(shared).chain([site_closed(SITE).on("2019-06-20")]);
    let facts = facts(history);
    let standard = Standard::five_ones_2020().unwrap();
    let of = |on: Date| Prospect::of(&facts, no_of_site(&facts), AsOf::on(on), &standard);
    assert!(of(date(2019, 6, 19)).is_some());
    assert_eq!(of(DAY), None);
}

fn no_of_site(facts: &Facts) -> jiceng_domain::PlaceNo {
    facts.places.find(&text(SITE), AsOf::on(date(2019, 1, 1))).unwrap()
}

fn bounds(facts: &Facts, measure: &Measure, standard: &Standard) -> CountedBounds {
    let as_of = AsOf::on(DAY);
    let ground = MeasuredDay { facts, as_of, standard, tree: &DivisionTree::on(facts, as_of) };
    ground.bounds(measure, number(facts, COUNTY))
}

/// Eight open foundings make 256 worlds.
#[test]
fn in_256_worlds_what_is_certain_is_known_and_beyond_them_nothing_is() {
    let measure = Measure::Institutions { kind: text("marriage_mediation") };
    let of = |open: usize| {
        let certain = institution("i0", "marriage_mediation", COMMUNITY).on("2018-03-01");
        let open = (1..=open).map(|n| institution(&format!("i{n}"), "marriage_mediation", COMMUNITY).on("2019"));
        let facts = facts(std::iter::once(certain).chain(open));
        let found = bounds(&facts, &measure, &Standard::five_ones_2020().unwrap());
        (found.certain.len(), found.possible.len(), found.misses.len(), found.may_miss.len())
    };
    assert_eq!(of(8), (1, 9, 0, 0));
    assert_eq!(of(9), (0, 10, 0, 10));
}

/// An election «in 2019» was before 1 March, by midsummer or after it: five make 243 worlds, six
/// make 729.
#[test]
fn elections_that_turn_on_two_days_are_gone_through_in_256_worlds_at_most() {
    let since = Some(date(2019, 3, 1));
    let measure = Measure::Elections(ElectionSelection { since, ..ElectionSelection::default() });
    let of = |open: usize| {
        let founded = |n: usize, place: &str| federation(&format!("f{n}"), place).on("2018-01-01");
        let certain = [founded(0, COMMUNITY), committee("f0", 1, &["p1"]).on("2019-04-01")];
        let places = [SECOND_COMMUNITY, SITE, SECOND_SITE, TOWNSHIP, SECOND_TOWNSHIP, COUNTY];
        let open = (1..).zip(places).take(open).flat_map(|(n, place)| {
            let elected = committee(&format!("f{n}"), 1, &["p1"]).on("2019");
            [founded(n, place), elected]
        });
        let found = bounds(&facts(certain.into_iter().chain(open)), &measure, &Standard::five_ones_2020().unwrap());
        (found.certain.len(), found.possible.len())
    };
    assert_eq!(of(5), (1, 6));
    assert_eq!(of(6), (0, 7));
}

#[test]
fn a_place_with_too_many_open_facts_is_counted_possibly_and_misses_possibly() {
    let measure =
        Measure::PlacesWith { kind: text(WOMENS_HOME), places: PlaceSelection::default(), by: Possession::Any };
    let found = |times| {
        let facts = facts(counted(times));
        let bounds = bounds(&facts, &measure, &by_size());
        let what = Counted::Place(number(&facts, SITE));
        [&bounds.certain, &bounds.possible, &bounds.misses, &bounds.may_miss].map(|set| set.contains(&what))
    };
    assert_eq!(found(1), [false, false, true, true]);
    assert_eq!(found(8), [false, true, false, true]);
    assert_eq!(found(9), [false, true, false, true]);
}

#[test]
fn a_place_whose_changes_have_no_certain_order_is_counted_possibly() {
    let measure =
        Measure::PlacesWith { kind: text(WOMENS_HOME), places: PlaceSelection::default(), by: Possession::Own };
    let facts = facts([
        home(COMMUNITY).on("2018-01-01"),
        closed(COMMUNITY, WOMENS_HOME).on("2018-03-01"),
        home(COMMUNITY).on("2018-06-01"),
        suspended(COMMUNITY, WOMENS_HOME).on("2018"),
    ]);
    let bounds = bounds(&facts, &measure, &only(WOMENS_HOME, |_| ()));
    let what = Counted::Place(number(&facts, COMMUNITY));
    let found = [&bounds.certain, &bounds.possible, &bounds.misses, &bounds.may_miss].map(|set| set.contains(&what));
    assert_eq!(found, [false, true, false, true]);
}
