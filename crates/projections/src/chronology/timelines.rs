//! Which facts cannot have happened after which: for each sort of subject, from its own changes,
//! and from what the domain demands of other subjects when it decides.
//!
//! | a fact | lies within |
//! |---|---|
//! | about a place or an element there; of both places, of a sharing; a founding, a designation, an institution, a target, a reform issue | the time of the place |
//! | that puts a place below another, on its land, or merges it | the time of that one |
//! | that gives a place a code | after it was taken from another, before it is given again |
//! | that agrees on a sharing | a time in which the provider has an element of the kind |
//! | a designation of an institution | the time of that |
//! | of a federation's committees; that merges a federation into it | the time of the federation |
//! | an inspection under a sample | after the sample was drawn |

use std::collections::BTreeMap;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{KindNo, WOMENS_FEDERATION};
use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::designation::{DesignationChange, DesignationState};
use jiceng_domain::element::{ElementChange, ElementState};
use jiceng_domain::federation::{FederationChange, FederationNo, FederationState};
use jiceng_domain::institution::{InstitutionChange, InstitutionState};
use jiceng_domain::places::{Ending, PlaceChange, PlaceState};
use jiceng_domain::reform_issue::{ReformIssueChange, ReformIssueState};
use jiceng_domain::sharing::{SharedWith, SharingChange};
use jiceng_domain::target::TargetState;
use jiceng_domain::timeline::{Change, Entry, Lasting, Machine, Timeline};
use jiceng_domain::{DivisionCode, PersonId, PlaceNo};

use super::named_by::{place_of_designation, place_of_institution, place_of_issue, place_of_target, places_named};
use super::order::{Orders, is_open, is_open_of_element, orders};
use super::{Choice, Chronology, Dated, Link, OpenOrder, TimelineOf};

/// Where a change stands among those of its subject, in the order in which they are folded.
pub(crate) type Rank = usize;

/// A time in which a subject existed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    began: (Dated, Rank),
    ended: Option<(Dated, Rank)>,
}

/// What a look at a timeline has found.
#[derive(Default)]
pub(super) struct Found<'f> {
    pub(super) links: Vec<Link>,
    pub(super) choices: Vec<Choice>,
    /// Timelines to be looked at too.
    pub(super) more: Vec<TimelineOf<'f>>,
}

impl Period {
    /// That a fact lies within the period; with a rank where it is a change of the same subject.
    pub(super) fn links(&self, fact: Dated, rank: Option<Rank>) -> Vec<Link> {
        let is_own = rank.is_some();
        let link = |earlier: Dated, later: Dated, is_strict| Link { earlier, later, is_strict, is_own };
        let (began, began_rank) = self.began;
        let after = link(began, fact, rank.is_some_and(|rank| began_rank > rank));
        let before = self.ended.map(|(ended, of_end)| link(fact, ended, rank.is_some_and(|rank| rank > of_end)));
        std::iter::once(after).chain(before).collect()
    }

    /// Whether a fact may lie within it, by the two dates.
    pub(super) fn may_have(&self, fact: Dated) -> bool {
        self.began.0.first <= fact.last && self.ended.is_none_or(|(ended, _)| fact.first <= ended.last)
    }

    fn is_open_dated(&self) -> bool {
        !self.began.0.is_exact() || self.ended.is_some_and(|(ended, _)| !ended.is_exact())
    }
}

pub(super) fn dated<C>(entry: &Entry<'_, C>) -> Dated {
    Dated::of(entry.position, entry.effective)
}

/// The changes that count and have an effect, whether or not they have happened by the day, as they
/// are folded.
fn allowed<M: Machine>(timeline: &Timeline<M::Change>, as_of: AsOf) -> Vec<Entry<'_, M::Change>> {
    let steps = timeline.effects_of_all::<M>(as_of).into_iter().filter(|step| step.has_effect);
    steps.map(|step| step.entry).collect()
}

/// From each beginning to what `ends` it.
fn periods<C: Change>(entries: &[Entry<'_, C>], ends: impl Fn(&C) -> bool) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for (rank, entry) in entries.iter().enumerate() {
        if entry.change.begins() {
            periods.push(Period { began: (dated(entry), rank), ended: None });
        } else if ends(entry.change)
            && let Some(open) = periods.last_mut()
        {
            open.ended = Some((dated(entry), rank));
        }
    }
    periods
}

