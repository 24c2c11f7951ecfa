//! Coverage standards as TOML files, read field by field, so that every mistake is told at once.
//!
//! A file has `id`, `zh`, `en`, may have `source`, and has one `[[requirements]]` a kind with `kind`,
//! `communities`, `sites`, and perhaps `must_pass_inspection` and `committee_term_years` or
//! `committee_in_term`. A need is `"not_required"`, `"own"`, `"own_or_shared"` or
//! `{ own_from = 800 }`. It may have `[[terms]]`, the terms of office by level and day of election,
//! each with `level`, `from`, `years` and `source`. The files that ship are in `standards/` of this
//! crate.

use jiceng_core::domain::Level;
use jiceng_core::domain::catalogue::WOMENS_FEDERATION;
use jiceng_core::domain::standard::{Requirement, Standard};
use jiceng_core::domain::term_of_office::TermOfOffice;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// The standards that ship: their files by identifier.
pub const SHIPPED: [(&str, &str); 3] = [
    ("five-ones-2020", include_str!("../standards/five-ones-2020.toml")),
    ("five-ones-500", include_str!("../standards/five-ones-500.toml")),
    ("six-with-wardens", include_str!("../standards/six-with-wardens.toml")),
];

/// What is wrong with one field of a standard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct StandardProblem {
    /// The field, such as `requirements[2].sites`; empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

/// Reads a standard, or tells everything that is wrong with it.
pub fn standard_from_toml(text: &str) -> Result<Standard, Vec<StandardProblem>> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        vec![StandardProblem { field: String::new(), reason: error.to_string().trim().to_owned() }]
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

/// Reads fields and keeps what is wrong with them.
struct Reader {
    problems: Vec<StandardProblem>,
}

impl Reader {
    fn problem(&mut self, field: String, reason: impl Into<String>) {
        self.problems.push(StandardProblem { field, reason: reason.into() });
    }

    /// A field that nobody asked for is a mistake.
    fn only(&mut self, table: &Table, path: &str, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.as_str())) {
            self.problem(format!("{path}{key}"), format!("there is no such field; there are {}", known.join(", ")));
        }
    }

    fn required<T: DeserializeOwned>(&mut self, table: &Table, path: &str, name: &str) -> Option<T> {
        if !table.contains_key(name) {
            self.problem(format!("{path}{name}"), "the field is missing");
        }
        self.optional(table, path, name)
    }

    fn optional<T: DeserializeOwned>(&mut self, table: &Table, path: &str, name: &str) -> Option<T> {
        let read = T::deserialize(table.get(name)?.clone());
        read.map_err(|error: toml::de::Error| self.problem(format!("{path}{name}"), error.message())).ok()
    }

    fn requirements(&mut self, table: &Table) -> Vec<Requirement> {
        let Some(Value::Array(items)) = table.get("requirements") else {
            self.problem("requirements".to_owned(), "at least one [[requirements]] is needed");
            return Vec::new();
        };
        let mut requirements: Vec<Requirement> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("requirements[{index}].");
            let Value::Table(table) = item else {
                self.problem(format!("requirements[{index}]"), "a table is needed");
                continue;
            };
            if let Some(requirement) = self.requirement(table, &path) {
                if requirements.iter().any(|earlier| earlier.kind == requirement.kind) {
                    self.problem(format!("{path}kind"), format!("{} is required twice", requirement.kind));
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
            self.problem(
                format!("{path}committee_in_term"),
                "committee_term_years asks it otherwise; keep one of them",
            );
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
                self.problem("terms".to_owned(), "a list of [[terms]] is needed");
                return Vec::new();
            }
        };
        let mut terms: Vec<TermOfOffice> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let Value::Table(table) = item else {
                self.problem(format!("terms[{index}]"), "a table is needed");
                continue;
            };
            if let Some(term) = self.term(table, &format!("terms[{index}].")) {
                if terms.iter().any(|earlier| (earlier.level, earlier.from) == (term.level, term.from)) {
                    self.problem(format!("terms[{index}].from"), "the level has a term from this day on already");
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
            self.problem(format!("{path}years"), "a term has at least one year");
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
                self.problem(format!("{path}from"), "the field is missing");
                return None;
            }
        };
        let day = (text.len() == "2018-12-29".len()).then(|| text.parse().ok()).flatten();
        if day.is_none() {
            self.problem(format!("{path}from"), "a day is needed, such as 2018-12-29");
        }
        day
    }

    /// Whoever asks for a committee in its term must be answerable.
    fn asked_of_terms(&mut self, requirements: &[Requirement], terms: &[TermOfOffice]) {
        let asking = requirements.iter().enumerate().filter(|(_, requirement)| requirement.committee_in_term);
        for (index, requirement) in asking {
            let field = format!("requirements[{index}].committee_in_term");
            if requirement.kind.as_str() != WOMENS_FEDERATION {
                self.problem(field, "only women's federations have committees");
            } else if terms.iter().all(|term| term.level != Level::Community) {
                self.problem(field, "[[terms]] has none of level \"community\" to judge by");
            }
        }
    }
}
