//! The facts about places: one dense list of divisions and relocation sites.
//!
//! A place keeps its number, and so its history, through renaming, recoding, moving, and through a
//! relocation site's becoming a community.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use jiff::civil::Date;
use thin_vec::ThinVec;

use crate::as_of::{AsOf, Reading};
use crate::code_times::{Carriers, CodeTimes};
use crate::division_code::DivisionCode;
use crate::holds::Holds;
use crate::ids::{Name, SiteId};
use crate::in_the_way::Tried;
use crate::numbers::dense_number;
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::place::Place;
pub use crate::place_change::{Ending, PlaceChange};
use crate::refusal::Refusal;
use crate::taken_over::{Held, may_show};
use crate::timeline::{Change, FoldedOn, Lasting, Machine, Stamp, Timeline};
use crate::tracked::Tracked;

dense_number! {
    /// The number of a place: its index in [`PlaceFacts`].
    PlaceNo
}

crate::packed! { struct PlaceNo(number) }

/// What a place is, as far as changes depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PlaceState {
    /// Not registered yet.
    #[default]
    Unknown,
    /// A division.
    Division,
    /// A relocation site.
    Site,
    /// No more.
    Ended,
}

impl Change for PlaceChange {
    type State = Coded;

    fn begins(&self) -> bool {
        self.is_beginning()
    }

    fn holds(&self) -> Option<Holds> {
        Some(Holds::of_place(self))
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Ended(_))
    }

    fn folded_on(&self) -> FoldedOn {
        match (self.is_beginning(), self.code()) {
            (true, _) => FoldedOn::FirstDay,
            (false, Some(_)) => FoldedOn::LastDayBefore,
            (false, None) if self.ends() => FoldedOn::LastOfAll,
            (false, None) => FoldedOn::LastDayAfter,
        }
    }

    fn turns(&self) -> bool {
        !matches!(
            self,
            Self::Renamed { .. }
                | Self::Recoded { .. }
                | Self::Moved { .. }
                | Self::Converted { .. }
                | Self::PopulationCounted { .. }
        )
    }

    fn may_end(&self) -> bool {
        matches!(
            self,
            Self::Ended(_) | Self::Recoded { .. } | Self::Converted { .. } | Self::Moved { code: Some(_), .. }
        )
    }
}

/// What a place is, and which code it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// What it is.
    pub state: PlaceState,
    /// The code that it got last.
    pub code: Option<DivisionCode>,
}

impl Machine for Coded {
    type Change = PlaceChange;

    fn after(&self, change: &PlaceChange) -> Option<Self> {
        self.state.after(change).map(|state| Self { state, code: change.code().or(self.code) })
    }

    fn holds(&self, what: &Held) -> bool {
        self.state.exists() && self.code.is_some_and(|code| Held::Code(code) == *what)
    }
}

impl Lasting for PlaceState {
    fn exists(&self) -> bool {
        matches!(self, Self::Division | Self::Site)
    }
}

impl Machine for PlaceState {
    type Change = PlaceChange;

    fn after(&self, change: &PlaceChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, PlaceChange::DivisionRegistered { .. })
            | (Self::Site, PlaceChange::BecameCommunity { .. })
            | (
                Self::Division,
                PlaceChange::Recoded { .. } | PlaceChange::Moved { .. } | PlaceChange::Converted { .. },
            ) => Some(Self::Division),
            (Self::Unknown, PlaceChange::SiteRegistered { .. }) => Some(Self::Site),
            (Self::Division | Self::Site, PlaceChange::Renamed { .. } | PlaceChange::PopulationCounted { .. }) => {
                Some(*self)
            }
            (Self::Division, PlaceChange::Ended(Ending::Abolished | Ending::MergedInto(_) | Ending::SplitUp))
            | (Self::Site, PlaceChange::Ended(Ending::Closed)) => Some(Self::Ended),
            _ => None,
        }
    }
}

/// A place and all that changed about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceRecord {
    /// The site's identifier, for what is or was a relocation site.
    pub site: Option<SiteId>,
    /// What changed.
    pub timeline: Timeline<PlaceChange>,
}

crate::packed! { struct PlaceRecord { site, timeline } }

