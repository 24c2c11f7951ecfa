//! Divisions (行政区划): registered, renamed, recoded, merged, split, moved, abolished.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::division_code::DivisionCode;
use crate::event::Event;
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::Name;
use crate::ids::Position;
use crate::in_the_way::{Absence, Tried};
use crate::matter::{Matter, Subject};
use crate::meant_places::visit_parent;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{Ending, PlaceChange, PlaceNo};
use crate::recorded_at::ChangeSearch;
use crate::refusal::{AtLeast, NotAbove, Refusal};
use crate::timeline::Stamp;

/// A division was entered with its code and name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRegistered {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: Name,
    /// The division directly above, where it is not the one that the digits of the code name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<DivisionCode>,
}

/// A division got another name (更名).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRenamed {
    /// Its code.
    pub code: DivisionCode,
    /// The new name.
    pub name: Name,
}

/// A division got another code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRecoded {
    /// The code until then.
    pub code: DivisionCode,
    /// The code from then on.
    pub new_code: DivisionCode,
}

/// Divisions were merged into one that exists (合并). Those in `from` end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionsMerged {
    /// The divisions that end.
    pub from: Vec<DivisionCode>,
    /// The division that goes on with their area.
    pub into: DivisionCode,
}

/// A division was split (拆分): new ones begin in its area.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionSplit {
    /// The division that is split.
    pub from: DivisionCode,
    /// The new divisions.
    pub into: Vec<DivisionRegistered>,
    /// Whether the old one goes on with the rest of its area.
    #[serde(default)]
    pub continues: bool,
}

/// A division came under another one (划转).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionMoved {
    /// Its code until then.
    pub code: DivisionCode,
    /// The division above from then on.
    pub to: DivisionCode,
    /// Its code from then on, if the move brought one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_code: Option<DivisionCode>,
}

/// A division came to stand on another level and goes on (镇改市、县级市升地级市、直辖).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionConverted {
    /// Its code until then.
    pub code: DivisionCode,
    /// Its code from then on, which stands on the other level.
    pub new_code: DivisionCode,
    /// The division directly above from then on, where it is not the one that the digits of the new
    /// code name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<DivisionCode>,
}

/// A division was abolished (撤销).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionAbolished {
    /// Its code.
    pub code: DivisionCode,
}

/// Finds an existing division.
fn existing(facts: &Facts, code: DivisionCode, effective: PartialDate) -> Result<(PlaceNo, Place), Refusal> {
    let place = Place::Division(code);
    facts.places.existing(&place, effective).map(|no| (no, place))
}

/// Whether one division can be above another. A township may hang below a prefecture that has no
/// counties.
pub(crate) fn check_above(code: DivisionCode, parent: DivisionCode) -> Result<(), Refusal> {
    let why = if parent.level() >= code.level() {
        NotAbove::Levels { below: code.level(), above: parent.level() }
    } else if parent.governs_nothing() {
        NotAbove::GovernsNothing
    } else {
        return Ok(());
    };
    Err(Refusal::ParentNotAbove { code, parent, why, at: None })
}

/// The division directly above a code; the refusal where it does not exist, or cannot be above.
fn hung_below(
    facts: &Facts,
    code: DivisionCode,
    parent: Option<DivisionCode>,
    effective: PartialDate,
) -> Result<Option<PlaceNo>, Refusal> {
    let Some(parent) = parent else { return Ok(None) };
    check_above(code, parent)?;
    let no = facts.places.existing(&Place::Division(parent), effective);
    no.map(Some).map_err(|_| Refusal::NoParent { code, parent, effective, at: facts.places.absence(parent, effective) })
}

impl DivisionRegistered {
    /// A division below the one that the digits of its code name.
    pub const fn new(code: DivisionCode, name: Name) -> Self {
        Self { code, name, above: None }
    }

    /// The code of the division directly above; none for a province.
    fn parent(&self) -> Option<DivisionCode> {
        self.above.or_else(|| self.code.parent())
    }

    /// Leaves out a division above that the digits name too.
    fn leave_out_usual(&mut self) {
        self.above = self.above.filter(|above| Some(*above) != self.code.parent());
    }

