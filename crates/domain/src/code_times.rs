//! When places carried codes, in order: how the one that carries a code on a day is found without a
//! look at all that ever did.
//!
//! It is kept of the codes that several places had, and of those of a place of which much is
//! recorded. It follows from the timelines of places, so it is not packed, but found again. Where
//! it cannot say who carries a code (a date leaves it open, a fact is disputed, what was known
//! earlier is asked), the timelines are looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use jiff::civil::Date;
use thin_vec::ThinVec;

use crate::as_of::AsOf;
use crate::carriers::Carrying;
use crate::division_code::DivisionCode;
use crate::entry::{Marks, Order};
use crate::ids::Position;
use crate::lives::Lives;
use crate::places::{Ending, PlaceChange, PlaceNo, PlaceRecord};
use crate::steps::step;
use crate::timeline::{Change as _, Mark, Stamp};
use crate::tracked::{Tracked, TrackedValue};

/// When places carried codes.
#[derive(Clone, Debug, Default)]
pub(crate) struct CodeTimes {
    codes: Tracked<HashMap<DivisionCode, OfCode>>,
    places: Tracked<HashMap<PlaceNo, OfPlace>>,
    /// The places of which a registration under the code was withdrawn.
    withdrawn: Tracked<BTreeSet<(DivisionCode, PlaceNo)>>,
    /// The places of which something is set aside while another fact is tried.
    aside: TrackedValue<BTreeSet<PlaceNo>>,
    /// The last position at which anything was recorded or withdrawn that is in it.
    latest: TrackedValue<Position>,
}

crate::undo! { struct CodeTimes { codes, places, withdrawn, aside, latest } }

/// What it follows from: the places by their numbers, and those that ever got a code.
#[derive(Clone, Copy)]
pub(crate) struct Carriers<'a> {
    pub records: &'a [PlaceRecord],
    pub by_code: &'a HashMap<DivisionCode, ThinVec<PlaceNo>>,
}

impl<'a> Carriers<'a> {
    fn of(self, code: DivisionCode) -> &'a [PlaceNo] {
        self.by_code.get(&code).map(ThinVec::as_slice).unwrap_or_default()
    }

    fn record(self, no: PlaceNo) -> Option<&'a PlaceRecord> {
        self.records.get(no.index())
    }
}

/// It follows from what it is kept beside.
impl PartialEq for CodeTimes {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for CodeTimes {}

/// Who carried a code.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfCode {
    /// All that ever got it.
    carriers: BTreeSet<PlaceNo>,
    /// When they carried it.
    times: Times,
    /// Those of whom the times do not say it.
    apart: BTreeSet<PlaceNo>,
    /// The days on which a date leaves open whether one of the others has it: the first of them
    /// with the last. On that one it is no longer open.
    open: BTreeMap<(PlaceNo, Date), Date>,
    /// How those of them carry it with whom it is the same on all days outside their lives.
    outside: Outside,
    /// The days of what is recorded of each.
    lives: Lives,
    /// Those whose lives are not kept: their timelines are long, or what counts is not the same on
    /// every day.
    always: BTreeSet<PlaceNo>,
}

/// The days of a place: the first and the last that anything recorded of it can mean.
pub(crate) type Life = (Date, Date);

/// The days on which a date leaves open whether a code passed on, without the last.
pub(crate) type OpenDays = (DivisionCode, Life);

/// How places carry a code before their lives and after them.
#[derive(Clone, Debug, Default)]
struct Outside {
    before: BTreeMap<(Date, PlaceNo), Carrying>,
    /// Those that carried it and no longer do.
    ended: BTreeMap<(Date, PlaceNo), Carrying>,
    /// Those that carry it still.
    still: BTreeMap<(Date, PlaceNo), Carrying>,
}

/// What is kept of a place, and where.
#[derive(Clone, Debug)]
struct OfPlace {
    is_long: bool,
    is_apart: bool,
    codes: BTreeSet<DivisionCode>,
    times: Vec<(DivisionCode, Order)>,
    open: Vec<OpenDays>,
    /// Where it is kept.
    life: Option<Life>,
}

type Begin = (Order, PlaceNo);

/// Times of places, ordered by how they began.
#[derive(Clone, Debug, Default)]
struct Times {
    /// What ended each; none while it has no end.
    until: BTreeMap<Begin, Option<Order>>,
    /// Those that may have ended after the next one began.
    wide: BTreeSet<Begin>,
}

/// A time for which a place carries a code: what gave it the code, and what took it away.
pub(crate) type Time = (DivisionCode, Order, Option<Order>);

