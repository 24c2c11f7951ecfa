//! What a measure counts and what misses, as rows: shared by targets and claims.

use jiceng_core::LockedView;
use jiceng_core::domain::designation::{DesignationChange, HolderAt};
use jiceng_core::domain::institution::InstitutionChange;
use jiceng_core::domain::{DesignationId, FederationId, InstitutionId, Level, PlaceNo};
use jiceng_core::projections::measure::{Counted, MeasuredDay, Missed, Why};
use jiceng_core::projections::targets::target_on;
use jiceng_core::projections::{Cell, CellState};
use schemars::JsonSchema;
use serde::Serialize;

use crate::coverage::KindNamed;
use crate::names::Names;
use crate::place_order::PlaceOrder;
use crate::table::Value;

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountedRow {
    /// A place's code or identifier, or the identifier of a designation, an institution, a
    /// federation or a target. An election is `federation/term`, a session
    /// `federation/term/session`, a rule a session and its title.
    pub what: String,
    /// Its name; of an election and a session that of the federation, to which an edge adds words.
    pub name: String,
    /// The name of its county; absent where it lies in none.
    pub county_name: Option<String>,
    /// The number of the term (届) of an election or a session; absent of anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<u16>,
    /// The number of a session in its term; absent of anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<u16>,
}

/// Something that misses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissedRow {
    /// The thing that is not counted.
    #[serde(flatten)]
    pub what: CountedRow,
    /// Why: the cells of a place that are not as the measure wants them, each `kind:state`, with
    /// blanks between; else a word such as `not_inspected`.
    pub why: String,
    /// Why, for whoever words it.
    #[serde(skip)]
    pub because: Why,
    /// The cells with their kinds; empty where no cells are why.
    #[serde(skip)]
    pub cells: Vec<CellMissed>,
}

/// A cell that is not as a measure wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellMissed {
    /// The kind.
    pub kind: KindNamed,
    /// What the cell is.
    pub state: CellState,
}

/// Makes rows of what a measure counts, in the order of places.
pub(crate) struct Counting<'c> {
    pub(crate) names: Names<'c>,
    pub(crate) ground: MeasuredDay<'c>,
}

impl Counting<'_> {
    /// Rows of what is counted.
    pub(crate) fn counted<'a>(&self, counted: impl IntoIterator<Item = &'a Counted>) -> Vec<CountedRow> {
        let mut counted: Vec<&Counted> = counted.into_iter().collect();
        counted.sort_by_cached_key(|what| self.order(what));
        counted.into_iter().map(|what| self.row(what)).collect()
    }

    /// Rows of what misses.
    pub(crate) fn missed<'a>(&self, missed: impl IntoIterator<Item = &'a Missed>) -> Vec<MissedRow> {
        let mut missed: Vec<&Missed> = missed.into_iter().collect();
        missed.sort_by_cached_key(|missed| self.order(&missed.what));
        missed.into_iter().map(|missed| self.missed_row(missed)).collect()
    }

    fn missed_row(&self, Missed { what, why }: &Missed) -> MissedRow {
        let cells: &[Cell] = if let Why::Cells(cells) = why { cells } else { &[] };
        let kind = |cell: &Cell| self.names.kind(cell.kind).map(KindNamed::of);
        let cells = cells.iter().filter_map(|cell| Some(CellMissed { kind: kind(cell)?, state: cell.state }));
        let cells: Vec<CellMissed> = cells.collect();
        MissedRow { what: self.row(what), why: why_code(why, &cells), because: why.clone(), cells }
    }

    fn row(&self, what: &Counted) -> CountedRow {
        let place = self.ground.place_of(what);
        CountedRow {
            what: code(self.names.view, what),
            name: name(self.names.view, what),
            county_name: place.and_then(|place| self.names.name_above(place, Level::County)),
            term: term_and_session(what).0,
            session: term_and_session(what).1,
        }
    }

    /// That of its place, and of what is at one place by code.
    fn order(&self, what: &Counted) -> (PlaceOrder, String) {
        let place = self.ground.place_of(what);
        let order = place.map_or(PlaceOrder::NO_PLACE, |place| self.names.order(place));
        (order, code(self.names.view, what))
    }
}

impl CountedRow {
    pub(crate) fn named(&self) -> Value {
        Value::CountedName { name: self.name.clone(), term: self.term, session: self.session }
    }
}