impl<'f> Found<'f> {
    fn link(&mut self, link: Link) -> bool {
        let narrows = link.narrows();
        if narrows {
            self.links.push(link);
        }
        narrows
    }

    /// Two changes of one subject as they are folded, of which the second rests on the first or
    /// could not come before it.
    fn own<C>(&mut self, earlier: &Entry<'_, C>, later: &Entry<'_, C>) {
        self.link(Link { earlier: dated(earlier), later: dated(later), is_strict: false, is_own: true });
    }

    /// What opens a period while an earlier one of the same thing has no end yet has no effect; but
    /// it came later.
    fn later_periods<M: Machine>(&mut self, timeline: &Timeline<M::Change>, as_of: AsOf) {
        let mut opened: Vec<Entry<'_, M::Change>> = Vec::new();
        for step in timeline.effects_of_all::<M>(as_of) {
            if step.has_effect {
                opened.push(step.entry);
            } else if let Some(earlier) = opened.iter().rfind(|e| e.change.opens_like(step.entry.change)) {
                self.own(earlier, &step.entry);
            }
        }
    }

    /// Changes that come as they are folded.
    fn chain<C>(&mut self, entries: &[Entry<'_, C>]) {
        for (earlier, later) in entries.iter().zip(entries.iter().skip(1)) {
            self.own(earlier, later);
        }
    }

    /// A fact that lies within one of the periods of another subject.
    fn within(&mut self, fact: Dated, periods: &[Period], of: TimelineOf<'f>) {
        if self.in_one(fact, None, periods) && periods.iter().any(Period::is_open_dated) {
            self.more.push(of);
        }
    }

    /// The same of a fact of the subject itself, if it has a rank. Whether any days are taken away.
    fn in_one(&mut self, fact: Dated, rank: Option<Rank>, periods: &[Period]) -> bool {
        let may: Vec<Period> = periods.iter().copied().filter(|period| period.may_have(fact)).collect();
        let (Some(first), Some(last)) = (may.first(), may.last()) else { return false };
        let ended = if may.iter().all(|period| period.ended.is_some()) { last.ended } else { None };
        let mut narrows = false;
        for link in (Period { began: first.began, ended }).links(fact, rank) {
            narrows |= self.link(link);
        }
        let is_open = !fact.is_exact() || may.iter().any(Period::is_open_dated);
        if may.len() > 1 && is_open {
            self.choices.push(Choice { fact, rank, periods: may });
            narrows = true;
        }
        narrows
    }
}

/// What is known of the order in which the changes of a subject came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// They come as they are folded.
    AsFolded,
    /// There is one, and its links are found.
    Found,
    /// There are several, or too many.
    Open,
}

