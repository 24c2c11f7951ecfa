//! Document numbers (发文字号), such as 柳妇〔2020〕7号: the issuer's abbreviation (机关代字), the
//! year in hexagonal brackets, and the serial number, as GB/T 9704-2012, 7.2.5 lays them out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{Name, TextError};

/// A document number in its normal form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentNumber {
    issuer: String,
    year: u16,
    serial: u32,
}

/// Why a text is not a document number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentNumberError {
    /// No year in brackets.
    #[error("a document number has its year in brackets, as in 柳妇〔2020〕7号")]
    NoYear,
    /// Nothing before the year.
    #[error("a document number begins with the issuer's abbreviation, as in 柳妇〔2020〕7号")]
    NoIssuer,
    /// What stands before the year is not a name.
    #[error("what stands before the year is no issuer's abbreviation: {0}")]
    Issuer(TextError),
    /// A year that is not of four digits from 1949.
    #[error("the year {found:?} is not a year from 1949 to 2999")]
    Year {
        /// What stood between the brackets.
        found: String,
    },
    /// No serial number after the year.
    #[error("the serial number {found:?} is not a whole number from 1")]
    Serial {
        /// What stood after the brackets.
        found: String,
    },
}

/// Bracket pairs that people type for 〔 and 〕.
const BRACKETS: [(char, char); 9] = [
    ('〔', '〕'),
    ('[', ']'),
    ('［', '］'),
    ('(', ')'),
    ('（', '）'),
    ('【', '】'),
    ('﹝', '﹞'),
    ('{', '}'),
    ('<', '>'),
];

impl DocumentNumber {
    /// Reads a number in any of the ways in which people type the brackets, full-width digits,
    /// spaces, 第 and leading zeros.
    pub fn parse(text: &str) -> Result<Self, DocumentNumberError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(ascii_digit).collect();
        let is_open = |c: char| BRACKETS.iter().any(|&(open, _)| open == c);
        let is_close = |c: char| BRACKETS.iter().any(|&(_, close)| close == c);
        // The last pair: an issuer may have brackets of its own, as in 柳发改（规）.
        let (before, serial_text) = text.rsplit_once(is_close).ok_or(DocumentNumberError::NoYear)?;
        let (issuer, year_text) = before.rsplit_once(is_open).ok_or(DocumentNumberError::NoYear)?;
        let issuer = Name::parse(issuer).map_err(|error| match error {
            TextError::Empty => DocumentNumberError::NoIssuer,
            TextError::TooLong { .. } | TextError::Beginning { .. } | TextError::Character { .. } => {
                DocumentNumberError::Issuer(error)
            }
        })?;
        let digits = year_text.strip_suffix('年').unwrap_or(year_text);
        let year = digits_only(digits).filter(|digits| digits.len() == 4).and_then(|digits| digits.parse().ok());
        let year = year.filter(|year| (1949..3000).contains(year));
        let year = year.ok_or_else(|| DocumentNumberError::Year { found: year_text.to_owned() })?;
        let digits = serial_text.strip_suffix('号').unwrap_or(serial_text);
        let digits = digits.strip_prefix('第').unwrap_or(digits);
        let serial = digits_only(digits).and_then(|digits| digits.parse().ok()).filter(|&serial| serial > 0);
        let serial = serial.ok_or_else(|| DocumentNumberError::Serial { found: serial_text.to_owned() })?;
        Ok(Self { issuer: issuer.into(), year, serial })
    }

    /// The issuer's abbreviation (机关代字), such as 柳妇.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The year of the number.
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// The serial number within issuer and year.
    pub const fn serial(&self) -> u32 {
        self.serial
    }
}

/// Reading a number alone would take a sign too.
fn digits_only(text: &str) -> Option<&str> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}

/// Full-width digits count as digits.
fn ascii_digit(c: char) -> char {
    match c {
        '０'..='９' => u32::from(c).checked_sub(u32::from('０')).and_then(|d| char::from_digit(d, 10)).unwrap_or(c),
        other => other,
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.issuer, self.year, self.serial)
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for DocumentNumber {
    type Err = DocumentNumberError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DocumentNumber {
    type Error = DocumentNumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DocumentNumber> for String {
    fn from(number: DocumentNumber) -> Self {
        number.to_string()
    }
}
