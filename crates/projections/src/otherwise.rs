//! What would have to be different for another answer: one fact that had not happened, had happened
//! by the day, had not been withdrawn, or had been added.
//!
//! Each change is a wish. It is decided on an excerpt of the registry (the events about the places
//! behind the cell), recorded there, and the cell judged again: what is told has been tried, and
//! what the domain would refuse is not told.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{KindNo, WOMENS_COUNCIL, WOMENS_FEDERATION};
use jiceng_domain::committee::{CommitteeChange, ExecutiveCommitteeElected, Seat, SeatRole};
use jiceng_domain::correction::RetractionReason;
use jiceng_domain::element::{CouncilCreated, ElementEstablished, ElementInspected, ElementResumed, Standing};
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationFounded, FederationOrigin, FederationRecord};
use jiceng_domain::person::{PersonName, PersonRegistered, SealedName};
use jiceng_domain::relocation_site::PopulationCounted;
use jiceng_domain::sharing::SharingAgreed;
use jiceng_domain::standard::{Need, Standard};
use jiceng_domain::{
    Command, CommitId, Event, EventId, Fact, FederationId, Name, PartialDate, PersonId, Place, PlaceNo, Position,
    Recorded, Wish, decide,
};
use jiff::civil::Date;

use crate::about::places_of_recorded;
use crate::bearing::{Which, providers};
use crate::coverage::{CellState, Coverage, election_turns, rules};
use crate::explain::{About, Explanation, Ground, Weight};
use crate::projections::Projections;

/// The index of the first event of a wish that is only tried, in a commit of the log.
const HYPOTHETICAL: u32 = 1 << 31;
/// Facts of one sort that are tried, at most: those next to the day asked about. An element may
/// have been inspected thousands of times, and each trial folds all of them.
const TRIED_OF_A_SORT_MAX: usize = 24;

/// A change of the history and the answer that it would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// What would have to be different.
    pub change: Counterfactual,
    /// The wish that makes it so.
    pub wish: Wish,
    /// What the cell would be.
    pub state: CellState,
}

/// What would have to be different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterfactual {
    /// The fact recorded here had not happened.
    Without {
        /// Where it is recorded.
        fact: Position,
    },
    /// The fact recorded here had taken effect by the day asked about.
    ByThen {
        /// Where it is recorded.
        fact: Position,
    },
    /// The fact recorded here had not been withdrawn.
    NotWithdrawn {
        /// Where it is recorded.
        fact: Position,
    },
    /// Something else had happened.
    Added {
        /// The event that is tried.
        event: Box<Event>,
        /// The first day on which it would do, up to the day asked about; otherwise it is that day.
        from: Option<Date>,
    },
}

/// A cell whose answer is to be tried under changes.
#[derive(Clone, Copy, Debug)]
pub struct TriedCell<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The two times.
    pub as_of: AsOf,
    /// The standard that it is judged by.
    pub standard: &'a Standard,
    /// The answer and its grounds.
    pub explanation: &'a Explanation,
}

/// The known events behind a cell, in the order of the log: those about the places behind it, with
/// their retractions. `event` reads one from the log.
pub fn events_behind<E>(
    projections: &Projections,
    place: PlaceNo,
    kind: KindNo,
    known: Position,
    mut event: impl FnMut(Position) -> Result<Option<Recorded>, E>,
) -> Result<Vec<Recorded>, E> {
    let facts = &projections.facts;
    let mut events: BTreeMap<Position, Recorded> = BTreeMap::new();
    let mut places = BTreeSet::new();
    let mut waiting: Vec<PlaceNo> = places_behind(facts, place, kind, known);
    let behind: BTreeSet<PlaceNo> = waiting.iter().copied().collect();
    let mut matters = BTreeSet::new();
    while let Some(place) = waiting.pop() {
        if !places.insert(place) {
            continue;
        }
        let record = facts.places.get(place);
        waiting.extend(record.iter().flat_map(|record| record.timeline.all()).filter_map(|e| e.change.parent()));
        let resting = facts.resting.on_place(place).filter(|_| behind.contains(&place));
        let positions = resting.map(|(_, position)| position).filter(|position| *position < known);
        for position in projections.place_timelines.of(place, known).chain(positions) {
            let withdrawal = facts.withdrawal(position);
            let by = withdrawal.iter().flat_map(|withdrawal| [Some(withdrawal.by), withdrawal.replaced_by]).flatten();
            for position in [position].into_iter().chain(by).filter(|position| *position < known) {
                if let Entry::Vacant(slot) = events.entry(position)
                    && let Some(recorded) = event(position)?
                {
                    waiting.extend(reformed_with(facts, &recorded));
                    waiting.extend(disputed_with(facts, position, &mut matters));
                    slot.insert(recorded);
                }
            }
        }
    }
    for precedence in facts.disagreements.precedences.now.all() {
        let by = facts.withdrawal(precedence.position).map(|withdrawal| withdrawal.by);
        for position in std::iter::once(precedence.position).chain(by).filter(|position| *position < known) {
            if let Some(recorded) = event(position)? {
                events.insert(position, recorded);
            }
        }
    }
    Ok(events.into_values().collect())
}

