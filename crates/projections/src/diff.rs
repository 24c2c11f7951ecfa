//! Diff (差异): what is otherwise in the answer to a second question than in that to a first, place by
//! place, each with the facts that made the difference.
//!
//! The two questions may differ in the day, in what was known, or in both. Compared are the places that
//! exist, their names, codes and the divisions above them, their coverage cell by cell, and the
//! federations with their committees. What was counted or held and shows in none of these (a population
//! that crosses no threshold, a session) is no difference here.

use std::collections::BTreeMap;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::committee::{CommitteeInOffice, Seat};
use jiceng_domain::federation::FederationRecord;
use jiceng_domain::places::PlaceRecord;
use jiceng_domain::{FederationId, Name, PartialDate, Place, PlaceNo};

use crate::causes::{Cause, Sides, in_order};
use crate::coverage::{CellState, Coverage, PlaceCoverage, Status};
use crate::findings::Finding;

/// One thing that is otherwise at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place; for a federation, the place whose it is. None for a finding about no place.
    pub place: Option<PlaceNo>,
    /// What is otherwise.
    pub change: Change,
    /// The facts that made the difference, in the order in which they took effect.
    pub causes: Vec<Cause>,
}

/// What can be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
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
        from: Option<Office>,
        /// The one on the second.
        to: Option<Office>,
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

/// A committee in office, by its election.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its term.
    pub term: u16,
    /// When it was elected.
    pub elected: PartialDate,
}

/// Everything that is otherwise on the second side: by place, and within a place its existence, name, code,
/// division, status, cells, federations. The findings are another file's:
/// [`diff_of_findings`](crate::diff_of_findings::diff_of_findings).
pub fn diff(sides: &Sides<'_>) -> Vec<Difference> {
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

fn of_place(sides: &Sides<'_>, place: PlaceNo, record: &PlaceRecord, found: &mut Vec<Difference>) {
    let (from, to) = (sides.from, sides.to);
    let mut note = |change, causes| found.push(Difference { place: Some(place), change, causes });
    match (record.is_open(from), record.is_open(to)) {
        (false, false) => return,
        (false, true) => return note(Change::Gained, sides.of_existence(place)),
        (true, false) => return note(Change::Lost, sides.of_existence(place)),
        (true, true) => {}
    }
    if let (Some(from), Some(to)) = (record.name_on(from), record.name_on(to))
        && from != to
    {
        note(Change::Renamed { from: from.clone(), to: to.clone() }, sides.of_name(place));
    }
    if let (Some(from), Some(to)) = (record.place_on(from), record.place_on(to))
        && from != to
    {
        note(Change::Recoded { from, to }, sides.of_code(place));
    }
    let (above_first, above_second) = (record.parent_on(from), record.parent_on(to));
    if above_first != above_second {
        note(Change::Moved { from: above_first, to: above_second }, sides.of_parent(place));
    }
}

fn of_coverage(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    let judge = |as_of: AsOf, standard| Coverage::judge(sides.facts, as_of, standard).places.into_iter();
    let first: BTreeMap<PlaceNo, PlaceCoverage> =
        judge(sides.from, sides.from_standard).map(|place| (place.place, place)).collect();
    for second in judge(sides.to, sides.to_standard) {
        if let Some(first) = first.get(&second.place) {
            of_cells(sides, first, &second, found);
        }
    }
}

fn of_cells(sides: &Sides<'_>, first: &PlaceCoverage, second: &PlaceCoverage, found: &mut Vec<Difference>) {
    let place = second.place;
    let mut cells = Vec::new();
    for kind in kinds(first, second) {
        let (from, to) = (first.state(kind), second.state(kind));
        if from != to {
            cells.push(Difference {
                place: Some(place),
                change: Change::Cell { kind, from, to },
                causes: sides.of_cell(place, kind),
            });
        }
    }
    if first.status != second.status {
        let causes = in_order(cells.iter().flat_map(|cell| cell.causes.clone()).collect());
        found.push(Difference {
            place: Some(place),
            change: Change::Status { from: first.status, to: second.status },
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

fn of_federation(sides: &Sides<'_>, record: &FederationRecord, found: &mut Vec<Difference>) {
    let federation = || record.id.clone();
    let at = |as_of: AsOf| sides.facts.place_of_existing(record, as_of);
    let (first, second) = (at(sides.from), at(sides.to));
    // A founding that was recorded for the wrong place and corrected takes the federation elsewhere.
    if let Some(place) = first.filter(|_| first != second) {
        let change = Change::FederationLost { federation: federation() };
        found.push(Difference { place: Some(place), change, causes: sides.of_federation(record) });
    }
    let Some(place) = second else { return };
    if first != second {
        let change = Change::FederationGained { federation: federation() };
        found.push(Difference { place: Some(place), change, causes: sides.of_federation(record) });
    } else if let (Some(from), Some(to)) = (record.name_on(sides.from), record.name_on(sides.to))
        && from != to
    {
        let change = Change::FederationRenamed { federation: federation(), from: from.clone(), to: to.clone() };
        found.push(Difference { place: Some(place), change, causes: sides.of_federation_name(record) });
    }
    of_committee(sides, place, record, found);
}

fn of_committee(sides: &Sides<'_>, place: PlaceNo, record: &FederationRecord, found: &mut Vec<Difference>) {
    let federation = || record.id.clone();
    let mut note = |change, causes| found.push(Difference { place: Some(place), change, causes });
    let (first, second) = (record.committee_on(sides.from), record.committee_on(sides.to));
    let election = |committee: &Option<CommitteeInOffice>| committee.as_ref().map(|committee| committee.position);
    if election(&first) != election(&second) {
        let office = |c: CommitteeInOffice| Office { term: c.term, elected: c.elected };
        let change = Change::Elected { federation: federation(), from: first.map(office), to: second.map(office) };
        return note(change, sides.of_office(record));
    }
    let (Some(first), Some(second)) = (first, second) else { return };
    let term = second.term;
    for seat in first.seats.iter().filter(|seat| !second.seats.contains(seat)) {
        let causes = sides.of_seat(record, term, &seat.person);
        note(Change::SeatVacated { federation: federation(), term, seat: seat.clone() }, causes);
    }
    for seat in second.seats.iter().filter(|seat| !first.seats.contains(seat)) {
        let causes = sides.of_seat(record, term, &seat.person);
        note(Change::SeatFilled { federation: federation(), term, seat: seat.clone() }, causes);
    }
}
