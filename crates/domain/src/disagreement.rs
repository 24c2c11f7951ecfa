//! Disagreeing sources (依据不一致): two documents state one matter differently. Both statements
//! stay recorded; a precedence (采信顺序), dated like any rule, says which kind of evidence
//! outranks which.
//!
//! The statements of one matter are a group. For each day, the precedence in force on it picks the
//! statement that counts: that whose evidence is of the kind named first. Where it picks none (no
//! precedence is in force, or the kinds are the same), the one recorded first counts, and the
//! disagreement is undecided. What each timeline needs to know of this is written into its entries
//! whenever it changes ([`Outranked`]), so that reading stays where the entries are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::catalogue::CatalogueList;
use crate::division::is_a_list;
use crate::event::{Event, Fact, Recorded};
use crate::facts::{EventRules, Facts, Novelty, stamp};
use crate::ids::{EventId, EvidenceKindCode, Position};
use crate::in_the_way::InTheWay;
use crate::lists::digest;
use crate::matter::Matter;
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::recorded_at::ChangeSearch;
use crate::refusal::{AtLeast, Refusal};
use crate::steps::step;
use crate::timeline::{Aside, Change, Entry, Machine, Mark, Outranked, Stamp, Timeline};
use crate::tracked::{Tracked, TrackedValue};

/// The fact that follows in the commit states the same matter as a recorded one, and otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcesDisagree {
    /// The recorded fact.
    pub event: EventId,
}

/// A precedence was adopted. It is in force from the last day that its effective date can mean
/// until another is adopted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrecedenceAdopted {
    /// The kinds of evidence, that which outranks all others first. Kinds that it does not name
    /// come last, all alike; an empty order prefers nothing.
    pub order: Vec<EvidenceKindCode>,
}

/// What can change about the precedence: one is adopted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PrecedenceChange {
    /// The kinds of evidence, that which outranks all others first.
    pub order: Vec<EvidenceKindCode>,
}

crate::packed! { struct PrecedenceChange { order } }

/// A precedence can be adopted at any time.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnyPrecedence;

impl Machine for AnyPrecedence {
    type Change = PrecedenceChange;

    fn after(&self, _: &PrecedenceChange) -> Option<Self> {
        Some(Self)
    }
}

impl Change for PrecedenceChange {
    type State = AnyPrecedence;

    fn begins(&self) -> bool {
        false
    }
}

/// All statements that disagree with another, and the precedences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disagreements {
    groups: Tracked<Vec<Group>>,
    by_statement: Tracked<BTreeMap<Position, usize>>,
    /// The precedences adopted.
    pub precedences: TrackedValue<Timeline<PrecedenceChange>>,
}

crate::packed! { struct Disagreements { groups, by_statement, precedences } }
crate::undo! { struct Disagreements { groups, by_statement, precedences } }

/// The statements of one matter, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    statements: Vec<Statement>,
    /// Where those are recorded that are not withdrawn.
    standing: BTreeSet<Position>,
    /// The same by a digest of what they say.
    said: BTreeSet<(u64, Position)>,
}

impl Packed for Group {
    fn pack(&self, to: &mut Packer<'_>) {
        let Self { statements, standing: _, said: _ } = self; // the statements say which of them stand
        statements.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let statements: Vec<Statement> = Packed::unpack(from)?;
        let mut group = Self::default();
        for statement in statements {
            group.push(statement);
        }
        Ok(group)
    }
}

/// One statement of a disputed matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What is recorded.
    pub recorded: Recorded,
    /// Where it is recorded, or where the first was in the chain of corrections that led to it.
    pub first_stated: Position,
    /// Where it was withdrawn, if it was.
    pub withdrawn: Option<Position>,
    /// On which days it is outranked as decided now.
    outranked: Vec<Days>,
}

crate::packed! { struct Statement { recorded, first_stated, withdrawn, outranked } }

/// Days on which one statement outranks another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    by: Position,
    from: Option<Date>,
    until: Option<Date>,
}

crate::packed! { struct Days { by, from, until } }

/// A precedence and the days on which it is in force.
#[derive(Clone, Copy, Debug)]
struct InForce<'a> {
    from: Option<Date>,
    until: Option<Date>,
    order: &'a [EvidenceKindCode],
}

/// What a precedence makes of the statements of one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking<'a> {
    /// The statements that stand, the one that counts first. Two or more.
    pub statements: Vec<Ranked<'a>>,
    /// Where the precedence is recorded that was in force, if one was.
    pub precedence: Option<Position>,
    /// Whether it prefers the first to all others; otherwise the first is the one that was stated
    /// first.
    pub is_decided: bool,
}

