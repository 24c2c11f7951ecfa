//! Samples of places to be inspected. What is stored is drawn.

use jiceng_domain::sample::{PlaceStatus, Population, SampleDrawn, Strata};
use jiceng_domain::{Position, TreeHash};
use serde::{Deserialize, Serialize};

use super::date::DateV1;
use super::place::PlaceV1;
use super::tags::tags;
use super::value::{FieldError, Load, Store, codes, stored};

tags! {
    115 "sample_drawn" SampleDrawn { now 1 = SampleDrawnV1 }
}

stored! {
    struct SampleDrawnV1<'a> of SampleDrawn {
        sample: &'a str,
        size: u32,
        by: u8,
        population: PopulationV1<'a>,
        seed_position: Drawn<u64>,
        seed: Drawn<[u8; 32]>,
        places: Vec<PlaceV1<'a>>,
    }
}
stored! {
    struct PopulationV1<'a> of Population {
        as_of: DateV1,
        known: Drawn<u64>,
        division: Option<u64>,
        sort: u8,
        kind: Option<&'a str>,
        status: Option<u8>,
    }
}

codes! { Strata { 0 = None, 1 = Prefecture, 2 = County, 3 = Township, } }
codes! { PlaceStatus { 0 = Complete, 1 = Partial, 2 = None, } }

/// What a wish may leave open, and a fact never does.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Drawn<T>(T);

impl<'a, D, S: Store<'a, D>> Store<'a, Option<D>> for Drawn<S> {
    fn store(value: &'a Option<D>) -> Result<Self, FieldError> {
        let drawn = value.as_ref().ok_or_else(|| FieldError::new("the sample is not drawn"))?;
        S::store(drawn).map(Self)
    }
}

impl<D, S: Load<D>> Load<Option<D>> for Drawn<S> {
    fn load(self) -> Result<Option<D>, FieldError> {
        self.0.load().map(Some)
    }
}

impl Store<'_, Position> for u64 {
    fn store(value: &Position) -> Result<Self, FieldError> {
        Ok(value.0)
    }
}

impl Load<Position> for u64 {
    fn load(self) -> Result<Position, FieldError> {
        Ok(Position(self))
    }
}

impl Store<'_, TreeHash> for [u8; 32] {
    fn store(value: &TreeHash) -> Result<Self, FieldError> {
        Ok(value.0)
    }
}

impl Load<TreeHash> for [u8; 32] {
    fn load(self) -> Result<TreeHash, FieldError> {
        Ok(TreeHash(self))
    }
}
