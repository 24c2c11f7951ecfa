//! The facts about places: one dense list of divisions and relocation sites.
//!
//! A place keeps its number, and so its history, through renaming, recoding, moving, and through a
//! relocation site's becoming a community.

use std::collections::HashMap;
use std::ops::Range;

use thin_vec::ThinVec;

use crate::as_of::AsOf;
use crate::division_code::{DivisionCode, Level};
use crate::ids::{Name, SiteId};
use crate::in_the_way::{Absence, Tried};
use crate::numbers::dense_number;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::refusal::Refusal;
use crate::timeline::{Change, Entry, Lasting, Machine, Stamp, Timeline};

dense_number! {
    /// The number of a place: its index in [`PlaceFacts`].
    PlaceNo
}

crate::packed! { struct PlaceNo(number) }

/// What can change about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceChange {
    /// A division was registered.
    DivisionRegistered {
        /// Its name.
        name: Name,
        /// Its code.
        code: DivisionCode,
        /// The division above.
        parent: Option<PlaceNo>,
    },
    /// A relocation site was registered.
    SiteRegistered {
        /// Its name.
        name: Name,
        /// Its township, or its county where no township is known.
        parent: PlaceNo,
        /// The community whose land it stands on.
        host: Option<PlaceNo>,
    },
    /// It got another name.
    Renamed {
        /// The new name.
        name: Name,
    },
    /// It got another code.
    Recoded {
        /// The new code.
        code: DivisionCode,
    },
    /// It came under another division.
    Moved {
        /// The division above from now on.
        parent: PlaceNo,
        /// The new code, where the move brought one.
        code: Option<DivisionCode>,
    },
    /// A relocation site became a community.
    BecameCommunity {
        /// The community's name.
        name: Name,
        /// The community's code.
        code: DivisionCode,
        /// The township.
        parent: PlaceNo,
    },
    /// Its people were counted.
    PopulationCounted {
        /// How many there were.
        people: u32,
    },
    /// It ended.
    Ended(Ending),
}

crate::packed! { enum PlaceChange {
    0 = DivisionRegistered { name, code, parent },
    1 = SiteRegistered { name, parent, host },
    2 = Renamed { name },
    3 = Recoded { code },
    4 = Moved { parent, code },
    5 = BecameCommunity { name, code, parent },
    6 = PopulationCounted { people },
    7 = Ended(ending),
} }

/// How a place ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The division was abolished (撤销).
    Abolished,
    /// The division was merged into another (合并).
    MergedInto(PlaceNo),
    /// The division was split up (拆分).
    SplitUp,
    /// The relocation site was closed.
    Closed,
}

crate::packed! { enum Ending { 0 = Abolished, 1 = MergedInto(place), 2 = SplitUp, 3 = Closed } }

/// What a place is, as far as changes depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    fn begins(&self) -> bool {
        self.is_beginning()
    }

    fn turns(&self) -> bool {
        !matches!(
            self,
            Self::Renamed { .. } | Self::Recoded { .. } | Self::Moved { .. } | Self::PopulationCounted { .. }
        )
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
            | (Self::Division, PlaceChange::Recoded { .. } | PlaceChange::Moved { .. }) => Some(Self::Division),
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
    records: Vec<PlaceRecord>,
    by_code: HashMap<DivisionCode, ThinVec<PlaceNo>>,
    by_site: HashMap<SiteId, PlaceNo>,
}

crate::packed! { struct PlaceFacts { records, by_code, by_site } }

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
        self.last(as_of, PlaceChange::parent)
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
            | PlaceChange::BecameCommunity { .. }
            | PlaceChange::PopulationCounted { .. }
            | PlaceChange::Ended(_) => None,
        })
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

impl PlaceChange {
    /// Whether the place begins with it.
    pub const fn is_beginning(&self) -> bool {
        matches!(self, Self::DivisionRegistered { .. } | Self::SiteRegistered { .. })
    }