/// A statement with its place in the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// Its place in the order of the precedence, from 0; none where that does not name its kind of
    /// evidence.
    pub place: Option<usize>,
}

impl Statement {
    /// The kinds of its evidence.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.recorded.fact.evidence.iter().filter_map(|evidence| evidence.kind())
    }

    /// Whether it stands for someone who knows the log up to `known`.
    pub fn is_known(&self, known: Position) -> bool {
        step();
        self.recorded.position < known && self.withdrawn.is_none_or(|withdrawn| withdrawn >= known)
    }

    /// The best place that one of its papers has.
    fn place(&self, order: &[EvidenceKindCode]) -> Option<usize> {
        self.kinds().filter_map(|kind| order.iter().position(|code| code.as_str() == kind)).min()
    }

    fn says(&self, event: &Event, effective: PartialDate) -> bool {
        step();
        self.recorded.fact.event == *event && self.recorded.fact.effective == effective
    }

    /// A digest of what it says, and where.
    fn said(&self) -> (u64, Position) {
        let fact = &self.recorded.fact;
        (digest(&(fact.effective, &fact.event)), self.recorded.position)
    }
}

impl Group {
    /// Every statement, withdrawn ones too.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The statement that is recorded at a position, if it is one of the matter.
    pub fn statement(&self, position: Position) -> Option<&Statement> {
        let at = self.statements.binary_search_by_key(&position, |statement| statement.recorded.position).ok()?;
        self.statements.get(at)
    }

    fn statement_mut(&mut self, position: Position) -> Option<&mut Statement> {
        let at = self.statements.binary_search_by_key(&position, |statement| statement.recorded.position).ok()?;
        self.statements.get_mut(at)
    }

    fn standing(&self, known: Position) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |statement| statement.is_known(known))
    }

    /// Those that stand now, however many are withdrawn.
    fn standing_now(&self) -> impl DoubleEndedIterator<Item = &Statement> {
        self.standing.iter().filter_map(|position| self.statement(*position))
    }

    fn push(&mut self, statement: Statement) {
        if statement.withdrawn.is_none() {
            self.standing.insert(statement.recorded.position);
            self.said.insert(statement.said());
        }
        self.statements.push(statement);
    }

    fn withdraw(&mut self, statement: Position, by: Position) {
        if let Some(withdrawn) = self.statement_mut(statement) {
            withdrawn.withdrawn = Some(by);
            let said = withdrawn.said();
            self.standing.remove(&statement);
            self.said.remove(&said);
        }
    }

    /// Whether one of those that stand now says this.
    fn says(&self, event: &Event, effective: PartialDate) -> bool {
        let said = digest(&(effective, event));
        let alike = self.said.range((said, Position(0))..=(said, Position(u64::MAX)));
        alike.filter_map(|(_, position)| self.statement(*position)).any(|statement| statement.says(event, effective))
    }

    /// The statements that stand, the one that an order prefers first.
    fn ranked(&self, known: Position, order: &[EvidenceKindCode]) -> Vec<Ranked<'_>> {
        let ranked = self.standing(known).map(|statement| Ranked { statement, place: statement.place(order) });
        let mut ranked: Vec<Ranked<'_>> = ranked.collect();
        ranked.sort_by_key(|ranked| (ranked.place.unwrap_or(usize::MAX), ranked.statement.first_stated));
        ranked
    }
}

impl Disagreements {
    /// The groups that ever were, in the order in which they came about.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The group of a statement, if it is or was in one.
    pub fn group_of(&self, statement: Position) -> Option<&Group> {
        self.groups.get(*self.by_statement.get(&statement)?)
    }