impl Times {
    fn enter(&mut self, begin: Begin, until: Option<Order>) {
        self.until.insert(begin, until);
        self.compare(begin);
        let before = self.until.range(..begin).next_back().map(|(before, _)| *before);
        if let Some(before) = before {
            self.compare(before);
        }
    }

    fn remove(&mut self, begin: Begin) {
        self.until.remove(&begin);
        self.wide.remove(&begin);
    }

    /// Sees whether a time ended before the next one began.
    fn compare(&mut self, begin: Begin) {
        let next = self.until.range((Excluded(begin), Unbounded)).next();
        let until = self.until.get(&begin).copied().flatten();
        if next.is_some_and(|((next, _), _)| until.is_none_or(|until| until > *next)) {
            self.wide.insert(begin);
        } else {
            self.wide.remove(&begin);
        }
    }

    /// The times that began by a day and may not have ended before it, and of those that did the
    /// last to end.
    fn by(&self, day: Date) -> impl Iterator<Item = (Begin, Option<Order>)> {
        let end = end_of(day);
        let mut is_over = false;
        let last = self.until.range(..=end).rev().map(|(begin, _)| begin).take_while(move |begin| {
            // All before the last that began on an earlier day ended by then, but those that are
            // wide.
            !std::mem::replace(&mut is_over, begin.0.0 < day)
        });
        let last = last.chain(self.wide.range(..=end));
        last.filter_map(|begin| {
            step();
            Some((*begin, *self.until.get(begin)?))
        })
    }

    /// The first that begins after a day.
    fn after(&self, day: Date) -> Option<Begin> {
        self.until.range((Excluded(end_of(day)), Unbounded)).next().map(|(begin, _)| *begin)
    }
}

impl Outside {
    fn enter(&mut self, no: PlaceNo, (first, last): Life, record: &PlaceRecord, code: DivisionCode) {
        let day_before = AsOf::on(first.yesterday().unwrap_or(first));
        if let Some(before) = record.carrying(code, day_before).filter(|before| before.counts()) {
            self.before.insert((first, no), before);
        }
        if let Some(after) = record.carrying(code, AsOf::on(Date::MAX)).filter(|after| after.counts()) {
            let is_still = matches!(after, Carrying::Now(_));
            let of = if is_still { &mut self.still } else { &mut self.ended };
            of.insert((last, no), after);
        }
    }

    fn remove(&mut self, no: PlaceNo, (first, last): Life) {
        self.before.remove(&(first, no));
        self.ended.remove(&(last, no));
        self.still.remove(&(last, no));
    }

    /// Those that carry the code after lives that ended before a day.
    fn still_on(&self, day: Date) -> impl Iterator<Item = (Carrying, PlaceNo)> {
        self.still.range(..(day, PlaceNo::at(0))).map(|((_, no), still)| (*still, *no))
    }

    /// How near the greatest of them come to a day that lies outside their lives.
    fn nearest(&self, day: Date) -> impl Iterator<Item = (Carrying, PlaceNo)> {
        // None lost the code after its life, or got it before.
        let mut lost: Option<Date> = None;
        let ended = self.ended.range(..(day, PlaceNo::at(0))).rev().take_while(move |((last, _), ended)| {
            step();
            let may_be_later = lost.is_none_or(|lost| lost <= *last);
            if let Carrying::Ended((day, ..)) = ended {
                lost = lost.max(Some(*day));
            }
            may_be_later
        });
        let mut got: Option<Date> = None;
        let after = (Excluded((day, PlaceNo::at(u32::MAX))), Unbounded);
        let before = self.before.range(after).take_while(move |((first, _), later)| {
            step();
            let may_be_earlier = got.is_none_or(|got| *first <= got);
            if let Carrying::Later(std::cmp::Reverse((day, ..))) = later {
                got = Some(got.map_or(*day, |got| got.min(*day)));
            }
            may_be_earlier
        });
        ended.chain(before).map(|((_, no), carrying)| (*carrying, *no)).chain(self.still_on(day))
    }
}

/// Whether a change can begin or end the time for which a place carries a code.
pub(crate) fn bears(change: &PlaceChange) -> bool {
    change.code().is_some() || change.turns()
}

/// Whether a change gives a division another code.
pub(crate) const fn gives_another(change: &PlaceChange) -> bool {
    matches!(
        change,
        PlaceChange::Recoded { .. } | PlaceChange::Converted { .. } | PlaceChange::Moved { code: Some(_), .. }
    )
}