    fn change(&self, facts: &Facts, effective: PartialDate) -> PlaceChange {
        let parent = self.parent().and_then(|parent| facts.places.find_for(&Place::Division(parent), effective));
        PlaceChange::DivisionRegistered { name: self.name.clone(), code: self.code, parent }
    }

    fn visit_above(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        match &mut self.above {
            Some(above) => visit(above),
            None => visit_parent(self.code, visit),
        }
    }
}

impl DivisionRegistered {
    /// Whether it may be registered; beside the end of a division whose code it may get, if one is
    /// split into it.
    fn decide_beside(&self, facts: &Facts, effective: PartialDate, split: Option<PlaceNo>) -> Result<Novelty, Refusal> {
        hung_below(facts, self.code, self.parent(), effective)?;
        let place = Place::Division(self.code);
        let change = self.change(facts, effective);
        if facts.places.have(&place, effective, &change) {
            return Ok(Novelty::AlreadyTrue);
        }
        let no = facts.places.unregistered(self.code);
        facts.codes_stay_apart_beside(no, effective, &change, split)?;
        if let Some(no) = no {
            facts.places.admit(no, &place, effective, &change)?;
            facts.leaves_places(no, &place, effective, &change)?;
            facts.leaves_prefecture(no, &place, effective, &change)?;
        }
        Ok(Novelty::New)
    }
}

impl EventRules for DivisionRegistered {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        self.decide_beside(facts, effective, None)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = self.change(facts, stamp.effective);
        let place = Place::Division(self.code);
        let numbers = if stamp.records() {
            thin_vec::thin_vec![facts.places.number_for_division(self.code, stamp, &change)]
        } else {
            facts.places.changed_by(&place, stamp, &change)
        };
        if let Some(parent) = change.parent() {
            facts.resting.note_frame(parent, stamp);
        }
        for no in numbers {
            facts.places.apply(no, stamp, &change);
        }
    }

    fn places(&self) -> Vec<Place> {
        vec![self.code.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        self.visit_above(visit);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.registration(self)]
    }
}

/// What most facts about one division do: admit one change, then make it.
fn decide_change(
    facts: &Facts,
    code: DivisionCode,
    effective: PartialDate,
    change: &PlaceChange,
) -> Result<Novelty, Refusal> {
    let place = Place::Division(code);
    if facts.places.have(&place, effective, change) {
        return Ok(Novelty::AlreadyTrue);
    }
    let no = facts.places.existing_to_change(&place, effective, change)?;
    facts.places.admit(no, &place, effective, change)?;
    facts.leaves_places(no, &place, effective, change)?;
    facts.codes_stay_apart(Some(no), effective, change)?;
    Ok(Novelty::New)
}

fn apply_change(facts: &mut Facts, code: DivisionCode, stamp: Stamp, change: &PlaceChange) {
    for no in facts.places.changed_by(&Place::Division(code), stamp, change) {
        facts.places.apply(no, stamp, change);
    }
}

impl EventRules for DivisionRenamed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, self.code, effective, &PlaceChange::Renamed { name: self.name.clone() })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, self.code, stamp, &PlaceChange::Renamed { name: self.name.clone() });
    }

    fn places(&self) -> Vec<Place> {
        vec![self.code.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit(&mut self.code);
    }

    fn matter(&self, facts: &Facts, effective: PartialDate) -> Option<Matter> {
        Some(Matter::new(Subject::Place(facts.places.find_for(&self.code.into(), effective)), "name"))
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.renaming(&self.code.into(), &self.name)]
    }
}

impl DivisionRecoded {
    /// The division has the new code after it was recorded, so it is looked for under both.
    fn has_happened(&self, facts: &Facts, effective: PartialDate) -> bool {
        let change = PlaceChange::Recoded { code: self.new_code };
        facts.places.have_of(&self.code.into(), &self.new_code.into(), effective, &change)
    }
}

