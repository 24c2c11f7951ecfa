//! Facts without effect (未生效): recorded and not withdrawn, and yet nothing rests on them.
//!
//! A fact has no effect where the state that it meets does not allow it, or where what it rests on
//! does not exist on a day of its date. Recording refuses such a fact. It comes about later: by a
//! retraction, by an earlier period whose end is not recorded yet, by a statement that outranks
//! another.
//!
//! A fact can have an effect and yet name what does not exist: a merger into a federation whose
//! founding is withdrawn, a community below a township that is. What it ends or begins stands; it
//! is found **in part** without effect.

mod changing;
mod near;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::by_id::ById;
use crate::catalogue::{KindNo, WOMENS_FEDERATION};
use crate::committee::{CommitteeChange, Committees};
use crate::designation::{DesignationChange, DesignationState};
use crate::element::{ElementChange, ElementState};
use crate::event::{Event, Fact};
use crate::facts::Facts;
use crate::federation::{FederationChange, FederationNo, FederationState};
use crate::ids::{FederationId, InstitutionId, PersonId, Position};
use crate::institution::{InstitutionChange, InstitutionState};
use crate::partial_date::PartialDate;
use crate::person::PersonState;
use crate::place::Place;
use crate::places::{Ending, PlaceChange, PlaceNo, PlaceState};
use crate::reform_issue::{ReformIssueChange, ReformIssueState};
use crate::sharing::{SharedWith, SharingChange};
use crate::standard::StandardState;
use crate::target::{TargetChange, TargetState};
use crate::timeline::{Change, Entry, Machine, Span, Timeline};

/// A fact without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutEffect {
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// Where it is recorded.
    pub position: Position,
    /// What it is about, where that is a place or a federation of one.
    pub place: Option<PlaceNo>,
    /// Why it has no effect.
    pub because: Because,
    /// Whether it has an effect all the same, on others that it names: of two federations merged
    /// into a third, one does not exist; or the place exists, and the division above it does not.
    pub in_part: bool,
}

/// Why a fact has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The state that it meets does not allow it. That was made by the fact recorded here; by none
    /// where nothing had begun.
    State(Option<Position>),
    /// Its place does not exist on a day of its date.
    NoPlace(PlaceNo),
    /// Its federation does not exist on a day of its date.
    NoFederation(FederationNo),
    /// The provider has no such element on a day of its date.
    NoProvider(PlaceNo, KindNo),
    /// The registration of a person that it names is withdrawn.
    NoPerson(PersonId),
    /// The institution that holds the designation does not exist on a day of its date.
    NoInstitution(InstitutionId),
}

/// What is found, each fact once.
type Found = BTreeMap<Position, WithoutEffect>;

/// Looks for facts without effect, as asked.
struct Search<'a> {
    facts: &'a Facts,
    as_of: AsOf,
    found: Found,
    /// When the places named as above others exist; one division is named by many.
    spans_above: HashMap<PlaceNo, Vec<Span>>,
    /// Mergers and splits without effect on one of those that they name.
    reforms: BTreeSet<Position>,
    /// The places that names can mean, where it is known which do; else all that ever had the name.
    bearing: Option<&'a BTreeSet<PlaceNo>>,
}

impl Facts {
    /// All facts without effect, for a question, by position.
    pub fn without_effect(&self, as_of: AsOf) -> BTreeMap<Position, WithoutEffect> {
        let mut search = Search::of(self, as_of);
        for (no, _) in self.places.iter() {
            search.place(no);
        }
        for (no, _) in self.federations.iter() {
            search.federation(no);
        }
        search.by_id::<_, DesignationState>(&self.designations);
        search.by_id::<_, InstitutionState>(&self.institutions);
        search.by_id::<_, StandardState>(&self.standards);
        search.by_id::<_, TargetState>(&self.targets);
        search.by_id::<_, ReformIssueState>(&self.reform_issues);
        search.subjects_of_places();
        search.subjects_of_federations();
        search.designations_of_institutions(|_| true);
        search.seats_of(&search.withdrawn_persons());
        search.all()
    }

