//! The events about each place, by position: what a place's history is read from.
//!
//! An event is about the places that it names, and about those of the subjects that it names. Whose these are
//! can be learned otherwise later: a founding that is corrected to another place takes with it what was recorded of
//! the federation before. A retraction, or a disagreement, is about what its original is about, whatever else was
//! withdrawn in between. What is about no place at all (the catalogue, standards, persons) is kept apart.

use std::collections::BTreeMap;

use jiceng_domain::{Facts, PlaceNo, Position, Recorded};

use crate::about::{Subject, begun, named, places_of_recorded};

/// For each place, the events that are about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceTimelines {
    by_place: Vec<Vec<Noted>>,
    of_no_place: Vec<Position>,
    by_subject: BTreeMap<Subject, OfSubject>,
}

/// An event of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Noted {
    position: Position,
    /// Where it was recorded that the event is about the place: its own position, or a later one.
    since: Position,
}

/// What is recorded of a subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfSubject {
    /// The events that name it without its place, retractions included.
    events: Vec<Position>,
    /// Every place that was ever recorded as its own.
    places: Vec<PlaceNo>,
}

impl PlaceTimelines {
    /// The events about a place, retractions included, in the order of the log, for someone who knows the log up to a
    /// position.
    pub fn of(&self, place: PlaceNo, known: Position) -> impl Iterator<Item = Position> {
        let noted = self.by_place.get(place.0 as usize).into_iter().flatten();
        noted.filter(move |noted| noted.since < known).map(|noted| noted.position)
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
            places.retain(|place| self.index(*place, original.position).is_ok());
        }
        for place in &places {
            self.note(*place, Noted { position, since: position });
        }
        if places.is_empty() {
            self.of_no_place.push(position);
        }
        for subject in subjects {
            self.by_subject.entry(subject).or_default().events.push(position);
        }
        if original.is_none()
            && let Some(subject) = begun(facts, &recorded.fact.event)
        {
            self.begin(subject, &places, position);
        }
    }

    /// A subject was recorded as that of these places: what was recorded of it before is about them too.
    fn begin(&mut self, subject: Subject, places: &[PlaceNo], since: Position) {
        let of_subject = self.by_subject.entry(subject).or_default();
        of_subject.places.extend(places);
        of_subject.places.sort_unstable();
        of_subject.places.dedup();
        for position in of_subject.events.clone() {
            for place in places {
                self.note(*place, Noted { position, since });
            }
        }
    }

    /// Every place that was ever recorded as that of one of the subjects.
    fn ever_of(&self, subjects: &[Subject]) -> Vec<PlaceNo> {
        let of_subjects = subjects.iter().filter_map(|subject| self.by_subject.get(subject));
        of_subjects.flat_map(|of_subject| &of_subject.places).copied().collect()
    }

    /// Where an event stands among those of a place, or where it would.
    fn index(&self, place: PlaceNo, position: Position) -> Result<usize, usize> {
        let noted = self.by_place.get(place.0 as usize).map_or(&[][..], Vec::as_slice);
        noted.binary_search_by_key(&position, |noted| noted.position)
    }

    fn note(&mut self, place: PlaceNo, noted: Noted) {
        let Err(at) = self.index(place, noted.position) else { return };
        let index = place.0 as usize;
        if self.by_place.len() <= index {
            self.by_place.resize_with(index + 1, Vec::new);
        }
        if let Some(of_place) = self.by_place.get_mut(index) {
            of_place.insert(at, noted);
        }
    }
}
