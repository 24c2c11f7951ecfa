//! The registry: a log, what is derived from it, and the keys of names.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiceng_domain::person::{PersonChange, PersonState};
use jiceng_domain::timeline::Entry;
use jiceng_domain::{Fact, Position, Recorded};
use jiceng_log::{EventLog, LogError, MemoryLog, Recovered, SledLog, Verified};
use jiceng_projections::Projections;

use crate::batch::Batch;
use crate::beside;
use crate::catch_up::catch_up;
use crate::error::Error;
use crate::layout::log_dir;
use crate::names::{DamagedKeys, KeySource, KeyState, NameKeys, NamesHeld, Rewrapped};
use crate::question::Question;
use crate::request::{Receipt, Request};
use crate::sharing::{self, Readers, Sharing};
use crate::snapshots::{OpenedFrom, Snapshots};
use crate::view::View;
use crate::watch::Watch;

/// Attempts to record against other writers of the same log before giving up.
const ATTEMPTS: usize = 16;

/// A registry of grassroots organizations.
///
/// ```
/// use jiceng_core::{Question, Registry, Request};
/// use jiceng_core::domain::{Command, DivisionCode, Name, PartialDate, Recorder, Wish, division::DivisionRegistered};
///
/// let registry = Registry::in_memory();
/// let event = DivisionRegistered { code: DivisionCode::parse("45")?, name: Name::parse("广西壮族自治区")? };
/// let wish = Wish {
///     effective: PartialDate::parse("1958-03-05")?,
///     evidence: Vec::new(),
///     command: Command::Record(event.into()),
/// };
/// let receipt = registry.record(&Request::new(Recorder::parse("办公室")?, wish.clone()))?;
/// assert_eq!(receipt.events, 1);
///
/// // The same again says nothing new.
/// let again = registry.record(&Request::new(Recorder::parse("办公室")?, wish))?;
/// assert_eq!(again.events, 0);
/// assert_eq!(registry.view(Question::default())?.coverage()?.places.len(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Registry {
    pub(crate) log: Box<dyn EventLog>,
    recovered: Recovered,
    /// None for a registry in memory.
    pub(crate) snapshots: Option<Snapshots>,
    pub(crate) opened: OpenedFrom,
    /// Whether the clock is believed however far it stands behind the last recording.
    pub(crate) trusts_clock: bool,
    state: RwLock<State>,
    /// The head, for those who watch.
    pub(crate) head: Mutex<Position>,
    pub(crate) head_moved: Condvar,
    /// The last to go: what was written meanwhile is shared then.
    _sharing: Option<Sharing>,
}

/// What is derived from the log, and the keys of names.
pub(crate) struct State {
    pub(crate) projections: Projections,
    pub(crate) names: NameKeys,
    /// Whether the projections hold something that is not in the log and must be rebuilt.
    pub(crate) is_stale: bool,
    /// Whether they were folded from the log from its beginning, or compared with what was: a snapshot has no word in them.
    pub(crate) rests_on_log: bool,
    /// Whether the log has a part of a batch that is decided: nothing is asked of it until it is opened again.
    pub(crate) is_unfinished: bool,
}

/// What a verification found in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The log, as it was re-read.
    pub log: Verified,
    /// Whether the projections, rebuilt beside the live ones, came out the same.
    pub projections_agree: bool,
    /// The names and their keys. Each was opened, if the registry key is at hand.
    pub names: NamesHeld,
}

/// How far a rebuild has come, in events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Events folded.
    pub done: u64,
    /// Events there are.
    pub total: u64,
}

/// What opening begins with.
#[derive(Clone, Copy)]
enum Beginning {
    /// The newest snapshot that fits.
    Snapshot,
    /// The beginning of the log.
    Log,
}

