//! Figures of divisions, where dates leave open in which a place lies: in every history that agrees
//! with the dates as stated, each lies between at least and at most.

use std::fmt;

use jiceng_domain::standard::Standard;
use jiceng_domain::target::{ElectionSelection, Measure};
use jiceng_domain::term_of_office::TermOfOffice;
use jiceng_domain::{AsOf, Event, Facts, Level, PlaceNo, Recorded, Wish};
use jiceng_projections::bounds::Bounds;
use jiceng_projections::certainty::Prospects;
use jiceng_projections::elections::bounds::{FederationBounds, bounds_by_level, office_outlooks, round_outlooks};
use jiceng_projections::elections::held::{Round, round};
use jiceng_projections::elections::office::{Office, OfficeState, offices};
use jiceng_projections::elections::totals::{OfficeTotals, RoundTotals, by_level};
use jiceng_projections::measure::{Counted, MeasuredDay};
use jiceng_projections::targets::progress;
use jiceng_projections::{Coverage, DivisionTotals, DivisionTree, Figure, Whereabouts};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, fold};
use jiceng_testkit::world::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::certainty::{any_requirements, measures, standard_of};
use super::completions::{DAY, SINCE, completions, count};

/// Completions of one history, at most.
const COMPLETIONS_MAX: usize = 60;

const NEW_TOWNSHIP: &str = "450224109";
const NEW_COMMUNITY: &str = "450224109001";
const NEW_COUNTY: &str = "450227";

fn any_date() -> impl Strategy<Value = &'static str> {
    select(&["2019", "2019", "2019-40", "2019-34", "2019-05", "2018", "2019-03-10", "2019-05-15", "2019-09-01"][..])
}

/// What moves a place to another county, and what counts there.
fn any_event() -> impl Strategy<Value = Event> {
    let community =
        || select(&[COMMUNITY, COMMUNITY, SECOND_COMMUNITY, THIRD_COMMUNITY, NEW_COMMUNITY, FAR_COMMUNITY][..]);
    let place = || prop_oneof![3 => community(), 1 => select(&[SITE, SECOND_SITE][..])];
    let township = || select(&[TOWNSHIP, TOWNSHIP, SECOND_TOWNSHIP, THIRD_TOWNSHIP, NEW_TOWNSHIP][..]);
    let county = || select(&[COUNTY, SECOND_COUNTY, SECOND_COUNTY, NEW_COUNTY][..]);
    prop_oneof![
        3 => (township(), county()).prop_map(|(township, to)| division_moved(township, to, None).into()),
        2 => (community(), township()).prop_map(|(community, to)| division_moved(community, to, None).into()),
        2 => (county(), county()).prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        1 => Just(divisions_merged(&[COUNTY, NEW_COUNTY], SECOND_COUNTY).into()),
        2 => (township(), township()).prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        1 => (community(), community()).prop_map(|(from, into)| divisions_merged(&[from], into).into()),
        1 => county().prop_map(|county| division_abolished(county).into()),
        1 => Just(division(NEW_COUNTY, "新县").into()),
        1 => Just(division(NEW_TOWNSHIP, "新镇").into()),
        1 => Just(division(NEW_COMMUNITY, "新社区").into()),
        1 => Just(site_became_community(SITE, "450225100077", "新区").into()),
        1 => Just(site_closed(SITE).into()),
        3 => place().prop_map(|place| home(place).into()),
        1 => place().prop_map(|place| closed(place, "womens_home").into()),
        2 => (select(&["f1", "f2"][..]), place()).prop_map(|(f, place)| federation(f, place).into()),
        2 => (select(&["f1", "f2"][..]), 1..3_u16).prop_map(|(f, term)| committee(f, term, &["p1"]).into()),
        2 => (select(&["d1", "d2"][..]), place()).prop_map(|(d, place)| granted(d, "star_parent_school", place).into()),
        1 => (select(&["d1", "d2"][..]), place()).prop_map(|(d, place)| recommended(d, "star_parent_school", place).into()),
        2 => (select(&["i1", "i2"][..]), place()).prop_map(|(i, place)| institution(i, "marriage_mediation", place).into()),
    ]
}

