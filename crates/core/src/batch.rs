//! Batches: wishes decided one after another, appended together or not at all.
//!
//! What is decided is held in memory, up to a bound; beyond it the log stages it in a file, and all
//! of it still comes into the log or none.

mod reader;
mod repetition;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use jiceng_domain::division::leave_out_usual_above;
use jiceng_domain::event::{Event, Fact, Recorded};
use jiceng_domain::person::{PersonName, PersonState};
use jiceng_domain::{Command, CommitId, EventId, InTheWay, PersonId, Position, Refusal, Wish, decide};
use jiceng_log::{Commit, LogError, NewCommit, Staging};
use jiceng_projections::Projections;
use jiff::{SignedDuration, Timestamp};

use self::reader::Reader;
use self::repetition::Trail;
pub use self::repetition::{FactFate, RecordedBefore};
use crate::catch_up::catch_up;
use crate::clock;
use crate::differences::differences;
use crate::effects::{Before, Effects};
use crate::error::Error;
use crate::question::Question;
use crate::registry::Registry;
use crate::request::{Receipt, Request};
use crate::sampling;
use crate::state::{State, WriteState};
use crate::view::View;

/// Events in one commit of a sliced batch, at most.
const SLICE_EVENTS_MAX: usize = 1000;
/// Events of a batch that are held in memory, at most, and appended in one atomic step; a longer
/// batch is staged.
const HELD_EVENTS_MAX: u64 = 50_000;
/// The same once a batch is staged.
const STAGED_EVENTS_MAX: u64 = 1000;
/// How far the clock may stand behind the last recording: ten years of 365.25 days. Whoever
/// recorded one commit with a clock that is far ahead could record nothing more.
const CLOCK_AHEAD_MAX: SignedDuration = SignedDuration::from_hours(10 * 8766);
/// How far the clock may stand before the last recording and still be taken for that instant.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(10);

/// A batch in the making. Dropped without [`Batch::commit`], it leaves the registry as it was.
pub struct Batch {
    registry: Registry,
    state: WriteState,
    held_events_max: u64,
    /// Why it could not be staged, and nothing of it can be recorded.
    failure: Option<String>,
    begun_at: Position,
    /// The clock when the batch began: all of it is recorded at one instant.
    now: Timestamp,
    last_recorded_at: Timestamp,
    slice_name: Option<&'static str>,
    takes_stated_times: bool,
    /// The recorded facts that lose or regain their effect by all of it.
    effects: Effects,
    /// Whether it withdraws anything.
    withdraws: bool,
    /// Whether names are to be erased, also such that are erased already: a repetition destroys
    /// what keys a crash left.
    erases: bool,
    reader: Reader,
    trail: Trail,
    /// The recorded facts that rows of the batch were taken for, where codes changed hands: the
    /// same words may be recorded of several divisions.
    told: BTreeSet<Position>,
}

impl Batch {
    pub(crate) fn begin(registry: Registry, mut state: WriteState) -> Result<Self, Error> {
        let begun_at = state.projections.facts.head();
        let last_recorded_at = registry.shared.log.last_recorded_at()?.unwrap_or(Timestamp::MIN);
        state.change(State::begin_batch);
        Ok(Self {
            registry,
            state,
            held_events_max: HELD_EVENTS_MAX,
            failure: None,
            begun_at,
            now: clock::now(),
            last_recorded_at,
            slice_name: None,
            takes_stated_times: false,
            effects: Effects::default(),
            withdraws: false,
            erases: false,
            reader: Reader::default(),
            trail: Trail::default(),
            told: BTreeSet::new(),
        })
    }

    /// Puts wishes without an identity of their own together into commits of up to 1,000 events,
    /// named `name` in the log.
    #[must_use]
    pub fn sliced(mut self, name: &'static str) -> Self {
        self.slice_name = Some(name);
        self
    }

    /// Takes the recording times that requests state: for moving in a history that was recorded
    /// elsewhere. They never decrease and never lie before what the log has, or in the future.
    #[must_use]
    pub fn recorded_as_stated(mut self) -> Self {
        self.takes_stated_times = true;
        self
    }

    /// Keeps so many events in memory, 50,000 at most, before what was decided is staged in a file
    /// beside the log.
    #[must_use]
    pub fn keep_in_memory(mut self, events: u64) -> Self {
        self.held_events_max = events.min(HELD_EVENTS_MAX);
        self
    }

    /// Decides a wish on top of those before it. A refusal leaves the batch as it was.
    pub fn add(&mut self, mut request: Request) -> Result<Receipt, Error> {
        self.try_add(&mut request)
    }

