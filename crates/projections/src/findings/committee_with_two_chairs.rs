//! A committee in office with two chairs (主席) or more.

use jiceng_domain::PersonId;
use jiceng_domain::committee::{CommitteeChange, SeatRole};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for federation in search.federations() {
        let Some(committee) = federation.record.committee_on(search.as_of()) else { continue };
        let seats = committee.seats.iter().filter(|seat| seat.role == SeatRole::Chair);
        let chairs: Vec<&PersonId> = seats.map(|seat| &seat.person).collect();
        if chairs.len() < 2 {
            continue;
        }
        let makes_a_chair = |change: &CommitteeChange| match change {
            CommitteeChange::Filled { term, filled } => {
                let seat = &filled.seat;
                *term == committee.term && seat.role == SeatRole::Chair && chairs.contains(&&seat.person)
            }
            CommitteeChange::Elected { .. } | CommitteeChange::Vacated { .. } | CommitteeChange::Met { .. } => false,
        };
        let filled = federation.record.committees.on(search.as_of()).filter(|entry| makes_a_chair(entry.change));
        let finding = Finding::new(FindingCode::CommitteeWithTwoChairs, Some(federation.place))
            .date(DateOf::Elected, committee.elected)
            .number(NumberOf::Term, committee.term.into())
            .number(NumberOf::Chairs, u32::try_from(chairs.len()).unwrap_or(u32::MAX))
            .facts([committee.position])
            .facts(filled.map(|entry| entry.position));
        found.push(Finding { federation: Some(federation.id.clone()), ..finding });
    }
}
