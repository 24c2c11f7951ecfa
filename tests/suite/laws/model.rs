//! A second, naive implementation of an element's standing, to compare with.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::WOMENS_HOME;
use jiceng_domain::element::Standing;
use jiceng_domain::{AsOf, Event, EventId, Facts, FederationId, Place, Position, Recorded};
use jiceng_testkit::answers::{places_of, readings, some_days_of};
use jiceng_testkit::generate::any_history;
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::{event_id, original_of};
use jiceng_testkit::spec::given;
use jiceng_testkit::world::{COMMUNITY, small_world};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;

use super::in_order::{Dated, Opens, in_order, place_of};

const KINDS: [&str; 5] = ["womens_federation", "womens_home", "childrens_home", "womens_council", "lecture_team"];

/// What an event means for a kind at a place.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    Established,
    Suspended,
    Resumed,
    Closed,
    /// A federation was founded here.
    Founded(FederationId),
    /// Federations ended, wherever they are.
    Ended(Vec<FederationId>),
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the others mean nothing to an element")]
fn meaning(event: &Event, place: &Place, kind: &str) -> Option<Meaning> {
    let is_federation = kind == "womens_federation";
    match event {
        Event::ElementEstablished(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Established),
        Event::CouncilCreated(e) if e.place == *place && kind == "womens_council" => Some(Meaning::Established),
        Event::FederationFounded(e) if e.place == *place && is_federation => {
            Some(Meaning::Founded(e.federation.clone()))
        }
        Event::ElementSuspended(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Suspended),
        Event::ElementResumed(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Resumed),
        Event::ElementClosed(e) if e.place == *place && e.kind.as_str() == kind => Some(Meaning::Closed),
        Event::FederationDissolved(e) if is_federation => Some(Meaning::Ended(vec![e.federation.clone()])),
        Event::FederationsMerged(e) if is_federation => Some(Meaning::Ended(e.from.clone())),
        _ => None,
    }
}

/// Where a fact stands among those of its day: what takes the place of another fact of the same
/// element stands where that one stood.
fn rank(log: &[Recorded], of: &Recorded, place: &Place, kind: &str) -> Position {
    let is_of_element = |e: &Recorded| match meaning(&e.fact.event, place, kind) {
        // An ending is of the element only where its federation was ever founded.
        Some(Meaning::Ended(ended)) => ended.iter().any(|id| {
            let founded = Meaning::Founded(id.clone());
            log.iter().any(|f| f.position < e.position && meaning(&f.fact.event, place, kind) == Some(founded.clone()))
        }),
        other => other.is_some(),
    };
    stood_for(log, of).filter(|e| is_of_element(e)).map_or(of.position, |e| rank(log, e, place, kind))
}

/// The fact whose place another takes: one that it corrects, or that it disagrees with.
pub(crate) fn stood_for<'a>(log: &'a [Recorded], of: &Recorded) -> Option<&'a Recorded> {
    replaced_by(log, of).or_else(|| contradicted_by(log, of))
}

/// What is said of a fact by the event before it in its commit.
fn announcement<'a>(log: &'a [Recorded], of: &Recorded) -> Option<&'a Recorded> {
    log.iter().find(|e| e.position.0 + 1 == of.position.0 && e.id.commit == of.id.commit)
}

/// The fact whose place another takes in a correction.
fn replaced_by<'a>(log: &'a [Recorded], of: &Recorded) -> Option<&'a Recorded> {
    let before = announcement(log, of).filter(|e| matches!(&e.fact.event, Event::EventRetracted(r) if r.replaced));
    original_of(log, &before?.fact.event)
}

/// The fact that another disagrees with.
fn contradicted_by<'a>(log: &'a [Recorded], of: &Recorded) -> Option<&'a Recorded> {
    let before = announcement(log, of).filter(|e| matches!(&e.fact.event, Event::SourcesDisagree(_)));
    original_of(log, &before?.fact.event)
}

/// The first fact in the chain of corrections that leads to one.
fn origin(log: &[Recorded], of: &Recorded) -> Position {
    replaced_by(log, of).map_or(of.position, |e| origin(log, e))
}

