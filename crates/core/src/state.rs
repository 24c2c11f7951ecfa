//! What is derived from the log, and the lock that it lies behind.
//!
//! Readers take the lock for one answer. Who decides or folds holds it in a way that lets readers
//! in, and shuts them out only while something changes. So there is one writer at a time, and
//! nobody waits for it longer than one decision takes.

use std::ops::Deref;
use std::sync::Arc;

use jiceng_domain::Position;
use jiceng_domain::person::{PersonChange, PersonState};
use jiceng_domain::timeline::Entry;
use jiceng_domain::tracked::Undo as _;
use jiceng_log::EventLog;
use jiceng_projections::Projections;
use parking_lot::{ArcRwLockReadGuard, ArcRwLockUpgradableReadGuard, RawRwLock, RwLock};

use crate::catch_up::catch_up;
use crate::error::Error;
use crate::names::NameKeys;
use crate::undecided::Undecided;

/// What is derived from the log, and the keys of names.
pub(crate) struct State {
    pub(crate) projections: Projections,
    pub(crate) names: NameKeys,
    /// What a batch has decided and folded, and what is not in the log yet.
    pub(crate) undecided: Undecided,
    /// Whether they were folded from the log from its beginning, or compared with what was: a
    /// snapshot has no word in them.
    pub(crate) rests_on_log: bool,
    /// Whether the log has a part of a batch that is decided: nothing is asked of it until it is
    /// opened again.
    pub(crate) is_unfinished: bool,
    /// Whether a change was cut short by a panic.
    is_torn: bool,
}

/// The state behind its lock.
#[derive(Clone)]
pub(crate) struct StateLock(Arc<RwLock<State>>);

/// The state, held for one answer.
pub(crate) struct ReadState(ArcRwLockReadGuard<RawRwLock, State>);

/// The state, held by the one who may change it. Others read it meanwhile.
pub(crate) struct WriteState(ArcRwLockUpgradableReadGuard<RawRwLock, State>);

impl StateLock {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(RwLock::new(state)))
    }

    /// Waits for a change that is being made.
    pub(crate) fn read(&self) -> Result<ReadState, Error> {
        let state = ReadState(self.0.read_arc());
        state.check()?;
        Ok(state)
    }

    /// Waits for whoever else may change it.
    pub(crate) fn write(&self) -> Result<WriteState, Error> {
        let state = WriteState(self.0.upgradable_read_arc());
        state.check()?;
        Ok(state)
    }
}

impl Deref for ReadState {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl Deref for WriteState {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl WriteState {
    /// Changes the state while nobody reads it.
    pub(crate) fn change<R>(&mut self, change: impl FnOnce(&mut State) -> R) -> R {
        self.0.with_upgraded(|state| {
            state.is_torn = true;
            let result = change(state);
            state.is_torn = false;
            result
        })
    }

    /// Folds what the log has beyond the projections.
    pub(crate) fn refresh(&mut self, log: &dyn EventLog) -> Result<(), Error> {
        if self.projections.facts.head() == log.head()? {
            return Ok(());
        }
        self.change(|state| catch_up(log, &mut state.projections, &mut |_| {}))
    }
}

impl State {
    pub(crate) fn new(projections: Projections, names: NameKeys, rests_on_log: bool) -> Self {
        Self { projections, names, undecided: Undecided::default(), rests_on_log, is_unfinished: false, is_torn: false }
    }

    fn check(&self) -> Result<(), Error> {
        match self {
            Self { is_torn: true, .. } => Err(Error::Poisoned),
            Self { is_unfinished: true, .. } => Err(Error::Unfinished),
            _ => Ok(()),
        }
    }

    /// Compares the projections with what was folded from the log from its beginning.
    pub(crate) fn compare(&mut self, folded: &Projections) -> Result<(), Error> {
        self.rests_on_log = self.projections == *folded;
        if self.rests_on_log { Ok(()) } else { Err(Error::SnapshotDiffers { position: self.projections.facts.head() }) }
    }

    /// Remembers what is there, so that what a batch folds can be taken back.
    pub(crate) fn begin_batch(&mut self) {
        self.projections.begin();
        self.undecided.begin(self.projections.facts.head());
    }

    /// Keeps what a batch folded, where it is in the log, or takes it back.
    pub(crate) fn end_batch(&mut self) {
        if self.undecided.is_written() {
            self.projections.keep();
        } else {
            self.projections.undo();
        }
        self.undecided.end();
        self.names.forget_new();
    }

    /// Destroys the keys of erased names, also those of an erasure that a crash cut short. Where
    /// the last erasure is recorded.
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
