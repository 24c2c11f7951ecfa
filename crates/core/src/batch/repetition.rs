//! What is asked and recorded already.
//!
//! A recorded fact is what somebody asked for, word for word. So whether a request was recorded
//! before is seen by what it says, whatever its codes mean by now: where it can stand is looked up
//! in the facts, and compared with the log there.

use std::ptr;

use jiceng_domain::event::{Event, Fact};
use jiceng_domain::person::{PersonChange, PersonName, PersonRegistered, PersonState};
use jiceng_domain::{AsOf, Command, EventId, InTheWay, PersonId, PlaceNo, Position, Wish};

use super::Batch;
use crate::differences::differences;
use crate::error::{Difference, Error};
use crate::request::Request;

/// That what a request says was recorded before the batch began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedBefore {
    /// Where; for a correction or a disagreement, the first of its two events.
    pub position: Position,
    /// What has become of the fact since; none if it stands.
    pub since: Option<FactFate>,
}

/// What has become of a recorded fact before the batch began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactFate {
    /// It was withdrawn.
    Withdrawn {
        /// Where the retraction is recorded.
        by: Position,
    },
    /// It was withdrawn, and another fact took its place.
    Corrected {
        /// Where the retraction is recorded.
        by: Position,
        /// Where the fact is recorded that took its place.
        replaced_by: Position,
    },
    /// The name that it registers was erased.
    Erased {
        /// Where the erasure is recorded.
        by: Position,
    },
}

impl FactFate {
    /// Where that is recorded.
    pub const fn by(self) -> Position {
        match self {
            Self::Withdrawn { by } | Self::Corrected { by, .. } | Self::Erased { by } => by,
        }
    }
}

/// Where the last repetition was found. Files come again in the order in which they were recorded.
#[derive(Default)]
pub(super) struct Trail {
    next: Position,
    /// Whether it came right after the one before it.
    is_followed: bool,
}

/// What the log has under the identity of a request.
enum OfCommit {
    /// No commit of that identity.
    None,
    /// A commit that says the same, from this position on.
    Same(Position),
    /// A commit that says something else.
    Differs,
}

impl Batch {
    /// Whether what a request says was recorded before this batch began: then it says nothing new,
    /// also where its codes have changed hands since, or the fact was withdrawn. What the batch
    /// itself adds is not looked at.
    ///
    /// A request with the identity of a recorded commit is held against that commit, any other goes
    /// by what it says. A new entry of the catalogue is left to the facts, which keep it for good.
    pub fn recorded_before(&mut self, request: &Request) -> Result<Option<RecordedBefore>, Error> {
        self.check()?;
        let is_kept_whole = matches!(&request.wish.command, Command::Record(Event::CatalogueEntryAdded(_)));
        if self.begun_at == Position(0) || is_kept_whole {
            return Ok(None);
        }
        let asked = request.wish.facts();
        let position = match self.commit_before(request, &asked)? {
            OfCommit::Same(first) => Some(first),
            OfCommit::Differs => None,
            OfCommit::None => match self.next_on_the_trail(&asked)? {
                Some(position) => Some(position),
                None => self.find_before(&request.wish, &asked)?,
            },
        };
        let (Some(position), Some(fact)) = (position, asked.last()) else { return Ok(None) };
        let next = position.plus(asked.len() as u64);
        self.trail = Trail { next, is_followed: self.trail.next == position };
        let last = Position(next.0.saturating_sub(1));
        if self.state.projections.facts.codes_changed_hands(&fact.event) {
            self.told.insert(last);
        }
        let mut since = self.since(last, &fact.event);
        // It may have been recorded once more since, whoever recorded it.
        if since.is_some() && self.stands_elsewhere(fact, last)? {
            since = None;
        }
        Ok(Some(RecordedBefore { position, since }))
    }

