//! Identifiers of the things that facts are about, of facts themselves, and checked names.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::characters::{Spelled, Visible, first_hidden};
use crate::packed::{NotPacked, Packed, Packer, Unpacker};

/// Why a text cannot be an identifier or a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing in it.
    #[error("the text is empty")]
    Empty,
    /// More characters than allowed.
    #[error("the text has {characters} characters, at most {most} are allowed")]
    TooLong {
        /// How many it has.
        characters: usize,
        /// How many are allowed.
        most: usize,
    },
    /// An identifier starts with a Latin letter, so that it is never taken for a division code.
    #[error("an identifier begins with a Latin letter, found '{}'", Spelled(*found))]
    Beginning {
        /// The first character.
        found: char,
    },
    /// A character that may not stand there.
    #[error("the character '{}' may not be used here", Spelled(*found))]
    Character {
        /// The character.
        found: char,
    },
    /// A character that nobody sees, or that turns the text around it.
    #[error("character {at} is {}, which nobody sees or which turns the text around it; take it out", Spelled(*found))]
    Hidden {
        /// The character.
        found: char,
        /// Which one of the text it is, from 1.
        at: usize,
    },
}

/// Characters an identifier may have at most.
pub const ID_CHARACTERS_MAX: usize = 48;
/// Characters a name may have at most.
pub const NAME_CHARACTERS_MAX: usize = 200;
/// Characters a note may have at most.
pub const NOTE_CHARACTERS_MAX: usize = 2000;

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(ArcStr);

        impl $name {
            /// Checks the text; white space around it is dropped.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                if let Some((found, at)) = first_hidden(text) {
                    return Err(TextError::Hidden { found, at });
                }
                Self::recorded(text)
            }

            /// Takes a text that was recorded. One may hold characters that are refused today.
            pub fn recorded(text: &str) -> Result<Self, TextError> {
                let text = text.trim();
                let check: fn(&str) -> Result<(), TextError> = $check;
                check(text)?;
                Ok(Self(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = TextError;
            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.as_str().to_owned()
            }
        }

        impl Packed for $name {
            fn pack(&self, to: &mut Packer<'_>) {
                to.text(&self.0);
            }

            fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
                from.text().map(Self)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

fn check_id(text: &str) -> Result<(), TextError> {
    check_length(text, ID_CHARACTERS_MAX)?;
    if let Some(found) = text.chars().next().filter(|c| !c.is_ascii_alphabetic()) {
        return Err(TextError::Beginning { found });
    }
    match text.chars().find(|c| !c.is_ascii_alphanumeric() && !"-_.".contains(*c)) {
        Some(found) => Err(TextError::Character { found }),
        None => Ok(()),
    }
}

fn check_name(text: &str) -> Result<(), TextError> {
    check_plain(text, NAME_CHARACTERS_MAX)
}

fn check_note(text: &str) -> Result<(), TextError> {
    check_plain(text, NOTE_CHARACTERS_MAX)
}

fn check_plain(text: &str, most: usize) -> Result<(), TextError> {
    check_length(text, most)?;
    match text.chars().find(|c| c.is_control()) {
        Some(found) => Err(TextError::Character { found }),
        None => Ok(()),
    }
}

fn check_length(text: &str, most: usize) -> Result<(), TextError> {
    match text.chars().count() {
        0 => Err(TextError::Empty),
        characters if characters > most => Err(TextError::TooLong { characters, most }),
        _ => Ok(()),
    }
}

checked_text!(
    /// The registry's own number of a relocation site (安置点), which has no official code.
    SiteId, check_id);
checked_text!(
    /// A women's federation (妇联组织) of a place.
    FederationId, check_id);
checked_text!(
    /// A designation (示范点 and the like) of one holder.
    DesignationId, check_id);
checked_text!(
    /// A body outside the five (机构、队伍).
    InstitutionId, check_id);
checked_text!(
    /// A target (目标任务).
    TargetId, check_id);
checked_text!(
    /// An entry of a list of reform problems (破难行动问题清单).
    ReformIssueId, check_id);
checked_text!(
    /// A sample (抽查样本) of places to be inspected.
    SampleId, check_id);
checked_text!(
    /// A coverage standard, such as `five-ones-2020`.
    StandardId, check_id);
checked_text!(
    /// A person. Says nothing of the name.
    PersonId, check_id);
checked_text!(
    /// An element kind of the catalogue, such as `womens_home`.
    KindCode, check_id);
checked_text!(
    /// A designation programme of the catalogue, such as `reform_demonstration`.
    ProgrammeCode, check_id);
checked_text!(
    /// An institution kind of the catalogue, such as `marriage_mediation`.
    InstitutionKindCode, check_id);
checked_text!(
    /// A kind of evidence of the catalogue, such as `minutes`.
    EvidenceKindCode, check_id);
checked_text!(
    /// A name of something that is not a person: up to 200 characters on one line.
    Name, check_name);
checked_text!(
    /// A remark: up to 2,000 characters on one line.
    Note, check_note);
checked_text!(
    /// Who entered a fact: an office or an account, not a personal name.
    Recorder, check_name);

/// The identity of a commit (UUID, version 7 when the registry makes it). The caller may give it,
/// so that a repeated request is recognized.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommitId(pub Uuid);

impl Packed for CommitId {
    fn pack(&self, to: &mut Packer<'_>) {
        to.bytes(self.0.as_bytes());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        from.array().map(|bytes| Self(Uuid::from_bytes(bytes)))
    }
}

/// The identity of an event: its commit and its index in it. Written `<commit>/<index>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId {
    /// The commit.
    pub commit: CommitId,
    /// The index within the commit, from 0.
    pub index: u32,
}

crate::packed! { struct EventId { commit, index } }

/// The place of an event in the log: gapless, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

crate::packed! { struct Position(number) }

impl Position {
    /// The position `events` further on.
    #[must_use]
    pub const fn plus(self, events: u64) -> Self {
        Self(self.0 + events)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for CommitId {
    type Err = EventIdError;
    fn from_str(text: &str) -> Result<Self, EventIdError> {
        Uuid::parse_str(text).map(Self).map_err(|_| EventIdError { text: text.to_owned() })
    }
}

/// Why a text is not the identity of a commit or an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{}\" is not the identity of a commit (a UUID) or an event (a UUID, a slash and a number)", Visible(text))]
pub struct EventIdError {
    /// The text.
    pub text: String,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.commit, self.index)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for EventId {
    type Err = EventIdError;
    /// Reads `<commit>/<index>`; a commit alone means its first event.
    fn from_str(text: &str) -> Result<Self, EventIdError> {
        let (commit, index) = text.split_once('/').unwrap_or((text, "0"));
        let index = index.parse().map_err(|_| EventIdError { text: text.to_owned() })?;
        Ok(Self { commit: commit.parse()?, index })
    }
}

impl TryFrom<String> for EventId {
    type Error = EventIdError;
    fn try_from(text: String) -> Result<Self, EventIdError> {
        text.parse()
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        id.to_string()
    }
}
