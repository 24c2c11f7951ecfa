//! Samples (抽查样本): places drawn for inspection in the field, by a seed that nobody can choose.
//!
//! A wish says how many places, from which population and by which strata. The registry draws: it
//! fills in the seed, which is the hash of the log's Merkle tree at a position, and the places that
//! follow from it (`docs/sampling.md`). What it drew is the fact; nobody names places of his
//! choice: JSON, which is how wishes come in from files and other tools, cannot even say them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::by_id::Decision;
use crate::division_code::{DivisionCode, Level};
use crate::event::Event;
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::{KindCode, Position, SampleId};
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::recorded_at::ChangeSearch;
use crate::refusal::{AtLeast, Refusal};
use crate::target::PlaceSort;
use crate::timeline::{Change, Machine, Stamp};
use crate::tree_hash::TreeHash;

/// A sample was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleDrawn {
    /// The sample.
    pub sample: SampleId,
    /// How many places were asked for; there are fewer where the population has no more.
    pub size: u32,
    /// How the population is divided before drawing.
    #[serde(default)]
    pub by: Strata,
    /// What is drawn from.
    pub population: Population,
    /// Where in the log the seed was taken: after its last event up to there. Filled in by the
    /// registry where the wish leaves it open.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub seed_position: Option<Position>,
    /// The root of the log's Merkle tree there. Filled in by the registry.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub seed: Option<TreeHash>,
    /// The places, by stratum and then in the order in which they were drawn. Filled in by the
    /// registry.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
}

/// What is drawn from: the relocation sites and communities of a day, less those that are left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// The day, in China.
    #[serde(deserialize_with = "crate::civil_day::deserialize")]
    pub as_of: Date,
    /// The events before this position count as known; not later than the seed. Filled in by the
    /// registry where the wish leaves it open.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub known: Option<Position>,
    /// Only places in this division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionCode>,
    /// Only places of this sort.
    #[serde(default)]
    pub sort: PlaceSort,
    /// Judge places by this kind alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindCode>,
    /// Only places of this status, by the standard in force on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<PlaceStatus>,
}

/// How a population is divided into strata (分层).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strata {
    /// By prefecture.
    Prefecture,
    /// By county.
    #[default]
    County,
    /// By township.
    Township,
    /// Not at all.
    None,
}

/// What the required elements of a place come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceStatus {
    /// All of them.
    Complete,
    /// A part.
    Partial,
    /// None of them.
    None,
}

/// In the form of the log: it is kept whole.
impl Packed for SampleDrawn {
    fn pack(&self, to: &mut Packer<'_>) {
        to.event(Event::SampleDrawn(self.clone()));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        if let Event::SampleDrawn(event) = from.event()? { Ok(event) } else { Err(NotPacked) }
    }
}

/// What can change about a sample: it is drawn, once and for good.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SampleChange {
    /// It was drawn.
    Drawn(Box<DrawnSample>),
}

crate::packed! { enum SampleChange { 0 = Drawn(drawn) } }

/// A sample with the numbers of its places, which people may name in another way by now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DrawnSample {
    /// What was drawn.
    pub drawn: SampleDrawn,
    /// The places, in its order.
    pub places: Vec<PlaceNo>,
}

crate::packed! { struct DrawnSample { drawn, places } }

/// What a sample is on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SampleState {
    /// Not drawn.
    #[default]
    Unknown,
    /// Drawn, with its places.
    Drawn(Box<DrawnSample>),
}

impl Strata {
    /// The level of division that makes a stratum.
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Prefecture => Some(Level::Prefecture),
            Self::County => Some(Level::County),
            Self::Township => Some(Level::Township),
            Self::None => None,
        }
    }
}

impl Change for SampleChange {
    type State = SampleState;

    fn begins(&self) -> bool {
        true
    }
}

impl Machine for SampleState {
    type Change = SampleChange;

    fn after(&self, change: &SampleChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, SampleChange::Drawn(drawn)) => Some(Self::Drawn(drawn.clone())),
            (Self::Drawn(_), SampleChange::Drawn(_)) => None,
        }
    }
}

