//! Certificates (证明): an answer of `coverage` with everything that it rests on, so that years later it can
//! be computed again and compared. `docs/certificate.md` describes the file.
//!
//! Its types are its own: what `coverage --format json` says may gain fields, a certificate of one version
//! never does.

use std::collections::BTreeSet;

use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::domain::standard::Standard;
use jiceng_core::domain::{Level, Position, StandardId, TreeHash};
use jiceng_core::projections::{Bounds, CellState, Totals};
use jiceng_core::{Known, Question, Registry, StandardInForce, View};
use jiceng_exchange::json;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::commands::compared::{Difference, compare, difference};
use crate::commands::coverage::{Filters, Found, filtered_by, sorted_groups};
use crate::commands::places::Words;
use crate::commands::standards;
use crate::failure::{CertificateProblem, Failure};
use crate::lang::Lang;
use crate::texts::labels;

/// The version that is written.
const VERSION: u64 = 1;

/// A certificate, field by field as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Certificate {
    #[serde(rename = "certificate")]
    version: u64,
    /// The program that made it; of no weight when it is checked.
    made_by: String,
    pub(crate) question: Asked,
    pub(crate) log: LogHead,
    pub(crate) standard: JudgedBy,
    pub(crate) totals: Figures,
    pub(crate) rows: Vec<Row>,
    pub(crate) answer: AnswerDigest,
}

/// The question, with everything resolved that was left to its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    pub(crate) as_of: Date,
    pub(crate) known: Position,
    /// The instant that was asked for, where one was.
    pub(crate) known_at: Option<Timestamp>,
    /// The day of the tree, where it is another than the day asked about.
    pub(crate) tree: Option<Date>,
    pub(crate) division: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) sort: Option<String>,
    pub(crate) by: By,
}

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    Prefecture,
    County,
    Township,
    Place,
}

/// The log up to the end of the last commit that counts as known, even if only a part of it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogHead {
    pub(crate) position: Position,
    pub(crate) commits: u64,
    pub(crate) tree_head: TreeHash,
}

/// The standard judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JudgedBy {
    pub(crate) id: StandardId,
    pub(crate) from: Source,
    /// The SHA-256 of its canonical JSON: the next field, in this order, without white space.
    pub(crate) digest: FileDigest,
    text: Standard,
}

/// How a standard came to be the one judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    pub(crate) read: Counts,
    pub(crate) at_least: Counts,
    pub(crate) at_most: Counts,
}

/// How many places there are, by status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counts {
    pub(crate) places: u32,
    pub(crate) complete: u32,
    complete_own: u32,
    complete_shared: u32,
    pub(crate) partial: u32,
    pub(crate) none: u32,
}

/// A division with its figures, or a place with its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Row {
    Division(DivisionRow),
    Place(PlaceRow),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DivisionRow {
    pub(crate) place: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) figures: Figures,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceRow {
    pub(crate) place: String,
    pub(crate) name: String,
    pub(crate) status: String,
}

/// The whole answer, place by place and cell by cell, as one digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerDigest {
    pub(crate) places: usize,
    pub(crate) digest: FileDigest,
}

impl By {
    const fn level(self) -> Option<Level> {
        match self {
            Self::Prefecture => Some(Level::Prefecture),
            Self::County => Some(Level::County),
            Self::Township => Some(Level::Township),
            Self::Place => None,
        }
    }
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

impl Certificate {
    /// Answers the question and states what the answer rests on.
    pub(crate) fn make(
        view: &View<'_>,
        question: Asked,
        standard: &StandardInForce,
        from: Source,
    ) -> Result<Self, Failure> {
        let tree = question.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        let filters =
            Filters { division: question.division.clone(), kind: question.kind.clone(), sort: question.sort.clone() };
        let found = filtered_by(&filters, view, &tree, standard)?;
        // Codes and names alone are taken from it, and those are in one language.
        let words = Words { view, tree: &tree, lang: Lang::Zh };
        let found = Found { coverage: words.in_order(found.coverage), ..found };
        let head = view.tree_head()?;
        Ok(Self {
            version: VERSION,
            made_by: format!("jiceng {}", env!("CARGO_PKG_VERSION")),
            log: LogHead { position: head.position, commits: head.commits, tree_head: head.root },
            standard: JudgedBy {
                id: standard.standard.id.clone(),
                from,
                digest: sha256(&serde_json::to_string(&standard.standard).map_err(std::io::Error::from)?),
                text: standard.standard.clone(),
            },
            totals: Figures::of(found.coverage.total().totals, &found.prospects.total(&found.coverage)),
            rows: rows(&words, &found, question.by),
            answer: answer(&words, &found)?,
            question,
        })
    }

