//! Diff (差异): what is otherwise in the answer to a second question than in that to a first, place
//! by place, each with the facts that made the difference.
//!
//! The two questions may differ in the day, in what was known, or in both. Compared are the places
//! that exist, their names, codes and the divisions above them, their coverage cell by cell, and
//! the federations with their committees. What was counted or held and shows in none of these (a
//! population that crosses no threshold, a session) is no difference here.

use std::collections::BTreeMap;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::committee::{CommitteeInOffice, Seat};
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::places::PlaceRecord;
use jiceng_domain::{FederationId, Name, PartialDate, Place, PlaceNo};

use crate::causes::{BothQuestions, Cause};
use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};
use crate::findings::Finding;

/// One thing that is otherwise at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffEntry {
    /// The place; for a federation, the place whose it is. None for a finding about no place.
    pub place: Option<PlaceNo>,
    /// What is otherwise.
    pub change: DiffChange,
    /// The facts that made the difference, in the order in which they took effect.
    pub causes: Vec<Cause>,
}

/// What can be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffChange {
    /// The place exists on the second side only.
    Gained,
    /// The place exists on the first side only.
    Lost,
    /// It has another name.
    Renamed {
        /// On the first side.
        from: Name,
        /// On the second.
        to: Name,
    },
    /// It has another code, or a code where it had a site's identifier.
    Recoded {
        /// On the first side.
        from: Place,
        /// On the second.
        to: Place,
    },
    /// It lies below another division.
    Moved {
        /// On the first side.
        from: Option<PlaceNo>,
        /// On the second.
        to: Option<PlaceNo>,
    },
    /// Its cells come to something else.
    Status {
        /// On the first side.
        from: Status,
        /// On the second.
        to: Status,
    },
    /// A cell is another.
    Cell {
        /// The kind.
        kind: KindNo,
        /// On the first side; none where the standard does not name the kind.
        from: Option<CellState>,
        /// On the second.
        to: Option<CellState>,
    },
    /// A federation exists on the second side only.
    FederationGained {
        /// The federation.
        federation: FederationId,
    },
    /// A federation exists on the first side only.
    FederationLost {
        /// The federation.
        federation: FederationId,
    },
    /// A federation has another name.
    FederationRenamed {
        /// The federation.
        federation: FederationId,
        /// On the first side.
        from: Name,
        /// On the second.
        to: Name,
    },
    /// Another committee is in office.
    Elected {
        /// The federation.
        federation: FederationId,
        /// The one on the first side.
        from: Option<ElectedTerm>,
        /// The one on the second.
        to: Option<ElectedTerm>,
    },
    /// A seat of the committee in office is taken on the second side only.
    SeatFilled {
        /// The federation.
        federation: FederationId,
        /// The committee's term.
        term: u16,
        /// The seat.
        seat: Seat,
    },
    /// A finding is there on the second side only.
    FindingOpened {
        /// The finding.
        finding: Box<Finding>,
    },
    /// A finding is there on the first side only.
    FindingClosed {
        /// The finding.
        finding: Box<Finding>,
    },
    /// A seat of the committee in office is taken on the first side only.
    SeatVacated {
        /// The federation.
        federation: FederationId,
        /// The committee's term.
        term: u16,
        /// The seat.
        seat: Seat,
    },
}

/// What sort of thing is otherwise: a [`DiffChange`] without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The place exists on the second side only.
    Gained,
    /// The place exists on the first side only.
    Lost,
    /// The place has another name.
    Renamed,
    /// The place has another code.
    Recoded,
    /// The place lies below another division.
    Moved,
    /// The place's cells come to something else.
    Status,
    /// A cell is another.
    Cell,
    /// A federation exists on the second side only.
    FederationGained,
    /// A federation exists on the first side only.
    FederationLost,
    /// A federation has another name.
    FederationRenamed,
    /// Another committee is in office.
    Elected,
    /// A seat is taken on the second side only.
    SeatFilled,
    /// A seat is taken on the first side only.
    SeatVacated,
    /// A finding is there on the second side only.
    FindingOpened,
    /// A finding is there on the first side only.
    FindingClosed,
}