    /// The facts without effect on one kind at a place: its element, what it shares, the elements
    /// of those that share, and the federations of them all where that is the kind.
    pub fn without_effect_of_kind(
        &self,
        place: PlaceNo,
        kind: KindNo,
        as_of: AsOf,
    ) -> BTreeMap<Position, WithoutEffect> {
        let mut search = Search::of(self, as_of);
        let sharing = self.sharings.timeline(place, kind);
        let providers = sharing.into_iter().flat_map(Timeline::all).map(|e| e.change.provider());
        let places: BTreeSet<PlaceNo> = providers.chain([place]).collect();
        for no in places {
            let spans = search.spans_of_place(no);
            if let Some(timeline) = self.elements.timeline(no, kind) {
                search.element(no, timeline, &spans);
            }
            if self.catalogue.kind(WOMENS_FEDERATION) == Some(kind) {
                self.federations.numbers_at(no).iter().for_each(|no| search.federation(*no));
            }
        }
        if let Some(timeline) = sharing {
            let spans = search.spans_of_place(place);
            search.sharing(place, kind, timeline, &spans);
        }
        search.all()
    }

    /// The places that the names in an event can mean when it is recorded next for a date: those
    /// that have the names then, and those that wait for a registration. A place that begins with
    /// it has no number yet.
    pub fn places_meant(&self, fact: &Fact) -> BTreeSet<PlaceNo> {
        let mut places = BTreeSet::new();
        for place in fact.event.places() {
            places.extend(self.named_in(&fact.event, &place, fact.effective));
            places.extend(match place {
                Place::Division(code) => self.places.unregistered(code),
                Place::Site(site) => self.places.number_of_site(&site),
            });
        }
        places
    }

    /// The same as [`Facts::without_effect_near`] for an event of which it is known which places
    /// its names mean.
    pub fn without_effect_bearing(
        &self,
        event: &Event,
        places: &BTreeSet<PlaceNo>,
    ) -> BTreeMap<Position, WithoutEffect> {
        let mut search = Search::of(self, AsOf::on(Date::MAX));
        search.bearing = Some(places).filter(|_| !matches!(event, Event::PrecedenceAdopted(_)));
        search.near(event);
        search.all()
    }

    /// The facts without effect among those whose effect can depend on an event, by position: as
    /// all of the log tells it.
    pub fn without_effect_near(&self, event: &Event) -> BTreeMap<Position, WithoutEffect> {
        let mut search = Search::of(self, AsOf::on(Date::MAX));
        search.near(event);
        search.all()
    }
}

impl<'a> Search<'a> {
    fn of(facts: &'a Facts, as_of: AsOf) -> Self {
        let (found, spans_above, reforms) = (Found::new(), HashMap::new(), BTreeSet::new());
        Self { facts, as_of, found, spans_above, reforms, bearing: None }
    }

    fn add(&mut self, effective: PartialDate, position: Position, place: Option<PlaceNo>, because: Because) {
        let in_part = false;
        self.found.entry(position).or_insert(WithoutEffect { effective, position, place, because, in_part });
    }

    /// What has an effect, and names something that does not exist.
    fn add_in_part(&mut self, effective: PartialDate, position: Position, place: Option<PlaceNo>, because: Because) {
        let in_part = true;
        self.found.entry(position).or_insert(WithoutEffect { effective, position, place, because, in_part });
    }

    /// What meets a state that does not allow it.
    fn states<M: Machine>(&mut self, timeline: &Timeline<M::Change>, place: Option<PlaceNo>) {
        for step in timeline.without_effect_on::<M>(self.as_of) {
            self.add(step.entry.effective, step.entry.position, place, Because::State(step.met));
        }
    }