impl Registry {
    /// Makes a new registry in a directory that holds none.
    ///
    /// ```
    /// # let parent = tempfile::tempdir()?;
    /// # let dir = parent.path().join("jiceng-data");
    /// let registry = jiceng_core::Registry::create(&dir)?;
    /// drop(registry);
    /// let registry = jiceng_core::Registry::open(&dir)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create(dir: &Path) -> Result<Self, Error> {
        Self::create_with(dir, &KeySource::Inside)
    }

    /// Makes a new registry whose names are kept under a registry key. The key is made where it is to be inside, or
    /// in a file that is not there yet.
    pub fn create_with(dir: &Path, key: &KeySource) -> Result<Self, Error> {
        Self::create_for(dir, key, Readers::Owner)
    }

    /// The same, and says who may read its files.
    ///
    /// The store of the keys is made last, in one step. A directory with a log that has no commit and without such a store is what was left when
    /// this was cut short, and not in the way.
    pub fn create_for(dir: &Path, key: &KeySource, readers: Readers) -> Result<Self, Error> {
        let is_there = || Error::AlreadyARegistry { dir: dir.to_owned() };
        if SledLog::exists(log_dir(dir)) && NameKeys::exist(dir) {
            return Err(is_there());
        }
        sharing::make(dir, readers)?;
        let log = match SledLog::create(log_dir(dir)) {
            Err(LogError::Exists { .. }) => return Err(is_there()),
            made => made?,
        };
        let names = NameKeys::create(dir, key)?;
        Self::with(dir, Box::new(log), Recovered::default(), names, Snapshots::of(dir), Beginning::Log, &mut |_| {})
    }

    /// Opens the registry in a directory.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        Self::open_with(dir, &KeySource::Inside, &mut |_| {})
    }

    /// Opens the registry in a directory with its registry key, and reports how far the rebuild has come. Without the
    /// right key everything works except names: [`Registry::key_state`] says why.
    ///
    /// The rebuild goes on from the newest snapshot that fits, and a snapshot is written where much had to be folded.
    pub fn open_with(dir: &Path, key: &KeySource, progress: &mut dyn FnMut(Progress)) -> Result<Self, Error> {
        let mut registry = Self::open_at(dir, key, Snapshots::of(dir), Beginning::Snapshot, progress)?;
        registry.opened.not_written = registry.snapshot_if_due().err();
        Ok(registry)
    }

    /// Opens the registry in a directory as [`Registry::open_with`] does, but from the log alone: no snapshot is read, and
    /// none written.
    pub fn rebuild_with(dir: &Path, key: &KeySource, progress: &mut dyn FnMut(Progress)) -> Result<Self, Error> {
        Self::open_at(dir, key, Snapshots::unread(dir), Beginning::Log, progress)
    }

    fn open_at(
        dir: &Path,
        key: &KeySource,
        snapshots: Snapshots,
        beginning: Beginning,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, Error> {
        if !log_dir(dir).is_dir() {
            return Err(Error::NotARegistry { dir: dir.to_owned() });
        }
        let log = SledLog::open(log_dir(dir))?;
        beside::check(dir, log.head()?)?;
        let recovered = log.recovered().clone();
        Self::with(dir, Box::new(log), recovered, NameKeys::open(dir, key)?, snapshots, beginning, progress)
    }

    /// A registry in memory, for tests and for trying things.
    pub fn in_memory() -> Self {
        Self {
            log: Box::new(MemoryLog::default()),
            recovered: Recovered::default(),
            snapshots: None,
            opened: OpenedFrom::default(),
            trusts_clock: false,
            state: RwLock::new(State {
                projections: Projections::default(),
                names: NameKeys::in_memory(),
                is_stale: false,
                rests_on_log: true,
                is_unfinished: false,
            }),
            head: Mutex::default(),
            head_moved: Condvar::new(),
            _sharing: None,
        }
    }

    fn with(
        dir: &Path,
        log: Box<dyn EventLog>,
        recovered: Recovered,
        names: NameKeys,
        snapshots: Snapshots,
        beginning: Beginning,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, Error> {
        let (mut projections, opened) = match beginning {
            Beginning::Snapshot => snapshots.read(&*log),
            Beginning::Log => Default::default(),
        };
        catch_up(&*log, &mut projections, progress)?;
        let head = projections.facts.head();
        let rests_on_log = opened.snapshot.is_none();
        let mut state = State { projections, names, is_stale: false, rests_on_log, is_unfinished: false };
        if let Some(last) = state.forget_erased()? {
            let _ = snapshots.remove_up_to(last); // those that a crash left; the next opening tries again
        }
        Ok(Self {
            log,
            recovered,
            snapshots: Some(snapshots),
            opened,
            trusts_clock: false,
            state: RwLock::new(state),
            head: Mutex::new(head),
            head_moved: Condvar::new(),
            _sharing: Sharing::of(dir),
        })
    }

    /// What opening had to mend after a crash or a damage; nothing, most times.
    pub const fn recovered(&self) -> &Recovered {
        &self.recovered
    }

    /// Believes the clock, also where it stands more than ten years behind the last recording; else nothing is recorded then. Whoever says so
    /// has looked at it.
    pub fn trust_clock(&mut self) {
        self.trusts_clock = true;
    }

    /// Records one wish, durably on return: decides it, appends what it makes happen, and folds it.
    pub fn record(&self, request: &Request) -> Result<Receipt, Error> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut batch = self.batch()?;
            let receipt = batch.add(request.clone())?;
            match batch.commit() {
                Err(Error::Log(LogError::Conflict { .. })) if attempts < ATTEMPTS => {}
                done => return done.map(|_| receipt),
            }
        }
    }

    /// Begins a batch: wishes that are decided one after another and appended together, or not at
    /// all. Others wait until it is over.
    pub fn batch(&self) -> Result<Batch<'_>, Error> {
        let mut state = self.state_mut()?;
        state.refresh(&*self.log)?;
        Batch::begin(self, state)
    }

    /// Answers for a question's two times. Writers wait while the view is held, so do not record on the
    /// thread that holds one: it would wait for itself.
    pub fn view(&self, question: Question) -> Result<View<'_>, Error> {
        {
            let state = self.state()?;
            if !state.is_stale && state.projections.facts.head() == self.log.head()? {
                return self.view_of(state, question);
            }
        }
        self.state_mut()?.refresh(&*self.log)?;
        self.view_of(self.state()?, question)
    }

    fn view_of<'r>(&'r self, state: RwLockReadGuard<'r, State>, question: Question) -> Result<View<'r>, Error> {
        let head = state.projections.facts.head();
        // Nobody is shown what a power cut could take back. Where the disk has failed, the log says so to whoever writes.
        let _ = self.log.wait_durable(head);
        let as_of = question.as_of(&*self.log, head)?;
        Ok(View::new(&*self.log, state, as_of, question))
    }

    /// Follows the log from a position on.
    pub fn watch(&self, from: Position) -> Watch<'_> {
        Watch::new(self, from)
    }

    /// Under which registry key the names of persons are kept, and whether it is at hand.
    pub fn key_state(&self) -> Result<KeyState, Error> {
        self.state()?.names.state()
    }

    /// Puts the keys of all persons under another registry key, in one step. The key is made where it is to be
    /// inside, or in a file that is not there yet. The registry key under which they were still opens every copy of
    /// them that was made before; one in the registry's own directory is destroyed, any other one is left to its
    /// owner. Where keys are damaged, nothing is changed.
    pub fn rewrap(&self, to: &KeySource) -> Result<Rewrapped, Error> {
        self.rewrap_with(to, DamagedKeys::Refuse)
    }

    /// The same, and says what becomes of damaged keys.
    pub fn rewrap_with(&self, to: &KeySource, damaged: DamagedKeys) -> Result<Rewrapped, Error> {
        self.state_mut()?.names.rewrap(to, damaged)
    }

    /// How many names there are, and whether their keys are there. None is opened for it.
    pub fn names_held(&self) -> Result<NamesHeld, Error> {
        let state = self.state()?;
        state.names.held(&state.projections.facts, false)
    }

    /// The same, and how many names open, if the registry key is at hand.
    pub fn names_opened(&self) -> Result<NamesHeld, Error> {
        let state = self.state()?;
        state.names.held(&state.projections.facts, true)
    }

    /// Makes sure that what is derived rests on the log alone: where the registry was opened from a snapshot, the whole log is folded beside it and
    /// compared, once. For whatever is to be evidence, since anybody who can write the directory can write a snapshot that lies.
    pub fn rest_on_log(&self, progress: &mut dyn FnMut(Progress)) -> Result<(), Error> {
        let mut state = self.state_mut()?;
        state.refresh(&*self.log)?;
        if state.rests_on_log {
            return Ok(());
        }
        let mut folded = Projections::default();
        catch_up(&*self.log, &mut folded, progress)?;
        state.compare(&folded)
    }

    /// Re-reads the whole log, rebuilds every projection beside the live one, and compares.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Verification, Error> {
        let log = self.log.verify()?;
        let mut rebuilt = Projections::default();
        let mut state = self.state_mut()?;
        state.refresh(&*self.log)?;
        catch_up(&*self.log, &mut rebuilt, progress)?;
        let names = state.names.held(&rebuilt.facts, true)?;
        Ok(Verification { log, projections_agree: rebuilt == state.projections, names })
    }

    pub(crate) fn state(&self) -> Result<RwLockReadGuard<'_, State>, Error> {
        let state = self.state.read().map_err(|_| Error::Poisoned)?;
        if state.is_unfinished { Err(Error::Unfinished) } else { Ok(state) }
    }

    pub(crate) fn state_mut(&self) -> Result<RwLockWriteGuard<'_, State>, Error> {
        let state = self.state.write().map_err(|_| Error::Poisoned)?;
        if state.is_unfinished { Err(Error::Unfinished) } else { Ok(state) }
    }

    pub(crate) fn announce(&self, head: Position) {
        let mut announced = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        *announced = head.max(*announced); // many writers may return in another order
        drop(announced);
        self.head_moved.notify_all();
    }
}

