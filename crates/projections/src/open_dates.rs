//! Open dates: facts dated by a month, a quarter, a half-year or a year that began by the day asked
//! about and ended after it, so that the date alone does not say whether they had happened.
//!
//! Each of them happened by the day or not, as far as the dates of all others allow (`chronology`).
//! The histories that result, as far as they can differ in an answer, are the worlds of a question.

use jiceng_domain::as_of::{AsOf, Completion, Reading};
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::element::ElementChange;
use jiceng_domain::facts::Facts;
use jiceng_domain::places::PlaceChange;
use jiceng_domain::timeline::{Change, Entry, Timeline};
use jiceng_domain::{PartialDate, PlaceNo, Position};
use jiff::civil::Date;

use crate::bearing::{Bearing, Which, on_cell, on_place, on_subject, providers};
use crate::chronology::{Chronology, Dated, Days, Link, OpenOrder, TimelineOf};

/// Worlds looked at for one answer, at most; beyond that everything counts as possible.
const WORLDS_MAX: usize = 256;

/// A fact whose date leaves something open, or does but for what other facts show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFact {
    /// Where it is recorded.
    pub position: Position,
    /// When it took effect, as stated.
    pub effective: PartialDate,
    /// The days by which it must have happened or not for one answer or another: the day asked
    /// about, and for an election those that decide whether its committee's term has run out. None
    /// where other facts show on which side of each it lies.
    pub turns: Vec<Date>,
    /// The days that all facts together leave to it.
    days: Days,
}

/// Some of the days of an open fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    /// Where the fact is recorded.
    pub fact: Position,
    /// The days.
    pub days: Days,
}

/// One way in which the open facts may have happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct World {
    /// A case of each.
    pub cases: Vec<Case>,
    /// The order in which an answer can turn.
    order: Vec<Link>,
}

/// Facts in whose order an answer can turn.
#[derive(Clone, Debug)]
pub(crate) enum Ordered {
    /// The last of them by the day asked about counts, as of counts of people.
    Last(Vec<Member>),
    /// The changes of a subject came in one of these orders.
    Through(Vec<Vec<Link>>),
    /// What happened counts, or not, by whether the other fact had happened before.
    Before {
        /// What happened.
        happened: Dated,
        /// The other: a place ended.
        ended: Dated,
    },
}

/// A fact among those of which the last counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    fact: Dated,
    /// Where it stands among those of one day.
    rank: usize,
    days: Days,
}

/// What is open about a place or one kind at it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Open {
    /// The facts.
    pub facts: Vec<OpenFact>,
    /// Those among them and others in whose order it can turn.
    pub ordered: Vec<Ordered>,
    /// Whether changes may have come in an order that is not gone through.
    pub is_unordered: bool,
}

/// A question asked in a world.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InWorld {
    /// No whole history is so.
    Impossible,
    /// It gives a day to too many facts.
    TooMany,
    /// The question.
    In(AsOf),
}

impl OpenFact {
    /// The fact, if its date leaves something open at one of these days.
    fn at<'f>(
        chronology: &mut Chronology<'f>,
        bearing: Bearing<'f>,
        turns: impl Iterator<Item = Date>,
    ) -> Option<Self> {
        let Bearing { position, effective, .. } = bearing;
        if effective.is_exact() {
            return None;
        }
        let (first, last) = (effective.first(), effective.last());
        let as_stated: Vec<Date> = turns.filter(|day| first <= *day && *day < last).collect();
        if as_stated.is_empty() {
            return None;
        }
        chronology.explore(bearing.of);
        let days = chronology.days(position, effective);
        let mut turns = as_stated.clone();
        turns.retain(|turn| days.first <= *turn && *turn < days.last);
        turns.sort_unstable();
        turns.dedup();
        // Otherwise it lies on the sides on which its first and its last day lie.
        let is_narrowed = as_stated.iter().any(|turn| days.last <= *turn || *turn < days.first);
        (!turns.is_empty() || is_narrowed).then_some(Self { position, effective, turns, days })
    }

    /// The fact, whatever side of the day it lies on: its place among others matters.
    fn with(chronology: &Chronology<'_>, position: Position, effective: PartialDate, day: Date) -> Self {
        let days = chronology.days(position, effective);
        let turns = Some(day).filter(|day| days.first <= *day && *day < days.last).into_iter().collect();
        Self { position, effective, turns, days }
    }

    /// Those of its days that make no difference to each other.
    fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::with_capacity(self.turns.len() + 1);
        let mut first = self.days.first;
        for last in self.turns.iter().copied().chain([self.days.last]) {
            cases.push(Case { fact: self.position, days: Days { first, last } });
            first = last.tomorrow().unwrap_or(last);
        }
        cases
    }
}

