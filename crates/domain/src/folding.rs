//! What the changes of a subject come to: folded in their order by its state machine.
//!
//! A change that cannot happen in the state that it meets is passed over: it is **without effect**
//! (未生效), and nothing rests on it.
//!
//! **Dates that leave the order open.** A home is closed «in the second half of 2017» and opens
//! again on 23 November. The closing is ordered by its last possible day, so the opening would meet
//! an open home. Where what opens a period meets a state in which it cannot happen, and a later end
//! makes it possible and may have come first by both dates, that end is folded first. It has
//! happened by then: from 23 November on, the first home is closed on every day. So too where a
//! home is suspended «in 2017» and works again from June on: the suspension is folded first. What
//! shares a day leaves its order open in the same way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::as_of::{AsOf, Reading};
use crate::entry::Entry;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::steps::step;
use crate::taken_over::{Held, may_show};
use crate::timeline::{Change, Timeline};

/// What a subject is, and which changes it can undergo.
pub trait Machine: Default + Clone + Send + Sync + 'static {
    /// The changes.
    type Change: Change;

    /// The state after a change, or `None` if the change cannot happen in this state.
    fn after(&self, change: &Self::Change) -> Option<Self>;

    /// Whether a change can happen in this state.
    fn allows(&self, change: &Self::Change) -> bool {
        self.after(change).is_some()
    }

    /// Whether the subject has in this state what only one has at a time.
    fn holds(&self, _what: &Held) -> bool {
        false
    }

    /// Goes over into the state after a change; a change that cannot happen in this state is passed
    /// over. Whether it could. For states that are dear to copy.
    fn step(&mut self, change: &Self::Change) -> bool {
        let next = self.after(change);
        let is_possible = next.is_some();
        if let Some(next) = next {
            *self = next;
        }
        is_possible
    }
}

/// A subject that exists for a time.
pub trait Lasting: Machine {
    /// Whether it exists in this state.
    fn exists(&self) -> bool;
}

/// What stands in the way of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle<'a, M: Machine> {
    /// The state that it meets does not allow it.
    State {
        /// The state.
        state: M,
        /// The recorded change that made the state, if any did.
        before: Option<Entry<'a, M::Change>>,
    },
    /// A recorded change that would lose its effect.
    Later(Entry<'a, M::Change>),
}

/// A change in its place, and whether it has an effect there.
#[derive(Debug)]
pub struct Step<'a, C> {
    /// The change.
    pub entry: Entry<'a, C>,
    /// Whether it could happen in the state that it met.
    pub has_effect: bool,
    /// Whether it says what another with an effect says, for the same date.
    pub repeats: bool,
    /// Where the last change with an effect on the state is recorded that came before it.
    pub met: Option<Position>,
}

/// The days on which a subject may exist: from the first day that its beginning can mean to the
/// last day that its end can mean; no end while none is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
}

impl Span {
    /// Whether it has a day of the date.
    pub fn meets(&self, date: PartialDate) -> bool {
        self.from <= date.last() && self.until.is_none_or(|until| date.first() <= until)
    }
}

/// A fold on its way through changes that stand in their order.
struct Fold<'a, M: Machine> {
    state: M,
    steps: Vec<Step<'a, M::Change>>,
    /// Those that were folded before their turn.
    folded_first: BTreeSet<Position>,
    met: Option<Position>,
}