    /// The name it brings.
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::DivisionRegistered { name, .. }
            | Self::SiteRegistered { name, .. }
            | Self::Renamed { name }
            | Self::BecameCommunity { name, .. } => Some(name),
            Self::Recoded { .. } | Self::Moved { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => None,
        }
    }

    /// The code it brings.
    pub const fn code(&self) -> Option<DivisionCode> {
        match self {
            Self::DivisionRegistered { code, .. } | Self::Recoded { code } | Self::BecameCommunity { code, .. } => {
                Some(*code)
            }
            Self::Moved { code, .. } => *code,
            Self::SiteRegistered { .. } | Self::Renamed { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => {
                None
            }
        }
    }

    /// The division above that it brings.
    pub const fn parent(&self) -> Option<PlaceNo> {
        match self {
            Self::DivisionRegistered { parent, .. } => *parent,
            Self::SiteRegistered { parent, .. } | Self::Moved { parent, .. } | Self::BecameCommunity { parent, .. } => {
                Some(*parent)
            }
            Self::Renamed { .. } | Self::Recoded { .. } | Self::PopulationCounted { .. } | Self::Ended(_) => None,
        }
    }

    /// The other places that it names: the division above, the host of a site, what the place was merged into.
    pub(crate) const fn names(&self) -> [Option<PlaceNo>; 2] {
        let host = if let Self::SiteRegistered { host, .. } = self { *host } else { None };
        match self.merged_into() {
            Some(into) => [Some(into), None],
            None => [self.parent(), host],
        }
    }

    /// The count that it brings.
    pub const fn people(&self) -> Option<u32> {
        match self {
            Self::PopulationCounted { people } => Some(*people),
            Self::DivisionRegistered { .. }
            | Self::SiteRegistered { .. }
            | Self::Renamed { .. }
            | Self::Recoded { .. }
            | Self::Moved { .. }
            | Self::BecameCommunity { .. }
            | Self::Ended(_) => None,
        }
    }

    /// The place that it was merged into.
    pub const fn merged_into(&self) -> Option<PlaceNo> {
        match self {
            Self::Ended(Ending::MergedInto(into)) => Some(*into),
            Self::Ended(Ending::Abolished | Ending::SplitUp | Ending::Closed)
            | Self::DivisionRegistered { .. }
            | Self::SiteRegistered { .. }
            | Self::Renamed { .. }
            | Self::Recoded { .. }
            | Self::Moved { .. }
            | Self::BecameCommunity { .. }
            | Self::PopulationCounted { .. } => None,
        }
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
        (0..).map(PlaceNo::at).zip(&self.records)
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

    /// The place that people mean: the division that carries the code on that day, else the one that carried it
    /// last by then, else the one that got it first after. Only facts that are known matter, not where they stand in the log.
    pub fn find(&self, place: &Place, as_of: AsOf) -> Option<PlaceNo> {
        // What another statement outranks on some days names a place all the same.
        let known =
            |no: &PlaceNo| self.get(*no).into_iter().flat_map(|r| r.timeline.all()).filter(|e| e.is_known(as_of.known));
        match place {
            Place::Site(id) => self.by_site.get(id).copied().filter(|no| known(no).any(|e| e.change.begins())),
            Place::Division(code) => {
                let candidates = self.by_code.get(code)?;
                if let [only] = candidates.as_slice() {
                    return Some(*only).filter(|no| known(no).any(|e| e.change.code() == Some(*code)));
                }
                let carrying = candidates.iter().filter_map(|no| Some((self.get(*no)?.carrying(*code, as_of)?, *no)));
                carrying.max().map(|(_, no)| no)
            }
        }
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

    /// The numbers a fact about `place` goes to: one when it is recorded, all that ever carried the
    /// name when it is taken back (only the one that has it will change).
    pub(crate) fn reached_by(&self, place: &Place, stamp: Stamp) -> ThinVec<PlaceNo> {
        if stamp.records() {
            return self.find_for(place, stamp.effective).into_iter().collect();
        }
        self.all_named(place)
    }

    /// An existing place, or the refusal that says why not: it must be able to exist on some day
    /// of the date.
    pub(crate) fn existing(&self, place: &Place, effective: PartialDate) -> Result<PlaceNo, Refusal> {
        let no = self.find_for(place, effective).ok_or_else(|| Refusal::UnknownPlace { place: place.clone() })?;
        let may_exist = self.get(no).is_some_and(|r| r.timeline.may_exist_within::<PlaceState>(effective));
        may_exist.then_some(no).ok_or_else(|| self.not_open(no, place, effective))
    }

    /// The refusal of what needs a place on days on which it does not exist.
    fn not_open(&self, no: PlaceNo, place: &Place, effective: PartialDate) -> Refusal {
        let timeline = self.get(no).map(|record| &record.timeline);
        let into = timeline.and_then(|timeline| timeline.beyond::<PlaceState>(effective)?.0.change.merged_into());
        let into = into.and_then(|into| self.get(into)?.place_on(AsOf::on(effective.last())));
        let at = timeline.and_then(|timeline| timeline.absence::<PlaceState>(effective));
        Refusal::PlaceNotOpen { place: place.clone(), effective, at, into }
    }

    /// Why the division that a code means does not exist on the days of a date, if one is meant.
    pub(crate) fn absence(&self, code: DivisionCode, effective: PartialDate) -> Option<Absence> {
        let no = self.find_for(&Place::Division(code), effective)?;
        self.get(no)?.timeline.absence::<PlaceState>(effective)
    }

    /// An existing place for which coverage is assessed.
    pub(crate) fn assessed(&self, place: &Place, effective: PartialDate) -> Result<PlaceNo, Refusal> {
        if let Place::Division(code) = place
            && code.level() != Level::Community
        {
            return Err(Refusal::NotAssessed { place: place.clone() });
        }
        self.existing(place, effective)
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
            return Err(Refusal::UnknownPlace { place: place.clone() });
        };
        record.timeline.admits::<PlaceState>(effective, change).map_err(|obstacle| {
            let at = obstacle.fact().or_else(|| record.timeline.next_after(effective, change, Change::begins));
            Refusal::PlaceClash { place: place.clone(), effective: Tried::of(effective, change), at }
        })
    }

    /// Whether the same change is recorded for the same date of a place that has or had the name. When
    /// a code passes from one division to another within a day, it may be the other one.
    pub(crate) fn have(&self, place: &Place, effective: PartialDate, change: &PlaceChange) -> bool {
        self.all_named(place).into_iter().any(|no| self.has(no, effective, change))
    }

    /// Whether the same change is recorded of the place for the same date.
    pub(crate) fn has(&self, no: PlaceNo, effective: PartialDate, change: &PlaceChange) -> bool {
        self.get(no).is_some_and(|r| r.timeline.has(effective, change))
    }

    pub(crate) fn apply(&mut self, no: PlaceNo, stamp: Stamp, change: PlaceChange) {
        if let Some(code) = change.code().filter(|_| stamp.records()) {
            let carriers = self.by_code.entry(code).or_default();
            if !carriers.contains(&no) {
                carriers.push(no);
            }
        }
        if let Some(record) = self.records.get_mut(no.index()) {
            record.timeline.apply(stamp, change);
        }
    }

    /// The number of a division whose registration under the code was withdrawn: it is free to be
    /// registered again, and what else is recorded of it stays with it.
    pub(crate) fn unregistered(&self, code: DivisionCode) -> Option<PlaceNo> {
        self.by_code.get(&code)?.iter().copied().find(|no| {
            let Some(record) = self.get(*no) else { return false };
            let registers = |e: Entry<'_, PlaceChange>| e.change.begins() && e.change.code() == Some(code);
            record.timeline.all().any(registers) && !record.timeline.live().any(|e| e.change.begins())
        })
    }

    /// The number for a division that is being registered: the one that has the code, else one that
    /// waits for it, else a new one.
    pub(crate) fn number_for_division(&mut self, code: DivisionCode, effective: PartialDate) -> PlaceNo {
        let day = AsOf::on(effective.last());
        let carries = |no: &PlaceNo| self.get(*no).is_some_and(|r| r.is_open(day) && r.code_on(day) == Some(code));
        let found = self.find(&Place::Division(code), day).filter(carries).or_else(|| self.unregistered(code));
        found.unwrap_or_else(|| self.push(PlaceRecord::default()))
    }

    /// The place that a recorded fact names beside its subject. Only recording looks at it: when the
    /// fact is taken back, its position is enough, whatever became of that place.
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

    /// The prefecture that a place lies in on a day.
    pub fn prefecture_of(&self, place: PlaceNo, as_of: AsOf) -> Option<PlaceNo> {
        let is_prefecture = |no: &PlaceNo| {
            let code = self.get(*no).and_then(|r| r.code_on(as_of));
            code.is_some_and(|code| code.level() == Level::Prefecture)
        };
        std::iter::once(place).chain(self.ancestors(place, as_of)).find(is_prefecture)
    }
}
