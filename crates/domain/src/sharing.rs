//! Sharing (共享): a place uses the element of a nearby community.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use crate::as_of::AsOf;
use crate::catalogue::KindNo;
use crate::division::is_a_list;
use crate::division_code::DivisionCode;
use crate::element::ElementState;
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::KindCode;
use crate::ids::Position;
use crate::in_the_way::{EndsWith, InTheWay, Tried};
use crate::kind_timelines::KindTimelines;
use crate::matter::{Matter, Subject, sorted};
use crate::meant_places::visit_place;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;
use crate::prefectures::Lying;
use crate::recorded_at::ChangeSearch;
use crate::refusal::{AtLeast, Refusal};
use crate::timeline::{Change, Entry, Machine, Obstacle, Span, Stamp, Timeline};
use crate::tracked::Tracked;

/// A place may use elements of a nearby community or site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingAgreed {
    /// The place that uses them.
    pub place: Place,
    /// The place whose own they are.
    pub provider: Place,
    /// The kinds shared.
    pub kinds: Vec<KindCode>,
}

/// A sharing came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingEnded {
    /// The place that used them.
    pub place: Place,
    /// The place whose own they are.
    pub provider: Place,
    /// The kinds no longer shared.
    pub kinds: Vec<KindCode>,
}

/// What can change about the sharing of one kind by one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SharingChange {
    /// It uses the provider's.
    Agreed {
        /// The provider.
        provider: PlaceNo,
    },
    /// It no longer does.
    Ended {
        /// The provider.
        provider: PlaceNo,
    },
}

crate::packed! { enum SharingChange { 0 = Agreed { provider }, 1 = Ended { provider } } }

impl SharingChange {
    /// The place whose own is shared.
    pub const fn provider(&self) -> PlaceNo {
        match self {
            Self::Agreed { provider } | Self::Ended { provider } => *provider,
        }
    }
}

/// With whom one kind is shared on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedWith(pub Option<PlaceNo>);

impl Change for SharingChange {
    type State = SharedWith;

    fn begins(&self) -> bool {
        matches!(self, Self::Agreed { .. })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }

    fn opens_like(&self, later: &Self) -> bool {
        matches!((self, later), (Self::Agreed { .. }, Self::Agreed { .. }))
    }
}

impl Machine for SharedWith {
    type Change = SharingChange;

    fn after(&self, change: &SharingChange) -> Option<Self> {
        match (self.0, change) {
            (None, SharingChange::Agreed { provider }) => Some(Self(Some(*provider))),
            (Some(with), SharingChange::Ended { provider }) if with == *provider => Some(Self(None)),
            _ => None,
        }
    }
}

/// The sharings of all places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharingFacts {
    timelines: KindTimelines<SharingChange>,
    /// Who ever agreed to use elements of a place, by that place.
    users: Tracked<HashMap<PlaceNo, ThinVec<PlaceNo>>>,
}

crate::packed! { struct SharingFacts { timelines, users } }
crate::undo! { struct SharingFacts { timelines, users } }

impl SharingFacts {
    /// What a place agreed on for a kind.
    pub fn timeline(&self, place: PlaceNo, kind: KindNo) -> Option<&Timeline<SharingChange>> {
        self.timelines.get(place, kind)
    }

    /// What a place agreed on, kind by kind.
    pub fn of_place(&self, place: PlaceNo) -> impl Iterator<Item = (KindNo, &Timeline<SharingChange>)> {
        self.timelines.of_place(place)
    }

    /// The places that ever agreed to use elements of a place.
    pub fn users_of(&self, provider: PlaceNo) -> impl Iterator<Item = PlaceNo> {
        self.users.get(&provider).into_iter().flatten().copied()
    }

    /// The places that somebody ever agreed to use elements of.
    pub fn providers(&self) -> impl Iterator<Item = PlaceNo> {
        self.users.keys().copied()
    }

    /// The agreed provider of a kind on a day.
    pub fn provider(&self, place: PlaceNo, kind: KindNo, as_of: AsOf) -> Option<PlaceNo> {
        let shared: SharedWith = self.timeline(place, kind)?.state_on(as_of);
        shared.0
    }

