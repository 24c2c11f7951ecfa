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

use thin_vec::ThinVec;

use crate::as_of::AsOf;
use crate::entry::{AllMarks, Cut, Marks, Order, Stored, order_day};
use crate::ids::Position;
use crate::partial_date::PartialDate;

pub use crate::entry::{Aside, Entry, Outranked};

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

impl Stamp {
    /// Whether the fact is recorded; otherwise something is done with one that was.
    pub fn records(self) -> bool {
        matches!(self.mark, Mark::Record)
    }
}

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

    /// Goes over into the state after a change; a change that cannot happen in this state is passed over. Whether it could.
    /// For states that are dear to copy.
    fn step(&mut self, change: &Self::Change) -> bool {
        let next = self.after(change);
        let is_possible = next.is_some();
        if let Some(next) = next {
            *self = next;
        }
        is_possible
    }
}

/// What stands in the way of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle<'a, M: Machine> {
    /// The state that it meets does not allow it.
    State {
        /// The state.
        state: M,
        /// The recorded change that it comes after, if any.
        before: Option<Entry<'a, M::Change>>,
    },
    /// A recorded change that would become impossible.
    Later(Entry<'a, M::Change>),
}

/// All changes of one subject, in folding order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<C> {
    entries: ThinVec<Stored<C>>,
    marks: AllMarks,
}

crate::packed! { struct Timeline<C> { entries, marks } }

impl<C> Default for Timeline<C> {
    fn default() -> Self {
        Self { entries: ThinVec::new(), marks: None }
    }
}

impl<C: Change> Timeline<C> {
    /// Does to the history what the stamp says.
    pub fn apply(&mut self, stamp: Stamp, change: C) {
        match stamp.mark {
            Mark::Record => self.record(stamp, change),
            Mark::Withdraw { by } => self.mark(stamp.position, |marks| marks.withdrawn = Some(by)),
            Mark::SetAside(aside) => self.mark(stamp.position, |marks| marks.aside = Some(aside)),
            Mark::PutBack => self.mark(stamp.position, |marks| marks.aside = None),
            Mark::Outrank(outranked) => self.mark(stamp.position, |marks| marks.disputed.push(outranked)),
            Mark::Settle { at } => self.mark(stamp.position, |marks| {
                let open = marks.disputed.iter_mut().filter(|outranked| outranked.ended.is_none());
                open.for_each(|outranked| outranked.ended = Some(at));
            }),
        }
    }

    fn record(&mut self, stamp: Stamp, change: C) {
        let Stamp { effective, position, stands_for, .. } = stamp;
        let stood_for = stands_for.and_then(|of| self.all().find(|e| e.position == of));
        let rank = stood_for.map_or(position, |e| e.rank);
        let order = (order_day(effective, &change), rank, position);
        // Most changes are recorded in the order in which they happened.
        let at = match self.all().next_back() {
            Some(last) if last.order() > order => self.entries.partition_point(|e| e.read(&self.marks).order() < order),
            _ => self.entries.len(),
        };
        if self.entries.len() == self.entries.capacity() {
            self.entries.reserve_exact(1 + self.entries.len() / 4); // there are millions of timelines
        }
        self.entries.insert(at, Stored::new(effective, position, change));
        if rank != position {
            self.mark(position, |marks| marks.rank = Some(rank));
        }
    }

    fn mark(&mut self, position: Position, mark: impl FnOnce(&mut Marks)) {
        if !self.entries.iter().any(|e| e.position() == position) {
            return;
        }
        let all = self.marks.get_or_insert_default();
        let marks = all.entry(position).or_default();
        mark(marks);
        if *marks == Marks::default() {
            all.remove(&position);
        }
        if all.is_empty() {
            self.marks = None;
        }
    }

    /// The place that a change would take if it were recorded next.
    fn candidate_order(&self, effective: PartialDate, change: &C) -> Order {
        let next = Position(u64::MAX);
        let stood_for = self.marks.as_ref().and_then(|_| self.all().find(Entry::is_stood_for));
        (order_day(effective, change), stood_for.map_or(next, |e| e.rank), next)
    }

