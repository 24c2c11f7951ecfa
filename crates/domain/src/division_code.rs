//! Codes of the division tree (行政区划).
//!
//! Down to the county they are GB/T 2260 codes (six digits); townships and communities carry the
//! twelve-digit code of the National Bureau of Statistics (统计用区划代码). Both are held as one
//! twelve-digit number whose trailing zeros tell the level, so `4502`, `450200` and
//! `450200000000` are the same prefecture.
//!
//! A prefecture without counties (东莞, 中山, 儋州) is written with a placeholder county
//! (`441900`) in some tables. That is the prefecture's own code, and its townships hang directly
//! below the prefecture.
//!
//! Counties that no prefecture governs hang directly below their province. GB/T 2260 writes zeros
//! for the prefecture (`460021`), 01 to 03 in a municipality (`110101`), or 90 (`419001`). Tables
//! give some of the latter a row of their own (市辖区, 县, 省直辖县级行政区划): it governs nothing.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::characters::{Spelled, folded};
use crate::packed::{NotPacked, Packed, Packer, Unpacker};

/// The code of a division, of any level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode(NonZeroU64);

/// The level of a division (层级).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省、自治区、直辖市
    Province,
    /// 市、地区、自治州、盟
    Prefecture,
    /// 县、区、县级市
    County,
    /// 乡、镇、街道
    Township,
    /// 村、社区
    Community,
}

impl Level {
    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Township => "township",
            Self::Community => "community",
        }
    }
}

/// Why a text is not a division code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DivisionCodeError {
    /// Something other than a digit.
    #[error("a division code has digits only, found '{}'", Spelled(*found))]
    NotADigit {
        /// The first character that is no digit.
        found: char,
    },
    /// Not 2, 4, 6, 9 or 12 digits.
    #[error("a division code has 2, 4, 6, 9 or 12 digits, found {digits}")]
    Length {
        /// How many digits there were.
        digits: usize,
    },
    /// GB/T 2260 gives provinces two digits from 11 to 91.
    #[error("no province begins with {prefix:02}")]
    Province {
        /// The first two digits.
        prefix: u64,
    },
    /// A level below is given though one above it is all zeros.
    #[error("the code names a division below one that it leaves as zeros")]
    Gap,
}

/// Province prefixes of GB/T 2260.
const PROVINCES: [u64; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82,
];

impl DivisionCode {
    /// Reads a code of 2, 4, 6, 9 or 12 digits, full-width ones too.
    pub fn parse(text: &str) -> Result<Self, DivisionCodeError> {
        let text = folded(text);
        if let Some(found) = text.chars().find(|c| !c.is_ascii_digit()) {
            return Err(DivisionCodeError::NotADigit { found });
        }
        let missing = match text.len() {
            2 => 10,
            4 => 8,
            6 => 6,
            9 => 3,
            12 => 0,
            digits => return Err(DivisionCodeError::Length { digits }),
        };
        let digits: u64 = text.parse().map_err(|_| DivisionCodeError::Length { digits: text.len() })?;
        Self::from_number(digits * 10_u64.pow(missing))
    }

    /// Takes the twelve digits as a number, as they are stored.
    pub fn from_number(number: u64) -> Result<Self, DivisionCodeError> {
        if number >= 10_u64.pow(12) {
            return Err(DivisionCodeError::Length { digits: number.to_string().len() });
        }
        let prefix = number / 10_u64.pow(10);
        if !PROVINCES.contains(&prefix) {
            return Err(DivisionCodeError::Province { prefix });
        }
        let code = Self(NonZeroU64::new(number).ok_or(DivisionCodeError::Province { prefix })?);
        let county = number / 1_000_000 % 100;
        let prefecture = number / 100_000_000 % 100;
        let below_county = !number.is_multiple_of(1_000_000);
        // Townships may stand below a prefecture without counties, but not below a province.
        if prefecture == 0 && county == 0 && below_county {
            return Err(DivisionCodeError::Gap);
        }
        Ok(code)
    }

    /// The twelve digits as a number.
    pub const fn number(self) -> u64 {
        self.0.get()
    }

