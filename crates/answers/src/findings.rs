//! Findings (疑点): recorded history that an auditor should look at.

use std::collections::BTreeMap;

use jiceng_core::domain::Evidence;
use jiceng_core::domain::places::PlaceState;
use jiceng_core::projections::findings::{Finding, FindingCode, Severity, Value};
use jiceng_core::{Error, LockedView, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::codes::code;
use crate::effect_row::because_code;
use crate::error::AskError;
use crate::names::Names;
use crate::place_named::PlacesNamed;
use crate::resolve;
use crate::selection::{AssessedAs, PlacesAsked};
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value as Cell};
use crate::wanted::Wanted;
use crate::when::When;

/// What an auditor should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// By the divisions of which day places are found; of the day asked about where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub tree: Option<Date>,
    /// Only findings about these places, or about this kind.
    #[serde(flatten)]
    pub places: PlacesAsked,
    /// By another standard than the one in force on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<StandardAsked>,
    /// Only findings of these codes; of all where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Only `serious`, `warning` or `note` findings; all where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub severities: Vec<String>,
}

/// The findings of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingsAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The identifier of the standard that places are judged by.
    pub standard: String,
    /// Whether it was adopted by the day.
    pub standard_adopted: bool,
    /// How many there are of each code that was found.
    pub counts: Vec<FindingCount>,
    /// The findings: by code, the serious first; those of one code in the order of places.
    pub rows: Vec<FindingRow>,
    /// The Chinese and the English name of the standard.
    #[serde(skip)]
    pub standard_names: [String; 2],
    /// Whether some were not looked for, because no standard was adopted that asks for it.
    #[serde(skip)]
    pub is_left_out: bool,
}

/// How many findings there are of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingCount {
    /// The code.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub code: FindingCode,
    /// How much is at stake: `serious`, `warning` or `note`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub severity: Severity,
    /// How many there are.
    pub findings: usize,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingRow {
    /// What sort of thing it is.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub code: FindingCode,
    /// How much is at stake: `serious`, `warning` or `note`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub severity: Severity,
    /// The place's code or identifier; null for a fact that is about no place.
    pub place: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The code of its county; null where it lies in none.
    pub county: Option<String>,
    /// The name of its county.
    pub county_name: Option<String>,
    /// The code of the element kind; null where it is about none.
    pub kind: Option<String>,
    /// The identifier of the federation; null where it is about none.
    pub federation: Option<String>,
    /// The other place of a sharing; null where it is about none.
    pub provider: Option<String>,
    /// The target that asks for what is missing; null where none does.
    pub target: Option<String>,
    /// The name of the event, for a finding about facts.
    pub event: Option<&'static str>,
    /// What contradicts, or what the provider's element is.
    pub values: Vec<String>,
    /// The dates that the code speaks of, in EDTF, by what they are the dates of.
    pub dates: BTreeMap<&'static str, String>,
    /// The numbers that the code speaks of, by what they count.
    pub numbers: BTreeMap<&'static str, u32>,
    /// The positions of the facts behind it.
    pub positions: Vec<u64>,
    /// The papers behind the facts, where the finding turns on them.
    #[schemars(with = "Vec<crate::shapes::EvidenceShape>")]
    pub evidence: Vec<Evidence>,
    /// The finding with its values.
    #[serde(skip)]
    pub finding: Finding,
}

