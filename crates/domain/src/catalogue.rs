//! The catalogue: kinds that are data, not code.
//!
//! Element kinds, designation programmes and institution kinds differ between provinces and grow
//! with the rules, so each is a code with a Chinese and an English name. The defaults ship here;
//! more are added by `CatalogueEntryAdded`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::{KindCode, Name, Position, TextError};
use crate::in_the_way::Recording;
use crate::partial_date::PartialDate;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::Stamp;
use crate::tracked::Tracked;

/// Which list an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueList {
    /// Kinds of elements, of which coverage consists.
    ElementKind,
    /// Programmes under which a place or body is designated (示范点).
    Programme,
    /// Kinds of bodies outside the elements (机构、队伍).
    InstitutionKind,
    /// Kinds of evidence (依据种类), which a precedence puts in order.
    EvidenceKind,
}

crate::packed! { enum CatalogueList { 0 = ElementKind, 1 = Programme, 2 = InstitutionKind, 3 = EvidenceKind } }

/// A kind was added to a list of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueEntryAdded {
    /// The list.
    pub list: CatalogueList,
    /// The code, unique in its list.
    pub code: KindCode,
    /// The Chinese name.
    pub zh: Name,
    /// The English name.
    pub en: Name,
}

/// 妇联组织: element 1, which federations found.
pub const WOMENS_FEDERATION: &str = "womens_federation";
/// 妇女之家: element 2.
pub const WOMENS_HOME: &str = "womens_home";
/// 儿童之家: element 3.
pub const CHILDRENS_HOME: &str = "childrens_home";
/// 妇女议事会: element 4, created by `create_council`.
pub const WOMENS_COUNCIL: &str = "womens_council";
/// “桂姐姐”宣讲队: element 5.
pub const LECTURE_TEAM: &str = "lecture_team";

/// 文件: the kind of all evidence with a document number, if it says no other.
pub const DOCUMENT: &str = "document";

/// The entries that every registry has: kinds of evidence, and from 柳妇〔2020〕7号.
const DEFAULTS: [(CatalogueList, &str, &str, &str); 17] = [
    (CatalogueList::ElementKind, WOMENS_FEDERATION, "妇联组织", "women's federation"),
    (CatalogueList::ElementKind, WOMENS_HOME, "妇女之家", "women's home"),
    (CatalogueList::ElementKind, CHILDRENS_HOME, "儿童之家", "children's home"),
    (CatalogueList::ElementKind, WOMENS_COUNCIL, "妇女议事会", "women's council"),
    (CatalogueList::ElementKind, LECTURE_TEAM, "“桂姐姐”宣讲队", "Sister Gui lecture team"),
    (CatalogueList::Programme, "reform_demonstration", "基层妇联改革示范社区", "reform demonstration community"),
    (
        CatalogueList::Programme,
        "eco_mothers_service",
        "“环保妈妈志愿服务”示范点",
        "Eco-Mothers service demonstration point",
    ),
    (CatalogueList::Programme, "national_poverty_base", "全国巾帼脱贫示范基地", "national women's poverty-relief base"),
    (CatalogueList::Programme, "guangxi_technology_base", "广西巾帼科技示范基地", "Guangxi women's technology base"),
    (CatalogueList::Programme, "star_parent_school", "星级家长学校", "star parents' school"),
    (CatalogueList::InstitutionKind, "marriage_mediation", "婚姻家庭纠纷调解机构", "marriage mediation institution"),
    (CatalogueList::InstitutionKind, "rights_service_team", "“桂姐姐”维权服务队", "Sister Gui rights service team"),
    (CatalogueList::InstitutionKind, "functional_party_branch", "功能型党支部", "functional party branch"),
    (CatalogueList::EvidenceKind, DOCUMENT, "文件", "document"),
    (CatalogueList::EvidenceKind, "minutes", "会议纪要", "minutes"),
    (CatalogueList::EvidenceKind, "ledger", "台账", "ledger"),
    (CatalogueList::EvidenceKind, "oral", "口头说明", "oral account"),
];

/// The number of an element kind: its place in the list. Dense, for indexing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindNo(pub u8);

crate::packed! { struct KindNo(number) }

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// The list.
    pub list: CatalogueList,
    /// The code.
    pub code: KindCode,
    /// The Chinese name.
    pub zh: Name,
    /// The English name.
    pub en: Name,
    /// Where it was recorded; none for the defaults.
    pub position: Option<Position>,
}

crate::packed! { struct CatalogueEntry { list, code, zh, en, position } }

/// All entries, in the order in which they were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    entries: Tracked<Vec<CatalogueEntry>>,
    numbers: Tracked<BTreeMap<KindCode, KindNo>>,
}

