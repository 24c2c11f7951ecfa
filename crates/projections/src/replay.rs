//! One day judged by two standards: the places whose status differs, and which cells make the
//! difference.

use jiceng_domain::PlaceNo;
use jiceng_domain::catalogue::KindNo;

use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};

/// A place whose status differs by two standards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The place.
    pub place: PlaceNo,
    /// Its people, by the last count up to the day.
    pub population: Option<u32>,
    /// Its status by the one standard and by the other.
    pub statuses: [Status; 2],
    /// The cells that differ, by the number of the kind.
    pub cells: Vec<CellChanged>,
}

/// A cell that differs by two standards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellChanged {
    /// The kind.
    pub kind: KindNo,
    /// Its state by the one standard and by the other; none where the standard does not name the
    /// kind.
    pub states: [Option<CellState>; 2],
}

/// The places whose status differs. Both must judge the same places of the same day.
pub fn changed(by: &Coverage, against: &Coverage) -> Vec<Changed> {
    let pairs = by.places.iter().zip(&against.places);
    let differs = |(by, against): &(&PlaceCoverage, &PlaceCoverage)| by.status.as_str() != against.status.as_str();
    pairs.filter(differs).map(|(by, against)| Changed::of(by, against)).collect()
}

impl Changed {
    fn of(by: &PlaceCoverage, against: &PlaceCoverage) -> Self {
        let state =
            |place: &PlaceCoverage, kind| place.cells.iter().find(|cell| cell.kind == kind).map(|cell| cell.state);
        let mut kinds: Vec<KindNo> = by.cells.iter().chain(&against.cells).map(|cell| cell.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let cell = |kind| CellChanged { kind, states: [state(by, kind), state(against, kind)] };
        let cells = kinds.into_iter().map(cell).filter(|cell| {
            let [by, against] = cell.states.map(|state| state.map(CellState::as_str));
            by != against
        });
        Self {
            place: by.place,
            population: by.population,
            statuses: [by.status, against.status],
            cells: cells.collect(),
        }
    }
}
