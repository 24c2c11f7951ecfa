//! Coverage standards.

use jiceng_domain::standard::{Need, Requirement, Standard, StandardAdopted, StandardRepealed};
use serde::{Deserialize, Serialize};

use super::value::{FieldError, Load, Store, stored};

stored! {
    struct StandardAdoptedV1<'a> of StandardAdopted { standard: StandardV1<'a>, }
}
stored! {
    struct StandardRepealedV1<'a> of StandardRepealed { standard: &'a str, }
}
stored! {
    struct StandardV1<'a> of Standard {
        id: &'a str,
        zh: &'a str,
        en: &'a str,
        source: Option<&'a str>,
        requirements: Vec<RequirementV1<'a>>,
    }
}
stored! {
    struct RequirementV1<'a> of Requirement {
        kind: &'a str,
        communities: NeedV1,
        sites: NeedV1,
        must_pass_inspection: bool,
        committee_term_years: Option<u8>,
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