    pub(crate) fn timeline_mut(&mut self, place: PlaceNo, kind: KindNo) -> Option<&mut Timeline<SharingChange>> {
        self.timelines.get_mut(place, kind)
    }

    /// The provider with whom a kind may have been shared on a day of a date; the last, if there
    /// were several.
    pub(crate) fn may_be_provider(&self, place: PlaceNo, kind: KindNo, date: PartialDate) -> Option<PlaceNo> {
        let mut agreed: Vec<(PlaceNo, Span)> = Vec::new();
        for step in self.timeline(place, kind)?.effects_with::<SharedWith>(None, false) {
            let effective = step.entry.effective;
            match step.entry.change {
                SharingChange::Agreed { provider } if step.has_effect => {
                    agreed.push((*provider, Span { from: effective.first(), until: None }));
                }
                SharingChange::Ended { .. } if step.has_effect => {
                    if let Some((_, span)) = agreed.last_mut() {
                        span.until = Some(effective.last());
                    }
                }
                SharingChange::Agreed { .. } | SharingChange::Ended { .. } => {}
            }
        }
        agreed.into_iter().rfind(|(_, span)| span.meets(date)).map(|(provider, _)| provider)
    }

    fn apply(&mut self, place: PlaceNo, kind: KindNo, stamp: Stamp, change: SharingChange) {
        if stamp.records() {
            let is_new = self.users.get(&change.provider()).is_none_or(|users| !users.contains(&place));
            if is_new {
                self.users.change_or_default(change.provider()).push(place);
            }
        }
        self.timelines.apply(place, kind, stamp, change);
    }
}

/// The two places of a sharing, the kinds, and whether each is in order.
fn parties(
    facts: &Facts,
    place: &Place,
    provider: &Place,
    kinds: &[KindCode],
    effective: PartialDate,
) -> Result<(PlaceNo, PlaceNo, Vec<KindNo>), Refusal> {
    if !is_a_list(kinds) {
        return Err(Refusal::BadList { field: "kinds", least: AtLeast(1) });
    }
    let kind_numbers = kinds.iter().map(|kind| facts.catalogue.known_kind(kind)).collect::<Result<_, _>>()?;
    let user = facts.places.assessed(place, effective)?;
    let owner = facts.places.assessed(provider, effective)?;
    if user == owner {
        let at = if place == provider { None } else { facts.places.coded(user) };
        return Err(Refusal::SharesWithItself { place: place.clone(), at });
    }
    Ok((user, owner, kind_numbers))
}

/// The refusal of what would take its effect from a later fact about a sharing.
fn clash(place: &Place, kind: &KindCode, later: &Entry<'_, SharingChange>) -> Refusal {
    let (place, kind, at) = (place.clone(), kind.clone(), Some(InTheWay::of(later)));
    Refusal::SharingClash { place, kind, later: later.effective, at }
}

impl SharingAgreed {
    /// The refusal of an agreement while another holds.
    fn already_sharing(
        &self,
        kind: &KindCode,
        timeline: &Timeline<SharingChange>,
        effective: PartialDate,
        change: SharingChange,
    ) -> Refusal {
        let beginning = timeline.beginning_before(effective, &change);
        let ends = |change: &SharingChange| matches!(change, SharingChange::Ended { .. });
        Refusal::AlreadySharing {
            place: self.place.clone(),
            kind: kind.clone(),
            effective: Tried::of(effective, &change),
            since: beginning.map_or(effective, |e| e.effective),
            at: beginning.as_ref().map(InTheWay::of),
            until: timeline.next_after(effective, &change, ends).map(EndsWith),
        }
    }
}

