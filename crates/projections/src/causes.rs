//! What made an answer differ between two questions: the facts that count for one and not for the other.
//!
//! An answer is a fold of the timelines that it reads, and of each timeline only the entries that count
//! ([`Timeline::on`]). So where two answers differ, an entry of what they read counts for one of them
//! only: it was recorded or withdrawn between the two positions, or took effect between the two days; or
//! sources disagree, and another statement of the same matter counts on one side.
//! The one other cause is time itself: a committee's term ends on a day that no event marks.
//!
//! An input whose value is the same on both sides is passed over with all its entries, as is one that the
//! rule does not look at. So the causes are exact in this sense, which the laws hold: had none of them
//! come between, the answer would have stayed, whatever else was recorded. (Not so where sources disagree: without the
//! statement that counts, another would.)

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::{KindNo, WOMENS_FEDERATION};
use jiceng_domain::committee::{CommitteeChange, CommitteeInOffice};
use jiceng_domain::designation::{DesignationChange, HolderAt};
use jiceng_domain::element::ElementChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::{FederationChange, FederationRecord};
use jiceng_domain::places::{PlaceChange, PlaceState};
use jiceng_domain::standard::Standard;
use jiceng_domain::timeline::{Change, Entry, Timeline};
use jiceng_domain::{DesignationId, InstitutionId, PartialDate, PersonId, PlaceNo, Position, ProgrammeCode, TargetId};

use crate::coverage::{Rule, is_out_of_term, judge_own, provider_in_order, sharing_counts, term_end};

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
    /// It counted for the first, and for the second another statement of the same matter counts in its place.
    Outranked {
        /// The other statement's position.
        by: Position,
    },
    /// It counts for the first only, because the second asks about an earlier day or an earlier position.
    NotThen,
    /// It counts on the earlier day, and by the later one so much time has passed that it says something else,
    /// or would, had it not been withdrawn: a committee whose term is over, a count of people that is out of date.
    TimePassed,
}

/// Two questions, each with the standard that its answers are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
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

/// The causes among a timeline's entries.
fn differing<C: Change>(
    timeline: &Timeline<C>,
    sides: &Sides<'_>,
    matters: impl Fn(Entry<'_, C>) -> bool,
) -> Vec<Cause> {
    let counting = |as_of| timeline.on(as_of).map(|e| e.position).collect::<Vec<Position>>();
    let (at_first, at_second) = (counting(sides.from), counting(sides.to));
    let cause = |e: Entry<'_, C>| {
        let (first, second) = (at_first.contains(&e.position), at_second.contains(&e.position));
        let effect = Effect::of((first, second), e.withdrawn, e.outranked(&sides.to), sides.to)?;
        Some(Cause { position: e.position, effective: e.effective, effect })
    };
    timeline.all().filter(|e| matters(*e)).filter_map(cause).collect()
}

/// The causes among the entries of the timeline that holds a fact; none where it does not.
fn of_holder<C: Change>(timeline: &Timeline<C>, sides: &Sides<'_>, fact: Position) -> Vec<Cause> {
    let holds = timeline.all().any(|entry| entry.position == fact);
    if holds { differing(timeline, sides, |_| true) } else { Vec::new() }
}

/// In the order in which they took effect, each once.
pub(crate) fn in_order(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort_by_key(|cause| (cause.effective.last(), cause.position, cause.effect));
    causes.dedup();
    causes
}

/// Whether the place begins, becomes another sort of place, or ends.
pub(crate) fn is_of_state(change: &PlaceChange) -> bool {
    change.begins() || matches!(change, PlaceChange::BecameCommunity { .. } | PlaceChange::Ended(_))
}

impl<'a> Sides<'a> {
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

    /// What differs of the codes of a place and of the divisions above it on either side, and of where it lies.
    pub(crate) fn of_codes_of_lineage(&self, place: PlaceNo) -> Vec<Cause> {
        let mut causes = self.of_lineage(place);
        let above = [self.from, self.to].map(|as_of| self.facts.places.ancestors(place, as_of));
        for no in above.into_iter().flatten().chain([place]) {
            causes.extend(self.of_code(no));
            causes.extend(self.of_existence(no));
        }
        causes
    }

