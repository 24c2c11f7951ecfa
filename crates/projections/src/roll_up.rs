//! Roll-ups: the coverage of places added up by division, so that each number has its places.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::{Level, PlaceNo};

use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};
use crate::divisions::DivisionTree;

/// How many places there are, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All assessed places.
    pub places: u32,
    /// Those with all that is required.
    pub complete: u32,
    /// Those of them that need no neighbour for it.
    pub complete_own: u32,
    /// Those of them that use a neighbour's.
    pub complete_shared: u32,
    /// Those with a part.
    pub partial: u32,
    /// Those with nothing.
    pub none: u32,
}

/// How many places have one kind, by the state of the cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindTotals {
    /// Their own.
    pub own: u32,
    /// A neighbour's.
    pub shared: u32,
    /// Their own, suspended.
    pub suspended: u32,
    /// A federation without a committee in its term.
    pub out_of_term: u32,
    /// Their own, not found up to standard.
    pub below_standard: u32,
    /// None.
    pub missing: u32,
    /// None, and none is required.
    pub not_required: u32,
}

/// The places of one division, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// By status.
    pub totals: Totals,
    /// By kind, in the standard's order.
    pub kinds: Vec<(KindNo, KindTotals)>,
}

impl Totals {
    fn add(&mut self, status: Status) {
        self.places += 1;
        match status {
            Status::Complete { shared } => {
                self.complete += 1;
                self.complete_own += u32::from(!shared);
                self.complete_shared += u32::from(shared);
            }
            Status::Partial { .. } => self.partial += 1,
            Status::None => self.none += 1,
        }
    }
}

impl KindTotals {
    fn add(&mut self, state: CellState) {
        *match state {
            CellState::Own => &mut self.own,
            CellState::Shared { .. } => &mut self.shared,
            CellState::Suspended => &mut self.suspended,
            CellState::OutOfTerm => &mut self.out_of_term,
            CellState::BelowStandard => &mut self.below_standard,
            CellState::Missing => &mut self.missing,
            CellState::NotRequired => &mut self.not_required,
        } += 1;
    }
}

impl Group {
    /// Adds one place.
    pub fn add(&mut self, place: &PlaceCoverage) {
        self.totals.add(place.status);
        if self.kinds.is_empty() {
            self.kinds = place.cells.iter().map(|cell| (cell.kind, KindTotals::default())).collect();
        }
        for ((_, totals), cell) in self.kinds.iter_mut().zip(&place.cells) {
            totals.add(cell.state);
        }
    }
}

impl Coverage {
    /// All places added up.
    pub fn total(&self) -> Group {
        let mut group = Group::default();
        self.places.iter().for_each(|place| group.add(place));
        group
    }

    /// The places added up by the division of a level that they lie in. Places that lie in none of
    /// that level stand under `None`.
    pub fn by_level(&self, tree: &DivisionTree, level: Level) -> BTreeMap<Option<PlaceNo>, Group> {
        let mut groups: BTreeMap<Option<PlaceNo>, Group> = BTreeMap::new();
        for place in &self.places {
            groups.entry(tree.at_level(place.place, level)).or_default().add(place);
        }
        groups
    }

    /// Only the places that lie in a division.
    #[must_use]
    pub fn within(mut self, tree: &DivisionTree, division: PlaceNo) -> Self {
        self.places.retain(|place| tree.is_within(place.place, division));
        self
    }
}
