//! One change in a timeline: as it is kept, and as it is read.
//!
//! Most changes are recorded once and never touched again, so what is kept of one is its date and
//! position in eight bytes and what changed. What happens to a few of them (withdrawn, corrected,
//! disputed) their timeline keeps beside them. An [`Entry`] puts the two together for whoever
//! reads.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::as_of::{AsOf, Reading};
use crate::end_state::EndState;
use crate::ids::Position;
use crate::lists::Lists;
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::{COARSENESS_MAX, PartialDate};
use crate::steps::step;
use crate::taken_over::{Held, TakenOver};
use crate::timeline::{Change, FoldedOn};

/// Why a fact is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// The fact that is tried would take its place: it is corrected.
    Corrected,
    /// The fact that is tried states the same matter otherwise; it keeps its place.
    Disputed,
    /// It does not count beside the fact that is tried.
    Rival,
}

/// That a fact does not count on some days, because another statement of the same matter outranks
/// it.
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

crate::packed! { struct Outranked { by, from, until, since, ended } }

impl Outranked {
    fn holds(&self, as_of: &AsOf) -> bool {
        let is_known = self.since < as_of.known && self.ended.is_none_or(|ended| ended >= as_of.known);
        let day = as_of.effective;
        is_known && self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// One change of a subject.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry<'a, C> {
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// Where it was recorded.
    pub position: Position,
    /// Where it stands among the changes of one day: its position, or that of the first in the
    /// chain of those whose place it takes.
    pub rank: Position,
    /// Where it was withdrawn.
    pub withdrawn: Option<Position>,
    /// What changed.
    pub change: &'a C,
    aside: Option<Aside>,
    disputed: &'a [Outranked],
}

impl<C> Clone for Entry<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Entry<'_, C> {}

impl<C> Entry<'_, C> {
    /// Whether it stands for someone who knows the log up to `known`: it is recorded and not
    /// withdrawn. It may be outranked all the same.
    pub fn is_known(&self, known: Position) -> bool {
        self.is_recorded(known) && self.aside.is_none()
    }

    /// The same, also while it is set aside.
    fn is_recorded(&self, known: Position) -> bool {
        self.position < known && self.withdrawn.is_none_or(|withdrawn| withdrawn >= known)
    }

    /// The statement of the same matter that outranks it on the day, as known.
    pub fn outranked(&self, as_of: &AsOf) -> Option<Position> {
        self.disputed.iter().find(|outranked| outranked.holds(as_of)).map(|outranked| outranked.by)
    }

    /// Whether another statement outranks it on all days, as decided last.
    pub(crate) fn is_outranked_for_good(&self) -> bool {
        let is_on_all_days = |o: &Outranked| o.ended.is_none() && o.from.is_none() && o.until.is_none();
        self.disputed.iter().any(is_on_all_days)
    }

    /// Everything that outranks it or did, for another entry of the same fact.
    pub(crate) fn disputes(&self) -> impl Iterator<Item = Outranked> {
        self.disputed.iter().copied()
    }

    /// What happened to it since it was recorded.
    pub(crate) fn marks(&self) -> Marks {
        let rank = (self.rank != self.position).then_some(self.rank);
        Marks { rank, withdrawn: self.withdrawn, disputed: self.disputed.to_vec() }
    }

    /// Whether it counts for a question, if it has happened: it stands, and nothing outranks it.
    pub fn counts(&self, as_of: &AsOf) -> bool {
        let by_times = || self.is_known(as_of.known) && self.outranked(as_of).is_none();
        as_of.tried(self.position).unwrap_or_else(by_times)
    }

    /// Whether it counted before it was set aside for a correction.
    pub(crate) fn counted(&self, as_of: &AsOf) -> bool {
        let is_there = matches!(self.aside, None | Some(Aside::Corrected));
        is_there && self.is_recorded(as_of.known) && self.outranked(as_of).is_none()
    }
}

