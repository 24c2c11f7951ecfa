//! What dates leave open: the smallest histories.

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::designation::{DesignationGranted, DesignationRecommended, Holder};
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::target::Measure;
use jiceng_domain::{AsOf, Facts, Wish};
use jiceng_projections::certainty::{Prospect, Prospects};
use jiceng_projections::measure::MeasuredDay;
use jiceng_projections::{Cell, CellState, Certainty, Coverage, DivisionTree, Figure};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{
    COMMUNITY, COUNTY, FAR_COMMUNITY, FREE_CODE, SECOND_COMMUNITY, SECOND_SITE, SITE, small_world,
};

use super::coverage::{number, only};

fn prospect(facts: &Facts, place: &str, on: &str, standard: &Standard) -> Option<Prospect> {
    Prospect::of(facts, number(facts, place), AsOf::on(day(on)), standard)
}

fn states(history: impl IntoIterator<Item = Wish>, place: &str, on: &str) -> Option<Vec<Option<CellState>>> {
    let facts = given(small_world()).and(history).recorder().facts;
    let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
    prospect(&facts, place, on, &only(WOMENS_HOME, |_| ())).map(|prospect| prospect.cell(home))
}

#[test]
fn founded_and_closed_in_one_year_it_may_have_been_at_work_in_between() {
    let history = || [home(COMMUNITY).on("2019"), closed(COMMUNITY, WOMENS_HOME).on("2019")];
    assert_eq!(states(history(), COMMUNITY, "2018-12-31"), None);
    assert_eq!(states(history(), COMMUNITY, "2019-06-30"), Some(vec![Some(CellState::Missing), Some(CellState::Own)]));
    assert_eq!(states(history(), COMMUNITY, "2019-12-31"), None);
}

#[test]
fn what_was_inspected_had_been_founded() {
    let history = || [home(COMMUNITY).on("2019"), inspected(COMMUNITY, WOMENS_HOME, true).on("2019-03-10")];
    let open = Some(vec![Some(CellState::Own), Some(CellState::Missing)]);
    assert_eq!(states(history(), COMMUNITY, "2019-03-09"), open);
    assert_eq!(states(history(), COMMUNITY, "2019-03-10"), Some(vec![Some(CellState::Own)]));
    // The figure takes the date at its last day; what is certain is above it.
    let facts = given(small_world()).and(history()).recorder().facts;
    let (as_of, standard) = (AsOf::on(day("2019-03-10")), only(WOMENS_HOME, |_| ()));
    let coverage = Coverage::judge(&facts, as_of, &standard);
    let bounds = Prospects::judge(&facts, as_of, &standard).total(&coverage);
    let complete = |group: &jiceng_projections::DivisionTotals| group.totals.complete;
    assert_eq!((complete(&coverage.total()), complete(&bounds.at_least), complete(&bounds.at_most)), (0, 1, 1));
}

#[test]
fn a_community_that_may_have_become_a_township_counts_at_most() {
    let history = [home(COMMUNITY).on("2018-01-01"), division_converted(COMMUNITY, "450224199", None).on("2019")];
    let facts = given(small_world()).and(history).recorder().facts;
    let places = |on: &str| {
        let (as_of, standard) = (AsOf::on(day(on)), only(WOMENS_HOME, |_| ()));
        let bounds = Prospects::judge(&facts, as_of, &standard).total(&Coverage::judge(&facts, as_of, &standard));
        bounds.at_most.totals.places - bounds.at_least.totals.places
    };
    assert_eq!(["2018-12-31", "2019-06-30", "2019-12-31"].map(places), [0, 1, 0]);
}