/// All places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceFacts {
    records: Tracked<Vec<PlaceRecord>>,
    by_code: Tracked<HashMap<DivisionCode, ThinVec<PlaceNo>>>,
    by_site: Tracked<HashMap<SiteId, PlaceNo>>,
    /// The places of whose ends one is dated by more than a day.
    ended_openly: Tracked<BTreeSet<PlaceNo>>,
    /// The codes of a place that another one ever got, too.
    shared: Tracked<BTreeMap<PlaceNo, BTreeSet<DivisionCode>>>,
    times: CodeTimes,
}

crate::undo! { struct PlaceFacts { records, by_code, by_site, ended_openly, shared, times } }

/// The times of codes, and which are shared, are found again.
impl Packed for PlaceFacts {
    fn pack(&self, to: &mut Packer<'_>) {
        let Self { records, by_code, by_site, ended_openly, shared: _, times: _ } = self;
        records.pack(to);
        by_code.pack(to);
        by_site.pack(to);
        ended_openly.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        let mut places = Self {
            records: Packed::unpack(from)?,
            by_code: Packed::unpack(from)?,
            by_site: Packed::unpack(from)?,
            ended_openly: Packed::unpack(from)?,
            shared: Tracked::default(),
            times: CodeTimes::default(),
        };
        let codes: Vec<DivisionCode> = places.by_code.keys().copied().collect();
        for code in codes {
            places.note_shared(code);
        }
        places.times.find(Carriers { records: &places.records, by_code: &places.by_code });
        Ok(places)
    }
}

impl PlaceRecord {
    /// What the place is on a day.
    pub fn state_on(&self, as_of: AsOf) -> PlaceState {
        self.timeline.state_on(as_of)
    }

    /// Whether the place exists on a day.
    pub fn is_open(&self, as_of: AsOf) -> bool {
        matches!(self.state_on(as_of), PlaceState::Division | PlaceState::Site)
    }

    /// What the last change with an effect says of which a value can be taken.
    fn last<'a, T>(&'a self, as_of: AsOf, value: impl Fn(&'a PlaceChange) -> Option<T>) -> Option<T> {
        let mut changes = self.timeline.on(as_of).rev();
        changes.find_map(|entry| value(entry.change).filter(|_| self.timeline.has_effect::<PlaceState>(&entry, as_of)))
    }

    /// The name on a day.
    pub fn name_on(&self, as_of: AsOf) -> Option<&Name> {
        self.last(as_of, PlaceChange::name)
    }

    /// The code on a day; a relocation site has none.
    pub fn code_on(&self, as_of: AsOf) -> Option<DivisionCode> {
        self.last(as_of, PlaceChange::code)
    }

    /// The division above on a day.
    pub fn parent_on(&self, as_of: AsOf) -> Option<PlaceNo> {
        self.last(as_of, PlaceChange::above).flatten()
    }

    /// The last count of people by a day.
    pub fn population_on(&self, as_of: AsOf) -> Option<u32> {
        self.last(as_of, PlaceChange::people)
    }

    /// The community whose land a site stands on.
    pub fn host_on(&self, as_of: AsOf) -> Option<PlaceNo> {
        self.timeline.on(as_of).find_map(|e| match e.change {
            PlaceChange::SiteRegistered { host, .. } => *host,
            PlaceChange::DivisionRegistered { .. }
            | PlaceChange::Renamed { .. }
            | PlaceChange::Recoded { .. }
            | PlaceChange::Moved { .. }
            | PlaceChange::Converted { .. }
            | PlaceChange::BecameCommunity { .. }
            | PlaceChange::PopulationCounted { .. }
            | PlaceChange::Ended(_) => None,
        })
    }

    /// Whether it ended, or got another code, in a time within which a date lies, so that it may
    /// have been before.
    fn may_have_given_up(&self, date: PartialDate) -> bool {
        let ends = self.timeline.live().filter(|e| e.change.may_end());
        ends.into_iter().any(|e| may_show(date, e.effective))
    }

    /// How people name it on a day: its code, or its identifier while it is a relocation site.
    pub fn place_on(&self, as_of: AsOf) -> Option<Place> {
        match self.code_on(as_of) {
            Some(code) => Some(Place::Division(code)),
            None => self.site.clone().map(Place::Site),
        }
    }