    /// All that was found, each said to be in part where it has an effect on another that it names.
    fn all(mut self) -> Found {
        let mut in_part: BTreeSet<Position> = BTreeSet::new();
        let whole = |fact: &&WithoutEffect| !fact.in_part;
        for fact in self.found.values().filter(whole) {
            let sharings = fact.place.into_iter().flat_map(|place| self.facts.sharings.of_place(place));
            in_part.extend(sharings.filter_map(|(_, timeline)| self.effective::<SharedWith>(timeline, fact.position)));
        }
        if !self.reforms.is_empty() {
            let is_reform = |position: &Position| self.reforms.contains(position);
            for (_, record) in self.facts.places.iter() {
                let named: Vec<Position> =
                    record.timeline.on(self.as_of).map(|e| e.position).filter(is_reform).collect();
                in_part.extend(named.into_iter().filter_map(|p| self.effective::<PlaceState>(&record.timeline, p)));
            }
            for (_, record) in self.facts.federations.iter() {
                let named: Vec<Position> =
                    record.timeline.on(self.as_of).map(|e| e.position).filter(is_reform).collect();
                in_part
                    .extend(named.into_iter().filter_map(|p| self.effective::<FederationState>(&record.timeline, p)));
            }
        }
        for position in in_part {
            if let Some(fact) = self.found.get_mut(&position) {
                fact.in_part = true;
            }
        }
        self.found
    }

    /// The position, if the timeline has an entry of it that has an effect.
    fn effective<M: Machine>(&self, timeline: &Timeline<M::Change>, position: Position) -> Option<Position> {
        timeline.all().any(|e| e.position == position).then_some(())?;
        timeline.possible_on::<M>(self.as_of).iter().any(|e| e.position == position).then_some(position)
    }

    /// The facts of a timeline for whose date something does not exist.
    fn grounds<C: Change>(
        &mut self,
        timeline: &Timeline<C>,
        place: Option<PlaceNo>,
        spans: &[Span],
        rests: impl Fn(&C) -> bool,
        because: &Because,
    ) {
        let lies = |e: &Entry<'_, C>| rests(e.change) && !spans.iter().any(|span| span.meets(e.effective));
        let lost: Vec<_> = timeline.on(self.as_of).filter(lies).map(|e| (e.effective, e.position)).collect();
        self.add_lost(timeline, &lost, place, spans, because);
    }

    /// Facts of a timeline for whose dates something does not exist. Those that have an effect
    /// otherwise count from when that is there again.
    fn add_lost<C: Change>(
        &mut self,
        timeline: &Timeline<C>,
        lost: &[(PartialDate, Position)],
        place: Option<PlaceNo>,
        spans: &[Span],
        because: &Because,
    ) {
        for (effective, position) in lost {
            let is_there_later = spans.iter().any(|span| effective.last() < span.from);
            if is_there_later && self.effective::<C::State>(timeline, *position).is_some() {
                self.add_in_part(*effective, *position, place, because.clone());
            } else {
                self.add(*effective, *position, place, because.clone());
            }
        }
    }

    /// The places that a name can mean.
    fn named_places(&self, place: &Place) -> Vec<PlaceNo> {
        let Some(bearing) = self.bearing else { return self.facts.places.all_named(place).into_iter().collect() };
        bearing.iter().copied().filter(|no| self.facts.places.ever_had(*no, place)).collect()
    }

    fn spans_of_place(&self, no: PlaceNo) -> Vec<Span> {
        let record = self.facts.places.get(no);
        record.map(|record| record.timeline.spans_for::<PlaceState>(self.as_of)).unwrap_or_default()
    }

    fn spans_above(&mut self, no: PlaceNo) -> &[Span] {
        if !self.spans_above.contains_key(&no) {
            let spans = self.spans_of_place(no);
            self.spans_above.insert(no, spans);
        }
        self.spans_above.get(&no).map(Vec::as_slice).unwrap_or_default()
    }

    fn spans_of_element(&self, no: PlaceNo, kind: KindNo) -> Vec<Span> {
        let timeline = self.facts.elements.timeline(no, kind);
        timeline.map(|timeline| timeline.spans_for::<ElementState>(self.as_of)).unwrap_or_default()
    }

