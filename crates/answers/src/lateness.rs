//! Lateness (迟报): how many days after they happened facts were recorded, and by whom.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiceng_core::domain::Level;
use jiceng_core::projections::lateness::Lateness;
use jiceng_core::{LockedView, RecordedFact, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::error::AskError;
use crate::event_row::EventRow;
use crate::names::Names;
use crate::place_named::PlacesNamed;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::When;

/// How late facts were recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LatenessQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Recorded from this day on, in China; from the first where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Recorded up to this day, in China; to the last where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// What facts are counted by; by county where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<LateBy>,
    /// Whether the facts are listed one by one.
    #[serde(default)]
    pub list: bool,
    /// Only facts recorded more than so many days late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u32>,
    /// Only facts about places within this division: its code on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
}

/// What facts are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LateBy {
    /// The county of the place that they are about.
    County,
    /// The month in which they were recorded.
    Month,
    /// The office that recorded them.
    Recorder,
}

/// How late facts were recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LatenessAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The first day of recording that was asked about; null where none was.
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// The last day of recording that was asked about; null where none was.
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// All facts together.
    pub total: LateCounts,
    /// The groups, in the order of what they are counted by; or the facts, the latest first.
    pub rows: LateRows,
    /// What facts are counted by.
    #[serde(skip)]
    pub by: Vec<LateBy>,
}

/// Groups of facts, or facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LateRows {
    /// Counts by county, month or recorder.
    Groups(Vec<LateGroup>),
    /// One by one, the latest first.
    Facts(Vec<LateFact>),
}

/// How many facts were recorded how late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LateCounts {
    /// How many there are in all.
    pub facts: u32,
    /// Those recorded within 30 days.
    pub within_30: u32,
    /// Those recorded after 31 to 90 days.
    pub days_31_to_90: u32,
    /// Those recorded after 91 to 180 days.
    pub days_91_to_180: u32,
    /// Those recorded after more than 180 days.
    pub over_180: u32,
    /// The most days after which one was recorded.
    pub largest: u32,
    /// Facts that took the place of withdrawn ones.
    pub corrections: u32,
}

/// A group of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LateGroup {
    /// What they have in common.
    #[serde(flatten)]
    pub key: LateKey,
    /// How late they were recorded.
    #[serde(flatten)]
    pub counts: LateCounts,
}

/// What facts are counted by. What they are not counted by is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct LateKey {
    /// The code of the county; null also for facts about no county.
    pub county: Option<String>,
    /// The name of the county.
    pub county_name: Option<String>,
    /// The month of recording, such as `2020-06`.
    pub month: Option<String>,
    /// The office that recorded them.
    pub recorder: Option<String>,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LateFact {
    /// The code or identifier of the place that it names first; null where it names none.
    pub place: Option<String>,
    /// The name of that place.
    pub name: Option<String>,
    /// The name of its county; null where it lies in none.
    pub county_name: Option<String>,
    /// How many days after the last day that its date can mean it was recorded.
    pub days_late: u32,
    /// Whether it took the place of a withdrawn fact.
    pub correction: bool,
    /// The event.
    #[serde(flatten)]
    pub event: EventRow,
}

impl LatenessQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<LatenessAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<LatenessAnswer, AskError> {
        if let (Some(first), Some(last)) = (self.from, self.to)
            && first > last
        {
            return Err(AskError::value("from", &first.to_string(), Wanted::DayRange));
        }
        let tree = view.tree();
        let division = self.division.as_deref().map(|code| resolve::division(view, &tree, code)).transpose()?;
        let mut facts = view.recorded_between(self.from, self.to)?;
        facts.retain(|fact| {
            let is_here = |division| fact.place.is_some_and(|place| tree.is_within(place, division));
            division.is_none_or(is_here) && self.over.is_none_or(|over| fact.days_late > over)
        });
        let mut total = Lateness::default();
        for fact in &facts {
            total.add(fact.days_late, fact.is_correction);
        }
        let names = Names { view, tree: &tree };
        Ok(LatenessAnswer {
            asked: BothTimes::of(view.as_of()),
            from: self.from,
            to: self.to,
            total: total.into(),
            rows: if self.list { listed(&names, facts) } else { self.grouped(&names, &facts) },
            by: [LateBy::County, LateBy::Month, LateBy::Recorder].into_iter().filter(|by| self.is_by(*by)).collect(),
        })
    }

    /// Whether facts are counted by this.
    pub fn is_by(&self, by: LateBy) -> bool {
        self.by.contains(&by) || (self.by.is_empty() && by == LateBy::County)
    }

    fn grouped(&self, names: &Names<'_>, facts: &[RecordedFact]) -> LateRows {
        let mut groups: BTreeMap<LateKey, Lateness> = BTreeMap::new();
        for fact in facts {
            let county = fact.place.and_then(|place| names.tree.at_level(place, Level::County));
            let county = county.filter(|_| self.is_by(LateBy::County));
            let key = LateKey {
                county: county.map(|no| names.division(no)),
                county_name: county.map(|no| names.division_name(no)),
                month: self.is_by(LateBy::Month).then(|| fact.recorded_on.strftime("%Y-%m").to_string()),
                recorder: self.is_by(LateBy::Recorder).then(|| fact.entry.recorder.to_string()),
            };
            groups.entry(key).or_default().add(fact.days_late, fact.is_correction);
        }
        LateRows::Groups(groups.into_iter().map(|(key, found)| LateGroup { key, counts: found.into() }).collect())
    }
}

