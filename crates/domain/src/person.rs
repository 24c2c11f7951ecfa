//! Persons: registered under an identifier, the name sealed; erased when they must be forgotten.
//!
//! The log cannot forget, so it never holds a name in the clear: only bytes sealed under a key of
//! the person's own, which is kept outside the log and can be destroyed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::by_id::ById;
use crate::facts::{EventRules, Facts, Novelty};
use crate::ids::Position;
use crate::ids::{Name, Note, PersonId, TextError};
use crate::in_the_way::InTheWay;
use crate::partial_date::PartialDate;
use crate::recorded_at::ChangeSearch;
use crate::refusal::Refusal;
use crate::timeline::{Change, Machine, Stamp, Timeline};

/// A person was registered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRegistered {
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: PersonName,
}

/// A person's name was erased by destroying its key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonErased {
    /// The person.
    pub person: PersonId,
    /// The reason; absent where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
}

/// A person's name: as somebody entered it, or sealed. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PersonName {
    /// As entered. Only a command may carry it; no event does.
    Plain(Name),
    /// Sealed under the person's key.
    Sealed(SealedName),
}

/// The bytes of a sealed name: nonce and ciphertext, as `jiceng-core` makes them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SealedName(pub Box<[u8]>);

crate::packed! { struct SealedName(bytes) }

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("Plain(…)"),
            Self::Sealed(sealed) => write!(f, "{sealed:?}"),
        }
    }
}

impl fmt::Debug for SealedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl TryFrom<String> for PersonName {
    type Error = TextError;
    /// Text that comes in is a name as entered.
    fn try_from(text: String) -> Result<Self, TextError> {
        Name::parse(&text).map(Self::Plain).map_err(|error| match error {
            // The character could be a part of the name.
            TextError::Character { .. } | TextError::Beginning { .. } => TextError::Character { found: '…' },
            // What nobody sees is no part of a name.
            TextError::Empty | TextError::TooLong { .. } | TextError::Hidden { .. } => error,
        })
    }
}

impl From<PersonName> for String {
    /// Text that goes out never is a name.
    fn from(name: PersonName) -> Self {
        match name {
            PersonName::Plain(_) => "(unsealed)".to_owned(),
            PersonName::Sealed(_) => "(sealed)".to_owned(),
        }
    }
}

/// What can change about a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PersonChange {
    /// The person was registered.
    Registered(SealedName),
    /// The name was erased.
    Erased,
}

crate::packed! { enum PersonChange { 0 = Registered(name), 1 = Erased } }

/// What is known of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PersonState {
    /// No registration counts.
    #[default]
    Unknown,
    /// The sealed name.
    Registered(SealedName),
    /// That the name has been erased.
    Erased,
}

impl Change for PersonChange {
    type State = PersonState;

    fn begins(&self) -> bool {
        matches!(self, Self::Registered(_))
    }
}

impl Machine for PersonState {
    type Change = PersonChange;

    fn after(&self, change: &PersonChange) -> Option<Self> {
        match (self, change) {
            (Self::Unknown, PersonChange::Registered(sealed)) => Some(Self::Registered(sealed.clone())),
            (Self::Unknown | Self::Registered(_), PersonChange::Erased) => Some(Self::Erased),
            _ => None,
        }
    }
}

/// All persons.
pub type PersonFacts = ById<PersonId, PersonChange>;

impl PersonFacts {
    /// What is recorded of a person now, whatever the day: a name does not begin or end.
    pub fn now(&self, person: &PersonId) -> PersonState {
        self.state_on(person, AsOf::on(jiff::civil::Date::MAX))
    }

    /// Refuses a person of whom nothing is recorded.
    pub(crate) fn known(&self, person: &PersonId) -> Result<(), Refusal> {
        match self.now(person) {
            PersonState::Registered(_) | PersonState::Erased => Ok(()),
            PersonState::Unknown => {
                Err(Refusal::UnknownPerson { person: person.clone(), gone: self.gone::<PersonState>(person) })
            }
        }
    }
}

/// What was recorded last of a person and counts.
fn last(facts: &Facts, person: &PersonId) -> Option<InTheWay> {
    facts.persons.get(person).and_then(|timeline| timeline.last_of(|_| true))
}

impl EventRules for PersonRegistered {
    fn decide(&self, facts: &Facts, _effective: PartialDate) -> Result<Novelty, Refusal> {
        let PersonName::Sealed(sealed) = &self.name else {
            return Err(Refusal::NameNotSealed { person: self.person.clone() });
        };
        match facts.persons.now(&self.person) {
            PersonState::Unknown => Ok(Novelty::New),
            PersonState::Registered(recorded) if recorded == *sealed => Ok(Novelty::AlreadyTrue),
            PersonState::Registered(_) => {
                Err(Refusal::PersonExists { person: self.person.clone(), at: last(facts, &self.person) })
            }
            PersonState::Erased => {
                Err(Refusal::PersonErased { person: self.person.clone(), at: last(facts, &self.person) })
            }
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        if let PersonName::Sealed(sealed) = &self.name {
            facts.persons.apply(&self.person, stamp, PersonChange::Registered(sealed.clone()));
        }
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        let entries = search.facts.persons.get(&self.person).into_iter().flat_map(Timeline::all);
        vec![entries.filter(|e| matches!(e.change, PersonChange::Registered(_))).map(|e| e.position).collect()]
    }
}

impl EventRules for PersonErased {
    fn decide(&self, facts: &Facts, _effective: PartialDate) -> Result<Novelty, Refusal> {
        match facts.persons.now(&self.person) {
            // A withdrawn registration leaves the sealed name in the log.
            PersonState::Unknown if facts.persons.get(&self.person).is_none() => {
                Err(Refusal::UnknownPerson { person: self.person.clone(), gone: None })
            }
            PersonState::Unknown | PersonState::Registered(_) => Ok(Novelty::New),
            PersonState::Erased => Ok(Novelty::AlreadyTrue),
        }
    }

    fn apply(&self, facts: &mut Facts, stamp: Stamp) {
        facts.persons.apply(&self.person, stamp, PersonChange::Erased);
    }

    fn recorded_at(&self, search: ChangeSearch<'_>) -> Vec<Vec<Position>> {
        vec![search.within(search.facts.persons.get(&self.person), |change| *change == PersonChange::Erased)]
    }

    fn may_be_withdrawn(&self) -> bool {
        false
    }
}