/// After all that begins by a day.
fn end_of(day: Date) -> Begin {
    ((day, u8::MAX, Position(u64::MAX), Position(u64::MAX)), PlaceNo::at(u32::MAX))
}

impl OfCode {
    fn of(carriers: &[PlaceNo]) -> Self {
        Self { carriers: carriers.iter().copied().collect(), ..Self::default() }
    }

    /// How near places come to carrying the code on a day, for the greatest of those of whom it is
    /// kept.
    pub(crate) fn nearest(&self, day: Date) -> impl Iterator<Item = (Carrying, PlaceNo)> {
        let by = self.times.by(day).map(move |((begin, no), until)| match until {
            Some(until) if until.0 <= day => (Carrying::Ended(until), no),
            _ => (Carrying::Now(begin), no),
        });
        let after = self.times.after(day).map(|(begin, no)| (Carrying::later(begin), no));
        by.chain(after).chain(self.outside.nearest(day))
    }

    /// The places whose timelines must be looked at for how they carry the code on a day.
    pub(crate) fn apart_on(&self, day: Date) -> impl Iterator<Item = PlaceNo> {
        let looked_at = (!self.apart.is_empty() || !self.open.is_empty()).then(|| self.around(day, day));
        looked_at.into_iter().flatten().filter(move |no| self.apart.contains(no) || self.is_open_on(*no, day))
    }

    /// Whether a date of a place leaves open if it carries the code on a day.
    fn is_open_on(&self, no: PlaceNo, day: Date) -> bool {
        let last = self.open.range(..=(no, day)).next_back();
        last.is_some_and(|((of, _), last)| *of == no && day < *last)
    }

    /// The places that may carry the code at the end of a day.
    pub(crate) fn may_carry_on(&self, day: Date) -> impl Iterator<Item = PlaceNo> {
        let carry = self.nearest(day).filter(|(carrying, _)| matches!(carrying, Carrying::Now(_)));
        carry.map(|(_, no)| no).chain(self.apart_on(day))
    }

    /// The places that may carry the code at the end of a day, each with what gave it the code,
    /// where that is dated by a day.
    pub(crate) fn carriers_on(&self, day: Date) -> impl Iterator<Item = (PlaceNo, Option<Order>)> {
        let carry = self.times.by(day).filter(move |(_, until)| until.is_none_or(|until| day < until.0));
        let carry = carry.filter(move |((_, no), _)| !self.is_open_on(*no, day));
        let carry = carry.map(|((begin, no), _)| (no, Some(begin)));
        let looked_at = self.outside.still_on(day).map(|(_, no)| no).chain(self.apart_on(day));
        carry.chain(looked_at.map(|no| (no, None)))
    }

    /// The places of which anything may be recorded for the days from one to another.
    fn around(&self, first: Date, last: Date) -> impl Iterator<Item = PlaceNo> {
        self.lives.within(first, last).chain(self.always.iter().copied())
    }
}

impl CodeTimes {
    /// What is kept of a code; none while something is tried that may change it.
    pub(crate) fn of(&self, code: DivisionCode) -> Option<&OfCode> {
        self.codes.get(&code).filter(|_| self.aside.now.is_empty())
    }

    /// Whether it is what is known before a position.
    pub(crate) fn is_known(&self, known: Position) -> bool {
        self.latest.now < known
    }

    /// Whether a place ever got a code of which the carriers are kept; none for other codes.
    pub(crate) fn has(&self, code: DivisionCode, no: PlaceNo) -> Option<bool> {
        Some(self.codes.get(&code)?.carriers.contains(&no))
    }

    /// The places that ever got a code and of which anything may be recorded for the days from one
    /// to another; none where that is not kept.
    pub(crate) fn around(&self, code: DivisionCode, first: Date, last: Date) -> Option<BTreeSet<PlaceNo>> {
        Some(self.codes.get(&code)?.around(first, last).collect())
    }

    /// The places of which a registration under a code was withdrawn, whether or not another
    /// counts.
    pub(crate) fn withdrawn(&self, code: DivisionCode) -> impl Iterator<Item = PlaceNo> {
        let of_code = (code, PlaceNo::at(0))..=(code, PlaceNo::at(u32::MAX));
        self.withdrawn.range(of_code).map(|(_, no)| *no)
    }

    /// Whether a code is not kept.
    pub(crate) fn lacks(&self, code: DivisionCode) -> bool {
        !self.codes.contains_key(&code)
    }

    /// Keeps that a place got a code.
    pub(crate) fn note_carrier(&mut self, code: DivisionCode, no: PlaceNo) {
        if let Some(of) = self.codes.change(&code) {
            of.carriers.insert(no);
        }
    }

