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

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use thin_vec::ThinVec;

use crate::as_of::{AsOf, Reading};
use crate::end_state::EndState;
use crate::entry::{Beside, Cut, Kept, Marks, Order, Stored, order_day};
use crate::folding::{Seen, shown_in};
use crate::ids::Position;
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::taken_over::{Held, TakenOver};

pub use crate::entry::{Aside, Entry, Outranked};
pub use crate::folding::{Lasting, Machine, Obstacle, Span, Step};

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

/// A change that knows what it does to the course of its subject.
pub trait Change: PartialEq {
    /// The state of its subject.
    type State: Machine<Change = Self>;

    /// Whether the subject begins (again) with it.
    fn begins(&self) -> bool;

    /// Whether it can turn the state of its subject into another: a count of people cannot.
    fn turns(&self) -> bool {
        true
    }

    /// Whether it and a later change each open a period of one and the same thing, so that the later one can happen
    /// once the end of this one is recorded: a home that was established in 2012 and again in 2015.
    fn opens_like(&self, _later: &Self) -> bool {
        false
    }

    /// Whether it opens a period, so that what ends an earlier one must have come first.
    fn opens(&self) -> bool {
        self.begins() || self.opens_like(self)
    }

    /// Whether it may end a period, so that another one can open.
    fn may_end(&self) -> bool {
        self.turns() && !self.opens()
    }
}

/// From so many changes on, a timeline knows which of them can turn the state.
const LONG: usize = 64;

/// All changes of one subject, in folding order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<C> {
    entries: ThinVec<Stored<C>>,
    beside: Beside,
}

impl<C> Default for Timeline<C> {
    fn default() -> Self {
        Self { entries: ThinVec::new(), beside: None }
    }
}

/// What is set aside is put back before anything is packed, and what turns the state is found again.
impl<C: Change + Packed> Packed for Timeline<C> {
    fn pack(&self, to: &mut Packer<'_>) {
        self.entries.pack(to);
        let kept = self.beside.as_ref();
        kept.map(|kept| &kept.marks).filter(|marks| !marks.is_empty()).cloned().pack(to);
        kept.map(|kept| &kept.taken_over).filter(|taken_over| !taken_over.is_empty()).cloned().pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let entries = Packed::unpack(from)?;
        let marks: Option<BTreeMap<Position, Marks>> = Packed::unpack(from)?;
        let taken_over: Option<Vec<TakenOver>> = Packed::unpack(from)?;
        let kept =
            Kept { marks: marks.unwrap_or_default(), taken_over: taken_over.unwrap_or_default(), ..Kept::default() };
        let beside = (kept != Kept::default()).then(|| Box::new(kept));
        let mut timeline = Self { entries, beside };
        timeline.find_turning();
        Ok(timeline)
    }
}

impl<C: Change> Timeline<C> {
    /// Does to the history what the stamp says.
    pub fn apply(&mut self, stamp: Stamp, change: C) {
        if stamp.records() {
            self.record(stamp, change);
        } else if self.holds(stamp.position, stamp.effective) {
            self.do_to(stamp);
            if matches!(stamp.mark, Mark::Withdraw { .. }) {
                self.note_withdrawn(stamp.position, stamp.effective);
            }
            if !matches!(stamp.mark, Mark::SetAside(_) | Mark::PutBack) {
                self.beside(|kept| kept.end = EndState::default());
            }
        }
    }

    /// Whether a change that is recorded next for a day comes after all others.
    pub(crate) fn is_over_by(&self, day: Date) -> bool {
        self.all().next_back().is_none_or(|last| last.order().0 <= day)
    }

    /// Whether a change is recorded at a position for a date.
    pub(crate) fn holds(&self, position: Position, effective: PartialDate) -> bool {
        self.index_of(position, effective).is_some()
    }

    /// Keeps that a fact of another subject took over what this one had, and what happened to that fact so far.
    pub(crate) fn take_over(&mut self, effective: PartialDate, position: Position, what: Held, marks: Marks) {
        let taken_over = TakenOver::new(effective, position, what);
        self.beside(|kept| {
            if !kept.taken_over.contains(&taken_over) {
                kept.taken_over.push(taken_over);
                if marks != Marks::default() {
                    kept.marks.entry(position).or_insert(marks);
                }
            }
        });
    }

