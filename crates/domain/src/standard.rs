//! Coverage standards: which elements a place must have, as data with the date from which it holds.

use jiff::civil::date;
use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::by_id::Decision;
use crate::catalogue::{CHILDRENS_HOME, LECTURE_TEAM, WOMENS_COUNCIL, WOMENS_FEDERATION, WOMENS_HOME};
use crate::division::is_a_list;
use crate::division_code::Level;
use crate::entry::place_of;
use crate::event::Event;
use crate::facts::{EventRules, Facts, Novelty};
use crate::holds::Holds;
use crate::ids::Position;
use crate::ids::{KindCode, Name, Note, StandardId, TextError};
use crate::in_the_way::{EndsWith, InTheWay, Tried};
use crate::packed::{NotPacked, Packed, Packer, Unpacker};
use crate::partial_date::PartialDate;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::term_of_office::TermOfOffice;
use crate::timeline::{Change, FoldedOn, Machine, Stamp};

/// A coverage standard (覆盖标准).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its identifier, such as `five-ones-2020`.
    pub id: StandardId,
    /// Its Chinese name.
    pub zh: Name,
    /// Its English name.
    pub en: Name,
    /// The document it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Note>,
    /// What is required, one entry a kind.
    pub requirements: Vec<Requirement>,
    /// For how many years committees are elected, by level and day of election, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<TermOfOffice>,
}

/// What a standard requires of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The element kind.
    pub kind: KindCode,
    /// Of communities.
    pub communities: Need,
    /// Of relocation sites.
    pub sites: Need,
    /// Whether the element's last inspection must have found it up to its building standard.
    #[serde(default)]
    pub must_pass_inspection: bool,
    /// For federations: for how many years after its election a committee counts as in office; a
    /// federation without such a committee does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee_term_years: Option<u8>,
    /// For federations: whether the committee must be in its term by the standard's own
    /// [`terms`](Standard::terms); a federation without such a committee does not count.
    #[serde(default)]
    pub committee_in_term: bool,
}

/// Whether a place needs an element, and whether a neighbour's will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Not needed.
    NotRequired,
    /// One of its own.
    Own,
    /// One of its own, or a neighbour's.
    OwnOrShared,
    /// One of its own from so many people on; a neighbour's will do below. A place whose people
    /// were never counted is not known to be so large, and a neighbour's will do.
    OwnFrom(u32),
}

/// A standard was adopted. It holds from its effective date until another is adopted or it is
/// repealed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardAdopted {
    /// The standard, whole.
    pub standard: Standard,
}

/// A standard was repealed (废止).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardRepealed {
    /// The standard.
    pub standard: StandardId,
}

/// In the form of the log: it is kept whole.
impl Packed for Standard {
    fn pack(&self, to: &mut Packer<'_>) {
        to.event(Event::StandardAdopted(StandardAdopted { standard: self.clone() }));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        if let Event::StandardAdopted(event) = from.event()? { Ok(event.standard) } else { Err(NotPacked) }
    }
}

/// What can change about a standard.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StandardChange {
    /// It was adopted.
    Adopted(Box<Standard>),
    /// It was repealed.
    Repealed,
}

crate::packed! { enum StandardChange { 0 = Adopted(standard), 1 = Repealed } }

/// Whether a standard is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StandardState {
    /// Not adopted.
    #[default]
    Unknown,
    /// Adopted and not repealed: in force.
    Adopted,
    /// Adopted once, and no longer in force.
    Repealed,
}

impl Change for StandardChange {
    type State = StandardState;

    fn begins(&self) -> bool {
        matches!(self, Self::Adopted(_))
    }

    fn holds(&self) -> Option<Holds> {
        Some(match self {
            Self::Adopted(_) => Holds::Adopted,
            Self::Repealed => Holds::Repealed,
        })
    }

    fn ends(&self) -> bool {
        matches!(self, Self::Repealed)
    }

    fn opens_like(&self, later: &Self) -> bool {
        matches!((self, later), (Self::Adopted(_), Self::Adopted(_)))
    }
}

impl Machine for StandardState {
    type Change = StandardChange;

    fn after(&self, change: &StandardChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown | Self::Repealed, StandardChange::Adopted(_)) => Some(Self::Adopted),
            (Self::Adopted, StandardChange::Repealed) => Some(Self::Repealed),
            _ => None,
        }
    }
}

impl Standard {
    /// The standard of 柳妇〔2020〕7号, 五(一): all five; relocation sites of 800 people or more
    /// have their own, smaller ones may share those of a nearby village or community.
    pub fn five_ones_2020() -> Result<Self, TextError> {
        let kinds = [WOMENS_FEDERATION, WOMENS_HOME, CHILDRENS_HOME, WOMENS_COUNCIL, LECTURE_TEAM];
        let requirement = |kind: &str| {
            Ok(Requirement {
                kind: KindCode::parse(kind)?,
                communities: Need::Own,
                sites: Need::OwnFrom(800),
                must_pass_inspection: false,
                committee_term_years: None,
                committee_in_term: false,
            })
        };
        Ok(Self {
            id: StandardId::parse("five-ones-2020")?,
            zh: Name::parse("“五个一”（2020）")?,
            en: Name::parse("Five Ones (2020)")?,
            source: Some(Note::parse("柳妇〔2020〕7号 五(一)")?),
            requirements: kinds.into_iter().map(requirement).collect::<Result<_, TextError>>()?,
            terms: known_terms()?,
        })
    }
}

