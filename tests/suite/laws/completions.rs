//! Brute force over completions: every history with exact days that agrees with the dates as
//! stated, judged by all subjects and on all days.
//!
//! A completion is the log itself with a day for each fact that has none. It is folded from the
//! beginning, in the order of its days; on one day, in the order in which the recorded history
//! folds them, whichever was recorded first, or with ends first or last. It can be if nothing is
//! passed over that the recorded history allows, and if the domain, asked whether each fact could
//! be corrected to its day, refuses none.

use std::collections::BTreeSet;
use std::fmt;

use jiceng_domain::catalogue::{CatalogueList, WOMENS_HOME};
use jiceng_domain::committee::Committees;
use jiceng_domain::correction::RetractionReason;
use jiceng_domain::designation::DesignationState;
use jiceng_domain::element::ElementState;
use jiceng_domain::federation::FederationState;
use jiceng_domain::institution::InstitutionState;
use jiceng_domain::places::PlaceState;
use jiceng_domain::reform_issue::ReformIssueState;
use jiceng_domain::sharing::SharedWith;
use jiceng_domain::timeline::{Machine, Timeline};
use jiceng_domain::{AsOf, Command, Event, Fact, Facts, PartialDate, Position, Recorded, Refusal, Wish, decide};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{RECORDED_ON, Recorder, fold};
use jiceng_testkit::world::{COMMUNITY, COUNTY, SECOND_COMMUNITY, SECOND_SITE, SITE, small_world};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The day asked about: inside most of the dates below.
pub(crate) const DAY: Date = date(2019, 5, 15);
/// The day from which elections are counted.
pub(crate) const SINCE: Date = date(2018, 5, 16);

/// A site and a community that are registered in some histories only.
const NEW_SITE: &str = "rongan-9";
const NEW_COMMUNITY: &str = "450224100012";

/// Completions of one history, at most.
const COMPLETIONS_MAX: usize = 1200;

/// A history with a day for every fact.
pub(crate) struct Completion {
    /// The days of the facts that have none as stated.
    pub(crate) days: Vec<(Position, Date)>,
    /// What it makes.
    pub(crate) facts: Facts,
}

fn any_date() -> impl Strategy<Value = &'static str> {
    let exact = select(&["2018-06-01", "2018-12-01", "2019-03-10", "2019-05-15", "2019-05-16", "2019-09-01"][..]);
    let open = select(
        &["2018", "2018-40", "2019", "2019", "2019", "2019-40", "2019-34", "2019-05", "2019-05", "2019-03", "2019-41"]
            [..],
    );
    prop_oneof![exact, open]
}

fn any_event() -> impl Strategy<Value = Event> {
    let place = || {
        prop_oneof![
            5 => select(&[SITE, SECOND_SITE, SECOND_SITE, COMMUNITY, COMMUNITY, COMMUNITY, SECOND_COMMUNITY][..]),
            2 => select(&[NEW_SITE, NEW_COMMUNITY][..])
        ]
    };
    let user = || select(&[SITE, SECOND_SITE, SECOND_SITE, NEW_SITE][..]);
    let provider = || select(&[COMMUNITY, COMMUNITY, SECOND_COMMUNITY, NEW_COMMUNITY][..]);
    let kind = || select(&[WOMENS_HOME, WOMENS_HOME, "childrens_home"][..]);
    let kinds = || select(&[1_usize, 2][..]).prop_map(|n| &SHARED[..n]);
    let federation_of = || select(&["f1", "f1", "f2"][..]);
    prop_oneof![
        8 => (place(), kind()).prop_map(|(place, kind)| element(place, kind).into()),
        3 => (place(), kind(), any::<bool>()).prop_map(|(place, kind, passed)| inspected(place, kind, passed).into()),
        1 => (place(), kind()).prop_map(|(place, kind)| suspended(place, kind).into()),
        1 => (place(), kind()).prop_map(|(place, kind)| resumed(place, kind).into()),
        1 => (place(), kind()).prop_map(|(place, kind)| closed(place, kind).into()),
        3 => (user(), provider(), kinds()).prop_map(|(user, provider, kinds)| sharing(user, provider, kinds).into()),
        1 => (user(), provider(), kinds()).prop_map(|(user, provider, kinds)| sharing_ended(user, provider, kinds).into()),
        2 => (user(), select(&[500_u32, 900][..])).prop_map(|(site, people)| population(site, people).into()),
        4 => (federation_of(), place()).prop_map(|(f, place)| federation(f, place).into()),
        1 => federation_of().prop_map(|f| federation_renamed(f, "新名妇联").into()),
        1 => federation_of().prop_map(|f| federation_dissolved(f).into()),
        1 => Just(federations_merged(&["f1"], "f2").into()),
        3 => (federation_of(), 1..3_u16).prop_map(|(f, term)| committee(f, term, &["p1"]).into()),
        1 => (federation_of(), 1..3_u16).prop_map(|(f, term)| seat_filled(f, term, "p2").into()),
        1 => (federation_of(), 1..3_u16).prop_map(|(f, term)| seat_vacated(f, term, "p2").into()),
        1 => (federation_of(), 1..3_u16).prop_map(|(f, term)| session(f, term, 1, &[]).into()),
        1 => (user(), Just("450224100011")).prop_map(|(site, code)| site_became_community(site, code, "新区").into()),
        1 => user().prop_map(|site| site_closed(site).into()),
        2 => Just(site(NEW_SITE, "新安置点", COUNTY).into()),
        2 => Just(division(NEW_COMMUNITY, "新社区").into()),
        1 => Just(division_abolished(SECOND_COMMUNITY).into()),
        2 => (select(&["d1", "d2"][..]), place()).prop_map(|(d, place)| granted(d, "star_parent_school", place).into()),
        1 => (select(&["d1", "d2"][..]), place()).prop_map(|(d, place)| recommended(d, "star_parent_school", place).into()),
        1 => select(&["d1", "d2"][..]).prop_map(|d| revoked(d).into()),
        2 => (select(&["i1", "i2"][..]), place()).prop_map(|(i, place)| institution(i, "marriage_mediation", place).into()),
        1 => select(&["i1", "i2"][..]).prop_map(|i| institution_closed(i).into()),
        1 => place().prop_map(|place| issue("r1", place).into()),
        1 => Just(issue_closed("r1").into()),
    ]
}