    /// Keeps up with what was done to a place.
    pub(crate) fn note(&mut self, all: Carriers<'_>, no: PlaceNo, stamp: Stamp, change: &PlaceChange) {
        let Some(record) = all.record(no) else { return };
        let bears = bears(change);
        if !stamp.records() {
            if !bears || !record.timeline.holds(stamp.position, stamp.effective) {
                return;
            }
            if let PlaceChange::DivisionRegistered { code, .. } = change {
                self.withdrawn.insert((*code, no), ());
            }
        }
        let at = match stamp.mark {
            Mark::SetAside(_) => {
                self.aside.now.insert(no);
                return;
            }
            Mark::PutBack => {
                self.aside.now.remove(&no);
                return;
            }
            Mark::Record => stamp.position,
            Mark::Withdraw { by } => by,
            Mark::Outrank(outranked) => outranked.since,
            Mark::Settle { at } => at,
        };
        self.latest.now = self.latest.now.max(at);
        let (is_long, was_long) = (record.timeline.is_long(), self.places.get(&no).is_some_and(|of| of.is_long));
        if was_long && !bears {
            return;
        }
        if is_long && !was_long {
            let codes: BTreeSet<DivisionCode> = record.timeline.all().filter_map(|e| e.change.code()).collect();
            for code in codes {
                self.keep(all, code, no);
            }
            return self.take_in(no, record);
        }
        if let Some(code) = change.code().filter(|code| is_long || all.of(*code).len() > 1) {
            self.keep(all, code, no);
        }
        let is_kept = self.places.contains_key(&no) || change.code().is_some_and(|code| !self.lacks(code));
        if is_kept && !(stamp.records() && was_long && self.follow(no, record, stamp, change)) {
            self.take_in(no, record);
        }
    }

    /// Finds all of it.
    pub(crate) fn find(&mut self, all: Carriers<'_>) {
        let given_again = all.by_code.iter().filter(|(_, carriers)| carriers.len() > 1).map(|(code, _)| *code);
        let mut codes: BTreeSet<DivisionCode> = given_again.collect();
        let mut places: BTreeSet<PlaceNo> = BTreeSet::new();
        for (no, record) in (0..).map(PlaceNo::at).zip(all.records) {
            let entries = || record.timeline.all();
            if record.timeline.is_long() {
                places.insert(no);
                codes.extend(entries().filter_map(|e| e.change.code()));
            }
            if record.timeline.has_marks() {
                let marked = entries().filter(|e| e.marks() != Marks::default() && e.change.begins());
                let withdrawn = marked.filter_map(|e| Some((e.change.code()?, no)));
                withdrawn.for_each(|withdrawn| self.withdrawn.insert(withdrawn, ()));
            }
        }
        for code in codes {
            self.codes.insert(code, OfCode::of(all.of(code)));
            places.extend(all.of(code));
        }
        for no in places {
            let Some(record) = all.record(no) else { continue };
            let known = record.timeline.all().flat_map(|e| [Some(e.position), e.withdrawn]).flatten().max();
            self.latest.now = self.latest.now.max(known.unwrap_or_default());
            self.take_in(no, record);
        }
    }

    /// Keeps a code from now on, and takes in its carriers, but one that is taken in itself.
    fn keep(&mut self, all: Carriers<'_>, code: DivisionCode, but: PlaceNo) {
        if !self.lacks(code) {
            return;
        }
        self.codes.insert(code, OfCode::of(all.of(code)));
        for no in all.of(code).iter().filter(|no| **no != but) {
            all.record(*no).into_iter().for_each(|record| self.take_in(*no, record));
        }
    }

    /// Takes in again a place that is kept.
    pub(crate) fn again(&mut self, all: Carriers<'_>, no: PlaceNo) {
        if let Some(record) = all.record(no).filter(|_| self.places.contains_key(&no)) {
            self.take_in(no, record);
        }
    }

