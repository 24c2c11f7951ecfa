//! Which timelines name a subject: looked up the other way round, and only once somebody asks.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiceng_domain::designation::DesignationChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationNo};
use jiceng_domain::institution::InstitutionChange;
use jiceng_domain::places::PlaceChange;
use jiceng_domain::reform_issue::ReformIssueChange;
use jiceng_domain::target::TargetChange;
use jiceng_domain::{InstitutionId, PlaceNo, Position};

use super::TimelineOf;

type Places = BTreeMap<PlaceNo, Vec<PlaceNo>>;
type Reforms = BTreeMap<Position, Vec<PlaceNo>>;
type Merged = BTreeMap<FederationNo, Vec<FederationNo>>;
type Bodies<'f> = BTreeMap<PlaceNo, Vec<TimelineOf<'f>>>;
type HeldBy<'f> = BTreeMap<&'f InstitutionId, Vec<TimelineOf<'f>>>;

/// What names a place or a federation. What was withdrawn is listed too.
pub(super) struct NamedBy<'f> {
    facts: &'f Facts,
    places: OnceCell<Places>,
    reforms: OnceCell<Reforms>,
    merged: OnceCell<Merged>,
    bodies: OnceCell<Bodies<'f>>,
    held_by: OnceCell<HeldBy<'f>>,
}

impl<'f> NamedBy<'f> {
    pub(super) const fn new(facts: &'f Facts) -> Self {
        Self {
            facts,
            places: OnceCell::new(),
            reforms: OnceCell::new(),
            merged: OnceCell::new(),
            bodies: OnceCell::new(),
            held_by: OnceCell::new(),
        }
    }

    /// The places that lie or lay below a place, stand on its land, or were merged into it.
    pub(super) fn places(&self, place: PlaceNo) -> &[PlaceNo] {
        let all = self.places.get_or_init(|| {
            let mut all = Places::new();
            for (no, record) in self.facts.places.iter() {
                for change in record.timeline.all().map(|entry| entry.change) {
                    for named in places_named(change) {
                        all.entry(named).or_default().push(no);
                    }
                }
            }
            all
        });
        all.get(&place).map(Vec::as_slice).unwrap_or_default()
    }

    /// The places of a reform that is dated by more than a day.
    pub(super) fn reformed_at(&self, position: Position) -> &[PlaceNo] {
        let all = self.reforms.get_or_init(|| {
            let mut all = Reforms::new();
            for (no, record) in self.facts.places.iter() {
                for entry in record.timeline.all().filter(|entry| !entry.effective.is_exact()) {
                    all.entry(entry.position).or_default().push(no);
                }
            }
            all
        });
        all.get(&position).map(Vec::as_slice).unwrap_or_default()
    }

    /// The federations that were merged into one.
    pub(super) fn merged(&self, into: FederationNo) -> &[FederationNo] {
        let all = self.merged.get_or_init(|| {
            let mut all = Merged::new();
            for (no, record) in self.facts.federations.iter() {
                for entry in record.timeline.all() {
                    if let FederationChange::MergedInto { into } = entry.change {
                        all.entry(*into).or_default().push(no);
                    }
                }
            }
            all
        });
        all.get(&into).map(Vec::as_slice).unwrap_or_default()
    }

    /// The designations of an institution.
    pub(super) fn held_by(&self, institution: &InstitutionId) -> &[TimelineOf<'f>] {
        let all = self.held_by.get_or_init(|| {
            let mut all = HeldBy::new();
            for (id, timeline) in self.facts.designations.iter() {
                for holder in timeline.all().filter_map(|entry| entry.change.institution()) {
                    all.entry(holder).or_default().push(TimelineOf::Designation(id));
                }
            }
            all
        });
        all.get(institution).map(Vec::as_slice).unwrap_or_default()
    }

    /// The designations, institutions, targets and reform issues of a place.
    pub(super) fn bodies(&self, place: PlaceNo) -> &[TimelineOf<'f>] {
        let all = self.bodies.get_or_init(|| {
            let facts = self.facts;
            let mut all = Bodies::new();
            let mut note = |place: Option<PlaceNo>, of: TimelineOf<'f>| {
                let bodies = place.map(|place| all.entry(place).or_default());
                if let Some(bodies) = bodies {
                    bodies.push(of);
                }
            };
            for (id, timeline) in facts.designations.iter() {
                timeline.all().for_each(|e| note(place_of_designation(e.change), TimelineOf::Designation(id)));
            }
            for (id, timeline) in facts.institutions.iter() {
                timeline.all().for_each(|e| note(place_of_institution(e.change), TimelineOf::Institution(id)));
            }
            for (id, timeline) in facts.targets.iter() {
                timeline.all().for_each(|e| note(place_of_target(e.change), TimelineOf::Target(id)));
            }
            for (id, timeline) in facts.reform_issues.iter() {
                timeline.all().for_each(|e| note(place_of_issue(e.change), TimelineOf::ReformIssue(id)));
            }
            all
        });
        all.get(&place).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The places that a change of another place needs: the one above, the one on whose land it stands,
/// the one that it is merged into.
pub(super) fn places_named(change: &PlaceChange) -> impl Iterator<Item = PlaceNo> + use<> {
    let host = if let PlaceChange::SiteRegistered { host, .. } = change { *host } else { None };
    [change.parent(), host, change.merged_into()].into_iter().flatten()
}

pub(super) const fn place_of_designation(change: &DesignationChange) -> Option<PlaceNo> {
    match change {
        DesignationChange::Recommended(_, holder) | DesignationChange::Granted(_, holder) => holder.place(),
        DesignationChange::Revoked => None,
    }
}

pub(super) const fn place_of_institution(change: &InstitutionChange) -> Option<PlaceNo> {
    match change {
        InstitutionChange::Established { place, .. } => Some(*place),
        InstitutionChange::Closed => None,
    }
}

/// The division that a target is set for.
pub(super) fn place_of_target(change: &TargetChange) -> Option<PlaceNo> {
    match change {
        TargetChange::Set(set) => Some(set.scope),
        TargetChange::Withdrawn => None,
    }
}

pub(super) fn place_of_issue(change: &ReformIssueChange) -> Option<PlaceNo> {
    match change {
        ReformIssueChange::Raised(raised) => Some(raised.place),
        ReformIssueChange::Progressed(_) | ReformIssueChange::Closed(_) => None,
    }
}
