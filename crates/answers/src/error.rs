//! Why a question cannot be answered.

use std::fmt;

use jiceng_core::Error;
use jiceng_exchange::claims::ClaimProblem;
use jiceng_exchange::standard::StandardProblem;

use crate::certificate::CertificateProblem;

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
        })
    }
}

impl AskError {
    pub(crate) fn not_found(sought: Sought, value: &(impl ToString + ?Sized)) -> Self {
        Self::NotFound { sought, value: value.to_string() }
    }

    pub(crate) fn value(field: &'static str, value: &str, wanted: Wanted) -> Self {
        Self::Value { field, value: value.to_owned(), wanted }
    }
}

/// What a value of a question should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// A day.
    Day,
    /// An instant, a day or a position.
    Known,
    /// A place.
    Place,
    /// A division that is registered.
    Division,
    /// The division around which places are looked for: its code, or its name.
    Around,
    /// An element kind of the catalogue.
    Kind,
    /// A figure; one of a single kind where the question names a kind.
    Figure,
    /// The code of a finding.
    Finding,
    /// How much is at stake with a finding.
    Severity,
    /// A span of days that does not run backwards.
    Span,
    /// Fewer days or states of knowledge.
    FewerDays,
    /// Two states of knowledge, the earlier first.
    KnownSpan,
    /// The identifier of a target.
    Target,
    /// A number of the list of reform issues.
    Issue,
    /// The identifier of a sample.
    Sample,
    /// The identifier of a federation, or its place.
    Federation,
}
