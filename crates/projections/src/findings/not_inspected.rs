//! An open element that was never inspected, though the standard or a target in force asks for it.

use std::collections::BTreeMap;

use jiceng_domain::catalogue::KindNo;
use jiceng_domain::standard::Need;
use jiceng_domain::target::{Measure, TargetIn, TargetSet, TargetState};
use jiceng_domain::{PlaceNo, Position};

use super::search::Search;
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let asked = asked_by_targets(search);
    for element in search.open_elements() {
        let (place, kind) = (element.place, element.kind);
        let target = asked.get(&(place, kind));
        let is_asked = target.is_some() || is_asked_by_standard(search, place, kind);
        if !is_asked || search.facts().elements.last_inspection(place, kind, search.as_of()).is_some() {
            continue;
        }
        let mut finding = Finding::new(FindingCode::NotInspected, Some(place))
            .date(DateOf::Established, element.began.effective)
            .facts([element.began.position]);
        if let Some((target, position)) = target {
            finding = finding.date(DateOf::Due, target.due).facts([*position]);
        }
        let target = target.map(|(target, _)| target.target.clone());
        found.push(Finding { kind: Some(kind), target, ..finding });
    }
}

fn is_asked_by_standard(search: &Search<'_>, place: PlaceNo, kind: KindNo) -> bool {
    let code = search.facts().catalogue.kind_entry(kind).map(|entry| &entry.code);
    let requirement = search.ground.standard.requirements.iter().find(|r| Some(&r.kind) == code);
    let need = requirement.filter(|r| r.must_pass_inspection).and_then(|r| search.need(place, r));
    need.is_some_and(|need| need != Need::NotRequired)
}

/// The cells whose inspection a target asks for, each with the first that does, by identifier.
fn asked_by_targets(search: &Search<'_>) -> BTreeMap<(PlaceNo, KindNo), (TargetSet, Position)> {
    let (facts, as_of) = (search.facts(), search.as_of());
    let mut asked = BTreeMap::new();
    for (_, timeline) in facts.targets.iter() {
        let TargetState::Set(target) = timeline.state_on(as_of) else { continue };
        let TargetIn { set, scope } = *target;
        let Measure::PlacesInspected { kind, places } = &set.measure else { continue };
        let Some(kind) = facts.catalogue.kind(kind.as_str()) else { continue };
        let Some(position) = timeline.last_on(as_of).map(|entry| entry.position) else { continue };
        for place in search.ground.selected(places, scope) {
            asked.entry((place, kind)).or_insert_with(|| (set.clone(), position));
        }
    }
    asked
}