    /// What differs of all that the places and federations of a finding without effect rest on.
    pub(crate) fn of_all_at(&self, place: PlaceNo) -> Vec<Cause> {
        let facts = self.facts;
        let mut causes = self.of_place(place, |_| true);
        for (_, timeline) in facts.elements.of_place(place) {
            causes.extend(differing(timeline, self, |_| true));
        }
        for (kind, timeline) in facts.sharings.of_place(place) {
            causes.extend(differing(timeline, self, |_| true));
            for entry in timeline.all() {
                let provider = entry.change.provider();
                causes.extend(self.of_existence(provider));
                causes.extend(self.of_element(provider, kind));
            }
        }
        for federation in facts.federations.ever_at(place) {
            causes.extend(self.of_federation(federation));
            causes.extend(differing(&federation.committees, self, |_| true));
        }
        causes
    }

    /// Why one kind at a place, assessed on both sides, is another cell.
    pub fn of_cell(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        let rules = [self.rule(self.from_standard, kind), self.rule(self.to_standard, kind)];
        let is_site = [self.from, self.to].map(|as_of| is_site(self.facts, place, as_of));
        let people = [self.from, self.to].map(|as_of| population(self.facts, place, as_of));
        let mut causes = Vec::new();
        let is_same_rule = match rules {
            [Some(first), Some(second)] => first.is_like(second),
            [first, second] => first.is_none() && second.is_none(),
        };
        if !is_same_rule {
            causes.extend(self.of_standards());
        }
        if is_site[0] != is_site[1] {
            causes.extend(self.of_place(place, is_of_state));
        }
        let [Some(first), Some(second)] = rules else { return in_order(causes) };
        let need =
            |rule: Rule<'_>, is_site| if is_site { rule.requirement.sites } else { rule.requirement.communities };
        let needs = [need(first, is_site[0]), need(second, is_site[1])];
        causes.extend(self.of_own(place, kind, first, second));
        let serves = |as_of, rule| provider_in_order(self.facts, place, kind, as_of, rule).is_some();
        let shares = [sharing_counts(needs[0], people[0]), sharing_counts(needs[1], people[1])];
        // Where no neighbour could serve on either side, nothing of sharing matters, nor how many people there are.
        if (serves(self.from, first) || serves(self.to, second)) && (shares[0] || shares[1]) {
            if people[0] != people[1] && (needs[0] != needs[1] || shares[0] != shares[1]) {
                causes.extend(self.of_population(place));
            }
            causes.extend(self.of_sharing(place, kind, first, second));
        }
        in_order(causes)
    }

