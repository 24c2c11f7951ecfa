//! All read models together, and the step that folds one event into them.

use jiceng_domain::packed::Part;
use jiceng_domain::{Facts, Recorded};
use jiff::civil::Date;

use crate::fact_register::FactRegister;
use crate::place_timeline::PlaceTimelines;

/// The number of the shape in which the projections are packed. It counts up whenever their bytes
/// would come out otherwise, or the same log would be folded into others: what was packed before is
/// folded again then.
pub const SHAPE: u32 = 7;

/// What is derived from the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projections {
    /// The facts by subject.
    pub facts: Facts,
    /// The events about each place.
    pub place_timelines: PlaceTimelines,
    /// What is doubtful about recorded facts as such.
    pub fact_register: FactRegister,
}

jiceng_domain::undo! { struct Projections { facts, place_timelines, fact_register } }

impl Projections {
    /// What the projections consist of, for packing.
    pub fn parts(&self) -> Vec<&dyn Part> {
        let Self { facts, place_timelines, fact_register } = self;
        let mut parts = facts.parts();
        parts.extend(place_timelines.parts());
        parts.push(fact_register);
        parts
    }

    /// The same, to be taken back part by part.
    pub fn parts_mut(&mut self) -> Vec<&mut dyn Part> {
        let Self { facts, place_timelines, fact_register } = self;
        let mut parts = facts.parts_mut();
        parts.extend(place_timelines.parts_mut());
        parts.push(fact_register);
        parts
    }

    /// Moves what was folded together in memory, in the order of the places, without what was left
    /// free for more: what grew bit by bit lies where there was room. It takes some seconds for the
    /// events of a nation; afterwards questions about all places are about twice as fast.
    pub fn compact(&mut self) {
        self.facts.places = self.facts.places.clone();
        self.facts.elements = self.facts.elements.clone();
        self.facts.federations = self.facts.federations.clone();
        self.place_timelines = self.place_timelines.clone();
        self.fact_register = self.fact_register.clone();
    }

    /// Folds one event. `recorded_on` is the civil day in China on which it was recorded;
    /// `original` is the event that a retraction withdraws, and `None` otherwise.
    pub fn evolve(&mut self, recorded: &Recorded, recorded_on: Date, original: Option<&Recorded>) {
        self.fact_register.note_codes(&self.facts, recorded);
        self.facts.evolve(recorded, original);
        self.place_timelines.evolve(&self.facts, recorded, original);
        self.fact_register.evolve(&self.facts, recorded, recorded_on);
    }
}
