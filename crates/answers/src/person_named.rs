//! Persons as answers name them.

use jiceng_core::domain::PersonId;
use jiceng_core::{LockedView, NameShown};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::error::AskError;

/// A person, with the name if it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonNamed {
    /// The identifier.
    #[schemars(with = "String")]
    pub person: PersonId,
    /// The name; absent where it cannot be shown.
    #[serde(serialize_with = "name")]
    #[schemars(with = "Option<String>")]
    pub name: NameShown,
    /// What became of the name: `named`, `erased`, `no_key`, `damaged_key` or `unknown`.
    pub name_state: &'static str,
}

impl PersonNamed {
    /// A person as a view may show it.
    pub fn of(view: &LockedView, person: &PersonId) -> Result<Self, AskError> {
        let name = view.person(person)?;
        Ok(Self { person: person.clone(), name_state: name.as_str(), name })
    }

    /// Whether the name was erased.
    pub fn is_erased(&self) -> bool {
        self.name == NameShown::Erased
    }
}

fn name<S: Serializer>(shown: &NameShown, serializer: S) -> Result<S::Ok, S::Error> {
    shown.name().serialize(serializer)
}