impl DiffChange {
    /// What sort of thing it is.
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::Gained => ChangeKind::Gained,
            Self::Lost => ChangeKind::Lost,
            Self::Renamed { .. } => ChangeKind::Renamed,
            Self::Recoded { .. } => ChangeKind::Recoded,
            Self::Moved { .. } => ChangeKind::Moved,
            Self::Status { .. } => ChangeKind::Status,
            Self::Cell { .. } => ChangeKind::Cell,
            Self::FederationGained { .. } => ChangeKind::FederationGained,
            Self::FederationLost { .. } => ChangeKind::FederationLost,
            Self::FederationRenamed { .. } => ChangeKind::FederationRenamed,
            Self::Elected { .. } => ChangeKind::Elected,
            Self::SeatFilled { .. } => ChangeKind::SeatFilled,
            Self::SeatVacated { .. } => ChangeKind::SeatVacated,
            Self::FindingOpened { .. } => ChangeKind::FindingOpened,
            Self::FindingClosed { .. } => ChangeKind::FindingClosed,
        }
    }
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Gained,
        Self::Lost,
        Self::Renamed,
        Self::Recoded,
        Self::Moved,
        Self::Status,
        Self::Cell,
        Self::FederationGained,
        Self::FederationLost,
        Self::FederationRenamed,
        Self::Elected,
        Self::SeatFilled,
        Self::SeatVacated,
        Self::FindingOpened,
        Self::FindingClosed,
    ];

    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Renamed => "renamed",
            Self::Recoded => "recoded",
            Self::Moved => "moved",
            Self::Status => "status",
            Self::Cell => "cell",
            Self::FederationGained => "federation_gained",
            Self::FederationLost => "federation_lost",
            Self::FederationRenamed => "federation_renamed",
            Self::Elected => "elected",
            Self::SeatFilled => "seat_filled",
            Self::SeatVacated => "seat_vacated",
            Self::FindingOpened => "finding_opened",
            Self::FindingClosed => "finding_closed",
        }
    }
}

/// A committee in office, by its election.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElectedTerm {
    /// Its term.
    pub term: u16,
    /// When it was elected.
    pub elected: PartialDate,
}

/// Everything that is otherwise on the second side: by place, and within a place its existence,
/// name, code, division, status, cells, federations. The findings are another file's:
/// [`diff_of_findings`](crate::diff_of_findings::diff_of_findings).
pub fn diff(sides: &BothQuestions<'_>) -> Vec<DiffEntry> {
    let mut found = Vec::new();
    for (place, record) in sides.facts.places.iter() {
        of_place(sides, place, record, &mut found);
    }
    of_coverage(sides, &mut found);
    for (_, record) in sides.facts.federations.iter() {
        of_federation(sides, record, &mut found);
    }
    found.sort_by_key(|difference| difference.place); // a stable sort: the order within a place stays
    found
}

fn of_place(sides: &BothQuestions<'_>, place: PlaceNo, record: &PlaceRecord, found: &mut Vec<DiffEntry>) {
    let (from, to) = (sides.from, sides.to);
    let mut note = |change, causes| found.push(DiffEntry { place: Some(place), change, causes });
    match (record.is_open(from), record.is_open(to)) {
        (false, false) => return,
        (false, true) => return note(DiffChange::Gained, sides.of_existence(place)),
        (true, false) => return note(DiffChange::Lost, sides.of_existence(place)),
        (true, true) => {}
    }
    if let (Some(from), Some(to)) = (record.name_on(from), record.name_on(to))
        && from != to
    {
        note(DiffChange::Renamed { from: from.clone(), to: to.clone() }, sides.of_name(place));
    }
    if let (Some(from), Some(to)) = (record.place_on(from), record.place_on(to))
        && from != to
    {
        note(DiffChange::Recoded { from, to }, sides.of_code(place));
    }
    let (above_first, above_second) = (record.parent_on(from), record.parent_on(to));
    if above_first != above_second {
        note(DiffChange::Moved { from: above_first, to: above_second }, sides.of_parent(place));
    }
}

