//! The registry: a log, and what is derived from it behind a lock.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use jiceng_domain::{Fact, Position, Recorded};
use jiceng_log::{EventLog, JournalLog, LogError, MemoryLog, Recovered, SledLog, Verified};
use jiceng_projections::Projections;

use crate::batch::Batch;

use crate::catch_up::catch_up;
use crate::error::Error;
use crate::layout::log_dir;
use crate::names::{DamagedKeys, KeySource, KeyState, NameKeys, NamesHeld, Rewrapped};
use crate::question::Question;
use crate::request::{Receipt, Request};
use crate::sharing::{self, Readers, Sharing};
use crate::snapshots::{OpenedFrom, Snapshots};
use crate::state::{ReadState, State, StateLock, WriteState};
use crate::view::View;
use crate::watch::Watch;
use crate::{begun, beside};

/// Attempts to record against other writers of the same log before giving up.
const ATTEMPTS: usize = 16;

/// A registry of grassroots organizations. This is a handle: a clone of it is the same registry,
/// which closes with the last of its handles, views, batches and watches.
///
/// ```
/// use jiceng_core::{Question, Registry, Request};
/// use jiceng_core::domain::{Command, DivisionCode, Name, PartialDate, Recorder, Wish, division::DivisionRegistered};
///
/// let registry = Registry::in_memory();
/// let event = DivisionRegistered::new(DivisionCode::parse("45")?, Name::parse("广西壮族自治区")?);
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
#[derive(Clone)]
pub struct Registry {
    pub(crate) shared: Arc<Shared>,
}

/// What all handles of one registry hold together.
pub(crate) struct Shared {
    pub(crate) log: Box<dyn EventLog>,
    recovered: Recovered,
    /// None for a registry in memory.
    pub(crate) snapshots: Option<Snapshots>,
    pub(crate) opened: OpenedFrom,
    /// Whether the clock is believed however far it stands behind the last recording.
    pub(crate) trusts_clock: AtomicBool,
    state: StateLock,
    /// The head, for those who watch.
    pub(crate) head: Mutex<Position>,
    pub(crate) head_moved: Condvar,
    /// The last to go: what was written meanwhile is shared then.
    _sharing: Option<Sharing>,
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
pub struct RebuildProgress {
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

    /// Makes a new registry whose names are kept under a registry key. Creates the key inside the
    /// registry, or in a new file.
    pub fn create_with(dir: &Path, key: &KeySource) -> Result<Self, Error> {
        Self::create_for(dir, key, Readers::Owner)
    }

    /// The same, and says who may read its files.
    ///
    /// The store of the keys is made last, in one step. A directory with a log that has no commit
    /// and without such a store is what was left when this was cut short, and not in the way.
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

    /// Opens the registry in a directory with its registry key, and reports how far the rebuild has
    /// come. Without the right key everything works except names: [`Registry::key_state`] says why.
    ///
    /// The rebuild goes on from the newest snapshot that fits, and a snapshot is written where much
    /// had to be folded.
    pub fn open_with(dir: &Path, key: &KeySource, progress: &mut dyn FnMut(RebuildProgress)) -> Result<Self, Error> {
        let mut registry = Self::open_at(dir, key, Snapshots::of(dir), Beginning::Snapshot, progress)?;
        let not_written = registry.snapshot_if_due().err();
        if let Some(shared) = Arc::get_mut(&mut registry.shared) {
            shared.opened.not_written = not_written;
        }
        Ok(registry)
    }

    /// Opens the registry in a directory as [`Registry::open_with`] does, but from the log alone:
    /// no snapshot is read, and none written.
    pub fn rebuild_with(dir: &Path, key: &KeySource, progress: &mut dyn FnMut(RebuildProgress)) -> Result<Self, Error> {
        Self::open_at(dir, key, Snapshots::unread(dir), Beginning::Log, progress)
    }

    fn open_at(
        dir: &Path,
        key: &KeySource,
        snapshots: Snapshots,
        beginning: Beginning,
        progress: &mut dyn FnMut(RebuildProgress),
    ) -> Result<Self, Error> {
        if !log_dir(dir).is_dir() {
            return Err(Error::NotARegistry { dir: dir.to_owned() });
        }
        begun::refuse(dir)?;
        let witness = beside::reached(dir)?;
        beside::refuse_lost_journal(dir, witness.as_ref())?;
        let log = SledLog::open(log_dir(dir))?;
        beside::refuse_shorter(witness, log.head()?)?;
        let recovered = log.recovered().clone();
        Self::with(dir, Box::new(log), recovered, NameKeys::open(dir, key)?, snapshots, beginning, progress)
    }

