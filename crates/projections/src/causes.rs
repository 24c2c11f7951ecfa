//! What made an answer differ between two questions: the facts that count for one and not for the
//! other.
//!
//! An answer is a fold of the timelines that it reads, and of each timeline only the entries that
//! count ([`Timeline::on`]). So where two answers differ, an entry of what they read counts for one
//! of them only: it was recorded or withdrawn between the two positions, or took effect between the
//! two days; or sources disagree, and another statement of the same matter counts on one side. The
//! one other cause is time itself: a committee's term ends on a day that no event marks.
//!
//! An input whose value is the same on both sides is passed over with all its entries, as is one
//! that the rule does not look at. So the causes are exact in this sense, which the laws hold: had
//! none of them come between, the answer would have stayed, whatever else was recorded. (Not so
//! where sources disagree: without the statement that counts, another would.)

mod cells;

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::committee::{CommitteeChange, Committees};
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationRecord};
use jiceng_domain::places::{PlaceChange, PlaceRecord};
use jiceng_domain::standard::Standard;
use jiceng_domain::target::TargetState;
use jiceng_domain::timeline::{Change, Entry, Timeline};
use jiceng_domain::without_effect::Because;
use jiceng_domain::{Level, PartialDate, PersonId, PlaceNo, Position, TargetId};

use crate::divisions::STEPS;
use crate::findings::Value;
use crate::trials::{Besides, Differing, bearing};

/// A fact that counts for one of two questions only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// What makes the difference.
    pub effect: Effect,
}

/// How a fact makes a difference, going from the first question to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It counts for the second question and not for the first.
    Counts,
    /// It counted for the first and was withdrawn by the retraction recorded here.
    Withdrawn {
        /// The retraction's position.
        by: Position,
    },
    /// It counted for the first, and for the second another statement of the same matter counts in
    /// its place.
    Outranked {
        /// The other statement's position.
        by: Position,
    },
    /// It counts for the first only, because the second asks about an earlier day or an earlier
    /// position.
    NotThen,
    /// It counts on the earlier day, and by the later one so much time has passed that it says
    /// something else, or would, had it not been withdrawn: a committee whose term is over, a count
    /// of people that is out of date.
    TimePassed,
}

impl Effect {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Outranked { .. } => "outranked",
            Self::NotThen => "not_then",
            Self::TimePassed => "time_passed",
        }
    }
}

/// Two questions, each with the standard that its answers are judged by.
#[derive(Clone, Copy, Debug)]
pub struct BothQuestions<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The first question.
    pub from: AsOf,
    /// The second question.
    pub to: AsOf,
    /// The standard of the first.
    pub from_standard: &'a Standard,
    /// The standard of the second.
    pub to_standard: &'a Standard,
}

impl Effect {
    /// The effect of a fact that counts, or not, for the first question and for the second.
    fn of(counts: (bool, bool), withdrawn: Option<Position>, outranked: Option<Position>, to: AsOf) -> Option<Self> {
        match (counts, withdrawn) {
            ((false, true), _) => Some(Self::Counts),
            ((true, false), Some(by)) if by < to.known => Some(Self::Withdrawn { by }),
            ((true, false), _) => Some(outranked.map_or(Self::NotThen, |by| Self::Outranked { by })),
            ((true, true) | (false, false), _) => None,
        }
    }
}

/// The entries of a timeline that count for one of the questions only.
pub(crate) fn differing<C: Change>(
    timeline: &Timeline<C>,
    sides: &BothQuestions<'_>,
    matters: impl Fn(Entry<'_, C>) -> bool,
) -> Vec<Differing> {
    let (by_first, by_second) = (timeline.happened_on(sides.from), timeline.happened_on(sides.to));
    let differs = |e: Entry<'_, C>| {
        let first = e.counts(&sides.from) && by_first(&e);
        let second = e.counts(&sides.to) && by_second(&e);
        let effect = Effect::of((first, second), e.withdrawn, e.outranked(&sides.to), sides.to)?;
        let cause = Cause { position: e.position, effective: e.effective, effect };
        Some(Differing { cause, counts_first: first })
    };
    timeline.all().filter(|e| matters(*e)).filter_map(differs).collect()
}