/// What is left of the facts that stand when those are taken away that another statement of the
/// same matter outranks on a day.
#[allow(clippy::wildcard_enum_match_arm, reason = "only a precedence is one")]
fn prevailing<'a>(log: &[Recorded], standing: &[&'a Recorded], day: Date, known: Position) -> Vec<&'a Recorded> {
    let order: Vec<String> = {
        let in_force = standing.iter().filter_map(|e| match &e.fact.event {
            Event::PrecedenceAdopted(adopted) if e.fact.effective.last() <= day => Some((e, adopted)),
            _ => None,
        });
        let last =
            in_force.max_by_key(|(e, _)| (place_of(e.fact.effective, false), origin_of_precedence(log, e), e.position));
        last.map(|(_, adopted)| adopted.order.iter().map(ToString::to_string).collect()).unwrap_or_default()
    };
    // Every known fact belongs to a matter; what disagrees with another or takes its place belongs
    // to the other's.
    let mut matters: Vec<(Position, Position)> = Vec::new();
    for e in log.iter().filter(|e| e.position < known) {
        let of = contradicted_by(log, e).or_else(|| replaced_by(log, e));
        let matter = of.and_then(|of| matters.iter().find(|(position, _)| *position == of.position));
        matters.push((e.position, matter.map_or(e.position, |(_, matter)| *matter)));
    }
    let matter = |e: &Recorded| matters.iter().find(|(position, _)| *position == e.position).map(|(_, matter)| *matter);
    let place = |e: &Recorded| {
        let kinds = e.fact.evidence.iter().filter_map(|paper| match (&paper.kind, &paper.document) {
            (Some(kind), _) => Some(kind.to_string()),
            (None, Some(_)) => Some("document".to_owned()),
            (None, None) => None,
        });
        kinds.filter_map(|kind| order.iter().position(|named| *named == kind)).min().unwrap_or(usize::MAX)
    };
    let mut first_of: BTreeMap<Option<Position>, &Recorded> = BTreeMap::new();
    let preferred = |e: &Recorded| (place(e), origin(log, e));
    for &e in standing {
        let first = first_of.entry(matter(e)).or_insert(e);
        if preferred(e) < preferred(first) {
            *first = e;
        }
    }
    let mut left: Vec<&Recorded> = first_of.into_values().collect();
    left.sort_by_key(|e| e.position);
    left
}

/// Where a precedence stands among those of one day.
fn origin_of_precedence(log: &[Recorded], of: &Recorded) -> Position {
    let before = replaced_by(log, of).filter(|e| matches!(e.fact.event, Event::PrecedenceAdopted(_)));
    before.map_or(of.position, |e| origin_of_precedence(log, e))
}

/// The facts that count for a question, whether or not they have happened.
pub(crate) fn counting(log: &[Recorded], as_of: AsOf) -> Vec<&Recorded> {
    let known = || log.iter().filter(|e| e.position < as_of.known);
    let withdrawn: Vec<EventId> = known()
        .filter(|e| matches!(e.fact.event, Event::EventRetracted(_)))
        .filter_map(|e| Some(original_of(log, &e.fact.event)?.id))
        .collect();
    let standing: Vec<&Recorded> = known().filter(|e| !withdrawn.contains(&e.id)).collect();
    prevailing(log, &standing, as_of.effective, as_of.known)
}

/// The standing, from the facts that count alone: those of the kind at the place, in the order of
/// their days and ranks, one after another.
fn standing(log: &[Recorded], counting: &[&Recorded], place: &Place, kind: &str, as_of: AsOf) -> Standing {
    type Change = ((Date, i32), Position, Position, Dated<Meaning>);
    let mut changes: Vec<Change> = Vec::new();
    for e in counting {
        if let Some(what) = meaning(&e.fact.event, place, kind) {
            let begins = matches!(what, Meaning::Established | Meaning::Founded(_));
            let opens = match what {
                Meaning::Established | Meaning::Founded(_) => Opens::Period,
                Meaning::Suspended => Opens::Within,
                Meaning::Resumed | Meaning::Closed | Meaning::Ended(_) => Opens::No,
            };
            let Some(dated) = Dated::seen(e.fact.effective, opens, as_of, what) else { continue };
            changes.push((place_of(e.fact.effective, begins), rank(log, e, place, kind), e.position, dated));
        }
    }
    changes.sort_by_key(|(day, rank, position, _)| (*day, *rank, *position));
    type State = (Standing, Option<FederationId>);
    let after = |(standing, federation): &State, change: &Meaning| -> Option<State> {
        let is_its_end = |ended: &Vec<FederationId>| federation.as_ref().is_some_and(|id| ended.contains(id));
        let standing = match (standing, change) {
            (Standing::Absent | Standing::Closed, Meaning::Founded(id)) => {
                return Some((Standing::Open, Some(id.clone())));
            }
            (Standing::Absent | Standing::Closed, Meaning::Established) => return Some((Standing::Open, None)),
            (Standing::Suspended, Meaning::Resumed) => Standing::Open,
            (Standing::Open, Meaning::Suspended) => Standing::Suspended,
            (Standing::Open | Standing::Suspended, Meaning::Closed) if federation.is_none() => Standing::Closed,
            (Standing::Open | Standing::Suspended, Meaning::Ended(ended)) if is_its_end(ended) => Standing::Closed,
            _ => return None,
        };
        Some((standing, federation.clone()))
    };
    let steps = in_order(changes.into_iter().map(|(.., dated)| dated).collect(), (Standing::Absent, None), after);
    steps.last().map_or(Standing::Absent, |(_, (standing, _))| *standing)
}