impl FindingsQuestion {
    /// The answer, by the standard in force.
    pub fn answer(&self, view: &View) -> Result<FindingsAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        self.answer_by(&Names { view: &view, tree: &tree })
    }

    /// The answer for the times of a view, by a tree.
    pub fn answer_by(&self, names: &Names<'_>) -> Result<FindingsAnswer, AskError> {
        let view = names.view;
        let StandardInForce { standard, is_adopted } = StandardAsked::find_or_in_force(self.standard.as_ref(), view)?;
        let is_in_force = self.standard.is_none();
        let found = if is_in_force { view.findings()? } else { view.findings_by(&standard) };
        let places = PlacesNamed::new(names);
        let codes = self.codes()?;
        let mut found = self.selected(&places, &codes, found)?;
        found.sort_by_cached_key(|finding| (finding.code, places.order(finding.place)));
        let counts = codes.iter().map(|code| FindingCount::of(*code, &found));
        Ok(FindingsAnswer {
            asked: BothTimes::of(view.as_of()),
            standard: standard.id.to_string(),
            standard_adopted: is_adopted,
            standard_names: [standard.zh.to_string(), standard.en.to_string()],
            counts: counts.filter(|count| count.findings > 0).collect(),
            is_left_out: is_in_force && !is_adopted && codes.iter().any(|code| code.needs_adoption()),
            rows: found.into_iter().map(|finding| FindingRow::of(&places, finding)).collect::<Result<_, _>>()?,
        })
    }

    /// The codes that are asked for.
    fn codes(&self) -> Result<Vec<FindingCode>, AskError> {
        let unknown = |code: &&String| FindingCode::ALL.iter().all(|known| known.as_str() != code.as_str());
        if let Some(code) = self.codes.iter().find(unknown) {
            Err(AskError::value("codes", code, Wanted::Finding))
        } else {
            let is_asked = |code: &FindingCode| is_among(&self.codes, code.as_str());
            Ok(FindingCode::ALL.iter().copied().filter(is_asked).collect())
        }
    }

    /// The severities that are asked for.
    fn severities(&self) -> Result<Vec<Severity>, AskError> {
        let unknown = |severity: &&String| Severity::ALL.iter().all(|known| known.as_str() != severity.as_str());
        if let Some(severity) = self.severities.iter().find(unknown) {
            Err(AskError::value("severities", severity, Wanted::Severity))
        } else {
            let is_asked = |severity: &Severity| is_among(&self.severities, severity.as_str());
            Ok(Severity::ALL.into_iter().filter(is_asked).collect())
        }
    }

    fn selected(
        &self,
        places: &PlacesNamed<'_, '_>,
        codes: &[FindingCode],
        mut found: Vec<Finding>,
    ) -> Result<Vec<Finding>, AskError> {
        let names = places.names;
        let severities = self.severities()?;
        found.retain(|finding| codes.contains(&finding.code) && severities.contains(&finding.code.severity()));
        if let Some(division) = &self.places.division {
            let division = resolve::division(names.view, names.tree, division)?;
            found.retain(|finding| finding.place.is_some_and(|place| names.tree.is_within(place, division)));
        }
        if let Some(sort) = self.places.sort {
            let wanted = if sort == AssessedAs::Site { PlaceState::Site } else { PlaceState::Division };
            found.retain(|finding| finding.place.is_some_and(|place| places.of(place).assessed_as == Some(wanted)));
        }
        if let Some(kind) = &self.places.kind {
            let kind = resolve::kind(names.view, kind, "kind")?;
            found.retain(|finding| finding.kind == Some(kind));
        }
        Ok(found)
    }
}

impl FindingsAnswer {
    /// How many there are of each code, as a table.
    pub fn table_of_counts(&self) -> Table {
        let texts = ["severity", "code", "label"].map(Column::text);
        let mut table = Table::of(texts.into_iter().chain([Column::number("findings"), Column::text("next")]));
        table.rows.extend(self.counts.iter().map(|FindingCount { code, severity, findings }| {
            let label = Cell::FindingCode(*code);
            let code_told = Cell::Text(code.as_str().to_owned());
            vec![Cell::Severity(*severity), code_told, label, Cell::count(*findings), Cell::NextStep(*code)]
        }));
        table
    }

    /// Findings as a table.
    pub fn table<'r>(rows: impl IntoIterator<Item = &'r FindingRow>) -> Table {
        let texts = ["severity", "code", "county_name", "place", "name"].map(Column::text);
        let data = ["kind", "federation", "provider", "target", "event", "dates", "numbers"].map(Column::data);
        let columns = texts.into_iter().chain(data).chain(["values", "positions"].map(Column::text));
        Table { columns: columns.collect(), rows: rows.into_iter().map(FindingRow::values).collect() }
    }
}