/// The places of the statements that dispute a fact, once for each matter.
fn disputed_with(facts: &Facts, position: Position, matters: &mut BTreeSet<Position>) -> Vec<PlaceNo> {
    let group = facts.disagreements.group_of(position);
    let statements = group.map(jiceng_domain::disagreement::Group::statements).unwrap_or_default();
    if !statements.first().is_some_and(|first| matters.insert(first.recorded.position)) {
        return Vec::new();
    }
    statements.iter().flat_map(|statement| places_of_recorded(facts, &statement.recorded)).collect()
}

/// The other places of a division reform, without which it cannot be folded.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others are about one place, or do not need the second")]
fn reformed_with(facts: &Facts, recorded: &Recorded) -> Vec<PlaceNo> {
    match &recorded.fact.event {
        Event::DivisionsMerged(_)
        | Event::DivisionSplit(_)
        | Event::DivisionMoved(_)
        | Event::DivisionConverted(_)
        | Event::DivisionRecoded(_)
        | Event::RelocationSiteBecameCommunity(_) => places_of_recorded(facts, recorded),
        _ => Vec::new(),
    }
}

/// The place, those it may share with, and those at which their federations were founded.
fn places_behind(facts: &Facts, place: PlaceNo, kind: KindNo, known: Position) -> Vec<PlaceNo> {
    let sharing = facts.sharings.timeline(place, kind);
    let mut places: Vec<PlaceNo> =
        sharing.map(|sharing| providers(sharing, Which::Standing(known))).unwrap_or_default();
    places.push(place);
    places.extend(host(facts, place));
    // What they agreed on would stand in the way of an end.
    let users: Vec<PlaceNo> = places.iter().flat_map(|place| facts.sharings.users_of(*place)).collect();
    places.extend(users);
    let federations = places.iter().flat_map(|place| facts.federations.ever_at(*place)).collect();
    places.extend(founded_at(facts, federations));
    places
}

/// Where federations were founded, and those into which they were merged.
fn founded_at<'f>(facts: &'f Facts, mut waiting: Vec<&'f FederationRecord>) -> Vec<PlaceNo> {
    let mut places = Vec::new();
    let mut seen: BTreeSet<&'f FederationId> = BTreeSet::new();
    while let Some(federation) = waiting.pop() {
        if !seen.insert(&federation.id) {
            continue;
        }
        for entry in federation.timeline.all() {
            match entry.change {
                FederationChange::Founded { place, .. } => places.push(*place),
                FederationChange::MergedInto { into } => waiting.extend(facts.federations.get(*into)),
                FederationChange::Renamed { .. } | FederationChange::Dissolved => {}
            }
        }
    }
    places
}

fn host(facts: &Facts, place: PlaceNo) -> Option<PlaceNo> {
    facts.places.get(place)?.host_on(AsOf::on(Date::MAX))
}

