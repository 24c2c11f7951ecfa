//! Which facts bear on a place and on one kind at it: where an answer can turn.

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::committee::CommitteeChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::places::PlaceChange;
use jiceng_domain::sharing::SharingChange;
use jiceng_domain::timeline::{Change, Entry, Timeline};
use jiceng_domain::{PartialDate, PlaceNo, Position};

use crate::chronology::TimelineOf;

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
pub(crate) struct Bearing<'f> {
    /// The timeline that it is read from.
    pub of: TimelineOf<'f>,
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// Whether it is an election, which begins a term.
    pub is_election: bool,
    /// Whether it is a count of people.
    pub counts_people: bool,
}

impl<'f> Bearing<'f> {
    fn of<C>(of: TimelineOf<'f>, entry: Entry<'_, C>) -> Self {
        Self { of, position: entry.position, effective: entry.effective, is_election: false, counts_people: false }
    }
}

/// Goes through the facts about the place itself: whether it exists, as what, and with how many
/// people. Names, codes and the division above are left to the tree of the question. A conversion
/// is among the facts: the level says whether a place is assessed.
pub(crate) fn on_place<'f>(facts: &'f Facts, place: PlaceNo, which: Which, visit: &mut dyn FnMut(Bearing<'f>)) {
    let Some(record) = facts.places.get(place) else { return };
    for entry in record.timeline.all().filter(|entry| which.takes(*entry)) {
        let is_elsewhere = matches!(
            entry.change,
            PlaceChange::Renamed { .. } | PlaceChange::Recoded { .. } | PlaceChange::Moved { .. }
        );
        if !is_elsewhere {
            let counts_people = entry.change.people().is_some();
            visit(Bearing { counts_people, ..Bearing::of(TimelineOf::Place(place), entry) });
        }
    }
}

/// Goes through the facts behind one kind at one place: its own element, sharing, the providers and
/// their elements, and the federations and elections where a term is asked for. A fact may come
/// twice.
pub(crate) fn on_cell<'f>(
    facts: &'f Facts,
    place: PlaceNo,
    kind: KindNo,
    which: Which,
    with_elections: bool,
    visit: &mut dyn FnMut(Bearing<'f>),
) {
    on_element(facts, place, kind, which, with_elections, visit);
    if let Some(sharing) = facts.sharings.timeline(place, kind) {
        on_subject(TimelineOf::Sharing(place, kind), sharing, which, visit);
        for provider in providers(sharing, which) {
            on_place(facts, provider, which, visit);
            on_element(facts, provider, kind, which, with_elections, visit);
        }
    }
}

fn on_element<'f>(
    facts: &'f Facts,
    place: PlaceNo,
    kind: KindNo,
    which: Which,
    with_elections: bool,
    visit: &mut dyn FnMut(Bearing<'f>),
) {
    if let Some(timeline) = facts.elements.timeline(place, kind) {
        on_subject(TimelineOf::Element(place, kind), timeline, which, visit);
    }
    if with_elections {
        for no in facts.federations.numbers_at(place) {
            let Some(federation) = facts.federations.get(*no) else { continue };
            let of = TimelineOf::Federation(*no);
            on_subject(of, &federation.timeline, which, visit);
            for entry in federation.committees.all().filter(|entry| which.takes(*entry)) {
                if matches!(entry.change, CommitteeChange::Elected { .. }) {
                    visit(Bearing { is_election: true, ..Bearing::of(of, entry) });
                }
            }
        }
    }
}

/// Goes through the facts of a subject that has one timeline.
pub(crate) fn on_subject<'f, C: Change>(
    of: TimelineOf<'f>,
    timeline: &Timeline<C>,
    which: Which,
    visit: &mut dyn FnMut(Bearing<'f>),
) {
    timeline.all().filter(|entry| which.takes(*entry)).for_each(|entry| visit(Bearing::of(of, entry)));
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