#[test]
fn one_count_of_people_decides_for_every_kind_that_is_shared() {
    let standard = Standard::five_ones_2020().unwrap();
    let history = [
        home(COMMUNITY).on("2018-01-01"),
        childrens_home(COMMUNITY).on("2018-01-01"),
        sharing(SITE, COMMUNITY, &[WOMENS_HOME, "childrens_home"]).on("2018-02-01"),
        population(SITE, 500).on("2018-03-01"),
        population(SITE, 900).on("2019-40"),
    ];
    let recorder = given(small_world()).and(history).recorder();
    let found = prospect(&recorder.facts, SITE, "2019-03-31", &standard).unwrap();
    let count = recorder.events.last().unwrap().position;
    assert_eq!(found.hinges.iter().map(|hinge| hinge.fact).collect::<Vec<_>>(), [count, count]);
    for hinge in &found.hinges {
        assert!(matches!(hinge.after.as_slice(), [Some(CellState::Shared { .. })]), "{hinge:?}");
        assert_eq!(hinge.by, [Some(CellState::Missing)]);
    }
    // Both kinds or neither, never one of them: that is not two things left open.
    assert_eq!(found.outlooks.len(), 2);
}

#[test]
fn a_site_that_may_not_be_there_yet_counts_at_most() {
    let standard = only(WOMENS_HOME, |_| ());
    let facts = given(small_world()).and([site("rongan-9", "示例", "450224").on("2019")]).recorder().facts;
    let as_of = AsOf::on(day("2019-06-30"));
    let bounds = Prospects::judge(&facts, as_of, &standard).total(&Coverage::judge(&facts, as_of, &standard));
    assert_eq!(bounds.at_most.totals.places - bounds.at_least.totals.places, 1);
}

#[test]
fn an_election_in_a_year_may_or_may_not_still_be_in_its_term() {
    let standard = only("womens_federation", |rule| rule.committee_term_years = Some(1));
    let history = [federation("f", COMMUNITY).on("2017-01-01"), committee("f", 1, &["p1"]).on("2018")];
    let facts = given(small_world()).and(history).recorder().facts;
    let complete = |on| {
        let prospect = prospect(&facts, COMMUNITY, on, &standard);
        prospect.map(|prospect| prospect.counts(Figure::Complete, None))
    };
    assert_eq!(complete("2018-12-31"), None); // certainly elected, certainly in its term
    assert_eq!(complete("2019-01-01"), Some(Certainty::Possible));
    assert_eq!(complete("2019-12-30"), Some(Certainty::Possible));
    assert_eq!(complete("2019-12-31"), None); // certainly over
    assert_eq!(complete("2018-06-30"), Some(Certainty::Possible)); // elected or not yet
}

#[test]
fn beyond_the_bound_everything_is_possible_and_nothing_certain() {
    let mut history = vec![home(SECOND_SITE).on("2018")];
    for _ in 0..5 {
        history.push(suspended(SECOND_SITE, WOMENS_HOME).on("2019"));
        history.push(resumed(SECOND_SITE, WOMENS_HOME).on("2019"));
        history.push(inspected(SECOND_SITE, WOMENS_HOME, history.len() % 2 == 0).on("2019"));
    }
    let mut recorder = given(small_world()).recorder();
    let granted = history.iter().filter(|wish| recorder.record(wish).is_ok_and(|events| !events.is_empty()));
    assert!(granted.count() > 4);
    for n in 0..8 {
        recorder.record(&population(SECOND_SITE, 700 + n).on("2019")).unwrap();
    }
    let standard = only(WOMENS_HOME, |_| ());
    let found = prospect(&recorder.facts, SECOND_SITE, "2019-06-30", &standard).unwrap();
    assert_eq!(found.counts(Figure::Complete, None), Certainty::Possible);
    assert!(found.hinges.len() > 8 && found.hinges.iter().all(|hinge| hinge.by == hinge.after));
}

/// What a kind may be at a place on a day, after a history of the small world.
fn told<const N: usize>(history: [Wish; N], place: &str, kind: &str, on: &str) -> Vec<Option<CellState>> {
    let facts = given(small_world()).and(history).recorder().facts;
    let (no, kind) = (number(&facts, place), facts.catalogue.kind(kind).unwrap());
    let standard = only(facts.catalogue.kind_entry(kind).unwrap().code.as_str(), |_| ());
    let (as_of, read) = (AsOf::on(day(on)), Coverage::judge_one(&facts, no, AsOf::on(day(on)), &standard));
    let read = || vec![read.map(|place| place.cells[0].state)];
    Prospect::of(&facts, no, as_of, &standard).map_or_else(read, |prospect| prospect.cell(kind))
}

