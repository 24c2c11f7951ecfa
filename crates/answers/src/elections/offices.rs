//! Committees in office: one by one, or added up by division.

use jiceng_core::domain::committee::{Seat, SeatRole};
use jiceng_core::domain::term_of_office::TermEnd;
use jiceng_core::domain::{Level, PartialDate};
use jiceng_core::projections::Whereabouts;
use jiceng_core::projections::elections::bounds::{
    FederationBounds, FederationCounts, FederationOutlook, bounds_by_level, office_outlooks,
};
use jiceng_core::projections::elections::office::{DUE_WITHIN_DAYS, Office, OfficeState, offices};
use jiceng_core::projections::elections::totals::{OfficeTotals, by_level};
use jiceng_core::{LockedView, StandardInForce, View};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByFederation, FederationRow, FederationSelection, TermRow, all, both, in_order};
use crate::both_times::BothTimes;
use crate::codes::code;
use crate::error::AskError;
use crate::names::Names;
use crate::person_named::PersonNamed;
use crate::standard_asked::StandardAsked;
use crate::table::{Column, Table, Value};
use crate::when::When;

/// Whether the executive committees of federations are in their term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfficesQuestion {
    /// The two times.
    #[serde(flatten)]
    pub when: When,
    /// By the divisions of which day federations are found and added up; of the day asked about
    /// where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub tree: Option<Date>,
    /// Which federations.
    #[serde(flatten)]
    pub federations: FederationSelection,
    /// Only those whose committee was elected.
    #[serde(default)]
    pub elected: bool,
    /// Only those in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OfficeStateAsked>,
    /// Within how many days a term ends that is due; 180 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_within: Option<u16>,
    /// By the terms of which standard; of the one in force where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<StandardAsked>,
    /// What the rows are.
    #[serde(default)]
    pub by: ByFederation,
}

/// In which state federations are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficeStateAsked {
    /// In term (在届).
    InTerm,
    /// In term, but not for long (即将届满).
    Due,
    /// Past its term (届满未换届).
    Overdue,
    /// Past its term or not, by what the date of election leaves open.
    PossiblyOverdue,
    /// Without a committee (未选举).
    NeverElected,
    /// Without a term by the standard.
    NoTerm,
}

/// Committees in office on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfficesAnswer {
    /// The two times.
    #[serde(flatten)]
    pub asked: BothTimes,
    /// The day of the division tree.
    pub tree: String,
    /// The identifier of the standard whose terms hold.
    pub standard: String,
    /// Whether it was adopted by the day.
    pub standard_adopted: bool,
    /// Its terms of office.
    pub terms: Vec<TermRow>,
    /// Within how many days a term ends that is due.
    pub due_within_days: u16,
    /// All federations together.
    pub totals: OfficeTotalsRow,
    /// The rows: federations in the order of places, divisions by code.
    pub rows: Vec<OfficesRow>,
    /// The standard's names in Chinese and English.
    #[serde(skip)]
    pub standard_names: [String; 2],
    /// What the rows are.
    #[serde(skip)]
    pub by: ByFederation,
}

/// A row of committees in office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum OfficesRow {
    /// A federation.
    Federation(Box<OfficeRow>),
    /// A division with the federations in it.
    Division {
        /// Its code on the day of the tree; absent for federations that lie in no division of the
        /// level.
        place: Option<String>,
        /// Its name on that day.
        name: Option<String>,
        /// Its federations, by state.
        #[serde(flatten)]
        totals: OfficeTotalsRow,
    },
}

/// How many federations there are, by state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfficeTotalsRow {
    /// All of them: the sum of the next five.
    pub federations: u32,
    /// In term.
    pub in_term: u32,
    /// In term, but not for long.
    pub due: u32,
    /// Past the term for certain.
    pub overdue: u32,
    /// Without a committee.
    pub never_elected: u32,
    /// Without a term by the standard.
    pub no_term: u32,
    /// Of those in term and due: perhaps past the term.
    pub possibly_overdue: u32,
    /// At least so many in every history that agrees with the dates as stated.
    pub at_least: OfficeBounds,
    /// At most so many in some.
    pub at_most: OfficeBounds,
}