const SHARED: [&str; 2] = [WOMENS_HOME, "childrens_home"];

/// An accepted history of the small world.
#[derive(Clone)]
pub(crate) struct OpenHistory(pub(crate) Vec<Recorded>);

impl fmt::Debug for OpenHistory {
    /// What came after the world, a line a fact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for recorded in self.0.iter().skip(small_world().len()) {
            write!(f, "\n{:?} {} {:?}", recorded.position, recorded.fact.effective, recorded.fact.event)?;
        }
        Ok(())
    }
}

/// An accepted history with so few dates of more than a day that all its completions can be gone
/// through.
pub(crate) fn any_open_history() -> impl Strategy<Value = OpenHistory> {
    vec((any_date(), any_event()), 1..24).prop_map(|wishes| {
        let mut recorder = Recorder::default();
        for wish in small_world() {
            recorder.record(&wish).unwrap();
        }
        for (date, event) in wishes {
            // A code of two divisions means one or the other by the day.
            let is_again = |e: &Recorded| e.fact.event == event && matches!(event, Event::DivisionRegistered(_));
            if recorder.events.iter().any(is_again) {
                continue;
            }
            let wish = Wish { effective: text(date), ..event.on("2018") };
            let mut next = recorder.clone();
            if next.record(&wish).is_ok_and(|events| !events.is_empty()) && count(&next.events) <= COMPLETIONS_MAX {
                recorder = next;
            }
        }
        OpenHistory(recorder.events)
    })
}

/// The days between which nothing changes for anybody: where a date begins or is over, and where an
/// answer turns.
fn breaks(log: &[Recorded]) -> BTreeSet<Date> {
    let next = |day: Date| day.tomorrow().unwrap();
    let later = log.iter().skip(small_world().len());
    let dates = later.flat_map(|e| [e.fact.effective.first(), next(e.fact.effective.last())]);
    dates.chain([next(DAY), next(DAY - 1.year()), SINCE]).collect()
}

/// Days for a fact, as far as they can differ from each other; of a longer time its first and its
/// last, so that two facts can come in either order within it.
fn days_of(e: &Recorded, breaks: &BTreeSet<Date>) -> Vec<Date> {
    let (first, last) = (e.fact.effective.first(), e.fact.effective.last());
    let begins: BTreeSet<Date> = breaks.range(first..=last).copied().chain([first]).collect();
    let ends = begins.iter().skip(1).map(|day| day.yesterday().unwrap()).chain([last]);
    begins.iter().copied().chain(ends).collect::<BTreeSet<Date>>().into_iter().collect()
}

pub(crate) fn count(log: &[Recorded]) -> usize {
    let breaks = breaks(log);
    let open = log.iter().filter(|e| !e.fact.effective.is_exact());
    open.map(|e| days_of(e, &breaks).len()).product()
}