impl EventRules for DivisionRecoded {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if self.has_happened(facts, effective) {
            return Ok(Novelty::AlreadyTrue);
        }
        if self.new_code.level() != self.code.level() {
            let (found, needed) = (self.new_code.level(), self.code.level());
            return Err(Refusal::WrongLevel { code: self.new_code, found, needed });
        }
        if self.new_code == self.code {
            return Err(Refusal::SameCode { code: self.code });
        }
        decide_change(facts, self.code, effective, &PlaceChange::Recoded { code: self.new_code })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, self.code, stamp, &PlaceChange::Recoded { code: self.new_code });
    }

    fn places(&self) -> Vec<Place> {
        vec![self.code.into(), self.new_code.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit(&mut self.code);
    }

    fn codes_given_up(&self) -> Vec<DivisionCode> {
        vec![self.code]
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &PlaceChange| *change == PlaceChange::Recoded { code: self.new_code };
        vec![search.place(&self.new_code.into(), is_it)]
    }
}

impl EventRules for DivisionsMerged {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if !is_a_list(&self.from) || self.from.contains(&self.into) {
            return Err(Refusal::BadList { field: "from", least: AtLeast(1) });
        }
        let (into, _) = existing(facts, self.into, effective)?;
        let change = PlaceChange::Ended(Ending::MergedInto(into));
        let mut novelty = Novelty::AlreadyTrue;
        let mut named = vec![(self.into, into)];
        for &code in &self.from {
            if code.level() != self.into.level() {
                return Err(Refusal::WrongLevel { code, found: code.level(), needed: self.into.level() });
            }
            let ends = facts.places.find_changed(&code.into(), effective, &change);
            if ends.is_some_and(|no| facts.places.goes_on_in(into, no)) {
                let merger = |change: &PlaceChange| change.merged_into().is_some();
                let at = facts.places.get(into).and_then(|record| record.timeline.last_of(merger));
                return Err(Refusal::MergesInACircle { code: self.into, into: code, at });
            }
            let decided = decide_change(facts, code, effective, &change)?;
            if let (Novelty::New, Some(no)) = (decided, ends) {
                if let Some((other, _)) = named.iter().find(|(_, named)| *named == no) {
                    let effective = Tried::of(effective, &change);
                    let at = facts.places.coded(no);
                    return Err(Refusal::CodesOfOneDivision { code, other: *other, effective, at });
                }
                named.push((code, no));
            }
            novelty = novelty.or(decided);
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(into) = facts.places.named_by(&Place::Division(self.into), stamp) {
            let change = PlaceChange::Ended(Ending::MergedInto(into));
            facts.resting.note_frame(into, stamp);
            self.from.iter().for_each(|&code| apply_change(facts, code, stamp, &change));
        }
    }

    fn places(&self) -> Vec<Place> {
        self.from.iter().chain([&self.into]).map(|&code| code.into()).collect()
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        self.from.iter_mut().chain([&mut self.into]).for_each(visit);
    }

    fn codes_given_up(&self) -> Vec<DivisionCode> {
        self.from.clone()
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &PlaceChange| change.merged_into().is_some();
        self.from.iter().map(|&code| search.place(&code.into(), is_it)).collect()
    }
}

impl DivisionSplit {
    /// Whether the same new divisions are recorded as split off from the same one on the same date,
    /// whether or not that went on.
    fn has_happened(&self, facts: &Facts, effective: PartialDate) -> bool {
        let places = &facts.places;
        let recorded = |no: PlaceNo| places.get(no).into_iter().flat_map(|r| r.timeline.standing_for(effective));
        let ended = |no: PlaceNo| recorded(no).filter(|e| *e.change == PlaceChange::Ended(Ending::SplitUp));
        let went_on = |no: PlaceNo| facts.resting.split_from(no).filter(|(date, _)| *date == effective);
        let standing = |position: &Position| facts.withdrawn(*position).is_none();
        let is_made = |new: &DivisionRegistered, at: Position| {
            let named = places.named_around(&new.code.into(), effective).into_iter();
            let registers = |change: &PlaceChange| matches!(change, PlaceChange::DivisionRegistered { code, name, .. } if *code == new.code && *name == new.name);
            named.flat_map(recorded).any(|e| e.position == at && registers(e.change))
        };
        let from = places.named_around(&self.from.into(), effective).into_iter();
        let splits = from.flat_map(|no| {
            let ended: Vec<Position> = ended(no).map(|e| e.position).collect();
            ended.into_iter().chain(went_on(no).map(|(_, position)| position))
        });
        splits.filter(standing).any(|at| self.into.iter().all(|new| is_made(new, at)))
    }
}

