//! The bitemporal history of one subject.
//!
//! A timeline keeps each change with the date on which it took effect, the position at which it was
//! recorded, and the position at which it was withdrawn, if it was. So it answers for any day, as
//! known at any position, without going back to the log.
//!
//! Order: changes are folded by (order day, how coarse the date is, rank). The order day of a
//! beginning (something is founded, registered, agreed) is the first day its date can mean; that of
//! everything else the last. Of one order day, coarse beginnings come first and coarse ends last.
//! Of one date, an end comes after what else changed: a home was inspected on the day of its
//! closing. So «founded in 2019» comes before what happened to it in 2019, also on 1 January, and
//! «closed in 2019» after it, also on 31 December: whichever was recorded first. The rank is the
//! position; but a change that takes the place of another one of the same subject, as the
//! replacement of a correction does, takes its rank too. So a corrected founding still comes before
//! what was recorded for its day after it.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use thin_vec::ThinVec;

use crate::as_of::{AsOf, Reading};
use crate::end_state::EndState;
use crate::entry::{Beside, Cut, Kept, Marks, Order, Stored, place_of};
use crate::folding::{Seen, shown_in};
use crate::ids::Position;
use crate::lists::{Lists, Ordered, ending_after, of_day};
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::taken_over::{Held, Shown, TakenOver, may_show};

pub use crate::change::{Change, FoldedOn, Mark, Stamp};
pub use crate::entry::{Aside, Entry, Outranked};
pub use crate::folding::{Lasting, Machine, Obstacle, Span, Step};

/// From so many changes on, a timeline keeps lists of them.
const LONG: usize = 64;

/// All changes of one subject. A short timeline keeps them in folding order; a long one keeps lists
/// of them too.
#[derive(Clone, Debug)]
pub struct Timeline<C> {
    entries: ThinVec<Stored<C>>,
    beside: Beside,
}

impl<C: PartialEq> PartialEq for Timeline<C> {
    fn eq(&self, other: &Self) -> bool {
        self.stored().eq(other.stored()) && self.beside == other.beside
    }
}

impl<C: Eq> Eq for Timeline<C> {}

impl<C> Default for Timeline<C> {
    fn default() -> Self {
        Self { entries: ThinVec::new(), beside: None }
    }
}

/// What is set aside is put back before anything is packed, and the lists are found again.
impl<C: Change + Packed> Packed for Timeline<C> {
    fn pack(&self, to: &mut Packer<'_>) {
        match self.order() {
            None => self.entries.pack(to),
            Some(_) => self.stored().cloned().collect::<ThinVec<_>>().pack(to),
        }
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
        timeline.find_lists();
        Ok(timeline)
    }
}

impl<C> Timeline<C> {
    /// The lists of a long timeline.
    fn lists(&self) -> Option<&Lists> {
        self.beside.as_deref().and_then(|kept| kept.lists.as_deref())
    }

    /// The order of the changes, where they are not kept in it.
    fn order(&self) -> Option<&Ordered> {
        self.lists().map(|lists| &lists.all).filter(|all| !all.is_empty())
    }

    /// The changes as they are kept, in folding order.
    fn stored(&self) -> impl DoubleEndedIterator<Item = &Stored<C>> {
        self.listed(self.order())
    }

    /// Those of a list; without one, all as they are kept.
    fn listed<'a>(&'a self, list: Option<&'a Ordered>) -> impl DoubleEndedIterator<Item = &'a Stored<C>> {
        let all = if list.is_some() { 0 } else { self.entries.len() };
        self.entries.iter().take(all).chain(self.at(list.into_iter().flatten()))
    }

    /// The changes at some indices.
    fn at<'a>(
        &'a self,
        indices: impl DoubleEndedIterator<Item = &'a (Order, u32)>,
    ) -> impl DoubleEndedIterator<Item = &'a Stored<C>> {
        indices.filter_map(|(_, index)| self.entries.get(*index as usize))
    }

    fn read<'a>(&'a self, stored: &'a Stored<C>) -> Entry<'a, C> {
        stored.read(&self.beside)
    }
}

impl<C: Change> Timeline<C> {
    /// Does to the history what the stamp says.
    pub fn apply(&mut self, stamp: Stamp, change: C) {
        if stamp.records() {
            self.record(stamp, change);
        } else if self.holds(stamp.position, stamp.effective) {
            self.do_to(stamp);
            if !matches!(stamp.mark, Mark::SetAside(_) | Mark::PutBack) {
                self.keep_up(stamp);
                self.forget_end();
            }
        }
    }