impl TriedCell<'_> {
    /// Every single change, of those looked at, that gives another answer. `events` are the known
    /// events that [`events_behind`] finds, in the order of the log.
    pub fn otherwise(&self, events: &[Recorded]) -> Vec<Otherwise> {
        let Some(excerpt) = Excerpt::of(self, events) else { return Vec::new() };
        let changes = self.of_grounds(events).into_iter().chain(self.additions(&excerpt));
        let mut found: Vec<Otherwise> = Vec::new();
        for (change, wish) in changes {
            if let Some(state) = excerpt.judged_after(self, &wish)
                && state != self.explanation.state
                && found.iter().all(|other| other.wish != wish)
            {
                found.push(Otherwise { change, wish, state });
            }
        }
        found
    }

    /// Whether the events alone give the answer that the whole registry gives; otherwise nothing is
    /// told.
    pub fn is_reproduced(&self, events: &[Recorded]) -> bool {
        Excerpt::of(self, events).is_some()
    }

    /// The recorded facts, each for itself.
    fn of_grounds(&self, events: &[Recorded]) -> Vec<(Counterfactual, Wish)> {
        let day = PartialDate::Day(self.as_of.effective);
        let change = |(ground, recorded): (&Ground, &Recorded)| {
            let fact = ground.position;
            let (id, reason, note) = (recorded.id, RetractionReason::NeverHappened, None);
            Some(match ground.weight {
                // It would count without the one that stands in its way, which is another ground.
                Weight::Outranked { .. } | Weight::WithoutEffect(_) => return None,
                Weight::Counts | Weight::InPart(_) => {
                    let command = Command::Retract { event: id, reason, note };
                    (Counterfactual::Without { fact }, Wish { effective: day, evidence: Vec::new(), command })
                }
                Weight::NotYet => {
                    let replacement = Box::new(Fact { effective: day, ..recorded.fact.clone() });
                    let reason = RetractionReason::BetterEvidence;
                    let command = Command::Correct { event: id, reason, note, replacement };
                    (Counterfactual::ByThen { fact }, Wish { effective: day, evidence: Vec::new(), command })
                }
                Weight::Withdrawn { .. } => {
                    let Fact { effective, evidence, event } = recorded.fact.clone();
                    (
                        Counterfactual::NotWithdrawn { fact },
                        Wish { effective, evidence, command: Command::Record(event) },
                    )
                }
            })
        };
        self.next_to_the_day(events).into_iter().filter_map(change).collect()
    }

    /// The grounds with their events, but of many of one sort only those next to the day asked
    /// about.
    fn next_to_the_day<'e>(&'e self, events: &'e [Recorded]) -> Vec<(&'e Ground, &'e Recorded)> {
        let recorded = |ground: &Ground| {
            events.binary_search_by_key(&ground.position, |event| event.position).ok().and_then(|at| events.get(at))
        };
        let grounds = self.explanation.grounds.iter().filter_map(|ground| Some((ground, recorded(ground)?)));
        let grounds: Vec<(&Ground, &Recorded)> = grounds.collect();
        let mut sorts: BTreeMap<(About, &'static str, u8), Vec<&Ground>> = BTreeMap::new();
        for (ground, recorded) in &grounds {
            let weight = match ground.weight {
                Weight::Counts | Weight::InPart(_) => 0,
                Weight::NotYet => 1,
                Weight::Withdrawn { .. } => 2,
                // It would count without the one that stands in its way, which is another ground.
                Weight::Outranked { .. } | Weight::WithoutEffect(_) => continue,
            };
            sorts.entry((ground.about, recorded.fact.event.name(), weight)).or_default().push(ground);
        }
        let day = self.as_of.effective;
        let days_away = |ground: &Ground| ground.effective.last().until(day).map_or(0, |span| span.get_days().abs());
        let mut next = BTreeSet::new();
        for mut sort in sorts.into_values() {
            // Of one day, what was recorded last comes first.
            sort.sort_by_key(|ground| (days_away(ground), Reverse(ground.position)));
            next.extend(sort.into_iter().take(TRIED_OF_A_SORT_MAX).map(|ground| (ground.position, ground.about)));
        }
        grounds.into_iter().filter(|(ground, _)| next.contains(&(ground.position, ground.about))).collect()
    }

    /// What could have happened besides, on the day asked about.
    fn additions(&self, excerpt: &Excerpt<'_>) -> Vec<(Counterfactual, Wish)> {
        let explanation = self.explanation;
        let mut additions = Vec::new();
        if explanation.need == Need::NotRequired {
            return additions;
        }
        let is_met = explanation.state.is_met();
        if !is_met {
            self.of_element(excerpt, explanation.place, &mut additions);
            if let Some((provider, _)) = explanation.provider.filter(|_| explanation.sharing_counts) {
                self.of_element(excerpt, provider, &mut additions);
            }
        } else if explanation.requirement.must_pass_inspection && explanation.state == CellState::Own {
            additions.extend(self.inspected(explanation.place, false));
        }
        if let Need::OwnFrom(people) = explanation.need
            && explanation.provider.is_some()
        {
            let below = explanation.population.is_none_or(|population| population < people);
            let count = if below { Some(people) } else { people.checked_sub(1) };
            additions.extend(count.and_then(|people| {
                let place = self.named(explanation.place)?;
                Some(self.added(PopulationCounted { place, people }))
            }));
        }
        if !is_met && explanation.sharing_counts && explanation.provider.is_none() {
            additions.extend(self.shared_with_host());
        }
        additions
    }

    fn added(&self, event: impl Into<Event>) -> (Counterfactual, Wish) {
        let event: Event = event.into();
        let change = Counterfactual::Added { event: Box::new(event.clone()), from: None };
        let effective = PartialDate::Day(self.as_of.effective);
        (change, Wish { effective, evidence: Vec::new(), command: Command::Record(event) })
    }

    /// A place by its name on the day; `None` where that is the name of another, too.
    fn named(&self, place: PlaceNo) -> Option<Place> {
        let named = self.facts.places.get(place)?.place_on(self.as_of)?;
        (self.facts.places.find(&named, self.as_of) == Some(place)).then_some(named)
    }

    fn inspected(&self, place: PlaceNo, passed: bool) -> Option<(Counterfactual, Wish)> {
        let kind = self.facts.catalogue.kind_entry(self.explanation.kind)?.code.clone();
        Some(self.added(ElementInspected { place: self.named(place)?, kind, passed, inspector: None, sample: None }))
    }

    fn shared_with_host(&self) -> Option<(Counterfactual, Wish)> {
        let kinds = vec![self.facts.catalogue.kind_entry(self.explanation.kind)?.code.clone()];
        let (place, host) = (self.explanation.place, host(self.facts, self.explanation.place)?);
        Some(self.added(SharingAgreed { place: self.named(place)?, provider: self.named(host)?, kinds }))
    }

    /// What would bring a place's own element in order.
    fn of_element(&self, excerpt: &Excerpt<'_>, place: PlaceNo, additions: &mut Vec<(Counterfactual, Wish)>) {
        let kind = self.explanation.kind;
        let Some(code) = self.facts.catalogue.kind_entry(kind).map(|entry| entry.code.clone()) else { return };
        let Some(named) = self.named(place) else { return };
        match self.facts.elements.standing(place, kind, self.as_of) {
            Standing::Absent | Standing::Closed => additions.extend(match code.as_str() {
                WOMENS_COUNCIL => Some(self.added(CouncilCreated { place: named, name: None, members: None })),
                WOMENS_FEDERATION => excerpt.founding(named).map(|event| self.added(event)),
                _ => Some(self.added(ElementEstablished { place: named, kind: code, name: None })),
            }),
            Standing::Suspended => additions.push(self.added(ElementResumed { place: named, kind: code })),
            Standing::Open => {
                additions
                    .extend(self.inspected(place, true).filter(|_| self.explanation.requirement.must_pass_inspection));
                additions.extend(self.elected(excerpt, place));
            }
        }
    }

    /// An election, on the first day on which it would do.
    fn elected(&self, excerpt: &Excerpt<'_>, place: PlaceNo) -> Option<(Counterfactual, Wish)> {
        let rules = rules(self.facts, self.standard);
        let (kind, rule) = rules.iter().find(|(kind, _)| *kind == self.explanation.kind)?;
        let turns = election_turns(self.facts, *kind, self.as_of, *rule)?;
        let federation = self.facts.federations.at(place, self.as_of)?;
        let terms = federation.committees.known(self.as_of.known).filter_map(|entry| match entry.change {
            CommitteeChange::Elected { term, .. } => Some(*term),
            CommitteeChange::Filled { .. } | CommitteeChange::Vacated { .. } | CommitteeChange::Met { .. } => None,
        });
        let term = terms.max().unwrap_or(0).checked_add(1)?;
        let seats = vec![Seat::new(SeatRole::Chair, somebody()?)];
        let event = ExecutiveCommitteeElected { federation: federation.id.clone(), term, seats };
        let on = |day| Wish { effective: PartialDate::Day(day), ..self.added(event.clone()).1 };
        let by_then = excerpt.judged_after(self, &on(self.as_of.effective));
        let days = turns.iter().filter_map(|turn| turn.tomorrow().ok()).chain([self.as_of.effective]);
        for day in days {
            let wish = on(day);
            let state = excerpt.judged_after(self, &wish);
            if state.is_some_and(|state| state != self.explanation.state) && state == by_then {
                return Some((Counterfactual::Added { event: Box::new(event.into()), from: Some(day) }, wish));
            }
        }
        None
    }
}

