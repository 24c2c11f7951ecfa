//! The bitemporal history of one subject.
//!
//! A timeline keeps each change with the date on which it took effect, the position at which it was
//! recorded, and the position at which it was withdrawn, if it was. So it answers for any day, as
//! known at any position, without going back to the log.
//!
//! Order: changes are folded by (order day, rank). The order day of a beginning (something is
//! founded, registered, agreed) is the first day its date can mean; that of everything else the
//! last. So «founded in 2019» comes before what happened to it in 2019, and «closed in 2019» after.
//! The rank is the position; but a change that takes the place of another one of the same subject, as
//! the replacement of a correction does, takes its rank too. So a corrected founding still comes
//! before what was recorded for its day after it.

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::ids::Position;
use crate::partial_date::PartialDate;

/// When and where a fact stands, and what is to be done with it.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When the fact took effect.
    pub effective: PartialDate,
    /// Where the fact is recorded.
    pub position: Position,
    /// The fact whose place it takes, if it takes one.
    pub stands_for: Option<Position>,
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

/// That a fact does not count on some days, because another statement of the same matter outranks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outranked {
    /// The statement that outranks it.
    pub by: Position,
    /// The first of the days, in China; none where it was so from the beginning.
    pub from: Option<Date>,
    /// The first day on which it is no longer so.
    pub until: Option<Date>,
    /// Where this was decided.
    pub since: Position,
    /// Where it was decided anew.
    pub ended: Option<Position>,
}

impl Outranked {
    fn holds(&self, as_of: &AsOf) -> bool {
        let is_known = self.since < as_of.known && self.ended.is_none_or(|ended| ended >= as_of.known);
        let day = as_of.effective;
        is_known && self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// Why a fact is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// The fact that is tried would take its place.
    StoodFor,
    /// It does not count beside the fact that is tried.
    Rival,
}

impl Stamp {
    /// Whether the fact is recorded; otherwise something is done with one that was.
    pub fn records(self) -> bool {
        matches!(self.mark, Mark::Record)
    }
}

/// One change of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<C> {
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// Where it was recorded.
    pub position: Position,
    /// Where it stands among the changes of one day: its position, or that of the first in the chain of
    /// those whose place it takes.
    pub rank: Position,
    /// Where it was withdrawn.
    pub withdrawn: Option<Position>,
    /// What changed.
    pub change: C,
    aside: Option<Aside>,
    /// Boxed, as few facts are disputed.
    disputed: Option<Box<Disputed>>,
}

/// When and on which days a fact is outranked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Disputed(Vec<Outranked>);

/// A change that knows whether it begins something.
pub trait Change {
    /// Whether the subject begins (again) with it.
    fn begins(&self) -> bool;
}

/// What a subject is, and which changes it can undergo.
pub trait Machine: Default + Clone {
    /// The changes.
    type Change: Change;

    /// The state after a change, or `None` if the change cannot happen in this state.
    fn after(&self, change: &Self::Change) -> Option<Self>;
}

/// What stands in the way of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle<'a, M: Machine> {
    /// The state that it meets does not allow it.
    State {
        /// The state.
        state: M,
        /// The recorded change that it comes after, if any.
        before: Option<&'a Entry<M::Change>>,
    },
    /// A recorded change that would become impossible.
    Later(&'a Entry<M::Change>),
}

/// All changes of one subject, in folding order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<C> {
    entries: Vec<Entry<C>>,
}

impl<C> Default for Timeline<C> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<C> Entry<C> {
    /// Whether it stands for someone who knows the log up to `known`: it is recorded and not withdrawn.
    /// It may be outranked all the same.
    pub fn is_known(&self, known: Position) -> bool {
        self.position < known && self.withdrawn.is_none_or(|withdrawn| withdrawn >= known) && self.aside.is_none()
    }

    /// The statement of the same matter that outranks it on the day, as known.
    pub fn outranked(&self, as_of: &AsOf) -> Option<Position> {
        self.disputed.as_ref()?.0.iter().find(|outranked| outranked.holds(as_of)).map(|outranked| outranked.by)
    }

