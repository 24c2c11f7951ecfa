//! Why a question cannot be answered.

use std::fmt;

use jiceng_core::{Error, ErrorKind};
use jiceng_exchange::claims::ClaimProblem;
use jiceng_exchange::standard::StandardProblem;

use crate::certificate::CertificateProblem;
use crate::wanted::Wanted;

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The registry says no.
    #[error(transparent)]
    Registry(#[from] Error),
    /// A certificate cannot be read or written.
    #[error(transparent)]
    Certificate(#[from] CertificateProblem),
    /// A value of the question cannot be understood.
    #[error("\"{value}\" is no value for {field}")]
    Value {
        /// The field of the question.
        field: &'static str,
        /// What was given.
        value: String,
        /// What is wanted.
        wanted: Wanted,
    },
    /// A place that is not in the registry.
    #[error("there is no place {place}")]
    NoSuchPlace {
        /// The code or identifier that was asked about.
        place: String,
    },
    /// A kind that is not assessed at a place.
    #[error("coverage of {kind} is not assessed for {place}")]
    NotAssessed {
        /// The place.
        place: String,
        /// The kind.
        kind: String,
    },
    /// Something else that the registry does not have, by the day or as far as was known.
    #[error("there is no {sought} {value}")]
    NotFound {
        /// What was looked for.
        sought: Sought,
        /// What was given.
        value: String,
    },
    /// What was given for a person is no identifier. It is not repeated: it could be a name.
    #[error("that is no identifier of a person")]
    NotAPerson,
    /// A standard that names a kind which the catalogue does not have.
    #[error("{standard} requires {kind}, which the catalogue does not have")]
    UnknownKind {
        /// The identifier of the standard.
        standard: String,
        /// The code of the kind.
        kind: String,
    },
    /// A standard that ships and cannot be read, or a file of one.
    #[error("{standard} is no coverage standard")]
    BadStandard {
        /// Its identifier.
        standard: String,
        /// What is wrong.
        problems: Vec<StandardProblem>,
    },
    /// A text that is no file of claims.
    #[error("that is no file of claims")]
    BadClaims {
        /// What is wrong.
        problems: Vec<ClaimProblem>,
    },
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// A target, by identifier.
    Target,
    /// A reform issue, by its number on the list.
    Issue,
    /// A person, by identifier.
    Person,
    /// A federation, by identifier.
    Federation,
    /// The federation of a place.
    FederationOfPlace,
    /// A sample, by identifier.
    Sample,
    /// A standard that was adopted or ships, by identifier.
    Standard,
    /// An event, by identity or position.
    Event,
    /// A commit, by identity or the position of one of its events.
    Commit,
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Target => "target",
            Self::Issue => "reform issue",
            Self::Person => "person",
            Self::Federation => "federation",
            Self::FederationOfPlace => "federation at",
            Self::Sample => "sample",
            Self::Standard => "standard",
            Self::Event => "event",
            Self::Commit => "commit",
        })
    }
}

impl AskError {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Registry(error) => error.kind(),
            Self::Value { .. } | Self::NotAPerson => ErrorKind::NotUnderstood,
            Self::NoSuchPlace { .. } | Self::NotFound { .. } | Self::NotAssessed { .. } => ErrorKind::NotFound,
            Self::Certificate(_) | Self::UnknownKind { .. } | Self::BadStandard { .. } | Self::BadClaims { .. } => {
                ErrorKind::Invalid
            }
        }
    }

    /// That what is looked for is not there.
    pub fn not_found(sought: Sought, value: &(impl ToString + ?Sized)) -> Self {
        Self::NotFound { sought, value: value.to_string() }
    }

    /// That a value of a field cannot be understood.
    pub fn value(field: &'static str, value: &str, wanted: Wanted) -> Self {
        Self::Value { field, value: value.to_owned(), wanted }
    }
}
