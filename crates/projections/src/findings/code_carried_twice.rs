//! Two places that carry one division code on the same day.

use jiceng_domain::carried_codes::Carried;

use super::search::Search;
use super::{DateOf, Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (places, as_of) = (&search.facts().places, search.as_of());
    for (code, carriers) in places.codes_given_again() {
        let mut on_day = Vec::new();
        for no in carriers {
            let carried = places.get(*no).map(|record| record.carried_code(code, as_of.known)).unwrap_or_default();
            let holds = carried.into_iter().filter(|carried| carried.has(as_of.effective));
            on_day.extend(holds.map(|carried| (carried, *no)));
        }
        // What gave the code away within a half-year did before another got it.
        let all: Vec<Carried> = on_day.iter().map(|(carried, _)| *carried).collect();
        on_day.retain(|(carried, _)| !all.iter().any(|other| other != carried && carried.may_precede(other)));
        on_day.sort_by_key(|(carried, no)| (carried.from.last(), *no));
        if let [(earlier, other), .., (later, no)] = on_day.as_slice() {
            let finding = Finding::new(FindingCode::CodeCarriedTwice, Some(*no))
                .date(DateOf::Effective, later.from)
                .facts([earlier.position, later.position]);
            found.push(Finding { provider: Some(*other), values: vec![Value::Code(code)], ..finding });
        }
    }
}
