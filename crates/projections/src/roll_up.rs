//! Roll-ups: the coverage of places added up by division, so that each number has its places.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::{Level, PlaceNo};

use crate::coverage::{Cell, CellState, Coverage, PlaceCoverage, Status};
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
    /// Their own or a neighbour's.
    pub met: u32,
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
    /// None of their own, and no neighbour's.
    pub missing: u32,
    /// None, and none is required.
    pub not_required: u32,
}

/// The places of one division, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DivisionTotals {
    /// By status.
    pub totals: Totals,
    /// By kind, in the standard's order.
    pub kinds: Vec<(KindNo, KindTotals)>,
}

/// A figure of a roll-up: which places it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// All assessed places.
    Places,
    /// Those with all that is required.
    Complete,
    /// Those of them that need no neighbour for it.
    CompleteOwn,
    /// Those of them that use a neighbour's.
    CompleteShared,
    /// Those with a part.
    Partial,
    /// Those with nothing.
    None,
    /// Of one kind: their own or a neighbour's.
    Met,
    /// Of one kind: their own.
    Own,
    /// Of one kind: a neighbour's.
    Shared,
    /// Of one kind: their own, suspended.
    Suspended,
    /// Of one kind: a federation without a committee in its term.
    OutOfTerm,
    /// Of one kind: their own, not found up to standard.
    BelowStandard,
    /// Of one kind: none.
    Missing,
    /// Of one kind: none, and none is required.
    NotRequired,
}

impl Figure {
    /// The figures that count places by their status.
    pub const STATUSES: [Self; 6] =
        [Self::Places, Self::Complete, Self::CompleteOwn, Self::CompleteShared, Self::Partial, Self::None];
    /// The figures that count places by the state of one cell.
    pub const STATES: [Self; 8] = [
        Self::Met,
        Self::Own,
        Self::Shared,
        Self::Suspended,
        Self::OutOfTerm,
        Self::BelowStandard,
        Self::Missing,
        Self::NotRequired,
    ];

    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Places => "places",
            Self::Complete => "complete",
            Self::CompleteOwn => "complete_own",
            Self::CompleteShared => "complete_shared",
            Self::Partial => "partial",
            Self::None => "none",
            Self::Met => "met",
            Self::Own => "own",
            Self::Shared => "shared",
            Self::Suspended => "suspended",
            Self::OutOfTerm => "out_of_term",
            Self::BelowStandard => "below_standard",
            Self::Missing => "missing",
            Self::NotRequired => "not_required",
        }
    }

    /// Whether it counts a place of this status.
    pub const fn counts_status(self, status: Status) -> bool {
        match self {
            Self::Places => true,
            Self::Complete => matches!(status, Status::Complete { .. }),
            Self::CompleteOwn => matches!(status, Status::Complete { shared: false }),
            Self::CompleteShared => matches!(status, Status::Complete { shared: true }),
            Self::Partial => matches!(status, Status::Partial { .. }),
            Self::None => matches!(status, Status::None),
            Self::Met
            | Self::Own
            | Self::Shared
            | Self::Suspended
            | Self::OutOfTerm
            | Self::BelowStandard
            | Self::Missing
            | Self::NotRequired => false,
        }
    }

    /// Whether it counts a place whose cell is in this state.
    pub const fn counts_state(self, state: CellState) -> bool {
        match self {
            Self::Met => state.is_met(),
            Self::Own => matches!(state, CellState::Own),
            Self::Shared => matches!(state, CellState::Shared { .. }),
            Self::Suspended => matches!(state, CellState::Suspended),
            Self::OutOfTerm => matches!(state, CellState::OutOfTerm),
            Self::BelowStandard => matches!(state, CellState::BelowStandard),
            Self::Missing => matches!(state, CellState::Missing),
            Self::NotRequired => matches!(state, CellState::NotRequired),
            Self::Places | Self::Complete | Self::CompleteOwn | Self::CompleteShared | Self::Partial | Self::None => {
                false
            }
        }
    }
}

impl Totals {
    /// The number of a figure; `None` if it is not one of these.
    pub fn get(mut self, figure: Figure) -> Option<u32> {
        self.number_mut(figure).map(|number| *number)
    }

    fn add(&mut self, status: Status) {
        for figure in Figure::STATUSES {
            self.count(figure, figure.counts_status(status));
        }
    }