    fn rule(&self, standard: &'a Standard, kind: KindNo) -> Option<Rule<'a>> {
        let code = &self.facts.catalogue.kind_entry(kind)?.code;
        let requirement = standard.requirements.iter().find(|requirement| requirement.kind == *code)?;
        Some(Rule { requirement, standard })
    }

    /// Why another standard is in force.
    pub fn of_standards(&self) -> Vec<Cause> {
        self.facts.standards.iter().flat_map(|(_, timeline)| differing(timeline, self, |_| true)).collect()
    }

    /// The changes of a place itself for which `matters` holds.
    fn of_place(&self, place: PlaceNo, matters: impl Fn(&PlaceChange) -> bool) -> Vec<Cause> {
        let record = self.facts.places.get(place);
        record.map(|record| differing(&record.timeline, self, |e| matters(e.change))).unwrap_or_default()
    }

    /// Why a place exists on one side only.
    pub(crate) fn of_existence(&self, place: PlaceNo) -> Vec<Cause> {
        in_order(self.of_place(place, is_of_state))
    }

    /// Why a place exists on one side only, if it does.
    pub(crate) fn of_existence_if_other(&self, place: PlaceNo) -> Vec<Cause> {
        let exists = |as_of| self.facts.places.exists(place, as_of);
        if exists(self.from) == exists(self.to) { Vec::new() } else { self.of_existence(place) }
    }

    /// Why a place has another name.
    pub(crate) fn of_name(&self, place: PlaceNo) -> Vec<Cause> {
        in_order(self.of_place(place, |change| change.name().is_some()))
    }

    /// Why a place has another code.
    pub(crate) fn of_code(&self, place: PlaceNo) -> Vec<Cause> {
        in_order(self.of_place(place, |change| change.code().is_some()))
    }

    /// Why a place lies below another division.
    pub(crate) fn of_parent(&self, place: PlaceNo) -> Vec<Cause> {
        in_order(self.of_place(place, |change| change.parent().is_some()))
    }

    /// Why other people were counted last.
    pub(crate) fn of_population(&self, place: PlaceNo) -> Vec<Cause> {
        self.of_place(place, |change| change.people().is_some())
    }

    /// Why a place lies in another division of some level: it or one above it moved, began, ended or was
    /// recoded.
    pub(crate) fn of_lineage(&self, place: PlaceNo) -> Vec<Cause> {
        let places = &self.facts.places;
        let mut above = places.ancestors(place, self.from);
        above.extend(places.ancestors(place, self.to));
        above.push(place);
        above.sort_unstable();
        above.dedup();
        let matters =
            |change: &PlaceChange| is_of_state(change) || change.parent().is_some() || change.code().is_some();
        in_order(above.into_iter().flat_map(|no| self.of_place(no, matters)).collect())
    }

    /// Everything that differs of an element: its inspections too.
    pub(crate) fn of_element(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        self.facts.elements.timeline(place, kind).map(|t| differing(t, self, |_| true)).unwrap_or_default()
    }

    /// Why a place's own element is another, if it is.
    fn of_own(&self, place: PlaceNo, kind: KindNo, first: Rule<'_>, second: Rule<'_>) -> Vec<Cause> {
        let own = [(self.from, first), (self.to, second)];
        let [own_first, own_second] = own.map(|(as_of, rule)| judge_own(self.facts, place, kind, as_of, rule));
        if own_first == own_second && first.is_like(second) {
            return Vec::new();
        }
        let looks_at_inspections = first.requirement.must_pass_inspection || second.requirement.must_pass_inspection;
        let matters =
            |e: Entry<'_, ElementChange>| looks_at_inspections || !matches!(e.change, ElementChange::Inspected { .. });
        let timeline = self.facts.elements.timeline(place, kind);
        let mut causes = timeline.map(|t| differing(t, self, matters)).unwrap_or_default();
        if (first.asks_for_term() || second.asks_for_term())
            && self.facts.catalogue.kind(WOMENS_FEDERATION) == Some(kind)
        {
            let out = own.map(|(as_of, rule)| is_out_of_term(self.facts, place, kind, as_of, rule));
            causes.extend(self.of_term(place));
            causes.extend(if out[0] == out[1] { Vec::new() } else { self.of_terms_run_out(place, &own) });
        }
        causes
    }

    /// Why a place's federation has, or has not, a committee in its term: what was recorded of it.
    fn of_term(&self, place: PlaceNo) -> Vec<Cause> {
        let mut causes = Vec::new();
        for record in self.facts.federations.ever_at(place) {
            causes.extend(differing(&record.timeline, self, |e| !matches!(e.change, FederationChange::Renamed { .. })));
            causes.extend(differing(&record.committees, self, |e| matches!(e.change, CommitteeChange::Elected { .. })));
        }
        causes
    }

    /// The committees in office on one of the days that were elected by the earlier, and whose term is over on one
    /// of them only. Where another committee took office in between, or the first one's election was withdrawn, its
    /// term would have run out without that.
    fn of_terms_run_out(&self, place: PlaceNo, sides: &[(AsOf, Rule<'_>); 2]) -> Vec<Cause> {
        if self.from.effective == self.to.effective {
            return Vec::new();
        }
        let earlier = if self.from.effective < self.to.effective { self.from } else { self.to };
        let office = |(as_of, _): &(AsOf, Rule<'_>)| {
            let federation = self.facts.federations.at(place, *as_of)?;
            Some((federation, federation.committee_on(*as_of)?))
        };
        let run_out = |(federation, committee): &(&FederationRecord, CommitteeInOffice)| {
            let over = sides.map(|(as_of, rule)| {
                let ends = term_end(self.facts, federation, committee, as_of, rule);
                ends.is_some_and(|ends| ends <= as_of.effective)
            });
            over[0] != over[1] && federation.committees.on(earlier).any(|e| e.position == committee.position)
        };
        let passed = |(_, committee): (&FederationRecord, CommitteeInOffice)| Cause {
            position: committee.position,
            effective: committee.elected,
            effect: Effect::TimePassed,
        };
        sides.iter().filter_map(office).filter(run_out).map(passed).collect()
    }

    /// Why a neighbour's element serves on one side only, or another neighbour's.
    fn of_sharing(&self, place: PlaceNo, kind: KindNo, first: Rule<'_>, second: Rule<'_>) -> Vec<Cause> {
        let facts = self.facts;
        let providers = [self.from, self.to].map(|as_of| facts.sharings.provider(place, kind, as_of));
        let mut causes = Vec::new();
        if providers[0] != providers[1]
            && let Some(timeline) = facts.sharings.timeline(place, kind)
        {
            causes.extend(differing(timeline, self, |_| true));
        }
        for provider in providers.into_iter().flatten() {
            causes.extend(self.of_own(provider, kind, first, second));
            let is_open = |as_of| facts.places.get(provider).is_some_and(|record| record.is_open(as_of));
            if is_open(self.from) != is_open(self.to) {
                causes.extend(self.of_place(provider, is_of_state));
            }
        }
        causes
    }

    /// Everything that differs of the sharing of a kind.
    pub(crate) fn of_agreements(&self, place: PlaceNo, kind: KindNo) -> Vec<Cause> {
        self.facts.sharings.timeline(place, kind).map(|t| differing(t, self, |_| true)).unwrap_or_default()
    }

    /// Everything that differs of a federation's committees.
    pub(crate) fn of_committees(&self, federation: &FederationRecord) -> Vec<Cause> {
        differing(&federation.committees, self, |_| true)
    }

    /// The fact at a position, if it stands for one side only. Where statements disagree, what it is about says
    /// which counts.
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

    /// Why a federation exists on one side only: itself, or its place.
    pub(crate) fn of_federation(&self, federation: &FederationRecord) -> Vec<Cause> {
        let matters = |e: Entry<'_, FederationChange>| !matches!(e.change, FederationChange::Renamed { .. });
        let mut causes = differing(&federation.timeline, self, matters);
        let places = [self.from, self.to].map(|as_of| federation.place(as_of));
        causes.extend(places.into_iter().flatten().flat_map(|place| self.of_existence_if_other(place)));
        in_order(causes)
    }

    /// Why a federation has another name.
    pub(crate) fn of_federation_name(&self, federation: &FederationRecord) -> Vec<Cause> {
        let names = |e: Entry<'_, FederationChange>| {
            matches!(e.change, FederationChange::Founded { .. } | FederationChange::Renamed { .. })
        };
        in_order(differing(&federation.timeline, self, names))
    }

    /// Why another committee is in office.
    pub(crate) fn of_office(&self, federation: &FederationRecord) -> Vec<Cause> {
        let elects = |e: Entry<'_, CommitteeChange>| matches!(e.change, CommitteeChange::Elected { .. });
        in_order(differing(&federation.committees, self, elects))
    }

    /// Why a person sits, or does not sit, in a term's committee.
    pub(crate) fn of_seat(&self, federation: &FederationRecord, term: u16, person: &PersonId) -> Vec<Cause> {
        let seats = |e: Entry<'_, CommitteeChange>| match e.change {
            CommitteeChange::Elected { term: of, .. } => *of == term,
            CommitteeChange::Filled { term: of, seat } => *of == term && seat.person == *person,
            CommitteeChange::Vacated { term: of, person: who } => *of == term && who == person,
            CommitteeChange::Met { .. } => false,
        };
        in_order(differing(&federation.committees, self, seats))
    }

    /// Why a designation stands where it does.
    pub(crate) fn of_designation(&self, id: &DesignationId) -> Vec<Cause> {
        self.facts.designations.get(id).map(|t| differing(t, self, |_| true)).unwrap_or_default()
    }

    /// Why a place is, or is not, designated under a programme.
    pub(crate) fn of_designations(&self, place: PlaceNo, programme: &ProgrammeCode) -> Vec<Cause> {
        let is_here = |holder: &HolderAt| *holder == HolderAt::Place(place);
        let names = |e: Entry<'_, DesignationChange>| match e.change {
            DesignationChange::Recommended(of, holder) | DesignationChange::Granted(of, holder) => {
                of == programme && is_here(holder)
            }
            DesignationChange::Revoked => false,
        };
        let here = self.facts.designations.iter().filter(|(_, timeline)| timeline.all().any(names));
        here.flat_map(|(_, timeline)| differing(timeline, self, |_| true)).collect()
    }

    /// Why a target is set otherwise.
    pub(crate) fn of_target(&self, id: &TargetId) -> Vec<Cause> {
        self.facts.targets.get(id).map(|t| differing(t, self, |_| true)).unwrap_or_default()
    }

    /// Why an institution is, or is not, at work.
    pub(crate) fn of_institution(&self, id: &InstitutionId) -> Vec<Cause> {
        self.facts.institutions.get(id).map(|t| differing(t, self, |_| true)).unwrap_or_default()
    }
}

fn is_site(facts: &Facts, place: PlaceNo, as_of: AsOf) -> bool {
    facts.places.get(place).is_some_and(|record| record.state_on(as_of) == PlaceState::Site)
}

fn population(facts: &Facts, place: PlaceNo, as_of: AsOf) -> Option<u32> {
    facts.places.get(place)?.population_on(as_of)
}