/// Facts that differ, as causes.
pub(crate) fn all(facts: Vec<Differing>) -> Vec<Cause> {
    facts.into_iter().map(|fact| fact.cause).collect()
}

/// The causes among the entries of the timeline that holds a fact; none where it does not.
fn of_holder<C: Change>(timeline: &Timeline<C>, sides: &BothQuestions<'_>, fact: Position) -> Vec<Cause> {
    let holds = timeline.all().any(|entry| entry.position == fact);
    if holds { all(differing(timeline, sides, |_| true)) } else { Vec::new() }
}

/// In the order in which they took effect, each once.
fn in_order(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort_by_key(|cause| (cause.effective.last(), cause.position, cause.effect));
    causes.dedup();
    causes
}

/// Whether the place begins, becomes another sort of place, or ends.
pub(crate) fn is_of_state(change: &PlaceChange) -> bool {
    change.begins() || matches!(change, PlaceChange::BecameCommunity { .. } | PlaceChange::Ended(_))
}

impl BothQuestions<'_> {
    /// What differs of the subject that a fact is about, where that is known by its identifier.
    pub(crate) fn of_subject_by_id(&self, fact: Position) -> Vec<Cause> {
        let facts = self.facts;
        let mut causes = Vec::new();
        facts.designations.iter().for_each(|(_, t)| causes.extend(of_holder(t, self, fact)));
        facts.institutions.iter().for_each(|(_, t)| causes.extend(of_holder(t, self, fact)));
        facts.targets.iter().for_each(|(_, t)| causes.extend(of_holder(t, self, fact)));
        facts.reform_issues.iter().for_each(|(_, t)| causes.extend(of_holder(t, self, fact)));
        facts.standards.iter().for_each(|(_, t)| causes.extend(of_holder(t, self, fact)));
        causes
    }

    /// What differs of the designations that name a place.
    pub(crate) fn of_designations(&self, place: PlaceNo) -> Vec<Cause> {
        let named = self
            .facts
            .designations
            .iter()
            .filter(|(_, timeline)| timeline.all().any(|e| e.change.place() == Some(place)));
        named.flat_map(|(_, timeline)| all(differing(timeline, self, |_| true))).collect()
    }

    /// What differs of the codes of a place and of the divisions above it on either side, and of
    /// where it lies.
    pub(crate) fn of_codes_of_lineage(&self, place: PlaceNo) -> Vec<Cause> {
        let mut causes = all(self.in_lineage(place));
        let above = [self.from, self.to].map(|as_of| self.facts.places.ancestors(place, as_of));
        for no in above.into_iter().flatten().chain([place]) {
            causes.extend(self.of_code(no));
            causes.extend(self.of_existence(no));
        }
        causes
    }

    /// What differs of that by which a fact has no effect.
    pub(crate) fn of_ground(&self, value: &Value) -> Vec<Cause> {
        let Value::Because(because) = value else { return Vec::new() };
        match because {
            Because::NoFederation(no) => {
                let record = self.facts.federations.get(*no);
                record.map(|record| all(self.in_federation(record))).unwrap_or_default()
            }
            Because::NoPlace(place) => self.of_existence(*place),
            Because::NoProvider(place, kind) => {
                self.of_existence(*place).into_iter().chain(self.of_element(*place, *kind)).collect()
            }
            Because::NoPerson(person) => {
                let timeline = self.facts.persons.get(person);
                timeline.map(|timeline| all(differing(timeline, self, |_| true))).unwrap_or_default()
            }
            Because::NoInstitution(id) => {
                let timeline = self.facts.institutions.get(id);
                timeline.map(|timeline| all(differing(timeline, self, |_| true))).unwrap_or_default()
            }
            Because::State(_) => Vec::new(),
        }
    }

    /// What differs of all that the places and federations of a finding without effect rest on.
    pub(crate) fn of_all_at(&self, place: PlaceNo) -> Vec<Cause> {
        let facts = self.facts;
        let mut causes = all(self.in_place(place, |_| true));
        for (_, timeline) in facts.elements.of_place(place) {
            causes.extend(all(differing(timeline, self, |_| true)));
        }
        for (kind, timeline) in facts.sharings.of_place(place) {
            causes.extend(all(differing(timeline, self, |_| true)));
            for entry in timeline.all() {
                let provider = entry.change.provider();
                causes.extend(self.of_existence(provider));
                causes.extend(self.of_element(provider, kind));
            }
        }
        for federation in facts.federations.ever_at(place) {
            causes.extend(self.of_federation(federation));
            causes.extend(self.of_committees(federation));
        }
        causes
    }

    /// The causes among facts that differ: those without which an answer would not have changed as
    /// it did.
    fn tried<V: PartialEq>(&self, mut facts: Vec<Differing>, answer: impl Fn(AsOf) -> V) -> Vec<Cause> {
        each_once(&mut facts);
        let found = bearing(self, &facts, Besides::default(), |mixed| answer(mixed.as_of));
        self.in_order(found.map(|found| found.causes).filter(|causes| !causes.is_empty()).unwrap_or_else(|| all(facts)))
    }

    /// Causes in the order in which they took effect, each once. Where another precedence alone
    /// decides between statements that both questions know, it is the cause, and the statements are
    /// none.
    pub(crate) fn in_order(&self, causes: Vec<Cause>) -> Vec<Cause> {
        let (decided, mut others): (Vec<Cause>, Vec<Cause>) =
            causes.into_iter().partition(|cause| self.is_decided_by_precedence(cause));
        if !decided.is_empty() {
            let precedences = self.of_precedences();
            others.extend(if precedences.is_empty() { decided } else { precedences });
        }
        in_order(others)
    }

    /// Whether a statement counts on one side only, though both know it and all that disagree with
    /// it, and it has happened by both days.
    fn is_decided_by_precedence(&self, cause: &Cause) -> bool {
        let Some(group) = self.facts.disagreements.group_of(cause.position) else { return false };
        let sides = [self.from, self.to];
        let stands = |as_of: &AsOf| as_of.has_happened(cause.effective, cause.position);
        matches!(cause.effect, Effect::Counts | Effect::NotThen | Effect::Outranked { .. })
            && sides.iter().all(stands)
            && group.statements().iter().all(|one| one.is_known(self.from.known) == one.is_known(self.to.known))
            && group.statement(cause.position).is_some_and(|statement| statement.is_known(self.to.known))
    }

    /// Why another precedence is in force.
    fn of_precedences(&self) -> Vec<Cause> {
        let disagreements = &self.facts.disagreements;
        let in_force = [self.from, self.to].map(|as_of| disagreements.precedence_on(as_of).map(|e| e.position));
        let differing = differing(&disagreements.precedences.now, self, |e| in_force.contains(&Some(e.position)));
        all(differing)
    }

    /// Why another standard is in force.
    pub fn of_standards(&self) -> Vec<Cause> {
        let standards = self.facts.standards.iter();
        let facts = standards.flat_map(|(_, timeline)| differing(timeline, self, |_| true)).collect();
        self.tried(facts, |as_of| self.facts.standard_on(as_of))
    }

    /// The changes of a place itself that differ and for which `matters` holds.
    pub(crate) fn in_place(&self, place: PlaceNo, matters: impl Fn(&PlaceChange) -> bool) -> Vec<Differing> {
        let record = self.facts.places.get(place);
        record.map(|record| differing(&record.timeline, self, |e| matters(e.change))).unwrap_or_default()
    }

    /// Why a place is another thing to `answer`, by those of its own changes for which `matters`
    /// holds.
    fn of_place<V: PartialEq>(
        &self,
        place: PlaceNo,
        matters: impl Fn(&PlaceChange) -> bool,
        answer: impl Fn(&PlaceRecord, AsOf) -> V,
    ) -> Vec<Cause> {
        let record = self.facts.places.get(place);
        self.tried(self.in_place(place, matters), |as_of| record.map(|record| answer(record, as_of)))
    }

    /// Why a place exists on one side only.
    pub(crate) fn of_existence(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, is_of_state, PlaceRecord::state_on)
    }

    /// Why a place is assessed on one side only.
    pub(crate) fn of_assessment(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, is_of_state, PlaceRecord::is_assessed)
    }

    /// Why a place has another name.
    pub(crate) fn of_name(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, |change| change.name().is_some(), |record, as_of| record.name_on(as_of).cloned())
    }

    /// Why a place has another code.
    pub(crate) fn of_code(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, |change| change.code().is_some(), PlaceRecord::place_on)
    }

    /// Why a place lies below another division.
    pub(crate) fn of_parent(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, |change| change.above().is_some(), PlaceRecord::parent_on)
    }

    /// Why other people were counted last.
    pub(crate) fn of_population(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, |change| change.people().is_some(), PlaceRecord::population_on)
    }

    /// The changes by which a place and those above it on either side lie where they do.
    pub(crate) fn in_lineage(&self, place: PlaceNo) -> Vec<Differing> {
        let above = [self.from, self.to].into_iter().flat_map(|as_of| lineage(self.facts, place, as_of));
        let mut above: Vec<PlaceNo> = above.collect();
        above.sort_unstable();
        above.dedup();
        let matters = |change: &PlaceChange| is_of_state(change) || change.above().is_some();
        above.into_iter().flat_map(|no| self.in_place(no, matters)).collect()
    }

    /// Why a place lies in another division of a level.
    pub(crate) fn of_lineage(&self, place: PlaceNo, level: Level) -> Vec<Cause> {
        let is_of_level = |no: &PlaceNo, as_of| {
            self.facts.places.get(*no).is_some_and(|record| record.on_day(as_of).level == Some(level))
        };
        self.tried(self.in_lineage(place), |as_of| lineage(self.facts, place, as_of).find(|no| is_of_level(no, as_of)))
    }

    /// Everything that differs of an element: its inspections too.
    pub(crate) fn of_element(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        all(self.in_element(place, kind, true))
    }

    /// Everything that differs of the sharing of a kind.
    pub(crate) fn of_agreements(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        self.facts.sharings.timeline(place, kind).map(|t| all(differing(t, self, |_| true))).unwrap_or_default()
    }

    /// Everything that differs of a federation's committees.
    pub(crate) fn of_committees(&self, federation: &FederationRecord) -> Vec<Cause> {
        all(differing(&federation.committees, self, |_| true))
    }

    /// The fact at a position, if it stands for one side only. Where statements disagree, what it
    /// is about says which counts.
    pub(crate) fn of_fact(&self, position: Position, effective: PartialDate) -> Option<Cause> {
        let withdrawn = self.facts.withdrawn(position);
        let counts = |as_of: AsOf| {
            let is_known = position < as_of.known && withdrawn.is_none_or(|by| by >= as_of.known);
            is_known && as_of.has_happened(effective, position)
        };
        let effect = Effect::of((counts(self.from), counts(self.to)), withdrawn, None, self.to)?;
        Some(Cause { position, effective, effect })
    }

    /// Why a fact is known on one side only, whether it has happened or not.
    pub(crate) fn of_knowledge(&self, position: Position, effective: PartialDate) -> Option<Cause> {
        let withdrawn = self.facts.withdrawn(position);
        let counts = |as_of: AsOf| position < as_of.known && withdrawn.is_none_or(|by| by >= as_of.known);
        let effect = Effect::of((counts(self.from), counts(self.to)), withdrawn, None, self.to)?;
        Some(Cause { position, effective, effect })
    }

    /// Why a statement counts on one side only among those of the same matter.
    pub(crate) fn of_rank(&self, position: Position, effective: PartialDate) -> Option<Cause> {
        let disagreements = &self.facts.disagreements;
        let outranked = |as_of: AsOf| {
            let ranking = disagreements.ranking(disagreements.group_of(position)?, as_of)?;
            ranking.statements.first().map(|first| first.statement.recorded.position).filter(|first| *first != position)
        };
        let counts = (outranked(self.from).is_none(), outranked(self.to).is_none());
        let effect = Effect::of(counts, None, outranked(self.to), self.to)?;
        Some(Cause { position, effective, effect })
    }

    /// What differs of a federation and its place.
    pub(crate) fn in_federation(&self, federation: &FederationRecord) -> Vec<Differing> {
        let matters = |e: Entry<'_, FederationChange>| !matches!(e.change, FederationChange::Renamed { .. });
        let places = [self.from, self.to].map(|as_of| federation.place(as_of));
        let of_places = places.into_iter().flatten().flat_map(|place| self.in_place(place, is_of_state));
        differing(&federation.timeline, self, matters).into_iter().chain(of_places).collect()
    }

    /// Why a federation exists on one side only: itself, or its place.
    pub(crate) fn of_federation(&self, federation: &FederationRecord) -> Vec<Cause> {
        self.tried(self.in_federation(federation), |as_of| self.facts.place_of_existing(federation, as_of))
    }

    /// Why a federation has another name.
    pub(crate) fn of_federation_name(&self, federation: &FederationRecord) -> Vec<Cause> {
        let names = |e: Entry<'_, FederationChange>| {
            matches!(e.change, FederationChange::Founded { .. } | FederationChange::Renamed { .. })
        };
        self.tried(differing(&federation.timeline, self, names), |as_of| federation.name_on(as_of))
    }

    /// Why another committee is in office.
    pub(crate) fn of_office(&self, federation: &FederationRecord) -> Vec<Cause> {
        let elects = |e: Entry<'_, CommitteeChange>| matches!(e.change, CommitteeChange::Elected { .. });
        let in_office = |as_of| federation.committee_on(as_of).map(|committee| committee.position);
        self.tried(differing(&federation.committees, self, elects), in_office)
    }

    /// Why a person sits, or does not sit, in a term's committee.
    pub(crate) fn of_seat(&self, federation: &FederationRecord, term: u16, person: &PersonId) -> Vec<Cause> {
        let seats = |e: Entry<'_, CommitteeChange>| match e.change {
            CommitteeChange::Elected { term: of, .. } => *of == term,
            CommitteeChange::Filled { term: of, filled } => *of == term && filled.seat.person == *person,
            CommitteeChange::Vacated { term: of, person: who } => *of == term && who == person,
            CommitteeChange::Met { .. } => false,
        };
        let seat = |as_of| {
            let seats = federation.committees.state_on::<Committees>(as_of).seats(term);
            seats.into_iter().find(|seat| seat.person == *person)
        };
        self.tried(differing(&federation.committees, self, seats), seat)
    }

    /// Why a target is set otherwise.
    pub(crate) fn of_target(&self, id: &TargetId) -> Vec<Cause> {
        let timeline = self.facts.targets.get(id);
        let facts = timeline.map(|t| differing(t, self, |_| true)).unwrap_or_default();
        self.tried(facts, |as_of| self.facts.targets.state_on::<TargetState>(id, as_of))
    }
}

/// The place and those above it on a day.
pub(crate) fn lineage(facts: &Facts, place: PlaceNo, as_of: AsOf) -> impl Iterator<Item = PlaceNo> {
    std::iter::successors(Some(place), move |no| facts.places.get(*no)?.on_day(as_of).above).take(STEPS)
}

/// Each fact once: an event may be about several subjects.
pub(crate) fn each_once(facts: &mut Vec<Differing>) {
    facts.sort_by_key(|fact| fact.cause.position);
    facts.dedup_by_key(|fact| fact.cause.position);
}