impl Open {
    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.ordered.is_empty() && !self.is_unordered
    }

    /// Takes in what is open about something else.
    pub(crate) fn and(&mut self, other: Self) {
        self.facts.extend(other.facts);
        self.ordered.extend(other.ordered);
        self.is_unordered |= other.is_unordered;
    }

    /// Takes in facts of which the last counts by what each says, if it is open which that is. They
    /// are given as they are folded.
    fn last_of<'f, V: PartialEq>(
        &mut self,
        chronology: &mut Chronology<'f>,
        of: TimelineOf<'f>,
        as_of: AsOf,
        all: impl Iterator<Item = (PartialDate, Position, V)>,
    ) {
        let day = as_of.effective;
        let mut all: Vec<_> = all.filter(|(effective, ..)| effective.first() <= day).collect();
        if all.iter().all(|(effective, ..)| effective.is_exact()) {
            return;
        }
        let may_be_last = |all: &mut Vec<(PartialDate, Position, V)>, days: &dyn Fn(PartialDate, Position) -> Days| {
            let sure = all.iter().map(|(effective, position, _)| days(*effective, *position)).filter(|d| d.last <= day);
            let since = sure.map(|days| days.first).max();
            all.retain(|(effective, position, _)| since.is_none_or(|since| since <= days(*effective, *position).last));
            let is_open = all.iter().any(|(effective, ..)| !effective.is_exact());
            is_open && all.iter().any(|(.., says)| all.first().is_some_and(|(.., first)| first != says))
        };
        if !may_be_last(&mut all, &|effective, _| Days { first: effective.first(), last: effective.last() }) {
            return;
        }
        chronology.explore(of);
        if !may_be_last(&mut all, &|effective, position| chronology.days(position, effective)) {
            return;
        }
        for (effective, position, _) in all.iter().filter(|(effective, ..)| !effective.is_exact()) {
            self.facts.push(OpenFact::with(chronology, *position, *effective, day));
        }
        let member = |(rank, (effective, position, _)): (usize, (PartialDate, Position, V))| Member {
            fact: Dated::of(position, effective),
            rank,
            days: chronology.days(position, effective),
        };
        self.ordered.push(Ordered::Last(all.into_iter().enumerate().map(member).collect()));
    }

    /// Takes in the orders in which the changes of a subject may have come, if there is more than
    /// one.
    fn in_any_order<'f, C: Change>(
        &mut self,
        chronology: &mut Chronology<'f>,
        of: TimelineOf<'f>,
        timeline: &Timeline<C>,
        as_of: AsOf,
    ) {
        let day = as_of.effective;
        let began = || timeline.counting(as_of).filter(|e| e.effective.first() <= day && e.change.turns());
        let open = || began().filter(|e| !e.effective.is_exact());
        // Two changes that have happened can have come in one order only.
        if open().next().is_none() || (began().nth(2).is_none() && open().all(|e| e.effective.last() <= day)) {
            return;
        }
        chronology.explore(of);
        match chronology.orders(of) {
            None => return,
            Some(OpenOrder::Unknown) => self.is_unordered = true,
            Some(OpenOrder::OneOf(orders)) => self.ordered.push(Ordered::Through(orders.clone())),
        }
        for Entry { position, effective, .. } in open() {
            self.facts.push(OpenFact::with(chronology, position, effective, day));
        }
    }

    /// Takes in that something counts only if it had happened before a place ended, where dates
    /// leave that open.
    pub(crate) fn before<'f>(
        &mut self,
        chronology: &mut Chronology<'f>,
        as_of: AsOf,
        happened: (TimelineOf<'f>, PartialDate, Position),
        ended: (TimelineOf<'f>, PartialDate, Position),
    ) {
        let [one, other] = [happened, ended].map(|(_, effective, position)| Dated::of(position, effective));
        let day = as_of.effective;
        let (may_be_before, may_be_after) = (happened.1.first() <= ended.1.last(), ended.1.first() < happened.1.last());
        if !may_be_before || !may_be_after || happened.1.first() > day || ended.1.first() > day {
            return;
        }
        for (of, effective, position) in [happened, ended] {
            chronology.explore(of);
            if !effective.is_exact() {
                self.facts.push(OpenFact::with(chronology, position, effective, day));
            }
        }
        self.ordered.push(Ordered::Before { happened: one, ended: other });
    }
}

