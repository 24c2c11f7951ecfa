//! Certificates (证明): an answer of `coverage` with everything that it rests on, so that years
//! later it can be computed again and compared. `docs/certificate.md` describes the file.
//!
//! Its types are its own: what `coverage --format json` says may gain fields, a certificate of one
//! version never does.

mod compared;

use std::collections::BTreeSet;

use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::domain::standard::Standard;
use jiceng_core::domain::{Position, StandardId, TreeHash};
use jiceng_core::projections::{Bounds, CellState, Totals};
use jiceng_core::{Known, LockedView, Question, Registry, StandardInForce};
use jiceng_exchange::json;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use self::compared::{compare, difference};
use crate::coverage::By;
use crate::error::{AskError, Sought};
use crate::names::Names;
use crate::selection::{AssessedAs, PlacesAsked, Selected};
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value as Cell};

pub use self::compared::CertificateDifference;

/// The version that is written.
const VERSION: u64 = 1;

/// What is wrong with a file that should be a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    /// Not the text of one JSON value.
    #[error("not JSON: {reason}")]
    NotJson {
        /// What the parser says.
        reason: String,
    },
    /// JSON of something else.
    #[error("no field certificate with a version")]
    NoVersion,
    /// A version that this program does not know.
    #[error("version {found}; this program knows version {known}")]
    Version {
        /// The version.
        found: u64,
        /// The one that is known.
        known: u64,
    },
    /// A field that stands twice.
    #[error("the field {field} stands twice")]
    Twice {
        /// The field.
        field: String,
    },
    /// A field that is missing, unknown, or holds something else.
    #[error("field {field}: {reason}")]
    Field {
        /// The field.
        field: String,
        /// What the parser says.
        reason: String,
    },
}

/// A certificate, field by field as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    #[serde(rename = "certificate")]
    version: u64,
    /// The program that made it; of no weight when it is checked.
    made_by: String,
    /// The question.
    pub question: CertifiedQuestion,
    /// The log that it was asked of.
    pub log: LogHead,
    /// The standard judged by.
    pub standard: JudgedBy,
    /// All places together.
    pub totals: Figures,
    /// The rows, as the question asks for them.
    pub rows: Vec<CertifiedRow>,
    /// The whole answer as one digest.
    pub answer: AnswerDigest,
}

/// What came of checking a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CertificateCheck {
    /// Whether the registry answers what is stated, to the byte.
    pub holds: bool,
    /// Where it does not, what weighs most first.
    pub differences: Vec<CertificateDifference>,
}

/// The question, with everything resolved that was left to its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifiedQuestion {
    /// The civil day in China.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The position before which everything was known.
    #[schemars(with = "u64")]
    pub known: Position,
    /// The instant that was asked for, where one was.
    #[schemars(with = "Option<String>")]
    pub known_at: Option<Timestamp>,
    /// The day of the tree, where it is another than the day asked about.
    #[schemars(with = "Option<String>")]
    pub tree: Option<Date>,
    /// Only places in this division: its code on the day of the tree.
    pub division: Option<String>,
    /// Judged by this element kind alone: its code.
    pub kind: Option<String>,
    /// Only relocation sites, or only communities.
    pub sort: Option<AssessedAs>,
    /// What the rows are.
    pub by: By,
}

/// The log up to the end of the last commit that counts as known, even if only a part of it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogHead {
    /// Its end: everything in it lies before this position.
    #[schemars(with = "u64")]
    pub position: Position,
    /// How many commits are in it.
    pub commits: u64,
    /// The Merkle root over them (RFC 6962).
    #[schemars(with = "String")]
    pub tree_head: TreeHash,
}

/// The standard judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgedBy {
    /// Its identifier.
    #[schemars(with = "String")]
    pub id: StandardId,
    /// How it came to be the one.
    pub from: Source,
    /// The SHA-256 of its canonical JSON: the next field, in this order, without white space.
    #[schemars(with = "String")]
    pub digest: FileDigest,
    #[schemars(with = "crate::shapes::StandardShape")]
    text: Standard,
}