    /// The level the code stands on.
    pub fn level(self) -> Level {
        if !self.number().is_multiple_of(1_000) {
            Level::Community
        } else if !self.number().is_multiple_of(1_000_000) {
            Level::Township
        } else if !self.number().is_multiple_of(100_000_000) {
            Level::County
        } else if !self.number().is_multiple_of(10_000_000_000) {
            Level::Prefecture
        } else {
            Level::Province
        }
    }

    /// The code of the division above, or none for a province. A township below a prefecture
    /// without counties answers with the prefecture, a county that no prefecture governs with the
    /// province.
    pub fn parent(self) -> Option<Self> {
        const PROVINCE: u64 = 10_000_000_000;
        let unit = match self.level() {
            Level::Province => return None,
            Level::Prefecture => PROVINCE,
            Level::County if self.is_below_no_prefecture() => PROVINCE,
            Level::County => 100_000_000,
            Level::Township => 1_000_000,
            Level::Community => 1_000,
        };
        NonZeroU64::new(self.number() / unit * unit).map(Self)
    }

    /// Whether GB/T 2260 writes this code for what no prefecture governs.
    const fn is_below_no_prefecture(self) -> bool {
        let prefecture = self.number() / 100_000_000 % 100;
        prefecture == 0 || prefecture == 90 || (prefecture <= 3 && self.is_in_municipality())
    }

    /// Whether it is a row of the tables that governs nothing (市辖区, 县, 省直辖县级行政区划).
    pub fn governs_nothing(self) -> bool {
        self.level() == Level::Prefecture && self.is_below_no_prefecture()
    }

    /// Whether it is the code of a municipality (直辖市), which governs its counties itself.
    pub fn is_municipality(self) -> bool {
        self.level() == Level::Province && self.is_in_municipality()
    }

    const fn is_in_municipality(self) -> bool {
        matches!(self.number() / 10_000_000_000, 11 | 12 | 31 | 50)
    }

    /// The code with another beginning: `450221100001` with that of `450206` in the place of that
    /// of `450221` is `450206100001`. None where it does not begin so, or the codes are of two
    /// levels.
    #[must_use]
    pub fn with_beginning(self, before: Self, after: Self) -> Option<Self> {
        let unit: u64 = match before.level() {
            Level::Province => 10_000_000_000,
            Level::Prefecture => 100_000_000,
            Level::County => 1_000_000,
            Level::Township => 1_000,
            Level::Community => 1,
        };
        let begins_so = before.level() == after.level() && self.number() / unit == before.number() / unit;
        begins_so.then(|| Self::from_number(after.number() + self.number() % unit).ok()).flatten()
    }

    /// The code of the division of `level` that this one lies in (itself included), if the code
    /// goes down that far.
    pub fn at_level(self, level: Level) -> Option<Self> {
        let mut code = self;
        while code.level() > level {
            code = code.parent()?;
        }
        (code.level() == level).then_some(code)
    }

    /// Whether `self` is `other` or lies below it, by the digits of the codes.
    pub fn is_within(self, other: Self) -> bool {
        self.at_level(other.level()) == Some(other)
    }
}

impl Level {
    /// The level one down.
    pub const fn below(self) -> Option<Self> {
        match self {
            Self::Province => Some(Self::Prefecture),
            Self::Prefecture => Some(Self::County),
            Self::County => Some(Self::Township),
            Self::Township => Some(Self::Community),
            Self::Community => None,
        }
    }
}

impl Packed for DivisionCode {
    fn pack(&self, to: &mut Packer<'_>) {
        self.number().pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, NotPacked> {
        Self::from_number(from.number()?).map_err(|_| NotPacked)
    }
}

impl fmt::Display for DivisionCode {
    /// Six digits down to the county, nine for a township, twelve for a community.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level() {
            Level::Province | Level::Prefecture | Level::County => write!(f, "{:06}", self.number() / 1_000_000),
            Level::Township => write!(f, "{:09}", self.number() / 1_000),
            Level::Community => write!(f, "{:012}", self.number()),
        }
    }
}

impl fmt::Debug for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for DivisionCode {
    type Err = DivisionCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DivisionCode {
    type Error = DivisionCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> Self {
        code.to_string()
    }
}