impl EventRules for DivisionSplit {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let codes: Vec<DivisionCode> = self.into.iter().map(|new| new.code).collect();
        if !is_a_list(&codes) {
            return Err(Refusal::BadList { field: "into", least: AtLeast(1) });
        }
        let needed = self.from.level();
        if let Some(&code) = codes.iter().find(|code| code.level() != needed) {
            return Err(Refusal::WrongLevel { code, found: code.level(), needed });
        }
        if self.has_happened(facts, effective) {
            return Ok(Novelty::AlreadyTrue);
        }
        let ends = PlaceChange::Ended(Ending::SplitUp);
        let split = facts.places.find_changed(&self.from.into(), effective, &ends).filter(|_| !self.continues);
        for new in &self.into {
            // Then the one that is split is not known yet.
            if let Some(made) = split.filter(|no| facts.places.has(*no, effective, &new.change(facts, effective))) {
                let begins =
                    facts.places.get(made).and_then(|record| record.timeline.last_of(PlaceChange::is_beginning));
                let (place, at) = (self.from.into(), begins.map(Absence::NotYet));
                return Err(Refusal::PlaceNotOpen { place, effective, at, into: None });
            }
            new.decide_beside(facts, effective, split)?;
        }
        if self.continues {
            existing(facts, self.from, effective)?;
        } else {
            decide_change(facts, self.from, effective, &ends)?;
        }
        // Another one may have made the same division, or a registration: that is so all the same.
        Ok(Novelty::New)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        // Before a new division can carry its code: it may be named by one that it had.
        if !self.continues {
            apply_change(facts, self.from, stamp, &PlaceChange::Ended(Ending::SplitUp));
        } else if let Some(from) = facts.places.find_for(&self.from.into(), stamp.effective) {
            facts.resting.note_split(from, stamp);
        }
        self.into.iter().for_each(|new| new.apply(facts, stamp));
    }

    fn places(&self) -> Vec<Place> {
        std::iter::once(self.from).chain(self.into.iter().map(|new| new.code)).map(Place::from).collect()
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit(&mut self.from);
        self.into.iter_mut().for_each(|new| new.visit_above(visit));
    }

    fn codes_given_up(&self) -> Vec<DivisionCode> {
        Some(self.from).filter(|_| !self.continues).into_iter().collect()
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let ended = (!self.continues).then(|| search.ending(&self.from.into(), Ending::SplitUp));
        ended.into_iter().chain(self.into.iter().map(|new| search.registration(new))).collect()
    }
}

impl DivisionMoved {
    fn change(&self, parent: PlaceNo) -> PlaceChange {
        PlaceChange::Moved { parent, code: self.new_code }
    }
}

impl EventRules for DivisionMoved {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let (parent, _) = existing(facts, self.to, effective)?;
        let change = self.change(parent);
        if let Some(new_code) = self.new_code {
            if facts.places.have_of(&self.code.into(), &new_code.into(), effective, &change) {
                return Ok(Novelty::AlreadyTrue);
            }
            if new_code.level() != self.code.level() {
                let (found, needed) = (new_code.level(), self.code.level());
                return Err(Refusal::WrongLevel { code: new_code, found, needed });
            }
        }
        check_above(self.code, self.to)?;
        let novelty = decide_change(facts, self.code, effective, &change)?;
        let place = Place::Division(self.code);
        if let (Novelty::New, Ok(no)) = (novelty, facts.places.existing_to_change(&place, effective, &change)) {
            facts.leaves_prefecture(no, &place, effective, &change)?;
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(parent) = facts.places.named_by(&Place::Division(self.to), stamp) {
            facts.resting.note_frame(parent, stamp);
            apply_change(facts, self.code, stamp, &self.change(parent));
        }
    }

