//! Which division carries which code from when until when: at most one at a time.
//!
//! Codes are given again. A division that carried a code earlier can be recorded after its later
//! carrier, and before the end of its own time with it is known; that two places carry one code
//! until then is a finding. Where that end is dated by a half-year, it came before whatever got the
//! code within it.

use jiff::civil::Date;

use crate::as_of::AsOf;
use crate::change::Change as _;
use crate::division_code::DivisionCode;
use crate::facts::Facts;
use crate::ids::Position;
use crate::in_the_way::{EndsWith, InTheWay};
use crate::partial_date::PartialDate;
use crate::places::{Ending, PlaceChange, PlaceNo, PlaceRecord, PlaceState};
use crate::refusal::Refusal;
use crate::taken_over::may_show;
use crate::timeline::{Entry, Machine as _};

/// A time for which a place carries a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// When it got the code, as stated.
    pub from: PartialDate,
    /// What took it away; none while no end is recorded.
    pub until: Option<InTheWay>,
    /// Where it is recorded that the place got the code.
    pub position: Position,
}

impl Carried {
    /// Whether there must be a day on which both carry the code.
    pub fn meets(&self, other: &Self) -> bool {
        !self.may_precede(other) && !other.may_precede(self)
    }

    /// Whether it ended by the last day on which the other can have begun, or may have where its
    /// end is dated by more than a day.
    pub fn may_precede(&self, other: &Self) -> bool {
        let day = other.from.last();
        self.until.is_some_and(|InTheWay { effective: until, .. }| until.last() <= day || may_show(other.from, until))
    }

    /// Whether it began before the other, by both dates, and no end is recorded yet.
    fn is_early_beside(&self, other: &Self) -> bool {
        self.until.is_none() && self.from.last() < other.from.first()
    }
}

impl PlaceRecord {
    /// The days on which it carries a code, as known.
    pub fn carried_code(&self, code: DivisionCode, known: Position) -> Vec<Carried> {
        let as_of = AsOf::on(Date::MAX).known_before(known);
        carried(code, self.entries_of_codes(known).filter(|e| e.counts(&as_of)))
    }

    /// What can begin or end the days on which it carries a code, by what counts now, and a change
    /// that is tried.
    fn entries_with<'a>(&'a self, effective: PartialDate, change: &'a PlaceChange) -> Vec<Entry<'a, PlaceChange>> {
        let now = AsOf::on(Date::MAX);
        let tried = self.timeline.tried(effective, change);
        let mut entries: Vec<_> = self.entries_of_codes(now.known).filter(|e| e.counts(&now)).collect();
        let at = entries.partition_point(|e| e.order() <= tried.order());
        entries.insert(at, tried);
        entries
    }

    /// What can begin or end the days on which it carries a code.
    fn entries_of_codes(&self, known: Position) -> impl Iterator<Item = Entry<'_, PlaceChange>> {
        let bears = |e: &Entry<'_, PlaceChange>| e.change.code().is_some() || matches!(e.change, PlaceChange::Ended(_));
        self.timeline.recorded_by(known).filter(bears)
    }
}

fn carried<'a>(code: DivisionCode, entries: impl Iterator<Item = Entry<'a, PlaceChange>>) -> Vec<Carried> {
    let mut all: Vec<Carried> = Vec::new();
    let mut state = PlaceState::default();
    let mut carries = false;
    for entry in entries {
        // A site is registered without a code, and that is none of these entries.
        if matches!(entry.change, PlaceChange::BecameCommunity { .. }) {
            state = PlaceState::Site;
        }
        if !state.step(entry.change) {
            continue;
        }
        let carries_now = match entry.change.code() {
            Some(given) => given == code,
            None => carries && !matches!(entry.change, PlaceChange::Ended(_)),
        };
        if carries
            && !carries_now
            && let Some(last) = all.last_mut()
        {
            last.until = Some(InTheWay::of(&entry));
        }
        if carries_now && !carries {
            all.push(Carried { from: entry.effective, until: None, position: entry.position });
        }
        carries = carries_now;
    }
    all.retain(|carried| carried.until.is_none_or(|until| carried.from.last() < until.effective.last()));
    all
}