impl State {
    /// Compares the projections with what was folded from the log from its beginning.
    pub(crate) fn compare(&mut self, folded: &Projections) -> Result<(), Error> {
        self.rests_on_log = self.projections == *folded;
        if self.rests_on_log { Ok(()) } else { Err(Error::SnapshotDiffers { position: self.projections.facts.head() }) }
    }

    /// Folds what the log has beyond the projections; rebuilds them where they hold more than the log.
    pub(crate) fn refresh(&mut self, log: &dyn EventLog) -> Result<(), Error> {
        if self.is_stale {
            self.projections = Projections::default();
            self.names.forget_new();
            self.is_stale = false;
            self.rests_on_log = true;
        }
        catch_up(log, &mut self.projections, &mut |_| {})
    }

    /// Destroys the keys of erased names, also those of an erasure that a crash cut short. Where the last erasure is recorded.
    pub(crate) fn forget_erased(&mut self) -> Result<Option<Position>, Error> {
        let facts = &self.projections.facts;
        let erasure = |entry: Entry<'_, PersonChange>| matches!(entry.change, PersonChange::Erased);
        let mut last = None;
        let mut erased = Vec::new();
        for (person, timeline) in facts.persons.iter() {
            let Some(entry) = timeline.all().rfind(|entry| erasure(*entry)) else { continue };
            last = last.max(Some(entry.position));
            if facts.persons.now(person) == PersonState::Erased {
                erased.push(person);
            }
        }
        self.names.destroy(&erased)?;
        self.names.drop_foreign_damage(facts)?;
        Ok(last)
    }
}

/// Folds the log from where the projections stand.
/// The recorded event that another says something about.
pub(crate) fn original_of(log: &dyn EventLog, fact: &Fact) -> Result<Option<Recorded>, Error> {
    let Some(original) = fact.event.original() else { return Ok(None) };
    let commit = log.commit(original.commit)?;
    Ok(commit.and_then(|commit| commit.event(original.index)))
}
