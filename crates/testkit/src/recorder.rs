//! A registry in memory: it decides wishes, gives positions and commit ids, and folds.

use jiceng_domain::{Command, CommitId, Event, EventId, Fact, Facts, Position, Recorded, Refusal, Wish, decide};
use jiff::civil::{Date, date};
use uuid::Uuid;

/// The day on which tests record, unless they say otherwise.
pub const RECORDED_ON: Date = date(2020, 12, 31);

/// A log in memory and the facts it makes.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// What the log says.
    pub facts: Facts,
    /// The log.
    pub events: Vec<Recorded>,
    /// The day on which each event of the log was recorded.
    pub days: Vec<Date>,
    /// The day of recording.
    pub recorded_on: Date,
    commits: u64,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { facts: Facts::default(), events: Vec::new(), days: Vec::new(), recorded_on: RECORDED_ON, commits: 0 }
    }
}

/// The id of the `index`-th event, from 0, of the `commit`-th commit, from 1, of a [`Recorder`].
pub fn event_id(commit: u64, index: u32) -> EventId {
    EventId { commit: CommitId(Uuid::from_u128(u128::from(commit))), index }
}

impl Recorder {
    /// Decides a wish and records what it makes happen. The events recorded are the answer: none if
    /// the wish is already true.
    pub fn record(&mut self, wish: &Wish) -> Result<&[Recorded], Refusal> {
        let facts = self.decide(wish)?;
        let first = self.events.len();
        if !facts.is_empty() {
            self.commits += 1;
        }
        for (index, fact) in (0..).zip(facts) {
            let id = event_id(self.commits, index);
            let recorded = Recorded { id, position: Position(self.events.len() as u64), fact };
            self.facts.evolve(&recorded, original_of(&self.events, &recorded.fact.event));
            self.events.push(recorded);
            self.days.push(self.recorded_on);
        }
        Ok(&self.events[first..])
    }

    /// Decides a wish and records nothing. A decision that leaves other facts behind than it found
    /// is a fault.
    pub fn decide(&mut self, wish: &Wish) -> Result<Vec<Fact>, Refusal> {
        let original = wish.command.original().and_then(|id| self.events.iter().find(|e| e.id == id));
        let is_tried = matches!(wish.command, Command::Correct { .. } | Command::Disagree { .. });
        let before = is_tried.then(|| self.facts.clone());
        let decided = decide(&mut self.facts, wish, self.recorded_on, original);
        assert!(before.is_none_or(|before| before == self.facts), "deciding {wish:?} changed the facts");
        decided
    }

    /// The facts that the first `events` of the log make.
    pub fn facts_after(&self, events: usize) -> Facts {
        fold(&self.events[..events])
    }

    /// The id of the event recorded last.
    pub fn last_id(&self) -> EventId {
        self.events.last().expect("something is recorded").id
    }
}

/// The recorded event that a retraction or a disagreement is about; none for any other event.
pub fn original_of<'a>(log: &'a [Recorded], event: &Event) -> Option<&'a Recorded> {
    let original = event.original()?;
    log.iter().find(|e| e.id == original)
}

/// Folds a log from the beginning.
pub fn fold(log: &[Recorded]) -> Facts {
    let mut facts = Facts::default();
    for recorded in log {
        facts.evolve(recorded, original_of(log, &recorded.fact.event));
    }
    facts
}
