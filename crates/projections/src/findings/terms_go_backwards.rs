//! A committee of an earlier term (届) that was elected after one of a later term.

use jiceng_domain::committee::{CommitteeChange, Committees};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for federation in search.federations() {
        let mut highest = None;
        for entry in federation.record.committees.possible_on::<Committees>(search.as_of()) {
            let CommitteeChange::Elected { term, .. } = entry.change else { continue };
            if let Some((position, before)) = highest.filter(|(_, before)| before > term) {
                let finding = Finding::new(FindingCode::TermsGoBackwards, Some(federation.place))
                    .date(DateOf::Elected, entry.effective)
                    .number(NumberOf::Term, u32::from(*term))
                    .number(NumberOf::TermBefore, u32::from(before))
                    .facts([position, entry.position]);
                let (federation, fact) = (Some(federation.id.clone()), Some(entry.position));
                found.push(Finding { federation, fact, event: Some("executive_committee_elected"), ..finding });
            } else {
                highest = Some((entry.position, *term));
            }
        }
    }
}