    /// Whether another subject took over what this one had, within the time in which an end of it is dated.
    pub(crate) fn is_taken_over(&self) -> bool {
        self.beside.as_ref().is_some_and(|kept| !kept.taken_over.is_empty())
    }

    /// Does to a fact by which another subject took over what this one had what the stamp says.
    pub(crate) fn apply_to_taken_over(&mut self, stamp: Stamp) {
        let taken_over = self.beside.iter().flat_map(|kept| &kept.taken_over);
        if !stamp.records() && taken_over.into_iter().any(|taken_over| taken_over.position() == stamp.position) {
            self.do_to(stamp);
        }
    }

    /// Does to what is recorded what the stamp says.
    fn do_to(&mut self, stamp: Stamp) {
        let of = stamp.position;
        match stamp.mark {
            Mark::Record => {}
            Mark::Withdraw { by } => self.mark(of, |marks| marks.withdrawn = Some(by)),
            Mark::SetAside(aside) => {
                let turns = self.entry_of(of, stamp.effective).is_none_or(|e| e.change.turns());
                self.beside(|kept| kept.aside.push((of, turns, aside)));
            }
            Mark::PutBack => self.beside(|kept| kept.aside.retain(|(aside, ..)| *aside != of)),
            Mark::Outrank(outranked) => self.mark(of, |marks| marks.disputed.push(outranked)),
            Mark::Settle { at } => self.mark(of, |marks| {
                let open = marks.disputed.iter_mut().filter(|outranked| outranked.ended.is_none());
                open.for_each(|outranked| outranked.ended = Some(at));
            }),
        }
    }

    fn record(&mut self, stamp: Stamp, change: C) {
        let Stamp { effective, position, stands_for, .. } = stamp;
        let stood_for = stands_for.and_then(|(position, effective)| self.entry_of(position, effective));
        let rank = stood_for.map_or(position, |e| e.rank);
        let order = (order_day(effective, &change), rank, position);
        // Most changes are recorded in the order in which they happened.
        let at = match self.all().next_back() {
            Some(last) if last.order() > order => {
                self.entries.partition_point(|e| e.read(&self.beside).order() < order)
            }
            _ => self.entries.len(),
        };
        if self.entries.len() == self.entries.capacity() {
            self.entries.reserve_exact(1 + self.entries.len() / 4); // there are millions of timelines
        }
        let turns = change.turns();
        self.entries.insert(at, Stored::new(effective, position, change));
        self.note_turning(at, turns);
        self.note_end(at, effective);
        if rank != position {
            self.mark(position, |marks| marks.rank = Some(rank));
        }
    }

    /// Keeps up with a change that was entered at an index.
    fn note_turning(&mut self, at: usize, turns: bool) {
        if self.entries.len() <= LONG {
            return self.find_turning();
        }
        let Ok(at) = u32::try_from(at) else { return };
        self.beside(|kept| {
            enter_index(&mut kept.turning, at, turns);
            enter_index(&mut kept.standing, at, true);
        });
    }

    /// Finds what can turn the state of a long timeline, and what stands in it.
    fn find_turning(&mut self) {
        if self.entries.len() >= LONG {
            let all = || (0..).zip(&self.entries);
            let turning = all().filter(|(_, e)| e.change().turns()).map(|(index, _)| index).collect();
            let is_withdrawn = |e: &Stored<C>| e.read(&self.beside).withdrawn.is_some();
            let standing = all().filter(|(_, e)| !is_withdrawn(e)).map(|(index, _)| index).collect();
            self.beside(|kept| (kept.turning, kept.standing) = (turning, standing));
        }
    }

    /// Keeps up with the state at the end of a long timeline. It is kept where nothing is without effect.
    fn note_end(&mut self, at: usize, effective: PartialDate) {
        let is_last = at + 1 == self.entries.len();
        if self.entries.len() < LONG {
            return;
        }
        let end = self.beside.as_mut().and_then(|kept| kept.end.take::<C::State>()).filter(|_| is_last);
        let change = self.entries.get(at).map(Stored::change);
        let stepped = match (end, change) {
            (Some(mut end), Some(change)) if effective.is_exact() => end.step(change).then_some(end),
            _ if is_last => self.state_at_end(),
            _ => None,
        };
        self.beside(|kept| kept.end = EndState::of(stepped));
    }