const OWN: Option<CellState> = Some(CellState::Own);
const SUSPENDED: Option<CellState> = Some(CellState::Suspended);
const MISSING: Option<CellState> = Some(CellState::Missing);

/// Each of these facts rests on another subject, which so was there on its day at the latest.
#[test]
fn what_another_subject_shows_counts_too() {
    let founded = || federation("f", COMMUNITY).on("2019");
    let of_federation = |fact: Wish| told([founded(), fact], COMMUNITY, "womens_federation", "2019-03-10");
    assert_eq!(of_federation(committee("f", 1, &["p1"]).on("2019-03-10")), [OWN]);
    assert_eq!(of_federation(federation_renamed("f", "新名").on("2019-03-10")), [OWN]);
    assert_eq!(of_federation(committee("f", 1, &["p1"]).on("2019-03-11")), [OWN, MISSING]);
    let session = [committee("f", 1, &["p1"]).on("2019"), session("f", 1, 1, &[]).on("2019-03-10")];
    let [elected, met] = session;
    assert_eq!(told([founded(), elected, met], COMMUNITY, "womens_federation", "2019-03-10"), [OWN]);
    let merged = [federation("g", SECOND_COMMUNITY).on("2018-01-01"), federations_merged(&["g"], "f").on("2019-03-10")];
    let [second, merged] = merged;
    assert_eq!(told([founded(), second, merged], COMMUNITY, "womens_federation", "2019-03-10"), [OWN]);
    let shared = sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-03-10");
    assert_eq!(told([home(COMMUNITY).on("2019"), shared], COMMUNITY, WOMENS_HOME, "2019-03-10"), [OWN]);
}

/// A place was there when anything happened at it.
#[test]
fn what_happens_at_a_place_shows_that_it_was_there() {
    let new_site = || site("rongan-9", "新安置点", COUNTY).on("2019");
    let with = |fact: Wish| told([new_site(), fact], "rongan-9", WOMENS_HOME, "2019-03-10").contains(&None);
    assert!(with(home("rongan-9").on("2019")));
    assert!(!with(home("rongan-9").on("2019-03-10")));
    assert!(!with(federation("f", "rongan-9").on("2019-03-10")));
    assert!(!with(population("rongan-9", 500).on("2019-03-10")));
    assert!(!with(granted("d", "star_parent_school", "rongan-9").on("2019-03-10")));
    assert!(!with(institution("i", "marriage_mediation", "rongan-9").on("2019-03-10")));
    assert!(!with(issue("r", "rongan-9").on("2019-03-10")));
    assert!(!with(site_became_community("rongan-9", FREE_CODE, "新区").on("2019-03-10")));
    assert!(with(home("rongan-9").on("2019-03-11")));
    // And so the federation's committee shows it, by way of the federation.
    let through = [new_site(), federation("f", "rongan-9").on("2019"), committee("f", 1, &["p1"]).on("2019-03-10")];
    assert!(!told(through, "rongan-9", WOMENS_HOME, "2019-03-10").contains(&None));
}

