//! Open dates: facts dated by a month, a quarter, a half-year or a year that began by the day asked about
//! and ended after it, so that the date alone does not say whether they had happened.
//!
//! Each of them may have happened by the day or not, whatever the others did; the order in which facts
//! are folded stays as their timelines define it. The histories that result, as far as they can differ in
//! an answer, are the worlds of a question.

use jiceng_domain::as_of::{AsOf, Completion, Reading};
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::facts::Facts;
use jiceng_domain::timeline::{Change, Timeline};
use jiceng_domain::{PartialDate, PlaceNo, Position};
use jiff::civil::Date;

use crate::bearing::{Bearing, Which, on_cell, on_place, on_subject};
use crate::causes::is_of_state;

/// Worlds looked at for one answer, at most; beyond that everything counts as possible.
const WORLDS_MAX: usize = 256;

/// A fact whose date leaves something open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFact {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// The days within its date by which it must have happened or not for one answer or another: the day
    /// asked about, and for an election those that decide whether its committee's term has run out.
    pub turns: Vec<Date>,
}

/// One way in which the open facts may have happened: a day for each.
pub(crate) type World = Vec<(Position, Date)>;

impl OpenFact {
    /// The fact, if its date leaves something open at one of these days.
    fn at(bearing: Bearing, turns: impl Iterator<Item = Date>) -> Option<Self> {
        let effective = bearing.effective;
        if effective.is_exact() {
            return None;
        }
        let is_within = |day: &Date| effective.first() <= *day && *day < effective.last();
        let turns: Vec<Date> = turns.filter(is_within).collect();
        (!turns.is_empty()).then_some(Self { position: bearing.position, effective, turns })
    }

    /// One day for each case that can make a difference.
    fn cases(&self) -> impl Iterator<Item = Date> {
        self.turns.iter().copied().chain([self.effective.last()])
    }
}

/// The open facts of a subject that has one timeline; they turn on `more` days too.
pub(crate) fn of_subject<C: Change>(timeline: &Timeline<C>, as_of: AsOf, more: &[Date]) -> Vec<OpenFact> {
    let mut open = Vec::new();
    on_subject(timeline, Which::Counting(as_of), &mut |bearing| open.extend(OpenFact::at(bearing, turns(as_of, more))));
    open
}

/// The open facts about the place itself.
pub(crate) fn of_place(facts: &Facts, place: PlaceNo, as_of: AsOf) -> Vec<OpenFact> {
    let mut open = Vec::new();
    on_place(facts, place, Which::Counting(as_of), &mut |bearing| {
        open.extend(OpenFact::at(bearing, turns(as_of, &[])));
    });
    open
}

/// The open facts by which a place exists or not.
pub(crate) fn of_existence(facts: &Facts, place: PlaceNo, as_of: AsOf) -> Vec<OpenFact> {
    let timeline = facts.places.get(place).map(|record| &record.timeline);
    let changes = timeline.into_iter().flat_map(|timeline| timeline.counting(as_of));
    let of_state = changes.filter(|e| is_of_state(e.change));
    of_state.filter_map(|entry| OpenFact::at(Bearing::of(entry), turns(as_of, &[]))).collect()
}

/// The open facts behind one kind at one place. Elections turn on `election_turns` too; without, no term
/// is asked for.
pub(crate) fn of_cell(
    facts: &Facts,
    place: PlaceNo,
    kind: KindNo,
    as_of: AsOf,
    election_turns: Option<&[Date]>,
) -> Vec<OpenFact> {
    let mut open = Vec::new();
    on_cell(facts, place, kind, Which::Counting(as_of), election_turns.is_some(), &mut |bearing| {
        let more = election_turns.filter(|_| bearing.is_election).unwrap_or_default();
        open.extend(OpenFact::at(bearing, turns(as_of, more)));
    });
    one_each(open)
}

fn turns(as_of: AsOf, more: &[Date]) -> impl Iterator<Item = Date> {
    more.iter().copied().chain([as_of.effective])
}

/// Each fact once, in the order of the log.
pub(crate) fn one_each(mut open: Vec<OpenFact>) -> Vec<OpenFact> {
    open.sort_by_key(|fact| fact.position);
    open.dedup_by_key(|fact| fact.position);
    open
}

/// Every combination of the cases of these facts; `None` if there are too many.
pub(crate) fn worlds(open: &[OpenFact]) -> Option<Vec<World>> {
    let mut worlds: Vec<World> = vec![Vec::new()];
    for fact in open {
        let days: Vec<Date> = fact.cases().collect();
        if worlds.len() * days.len() > WORLDS_MAX {
            return None;
        }
        let with = |world: &World, day: &Date| [world.as_slice(), &[(fact.position, *day)]].concat();
        worlds = worlds.iter().flat_map(|world| days.iter().map(|day| with(world, day)).collect::<Vec<_>>()).collect();
    }
    Some(worlds)
}

/// The question asked in a world; `None` if it gives a day to too many facts.
pub(crate) fn asked_in(as_of: AsOf, world: &World) -> Option<AsOf> {
    Some(as_of.reading(Reading::Completed(Completion::of(world)?)))
}
