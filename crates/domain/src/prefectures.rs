//! Where places may lie on the days of a date: a division that is moved «in 2016» may lie in either
//! prefecture in May.
//!
//! An agreement to share is made within one prefecture. Whether it was is asked of all days of its
//! date, and not of the last one only, as a fact rests on what may have been there on a day of its
//! date.

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::division_code::{DivisionCode, Level};
use crate::partial_date::PartialDate;
use crate::places::{PlaceChange, PlaceFacts, PlaceNo, PlaceRecord, PlaceState};
use crate::timeline::Span;

/// No chain of divisions is longer.
const LEVELS_MAX: usize = 8;

/// By which facts it is asked where places lie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lying<'a> {
    /// By those that count.
    Now,
    /// By those that count, and what is set aside for a correction.
    Before,
    /// By those that count, and a change of a place that is tried.
    With(PlaceNo, PartialDate, &'a PlaceChange),
}

impl Span {
    /// The days of a date.
    pub(crate) fn of(date: PartialDate) -> Self {
        Self { from: date.first(), until: Some(date.last()) }
    }

    /// The days that are in both.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        let until = match (self.until, other.until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let from = self.from.max(other.from);
        (from <= until.unwrap_or(Date::MAX)).then_some(Self { from, until })
    }
}

impl PlaceRecord {
    /// The divisions that may be above on the days of a date, each with the days; none of a
    /// division that has none above.
    fn above_within(&self, no: PlaceNo, days: Span, by: Lying<'_>) -> Vec<(Option<PlaceNo>, Span)> {
        let tried = match by {
            Lying::With(of, effective, change) if of == no => Some((effective, change)),
            Lying::With(..) | Lying::Now | Lying::Before => None,
        };
        let mut above: Vec<(Option<PlaceNo>, Span)> = Vec::new();
        for step in self.timeline.effects_with::<PlaceState>(tried, matches!(by, Lying::Before)) {
            let places = step.entry.change.above().is_some();
            if step.has_effect && places {
                let date = step.entry.effective;
                if let Some((_, last)) = above.last_mut() {
                    last.until = Some(date.last());
                }
                above.push((step.entry.change.parent(), Span { from: date.first(), until: None }));
            }
        }
        above.into_iter().filter_map(|(parent, span)| Some((parent, span.and(days)?))).collect()
    }

    /// The code that it got first, of a division.
    fn first_code(&self) -> Option<DivisionCode> {
        // A relocation site may have been counted often, and becomes nothing but a community.
        self.timeline.all().find_map(|entry| entry.change.code()).filter(|_| self.site.is_none())
    }

    /// A prefecture, or a municipality, which is the prefecture of all in it.
    fn is_prefecture(&self) -> bool {
        self.first_code().is_some_and(|code| code.level() == Level::Prefecture || code.is_municipality())
    }

    fn is_province(&self) -> bool {
        self.first_code().is_some_and(|code| code.level() == Level::Province && !code.is_municipality())
    }
}

impl PlaceFacts {
    /// The prefecture that a place lies in on a day, or what stands for it: a municipality for all
    /// in it, elsewhere the county that no prefecture governs.
    pub fn prefecture_of(&self, place: PlaceNo, as_of: AsOf) -> Option<PlaceNo> {
        let code = |no: PlaceNo| self.get(no).and_then(|record| record.code_on(as_of));
        let mut below = None;
        for no in std::iter::once(place).chain(self.ancestors(place, as_of)) {
            match code(no).map(|code| (code.level(), code.is_municipality())) {
                Some((Level::Prefecture, _) | (Level::Province, true)) => return Some(no),
                Some((Level::Province, false)) => return below,
                Some((Level::County, _)) => below = Some(no),
                Some((Level::Township | Level::Community, _)) | None => {}
            }
        }
        None
    }

    /// The prefectures in which a place may lie on some days, each with the days; none where it
    /// lies in none.
    fn prefectures_within(&self, place: PlaceNo, days: Span, by: Lying<'_>) -> Vec<(Option<PlaceNo>, Span)> {
        let mut found = Vec::new();
        let mut waiting = vec![(place, days, LEVELS_MAX)];
        while let Some((no, days, steps)) = waiting.pop() {
            let record = self.get(no);
            if record.is_some_and(PlaceRecord::is_prefecture) {
                found.push((Some(no), days));
                continue;
            }
            let above = record.map(|record| record.above_within(no, days, by)).unwrap_or_default();
            if above.is_empty() || steps == 0 {
                found.push((None, days));
                continue;
            }
            for (parent, days) in above {
                match parent {
                    // A county that no prefecture governs stands for its own.
                    Some(parent) if self.get(parent).is_some_and(PlaceRecord::is_province) => {
                        found.push((Some(no), days));
                    }
                    Some(parent) => waiting.push((parent, days, steps - 1)),
                    None => found.push((None, days)),
                }
            }
        }
        found
    }

    /// Whether two places may lie in one prefecture on a day of a date.
    pub(crate) fn may_lie_in_one_prefecture(
        &self,
        (one, other): (PlaceNo, PlaceNo),
        date: PartialDate,
        by: Lying<'_>,
    ) -> bool {
        let days = Span::of(date);
        let of_one = self.prefectures_within(one, days, by);
        self.prefectures_within(other, days, by).into_iter().any(|(prefecture, days)| {
            of_one.iter().any(|(of_one, others)| *of_one == prefecture && days.and(*others).is_some())
        })
    }

    /// Whether a place was ever below a division, or is it.
    pub(crate) fn was_ever_in(&self, place: PlaceNo, division: PlaceNo) -> bool {
        if place == division {
            return true;
        }
        let always = Span { from: Date::MIN, until: None };
        let mut waiting = vec![(place, always, LEVELS_MAX)];
        while let Some((no, days, steps)) = waiting.pop() {
            let above = self.get(no).map(|record| record.above_within(no, days, Lying::Before)).unwrap_or_default();
            for (parent, days) in above.into_iter().filter_map(|(parent, days)| Some((parent?, days))) {
                if parent == division {
                    return true;
                }
                if steps > 0 {
                    waiting.push((parent, days, steps - 1));
                }
            }
        }
        false
    }

    /// Whether a place lies in one prefecture always, before and after a change of it.
    pub(crate) fn stays_in_prefecture(&self, no: PlaceNo, effective: PartialDate, change: &PlaceChange) -> bool {
        let always = Span { from: Date::MIN, until: None };
        let before = self.prefectures_within(no, always, Lying::Before);
        let after = self.prefectures_within(no, always, Lying::With(no, effective, change));
        let first = before.first().map(|(prefecture, _)| *prefecture);
        before.iter().chain(&after).all(|(prefecture, _)| Some(*prefecture) == first)
    }
}