impl Ordered {
    /// The orders that can make a difference in a world.
    fn orders(&self, world: &World, day: Date) -> Vec<Vec<Link>> {
        let members = match self {
            Self::Last(members) => members,
            Self::Through(orders) => return orders.clone(),
            Self::Before { happened, ended } => {
                let link = |earlier, later, is_strict| vec![Link { earlier, later, is_strict, is_own: false }];
                return vec![link(*happened, *ended, false), link(*ended, *happened, true)];
            }
        };
        let days = |member: &Member| {
            let case = world.cases.iter().find(|case| case.fact == member.fact.position());
            case.map_or(member.days, |case| case.days)
        };
        let by_day: Vec<&Member> = members.iter().filter(|member| days(member).last <= day).collect();
        let last = |last: &&Member| {
            let others = by_day.iter().filter(|other| other.rank != last.rank);
            let links = others.map(|other| Link::in_order((other.fact, other.rank), (last.fact, last.rank)));
            links.collect::<Vec<Link>>()
        };
        by_day.iter().map(last).collect()
    }
}

/// The open facts of a subject that has one timeline; they turn on `more` days too.
pub(crate) fn of_subject<'f, C: Change>(
    chronology: &mut Chronology<'f>,
    of: TimelineOf<'f>,
    timeline: &Timeline<C>,
    as_of: AsOf,
    more: &[Date],
) -> Open {
    let mut open = Open::default();
    on_subject(of, timeline, Which::Counting(as_of), &mut |bearing| {
        open.facts.extend(OpenFact::at(chronology, bearing, turns(as_of, more)));
    });
    open.in_any_order(chronology, of, timeline, as_of);
    open
}

/// The open facts about the place itself; of counts of people which was the last, as far as they
/// lie on different sides of one of the thresholds.
pub(crate) fn of_place<'f>(
    chronology: &mut Chronology<'f>,
    facts: &'f Facts,
    place: PlaceNo,
    as_of: AsOf,
    thresholds: &[u32],
) -> Open {
    let mut open = Open::default();
    on_place(facts, place, Which::Counting(as_of), &mut |bearing| {
        if !bearing.counts_people || !thresholds.is_empty() {
            open.facts.extend(OpenFact::at(chronology, bearing, turns(as_of, &[])));
        }
    });
    if let Some(record) = facts.places.get(place).filter(|_| !thresholds.is_empty()) {
        let counts = record.timeline.counting(as_of).filter_map(|e| {
            let people = e.change.people()?;
            Some((e.effective, e.position, thresholds.iter().filter(|many| **many <= people).count()))
        });
        open.last_of(chronology, TimelineOf::Place(place), as_of, counts);
    }
    open
}

/// The open facts about what a place is and where it lies; of those that say where, which was the
/// last.
pub(crate) fn of_lying<'f>(chronology: &mut Chronology<'f>, facts: &'f Facts, place: PlaceNo, as_of: AsOf) -> Open {
    let mut open = Open::default();
    let Some(record) = facts.places.get(place) else { return open };
    let of = TimelineOf::Place(place);
    let lies = |change: &PlaceChange| change.turns() || change.above().is_some();
    for entry in record.timeline.counting(as_of).filter(|e| !e.effective.is_exact() && lies(e.change)) {
        let (position, effective) = (entry.position, entry.effective);
        let bearing = Bearing { of, position, effective, is_election: false, counts_people: false };
        open.facts.extend(OpenFact::at(chronology, bearing, turns(as_of, &[])));
    }
    let parents = record.timeline.counting(as_of).filter_map(|e| Some((e.effective, e.position, e.change.parent()?)));
    open.last_of(chronology, of, as_of, parents);
    open
}