fn of_coverage(sides: &BothQuestions<'_>, found: &mut Vec<DiffEntry>) {
    let judge = |as_of: AsOf, standard| Coverage::judge(sides.facts, as_of, standard).places.into_iter();
    let first: BTreeMap<PlaceNo, PlaceCoverage> =
        judge(sides.from, sides.from_standard).map(|place| (place.place, place)).collect();
    for second in judge(sides.to, sides.to_standard) {
        if let Some(first) = first.get(&second.place) {
            of_cells(sides, first, &second, found);
        }
    }
}

fn of_cells(sides: &BothQuestions<'_>, first: &PlaceCoverage, second: &PlaceCoverage, found: &mut Vec<DiffEntry>) {
    let place = second.place;
    let mut cells = Vec::new();
    for kind in kinds(first, second) {
        let (from, to) = (first.state(kind), second.state(kind));
        if from != to {
            cells.push(DiffEntry {
                place: Some(place),
                change: DiffChange::Cell { kind, from, to },
                causes: sides.of_cell(place, kind),
            });
        }
    }
    // That more of the kinds count is said of the cells.
    if first.status.as_str() != second.status.as_str() {
        let causes = sides.in_order(cells.iter().flat_map(|cell| cell.causes.clone()).collect());
        found.push(DiffEntry {
            place: Some(place),
            change: DiffChange::Status { from: first.status, to: second.status },
            causes,
        });
    }
    found.append(&mut cells);
}

/// The kinds of either side: those of the second in its order, then what only the first has.
fn kinds(first: &PlaceCoverage, second: &PlaceCoverage) -> Vec<KindNo> {
    let mut kinds: Vec<KindNo> = second.cells.iter().map(|cell| cell.kind).collect();
    kinds.extend(first.cells.iter().map(|cell| cell.kind).filter(|kind| second.state(*kind).is_none()));
    kinds
}

fn of_federation(sides: &BothQuestions<'_>, record: &FederationRecord, found: &mut Vec<DiffEntry>) {
    let federation = || record.id.clone();
    let at = |as_of: AsOf| sides.facts.place_of_existing(record, as_of);
    let (first, second) = (at(sides.from), at(sides.to));
    // A founding that was recorded for the wrong place and corrected takes the federation
    // elsewhere.
    if let Some(place) = first.filter(|_| first != second) {
        let change = DiffChange::FederationLost { federation: federation() };
        found.push(DiffEntry { place: Some(place), change, causes: sides.of_federation(record) });
    }
    let Some(place) = second else { return };
    if first != second {
        let change = DiffChange::FederationGained { federation: federation() };
        found.push(DiffEntry { place: Some(place), change, causes: sides.of_federation(record) });
    } else if let (Some(from), Some(to)) = (record.name_on(sides.from), record.name_on(sides.to))
        && from != to
    {
        let change = DiffChange::FederationRenamed { federation: federation(), from: from.clone(), to: to.clone() };
        found.push(DiffEntry { place: Some(place), change, causes: sides.of_federation_name(record) });
    }
    of_committee(sides, place, record, found);
}

fn of_committee(sides: &BothQuestions<'_>, place: PlaceNo, record: &FederationRecord, found: &mut Vec<DiffEntry>) {
    let federation = || record.id.clone();
    let mut note = |change, causes| found.push(DiffEntry { place: Some(place), change, causes });
    let (first, second) = (record.committee_on(sides.from), record.committee_on(sides.to));
    let election = |committee: &Option<CommitteeInOffice>| committee.as_ref().map(|committee| committee.position);
    if election(&first) != election(&second) {
        let office = |c: CommitteeInOffice| ElectedTerm { term: c.term, elected: c.elected };
        let change = DiffChange::Elected { federation: federation(), from: first.map(office), to: second.map(office) };
        return note(change, sides.of_office(record));
    }
    let (Some(first), Some(second)) = (first, second) else { return };
    let term = second.term;
    for seat in first.seats.iter().filter(|seat| !second.seats.contains(seat)) {
        let causes = sides.of_seat(record, term, &seat.person);
        note(DiffChange::SeatVacated { federation: federation(), term, seat: seat.clone() }, causes);
    }
    for seat in second.seats.iter().filter(|seat| !first.seats.contains(seat)) {
        let causes = sides.of_seat(record, term, &seat.person);
        note(DiffChange::SeatFilled { federation: federation(), term, seat: seat.clone() }, causes);
    }
}