/// How many federations there are by state, where dates leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfficeBounds {
    /// All of them.
    pub federations: u32,
    /// In term.
    pub in_term: u32,
    /// In term, but not for long.
    pub due: u32,
    /// Past the term.
    pub overdue: u32,
    /// Without a committee.
    pub never_elected: u32,
    /// Without a term by the standard.
    pub no_term: u32,
}

/// A federation and its committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfficeRow {
    /// The federation.
    #[serde(flatten)]
    pub federation: FederationRow,
    /// The term (届) of the committee; absent where none was elected.
    pub term: Option<u16>,
    /// When it was elected, as stated; absent where none was.
    #[schemars(with = "Option<String>")]
    pub elected: Option<PartialDate>,
    /// For how many years; absent where the standard does not say, as are the next three.
    pub term_years: Option<u8>,
    /// From which civil day of election on that holds.
    #[schemars(with = "Option<String>")]
    pub term_from: Option<Date>,
    /// From which civil day on the term is over, by the earliest day that `elected` can mean.
    #[schemars(with = "Option<String>")]
    pub ends_earliest: Option<Date>,
    /// The same by the latest day.
    #[schemars(with = "Option<String>")]
    pub ends_latest: Option<Date>,
    /// What it is for certain: `in_term`, `due`, `overdue`, `never_elected` or `no_term`.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub state: OfficeState,
    /// What it may be at worst.
    #[serde(serialize_with = "code")]
    #[schemars(with = "String")]
    pub at_worst: OfficeState,
    /// The seats that are filled, chair first.
    pub seats: Vec<SeatRow>,
    /// How many seats were filled in the election.
    pub seats_elected: usize,
    /// How many fewer are filled now.
    pub seats_vacant: usize,
    /// The positions of the by-elections since.
    pub by_elections: Vec<u64>,
    /// The positions of the departures since.
    pub departures: Vec<u64>,
    /// Where the term of office is written; absent as `term_years`.
    #[serde(skip)]
    pub term_source: Option<String>,
}

/// A seat and who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeatRow {
    /// The seat: `chair`, `vice_chair`, `standing_member` or `member`.
    #[schemars(with = "String")]
    pub role: SeatRole,
    /// The person in the seat; the name is absent where its key is not at hand.
    #[serde(flatten)]
    pub person: PersonNamed,
    /// Whether the name was erased.
    pub erased: bool,
}

impl OfficesQuestion {
    /// The answer.
    pub fn answer(&self, view: &View) -> Result<OfficesAnswer, AskError> {
        self.answer_in(&view.asking(self.when.question())?.locked()?)
    }

    /// The answer for the times of a view.
    pub fn answer_in(&self, view: &LockedView) -> Result<OfficesAnswer, AskError> {
        let tree = self.tree.map_or_else(|| view.tree(), |day| view.tree_of(day));
        let names = Names { view, tree: &tree };
        let in_force = StandardAsked::find_or_in_force(self.standard.as_ref(), view)?;
        let due_within_days = self.due_within.unwrap_or(DUE_WITHIN_DAYS);
        let found = self.found(&names, &in_force, due_within_days)?;
        let whereabouts = Whereabouts::of(view.facts(), &tree);
        let outlooks = self.outlooks(&names, &whereabouts, &in_force, due_within_days)?;
        let standard = &in_force.standard;
        Ok(OfficesAnswer {
            asked: BothTimes::of(view.as_of()),
            tree: tree.as_of().effective.to_string(),
            standard: standard.id.to_string(),
            standard_adopted: in_force.is_adopted,
            terms: standard.terms.iter().map(TermRow::from).collect(),
            due_within_days,
            totals: OfficeTotalsRow::of(OfficeTotals::of(&found), &all(&outlooks)),
            rows: self.rows(&names, &found, &whereabouts, &outlooks)?,
            standard_names: [standard.zh.to_string(), standard.en.to_string()],
            by: self.by,
        })
    }

