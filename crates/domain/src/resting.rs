//! Which facts rest on a place or a federation that they are not about: a community on its county,
//! an institution on its place, a merger on the one that goes on.
//!
//! What is about the place itself (its elements, the sharings it uses, its federations) is found
//! without this.

use std::collections::HashMap;

use thin_vec::ThinVec;

use crate::entry::When;
use crate::federation::FederationNo;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::places::PlaceNo;
use crate::timeline::Stamp;
use crate::tracked::Tracked;

/// Dates and positions of the facts that rest on places and federations; withdrawn ones too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resting {
    on_places: Tracked<HashMap<PlaceNo, ThinVec<When>>>,
    frame: Tracked<HashMap<PlaceNo, ThinVec<When>>>,
    on_federations: Tracked<HashMap<FederationNo, ThinVec<When>>>,
    splits: Tracked<HashMap<PlaceNo, ThinVec<When>>>,
}

crate::packed! { struct Resting { on_places, frame, on_federations, splits } }
crate::undo! { struct Resting { on_places, frame, on_federations, splits } }

impl Resting {
    /// The facts that rest on a place, each with its date.
    pub fn on_place(&self, place: PlaceNo) -> impl Iterator<Item = (PartialDate, Position)> {
        self.subjects_on(place).chain(self.frame_of(place)).chain(self.split_from(place))
    }

    /// The splits of a place that went on.
    pub fn split_from(&self, place: PlaceNo) -> impl Iterator<Item = (PartialDate, Position)> {
        read(self.splits.get(&place))
    }

    /// Those of them that put another place below or into it, which exists all the same.
    pub fn frame_of(&self, place: PlaceNo) -> impl Iterator<Item = (PartialDate, Position)> {
        read(self.frame.get(&place))
    }

    /// Those of them by which something is at the place, and has no effect without it.
    pub fn subjects_on(&self, place: PlaceNo) -> impl Iterator<Item = (PartialDate, Position)> {
        read(self.on_places.get(&place))
    }

    /// The facts that rest on a federation, each with its date, in the order of recording.
    pub fn on_federation(&self, federation: FederationNo) -> impl Iterator<Item = (PartialDate, Position)> {
        read(self.on_federations.get(&federation))
    }

    /// Keeps that a fact rests on a place, when it is recorded.
    pub(crate) fn note_place(&mut self, place: PlaceNo, stamp: Stamp) {
        note(&mut self.on_places, place, stamp);
    }

    /// Keeps that a fact puts another place below or into a place, when it is recorded.
    pub(crate) fn note_frame(&mut self, place: PlaceNo, stamp: Stamp) {
        note(&mut self.frame, place, stamp);
    }

    /// Keeps that a place was split and went on, when it is recorded.
    pub(crate) fn note_split(&mut self, place: PlaceNo, stamp: Stamp) {
        note(&mut self.splits, place, stamp);
    }

    /// Keeps that a fact rests on a federation, when it is recorded.
    pub(crate) fn note_federation(&mut self, federation: FederationNo, stamp: Stamp) {
        note(&mut self.on_federations, federation, stamp);
    }
}

fn read(facts: Option<&ThinVec<When>>) -> impl Iterator<Item = (PartialDate, Position)> {
    facts.into_iter().flatten().map(|when| (when.effective(), when.position()))
}

fn note<S: Ord + Clone + std::hash::Hash>(resting: &mut Tracked<HashMap<S, ThinVec<When>>>, on: S, stamp: Stamp) {
    let when = When::new(stamp.effective, stamp.position);
    if !stamp.records() {
        return;
    }
    if resting.get(&on).and_then(|facts| facts.last()) != Some(&when) {
        resting.change_or_default(on).push(when);
    }
}