/// Every way to give the facts their days, as far as it can matter, that can be.
pub(crate) fn completions(log: &[Recorded]) -> Vec<Completion> {
    let breaks = breaks(log);
    let mut all = vec![Vec::new()];
    for e in log.iter().filter(|e| !e.fact.effective.is_exact()) {
        let days = days_of(e, &breaks);
        let with = |done: &Vec<_>, day: &Date| [done.as_slice(), &[(e.position, *day)]].concat();
        all = all.iter().flat_map(|done| days.iter().map(|day| with(done, day)).collect::<Vec<_>>()).collect();
    }
    let as_recorded = AsRecorded::of(log);
    all.into_iter().filter_map(|days| as_recorded.completed(log, days)).collect()
}

/// What has an effect as it is recorded.
struct AsRecorded {
    /// The log, and where each of it was recorded: two facts that may lie on one day come as they
    /// are folded.
    log: Vec<(Recorded, Position)>,
    allowed: Allowed,
    /// The facts with an effect that the domain would take as they are recorded. What it would not
    /// is an irregularity of the record, not of a completion.
    regular: BTreeSet<Position>,
}

impl AsRecorded {
    fn of(log: &[Recorded]) -> Self {
        let mut facts = fold(log);
        let allowed = allowed(&facts);
        let has_effect = |e: &&Recorded| allowed.iter().any(|(_, position)| *position == e.position);
        let later = log.iter().skip(small_world().len()).filter(has_effect);
        let regular = later.filter(|e| !refuses(&mut facts, e)).map(|e| e.position).collect();
        Self { log: as_folded(log, &folded(&facts)), allowed, regular }
    }

    fn completed(&self, log: &[Recorded], days: Vec<(Position, Date)>) -> Option<Completion> {
        let exact = |(e, was): &(Recorded, Position)| {
            let day = days.iter().find(|(position, _)| position == was).map(|(_, day)| (e.position, *day));
            exactly(e, day.as_slice())
        };
        let exact: Vec<(Recorded, Position)> = self.log.iter().map(|e| (exact(e), e.1)).collect();
        let otherwise = |ends_first| {
            let other = with_ends(ends_first, log, &exact);
            let is_other = other.iter().zip(&exact).any(|((_, one), (_, other))| one != other);
            is_other.then(|| self.folded(&other)).flatten()
        };
        let facts = self.folded(&exact).or_else(|| otherwise(true)).or_else(|| otherwise(false))?;
        Some(Completion { days, facts })
    }

    /// What a log with exact days makes, if it can be.
    fn folded(&self, log: &[(Recorded, Position)]) -> Option<Facts> {
        let exact: Vec<Recorded> = log.iter().map(|(e, _)| e.clone()).collect();
        let mut facts = fold(&exact);
        let was = |position: Position| log.iter().find(|(e, _)| e.position == position).unwrap().1;
        let allowed: Allowed = allowed(&facts).into_iter().map(|(of, position)| (of, was(position))).collect();
        let can_be = allowed.is_superset(&self.allowed)
            && exact.iter().filter(|e| self.regular.contains(&was(e.position))).all(|e| !refuses(&mut facts, e));
        can_be.then_some(facts)
    }
}