#[derive(Clone)]
pub(crate) struct MovingHistory(Vec<Recorded>);

impl fmt::Debug for MovingHistory {
    /// What came after the world, a line a fact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for recorded in self.0.iter().skip(small_world().len()) {
            write!(f, "\n{:?} {} {:?}", recorded.position, recorded.fact.effective, recorded.fact.event)?;
        }
        Ok(())
    }
}

fn any_moving_history() -> impl Strategy<Value = MovingHistory> {
    vec((any_date(), any_event()), 1..14).prop_map(|wishes| {
        let mut recorder = Recorder::default();
        small_world().iter().for_each(|wish| assert!(recorder.record(wish).is_ok()));
        for (date, event) in wishes {
            let registers = matches!(event, Event::DivisionRegistered(_));
            if registers && recorder.events.iter().any(|e| e.fact.event == event) {
                continue; // a code of two divisions means one or the other by the day
            }
            let wish = Wish { effective: text(date), ..event.on("2018") };
            let mut next = recorder.clone();
            if next.record(&wish).is_ok_and(|events| !events.is_empty()) && count(&next.events) <= COMPLETIONS_MAX {
                recorder = next;
            }
        }
        MovingHistory(recorder.events)
    })
}

fn all_measures() -> Vec<Measure> {
    let mut all = measures();
    all.push(Measure::DesignationsRecommended { programme: text("star_parent_school") });
    all.push(Measure::DivisionsWithInstitution { kind: text("marriage_mediation"), level: Level::Township });
    let of_communities = ElectionSelection { since: Some(SINCE), level: Some(Level::Community) };
    all.push(Measure::Elections(of_communities));
    all
}

/// The figure that lies outside of its bounds, if one does.
fn outside(bounds: &Bounds, group: &DivisionTotals) -> Option<String> {
    let within = |least: Option<u32>, read: Option<u32>, most: Option<u32>| {
        least <= read && read <= most.or(read.filter(|n| *n == 0))
    };
    let of_statuses = Figure::STATUSES.into_iter().find(|figure| {
        let [least, read, most] = [&bounds.at_least, group, &bounds.at_most].map(|group| group.totals.get(*figure));
        !within(least, read, most)
    });
    let of_kinds = group.kinds.iter().find(|(kind, totals)| {
        let of = |group: &DivisionTotals| {
            group.kinds.iter().find(|(of, _)| of == kind).map(|(_, totals)| *totals).unwrap_or_default()
        };
        let (least, most) = (of(&bounds.at_least), of(&bounds.at_most));
        Figure::STATES.into_iter().any(|figure| !within(least.get(figure), totals.get(figure), most.get(figure)))
    });
    of_statuses.map(|figure| format!("{figure:?}")).or_else(|| of_kinds.map(|(kind, _)| format!("{kind:?}")))
}

/// Those in which a place may or may not lie.
fn scopes(facts: &Facts) -> Vec<PlaceNo> {
    let codes = [PREFECTURE, COUNTY, SECOND_COUNTY, NEW_COUNTY, TOWNSHIP, NEW_TOWNSHIP];
    codes.iter().filter_map(|code| facts.places.find(&text(code), AsOf::on(DAY))).collect()
}