    /// Everything that outranks it or did, for another entry of the same fact.
    pub(crate) fn disputes(&self) -> impl Iterator<Item = Outranked> {
        self.disputed.iter().flat_map(|disputed| &disputed.0).copied()
    }

    /// Whether it counts for a question, if it has happened: it stands, and nothing outranks it.
    pub fn counts(&self, as_of: &AsOf) -> bool {
        self.is_known(as_of.known) && self.outranked(as_of).is_none()
    }
}

/// The place of a change in the fold: its day, its rank, its position.
type Order = (Date, Position, Position);

impl<C: Change> Entry<C> {
    fn order(&self) -> Order {
        (order_day(self.effective, &self.change), self.rank, self.position)
    }
}

fn order_day<C: Change>(effective: PartialDate, change: &C) -> Date {
    if change.begins() { effective.first() } else { effective.last() }
}

impl<C: Change> Timeline<C> {
    /// Does to the history what the stamp says.
    pub fn apply(&mut self, stamp: Stamp, change: C) {
        match stamp.mark {
            Mark::Record => {
                let Stamp { effective, position, stands_for, .. } = stamp;
                let stood_for = self.entries.iter().find(|e| Some(e.position) == stands_for);
                let rank = stood_for.map_or(position, |e| e.rank);
                let entry = Entry { effective, position, rank, withdrawn: None, change, aside: None, disputed: None };
                let order = entry.order();
                let at = self.entries.partition_point(|e| e.order() < order);
                self.entries.insert(at, entry);
            }
            Mark::Withdraw { by } => self.each_at(stamp.position, |e| e.withdrawn = Some(by)),
            Mark::SetAside(aside) => self.each_at(stamp.position, |e| e.aside = Some(aside)),
            Mark::PutBack => self.each_at(stamp.position, |e| e.aside = None),
            Mark::Outrank(outranked) => {
                self.each_at(stamp.position, |e| e.disputed.get_or_insert_default().0.push(outranked));
            }
            Mark::Settle { at } => self.each_at(stamp.position, |e| {
                let disputed = e.disputed.iter_mut().flat_map(|disputed| &mut disputed.0);
                disputed.filter(|outranked| outranked.ended.is_none()).for_each(|outranked| outranked.ended = Some(at));
            }),
        }
    }

    fn each_at(&mut self, position: Position, change: impl Fn(&mut Entry<C>)) {
        self.entries.iter_mut().filter(|e| e.position == position).for_each(change);
    }

    /// The place that a change would take if it were recorded next.
    fn candidate_order(&self, effective: PartialDate, change: &C) -> Order {
        let next = Position(u64::MAX);
        let stood_for = self.entries.iter().find(|e| e.aside == Some(Aside::StoodFor));
        (order_day(effective, change), stood_for.map_or(next, |e| e.rank), next)
    }