impl<'a, M: Machine> Fold<'a, M> {
    fn of(entries: &[Entry<'a, M::Change>]) -> Self {
        let mut fold = Self {
            state: M::default(),
            steps: Vec::with_capacity(entries.len()),
            folded_first: BTreeSet::new(),
            met: None,
        };
        let mut earliest: Option<Vec<Date>> = None;
        for (index, entry) in entries.iter().enumerate() {
            if fold.folded_first.contains(&entry.position) {
                continue;
            }
            let needs_another = entry.change.opens() || entry.change.may_end();
            if needs_another && !fold.state.allows(entry.change) {
                let earliest = earliest.get_or_insert_with(|| earliest_from(entries.iter().map(|e| Some(e.effective))));
                let rest = from(index + 1, entries, earliest, entry.effective);
                let mut rest = rest.filter(|later| !fold.folded_first.contains(&later.position));
                if let Some(first) = rest.find(|later| comes_first(&fold.state, later, entry)).copied() {
                    fold.folded_first.insert(first.position);
                    fold.take(first);
                }
            }
            fold.take(*entry);
        }
        mark_repeats(&mut fold.steps);
        fold
    }

    fn take(&mut self, entry: Entry<'a, M::Change>) {
        let has_effect = self.state.step(entry.change);
        self.steps.push(Step { entry, has_effect, repeats: false, met: self.met });
        if has_effect && entry.change.turns() {
            self.met = Some(entry.position);
        }
    }
}

/// Marks what says again, without effect, what one with an effect said before it for the same date.
fn mark_repeats<C: Change>(steps: &mut [Step<'_, C>]) {
    if steps.iter().all(|step| step.has_effect) {
        return;
    }
    let days = |date: PartialDate| (date.first(), date.last());
    let said = (0..).zip(steps.iter()).filter(|(_, step)| step.has_effect);
    let mut said: Vec<(_, usize)> = said.map(|(at, step)| (days(step.entry.effective), at)).collect();
    said.sort_unstable();
    let says_it = |at: usize, step: &Step<'_, C>| {
        let of_date = days(step.entry.effective);
        let first = said.partition_point(|(date, _)| *date < of_date);
        let same = said.iter().skip(first).take_while(|(date, before)| *date == of_date && *before < at);
        same.filter_map(|(_, before)| steps.get(*before)).any(|before| before.entry.change == step.entry.change)
    };
    let repeats = (0..).zip(steps.iter()).filter(|(at, step)| !step.has_effect && says_it(*at, step));
    let repeats: Vec<usize> = repeats.map(|(at, _)| at).collect();
    for at in repeats {
        if let Some(step) = steps.get_mut(at) {
            step.repeats = true;
        }
    }
}

/// From each date on, the earliest day that a date in a list can mean.
fn earliest_from(dates: impl DoubleEndedIterator<Item = Option<PartialDate>>) -> Vec<Date> {
    let mut day = Date::MAX;
    let back = dates.rev().map(|date| {
        day = date.map_or(day, |date| day.min(date.first()));
        day
    });
    let mut earliest: Vec<Date> = back.collect();
    earliest.reverse();
    earliest
}

/// The items of a list from an index on, up to where all begin after a date.
fn from<'a, T>(index: usize, items: &'a [T], earliest: &'a [Date], date: PartialDate) -> impl Iterator<Item = &'a T> {
    let rest = items.get(index..).unwrap_or_default().iter().zip(earliest.get(index..).unwrap_or_default());
    rest.take_while(move |(_, earliest)| **earliest <= date.last()).map(|(item, _)| item)
}

/// Folds changes that stand in their order.
fn fold<'a, M: Machine>(entries: &[Entry<'a, M::Change>]) -> (M, Vec<Step<'a, M::Change>>) {
    let Fold { state, steps, .. } = Fold::of(entries);
    (state, steps)
}

/// What bears on which ends have happened.
pub(crate) enum Seen<'a, C> {
    /// A change, and whether it has happened by its own date; else that is open.
    Change { entry: Entry<'a, C>, has_happened: bool },
    /// Another subject took over what this one had.
    TakenOver(Entry<'a, Held>),
}

impl<C> Seen<'_, C> {
    const fn date(&self) -> PartialDate {
        match self {
            Self::Change { entry, .. } => entry.effective,
            Self::TakenOver(taken) => taken.effective,
        }
    }

    /// The date of a change.
    const fn change_date(&self) -> Option<PartialDate> {
        match self {
            Self::Change { entry, .. } => Some(entry.effective),
            Self::TakenOver(_) => None,
        }
    }
}

