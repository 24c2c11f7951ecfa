//! Which days the dates of all facts together leave to each of them.
//!
//! A fact dated by a month or a year happened on one of its days. Others leave fewer of them: what
//! was inspected on 10 March had been established, and was not closed before; a committee elected
//! in March had a federation, and the provider of a sharing agreed in May had what it shares. So
//! facts are linked: one cannot have happened after another. [`timelines`](self) says which, from
//! the changes of one subject and from what the domain demands of others when it decides; this file
//! says what follows for the days.
//!
//! On one day the changes of a subject come in the order in which they are folded, which says
//! nothing of the order in which they were recorded unless they share a date: on the day of an
//! inspection a closing «in 2014» may have come later.
//!
//! A history that gives each fact one of its days can be if all links hold. Whether some facts can
//! have happened on certain days is found by narrowing the days of all that is linked with them
//! until nothing changes: links say no more than «not after», so where every fact is left a day,
//! all on their first days together are such a history. Looked at is only what is linked with the
//! facts asked about, and of that only what is dated by more than a day.

mod named_by;
mod order;
mod timelines;

use std::collections::{BTreeMap, BTreeSet};

use jiceng_domain::as_of::AsOf;
use jiceng_domain::catalogue::KindNo;
use jiceng_domain::facts::Facts;
use jiceng_domain::federation::FederationNo;
use jiceng_domain::{
    DesignationId, DivisionCode, InstitutionId, PartialDate, PlaceNo, Position, ReformIssueId, TargetId,
};
use jiff::civil::Date;

use named_by::NamedBy;
use timelines::{Period, Rank};

/// Choices between periods that are gone through for one answer, at most; beyond that none is made.
const CHOICES_MAX: usize = 6;

/// A timeline, by whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TimelineOf<'f> {
    /// A place.
    Place(PlaceNo),
    /// A kind at a place.
    Element(PlaceNo, KindNo),
    /// What a place shares of a kind.
    Sharing(PlaceNo, KindNo),
    /// A federation, with its committees.
    Federation(FederationNo),
    /// A designation.
    Designation(&'f DesignationId),
    /// An institution.
    Institution(&'f InstitutionId),
    /// A target.
    Target(&'f TargetId),
    /// A reform issue.
    ReformIssue(&'f ReformIssueId),
}

/// A recorded fact and its date as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dated {
    position: Position,
    first: Date,
    last: Date,
}

/// The days that are left to a fact, both included; none where the first lies after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first of them.
    pub first: Date,
    /// The last of them.
    pub last: Date,
}

/// That one fact cannot have happened after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) earlier: Dated,
    pub(crate) later: Dated,
    /// Nor on the same day: there the other would come first.
    pub(crate) is_strict: bool,
    /// Whether both are changes of one subject.
    pub(crate) is_own: bool,
}

/// That a fact lies within one of several periods of another subject.
#[derive(Clone, Debug)]
struct Choice {
    fact: Dated,
    rank: Option<Rank>,
    periods: Vec<Period>,
}

/// What links the facts looked at, and the days that it leaves to them.
pub(crate) struct Chronology<'f> {
    facts: &'f Facts,
    as_of: AsOf,
    named_by: NamedBy<'f>,
    explored: BTreeSet<TimelineOf<'f>>,
    /// The codes of which it was looked at who had them one after the other.
    handed_over: BTreeSet<DivisionCode>,
    periods: BTreeMap<TimelineOf<'f>, Vec<Period>>,
    days: BTreeMap<Position, Days>,
    links: BTreeMap<Position, Vec<Link>>,
    choices: Vec<Choice>,
    /// Those whose changes may have come in more than one order.
    orders: BTreeMap<TimelineOf<'f>, OpenOrder>,
}

/// The order in which the changes of a timeline came, where that is open.
pub(crate) enum OpenOrder {
    /// One of these: what each says of the days.
    OneOf(Vec<Vec<Link>>),
    /// One of too many to go through.
    Unknown,
}

impl Dated {
    pub(crate) fn of(position: Position, effective: PartialDate) -> Self {
        Self { position, first: effective.first(), last: effective.last() }
    }