/// The terms of office as far as their sources could be read.
fn known_terms() -> Result<Vec<TermOfOffice>, TextError> {
    let term = |level, from, years, source| Ok(TermOfOffice { level, from, years, source: Note::parse(source)? });
    Ok(vec![
        term(Level::Community, date(1998, 11, 4), 3, VILLAGE_THREE_YEARS)?,
        term(Level::Community, date(2018, 12, 29), 5, VILLAGE_FIVE_YEARS)?,
        term(Level::Township, date(2003, 7, 15), 5, TOWNSHIP)?,
        term(Level::County, date(2003, 7, 15), 5, COUNTY_AND_ABOVE)?,
        term(Level::Prefecture, date(2003, 7, 15), 5, COUNTY_AND_ABOVE)?,
        term(Level::Province, date(2003, 7, 15), 5, COUNTY_AND_ABOVE)?,
    ])
}

// What was read, and where, is in docs/decisions, on terms of office.
const VILLAGE_THREE_YEARS: &str = "妇联农村基层组织的规定第七条（文本无名称、日期）：农村妇代会每三年换届一次，与村民委员会换届同步；\
    自1998-11-04村民委员会组织法通过之日起计，该法的任期条文未核实。章程2013年文本未能查到";
const VILLAGE_FIVE_YEARS: &str = "全国人大常委会2018-12-29决定：村民委员会、居民委员会每届任期五年，自公布之日起施行；\
    妇联与其同步换届。章程2018-11-02、2023-10-26文本的任期条文未能查到，未核实";
const TOWNSHIP: &str = "妇联农村基层组织的规定第六条（文本无名称、日期）：乡镇妇女代表大会每三至五年举行一次，取最长的五年；\
    自2003-07-15（中国网所述）起计。章程条文未核实";
const COUNTY_AND_ABOVE: &str = "中国网2003-07-15所述妇联组织制度：县级以上妇女代表大会每五年举行一次；章程条文未核实";

impl Facts {
    /// The standard in force on a day: the one adopted last that is not repealed. None where no
    /// standard was; callers then judge by [`Standard::five_ones_2020`] and say so.
    pub fn standard_on(&self, as_of: AsOf) -> Option<&Standard> {
        let in_force = self.standards.iter().filter_map(|(_, timeline)| {
            let last = timeline.possible_on::<StandardState>(as_of).pop()?;
            match last.change {
                StandardChange::Adopted(standard) => {
                    Some(((place_of(last.effective, FoldedOn::LastDayAfter), last.rank), &**standard))
                }
                StandardChange::Repealed => None,
            }
        });
        in_force.max_by_key(|(place, _)| *place).map(|(_, standard)| standard)
    }
}

impl EventRules for StandardAdopted {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let id = &self.standard.id;
        let kinds: Vec<&KindCode> = self.standard.requirements.iter().map(|r| &r.kind).collect();
        if !is_a_list(&kinds) {
            return Err(Refusal::StandardUnusable { standard: id.clone() });
        }
        if !self.standard.has_usable_terms() {
            return Err(Refusal::StandardTermsUnusable { standard: id.clone() });
        }
        for kind in kinds {
            facts.catalogue.known_kind(kind)?;
        }
        let change = StandardChange::Adopted(Box::new(self.standard.clone()));
        match facts.standards.decide::<StandardState>(id, effective, &change) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Unknown(_) | Decision::Differs(_) | Decision::Clash(_) => {
                let timeline = facts.standards.get(id);
                let at = timeline.and_then(|t| t.beginning_before(effective, &change)).map(|e| InTheWay::of(&e));
                let is_repeal = |change: &StandardChange| matches!(change, StandardChange::Repealed);
                let until = timeline.and_then(|t| t.next_after(effective, &change, is_repeal)).map(EndsWith);
                let effective = Tried::of(effective, &change);
                Err(Refusal::StandardExists { standard: id.clone(), effective, at, until })
            }
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let change = StandardChange::Adopted(Box::new(self.standard.clone()));
        facts.standards.apply(&self.standard.id, stamp, change);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let is_it = |change: &StandardChange| matches!(change, StandardChange::Adopted(standard) if **standard == self.standard);
        vec![search.within(search.facts.standards.get(&self.standard.id), is_it)]
    }
}

impl EventRules for StandardRepealed {
    fn decide(&self, facts: &Facts, effective: PartialDate) -> Result<Novelty, Refusal> {
        let standard = self.standard.clone();
        let clash = |at| {
            let effective = Tried::of(effective, &StandardChange::Repealed);
            let holds = facts.standards.holds_by(&self.standard, at);
            Refusal::StandardClash { standard: self.standard.clone(), effective, holds, at }
        };
        match facts.standards.decide::<StandardState>(&self.standard, effective, &StandardChange::Repealed) {
            Decision::May(novelty) => Ok(novelty),
            Decision::Unknown(gone) => Err(Refusal::UnknownStandard { standard, gone }),
            Decision::Differs(at) => Err(clash(Some(at))),
            Decision::Clash(at) => Err(clash(at)),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.standards.apply(&self.standard, stamp, StandardChange::Repealed);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.within(search.facts.standards.get(&self.standard), |change| *change == StandardChange::Repealed)]
    }
}