/// What is shown on another day than that asked about: it was not over before.
#[test]
fn what_happened_later_shows_that_it_was_not_over_before() {
    let begun = || home(COMMUNITY).on("2018-01-01");
    let ended = || closed(COMMUNITY, WOMENS_HOME).on("2019");
    let later = |fact: Wish| told([begun(), ended(), fact], COMMUNITY, WOMENS_HOME, "2019-06-30");
    assert_eq!(later(inspected(COMMUNITY, WOMENS_HOME, true).on("2019-09-01")), [OWN]);
    assert_eq!(later(sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2019-09-01")), [OWN]);
    assert_eq!(later(inspected(COMMUNITY, WOMENS_HOME, true).on("2019-06-29")), [MISSING, OWN]);
    let site = [home(SITE).on("2018-01-01"), site_closed(SITE).on("2019"), population(SITE, 100).on("2019-09-01")];
    assert_eq!(told(site, SITE, WOMENS_HOME, "2019-06-30"), [OWN]);
    let dissolved = [
        federation("f", COMMUNITY).on("2018-01-01"),
        federation_dissolved("f").on("2019"),
        committee("f", 1, &["p1"]).on("2019-09-01"),
    ];
    assert_eq!(told(dissolved, COMMUNITY, "womens_federation", "2019-06-30"), [OWN]);
}

/// A code passes on when the one that had it has another: not before 1 June.
#[test]
fn a_code_that_was_still_carried_shows_that_its_next_carrier_was_not_there_yet() {
    let recoded = division_recoded(SECOND_COMMUNITY, FREE_CODE).on("2019-06-01");
    let next = [recoded, division(SECOND_COMMUNITY, "后来的社区").on("2019")];
    let facts = given(small_world()).and(next).recorder().facts;
    let no = number(&facts, SECOND_COMMUNITY);
    let standard = only(WOMENS_HOME, |_| ());
    let may_be = |on| Prospect::of(&facts, no, AsOf::on(day(on)), &standard).map(|prospect| prospect.statuses());
    assert_eq!(facts.places.get(no).unwrap().name_on(AsOf::on(day("2020-01-01"))).unwrap().as_str(), "后来的社区");
    assert_eq!(may_be("2019-05-31"), None); // it is not there, and cannot be
    assert_eq!(may_be("2019-06-01").unwrap().len(), 2);
}

/// Which count was the last decides; «in 2019» may be before or after 1 May. Before, the first was
/// taken for the last.
#[test]
fn which_of_two_counts_was_the_last_is_open_where_their_dates_overlap() {
    let history = |first: &str, second: &str| {
        let shared = [home(COMMUNITY).on("2018-01-01"), sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-02-01")];
        let [home, shared] = shared;
        let counted = [population(SITE, 900).on(first), population(SITE, 500).on(second)];
        let [large, small] = counted;
        let facts = given(small_world()).and([home, shared, large, small]).recorder().facts;
        let standard = only(WOMENS_HOME, |rule| rule.sites = Need::OwnFrom(800));
        prospect(&facts, SITE, "2020-01-01", &standard).map(|prospect| prospect.statuses().len())
    };
    assert_eq!(history("2019", "2019-05-01"), Some(2));
    assert_eq!(history("2019", "2019"), Some(2));
    assert_eq!(history("2018", "2019-05-01"), None);
    assert_eq!(history("2019-05", "2019-04"), None);
    let inspections = |first: &str, second: &str| {
        let [begun, one, other] = [
            home(COMMUNITY).on("2018-01-01"),
            inspected(COMMUNITY, WOMENS_HOME, true).on(first),
            inspected(COMMUNITY, WOMENS_HOME, false).on(second),
        ];
        let facts = given(small_world()).and([begun, one, other]).recorder().facts;
        let standard = only(WOMENS_HOME, |rule| rule.must_pass_inspection = true);
        prospect(&facts, COMMUNITY, "2020-01-01", &standard).map(|prospect| prospect.statuses().len())
    };
    assert_eq!(inspections("2019", "2019-05-01"), Some(2));
    assert_eq!(inspections("2019-05-01", "2019"), Some(2));
    assert_eq!(inspections("2019-05-01", "2019-06"), None);
}

/// It was suspended «in 2019», in its first time or in its second. Once it might even have been
/// missing.
#[test]
fn where_the_order_is_open_each_order_is_gone_through() {
    let history = [
        home(COMMUNITY).on("2018-01-01"),
        closed(COMMUNITY, WOMENS_HOME).on("2019-03-01"),
        home(COMMUNITY).on("2019-06-01"),
        suspended(COMMUNITY, WOMENS_HOME).on("2019"),
    ];
    assert_eq!(sorted(told(history.clone(), COMMUNITY, WOMENS_HOME, "2020-01-01")), [OWN, SUSPENDED]);
    assert_eq!(sorted(told(history.clone(), COMMUNITY, WOMENS_HOME, "2019-02-01")), [OWN, SUSPENDED]);
    assert_eq!(told(history, COMMUNITY, WOMENS_HOME, "2019-04-01"), [MISSING]);
    let granted_again = [
        granted("d", "star_parent_school", COMMUNITY).on("2018"),
        revoked("d").on("2018"),
        granted("d", "star_parent_school", COMMUNITY).on("2018-09-01"),
    ];
    let facts = given(small_world()).and(granted_again).recorder().facts;
    let on = |as_of: &str| {
        let (standard, as_of) = (Standard::five_ones_2020().unwrap(), AsOf::on(day(as_of)));
        let ground = MeasuredDay { facts: &facts, as_of, standard: &standard, tree: &DivisionTree::on(&facts, as_of) };
        let bounds =
            ground.bounds(&Measure::Designations { programme: text("star_parent_school") }, number(&facts, COUNTY));
        (bounds.certain.len(), bounds.possible.len())
    };
    assert_eq!(
        [on("2018-08-31"), on("2018-09-01"), on("2018-12-30"), on("2018-12-31")],
        [(0, 1), (0, 1), (0, 1), (1, 1)]
    );
}

/// A home of «2019» was closed in May and established on 15 May: it was the second, and the first
/// was closed by then; or the first, which may have been closed on the same day. Of two exact days
/// the closing is recorded first, so it closes the first home.
#[test]
fn a_thing_that_began_twice_is_there_on_the_day_of_its_exact_beginning() {
    let closed_in = |closing: &str, again: &str| {
        let history =
            [home(COMMUNITY).on("2019"), closed(COMMUNITY, WOMENS_HOME).on(closing), home(COMMUNITY).on(again)];
        told(history, COMMUNITY, WOMENS_HOME, "2019-05-15")
    };
    assert_eq!(sorted(closed_in("2019-05", "2019-05-15")), [OWN, MISSING]);
    assert_eq!(closed_in("2019-03-10", "2019-03-10"), [OWN]);
    // The first is that of «2019», or it came later.
    assert_eq!(sorted(closed_in("2019-05", "2019-05-14")), [OWN, MISSING]);
}

/// A sharing agreed on 10 June says that the home of «2018» was the first, and that of 1 September
/// the second.
#[test]
fn what_rests_on_a_thing_that_began_twice_says_which_came_first() {
    let history = || {
        let begun = [home(COMMUNITY).on("2018"), closed(COMMUNITY, WOMENS_HOME).on("2018")];
        begun.into_iter().chain([home(COMMUNITY).on("2018-09-01")])
    };
    let shared = sharing(SITE, COMMUNITY, &[WOMENS_HOME]).on("2018-06-10");
    let read = |history: Vec<Wish>| states(history, COMMUNITY, "2018-10-01").map(sorted);
    assert_eq!(read(history().collect()), Some(vec![OWN, MISSING]));
    assert_eq!(read(history().chain([shared]).collect()), None);
}

/// Up to 64 changes are held against each other.
#[test]
fn where_the_order_of_many_changes_is_open_everything_is_possible() {
    let told = |times: i16| {
        let begun = home(COMMUNITY).on("2017-01-01");
        let mut history = vec![begun];
        for n in 0..times {
            let on = |days: i16| jiff::civil::date(2018, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            history.push(suspended(COMMUNITY, WOMENS_HOME).on(&on(2 * n).to_string()));
            history.push(resumed(COMMUNITY, WOMENS_HOME).on(&on(2 * n + 1).to_string()));
        }
        history.push(closed(COMMUNITY, WOMENS_HOME).on("2019"));
        states(history, COMMUNITY, "2019-06-30").map(sorted)
    };
    assert_eq!(told(31), Some(vec![OWN, MISSING]));
    assert_eq!(told(32), Some(vec![OWN, SUSPENDED, MISSING]));
}

fn sorted(mut states: Vec<Option<CellState>>) -> Vec<Option<CellState>> {
    let all = [OWN, SUSPENDED, MISSING];
    states.sort_by_key(|state| all.iter().position(|one| one == state));
    states
}

/// The dates of three subjects together leave no day; then each subject's own count.
#[test]
fn dates_that_contradict_each_other_settle_nothing() {
    let history = [
        site("rongan-9", "新安置点", COUNTY).on("2019-41"),
        federation("f", "rongan-9").on("2019"),
        committee("f", 1, &["p1"]).on("2019-03-10"),
    ];
    assert_eq!(told(history, "rongan-9", "womens_federation", "2019-10-01").len(), 3);
}

/// Of a place of which dates leave nothing open, what it is; of any other, what it is in each world
/// in which it is there.
#[test]
fn a_cell_is_met_or_lacks_for_certain_possibly_or_not() {
    use Certainty::{Certain, No, Possible};
    let new_site = site("rongan-9", "新安置点", COUNTY).on("2019");
    let history = [
        home(COMMUNITY).on("2018-01-01"),
        home(SECOND_COMMUNITY).on("2019"),
        new_site,
        home("rongan-9").on("2019"),
        home(SECOND_SITE).on("2018-01-02"),
    ];
    let facts = given(small_world()).and(history).recorder().facts;
    let as_of = AsOf::on(day("2019-06-30"));
    let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
    let told = |place: &str, standard: &Standard| {
        let (prospects, no) = (Prospects::judge(&facts, as_of, standard), number(&facts, place));
        // The cell as it is read; a place that is not read as there has it missing.
        let state = Coverage::judge_one(&facts, no, as_of, standard).map_or(CellState::Missing, |p| p.cells[0].state);
        let cell = Cell { kind: home, state };
        (prospects.is_met(no, cell), prospects.is_gap(no, cell))
    };
    let standard = only(WOMENS_HOME, |rule| rule.sites = Need::NotRequired);
    assert_eq!(told(COMMUNITY, &standard), (Certain, No));
    assert_eq!(told(SECOND_COMMUNITY, &standard), (Possible, Possible));
    assert_eq!(told(FAR_COMMUNITY, &standard), (No, Certain));
    assert_eq!(told(SITE, &standard), (No, No));
    assert_eq!(told("rongan-9", &standard), (No, No));
    let of_sites = only(WOMENS_HOME, |rule| rule.sites = Need::Own);
    assert_eq!(told(SITE, &of_sites), (No, Certain));
    assert_eq!(told(SECOND_SITE, &of_sites), (Certain, No));
    // If it is there, it may have its home or not; if it is not, nothing is met and nothing lacks.
    assert_eq!(told("rongan-9", &of_sites), (Possible, Possible));
}

/// An institution of «2019» was granted a designation on 5 March: it was there by then, and so is
/// the designation.
#[test]
fn what_an_institution_was_named_for_shows_that_it_was_there() {
    let held = |n: &str, on: &str, grants: bool| {
        let holder = Holder::Institution(text("i"));
        if grants {
            DesignationGranted { holder, ..granted(n, "reform_demonstration", COMMUNITY) }.on(on)
        } else {
            DesignationRecommended { holder, ..recommended(n, "reform_demonstration", COMMUNITY) }.on(on)
        }
    };
    let facts = given(small_world())
        .and([
            institution("i", "marriage_mediation", COMMUNITY).on("2019"),
            held("d", "2019-03-05", true),
            held("e", "2019-03-05", false),
        ])
        .recorder()
        .facts;
    let standard = Standard::five_ones_2020().unwrap();
    let bounds = |measure: &Measure, on: &str| {
        let as_of = AsOf::on(day(on));
        let tree = DivisionTree::on(&facts, as_of);
        let bounds = MeasuredDay { facts: &facts, as_of, standard: &standard, tree: &tree }
            .bounds(measure, number(&facts, COUNTY));
        (bounds.certain.len(), bounds.possible.len())
    };
    let programme = text("reform_demonstration");
    let measures = [
        Measure::Designations { programme },
        Measure::DesignationsRecommended { programme: text("reform_demonstration") },
        Measure::Institutions { kind: text("marriage_mediation") },
    ];
    for measure in &measures {
        for on in ["2019-03-05", "2019-04-01", "2019-12-30", "2019-12-31"] {
            assert_eq!(bounds(measure, on), (1, 1), "{measure:?} on {on}");
        }
    }
    assert_eq!(measures.each_ref().map(|measure| bounds(measure, "2019-03-04")), [(0, 0), (0, 0), (0, 1)]);
}