    /// Whether coverage is assessed for it on a day: a relocation site or a community.
    pub fn is_assessed(&self, as_of: AsOf) -> bool {
        self.on_day(as_of).is_assessed()
    }
}

impl PlaceFacts {
    /// How many numbers have been given.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Every place, in the order of numbers.
    pub fn iter(&self) -> impl Iterator<Item = (PlaceNo, &PlaceRecord)> {
        (0..).map(PlaceNo::at).zip(self.records.iter())
    }

    /// Those of them whose numbers lie in a range.
    pub fn within(&self, numbers: Range<u32>) -> impl Iterator<Item = (PlaceNo, &PlaceRecord)> {
        let records = self.records.get(numbers.start as usize..numbers.end as usize).unwrap_or_default();
        numbers.map(PlaceNo::at).zip(records)
    }

    /// The record of a number.
    pub fn get(&self, place: PlaceNo) -> Option<&PlaceRecord> {
        self.records.get(place.index())
    }

    /// The place that people mean: the division that carries the code on that day, else the one
    /// that carried it last by then, else the one that got it first after. Only facts that are
    /// known matter, not where they stand in the log.
    pub fn find(&self, place: &Place, as_of: AsOf) -> Option<PlaceNo> {
        // What another statement outranks on some days names a place all the same.
        let is_known = |no: &PlaceNo, names: &dyn Fn(&PlaceChange) -> bool| {
            let mut timeline = self.get(*no).into_iter().flat_map(|r| r.timeline.recorded_by(as_of.known));
            timeline.any(|e| e.is_known(as_of.known) && names(e.change))
        };
        match place {
            Place::Site(id) => self.by_site.get(id).copied().filter(|no| is_known(no, &|change| change.is_beginning())),
            Place::Division(code) => {
                let candidates = self.by_code.get(code)?;
                if let [only] = candidates.as_slice() {
                    // Of a long timeline it is kept when it had its codes.
                    if self.find_in_times(*code, as_of).is_some() {
                        return Some(*only);
                    }
                    return Some(*only).filter(|no| is_known(no, &|change| change.code() == Some(*code)));
                }
                if let Some(found) = self.find_in_times(*code, as_of) {
                    return Some(found);
                }
                let carrying = candidates.iter().filter_map(|no| Some((self.get(*no)?.carrying(*code, as_of)?, *no)));
                carrying.max().map(|(_, no)| no)
            }
        }
    }

    /// What [`PlaceFacts::find`] finds for a code, where the times of codes say it.
    fn find_in_times(&self, code: DivisionCode, as_of: AsOf) -> Option<PlaceNo> {
        let of_code = self.times_for(as_of)?.of(code)?;
        let apart = of_code.apart_on(as_of.effective);
        let apart = apart.filter_map(|no| Some((self.get(no)?.carrying(code, as_of)?, no)));
        let (carrying, no) = of_code.nearest(as_of.effective).chain(apart).max()?;
        carrying.counts().then_some(no)
    }

    /// Finds a place as a command names it: on the last day its date can mean, by all that is
    /// recorded.
    pub(crate) fn find_for(&self, place: &Place, effective: PartialDate) -> Option<PlaceNo> {
        self.find(place, AsOf::on(effective.last()))
    }

    /// The numbers to which a recorded fact about `place` may belong, for taking it back.
    pub(crate) fn all_named(&self, place: &Place) -> ThinVec<PlaceNo> {
        match place {
            Place::Site(id) => self.by_site.get(id).copied().into_iter().collect(),
            Place::Division(code) => self.by_code.get(code).cloned().unwrap_or_default(),
        }
    }

    /// Whether a place ever had a name.
    pub(crate) fn ever_had(&self, no: PlaceNo, name: &Place) -> bool {
        match name {
            Place::Site(id) => self.by_site.get(id) == Some(&no),
            Place::Division(code) => self.times.has(*code, no).unwrap_or_else(|| self.carriers_of(*code).contains(&no)),
        }
    }

    /// The numbers a fact about `place` goes to: one when it is recorded, all that ever carried the
    /// name when it is taken back (only the one that has it will change).
    pub(crate) fn reached_by(&self, place: &Place, stamp: Stamp) -> ThinVec<PlaceNo> {
        if stamp.records() {
            return self.find_for(place, stamp.effective).into_iter().collect();
        }
        self.all_named(place)
    }

