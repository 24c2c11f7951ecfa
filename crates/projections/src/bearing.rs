//! Which facts bear on a place and on one kind at it: where an answer can turn.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::element::ElementState;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationState;
use jiceng_domain::places::{PlaceChange, PlaceState};
use jiceng_domain::sharing::{SharedWith, SharingChange};
use jiceng_domain::timeline::{Change, Entry, Timeline};
use jiceng_domain::{PartialDate, PlaceNo, Position};

/// Which facts are gone through.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// Those that count for a question, whether or not they have happened.
    Counting(AsOf),
    /// All that stand, though another statement of the matter may outrank them on some days.
    Standing(Position),
}

impl Which {
    fn takes<C>(self, entry: Entry<'_, C>) -> bool {
        match self {
            Self::Counting(as_of) => entry.counts(&as_of),
            Self::Standing(known) => entry.is_known(known),
        }
    }
}

/// A fact that bears on an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bearing {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// Whether it is an election, which begins a term.
    pub is_election: bool,
}

impl Bearing {
    pub(crate) fn of<C>(entry: Entry<'_, C>) -> Self {
        Self { position: entry.position, effective: entry.effective, is_election: false }
    }
}

/// Goes through the facts about the place itself: whether it exists, as what, and with how many
/// people. Names, codes and the division above are left to the tree of the question.
pub(crate) fn on_place(facts: &Facts, place: PlaceNo, which: Which, visit: &mut dyn FnMut(Bearing)) {
    let Some(record) = facts.places.get(place) else { return };
    for entry in record.timeline.all().filter(|entry| which.takes(*entry)) {
        let is_elsewhere = matches!(
            entry.change,
            PlaceChange::Renamed { .. } | PlaceChange::Recoded { .. } | PlaceChange::Moved { .. }
        );
        if !is_elsewhere {
            visit(Bearing::of(entry));
        }
    }
}

/// Goes through the facts behind one kind at one place: its own element, sharing, the providers and
/// their elements, and the federations and elections where a term is asked for. A fact may come twice.
pub(crate) fn on_cell(
    facts: &Facts,
    place: PlaceNo,
    kind: KindNo,
    which: Which,
    with_elections: bool,
    visit: &mut dyn FnMut(Bearing),
) {
    on_element(facts, place, kind, which, with_elections, visit);
    if let Some(sharing) = facts.sharings.timeline(place, kind) {
        on_subject(sharing, which, visit);
        for provider in providers(sharing, which) {
            on_place(facts, provider, which, visit);
            on_element(facts, provider, kind, which, with_elections, visit);
        }
    }
}

fn on_element(
    facts: &Facts,
    place: PlaceNo,
    kind: KindNo,
    which: Which,
    with_elections: bool,
    visit: &mut dyn FnMut(Bearing),
) {
    if let Some(timeline) = facts.elements.timeline(place, kind) {
        on_subject(timeline, which, visit);
    }
    if with_elections {
        for federation in facts.federations.ever_at(place) {
            on_subject(&federation.timeline, which, visit);
            for entry in federation.committees.all().filter(|entry| which.takes(*entry)) {
                if matches!(entry.change, CommitteeChange::Elected { .. }) {
                    visit(Bearing { is_election: true, ..Bearing::of(entry) });
                }
            }
        }
    }
}

/// Goes through the facts of a subject that has one timeline.
pub(crate) fn on_subject<C: Change>(timeline: &Timeline<C>, which: Which, visit: &mut dyn FnMut(Bearing)) {
    timeline.all().filter(|entry| which.takes(*entry)).for_each(|entry| visit(Bearing::of(entry)));
}

/// Those with whom sharing was ever agreed, as far as known.
pub(crate) fn providers(sharing: &Timeline<SharingChange>, which: Which) -> Vec<PlaceNo> {
    let mut providers: Vec<PlaceNo> = sharing
        .all()
        .filter(|entry| which.takes(*entry))
        .filter_map(|entry| match entry.change {
            SharingChange::Agreed { provider } => Some(*provider),
            SharingChange::Ended { .. } => None,
        })
        .collect();
    providers.sort_unstable();
    providers.dedup();
    providers
}

/// Whether what has happened to the place itself by the day could happen so.
pub(crate) fn is_place_coherent(facts: &Facts, place: PlaceNo, as_of: AsOf) -> bool {
    facts.places.get(place).is_none_or(|record| record.timeline.is_coherent_on::<PlaceState>(as_of))
}

/// Whether what has happened behind one kind at one place by the day could happen so.
pub(crate) fn is_cell_coherent(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, with_elections: bool) -> bool {
    let sharing = facts.sharings.timeline(place, kind);
    let of_provider = |provider: PlaceNo| {
        is_place_coherent(facts, provider, as_of) && is_element_coherent(facts, provider, kind, as_of, with_elections)
    };
    is_element_coherent(facts, place, kind, as_of, with_elections)
        && sharing.is_none_or(|sharing| {
            sharing.is_coherent_on::<SharedWith>(as_of)
                && providers(sharing, Which::Counting(as_of)).into_iter().all(of_provider)
        })
}

fn is_element_coherent(facts: &Facts, place: PlaceNo, kind: KindNo, as_of: AsOf, with_elections: bool) -> bool {
    let element = facts.elements.timeline(place, kind);
    let mut federations = facts.federations.ever_at(place);
    element.is_none_or(|element| element.is_coherent_on::<ElementState>(as_of))
        && (!with_elections
            || federations.all(|federation| {
                federation.timeline.is_coherent_on::<FederationState>(as_of)
                    && federation.committees.is_coherent_on::<Committees>(as_of)
            }))
}
