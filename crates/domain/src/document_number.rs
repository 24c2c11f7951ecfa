//! Document numbers (发文字号), such as 柳妇〔2020〕7号: the issuer's abbreviation (机关代字), the
//! year in hexagonal brackets, and the serial number, as GB/T 9704-2012, 7.2.5 lays them out.
//!
//! Orders and announcements are numbered without brackets: 国务院令第734号 counts on from year to
//! year, 民政部公告2020年第5号 begins anew with each. They are numbers too. So are those of before
//! 1990, with the year first («（83）国函字2号») or more words behind it («民〔1988〕行批1号»).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::characters::{Visible, hidden};
use crate::han_numerals::{self, is_numeral};
use crate::ids::{Name, TextError};

/// A document number in its normal form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentNumber {
    issuer: String,
    year: Option<u16>,
    serial: u32,
    form: Form,
}

/// In which way a number is laid out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    /// 国务院令第734号, 民政部公告2020年第5号.
    Plain,
    /// 柳妇〔2020〕7号.
    Bracketed,
    /// 〔1983〕国函字2号.
    YearFirst,
    /// 民〔1988〕行批1号: with words between the year and the serial number.
    Worded(String),
    /// 京网文〔2020〕1039-165号: with a second serial number.
    Double(u32),
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
const BRACKETS: [(char, char); 17] = [
    ('〔', '〕'),
    ('[', ']'),
    ('［', '］'),
    ('(', ')'),
    ('（', '）'),
    ('【', '】'),
    ('﹝', '﹞'),
    ('{', '}'),
    ('<', '>'),
    ('〈', '〉'),
    ('《', '》'),
    ('⟨', '⟩'),
    ('＜', '＞'),
    ('｛', '｝'),
    ('「', '」'),
    ('『', '』'),
    ('〖', '〗'),
];