    /// The same for a fact that is kept among the changes of the place itself: they have its date.
    pub(crate) fn changed_by(&self, place: &Place, stamp: Stamp, change: &PlaceChange) -> ThinVec<PlaceNo> {
        if stamp.records() {
            return self.find_changed(place, stamp.effective, change).into_iter().collect();
        }
        self.named_around(place, stamp.effective)
    }

    /// Refuses a change that cannot take its place in what is recorded of a place.
    pub(crate) fn admit(
        &self,
        no: PlaceNo,
        place: &Place,
        effective: PartialDate,
        change: &PlaceChange,
    ) -> Result<(), Refusal> {
        let Some(record) = self.get(no) else {
            return Err(self.unknown(place));
        };
        record.timeline.admits::<PlaceState>(effective, change).map_err(|obstacle| {
            let at = obstacle.fact().or_else(|| record.timeline.next_after(effective, change, Change::begins));
            let (effective, holds) = (Tried::of(effective, change), record.timeline.holds_by(at));
            Refusal::PlaceClash { place: place.clone(), effective, holds, at }
        })
    }

    /// Whether the same change is recorded for the same date of a place that has or had the name.
    /// When a code passes from one division to another within a day, it may be the other one.
    pub(crate) fn have(&self, place: &Place, effective: PartialDate, change: &PlaceChange) -> bool {
        self.named_around(place, effective).into_iter().any(|no| self.has(no, effective, change))
    }

    /// The same of a place that also has or had another name.
    pub(crate) fn have_of(&self, other: &Place, place: &Place, effective: PartialDate, change: &PlaceChange) -> bool {
        let mut named = self.named_around(place, effective).into_iter();
        named.any(|no| self.has(no, effective, change) && self.ever_had(no, other))
    }

    /// The places that have or had a name, but those of which nothing can be recorded for any day
    /// of a date.
    pub(crate) fn named_around(&self, place: &Place, effective: PartialDate) -> ThinVec<PlaceNo> {
        let around = match place {
            Place::Division(code) => self.times.around(*code, effective.first(), effective.last()),
            Place::Site(_) => None,
        };
        around.map_or_else(|| self.all_named(place), |around| around.into_iter().collect())
    }

    /// Whether the same change is recorded of the place for the same date.
    pub(crate) fn has(&self, no: PlaceNo, effective: PartialDate, change: &PlaceChange) -> bool {
        self.get(no).is_some_and(|r| r.timeline.has(effective, change))
    }

    pub(crate) fn timeline_mut(&mut self, place: PlaceNo) -> Option<&mut Timeline<PlaceChange>> {
        self.records.change(place.index()).map(|record| &mut record.timeline)
    }

    pub(crate) fn apply(&mut self, no: PlaceNo, stamp: Stamp, change: &PlaceChange) {
        if let Some(code) = change.code().filter(|_| stamp.records())
            && !self.times.has(code, no).unwrap_or_else(|| self.carriers_of(code).contains(&no))
        {
            self.by_code.change_or_default(code).push(no);
            self.note_shared(code);
            self.times.note_carrier(code, no);
        }
        let (code, ends_openly) = (change.code(), change.may_end() && !stamp.effective.is_exact());
        if let Some(record) = self.records.change(no.index()) {
            record.timeline.apply(stamp, change.clone());
        }
        self.times.note(Carriers { records: &self.records, by_code: &self.by_code }, no, stamp, change);
        if stamp.records() && ends_openly {
            self.ended_openly.insert(no, ());
        }
        if !self.ended_openly.is_empty() {
            self.follow(no, stamp, code, ends_openly);
        }
    }

    fn note_shared(&mut self, code: DivisionCode) {
        let carriers = self.by_code.get(&code).filter(|carriers| carriers.len() > 1);
        for no in carriers.into_iter().flatten() {
            if !self.shared.get(no).is_some_and(|codes| codes.contains(&code)) {
                self.shared.change_or_default(*no).insert(code);
            }
        }
    }