    /// The state after all that counts; none where something is without effect.
    fn state_at_end(&self) -> Option<C::State> {
        let mut state = C::State::default();
        self.live().all(|e| state.step(e.change)).then_some(state)
    }

    /// Whether a change can come after all that counts; none where that is not known without folding.
    pub(crate) fn allows_at_end(&self, change: &C) -> Option<bool> {
        let end = self.lists()?.end.get::<C::State>()?;
        Some(end.allows(change))
    }

    /// Keeps that what is recorded at a position does not stand any more.
    fn note_withdrawn(&mut self, position: Position, effective: PartialDate) {
        let index = self.index_of(position, effective).and_then(|index| u32::try_from(index).ok());
        if self.entries.len() >= LONG
            && let Some(index) = index
        {
            self.beside(|kept| {
                if let Ok(at) = kept.standing.binary_search(&index) {
                    kept.standing.remove(at);
                }
            });
        }
    }

    /// The changes at some indices, in their order.
    fn at<'a>(&'a self, indices: &'a [u32]) -> impl DoubleEndedIterator<Item = Entry<'a, C>> {
        indices.iter().filter_map(|index| self.entries.get(*index as usize)).map(|e| e.read(&self.beside))
    }

    /// Those that are not withdrawn and can turn the state, in folding order. Of a short timeline, all.
    pub(crate) fn standing_turning(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        let lists = self.lists();
        let few =
            lists.map(|kept| if kept.standing.len() < kept.turning.len() { &kept.standing } else { &kept.turning });
        let all = if few.is_some() { 0 } else { self.entries.len() };
        let all = self.entries.iter().take(all).map(|e| e.read(&self.beside));
        all.chain(self.at(few.map(Vec::as_slice).unwrap_or_default()).filter(|e| e.change.turns()))
    }

    /// The indices that a long timeline keeps.
    fn lists(&self) -> Option<&Kept> {
        self.beside.as_deref().filter(|_| self.entries.len() >= LONG)
    }

    fn mark(&mut self, of: Position, mark: impl FnOnce(&mut Marks)) {
        self.beside(|kept| {
            let marks = kept.marks.entry(of).or_default();
            mark(marks);
            if *marks == Marks::default() {
                kept.marks.remove(&of);
            }
        });
    }

    /// Changes what is kept beside the changes.
    fn beside(&mut self, change: impl FnOnce(&mut Kept)) {
        let kept = self.beside.get_or_insert_default();
        change(kept);
        if **kept == Kept::default() {
            self.beside = None;
        }
    }

    /// Those whose order day is a given one.
    fn of_order_day(&self, day: Date) -> Range<usize> {
        let day_of = |e: &Stored<C>| order_day(e.effective(), e.change());
        let first = self.entries.partition_point(|e| day_of(e) < day);
        let rest = self.entries.get(first..).unwrap_or_default();
        first..first + rest.partition_point(|e| day_of(e) == day)
    }

    /// The index of the change that is recorded at a position for a date.
    fn index_of(&self, position: Position, effective: PartialDate) -> Option<usize> {
        let marks = self.beside.as_ref().and_then(|kept| kept.marks.get(&position));
        let rank = marks.and_then(|marks| marks.rank).unwrap_or(position);
        [effective.first(), effective.last()].into_iter().find_map(|day| {
            let order = (day, rank, position);
            let at = self.entries.partition_point(|e| e.read(&self.beside).order() < order);
            self.entries.get(at).filter(|e| e.position() == position).map(|_| at)
        })
    }