/// Of changes that stand in their order, those that must have happened though their dates leave it
/// open: what could not have come before them has. In the order of positions.
pub(crate) fn shown_in<M: Machine>(seen: &[Seen<'_, M::Change>]) -> Vec<Position> {
    let mut state = M::default();
    let mut folded_first: BTreeSet<Position> = BTreeSet::new();
    let mut shown: Vec<Position> = Vec::new();
    let earliest = earliest_from(seen.iter().map(Seen::change_date));
    for (index, item) in seen.iter().enumerate() {
        let rest = from(index + 1, seen, &earliest, item.date());
        let mut ends = rest.filter_map(|later| match later {
            Seen::Change { entry, has_happened } if !folded_first.contains(&entry.position) => {
                Some((entry, *has_happened))
            }
            Seen::Change { .. } | Seen::TakenOver(_) => None,
        });
        let end = match item {
            Seen::Change { has_happened: false, .. } => continue,
            Seen::Change { entry, .. } if folded_first.contains(&entry.position) => continue,
            Seen::Change { entry, .. } if !state.allows(entry.change) => {
                ends.find(|(end, _)| comes_first(&state, end, entry))
            }
            Seen::TakenOver(taken) if state.holds(taken.change) => ends.find(|(end, _)| {
                let gives_up = state.after(end.change).is_some_and(|state| !state.holds(taken.change));
                end.change.may_end() && may_show(taken.effective, end.effective) && gives_up
            }),
            Seen::Change { .. } | Seen::TakenOver(_) => None,
        };
        if let Some((end, has_happened)) = end {
            state.step(end.change);
            folded_first.insert(end.position);
            shown.extend((!has_happened).then_some(end.position));
        }
        if let Seen::Change { entry, .. } = item {
            state.step(entry.change);
        }
    }
    shown.sort_unstable();
    shown
}

/// Whether a later change may have come before one that can happen after it: an end before what
/// opens the next period, or what opens a period before its end. Of one day either may have come
/// first, whichever was recorded first.
fn comes_first<M: Machine>(state: &M, later: &Entry<'_, M::Change>, entry: &Entry<'_, M::Change>) -> bool {
    step();
    let makes_room = entry.change.opens() && !later.change.opens();
    let is_needed = entry.change.may_end() && later.change.opens_within();
    (makes_room || is_needed)
        && later.effective.first() <= entry.effective.last()
        && state.after(later.change).is_some_and(|state| state.allows(entry.change))
}

/// Whether a change can happen after others, in their order; if not, the state that they make.
fn allowed_after<'a, M: Machine>(
    earlier: Vec<Entry<'a, M::Change>>,
    change: &M::Change,
) -> Result<(), Obstacle<'a, M>> {
    let (state, steps) = fold::<M>(&earlier);
    if state.after(change).is_some() || (change.may_end() && ends_what_waits::<M>(earlier, change)) {
        return Ok(());
    }
    let before = steps.iter().rfind(|step| step.has_effect).map(|step| step.entry);
    Err(Obstacle::State { state, before })
}

/// Whether a change can happen once the ends of earlier periods are recorded, for which later ones
/// wait.
fn ends_what_waits<M: Machine>(mut entries: Vec<Entry<'_, M::Change>>, change: &M::Change) -> bool {
    loop {
        let steps = fold::<M>(&entries).1;
        let is_early = |early: &Step<'_, M::Change>| {
            let waits = |step: &Step<'_, M::Change>| {
                !step.has_effect && came_before(early.entry.effective, early.entry.change, &step.entry)
            };
            early.has_effect && steps.iter().any(waits)
        };
        let Some(early) = steps.iter().find(|step| is_early(step)).map(|step| step.entry.position) else {
            return false;
        };
        entries.retain(|entry| entry.position != early);
        if fold::<M>(&entries).0.allows(change) {
            return true;
        }
    }
}

/// Whether a change opens an earlier period of the same thing as another: its last possible day is
/// before the other's first.
fn came_before<C: Change>(effective: PartialDate, change: &C, later: &Entry<'_, C>) -> bool {
    change.opens_like(later.change) && effective.last() < later.effective.first()
}

/// Enters a change among others that stand in their order.
fn enter<'a, C: Change>(entries: &mut Vec<Entry<'a, C>>, entry: Entry<'a, C>) {
    let at = entries.partition_point(|other| other.order() <= entry.order());
    entries.insert(at, entry);
}

impl<C: Change> Timeline<C> {
    /// The state on a day. A change that cannot happen in its state is passed over.
    pub fn state_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> M {
        // A completion may order changes otherwise than their dates as stated.
        if self.is_taken_over() || matches!(as_of.reading, Reading::Completed(_)) {
            return self.steps_on(as_of).0;
        }
        let mut state = M::default();
        for entry in self.turning_on(as_of) {
            if !state.step(entry.change) && (entry.change.opens() || entry.change.may_end()) {
                return self.steps_on(as_of).0;
            }
        }
        state
    }

