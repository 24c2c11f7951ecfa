//! A change of one subject, and where and when the fact stands that made it.

use std::hash::Hash;

use crate::entry::{Aside, Outranked};
use crate::folding::Machine;
use crate::holds::Holds;
use crate::ids::Position;
use crate::partial_date::PartialDate;

/// When and where a fact stands, and what is to be done with it.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When the fact took effect.
    pub effective: PartialDate,
    /// Where the fact is recorded.
    pub position: Position,
    /// Where and for when the fact is recorded whose place it takes, if it takes one.
    pub stands_for: Option<(Position, PartialDate)>,
    /// What is to be done.
    pub mark: Mark,
}

/// What is to be done with a fact.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// It is recorded.
    Record,
    /// It is withdrawn by a retraction at this position.
    Withdraw {
        /// The retraction's position.
        by: Position,
    },
    /// It is set aside while another fact is tried in the history.
    SetAside(Aside),
    /// The trial is over.
    PutBack,
    /// Another statement of the same matter outranks it on some days.
    Outrank(Outranked),
    /// Who outranks it is decided anew at this position: what was open ends here.
    Settle {
        /// The position.
        at: Position,
    },
}

impl Stamp {
    /// Whether the fact is recorded; otherwise something is done with one that was.
    pub fn records(self) -> bool {
        matches!(self.mark, Mark::Record)
    }
}

/// At which end of its date a change is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldedOn {
    /// The first day, before what is dated by that day: what begins something.
    FirstDay,
    /// The last day, before what is dated by that day: what gives another code. What happened on
    /// that day under the new code rests on it.
    LastDayBefore,
    /// The last day, after what is dated by that day: all else.
    LastDayAfter,
    /// The same, after all else of the date: what ends something.
    LastOfAll,
}

/// A change that knows what it does to the course of its subject.
pub trait Change: PartialEq + Clone + Hash {
    /// The state of its subject.
    type State: Machine<Change = Self>;

    /// Whether the subject begins (again) with it.
    fn begins(&self) -> bool;

    /// Whether the subject ends with it: what else happened on the day came before.
    fn ends(&self) -> bool {
        false
    }

    /// At which end of its date it is folded.
    fn folded_on(&self) -> FoldedOn {
        if self.begins() {
            FoldedOn::FirstDay
        } else if self.ends() {
            FoldedOn::LastOfAll
        } else {
            FoldedOn::LastDayAfter
        }
    }

    /// Whether it can turn the state of its subject into another: a count of people cannot.
    fn turns(&self) -> bool {
        true
    }

    /// Whether it and a later change each open a period of one and the same thing, so that the
    /// later one can happen once the end of this one is recorded: a home that was established in
    /// 2012 and again in 2015.
    fn opens_like(&self, _later: &Self) -> bool {
        false
    }

    /// Whether it opens a period, so that what ends an earlier one must have come first.
    fn opens(&self) -> bool {
        self.begins() || self.opens_like(self)
    }

    /// Whether it opens a period within the time of its subject, as a suspension does, so that what
    /// ends the period must have come after it.
    fn opens_within(&self) -> bool {
        self.opens() && !self.begins()
    }

    /// Whether it may end a period, so that another one can open.
    fn may_end(&self) -> bool {
        self.turns() && !self.opens()
    }

    /// What it says of its subject, as a refusal names it in which it stands in the way.
    fn holds(&self) -> Option<Holds> {
        None
    }

    /// Whether something else may show that it has happened, where its date leaves that open.
    fn may_be_shown(&self) -> bool {
        self.may_end() || self.opens_within()
    }
}