impl<'a, C> Entry<'a, C> {
    /// A change that is not recorded, as it would stand.
    pub(crate) const fn tried(effective: PartialDate, rank: Position, change: &'a C) -> Self {
        let position = Position(u64::MAX);
        Self { effective, position, rank, withdrawn: None, change, aside: None, disputed: &[] }
    }
}

/// The place of a change in the fold: its day, its place by how coarse its date is, its rank, its
/// position.
pub(crate) type Order = (Date, u8, Position, Position);

impl<C: Change> Entry<'_, C> {
    pub(crate) fn order(&self) -> Order {
        let (day, of_day) = place_of(self.effective, self.change.folded_on());
        (day, of_day, self.rank, self.position)
    }
}

impl Entry<'_, Held> {
    /// Its place among the changes of the subject that had it.
    pub(crate) fn order_among_changes(&self) -> Order {
        let (day, of_day) = place_of(self.effective, FoldedOn::LastDayAfter);
        (day, of_day, self.rank, self.position)
    }
}

/// Where a change stands by its date alone. What began «in 2014» comes before what happened on 1
/// January; what ended «in 2014» comes after what happened in December, and after that of the 31st;
/// a code that was given «in 2014» comes before what happened on the 31st. Of one date an end comes
/// last. Only what else shares a date stands in the order of recording.
pub(crate) fn place_of(effective: PartialDate, folded_on: FoldedOn) -> (Date, u8) {
    let coarseness = effective.coarseness();
    match folded_on {
        FoldedOn::FirstDay => (effective.first(), 2 * (COARSENESS_MAX - coarseness)),
        FoldedOn::LastDayBefore => (effective.last(), 2 * (COARSENESS_MAX - coarseness)),
        FoldedOn::LastDayAfter => (effective.last(), 2 * (COARSENESS_MAX + coarseness)),
        FoldedOn::LastOfAll => (effective.last(), 2 * (COARSENESS_MAX + coarseness) + 1),
    }
}

/// What is kept of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored<C> {
    when: When,
    change: C,
}

crate::packed! { struct Stored<C> { when, change } }

/// What is kept of some timelines beside their changes. Most have none.
pub(crate) type Beside = Option<Box<Kept>>;

/// What is kept beside the changes of a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// What happened to changes after they were recorded, by position.
    pub marks: BTreeMap<Position, Marks>,
    /// What is set aside while another fact is tried: whether it can turn the state, and why.
    pub aside: BTreeMap<Position, (bool, Aside)>,
    /// Which facts of others took over what this subject had, in the order of recording.
    pub taken_over: Vec<TakenOver>,
    /// The lists of a long timeline.
    pub lists: Option<Box<Lists>>,
    /// The state after all that counts: of a long timeline in which nothing is without effect.
    pub end: EndState,
}

impl Kept {
    /// Whether a change has to be read together with what happened to it.
    pub(crate) fn has_marks(&self) -> bool {
        !self.marks.is_empty() || !self.aside.is_empty()
    }
}

/// What happened to a change after it was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Where it stands among the changes of one day, if not by its own position.
    pub rank: Option<Position>,
    /// Where it was withdrawn.
    pub withdrawn: Option<Position>,
    /// When and on which days it is outranked.
    pub disputed: Vec<Outranked>,
}

crate::packed! { struct Marks { rank, withdrawn, disputed } }

impl<C> Stored<C> {
    pub(crate) fn new(effective: PartialDate, position: Position, change: C) -> Self {
        Self { when: When::new(effective, position), change }
    }

    pub(crate) fn position(&self) -> Position {
        step();
        self.when.position()
    }

    pub(crate) const fn change(&self) -> &C {
        &self.change
    }

    /// Whether a change that nothing has happened to since has taken effect by the cut and is known
    /// there.
    pub(crate) fn is_before(&self, cut: Cut) -> bool {
        step();
        self.when.is_before(cut)
    }

    /// Whether its date leaves open if it has happened by a day.
    pub(crate) fn is_open_on(&self, day: Date) -> bool {
        step();
        self.when.is_open_on(day)
    }