    /// The changes that count and have happened and can turn the state. Of what its own later
    /// changes show to have happened, nothing is said.
    fn turning_on(&self, as_of: AsOf) -> impl Iterator<Item = Entry<'_, C>> {
        let shown = if self.is_taken_over() { self.shown(&as_of) } else { Vec::new() };
        let happened = move |e: &Entry<'_, C>| {
            let by_then = as_of.has_happened(e.effective, e.position) || shown.binary_search(&e.position).is_ok();
            e.counts(&as_of) && by_then
        };
        self.turning().filter(happened)
    }

    fn steps_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> (M, Vec<Step<'_, C>>) {
        fold(&self.on(as_of).collect::<Vec<_>>())
    }

    /// The changes that count and have happened, in the order in which they are folded, and which
    /// of them have an effect.
    pub fn effects_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> Vec<Step<'_, C>> {
        self.steps_on::<M>(as_of).1
    }

    /// The changes that count, whether or not they have happened by the day, in the order in which
    /// they are folded, and which of them have an effect.
    pub fn effects_of_all<M: Machine<Change = C>>(&self, as_of: AsOf) -> Vec<Step<'_, C>> {
        fold::<M>(&self.counting(as_of).collect::<Vec<_>>()).1
    }

    /// The changes that count and have happened, and are without effect, whatever else may have
    /// happened by the day.
    pub fn without_effect_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> Vec<Step<'_, C>> {
        let mut state = M::default();
        if self.changes_on(as_of).all(|change| state.step(change)) {
            return Vec::new();
        }
        let mut steps = self.effects_on::<M>(as_of);
        steps.retain(|step| !step.has_effect && !step.repeats);
        if as_of.reading == Reading::Latest && self.all().any(|entry| as_of.leaves_open(entry.effective)) {
            let early = self.effects_on::<M>(as_of.reading(Reading::Earliest));
            let may_have_one = |step: &Step<'_, C>| {
                early.iter().any(|other| other.entry.position == step.entry.position && other.has_effect)
            };
            steps.retain(|step| !may_have_one(step));
        }
        steps
    }

    /// The changes that count now and one that is tried, in the order in which they are folded, and
    /// which of them have an effect. What is set aside for a correction counts too, if asked for.
    pub(crate) fn effects_with<'a, M: Machine<Change = C>>(
        &'a self,
        tried: Option<(PartialDate, &'a C)>,
        with_aside: bool,
    ) -> Vec<Step<'a, C>> {
        let now = AsOf::on(Date::MAX);
        let counts = |e: &Entry<'_, C>| if with_aside { e.counted(&now) } else { e.counts(&now) };
        let mut entries: Vec<_> = self.standing().filter(counts).collect();
        if let Some((effective, change)) = tried {
            enter(&mut entries, self.tried(effective, change));
        }
        fold::<M>(&entries).1
    }

    /// The changes that count, have happened, and could happen in the state that they met.
    pub fn possible_on<M: Machine<Change = C>>(&self, as_of: AsOf) -> Vec<Entry<'_, C>> {
        let steps = self.effects_on::<M>(as_of).into_iter().filter(|step| step.has_effect);
        steps.map(|step| step.entry).collect()
    }

    /// Whether a change has an effect on a day on which it has happened.
    pub(crate) fn has_effect<M: Machine<Change = C>>(&self, entry: &Entry<'_, C>, as_of: AsOf) -> bool {
        if entry.change.turns() {
            let turning: Vec<_> = self.turning_on(as_of).collect();
            return fold::<M>(&turning).1.iter().any(|step| step.entry.position == entry.position && step.has_effect);
        }
        let mut state = M::default();
        self.turning_on(as_of).take_while(|e| e.order() < entry.order()).for_each(|e| {
            state.step(e.change);
        });
        state.after(entry.change).is_some()
    }

    /// Whether a change can take its place in the history that counts now; if not, what stands in
    /// its way. It may take the effect of a later change that opens a period of the same thing, if
    /// by both dates it came before: its end may be recorded yet. Where the dates overlap, one
    /// thing is entered twice.
    pub fn admits<M: Machine<Change = C>>(&self, effective: PartialDate, change: &C) -> Result<(), Obstacle<'_, M>> {
        let tried = self.tried(effective, change);
        let is_last = self.all().next_back().is_none_or(|last| last.order() <= tried.order());
        if !self.has_aside() && is_last && self.allows_at_end(change) == Some(true) {
            return Ok(());
        }
        let turns = change.turns() || self.turns_aside();
        if (!self.has_aside() && is_last) || !turns {
            return self.admits_without_effect_on_others(&tried.order(), change);
        }
        let now = AsOf::on(Date::MAX);
        let as_recorded: Vec<_> = self.counting_now().filter(|e| e.counted(&now)).collect();
        let mut with_it: Vec<_> = self.live().collect();
        enter(&mut with_it, tried);
        let (_, before) = fold::<M>(&as_recorded);
        let (_, after) = fold::<M>(&with_it);
        let had_effect = before.iter().filter(|step| step.has_effect).map(|step| step.entry.position);
        let had_effect: BTreeSet<Position> = had_effect.collect();
        let passed_over = after.iter().position(|step| step.entry.position == tried.position && !step.has_effect);
        if let Some(at) = passed_over {
            // What was folded first, though its date may be later, came before it too.
            let own: BTreeMap<Position, Entry<'_, C>> = self.live().map(|entry| (entry.position, entry)).collect();
            let met = after.iter().take(at).filter_map(|step| own.get(&step.entry.position).copied());
            return allowed_after(met.collect(), change);
        }
        let mut lost = after.iter().filter(|step| !step.has_effect && had_effect.contains(&step.entry.position));
        let first = lost.next().and_then(|step| self.live().find(|e| e.position == step.entry.position));
        match first {
            Some(first) if !came_before(effective, change, &first) => Err(Obstacle::Later(first)),
            Some(_) | None => Ok(()),
        }
    }

    /// The same for a change that no later one can lose its effect by.
    fn admits_without_effect_on_others<M: Machine<Change = C>>(
        &self,
        order: &crate::entry::Order,
        change: &C,
    ) -> Result<(), Obstacle<'_, M>> {
        let now = AsOf::on(Date::MAX);
        let earlier = self.standing_turning().take_while(|e| e.order() <= *order).filter(|e| e.counts(&now));
        allowed_after(earlier.collect(), change)
    }

    /// The beginning that counts and that a change comes after.
    pub fn beginning_before(&self, effective: PartialDate, change: &C) -> Option<Entry<'_, C>> {
        let order = self.tried(effective, change).order();
        let now = AsOf::on(Date::MAX);
        let earlier = self.standing_turning().take_while(|e| e.order() < order).filter(|e| e.counts(&now));
        earlier.filter(|e| e.change.begins()).last()
    }

    /// The days on which the subject may exist, by the changes that count now.
    pub fn spans<M: Lasting<Change = C>>(&self) -> Vec<Span> {
        let now = AsOf::on(Date::MAX);
        spans_of::<M>(&self.standing_turning().filter(|e| e.counts(&now)).collect::<Vec<_>>())
    }

    /// The same, by the changes that count for a question, whether or not they have happened by its
    /// day.
    pub fn spans_for<M: Lasting<Change = C>>(&self, as_of: AsOf) -> Vec<Span> {
        spans_of::<M>(&self.turning().filter(|e| e.counts(&as_of)).collect::<Vec<_>>())
    }

    /// The days before and after a change is entered: before, what is set aside counts; after, it
    /// does not.
    pub(crate) fn spans_around<M: Lasting<Change = C>>(
        &self,
        effective: PartialDate,
        change: &C,
    ) -> (Vec<Span>, Vec<Span>) {
        let now = AsOf::on(Date::MAX);
        let before: Vec<_> = self.standing_turning().filter(|e| e.counted(&now)).collect();
        let mut after: Vec<_> = self.standing_turning().filter(|e| e.counts(&now)).collect();
        let tried = self.tried(effective, change);
        enter(&mut after, tried);
        (spans_of::<M>(&before), spans_of::<M>(&after))
    }

    /// Whether the subject can have existed on a day of the date, by the changes that count now.
    pub fn may_exist_within<M: Lasting<Change = C>>(&self, effective: PartialDate) -> bool {
        self.spans::<M>().iter().any(|span| span.meets(effective))
    }
}

fn spans_of<M: Lasting>(entries: &[Entry<'_, M::Change>]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut state = M::default();
    for step in fold::<M>(entries).1 {
        let existed = state.exists();
        state.step(step.entry.change);
        match (existed, state.exists()) {
            (false, true) => spans.push(Span { from: step.entry.effective.first(), until: None }),
            (true, false) => {
                if let Some(last) = spans.last_mut() {
                    last.until = Some(step.entry.effective.last());
                }
            }
            (true, true) | (false, false) => {}
        }
    }
    spans
}