/// The places that have one name from beginning to end, so that a name is enough to know them by.
fn plain_places(log: &[Recorded]) -> Vec<Place> {
    let mut renumbered: Vec<Place> = Vec::new();
    for recorded in log {
        let event = &recorded.fact.event;
        let begins_or_recodes = matches!(
            event.name(),
            "division_registered"
                | "division_recoded"
                | "division_split"
                | "division_moved"
                | "relocation_site_became_community"
        );
        let is_of_the_world = recorded.fact.effective.last() < jiff::civil::date(2017, 6, 1);
        if begins_or_recodes && !is_of_the_world {
            renumbered.extend(event.places());
        }
    }
    places_of(log).into_iter().filter(|place| !renumbered.contains(place)).collect()
}

proptest! {
    #[test]
    fn an_elements_standing_is_a_plain_fold_of_its_events(history in any_history(), cut in any::<Index>()) {
        let log = history.log();
        let known = Position(cut.index(log.len() + 1) as u64);
        prop_assert_eq!(first_difference(log, &history.recorder.facts, some_days_of(log, 10), known), None);
    }
}

/// Where an element stands otherwise than a plain fold of its events says, as known at a position.
fn first_difference(
    log: &[Recorded],
    facts: &Facts,
    days: impl IntoIterator<Item = Date>,
    known: Position,
) -> Option<String> {
    let places = plain_places(log);
    for as_of in days.into_iter().flat_map(|day| readings(AsOf::on(day).known_before(known))) {
        let counting = counting(log, as_of);
        for (place, kind) in places.iter().flat_map(|place| KINDS.map(|kind| (place, kind))) {
            let Some(no) = facts.places.find(place, as_of) else { continue };
            let told = facts.elements.standing(no, facts.catalogue.kind(kind).unwrap(), as_of);
            let naive = standing(log, &counting, place, kind, as_of);
            if told != naive {
                return Some(format!("{place} {kind} {as_of:?}: {told:?}, by a plain fold {naive:?}"));
            }
        }
    }
    None
}

/// The model folded the suspension of «2019» after the resumption that shows it to have begun, and
/// passed the resumption over: by it the home was still suspended at midsummer.
#[test]
fn a_resumption_shows_the_suspension_of_its_year_in_the_model_too() {
    let history = [
        home(COMMUNITY).on("2017-06-01"),
        suspended(COMMUNITY, WOMENS_HOME).on("2019"),
        resumed(COMMUNITY, WOMENS_HOME).on("2019-01-02"),
        disagreement_with(event_id(small_world().len() as u64 + 1, 0), home(COMMUNITY).on("2017-06-02")),
    ];
    let recorder = given(small_world()).and(history).recorder();
    let (log, facts) = (&recorder.events, &recorder.facts);
    let days = ["2018-12-31", "2019-01-01", "2019-01-02", "2019-06-30", "2019-12-31", "2020-01-01"].map(day);
    for known in (0..=log.len()).map(|known| Position(known as u64)) {
        assert_eq!(first_difference(log, facts, days, known), None);
    }
    let no = facts.places.find(&text(COMMUNITY), AsOf::on(days[3])).unwrap();
    let home = facts.catalogue.kind(WOMENS_HOME).unwrap();
    for as_of in readings(AsOf::on(days[3])) {
        assert_eq!(facts.elements.standing(no, home, as_of), Standing::Open, "{as_of:?}");
    }
}