/// Stands for whoever would be elected.
fn somebody() -> Option<PersonId> {
    PersonId::parse("somebody").ok()
}

/// The registry as far as it bears on a cell.
struct Excerpt<'e> {
    facts: Facts,
    events: HashMap<EventId, &'e Recorded>,
    /// The commit of the last event.
    commit: CommitId,
}

impl<'e> Excerpt<'e> {
    /// Folds the events; `None` if they do not give the answer that the whole registry gives.
    fn of(tried: &TriedCell<'_>, events: &'e [Recorded]) -> Option<Self> {
        let mut facts = Facts::default();
        facts.catalogue.clone_from(&tried.facts.catalogue);
        let somebody = PersonRegistered { person: somebody()?, name: PersonName::Sealed(SealedName(Box::default())) };
        let id = EventId { index: u32::MAX, ..events.first()?.id };
        let fact = Fact { effective: PartialDate::Day(Date::MIN), evidence: Vec::new(), event: somebody.into() };
        facts.evolve(&Recorded { id, position: Position(0), fact }, None);
        let by_id = events.iter().map(|event| (event.id, event)).collect();
        let mut excerpt = Self { facts, events: by_id, commit: events.last()?.id.commit };
        for event in events {
            let original = event.fact.event.original().and_then(|id| excerpt.events.get(&id).copied());
            excerpt.facts.evolve(event, original);
        }
        (judged(&excerpt.facts, tried) == Some(tried.explanation.state)).then_some(excerpt)
    }

