//! The recorded fact that stands in the way of another, as a refusal names it.

use std::fmt;

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::entry::Entry;
use crate::event::Recorded;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::timeline::{Change, Lasting, Machine, Obstacle, Timeline};

/// The recorded fact that stands in the way of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// The day for which its date is taken, where the date leaves it open.
    pub taken_for: Option<Date>,
}

/// The date of a fact that is refused, as it was stated, and the day for which it is taken where it
/// leaves that open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The date, as stated.
    pub effective: PartialDate,
    /// The day.
    pub taken_for: Option<Date>,
}

/// The recorded fact that ends what stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndsWith(pub InTheWay);

/// Where something is recorded, and when it took effect if that is known: the facts keep no dates
/// of some events, and who has the log looks them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: Option<PartialDate>,
}

/// What began something, and was withdrawn, so that nothing that counts is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// What began it.
    pub began: InTheWay,
    /// What withdrew that.
    pub by: Recording,
}

/// Why something is not there on the days of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// What began it was withdrawn.
    Gone(Gone),
    /// It ended before.
    Ended(InTheWay),
    /// It begins later.
    NotYet(InTheWay),
}

impl Tried {
    /// A change of a subject.
    pub(crate) fn of<C: Change>(effective: PartialDate, change: &C) -> Self {
        Self { effective, taken_for: taken_for(effective, change) }
    }
}

impl From<Position> for Recording {
    fn from(position: Position) -> Self {
        Self { position, effective: None }
    }
}

impl InTheWay {
    /// A recorded fact.
    pub const fn recorded(fact: &Recorded) -> Self {
        Self { position: fact.position, effective: fact.fact.effective, taken_for: None }
    }

    /// A change of a subject.
    pub(crate) fn of<C: Change>(entry: &Entry<'_, C>) -> Self {
        let Entry { effective, position, .. } = *entry;
        Self { position, effective, taken_for: taken_for(effective, entry.change) }
    }
}

/// The day for which a change is taken, where its date leaves it open.
fn taken_for<C: Change>(effective: PartialDate, change: &C) -> Option<Date> {
    let day = if change.begins() { effective.first() } else { effective.last() };
    (!effective.is_exact()).then_some(day)
}

impl fmt::Display for InTheWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, effective, taken_for } = *self;
        write!(f, "#{position}, {}", Tried { effective, taken_for })
    }
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.position)?;
        self.effective.map_or(Ok(()), |effective| write!(f, ", {}", effective.written()))
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what began it ({}) was withdrawn ({})", self.began, self.by)
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.effective.written())?;
        match self.taken_for {
            Some(day) if day == self.effective.first() => write!(f, " (taken for its first day, {day})"),
            Some(day) => write!(f, " (taken for its last day, {day})"),
            None => Ok(()),
        }
    }
}

impl<M: Machine> Obstacle<'_, M> {
    /// The fact in the way, if it is one fact.
    pub(crate) fn fact(&self) -> Option<InTheWay> {
        match self {
            Self::State { before, .. } => before.as_ref().map(InTheWay::of),
            Self::Later(later) => Some(InTheWay::of(later)),
        }
    }
}

impl<C: Change> Timeline<C> {
    /// The first change that counts, stands after the place of another one, and is of a sort.
    pub(crate) fn next_after(
        &self,
        effective: PartialDate,
        change: &C,
        is_wanted: impl Fn(&C) -> bool,
    ) -> Option<InTheWay> {
        let order = self.tried(effective, change).order();
        let now = AsOf::on(Date::MAX);
        let later = self.standing_turning().filter(|e| e.order() > order && e.counts(&now));
        later.into_iter().find(|e| is_wanted(e.change)).map(|e| InTheWay::of(&e))
    }

    /// Why a change meets a subject that is not there: the fact that ended it, else what begins it
    /// later.
    pub(crate) fn absence_for(&self, effective: PartialDate, change: &C, ended: Option<InTheWay>) -> Option<Absence> {
        let later = || self.next_after(effective, change, Change::begins).map(Absence::NotYet);
        ended.map(Absence::Ended).or_else(later)
    }

    /// The last change of a sort that was withdrawn.
    pub(crate) fn gone(&self, is_wanted: impl Fn(&C) -> bool) -> Option<Gone> {
        let withdrawn = self.all().filter(|e| is_wanted(e.change)).filter_map(|e| Some((e, e.withdrawn?)));
        let last = withdrawn.max_by_key(|(e, _)| e.position);
        last.map(|(e, by)| {
            let began = InTheWay { position: e.position, effective: e.effective, taken_for: None };
            Gone { began, by: by.into() }
        })
    }

    /// The last change that counts and is of a sort.
    pub(crate) fn last_of(&self, is_wanted: impl Fn(&C) -> bool) -> Option<InTheWay> {
        self.live().rfind(|e| is_wanted(e.change)).map(|e| InTheWay::of(&e))
    }

    /// Why the subject does not exist on any day of a date: what ended it last before, else what
    /// begins it first after.
    pub(crate) fn absence<M: Lasting<Change = C>>(&self, date: PartialDate) -> Option<Absence> {
        self.beyond::<M>(date).map(|(entry, begins)| {
            let at = InTheWay::of(&entry);
            if begins { Absence::NotYet(at) } else { Absence::Ended(at) }
        })
    }

    /// The change that ended the subject last before a date, else the one that begins it first
    /// after, and whether it begins it.
    pub(crate) fn beyond<M: Lasting<Change = C>>(&self, date: PartialDate) -> Option<(Entry<'_, C>, bool)> {
        let mut state = M::default();
        let mut ended = None;
        for step in self.effects_on::<M>(AsOf::on(Date::MAX)) {
            let existed = state.exists();
            state.step(step.entry.change);
            let effective = step.entry.effective;
            match (existed, state.exists()) {
                (true, false) if effective.last() < date.first() => ended = Some((step.entry, false)),
                (false, true) if effective.first() > date.last() && ended.is_none() => return Some((step.entry, true)),
                _ => {}
            }
        }
        ended
    }
}