    /// Whether a change that is recorded next for a date comes after all others.
    pub(crate) fn is_over_by(&self, effective: PartialDate, folded_on: FoldedOn) -> bool {
        let (day, of_day) = place_of(effective, folded_on);
        let end = (day, of_day, Position(u64::MAX), Position(u64::MAX));
        self.all().next_back().is_none_or(|last| last.order() <= end)
    }

    /// Whether much is recorded.
    pub(crate) fn is_long(&self) -> bool {
        self.entries.len() >= LONG
    }

    /// Whether anything happened to a change after it was recorded.
    pub(crate) fn has_marks(&self) -> bool {
        self.beside.as_ref().is_some_and(|kept| kept.has_marks())
    }

    /// Whether a change is recorded at a position for a date.
    pub(crate) fn holds(&self, position: Position, effective: PartialDate) -> bool {
        self.index_of(position, effective).is_some()
    }

    /// Keeps that a fact of another subject took over what this one had, and what happened to that
    /// fact so far.
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

    /// Whether another subject took over what this one had, within the time in which an end of it
    /// is dated.
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
                self.beside(|kept| {
                    kept.aside.insert(of, (turns, aside));
                });
            }
            Mark::PutBack => self.beside(|kept| {
                kept.aside.remove(&of);
            }),
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
        let (day, of_day) = place_of(effective, change.folded_on());
        let order = (day, of_day, rank, position);
        if rank != position {
            self.mark(position, |marks| marks.rank = Some(rank));
        }
        // Most changes are recorded in the order in which they happened.
        let is_last = self.all().next_back().is_none_or(|last| last.order() <= order);
        let at = if is_last || self.is_long() {
            self.entries.len()
        } else {
            self.entries.partition_point(|e| self.read(e).order() <= order)
        };
        if self.entries.len() == self.entries.capacity() {
            self.entries.reserve_exact(1 + self.entries.len() / 4); // there are millions of timelines
        }
        self.entries.insert(at, Stored::new(effective, position, change));
        self.note_recorded(at, is_last);
        self.note_end(at, is_last);
    }

    /// Keeps up with a change that was put at an index.
    fn note_recorded(&mut self, at: usize, is_last: bool) {
        if self.entries.len() <= LONG {
            return self.find_lists();
        }
        let Ok(index) = u32::try_from(at) else { return };
        self.change_lists(|timeline, lists| {
            if !is_last && lists.all.is_empty() {
                lists.all = (0..index).zip(&timeline.entries).map(|(i, e)| (timeline.read(e).order(), i)).collect();
            }
            if let Some(stored) = timeline.entries.get(at) {
                lists.enter(index, &timeline.read(stored));
            }
        });
    }

    /// Finds the lists of a long timeline, whose changes are kept in folding order.
    fn find_lists(&mut self) {
        if self.is_long() {
            let mut lists = Lists::default();
            (0..).zip(&self.entries).for_each(|(index, stored)| lists.enter(index, &self.read(stored)));
            self.beside(|kept| kept.lists = Some(Box::new(lists)));
        }
    }

    /// Keeps up with what happened to a change.
    fn keep_up(&mut self, stamp: Stamp) {
        if let Some(at) = self.index_of(stamp.position, stamp.effective)
            && let Ok(index) = u32::try_from(at)
        {
            self.change_lists(|timeline, lists| {
                if let Some(stored) = timeline.entries.get(at) {
                    lists.keep_up(index, &timeline.read(stored));
                }
            });
        }
    }

    fn change_lists(&mut self, change: impl FnOnce(&Self, &mut Lists)) {
        if let Some(mut lists) = self.beside.as_mut().and_then(|kept| kept.lists.take()) {
            change(self, &mut lists);
            self.beside(|kept| kept.lists = Some(lists));
        }
    }

    /// Keeps up with the state at the end of a long timeline. It is kept where nothing is without
    /// effect. What cannot turn it and does not come last changes nothing about it.
    fn note_end(&mut self, at: usize, is_last: bool) {
        let Some(change) = self.entries.get(at).map(Stored::change).filter(|_| self.is_long()) else { return };
        if !is_last {
            if change.turns() {
                self.forget_end();
            }
            return;
        }
        let change = change.clone();
        let Some(kept) = self.beside.as_mut() else { return };
        if let Some(state) = kept.end.get_mut::<C::State>() {
            if !state.step(&change) {
                kept.end = EndState::Odd;
            }
        } else if matches!(kept.end, EndState::Unknown) {
            let state = self.state_at_end();
            self.beside(|kept| kept.end = EndState::of(state));
        }
    }

    fn forget_end(&mut self) {
        self.beside(|kept| kept.end = EndState::Unknown);
    }

    /// The state after all that counts; none where something is without effect.
    fn state_at_end(&self) -> Option<C::State> {
        let mut state = C::State::default();
        self.live().all(|e| state.step(e.change)).then_some(state)
    }

    /// Whether a change can come after all that counts; none where that is not known without
    /// folding.
    pub(crate) fn allows_at_end(&self, change: &C) -> Option<bool> {
        let end = self.beside.as_deref()?.end.get::<C::State>()?;
        Some(end.allows(change))
    }

    /// Whether it is known that everything that counts has an effect. Of a short timeline it is
    /// not.
    pub(crate) fn is_plain(&self) -> bool {
        self.beside.as_deref().is_some_and(|kept| kept.end.get::<C::State>().is_some())
    }

    /// Those that may count now and can turn the state, in folding order. Of a short timeline, all.
    pub(crate) fn standing_turning(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        let lists = self.lists();
        let few = lists.map(|of| if of.counting.len() < of.turning.len() { &of.counting } else { &of.turning });
        self.listed(few).map(|e| self.read(e)).filter(move |e| lists.is_none() || e.change.turns())
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

    /// Those whose order day is a given one, where the changes are kept in folding order.
    fn of_order_day(&self, day: Date) -> &[Stored<C>] {
        let day_of = |e: &Stored<C>| place_of(e.effective(), e.change().folded_on()).0;
        let first = self.entries.partition_point(|e| day_of(e) < day);
        let rest = self.entries.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|e| day_of(e) == day)).unwrap_or_default()
    }

    /// The index at which the change is kept that is recorded at a position for a date.
    fn index_of(&self, position: Position, effective: PartialDate) -> Option<usize> {
        let marks = self.beside.as_ref().and_then(|kept| kept.marks.get(&position));
        let rank = marks.and_then(|marks| marks.rank).unwrap_or(position);
        let all = [FoldedOn::FirstDay, FoldedOn::LastDayBefore, FoldedOn::LastDayAfter, FoldedOn::LastOfAll];
        all.into_iter().find_map(|folded_on| {
            let (day, of_day) = place_of(effective, folded_on);
            let order = (day, of_day, rank, position);
            let at = match self.order() {
                Some(all) => all.range((order, 0)..).next().map(|(_, index)| *index as usize)?,
                None => self.entries.partition_point(|e| self.read(e).order() < order),
            };
            self.entries.get(at).filter(|e| e.position() == position).map(|_| at)
        })
    }

    /// The change that is recorded at a position for a date.
    fn entry_of(&self, position: Position, effective: PartialDate) -> Option<Entry<'_, C>> {
        self.entries.get(self.index_of(position, effective)?).map(|e| self.read(e))
    }

    /// A change as it would stand if it were recorded next: where what it is tried in the place of
    /// stands.
    pub(crate) fn tried<'a>(&'a self, effective: PartialDate, change: &'a C) -> Entry<'a, C> {
        let mut aside = self.beside.iter().flat_map(|kept| &kept.aside);
        let stood_for = aside
            .find(|(_, (_, aside))| matches!(aside, Aside::Corrected | Aside::Disputed))
            .map(|(position, _)| *position);
        let rank = |of: Position| {
            let marks = self.beside.as_ref().and_then(|kept| kept.marks.get(&of));
            marks.and_then(|marks| marks.rank).unwrap_or(of)
        };
        Entry::tried(effective, stood_for.map_or(Position(u64::MAX), rank), change)
    }

    /// Whether anything that is set aside can turn the state.
    pub(crate) fn turns_aside(&self) -> bool {
        let aside = self.beside.iter().flat_map(|kept| &kept.aside);
        aside.into_iter().any(|(_, (turns, _))| *turns)
    }

    /// Whether anything is set aside.
    pub(crate) fn has_aside(&self) -> bool {
        self.beside.as_ref().is_some_and(|kept| !kept.aside.is_empty())
    }

    /// The changes that can turn the state, withdrawn ones too, in folding order. Of a short
    /// timeline, all.
    pub fn turning(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.listed(self.lists().map(|lists| &lists.turning)).map(|e| self.read(e))
    }

    /// Every change ever recorded, withdrawn ones too, in folding order.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.stored().map(|e| self.read(e))
    }

    /// The changes that someone can know who knows the log up to `known`, in folding order: those
    /// that are withdrawn are left out where they need not be looked at.
    pub(crate) fn recorded_by(&self, known: Position) -> impl Iterator<Item = Entry<'_, C>> {
        let knows_all = known == Position(u64::MAX);
        let standing = self.lists().map(|lists| &lists.standing).filter(|_| knows_all);
        self.listed(standing.or_else(|| self.order())).map(|e| self.read(e))
    }

    /// Every change ever recorded for a date, withdrawn ones too. They are found by their day; the
    /// others are not walked.
    pub fn recorded_for(&self, effective: PartialDate) -> impl Iterator<Item = Entry<'_, C>> {
        self.of_days(self.order(), effective).filter(move |e| e.effective == effective)
    }

    /// Those of a list that may be recorded for a date; without one, of all as they are kept.
    fn of_days<'a>(&'a self, list: Option<&'a Ordered>, effective: PartialDate) -> impl Iterator<Item = Entry<'a, C>> {
        let (begin, end) = (effective.first(), effective.last());
        let days = std::iter::once(begin).chain((begin != end).then_some(end));
        let of_days = days.flat_map(move |day| {
            let kept = if list.is_some() { &[][..] } else { self.of_order_day(day) };
            kept.iter().chain(self.at(list.into_iter().flat_map(move |list| of_day(list, day))))
        });
        of_days.map(|e| self.read(e))
    }

    /// The changes that count for someone who knows the log up to `known`. Where statements of one
    /// matter disagree, that is the one which the precedence adopted last prefers; see
    /// [`Timeline::counting`].
    pub fn known(&self, known: Position) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.counting(AsOf::on(Date::MAX).known_before(known))
    }

    /// The changes that count for a question, whether or not they have happened by its day. Where
    /// statements of one matter disagree, that is the one which the precedence in force on the day
    /// prefers.
    pub fn counting(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.all().filter(move |e| e.counts(&as_of))
    }

    /// The changes that count and have happened.
    pub fn on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.stored_on(as_of).map(|stored| self.read(stored))
    }

    /// What changed: the changes that count and have happened.
    pub fn changes_on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &C> {
        self.stored_on(as_of).map(Stored::change)
    }

    /// Whether changes have happened by the day of a question: by their own dates, or as ends that
    /// something shows to have come before it.
    pub fn happened_on(&self, as_of: AsOf) -> impl Fn(&Entry<'_, C>) -> bool {
        let shown = self.shown(&as_of);
        move |entry| as_of.has_happened(entry.effective, entry.position) || is_among(&shown, entry.position)
    }

    /// Most timelines have no marks, and most questions read dates as their last days; these are
    /// not read entry by entry.
    fn stored_on(&self, as_of: AsOf) -> impl DoubleEndedIterator<Item = &Stored<C>> {
        let shown = self.shown(&as_of);
        let cut = if self.has_marks() { None } else { Cut::of(&as_of) };
        let by_day = self.by_completed_days(&as_of);
        // What is withdrawn, or outranked on all days, counts for nobody who knows everything.
        let knows_all = as_of.known == Position(u64::MAX) && !matches!(as_of.reading, Reading::Tried(_));
        let counting = self.lists().map(|lists| &lists.counting).filter(|_| knows_all);
        let is_by_day = !by_day.is_empty();
        let plain = self.listed(counting.or_else(|| self.order())).filter(move |stored| {
            if is_by_day {
                return false;
            }
            if let Some(cut) = cut.filter(|_| shown.is_empty()) {
                return stored.is_before(cut);
            }
            let entry = self.read(stored);
            let has_happened = || as_of.has_happened(entry.effective, entry.position);
            entry.counts(&as_of) && (has_happened() || is_among(&shown, entry.position))
        });
        plain.chain(by_day)
    }

    /// The changes that have happened though their dates leave it open: ends, and what opens a
    /// period, where what could not have come before them has, and what another subject of the same
    /// fact shows. In the order of positions.
    pub(crate) fn shown(&self, as_of: &AsOf) -> Vec<Position> {
        let elsewhere = self.shown_elsewhere(as_of);
        let mut shown = self.shown_here(as_of, &elsewhere);
        if !elsewhere.is_empty() {
            shown.extend(elsewhere);
            shown.sort_unstable();
            shown.dedup();
        }
        shown
    }

    /// Those which another subject shows.
    fn shown_elsewhere(&self, as_of: &AsOf) -> Vec<Position> {
        if as_of.reading == Reading::Earliest {
            return Vec::new();
        }
        let taken_over = self.beside.iter().flat_map(|kept| &kept.taken_over).map(|taken| taken.read(&self.beside));
        let facts = taken_over.filter_map(|entry| match entry.change {
            Held::Fact(fact) => Some((*fact, entry)),
            Held::Code(_) | Held::Place(_) => None,
        });
        let by_then =
            |entry: &Entry<'_, Held>| entry.counts(as_of) && as_of.has_happened(entry.effective, entry.position);
        facts.filter(|(fact, entry)| by_then(entry) && !is_given(as_of, *fact)).map(|(fact, _)| fact).collect()
    }

    /// By which fact it is first shown here that another has happened.
    pub(crate) fn shows(&self, fact: Position, date: PartialDate) -> Option<Shown> {
        let of = |effective, by, marks| Shown { by, effective, marks };
        let opens = self.all().filter(|e| e.change.opens()).map(|e| of(e.effective, e.position, e.marks()));
        let taken_over = self.beside.iter().flat_map(|kept| &kept.taken_over).map(|taken| taken.read(&self.beside));
        let taken_over = taken_over.filter(|entry| !matches!(entry.change, Held::Fact(_)));
        let taken_over = taken_over.map(|e| of(e.effective, e.position, e.marks()));
        let mut all: Vec<Shown> = opens.chain(taken_over).filter(|shown| may_show(shown.effective, date)).collect();
        all.sort_by_key(|shown| (shown.effective.last(), shown.by));
        let is_shown = |shown: &Shown| self.shown_here(&AsOf::on(shown.effective.last()), &[]).contains(&fact);
        // What is shown on a day is shown on later ones.
        let first = all.partition_point(|shown| !is_shown(shown));
        all.into_iter().nth(first)
    }

    /// What may leave open whether it has happened by a day. Of a short timeline, all.
    fn stored_around(&self, day: Date) -> impl Iterator<Item = &Stored<C>> {
        let open = self.lists().map(|lists| &lists.open);
        let all = if open.is_some() { 0 } else { self.entries.len() };
        let ending = open.into_iter().flat_map(move |open| ending_after(open, day));
        self.entries.iter().take(all).chain(ending.filter_map(|(_, index)| self.entries.get(*index as usize)))
    }

    /// The same, as it is read.
    pub(crate) fn open_around(&self, day: Date) -> impl Iterator<Item = Entry<'_, C>> {
        self.stored_around(day).map(|e| self.read(e))
    }

    /// What may leave open whether it has happened, and is not over before a day. Of a short
    /// timeline, all.
    pub(crate) fn open_from(&self, day: Date) -> impl Iterator<Item = Entry<'_, C>> {
        let open = self.lists().map(|lists| &lists.open);
        let all = if open.is_some() { 0 } else { self.entries.len() };
        let least = ((day, 0, Position(0), Position(0)), 0);
        let rest = open.into_iter().flat_map(move |open| open.range(least..));
        self.entries.iter().take(all).chain(self.at(rest)).map(|e| self.read(e))
    }

    /// All that stands within a date in the order, or within a year before it, as what begins in
    /// the year of its date. Of a short timeline, all.
    pub(crate) fn ordered_around(&self, date: PartialDate) -> impl Iterator<Item = Entry<'_, C>> {
        let begin = date.first().checked_sub(366.days()).unwrap_or(Date::MIN);
        let (least, most) = (Position(0), Position(u64::MAX));
        let within = ((begin, 0, least, least), 0)..=((date.last(), u8::MAX, most, most), u32::MAX);
        let listed = self.order().into_iter().flat_map(move |all| all.range(within.clone()));
        let kept = if self.order().is_some() { &[][..] } else { &self.entries };
        let day_of = |e: &Stored<C>| place_of(e.effective(), e.change().folded_on()).0;
        let from = if self.is_long() { kept.partition_point(|e| day_of(e) < begin) } else { 0 };
        let kept = kept.get(from..).unwrap_or_default();
        let until = if self.is_long() { kept.partition_point(|e| day_of(e) <= date.last()) } else { kept.len() };
        kept.iter().take(until).chain(self.at(listed)).map(|e| self.read(e))
    }

    /// The ends, and what opens a period, which later changes show, or what others took over.
    /// `elsewhere` has happened.
    fn shown_here(&self, as_of: &AsOf, elsewhere: &[Position]) -> Vec<Position> {
        let may_be = |stored: &Stored<C>| stored.is_open_on(as_of.effective) && stored.change().may_be_shown();
        // By the earliest reading, every end whose date has begun has happened.
        let mut open = self.stored_around(as_of.effective);
        if as_of.reading == Reading::Earliest || !open.any(may_be) {
            return Vec::new();
        }
        let mut seen: Vec<(Order, Seen<'_, C>)> = Vec::new();
        for stored in self.stored() {
            let entry = self.read(stored);
            let has_happened =
                as_of.has_happened(entry.effective, entry.position) || elsewhere.contains(&entry.position);
            if entry.counts(as_of) && (has_happened || (may_be(stored) && !is_given(as_of, entry.position))) {
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

    /// Where a question gives days to some facts, the changes that count and have happened in the
    /// order of these; on one day as they stand by their dates. None for any other question.
    fn by_completed_days(&self, as_of: &AsOf) -> Vec<&Stored<C>> {
        let Reading::Completed(completion) = &as_of.reading else { return Vec::new() };
        let mut by_day: Vec<_> = self.stored().map(|stored| (self.read(stored), stored)).collect();
        let has_happened = self.happened_on(*as_of);
        by_day.retain(|(entry, _)| entry.counts(as_of) && has_happened(entry));
        by_day.sort_by_key(|(entry, _)| {
            let as_stated = entry.order();
            (completion.day(entry.position).unwrap_or(as_stated.0), as_stated)
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
        self.counting_now().filter(move |e| e.counts(&now))
    }

    /// The changes that are not withdrawn, in folding order. Of a short timeline, all.
    pub(crate) fn standing(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.listed(self.lists().map(|lists| &lists.standing)).map(|e| self.read(e))
    }

    /// Those of them that are not outranked on all days. Of a short timeline, all.
    pub(crate) fn counting_now(&self) -> impl DoubleEndedIterator<Item = Entry<'_, C>> {
        self.listed(self.lists().map(|lists| &lists.counting)).map(|e| self.read(e))
    }

    /// Whether the same change is recorded for the same date already, outranked or not.
    pub fn has(&self, effective: PartialDate, change: &C) -> bool {
        let says_it = |e: &Stored<C>| {
            let e = self.read(e);
            e.effective == effective && e.change == change && e.is_known(Position(u64::MAX))
        };
        match self.lists() {
            Some(lists) => {
                lists.saying(effective, change).filter_map(|index| self.entries.get(index as usize)).any(says_it)
            }
            None => self.of_order_day(place_of(effective, change.folded_on()).0).iter().any(says_it),
        }
    }

    /// The changes for a date that are not withdrawn. They are found by their day; the others are
    /// not walked.
    pub(crate) fn standing_for(&self, effective: PartialDate) -> impl Iterator<Item = Entry<'_, C>> {
        let of_days = self.of_days(self.lists().map(|lists| &lists.standing), effective);
        of_days.filter(move |e| e.effective == effective && e.withdrawn.is_none())
    }
}

/// Whether a question gives a fact a day, or says whether it counts.
fn is_given(as_of: &AsOf, fact: Position) -> bool {
    match &as_of.reading {
        Reading::Completed(completion) => completion.day(fact).is_some(),
        Reading::Earliest | Reading::Latest | Reading::Tried(_) => as_of.tried(fact).is_some(),
    }
}

/// Whether a position is among some in their order.
fn is_among(positions: &[Position], position: Position) -> bool {
    !positions.is_empty() && positions.binary_search(&position).is_ok()
}