impl Facts {
    /// Refuses a change by which a place would carry a code while another carries it. `no` is the
    /// place; none where it is new.
    pub(crate) fn codes_stay_apart(
        &self,
        no: Option<PlaceNo>,
        effective: PartialDate,
        change: &PlaceChange,
    ) -> Result<(), Refusal> {
        self.codes_stay_apart_beside(no, effective, change, None)
    }

    /// The same for a division that is made of another one, which is split up on the same date and
    /// may give it its code.
    pub(crate) fn codes_stay_apart_beside(
        &self,
        no: Option<PlaceNo>,
        effective: PartialDate,
        change: &PlaceChange,
        split: Option<PlaceNo>,
    ) -> Result<(), Refusal> {
        let blank = PlaceRecord::default();
        let record = no.and_then(|no| self.places.get(no)).unwrap_or(&blank);
        let (ends, has_aside) = (matches!(change, PlaceChange::Ended(_)), record.timeline.has_aside());
        if change.code().is_none() && !(ends && has_aside) {
            return Ok(());
        }
        if split.is_none() && self.comes_apart(no, record, effective, change) {
            return Ok(());
        }
        let now = AsOf::on(Date::MAX);
        let split_up = PlaceChange::Ended(Ending::SplitUp);
        let entries = record.entries_with(effective, change);
        let mut codes: Vec<DivisionCode> = entries.iter().filter_map(|e| e.change.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        let has_others = |code: &DivisionCode| self.places.carriers_of(*code).iter().any(|other| Some(*other) != no);
        for code in codes.into_iter().filter(has_others) {
            let before = carried(code, record.entries_of_codes(now.known).filter(|e| e.counted(&now)));
            let after = carried(code, entries.iter().copied());
            for other_no in self.places.carriers_of(code).iter().filter(|other| Some(**other) != no) {
                let Some(other) = self.places.get(*other_no) else { continue };
                let theirs = if split == Some(*other_no) {
                    carried(code, other.entries_with(effective, &split_up).into_iter())
                } else {
                    other.carried_code(code, Position(u64::MAX))
                };
                let is_new = |theirs: &Carried| !before.iter().any(|ours| ours.meets(theirs));
                let clashes =
                    |theirs: &&Carried| after.iter().any(|ours| ours.meets(theirs) && !ours.is_early_beside(theirs));
                if let Some(theirs) = theirs.iter().filter(|theirs| is_new(theirs)).find(clashes) {
                    let given = other.timeline.live().find(|e| e.position == theirs.position);
                    let (at, until) = (given.map(|given| InTheWay::of(&given)), theirs.until.map(EndsWith));
                    let holder = other.name_on(AsOf::on(theirs.from.last())).cloned();
                    return Err(Refusal::DivisionExists { code, holder, at, until });
                }
            }
        }
        Ok(())
    }

    /// Whether a change comes last of all that is recorded of its place, so that only the code that
    /// it gives matters, and nobody else may carry that on its day.
    fn comes_apart(
        &self,
        no: Option<PlaceNo>,
        record: &PlaceRecord,
        effective: PartialDate,
        change: &PlaceChange,
    ) -> bool {
        let day = effective.last();
        let is_last = !record.timeline.has_aside() && record.timeline.is_over_by(effective, change.folded_on());
        let (true, Some(code)) = (is_last, change.code()) else { return false };
        let given = Carried { from: effective, until: None, position: Position(u64::MAX) };
        let Some(mut others) = self.places.may_carry(code, day) else { return false };
        others.retain(|other| Some(*other) != no);
        let carried = others.into_iter().filter_map(|other| self.places.get(other));
        let mut carried = carried.flat_map(|other| other.carried_code(code, Position(u64::MAX)));
        !carried.any(|theirs| given.meets(&theirs) && !given.is_early_beside(&theirs))
    }
}