    /// The precedence in force on a day, as known.
    pub fn precedence_on(&self, as_of: AsOf) -> Option<Entry<'_, PrecedenceChange>> {
        self.precedences.now.all().rfind(|e| e.is_known(as_of.known) && e.effective.last() <= as_of.effective)
    }

    /// What the precedence in force on a day makes of a group, as known; `None` where fewer than
    /// two of its statements stand.
    pub fn ranking<'a>(&'a self, group: &'a Group, as_of: AsOf) -> Option<Ranking<'a>> {
        let precedence = self.precedence_on(as_of);
        let order = precedence.map_or(&[][..], |e| e.change.order.as_slice());
        let statements = group.ranked(as_of.known, order);
        let [first, second, ..] = statements.as_slice() else { return None };
        let is_decided = first.place.is_some() && first.place != second.place;
        Some(Ranking { precedence: precedence.map(|e| e.position), is_decided, statements })
    }

    /// The statements that stand now beside another one of the same matter.
    pub(crate) fn rivals_of(&self, statement: Position) -> impl Iterator<Item = &Recorded> {
        let group = self.group_of(statement).into_iter().flat_map(Group::standing_now);
        group.map(|other| &other.recorded).filter(move |other| other.position != statement)
    }

    /// Those of them that count on some day, as decided now.
    fn rivals_that_count(&self, statement: Position) -> Vec<Recorded> {
        let Some(group) = self.group_of(statement) else { return Vec::new() };
        // Of any that stands it is known which comes first.
        let Some(known) = group.standing_now().next_back() else { return Vec::new() };
        let first = |in_force: &InForce<'_>| known.outranked_by(in_force.from).unwrap_or(known.recorded.position);
        let mut firsts: BTreeSet<Position> = self.in_force().iter().map(first).collect();
        firsts.remove(&statement);
        firsts.into_iter().filter_map(|position| Some(group.statement(position)?.recorded.clone())).collect()
    }

    /// Adds a statement to the group of another, which makes one if it has none.
    fn join(&mut self, of: &Recorded, statement: &Recorded, first_stated: Position) -> usize {
        let group = self.by_statement.get(&of.position).copied().unwrap_or_else(|| {
            let mut group = Group::default();
            group.push(Statement::of(of, of.position));
            let number = self.groups.len();
            self.groups.push(group);
            self.by_statement.insert(of.position, number);
            number
        });
        self.by_statement.insert(statement.position, group);
        if let Some(group) = self.groups.change(group) {
            group.push(Statement::of(statement, first_stated));
        }
        group
    }

    fn withdraw(&mut self, statement: Position, by: Position) -> Option<usize> {
        let group = *self.by_statement.get(&statement)?;
        self.groups.change(group)?.withdraw(statement, by);
        Some(group)
    }

    /// The precedences in force one after the other, as known now, each with its days; before the
    /// first, nothing is preferred.
    fn in_force(&self) -> Vec<InForce<'_>> {
        let now = Position(u64::MAX);
        let known: Vec<Entry<'_, PrecedenceChange>> = self.precedences.now.all().filter(|e| e.is_known(now)).collect();
        let days = |e: &Entry<'_, PrecedenceChange>| Some(e.effective.last());
        let before_all = std::iter::once((None, &[][..]));
        let orders = before_all.chain(known.iter().map(|e| (days(e), e.change.order.as_slice())));
        let ends = known.iter().map(days).chain([None]);
        let in_force = orders.zip(ends).map(|((from, order), until)| InForce { from, until, order });
        // Of several that were adopted for one day, the last is in force.
        in_force.filter(|in_force| in_force.from.is_none() || in_force.from != in_force.until).collect()
    }

    /// On which days each statement of a group that stands is outranked, as decided now.
    fn decided(&self, group: &Group) -> BTreeMap<Position, Vec<Days>> {
        let mut outranked: BTreeMap<Position, Vec<Days>> =
            group.standing.iter().map(|position| (*position, Vec::new())).collect();
        for InForce { from, until, order } in self.in_force() {
            let first = group.standing_now().min_by_key(|statement| statement.rank(order));
            let Some(by) = first.map(|first| first.recorded.position) else { continue };
            let others = outranked.iter_mut().filter(|(position, _)| **position != by);
            others.for_each(|(_, outranked)| push_days(outranked, Days { by, from, until }));
        }
        outranked
    }

    /// On which days the last statement of a group is outranked, where it changes nothing for the
    /// others; `None` where it comes before all others on some days.
    fn decided_of_last(&self, group: &Group) -> Option<Vec<Days>> {
        let mut standing = group.standing_now().rev();
        let last = standing.next()?;
        // Of any other it is known which was the first until now.
        let Some(other) = standing.next() else { return Some(Vec::new()) };
        let mut outranked = Vec::new();
        for InForce { from, until, order } in self.in_force() {
            let first = group.statement(other.outranked_by(from).unwrap_or(other.recorded.position))?;
            if last.rank(order) < first.rank(order) {
                return None;
            }
            push_days(&mut outranked, Days { by: first.recorded.position, from, until });
        }
        Some(outranked)
    }
}

/// Adds days to those on which a statement is outranked.
fn push_days(outranked: &mut Vec<Days>, days: Days) {
    match outranked.last_mut().filter(|last| last.by == days.by && last.until == days.from) {
        Some(last) => last.until = days.until,
        None => outranked.push(days),
    }
}

impl Statement {
    fn of(recorded: &Recorded, first_stated: Position) -> Self {
        Self { recorded: recorded.clone(), first_stated, withdrawn: None, outranked: Vec::new() }
    }