    /// Where it is recorded.
    pub(crate) const fn position(self) -> Position {
        self.position
    }

    fn is_exact(self) -> bool {
        self.first == self.last
    }

    const fn days(self) -> Days {
        Days { first: self.first, last: self.last }
    }
}

impl Days {
    fn is_empty(self) -> bool {
        self.first > self.last
    }

    fn within(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), last: self.last.min(other.last) }
    }
}

impl Link {
    /// Two changes of one subject in this order, each with its place in the order in which they are
    /// folded: on one day they would come in that.
    pub(crate) const fn in_order((earlier, earlier_rank): (Dated, Rank), (later, later_rank): (Dated, Rank)) -> Self {
        Self { earlier, later, is_strict: earlier_rank > later_rank, is_own: true }
    }

    /// Whether it takes days away from one of the two; where it cannot hold at all, it says
    /// nothing.
    fn narrows(&self) -> bool {
        let holds_anyway =
            self.earlier.last < self.later.first || (self.earlier.last == self.later.first && !self.is_strict);
        let cannot_hold =
            self.earlier.first > self.later.last || (self.earlier.first == self.later.last && self.is_strict);
        !holds_anyway && !cannot_hold
    }

    fn joins(&self, position: Position) -> bool {
        self.earlier.position == position || self.later.position == position
    }

    /// The days that it leaves to the earlier and to the later.
    fn narrowed(&self, [earlier, later]: [Days; 2]) -> [Days; 2] {
        let (next, before) = if self.is_strict {
            (earlier.first.tomorrow().unwrap_or(Date::MAX), later.last.yesterday().unwrap_or(Date::MIN))
        } else {
            (earlier.first, later.last)
        };
        [Days { last: earlier.last.min(before), ..earlier }, Days { first: later.first.max(next), ..later }]
    }
}

impl<'f> Chronology<'f> {
    /// Nothing is looked at yet. `as_of` says which facts count.
    pub(crate) fn new(facts: &'f Facts, as_of: AsOf) -> Self {
        Self {
            facts,
            as_of,
            named_by: NamedBy::new(facts),
            explored: BTreeSet::new(),
            handed_over: BTreeSet::new(),
            periods: BTreeMap::new(),
            days: BTreeMap::new(),
            links: BTreeMap::new(),
            choices: Vec::new(),
            orders: BTreeMap::new(),
        }
    }

    /// Looks at a timeline and at everything that is linked with its facts.
    pub(crate) fn explore(&mut self, of: TimelineOf<'f>) {
        let mut waiting = vec![of];
        let mut found = timelines::Found::default();
        while let Some(of) = waiting.pop() {
            if self.explored.insert(of) {
                self.visit(of, &mut found);
                waiting.append(&mut found.more);
            }
        }
        self.take_in(found.links, found.choices);
    }

    /// The days left to a fact. Its timeline must have been explored.
    pub(crate) fn days(&self, position: Position, effective: PartialDate) -> Days {
        self.days.get(&position).copied().unwrap_or_else(|| Dated::of(position, effective).days())
    }

    /// The orders in which the changes of a timeline may have come, where there is more than one.
    /// It must have been explored.
    pub(crate) fn orders(&self, of: TimelineOf<'f>) -> Option<&OpenOrder> {
        self.orders.get(&of)
    }

    /// A day for each of these facts, of those given with it, such that a whole history can be in
    /// which they also come in this order; `None` if there is none.
    pub(crate) fn history(&self, facts: &[(Position, Days)], order: &[Link]) -> Option<Vec<(Position, Date)>> {
        let mut attempt = Attempt::of(self);
        attempt.links.extend_from_slice(order);
        for (position, days) in facts {
            if !attempt.restrict(*position, *days) {
                return None;
            }
        }
        let ordered = order.iter().flat_map(|link| [link.earlier.position, link.later.position]).collect();
        if !attempt.narrow(ordered) {
            return None;
        }
        let chosen = attempt.choose(&self.choices)?;
        Some(facts.iter().map(|(position, days)| (*position, chosen.get(*position, *days).first)).collect())
    }

