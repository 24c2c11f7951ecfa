//! Inspections under a sample: of which element they are.
//!
//! What is inspected for a drawn place is **what serves it** on the day: its own element, or the
//! provider's where the place only shares the kind. So an inspection that names a drawn place may
//! be of a provider's element, and one that names a provider is of an element that serves the drawn
//! places which share it then. Which element it is of follows from what is recorded before it, and
//! stays so.

use crate::as_of::AsOf;
use crate::catalogue::KindNo;
use crate::element::{ElementChange, ElementInspected, ElementState, Standing};
use crate::facts::{Facts, Novelty};
use crate::ids::{Position, SampleId};
use crate::in_the_way::{Absence, InTheWay};
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceNo, PlaceState};
use crate::refusal::Refusal;
use crate::sharing::SharingChange;
use crate::timeline::{Change as _, Entry, Obstacle, Stamp};

impl Facts {
    /// The place whose element of a kind serves a place on a day: its own if that is open, else the
    /// provider's with whom sharing is agreed, else its own if that is suspended. Whether the
    /// provider's element counts is not asked.
    pub fn served_by(&self, place: PlaceNo, kind: KindNo, as_of: AsOf) -> Option<PlaceNo> {
        let own = self.elements.standing(place, kind, as_of);
        let provider = || self.sharings.provider(place, kind, as_of);
        match own {
            Standing::Open => Some(place),
            Standing::Suspended => provider().or(Some(place)),
            Standing::Absent | Standing::Closed => provider(),
        }
    }

    /// The place whose element an inspection under a sample is of; `None` if nothing serves the
    /// drawn place, or if the place was not drawn and serves none that was.
    fn inspected_under(
        &self,
        sample: &SampleId,
        place: PlaceNo,
        kind: KindNo,
        effective: PartialDate,
    ) -> Option<PlaceNo> {
        let (drawn, day) = (self.drawn_in(sample), AsOf::on(effective.last()));
        // Where nothing serves it on the last day of the date, something may have on another day of
        // it.
        let serving = |drawn: PlaceNo| {
            self.served_by(drawn, kind, day).or_else(|| {
                let has_own = self.elements.may_be_open(drawn, kind, effective);
                has_own.then_some(drawn).or_else(|| self.sharings.may_be_provider(drawn, kind, effective))
            })
        };
        if drawn.contains(&place) {
            return serving(place);
        }
        let mut users = self.sharings.users_of(place);
        let serves = users.any(|user| drawn.contains(&user) && serving(user) == Some(place));
        serves.then_some(place)
    }

    /// The place whose element a recorded inspection is of.
    pub fn inspected_by(
        &self,
        inspection: &ElementInspected,
        effective: PartialDate,
        position: Position,
    ) -> Option<PlaceNo> {
        let kind = self.catalogue.kind(inspection.kind.as_str())?;
        let has_it = |no: &PlaceNo| {
            self.elements.timeline(*no, kind).is_some_and(|timeline| timeline.holds(position, effective))
        };
        self.possibly_inspected(&inspection.place, kind).into_iter().find(has_it)
    }

    /// The places of whose elements an inspection that names a place can be: all that ever carried
    /// the name, and those with whom they ever agreed to share.
    fn possibly_inspected(&self, place: &Place, kind: KindNo) -> Vec<PlaceNo> {
        let mut places: Vec<PlaceNo> = self.places.all_named(place).into_iter().collect();
        let agreed = places.iter().filter_map(|no| self.sharings.timeline(*no, kind));
        let mut providers: Vec<PlaceNo> = agreed.flat_map(|t| t.all().map(|e| e.change.provider())).collect();
        providers.sort_unstable();
        providers.dedup();
        providers.retain(|provider| !places.contains(provider));
        places.append(&mut providers);
        places
    }

    /// Why nothing serves a place on the days of a date: its own element is not there, or a sharing
    /// ended before.
    fn served_until(&self, place: PlaceNo, kind: KindNo, effective: PartialDate) -> Option<Absence> {
        let own = self.elements.timeline(place, kind).and_then(|own| own.absence::<ElementState>(effective));
        let before = AsOf::on(effective.first());
        let shared = || {
            let last = self.sharings.timeline(place, kind)?.last_on(before)?;
            matches!(last.change, SharingChange::Ended { .. }).then(|| Absence::Ended(InTheWay::of(&last)))
        };
        let later = || {
            let begins = |e: &Entry<'_, SharingChange>| e.change.begins() && e.effective.first() > effective.last();
            let first = self.sharings.timeline(place, kind)?.live().find(begins)?;
            Some(Absence::NotYet(InTheWay::of(&first)))
        };
        own.or_else(shared).or_else(later)
    }