    /// Its place among the statements of a matter by an order: the least counts.
    fn rank(&self, order: &[EvidenceKindCode]) -> (usize, Position) {
        (self.place(order).unwrap_or(usize::MAX), self.first_stated)
    }

    /// What outranks it on a day, as decided now; without a day, before all.
    fn outranked_by(&self, day: Option<Date>) -> Option<Position> {
        let begins = |days: &Days| days.from.is_none_or(|from| day.is_some_and(|day| from <= day));
        let lasts = |days: &Days| days.until.is_none_or(|until| day.is_none_or(|day| day < until));
        self.outranked.iter().find(|days| begins(days) && lasts(days)).map(|days| days.by)
    }

    /// Whether it counts on no day at all, as decided now.
    fn never_counts(&self) -> bool {
        let mut until = None;
        for (at, days) in self.outranked.iter().enumerate() {
            if (at == 0 && days.from.is_some()) || (at > 0 && days.from != until) {
                return false;
            }
            until = days.until;
        }
        !self.outranked.is_empty() && until.is_none()
    }
}

impl Facts {
    /// A fact was recorded that states what another does, and otherwise.
    pub(crate) fn state_otherwise(&mut self, original: &Recorded, statement: &Recorded) {
        let is_alone = self.disagreements.group_of(original.position).is_none();
        let group = self.disagreements.join(original, statement, statement.position);
        if is_alone { self.settle(group, statement.position) } else { self.settle_last(group, statement.position) }
    }

    /// A fact was recorded that takes the place of another: in a disagreement too.
    pub(crate) fn restate(&mut self, original: Position, statement: &Recorded) {
        let found = self.disagreements.group_of(original).and_then(|group| group.statement(original));
        if let Some((of, first_stated)) = found.map(|found| (found.recorded.clone(), found.first_stated)) {
            let group = self.disagreements.join(&of, statement, first_stated);
            self.settle_last(group, statement.position);
        }
    }

    /// A fact was withdrawn: those that disagreed with it need not do so any more.
    pub(crate) fn withdraw_statement(&mut self, statement: Position, by: Position) {
        let Some(index) = self.disagreements.withdraw(statement, by) else { return };
        let group = self.disagreements.groups.change(index);
        let Some(withdrawn) = group.and_then(|group| group.statement_mut(statement)) else { return };
        let counted = !withdrawn.never_counts();
        if !std::mem::take(&mut withdrawn.outranked).is_empty() {
            let recorded = withdrawn.recorded.clone();
            self.mark_outranked(&recorded, &[], by);
        }
        if counted {
            self.settle(index, by);
        }
    }

    /// A precedence was adopted or withdrawn.
    pub(crate) fn settle_all(&mut self, at: Position) {
        for group in 0..self.disagreements.groups.len() {
            self.settle(group, at);
        }
    }

    /// Decides a group anew, and writes what has changed into the timelines of its statements.
    fn settle(&mut self, index: usize, at: Position) {
        let Some(group) = self.disagreements.groups.get(index) else { return };
        let decided = self.disagreements.decided(group);
        let Some(group) = self.disagreements.groups.change(index) else { return };
        let mut changed = Vec::new();
        for (position, decided) in decided {
            let Some(statement) = group.statement_mut(position) else { continue };
            if statement.outranked != decided {
                statement.outranked = decided;
                changed.push((statement.recorded.clone(), statement.outranked.clone()));
            }
        }
        for (recorded, decided) in changed {
            self.mark_outranked(&recorded, &decided, at);
        }
    }

    /// Decides on the last statement of a group, and on all where it comes before all others on
    /// some days.
    fn settle_last(&mut self, index: usize, at: Position) {
        let Some(group) = self.disagreements.groups.get(index) else { return };
        let Some(decided) = self.disagreements.decided_of_last(group) else { return self.settle(index, at) };
        let group = self.disagreements.groups.change(index);
        let Some(last) = group.and_then(|group| group.statements.last_mut()) else { return };
        if last.outranked != decided {
            last.outranked.clone_from(&decided);
            let recorded = last.recorded.clone();
            self.mark_outranked(&recorded, &decided, at);
        }
    }

    /// Writes into the timelines of a statement on which days it is outranked from now on.
    fn mark_outranked(&mut self, recorded: &Recorded, decided: &[Days], at: Position) {
        let event = &recorded.fact.event;
        self.take(event, stamp(recorded, Mark::Settle { at }));
        for &Days { by, from, until } in decided {
            let outranked = Outranked { by, from, until, since: at, ended: None };
            self.take(event, stamp(recorded, Mark::Outrank(outranked)));
        }
    }

