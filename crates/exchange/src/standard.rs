//! Coverage standards as TOML files, read field by field, so that every mistake is told at once.
//!
//! A file has `id`, `zh`, `en`, may have `source`, and has one `[[requirements]]` a kind with
//! `kind`, `communities`, `sites`, and perhaps `must_pass_inspection` and `committee_term_years` or
//! `committee_in_term`. A need is `"not_required"`, `"own"`, `"own_or_shared"` or `{ own_from = 800
//! }`. It may have `[[terms]]`, the terms of office by level and day of election, each with
//! `level`, `from`, `years` and `source`. The files that ship are in `standards/` of this crate.

use jiceng_core::domain::catalogue::WOMENS_FEDERATION;
use jiceng_core::domain::standard::{Requirement, Standard};
use jiceng_core::domain::term_of_office::TermOfOffice;
use jiceng_core::domain::{KindCode, Level, civil_day};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::fault::FieldFault;
use crate::fields::{LEVELS, Shape};

/// The standards that ship: their files by identifier.
pub const SHIPPED: [(&str, &str); 3] = [
    ("five-ones-2020", include_str!("../standards/five-ones-2020.toml")),
    ("five-ones-500", include_str!("../standards/five-ones-500.toml")),
    ("six-with-wardens", include_str!("../standards/six-with-wardens.toml")),
];

/// What is wrong with one field of a standard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the field {field} of the standard is wrong")]
pub struct StandardProblem {
    /// The field, such as `requirements[2].sites`; empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    #[source]
    pub problem: StandardFault,
}

/// What can be wrong with a field of a standard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StandardFault {
    /// The file is not TOML.
    #[error("{0}")]
    NotToml(String),
    /// Nobody asked for the field.
    #[error("there is no such field; there are {}", .0.join(", "))]
    Unknown(&'static [&'static str]),
    /// The field is needed.
    #[error("the field is missing")]
    Missing,
    /// The value does not hold what it should.
    #[error("{reason}")]
    Value {
        /// What the parser says.
        reason: String,
        /// What is wrong.
        fault: FieldFault,
        /// What the field holds; none for a need.
        shape: Option<Shape>,
    },
    /// Nothing is required.
    #[error("at least one [[requirements]] is needed")]
    NoRequirements,
    /// The terms are no list.
    #[error("a list of [[terms]] is needed")]
    NoTerms,
    /// An item of a list is no table.
    #[error("a table is needed")]
    NoTable,
    /// A kind is required twice.
    #[error("{0} is required twice")]
    KindTwice(KindCode),
    /// The committee is asked for in two ways.
    #[error("committee_term_years asks it otherwise; keep one of them")]
    TwoTerms,
    /// Two terms of a level from one day.
    #[error("the level has a term from this day on already")]
    TermTwice,
    /// A term of no year.
    #[error("a term has at least one year")]
    NoYear,
    /// No day.
    #[error("a day is needed, such as 2018-12-29")]
    NoDay,
    /// A committee is asked of a kind that has none.
    #[error("only women's federations have committees")]
    NoCommittees,
    /// No term to judge by.
    #[error("[[terms]] has none of level \"community\" to judge by")]
    NoCommunityTerm,
}

/// Reads a standard, or tells everything that is wrong with it.
pub fn standard_from_toml(text: &str) -> Result<Standard, Vec<StandardProblem>> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        vec![StandardProblem {
            field: String::new(),
            problem: StandardFault::NotToml(error.to_string().trim().to_owned()),
        }]
    })?;
    let mut reader = Reader { problems: Vec::new() };
    reader.only(&table, "", &["id", "zh", "en", "source", "requirements", "terms"]);
    let id = reader.required(&table, "", "id");
    let zh = reader.required(&table, "", "zh");
    let en = reader.required(&table, "", "en");
    let source = reader.optional(&table, "", "source");
    let requirements = reader.requirements(&table);
    let terms = reader.terms(&table);
    reader.asked_of_terms(&requirements, &terms);
    match (id, zh, en) {
        (Some(id), Some(zh), Some(en)) if reader.problems.is_empty() => {
            Ok(Standard { id, zh, en, source, requirements, terms })
        }
        _ => Err(reader.problems),
    }
}

/// What a field holds, in whichever table it stands; none for a need.
fn shape_of(name: &str) -> Option<Shape> {
    Some(match name {
        "id" => Shape::Id,
        "zh" | "en" => Shape::Name,
        "source" => Shape::Note,
        "kind" => Shape::Kind,
        "level" => Shape::Choice(LEVELS),
        "years" | "committee_term_years" => Shape::Number,
        "must_pass_inspection" | "committee_in_term" => Shape::Flag,
        _ => return None,
    })
}

/// Reads fields and keeps what is wrong with them.
struct Reader {
    problems: Vec<StandardProblem>,
}

impl Reader {
    fn problem(&mut self, field: String, problem: StandardFault) {
        self.problems.push(StandardProblem { field, problem });
    }