    /// Keeps which places had a code before another got it, for those that ended in a time within
    /// which that was.
    fn follow(&mut self, no: PlaceNo, stamp: Stamp, code: Option<DivisionCode>, ends_openly: bool) {
        let given = code.map(Place::Division);
        let around = given.map(|given| self.named_around(&given, stamp.effective)).unwrap_or_default();
        let before = around.into_iter().filter(|other| *other != no && self.ended_openly.contains(other));
        let before: Vec<PlaceNo> = before.collect();
        if !stamp.records() {
            let is_its = self.get(no).is_some_and(|record| record.timeline.holds(stamp.position, stamp.effective));
            for other in before.into_iter().filter(|_| is_its) {
                if let Some(record) = self.records.change(other.index()) {
                    record.timeline.apply_to_taken_over(stamp);
                }
            }
            return;
        }
        for (other, code) in before.into_iter().zip(code.into_iter().cycle()) {
            self.take_over(other, code, no, stamp.effective);
        }
        if self.ended_openly.contains(&no) {
            for (code, other, end) in self.taken_over_by(no, stamp.effective, code, ends_openly) {
                self.take_over(no, code, other, end);
            }
        }
    }

    /// The codes of a place and who may have got each within the time in which an end is dated: by
    /// the end that is recorded, for all codes; by every later end, for the code that is.
    fn taken_over_by(
        &self,
        no: PlaceNo,
        effective: PartialDate,
        code: Option<DivisionCode>,
        ends_openly: bool,
    ) -> Vec<(DivisionCode, PlaceNo, PartialDate)> {
        // Nobody else can have got the others.
        let Some(shared) = self.shared.get(&no) else { return Vec::new() };
        let timeline = || self.get(no).map(|record| &record.timeline);
        let ends = || timeline().into_iter().flat_map(|timeline| timeline.open_from(effective.first()));
        let ends = || ends().filter(|e| e.change.may_end() && !e.effective.is_exact());
        let code = code.filter(|code| shared.contains(code));
        let of_code = code.into_iter().flat_map(|code| ends().map(move |e| (code, e.effective)));
        let codes = shared.iter().filter(|_| ends_openly).map(|code| (*code, effective));
        let others = |(code, end): (DivisionCode, PartialDate)| {
            let others = self.named_around(&Place::Division(code), end).into_iter();
            others.filter(|other| *other != no).map(move |other| (code, other, end))
        };
        of_code.chain(codes).flat_map(others).collect()
    }

    /// Keeps which facts of a date, or of days within it, gave a code to another place within the
    /// time in which the end of one is dated.
    fn take_over(&mut self, ended: PlaceNo, code: DivisionCode, by: PlaceNo, date: PartialDate) {
        let Some(timeline) = self.get(ended).map(|record| &record.timeline) else { return };
        let ends_around = |given: PartialDate| {
            let mut ends = timeline.open_around(given.last()).filter(|e| e.change.may_end());
            ends.any(|e| may_show(given, e.effective))
        };
        let given = self.get(by).into_iter().flat_map(|record| record.timeline.ordered_around(date));
        let given = given.filter(|e| e.change.code() == Some(code) && ends_around(e.effective));
        let marked: Vec<_> = given.map(|e| (e.effective, e.position, e.marks())).collect();
        let Some(record) = self.records.change(ended.index()).filter(|_| !marked.is_empty()) else { return };
        for (effective, position, marks) in marked {
            record.timeline.take_over(effective, position, Held::Code(code), marks);
        }
        self.times.again(Carriers { records: &self.records, by_code: &self.by_code }, ended);
    }

    /// The number of a division whose registration under the code was withdrawn: it is free to be
    /// registered again, and what else is recorded of it stays with it.
    pub(crate) fn unregistered(&self, code: DivisionCode) -> Option<PlaceNo> {
        let waits =
            |no: &PlaceNo| self.get(*no).is_some_and(|record| !record.timeline.live().any(|e| e.change.begins()));
        let waiting: BTreeSet<PlaceNo> = self.times.withdrawn(code).filter(waits).collect();
        if waiting.len() < 2 {
            return waiting.first().copied();
        }
        self.carriers_of(code).iter().copied().find(|no| waiting.contains(no))
    }

