//! What is wrong with the value of a field: data, so that it can be said in any language.

use jiceng_core::domain::characters::{Spelled, first_hidden};
use jiceng_core::domain::civil_day::{self, DayError};
use jiceng_core::domain::credit_code::CreditCodeError;
use jiceng_core::domain::division_code::DivisionCodeError;
use jiceng_core::domain::document_number::DocumentNumberError;
use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::domain::partial_date::PartialDateError;
use jiceng_core::domain::place::{PlaceError, PlaceFault};
use jiceng_core::domain::{
    CreditCode, DivisionCode, DocumentNumber, EventId, Name, Note, PartialDate, Place, SiteId, TextError,
};
use serde_json::Value;

use crate::fields::Shape;

/// What is wrong with the value of a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// It could be a person's name, and neither it nor a part of it is shown.
    #[error("invalid value (not shown, it could be a name)")]
    NotShown,
    /// A character that nobody sees, or that turns the text around it.
    #[error("character {at} is {}, which nobody sees or which turns the text around it; take it out", Spelled(*found))]
    Hidden {
        /// The character.
        found: char,
        /// Which one of the value it is, from 1.
        at: usize,
    },
    /// No name, remark or identifier.
    #[error(transparent)]
    Text(TextError),
    /// No place.
    #[error(transparent)]
    Place(PlaceError),
    /// No division code.
    #[error(transparent)]
    Division(DivisionCodeError),
    /// No credit code.
    #[error(transparent)]
    CreditCode(CreditCodeError),
    /// No document number.
    #[error(transparent)]
    Document(DocumentNumberError),
    /// No date.
    #[error(transparent)]
    Date(PartialDateError),
    /// No day.
    #[error(transparent)]
    Day(DayError),
    /// No whole number, or too large a one.
    #[error("a whole number from 0 to {most} without quotes is needed")]
    Number {
        /// The largest.
        most: u32,
    },
    /// A part of it is not there.
    #[error("{name} is missing in it")]
    Missing {
        /// The part.
        name: String,
    },
    /// A part of it that nobody asked for.
    #[error("there is no {name} in it")]
    Unknown {
        /// The part; `…` where it could be a person's name.
        name: String,
    },
    /// A row stands in it.
    #[error("a row in braces is needed here")]
    NoRow,
    /// The row within it is of another sort.
    #[error("one new fact is recorded here")]
    NoFact,
    /// It has another form than the field.
    #[error("another form is needed")]
    Form,
}

impl FieldFault {
    /// What is wrong with a value of a shape, and else by what the parser says.
    pub(crate) fn of(shape: Option<Shape>, value: Option<&Value>, said: &str) -> Self {
        let text = value.and_then(Value::as_str);
        let own = text.zip(shape).and_then(|(text, shape)| Self::of_text(shape, text));
        let hidden = || text.and_then(first_hidden).map(|(found, at)| Self::Hidden { found, at });
        own.or_else(hidden).unwrap_or_else(|| Self::said(said))
    }

    /// The same for a value of a TOML file, which is a text or nothing that could be looked at.
    pub(crate) fn of_toml(shape: Option<Shape>, text: Option<&str>, said: &str) -> Self {
        Self::of(shape, text.map(|text| Value::String(text.to_owned())).as_ref(), said)
    }

    /// What the domain says of a text.
    fn of_text(shape: Shape, text: &str) -> Option<Self> {
        let name = |error: TextError| {
            if let TextError::Hidden { found, at } = error { Self::Hidden { found, at } } else { Self::Text(error) }
        };
        let form = || first_hidden(text).map_or(Self::Form, |(found, at)| Self::Hidden { found, at });
        match shape {
            Shape::Name => Name::parse(text).err().map(name),
            Shape::Note => Note::parse(text).err().map(name),
            Shape::Id | Shape::Kind | Shape::Code => SiteId::parse(text).err().map(name),
            Shape::Place => text.parse::<Place>().err().map(|error| {
                let PlaceFault::Site(TextError::Hidden { found, at }) = error.fault else { return Self::Place(error) };
                Self::Hidden { found, at }
            }),
            Shape::Division => DivisionCode::parse(text).err().map(Self::Division),
            Shape::CreditCode => CreditCode::parse(text).err().map(Self::CreditCode),
            Shape::DocumentNumber => DocumentNumber::parse(text).err().map(Self::Document),
            Shape::PartialDate => PartialDate::parse(text).err().map(Self::Date),
            Shape::Day => civil_day::parse(text).err().map(Self::Day),
            Shape::Digest => text.parse::<FileDigest>().err().map(|_| form()),
            Shape::Event => text.parse::<EventId>().err().map(|_| form()),
            Shape::Divisions
            | Shape::Ids
            | Shape::Kinds
            | Shape::Codes
            | Shape::Names
            | Shape::PersonName
            | Shape::Number
            | Shape::NumberFromOne
            | Shape::Flag
            | Shape::Choice(_)
            | Shape::NewDivisions
            | Shape::Seats
            | Shape::Holder
            | Shape::Measure
            | Shape::Standard
            | Shape::Population
            | Shape::Replacement
            | Shape::Commit
            | Shape::Instant
            | Shape::Evidence => None,
        }
    }

    /// What the parser's words come to. They name types of the program, which tell nobody anything.
    fn said(words: &str) -> Self {
        let quoted = |before: &str| words.strip_prefix(before)?.split('`').next().map(str::to_owned);
        let largest = [("u8", u8::MAX.into()), ("u16", u16::MAX.into()), ("u32", u32::MAX)];
        let number = largest.into_iter().find(|(name, _)| words.ends_with(&format!("expected {name}")));
        if let Some(name) = quoted("missing field `") {
            Self::Missing { name }
        } else if let Some(name) = quoted("unknown field `") {
            Self::Unknown { name }
        } else if let Some((_, most)) = number {
            Self::Number { most }
        } else {
            Self::Form
        }
    }

    /// The same without anything that a row holds: what nobody sees and what is missing are no part
    /// of it.
    pub(crate) fn without_values(self) -> Self {
        match self {
            kept @ (Self::Hidden { .. } | Self::Missing { .. } | Self::Number { .. } | Self::NoRow | Self::NoFact) => {
                kept
            }
            Self::NotShown
            | Self::Text(_)
            | Self::Place(_)
            | Self::Division(_)
            | Self::CreditCode(_)
            | Self::Document(_)
            | Self::Date(_)
            | Self::Day(_)
            | Self::Unknown { .. }
            | Self::Form => Self::NotShown,
        }
    }
}