    /// Takes in what links the facts of a part of the registry that nothing links with what was
    /// looked at before.
    fn take_in(&mut self, mut links: Vec<Link>, choices: Vec<Choice>) {
        links.sort_unstable();
        links.dedup();
        if self.try_links(&links, choices) {
            return;
        }
        // The dates of several subjects contradict each other: then each subject's own are all
        // there is.
        links.iter().flat_map(|link| [link.earlier, link.later]).for_each(|fact| {
            self.days.remove(&fact.position);
            self.links.remove(&fact.position);
        });
        links.retain(|link| link.is_own);
        self.try_links(&links, Vec::new());
    }

    /// Whether the links leave every fact a day.
    fn try_links(&mut self, links: &[Link], choices: Vec<Choice>) -> bool {
        for link in links {
            for fact in [link.earlier, link.later] {
                self.days.insert(fact.position, fact.days());
                self.links.entry(fact.position).or_default().push(*link);
            }
        }
        let before = self.choices.len();
        self.choices.extend(choices.into_iter().take(CHOICES_MAX.saturating_sub(before)));
        let mut attempt = Attempt::of(self);
        let all: Vec<Position> = links.iter().flat_map(|link| [link.earlier.position, link.later.position]).collect();
        let narrowed = attempt.narrow(all).then_some(attempt.days);
        let Some(narrowed) = narrowed else {
            self.choices.truncate(before);
            return false;
        };
        self.days.extend(narrowed);
        let can_choose = Attempt::of(self).choose(self.choices.get(before..).unwrap_or_default()).is_some();
        if !can_choose {
            self.choices.truncate(before);
        }
        can_choose
    }
}

/// The days of facts under an assumption.
#[derive(Clone)]
struct Attempt<'c, 'f> {
    chronology: &'c Chronology<'f>,
    /// Of those that are left fewer by it.
    days: BTreeMap<Position, Days>,
    /// What links facts in it besides.
    links: Vec<Link>,
}

impl<'c, 'f> Attempt<'c, 'f> {
    const fn of(chronology: &'c Chronology<'f>) -> Self {
        Self { chronology, days: BTreeMap::new(), links: Vec::new() }
    }

    fn get(&self, position: Position, otherwise: Days) -> Days {
        let known = self.days.get(&position).or_else(|| self.chronology.days.get(&position));
        known.copied().unwrap_or(otherwise)
    }

    /// Assumes that a fact happened within these days. Whether it can be.
    fn restrict(&mut self, position: Position, days: Days) -> bool {
        let left = self.get(position, days).within(days);
        self.days.insert(position, left);
        !left.is_empty() && self.narrow(vec![position])
    }

    /// Follows the links from these facts. Whether every fact is left a day.
    fn narrow(&mut self, mut changed: Vec<Position>) -> bool {
        while let Some(position) = changed.pop() {
            let besides = self.links.iter().filter(|link| link.joins(position));
            let links = self.chronology.links.get(&position).into_iter().flatten().chain(besides);
            for link in links.copied().collect::<Vec<Link>>() {
                let (earlier, later) = (link.earlier, link.later);
                let before = [self.get(earlier.position, earlier.days()), self.get(later.position, later.days())];
                let after = link.narrowed(before);
                if after.iter().any(|days| days.is_empty()) {
                    return false;
                }
                for ((fact, before), after) in [earlier, later].into_iter().zip(before).zip(after) {
                    if before != after {
                        self.days.insert(fact.position, after);
                        changed.push(fact.position);
                    }
                }
            }
        }
        true
    }

    /// Puts each fact into one of its periods, so that every fact is left a day.
    fn choose(self, choices: &[Choice]) -> Option<Self> {
        let Some((first, others)) = choices.split_first() else { return Some(self) };
        first.periods.iter().find_map(|period| {
            let mut attempt = self.clone();
            let links = period.links(first.fact, first.rank);
            let joined = links.iter().flat_map(|link| [link.earlier.position, link.later.position]).collect();
            attempt.links.extend(links);
            if attempt.narrow(joined) { attempt.choose(others) } else { None }
        })
    }
}