    /// Reads a certificate; else says what is wrong with it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, CertificateProblem> {
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
    pub(crate) fn to_text(&self) -> Result<String, Failure> {
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::from)?;
        Ok(text + "\n")
    }

    /// The same question, asked of a registry: the certificate that it gives today, and where the two
    /// differ. None where the log is too short for the question.
    pub(crate) fn again(&self, registry: &Registry) -> Result<(Option<Self>, Vec<Difference>), Failure> {
        let Asked { as_of, known, known_at, .. } = &self.question;
        let head = registry.view(Question::default())?.facts().head();
        if head < self.log.position.max(*known) {
            let stated = self.log.position.max(*known);
            return Ok((None, vec![difference("log.position", &stated, &head)]));
        }
        let view = registry.view(Question { known: Known::Before(*known), ..Question::on(*as_of) })?;
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
            Err(failure) => return Err(failure),
        };
        again.made_by.clone_from(&self.made_by);
        let mut differences = differences(self, &again)?;
        if let Some(instant) = known_at {
            let now = registry.view(Question { known: Known::At(*instant), ..Question::on(*as_of) })?.as_of().known;
            if now != *known {
                differences.push(difference("question.known", known, &now));
            }
        }
        Ok((Some(again), differences))
    }

    /// The standard that the question is judged by in a registry.
    fn standard_of(&self, view: &View<'_>) -> Result<(StandardInForce, Source), Failure> {
        match self.standard.from {
            Source::InForce | Source::Default => {
                let standard = view.standard()?;
                let from = if standard.is_adopted { Source::InForce } else { Source::Default };
                Ok((standard, from))
            }
            Source::Adopted | Source::Shipped => {
                let standard = standards::by_id(view, self.standard.id.as_str())?;
                let from = if standard.is_adopted { Source::Adopted } else { Source::Shipped };
                Ok((standard, from))
            }
            Source::File => {
                Ok((StandardInForce { standard: self.standard.text.clone(), is_adopted: false }, Source::File))
            }
        }
    }
}

fn sha256(text: &str) -> FileDigest {
    FileDigest(Sha256::digest(text).into())
}

fn rows(words: &Words<'_>, found: &Found, by: By) -> Vec<Row> {
    let Some(level) = by.level() else {
        let row = |place: &jiceng_core::projections::PlaceCoverage| PlaceRow {
            place: words.place(place.place),
            name: words.name(place.place),
            status: labels::status_code(place.status).to_owned(),
        };
        return found.coverage.places.iter().map(|place| Row::Place(row(place))).collect();
    };
    let groups = sorted_groups(words, found, level).into_iter();
    let row = |(division, group, bounds): (Option<_>, jiceng_core::projections::Group, Bounds)| DivisionRow {
        place: division.map(|no| words.division(no)),
        name: division.map(|no| words.division_name(no)),
        figures: Figures::of(group.totals, &bounds),
    };
    groups.map(|group| Row::Division(row(group))).collect()
}

/// The canonical rows: one a place, in the order of their codes, each a line of JSON without white space:
/// code, whether it is a relocation site, people, status, and the cells in the order of their kinds.
fn answer(words: &Words<'_>, found: &Found) -> Result<AnswerDigest, Failure> {
    let mut lines = Vec::with_capacity(found.coverage.places.len());
    for place in &found.coverage.places {
        let cell = |cell: &jiceng_core::projections::Cell| {
            let provider = match cell.state {
                CellState::Shared { provider } => Some(words.place(provider)),
                CellState::Own
                | CellState::Suspended
                | CellState::OutOfTerm
                | CellState::BelowStandard
                | CellState::Missing
                | CellState::NotRequired => None,
            };
            (words.kind_code(cell.kind), labels::cell_code(cell.state), provider)
        };
        let cells: BTreeSet<_> = place.cells.iter().map(cell).collect();
        let code = words.place(place.place);
        let row = (&code, place.is_site, place.population, labels::status_code(place.status), cells);
        let line = serde_json::to_string(&row).map_err(std::io::Error::from)?;
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
fn differences(stated: &Certificate, found: &Certificate) -> Result<Vec<Difference>, Failure> {
    let value = |certificate: &Certificate| serde_json::to_value(certificate).map_err(std::io::Error::from);
    let (stated, found) = (value(stated)?, value(found)?);
    let mut differences = Vec::new();
    for field in ["log", "standard", "question", "totals", "rows", "answer"] {
        compare(field, stated.get(field), found.get(field), &mut differences);
    }
    Ok(differences)
}
