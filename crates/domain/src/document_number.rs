//! Document numbers (发文字号), such as 柳妇〔2020〕7号: the issuer's abbreviation (机关代字), the
//! year in hexagonal brackets, and the serial number, as GB/T 9704-2012, 7.2.5 lays them out.
//!
//! Orders and announcements are numbered without brackets: 国务院令第734号 counts on from year to
//! year, 民政部公告2020年第5号 begins anew with each. They are numbers too.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::characters::{Visible, hidden};
use crate::ids::{Name, TextError};

/// A document number in its normal form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentNumber {
    issuer: String,
    year: Option<u16>,
    serial: u32,
    is_bracketed: bool,
}

/// Why a text is not a document number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentNumberError {
    /// No year in brackets, and not numbered without one.
    #[error(
        "a document number has its year in brackets, as in 柳妇〔2020〕7号, or 第 before its number, as in 国务院令第734号"
    )]
    NoYear,
    /// Nothing before the year or the number.
    #[error("a document number begins with the issuer, as in 柳妇〔2020〕7号 or 国务院令第734号")]
    NoIssuer,
    /// What stands before the year is not a name.
    #[error("what stands before the year is no issuer's abbreviation: {0}")]
    Issuer(TextError),
    /// More than one number.
    #[error("there is more than one document number; each paper is an item of `evidence` of its own")]
    Several,
    /// A title in book-title marks.
    #[error("there is a title in 《》; it belongs in `title`, and each paper is an item of `evidence` of its own")]
    Title,
    /// A year that is not of four digits from 1949.
    #[error("the year \"{}\" is not a year from 1949 to 2999", Visible(found))]
    Year {
        /// What stood there.
        found: String,
    },
    /// No serial number.
    #[error("the serial number \"{}\" is not a whole number from 1", Visible(found))]
    Serial {
        /// What stood there.
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

/// What stands between two serial numbers of a list.
const BETWEEN: [char; 9] = ['、', '，', ',', '；', ';', '和', '及', '与', '至'];

/// What is numbered with its name behind the number too: 第29号令 is 令第29号.
const NAMED_BEHIND: [&str; 2] = ["令", "公告"];

fn is_open(c: char) -> bool {
    BRACKETS.iter().any(|&(open, _)| open == c)
}

fn is_close(c: char) -> bool {
    BRACKETS.iter().any(|&(_, close)| close == c)
}

impl DocumentNumber {
    /// Reads a number in any of the ways in which people type the brackets, full-width digits,
    /// spaces, 第 and leading zeros.
    pub fn parse(text: &str) -> Result<Self, DocumentNumberError> {
        let is_meant = |c: &char| !c.is_whitespace() && hidden(*c).is_none();
        let text: String = text.chars().filter(is_meant).map(ascii_digit).collect();
        if text.contains(['《', '》']) {
            return Err(DocumentNumberError::Title);
        }
        if holds_several(&text) {
            return Err(DocumentNumberError::Several);
        }
        match Self::bracketed(&text) {
            Ok(number) => Ok(number),
            Err(error) => Self::without_brackets(&text).unwrap_or(Err(error)),
        }
    }

    /// Takes a number that was recorded in its normal form. One may hold what is refused today.
    pub fn recorded(text: &str) -> Result<Self, DocumentNumberError> {
        Self::bracketed(text).or_else(|_| Self::parse(text))
    }

    /// A number with its year in brackets.
    fn bracketed(text: &str) -> Result<Self, DocumentNumberError> {
        // The last pair: an issuer may have brackets of its own, as in 柳发改（规）.
        let (before, serial_text) = text.rsplit_once(is_close).ok_or(DocumentNumberError::NoYear)?;
        let (issuer, year_text) = before.rsplit_once(is_open).ok_or(DocumentNumberError::NoYear)?;
        let issuer = issuer_of(issuer)?;
        let year = year_within(year_text).ok_or_else(|| DocumentNumberError::Year { found: year_text.to_owned() })?;
        let digits = serial_text.strip_suffix('号').unwrap_or(serial_text);
        let digits = digits.strip_prefix('第').unwrap_or(digits);
        let serial = digits_only(digits).and_then(|digits| digits.parse().ok()).filter(|&serial| serial > 0);
        let serial = serial.ok_or_else(|| DocumentNumberError::Serial { found: serial_text.to_owned() })?;
        Ok(Self { issuer, year: Some(year), serial, is_bracketed: true })
    }

    /// A number with 第 before its serial number and no brackets, or all of it in brackets behind
    /// the issuer. `None` for what is not written so.
    fn without_brackets(text: &str) -> Option<Result<Self, DocumentNumberError>> {
        let bare = without_outer_brackets(text);
        let bare = bare.as_deref().unwrap_or(text);
        let mut behind =
            NAMED_BEHIND.iter().filter_map(|named| Some((bare.strip_suffix(named)?.strip_suffix('号')?, *named)));
        let (stem, named) = match behind.next() {
            Some(found) => found,
            None => (bare.strip_suffix('号')?, ""),
        };
        let (before, number) = stem.rsplit_once('第')?;
        // In brackets before 第 stands a year, if an odd one.
        let in_brackets = before.strip_suffix(is_close).and_then(|inside| inside.rsplit(is_open).next());
        let has_year = in_brackets.is_some_and(|inside| inside.contains(|c: char| c.is_ascii_digit()));
        (!has_year).then(|| Self::of_parts(before, named, number))
    }

    fn of_parts(before: &str, named: &str, number: &str) -> Result<Self, DocumentNumberError> {
        let until_year = before.strip_suffix('年').filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        let (issuer, year) = match until_year {
            None => (before, None),
            Some(until_year) => {
                let issuer = until_year.trim_end_matches(|c: char| c.is_ascii_digit());
                let digits = until_year.strip_prefix(issuer).unwrap_or_default();
                let year = year_of(digits).ok_or_else(|| DocumentNumberError::Year { found: digits.to_owned() })?;
                (issuer, Some(year))
            }
        };
        let issuer = issuer_of(&format!("{issuer}{named}"))?;
        let serial = serial_of(number).filter(|&serial| serial > 0);
        let serial = serial.ok_or_else(|| DocumentNumberError::Serial { found: number.to_owned() })?;
        Ok(Self { issuer, year, serial, is_bracketed: false })
    }

    /// The issuer's abbreviation (机关代字), such as 柳妇; for an order or an announcement with
    /// what it is, such as 国务院令.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The year of the number; orders that are numbered on from year to year have none.
    pub const fn year(&self) -> Option<u16> {
        self.year
    }

    /// The serial number within issuer and year.
    pub const fn serial(&self) -> u32 {
        self.serial
    }
}

/// 公告（2020年第5号） without its brackets.
fn without_outer_brackets(text: &str) -> Option<String> {
    let inside = text.strip_suffix(is_close)?;
    let (issuer, number) = inside.rsplit_once(is_open)?;
    number.ends_with('号').then(|| format!("{issuer}{number}"))
}

/// Whether more than one number stands there: two years in brackets, two numerals before 号, or a
/// list of serial numbers.
fn holds_several(text: &str) -> bool {
    let ends_with_year = |part: &str| part.rsplit_once(is_open).and_then(|(_, year)| year_within(year)).is_some();
    let years = text.split(is_close).filter(|part| ends_with_year(part)).count();
    let serials = text.match_indices('号').filter(|(at, _)| text.get(..*at).is_some_and(|t| t.ends_with(is_numeral)));
    let last = text.rsplit(|c| is_close(c) || c == '第').next().unwrap_or_default();
    let is_list = last.split(BETWEEN).filter(|part| part.contains(is_numeral)).count() > 1;
    years > 1 || serials.count() > 1 || is_list
}

fn issuer_of(text: &str) -> Result<String, DocumentNumberError> {
    match Name::recorded(text) {
        Ok(issuer) => Ok(issuer.into()),
        Err(TextError::Empty) => Err(DocumentNumberError::NoIssuer),
        Err(error) => Err(DocumentNumberError::Issuer(error)),
    }
}

/// The year of what stands in brackets.
fn year_within(text: &str) -> Option<u16> {
    year_of(text.strip_suffix('年').unwrap_or(text))
}

fn year_of(digits: &str) -> Option<u16> {
    let year = digits_only(digits).filter(|digits| digits.len() == 4)?.parse().ok()?;
    (1949..3000).contains(&year).then_some(year)
}

fn serial_of(text: &str) -> Option<u32> {
    if digits_only(text).is_some() { text.parse().ok() } else { han_number(text) }
}

/// The Han digits, by value.
const HAN_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

fn han_digit(c: char) -> Option<u32> {
    let c = if c == '零' { '〇' } else { c };
    HAN_DIGITS.iter().position(|digit| *digit == c).and_then(|value| u32::try_from(value).ok())
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || c == '十' || c == '百' || c == '千' || han_digit(c).is_some()
}

/// A number below 10,000 in Han numerals: 五十三, 一百零五, or digit by digit 五三.
fn han_number(text: &str) -> Option<u32> {
    let by_digit = text.chars().map(han_digit).collect::<Option<Vec<u32>>>();
    if let Some(digits) = by_digit.filter(|digits| (1..=9).contains(&digits.len())) {
        return Some(digits.into_iter().fold(0, |number, digit| number * 10 + digit));
    }
    let (mut number, mut digit, mut smallest) = (0, None, 10_000);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            other => {
                let value = han_digit(other)?;
                if digit.replace(value).is_some_and(|before| before != 0) {
                    return None;
                }
                continue;
            }
        };
        if unit >= smallest {
            return None;
        }
        // 十五 has no digit before its unit.
        number += digit.take().unwrap_or(1) * unit;
        smallest = unit;
    }
    Some(number + digit.unwrap_or(0))
}

/// Reading a number alone would take a sign too.
fn digits_only(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
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
        let Self { issuer, serial, .. } = self;
        match self.year {
            Some(year) if self.is_bracketed => write!(f, "{issuer}〔{year}〕{serial}号"),
            Some(year) => write!(f, "{issuer}{year}年第{serial}号"),
            None => write!(f, "{issuer}第{serial}号"),
        }
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
