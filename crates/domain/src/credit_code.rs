//! The unified social credit code (统一社会信用代码) of GB 32100-2015: the registration office
//! (登记管理部门, 1), the class of body (机构类别, 1), the office's division (登记管理机关行政区划,
//! 6 digits), the body's own code (主体标识码, 9) and a check character.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::characters::{Spelled, Visible, folded};

/// The characters of GB 32100-2015, table 2, in the order of their values: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The registration offices of GB 32100-2015, table 1, with those added since: 机构编制, 外交,
/// 司法行政, 文化, 民政, 旅游, 宗教, 工会, 工商; 中央军委改革和编制, 农业, 其他.
const OFFICES: &[u8; 12] = b"123456789ANY";

/// A checked unified social credit code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode([u8; 18]);

crate::packed! { struct CreditCode(characters) }

/// Why a text is not a credit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, found {characters}")]
    Length {
        /// How many there were.
        characters: usize,
    },
    /// A character outside the alphabet of the standard.
    #[error("a credit code has digits and capital letters without I, O, S, V and Z, found '{}'", Spelled(*found))]
    Character {
        /// The first such character.
        found: char,
    },
    /// The first character is no registration office.
    #[error(
        "the first character of a credit code is the registration office, one of 1 to 9, A, N and Y, found '{found}'"
    )]
    Office {
        /// What stood there.
        found: char,
    },
    /// The second character is no class of body.
    #[error("the second character of a credit code is the class of body, one of 1 to 9, found '{found}'")]
    Class {
        /// What stood there.
        found: char,
    },
    /// Characters 3 to 8 are no division.
    #[error("characters 3 to 8 of a credit code are the six digits of the office's division, found {}", Visible(found))]
    Region {
        /// What stood there.
        found: String,
    },
    /// The last character does not fit the others.
    #[error("the check character is '{found}', by the others it should be '{expected}'")]
    Check {
        /// What stood there.
        found: char,
        /// What GB 32100-2015, 5.5 computes.
        expected: char,
    },
}

impl CreditCode {
    /// Reads a code; small letters are taken as capitals, full-width characters as plain ones.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let code = characters(&folded(text))?;
        let [office, class, region @ .., _, _, _, _, _, _, _, _, _, _] = &code;
        if !OFFICES.contains(office) {
            return Err(CreditCodeError::Office { found: char::from(*office) });
        }
        if !(b'1'..=b'9').contains(class) {
            return Err(CreditCodeError::Class { found: char::from(*class) });
        }
        // 10 is the whole country; no province begins with 0.
        if !region.iter().all(u8::is_ascii_digit) || region.starts_with(b"0") {
            return Err(CreditCodeError::Region { found: region.iter().copied().map(char::from).collect() });
        }
        checked(code)
    }

    /// Takes a code that was recorded; its office and division were not always looked at.
    pub fn recorded(text: &str) -> Result<Self, CreditCodeError> {
        checked(characters(text)?)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// 18 characters of the alphabet.
fn characters(text: &str) -> Result<[u8; 18], CreditCodeError> {
    let capitals: Vec<char> = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    let mut code = [0_u8; 18];
    if capitals.len() != code.len() {
        return Err(CreditCodeError::Length { characters: capitals.len() });
    }
    for (slot, &found) in code.iter_mut().zip(&capitals) {
        if !ALPHABET.iter().any(|&a| char::from(a) == found) {
            return Err(CreditCodeError::Character { found });
        }
        *slot = found as u8;
    }
    Ok(code)
}

/// A code whose last character fits the others.
fn checked(code: [u8; 18]) -> Result<CreditCode, CreditCodeError> {
    let [body @ .., last] = &code;
    let expected = check_character(body);
    if *last != expected {
        return Err(CreditCodeError::Check { found: char::from(*last), expected: char::from(expected) });
    }
    Ok(CreditCode(code))
}

/// GB 32100-2015, 5.5: 31 minus the sum of value × 3^(place-1) modulo 31, modulo 31.
fn check_character(body: &[u8]) -> u8 {
    let mut sum = 0;
    let mut weight = 1;
    for character in body {
        let value = ALPHABET.iter().position(|a| a == character).unwrap_or(0);
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    ALPHABET.get((31 - sum) % 31).copied().unwrap_or(b'0')
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.as_str().to_owned()
    }
}
