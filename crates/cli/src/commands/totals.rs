//! Sums of a roll-up as rows and entries, with what is certain and what is possible.

use jiceng_core::projections::roll_up::KindTotals;
use jiceng_core::projections::{Bounds, Prospects, Totals};
use serde::Serialize;

use crate::lang::Lang;
use crate::table::Entry;

/// How many places there are, by status.
#[derive(Serialize)]
pub(crate) struct TotalsRow {
    pub(crate) places: u32,
    pub(crate) complete: u32,
    complete_own: u32,
    complete_shared: u32,
    partial: u32,
    none: u32,
}

/// How many places have one kind, by the state of the cell.
#[derive(Serialize)]
pub(crate) struct KindRow {
    met: u32,
    own: u32,
    shared: u32,
    suspended: u32,
    out_of_term: u32,
    below_standard: u32,
    missing: u32,
    not_required: u32,
}

/// Figures with their bounds: at least so many in every history that agrees with the dates as stated, at most
/// so many in some.
#[derive(Serialize)]
pub(crate) struct Bounded<T> {
    #[serde(flatten)]
    read: T,
    at_least: T,
    at_most: T,
}

impl<T> Bounded<T> {
    pub(crate) fn of<F: Into<T>>(read: F, at_least: F, at_most: F) -> Self {
        Self { read: read.into(), at_least: at_least.into(), at_most: at_most.into() }
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

/// A figure for people: one number where it is certain, two where it is not; machines get the number as read.
pub(crate) fn figure(read: impl ToString, at_least: u32, at_most: u32) -> Entry {
    Entry::coded(range(at_least, at_most), read)
}

/// One number, or from the first to the second.
pub(crate) fn range(at_least: u32, at_most: u32) -> String {
    if at_least == at_most { at_least.to_string() } else { format!("{at_least}–{at_most}") }
}

/// What people must know of open dates to read the figures; nothing where none is open.
pub(crate) fn note(lang: Lang, prospects: &Prospects, total: &Bounds) -> Option<String> {
    let facts = prospects.facts().len();
    if facts == 0 {
        return None;
    }
    let (least, most) = (total.at_least.totals.complete, total.at_most.totals.complete);
    let complete = match lang {
        Lang::Zh if least == most => format!("齐全的地点 {least} 个"),
        Lang::Zh => format!("齐全的地点至少 {least} 个、至多 {most} 个"),
        Lang::En if least == most => format!("{least} places are complete"),
        Lang::En => format!("at least {least} and at most {most} places are complete"),
    };
    Some(match lang {
        Lang::Zh => format!(
            "日期未定：有 {facts} 个事实只记到月、季度、半年或年，当日是否已发生不能断定（表中“8–10”即至少 8、至多 10）。{complete}。逐项见 jiceng uncertain"
        ),
        Lang::En => format!(
            "open dates: {facts} facts are dated by a month, quarter, half-year or year, and may have happened by the day or not (8–10 means at least 8, at most 10); {complete}. jiceng uncertain lists them"
        ),
    })
}
