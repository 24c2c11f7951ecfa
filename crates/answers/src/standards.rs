//! Coverage standards: those that were adopted or ship, and one of them.

use jiceng_core::domain::standard::{Need, Requirement, Standard, StandardChange, StandardState};
use jiceng_core::domain::{PartialDate, StandardId};
use jiceng_core::{LockedView, View};
use jiceng_exchange::standard::SHIPPED;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::coverage::KindNamed;
use crate::elections::TermRow;
use crate::error::{AskError, Sought};
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Which standards were adopted, and which ship.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandardsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
}

/// The standards: in JSON the list alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct StandardsAnswer {
    /// Those that were adopted by the day, by identifier; then those that ship and were not.
    pub rows: Vec<StandardRow>,
}

/// A standard and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardRow {
    /// Its identifier.
    pub standard: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// From when on it was adopted, as stated; absent where it was not.
    #[schemars(with = "Option<String>")]
    pub adopted: Option<PartialDate>,
    /// From when on it was repealed, as stated; absent where it was not.
    #[schemars(with = "Option<String>")]
    pub repealed: Option<PartialDate>,
    /// Whether places are judged by it on the day.
    pub in_force: bool,
    /// Whether it ships.
    pub ships: bool,
}

/// One standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandardQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// The standard.
    #[serde(default)]
    pub standard: StandardAsked,
}

/// One standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardAnswer {
    /// Its identifier.
    pub id: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// The document that it comes from; absent where it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What is required, one entry a kind.
    pub requirements: Vec<RequirementRow>,
    /// For how many years committees are elected; absent where it does not say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<TermRow>,
    /// Whether it was adopted by the day.
    #[serde(skip)]
    pub is_adopted: bool,
}

/// What a standard requires of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequirementRow {
    /// The code of the kind.
    pub kind: String,
    /// What is required of communities: `not_required`, `own`, `own_or_shared`, or `own_from` with
    /// a number of people.
    #[schemars(with = "crate::shapes::NeedShape")]
    pub communities: Need,
    /// What is required of relocation sites.
    #[schemars(with = "crate::shapes::NeedShape")]
    pub sites: Need,
    /// Whether the last inspection must have found the element up to its building standard.
    pub must_pass_inspection: bool,
    /// For how many years after its election a committee counts; absent where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committee_term_years: Option<u8>,
    /// Whether the committee must be in its term.
    pub committee_in_term: bool,
    /// The kind with its names.
    #[serde(skip)]
    pub kind_named: Option<KindNamed>,
}

impl StandardsQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<StandardsAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let in_force = view.standard()?.standard.id;
        let adopted = view.facts().standards.iter().map(|(id, _)| id);
        let mut rows: Vec<StandardRow> = adopted.filter_map(|id| StandardRow::adopted(&view, id)).collect();
        for (id, _) in SHIPPED {
            if rows.iter().all(|row| row.standard != id) {
                let standard = StandardAsked::shipped(id)?.ok_or_else(|| AskError::not_found(Sought::Standard, id))?;
                rows.push(StandardRow::of(&standard));
            }
        }
        for row in &mut rows {
            row.in_force = row.repealed.is_none() && row.standard == in_force.as_str();
        }
        Ok(StandardsAnswer { rows })
    }
}

impl StandardQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<StandardAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let found = self.standard.find(&view)?;
        let Standard { id, zh, en, source, requirements, terms } = &found.standard;
        Ok(StandardAnswer {
            id: id.to_string(),
            zh: zh.to_string(),
            en: en.to_string(),
            source: source.as_ref().map(ToString::to_string),
            requirements: requirements.iter().map(|requirement| RequirementRow::of(&view, requirement)).collect(),
            terms: terms.iter().map(TermRow::from).collect(),
            is_adopted: found.is_adopted,
        })
    }
}

impl StandardsAnswer {
    /// The standards as a table.
    pub fn table(&self) -> Table {
        let texts = ["standard", "name", "adopted", "repealed", "in_force"].map(Column::text);
        let columns = texts.into_iter().chain(["zh", "en"].map(Column::data));
        let row = |row: &StandardRow| {
            let date = |date: Option<PartialDate>| date.map_or(Value::Absent, Value::Date);
            vec![
                Value::text(Some(&row.standard)),
                Value::Named([row.zh.clone(), row.en.clone()]),
                date(row.adopted),
                date(row.repealed),
                Value::Flag(row.in_force),
                Value::text(Some(&row.zh)),
                Value::text(Some(&row.en)),
            ]
        };
        Table { columns: columns.collect(), rows: self.rows.iter().map(row).collect() }
    }
}

impl StandardRow {
    fn of(standard: &Standard) -> Self {
        Self {
            standard: standard.id.to_string(),
            zh: standard.zh.to_string(),
            en: standard.en.to_string(),
            adopted: None,
            repealed: None,
            in_force: false,
            ships: SHIPPED.iter().any(|(shipped, _)| *shipped == standard.id.as_str()),
        }
    }

    /// A standard that was adopted by the day, as it was adopted last.
    fn adopted(view: &LockedView, id: &StandardId) -> Option<Self> {
        let mut row: Option<Self> = None;
        for entry in view.facts().standards.get(id)?.possible_on::<StandardState>(view.as_of()) {
            match (entry.change, &mut row) {
                (StandardChange::Adopted(standard), row) => {
                    *row = Some(Self { adopted: Some(entry.effective), ..Self::of(standard) });
                }
                (StandardChange::Repealed, Some(row)) => row.repealed = Some(entry.effective),
                (StandardChange::Repealed, None) => {}
            }
        }
        row
    }
}

impl StandardAnswer {
    /// What is required, as a table.
    pub fn table(&self) -> Table {
        let ids = ["kind", "communities", "sites", "must_pass_inspection", "committee_term_years", "committee_in_term"];
        let row = |row: &RequirementRow| {
            let kind = Value::Kind { code: row.kind.clone(), named: row.kind_named.clone() };
            vec![
                kind,
                Value::Need(row.communities),
                Value::Need(row.sites),
                Value::Flag(row.must_pass_inspection),
                Value::number(row.committee_term_years),
                Value::Flag(row.committee_in_term),
            ]
        };
        Table { columns: ids.map(Column::text).into(), rows: self.requirements.iter().map(row).collect() }
    }

    /// The terms of office, as a table.
    pub fn table_of_terms(&self) -> Table {
        let columns = ["level", "from", "years", "source"];
        let columns = columns.map(|id| if id == "years" { Column::number(id) } else { Column::text(id) });
        let row = |term: &TermRow| {
            vec![
                Value::Level(term.level),
                Value::Text(term.from.to_string()),
                Value::Number(term.years.into()),
                Value::text(Some(&term.source)),
            ]
        };
        Table { columns: columns.into(), rows: self.terms.iter().map(row).collect() }
    }
}

impl RequirementRow {
    fn of(view: &LockedView, requirement: &Requirement) -> Self {
        let kind = view.facts().catalogue.kind(requirement.kind.as_str()).and_then(|no| view.kind(no));
        Self {
            kind: requirement.kind.to_string(),
            communities: requirement.communities,
            sites: requirement.sites,
            must_pass_inspection: requirement.must_pass_inspection,
            committee_term_years: requirement.committee_term_years,
            committee_in_term: requirement.committee_in_term,
            kind_named: kind.map(KindNamed::of),
        }
    }
}