impl LatenessAnswer {
    /// The rows as a table.
    pub fn table(&self) -> Table {
        match &self.rows {
            LateRows::Groups(groups) => self.table_of_groups(groups),
            LateRows::Facts(facts) => table_of_facts(facts),
        }
    }

    fn table_of_groups(&self, groups: &[LateGroup]) -> Table {
        let of = |by: &LateBy| match by {
            LateBy::County => ["county", "county_name"].as_slice(),
            LateBy::Month => ["month"].as_slice(),
            LateBy::Recorder => ["recorder"].as_slice(),
        };
        let columns = self.by.iter().flat_map(of).map(|id| Column::text(id));
        let counts = ["facts", "within_30", "days_31_to_90", "days_91_to_180", "over_180", "largest", "corrections"];
        let mut table = Table::of(columns.chain(counts.map(Column::number)));
        table.rows.extend(groups.iter().map(|LateGroup { key, counts }| {
            let key = |by: &LateBy| match by {
                LateBy::County => vec![Value::text(key.county.as_deref()), Value::County(key.county_name.clone())],
                LateBy::Month => vec![Value::text(key.month.as_deref())],
                LateBy::Recorder => vec![Value::text(key.recorder.as_deref())],
            };
            self.by.iter().flat_map(key).chain(counts.values()).collect()
        }));
        table
    }
}

impl LateCounts {
    fn values(self) -> [Value; 7] {
        let Self { facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections } = self;
        let number = |number: u32| Value::Number(number.into());
        let [facts, within_30, days_31_to_90] = [facts, within_30, days_31_to_90].map(number);
        let [days_91_to_180, largest, corrections] = [days_91_to_180, largest, corrections].map(number);
        let over_180 = Value::ShouldBeNone(over_180);
        [facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections]
    }
}

fn table_of_facts(facts: &[LateFact]) -> Table {
    let places = ["county_name", "place", "name"].map(Column::text).into_iter().chain([Column::number("position")]);
    let event = ["effective", "event", "recorded_at", "recorder"].map(Column::text);
    let late = [Column::number("days_late"), Column::text("correction")];
    let mut table = Table::of(places.chain(event).chain(late));
    table.rows.extend(facts.iter().map(|LateFact { place, name, county_name, days_late, correction, event }| {
        let mut values: Vec<Value> = [county_name, place, name].map(|text| Value::text(text.as_deref())).into();
        values.extend(event.short_values());
        values.extend([Value::Minute(event.recorded_at), Value::Text(event.recorder.to_string())]);
        values.extend([Value::Number((*days_late).into()), Value::Flag(*correction)]);
        values
    }));
    table
}

/// The facts, the latest first.
fn listed(names: &Names<'_>, mut facts: Vec<RecordedFact>) -> LateRows {
    facts.sort_by_key(|fact| (Reverse(fact.days_late), fact.entry.recorded.position));
    let places = PlacesNamed::new(names);
    let row = |fact: RecordedFact| {
        let place = fact.place.map(|no| places.of(no));
        let place = place.as_deref();
        LateFact {
            place: place.map(|place| place.place.clone()),
            name: place.map(|place| place.name.clone()),
            county_name: place.and_then(|place| place.county_name.clone()),
            days_late: fact.days_late,
            correction: fact.is_correction,
            event: fact.entry.into(),
        }
    };
    LateRows::Facts(facts.into_iter().map(row).collect())
}

impl From<Lateness> for LateCounts {
    fn from(found: Lateness) -> Self {
        let Lateness { facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections } = found;
        Self { facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections }
    }
}
