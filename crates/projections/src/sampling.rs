//! Sampling (抽查): which places a seed draws from a population. `docs/sampling.md` says how, so
//! that it can be done again in any language.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::{CatalogueList, KindNo};
use jiceng_domain::element::{ElementChange, ElementState};
use jiceng_domain::facts::Facts;
use jiceng_domain::sample::{PlaceStatus, Population, Strata};
use jiceng_domain::standard::Standard;
use jiceng_domain::target::PlaceSort;
use jiceng_domain::timeline::Entry;
use jiceng_domain::{AsOf, Place, PlaceNo, SampleId, TreeHash};
use sha2::{Digest as _, Sha256};

use crate::coverage::{Coverage, PlaceCoverage, Status};
use crate::divisions::DivisionTree;

/// One stratum of a population.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stratum {
    /// The division; none for places that lie in no division of the level, or where there are no
    /// strata.
    pub division: Option<PlaceNo>,
    /// Its code; empty where there is no division.
    pub code: String,
    /// Its places and how people name them.
    pub places: Vec<(PlaceNo, Place)>,
}

/// What is drawn from one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnStratum {
    /// The stratum.
    pub stratum: Stratum,
    /// The places that are drawn, in the order in which they are.
    pub drawn: Vec<(PlaceNo, Place)>,
}

/// The strata of a population, by code. `standard` says what is complete.
pub fn strata(facts: &Facts, as_of: AsOf, population: &Population, by: Strata, standard: &Standard) -> Vec<Stratum> {
    let tree = DivisionTree::on(facts, as_of);
    let mut coverage = Coverage::judge(facts, as_of, standard);
    if let Some(division) = population.division {
        match facts.places.find(&division.into(), as_of) {
            Some(division) => coverage = coverage.within(&tree, division),
            None => coverage.places.clear(),
        }
    }
    let kind = population.kind.as_ref().map(|kind| facts.catalogue.kind(kind.as_str()));
    let is_meant = |place: &PlaceCoverage| {
        let status = match kind {
            Some(Some(kind)) => place.clone().judged_by(kind).status,
            Some(None) | None => place.status,
        };
        is_of(population.sort, place) && population.status.is_none_or(|wanted| is(status, wanted))
    };
    let mut strata: BTreeMap<String, Stratum> = BTreeMap::new();
    for no in coverage.places.iter().filter(|place| is_meant(place)).map(|place| place.place) {
        let Some(place) = facts.places.get(no).and_then(|record| record.place_on(as_of)) else { continue };
        let division = by.level().and_then(|level| tree.at_level(no, level));
        let code = division.and_then(|no| facts.places.get(no)?.code_on(as_of));
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let stratum = strata.entry(code.clone()).or_insert_with(|| Stratum { division, code, places: Vec::new() });
        stratum.places.push((no, place));
    }
    strata.into_values().collect()
}

/// Draws `size` places, or all where there are no more.
pub fn draw(seed: TreeHash, strata: Vec<Stratum>, size: u32) -> Vec<DrawnStratum> {
    let sizes: Vec<u64> = strata.iter().map(|stratum| stratum.places.len() as u64).collect();
    let drawn = strata.into_iter().zip(allocate(&sizes, u64::from(size))).map(|(stratum, count)| {
        let mut drawn = stratum.places.clone();
        drawn.sort_by_cached_key(|(_, place)| key(seed, &stratum.code, place));
        drawn.truncate(usize::try_from(count).unwrap_or(usize::MAX));
        DrawnStratum { stratum, drawn }
    });
    drawn.collect()
}

/// By what the places of a stratum are put in order: `SHA-256(seed · stratum · "/" · place)`, the
/// seed as 32 bytes, the codes as text.
fn key(seed: TreeHash, stratum: &str, place: &Place) -> [u8; 32] {
    let text = format!("{stratum}/{place}");
    Sha256::new().chain_update(seed.0).chain_update(text).finalize().into()
}