/// The same log in which, of two facts of one day that are not both dated by it, ends come before
/// all else, or after it.
fn with_ends(come_first: bool, stated: &[Recorded], log: &[(Recorded, Position)]) -> Vec<(Recorded, Position)> {
    let is_end = |e: &Recorded| {
        let name = e.fact.event.name();
        ["_closed", "_ended", "_revoked", "_resumed", "_dissolved", "_vacated", "_merged"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    let is_day = |was: Position| stated.iter().any(|e| e.position == was && e.fact.effective.is_exact());
    let mut sorted: Vec<(Recorded, Position)> = Vec::new();
    for (e, was) in log {
        let comes_after = |(other, of): &(Recorded, Position)| {
            let may =
                is_end(e) == come_first && is_end(other) != come_first && other.fact.effective == e.fact.effective;
            may && !(is_day(*was) && is_day(*of))
        };
        let at = sorted.iter().position(comes_after).unwrap_or(sorted.len());
        sorted.insert(at, (e.clone(), *was));
    }
    let renumbered = (0..).zip(sorted).map(|(n, (e, was))| (Recorded { position: Position(n), ..e }, was));
    renumbered.collect()
}

/// The log in which two facts of one subject that may lie on one day come as they are folded; each
/// with the position that it had.
fn as_folded(log: &[Recorded], folded: &[(String, Vec<(Position, PartialDate)>)]) -> Vec<(Recorded, Position)> {
    let may_meet = |one: PartialDate, other: PartialDate| {
        !(one.is_exact() && other.is_exact()) && one.first() <= other.last() && other.first() <= one.last()
    };
    let mut earlier: Vec<[Position; 2]> = Vec::new();
    for (_, changes) in folded {
        for (index, (position, date)) in changes.iter().enumerate() {
            let later = changes[index + 1..].iter().filter(|(_, other)| may_meet(*date, *other));
            earlier.extend(later.map(|(later, _)| [*position, *later]));
        }
    }
    let (mut left, mut in_order) = (log.iter().collect::<Vec<_>>(), Vec::new());
    while !left.is_empty() {
        let waits = |e: &Recorded| {
            earlier.iter().any(|[first, then]| *then == e.position && left.iter().any(|e| e.position == *first))
        };
        let next = left.remove(left.iter().position(|e| !waits(e)).unwrap_or(0));
        let position = Position(in_order.len() as u64);
        in_order.push((Recorded { position, ..next.clone() }, next.position));
    }
    in_order
}

/// Whether the domain would refuse to correct a fact to what it says.
fn refuses(facts: &mut Facts, e: &Recorded) -> bool {
    let replacement = Box::new(Fact { effective: e.fact.effective, ..e.fact.clone() });
    let (event, reason, note) = (e.id, RetractionReason::BetterEvidence, None);
    let command = Command::Correct { event, reason, note, replacement };
    let wish = Wish { effective: PartialDate::Day(RECORDED_ON), evidence: Vec::new(), command };
    match decide(facts, &wish, RECORDED_ON, Some(e)) {
        Ok(_) | Err(Refusal::BadReplacement { .. } | Refusal::NotRetractable { .. }) => false,
        Err(_) => true,
    }
}

/// The changes that are not passed over, by whose they are.
type Allowed = BTreeSet<(String, Position)>;

fn allowed(facts: &Facts) -> Allowed {
    let each = folded(facts).into_iter();
    each.flat_map(|(of, changes)| changes.into_iter().map(move |(position, _)| (of.clone(), position))).collect()
}

/// The changes that are not passed over, of each subject, as they are folded.
fn folded(facts: &Facts) -> Vec<(String, Vec<(Position, PartialDate)>)> {
    let mut all = Vec::new();
    let kinds: Vec<_> = facts.catalogue.list(CatalogueList::ElementKind).collect();
    for (no, record) in facts.places.iter() {
        note::<PlaceState>(&mut all, format!("{no:?}"), Some(&record.timeline));
        for entry in &kinds {
            let kind = facts.catalogue.kind(entry.code.as_str()).unwrap();
            note::<ElementState>(&mut all, format!("{no:?} {kind:?}"), facts.elements.timeline(no, kind));
            note::<SharedWith>(&mut all, format!("{no:?} shares {kind:?}"), facts.sharings.timeline(no, kind));
        }
    }
    for (_, record) in facts.federations.iter() {
        note::<FederationState>(&mut all, record.id.to_string(), Some(&record.timeline));
        note::<Committees>(&mut all, format!("{} elects", record.id), Some(&record.committees));
    }
    facts.designations.iter().for_each(|(id, t)| note::<DesignationState>(&mut all, id.to_string(), Some(t)));
    facts.institutions.iter().for_each(|(id, t)| note::<InstitutionState>(&mut all, id.to_string(), Some(t)));
    facts.reform_issues.iter().for_each(|(id, t)| note::<ReformIssueState>(&mut all, id.to_string(), Some(t)));
    all
}

fn note<M: Machine>(
    all: &mut Vec<(String, Vec<(Position, PartialDate)>)>,
    of: String,
    timeline: Option<&Timeline<M::Change>>,
) {
    let entries = timeline.into_iter().flat_map(|t| t.possible_on::<M>(AsOf::on(Date::MAX)));
    all.push((of, entries.map(|entry| (entry.position, entry.effective)).collect()));
}

/// The fact with its day.
pub(crate) fn exactly(e: &Recorded, days: &[(Position, Date)]) -> Recorded {
    let mut e = e.clone();
    if let Some((_, day)) = days.iter().find(|(position, _)| *position == e.position) {
        e.fact.effective = PartialDate::Day(*day);
    }
    e
}

#[test]
fn the_histories_have_many_completions_and_not_all_of_them_can_be() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = any_open_history();
    let (mut all, mut left) = (0, 0);
    for _ in 0..100 {
        let OpenHistory(log) = strategy.new_tree(&mut runner).unwrap().current();
        all += count(&log);
        left += completions(&log).len();
    }
    assert!(all > 2000 && left > 500 && left < all * 9 / 10, "{all} {left}");
}
