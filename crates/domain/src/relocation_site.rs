//! Relocation sites (易地扶贫搬迁安置点): registered, renamed, counted, closed, become communities.

use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::division_code::{DivisionCode, Level};
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::Position;
use crate::ids::{Name, SiteId};
use crate::matter::{Matter, Subject};
use crate::meant_places::{visit_parent, visit_place};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{Ending, PlaceChange, PlaceNo, PlaceState};
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::Stamp;

/// A relocation site was entered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelocationSiteRegistered {
    /// The registry's own number for it.
    pub site: SiteId,
    /// Its name.
    pub name: Name,
    /// The county it lies in.
    pub county: DivisionCode,
    /// The township, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township: Option<DivisionCode>,
    /// The community whose land it stands on, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<DivisionCode>,
}

/// A relocation site got another name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelocationSiteRenamed {
    /// The site.
    pub site: SiteId,
    /// The new name.
    pub name: Name,
}

/// The people living at a place were counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopulationCounted {
    /// The place: a relocation site, or a division.
    pub place: Place,
    /// How many people.
    pub people: u32,
}

/// A relocation site was closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelocationSiteClosed {
    /// The site.
    pub site: SiteId,
}

/// A relocation site became a community with a code of its own. It keeps its elements and history.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelocationSiteBecameCommunity {
    /// The site.
    pub site: SiteId,
    /// The new community's code, not yet in use.
    pub code: DivisionCode,
    /// The new community's name.
    pub name: Name,
}

impl RelocationSiteRegistered {
    /// The division it is registered below.
    fn above(&self) -> Place {
        Place::Division(self.township.unwrap_or(self.county))
    }

    fn change(&self, facts: &Facts, parent: PlaceNo, effective: PartialDate) -> PlaceChange {
        let host = self.host.and_then(|host| facts.places.find_for(&Place::Division(host), effective));
        PlaceChange::SiteRegistered { name: self.name.clone(), parent, host }
    }
}

fn check_level(code: DivisionCode, needed: Level) -> Result<(), Refusal> {
    let found = code.level();
    if found == needed { Ok(()) } else { Err(Refusal::WrongLevel { code, found, needed }) }
}

impl EventRules for RelocationSiteRegistered {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        // A prefecture without counties stands in for one.
        if self.county.level() != Level::Prefecture || self.county.governs_nothing() {
            check_level(self.county, Level::County)?;
        }
        let county = facts.places.existing(&Place::Division(self.county), effective)?;
        for (code, level) in [(self.township, Level::Township), (self.host, Level::Community)] {
            if let Some(code) = code {
                check_level(code, level)?;
                let no = facts.places.existing(&Place::Division(code), effective)?;
                // On whatever day: a move that is recorded after the site takes nothing from it
                // either.
                if no == county || !facts.places.was_ever_in(no, county) {
                    let (why, at) = facts.places.lying(no, code, self.county, effective);
                    return Err(Refusal::ParentNotAbove { code, parent: self.county, why, at });
                }
            }
        }
        let parent = facts.places.existing(&self.above(), effective)?;
        let change = self.change(facts, parent, effective);
        let site = Place::Site(self.site.clone());
        if facts.places.have(&site, effective, &change) {
            return Ok(Novelty::AlreadyTrue);
        }
        match facts.places.find_for(&site, effective) {
            None => {
                if let Some(no) = facts.places.number_of_site(&self.site) {
                    facts.places.admit(no, &site, effective, &change)?;
                    facts.leaves_places(no, &site, effective, &change)?;
                    facts.leaves_prefecture(no, &site, effective, &change)?;
                }
                Ok(Novelty::New)
            }
            Some(no) => {
                let at = facts.places.get(no).and_then(|record| record.timeline.last_of(PlaceChange::is_beginning));
                Err(Refusal::SiteExists { site: self.site.clone(), at })
            }
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(parent) = facts.places.named_by(&self.above(), stamp) {
            let change = self.change(facts, parent, stamp.effective);
            let no = facts.places.number_for_site(&self.site);
            facts.resting.note_frame(parent, stamp);
            if let PlaceChange::SiteRegistered { host: Some(host), .. } = change {
                facts.resting.note_frame(host, stamp);
            }
            facts.places.apply(no, stamp, &change);
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.site.clone().into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        std::iter::once(&mut self.county).chain(&mut self.township).chain(&mut self.host).for_each(visit);
    }

    fn matter(&self, facts: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Place(facts.places.number_of_site(&self.site)), "registration"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it =
            |change: &PlaceChange| matches!(change, PlaceChange::SiteRegistered { name, .. } if *name == self.name);
        vec![search.place(&self.site.clone().into(), is_it)]
    }
}

/// Admits one change of a place that is a relocation site then.
fn decide_change(
    facts: &Facts,
    site: &SiteId,
    effective: PartialDate,
    change: &PlaceChange,
) -> Result<Novelty, Refusal> {
    let place = Place::Site(site.clone());
    if facts.places.have(&place, effective, change) {
        return Ok(Novelty::AlreadyTrue);
    }
    let no = facts.places.existing(&place, effective)?;
    let before = AsOf::on(effective.first());
    if let Some(record) = facts.places.get(no).filter(|r| r.state_on(before) == PlaceState::Division) {
        let at = record.timeline.last_of(|change| matches!(change, PlaceChange::BecameCommunity { .. }));
        return Err(Refusal::NotASite { place, effective, at });
    }
    facts.places.admit(no, &place, effective, change)?;
    facts.leaves_places(no, &place, effective, change)?;
    if change.parent().is_some() {
        facts.leaves_prefecture(no, &place, effective, change)?;
    }
    facts.codes_stay_apart(Some(no), effective, change)?;
    Ok(Novelty::New)
}

fn apply_change(facts: &mut Facts, place: &Place, stamp: Stamp, change: &PlaceChange) {
    for no in facts.places.changed_by(place, stamp, change) {
        facts.places.apply(no, stamp, change);
    }
}

impl EventRules for RelocationSiteRenamed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.site, effective, &PlaceChange::Renamed { name: self.name.clone() })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = PlaceChange::Renamed { name: self.name.clone() };
        apply_change(facts, &Place::Site(self.site.clone()), stamp, &change);
    }

    fn places(&self) -> Vec<Place> {
        vec![self.site.clone().into()]
    }

    fn matter(&self, facts: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Place(facts.places.number_of_site(&self.site)), "name"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.renaming(&self.site.clone().into(), &self.name)]
    }
}