proptest! {
    #[test]
    fn coverage_by_division_lies_between_at_least_and_at_most(history in any_moving_history(), asked in any_requirements()) {
        let (log, standard) = (history.0, standard_of(asked));
        let facts = fold(&log);
        let as_of = AsOf::on(DAY);
        let tree = DivisionTree::on(&facts, as_of);
        let (coverage, prospects) = (Coverage::judge(&facts, as_of, &standard), Prospects::judge(&facts, as_of, &standard));
        let (whereabouts, completions) = (Whereabouts::of(&facts, &tree), completions(&log));
        for level in [Level::Prefecture, Level::County, Level::Township] {
            let bounds = prospects.by_level(&coverage, &whereabouts, level);
            for completion in &completions {
                let (coverage, tree) = (Coverage::judge(&completion.facts, as_of, &standard), DivisionTree::on(&completion.facts, as_of));
                let groups = coverage.by_level(&tree, level);
                let nothing = (Bounds::default(), DivisionTotals::default());
                for division in groups.keys().chain(bounds.keys()) {
                    let (bounds, group) = (bounds.get(division).unwrap_or(&nothing.0), groups.get(division).unwrap_or(&nothing.1));
                    prop_assert_eq!(outside(bounds, group), None, "{:?} {:?}: {:?} {:?}", level, division, completion.days, bounds);
                }
            }
        }
        for scope in scopes(&facts) {
            let within = prospects.clone().within(&coverage, &whereabouts, scope).total(&coverage.clone().within(&tree, scope));
            for completion in &completions {
                let tree = DivisionTree::on(&completion.facts, as_of);
                let group = Coverage::judge(&completion.facts, as_of, &standard).within(&tree, scope).total();
                prop_assert_eq!(outside(&within, &group), None, "{:?}: {:?} {:?}", scope, completion.days, within);
            }
        }
    }

    #[test]
    fn measures_of_a_division_count_at_least_what_is_certain_and_at_most_what_is_possible(history in any_moving_history(), asked in any_requirements()) {
        let (log, standard) = (history.0, standard_of(asked));
        let facts = fold(&log);
        let as_of = AsOf::on(DAY);
        let tree = DivisionTree::on(&facts, as_of);
        let completions = completions(&log);
        let trees: Vec<DivisionTree> = completions.iter().map(|completion| DivisionTree::on(&completion.facts, as_of)).collect();
        for measure in all_measures() {
            for scope in scopes(&facts) {
                let bounds = MeasuredDay { facts: &facts, as_of, standard: &standard, tree: &tree }.bounds(&measure, scope);
                for (completion, tree) in completions.iter().zip(&trees) {
                    let tally = MeasuredDay { facts: &completion.facts, as_of, standard: &standard, tree }.tally(&measure, scope);
                    let missed: Vec<Counted> = tally.missed.into_iter().map(|missed| missed.what).collect();
                    let told = format!("{measure:?} of {scope:?}: {:?} {:?} {:?} {:?}", completion.days, bounds, tally.counted, missed);
                    prop_assert!(tally.counted.iter().all(|what| bounds.possible.contains(what)), "{}", told);
                    prop_assert!(bounds.certain.iter().all(|what| tally.counted.contains(what)), "{}", told);
                    prop_assert!(missed.iter().all(|what| bounds.may_miss.contains(what)), "{}", told);
                    prop_assert!(bounds.misses.iter().all(|what| missed.contains(what)), "{}", told);
                }
            }
        }
    }

    #[test]
    fn elections_by_division_lie_between_at_least_and_at_most(history in any_moving_history()) {
        let facts = fold(&history.0);
        let (as_of, standard) = (AsOf::on(DAY), with_terms());
        let tree = DivisionTree::on(&facts, as_of);
        let (whereabouts, completions) = (Whereabouts::of(&facts, &tree), completions(&history.0));
        let (rounds, in_office) = (round_outlooks(&facts, as_of, SINCE, None), office_outlooks(&facts, as_of, None, &standard, 180));
        for level in [Level::Prefecture, Level::County, Level::Township] {
            let of_round = bounds_by_level(&whereabouts, level, &rounds);
            let of_office = bounds_by_level(&whereabouts, level, &in_office);
            for completion in &completions {
                let tree = DivisionTree::on(&completion.facts, as_of);
                let found: Vec<Round> = round(&completion.facts, as_of, SINCE).collect();
                let groups = by_level(&tree, level, &found, |round| round.federation.place, RoundTotals::add);
                for division in groups.keys().chain(of_round.keys()) {
                    let totals = groups.get(division).copied().unwrap_or_default();
                    let counts = [(true, totals.held), (false, totals.not_held)];
                    let told = of_round.get(division).cloned().unwrap_or_default();
                    prop_assert!(is_between(&told, totals.federations, &counts), "{:?} {:?}: {:?} {:?} {:?}", level, division, completion.days, told, totals);
                }
                let found: Vec<Office> = offices(&completion.facts, as_of, &standard, 180).collect();
                let groups = by_level(&tree, level, &found, |office| office.federation.place, OfficeTotals::add);
                for division in groups.keys().chain(of_office.keys()) {
                    let totals = groups.get(division).copied().unwrap_or_default();
                    let OfficeTotals { federations, in_term, due, overdue, never_elected, no_term, .. } = totals;
                    let counts = [
                        (OfficeState::InTerm, in_term), (OfficeState::Due, due), (OfficeState::Overdue, overdue),
                        (OfficeState::NeverElected, never_elected), (OfficeState::NoTerm, no_term),
                    ];
                    let told = of_office.get(division).cloned().unwrap_or_default();
                    prop_assert!(is_between(&told, federations, &counts), "{:?} {:?}: {:?} {:?} {:?}", level, division, completion.days, told, totals);
                }
            }
        }
    }
}

