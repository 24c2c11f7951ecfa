//! Certain and possible, against every history that agrees with the dates as stated.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::catalogue::{WOMENS_FEDERATION, WOMENS_HOME};
use jiceng_domain::committee::Committees;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::element::ElementState;
use jiceng_domain::federation::FederationState;
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::places::PlaceState;
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::target::{ElectionSelection, Measure, PlaceSelection, Possession};
use jiceng_domain::{
    AsOf, Completion, Event, Facts, KindCode, Level, PartialDate, PlaceNo, Position, Reading, Recorded, Wish,
};
use jiceng_projections::certainty::{Outlook, Prospects};
use jiceng_projections::measure::{Counted, Ground};
use jiceng_projections::{CellState, Certainty, Coverage, DivisionTree, Figure, PlaceCoverage};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{Recorder, fold};
use jiceng_testkit::world::{COMMUNITY, SECOND_COMMUNITY, SECOND_SITE, SITE, small_world};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The day asked about: inside most of the dates below.
pub(crate) const DAY: Date = date(2019, 5, 15);

fn any_date() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "2018",
            "2018-40",
            "2018-06-01",
            "2018-12-01",
            "2019",
            "2019",
            "2019-40",
            "2019-34",
            "2019-05",
            "2019-05",
            "2019-03",
            "2019-03-10",
            "2019-05-15",
            "2019-05-16",
            "2019-41",
        ][..],
    )
}

fn any_event() -> impl Strategy<Value = Event> {
    let place = || select(&[SITE, SECOND_SITE, COMMUNITY, SECOND_COMMUNITY][..]);
    let user = || select(&[SITE, SECOND_SITE][..]);
    let provider = || select(&[COMMUNITY, COMMUNITY, SECOND_COMMUNITY][..]);
    let kind = || select(&[WOMENS_HOME, "childrens_home"][..]);
    let kinds = || select(&[1_usize, 2][..]).prop_map(|n| &SHARED[..n]);
    let federation_of = || select(&["f1", "f2"][..]);
    prop_oneof![
        7 => (place(), kind()).prop_map(|(place, kind)| element(place, kind).into()),
        3 => (place(), kind(), any::<bool>()).prop_map(|(place, kind, passed)| inspected(place, kind, passed).into()),
        1 => (place(), kind()).prop_map(|(place, kind)| suspended(place, kind).into()),
        1 => (place(), kind()).prop_map(|(place, kind)| resumed(place, kind).into()),
        1 => (place(), kind()).prop_map(|(place, kind)| closed(place, kind).into()),
        2 => (user(), provider(), kinds()).prop_map(|(user, provider, kinds)| sharing(user, provider, kinds).into()),
        1 => (user(), provider(), kinds()).prop_map(|(user, provider, kinds)| sharing_ended(user, provider, kinds).into()),
        2 => (user(), select(&[500_u32, 900][..])).prop_map(|(site, people)| population(site, people).into()),
        2 => (federation_of(), place()).prop_map(|(f, place)| federation(f, place).into()),
        1 => federation_of().prop_map(|f| federation_dissolved(f).into()),
        2 => (federation_of(), 1..3_u16).prop_map(|(f, term)| committee(f, term, &["p1"]).into()),
        1 => (federation_of(), 1..3_u16).prop_map(|(f, term)| seat_filled(f, term, "p2").into()),
        1 => (user(), Just("450224100011")).prop_map(|(site, code)| site_became_community(site, code, "新区").into()),
        1 => user().prop_map(|site| site_closed(site).into()),
        2 => (select(&["d1", "d2"][..]), place()).prop_map(|(d, place)| granted(d, "star_parent_school", place).into()),
        1 => select(&["d1", "d2"][..]).prop_map(|d| revoked(d).into()),
        2 => (select(&["i1", "i2"][..]), place()).prop_map(|(i, place)| institution(i, "marriage_mediation", place).into()),
        1 => select(&["i1", "i2"][..]).prop_map(|i| institution_closed(i).into()),
    ]
}

