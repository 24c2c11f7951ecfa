//! Given what is recorded, when something is wished, then this is recorded or refused.

use jiceng_domain::{Fact, Refusal, Wish};
use jiff::civil::Date;

use crate::recorder::Recorder;

/// What is recorded before the wish.
#[derive(Clone, Debug, Default)]
pub struct Given {
    recorder: Recorder,
}

/// What became of a wish.
#[derive(Debug)]
pub struct Outcome {
    wish: Wish,
    decided: Result<Vec<Fact>, Refusal>,
    after: Recorder,
}

/// Begins with a history. Each wish in it must be granted.
#[must_use]
pub fn given(history: impl IntoIterator<Item = Wish>) -> Given {
    Given::default().and(history)
}

/// Begins with an empty registry.
#[must_use]
pub fn given_nothing() -> Given {
    Given::default()
}

impl Given {
    /// Goes on with more history. Each wish in it must be granted.
    #[must_use]
    pub fn and(mut self, history: impl IntoIterator<Item = Wish>) -> Self {
        for wish in history {
            match self.recorder.record(&wish) {
                Ok(events) => assert!(!events.is_empty(), "given what is already true: {wish:?}"),
                Err(refusal) => panic!("given what is refused ({}): {refusal}\n{wish:?}", refusal.code()),
            }
        }
        self
    }

    /// Withdraws the event recorded last, as one that never happened.
    #[must_use]
    pub fn and_withdrawn(self) -> Self {
        let wish = crate::make::retraction_of(self.recorder.last_id());
        self.and([wish])
    }

    /// Sets the day of recording.
    #[must_use]
    pub fn recorded_on(mut self, day: Date) -> Self {
        self.recorder.recorded_on = day;
        self
    }

    /// The log and the facts, for questions.
    pub fn recorder(self) -> Recorder {
        self.recorder
    }

    /// Decides a wish, and records it if it is granted.
    #[must_use]
    pub fn when(mut self, wish: Wish) -> Outcome {
        let decided = self.recorder.record(&wish).map(|events| events.iter().map(|e| e.fact.clone()).collect());
        Outcome { wish, decided, after: self.recorder }
    }

    /// Wishes that the event recorded last be replaced.
    #[must_use]
    pub fn when_corrected(self, replacement: Wish) -> Outcome {
        let wish = crate::make::correction_of(self.recorder.last_id(), replacement);
        self.when(wish)
    }
}

impl Outcome {
    /// Exactly these facts were recorded.
    pub fn then(self, facts: &[Fact]) -> Recorder {
        let decided = self.decided.unwrap_or_else(|r| panic!("refused ({}): {r}\n{:?}", r.code(), self.wish));
        assert_eq!(decided, facts, "{:?}", self.wish);
        self.after
    }

    /// What was wished was recorded, and nothing else.
    pub fn is_recorded(self) -> Recorder {
        let wished = self.wish.facts();
        let decided = self.decided.unwrap_or_else(|r| panic!("refused ({}): {r}\n{:?}", r.code(), self.wish));
        assert_eq!(decided, wished, "{:?}", self.wish);
        self.after
    }

    /// Nothing was recorded, as the wish is already true.
    pub fn is_already_true(self) -> Recorder {
        self.then(&[])
    }

    /// The wish was refused with this code.
    pub fn refused(self, code: &str) -> Refusal {
        match self.decided {
            Err(refusal) => {
                assert_eq!(refusal.code(), code, "{refusal}\n{:?}", self.wish);
                refusal
            }
            Ok(facts) => panic!("not refused with {code} but recorded: {facts:?}"),
        }
    }

    /// The wish was refused with this, to the last field.
    pub fn refused_as(self, refusal: &Refusal) {
        assert_eq!(self.refused(refusal.code()), *refusal);
    }

    /// The wish was refused with this code and these words, in which `#last` is the position of the
    /// event recorded last, and `#last-2` that of the second before it.
    pub fn refused_saying(self, code: &str, said: &str) {
        let last = self.after.events.len().saturating_sub(1);
        let before = (1..10).rev().fold(said.to_owned(), |said, before| {
            said.replace(&format!("#last-{before}"), &format!("#{}", last.saturating_sub(before)))
        });
        let expected = before.replace("#last", &format!("#{last}"));
        assert_eq!(self.refused(code).to_string(), expected);
    }
}
