//! Divisions (区划): the tree of a day, each division behind the one that it lies in.

use jiceng_core::domain::called::Called;
use jiceng_core::domain::{Level, Name, PartialDate, Place, PlaceNo};
use jiceng_core::projections::division_list::{DivisionList, Listed};
use jiceng_core::{LockedView, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::both_times::BothTimes;
use crate::error::AskError;
use crate::resolve;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// The divisions of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DivisionsQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// Only this division and those in it: its code on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Only those of this level; a relocation site counts as a community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub level: Option<Level>,
    /// Whether relocation sites are listed too.
    #[serde(default)]
    pub sites: bool,
}

/// The divisions of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DivisionsAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The division that was asked for, by its whole code; absent where none was.
    pub division: Option<String>,
    /// The level that was asked for; absent where none was.
    #[schemars(with = "Option<String>")]
    pub level: Option<Level>,
    /// The divisions, each behind the one that it lies in, those of one by code.
    pub rows: Vec<ListedRow>,
}

/// A division, or a relocation site. There are 700,000 in the nation: texts are shared with the
/// registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedRow {
    /// Its code on the day, or the identifier of a relocation site.
    #[serde(serialize_with = "called")]
    #[schemars(with = "String")]
    pub code: Option<Place>,
    /// Its name; absent where it has none.
    #[schemars(with = "Option<String>")]
    pub name: Option<Name>,
    /// Its level; of a relocation site that of a community.
    #[schemars(with = "String")]
    pub level: Level,
    /// What it is: `division` or `site`.
    pub sort: &'static str,
    /// The code of the division in which it lies; absent for those that lie in none.
    #[schemars(with = "Option<String>")]
    pub above: Option<Place>,
    /// The name of that division.
    #[schemars(with = "Option<String>")]
    pub above_name: Option<Name>,
    /// Since when it has the code, or a site its identifier, as stated.
    #[schemars(with = "Option<String>")]
    pub code_since: Option<PartialDate>,
    /// Since when it has the name, as stated.
    #[schemars(with = "Option<String>")]
    pub name_since: Option<PartialDate>,
    /// How many divisions lie above it.
    #[serde(skip)]
    pub depth: usize,
}

impl DivisionsAnswer {
    /// The divisions as a table.
    pub fn table(&self) -> Table {
        Table { rows: self.table_rows().collect(), ..Self::table_head() }
    }

    /// The columns of the table, without rows.
    pub fn table_head() -> Table {
        let first = [Column::text("code"), Column::text("name"), Column::text("level")];
        let last = ["above_name", "code_since", "name_since"].map(Column::text);
        Table::of(first.into_iter().chain(["sort", "above"].map(Column::data)).chain(last))
    }

    /// The rows of the table one by one, for who does not want to hold all of them.
    pub fn table_rows(&self) -> impl Iterator<Item = Vec<Value>> {
        // Those of one level stand below each other.
        let top = self.rows.iter().map(|row| row.depth).min().unwrap_or_default();
        let is_tree = self.level.is_none();
        self.rows.iter().map(move |row| row.values(if is_tree { row.depth - top } else { 0 }))
    }
}

impl DivisionsQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<DivisionsAnswer, AskError> {
        let view = view.asking(self.when.question())?.locked()?;
        let list = DivisionList::on(view.facts(), view.as_of(), self.sites);
        let within = self.within(&view, &list)?;
        let mut above = Above::default();
        let rows = list.rows(within, self.level).map(|listed| ListedRow::of(&list, &mut above, listed));
        Ok(DivisionsAnswer {
            rows: rows.collect(),
            asked: BothTimes::of(view.as_of()),
            division: self.division.as_deref().map(resolve::code),
            level: self.level,
        })
    }

    fn within(&self, view: &LockedView, list: &DivisionList<'_>) -> Result<Option<PlaceNo>, AskError> {
        self.division.as_ref().map(|code| resolve::division(view, list.tree(), code)).transpose()
    }
}

/// How those above the row are called, by depth: what lies in one division looks that up once.
#[derive(Default)]
pub(crate) struct Above<'a> {
    by_depth: Vec<(PlaceNo, Called<'a>)>,
}

impl<'a> Above<'a> {
    fn called(&mut self, list: &DivisionList<'a>, place: PlaceNo, depth: usize) -> Called<'a> {
        if let Some((_, called)) = self.by_depth.get(depth).filter(|(known, _)| *known == place) {
            return *called;
        }
        let called = list.called(place);
        self.by_depth.resize(depth, (place, called));
        self.by_depth.push((place, called));
        called
    }
}

impl ListedRow {
    pub(crate) fn of<'a>(list: &DivisionList<'a>, above: &mut Above<'a>, listed: &Listed) -> Self {
        let place = |no: PlaceNo, called: Called<'_>| {
            let site = || list.site(no).cloned().map(Place::Site);
            called.code.map(Place::Division).or_else(site)
        };
        let called = list.called(listed.place);
        let above = listed.above.map(|no| (no, above.called(list, no, listed.depth)));
        Self {
            code: place(listed.place, called),
            name: called.name.cloned(),
            level: listed.level,
            sort: if listed.is_site { "site" } else { "division" },
            above: above.and_then(|(no, called)| place(no, called)),
            above_name: above.and_then(|(_, called)| called.name).cloned(),
            code_since: called.code_since,
            name_since: called.name_since,
            depth: listed.depth,
        }
    }

    fn values(&self, depth: usize) -> Vec<Value> {
        let text = |text: Option<String>| text.map_or(Value::Absent, Value::Text);
        let date = |date: Option<PartialDate>| date.map_or(Value::Absent, Value::Date);
        vec![
            text(self.code.as_ref().map(ToString::to_string)),
            Value::Within { name: self.name.as_ref().map(ToString::to_string).unwrap_or_default(), depth },
            Value::Listed { level: self.level, is_site: self.is_site() },
            Value::Text(self.sort.to_owned()),
            text(self.above.as_ref().map(ToString::to_string)),
            text(self.above_name.as_ref().map(ToString::to_string)),
            date(self.code_since),
            date(self.name_since),
        ]
    }

    /// Whether it is a relocation site.
    pub fn is_site(&self) -> bool {
        self.sort == "site"
    }
}

/// A code or identifier; nothing where there is none.
#[allow(clippy::ref_option, reason = "serde hands it over so")]
fn called<S: Serializer>(place: &Option<Place>, serializer: S) -> Result<S::Ok, S::Error> {
    place.as_ref().map(ToString::to_string).unwrap_or_default().serialize(serializer)
}