/// How a standard came to be the one judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// In force on the day.
    InForce,
    /// None was in force: `five-ones-2020`.
    Default,
    /// Named, and adopted by the day.
    Adopted,
    /// Named, and one that ships.
    Shipped,
    /// A file.
    File,
}

/// Figures as read, and what is certain and possible of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// As dates are read.
    pub read: Counts,
    /// At least, whatever open dates turn out to be.
    pub at_least: Counts,
    /// At most.
    pub at_most: Counts,
}

/// How many places there are, by status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// All of them.
    pub places: u32,
    /// Those that have everything.
    pub complete: u32,
    /// Of these, those whose elements are all their own.
    complete_own: u32,
    /// Of these, those that share some.
    complete_shared: u32,
    /// Those that have something and lack something.
    pub partial: u32,
    /// Those that have nothing of what is required.
    pub none: u32,
}

/// A division with its figures, or a place with its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CertifiedRow {
    /// A division.
    Division(CertifiedDivision),
    /// A place.
    Place(CertifiedPlace),
}

/// A division with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifiedDivision {
    /// Its code on the day of the tree; absent for places that lie in no division of the level.
    pub place: Option<String>,
    /// Its name on that day.
    pub name: Option<String>,
    /// The figures of its places.
    pub figures: Figures,
}

/// A place with its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertifiedPlace {
    /// Its code, or its identifier while it is a relocation site.
    pub place: String,
    /// Its name.
    pub name: String,
    /// Its status: `complete_own`, `complete_shared`, `partial` or `none`.
    pub status: String,
}

/// The whole answer, place by place and cell by cell, as one digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerDigest {
    /// How many places are in it.
    pub places: usize,
    /// The SHA-256 of the rows, a line of JSON each.
    #[schemars(with = "String")]
    pub digest: FileDigest,
}

impl From<Totals> for Counts {
    fn from(totals: Totals) -> Self {
        let Totals { places, complete, complete_own, complete_shared, partial, none } = totals;
        Self { places, complete, complete_own, complete_shared, partial, none }
    }
}

impl Figures {
    fn of(read: Totals, Bounds { at_least, at_most }: &Bounds) -> Self {
        Self { read: read.into(), at_least: at_least.totals.into(), at_most: at_most.totals.into() }
    }
}

impl CertificateCheck {
    /// The differences as a table.
    pub fn table(&self) -> Table {
        let mut table = Table::of(["field", "stated", "found"].map(Column::text));
        let values = |CertificateDifference { field, stated, found }: &CertificateDifference| {
            [field, stated, found].map(|text| Cell::text(Some(text)))
        };
        table.rows.extend(self.differences.iter().map(|difference| values(difference).into()));
        table
    }
}

impl Figures {
    fn values(&self) -> [Cell; 4] {
        let Counts { places, complete, partial, none, .. } = self.read;
        [places, complete, partial, none].map(|number| Cell::Number(number.into()))
    }
}

impl Certificate {
    /// The rows as a table: places with their status, or divisions with their sum.
    pub fn table(&self) -> Table {
        let names = ["place", "name"].map(Column::text).into_iter();
        if self.question.by == By::Place {
            let mut table = Table::of(names.chain([Column::text("status")]));
            table.rows.extend(self.rows.iter().filter_map(|row| match row {
                CertifiedRow::Place(CertifiedPlace { place, name, status }) => {
                    Some([place, name, status].map(|text| Cell::text(Some(text))).into())
                }
                CertifiedRow::Division(_) => None,
            }));
            return table;
        }
        let mut table = Table::of(names.chain(["places", "complete", "partial", "none"].map(Column::number)));
        table.rows.extend(self.rows.iter().filter_map(|row| match row {
            CertifiedRow::Division(CertifiedDivision { place, name, figures }) => {
                let first = [Cell::text(place.as_deref()), Cell::Division(name.clone())];
                Some(first.into_iter().chain(figures.values()).collect())
            }
            CertifiedRow::Place(_) => None,
        }));
        table.rows.push([Cell::Absent, Cell::Total].into_iter().chain(self.totals.values()).collect());
        table
    }

