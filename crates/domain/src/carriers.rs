//! Who carried a code, and when: how a code that passes from one division to another names a place.
//!
//! A code means the division that carries it on the day. Where none does, it means the one that
//! carried it last by that day; before the first, the one that got it first. So what is recorded
//! for later days changes nothing about earlier ones.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::code_times::{Life, OpenDays, Time, bears, gives_another};
use crate::division_code::DivisionCode;
use crate::entry::Order;
use crate::partial_date::PartialDate;
use crate::places::{PlaceChange, PlaceRecord, PlaceState};
use crate::timeline::Machine as _;

/// How near a division's carrying of a code lies to a day: the greatest is what the code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Carrying {
    /// It is only said to get the code, after the day: another statement outranks that, or it has
    /// no effect.
    SaidLater(Reverse<Order>),
    /// It is only said to have got the code by the day.
    Said(Order),
    /// It gets the code after the day.
    Later(Reverse<Order>),
    /// It carried the code by the day, and no longer does.
    Ended(Order),
    /// It carries the code on the day.
    Now(Order),
}

impl Carrying {
    /// It gets the code after the day, by a change in this place of the order.
    pub(crate) const fn later(begin: Order) -> Self {
        Self::Later(Reverse(begin))
    }

    /// Whether that is more than said.
    pub(crate) const fn counts(self) -> bool {
        matches!(self, Self::Later(_) | Self::Ended(_) | Self::Now(_))
    }
}

impl PlaceRecord {
    /// Whether and when the place carries a code, seen from a day; `None` if no known fact gives it
    /// the code.
    pub(crate) fn carrying(&self, code: DivisionCode, as_of: AsOf) -> Option<Carrying> {
        self.carried_by(code, as_of).or_else(|| self.carried_after(code, as_of)).or_else(|| self.said(code, as_of))
    }

    /// The times for which it carries codes, by what counts now, and the days on which a date
    /// leaves open whether a code passed on. None where the times are not the same on every other
    /// day.
    pub(crate) fn times_of_codes(&self) -> Option<(Vec<Time>, Vec<OpenDays>)> {
        let mut before: Option<PartialDate> = None;
        for entry in self.timeline.standing().filter(|e| bears(e.change)) {
            let follows = before.is_none_or(|before| before.is_exact() || before.last() < entry.effective.first());
            let is_plain = if entry.effective.is_exact() {
                follows
            } else {
                let is_after = before.is_none_or(|before| before.last() < entry.effective.first());
                gives_another(entry.change) && is_after && !self.timeline.is_taken_over()
            };
            if !is_plain || entry.disputes().next().is_some() {
                return None;
            }
            before = Some(entry.effective);
        }
        let mut open: Vec<OpenDays> = Vec::new();
        let mut times: Vec<Time> = Vec::new();
        let mut carrier = Carrier::default();
        for entry in self.timeline.live() {
            let before = carrier.carried();
            if !carrier.take(entry.change) && matches!(entry.change, PlaceChange::BecameCommunity { .. }) {
                return None;
            }
            let has_now = carrier.carried();
            if has_now == before {
                continue;
            }
            if !entry.effective.is_exact() {
                let days = (entry.effective.first(), entry.effective.last());
                open.extend([before, has_now].into_iter().flatten().map(|code| (code, days)));
            }
            if let Some((.., until)) = times.last_mut().filter(|_| before.is_some()) {
                *until = Some(entry.order());
            }
            times.extend(has_now.map(|code| (code, entry.order(), None)));
        }
        Some((times, open))
    }

    /// The first and the last day that anything recorded of it can mean; none where what counts is
    /// not the same on every day.
    pub(crate) fn life(&self) -> Option<Life> {
        let mut life: Option<Life> = None;
        for entry in self.timeline.all() {
            if entry.disputes().any(|outranked| outranked.from.is_some() || outranked.until.is_some()) {
                return None;
            }
            let (first, last) = life.unwrap_or((Date::MAX, Date::MIN));
            life = Some((first.min(entry.effective.first()), last.max(entry.effective.last())));
        }
        life
    }

    fn carried_by(&self, code: DivisionCode, as_of: AsOf) -> Option<Carrying> {
        let mut found = None;
        let mut carrier = Carrier::default();
        for entry in self.timeline.on(as_of) {
            let before = carrier.carries(code);
            carrier.take(entry.change);
            match (before, carrier.carries(code)) {
                (false, true) => found = Some(Carrying::Now(entry.order())),
                (true, false) => found = Some(Carrying::Ended(entry.order())),
                (true, true) | (false, false) => {}
            }
        }
        found
    }

    fn carried_after(&self, code: DivisionCode, as_of: AsOf) -> Option<Carrying> {
        let mut carrier = Carrier::default();
        let began = self.timeline.counting(as_of).find(|entry| {
            carrier.take(entry.change);
            carrier.carries(code)
        });
        began.map(|entry| Carrying::Later(Reverse(entry.order())))
    }

    /// What does not count names a place all the same.
    fn said(&self, code: DivisionCode, as_of: AsOf) -> Option<Carrying> {
        let gives = || self.timeline.all().filter(|e| e.is_known(as_of.known) && e.change.code() == Some(code));
        let by_then = gives().rfind(|e| as_of.has_happened(e.effective, e.position));
        let later = || gives().next().map(|entry| Carrying::SaidLater(Reverse(entry.order())));
        by_then.map(|entry| Carrying::Said(entry.order())).or_else(later)
    }
}

/// A place on its way through its changes: what it is, and its code.
#[derive(Default)]
pub(crate) struct Carrier {
    state: PlaceState,
    code: Option<DivisionCode>,
}

impl Carrier {
    /// Takes a change; false where it has no effect.
    pub(crate) fn take(&mut self, change: &PlaceChange) -> bool {
        let has_effect = self.state.step(change);
        if has_effect {
            self.code = change.code().or(self.code);
        }
        has_effect
    }

    pub(crate) fn carried(&self) -> Option<DivisionCode> {
        self.code.filter(|_| matches!(self.state, PlaceState::Division | PlaceState::Site))
    }

    pub(crate) fn carries(&self, code: DivisionCode) -> bool {
        self.carried() == Some(code)
    }
}
