//! A committee of an earlier term (届) that was elected after one of a later term.

use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::{PartialDate, Position};

use super::search::Search;
use super::{DateOf, Finding, FindingCode, NumberOf};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    for federation in search.federations() {
        let mut highest: Option<(Position, u16)> = None;
        let mut overlapping: Vec<(Position, u16, PartialDate)> = Vec::new();
        for entry in federation.record.committees.possible_on::<Committees>(search.as_of()) {
            let CommitteeChange::Elected { term, .. } = entry.change else { continue };
            // Only what came before for certain.
            for (position, before, _) in overlapping.extract_if(.., |(.., date)| date.last() < entry.effective.first())
            {
                if highest.is_none_or(|(_, highest)| highest < before) {
                    highest = Some((position, before));
                }
            }
            overlapping.push((entry.position, *term, entry.effective));
            if let Some((position, before)) = highest.filter(|(_, before)| before > term) {
                let finding = Finding::new(FindingCode::TermsGoBackwards, Some(federation.place))
                    .date(DateOf::Elected, entry.effective)
                    .number(NumberOf::Term, u32::from(*term))
                    .number(NumberOf::TermBefore, u32::from(before))
                    .facts([position, entry.position]);
                let (federation, fact) = (Some(federation.id.clone()), Some(entry.position));
                found.push(Finding { federation, fact, event: Some("executive_committee_elected"), ..finding });
            }
        }
    }
}