    /// Answers the question and states what the answer rests on.
    pub fn make(
        view: &LockedView,
        question: CertifiedQuestion,
        standard: &StandardInForce,
        from: Source,
    ) -> Result<Self, AskError> {
        let tree = question.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        let places =
            PlacesAsked { division: question.division.clone(), kind: question.kind.clone(), sort: question.sort };
        let found = places.select(view, &tree, standard)?;
        let names = Names { view, tree: &tree };
        let head = view.tree_head()?;
        Ok(Self {
            version: VERSION,
            made_by: format!("jiceng {}", env!("CARGO_PKG_VERSION")),
            log: LogHead { position: head.position, commits: head.commits, tree_head: head.root },
            standard: JudgedBy {
                id: standard.standard.id.clone(),
                from,
                digest: sha256(&serde_json::to_string(&standard.standard).map_err(|error| unwritten(&error))?),
                text: standard.standard.clone(),
            },
            totals: Figures::of(found.coverage.total().totals, &found.prospects.total(&found.coverage)),
            rows: rows(&names, &found, question.by),
            answer: answer(&names, &found)?,
            question,
        })
    }

    /// Reads a certificate; else says what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, CertificateProblem> {
        let not_json = |error: serde_json::Error| CertificateProblem::NotJson { reason: error.to_string() };
        let value: Value = serde_json::from_slice(bytes).map_err(not_json)?;
        match value.get("certificate").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(found) => return Err(CertificateProblem::Version { found, known: VERSION }),
            None => return Err(CertificateProblem::NoVersion),
        }
        if let Some(field) = std::str::from_utf8(bytes).ok().and_then(|text| json::read(text).ok()?.twice) {
            // Whoever reads it could see the one, and this program the other.
            return Err(CertificateProblem::Twice { field });
        }
        // Not from the value: this says where in the text.
        let read = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes));
        read.map_err(|error| CertificateProblem::Field {
            field: error.path().to_string(),
            reason: error.inner().to_string(),
        })
    }

    /// The bytes of the file.
    pub fn to_text(&self) -> Result<String, AskError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| unwritten(&error))?;
        Ok(text + "\n")
    }

    /// The same question, asked of a registry: the certificate that it gives today, and where the
    /// two differ. None where the log is too short for the question.
    pub fn again(&self, registry: &Registry) -> Result<(Option<Self>, Vec<CertificateDifference>), AskError> {
        let CertifiedQuestion { as_of, known, known_at, .. } = &self.question;
        let head = registry.view(Question::default())?.locked()?.facts().head();
        if head < self.log.position.max(*known) {
            let stated = self.log.position.max(*known);
            return Ok((None, vec![difference("log.position", &stated, &head)]));
        }
        let view = registry.view(Question { known: Known::Before(*known), ..Question::on(*as_of) })?.locked()?;
        let found = view.tree_head()?;
        let again = self
            .standard_of(&view)
            .and_then(|(standard, from)| Self::make(&view, self.question.clone(), &standard, from));
        let mut again = match again {
            Ok(again) => again,
            // Of another history it may be that the question cannot even be asked.
            Err(_) if found.root != self.log.tree_head => {
                return Ok((None, vec![difference("log.tree_head", &self.log.tree_head, &found.root)]));
            }
            Err(error) => return Err(error),
        };
        again.made_by.clone_from(&self.made_by);
        let mut differences = differences(self, &again)?;
        if let Some(instant) = known_at {
            let now =
                registry.view(Question { known: Known::At(*instant), ..Question::on(*as_of) })?.locked()?.as_of().known;
            if now != *known {
                differences.push(difference("question.known", known, &now));
            }
        }
        Ok((Some(again), differences))
    }

    /// The standard that the question is judged by in a registry.
    fn standard_of(&self, view: &LockedView) -> Result<(StandardInForce, Source), AskError> {
        match self.standard.from {
            Source::InForce | Source::Default => {
                let standard = view.standard()?;
                let from = if standard.is_adopted { Source::InForce } else { Source::Default };
                Ok((standard, from))
            }
            Source::Adopted | Source::Shipped => {
                let standard = by_id(view, self.standard.id.as_str())?;
                let from = if standard.is_adopted { Source::Adopted } else { Source::Shipped };
                Ok((standard, from))
            }
            Source::File => {
                Ok((StandardInForce { standard: self.standard.text.clone(), is_adopted: false }, Source::File))
            }
        }
    }
}