    fn found(&self, names: &Names<'_>, standard: &StandardInForce, due: u16) -> Result<Vec<Office>, AskError> {
        let Names { view, tree } = names;
        let wanted = self.federations.find(view, tree)?;
        let all = offices(view.facts(), view.as_of(), &standard.standard, due);
        let mut found: Vec<Office> = all
            .filter(|office| wanted.wants(tree, office.federation.place, office.level))
            .filter(|office| self.state.is_none_or(|state| state.holds(office)))
            .filter(|office| office.federation.committee.is_some() || !self.elected)
            .collect();
        found.sort_by_cached_key(|office| names.order(office.federation.place));
        Ok(found)
    }

    /// What the federations asked for may be; those asked for by another state do not count.
    fn outlooks(
        &self,
        names: &Names<'_>,
        whereabouts: &Whereabouts<'_>,
        standard: &StandardInForce,
        due: u16,
    ) -> Result<Vec<FederationOutlook<OfficeState>>, AskError> {
        let (facts, as_of) = (names.view.facts(), names.view.as_of());
        let wanted = self.federations.find(names.view, names.tree)?;
        let all = office_outlooks(facts, as_of, wanted.level, &standard.standard, due);
        let is_asked = |state: OfficeState| {
            let is_of_state = match self.state {
                None => true,
                Some(OfficeStateAsked::PossiblyOverdue) => state == OfficeState::Overdue,
                Some(asked) => asked == state.into(),
            };
            is_of_state && (state != OfficeState::NeverElected || !self.elected)
        };
        let is_open = |outlook: &FederationOutlook<OfficeState>| {
            self.state != Some(OfficeStateAsked::PossiblyOverdue) || outlook.found.len() > 1
        };
        let outlooks = all.into_iter().filter_map(|outlook| wanted.outlook(whereabouts, outlook));
        Ok(outlooks.filter(is_open).map(|outlook| outlook.only(is_asked)).collect())
    }

    fn rows(
        &self,
        names: &Names<'_>,
        found: &[Office],
        whereabouts: &Whereabouts<'_>,
        outlooks: &[FederationOutlook<OfficeState>],
    ) -> Result<Vec<OfficesRow>, AskError> {
        let Some(level) = self.by.level() else {
            let row = |office| Ok(OfficesRow::Federation(Box::new(OfficeRow::of(names, office)?)));
            return found.iter().map(row).collect();
        };
        let groups = by_level(names.tree, level, found, |office| office.federation.place, OfficeTotals::add);
        let groups = both(groups, bounds_by_level(whereabouts, level, outlooks));
        let row =
            |(division, (totals, bounds)): (Option<[String; 2]>, (OfficeTotals, FederationBounds<OfficeState>))| {
                let (place, name) = division.map(|[code, name]| (code, name)).unzip();
                OfficesRow::Division { place, name, totals: OfficeTotalsRow::of(totals, &bounds) }
            };
        Ok(in_order(names, groups).into_iter().map(row).collect())
    }
}

impl OfficeStateAsked {
    fn holds(self, office: &Office) -> bool {
        let state = match self {
            Self::PossiblyOverdue => return office.is_possibly_overdue(),
            Self::InTerm => OfficeState::InTerm,
            Self::Due => OfficeState::Due,
            Self::Overdue => OfficeState::Overdue,
            Self::NeverElected => OfficeState::NeverElected,
            Self::NoTerm => OfficeState::NoTerm,
        };
        office.state == state
    }
}

impl From<OfficeState> for OfficeStateAsked {
    fn from(state: OfficeState) -> Self {
        match state {
            OfficeState::InTerm => Self::InTerm,
            OfficeState::Due => Self::Due,
            OfficeState::Overdue => Self::Overdue,
            OfficeState::NeverElected => Self::NeverElected,
            OfficeState::NoTerm => Self::NoTerm,
        }
    }
}

