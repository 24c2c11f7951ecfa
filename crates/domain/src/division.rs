//! Divisions (行政区划): registered, renamed, recoded, merged, split, moved, abolished.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::division_code::{DivisionCode, Level};
use crate::facts::{Fact, Facts, Novelty};
use crate::ids::Name;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{Ending, PlaceChange, PlaceNo};
use crate::refusal::{AtLeast, Refusal};
use crate::timeline::Stamp;

/// A division was entered with its code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRegistered {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: Name,
}

/// A division got another name (更名).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRenamed {
    /// Its code.
    pub code: DivisionCode,
    /// The new name.
    pub name: Name,
}

/// A division got another code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRecoded {
    /// The code until then.
    pub code: DivisionCode,
    /// The code from then on.
    pub new_code: DivisionCode,
}

/// Divisions were merged into one that exists (合并). Those in `from` end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionsMerged {
    /// The divisions that end.
    pub from: Vec<DivisionCode>,
    /// The division that goes on with their area.
    pub into: DivisionCode,
}

/// A division was split (拆分): new ones begin in its area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// A division was abolished (撤销).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// The registered division above a code; none for a province.
fn parent_of(facts: &Facts, code: DivisionCode, effective: PartialDate) -> Result<Option<PlaceNo>, Refusal> {
    let Some(parent) = code.parent() else { return Ok(None) };
    let no = facts.places.existing(&Place::Division(parent), effective);
    no.map(Some).map_err(|_| Refusal::NoParent { code, parent, effective, at: facts.places.absence(parent, effective) })
}

impl DivisionRegistered {
    fn change(&self, facts: &Facts, effective: PartialDate) -> PlaceChange {
        let parent = self.code.parent().and_then(|parent| facts.places.find_for(&Place::Division(parent), effective));
        PlaceChange::DivisionRegistered { name: self.name.clone(), code: self.code, parent }
    }
}

impl Fact for DivisionRegistered {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        parent_of(facts, self.code, effective)?;
        let place = Place::Division(self.code);
        let change = self.change(facts, effective);
        if facts.places.have(&place, effective, &change) {
            return Ok(Novelty::AlreadyTrue);
        }
        let no = facts.places.unregistered(self.code);
        facts.codes_stay_apart(no, effective, &change)?;
        if let Some(no) = no {
            facts.places.admit(no, &place, effective, &change)?;
            facts.leaves_places(no, &place, effective, &change)?;
        }
        Ok(Novelty::New)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = self.change(facts, stamp.effective);
        let place = Place::Division(self.code);
        let numbers = if stamp.records() {
            thin_vec::thin_vec![facts.places.number_for_division(self.code, stamp.effective)]
        } else {
            facts.places.reached_by(&place, stamp)
        };
        if let Some(parent) = change.parent() {
            facts.resting.note_frame(parent, stamp);
        }
        for no in numbers {
            facts.places.apply(no, stamp, change.clone());
        }
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
    let (no, place) = existing(facts, code, effective)?;
    facts.places.admit(no, &place, effective, change)?;
    facts.leaves_places(no, &place, effective, change)?;
    facts.codes_stay_apart(Some(no), effective, change)?;
    Ok(Novelty::New)
}

fn apply_change(facts: &mut Facts, code: DivisionCode, stamp: Stamp, change: &PlaceChange) {
    for no in facts.places.reached_by(&Place::Division(code), stamp) {
        facts.places.apply(no, stamp, change.clone());
    }
}

impl Fact for DivisionRenamed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, self.code, effective, &PlaceChange::Renamed { name: self.name.clone() })
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, self.code, stamp, &PlaceChange::Renamed { name: self.name.clone() });
    }
}

impl DivisionRecoded {
    /// The division has the new code after it was recorded, so it is looked for under both.
    fn has_happened(&self, facts: &Facts, effective: PartialDate) -> bool {
        facts.places.have(&self.new_code.into(), effective, &PlaceChange::Recoded { code: self.new_code })
    }
}

impl Fact for DivisionRecoded {
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
}