/// The standard of an identifier: one that was adopted by the day, else one that ships.
fn by_id(view: &LockedView, id: &str) -> Result<StandardInForce, AskError> {
    if let Some(standard) = StandardAsked::adopted(view, id) {
        return Ok(StandardInForce { standard, is_adopted: true });
    }
    let shipped = StandardAsked::shipped(id)?.ok_or_else(|| AskError::not_found(Sought::Standard, id))?;
    Ok(StandardInForce { standard: shipped, is_adopted: false })
}

fn unwritten(error: &serde_json::Error) -> AskError {
    AskError::Certificate(CertificateProblem::NotJson { reason: error.to_string() })
}

fn sha256(text: &str) -> FileDigest {
    FileDigest(Sha256::digest(text).into())
}

fn rows(names: &Names<'_>, found: &Selected, by: By) -> Vec<CertifiedRow> {
    let Some(level) = by.level() else {
        let row = |place: &jiceng_core::projections::PlaceCoverage| CertifiedPlace {
            place: names.place(place.place),
            name: names.name(place.place),
            status: place.status.as_str().to_owned(),
        };
        return found.coverage.places.iter().map(|place| CertifiedRow::Place(row(place))).collect();
    };
    let groups = found.groups(names, level).into_iter();
    let row =
        |(division, group, bounds): (Option<_>, jiceng_core::projections::DivisionTotals, Bounds)| CertifiedDivision {
            place: division.map(|no| names.division(no)),
            name: division.map(|no| names.division_name(no)),
            figures: Figures::of(group.totals, &bounds),
        };
    groups.map(|group| CertifiedRow::Division(row(group))).collect()
}

/// The canonical rows: one a place, in the order of their codes, each a line of JSON without white
/// space: code, whether it is a relocation site, people, status, and the cells in the order of
/// their kinds.
fn answer(names: &Names<'_>, found: &Selected) -> Result<AnswerDigest, AskError> {
    let mut lines = Vec::with_capacity(found.coverage.places.len());
    for place in &found.coverage.places {
        let cell = |cell: &jiceng_core::projections::Cell| {
            let provider = match cell.state {
                CellState::Shared { provider } => Some(names.place(provider)),
                CellState::Own
                | CellState::Suspended
                | CellState::OutOfTerm
                | CellState::BelowStandard
                | CellState::Missing
                | CellState::NotRequired => None,
            };
            (names.kind_code(cell.kind), cell.state.as_str(), provider)
        };
        let cells: BTreeSet<_> = place.cells.iter().map(cell).collect();
        let code = names.place(place.place);
        let row = (&code, place.is_site, place.population, place.status.as_str(), cells);
        let line = serde_json::to_string(&row).map_err(|error| unwritten(&error))?;
        lines.push((code, line));
    }
    lines.sort();
    let mut hash = Sha256::new();
    for (_, line) in &lines {
        hash.update(line);
        hash.update("\n");
    }
    Ok(AnswerDigest { places: lines.len(), digest: FileDigest(hash.finalize().into()) })
}

/// Where two certificates differ, what weighs most first.
fn differences(stated: &Certificate, found: &Certificate) -> Result<Vec<CertificateDifference>, AskError> {
    let value = |certificate: &Certificate| serde_json::to_value(certificate).map_err(|error| unwritten(&error));
    let (stated, found) = (value(stated)?, value(found)?);
    let mut differences = Vec::new();
    for field in ["log", "standard", "question", "totals", "rows", "answer"] {
        compare(field, stated.get(field), found.get(field), &mut differences);
    }
    Ok(differences)
}