impl<'f> Chronology<'f> {
    pub(super) fn visit(&mut self, of: TimelineOf<'f>, found: &mut Found<'f>) {
        let (facts, as_of) = (self.facts, self.as_of);
        match of {
            TimelineOf::Place(place) => self.visit_place(place, found),
            TimelineOf::Element(place, kind) => {
                self.visit_element(place, kind, found);
                let timeline = facts.elements.timeline(place, kind);
                if let Some(t) = timeline {
                    found.later_periods::<ElementState>(t, as_of);
                }
            }
            TimelineOf::Sharing(place, kind) => {
                self.visit_sharing(place, kind, found);
                let timeline = facts.sharings.timeline(place, kind);
                if let Some(t) = timeline {
                    found.later_periods::<SharedWith>(t, as_of);
                }
            }
            TimelineOf::Federation(federation) => self.visit_federation(federation, found),
            TimelineOf::Designation(id) => {
                let entries = facts.designations.get(id).map(|t| allowed::<DesignationState>(t, as_of));
                let mut entries = entries.unwrap_or_default();
                let alike = |one: &DesignationChange, other: &DesignationChange| {
                    (std::mem::discriminant(one) == std::mem::discriminant(other)).then(|| one == other)
                };
                let in_order =
                    is_open(&entries, alike, |_| true).then(|| orders(&entries, &[], |_: &DesignationState| true));
                if self.take_order(of, in_order, &mut entries, found) == Order::AsFolded {
                    found.chain(&entries);
                }
                self.at_places(&entries, place_of_designation, found);
                for entry in &entries {
                    if let Some(holder) = entry.change.institution() {
                        let institution = TimelineOf::Institution(holder);
                        let periods = self.periods_of(institution);
                        found.within(dated(entry), &periods, institution);
                    }
                }
                let timeline = facts.designations.get(id);
                if let Some(t) = timeline {
                    found.later_periods::<DesignationState>(t, as_of);
                }
            }
            TimelineOf::Institution(id) => {
                let entries = facts.institutions.get(id).map(|t| allowed::<InstitutionState>(t, as_of));
                let entries = entries.unwrap_or_default();
                found.chain(&entries);
                self.at_places(&entries, place_of_institution, found);
                if self.periods_of(of).iter().any(Period::is_open_dated) {
                    found.more.extend_from_slice(self.named_by.held_by(id));
                }
            }
            TimelineOf::Target(id) => {
                let entries = facts.targets.get(id).map(|t| allowed::<TargetState>(t, as_of));
                let entries = entries.unwrap_or_default();
                found.chain(&entries);
                self.at_places(&entries, place_of_target, found);
            }
            TimelineOf::ReformIssue(id) => {
                let entries = facts.reform_issues.get(id).map(|t| allowed::<ReformIssueState>(t, as_of));
                // What was done in between has no order of its own, and shows nothing that the
                // other two do not.
                let mut entries = entries.unwrap_or_default();
                entries.retain(|entry| !matches!(entry.change, ReformIssueChange::Progressed(_)));
                found.chain(&entries);
                self.at_places(&entries, place_of_issue, found);
            }
        }
    }