    /// Takes in what is recorded of a place.
    fn take_in(&mut self, no: PlaceNo, record: &PlaceRecord) {
        // Of a long timeline all codes are kept, so those that are known are not looked for again.
        let known = self.forget(no).filter(|old| old.is_long).map(|old| old.codes);
        let all = if known.is_some() { 0 } else { usize::MAX };
        let given = record.timeline.all().take(all).chain(record.timeline.standing()).filter_map(|e| e.change.code());
        let given: BTreeSet<DivisionCode> = given.filter(|code| self.codes.contains_key(code)).collect();
        let codes: BTreeSet<DivisionCode> = known.into_iter().flatten().chain(given).collect();
        let is_long = record.timeline.is_long();
        if codes.is_empty() && !is_long {
            return;
        }
        let (times, open) = record.times_of_codes().map_or((None, Vec::new()), |(times, open)| (Some(times), open));
        let life = record.life().filter(|_| !is_long);
        let is_apart = times.is_none();
        for code in &codes {
            let Some(of) = self.codes.change(code) else { continue };
            if is_apart {
                of.apart.insert(no);
            }
            let Some(life) = life else {
                of.always.insert(no);
                continue;
            };
            of.lives.enter(no, life);
            if is_apart {
                of.outside.enter(no, life, record, *code);
            }
        }
        for (code, (first, last)) in &open {
            if let Some(of) = self.codes.change(code) {
                of.open.insert((no, *first), *last);
            }
        }
        let mut of_place = OfPlace { is_long, is_apart, codes, times: Vec::new(), open, life };
        for (code, begin, until) in times.unwrap_or_default() {
            if let Some(of) = self.codes.change(&code) {
                of.times.enter((begin, no), until);
                of_place.times.push((code, begin));
            }
        }
        self.places.insert(no, of_place);
    }

    fn forget(&mut self, no: PlaceNo) -> Option<OfPlace> {
        let old = self.places.take(&no)?;
        for (code, begin) in &old.times {
            if let Some(of) = self.codes.change(code) {
                of.times.remove((*begin, no));
            }
        }
        for (code, (first, _)) in &old.open {
            if let Some(of) = self.codes.change(code) {
                of.open.remove(&(no, *first));
            }
        }
        for code in &old.codes {
            let Some(of) = self.codes.change(code) else { continue };
            of.apart.remove(&no);
            of.always.remove(&no);
            if let Some(life) = old.life {
                of.lives.remove(no, life);
                of.outside.remove(no, life);
            }
        }
        Some(old)
    }

    /// Takes in what was just recorded of a place with a long timeline. False where all of it has
    /// to be taken in.
    fn follow(&mut self, no: PlaceNo, record: &PlaceRecord, stamp: Stamp, change: &PlaceChange) -> bool {
        let Some(of_place) = self.places.change(&no) else { return false };
        let last = record.timeline.all().next_back().map(|last| last.order());
        let last = last.filter(|(.., position)| *position == stamp.position);
        let tail = of_place.times.last().copied();
        let (Some(at), Some((before, begin)), false) = (last, tail, of_place.is_apart) else { return false };
        let (effective, is_exact) = (stamp.effective, stamp.effective.is_exact());
        let is_after_open = of_place.open.last().is_none_or(|(_, (_, last))| *last < effective.first());
        let is_apart_from = begin.0 < effective.first() && gives_another(change) && !record.timeline.is_taken_over();
        if !is_after_open || !(is_exact || is_apart_from) {
            return false;
        }
        let is_open = self.codes.get(&before).and_then(|of| of.times.until.get(&(begin, no))) == Some(&None);
        let code = match change {
            PlaceChange::Recoded { code }
            | PlaceChange::Converted { code, .. }
            | PlaceChange::Moved { code: Some(code), .. }
                if is_open =>
            {
                Some(*code)
            }
            PlaceChange::Ended(Ending::Abolished | Ending::MergedInto(_) | Ending::SplitUp) if is_open => None,
            PlaceChange::DivisionRegistered { .. }
            | PlaceChange::SiteRegistered { .. }
            | PlaceChange::Renamed { .. }
            | PlaceChange::Recoded { .. }
            | PlaceChange::Moved { .. }
            | PlaceChange::Converted { .. }
            | PlaceChange::BecameCommunity { .. }
            | PlaceChange::PopulationCounted { .. }
            | PlaceChange::Ended(_) => return false,
        };
        if code == Some(before) {
            return true;
        }
        if let Some(of) = self.codes.change(&before) {
            of.times.enter((begin, no), Some(at));
        }
        for code in [Some(before), code].into_iter().flatten().filter(|_| !is_exact) {
            let days = (effective.first(), effective.last());
            if let Some(of) = self.codes.change(&code) {
                of.open.insert((no, days.0), days.1);
            }
            of_place.open.push((code, days));
        }
        if let Some(code) = code
            && let Some(of) = self.codes.change(&code)
        {
            of.times.enter((at, no), None);
            of.always.insert(no);
            of_place.codes.insert(code);
            of_place.times.push((code, at));
        }
        true
    }
}