/// One measure of each sort.
pub(crate) fn measures() -> Vec<Measure> {
    let home = || text::<KindCode>(WOMENS_HOME);
    let large = PlaceSelection { population_at_least: Some(800), ..PlaceSelection::default() };
    let designated = PlaceSelection { designated: Some(text("star_parent_school")), ..PlaceSelection::default() };
    vec![
        Measure::PlacesWith { kind: home(), places: PlaceSelection::default(), by: Possession::Any },
        Measure::PlacesWith { kind: home(), places: large, by: Possession::Own },
        Measure::PlacesWith { kind: home(), places: designated, by: Possession::Any },
        Measure::PlacesComplete { places: PlaceSelection::default(), by: Possession::Shared },
        Measure::PlacesInspected { kind: home(), places: PlaceSelection::default() },
        Measure::Designations { programme: text("star_parent_school") },
        Measure::Institutions { kind: text("marriage_mediation") },
        Measure::DivisionsWithInstitution { kind: text("marriage_mediation"), level: Level::County },
        Measure::Elections(ElectionSelection { since: Some(date(2018, 5, 16)), ..ElectionSelection::default() }),
    ]
}

const SHARED: [&str; 2] = [WOMENS_HOME, "childrens_home"];

/// An accepted history with at most five facts that the day leaves open.
pub(crate) fn any_open_history() -> impl Strategy<Value = Vec<Recorded>> {
    vec((any_date(), any_event()), 1..14).prop_map(|wishes| {
        let mut recorder = Recorder::default();
        for wish in small_world() {
            recorder.record(&wish).unwrap();
        }
        for (date, event) in wishes {
            let wish = Wish { effective: text(date), ..event.on("2018") };
            let is_open = |e: &Recorded| !turns(e).is_empty();
            if recorder.events.iter().filter(|e| is_open(e)).count() < 5 || text::<PartialDate>(date).is_exact() {
                let _ = recorder.record(&wish);
            }
        }
        recorder.events
    })
}

/// Some of three kinds: a federation only with a committee of the last year, a home, at times only if it passed
/// inspection, and a children's home that communities need not have; small sites may share.
pub(crate) fn any_standard() -> impl Strategy<Value = Standard> {
    (select(&[[true, true, true], [false, true, true], [true, true, false], [false, true, false]][..]), any::<bool>())
        .prop_map(|(kinds, inspected)| standard_of(kinds, inspected))
}

fn standard_of(kinds: [bool; 3], inspected: bool) -> Standard {
    let mut standard = Standard::five_ones_2020().unwrap();
    let requirements = standard.requirements.iter().zip(kinds).filter(|(_, kept)| *kept);
    standard.requirements = requirements.map(|(rule, _)| rule.clone()).collect();
    for rule in &mut standard.requirements {
        rule.committee_term_years = (rule.kind.as_str() == WOMENS_FEDERATION).then_some(1);
        rule.must_pass_inspection = inspected && rule.kind.as_str() == WOMENS_HOME;
        if rule.kind.as_str() == "childrens_home" {
            rule.communities = Need::NotRequired;
        }
    }
    standard
}

/// The days within a fact's date at which an answer of `DAY` can turn: the day, and for elections the day
/// a year before it.
fn turns(e: &Recorded) -> Vec<Date> {
    let (first, last) = (e.fact.effective.first(), e.fact.effective.last());
    let year_before = matches!(e.fact.event, Event::ExecutiveCommitteeElected(_)).then(|| DAY - 1.year());
    year_before.into_iter().chain([DAY]).filter(|day| first <= *day && *day < last).collect()
}

/// Every way to give the open facts their days, as far as it can matter.
pub(crate) fn completions(log: &[Recorded]) -> Vec<Vec<(Position, Date)>> {
    let mut all = vec![Vec::new()];
    for e in log {
        let turns = turns(e);
        if !turns.is_empty() {
            let days: Vec<Date> = turns.into_iter().chain([e.fact.effective.last()]).collect();
            let with = |done: &Vec<_>, day: &Date| [done.as_slice(), &[(e.position, *day)]].concat();
            all = all.iter().flat_map(|done| days.iter().map(|day| with(done, day)).collect::<Vec<_>>()).collect();
        }
    }
    all
}