    /// The facts of a subject that need a place.
    fn at_places<C>(
        &mut self,
        entries: &[Entry<'_, C>],
        place_of: impl Fn(&C) -> Option<PlaceNo>,
        found: &mut Found<'f>,
    ) {
        for entry in entries {
            if let Some(place) = place_of(entry.change) {
                self.at_place(dated(entry), place, found);
            }
        }
    }

    /// Puts the changes of a subject into the one order that they can have come in, if there is
    /// one, or keeps the orders. Nothing is given where they come as they are folded.
    fn take_order<C>(
        &mut self,
        of: TimelineOf<'f>,
        in_order: Option<Orders<'f, C>>,
        entries: &mut Vec<Entry<'f, C>>,
        found: &mut Found<'f>,
    ) -> Order {
        match in_order {
            None => return Order::AsFolded,
            Some(Orders::One(only, links)) => {
                *entries = only;
                found.links.extend(links);
                return Order::Found;
            }
            Some(Orders::Several(several)) => self.orders.insert(of, OpenOrder::OneOf(several)),
            Some(Orders::Unknown) => self.orders.insert(of, OpenOrder::Unknown),
        };
        Order::Open
    }

    /// The changes of an element, and the orders that they can have come in where that is open.
    fn element_in_order(
        &self,
        place: PlaceNo,
        kind: KindNo,
    ) -> (Vec<Entry<'f, ElementChange>>, Option<Orders<'f, ElementChange>>) {
        let facts = self.facts;
        let entries = facts.elements.timeline(place, kind).map(|t| allowed::<ElementState>(t, self.as_of));
        let entries = entries.unwrap_or_default();
        let own = periods(&entries, |change| matches!(change, ElementChange::Closed { .. }));
        if !is_open_of_element(&entries, &own) {
            return (entries, None);
        }
        // A sharing is agreed on with a place that has what it shares.
        let sharings = facts.sharings.users_of(place).filter_map(|user| facts.sharings.timeline(user, kind));
        let agreed = sharings.flat_map(|sharing| allowed::<SharedWith>(sharing, self.as_of));
        let agreed = agreed.filter(|entry| entry.change.begins() && entry.change.provider() == place);
        let needing: Vec<Dated> = agreed.map(|entry| dated(&entry)).collect();
        let orders = orders(&entries, &needing, ElementState::exists);
        (entries, Some(orders))
    }

    /// A fact that needs a place.
    fn at_place(&mut self, fact: Dated, place: PlaceNo, found: &mut Found<'f>) {
        let of = TimelineOf::Place(place);
        let periods = self.periods_of(of);
        found.within(fact, &periods, of);
    }

    /// The periods in which a place, an element or a federation existed.
    fn periods_of(&mut self, of: TimelineOf<'f>) -> Vec<Period> {
        if let Some(periods) = self.periods.get(&of) {
            return periods.clone();
        }
        let (facts, as_of) = (self.facts, self.as_of);
        let found = match of {
            TimelineOf::Place(place) => facts.places.get(place).map(|record| {
                let entries = allowed::<PlaceState>(&record.timeline, as_of);
                periods(&entries, |change| matches!(change, PlaceChange::Ended(_)))
            }),
            TimelineOf::Element(place, kind) => {
                let is_end = |change: &ElementChange| matches!(change, ElementChange::Closed { .. });
                match self.element_in_order(place, kind) {
                    (entries, None) | (_, Some(Orders::One(entries, _))) => Some(periods(&entries, is_end)),
                    (_, Some(Orders::Several(_) | Orders::Unknown)) => None,
                }
            }
            TimelineOf::Federation(federation) => facts.federations.get(federation).map(|record| {
                let entries = allowed::<FederationState>(&record.timeline, as_of);
                periods(&entries, is_end)
            }),
            TimelineOf::Institution(id) => facts.institutions.get(id).map(|timeline| {
                let entries = allowed::<InstitutionState>(timeline, as_of);
                periods(&entries, |change| matches!(change, InstitutionChange::Closed))
            }),
            TimelineOf::Sharing(..)
            | TimelineOf::Designation(_)
            | TimelineOf::Target(_)
            | TimelineOf::ReformIssue(_) => None,
        };
        let found = found.unwrap_or_default();
        self.periods.insert(of, found.clone());
        found
    }

    fn visit_place(&mut self, place: PlaceNo, found: &mut Found<'f>) {
        let facts = self.facts;
        let Some(record) = facts.places.get(place) else { return };
        let entries = allowed::<PlaceState>(&record.timeline, self.as_of);
        let Some((begun, rest)) = entries.split_first() else { return };
        let ended = rest.last().filter(|entry| matches!(entry.change, PlaceChange::Ended(_)));
        let became = rest.iter().find(|entry| matches!(entry.change, PlaceChange::BecameCommunity { .. }));
        for entry in rest {
            found.own(begun, entry);
            if let Some(ended) = ended.filter(|ended| ended.position != entry.position) {
                found.own(entry, ended);
            }
            let is_of_division = match entry.change {
                PlaceChange::Recoded { .. } | PlaceChange::Moved { .. } | PlaceChange::Converted { .. } => true,
                PlaceChange::Ended(ending) => *ending != Ending::Closed,
                PlaceChange::DivisionRegistered { .. }
                | PlaceChange::SiteRegistered { .. }
                | PlaceChange::Renamed { .. }
                | PlaceChange::BecameCommunity { .. }
                | PlaceChange::PopulationCounted { .. } => false,
            };
            if let Some(became) = became.filter(|_| is_of_division) {
                found.own(became, entry);
            }
        }
        for entry in &entries {
            for other in places_named(entry.change) {
                self.at_place(dated(entry), other, found);
            }
            if let Some(code) = entry.change.code() {
                self.hand_over(code, found);
            }
        }
        for entry in entries.iter().filter(|entry| !entry.effective.is_exact()) {
            let reformed = self.named_by.reformed_at(entry.position);
            found.more.extend(reformed.iter().map(|place| TimelineOf::Place(*place)));
        }
        if self.periods_of(TimelineOf::Place(place)).iter().any(Period::is_open_dated) {
            found.more.extend(self.named_by.places(place).iter().map(|place| TimelineOf::Place(*place)));
            found.more.extend(facts.elements.of_place(place).map(|(kind, _)| TimelineOf::Element(place, kind)));
            for user in facts.sharings.users_of(place).chain([place]) {
                found.more.extend(facts.sharings.of_place(user).map(|(kind, _)| TimelineOf::Sharing(user, kind)));
            }
            found.more.extend(facts.federations.numbers_at(place).iter().map(|no| TimelineOf::Federation(*no)));
            found.more.extend_from_slice(self.named_by.bodies(place));
        }
    }

    /// A code is given to a place once the one that carried it before has another, or is no more.
    fn hand_over(&mut self, code: DivisionCode, found: &mut Found<'f>) {
        if !self.handed_over.insert(code) {
            return;
        }
        let facts = self.facts;
        let mut carried: Vec<(PlaceNo, Dated, Option<Dated>)> = Vec::new();
        for place in facts.places.carriers_of(code) {
            let Some(record) = facts.places.get(*place) else { continue };
            let mut since = None;
            for entry in allowed::<PlaceState>(&record.timeline, self.as_of) {
                let is_other = entry.change.code().is_some_and(|other| other != code);
                if since.is_some() && (is_other || matches!(entry.change, PlaceChange::Ended(_))) {
                    carried.extend(since.take().map(|since| (*place, since, Some(dated(&entry)))));
                } else if entry.change.code() == Some(code) && since.is_none() {
                    since = Some(dated(&entry));
                }
            }
            carried.extend(since.map(|since| (*place, since, None)));
        }
        carried.sort_by_key(|(_, since, _)| (since.last, since.position));
        for ((one, _, lost), (other, since, _)) in carried.iter().zip(carried.iter().skip(1)) {
            let Some(lost) = lost.filter(|_| one != other) else { continue };
            if found.link(Link { earlier: lost, later: *since, is_strict: false, is_own: false }) {
                found.more.extend([TimelineOf::Place(*one), TimelineOf::Place(*other)]);
            }
        }
    }

    fn visit_element(&mut self, place: PlaceNo, kind: KindNo, found: &mut Found<'f>) {
        let facts = self.facts;
        let of = TimelineOf::Element(place, kind);
        let (mut entries, in_order) = self.element_in_order(place, kind);
        let order = self.take_order(of, in_order, &mut entries, found);
        let own = periods(&entries, |change| matches!(change, ElementChange::Closed { .. }));
        let mut last: Option<&Entry<'_, ElementChange>> = None;
        for (rank, entry) in entries.iter().enumerate().filter(|_| order == Order::AsFolded) {
            if let ElementChange::Inspected { .. } = entry.change {
                found.in_one(dated(entry), Some(rank), &own);
            } else {
                if let Some(last) = last {
                    found.own(last, entry);
                }
                last = Some(entry);
            }
        }
        for entry in &entries {
            let ElementChange::Inspected { sample: Some(sample), .. } = entry.change else { continue };
            if let Some(drawn) = facts.samples.get(sample).and_then(|t| t.counting(self.as_of).next()) {
                let (earlier, later) = (dated(&drawn), dated(entry));
                found.link(Link { earlier, later, is_strict: false, is_own: false });
            }
        }
        let is_federation = facts.catalogue.kind(WOMENS_FEDERATION) == Some(kind);
        for entry in &entries {
            if let ElementChange::Established { federation: Some(federation), .. }
            | ElementChange::Closed { federation: Some(federation) } = entry.change
                && !entry.effective.is_exact()
            {
                found.more.push(TimelineOf::Federation(*federation));
            }
            // The end of a federation asks for nothing at the place.
            if !(is_federation && matches!(entry.change, ElementChange::Closed { .. })) {
                self.at_place(dated(entry), place, found);
            }
        }
        if order == Order::Open || own.iter().any(Period::is_open_dated) {
            found.more.extend(facts.sharings.users_of(place).map(|user| TimelineOf::Sharing(user, kind)));
        }
    }

    fn visit_sharing(&mut self, place: PlaceNo, kind: KindNo, found: &mut Found<'f>) {
        let facts = self.facts;
        let Some(timeline) = facts.sharings.timeline(place, kind) else { return };
        let mut entries = allowed::<SharedWith>(timeline, self.as_of);
        let alike = |one: &SharingChange, other: &SharingChange| {
            let is_one_provider = one.provider() == other.provider();
            (one.begins() == other.begins() && (one.begins() || is_one_provider)).then_some(is_one_provider)
        };
        let may_end = |change: &SharingChange| {
            let ends = |other: &SharingChange| !other.begins() && other.provider() == change.provider();
            entries.iter().any(|entry| ends(entry.change))
        };
        let in_order = is_open(&entries, alike, may_end).then(|| orders(&entries, &[], |_: &SharedWith| true));
        if self.take_order(TimelineOf::Sharing(place, kind), in_order, &mut entries, found) == Order::AsFolded {
            found.chain(&entries);
        }
        for entry in &entries {
            let provider = entry.change.provider();
            self.at_place(dated(entry), place, found);
            self.at_place(dated(entry), provider, found);
            if entry.change.begins() {
                let element = TimelineOf::Element(provider, kind);
                let periods = self.periods_of(element);
                found.within(dated(entry), &periods, element);
            }
            if !entry.effective.is_exact() {
                found.more.extend(facts.sharings.of_place(place).map(|(kind, _)| TimelineOf::Sharing(place, kind)));
            }
        }
    }

    fn visit_federation(&mut self, federation: FederationNo, found: &mut Found<'f>) {
        let facts = self.facts;
        let Some(record) = facts.federations.get(federation) else { return };
        let entries = allowed::<FederationState>(&record.timeline, self.as_of);
        if let Some((founded, rest)) = entries.split_first() {
            let ended = rest.last().filter(|entry| is_end(entry.change));
            for entry in rest {
                found.own(founded, entry);
                if let Some(ended) = ended.filter(|ended| ended.position != entry.position) {
                    found.own(entry, ended);
                }
            }
        }
        let own = self.periods_of(TimelineOf::Federation(federation));
        for entry in &entries {
            match entry.change {
                FederationChange::Founded { place, .. } => {
                    self.at_place(dated(entry), *place, found);
                    let kind = facts.catalogue.kind(WOMENS_FEDERATION);
                    found.more.extend(kind.map(|kind| TimelineOf::Element(*place, kind)));
                }
                FederationChange::MergedInto { into } => {
                    let into = TimelineOf::Federation(*into);
                    let periods = self.periods_of(into);
                    found.within(dated(entry), &periods, into);
                    if let TimelineOf::Federation(into) = into
                        && !entry.effective.is_exact()
                    {
                        found.more.extend(self.named_by.merged(into).iter().map(|no| TimelineOf::Federation(*no)));
                    }
                }
                FederationChange::Renamed { .. } | FederationChange::Dissolved => {}
            }
        }
        for entry in self.link_committees(federation, found) {
            found.within(dated(&entry), &own, TimelineOf::Federation(federation));
        }
        if own.iter().any(Period::is_open_dated) {
            found.more.extend(self.named_by.merged(federation).iter().map(|no| TimelineOf::Federation(*no)));
        }
    }

    fn link_committees(&self, federation: FederationNo, found: &mut Found<'f>) -> Vec<Entry<'f, CommitteeChange>> {
        let Some(record) = self.facts.federations.get(federation) else { return Vec::new() };
        let entries = allowed::<Committees>(&record.committees, self.as_of);
        let mut elections: BTreeMap<u16, Entry<'_, CommitteeChange>> = BTreeMap::new();
        let mut seats: BTreeMap<(u16, &PersonId), Entry<'_, CommitteeChange>> = BTreeMap::new();
        for entry in &entries {
            let (term, person) = match entry.change {
                CommitteeChange::Elected { term, .. } => {
                    elections.insert(*term, *entry);
                    continue;
                }
                CommitteeChange::Met { term, .. } => (term, None),
                CommitteeChange::Filled { term, filled } => (term, Some(&filled.seat.person)),
                CommitteeChange::Vacated { term, person } => (term, Some(person)),
            };
            elections.get(term).into_iter().for_each(|elected| found.own(elected, entry));
            let before = person.and_then(|person| seats.insert((*term, person), *entry));
            if let Some(before) = &before {
                found.own(before, entry);
            }
        }
        entries
    }
}

/// Whether a federation ends with a change.
const fn is_end(change: &FederationChange) -> bool {
    matches!(change, FederationChange::MergedInto { .. } | FederationChange::Dissolved)
}