    /// Whether what is recorded at a position stands at another one, said of the same divisions.
    fn stands_elsewhere(&mut self, said: &Fact, at: Position) -> Result<bool, Error> {
        let then = self.meant_at(said, at);
        let said_now = self.in_codes_of_now(said, at);
        // What this batch withdrew stood before it began; else those that are withdrawn need not be
        // looked at.
        let facts = &self.state.projections.facts;
        let lists = if self.withdraws {
            said.event.recorded_at(facts, said.effective)
        } else {
            said.event.standing_at(facts, said.effective)
        };
        for position in self.in_all_before(lists) {
            if self.since(position, &said.event).is_some() {
                continue;
            }
            let Some(recorded) = self.at(position)? else { continue };
            let is_same = self.says(&recorded.fact, said)?
                || self.names_alike(&recorded.fact, said)?
                // In the codes of today, where what was withdrawn was recorded again.
                || recorded.fact.evidence == said.evidence
                    && said_now.is_some()
                    && self.in_codes_of_now(&recorded.fact, position) == said_now;
            if is_same && self.meant_at(&recorded.fact, position) == then {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The divisions that a recorded fact means: its codes are looked for in what was known when it
    /// was recorded.
    fn meant_at(&self, fact: &Fact, at: Position) -> Vec<Option<PlaceNo>> {
        let known = AsOf::on(fact.effective.last()).known_before(at);
        self.state.projections.facts.divisions_meant_by(&fact.event, fact.effective, known)
    }

    /// A recorded fact as it is said with the codes that its divisions have now.
    fn in_codes_of_now(&self, fact: &Fact, at: Position) -> Option<Event> {
        self.state.projections.facts.in_codes_of_now(&fact.event, fact.effective, at)
    }

    /// Makes a request that was recorded before, and withdrawn since, one that can be recorded
    /// again. Of a correction or a disagreement whose original is withdrawn, that is the new fact
    /// alone; an identity that the log has is not used again. Where a code means another division
    /// now than it did then, the fact is said with the code that its division has now; refused
    /// where it cannot be said so.
    pub fn renew(&mut self, request: &mut Request, before: RecordedBefore) -> Result<(), Error> {
        if let Some(id) = request.commit
            && self.state.undecided.commit(&*self.registry.shared.log, id)?.is_some()
        {
            request.commit = None;
        }
        let original = match request.wish.command.original() {
            Some(event) => self.find(event)?,
            None => None,
        };
        let is_withdrawn = original.is_some_and(|original| self.is_withdrawn(original.position));
        if let Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. } =
            &request.wish.command
            && is_withdrawn
        {
            let Fact { effective, evidence, event } = (**fact).clone();
            request.wish = Wish { effective, evidence, command: Command::Record(event) };
        }
        let (event, effective) = match &mut request.wish.command {
            Command::Record(event) => (event, request.wish.effective),
            Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. } => {
                (&mut fact.event, fact.effective)
            }
            Command::Retract { .. } => return Ok(()),
        };
        let facts = &self.state.projections.facts;
        let now = AsOf::on(effective.last());
        let then = now.known_before(before.position);
        if facts.divisions_meant_by(event, effective, now) != facts.divisions_meant_by(event, effective, then) {
            let translated = facts.in_codes_of_now(event, effective, before.position);
            let recorded = InTheWay { position: before.position, effective, taken_for: None };
            *event = translated.ok_or(Error::MeansOthers { recorded: Some(recorded) })?;
        }
        Ok(())
    }

    /// The divisions that the codes of a wish mean on its day; none for a code that nobody carries
    /// then. Codes change hands.
    pub fn carriers_meant_by(&self, wish: &Wish) -> Vec<Option<PlaceNo>> {
        let facts = &self.state.projections.facts;
        let meant = |fact: Fact| facts.carriers_meant_by(&fact.event, fact.effective);
        wish.facts().into_iter().flat_map(meant).collect()
    }

    /// The same, and for a code that nobody carries then the division that carried it last.
    pub fn divisions_meant_by(&self, wish: &Wish) -> Vec<Option<PlaceNo>> {
        let facts = &self.state.projections.facts;
        let meant = |fact: Fact| {
            let last = AsOf::on(fact.effective.last());
            facts.divisions_meant_by(&fact.event, fact.effective, last)
        };
        wish.facts().into_iter().flat_map(meant).collect()
    }

    /// The commit of the request's identity.
    fn commit_before(&self, request: &Request, asked: &[Fact]) -> Result<OfCommit, Error> {
        let Some(id) = request.commit else { return Ok(OfCommit::None) };
        let Some(commit) = self.registry.shared.log.commit(id)? else { return Ok(OfCommit::None) };
        let mut is_same = commit.facts.len() == asked.len();
        for (recorded, asked) in commit.facts.iter().zip(asked) {
            is_same = is_same && self.says(recorded, asked)?;
        }
        Ok(if is_same { OfCommit::Same(commit.first) } else { OfCommit::Differs })
    }

    /// Whether the events that follow on the last repetition say what is asked, and stand.
    fn next_on_the_trail(&mut self, asked: &[Fact]) -> Result<Option<Position>, Error> {
        let first = self.trail.next;
        let next = first.plus(asked.len() as u64);
        if !self.trail.is_followed || next > self.begun_at {
            return Ok(None);
        }
        for (asked, position) in asked.iter().zip(first.0..) {
            let Some(recorded) = self.at(Position(position))? else { return Ok(None) };
            if self.is_withdrawn(recorded.position) || !self.says(&recorded.fact, asked)? {
                return Ok(None);
            }
        }
        Ok(Some(first))
    }

    fn find_before(&mut self, wish: &Wish, asked: &[Fact]) -> Result<Option<Position>, Error> {
        match (&wish.command, asked) {
            (Command::Record(_), [fact]) => match self.stated_before(fact, None)? {
                Some(position) => Ok(Some(position)),
                None => self.implied_before(fact),
            },
            (Command::Retract { event, .. } | Command::Correct { event, .. }, _) => {
                self.withdrawn_before(*event, asked)
            }
            (Command::Disagree { event, .. }, [_, statement]) => {
                let Some(original) = self.find(*event)? else { return Ok(None) };
                let stated = self.stated_before(statement, Some(original.position))?;
                Ok(stated.map(|position| Position(position.0.saturating_sub(1))))
            }
            _ => Ok(None),
        }
    }

    /// Where the same fact is recorded; one that stands, if any does. With a rival, only among the
    /// statements of its matter.
    fn stated_before(&mut self, asked: &Fact, rival: Option<Position>) -> Result<Option<Position>, Error> {
        let mut positions = self.all_before(asked);
        if rival.is_none() && positions.len() > 1 && self.state.projections.facts.codes_changed_hands(&asked.event) {
            return self.stated_of_several(asked, positions);
        }
        if let Some(rival) = rival {
            let disagreements = &self.state.projections.facts.disagreements;
            let matter = disagreements.group_of(rival).map(ptr::from_ref);
            let is_of_matter = |position: &Position| disagreements.group_of(*position).map(ptr::from_ref) == matter;
            positions.retain(|position| matter.is_some() && is_of_matter(position));
        }
        let next = self.trail.next;
        positions.sort_by_key(|position| (self.is_withdrawn(*position), *position < next, *position));
        for position in positions {
            let Some(recorded) = self.at(position)? else { continue };
            if self.says(&recorded.fact, asked)? || self.names_alike(&recorded.fact, asked)? {
                return Ok(Some(position));
            }
        }
        Ok(None)
    }

    /// The same where codes changed hands, so that the same words may be recorded of several
    /// divisions: the first row of a file that says them means the first of these, the second row
    /// the second one. A row that follows the one before it in the log means what is recorded
    /// there.
    fn stated_of_several(&mut self, asked: &Fact, positions: Vec<Position>) -> Result<Option<Position>, Error> {
        let mut groups: Vec<(Vec<Option<PlaceNo>>, Vec<Position>)> = Vec::new();
        for position in positions {
            let Some(recorded) = self.at(position)? else { continue };
            if !self.says(&recorded.fact, asked)? {
                continue;
            }
            let meant = self.meant_at(&recorded.fact, position);
            match groups.iter_mut().find(|(of, _)| *of == meant) {
                Some((_, positions)) => positions.push(position),
                None => groups.push((meant, vec![position])),
            }
        }
        let of_group = |group: &Vec<Position>| group.iter().copied().min_by_key(|at| (self.is_withdrawn(*at), *at));
        let mut groups: Vec<Vec<Position>> = groups.into_iter().map(|(_, positions)| positions).collect();
        groups.sort_by_key(|group| !group.contains(&self.trail.next));
        let untold = groups.iter().find(|group| !group.iter().any(|position| self.told.contains(position)));
        let group =
            untold.or_else(|| groups.iter().min_by_key(|group| of_group(group).map(|at| self.is_withdrawn(at))));
        Ok(group.and_then(of_group))
    }

    /// Where what a fact says is recorded by events of another name: of a new division by the split
    /// that made it, of a renaming before or after a site became a community. If any of it is
    /// withdrawn, where that is.
    fn implied_before(&mut self, asked: &Fact) -> Result<Option<Position>, Error> {
        let is_so = matches!(
            asked.event,
            Event::DivisionRegistered(_) | Event::DivisionRenamed(_) | Event::RelocationSiteRenamed(_)
        );
        let mut found = None;
        for mut list in if is_so { self.positions_before(asked) } else { Vec::new() } {
            list.sort_by_key(|position| self.is_withdrawn(*position));
            let mut implying = None;
            for position in list {
                let name = self.at(position)?.map(|recorded| recorded.fact.event.name());
                if name.is_some_and(|name| name != asked.event.name()) {
                    implying = Some(position);
                    break;
                }
            }
            let Some(position) = implying else { return Ok(None) };
            if found.is_none() || self.is_withdrawn(position) {
                found = Some(position);
            }
        }
        Ok(found)
    }

    /// Where a recorded event is withdrawn by what is asked, with what is to take its place.
    fn withdrawn_before(&mut self, event: EventId, asked: &[Fact]) -> Result<Option<Position>, Error> {
        let Some(original) = self.find(event)? else { return Ok(None) };
        let by = self.state.projections.facts.withdrawn(original.position).filter(|by| *by < self.begun_at);
        let Some(by) = by else { return Ok(None) };
        for (asked, position) in asked.iter().zip(by.0..) {
            let Some(recorded) = self.at(Position(position))? else { return Ok(None) };
            if !self.says(&recorded.fact, asked)? {
                return Ok(None);
            }
        }
        Ok(Some(by))
    }

    /// Where all changes are recorded that a fact makes, before this batch, in order.
    fn all_before(&self, asked: &Fact) -> Vec<Position> {
        self.in_all_before(asked.event.recorded_at(&self.state.projections.facts, asked.effective))
    }

    /// Where all of some lists are, before this batch, in order.
    fn in_all_before(&self, lists: Vec<Vec<Position>>) -> Vec<Position> {
        let lists = self.before_the_batch(lists);
        let Some((first, others)) = lists.split_first() else { return Vec::new() };
        // The event makes all these changes, so it is where all of them are.
        let is_in_all = |position: &Position| others.iter().all(|list| list.binary_search(position).is_ok());
        first.iter().copied().filter(is_in_all).collect()
    }

    /// For each change that a fact makes, where it is recorded before this batch, in order; nothing
    /// if one is not.
    fn positions_before(&self, asked: &Fact) -> Vec<Vec<Position>> {
        self.before_the_batch(asked.event.recorded_at(&self.state.projections.facts, asked.effective))
    }

    fn before_the_batch(&self, mut lists: Vec<Vec<Position>>) -> Vec<Vec<Position>> {
        for list in &mut lists {
            list.retain(|position| *position < self.begun_at);
            list.sort_unstable();
        }
        if lists.iter().any(Vec::is_empty) { Vec::new() } else { lists }
    }

    fn is_withdrawn(&self, position: Position) -> bool {
        self.state.projections.facts.withdrawn(position).is_some()
    }

    fn since(&self, position: Position, event: &Event) -> Option<FactFate> {
        if let Event::PersonRegistered(registered) = event
            && let Some(by) = self.erased(&registered.person).filter(|by| *by < self.begun_at)
        {
            return Some(FactFate::Erased { by });
        }
        let withdrawal = self.state.projections.facts.withdrawal(position).filter(|w| w.by < self.begun_at)?;
        Some(match withdrawal.replaced_by {
            None => FactFate::Withdrawn { by: withdrawal.by },
            Some(replaced_by) => FactFate::Corrected { by: withdrawal.by, replaced_by },
        })
    }

    /// Where the erasure of a person's name is recorded.
    fn erased(&self, person: &PersonId) -> Option<Position> {
        let persons = &self.state.projections.facts.persons;
        let mut entries = persons.get(person).filter(|_| persons.now(person) == PersonState::Erased)?.all();
        entries.rfind(|entry| matches!(entry.change, PersonChange::Erased)).map(|entry| entry.position)
    }

    /// Whether a recorded fact is what is asked. What an erased name was, nobody can say.
    fn says(&self, recorded: &Fact, asked: &Fact) -> Result<bool, Error> {
        if recorded.effective != asked.effective || recorded.evidence != asked.evidence {
            return Ok(false);
        }
        if let (Event::PersonRegistered(one), Event::PersonRegistered(other)) = (&recorded.event, &asked.event) {
            let is_erased = one.person == other.person && self.erased(&one.person).is_some();
            return Ok(is_erased || self.is_same_name(one, other)?);
        }
        if let (Event::SampleDrawn(drawn), Event::SampleDrawn(wished)) = (&recorded.event, &asked.event) {
            return Ok(drawn.answers(wished));
        }
        Ok(recorded.event == asked.event)
    }

    /// Whether both register a person under the same name. The facts hold no more of a person, so
    /// such a registration adds nothing.
    fn names_alike(&self, recorded: &Fact, asked: &Fact) -> Result<bool, Error> {
        match (&recorded.event, &asked.event) {
            (Event::PersonRegistered(one), Event::PersonRegistered(other)) => self.is_same_name(one, other),
            _ => Ok(false),
        }
    }

    fn is_same_name(&self, recorded: &PersonRegistered, asked: &PersonRegistered) -> Result<bool, Error> {
        match (&recorded.name, &asked.name) {
            _ if recorded.person != asked.person => Ok(false),
            (PersonName::Sealed(sealed), PersonName::Plain(plain)) => {
                let opened = self.state.names.open_name(&recorded.person, sealed)?;
                Ok(opened.as_deref() == Some(plain.as_str()))
            }
            (one, other) => Ok(one == other),
        }
    }

    /// A wish that is true already must say the same as the recorded fact, evidence included.
    pub(super) fn check_repetition(&mut self, wish: &Wish) -> Result<(), Error> {
        // Of a disagreement, the statement is what can be recorded already.
        let wished = wish.facts();
        let stated = wished.last().filter(|fact| fact.event.original().is_none());
        let Some(stated) = stated else { return Ok(()) };
        if matches!(stated.event, Event::PersonRegistered(_) | Event::PersonErased(_) | Event::CatalogueEntryAdded(_)) {
            return Ok(()); // the facts compare them whole, but for the paper
        }
        let lists = stated.event.recorded_at(&self.state.projections.facts, stated.effective);
        let mut positions: Vec<Position> = lists.into_iter().flatten().collect();
        positions.retain(|position| !self.is_withdrawn(*position));
        positions.sort_unstable();
        positions.dedup();
        let mut nearest: Option<(InTheWay, Vec<Difference>)> = None;
        for position in positions {
            let Some(recorded) = self.at(position)? else { continue };
            if recorded.fact.event.name() != stated.event.name() {
                continue;
            }
            let at = InTheWay::recorded(&recorded);
            // A row is known by its words: the same by another code would mean somebody else once
            // that code changes hands.
            let found = differences(&[recorded.fact], std::slice::from_ref(stated));
            if found.is_empty() {
                return Ok(());
            }
            if nearest.as_ref().is_none_or(|(_, least)| found.len() < least.len()) {
                nearest = Some((at, found));
            }
        }
        match nearest {
            Some((at, differences)) => Err(Error::RecordedDifferently { at, differences }),
            None => Ok(()),
        }
    }
}