/// The dashes that people type between two serial numbers.
const DASHES: [char; 7] = ['-', '－', '‐', '‑', '–', '—', '−'];

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
        if holds_a_title(&text) {
            return Err(DocumentNumberError::Title);
        }
        if holds_several(&text) {
            return Err(DocumentNumberError::Several);
        }
        match Self::bracketed(&text) {
            // The second serial number counts a part of what the first counts: 7-9号 is a range.
            Ok(Self { form: Form::Double(second), serial, .. }) if second > serial => Err(DocumentNumberError::Several),
            Ok(number) => Ok(number),
            Err(error) => Self::without_brackets(&text).unwrap_or(Err(error)),
        }
    }

    /// Reads all numbers of a cell, in their order: each is a piece of evidence of its own. They
    /// may follow each other with nothing between.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, DocumentNumberError> {
        let is_end = |(at, _): &(usize, &str)| {
            let before = text.get(..*at).unwrap_or_default().trim_end();
            before.ends_with(|c| is_numeral(ascii_digit(c)))
        };
        let is_between = |c: char| c.is_whitespace() || BETWEEN.contains(&c) || c == '。';
        let mut ends: Vec<usize> = text.match_indices('号').filter(is_end).map(|(at, it)| at + it.len()).collect();
        // What stands behind the last one belongs to it: 第29号令.
        if let Some(last) = ends.last_mut() {
            *last = text.len();
        } else {
            ends.push(text.len());
        }
        let mut begin = 0;
        let parts = ends.into_iter().map(|end| {
            let part = text.get(begin..end).unwrap_or_default();
            begin = end;
            part.trim_matches(is_between)
        });
        parts.map(Self::parse).collect()
    }

    /// Takes a number that was recorded in its normal form. One may hold what is refused today.
    pub fn recorded(text: &str) -> Result<Self, DocumentNumberError> {
        Self::bracketed(text).or_else(|_| Self::parse(text))
    }

    /// A number with its year in brackets.
    fn bracketed(text: &str) -> Result<Self, DocumentNumberError> {
        if let Some(number) = Self::with_year_first(text) {
            return Ok(number);
        }
        // The last pair: an issuer may have brackets of its own, as in 柳发改（规）.
        let (before, serial_text) = text.rsplit_once(is_close).ok_or(DocumentNumberError::NoYear)?;
        let (issuer, year_text) = before.rsplit_once(is_open).ok_or(DocumentNumberError::NoYear)?;
        let issuer = issuer_of(issuer)?;
        let year = year_within(year_text).ok_or_else(|| DocumentNumberError::Year { found: year_text.to_owned() })?;
        let wrong = || DocumentNumberError::Serial { found: serial_text.to_owned() };
        let digits = serial_text.strip_suffix('号').unwrap_or(serial_text);
        let (words, digits) = worded(digits);
        let (digits, second) = match digits.split_once(DASHES) {
            Some((first, second)) => (first, Some(from_one(second).ok_or_else(wrong)?)),
            None => (digits, None),
        };
        let serial = from_one(digits).ok_or_else(wrong)?;
        let form = match (words, second) {
            ("", None) => Form::Bracketed,
            ("", Some(second)) => Form::Double(second),
            (words, None) if words.chars().all(|c| c.is_alphabetic() && !is_numeral(c)) => {
                Form::Worded(words.to_owned())
            }
            (_, _) => return Err(wrong()),
        };
        Ok(Self { issuer, year: Some(year), serial, form })
    }

    /// A number of before 1990 with its year first: （83）国函字2号.
    fn with_year_first(text: &str) -> Option<Self> {
        let (year, rest) = text.strip_prefix(is_open)?.split_once(is_close)?;
        let year = year_within(year).or_else(|| {
            // Two digits, of the years in which this was the custom.
            let year = digits_only(year).filter(|year| year.len() == 2)?.parse::<u16>().ok()? + 1900;
            (1949..2000).contains(&year).then_some(year)
        })?;
        let (issuer, digits) = worded(rest.strip_suffix('号')?);
        let issuer = issuer_of(issuer).ok()?;
        Some(Self { issuer, year: Some(year), serial: from_one(digits)?, form: Form::YearFirst })
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
        Ok(Self { issuer, year, serial, form: Form::Plain })
    }

    /// The issuer's abbreviation (机关代字), such as 柳妇; for an order or an announcement with
    /// what it is, such as 国务院令; with the year first all words behind it, such as 国函字.
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

/// Whether there is a title in 《》: in these brackets too people write the year.
fn holds_a_title(text: &str) -> bool {
    let is_year = |inside: &str| inside.split_once('》').is_some_and(|(year, _)| year_within(year).is_some());
    let opens = text.split('《').skip(1).all(is_year);
    !opens || text.matches('《').count() != text.matches('》').count()
}

/// The words before a serial number, and its digits. 第 is none of them.
fn worded(text: &str) -> (&str, &str) {
    let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (words, digits) = text.split_at(at);
    (words.strip_suffix('第').unwrap_or(words), digits)
}

fn from_one(digits: &str) -> Option<u32> {
    digits_only(digits)?.parse().ok().filter(|serial| *serial > 0)
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
    if digits_only(text).is_some() { text.parse().ok() } else { han_numerals::number(text) }
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
        match (self.year, &self.form) {
            (Some(year), Form::Bracketed) => write!(f, "{issuer}〔{year}〕{serial}号"),
            (Some(year), Form::YearFirst) => write!(f, "〔{year}〕{issuer}{serial}号"),
            (Some(year), Form::Worded(words)) => write!(f, "{issuer}〔{year}〕{words}{serial}号"),
            (Some(year), Form::Double(second)) => write!(f, "{issuer}〔{year}〕{serial}-{second}号"),
            (Some(year), Form::Plain) => write!(f, "{issuer}{year}年第{serial}号"),
            (None, _) => write!(f, "{issuer}第{serial}号"),
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