impl OfficesAnswer {
    /// The rows as a table: of federations with all that is known, for programs.
    pub fn table(&self) -> Table {
        match self.by.level() {
            None => self.table_of_federations(),
            Some(_) => self.table_of_divisions(),
        }
    }

    /// The federations one by one; none where they are added up.
    pub fn federations(&self) -> impl Iterator<Item = &OfficeRow> {
        self.rows.iter().filter_map(|row| match row {
            OfficesRow::Federation(row) => Some(&**row),
            OfficesRow::Division { .. } => None,
        })
    }

    /// The federations with what people look for first; what they are added up to, where they are.
    pub fn short_table(&self) -> Table {
        if self.by.level().is_some() {
            return self.table_of_divisions();
        }
        let first = ["county_name", "place", "federation", "name"].map(Column::text);
        let middle = [Column::number("term"), Column::text("elected"), Column::text("ends"), Column::text("state")];
        let last = [Column::number("seats"), Column::number("seats_vacant"), Column::text("chair")];
        let mut table = Table::of(first.into_iter().chain(middle).chain(last));
        table.rows.extend(self.federations().map(OfficeRow::short_values));
        table
    }

    fn table_of_divisions(&self) -> Table {
        let mut columns = vec![Column::text("place"), Column::text("name")];
        let states = ["in_term", "due", "overdue", "never_elected", "no_term", "possibly_overdue"];
        columns.extend(["federations"].into_iter().chain(states).map(Column::number));
        columns.extend(["overdue_at_least", "overdue_at_most"].map(Column::data));
        let rows = self.rows.iter().filter_map(|row| match row {
            OfficesRow::Federation(_) => None,
            OfficesRow::Division { place, name, totals } => {
                let mut values = vec![Value::text(place.as_deref()), Value::DivisionOrAbove(name.clone())];
                values.extend(totals.values());
                Some(values)
            }
        });
        Table { columns, rows: rows.collect() }
    }

    fn table_of_federations(&self) -> Table {
        let first = ["county_name", "place", "federation", "name", "level", "term", "elected", "term_years"];
        let more = ["term_from", "ends_earliest", "ends_latest", "state", "at_worst", "seats", "seats_elected"];
        let last = ["seats_vacant", "by_elections", "departures", "chair", "chair_state"];
        let columns = first.into_iter().chain(more).chain(last).map(Column::text).collect();
        Table { columns, rows: self.federations().map(OfficeRow::values).collect() }
    }
}

impl OfficeTotalsRow {
    fn values(&self) -> Vec<Value> {
        let Self { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue, at_least, at_most } =
            *self;
        let bounded =
            |read, of: fn(OfficeBounds) -> u32| Value::Bounded { read, at_least: of(at_least), at_most: of(at_most) };
        let of_overdue = if at_least.overdue == at_most.overdue {
            Value::ShouldBeNone(overdue)
        } else {
            bounded(overdue, |of| of.overdue)
        };
        vec![
            bounded(federations, |of| of.federations),
            bounded(in_term, |of| of.in_term),
            bounded(due, |of| of.due),
            of_overdue,
            bounded(never_elected, |of| of.never_elected),
            bounded(no_term, |of| of.no_term),
            Value::Number(possibly_overdue.into()),
            Value::Number(at_least.overdue.into()),
            Value::Number(at_most.overdue.into()),
        ]
    }
}

impl OfficeTotalsRow {
    fn of(totals: OfficeTotals, FederationBounds { at_least, at_most }: &FederationBounds<OfficeState>) -> Self {
        let OfficeTotals { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue } = totals;
        let (at_least, at_most) = (at_least.into(), at_most.into());
        Self { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue, at_least, at_most }
    }
}