/// Whether a word is among those that are asked for; every word is where there are none.
fn is_among(asked: &[String], word: &str) -> bool {
    asked.is_empty() || asked.iter().any(|asked| asked == word)
}

impl FindingCount {
    fn of(code: FindingCode, found: &[Finding]) -> Self {
        let findings = found.iter().filter(|finding| finding.code == code).count();
        Self { code, severity: code.severity(), findings }
    }
}

impl FindingRow {
    fn values(&self) -> Vec<Cell> {
        let text = |text: &Option<String>| Cell::text(text.as_deref());
        let mut values = vec![Cell::Severity(self.severity), Cell::FindingCode(self.code)];
        values.extend([&self.county_name, &self.place, &self.name, &self.kind, &self.federation].map(text));
        values.extend([text(&self.provider), text(&self.target), Cell::text(self.event)]);
        values.push(Cell::List(self.dates.iter().map(|(of, date)| format!("{of}={date}")).collect()));
        values.push(Cell::List(self.numbers.iter().map(|(of, number)| format!("{of}={number}")).collect()));
        values.push(Cell::Found(Box::new(self.clone())));
        let positions: Vec<String> = self.positions.iter().map(ToString::to_string).collect();
        values.push(Cell::Text(positions.join(" ")));
        values
    }

    fn of(places: &PlacesNamed<'_, '_>, finding: Finding) -> Result<Self, Error> {
        let names = places.names;
        let place = finding.place.map(|no| places.of(no));
        let place = place.as_deref();
        Ok(Self {
            code: finding.code,
            severity: finding.code.severity(),
            place: place.map(|place| place.place.clone()),
            name: place.map(|place| place.name.clone()),
            county: place.and_then(|place| place.county.clone()),
            county_name: place.and_then(|place| place.county_name.clone()),
            kind: finding.kind.map(|kind| names.kind_code(kind)),
            federation: finding.federation.as_ref().map(ToString::to_string),
            provider: finding.provider.map(|no| places.of(no).place.clone()),
            target: finding.target.as_ref().map(ToString::to_string),
            event: event(names.view, &finding)?,
            values: finding.values.iter().map(value).collect(),
            dates: finding.dates.iter().map(|(of, date)| (of.as_str(), date.to_string())).collect(),
            numbers: finding.numbers.iter().map(|(of, number)| (of.as_str(), *number)).collect(),
            positions: finding.positions.iter().map(|position| position.0).collect(),
            evidence: evidence(names.view, &finding)?,
            finding,
        })
    }
}

/// The event of the fact that it is about, where the finding itself does not say.
fn event(view: &LockedView, finding: &Finding) -> Result<Option<&'static str>, Error> {
    Ok(match (finding.event, finding.fact) {
        (None, Some(fact)) => view.entry(fact)?.map(|entry| entry.recorded.fact.event.name()),
        (event, _) => event,
    })
}

fn value(value: &Value) -> String {
    match value {
        Value::People(people) => people.to_string(),
        Value::Passed(passed) => if *passed { "passed" } else { "failed" }.to_owned(),
        Value::Name(name) => name.to_string(),
        Value::Element(standing) => standing.as_str().to_owned(),
        Value::PlaceEnded => "place_ended".to_owned(),
        Value::Code(code) => code.to_string(),
        Value::Because(because) => because_code(because),
        Value::InPart => "in_part".to_owned(),
        Value::Prevails(position) => format!("prevails:{position}"),
        Value::Undecided(position) => format!("undecided:{position}"),
    }
}

/// The papers behind the facts, where the finding turns on them.
fn evidence(view: &LockedView, finding: &Finding) -> Result<Vec<Evidence>, Error> {
    let mut evidence = Vec::new();
    if matches!(finding.code, FindingCode::ClaimedBefore | FindingCode::Contradiction | FindingCode::SourcesDisagree) {
        for position in &finding.positions {
            evidence.extend(view.entry(*position)?.into_iter().flat_map(|entry| entry.recorded.fact.evidence));
        }
    }
    Ok(evidence)
}