/// Whether every subject of the registry can have come so far by the day.
pub(crate) fn is_coherent(facts: &Facts, as_of: AsOf) -> bool {
    let places = facts.places.iter().all(|(_, r)| r.timeline.is_coherent_on::<PlaceState>(as_of));
    let federations = facts.federations.iter().all(|(_, r)| {
        r.timeline.is_coherent_on::<FederationState>(as_of) && r.committees.is_coherent_on::<Committees>(as_of)
    });
    let numbers = facts.places.iter().map(|(no, _)| no);
    let cells = numbers.flat_map(|no| (0..5).filter_map(move |n| Some((no, facts.catalogue.kind(KINDS[n])?))));
    let cells = cells.into_iter().all(|(no, kind)| {
        facts.elements.timeline(no, kind).is_none_or(|t| t.is_coherent_on::<ElementState>(as_of))
            && facts.sharings.timeline(no, kind).is_none_or(|t| t.is_coherent_on::<SharedWith>(as_of))
    });
    let bodies = facts.designations.iter().all(|(_, t)| t.is_coherent_on::<DesignationState>(as_of))
        && facts.institutions.iter().all(|(_, t)| t.is_coherent_on::<InstitutionState>(as_of));
    places && federations && cells && bodies
}

const KINDS: [&str; 5] = ["womens_federation", "womens_home", "childrens_home", "womens_council", "lecture_team"];

/// What each place is in each coherent completion; nothing where it is not assessed.
fn by_brute_force(
    log: &[Recorded],
    facts: &Facts,
    standard: &Standard,
) -> BTreeMap<PlaceNo, Vec<Option<PlaceCoverage>>> {
    let mut found: BTreeMap<PlaceNo, Vec<Option<PlaceCoverage>>> = BTreeMap::new();
    for days in completions(log) {
        let as_of = AsOf::on(DAY).reading(Reading::Completed(Completion::of(&days).unwrap()));
        if is_coherent(facts, as_of) {
            for (place, _) in facts.places.iter() {
                let judged = Coverage::judge_one(facts, place, as_of, standard);
                found.entry(place).or_default().push(judged);
            }
        }
    }
    found
}

/// What a place is, without the figures beside it.
fn judged(place: Option<&PlaceCoverage>) -> Option<(bool, Vec<CellState>)> {
    place.map(|place| (place.is_site, place.cells.iter().map(|cell| cell.state).collect()))
}

