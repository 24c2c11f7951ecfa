//! A seat filled or vacated, or a session held, in a committee that another had certainly followed
//! by then.

use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::{PartialDate, Position};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

/// The election of a committee.
#[derive(Clone, Copy)]
struct Election {
    term: u16,
    elected: PartialDate,
    position: Position,
}

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for federation in search.federations() {
        let mut elections: Vec<Election> = Vec::new();
        for entry in federation.record.committees.possible_on::<Committees>(search.as_of()) {
            let (event, term) = match entry.change {
                CommitteeChange::Elected { term, .. } => {
                    elections.push(Election { term: *term, elected: entry.effective, position: entry.position });
                    continue;
                }
                CommitteeChange::Filled { term, .. } => ("seat_filled", *term),
                CommitteeChange::Vacated { term, .. } => ("seat_vacated", *term),
                CommitteeChange::Met { term, .. } => ("committee_met", *term),
            };
            if let Some(now) = followed(&elections, term, entry.effective) {
                let finding = Finding::new(FindingCode::FormerCommittee, Some(federation.place))
                    .date(DateOf::Effective, entry.effective)
                    .number(NumberOf::Term, u32::from(term))
                    .number(NumberOf::TermInOffice, u32::from(now.term))
                    .facts([now.position, entry.position]);
                let (federation, fact) = (Some(federation.id.clone()), Some(entry.position));
                found.push(Finding { federation, fact, event: Some(event), ..finding });
            }
        }
    }
}

/// The last committee that was certainly elected after that of a term, and before a date. Elections
/// stand in the order of their first days.
fn followed(elections: &[Election], term: u16, date: PartialDate) -> Option<Election> {
    let own = elections.iter().rfind(|election| election.term == term)?.elected;
    let after = elections.partition_point(|election| election.elected.first() <= own.last());
    let before = elections.partition_point(|election| election.elected.first() < date.first());
    let between = elections.get(after..before)?;
    between.iter().rfind(|election| election.elected.last() < date.first()).copied()
}
