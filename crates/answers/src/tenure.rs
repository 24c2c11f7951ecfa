//! Seats over time as rows: shared by federations and persons.

use jiceng_core::domain::PartialDate;
use jiceng_core::domain::committee::{Employment, FillingWay};
use jiceng_core::projections::elections::seats::{Holding, Left, Taken};
use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::code;
use crate::table::Value;

/// How a seat was taken, and how it was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TenureRow {
    /// How it was taken: `elected` or `filled` (增补).
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub taken: Taken,
    /// In which way it was filled: `replaced` (替补), `added` (增补) or `elected` (增选); absent
    /// where papers do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub way: Option<FillingWay>,
    /// How the work in it is employed: `full_time` (专职), `part_time` (兼职) or `seconded` (挂职);
    /// absent where papers do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub employment: Option<Employment>,
    /// When, as stated.
    #[schemars(with = "String")]
    pub from: PartialDate,
    /// The position in the log at which that is recorded.
    pub from_position: u64,
    /// How it was left: `vacated`, `other_seat`, `next_election`, `federation_ended` or
    /// `place_ended`; absent while it is held, as are the next two.
    #[serde(serialize_with = "code")]
    #[schemars(with = "Option<String>")]
    pub left: Option<Left>,
    /// When, as stated.
    #[schemars(with = "Option<String>")]
    pub until: Option<PartialDate>,
    /// The position in the log at which that is recorded.
    pub until_position: Option<u64>,
}

impl From<&Holding> for TenureRow {
    fn from(holding: &Holding) -> Self {
        Self {
            taken: holding.taken,
            way: holding.way,
            employment: holding.employment,
            from: holding.from,
            from_position: holding.from_position.0,
            left: holding.left.map(|left| left.how),
            until: holding.left.map(|left| left.on),
            until_position: holding.left.map(|left| left.position.0),
        }
    }
}

impl TenureRow {
    /// The values of a row of a table: how it was taken, from when, until when, how it was left.
    pub fn values(&self) -> [Value; 4] {
        [
            Value::Taken(self.taken),
            Value::Date(self.from),
            self.until.map_or(Value::Absent, Value::Date),
            self.left.map_or(Value::Absent, Value::Left),
        ]
    }
}