    /// Whether an element can be inspected for a drawn place that shares it.
    fn may_be_inspected(
        &self,
        provider: PlaceNo,
        kind: KindNo,
        inspection: &ElementInspected,
        effective: PartialDate,
        change: &ElementChange,
    ) -> Result<Novelty, Refusal> {
        let at = || self.elements.timeline(provider, kind)?.absence::<ElementState>(effective);
        let nothing = || nothing_serves(inspection, effective, at());
        let timeline = self.elements.timeline(provider, kind).ok_or_else(nothing)?;
        if timeline.has(effective, change) {
            return Ok(Novelty::AlreadyTrue);
        }
        let record = self.places.get(provider).ok_or_else(nothing)?;
        if !record.timeline.may_exist_within::<PlaceState>(effective) {
            return Err(nothing());
        }
        match timeline.admits::<ElementState>(effective, change) {
            Ok(()) => Ok(Novelty::New),
            Err(Obstacle::State { .. }) => Err(nothing()),
            Err(Obstacle::Later(later)) => Err(Refusal::ElementClash {
                place: record.place_on(AsOf::on(effective.last())).unwrap_or_else(|| inspection.place.clone()),
                kind: inspection.kind.clone(),
                later: later.effective,
                at: Some(InTheWay::of(&later)),
            }),
        }
    }
}

fn nothing_serves(inspection: &ElementInspected, effective: PartialDate, at: Option<Absence>) -> Refusal {
    Refusal::NothingServes { place: inspection.place.clone(), kind: inspection.kind.clone(), effective, at }
}

impl ElementInspected {
    fn change(&self, serving: Option<PlaceNo>) -> ElementChange {
        ElementChange::Inspected { passed: self.passed, sample: self.sample.clone(), serving }
    }

    /// The inspection as a change of the place's own element.
    pub(crate) fn of_its_own(&self) -> ElementChange {
        self.change(None)
    }

    /// Decides an inspection under a sample.
    pub(crate) fn decide_under(
        &self,
        sample: &SampleId,
        facts: &Facts,
        effective: PartialDate,
    ) -> Result<Novelty, Refusal> {
        let kind = facts.catalogue.known_kind(&self.kind)?;
        let place = facts.places.assessed(&self.place, effective)?;
        let (drawn_on, _) = facts.sample(sample).ok_or_else(|| Refusal::UnknownSample { sample: sample.clone() })?;
        let Some(inspected) = facts.inspected_under(sample, place, kind, effective) else {
            return Err(if facts.drawn_in(sample).contains(&place) {
                nothing_serves(self, effective, facts.served_until(place, kind, effective))
            } else {
                let at = facts.samples.get(sample).and_then(|timeline| timeline.last_of(|_| true));
                Refusal::NotInSample { sample: sample.clone(), place: self.place.clone(), at }
            });
        };
        if effective.last() < drawn_on.first() {
            let at = facts.samples.get(sample).and_then(|timeline| timeline.last_of(|_| true));
            return Err(Refusal::InspectedBeforeDrawn { sample: sample.clone(), effective, drawn: drawn_on, at });
        }
        if inspected == place {
            crate::element::decide_change(facts, &self.place, &self.kind, effective, &self.of_its_own())
        } else {
            facts.may_be_inspected(inspected, kind, self, effective, &self.change(Some(place)))
        }
    }

    /// Does with an inspection under a sample what the stamp says.
    pub(crate) fn apply_under(&self, sample: &SampleId, facts: &mut Facts, stamp: Stamp) {
        let Some(kind) = facts.catalogue.kind(self.kind.as_str()) else { return };
        if stamp.records() {
            let Some(place) = facts.places.find_for(&self.place, stamp.effective) else { return };
            let inspected = facts.inspected_under(sample, place, kind, stamp.effective).unwrap_or(place);
            let change = self.change((inspected != place).then_some(place));
            facts.elements.apply(inspected, kind, stamp, change);
        } else {
            for no in facts.possibly_inspected(&self.place, kind) {
                facts.elements.apply(no, kind, stamp, self.of_its_own());
            }
        }
    }
}
