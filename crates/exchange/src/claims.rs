//! A document's claims as a TOML file, read field by field, so that every mistake is told at once,
//! with its line.
//!
//! A file may have `document` and `title`, has `said_on`, may have `scope`, and has one
//! `[[claims]]` a claim with `claim` (what it is called) and `quote` (the document's words), and
//! perhaps `page`, and `said_on` and `scope` of its own. Then it says one of three things:
//!
//! - what is counted on a day: `as_of`, `measure` and `expected`, which is a number, `{ at_least =
//!   7 }`, `{ at_most = 7 }`, `"all"`, or a list of places;
//! - what shall be counted by a day: `due`, `measure` and `expected`, which is a number;
//! - that a registry cannot decide it: `undecidable`, and why.

use std::ops::Range;

use jiceng_core::domain::civil_day::{self, DayError};
use jiceng_core::domain::target::Measure;
use jiceng_core::domain::{DivisionCode, PartialDate, Place};
use jiceng_core::projections::claim::{Claim, Claims, Expected, Says};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer as _};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fault::FieldFault;
use crate::fields::Shape;

/// What is wrong with one field of a file of claims.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the field {field} in line {line} is wrong")]
pub struct ClaimProblem {
    /// The line of the file, from 1.
    pub line: usize,
    /// The field, such as `claims[2].as_of`; empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    #[source]
    pub problem: ClaimFault,
}

/// What can be wrong with a field of a file of claims.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimFault {
    /// The file is not TOML.
    #[error("{0}")]
    NotToml(String),
    /// Nobody asked for the field.
    #[error("there is no such field; there are {}", .0.join(", "))]
    Unknown(&'static [&'static str]),
    /// The field is needed.
    #[error("the field is missing")]
    Missing,
    /// There is no claim in the file.
    #[error("at least one [[claims]] is needed")]
    NoClaims,
    /// The claim does not say one thing.
    #[error("a claim has as_of, measure and expected; or due, measure and expected; or undecidable alone")]
    SaysNotOneThing,
    /// Another claim is called the same.
    #[error("another claim is called the same")]
    Twice,
    /// The expectation has another form.
    #[error(
        "expected is a number, {{ at_least = 7 }}, {{ at_most = 7 }}, \"all\" or a list of places; a number where there is due"
    )]
    Expected,
    /// All of what has no bounds is expected.
    #[error("\"all\" can be expected of places, divisions, designations, institutions and elections only")]
    Unbounded,
    /// The value does not hold what it should.
    #[error("{reason}")]
    Value {
        /// What the parser says.
        reason: String,
        /// What is wrong.
        fault: FieldFault,
        /// What the field holds.
        shape: Shape,
    },
}

const OF_FILE: &[&str] = &["document", "title", "said_on", "scope", "claims"];
const OF_CLAIM: &[&str] =
    &["claim", "quote", "page", "said_on", "scope", "as_of", "due", "measure", "expected", "undecidable"];

/// Reads a document's claims, or tells everything that is wrong with them, in the order of lines.
pub fn claims_from_toml(text: &str) -> Result<Claims, Vec<ClaimProblem>> {
    let mut reader = Reader { text, problems: Vec::new() };
    let claims = match DeTable::parse(text) {
        Ok(table) => reader.file(table.get_ref(), table.span()),
        Err(error) => {
            let span = error.span().unwrap_or_default();
            reader.problem(&span, String::new(), ClaimFault::NotToml(error.message().trim().to_owned()));
            None
        }
    };
    reader.problems.sort_by_key(|problem| problem.line);
    match claims {
        Some(claims) if reader.problems.is_empty() => Ok(claims),
        Some(_) | None => Err(reader.problems),
    }
}

/// A day as people write it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Day(Date);

impl TryFrom<String> for Day {
    type Error = DayError;
    fn try_from(text: String) -> Result<Self, DayError> {
        civil_day::parse(&text).map(Self)
    }
}

/// Reads fields and keeps what is wrong with them.
struct Reader<'t> {
    text: &'t str,
    problems: Vec<ClaimProblem>,
}

/// What a file says for all its claims. What is given and wrong is told once, where it stands.
struct OfAll {
    said_on: Option<Date>,
    is_said_on_given: bool,
    scope: Option<DivisionCode>,
    is_scope_given: bool,
}

/// A table, and where it stands: its path ends with a dot, unless it is the file.
struct Fields<'f, 't> {
    table: &'f DeTable<'t>,
    span: Range<usize>,
    path: String,
}