proptest! {
    #[test]
    fn certain_is_what_every_completion_says_and_possible_what_some_completion_says(log in any_open_history(), standard in any_standard()) {
        let facts = fold(&log);
        let prospects = Prospects::judge(&facts, AsOf::on(DAY), &standard);
        let coverage = Coverage::judge(&facts, AsOf::on(DAY), &standard);
        let mut sums: BTreeMap<Figure, [u32; 2]> = BTreeMap::new();
        for (place, found) in by_brute_force(&log, &facts, &standard) {
            let read = Coverage::judge_one(&facts, place, AsOf::on(DAY), &standard);
            let prospect = prospects.places.get(&place);
            prop_assert_eq!(prospect.is_none(), found.iter().all(|one| judged(one.as_ref()) == judged(read.as_ref())), "{:?}", place);
            for figure in Figure::STATUSES {
                let counts = |one: &Option<PlaceCoverage>| one.as_ref().is_some_and(|p| figure.counts_status(p.status));
                let expected = Certainty::of(found.iter().map(counts));
                let given = prospect.map_or(Certainty::of([counts(&read)]), |p| p.counts(figure, None));
                prop_assert_eq!(given, expected, "{:?} {:?} {:#?}", place, figure, prospect);
                let sum = sums.entry(figure).or_default();
                sum[0] += u32::from(expected == Certainty::Certain);
                sum[1] += u32::from(expected != Certainty::No);
            }
            for (index, kind) in coverage.kinds.iter().enumerate() {
                let state = |one: &Option<PlaceCoverage>| one.as_ref().map(|p| p.cells[index].state);
                let expected: Vec<Option<CellState>> = found.iter().map(state).collect();
                let given = prospect.map_or(vec![state(&read)], |p| p.cell(*kind));
                prop_assert!(expected.iter().all(|s| given.contains(s)), "{:?} {:?}: {:?} {:?}", place, kind, expected, given);
                prop_assert!(given.iter().all(|s| expected.contains(s)), "{:?} {:?}: {:?} {:?}", place, kind, expected, given);
            }
        }
        let bounds = prospects.total(&coverage);
        for (figure, [at_least, at_most]) in sums {
            prop_assert_eq!(bounds.at_least.totals.get(figure), Some(at_least), "{:?}", figure);
            prop_assert_eq!(bounds.at_most.totals.get(figure), Some(at_most), "{:?}", figure);
        }
    }

    #[test]
    fn a_measure_counts_at_least_what_every_completion_counts_and_at_most_what_some_do(log in any_open_history(), standard in any_standard()) {
        let facts = fold(&log);
        let scope = facts.places.find(&text("450200"), AsOf::on(DAY)).unwrap();
        let tree = DivisionTree::on(&facts, AsOf::on(DAY));
        let ground = |as_of| Ground { facts: &facts, as_of, standard: &standard, tree: &tree };
        let completions = completions(&log).into_iter();
        let worlds = completions.map(|days| AsOf::on(DAY).reading(Reading::Completed(Completion::of(&days).unwrap())));
        let worlds: Vec<AsOf> = worlds.filter(|as_of| is_coherent(&facts, *as_of)).collect();
        for measure in measures() {
            let bounds = ground(AsOf::on(DAY)).bounds(&measure, scope);
            let tallies = worlds.iter().map(|as_of| {
                // A place that may not exist lies where it would.
                let tree = DivisionTree::on(&facts, *as_of);
                Ground { tree: &tree, ..ground(*as_of) }.tally(&measure, scope)
            });
            let (counted, missed): (Vec<BTreeSet<Counted>>, Vec<BTreeSet<Counted>>) = tallies
                .map(|tally| (tally.counted.into_iter().collect(), tally.missed.into_iter().map(|missed| missed.what).collect()))
                .unzip();
            let in_some = |found: &[BTreeSet<Counted>]| found.iter().flatten().cloned().collect::<BTreeSet<Counted>>();
            let in_all = |found: &[BTreeSet<Counted>]| {
                let mut all = in_some(found);
                all.retain(|what| found.iter().all(|found| found.contains(what)));
                all
            };
            prop_assert_eq!(&bounds.certain, &in_all(&counted), "{:?}", measure);
            prop_assert_eq!(&bounds.possible, &in_some(&counted), "{:?}", measure);
            prop_assert_eq!(&bounds.misses, &in_all(&missed), "{:?}", measure);
            prop_assert_eq!(&bounds.may_miss, &in_some(&missed), "{:?}", measure);
        }
    }

    /// The days are put into the log itself, and all of it is folded again.
    #[test]
    fn a_history_with_exact_days_in_the_recorded_order_says_nothing_impossible(log in any_open_history(), standard in any_standard()) {
        let facts = fold(&log);
        let prospects = Prospects::judge(&facts, AsOf::on(DAY), &standard);
        for days in completions(&log) {
            let exact: Vec<Recorded> = log.iter().map(|e| exactly(e, &days)).collect();
            if order(&exact) != order(&log) {
                continue;
            }
            let exact = fold(&exact);
            if !is_coherent(&exact, AsOf::on(DAY)) {
                continue;
            }
            for (place, _) in facts.places.iter() {
                let said = Coverage::judge_one(&exact, place, AsOf::on(DAY), &standard);
                let Some(prospect) = prospects.places.get(&place) else {
                    let read = Coverage::judge_one(&facts, place, AsOf::on(DAY), &standard);
                    prop_assert_eq!(judged(said.as_ref()), judged(read.as_ref()));
                    continue;
                };
                let allows = |outlook: &Outlook| match (outlook, &said) {
                    (Outlook::Outside, said) => said.is_none(),
                    (Outlook::Assessed { .. }, None) => false,
                    (Outlook::Assessed { is_site, cells }, Some(said)) => {
                        said.is_site == *is_site && said.cells.iter().zip(cells).all(|(one, (_, all))| all.contains(&one.state))
                    }
                };
                prop_assert!(prospect.outlooks.iter().any(allows), "{:?}: {:?} {:#?}", days, said, prospect);
            }
        }
    }

    /// A hinge says what is left when the fact's day is known to be on one side: recorded so, it is.
    #[test]
    fn a_fact_whose_day_is_known_leaves_what_its_hinge_says(log in any_open_history(), standard in any_standard()) {
        let facts = fold(&log);
        let prospects = Prospects::judge(&facts, AsOf::on(DAY), &standard);
        for (place, prospect) in &prospects.places {
            for hinge in &prospect.hinges {
                let states = prospect.cell(hinge.kind);
                let both = || hinge.by.iter().chain(&hinge.after);
                prop_assert!(states.iter().all(|state| both().any(|one| one == state)));
                prop_assert!(both().all(|state| states.contains(state)));
                prop_assert!(hinge.by.len() < states.len() || hinge.after.len() < states.len());
                let found = by_side(&log, &facts, &standard, *place, hinge);
                for (side, given) in found.iter().zip([&hinge.by, &hinge.after]) {
                    prop_assert!(side.iter().all(|state| given.contains(state)), "{:?} {:?}", hinge, found);
                    prop_assert!(given.iter().all(|state| side.contains(state)), "{:?} {:?}", hinge, found);
                }
            }
        }
    }
}