    /// A place, its elements and the sharings that it uses.
    fn place(&mut self, no: PlaceNo) {
        let facts = self.facts;
        let Some(record) = facts.places.get(no) else { return };
        self.states::<PlaceState>(&record.timeline, Some(no));
        let is_reform = |e: &Entry<'_, PlaceChange>| {
            matches!(e.change, PlaceChange::Ended(Ending::MergedInto(_) | Ending::SplitUp))
        };
        let reforms = record.timeline.on(self.as_of).filter(is_reform).map(|e| e.position);
        self.reforms.extend(reforms.filter(|position| self.found.contains_key(position)));
        for entry in record.timeline.on(self.as_of) {
            for above in entry.change.names().into_iter().flatten() {
                if !self.spans_above(above).iter().any(|span| span.meets(entry.effective)) {
                    self.add_in_part(entry.effective, entry.position, Some(no), Because::NoPlace(above));
                }
            }
        }
        let spans = self.spans_of_place(no);
        for (_, timeline) in facts.elements.of_place(no) {
            self.element(no, timeline, &spans);
        }
        for (kind, timeline) in facts.sharings.of_place(no) {
            self.sharing(no, kind, timeline, &spans);
        }
        self.split_from(no, &spans);
    }

    /// Splits of a place that goes on, and does not exist on a day of their date.
    fn split_from(&mut self, no: PlaceNo, spans: &[Span]) {
        for (effective, position) in self.facts.resting.split_from(no) {
            let counts = position < self.as_of.known
                && self.facts.withdrawn(position).is_none_or(|by| by >= self.as_of.known)
                && self.as_of.has_happened(effective, position)
                && self.prevails(position);
            if counts && !spans.iter().any(|span| span.meets(effective)) {
                self.add_in_part(effective, position, Some(no), Because::NoPlace(no));
            }
        }
    }

    fn element(&mut self, no: PlaceNo, timeline: &Timeline<ElementChange>, spans: &[Span]) {
        let rests = |change: &ElementChange| !matches!(change, ElementChange::Closed { federation: Some(_) });
        self.grounds(timeline, Some(no), spans, rests, &Because::NoPlace(no));
        self.states::<ElementState>(timeline, Some(no));
    }

    fn sharing(&mut self, no: PlaceNo, kind: KindNo, timeline: &Timeline<SharingChange>, spans: &[Span]) {
        self.grounds(timeline, Some(no), spans, |_| true, &Because::NoPlace(no));
        let mut providers: Vec<PlaceNo> = timeline.on(self.as_of).map(|e| e.change.provider()).collect();
        providers.sort_unstable();
        providers.dedup();
        for provider in providers {
            let of_provider = |change: &SharingChange| change.provider() == provider;
            let spans = self.spans_of_place(provider);
            self.grounds(timeline, Some(no), &spans, of_provider, &Because::NoPlace(provider));
            let agreed = SharingChange::Agreed { provider };
            let spans = self.spans_of_element(provider, kind);
            let because = Because::NoProvider(provider, kind);
            self.grounds(timeline, Some(no), &spans, |change| *change == agreed, &because);
        }
        self.states::<SharedWith>(timeline, Some(no));
    }

    /// A federation and what its committees did.
    fn federation(&mut self, no: FederationNo) {
        let Some(record) = self.facts.federations.get(no) else { return };
        let place = record.place(self.as_of);
        let spans = record.timeline.spans_for::<FederationState>(self.as_of);
        self.grounds(&record.committees, place, &spans, |_| true, &Because::NoFederation(no));
        self.states::<FederationState>(&record.timeline, place);
        self.states::<Committees>(&record.committees, place);
        if let Some(place) = place {
            let spans = self.spans_of_place(place);
            self.grounds(&record.timeline, Some(place), &spans, Change::begins, &Because::NoPlace(place));
            self.grounds(&record.committees, Some(place), &spans, |_| true, &Because::NoPlace(place));
        }
        for entry in record.timeline.on(self.as_of) {
            if let FederationChange::MergedInto { into } = entry.change {
                self.reforms.extend(self.found.contains_key(&entry.position).then_some(entry.position));
                self.merged_into(*into, entry.effective, entry.position, place);
            }
        }
    }

    /// A merger into a federation that does not exist: it ends the others all the same.
    fn merged_into(&mut self, into: FederationNo, effective: PartialDate, position: Position, place: Option<PlaceNo>) {
        if !self.spans_of_federation(into).iter().any(|span| span.meets(effective)) {
            self.add_in_part(effective, position, place, Because::NoFederation(into));
        }
    }

    fn spans_of_federation(&self, no: FederationNo) -> Vec<Span> {
        let record = self.facts.federations.get(no);
        record.map(|record| record.timeline.spans_for::<FederationState>(self.as_of)).unwrap_or_default()
    }

    /// Targets that count what a federation does which was never founded.
    fn subjects_of_federations(&mut self) {
        for (_, timeline) in self.facts.targets.iter() {
            self.target_of_federation(timeline, |_| true);
        }
    }

    fn target_of_federation(&mut self, timeline: &Timeline<TargetChange>, is_meant: impl Fn(FederationNo) -> bool) {
        for entry in timeline.on(self.as_of) {
            let named = entry.change.federation().and_then(|id| self.facts.federations.find(id));
            if let Some(no) = named.filter(|no| is_meant(*no))
                && self.spans_of_federation(no).is_empty()
            {
                self.add(entry.effective, entry.position, None, Because::NoFederation(no));
            }
        }
    }

    /// Designations held by institutions that do not exist on a day of their date.
    fn designations_of_institutions(&mut self, is_meant: impl Fn(&InstitutionId) -> bool) {
        for (_, timeline) in self.facts.designations.iter() {
            self.designation_of_institution(timeline, &is_meant);
        }
    }

    fn designation_of_institution(
        &mut self,
        timeline: &Timeline<DesignationChange>,
        is_meant: impl Fn(&InstitutionId) -> bool,
    ) {
        for entry in timeline.on(self.as_of) {
            let Some(id) = entry.change.institution().filter(|id| is_meant(id)) else { continue };
            let institution = self.facts.institutions.get(id);
            let spans = institution.map(|t| t.spans_for::<InstitutionState>(self.as_of)).unwrap_or_default();
            if !spans.iter().any(|span| span.meets(entry.effective)) {
                let lost = [(entry.effective, entry.position)];
                self.add_lost(timeline, &lost, None, &spans, &Because::NoInstitution(id.clone()));
            }
        }
    }

    fn by_id<I: Ord + Clone, M: Machine>(&mut self, all: &ById<I, M::Change>) {
        for (_, timeline) in all.iter() {
            self.states::<M>(timeline, None);
        }
    }

    /// Institutions, designations, targets and reform issues: whether the place that they name
    /// exists.
    fn subjects_of_places(&mut self) {
        let facts = self.facts;
        facts.institutions.iter().for_each(|(_, timeline)| self.at_places(timeline, InstitutionChange::place));
        facts.designations.iter().for_each(|(_, timeline)| self.at_places(timeline, DesignationChange::place));
        facts.targets.iter().for_each(|(_, timeline)| self.at_places(timeline, TargetChange::scope));
        facts.reform_issues.iter().for_each(|(_, timeline)| self.at_places(timeline, ReformIssueChange::place));
    }

    fn at_places<C: Change>(&mut self, timeline: &Timeline<C>, place: impl Fn(&C) -> Option<PlaceNo>) {
        let named: Vec<_> =
            timeline.on(self.as_of).filter_map(|e| Some((e.effective, e.position, place(e.change)?))).collect();
        for (effective, position, place) in named {
            let spans = self.spans_of_place(place);
            if !spans.iter().any(|span| span.meets(effective)) {
                self.add_lost(timeline, &[(effective, position)], Some(place), &spans, &Because::NoPlace(place));
            }
        }
    }

    /// Those whose registration is withdrawn.
    fn withdrawn_persons(&self) -> Vec<PersonId> {
        let as_of = AsOf::on(Date::MAX).known_before(self.as_of.known);
        let is_unknown = |(_, timeline): &(&PersonId, &Timeline<_>)| {
            timeline.all().any(|e| e.position < as_of.known)
                && timeline.state_on::<PersonState>(as_of) == PersonState::Unknown
        };
        self.facts.persons.iter().filter(is_unknown).map(|(person, _)| person.clone()).collect()
    }

    /// The elections and by-elections that name one of some persons.
    fn seats_of(&mut self, persons: &[PersonId]) {
        if persons.is_empty() {
            return;
        }
        for (_, record) in self.facts.federations.iter() {
            let place = record.place(self.as_of);
            for person in persons {
                let names = |e: &Entry<'_, CommitteeChange>| match e.change {
                    CommitteeChange::Elected { seats, .. } => seats.iter().any(|seat| seat.person == *person),
                    CommitteeChange::Filled { filled, .. } => filled.seat.person == *person,
                    CommitteeChange::Vacated { .. } | CommitteeChange::Met { .. } => false,
                };
                for entry in record.committees.on(self.as_of).filter(names) {
                    self.add(entry.effective, entry.position, place, Because::NoPerson(person.clone()));
                }
            }
        }
    }

    /// A federation with its element, and the agreements to share that.
    fn federation_with_element(&mut self, id: &FederationId) {
        let Some(no) = self.facts.federations.find(id) else { return };
        self.federation(no);
        let Some(kind) = self.facts.catalogue.kind(WOMENS_FEDERATION) else { return };
        for place in self.facts.federations.places_ever_of(no) {
            self.element_with_users(place, kind);
        }
        let mergers: Vec<_> = self.facts.resting.on_federation(no).collect();
        for (effective, position) in mergers {
            if self.facts.withdrawn(position).is_none() && self.prevails(position) {
                self.merged_into(no, effective, position, None);
            }
        }
    }

    fn element_with_users(&mut self, no: PlaceNo, kind: KindNo) {
        let facts = self.facts;
        if let Some(timeline) = facts.elements.timeline(no, kind) {
            let spans = self.spans_of_place(no);
            self.element(no, timeline, &spans);
        }
        for user in facts.sharings.users_of(no) {
            self.sharing_of(user, kind);
        }
    }

    fn sharing_of(&mut self, no: PlaceNo, kind: KindNo) {
        if let Some(timeline) = self.facts.sharings.timeline(no, kind) {
            let spans = self.spans_of_place(no);
            self.sharing(no, kind, timeline, &spans);
        }
    }

    /// A place with all that rests on it.
    fn place_with_all(&mut self, place: &Place) {
        let facts = self.facts;
        for no in self.named_places(place) {
            self.place(no);
            for user in facts.sharings.users_of(no) {
                for (kind, _) in facts.sharings.of_place(user) {
                    self.sharing_of(user, kind);
                }
            }
            let federations: Vec<FederationId> =
                facts.federations.ever_at(no).map(|record| record.id.clone()).collect();
            for id in &federations {
                self.federation_with_element(id);
            }
            let spans = self.spans_of_place(no);
            let is_lost = |search: &Self, effective: PartialDate, position: Position| {
                facts.withdrawn(position).is_none()
                    && search.prevails(position)
                    && !spans.iter().any(|span| span.meets(effective))
            };
            for (effective, position) in facts.resting.subjects_on(no) {
                if is_lost(self, effective, position) {
                    if spans.iter().any(|span| effective.last() < span.from) {
                        self.add_in_part(effective, position, None, Because::NoPlace(no));
                    } else {
                        self.add(effective, position, None, Because::NoPlace(no));
                    }
                }
            }
            for (effective, position) in facts.resting.frame_of(no) {
                if is_lost(self, effective, position) {
                    self.add_in_part(effective, position, None, Because::NoPlace(no));
                }
            }
        }
    }

    /// Whether no other statement of the same matter outranks a fact.
    fn prevails(&self, position: Position) -> bool {
        let disagreements = &self.facts.disagreements;
        let ranking = disagreements.group_of(position).and_then(|group| disagreements.ranking(group, self.as_of));
        let first =
            ranking.and_then(|ranking| ranking.statements.first().map(|first| first.statement.recorded.position));
        first.is_none_or(|first| first == position)
    }
}