impl<'t> Fields<'_, 't> {
    fn get(&self, name: &str) -> Option<&Spanned<DeValue<'t>>> {
        self.table.get(name)
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }
}

impl<'t> Reader<'t> {
    fn problem(&mut self, span: &Range<usize>, field: String, problem: ClaimFault) {
        let before = self.text.as_bytes().iter().take(span.start);
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        self.problems.push(ClaimProblem { line, field, problem });
    }

    /// A field that nobody asked for is a mistake.
    fn only(&mut self, fields: &Fields<'_, 't>, known: &'static [&'static str]) {
        for key in fields.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            self.problem(&key.span(), fields.path(key.get_ref()), ClaimFault::Unknown(known));
        }
    }

    fn needed<T: DeserializeOwned>(&mut self, fields: &Fields<'_, 't>, name: &str, shape: Shape) -> Option<T> {
        if fields.get(name).is_none() {
            self.problem(&fields.span.clone(), fields.path(name), ClaimFault::Missing);
        }
        self.read(fields, name, shape)
    }

    fn read<T: DeserializeOwned>(&mut self, fields: &Fields<'_, 't>, name: &str, shape: Shape) -> Option<T> {
        let value = fields.get(name)?;
        let span = value.span();
        let value = with_dates_as_text(value.clone());
        let text = value.get_ref().as_str().map(str::to_owned);
        let read = T::deserialize(value.into_deserializer());
        let fault = |error: &toml::de::Error| {
            let reason = error.message().to_owned();
            ClaimFault::Value { fault: FieldFault::of_toml(Some(shape), text.as_deref(), &reason), reason, shape }
        };
        read.map_err(|error| {
            let span = error.span().unwrap_or_else(|| span.clone());
            self.problem(&span, fields.path(name), fault(&error));
        })
        .ok()
    }

    /// A day from 1900 to 2999, as everywhere.
    fn day(&mut self, fields: &Fields<'_, 't>, name: &str) -> Option<Date> {
        let Day(day) = self.read(fields, name, Shape::Day)?;
        if PartialDate::Day(day).is_plausible() {
            return Some(day);
        }
        let span = fields.get(name).map(Spanned::span).unwrap_or_default();
        let reason = format!("{day} is not a day from 1900 to 2999");
        self.problem(
            &span,
            fields.path(name),
            ClaimFault::Value { reason, fault: FieldFault::Form, shape: Shape::Day },
        );
        None
    }

    fn file(&mut self, table: &DeTable<'t>, span: Range<usize>) -> Option<Claims> {
        // What is missing is told at the first line, not over the whole file.
        let fields = Fields { table, span: span.start..span.start, path: String::new() };
        self.only(&fields, OF_FILE);
        let document = self.read(&fields, "document", Shape::Name);
        let title = self.read(&fields, "title", Shape::Name);
        let said_on = self.day(&fields, "said_on");
        let scope = self.read(&fields, "scope", Shape::Division);
        let of_all = OfAll {
            said_on,
            is_said_on_given: fields.get("said_on").is_some(),
            scope,
            is_scope_given: fields.get("scope").is_some(),
        };
        let items = match fields.get("claims").map(Spanned::get_ref) {
            Some(DeValue::Array(items)) if !items.is_empty() => items,
            _ => {
                let span = fields.get("claims").map_or(fields.span.clone(), Spanned::span);
                self.problem(&span, "claims".to_owned(), ClaimFault::NoClaims);
                return None;
            }
        };
        let mut claims: Vec<Claim> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let DeValue::Table(table) = item.get_ref() else {
                self.problem(&item.span(), format!("claims[{index}]"), ClaimFault::SaysNotOneThing);
                continue;
            };
            let fields = Fields { table, span: item.span(), path: format!("claims[{index}].") };
            let Some(claim) = self.claim(&fields, &of_all) else { continue };
            if claims.iter().any(|earlier| earlier.claim == claim.claim) {
                let span = fields.get("claim").map(Spanned::span).unwrap_or_default();
                self.problem(&span, fields.path("claim"), ClaimFault::Twice);
            }
            claims.push(claim);
        }
        Some(Claims { document, title, claims })
    }

    fn claim(&mut self, fields: &Fields<'_, 't>, of_all: &OfAll) -> Option<Claim> {
        self.only(fields, OF_CLAIM);
        let claim = self.needed(fields, "claim", Shape::Name);
        let quote = self.needed(fields, "quote", Shape::Note);
        let page = self.read(fields, "page", Shape::Name);
        let said_on = self.day(fields, "said_on").or(of_all.said_on);
        if fields.get("said_on").is_none() && !of_all.is_said_on_given {
            self.problem(&fields.span.clone(), fields.path("said_on"), ClaimFault::Missing);
        }
        let says = self.says(fields, of_all);
        Some(Claim { claim: claim?, quote: quote?, page, said_on: said_on?, says: says? })
    }

    fn says(&mut self, fields: &Fields<'_, 't>, of_all: &OfAll) -> Option<Says> {
        let has = |name: &str| fields.get(name).is_some();
        match (has("as_of"), has("due"), has("undecidable")) {
            (false, false, true) if !has("measure") && !has("expected") => {
                let reason = self.read(fields, "undecidable", Shape::Note)?;
                return Some(Says::Undecidable { reason });
            }
            (true, false, false) | (false, true, false) => {}
            _ => {
                self.problem(&fields.span.clone(), claim_path(fields), ClaimFault::SaysNotOneThing);
                return None;
            }
        }
        let measure: Option<Measure> = self.needed(fields, "measure", Shape::Measure);
        let scope = self.read(fields, "scope", Shape::Division).or(of_all.scope);
        if !has("scope") && !of_all.is_scope_given {
            self.problem(&fields.span.clone(), fields.path("scope"), ClaimFault::Missing);
        }
        let expected = self.expected(fields);
        let as_of: Option<PartialDate> = self.read(fields, "as_of", Shape::PartialDate);
        let due = self.day(fields, "due");
        let (measure, scope, expected) = (measure?, scope?, expected?);
        let span = fields.get("expected").map(Spanned::span).unwrap_or_default();
        if expected == Expected::All
            && matches!(
                measure,
                Measure::CommitteeSessions(_) | Measure::RulesAdopted(_) | Measure::DesignationsRecommended { .. }
            )
        {
            self.problem(&span, fields.path("expected"), ClaimFault::Unbounded);
            return None;
        }
        match (as_of, due, expected) {
            (Some(as_of), _, expected) => Some(Says::Counted { measure, scope, as_of, expected }),
            (None, Some(due), Expected::Exactly(number)) => Some(Says::Planned { measure, scope, number, due }),
            (None, Some(_), _) => {
                self.problem(&span, fields.path("expected"), ClaimFault::Expected);
                None
            }
            (None, None, _) => None,
        }
    }

    fn expected(&mut self, fields: &Fields<'_, 't>) -> Option<Expected> {
        let Some(value) = fields.get("expected") else {
            self.problem(&fields.span.clone(), fields.path("expected"), ClaimFault::Missing);
            return None;
        };
        let number = |value: &DeValue<'t>| u32::try_from(toml_integer(value)?).ok();
        let bound = |table: &DeTable<'t>| match (table.len(), table.get("at_least"), table.get("at_most")) {
            (1, Some(least), None) => number(least.get_ref()).map(Expected::AtLeast),
            (1, None, Some(most)) => number(most.get_ref()).map(Expected::AtMost),
            _ => None,
        };
        let whole = value.get_ref();
        let read = if whole.as_str() == Some("all") {
            Some(Expected::All)
        } else if let Some(table) = whole.as_table() {
            bound(table)
        } else if let Some(places) = whole.as_array().filter(|places| !places.is_empty()) {
            let places: Option<Vec<Place>> =
                places.iter().map(|place| place.get_ref().as_str()?.parse().ok()).collect();
            places.map(Expected::These)
        } else {
            number(whole).map(Expected::Exactly)
        };
        if read.is_none() {
            self.problem(&value.span(), fields.path("expected"), ClaimFault::Expected);
        }
        read
    }
}

/// A date without quotes is TOML's own, and says the same as one in quotes.
fn with_dates_as_text(value: Spanned<DeValue<'_>>) -> Spanned<DeValue<'_>> {
    let span = value.span();
    let value = match value.into_inner() {
        DeValue::Datetime(date) => DeValue::String(date.to_string().into()),
        // The parser bounds how deep tables nest.
        DeValue::Table(table) => {
            DeValue::Table(table.into_iter().map(|(key, value)| (key, with_dates_as_text(value))).collect())
        }
        plain @ (DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Array(_)) => plain,
    };
    Spanned::new(span, value)
}

fn claim_path(fields: &Fields<'_, '_>) -> String {
    fields.path.trim_end_matches('.').to_owned()
}

fn toml_integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}
