//! All read models together, and the step that folds one event into them.

use jiceng_domain::{Facts, Recorded};
use jiff::civil::Date;

use crate::fact_register::FactRegister;
use crate::place_timeline::PlaceTimelines;

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

impl Projections {
    /// Folds one event. `recorded_on` is the civil day in China on which it was recorded; `original` is
    /// the event that a retraction withdraws, and `None` otherwise.
    pub fn evolve(&mut self, recorded: &Recorded, recorded_on: Date, original: Option<&Recorded>) {
        self.facts.evolve(recorded, original);
        self.place_timelines.evolve(&self.facts, recorded, original);
        self.fact_register.evolve(&self.facts, recorded, recorded_on);
    }
}
