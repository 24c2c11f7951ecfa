//! Sums, with what is certain and what is possible.

use jiceng_core::projections::roll_up::KindTotals;
use jiceng_core::projections::{Bounds, DivisionTotals, Totals};
use schemars::JsonSchema;
use serde::Serialize;

/// Figures with their bounds: at least so many in every history that agrees with the dates as
/// stated, at most so many in some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bounded<T> {
    /// The figures as the dates are read.
    #[serde(flatten)]
    pub read: T,
    /// At least.
    pub at_least: T,
    /// At most.
    pub at_most: T,
}

/// How many places there are, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TotalsRow {
    /// Places that are assessed.
    pub places: u32,
    /// Those with all that is required.
    pub complete: u32,
    /// Those of them that need nobody's but their own.
    pub complete_own: u32,
    /// Those of them that share something.
    pub complete_shared: u32,
    /// Those with a part.
    pub partial: u32,
    /// Those with nothing.
    pub none: u32,
}

/// How many places have one kind, by the state of the cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KindRow {
    /// Places that have it, their own or a neighbour's.
    pub met: u32,
    /// Places with their own.
    pub own: u32,
    /// Places that share a neighbour's.
    pub shared: u32,
    /// Places where it is suspended.
    pub suspended: u32,
    /// Places whose committee is out of its term.
    pub out_of_term: u32,
    /// Places where it is below its building standard.
    pub below_standard: u32,
    /// Places that lack it.
    pub missing: u32,
    /// Places that need not have it.
    pub not_required: u32,
}

impl<T> Bounded<T> {
    /// Figures as read, at least and at most.
    pub fn of<F: Into<T>>(read: F, at_least: F, at_most: F) -> Self {
        Self { read: read.into(), at_least: at_least.into(), at_most: at_most.into() }
    }
}

impl Bounded<TotalsRow> {
    pub(crate) fn totals(read: &DivisionTotals, Bounds { at_least, at_most }: &Bounds) -> Self {
        Self::of(read.totals, at_least.totals, at_most.totals)
    }
}

impl From<Totals> for TotalsRow {
    fn from(totals: Totals) -> Self {
        let Totals { places, complete, complete_own, complete_shared, partial, none } = totals;
        Self { places, complete, complete_own, complete_shared, partial, none }
    }
}

impl From<KindTotals> for KindRow {
    fn from(totals: KindTotals) -> Self {
        let KindTotals { met, own, shared, suspended, out_of_term, below_standard, missing, not_required } = totals;
        Self { met, own, shared, suspended, out_of_term, below_standard, missing, not_required }
    }
}
