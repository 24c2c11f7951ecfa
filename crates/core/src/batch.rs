//! Batches: wishes decided one after another, appended together or not at all.
//!
//! What is decided is held in memory, up to a bound; beyond it the log stages it in a file, and all of it still comes into the
//! log or none.

mod reader;
mod repetition;

use std::collections::{BTreeSet, HashMap};
use std::sync::RwLockWriteGuard;

use jiceng_domain::event::{Event, Fact, Recorded};
use jiceng_domain::person::{PersonName, PersonState};
use jiceng_domain::{Command, CommitId, EventId, InTheWay, PersonId, Position, Recorder, Refusal, Wish, decide};
use jiceng_log::{Commit, LogError, NewCommit, Staging, TreeHead, frame};
use jiceng_projections::Projections;
use jiff::{SignedDuration, Timestamp};

use self::reader::Reader;
use self::repetition::Trail;
pub use self::repetition::{RecordedBefore, Since};
use crate::catch_up::catch_up;
use crate::clock;
use crate::differences::differences;
use crate::effects::{Before, Effects};
use crate::error::Error;
use crate::registry::{Registry, State};
use crate::request::{Receipt, Request};
use crate::sampling;

/// Events in one commit of a sliced batch, at most.
const SLICE_EVENTS_MAX: usize = 1000;
/// Events of a batch that are held in memory, at most, and appended in one atomic step; a longer batch is staged.
const HELD_EVENTS_MAX: u64 = 50_000;
/// The same once a batch is staged.
const STAGED_EVENTS_MAX: u64 = 1000;
/// How far the clock may stand behind the last recording: ten years of 365.25 days. Whoever recorded one commit with a clock that is
/// far ahead could record nothing more.
const CLOCK_AHEAD_MAX: SignedDuration = SignedDuration::from_hours(10 * 8766);
/// How far the clock may stand before the last recording and still be taken for that instant.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(10);

/// A batch in the making. Dropped without [`Batch::commit`], it leaves the registry as it was.
pub struct Batch<'r> {
    registry: &'r Registry,
    state: RwLockWriteGuard<'r, State>,
    /// What is beside the log already.
    staged: Option<Staging>,
    /// What comes after that.
    pending: Vec<Pending>,
    /// Where in `pending` a commit is.
    numbers: HashMap<CommitId, usize>,
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
    /// Whether names are to be erased, also such that are erased already: a repetition destroys what keys a crash left.
    erases: bool,
    reader: Reader,
    trail: Trail,
    /// The recorded facts that rows of the batch were taken for, where codes changed hands: the same words may be recorded of
    /// several divisions.
    told: BTreeSet<Position>,
}

/// A commit that is not appended yet.
struct Pending {
    first: Position,
    commit: NewCommit,
    /// Whether further facts may be added to it.
    is_open: bool,
}

impl Pending {
    fn event(&self, index: u32) -> Option<Recorded> {
        let fact = self.commit.facts.get(usize::try_from(index).ok()?)?.clone();
        let id = EventId { commit: self.commit.id, index };
        Some(Recorded { id, position: self.first.plus(index.into()), fact })
    }
}