    /// Decides a wish as [`Batch::add`] does, and leaves the request to who made it, names sealed,
    /// samples drawn, and nothing said twice.
    pub fn try_add(&mut self, request: &mut Request) -> Result<Receipt, Error> {
        self.check()?;
        if erases(&request.wish.command) {
            self.state.names.refuse_links()?; // before it is recorded
        }
        state_once(&mut request.wish);
        self.seal_names(&mut request.wish)?;
        self.draw_sample(&mut request.wish)?;
        if let Some(receipt) = self.repeated(request)? {
            return Ok(receipt);
        }
        let recorded_at = self.recording_time(request.recorded_at)?;
        let original = match request.wish.command.original() {
            Some(event) => self.find(event)?,
            None => None,
        };
        let day = clock::china_day(recorded_at);
        let decided =
            self.state.change(|state| decide(&mut state.projections.facts, &request.wish, day, original.as_ref()));
        let facts = match decided {
            Ok(facts) => facts,
            Err(refusal) => return Err(self.dated(refusal)?.into()),
        };
        if facts.is_empty() {
            self.check_repetition(&request.wish)?;
        }
        self.last_recorded_at = recorded_at;
        self.erases |= erases(&request.wish.command);
        let receipt = self.enter(request, recorded_at, facts, original.as_ref());
        self.stage_if_long()?;
        Ok(receipt)
    }

    /// A refusal with the date of what it names by its position alone.
    fn dated(&mut self, mut refusal: Refusal) -> Result<Refusal, Error> {
        if let Some(undated) = refusal.undated() {
            undated.effective = self.at(undated.position)?.map(|recorded| recorded.fact.effective);
        }
        Ok(refusal)
    }

    /// Appends what was decided, durably on return. Others decide already while it waits for the
    /// disk, and share its way there.
    pub fn commit(self) -> Result<Position, Error> {
        let registry = self.registry.clone();
        let head = self.write()?;
        registry.shared.log.wait_durable(head)?;
        registry.announce(head);
        Ok(head)
    }

    /// Answers on top of what was decided so far, none of which anybody else sees: for previews.
    /// The view answers as long as the batch lasts and nothing more is added to it; afterwards it
    /// fails with [`Error::BatchOver`].
    pub fn view(&self, question: Question) -> Result<View, Error> {
        let head = self.head();
        let as_of = question.as_of(&*self.registry.shared.log, head)?;
        Ok(View::new(self.registry.clone(), as_of, question, head).of_batch(self.state.undecided.number()))
    }

    /// Hands what was decided to the log, and lets others in.
    fn write(mut self) -> Result<Position, Error> {
        self.check()?;
        let (staged, pending) = self.state.change(|state| state.undecided.take());
        let is_empty = staged.is_none() && pending.is_empty();
        let named = if is_empty { Vec::new() } else { self.state.change(|state| state.names.keep())? };
        let commits = pending.into_iter().map(|pending| pending.commit);
        let head = match staged {
            Some(staged) => self.append_staged(staged, commits, &named)?,
            None => self.registry.shared.log.write(self.begun_at, &commits.collect::<Vec<_>>())?,
        };
        self.state.change(|state| state.undecided.note_written());
        if self.erases {
            // No key goes before it is for good that it has to go.
            self.registry.shared.log.wait_durable(head)?;
            self.state.change(|state| self.registry.forget_erased(state))?;
        }
        Ok(head)
    }

    fn append_staged(
        &mut self,
        mut staged: Staging,
        mut rest: impl Iterator<Item = NewCommit>,
        named: &[PersonId],
    ) -> Result<Position, LogError> {
        let pushed = rest.try_for_each(|commit| staged.push(&commit));
        let appended = pushed.and_then(|()| self.registry.shared.log.append_staged(self.begun_at, staged));
        if let Err(error) = &appended {
            let is_unfinished = matches!(error, LogError::Unfinished { .. });
            self.state.change(|state| {
                state.is_unfinished = is_unfinished;
                if !is_unfinished {
                    // Nobody was registered. What failed is told, and not that these keys are still
                    // there.
                    let _ = state.names.destroy(&named.iter().collect::<Vec<_>>());
                }
            });
        }
        appended
    }

    /// Refuses what comes after a failure.
    fn check(&self) -> Result<(), Error> {
        match &self.failure {
            Some(reason) => Err(Error::NotStaged { reason: reason.clone() }),
            None => Ok(()),
        }
    }

