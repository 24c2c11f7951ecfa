//! A renaming, a recoding, or a move under another division, that says what was so before it.

use jiceng_domain::federation::{FederationChange, FederationOf};
use jiceng_domain::places::{PlaceChange, PlaceState};
use jiceng_domain::timeline::Entry;

use super::search::{Search, renaming};
use super::{DateOf, Finding, FindingCode};

pub(super) fn find(search: &Search<'_>, found: &mut Vec<Finding>) {
    let (facts, as_of) = (search.facts(), search.as_of());
    for (no, record) in facts.places.iter() {
        let changes = |change: &PlaceChange| {
            matches!(change, PlaceChange::Renamed { .. } | PlaceChange::Moved { .. } | PlaceChange::Recoded { .. })
        };
        if !record.timeline.changes_on(as_of).any(changes) {
            continue;
        }
        let (mut name, mut parent, mut code) = (None, None, None);
        for entry in record.timeline.possible_on::<PlaceState>(as_of) {
            let change = entry.change;
            let event = match change {
                PlaceChange::Renamed { name: new } if name == Some(new) => Some(renaming(record, as_of)),
                PlaceChange::Moved { parent: to, code: new } => {
                    let same = parent == Some(*to) && (new.is_none() || *new == code);
                    same.then_some("division_moved")
                }
                PlaceChange::Recoded { code: new } if code == Some(*new) => Some("division_recoded"),
                PlaceChange::DivisionRegistered { .. }
                | PlaceChange::SiteRegistered { .. }
                | PlaceChange::Renamed { .. }
                | PlaceChange::Recoded { .. }
                | PlaceChange::Converted { .. }
                | PlaceChange::BecameCommunity { .. }
                | PlaceChange::PopulationCounted { .. }
                | PlaceChange::Ended(_) => None,
            };
            let about = Finding::new(FindingCode::ChangesNothing, Some(no));
            found.extend(event.map(|event| said(about, event, &entry)));
            name = change.name().or(name);
            parent = change.above().unwrap_or(parent);
            code = change.code().or(code);
        }
    }
    for (_, record) in facts.federations.iter() {
        let mut name = None;
        let renamed = |change: &FederationChange| matches!(change, FederationChange::Renamed { .. });
        if !record.timeline.changes_on(as_of).any(renamed) {
            continue;
        }
        for entry in record.timeline.possible_on::<FederationOf>(as_of) {
            let new = match entry.change {
                FederationChange::Founded { name, .. } | FederationChange::Renamed { name } => Some(name),
                FederationChange::MergedInto { .. } | FederationChange::Dissolved => None,
            };
            if renamed(entry.change) && new == name {
                let about = Finding::new(FindingCode::ChangesNothing, record.place(as_of));
                let about = Finding { federation: Some(record.id.clone()), ..about };
                found.push(said(about, "federation_renamed", &entry));
            }
            name = new.or(name);
        }
    }
}

fn said<C>(about: Finding, event: &'static str, entry: &Entry<'_, C>) -> Finding {
    let said = Finding { event: Some(event), fact: Some(entry.position), ..about };
    said.facts([entry.position]).date(DateOf::Effective, entry.effective)
}