impl<'r> Batch<'r> {
    pub(crate) fn begin(registry: &'r Registry, state: RwLockWriteGuard<'r, State>) -> Result<Self, Error> {
        let begun_at = state.projections.facts.head();
        let last_recorded_at = registry.log.last_recorded_at()?.unwrap_or(Timestamp::MIN);
        Ok(Self {
            registry,
            state,
            staged: None,
            pending: Vec::new(),
            numbers: HashMap::new(),
            held_events_max: HELD_EVENTS_MAX,
            failure: None,
            begun_at,
            now: clock::now(),
            last_recorded_at,
            slice_name: None,
            takes_stated_times: false,
            effects: Effects::default(),
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

    /// Holds so many events in memory, 50,000 at most, before what was decided is staged in a file beside the log.
    #[must_use]
    pub fn held(mut self, events_max: u64) -> Self {
        self.held_events_max = events_max.min(HELD_EVENTS_MAX);
        self
    }

    /// Decides a wish on top of those before it. A refusal leaves the batch as it was.
    pub fn add(&mut self, mut request: Request) -> Result<Receipt, Error> {
        self.try_add(&mut request)
    }

    /// Decides a wish as [`Batch::add`] does, and leaves the request to who made it, names sealed and samples drawn.
    pub fn try_add(&mut self, request: &mut Request) -> Result<Receipt, Error> {
        self.check()?;
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
        let facts = match decide(&mut self.state.projections.facts, &request.wish, day, original.as_ref()) {
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

    /// Appends what was decided, durably on return. Others decide already while it waits for the disk, and share its way there.
    pub fn commit(self) -> Result<Position, Error> {
        let registry = self.registry;
        let head = self.write()?;
        registry.log.wait_durable(head)?;
        registry.announce(head);
        Ok(head)
    }

    /// Hands what was decided to the log, and lets others in.
    fn write(mut self) -> Result<Position, Error> {
        self.check()?;
        let (staged, pending) = (self.staged.take(), std::mem::take(&mut self.pending));
        let is_empty = staged.is_none() && pending.is_empty();
        self.state.is_stale = !is_empty; // until it is in the log
        let named = if is_empty { Vec::new() } else { self.state.names.keep()? };
        let commits = pending.into_iter().map(|pending| pending.commit);
        let head = match staged {
            Some(staged) => self.append_staged(staged, commits, &named)?,
            None => self.registry.log.write(self.begun_at, &commits.collect::<Vec<_>>())?,
        };
        self.state.is_stale = false;
        if self.erases {
            // No key goes before it is for good that it has to go.
            self.registry.log.wait_durable(head)?;
            self.registry.forget_erased(&mut self.state)?;
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
        let appended = pushed.and_then(|()| self.registry.log.append_staged(self.begun_at, staged));
        self.state.is_unfinished = matches!(appended, Err(LogError::Unfinished { .. }));
        if appended.is_err() && !self.state.is_unfinished {
            // Nobody was registered. What failed is told, and not that these keys are still there.
            let _ = self.state.names.destroy(&named.iter().collect::<Vec<_>>());
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

    /// Stages what is held where that is too much. A commit that may still grow is not staged.
    fn stage_if_long(&mut self) -> Result<(), Error> {
        let events_max = match self.staged {
            Some(_) => self.held_events_max.min(STAGED_EVENTS_MAX),
            None => self.held_events_max,
        };
        let held = self.pending.first().map_or(0, |pending| self.head().0 - pending.first.0);
        if held <= events_max {
            return Ok(());
        }
        let staged = self.stage();
        if let Err(error) = &staged {
            self.failure = Some(error.to_string());
        }
        Ok(staged?)
    }

    fn stage(&mut self) -> Result<(), LogError> {
        if self.staged.is_none() {
            self.staged = self.registry.log.stage()?;
        }
        let Some(staged) = &mut self.staged else { return Ok(()) };
        let open = self.pending.pop_if(|last| last.is_open);
        for pending in self.pending.drain(..) {
            staged.push(&pending.commit)?;
        }
        self.numbers.clear();
        if let Some(open) = open {
            self.numbers.insert(open.commit.id, 0);
            self.pending.push(open);
        }
        Ok(())
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
        let State { projections, names, .. } = &mut *self.state;
        if let PersonState::Registered(sealed) = projections.facts.persons.now(&registered.person)
            && names.open_name(&registered.person, &sealed)?.as_deref() == Some(plain.as_str())
        {
            registered.name = PersonName::Sealed(sealed);
        } else {
            registered.name = PersonName::Sealed(names.seal(&registered.person, plain.as_str())?);
        }
        Ok(())
    }

    /// Nobody chooses what is in a sample: it is drawn here. One that is recorded already stays as it was drawn.
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
        // A commit whose hash has been taken is not added to.
        self.pending.iter_mut().for_each(|pending| pending.is_open = false);
        *wished = sampling::draw(facts, wished, |position| self.tree_head_at(position))?.sample;
        Ok(())
    }

    /// What [`Registry::rest_on_log`] does, with the commits of this batch: a sample is drawn from what the log says, and not from what a snapshot
    /// says of it.
    fn rest_on_log(&mut self) -> Result<(), Error> {
        let mut folded = Projections::default();
        catch_up(&*self.registry.log, &mut folded, &mut |_| {})?;
        while let Some(staged) = &self.staged
            && let Some(commit) = staged.commit_at(folded.facts.head())?
        {
            self.fold(&mut folded, &commit)?;
        }
        for Pending { first, commit, .. } in &self.pending {
            self.fold(&mut folded, &commit.clone().at(*first))?;
        }
        self.state.compare(&folded)
    }

    fn fold(&self, projections: &mut Projections, commit: &Commit) -> Result<(), Error> {
        let recorded_on = clock::china_day(commit.recorded_at);
        for recorded in commit.recorded() {
            let original = recorded.fact.event.original().map(|original| self.find(original)).transpose()?.flatten();
            projections.evolve(&recorded, recorded_on, original.as_ref());
        }
        Ok(())
    }

    /// The head of the tree over the log and the commits of this batch.
    fn tree_head_at(&self, position: Position) -> Result<TreeHead, Error> {
        let staged = self.staged.as_ref().filter(|_| position >= self.begun_at);
        let (mut end, mut tree) = match staged {
            Some(staged) => staged.tree_at(position)?,
            None => self.registry.log.tree_at(position)?,
        };
        for Pending { first, commit, .. } in &self.pending {
            let next = first.plus(commit.facts.len() as u64);
            if *first != end || next > position {
                break;
            }
            tree.push(&frame::encode_new(commit, *first)?);
            end = next;
        }
        Ok(TreeHead::of(end, &tree))
    }

    /// The receipt of an earlier request with the same identity.
    fn repeated(&self, request: &Request) -> Result<Option<Receipt>, Error> {
        let Some(id) = request.commit else { return Ok(None) };
        let recorded = match self.pending_of(id) {
            Some(pending) => Some(pending.commit.clone().at(pending.first)),
            None => self.recorded(id)?,
        };
        let Some(recorded) = recorded else { return Ok(None) };
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
        match stated.map(clock::whole_microseconds) {
            Some(_) if !self.takes_stated_times => Err(Error::RecordingTimeStated),
            Some(stated) if stated < last || stated > now => {
                Err(Error::RecordingTimeOutOfOrder { stated, earliest: last, now })
            }
            Some(stated) => Ok(stated),
            None if last.duration_since(now) > CLOCK_SLACK => Err(Error::ClockBehind { now, last }),
            None if last > Timestamp::MIN
                && now.duration_since(last) > CLOCK_AHEAD_MAX
                && !self.registry.trusts_clock =>
            {
                Err(Error::ClockFarAhead { now, last })
            }
            None => Ok(now.max(last)),
        }
    }

    fn pending_of(&self, id: CommitId) -> Option<&Pending> {
        self.numbers.get(&id).and_then(|number| self.pending.get(*number))
    }

    /// A recorded event, in the log or in this batch.
    fn find(&self, id: EventId) -> Result<Option<Recorded>, Error> {
        if let Some(pending) = self.pending_of(id.commit) {
            return Ok(pending.event(id.index));
        }
        Ok(self.recorded(id.commit)?.and_then(|commit| commit.event(id.index)))
    }

    /// A commit that is not held: staged, or in the log.
    fn recorded(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        match self.staged.as_ref().map(|staged| staged.commit(id)).transpose()?.flatten() {
            Some(commit) => Ok(Some(commit)),
            None => self.registry.log.commit(id),
        }
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
        let Self { state, pending, .. } = &mut *self;
        let mut pending = pending.last_mut().filter(|p| p.commit.id == commit);
        for (index, fact) in (index..).zip(facts) {
            let original = original.filter(|original| fact.event.original() == Some(original.id));
            let recorded = Recorded { id: EventId { commit, index }, position: state.projections.facts.head(), fact };
            state.projections.evolve(&recorded, recorded_on, original);
            if let Some(pending) = &mut pending {
                pending.commit.facts.push(recorded.fact);
            }
        }
        let effects = before.effects(&state.projections.facts, first);
        self.effects.add(&effects);
        Receipt { commit, first, events, recorded_at, repeated: false, effects }
    }

    /// The commit that new facts go into, and the index of the first of them.
    fn commit_for(&mut self, request: &Request, recorded_at: Timestamp, events: u64) -> (CommitId, u32) {
        let is_alike = |commit: &NewCommit, recorder: &Recorder| {
            commit.recorded_at == recorded_at && commit.recorder == *recorder && commit.facts.len() < SLICE_EVENTS_MAX
        };
        if events > 0
            && request.commit.is_none()
            && let Some(last) = self.pending.last().filter(|p| p.is_open && is_alike(&p.commit, &request.recorder))
        {
            return (last.commit.id, u32::try_from(last.commit.facts.len()).unwrap_or(u32::MAX));
        }
        let id = request.commit.unwrap_or_else(|| CommitId(clock::new_id(self.now)));
        if events > 0 {
            let is_open = request.commit.is_none() && self.slice_name.is_some();
            let name = self.slice_name.filter(|_| is_open || self.takes_stated_times);
            let command = name.unwrap_or(request.wish.command.name()).to_owned();
            let recorder = request.recorder.clone();
            let commit = NewCommit { id, recorded_at, recorder, command, facts: Vec::new() };
            self.numbers.insert(id, self.pending.len());
            self.pending.push(Pending { first: self.head(), commit, is_open });
        }
        (id, 0)
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

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if self.staged.is_some() || !self.pending.is_empty() {
            self.state.is_stale = true;
        }
        self.state.names.forget_new();
    }
}
