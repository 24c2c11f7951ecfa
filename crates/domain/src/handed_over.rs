//! Whom a code means that is given up: of those that carry it, the one that had it first.
//!
//! An earlier carrier of a code can be recorded after a later one, and before its end. That end
//! often lies on the day, or within the half-year, in which the later one got the code. Then both
//! carry the code by what is recorded, and the end is that of the earlier one: the later one could
//! not begin before.

use crate::as_of::AsOf;
use crate::carriers::Carrier;
use crate::division_code::DivisionCode;
use crate::entry::{Entry, Order};
use crate::event::{Event, names_as_of};
use crate::facts::Facts;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceChange, PlaceFacts, PlaceNo, PlaceRecord, PlaceState};
use crate::timeline::Change as _;

/// How a place got the code that it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Got {
    /// Where the fact stands that gave it.
    order: Order,
    by: PlaceNo,
    /// As stated.
    date: PartialDate,
    /// Whether it has it by the day; else that is open.
    is_so: bool,
}

/// A change by which a place gave up a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The code.
    pub code: DivisionCode,
    /// When, as stated.
    pub effective: PartialDate,
    /// Where that is recorded.
    pub position: Position,
    /// Where the fact stands that had given it the code, and its date.
    got: (Order, PartialDate),
}

impl PlaceRecord {
    /// The codes that it gave up by a day.
    pub fn codes_given_up(&self, as_of: AsOf) -> Vec<GivenUp> {
        let mut given_up = Vec::new();
        let mut carrier = Carrier::default();
        let mut got = None;
        for step in self.timeline.effects_on::<PlaceState>(as_of) {
            let before = carrier.carried();
            carrier.take(step.entry.change);
            if carrier.carried() == before {
                continue;
            }
            let Entry { effective, position, .. } = step.entry;
            if let (Some(code), Some(got)) = (before, got) {
                given_up.push(GivenUp { code, effective, position, got });
            }
            got = Some((step.entry.order(), effective));
        }
        given_up
    }

    /// How it got a code that it carries on a day, or may carry by then.
    fn got(&self, by: PlaceNo, code: DivisionCode, as_of: AsOf) -> Option<Got> {
        let of = |(order, date), is_so| Got { order, by, date, is_so };
        if let Some(begun) = begun(code, self.timeline.on(as_of)) {
            return Some(of(begun, true));
        }
        let may_have_happened =
            |e: &Entry<'_, PlaceChange>| as_of.dated(e.effective, e.position).first() <= as_of.effective;
        let begun = begun(code, self.timeline.counting(as_of).filter(may_have_happened))?;
        as_of.leaves_open(begun.1).then(|| of(begun, false))
    }
}

/// By which of some changes a code came to be carried that is carried after all of them.
fn begun<'a>(
    code: DivisionCode,
    entries: impl Iterator<Item = Entry<'a, PlaceChange>>,
) -> Option<(Order, PartialDate)> {
    let mut carrier = Carrier::default();
    let mut begun = None;
    for entry in entries {
        let before = carrier.carries(code);
        carrier.take(entry.change);
        match (before, carrier.carries(code)) {
            (false, true) => begun = Some((entry.order(), entry.effective)),
            (true, false) => begun = None,
            (true, true) | (false, false) => {}
        }
    }
    begun
}

/// Which of those that have a code gives it up on a date: the last to get it; but another one
/// before, where the last can have got it only once that one had given it up.
fn giving_up(mut carriers: Vec<Got>, effective: PartialDate) -> Option<PlaceNo> {
    carriers.sort_unstable_by_key(|got| (got.order, got.by));
    let last = carriers.iter().rposition(|got| got.is_so).map_or(carriers.len(), |at| at + 1);
    let mut giving_up: Option<Got> = None;
    for got in carriers.into_iter().take(last).rev() {
        if giving_up.is_some_and(|later| later.date.last() < effective.first()) {
            break;
        }
        giving_up = Some(got);
    }
    giving_up.map(|got| got.by)
}

impl PlaceFacts {
    /// The division that a code means which is given up on a date.
    pub fn giving_up(&self, code: DivisionCode, effective: PartialDate, as_of: AsOf) -> Option<PlaceNo> {
        let as_of = AsOf { effective: effective.last(), ..as_of };
        let changed_hands = self.carriers_of(code).len() > 1;
        let carriers = changed_hands.then(|| self.got_by(self.carriers_on(code, as_of), code, as_of));
        giving_up(carriers.unwrap_or_default(), effective).or_else(|| self.find(&code.into(), as_of))
    }

