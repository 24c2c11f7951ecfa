//! A division whose code is not that of the division in which it lies, as after a county got
//! another code.

use super::search::Search;
use super::{Finding, FindingCode, Value};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (places, as_of) = (&search.facts().places, search.as_of());
    for place in &search.places {
        let Some(code) = place.record.code_on(as_of) else { continue };
        let above = places.ancestors(place.no, as_of).into_iter();
        let codes = above.filter_map(|no| Some((no, places.get(no)?.code_on(as_of)?)));
        let Some((other, _)) = codes.into_iter().find(|(_, above)| !code.is_within(*above)) else { continue };
        let given = place.record.timeline.on(as_of).rfind(|e| e.change.code() == Some(code)).map(|e| e.position);
        let finding = Finding::new(FindingCode::CodeOfAnotherDivision, Some(place.no)).facts(given);
        found.push(Finding { provider: Some(other), values: vec![Value::Code(code)], ..finding });
    }
}