    /// A field that nobody asked for is a mistake.
    fn only(&mut self, table: &Table, path: &str, known: &'static [&'static str]) {
        for key in table.keys().filter(|key| !known.contains(&key.as_str())) {
            self.problem(format!("{path}{key}"), StandardFault::Unknown(known));
        }
    }

    fn required<T: DeserializeOwned>(&mut self, table: &Table, path: &str, name: &str) -> Option<T> {
        if !table.contains_key(name) {
            self.problem(format!("{path}{name}"), StandardFault::Missing);
        }
        self.optional(table, path, name)
    }

    fn optional<T: DeserializeOwned>(&mut self, table: &Table, path: &str, name: &str) -> Option<T> {
        let value = table.get(name)?;
        let read = T::deserialize(value.clone());
        read.map_err(|error: toml::de::Error| {
            let (reason, shape) = (error.message().to_owned(), shape_of(name));
            let fault = FieldFault::of_toml(shape, value.as_str(), &reason);
            self.problem(format!("{path}{name}"), StandardFault::Value { reason, fault, shape });
        })
        .ok()
    }

    fn requirements(&mut self, table: &Table) -> Vec<Requirement> {
        let Some(Value::Array(items)) = table.get("requirements") else {
            self.problem("requirements".to_owned(), StandardFault::NoRequirements);
            return Vec::new();
        };
        let mut requirements: Vec<Requirement> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("requirements[{index}].");
            let Value::Table(table) = item else {
                self.problem(format!("requirements[{index}]"), StandardFault::NoTable);
                continue;
            };
            if let Some(requirement) = self.requirement(table, &path) {
                if requirements.iter().any(|earlier| earlier.kind == requirement.kind) {
                    self.problem(format!("{path}kind"), StandardFault::KindTwice(requirement.kind.clone()));
                }
                requirements.push(requirement);
            }
        }
        requirements
    }

    fn requirement(&mut self, table: &Table, path: &str) -> Option<Requirement> {
        self.only(
            table,
            path,
            &["kind", "communities", "sites", "must_pass_inspection", "committee_term_years", "committee_in_term"],
        );
        let kind = self.required(table, path, "kind");
        let communities = self.required(table, path, "communities");
        let sites = self.required(table, path, "sites");
        let must_pass_inspection = self.optional(table, path, "must_pass_inspection").unwrap_or(false);
        let committee_term_years = self.optional(table, path, "committee_term_years");
        let committee_in_term = self.optional(table, path, "committee_in_term").unwrap_or(false);
        if committee_in_term && committee_term_years.is_some() {
            self.problem(format!("{path}committee_in_term"), StandardFault::TwoTerms);
        }
        Some(Requirement {
            kind: kind?,
            communities: communities?,
            sites: sites?,
            must_pass_inspection,
            committee_term_years,
            committee_in_term,
        })
    }

    fn terms(&mut self, table: &Table) -> Vec<TermOfOffice> {
        let items = match table.get("terms") {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.problem("terms".to_owned(), StandardFault::NoTerms);
                return Vec::new();
            }
        };
        let mut terms: Vec<TermOfOffice> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let Value::Table(table) = item else {
                self.problem(format!("terms[{index}]"), StandardFault::NoTable);
                continue;
            };
            if let Some(term) = self.term(table, &format!("terms[{index}].")) {
                if terms.iter().any(|earlier| (earlier.level, earlier.from) == (term.level, term.from)) {
                    self.problem(format!("terms[{index}].from"), StandardFault::TermTwice);
                }
                terms.push(term);
            }
        }
        terms
    }

    fn term(&mut self, table: &Table, path: &str) -> Option<TermOfOffice> {
        self.only(table, path, &["level", "from", "years", "source"]);
        let level: Option<Level> = self.required(table, path, "level");
        let from = self.day(table, path);
        let years = self.required(table, path, "years");
        let source = self.required(table, path, "source");
        if years == Some(0) {
            self.problem(format!("{path}years"), StandardFault::NoYear);
        }
        Some(TermOfOffice { level: level?, from: from?, years: years?, source: source? })
    }

    /// `from`: a TOML date, or the same in quotation marks.
    fn day(&mut self, table: &Table, path: &str) -> Option<Date> {
        let text = match table.get("from") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Datetime(day)) => day.to_string(),
            Some(_) => String::new(),
            None => {
                self.problem(format!("{path}from"), StandardFault::Missing);
                return None;
            }
        };
        let day = civil_day::parse(&text).ok();
        if day.is_none() {
            self.problem(format!("{path}from"), StandardFault::NoDay);
        }
        day
    }

    /// Whoever asks for a committee in its term must be answerable.
    fn asked_of_terms(&mut self, requirements: &[Requirement], terms: &[TermOfOffice]) {
        let asking = requirements.iter().enumerate().filter(|(_, requirement)| requirement.committee_in_term);
        for (index, requirement) in asking {
            let field = format!("requirements[{index}].committee_in_term");
            if requirement.kind.as_str() != WOMENS_FEDERATION {
                self.problem(field, StandardFault::NoCommittees);
            } else if terms.iter().all(|term| term.level != Level::Community) {
                self.problem(field, StandardFault::NoCommunityTerm);
            }
        }
    }
}