    /// Stages what is held where that is too much.
    fn stage_if_long(&mut self) -> Result<(), Error> {
        let events_max = if self.state.undecided.is_staged() {
            self.held_events_max.min(STAGED_EVENTS_MAX)
        } else {
            self.held_events_max
        };
        if self.head().0 - self.state.undecided.held_from(self.head()).0 <= events_max {
            return Ok(());
        }
        let log = &*self.registry.shared.log;
        let staged = self.state.change(|state| state.undecided.stage(log));
        if let Err(error) = &staged {
            self.failure = Some(error.to_string());
        }
        Ok(staged?)
    }

    /// How many events the batch holds.
    pub fn events(&self) -> u64 {
        self.head().0 - self.begun_at.0
    }

    /// The recorded facts that lose or regain their effect by what was decided so far.
    pub const fn effects(&self) -> &Effects {
        &self.effects
    }

    fn head(&self) -> Position {
        self.state.projections.facts.head()
    }

    /// Names never go further unsealed. A name that is recorded already keeps its sealed form.
    fn seal_names(&mut self, wish: &mut Wish) -> Result<(), Error> {
        let event = match &mut wish.command {
            Command::Record(event) => event,
            Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. } => &mut fact.event,
            Command::Retract { .. } => return Ok(()),
        };
        let Event::PersonRegistered(registered) = event else { return Ok(()) };
        let PersonName::Plain(plain) = &registered.name else { return Ok(()) };
        let State { projections, names, .. } = &*self.state;
        let sealed = match projections.facts.persons.now(&registered.person) {
            PersonState::Registered(sealed)
                if names.open_name(&registered.person, &sealed)?.as_deref() == Some(plain.as_str()) =>
            {
                sealed
            }
            PersonState::Registered(_) | PersonState::Unknown | PersonState::Erased => {
                self.state.change(|state| state.names.seal(&registered.person, plain.as_str()))?
            }
        };
        registered.name = PersonName::Sealed(sealed);
        Ok(())
    }

    /// Nobody chooses what is in a sample: it is drawn here. One that is recorded already stays as
    /// it was drawn.
    fn draw_sample(&mut self, wish: &mut Wish) -> Result<(), Error> {
        let event = match &mut wish.command {
            Command::Record(event) => event,
            Command::Correct { replacement, .. } => &mut replacement.event,
            // A sample is no matter of evidence; the domain refuses it.
            Command::Retract { .. } | Command::Disagree { .. } => return Ok(()),
        };
        let Event::SampleDrawn(wished) = event else { return Ok(()) };
        let facts = &self.state.projections.facts;
        let recorded = facts.sample(&wished.sample).map(|(_, recorded)| recorded);
        if let Some(recorded) = recorded.filter(|recorded| recorded.answers(wished)) {
            *wished = recorded.clone();
            return Ok(());
        }
        if !self.state.rests_on_log {
            self.rest_on_log()?;
        }
        let facts = &self.state.projections.facts;
        let tree_head_at = |position| Ok(self.state.undecided.tree_head_at(&*self.registry.shared.log, position)?);
        *wished = sampling::draw(facts, facts.head(), wished, tree_head_at)?.sample;
        // A commit whose hash has been taken is not added to.
        self.state.change(|state| state.undecided.close());
        Ok(())
    }

    /// What [`Registry::rest_on_log`] does, with the commits of this batch: a sample is drawn from
    /// what the log says, and not from what a snapshot says of it.
    fn rest_on_log(&mut self) -> Result<(), Error> {
        let mut folded = Projections::default();
        catch_up(&*self.registry.shared.log, &mut folded, &mut |_| {})?;
        for commit in self.state.undecided.commits() {
            self.fold(&mut folded, &commit?)?;
        }
        self.state.change(|state| state.compare(&folded))
    }

    fn fold(&self, projections: &mut Projections, commit: &Commit) -> Result<(), Error> {
        let recorded_on = clock::china_day(commit.recorded_at);
        for recorded in commit.recorded() {
            let original = recorded.fact.event.original().map(|original| self.find(original)).transpose()?.flatten();
            projections.evolve(&recorded, recorded_on, original.as_ref());
        }
        Ok(())
    }

    /// The receipt of an earlier request with the same identity.
    fn repeated(&self, request: &Request) -> Result<Option<Receipt>, Error> {
        let Some(id) = request.commit else { return Ok(None) };
        let Some(recorded) = self.state.undecided.commit(&*self.registry.shared.log, id)? else { return Ok(None) };
        let differences = differences(&recorded.facts, &request.wish.facts());
        if !differences.is_empty() {
            let effective = recorded.facts.first().map_or(request.wish.effective, |fact| fact.effective);
            let at = InTheWay { position: recorded.first, effective, taken_for: None };
            return Err(Error::CommitDiffers { at, commit: id, differences });
        }
        Ok(Some(Receipt {
            commit: id,
            first: recorded.first,
            events: recorded.facts.len() as u64,
            recorded_at: recorded.recorded_at,
            repeated: true,
            effects: Effects::default(),
        }))
    }

    fn recording_time(&self, stated: Option<Timestamp>) -> Result<Timestamp, Error> {
        let (now, last) = (self.now, self.last_recorded_at);
        if now >= clock::END {
            return Err(Error::ClockAtTheEnd { now });
        }
        match stated.map(clock::whole_microseconds) {
            Some(_) if !self.takes_stated_times => Err(Error::RecordingTimeStated),
            Some(stated) if stated < last || stated > now => {
                Err(Error::RecordingTimeOutOfOrder { stated, earliest: last, now })
            }
            Some(stated) => Ok(stated),
            None if last.duration_since(now) > CLOCK_SLACK => Err(Error::ClockBehind { now, last }),
            None if last > Timestamp::MIN
                && now.duration_since(last) > CLOCK_AHEAD_MAX
                && !self.registry.shared.trusts_clock.load(Ordering::Relaxed) =>
            {
                Err(Error::ClockFarAhead { now, last })
            }
            None => Ok(now.max(last)),
        }
    }

    /// A recorded event, in the log or in this batch.
    fn find(&self, id: EventId) -> Result<Option<Recorded>, Error> {
        Ok(self.state.undecided.event(&*self.registry.shared.log, id)?)
    }

    /// Puts decided facts into the batch and folds them.
    fn enter(
        &mut self,
        request: &Request,
        recorded_at: Timestamp,
        facts: Vec<Fact>,
        original: Option<&Recorded>,
    ) -> Receipt {
        let first = self.head();
        let events = facts.len() as u64;
        let (commit, index) = self.commit_for(request, recorded_at, events);
        let recorded_on = clock::china_day(recorded_at);
        let before = Before::of(&self.state.projections.facts, &facts, original);
        self.withdraws |= original.is_some() && events > 0;
        self.state.change(|state| {
            for (index, fact) in (index..).zip(facts) {
                let original = original.filter(|original| fact.event.original() == Some(original.id));
                let position = state.projections.facts.head();
                let recorded = Recorded { id: EventId { commit, index }, position, fact };
                state.projections.evolve(&recorded, recorded_on, original);
                state.undecided.push(commit, recorded.fact);
            }
        });
        let effects = before.effects(&self.state.projections.facts, first);
        self.effects.add(&effects);
        Receipt { commit, first, events, recorded_at, repeated: false, effects }
    }

    /// The commit that new facts go into, and the index of the first of them.
    fn commit_for(&mut self, request: &Request, recorded_at: Timestamp, events: u64) -> (CommitId, u32) {
        let is_alike = |commit: &NewCommit| {
            let is_by_them = commit.recorder == request.recorder && commit.approver == request.approver;
            commit.recorded_at == recorded_at && is_by_them && commit.facts.len() < SLICE_EVENTS_MAX
        };
        if events > 0
            && request.commit.is_none()
            && let Some(last) = self.state.undecided.open().filter(|commit| is_alike(commit))
        {
            return (last.id, u32::try_from(last.facts.len()).unwrap_or(u32::MAX));
        }
        let id = request.commit.unwrap_or_else(|| CommitId(clock::new_id(self.now)));
        if events > 0 {
            let is_open = request.commit.is_none() && self.slice_name.is_some();
            let name = self.slice_name.filter(|_| is_open || self.takes_stated_times);
            let command = name.unwrap_or(request.wish.command.name()).to_owned();
            let (recorder, approver) = (request.recorder.clone(), request.approver.clone());
            let commit = NewCommit { id, recorded_at, recorder, approver, command, facts: Vec::new() };
            let first = self.head();
            self.state.change(|state| state.undecided.begin_commit(first, commit, is_open));
        }
        (id, 0)
    }
}

/// Leaves out of a wish what says nothing: stated again in other words it is the same fact.
fn state_once(wish: &mut Wish) {
    match &mut wish.command {
        Command::Record(event) => leave_out_usual_above(event),
        Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. } => {
            leave_out_usual_above(&mut fact.event);
        }
        Command::Retract { .. } => {}
    }
}

/// Whether a name is to be erased.
fn erases(command: &Command) -> bool {
    match command {
        Command::Record(event) => matches!(event, Event::PersonErased(_)),
        Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. } => {
            matches!(fact.event, Event::PersonErased(_))
        }
        Command::Retract { .. } => false,
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.state.change(State::end_batch);
    }
}
