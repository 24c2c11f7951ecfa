//! Places by what people call them: a name, a part of a name, a code, or what lies in a county or
//! township.

use jiceng_core::domain::characters::folded;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::division_list::{DivisionList, Listed};
use jiceng_core::{LockedView, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::both_times::BothTimes;
use crate::divisions::{Above, ListedRow};
use crate::error::AskError;
use crate::names::Names;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;
use crate::when::When;

/// How many places are answered where the question does not say.
const LIMIT: u32 = 50;

/// Which places are called so, or lie there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// A name or a part of one, a code or how one begins, or the identifier of a relocation site;
    /// every place where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Only places in this division: its code on the day, or its whole name, if one alone above
    /// communities has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<String>,
    /// Only those of this level; a relocation site counts as a community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub level: Option<Level>,
    /// So many rows at most; 50 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The places that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// How many places there are, in the rows and beyond.
    pub places: usize,
    /// The places: what is called so, then what begins so, then what has it in its name; of each,
    /// in the order of the tree.
    pub rows: Vec<FoundRow>,
}

/// A place that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FoundRow {
    /// The place and the division in which it lies.
    #[serde(flatten)]
    pub place: ListedRow,
    /// The name of its county on the day; absent where it lies in none.
    pub county_name: Option<String>,
    /// How it was found.
    pub found_by: FoundBy,
}

/// How a place was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// By its whole code or identifier.
    Code,
    /// By its whole name.
    Name,
    /// By how its code or identifier begins.
    CodeBegins,
    /// By how its name begins.
    NameBegins,
    /// By a part of its name.
    NamePart,
    /// By where it lies alone.
    Around,
    /// By nothing: every place was asked for.
    All,
}

impl FoundBy {
    /// Its code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::CodeBegins => "code_begins",
            Self::NameBegins => "name_begins",
            Self::NamePart => "name_part",
            Self::Around => "around",
            Self::All => "all",
        }
    }
}

impl FindAnswer {
    /// The places as a table.
    pub fn table(&self) -> Table {
        let texts = ["code", "name", "level"].map(Column::text).into_iter().chain([Column::data("sort")]);
        let above = [Column::text("county_name"), Column::data("above"), Column::text("above_name")];
        let mut table = Table::of(texts.chain(above).chain([Column::text("found_by")]));
        table.rows.extend(self.rows.iter().map(|FoundRow { place, county_name, found_by }| {
            let text = |text: Option<String>| text.map_or(Value::Absent, Value::Text);
            vec![
                text(place.code.as_ref().map(ToString::to_string)),
                text(place.name.as_ref().map(ToString::to_string)),
                Value::Listed { level: place.level, is_site: place.is_site() },
                Value::Text(place.sort.to_owned()),
                text(county_name.clone()),
                text(place.above.as_ref().map(ToString::to_string)),
                text(place.above_name.as_ref().map(ToString::to_string)),
                Value::FoundBy(*found_by),
            ]
        }));
        table
    }
}

impl FindQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<FindAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let list = DivisionList::on(view.facts(), view.as_of(), true);
        let around = self.around.as_deref().map(|around| division(&view, &list, around)).transpose()?;
        let text = self.text.as_deref().map(meant).filter(|text| !text.is_empty());
        let without = if around.is_some() { FoundBy::Around } else { FoundBy::All };
        let found = |listed| Some((found_by(&list, listed, text.as_deref(), without)?, listed));
        let mut found: Vec<(FoundBy, &Listed)> = list.rows(around, self.level).filter_map(found).collect();
        found.sort_by_key(|(by, _)| *by);
        let places = found.len();
        found.truncate(usize::try_from(self.limit.unwrap_or(LIMIT)).unwrap_or(usize::MAX));
        let names = Names { view: &view, tree: list.tree() };
        let row = |(found_by, listed): (FoundBy, &Listed)| FoundRow {
            place: ListedRow::of(&list, &mut Above::default(), listed),
            county_name: names.name_above(listed.place, Level::County),
            found_by,
        };
        Ok(FindAnswer { asked: BothTimes::of(view.as_of()), places, rows: found.into_iter().map(row).collect() })
    }
}

/// How a place is found by a text; none where it is not.
/// How a place is found by a text; none where it is not. `without` is how where there is no text.
fn found_by(list: &DivisionList<'_>, listed: &Listed, text: Option<&str>, without: FoundBy) -> Option<FoundBy> {
    let Some(text) = text else { return Some(without) };
    let called = list.called(listed.place);
    let code = called.code.map(|code| code.to_string());
    let code = code.or_else(|| list.site(listed.place).map(|site| meant(site.as_str()))).unwrap_or_default();
    let name = called.name.map(|name| meant(name.as_str())).unwrap_or_default();
    [
        (code == text, FoundBy::Code),
        (name == text, FoundBy::Name),
        (code.starts_with(text), FoundBy::CodeBegins),
        (name.starts_with(text), FoundBy::NameBegins),
        (name.contains(text), FoundBy::NamePart),
    ]
    .into_iter()
    .find_map(|(is_so, by)| is_so.then_some(by))
}

/// A text as it is compared: without what nobody sees, and without the case of letters.
fn meant(text: &str) -> String {
    folded(text).to_lowercase()
}

/// The division of a code or a name.
fn division(view: &LockedView, list: &DivisionList<'_>, text: &str) -> Result<PlaceNo, AskError> {
    if let Ok(no) = resolve::division(view, list.tree(), text) {
        return Ok(no);
    }
    let name = meant(text);
    let is_called = |listed: &&Listed| {
        let called = list.called(listed.place).name;
        listed.level < Level::Community && called.is_some_and(|called| meant(called.as_str()) == name)
    };
    let mut by_name = list.rows(None, None).filter(is_called).map(|listed| listed.place);
    let only = by_name.next().filter(|_| by_name.next().is_none());
    only.ok_or_else(|| AskError::value("around", text, Wanted::Around))
}
