//! The events about each place, by position: what a place's history is read from.
//!
//! An event is about the places that it names, and about those of the subjects that it names. Whose
//! these are can be learned otherwise later: a founding that is corrected to another place takes
//! with it what was recorded of the federation before. A retraction, or a disagreement, is about
//! what its original is about, whatever else was withdrawn in between. What is about no place at
//! all (the catalogue, standards, persons) is kept apart.

use std::collections::BTreeMap;

use jiceng_domain::packed::Part;
use jiceng_domain::tracked::Tracked;
use jiceng_domain::{Facts, PlaceNo, Position, Recorded};
use thin_vec::ThinVec;

use crate::about::{Subject, begun, named, places_of_recorded};

/// For each place, the events that are about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceTimelines {
    by_place: Tracked<Vec<OfPlace>>,
    of_no_place: Tracked<Vec<Position>>,
    by_subject: Tracked<BTreeMap<Subject, OfSubject>>,
}

jiceng_domain::undo! { struct PlaceTimelines { by_place, of_no_place, by_subject } }

/// The events about a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfPlace {
    /// In the order of the log.
    events: ThinVec<Compact>,
    /// Those of which it was recorded only later that they are about the place, and where.
    #[allow(clippy::box_collection, reason = "few places have any, and there are many places")]
    later: Option<Box<BTreeMap<Position, Position>>>,
}

jiceng_domain::packed! { struct OfPlace { events, later } }

/// A position in five bytes, the highest first: a log would reach more after a million million
/// events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Compact([u8; 5]);

jiceng_domain::packed! { struct Compact(bytes) }

impl Compact {
    const fn new(position: Position) -> Self {
        let [_, _, _, low @ ..] = position.0.to_be_bytes();
        Self(low)
    }

    fn position(self) -> Position {
        let mut bytes = [0; 8];
        bytes.iter_mut().skip(3).zip(self.0).for_each(|(byte, low)| *byte = low);
        Position(u64::from_be_bytes(bytes))
    }
}

/// What is recorded of a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfSubject {
    /// The events that name it without its place, retractions included.
    events: ThinVec<Compact>,
    /// Every place that was ever recorded as its own.
    places: ThinVec<PlaceNo>,
}

jiceng_domain::packed! { struct OfSubject { events, places } }

impl PlaceTimelines {
    pub(crate) fn parts(&self) -> [&dyn Part; 3] {
        let Self { by_place, of_no_place, by_subject } = self;
        [by_place, of_no_place, by_subject]
    }

    pub(crate) fn parts_mut(&mut self) -> [&mut dyn Part; 3] {
        let Self { by_place, of_no_place, by_subject } = self;
        [by_place, of_no_place, by_subject]
    }

    /// The events about a place, retractions included, in the order of the log, for someone who
    /// knows the log up to a position.
    pub fn of(&self, place: PlaceNo, known: Position) -> impl Iterator<Item = Position> {
        self.of_from(place, known, Position(0))
    }

    /// Those of them that are recorded from a position on.
    pub fn of_from(&self, place: PlaceNo, known: Position, from: Position) -> impl Iterator<Item = Position> {
        let of_place = self.by_place.get(place.index()).into_iter();
        of_place.flat_map(move |of_place| of_place.known_from(known, from))
    }

    /// The events about no place, retractions included, in the order of the log.
    pub fn of_no_place(&self) -> &[Position] {
        &self.of_no_place
    }

    /// Notes an event that `facts` has folded.
    pub(crate) fn evolve(&mut self, facts: &Facts, recorded: &Recorded, original: Option<&Recorded>) {
        let position = recorded.position;
        let about = original.unwrap_or(recorded);
        let subjects = named(facts, &about.fact.event);
        let mut places = places_of_recorded(facts, about);
        if let Some(original) = original {
            places.extend(self.ever_of(&subjects));
            places.sort_unstable();
            places.dedup();
            places.retain(|place| self.is_noted(*place, original.position));
        }
        for place in &places {
            self.note(*place, position, position);
        }
        if places.is_empty() {
            self.of_no_place.push(position);
        }
        for subject in subjects {
            self.by_subject.change_or_default(subject).events.push(Compact::new(position));
        }
        if original.is_none()
            && let Some(subject) = begun(facts, &recorded.fact.event)
        {
            self.begin(subject, &places, position);
        }
    }

    /// A subject was recorded as that of these places: what was recorded of it before is about them
    /// too.
    fn begin(&mut self, subject: Subject, places: &[PlaceNo], since: Position) {
        let of_subject = self.by_subject.change_or_default(subject);
        of_subject.places.extend_from_slice(places);
        of_subject.places.sort_unstable();
        of_subject.places.dedup();
        for position in of_subject.events.clone() {
            for place in places {
                self.note(*place, position.position(), since);
            }
        }
    }

    /// Every place that was ever recorded as that of one of the subjects.
    fn ever_of(&self, subjects: &[Subject]) -> Vec<PlaceNo> {
        let of_subjects = subjects.iter().filter_map(|subject| self.by_subject.get(subject));
        of_subjects.flat_map(|of_subject| &of_subject.places).copied().collect()
    }

    fn is_noted(&self, place: PlaceNo, position: Position) -> bool {
        let of_place = self.by_place.get(place.index());
        of_place.is_some_and(|of_place| of_place.events.binary_search(&Compact::new(position)).is_ok())
    }

    /// Notes that an event is about a place, as recorded at `since`: at the event's own position,
    /// or later.
    fn note(&mut self, place: PlaceNo, position: Position, since: Position) {
        if let Some(of_place) = self.by_place.change_or_grow(place.index()) {
            of_place.note(position, since);
        }
    }
}

impl OfPlace {
    fn known_from(&self, known: Position, from: Position) -> impl Iterator<Item = Position> {
        let first = self.events.partition_point(|event| event.position() < from);
        let since = move |position: &Position| {
            self.later.as_ref().and_then(|later| later.get(position)).copied().unwrap_or(*position)
        };
        self.events.iter().skip(first).map(|event| event.position()).filter(move |position| since(position) < known)
    }

    fn note(&mut self, position: Position, since: Position) {
        let event = Compact::new(position);
        let at = match self.events.last() {
            Some(last) if *last >= event => match self.events.binary_search(&event) {
                Ok(_) => return,
                Err(at) => at,
            },
            _ => self.events.len(),
        };
        if self.events.len() == self.events.capacity() {
            self.events.reserve_exact(2 + self.events.len() / 4); // there are many places
        }
        self.events.insert(at, event);
        if since != position {
            self.later.get_or_insert_default().insert(position, since);
        }
    }
}