    pub(crate) fn effective(&self) -> PartialDate {
        self.when.effective()
    }

    /// The change with what happened to it.
    pub(crate) fn read<'a>(&'a self, beside: &'a Beside) -> Entry<'a, C> {
        step();
        read(self.when, &self.change, beside)
    }
}

/// A change with what happened to it.
pub(crate) fn read<'a, C>(when: When, change: &'a C, beside: &'a Beside) -> Entry<'a, C> {
    let (effective, position) = (when.effective(), when.position());
    let entry = Entry { effective, position, rank: position, withdrawn: None, change, aside: None, disputed: &[] };
    let Some(kept) = beside else { return entry };
    let aside = kept.aside.get(&position).map(|(_, aside)| *aside);
    match kept.marks.get(&position) {
        None => Entry { aside, ..entry },
        Some(Marks { rank, withdrawn, disputed }) => {
            Entry { rank: rank.unwrap_or(position), withdrawn: *withdrawn, aside, disputed, ..entry }
        }
    }
}

/// The date of a change and its position in eight bytes: 40 bits for the position, which a log
/// would reach after a million million events, above it 24 for the date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct When(u64);

/// All eight bytes, for there are many.
impl Packed for When {
    fn pack(&self, to: &mut Packer<'_>) {
        self.0.to_le_bytes().pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        from.array().map(|bytes| Self(u64::from_le_bytes(bytes)))
    }
}

const POSITION_BITS: u32 = 40;
const POSITION_MAX: u64 = (1 << POSITION_BITS) - 1;

impl When {
    pub(crate) fn new(effective: PartialDate, position: Position) -> Self {
        Self(u64::from(effective.to_bits()) << POSITION_BITS | position.0 & POSITION_MAX)
    }

    pub(crate) const fn position(self) -> Position {
        Position(self.0 & POSITION_MAX)
    }

    const fn date_bits(self) -> u32 {
        (self.0 >> POSITION_BITS) as u32 // 24 bits are left
    }

    pub(crate) fn effective(self) -> PartialDate {
        PartialDate::from_bits(self.date_bits())
    }

    fn is_open_on(self, day: Date) -> bool {
        !PartialDate::bits_are_a_day(self.date_bits()) && {
            let effective = self.effective();
            effective.first() <= day && day < effective.last()
        }
    }

    fn is_before(self, cut: Cut) -> bool {
        let bits = self.date_bits();
        let is_known = self.0 & POSITION_MAX < cut.known;
        is_known
            && if PartialDate::bits_are_a_day(bits) { bits <= cut.day } else { self.effective().last() <= cut.date }
    }
}

/// A question whose dates are read as their last days, in the form in which changes are kept: what
/// is asked of millions of them.
#[derive(Clone, Copy)]
pub(crate) struct Cut {
    day: u32,
    date: Date,
    known: u64,
}

impl Cut {
    /// None for a question that reads dates in another way.
    pub(crate) fn of(as_of: &AsOf) -> Option<Self> {
        let AsOf { effective, known, reading } = as_of;
        let day = PartialDate::Day(*effective).to_bits();
        matches!(reading, Reading::Latest).then_some(Self { day, date: *effective, known: known.0 })
    }
}

impl std::fmt::Debug for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.effective(), self.position())
    }
}

#[cfg(test)]
mod tests {
    use super::Stored;
    use crate::committee::CommitteeChange;
    use crate::element::ElementChange;
    use crate::federation::FederationChange;
    use crate::places::PlaceChange;
    use crate::sharing::SharingChange;

    /// There are tens of millions of them; whoever makes one larger should know.
    #[test]
    fn what_is_kept_of_a_change_is_small() {
        assert_eq!(size_of::<Stored<SharingChange>>(), 16);
        assert_eq!(size_of::<Stored<ElementChange>>(), 24);
        assert_eq!(size_of::<Stored<CommitteeChange>>(), 24);
        assert_eq!(size_of::<Stored<FederationChange>>(), 24);
        assert_eq!(size_of::<Stored<PlaceChange>>(), 32);
    }
}
