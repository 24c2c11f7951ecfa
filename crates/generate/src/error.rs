//! What can go wrong when a history is made.

use std::io;

use jiceng_core::ErrorKind;
use jiceng_core::domain::{DivisionCode, TextError};
use jiceng_core::log::LogError;

/// Why a history cannot be made or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The list of divisions that comes with the program cannot be read.
    #[error("line {line} of the list of divisions is damaged")]
    Divisions {
        /// The line, from 1.
        line: u64,
    },
    /// Nothing of the list lies within the division.
    #[error("no community of 2023 lies within {code}; take a code of the statistical divisions of 2023")]
    NoSuchDivision {
        /// The division that was asked for.
        code: DivisionCode,
    },
    /// A name or an identifier that is made of the list is not one that a registry takes.
    #[error("a text of the history is not one that a registry takes")]
    Text(#[from] TextError),
    /// The log does not take it.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The registry cannot be made.
    #[error(transparent)]
    Registry(#[from] jiceng_core::Error),
    /// Rows cannot be written.
    #[error("the rows cannot be written")]
    Output(#[source] io::Error),
}

impl Error {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Divisions { .. } | Self::Text(_) => ErrorKind::Invalid,
            Self::NoSuchDivision { .. } => ErrorKind::NotFound,
            Self::Log(error) => error.kind(),
            Self::Registry(error) => error.kind(),
            Self::Output(_) => ErrorKind::Io,
        }
    }
}