    /// The change that is recorded at a position for a date.
    fn entry_of(&self, position: Position, effective: PartialDate) -> Option<Entry<'_, C>> {
        self.entries.get(self.index_of(position, effective)?).map(|e| e.read(&self.beside))
    }

    /// A change as it would stand if it were recorded next: where what it is tried in the place of stands.
    pub(crate) fn tried<'a>(&'a self, effective: PartialDate, change: &'a C) -> Entry<'a, C> {
        let aside = self.beside.iter().flat_map(|kept| &kept.aside);
        let stood_for = aside
            .clone()
            .find(|(.., aside)| matches!(aside, Aside::Corrected | Aside::Disputed))
            .map(|(position, ..)| *position);
        let rank = |of: Position| {
            let marks = self.beside.as_ref().and_then(|kept| kept.marks.get(&of));
            marks.and_then(|marks| marks.rank).unwrap_or(of)
        };
        Entry::tried(effective, stood_for.map_or(Position(u64::MAX), rank), change)
    }

    /// Whether anything that is set aside can turn the state.
    pub(crate) fn turns_aside(&self) -> bool {
        let aside = self.beside.iter().flat_map(|kept| &kept.aside);
        aside.into_iter().any(|(_, turns, _)| *turns)
    }

    /// Whether anything is set aside.
    pub(crate) fn has_aside(&self) -> bool {
        self.beside.as_ref().is_some_and(|kept| !kept.aside.is_empty())
    }

    /// The changes that can turn the state, withdrawn ones too, in folding order. Of a short timeline, all.
    pub fn turning(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        let few = self.lists().map(|kept| kept.turning.as_slice());
        let all = if few.is_some() { 0 } else { self.entries.len() };
        self.entries.iter().take(all).map(|e| e.read(&self.beside)).chain(self.at(few.unwrap_or_default()))
    }

    /// Every change ever recorded, withdrawn ones too, in folding order.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.entries.iter().map(|e| e.read(&self.beside))
    }

    /// Every change ever recorded for a date, withdrawn ones too. They are found by their day; the others are not walked.
    pub fn recorded_for(&self, effective: PartialDate) -> impl Iterator<Item = Entry<'_, C>> {
        let (first, last) = (effective.first(), effective.last());
        let days = std::iter::once(first).chain((first != last).then_some(last));
        let of_days = days.flat_map(|day| self.entries.get(self.of_order_day(day)).unwrap_or_default());
        of_days.map(|e| e.read(&self.beside)).filter(move |e| e.effective == effective)
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
        self.stored_on(as_of).map(|stored| stored.read(&self.beside))
    }

    /// What changed: the changes that count and have happened.
    pub fn changes_on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &C> {
        self.stored_on(as_of).map(Stored::change)
    }

    /// Whether changes have happened by the day of a question: by their own dates, or as ends that something shows to have
    /// come before it.
    pub fn happened_on(&self, as_of: AsOf) -> impl Fn(&Entry<'_, C>) -> bool {
        let shown = self.shown(&as_of);
        move |entry| as_of.has_happened(entry.effective, entry.position) || is_among(&shown, entry.position)
    }

    /// Most timelines have no marks, and most questions read dates as their last days; these are not read entry by entry.
    fn stored_on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &Stored<C>> {
        let shown = self.shown(&as_of);
        let has_marks = self.beside.as_ref().is_some_and(|kept| kept.has_marks());
        let cut = if has_marks { None } else { Cut::of(&as_of) };
        let by_day = self.by_completed_days(&as_of);
        // What is withdrawn counts for nobody who knows everything.
        let knows_all = as_of.known == Position(u64::MAX) && !matches!(as_of.reading, Reading::Tried(_));
        let standing = self.lists().filter(|_| knows_all).map(|kept| kept.standing.as_slice());
        let plain = if by_day.is_empty() && standing.is_none() { self.entries.len() } else { 0 };
        let standing = standing.filter(|_| by_day.is_empty()).unwrap_or_default();
        let standing = standing.iter().filter_map(|index| self.entries.get(*index as usize));
        let plain = self.entries.iter().take(plain).chain(standing).filter(move |stored| {
            if let Some(cut) = cut.filter(|_| shown.is_empty()) {
                return stored.is_before(cut);
            }
            let entry = stored.read(&self.beside);
            let has_happened = || as_of.has_happened(entry.effective, entry.position);
            entry.counts(&as_of) && (has_happened() || is_among(&shown, entry.position))
        });
        plain.chain(by_day)
    }

    /// The ends that have happened though their dates leave it open: what could not have come before them has. In their
    /// order.
    pub(crate) fn shown(&self, as_of: &AsOf) -> Vec<Position> {
        let may_be = |stored: &Stored<C>| stored.is_open_on(as_of.effective) && stored.change().may_end();
        // By the earliest reading, every end whose date has begun has happened.
        if as_of.reading == Reading::Earliest || !self.entries.iter().any(may_be) {
            return Vec::new();
        }
        let is_fixed = |position| match &as_of.reading {
            Reading::Completed(completion) => completion.day(position).is_some(),
            Reading::Earliest | Reading::Latest | Reading::Tried(_) => as_of.tried(position).is_some(),
        };
        let mut seen: Vec<(Order, Seen<'_, C>)> = Vec::new();
        for stored in &self.entries {
            let entry = stored.read(&self.beside);
            let has_happened = as_of.has_happened(entry.effective, entry.position);
            if entry.counts(as_of) && (has_happened || (may_be(stored) && !is_fixed(entry.position))) {
                seen.push((entry.order(), Seen::Change { entry, has_happened }));
            }
        }
        for taken_over in self.beside.iter().flat_map(|kept| &kept.taken_over) {
            let entry = taken_over.read(&self.beside);
            if entry.counts(as_of) && as_of.has_happened(entry.effective, entry.position) {
                seen.push((entry.order_among_changes(), Seen::TakenOver(entry)));
            }
        }
        seen.sort_by_key(|(order, _)| *order);
        shown_in::<C::State>(&seen.into_iter().map(|(_, seen)| seen).collect::<Vec<_>>())
    }

    /// Where a question gives days to some facts, the changes that count and have happened in the order of these; none
    /// for any other question.
    fn by_completed_days(&self, as_of: &AsOf) -> Vec<&Stored<C>> {
        let Reading::Completed(completion) = &as_of.reading else { return Vec::new() };
        let mut by_day: Vec<_> = self.entries.iter().map(|stored| (stored.read(&self.beside), stored)).collect();
        let has_happened = self.happened_on(*as_of);
        by_day.retain(|(entry, _)| entry.counts(as_of) && has_happened(entry));
        by_day.sort_by_key(|(entry, _)| {
            let (as_stated, rank, position) = entry.order();
            (completion.day(position).unwrap_or(as_stated), rank, position)
        });
        by_day.into_iter().map(|(_, stored)| stored).collect()
    }

    /// The last change that counts and has happened.
    pub fn last_on(&self, as_of: AsOf) -> Option<Entry<'_, C>> {
        self.on(as_of).next_back()
    }

    /// The changes that count now.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        let now = AsOf::on(Date::MAX);
        self.standing().filter(move |e| e.counts(&now))
    }

    /// The changes that are not withdrawn, in folding order. Of a short timeline, all.
    pub(crate) fn standing(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        let few = self.lists().map(|kept| kept.standing.as_slice());
        let all = if few.is_some() { 0 } else { self.entries.len() };
        self.entries.iter().take(all).map(|e| e.read(&self.beside)).chain(self.at(few.unwrap_or_default()))
    }

    /// Whether the same change is recorded for the same date already, outranked or not.
    pub fn has(&self, effective: PartialDate, change: &C) -> bool
    where
        C: PartialEq,
    {
        let range = self.of_order_day(order_day(effective, change));
        let says_it =
            |e: &Entry<'_, C>| e.effective == effective && e.change == change && e.is_known(Position(u64::MAX));
        let Some(kept) = self.lists() else {
            let of_day = self.entries.get(range).unwrap_or_default();
            return of_day.iter().map(|e| e.read(&self.beside)).any(|e| says_it(&e));
        };
        let before = |index: usize| kept.standing.partition_point(|standing| (*standing as usize) < index);
        let standing = kept.standing.get(before(range.start)..before(range.end)).unwrap_or_default();
        self.at(standing).any(|e| says_it(&e))
    }
}

/// Keeps up with a change that was entered at an index, among the indices of some; whether it is one of them.
fn enter_index(indices: &mut Vec<u32>, at: u32, is_one: bool) {
    let first = indices.partition_point(|index| *index < at);
    indices.iter_mut().skip(first).for_each(|index| *index += 1);
    if is_one {
        indices.insert(first, at);
    }
}

/// Whether a position is among some in their order.
fn is_among(positions: &[Position], position: Position) -> bool {
    !positions.is_empty() && positions.binary_search(&position).is_ok()
}