    /// Opens the registry in a directory to ask it, beside whoever has it open to write, or on a
    /// disk that takes no writing. No lock is taken and nothing is written; what has to be mended
    /// is an error that says so. It answers up to where the log was on the disk when it was opened
    /// ([`View::head`]) and does not follow it further. An import that has not come into the log to
    /// its end is left out whole.
    pub fn open_to_read(dir: &Path, key: &KeySource, progress: &mut dyn FnMut(RebuildProgress)) -> Result<Self, Error> {
        if !log_dir(dir).is_dir() {
            return Err(Error::NotARegistry { dir: dir.to_owned() });
        }
        begun::refuse(dir)?;
        // Whoever writes meanwhile may write a snapshot too.
        let witness = beside::reached(dir)?;
        let log = JournalLog::open(&log_dir(dir))?;
        beside::refuse_shorter(witness, log.head()?)?;
        let (mut projections, mut opened) = Snapshots::to_read(dir).read(&log);
        opened.is_written = log.is_written();
        catch_up(&log, &mut projections, progress)?;
        let state = State::new(projections, NameKeys::look(dir, key)?, opened.snapshot.is_none());
        Ok(Self::of(Box::new(log), state, Recovered::default(), opened, None, None))
    }

    /// A registry in memory, for tests and for trying things.
    pub fn in_memory() -> Self {
        let state = State::new(Projections::default(), NameKeys::in_memory(), true);
        let log = Box::new(MemoryLog::default());
        Self::of(log, state, Recovered::default(), OpenedFrom::default(), None, None)
    }

    fn with(
        dir: &Path,
        log: Box<dyn EventLog>,
        recovered: Recovered,
        names: NameKeys,
        snapshots: Snapshots,
        beginning: Beginning,
        progress: &mut dyn FnMut(RebuildProgress),
    ) -> Result<Self, Error> {
        let (mut projections, opened) = match beginning {
            Beginning::Snapshot => snapshots.read(&*log),
            Beginning::Log => Default::default(),
        };
        catch_up(&*log, &mut projections, progress)?;
        let rests_on_log = opened.snapshot.is_none();
        let mut state = State::new(projections, names, rests_on_log);
        if let Some(last) = state.forget_erased()? {
            let _ = snapshots.remove_up_to(last); // those that a crash left; the next opening tries again
        }
        Ok(Self::of(log, state, recovered, opened, Some(snapshots), Sharing::of(dir)))
    }

    fn of(
        log: Box<dyn EventLog>,
        state: State,
        recovered: Recovered,
        opened: OpenedFrom,
        snapshots: Option<Snapshots>,
        sharing: Option<Sharing>,
    ) -> Self {
        let head = Mutex::new(state.projections.facts.head());
        let shared = Shared {
            log,
            recovered,
            snapshots,
            opened,
            trusts_clock: AtomicBool::new(false),
            state: StateLock::new(state),
            head,
            head_moved: Condvar::new(),
            _sharing: sharing,
        };
        Self { shared: Arc::new(shared) }
    }

    /// What opening had to mend after a crash or a damage; nothing, most times.
    pub fn recovered(&self) -> &Recovered {
        &self.shared.recovered
    }