/// How many are drawn from each of some strata of these sizes, in the order of their codes.
///
/// In proportion, by largest remainder; of equal remainders the first comes first. Then, where
/// there are enough for all, no stratum goes without: as long as one has none, the first such gets
/// one from the stratum that lies furthest above its share (of equal ones the first).
pub fn allocate(sizes: &[u64], size: u64) -> Vec<u64> {
    let total: u64 = sizes.iter().sum();
    let size = size.min(total);
    if total == 0 {
        return vec![0; sizes.len()];
    }
    // Shares as exact fractions over `total`.
    let (size, total) = (u128::from(size), u128::from(total));
    let share = |of: &u64| size * u128::from(*of);
    let mut counts: Vec<u128> = sizes.iter().map(|of| share(of) / total).collect();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
    by_remainder.sort_by_key(|index| std::cmp::Reverse(sizes.get(*index).map_or(0, |of| share(of) % total)));
    let left = size - counts.iter().sum::<u128>();
    for index in by_remainder.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        if let Some(count) = counts.get_mut(index) {
            *count += 1;
        }
    }
    if size >= sizes.len() as u128 {
        while let Some(empty) = counts.iter().position(|count| *count == 0) {
            // How far two lie above their shares, compared without leaving the whole numbers.
            let compare = |(a, of_a): (&u128, &u64), (b, of_b): (&u128, &u64)| {
                (a * total + share(of_b)).cmp(&(b * total + share(of_a)))
            };
            let rich = counts.iter().zip(sizes).enumerate().filter(|(_, (count, _))| **count > 1);
            // Of equals `max_by` takes the last, so they come backwards.
            let richest = rich.collect::<Vec<_>>().into_iter().rev().max_by(|(_, a), (_, b)| compare(*a, *b));
            let Some((richest, _)) = richest else { break };
            for (index, count) in counts.iter_mut().enumerate() {
                *count = *count + u128::from(index == empty) - u128::from(index == richest);
            }
        }
    }
    counts.into_iter().map(|count| u64::try_from(count).unwrap_or(u64::MAX)).collect()
}

/// What inspections under a sample found at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The place.
    pub place: PlaceNo,
    /// The last finding on each kind that was inspected.
    pub kinds: Vec<FoundOfKind>,
}

/// The last finding on a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundOfKind {
    /// The kind.
    pub kind: KindNo,
    /// Whether it met its standard.
    pub passed: bool,
    /// Whose element was inspected: the place's own, or that of the provider that served it.
    pub of: PlaceNo,
}

impl Inspected {
    /// Whether all that was inspected met its standard; `None` where nothing was inspected.
    pub fn passed(&self) -> Option<bool> {
        (!self.kinds.is_empty()).then(|| self.kinds.iter().all(|found| found.passed))
    }
}

/// What inspections under a sample found at a place by a day, as known; of one kind or of all. They
/// are those of the place's own element, those of a provider's that were made for the place, and
/// those of a provider's that served it on the day of inspection.
pub fn inspected(facts: &Facts, sample: &SampleId, place: PlaceNo, as_of: AsOf, only: Option<KindNo>) -> Inspected {
    let kinds = facts.catalogue.list(CatalogueList::ElementKind);
    let kinds = kinds.filter_map(|entry| facts.catalogue.kind(entry.code.as_str()));
    let kinds = kinds.filter(|kind| only.is_none_or(|only| only == *kind));
    Inspected { place, kinds: kinds.filter_map(|kind| last_of_kind(facts, sample, place, kind, as_of)).collect() }
}

fn last_of_kind(facts: &Facts, sample: &SampleId, place: PlaceNo, kind: KindNo, as_of: AsOf) -> Option<FoundOfKind> {
    let sharing = facts.sharings.timeline(place, kind);
    let mut of: Vec<PlaceNo> =
        sharing.into_iter().flat_map(jiceng_domain::timeline::Timeline::all).map(|e| e.change.provider()).collect();
    of.push(place);
    of.sort_unstable();
    of.dedup();
    let inspections = of.into_iter().filter_map(|of| {
        let possible = facts.elements.timeline(of, kind)?.possible_on::<ElementState>(as_of);
        let inspection = |entry: &Entry<'_, ElementChange>| match entry.change {
            ElementChange::Inspected { passed, sample: Some(under), serving } if under == sample => {
                let then = AsOf { effective: as_of.day_of(entry.effective, entry.position), ..as_of };
                let is_meant = of == place || *serving == Some(place);
                let found = FoundOfKind { kind, passed: *passed, of };
                let is_served = || facts.places.exists(place, then) && facts.served_by(place, kind, then) == Some(of);
                (is_meant || is_served()).then_some(found)
            }
            ElementChange::Inspected { .. }
            | ElementChange::Established { .. }
            | ElementChange::Suspended
            | ElementChange::Resumed
            | ElementChange::Closed { .. } => None,
        };
        possible.iter().rev().find_map(|e| Some(((e.effective.last(), e.rank, e.position), inspection(e)?)))
    });
    inspections.max_by_key(|(order, _)| *order).map(|(_, found)| found)
}

fn is_of(sort: PlaceSort, place: &PlaceCoverage) -> bool {
    match sort {
        PlaceSort::Any => true,
        PlaceSort::Community => !place.is_site,
        PlaceSort::Site => place.is_site,
    }
}

const fn is(status: Status, wanted: PlaceStatus) -> bool {
    matches!(
        (status, wanted),
        (Status::Complete { .. }, PlaceStatus::Complete)
            | (Status::Partial { .. }, PlaceStatus::Partial)
            | (Status::None, PlaceStatus::None)
    )
}
