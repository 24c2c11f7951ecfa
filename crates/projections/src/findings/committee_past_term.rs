//! A committee in office (执委会) beyond the term that the standard gives it.

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let as_of = search.as_of();
    for federation in search.federations() {
        let Some(committee) = federation.record.committee_on(as_of) else { continue };
        let Some((ended, years)) = search.term(&federation, committee.elected) else { continue };
        if ended <= as_of.effective {
            let finding = Finding::new(FindingCode::CommitteePastTerm, Some(federation.place))
                .date(DateOf::Elected, committee.elected)
                .date(DateOf::TermEnded, ended)
                .number(NumberOf::Term, committee.term.into())
                .number(NumberOf::TermYears, years.into())
                .facts([committee.position]);
            found.push(Finding { federation: Some(federation.id.clone()), ..finding });
        }
    }
}