/// The numbers that tell the name of an election or a session.
pub(crate) const fn term_and_session(what: &Counted) -> (Option<u16>, Option<u16>) {
    match what {
        Counted::Election { term, .. } | Counted::Seat { term, .. } => (Some(*term), None),
        Counted::Session { term, session, .. } => (Some(*term), Some(*session)),
        Counted::Place(_)
        | Counted::Designation(_)
        | Counted::Institution(_)
        | Counted::Federation(_)
        | Counted::Rule { .. }
        | Counted::Target(_) => (None, None),
    }
}

/// The code or identifier of something counted.
pub(crate) fn code(view: &LockedView, counted: &Counted) -> String {
    match counted {
        Counted::Place(no) => view.last_called(*no).map(|place| place.to_string()).unwrap_or_default(),
        Counted::Designation(id) => id.to_string(),
        Counted::Institution(id) => id.to_string(),
        Counted::Federation(id) => id.to_string(),
        Counted::Election { federation, term } => format!("{federation}/{term}"),
        Counted::Session { federation, term, session } => format!("{federation}/{term}/{session}"),
        Counted::Seat { federation, term, person } => format!("{federation}/{term}/{person}"),
        Counted::Rule { federation, term, session, title } => format!("{federation}/{term}/{session}: {title}"),
        Counted::Target(id) => id.to_string(),
    }
}

pub(crate) fn name(view: &LockedView, counted: &Counted) -> String {
    match counted {
        Counted::Place(no) => view.last_name(*no).unwrap_or_default().to_owned(),
        Counted::Designation(id) => designation(view, id),
        Counted::Institution(id) => institution(view, id),
        Counted::Federation(id)
        | Counted::Election { federation: id, .. }
        | Counted::Session { federation: id, .. }
        | Counted::Seat { federation: id, .. } => federation(view, id),
        Counted::Rule { title, .. } => title.to_string(),
        Counted::Target(id) => {
            let target = target_on(view.facts(), id, view.as_of());
            target.map(|target| target.target.set.name.to_string()).unwrap_or_default()
        }
    }
}

fn designation(view: &LockedView, id: &DesignationId) -> String {
    let entries = view.facts().designations.get(id).into_iter();
    let mut entries = entries.flat_map(|timeline| timeline.on(view.as_of()).rev());
    let holder = entries.find_map(|entry| match entry.change {
        DesignationChange::Granted(_, holder) | DesignationChange::Recommended(_, holder) => Some(holder),
        DesignationChange::Revoked => None,
    });
    match holder {
        Some(HolderAt::Place(place)) => place_named(view, *place),
        Some(HolderAt::Institution(id)) => institution(view, id),
        Some(HolderAt::Body { name, .. }) => name.to_string(),
        None => String::new(),
    }
}

/// A place's name with its code, or whichever of them there is.
fn place_named(view: &LockedView, place: PlaceNo) -> String {
    match (view.last_name(place), view.last_called(place)) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        (Some(name), None) => name.to_owned(),
        (None, code) => code.map(|code| code.to_string()).unwrap_or_default(),
    }
}

fn institution(view: &LockedView, id: &InstitutionId) -> String {
    let entries = view.facts().institutions.get(id).into_iter();
    let mut entries = entries.flat_map(|timeline| timeline.on(view.as_of()));
    let name = entries.find_map(|entry| match entry.change {
        InstitutionChange::Established { name, .. } => Some(name.to_string()),
        InstitutionChange::Closed => None,
    });
    name.unwrap_or_default()
}

fn federation(view: &LockedView, id: &FederationId) -> String {
    let federations = &view.facts().federations;
    let record = federations.find(id).and_then(|no| federations.get(no));
    record.and_then(|record| record.name_on(view.as_of())).map(ToString::to_string).unwrap_or_default()
}

fn why_code(why: &Why, cells: &[CellMissed]) -> String {
    let fixed = match why {
        Why::Cells(_) => {
            let cell = |cell: &CellMissed| format!("{}:{}", cell.kind.code, cell.state.as_str());
            return cells.iter().map(cell).collect::<Vec<_>>().join(" ");
        }
        Why::NoElement => "no_element",
        Why::NotInspected => "not_inspected",
        Why::BelowStandard => "below_standard",
        Why::NotGranted => "not_granted",
        Why::Ended => "ended",
        Why::PlaceEnded => "place_ended",
        Why::NoInstitution => "no_institution",
        Why::NotElected => "not_elected",
        Why::NotSelected => "not_selected",
        Why::SaysOtherwise => "says_otherwise",
    };
    fixed.to_owned()
}