    /// The cell after a wish; `None` if it would be refused, or changes nothing.
    fn judged_after(&self, tried: &TriedCell<'_>, wish: &Wish) -> Option<CellState> {
        let mut facts = self.facts.clone();
        let original = wish.command.original().and_then(|id| self.events.get(&id).copied());
        // Tried as if it were recorded at the end of time: the papers may be younger than the day
        // asked about.
        let decided = decide(&mut facts, wish, Date::MAX, original).ok().filter(|decided| !decided.is_empty())?;
        let first = facts.head().max(tried.as_of.known.min(Position(u64::MAX - 8)));
        let before = without_effect_near(&facts, &wish.command);
        for (index, fact) in (HYPOTHETICAL..).zip(decided) {
            let position = first.plus(u64::from(index - HYPOTHETICAL));
            let original = original.filter(|original| fact.event.original() == Some(original.id));
            facts.evolve(&Recorded { id: EventId { commit: self.commit, index }, position, fact }, original);
        }
        // What would take the effect of a recorded fact is no way to another answer.
        let is_lost = |position: &Position| !before.contains(position) && *position < first;
        if without_effect_near(&facts, &wish.command).iter().any(is_lost) {
            return None;
        }
        judged(&facts, tried)
    }

    fn founding(&self, place: Place) -> Option<FederationFounded> {
        let federation = FederationId::parse("F-new").ok()?;
        self.facts.federations.find(&federation).is_none().then_some(())?;
        Some(FederationFounded { federation, place, name: Name::parse("妇联").ok()?, origin: FederationOrigin::New })
    }
}

/// The facts without effect that a wish to record a fact can bear on.
fn without_effect_near(facts: &Facts, command: &Command) -> BTreeSet<Position> {
    match command {
        Command::Record(event) => facts.without_effect_near(event).into_keys().collect(),
        Command::Retract { .. } | Command::Correct { .. } | Command::Disagree { .. } => BTreeSet::new(),
    }
}

/// The cell that is tried, in other facts.
fn judged(facts: &Facts, tried: &TriedCell<'_>) -> Option<CellState> {
    let as_of = AsOf { known: Position(u64::MAX), ..tried.as_of };
    let place = tried.named(tried.explanation.place)?;
    let judged = Coverage::judge_one(facts, facts.places.find(&place, as_of)?, as_of, tried.standard)?;
    let state = judged.cells.iter().find(|cell| cell.kind == tried.explanation.kind)?.state;
    // Places have other numbers here.
    let CellState::Shared { provider } = state else { return Some(state) };
    let provider = facts.places.get(provider)?.place_on(as_of)?;
    Some(CellState::Shared { provider: tried.facts.places.find(&provider, tried.as_of)? })
}
