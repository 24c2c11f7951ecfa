//! Which standard a question is answered by.

use jiceng_core::domain::StandardId;
use jiceng_core::domain::standard::{Standard, StandardChange};
use jiceng_core::{LockedView, StandardInForce};
use jiceng_exchange::standard::{SHIPPED, standard_from_toml};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{AskError, Sought};

/// A standard that a question names, or brings with it to be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StandardAsked {
    /// One that was adopted by the day or ships, by its identifier.
    Named(String),
    /// The standard itself, as it is recorded when it is adopted.
    Given(#[schemars(with = "crate::shapes::StandardShape")] Box<Standard>),
}

impl Default for StandardAsked {
    fn default() -> Self {
        Self::Named(String::new())
    }
}

impl StandardAsked {
    /// The standard, whose kinds are all in the catalogue.
    pub fn find(&self, view: &LockedView) -> Result<StandardInForce, AskError> {
        let (standard, is_adopted) = match self {
            Self::Given(standard) => ((**standard).clone(), false),
            Self::Named(name) => {
                if let Some(standard) = Self::adopted(view, name) {
                    (standard, true)
                } else {
                    let shipped = Self::shipped(name)?;
                    (shipped.ok_or_else(|| AskError::not_found(Sought::Standard, name))?, false)
                }
            }
        };
        let unknown = standard.requirements.iter().find(|r| view.facts().catalogue.kind(r.kind.as_str()).is_none());
        match unknown.map(|requirement| requirement.kind.to_string()) {
            Some(kind) => Err(AskError::UnknownKind { standard: standard.id.to_string(), kind }),
            None => Ok(StandardInForce { standard, is_adopted }),
        }
    }

    /// The standard that is asked for, or the one in force where none is.
    pub fn find_or_in_force(asked: Option<&Self>, view: &LockedView) -> Result<StandardInForce, AskError> {
        asked.map_or_else(|| Ok(view.standard()?), |asked| asked.find(view))
    }

    /// The standard of an identifier that was adopted by the day, even if it was repealed since.
    pub fn adopted(view: &LockedView, name: &str) -> Option<Standard> {
        let id = StandardId::parse(name).ok()?;
        let timeline = view.facts().standards.get(&id)?;
        timeline.on(view.as_of()).rev().find_map(|entry| match entry.change {
            StandardChange::Adopted(standard) => Some((**standard).clone()),
            StandardChange::Repealed => None,
        })
    }

    /// The standard of an identifier that ships.
    pub fn shipped(name: &str) -> Result<Option<Standard>, AskError> {
        let Some((id, text)) = SHIPPED.iter().find(|(id, _)| *id == name) else { return Ok(None) };
        let bad = |problems| AskError::BadStandard { standard: (*id).to_owned(), problems };
        standard_from_toml(text).map(Some).map_err(bad)
    }
}
