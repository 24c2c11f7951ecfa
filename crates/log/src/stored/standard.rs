//! Coverage standards.

use jiceng_domain::Level;
use jiceng_domain::standard::{Need, Requirement, Standard, StandardAdopted, StandardRepealed};
use jiceng_domain::term_of_office::TermOfOffice;
use serde::{Deserialize, Serialize};

use super::date::DateV1;
use super::tags::tags;
use super::value::{FieldError, Load, Store, codes, stored};

tags! {
    90 "standard_adopted" StandardAdopted { 1 = StandardAdoptedV1, now 2 = StandardAdoptedV2 }
    91 "standard_repealed" StandardRepealed { now 1 = StandardRepealedV1 }
}

stored! {
    struct StandardAdoptedV2<'a> of StandardAdopted { standard: StandardV2<'a>, }
}
stored! {
    struct StandardRepealedV1<'a> of StandardRepealed { standard: &'a str, }
}
stored! {
    struct StandardV2<'a> of Standard {
        id: &'a str,
        zh: &'a str,
        en: &'a str,
        source: Option<&'a str>,
        requirements: Vec<RequirementV2<'a>>,
        terms: Vec<TermOfOfficeV1<'a>>,
    }
}
stored! {
    struct RequirementV2<'a> of Requirement {
        kind: &'a str,
        communities: NeedV1,
        sites: NeedV1,
        must_pass_inspection: bool,
        committee_term_years: Option<u8>,
        committee_in_term: bool,
    }
}
stored! {
    struct TermOfOfficeV1<'a> of TermOfOffice { level: u8, from: DateV1, years: u8, source: &'a str, }
}

codes!(Level { 0 = Province, 1 = Prefecture, 2 = County, 3 = Township, 4 = Community, });

/// Version 1, before standards had terms of office: read as one that has none and asks for none.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct StandardAdoptedV1<'a> {
    standard: StandardV1<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct StandardV1<'a> {
    id: &'a str,
    zh: &'a str,
    en: &'a str,
    source: Option<&'a str>,
    requirements: Vec<RequirementV1<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct RequirementV1<'a> {
    kind: &'a str,
    communities: NeedV1,
    sites: NeedV1,
    must_pass_inspection: bool,
    committee_term_years: Option<u8>,
}

impl Load<StandardAdopted> for StandardAdoptedV1<'_> {
    fn load(self) -> Result<StandardAdopted, FieldError> {
        let StandardV1 { id, zh, en, source, requirements } = self.standard;
        let requirements = requirements.into_iter().map(RequirementV1::upcast).collect();
        StandardAdoptedV2 { standard: StandardV2 { id, zh, en, source, requirements, terms: Vec::new() } }.load()
    }
}

impl<'a> RequirementV1<'a> {
    fn upcast(self) -> RequirementV2<'a> {
        let Self { kind, communities, sites, must_pass_inspection, committee_term_years } = self;
        RequirementV2 { kind, communities, sites, must_pass_inspection, committee_term_years, committee_in_term: false }
    }
}

/// Whether an element is needed.
#[derive(Serialize, Deserialize)]
pub(super) enum NeedV1 {
    NotRequired,
    Own,
    OwnOrShared,
    OwnFrom(u32),
}

impl Store<'_, Need> for NeedV1 {
    fn store(value: &Need) -> Result<Self, FieldError> {
        Ok(match *value {
            Need::NotRequired => Self::NotRequired,
            Need::Own => Self::Own,
            Need::OwnOrShared => Self::OwnOrShared,
            Need::OwnFrom(people) => Self::OwnFrom(people),
        })
    }
}

impl Load<Need> for NeedV1 {
    fn load(self) -> Result<Need, FieldError> {
        Ok(match self {
            Self::NotRequired => Need::NotRequired,
            Self::Own => Need::Own,
            Self::OwnOrShared => Need::OwnOrShared,
            Self::OwnFrom(people) => Need::OwnFrom(people),
        })
    }
}