impl From<&FederationCounts<OfficeState>> for OfficeBounds {
    fn from(counts: &FederationCounts<OfficeState>) -> Self {
        Self {
            federations: counts.federations,
            in_term: counts.of(OfficeState::InTerm),
            due: counts.of(OfficeState::Due),
            overdue: counts.of(OfficeState::Overdue),
            never_elected: counts.of(OfficeState::NeverElected),
            no_term: counts.of(OfficeState::NoTerm),
        }
    }
}

impl OfficeRow {
    pub(crate) fn of(names: &Names<'_>, office: &Office) -> Result<Self, AskError> {
        let committee = office.federation.committee.as_ref();
        let seats = committee.iter().flat_map(|committee| &committee.seats);
        Ok(Self {
            federation: FederationRow::of(names, &office.federation, office.level),
            term: committee.map(|committee| committee.term),
            elected: committee.map(|committee| committee.elected),
            term_years: office.term.as_ref().map(|term| term.years),
            term_from: office.term.as_ref().map(|term| term.from),
            ends_earliest: office.end.map(|end| end.earliest),
            ends_latest: office.end.map(|end| end.latest),
            state: office.state,
            at_worst: office.at_worst,
            seats: seats.map(|seat| SeatRow::of(names.view, seat)).collect::<Result<_, AskError>>()?,
            seats_elected: office.seats.elected,
            seats_vacant: office.seats.vacant(),
            by_elections: office.seats.by_elections.iter().map(|position| position.0).collect(),
            departures: office.seats.departures.iter().map(|position| position.0).collect(),
            term_source: office.term.as_ref().map(|term| term.source.to_string()),
        })
    }

    /// Who holds the first seat of chair.
    pub fn chair(&self) -> Option<&PersonNamed> {
        self.seats.iter().find(|seat| seat.role == SeatRole::Chair).map(|seat| &seat.person)
    }

    /// When the term ends; none as `term_years`.
    pub fn ends(&self) -> Option<TermEnd> {
        Some(TermEnd { earliest: self.ends_earliest?, latest: self.ends_latest? })
    }

    fn short_values(&self) -> Vec<Value> {
        let federation = &self.federation;
        vec![
            Value::text(federation.county_name.as_deref()),
            Value::text(Some(&federation.place)),
            Value::text(Some(&federation.federation)),
            Value::text(Some(&federation.name)),
            Value::number(self.term),
            self.elected.map_or(Value::Absent, Value::Date),
            self.ends().map_or(Value::Absent, Value::TermEnd),
            Value::Office { state: self.state, at_worst: self.at_worst },
            Value::count(self.seats.len()),
            Value::count(self.seats_vacant),
            self.chair().map_or(Value::Absent, |chair| Value::Person(chair.clone())),
        ]
    }

    fn values(&self) -> Vec<Value> {
        let day = |day: Option<Date>| day.map_or(Value::Absent, |day| Value::Text(day.to_string()));
        let federation = &self.federation;
        let chair = self.chair();
        vec![
            Value::text(federation.county_name.as_deref()),
            Value::text(Some(&federation.place)),
            Value::text(Some(&federation.federation)),
            Value::text(Some(&federation.name)),
            Value::text(federation.level.map(Level::as_str)),
            Value::number(self.term),
            self.elected.map_or(Value::Absent, Value::Date),
            Value::number(self.term_years),
            day(self.term_from),
            day(self.ends_earliest),
            day(self.ends_latest),
            Value::text(Some(self.state.as_str())),
            Value::text(Some(self.at_worst.as_str())),
            Value::count(self.seats.len()),
            Value::count(self.seats_elected),
            Value::count(self.seats_vacant),
            Value::count(self.by_elections.len()),
            Value::count(self.departures.len()),
            chair.map_or(Value::Absent, |chair| Value::Person(chair.clone())),
            Value::text(chair.map(|chair| chair.name_state)),
        ]
    }
}

impl SeatRow {
    fn of(view: &LockedView, seat: &Seat) -> Result<Self, AskError> {
        let person = PersonNamed::of(view, &seat.person)?;
        Ok(Self { role: seat.role, erased: person.is_erased(), person })
    }
}
