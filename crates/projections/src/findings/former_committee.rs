//! A seat filled or vacated, or a session held, in a committee that another had followed by then.

use jiceng_domain::committee::{CommitteeChange, Committees};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for federation in search.federations() {
        let mut in_office = None;
        for entry in federation.record.committees.possible_on::<Committees>(search.as_of()) {
            let (event, term) = match entry.change {
                CommitteeChange::Elected { term, .. } => {
                    in_office = Some((*term, entry.position));
                    continue;
                }
                CommitteeChange::Filled { term, .. } => ("seat_filled", *term),
                CommitteeChange::Vacated { term, .. } => ("seat_vacated", *term),
                CommitteeChange::Met { term, .. } => ("committee_met", *term),
            };
            if let Some((now, elected)) = in_office.filter(|(now, _)| *now != term) {
                let finding = Finding::new(FindingCode::FormerCommittee, Some(federation.place))
                    .date(DateOf::Effective, entry.effective)
                    .number(NumberOf::Term, u32::from(term))
                    .number(NumberOf::TermInOffice, u32::from(now))
                    .facts([elected, entry.position]);
                let (federation, fact) = (Some(federation.id.clone()), Some(entry.position));
                found.push(Finding { federation, fact, event: Some(event), ..finding });
            }
        }
    }
}
