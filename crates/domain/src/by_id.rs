//! Subjects that are found by their identifier and have one timeline each.

use std::collections::BTreeMap;

use crate::as_of::AsOf;
use crate::facts::Novelty;
use crate::holds::Holds;
use crate::in_the_way::{Gone, InTheWay};
use crate::partial_date::PartialDate;
use crate::timeline::{Change, Machine, Stamp, Timeline};
use crate::tracked::Tracked;

/// The timelines of all subjects of one sort, by identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ById<I: Ord + Clone, C: Clone> {
    timelines: Tracked<BTreeMap<I, Timeline<C>>>,
}

crate::packed! { struct ById<I: Ord + Clone, C: Change> { timelines } }
crate::undo! { struct ById<I: Ord + Clone, C: Clone> { timelines } }

impl<I: Ord + Clone, C: Clone> Default for ById<I, C> {
    fn default() -> Self {
        Self { timelines: Tracked::default() }
    }
}

impl<I: Ord + Clone, C: Change> ById<I, C> {
    /// What happened to a subject.
    pub fn get(&self, id: &I) -> Option<&Timeline<C>> {
        self.timelines.get(id)
    }

    /// The identifier as it is kept here, or itself: clones of it share its text.
    pub(crate) fn kept<'a>(&'a self, id: &'a I) -> &'a I {
        self.timelines.get_key_value(id).map_or(id, |(kept, _)| kept)
    }

    /// Every subject, by identifier.
    pub fn iter(&self) -> impl Iterator<Item = (&I, &Timeline<C>)> {
        self.timelines.iter()
    }

    /// The state of a subject on a day.
    pub fn state_on<M: Machine<Change = C>>(&self, id: &I, as_of: AsOf) -> M {
        self.get(id).map(|t| t.state_on(as_of)).unwrap_or_default()
    }

    /// Whether anything that counts is recorded of a subject.
    pub(crate) fn is_known(&self, id: &I) -> bool {
        self.get(id).is_some_and(|t| t.live().next().is_some())
    }

    /// Whether a change is new, already true, or cannot be.
    pub(crate) fn decide<M: Machine<Change = C>>(&self, id: &I, effective: PartialDate, change: &C) -> Decision {
        if self.get(id).is_some_and(|t| t.has(effective, change)) {
            return Decision::May(Novelty::AlreadyTrue);
        }
        let Some(timeline) = self.get(id).filter(|t| t.live().next().is_some()) else {
            let may_come_first = M::default().after(change).is_some();
            return if may_come_first { Decision::May(Novelty::New) } else { Decision::Unknown(self.gone::<M>(id)) };
        };
        match timeline.admits::<M>(effective, change) {
            Ok(()) => Decision::May(Novelty::New),
            Err(obstacle) => {
                let began = if change.begins() { timeline.last_of(Change::begins) } else { None };
                let clash = || obstacle.fact().or_else(|| timeline.next_after(effective, change, |_| true));
                began.map_or_else(|| Decision::Clash(clash()), Decision::Differs)
            }
        }
    }

    /// What began a subject and was withdrawn, where nothing that counts is known of it.
    pub(crate) fn gone<M: Machine<Change = C>>(&self, id: &I) -> Option<Gone> {
        self.get(id)?.gone(|change| M::default().after(change).is_some())
    }

    /// What the fact in the way says of a subject.
    pub(crate) fn holds_by(&self, id: &I, at: Option<InTheWay>) -> Option<Holds> {
        self.get(id)?.holds_by(at)
    }

    pub(crate) fn apply(&mut self, id: &I, stamp: Stamp, change: C) {
        self.timelines.change_or_default(id.clone()).apply(stamp, change);
    }
}

/// What is to be said of a change.
pub(crate) enum Decision {
    /// It may happen, or is true already.
    May(Novelty),
    /// Nothing that counts is recorded of the subject, and this cannot come first. What began it
    /// and was withdrawn.
    Unknown(Option<Gone>),
    /// It begins what began already, otherwise, with this fact.
    Differs(InTheWay),
    /// What is recorded of the subject stands in its way: this fact.
    Clash(Option<InTheWay>),
}