    /// Every change ever recorded, withdrawn ones too, in folding order.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.entries.iter().map(|e| e.read(&self.marks))
    }

    /// Every change ever recorded for a date, withdrawn ones too. They are found by their day; the others are not walked.
    pub fn recorded_for(&self, effective: PartialDate) -> impl Iterator<Item = Entry<'_, C>> {
        let (first, last) = (effective.first(), effective.last());
        let days = std::iter::once(first).chain((first != last).then_some(last));
        days.flat_map(|day| self.of_order_day(day)).filter(move |e| e.effective == effective)
    }

    fn of_order_day(&self, day: Date) -> impl Iterator<Item = Entry<'_, C>> {
        let day_of = |stored: &Stored<C>| stored.read(&self.marks).order().0;
        let from = self.entries.partition_point(|stored| day_of(stored) < day);
        let until = self.entries.partition_point(|stored| day_of(stored) <= day);
        self.entries.get(from..until).unwrap_or_default().iter().map(|stored| stored.read(&self.marks))
    }

    /// The changes that count for someone who knows the log up to `known`. Where statements of one matter
    /// disagree, that is the one which the precedence adopted last prefers; see [`Timeline::counting`].
    pub fn known(&self, known: Position) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.counting(AsOf::on(Date::MAX).known_before(known))
    }

    /// The changes that count for a question, whether or not they have happened by its day. Where statements
    /// of one matter disagree, that is the one which the precedence in force on the day prefers.
    pub fn counting(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.all().filter(move |e| e.counts(&as_of))
    }

    /// The changes that count and have happened.
    pub fn on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.stored_on(as_of).map(|stored| stored.read(&self.marks))
    }

    /// What changed: the changes that count and have happened.
    pub fn changes_on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &C> {
        self.stored_on(as_of).map(Stored::change)
    }

    /// Most timelines have no marks, and most questions read dates as their last days; these are not read entry by entry.
    fn stored_on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &Stored<C>> {
        let cut = if self.marks.is_none() { Cut::of(&as_of) } else { None };
        self.entries.iter().filter(move |stored| {
            if let Some(cut) = cut {
                return stored.is_before(cut);
            }
            let entry = stored.read(&self.marks);
            entry.counts(&as_of) && as_of.has_happened(entry.effective, entry.position)
        })
    }

    /// The last change that counts and has happened.
    pub fn last_on(&self, as_of: AsOf) -> Option<Entry<'_, C>> {
        self.on(as_of).next_back()
    }

    /// The changes that count now.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.known(Position(u64::MAX))
    }

    /// Whether the same change is recorded for the same date already, outranked or not.
    pub fn has(&self, effective: PartialDate, change: &C) -> bool
    where
        C: PartialEq,
    {
        self.all().filter(|e| e.is_known(Position(u64::MAX))).any(|e| e.effective == effective && *e.change == *change)
    }

    /// The state on a day. A change that cannot happen in its state is passed over.
    pub fn state_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> M {
        self.changes_on(as_of).fold(M::default(), |mut state, change| {
            state.step(change);
            state
        })
    }

    /// The changes that count, have happened, and could happen in the state that they met.
    pub fn possible_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> Vec<Entry<'_, C>> {
        let mut state = M::default();
        self.on(as_of).filter(|entry| state.step(entry.change)).collect()
    }

    /// Whether what has happened by the day could happen so. It could not where a change that the whole
    /// history allows comes before another that it rests on: an inspection in March before a founding
    /// «in 2019» that is taken to be in May.
    pub fn is_coherent_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> bool {
        let (mut whole, mut so_far) = (M::default(), M::default());
        for entry in self.counting(as_of) {
            let in_whole = whole.after(entry.change);
            if as_of.has_happened(entry.effective, entry.position) {
                let by_then = so_far.after(entry.change);
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
        let mut entries = self.live().peekable();
        let mut state = M::default();
        let mut before = None;
        while let Some(entry) = entries.next_if(|entry| entry.order() <= candidate_order) {
            state.step(entry.change);
            before = Some(entry);
        }
        // The history as it stands, to tell old irregularities from new ones.
        let mut without = entries.peek().map(|_| state.clone());
        if !state.step(change) {
            return Err(Obstacle::State { state, before });
        }
        for entry in entries {
            let was_possible = without.as_mut().is_some_and(|without| without.step(entry.change));
            if !state.step(entry.change) && was_possible {
                return Err(Obstacle::Later(entry));
            }
        }
        Ok(())
    }

    /// The beginning that counts and that a change comes after.
    pub fn beginning_before(&self, effective: PartialDate, change: &C) -> Option<Entry<'_, C>> {
        let order = self.candidate_order(effective, change);
        self.live().take_while(|e| e.order() < order).filter(|e| e.change.begins()).last()
    }

    /// Whether the subject can have existed on a day of the date, by the changes that count now: what
    /// begins opens a span on its first possible day, and a change that `ends` what began (the first
    /// argument) closes it on the last possible day.
    pub fn may_exist_within(&self, effective: PartialDate, ends: impl Fn(&C, &C) -> bool) -> bool {
        let mut open: Option<Entry<'_, C>> = None;
        for entry in self.live() {
            if entry.change.begins() {
                open.get_or_insert(entry);
            } else if let Some(began) = open.filter(|began| ends(began.change, entry.change)) {
                open = None;
                if began.effective.first() <= effective.last() && effective.first() <= entry.effective.last() {
                    return true;
                }
            }
        }
        open.is_some_and(|began| began.effective.first() <= effective.last())
    }
}