    /// Whether a fact may be recorded as another statement of what a recorded one states.
    pub(crate) fn decide_disagreement(
        &mut self,
        id: EventId,
        rival: &Fact,
        original: Option<&Recorded>,
    ) -> Result<Novelty, Refusal> {
        let original = original.ok_or(Refusal::UnknownEvent { event: id })?;
        let at = InTheWay::recorded(original);
        if let Some(by) = self.withdrawn(at.position) {
            return Err(Refusal::AlreadyWithdrawn { at, by: by.into() });
        }
        // Its codes may be those of others by now.
        let Fact { effective, evidence, event } = &original.fact;
        let said = self.in_codes_of_now(event, *effective, original.position).unwrap_or_else(|| event.clone());
        let said = Fact { event: said, effective: *effective, evidence: evidence.clone() };
        let matters = (disputed(self, &said)?, disputed(self, rival)?);
        if [&said.event, event].contains(&&rival.event) && *effective == rival.effective {
            return Err(Refusal::SameStatement { at });
        }
        if matters.0 != matters.1 {
            return Err(Refusal::NotTheSameMatter { at });
        }
        let group = self.disagreements.group_of(original.position);
        if group.is_some_and(|group| group.says(&rival.event, rival.effective)) {
            return Ok(Novelty::AlreadyTrue);
        }
        match self.try_in_place_of(original, Aside::Disputed, rival)? {
            Novelty::New => Ok(Novelty::New),
            Novelty::AlreadyTrue => {
                Err(Refusal::StatedUndisputed { at: self.stands_elsewhere(rival, original.position) })
            }
        }
    }

    /// Whether a fact may be recorded where another stands, if neither that nor what disagrees with
    /// it counted.
    pub(crate) fn try_in_place_of(&mut self, original: &Recorded, why: Aside, fact: &Fact) -> Result<Novelty, Refusal> {
        if makes_one_change(&fact.event) {
            let counting = self.disagreements.rivals_that_count(original.position);
            let tried = self.try_without(original, why, &counting, fact);
            let is_undisputed = self.disagreements.group_of(original.position).is_none();
            if is_undisputed || matches!(tried, Ok(Novelty::New)) {
                return tried;
            }
        }
        // What never counts stands in nobody's way, but is recorded: it may be what was found.
        let rivals: Vec<Recorded> = self.disagreements.rivals_of(original.position).cloned().collect();
        self.try_without(original, why, &rivals, fact)
    }

    /// Where a fact stands that is recorded already, but at a position.
    pub(crate) fn stands_elsewhere(&self, fact: &Fact, but: Position) -> Option<InTheWay> {
        let standing = fact.event.standing_at(self, fact.effective).into_iter().flatten();
        let position = standing.filter(|position| *position != but).min()?;
        Some(InTheWay { position, effective: fact.effective, taken_for: None })
    }

    fn try_without(
        &mut self,
        original: &Recorded,
        why: Aside,
        rivals: &[Recorded],
        fact: &Fact,
    ) -> Result<Novelty, Refusal> {
        self.set_aside(original, why, rivals);
        let novelty = fact.event.decide(self, fact.effective);
        self.put_back(original, rivals);
        novelty
    }
}

/// Whether an event is new or not as a whole: of several changes, one that is recorded already is
/// not tried.
fn makes_one_change(event: &Event) -> bool {
    !matches!(event, Event::SharingAgreed(_) | Event::SharingEnded(_) | Event::FederationsMerged(_))
}

/// Refuses a disagreement about what is no matter of evidence.
pub(crate) fn disputed(facts: &Facts, fact: &Fact) -> Result<Matter, Refusal> {
    fact.event.matter(facts, fact.effective).ok_or(Refusal::NotDisputable { fact: fact.event.name() })
}

impl EventRules for PrecedenceAdopted {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if !self.order.is_empty() && !is_a_list(&self.order) {
            return Err(Refusal::BadList { field: "order", least: AtLeast(0) });
        }
        for kind in &self.order {
            facts.catalogue.known_code(CatalogueList::EvidenceKind, kind.as_str())?;
        }
        let change = PrecedenceChange { order: self.order.clone() };
        let is_recorded = facts.disagreements.precedences.now.has(effective, &change);
        Ok(if is_recorded { Novelty::AlreadyTrue } else { Novelty::New })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.disagreements.precedences.now.apply(stamp, PrecedenceChange { order: self.order.clone() });
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &PrecedenceChange| change.order == self.order;
        vec![search.within(Some(&search.facts.disagreements.precedences.now), is_it)]
    }
}