    /// Every change ever recorded, withdrawn ones too, in folding order.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Entry<C>> {
        self.entries.iter()
    }

    /// The changes that count for someone who knows the log up to `known`. Where statements of one matter
    /// disagree, that is the one which the precedence adopted last prefers; see [`Timeline::counting`].
    pub fn known(&self, known: Position) -> impl DoubleEndedIterator<Item = &Entry<C>> {
        self.counting(AsOf::on(Date::MAX).known_before(known))
    }

    /// The changes that count for a question, whether or not they have happened by its day. Where statements
    /// of one matter disagree, that is the one which the precedence in force on the day prefers.
    pub fn counting(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &Entry<C>> {
        self.entries.iter().filter(move |e| e.counts(&as_of))
    }

    /// The changes that count and have happened.
    pub fn on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &Entry<C>> {
        self.counting(as_of).filter(move |e| as_of.has_happened(e.effective, e.position))
    }

    /// The last change that counts and has happened.
    pub fn last_on(&self, as_of: AsOf) -> Option<&Entry<C>> {
        self.on(as_of).next_back()
    }

    /// The changes that count now.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Entry<C>> {
        self.known(Position(u64::MAX))
    }

    /// Whether the same change is recorded for the same date already, outranked or not.
    pub fn has(&self, effective: PartialDate, change: &C) -> bool
    where
        C: PartialEq,
    {
        self.entries
            .iter()
            .filter(|e| e.is_known(Position(u64::MAX)))
            .any(|e| e.effective == effective && e.change == *change)
    }

    /// The state on a day. A change that cannot happen in its state is passed over.
    pub fn state_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> M {
        self.on(as_of).fold(M::default(), |state, e| state.after(&e.change).unwrap_or(state))
    }

    /// The changes that count, have happened, and could happen in the state that they met.
    pub fn possible_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> Vec<&Entry<C>> {
        let mut state = M::default();
        let step = |entry: &&Entry<C>| {
            let next = state.after(&entry.change);
            let is_possible = next.is_some();
            state = next.unwrap_or_else(|| state.clone());
            is_possible
        };
        self.on(as_of).filter(step).collect()
    }

    /// Whether what has happened by the day could happen so. It could not where a change that the whole
    /// history allows comes before another that it rests on: an inspection in March before a founding
    /// «in 2019» that is taken to be in May.
    pub fn is_coherent_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> bool {
        let (mut whole, mut so_far) = (M::default(), M::default());
        for entry in self.counting(as_of) {
            let in_whole = whole.after(&entry.change);
            if as_of.has_happened(entry.effective, entry.position) {
                let by_then = so_far.after(&entry.change);
                if in_whole.is_some() && by_then.is_none() {
                    return false;
                }
                so_far = by_then.unwrap_or(so_far);
            }
            whole = in_whole.unwrap_or(whole);
        }
        true
    }

    /// Whether a change can take its place in the history that counts now; if not, what stands in
    /// its way.
    pub fn admits<M: Machine<Change = C>>(&self, effective: PartialDate, change: &C) -> Result<(), Obstacle<'_, M>> {
        let candidate_order = self.candidate_order(effective, change);
        let mut state = M::default();
        let mut without = M::default(); // the history as it stands, to tell old irregularities from new ones
        let mut placed = false;
        let mut before = None;
        for entry in self.live() {
            if !placed && entry.order() > candidate_order {
                state = state.after(change).ok_or(Obstacle::State { state, before })?;
                placed = true;
            }
            let was_possible = without.after(&entry.change);
            let is_possible = state.after(&entry.change);
            if was_possible.is_some() && is_possible.is_none() {
                return Err(Obstacle::Later(entry));
            }
            without = was_possible.unwrap_or(without);
            state = is_possible.unwrap_or(state);
            before = Some(entry);
        }
        if !placed {
            state.after(change).ok_or(Obstacle::State { state, before })?;
        }
        Ok(())
    }

    /// The beginning that counts and that a change comes after.
    pub fn beginning_before(&self, effective: PartialDate, change: &C) -> Option<&Entry<C>> {
        let order = self.candidate_order(effective, change);
        self.live().take_while(|e| e.order() < order).filter(|e| e.change.begins()).last()
    }

    /// Whether the subject can have existed on a day of the date, by the changes that count now: what
    /// begins opens a span on its first possible day, and a change that `ends` what began (the first
    /// argument) closes it on the last possible day.
    pub fn may_exist_within(&self, effective: PartialDate, ends: impl Fn(&C, &C) -> bool) -> bool {
        let mut open: Option<&Entry<C>> = None;
        for entry in self.live() {
            if entry.change.begins() {
                open.get_or_insert(entry);
            } else if let Some(began) = open.filter(|began| ends(&began.change, &entry.change)) {
                open = None;
                if began.effective.first() <= effective.last() && effective.first() <= entry.effective.last() {
                    return true;
                }
            }
        }
        open.is_some_and(|began| began.effective.first() <= effective.last())
    }
}