impl EventRules for SharingAgreed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let (user, owner, kinds) = parties(facts, &self.place, &self.provider, &self.kinds, effective)?;
        let day = AsOf::on(effective.last());
        let prefecture = facts.places.prefecture_of(user, day);
        let are_in_one = || facts.places.may_lie_in_one_prefecture((user, owner), effective, Lying::Now);
        if (prefecture.is_none() || prefecture != facts.places.prefecture_of(owner, day)) && !are_in_one() {
            let (place, provider) = (self.place.clone(), self.provider.clone());
            let (apart, at) = facts.places.apart(owner, user, day);
            return Err(Refusal::OutsidePrefecture { place, provider, apart, at });
        }
        let change = SharingChange::Agreed { provider: owner };
        let mut novelty = Novelty::AlreadyTrue;
        for (kind, code) in kinds.into_iter().zip(&self.kinds) {
            let agreed = facts.sharings.timeline(user, kind);
            if agreed.is_some_and(|t| t.has(effective, &change)) {
                continue;
            }
            novelty = Novelty::New;
            if let Some(timeline) = agreed
                && let Err(obstacle) = timeline.admits::<SharedWith>(effective, &change)
            {
                return Err(match obstacle {
                    Obstacle::Later(later) => clash(&self.place, code, &later),
                    Obstacle::State { .. } => self.already_sharing(code, timeline, effective, change),
                });
            }
            if !facts.elements.may_be_open(owner, kind, effective) {
                let (provider, kind_code) = (self.provider.clone(), code.clone());
                let shares = facts
                    .sharings
                    .timeline(owner, kind)
                    .filter(|_| facts.sharings.provider(owner, kind, day).is_some());
                return Err(if let Some(timeline) = shares {
                    let at = timeline.last_of(Change::begins);
                    Refusal::ProviderOnlyShares { provider, kind: kind_code, effective, at }
                } else {
                    let element = facts.elements.timeline(owner, kind);
                    let at = element.and_then(|timeline| timeline.absence::<ElementState>(effective));
                    Refusal::ProviderHasNone { provider, kind: kind_code, effective, at }
                });
            }
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(provider) = facts.places.named_by(&self.provider, stamp) {
            apply_each(facts, &self.place, &self.kinds, stamp, SharingChange::Agreed { provider });
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone(), self.provider.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
        visit_place(&mut self.provider, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(
            Subject::Sharing(facts.places.find_for(&self.place, effective), sorted(&self.kinds)),
            "agreement",
        ))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &SharingChange| matches!(change, SharingChange::Agreed { .. });
        self.kinds.iter().map(|kind| search.sharing(&self.place, kind.as_str(), is_it)).collect()
    }
}

impl EventRules for SharingEnded {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let (user, owner, kinds) = parties(facts, &self.place, &self.provider, &self.kinds, effective)?;
        let change = SharingChange::Ended { provider: owner };
        let mut novelty = Novelty::AlreadyTrue;
        for (kind, code) in kinds.into_iter().zip(&self.kinds) {
            let agreed = facts.sharings.timeline(user, kind);
            if agreed.is_some_and(|t| t.has(effective, &change)) {
                continue;
            }
            novelty = Novelty::New;
            let none = Timeline::default();
            if let Err(obstacle) = agreed.unwrap_or(&none).admits::<SharedWith>(effective, &change) {
                let (place, provider) = (self.place.clone(), self.provider.clone());
                let (kind, effective, at) = (code.clone(), Tried::of(effective, &change), obstacle.fact());
                return Err(match obstacle {
                    Obstacle::Later(later) => clash(&place, code, &later),
                    Obstacle::State { .. } => Refusal::NotSharing { place, provider, kind, effective, at },
                });
            }
            facts.leaves_inspections((user, &self.place), owner, (kind, code), effective)?;
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(provider) = facts.places.named_by(&self.provider, stamp) {
            apply_each(facts, &self.place, &self.kinds, stamp, SharingChange::Ended { provider });
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.place.clone(), self.provider.clone()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit_place(&mut self.place, visit);
        visit_place(&mut self.provider, visit);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(
            Subject::Sharing(facts.places.find_for(&self.place, effective), sorted(&self.kinds)),
            "ending",
        ))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &SharingChange| matches!(change, SharingChange::Ended { .. });
        self.kinds.iter().map(|kind| search.sharing(&self.place, kind.as_str(), is_it)).collect()
    }
}

fn apply_each(facts: &mut Facts, place: &Place, kinds: &[KindCode], stamp: Stamp, change: SharingChange) {
    for no in facts.places.reached_by(place, stamp) {
        for kind in kinds.iter().filter_map(|kind| facts.catalogue.kind(kind.as_str())) {
            facts.sharings.apply(no, kind, stamp, change);
        }
    }
}