/// What is asked of a kind at a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedOfKind {
    /// The days on which elections turn, besides the day asked about; `None` where no term is asked
    /// for.
    pub election_turns: Option<Vec<Date>>,
    /// Whether it matters which inspection was the last.
    pub inspections: bool,
}

/// The open facts behind one kind at one place.
pub(crate) fn of_cell<'f>(
    chronology: &mut Chronology<'f>,
    facts: &'f Facts,
    place: PlaceNo,
    kind: KindNo,
    as_of: AsOf,
    asked: &AskedOfKind,
) -> Open {
    let mut open = Open::default();
    let which = Which::Counting(as_of);
    on_cell(facts, place, kind, which, asked.election_turns.is_some(), &mut |bearing| {
        let more = asked.election_turns.as_deref().filter(|_| bearing.is_election).unwrap_or_default();
        open.facts.extend(OpenFact::at(chronology, bearing, turns(as_of, more)));
    });
    let mut places = vec![place];
    if let Some(sharing) = facts.sharings.timeline(place, kind) {
        open.in_any_order(chronology, TimelineOf::Sharing(place, kind), sharing, as_of);
        places.extend(providers(sharing, which));
    }
    for place in places {
        let Some(timeline) = facts.elements.timeline(place, kind) else { continue };
        let of = TimelineOf::Element(place, kind);
        open.in_any_order(chronology, of, timeline, as_of);
        if asked.inspections {
            let inspections = timeline.counting(as_of).filter_map(|e| match e.change {
                ElementChange::Established { .. } => Some((e.effective, e.position, None)),
                ElementChange::Inspected { passed, .. } => Some((e.effective, e.position, Some(*passed))),
                ElementChange::Suspended | ElementChange::Resumed | ElementChange::Closed { .. } => None,
            });
            open.last_of(chronology, of, as_of, inspections);
        }
    }
    open.facts = one_each(open.facts);
    open
}

fn turns(as_of: AsOf, more: &[Date]) -> impl Iterator<Item = Date> {
    more.iter().copied().chain([as_of.effective])
}

/// Each fact once, in the order of the log.
pub(crate) fn one_each(mut open: Vec<OpenFact>) -> Vec<OpenFact> {
    open.sort_by_key(|fact| (fact.position, std::cmp::Reverse(fact.turns.len())));
    open.dedup_by_key(|fact| fact.position);
    open
}

/// Every combination of the cases of these facts and of the orders in which an answer can turn;
/// `None` if there are too many.
pub(crate) fn worlds(open: &[OpenFact], ordered: &[Ordered], as_of: AsOf) -> Option<Vec<World>> {
    let mut worlds = vec![World::default()];
    for fact in open {
        let cases = fact.cases();
        if worlds.len() * cases.len() > WORLDS_MAX {
            return None;
        }
        let with =
            |world: &World, case: &Case| World { cases: [world.cases.as_slice(), &[*case]].concat(), ..world.clone() };
        worlds =
            worlds.iter().flat_map(|world| cases.iter().map(|case| with(world, case)).collect::<Vec<_>>()).collect();
    }
    for ordered in ordered {
        let with = |world: &World| {
            let orders = ordered.orders(world, as_of.effective);
            let orders = if orders.is_empty() { vec![Vec::new()] } else { orders };
            let in_order = |order: Vec<Link>| World { order: [world.order.clone(), order].concat(), ..world.clone() };
            orders.into_iter().map(in_order).collect::<Vec<World>>()
        };
        worlds = worlds.iter().flat_map(with).collect();
        if worlds.len() > WORLDS_MAX {
            return None;
        }
    }
    Some(worlds)
}

impl World {
    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            cases: [self.cases.as_slice(), &other.cases].concat(),
            order: [self.order.as_slice(), &other.order].concat(),
        }
    }
}

/// The question asked in a world.
pub(crate) fn asked_in(chronology: &Chronology<'_>, as_of: AsOf, world: &World) -> InWorld {
    let cases: Vec<(Position, Days)> = world.cases.iter().map(|case| (case.fact, case.days)).collect();
    let Some(days) = chronology.history(&cases, &world.order) else { return InWorld::Impossible };
    Completion::of(&days).map_or(InWorld::TooMany, |days| InWorld::In(as_of.reading(Reading::Completed(days))))
}
