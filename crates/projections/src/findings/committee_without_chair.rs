//! A committee in office none of whose seats is that of the chair (主席).

use jiceng_domain::committee::{CommitteeChange, Seat, SeatRole};
use jiceng_domain::{PersonId, Position};

use super::search::{ActiveFederation, Search};
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for federation in search.federations() {
        let Some(committee) = federation.record.committee_on(search.as_of()) else { continue };
        if !committee.seats.iter().any(is_chair) {
            let finding = Finding::new(FindingCode::CommitteeWithoutChair, Some(federation.place))
                .date(DateOf::Elected, committee.elected)
                .number(NumberOf::Term, committee.term.into())
                .number(NumberOf::Seats, u32::try_from(committee.seats.len()).unwrap_or(u32::MAX))
                .facts([committee.position])
                .facts(chairs_left(search, &federation, committee.term));
            found.push(Finding { federation: Some(federation.id.clone()), ..finding });
        }
    }
}

fn is_chair(seat: &Seat) -> bool {
    seat.role == SeatRole::Chair
}

/// Where it is recorded that those who were chairs in the term took and left their seats.
fn chairs_left(search: &Search<'_>, federation: &ActiveFederation<'_>, of: u16) -> Vec<Position> {
    let changes = || federation.record.committees.on(search.as_of());
    let chairs: Vec<&PersonId> = changes()
        .flat_map(|entry| match entry.change {
            CommitteeChange::Elected { term, seats } if *term == of => seats.as_slice(),
            CommitteeChange::Filled { term, filled } if *term == of => std::slice::from_ref(&filled.seat),
            CommitteeChange::Elected { .. }
            | CommitteeChange::Filled { .. }
            | CommitteeChange::Vacated { .. }
            | CommitteeChange::Met { .. } => &[],
        })
        .filter(|seat| is_chair(seat))
        .map(|seat| &seat.person)
        .collect();
    let concerns = |change: &CommitteeChange| match change {
        // A chair who takes another seat leaves that of the chair.
        CommitteeChange::Filled { term, filled } => {
            *term == of && (is_chair(&filled.seat) || chairs.contains(&&filled.seat.person))
        }
        CommitteeChange::Vacated { term, person } => *term == of && chairs.contains(&person),
        CommitteeChange::Elected { .. } | CommitteeChange::Met { .. } => false,
    };
    changes().filter(|entry| concerns(entry.change)).map(|entry| entry.position).collect()
}