/// A year for communities, so that terms end within the days of the histories.
fn with_terms() -> Standard {
    let mut standard = Standard::five_ones_2020().unwrap();
    let term = |level| TermOfOffice { level, from: day("2000-01-01"), years: 1, source: text("示例") };
    standard.terms = vec![term(Level::Community), term(Level::County)];
    standard
}

fn is_between<T: Ord + Copy>(bounds: &FederationBounds<T>, federations: u32, counts: &[(T, u32)]) -> bool {
    let FederationBounds { at_least, at_most } = bounds;
    let is_all = at_least.federations <= federations && federations <= at_most.federations;
    is_all && counts.iter().all(|(what, read)| at_least.of(*what) <= *read && *read <= at_most.of(*what))
}

/// A township with one home moves to another county in «2019», and a second county is merged into
/// that one in the second half-year.
#[test]
fn a_move_of_a_year_leaves_open_in_which_county_a_home_is_counted() {
    let history = [
        home(COMMUNITY).on("2018-01-01"),
        federation("f", COMMUNITY).on("2018-01-01"),
        committee("f", 1, &["p1"]).on("2019-03-01"),
        granted("d", "star_parent_school", COMMUNITY).on("2018-01-01"),
        division_moved(TOWNSHIP, SECOND_COUNTY, None).on("2019"),
    ];
    let mut recorder = Recorder::default();
    small_world().iter().chain(&history).for_each(|wish| assert!(recorder.record(wish).is_ok()));
    let facts = &recorder.facts;
    let standard = super::certainty::standard_of(([false, true, false], false));
    let find = |code: &str| facts.places.find(&text(code), AsOf::on(DAY)).unwrap();
    let told = |on: &str| {
        let as_of = AsOf::on(day(on));
        let tree = DivisionTree::on(facts, as_of);
        let (coverage, prospects) =
            (Coverage::judge(facts, as_of, &standard), Prospects::judge(facts, as_of, &standard));
        let ground = MeasuredDay { facts, as_of, standard: &standard, tree: &tree };
        let whereabouts = Whereabouts::of(facts, &tree);
        [COUNTY, SECOND_COUNTY].map(|county| {
            let by_level = prospects
                .by_level(&coverage, &whereabouts, Level::County)
                .remove(&Some(find(county)))
                .unwrap_or_default();
            let within = prospects
                .clone()
                .within(&coverage, &whereabouts, find(county))
                .total(&coverage.clone().within(&tree, find(county)));
            assert_eq!(
                (by_level.at_least.totals, by_level.at_most.totals),
                (within.at_least.totals, within.at_most.totals)
            );
            let mut told = vec![(by_level.at_least.totals.complete, by_level.at_most.totals.complete)];
            for measure in [
                Measure::Designations { programme: text("star_parent_school") },
                Measure::Elections(ElectionSelection::default()),
            ] {
                let mut target = target("t", county, 1);
                target.measure = measure;
                let progress = progress(&ground, &jiceng_domain::target::TargetIn { set: target, scope: find(county) });
                told.push((progress.at_least, progress.at_most));
            }
            told
        })
    };
    let [here, there, open] = [(1, 1), (0, 0), (0, 1)].map(|bounds| vec![bounds; 3]);
    assert_eq!(told("2018-12-31")[0][0], here[0]);
    assert_eq!(told("2019-05-15"), [open.clone(), open]);
    assert_eq!(told("2019-12-31"), [there, here]);
}