    /// The division that a code would mean by now, if the change by which a place gave it up were
    /// recorded only now. `as_of` says what is known.
    pub fn would_give_up(&self, no: PlaceNo, given_up: &GivenUp, as_of: AsOf) -> Option<PlaceNo> {
        let GivenUp { code, effective, got: (order, date), .. } = *given_up;
        let as_of = AsOf { effective: effective.last(), ..as_of };
        let mut others = self.carriers_on(code, as_of);
        others.retain(|(other, _)| *other != no);
        let mut carriers = self.got_by(others, code, as_of);
        carriers.push(Got { order, by: no, date, is_so: true });
        giving_up(carriers, effective)
    }

    fn got_by(&self, carriers: Vec<(PlaceNo, Option<Order>)>, code: DivisionCode, as_of: AsOf) -> Vec<Got> {
        let got = |(by, order): (PlaceNo, Option<Order>)| match order {
            Some(order) => Some(Got { order, by, date: PartialDate::Day(order.0), is_so: true }),
            None => self.get(by)?.got(by, code, as_of),
        };
        carriers.into_iter().filter_map(got).collect()
    }

    /// Whether a place that ever had a code may have it on a day, by all that is recorded.
    pub fn may_have_kept(&self, no: PlaceNo, code: DivisionCode, as_of: AsOf) -> bool {
        if self.carriers_of(code).len() > 1 {
            return self.carriers_on(code, as_of).iter().any(|(carrier, _)| *carrier == no);
        }
        self.get(no).is_some_and(|record| record.is_open(as_of) && record.code_on(as_of) == Some(code))
    }

    /// The places that may carry a code on a day, each with what gave it the code where that is
    /// kept; of what was known earlier, all that ever did.
    fn carriers_on(&self, code: DivisionCode, as_of: AsOf) -> Vec<(PlaceNo, Option<Order>)> {
        let Some(of_code) = self.times_for(as_of).and_then(|times| times.of(code)) else {
            return self.carriers_of(code).iter().map(|no| (*no, None)).collect();
        };
        let mut carriers: Vec<_> = of_code.carriers_on(as_of.effective).collect();
        carriers.sort_unstable();
        carriers.dedup();
        carriers
    }

    /// The place that a change of a date is about which is recorded next: what is given up is
    /// looked for otherwise than what is only named.
    pub(crate) fn find_changed(&self, place: &Place, effective: PartialDate, change: &PlaceChange) -> Option<PlaceNo> {
        match place {
            Place::Division(code) if change.may_end() => self.giving_up(*code, effective, AsOf::on(effective.last())),
            Place::Division(_) | Place::Site(_) => self.find_for(place, effective),
        }
    }
}

impl Facts {
    /// The division that a code means in an event of a date: `as_of` says what is known.
    pub(crate) fn division_in(
        &self,
        event: &Event,
        code: DivisionCode,
        effective: PartialDate,
        as_of: AsOf,
    ) -> Option<PlaceNo> {
        if event.codes_given_up().contains(&code) {
            return self.places.giving_up(code, effective, as_of);
        }
        self.places.find(&code.into(), as_of)
    }

    /// The place that a name in an event means which is to be recorded next.
    pub fn named_in(&self, event: &Event, place: &Place, effective: PartialDate) -> Option<PlaceNo> {
        let as_of = AsOf::on(effective.last());
        match place {
            Place::Division(code) => self.division_in(event, *code, effective, as_of),
            Place::Site(_) => self.places.find(place, as_of),
        }
    }

    /// The place that a name in an event meant which is recorded at a position.
    pub fn named_when_recorded(
        &self,
        event: &Event,
        place: &Place,
        effective: PartialDate,
        position: Position,
    ) -> Option<PlaceNo> {
        let given_up = match place {
            Place::Division(code) => Some(*code).filter(|code| event.codes_given_up().contains(code)),
            Place::Site(_) => None,
        };
        let Some(code) = given_up else {
            return self.places.find(place, names_as_of(effective, position));
        };
        let gave_it_up = |no: &PlaceNo| {
            let of_date = self.places.get(*no).into_iter().flat_map(|record| record.timeline.recorded_for(effective));
            of_date.into_iter().any(|e| e.position == position && e.change.may_end())
        };
        let mut all = self.places.named_around(place, effective).into_iter().filter(gave_it_up);
        match (all.next(), all.next()) {
            (Some(only), None) => Some(only),
            _ => self.places.giving_up(code, effective, names_as_of(effective, position).known_before(position)),
        }
    }
}