impl SampleDrawn {
    /// Whether it is what a wish asks for, whatever the wish leaves open.
    pub fn answers(&self, wished: &Self) -> bool {
        let mut filled = wished.clone();
        filled.population.known = filled.population.known.or(self.population.known);
        filled.seed_position = filled.seed_position.or(self.seed_position);
        filled.seed = filled.seed.or(self.seed);
        if filled.places.is_empty() {
            filled.places.clone_from(&self.places);
        }
        *self == filled
    }

    /// The two times of the population, once it is drawn.
    pub fn as_of(&self) -> Option<AsOf> {
        Some(AsOf::on(self.population.as_of).known_before(self.population.known?))
    }

    /// The places by their numbers; those that people named in another way on the population's day.
    pub fn numbers(&self, facts: &Facts) -> Vec<PlaceNo> {
        let Some(as_of) = self.as_of() else { return Vec::new() };
        self.places.iter().filter_map(|place| facts.places.find(place, as_of)).collect()
    }
}

impl Facts {
    /// A sample that was drawn, whatever the day, and its date.
    pub fn sample(&self, id: &SampleId) -> Option<(PartialDate, &SampleDrawn)> {
        let entry = self.samples.get(id)?.live().next()?;
        let SampleChange::Drawn(sample) = entry.change;
        Some((entry.effective, &sample.drawn))
    }

    /// The places that were drawn in a sample, whatever the day; none of one that was not drawn.
    pub fn drawn_in(&self, id: &SampleId) -> &[PlaceNo] {
        let entry = self.samples.get(id).and_then(|timeline| timeline.live().next());
        entry.map(|entry| entry.change).map_or(&[], |SampleChange::Drawn(sample)| &sample.places)
    }
}

impl EventRules for SampleDrawn {
    /// Checks what can be checked without the log. That the seed is the log's, and the places are
    /// those that it draws, is the registry's to see to.
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let sample = self.sample.clone();
        let (Some(as_of), Some(at), Some(_)) = (self.as_of(), self.seed_position, self.seed) else {
            return Err(Refusal::SampleNotDrawn { sample });
        };
        if as_of.known > at || at > facts.head() {
            return Err(Refusal::SeedMisplaced { sample, known: as_of.known, at, head: facts.head() });
        }
        if let Some(kind) = &self.population.kind {
            facts.catalogue.known_kind(kind)?;
        }
        if let Some(division) = self.population.division {
            facts.places.find(&division.into(), as_of).ok_or_else(|| facts.places.unknown(&division.into()))?;
        }
        if self.places.is_empty() {
            return Err(Refusal::NothingToDraw { sample });
        }
        let asked = usize::try_from(self.size).unwrap_or(usize::MAX);
        if self.places.iter().collect::<BTreeSet<_>>().len() < self.places.len() || self.places.len() > asked {
            return Err(Refusal::BadList { field: "places", least: AtLeast(1) });
        }
        for place in &self.places {
            let no = facts.places.find(place, as_of).ok_or_else(|| facts.places.unknown(place))?;
            if !facts.places.get(no).is_some_and(|record| record.is_assessed(as_of)) {
                return Err(Refusal::NotAssessed { place: place.clone() });
            }
        }
        match facts.samples.decide::<SampleState>(&self.sample, effective, &self.change(facts)) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Unknown(_) => Err(Refusal::SampleExists { sample, at: None }),
            Decision::Differs(at) => Err(Refusal::SampleExists { sample, at: Some(at) }),
            Decision::Clash(at) => Err(Refusal::SampleExists { sample, at }),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = self.change(facts);
        facts.samples.apply(&self.sample, stamp, change);
    }

    fn places(&self) -> Vec<Place> {
        self.places.clone()
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        self.population.division.iter_mut().for_each(visit);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &SampleChange| matches!(change, SampleChange::Drawn(sample) if sample.drawn.answers(self));
        vec![search.within(search.facts.samples.get(&self.sample), is_it)]
    }

    // What was drawn stays known, or one could draw until one likes it.
    fn may_be_withdrawn(&self) -> bool {
        false
    }
}

impl SampleDrawn {
    fn change(&self, facts: &Facts) -> SampleChange {
        SampleChange::Drawn(Box::new(DrawnSample { drawn: self.clone(), places: self.numbers(facts) }))
    }
}