impl EventRules for PopulationCounted {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let no = facts.places.existing(&self.place, effective)?;
        let change = PlaceChange::PopulationCounted { people: self.people };
        if facts.places.has(no, effective, &change) {
            return Ok(Novelty::AlreadyTrue);
        }
        facts.places.admit(no, &self.place, effective, &change)?;
        Ok(Novelty::New)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, &self.place, stamp, &PlaceChange::PopulationCounted { people: self.people });
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Place(facts.places.find_for(&self.place, effective)), "people"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &PlaceChange| *change == PlaceChange::PopulationCounted { people: self.people };
        vec![search.place(&self.place, is_it)]
    }
}

impl EventRules for RelocationSiteClosed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, &self.site, effective, &PlaceChange::Ended(Ending::Closed))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, &Place::Site(self.site.clone()), stamp, &PlaceChange::Ended(Ending::Closed));
    }

    fn places(&self) -> Vec<Place> {
        vec![self.site.clone().into()]
    }

    fn matter(&self, facts: &Facts, _: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Place(facts.places.number_of_site(&self.site)), "ending"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.ending(&self.site.clone().into(), Ending::Closed)]
    }
}

impl RelocationSiteBecameCommunity {
    fn change(&self, parent: PlaceNo) -> PlaceChange {
        PlaceChange::BecameCommunity { name: self.name.clone(), code: self.code, parent }
    }

    fn township(&self, facts: &Facts, stamp: Stamp) -> Option<PlaceNo> {
        facts.places.named_by(&Place::Division(self.code.parent()?), stamp)
    }
}

impl EventRules for RelocationSiteBecameCommunity {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        check_level(self.code, Level::Community)?;
        let Some(parent) = self.code.parent() else {
            return Err(Refusal::WrongLevel { code: self.code, found: self.code.level(), needed: Level::Community });
        };
        let township = facts.places.existing(&Place::Division(parent), effective);
        let township = township.map_err(|_| {
            let at = facts.places.absence(parent, effective);
            Refusal::NoParent { code: self.code, parent, effective, at }
        })?;
        decide_change(facts, &self.site, effective, &self.change(township))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let place = Place::Site(self.site.clone());
        if let Some(township) = self.township(facts, stamp) {
            facts.resting.note_frame(township, stamp);
            apply_change(facts, &place, stamp, &self.change(township));
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.site.clone().into(), self.code.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_parent(self.code, visit);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &PlaceChange| matches!(change, PlaceChange::BecameCommunity { name, code, .. } if *name == self.name && *code == self.code);
        vec![search.place(&self.site.clone().into(), is_it)]
    }
}