    /// The number for a division that is being registered: the one of which the same is recorded
    /// for the date, as where two are split into one; else the one that has the code, else one that
    /// waits for it, else a new one.
    pub(crate) fn number_for_division(&mut self, code: DivisionCode, stamp: Stamp, change: &PlaceChange) -> PlaceNo {
        let effective = stamp.effective;
        if let Some(corrected) = stamp.stands_for.and_then(|stood_for| self.registered_at(code, stood_for)) {
            return corrected;
        }
        let mut around = self.named_around(&code.into(), effective).into_iter();
        if let Some(same) = around.find(|no| self.has(*no, effective, change)) {
            return same;
        }
        let day = AsOf::on(effective.last());
        let carries = |no: &PlaceNo| {
            let carries = |r: &PlaceRecord| r.is_open(day) && r.code_on(day) == Some(code);
            self.get(*no).is_some_and(|r| carries(r) && !r.may_have_given_up(effective))
        };
        let found = self.find(&Place::Division(code), day).filter(carries).or_else(|| self.unregistered(code));
        found.unwrap_or_else(|| self.push(PlaceRecord::default()))
    }

    /// The place that a recorded fact names beside its subject. Only recording looks at it: when
    /// the fact is taken back, its position is enough, whatever became of that place.
    pub(crate) fn named_by(&self, place: &Place, stamp: Stamp) -> Option<PlaceNo> {
        let found = self.find_for(place, stamp.effective);
        if stamp.records() { found } else { found.or_else(|| self.all_named(place).first().copied()) }
    }

    /// The number of a relocation site that was ever registered.
    pub(crate) fn number_of_site(&self, site: &SiteId) -> Option<PlaceNo> {
        self.by_site.get(site).copied()
    }

    /// The codes that more than one place ever got, in order, and those places.
    pub fn codes_given_again(&self) -> Vec<(DivisionCode, &[PlaceNo])> {
        let several = self.by_code.iter().filter(|(_, carriers)| carriers.len() > 1);
        let mut codes: Vec<_> = several.map(|(code, carriers)| (*code, carriers.as_slice())).collect();
        codes.sort_unstable();
        codes
    }

    /// The other places that may carry a code at the end of a day, by what counts now; none where
    /// that is not kept.
    pub(crate) fn may_carry(&self, code: DivisionCode, day: Date) -> Option<Vec<PlaceNo>> {
        match self.times.of(code) {
            Some(of) => Some(of.may_carry_on(day).collect()),
            None => self.times.lacks(code).then(|| self.carriers_of(code).to_vec()),
        }
    }

    /// The times of codes, where they say what is asked for.
    pub(crate) fn times_for(&self, as_of: AsOf) -> Option<&CodeTimes> {
        Some(&self.times).filter(|times| as_of.reading == Reading::Latest && times.is_known(as_of.known))
    }

    /// The places that ever got a code.
    pub fn carriers_of(&self, code: DivisionCode) -> &[PlaceNo] {
        self.by_code.get(&code).map(ThinVec::as_slice).unwrap_or_default()
    }

    /// Whether a place, once it has ended, goes on in another by mergers that count now.
    pub(crate) fn goes_on_in(&self, place: PlaceNo, other: PlaceNo) -> bool {
        let merged_into = |no: PlaceNo| self.get(no)?.timeline.live().find_map(|e| e.change.merged_into());
        let mut passed = vec![place];
        while let Some(next) = passed.last().and_then(|no| merged_into(*no)).filter(|no| !passed.contains(no)) {
            if next == other {
                return true;
            }
            passed.push(next);
        }
        false
    }

    /// The number for a relocation site that is being registered.
    pub(crate) fn number_for_site(&mut self, site: &SiteId) -> PlaceNo {
        if let Some(&no) = self.by_site.get(site) {
            return no;
        }
        let no = self.push(PlaceRecord { site: Some(site.clone()), timeline: Timeline::default() });
        self.by_site.insert(site.clone(), no);
        no
    }

    fn push(&mut self, record: PlaceRecord) -> PlaceNo {
        let no = PlaceNo::next_in(self.records.len());
        self.records.push(record);
        no
    }

    /// The chain of divisions above a place on a day, nearest first.
    pub fn ancestors(&self, place: PlaceNo, as_of: AsOf) -> Vec<PlaceNo> {
        let mut chain = Vec::new();
        let mut above = self.get(place).and_then(|r| r.parent_on(as_of));
        while let Some(no) = above.filter(|no| !chain.contains(no)) {
            chain.push(no);
            above = self.get(no).and_then(|r| r.parent_on(as_of));
        }
        chain
    }
}