    fn places(&self) -> Vec<Place> {
        std::iter::once(self.code).chain(self.new_code).map(Place::from).collect()
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        [&mut self.code, &mut self.to].into_iter().for_each(visit);
    }

    fn codes_given_up(&self) -> Vec<DivisionCode> {
        self.new_code.map(|_| self.code).into_iter().collect()
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &PlaceChange| matches!(change, PlaceChange::Moved { code, .. } if *code == self.new_code);
        vec![search.place(&self.new_code.unwrap_or(self.code).into(), is_it)]
    }
}

/// Leaves out of an event a division above that the digits of a code name too: stated or not, the
/// fact is the same.
pub fn leave_out_usual_above(event: &mut Event) {
    if let Event::DivisionRegistered(registered) = event {
        registered.leave_out_usual();
    } else if let Event::DivisionSplit(split) = event {
        split.into.iter_mut().for_each(DivisionRegistered::leave_out_usual);
    } else if let Event::DivisionConverted(converted) = event {
        converted.above = converted.above.filter(|above| Some(*above) != converted.new_code.parent());
    }
}

impl DivisionConverted {
    /// The code of the division directly above from then on; none for a province.
    fn parent(&self) -> Option<DivisionCode> {
        self.above.or_else(|| self.new_code.parent())
    }

    fn change(&self, parent: Option<PlaceNo>) -> PlaceChange {
        PlaceChange::Converted { code: self.new_code, parent }
    }
}

impl EventRules for DivisionConverted {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let (code, new_code) = (self.code, self.new_code);
        if new_code.level() == code.level() {
            return Err(Refusal::SameLevel { code: new_code, level: code.level() });
        }
        let parent = hung_below(facts, new_code, self.parent(), effective)?;
        let change = self.change(parent);
        if facts.places.have_of(&code.into(), &new_code.into(), effective, &change) {
            return Ok(Novelty::AlreadyTrue);
        }
        let novelty = decide_change(facts, code, effective, &change)?;
        let place = Place::Division(code);
        if let (Novelty::New, Ok(no)) = (novelty, facts.places.existing_to_change(&place, effective, &change)) {
            facts.leaves_prefecture(no, &place, effective, &change)?;
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let above = self.parent().map(Place::Division);
        let parent = above.as_ref().and_then(|above| facts.places.named_by(above, stamp));
        if above.is_some() && parent.is_none() {
            return;
        }
        if let Some(parent) = parent {
            facts.resting.note_frame(parent, stamp);
        }
        apply_change(facts, self.code, stamp, &self.change(parent));
    }

    fn places(&self) -> Vec<Place> {
        vec![self.code.into(), self.new_code.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit(&mut self.code);
        match &mut self.above {
            Some(above) => visit(above),
            None => visit_parent(self.new_code, visit),
        }
    }

    fn codes_given_up(&self) -> Vec<DivisionCode> {
        vec![self.code]
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it =
            |change: &PlaceChange| matches!(change, PlaceChange::Converted { code, .. } if *code == self.new_code);
        vec![search.place(&self.new_code.into(), is_it)]
    }
}

impl EventRules for DivisionAbolished {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, self.code, effective, &PlaceChange::Ended(Ending::Abolished))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, self.code, stamp, &PlaceChange::Ended(Ending::Abolished));
    }

    fn places(&self) -> Vec<Place> {
        vec![self.code.into()]
    }

    fn each_code(&mut self, visit: &mut dyn FnMut(&mut DivisionCode)) {
        visit(&mut self.code);
    }

    fn codes_given_up(&self) -> Vec<DivisionCode> {
        vec![self.code]
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.ending(&self.code.into(), Ending::Abolished)]
    }
}

/// Not empty, and nothing twice.
pub(crate) fn is_a_list<T: Ord>(items: &[T]) -> bool {
    let mut seen = BTreeSet::new();
    !items.is_empty() && items.iter().all(|item| seen.insert(item))
}