impl Fact for DivisionsMerged {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        if !is_a_list(&self.from) || self.from.contains(&self.into) {
            return Err(Refusal::BadList { field: "from", least: AtLeast(1) });
        }
        let (into, _) = existing(facts, self.into, effective)?;
        let change = PlaceChange::Ended(Ending::MergedInto(into));
        let mut novelty = Novelty::AlreadyTrue;
        for &code in &self.from {
            if code.level() != self.into.level() {
                return Err(Refusal::WrongLevel { code, found: code.level(), needed: self.into.level() });
            }
            if facts.places.find_for(&code.into(), effective).is_some_and(|no| facts.places.goes_on_in(into, no)) {
                let merger = |change: &PlaceChange| change.merged_into().is_some();
                let at = facts.places.get(into).and_then(|record| record.timeline.last_of(merger));
                return Err(Refusal::MergesInACircle { code: self.into, into: code, at });
            }
            novelty = novelty.or(decide_change(facts, code, effective, &change)?);
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
}

impl Fact for DivisionSplit {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let codes: Vec<DivisionCode> = self.into.iter().map(|new| new.code).collect();
        if !is_a_list(&codes) {
            return Err(Refusal::BadList { field: "into", least: AtLeast(1) });
        }
        let needed = self.from.level();
        if let Some(&code) = codes.iter().find(|code| code.level() != needed) {
            return Err(Refusal::WrongLevel { code, found: code.level(), needed });
        }
        let mut novelty = Novelty::AlreadyTrue;
        for new in &self.into {
            novelty = novelty.or(new.decide(facts, effective)?);
        }
        if self.continues {
            existing(facts, self.from, effective)?;
        } else {
            novelty = novelty.or(decide_change(facts, self.from, effective, &PlaceChange::Ended(Ending::SplitUp))?);
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        // Before a new division can carry its code: it may be named by one that it had.
        if !self.continues {
            apply_change(facts, self.from, stamp, &PlaceChange::Ended(Ending::SplitUp));
        }
        self.into.iter().for_each(|new| new.apply(facts, stamp));
    }
}

impl DivisionMoved {
    fn change(&self, parent: PlaceNo) -> PlaceChange {
        PlaceChange::Moved { parent, code: self.new_code }
    }
}

impl Fact for DivisionMoved {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let (parent, _) = existing(facts, self.to, effective)?;
        let change = self.change(parent);
        if let Some(new_code) = self.new_code {
            if facts.places.have(&new_code.into(), effective, &change) {
                return Ok(Novelty::AlreadyTrue);
            }
            if new_code.level() != self.code.level() {
                let (found, needed) = (new_code.level(), self.code.level());
                return Err(Refusal::WrongLevel { code: new_code, found, needed });
            }
        }
        // A township may hang below a prefecture that has no counties.
        let is_above = self.to.level() < self.code.level() && self.code.level() != Level::Province;
        if !is_above {
            return Err(Refusal::ParentNotAbove { code: self.code, parent: self.to });
        }
        let novelty = decide_change(facts, self.code, effective, &change)?;
        if let (Novelty::New, Ok((no, _))) = (novelty, existing(facts, self.code, effective)) {
            facts.leaves_prefecture(no, self.code, parent, effective)?;
        }
        Ok(novelty)
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let Some(parent) = facts.places.named_by(&Place::Division(self.to), stamp) {
            facts.resting.note_frame(parent, stamp);
            apply_change(facts, self.code, stamp, &self.change(parent));
        }
    }
}

impl Fact for DivisionAbolished {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        decide_change(facts, self.code, effective, &PlaceChange::Ended(Ending::Abolished))
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        apply_change(facts, self.code, stamp, &PlaceChange::Ended(Ending::Abolished));
    }
}

/// Not empty, and nothing twice.
pub(crate) fn is_a_list<T: Ord>(items: &[T]) -> bool {
    let mut seen = BTreeSet::new();
    !items.is_empty() && items.iter().all(|item| seen.insert(item))
}