    /// Counts one place more under a figure, if it is counted there.
    pub(crate) fn count(&mut self, figure: Figure, is_counted: bool) {
        self.add_number(figure, Some(u32::from(is_counted)));
    }

    fn add_number(&mut self, figure: Figure, more: Option<u32>) {
        if let Some(number) = self.number_mut(figure) {
            *number += more.unwrap_or_default();
        }
    }

    fn number_mut(&mut self, figure: Figure) -> Option<&mut u32> {
        match figure {
            Figure::Places => Some(&mut self.places),
            Figure::Complete => Some(&mut self.complete),
            Figure::CompleteOwn => Some(&mut self.complete_own),
            Figure::CompleteShared => Some(&mut self.complete_shared),
            Figure::Partial => Some(&mut self.partial),
            Figure::None => Some(&mut self.none),
            Figure::Met
            | Figure::Own
            | Figure::Shared
            | Figure::Suspended
            | Figure::OutOfTerm
            | Figure::BelowStandard
            | Figure::Missing
            | Figure::NotRequired => None,
        }
    }
}

impl KindTotals {
    /// The number of a figure; `None` if it is not one of these.
    pub fn get(mut self, figure: Figure) -> Option<u32> {
        self.number_mut(figure).map(|number| *number)
    }

    fn add(&mut self, state: CellState) {
        for figure in Figure::STATES {
            self.count(figure, figure.counts_state(state));
        }
    }

    /// Counts one place more under a figure, if it is counted there.
    pub(crate) fn count(&mut self, figure: Figure, is_counted: bool) {
        self.add_number(figure, Some(u32::from(is_counted)));
    }

    fn add_number(&mut self, figure: Figure, more: Option<u32>) {
        if let Some(number) = self.number_mut(figure) {
            *number += more.unwrap_or_default();
        }
    }

    fn number_mut(&mut self, figure: Figure) -> Option<&mut u32> {
        match figure {
            Figure::Met => Some(&mut self.met),
            Figure::Own => Some(&mut self.own),
            Figure::Shared => Some(&mut self.shared),
            Figure::Suspended => Some(&mut self.suspended),
            Figure::OutOfTerm => Some(&mut self.out_of_term),
            Figure::BelowStandard => Some(&mut self.below_standard),
            Figure::Missing => Some(&mut self.missing),
            Figure::NotRequired => Some(&mut self.not_required),
            Figure::Places
            | Figure::Complete
            | Figure::CompleteOwn
            | Figure::CompleteShared
            | Figure::Partial
            | Figure::None => None,
        }
    }
}

impl DivisionTotals {
    /// Adds one place.
    pub fn add(&mut self, place: &PlaceCoverage) {
        self.add_judged(place.status, &place.cells);
    }

    /// Adds one place by what it was judged to be.
    pub(crate) fn add_judged(&mut self, status: Status, cells: &[Cell]) {
        self.totals.add(status);
        if self.kinds.is_empty() {
            self.kinds = cells.iter().map(|cell| (cell.kind, KindTotals::default())).collect();
        }
        for ((_, totals), cell) in self.kinds.iter_mut().zip(cells) {
            totals.add(cell.state);
        }
    }

    /// Adds the places of another group that was judged by the same standard.
    pub(crate) fn add_group(&mut self, other: &Self) {
        for figure in Figure::STATUSES {
            self.totals.add_number(figure, other.totals.get(figure));
        }
        if self.kinds.is_empty() {
            self.kinds = other.kinds.iter().map(|(kind, _)| (*kind, KindTotals::default())).collect();
        }
        for ((_, totals), (_, others)) in self.kinds.iter_mut().zip(&other.kinds) {
            for figure in Figure::STATES {
                totals.add_number(figure, others.get(figure));
            }
        }
    }
}

impl Coverage {
    /// All places added up.
    pub fn total(&self) -> DivisionTotals {
        let mut group = DivisionTotals::default();
        self.places.iter().for_each(|place| group.add(place));
        group
    }

    /// The places added up by the division of a level that they lie in. Places that lie in none of
    /// that level stand under `None`.
    pub fn by_level(&self, tree: &DivisionTree, level: Level) -> BTreeMap<Option<PlaceNo>, DivisionTotals> {
        let mut groups: BTreeMap<Option<PlaceNo>, DivisionTotals> = BTreeMap::new();
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