    /// Believes the clock, also where it stands more than ten years behind the last recording; else
    /// nothing is recorded then. Whoever says so has looked at it.
    pub fn trust_clock(&self) {
        self.shared.trusts_clock.store(true, Ordering::Relaxed);
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
    /// all. Other writers wait until it is over; readers do not, and see nothing of it before it is
    /// committed.
    pub fn batch(&self) -> Result<Batch, Error> {
        self.shared.may_write()?;
        let mut state = self.state_mut()?;
        state.refresh(&*self.shared.log)?;
        Batch::begin(self.clone(), state)
    }

    /// Answers for a question's two times. The view keeps them: what is recorded later changes none
    /// of its answers.
    pub fn view(&self, question: Question) -> Result<View, Error> {
        let head = self.durable_head()?;
        let as_of = question.as_of(&*self.shared.log, head)?;
        Ok(View::new(self.clone(), as_of, question, head))
    }

    /// Up to where the log is folded and on the disk: nobody is shown what a power cut could take
    /// back.
    fn durable_head(&self) -> Result<Position, Error> {
        // Whoever appended to this log beside this registry did so durably.
        let (state, log_head) = (self.state()?, self.shared.log.head()?);
        if state.projections.facts.head() < log_head {
            drop(state);
            let mut state = self.state_mut()?;
            state.refresh(&*self.shared.log)?;
            self.announce(state.projections.facts.head());
        }
        Ok(*self.shared.head.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows the log from a position on.
    pub fn watch(&self, from: Position) -> Watch {
        Watch::new(self.clone(), from)
    }

    /// Under which registry key the names of persons are kept, and whether it is at hand.
    pub fn key_state(&self) -> Result<KeyState, Error> {
        self.state()?.names.state()
    }

    /// Puts the keys of all persons under another registry key, in one step. Creates the key inside
    /// the registry, or in a new file. The registry key under which they were still opens every
    /// copy of them that was made before. One in the registry's own directory is destroyed; any
    /// other one is left to its owner. Where keys are damaged, nothing is changed.
    pub fn rewrap(&self, to: &KeySource) -> Result<Rewrapped, Error> {
        self.rewrap_with(to, DamagedKeys::Refuse)
    }

    /// The same, and says what becomes of damaged keys.
    pub fn rewrap_with(&self, to: &KeySource, damaged: DamagedKeys) -> Result<Rewrapped, Error> {
        self.shared.may_write()?;
        self.state_mut()?.change(|state| state.names.rewrap(to, damaged))
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

    /// Makes sure that what is derived rests on the log alone: where the registry was opened from a
    /// snapshot, the whole log is folded beside it and compared, once. For whatever is to be
    /// evidence, since anybody who can write the directory can write a snapshot that lies.
    pub fn rest_on_log(&self, progress: &mut dyn FnMut(RebuildProgress)) -> Result<(), Error> {
        if self.state()?.rests_on_log {
            return Ok(());
        }
        let mut folded = Projections::default();
        let mut state = self.beside(&mut folded, progress)?;
        state.change(|state| state.compare(&folded))
    }

    /// Re-reads the whole log, rebuilds every projection beside the live one, and compares.
    pub fn verify(&self, progress: &mut dyn FnMut(RebuildProgress)) -> Result<Verification, Error> {
        let log = self.shared.log.verify()?;
        let mut rebuilt = Projections::default();
        let state = self.beside(&mut rebuilt, progress)?;
        let names = state.names.held(&rebuilt.facts, true)?;
        Ok(Verification { log, projections_agree: rebuilt == state.projections, names })
    }

    /// Folds the log beside the live projections, up to the same head. Nobody waits while the most
    /// of it is folded.
    fn beside(&self, folded: &mut Projections, progress: &mut dyn FnMut(RebuildProgress)) -> Result<WriteState, Error> {
        catch_up(&*self.shared.log, folded, progress)?;
        let mut state = self.state_mut()?;
        state.refresh(&*self.shared.log)?;
        catch_up(&*self.shared.log, folded, progress)?;
        Ok(state)
    }

    pub(crate) fn state(&self) -> Result<ReadState, Error> {
        self.shared.state.read()
    }

    pub(crate) fn state_mut(&self) -> Result<WriteState, Error> {
        self.shared.state.write()
    }

    pub(crate) fn announce(&self, head: Position) {
        let mut announced = self.shared.head.lock().unwrap_or_else(PoisonError::into_inner);
        *announced = head.max(*announced); // many writers may return in another order
        drop(announced);
        self.shared.head_moved.notify_all();
    }
}

impl Shared {
    /// Refuses what changes a registry that was opened to be read.
    pub(crate) fn may_write(&self) -> Result<(), LogError> {
        match self.log.read_only() {
            Some(dir) => Err(LogError::OpenedToRead { dir: dir.to_owned() }),
            None => Ok(()),
        }
    }
}

/// The recorded event that another says something about.
pub(crate) fn original_of(log: &dyn EventLog, fact: &Fact) -> Result<Option<Recorded>, Error> {
    let Some(original) = fact.event.original() else { return Ok(None) };
    let commit = log.commit(original.commit)?;
    Ok(commit.and_then(|commit| commit.event(original.index)))
}