fn by_side(
    log: &[Recorded],
    facts: &Facts,
    standard: &Standard,
    place: PlaceNo,
    hinge: &jiceng_projections::certainty::Hinge,
) -> [Vec<Option<CellState>>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    for days in completions(log) {
        let as_of = AsOf::on(DAY).reading(Reading::Completed(Completion::of(&days).unwrap()));
        let day = days.iter().find(|(position, _)| *position == hinge.fact).unwrap().1;
        if is_coherent(facts, as_of) {
            let judged = Coverage::judge_one(facts, place, as_of, standard);
            let state = judged.and_then(|p| p.cells.iter().find(|cell| cell.kind == hinge.kind).map(|cell| cell.state));
            sides[usize::from(day > hinge.turn)].push(state);
        }
    }
    sides
}

fn exactly(e: &Recorded, days: &[(Position, Date)]) -> Recorded {
    let mut e = e.clone();
    if let Some((_, day)) = days.iter().find(|(position, _)| *position == e.position) {
        e.fact.effective = PartialDate::Day(*day);
    }
    e
}

/// The order in which a log is folded: by the day by which each fact is ordered, then by position.
fn order(log: &[Recorded]) -> Vec<Position> {
    let begins = |e: &Recorded| {
        let name = e.fact.event.name();
        let names = ["registered", "founded", "elected", "established", "created", "agreed"];
        names.iter().any(|end| name.ends_with(end))
    };
    let day = |e: &Recorded| if begins(e) { e.fact.effective.first() } else { e.fact.effective.last() };
    let mut order: Vec<(Date, Position)> = log.iter().map(|e| (day(e), e.position)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, position)| position).collect()
}

/// The laws say nothing where nothing is open.
#[test]
fn the_histories_leave_something_open() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut open, mut settled, mut hinges) = (0, 0, 0);
    for _ in 0..300 {
        let (log, standard) = (any_open_history(), any_standard()).new_tree(&mut runner).unwrap().current();
        let prospects = Prospects::judge(&fold(&log), AsOf::on(DAY), &standard);
        open += usize::from(prospects.places.values().any(|p| p.counts(Figure::Complete, None) == Certainty::Possible));
        settled += usize::from(prospects.places.values().any(|p| p.outlooks.len() == 1 && p.hinges.is_empty()));
        hinges += prospects.places.values().map(|p| p.hinges.len()).sum::<usize>();
    }
    assert!(open > 8 && settled > 0 && hinges > 100, "{open} {settled} {hinges}");
}