crate::packed! { struct Catalogue { entries, numbers } }
crate::undo! { struct Catalogue { entries, numbers } }

impl Default for Catalogue {
    fn default() -> Self {
        let mut catalogue = Self { entries: Tracked::default(), numbers: Tracked::default() };
        for (list, code, zh, en) in DEFAULTS {
            if let Ok(entry) = default_entry(list, code, zh, en) {
                catalogue.push(entry);
            }
        }
        catalogue
    }
}

/// The Chinese and the English name of an element kind that every registry has.
pub fn default_name(kind: &str) -> Option<(&'static str, &'static str)> {
    let mut kinds = DEFAULTS.iter().filter(|(list, ..)| *list == CatalogueList::ElementKind);
    kinds.find(|(_, code, ..)| *code == kind).map(|(.., zh, en)| (*zh, *en))
}

fn default_entry(list: CatalogueList, code: &str, zh: &str, en: &str) -> Result<CatalogueEntry, TextError> {
    Ok(CatalogueEntry {
        list,
        code: KindCode::parse(code)?,
        zh: Name::parse(zh)?,
        en: Name::parse(en)?,
        position: None,
    })
}

impl Catalogue {
    /// The entry of a code in a list.
    pub fn entry(&self, list: CatalogueList, code: &str) -> Option<&CatalogueEntry> {
        self.entries.iter().find(|e| e.list == list && e.code.as_str() == code)
    }

    /// All entries of a list.
    pub fn list(&self, list: CatalogueList) -> impl Iterator<Item = &CatalogueEntry> {
        self.entries.iter().filter(move |e| e.list == list)
    }

    /// The number of an element kind.
    pub fn kind(&self, code: &str) -> Option<KindNo> {
        self.numbers.get(code).copied()
    }

    /// The element kind of a number.
    pub fn kind_entry(&self, kind: KindNo) -> Option<&CatalogueEntry> {
        self.list(CatalogueList::ElementKind).nth(usize::from(kind.0))
    }

    /// The number of an element kind, or the refusal that names it.
    pub(crate) fn known_kind(&self, code: &KindCode) -> Result<KindNo, Refusal> {
        self.kind(code.as_str())
            .ok_or_else(|| Refusal::UnknownCatalogueCode { list: CatalogueList::ElementKind, code: code.to_string() })
    }

    /// The code as the catalogue holds it.
    pub(crate) fn code_of(&self, kind: &str) -> Result<KindCode, Refusal> {
        let entry = self.entry(CatalogueList::ElementKind, kind).map(|e| e.code.clone());
        entry.ok_or_else(|| Refusal::UnknownCatalogueCode { list: CatalogueList::ElementKind, code: kind.to_owned() })
    }

    pub(crate) fn known_code(&self, list: CatalogueList, code: &str) -> Result<(), Refusal> {
        match self.entry(list, code) {
            Some(_) => Ok(()),
            None => Err(Refusal::UnknownCatalogueCode { list, code: code.to_owned() }),
        }
    }

    fn push(&mut self, entry: CatalogueEntry) {
        if entry.list == CatalogueList::ElementKind
            && let Ok(number) = u8::try_from(self.numbers.len())
        {
            self.numbers.insert(entry.code.clone(), KindNo(number));
        }
        self.entries.push(entry);
    }
}

impl EventRules for CatalogueEntryAdded {
    fn decide(&self, facts: &Facts, _effective: PartialDate) -> Result<Novelty, Refusal> {
        match facts.catalogue.entry(self.list, self.code.as_str()) {
            Some(entry) if entry.zh == self.zh && entry.en == self.en => Ok(Novelty::AlreadyTrue),
            Some(entry) => Err(Refusal::CatalogueCodeTaken {
                list: self.list,
                code: self.code.clone(),
                at: entry.position.map(Recording::from),
            }),
            None if self.list == CatalogueList::ElementKind && facts.catalogue.numbers.len() > usize::from(u8::MAX) => {
                Err(Refusal::TooManyKinds {})
            }
            None => Ok(Novelty::New),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        let catalogue = &mut facts.catalogue;
        let is_new = catalogue.entry(self.list, self.code.as_str()).is_none();
        // An entry cannot be withdrawn, and the first of two stands.
        if is_new && stamp.records() {
            let (code, zh, en) = (self.code.clone(), self.zh.clone(), self.en.clone());
            catalogue.push(CatalogueEntry { list: self.list, code, zh, en, position: Some(stamp.position) });
        }
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let entry = search.facts.catalogue.entry(self.list, self.code.as_str());
        let entry = entry.filter(|entry| entry.zh == self.zh && entry.en == self.en);
        vec![entry.and_then(|entry| entry.position).into_iter().collect()]
    }

    fn may_be_withdrawn(&self) -> bool {
        false
    }
}
