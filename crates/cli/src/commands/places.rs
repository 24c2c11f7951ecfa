//! A place's coverage as a row: shared by `coverage`, `gaps` and `demo`.

use std::collections::BTreeMap;

use jiceng_core::View;
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::certainty::Prospect;
use jiceng_core::projections::{Cell, CellState, Coverage, DivisionTree, Figure, PlaceCoverage, Prospects, Status};
use serde::Serialize;

use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::labels;

/// A place's coverage in JSON.
#[derive(Serialize)]
pub(crate) struct PlaceRow {
    place: String,
    name: String,
    sort: &'static str,
    county: Option<String>,
    county_name: Option<String>,
    township: Option<String>,
    township_name: Option<String>,
    population: Option<u32>,
    status: &'static str,
    met: usize,
    required: usize,
    complete: &'static str,
    cells: BTreeMap<String, CellRow>,
}

/// One kind at a place in JSON.
#[derive(Serialize)]
struct CellRow {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    met: &'static str,
    /// What it may be, where that is not the state alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    may_be: Vec<&'static str>,
}

/// The words that rows need.
pub(crate) struct Words<'v> {
    pub(crate) view: &'v View<'v>,
    pub(crate) tree: &'v DivisionTree,
    pub(crate) lang: Lang,
}

impl Words<'_> {
    /// A place's code or identifier; the last one known where it has none.
    pub(crate) fn place(&self, no: PlaceNo) -> String {
        self.view.last_called(no).map(|place| place.to_string()).unwrap_or_default()
    }

    /// A place's name.
    pub(crate) fn name(&self, no: PlaceNo) -> String {
        self.view.last_name(no).unwrap_or_default().to_owned()
    }

    /// A division's code on the day of the tree.
    pub(crate) fn division(&self, no: PlaceNo) -> String {
        let record = self.view.facts().places.get(no);
        record.and_then(|r| r.place_on(self.tree.as_of())).map(|place| place.to_string()).unwrap_or_default()
    }

    /// A division's name on the day of the tree.
    pub(crate) fn division_name(&self, no: PlaceNo) -> String {
        let record = self.view.facts().places.get(no);
        record.and_then(|r| r.name_on(self.tree.as_of())).map(ToString::to_string).unwrap_or_default()
    }

    /// The name of the division of a level that a place lies in.
    pub(crate) fn name_above(&self, no: PlaceNo, level: Level) -> Option<String> {
        self.tree.at_level(no, level).map(|above| self.division_name(above))
    }

    /// The places in the order in which people look for them: by county, sites first, then by code.
    pub(crate) fn in_order(&self, mut coverage: Coverage) -> Coverage {
        coverage.places.sort_by_cached_key(|place| {
            let county = self.tree.at_level(place.place, Level::County).map(|no| self.division(no));
            (county, !place.is_site, self.place(place.place))
        });
        coverage
    }

    /// A kind's name.
    pub(crate) fn kind(&self, kind: KindNo) -> String {
        self.view.kind(kind).map(|entry| labels::kind(self.lang, entry)).unwrap_or_default()
    }

    /// A kind's code.
    pub(crate) fn kind_code(&self, kind: KindNo) -> String {
        self.view.kind(kind).map(|entry| entry.code.to_string()).unwrap_or_default()
    }

    /// The JSON of a place.
    pub(crate) fn row(&self, place: &PlaceCoverage, prospects: &Prospects) -> PlaceRow {
        let above = |level| self.tree.at_level(place.place, level);
        let required = place.cells.iter().filter(|cell| cell.state != CellState::NotRequired).count();
        PlaceRow {
            place: self.place(place.place),
            name: self.name(place.place),
            sort: if place.is_site { "site" } else { "community" },
            county: above(Level::County).map(|no| self.division(no)),
            county_name: above(Level::County).map(|no| self.division_name(no)),
            township: above(Level::Township).map(|no| self.division(no)),
            township_name: above(Level::Township).map(|no| self.division_name(no)),
            population: place.population,
            status: labels::status_code(place.status),
            met: place.cells.iter().filter(|cell| cell.state.is_met()).count(),
            required,
            complete: labels::certainty_code(prospects.counts(place, Figure::Complete)),
            cells: place.cells.iter().map(|cell| self.cell_row(place, *cell, prospects)).collect(),
        }
    }

    fn cell_row(&self, place: &PlaceCoverage, cell: Cell, prospects: &Prospects) -> (String, CellRow) {
        let prospect = prospects.places.get(&place.place);
        let may_be = prospect.map(|prospect| prospect.cell(cell.kind)).unwrap_or_default();
        let row = CellRow {
            state: labels::cell_code(cell.state),
            provider: provider(cell.state).map(|provider| self.place(provider)),
            met: labels::certainty_code(prospects.is_met(place.place, cell)),
            may_be: if may_be == [Some(cell.state)] {
                Vec::new()
            } else {
                may_be.into_iter().map(may_be_code).collect()
            },
        };
        (self.kind_code(cell.kind), row)
    }

    /// The columns of a table of places.
    pub(crate) fn columns(&self, coverage: &Coverage) -> Grid {
        let lang = self.lang;
        let grid = Grid::new()
            .text("county_name", lang.pick("县区", "county"))
            .text("township_name", lang.pick("乡镇", "township"))
            .text("place", lang.pick("代码", "place"))
            .text("name", lang.pick("地点", "name"))
            .number("population", lang.pick("人口", "people"))
            .text("status", lang.pick("状态", "status"));
        coverage.kinds.iter().fold(grid, |grid, kind| grid.text(self.kind_code(*kind), self.kind(*kind)))
    }

    /// A row of a table of places.
    pub(crate) fn entries(&self, place: &PlaceCoverage, prospects: &Prospects) -> Vec<Entry> {
        let above = |level| Entry::plain(self.name_above(place.place, level).unwrap_or_default());
        let mut entries = vec![
            above(Level::County),
            above(Level::Township),
            Entry::plain(self.place(place.place)),
            Entry::plain(self.name(place.place)),
            Entry::plain(place.population.map(|people| people.to_string()).unwrap_or_default()),
            self.status(place, prospects),
        ];
        entries.extend(place.cells.iter().map(|cell| self.cell(place, *cell, prospects)));
        entries
    }

    fn status(&self, place: &PlaceCoverage, prospects: &Prospects) -> Entry {
        let code = labels::status_code(place.status);
        match prospects.places.get(&place.place).map(Prospect::statuses) {
            Some(statuses) if statuses.len() > 1 => {
                let shown = statuses.into_iter().map(|status| match status {
                    Some(status) => labels::status_word(self.lang, status),
                    None => labels::no_cell(self.lang),
                });
                Entry::coded(self.either(shown), code).in_mood(Mood::Fair)
            }
            // The dates of other facts show what it is.
            Some(statuses) => match (statuses.first().copied().flatten(), place.status) {
                (None, _) => Entry::coded(labels::no_cell(self.lang), code),
                (Some(Status::Partial { .. }), read @ Status::Partial { .. }) | (Some(read), _) => {
                    Entry::coded(labels::status(self.lang, read), labels::status_code(read)).in_mood(status_mood(read))
                }
            },
            None => Entry::coded(labels::status(self.lang, place.status), code).in_mood(status_mood(place.status)),
        }
    }

    fn cell(&self, place: &PlaceCoverage, cell: Cell, prospects: &Prospects) -> Entry {
        let code = labels::cell_code(cell.state);
        match prospects.places.get(&place.place).map(|prospect| prospect.cell(cell.kind)) {
            Some(states) if states.len() > 1 => Entry::coded(self.states(&states), code).in_mood(Mood::Fair),
            Some(states) => {
                let settled = states.first().copied().flatten();
                Entry::coded(self.states(&states), settled.map_or(code, labels::cell_code))
            }
            None => Entry::coded(self.states(&[Some(cell.state)]), code).in_mood(cell_mood(cell.state)),
        }
    }

    /// States of a cell, one of which it is.
    pub(crate) fn states(&self, states: &[Option<CellState>]) -> String {
        self.either(states.iter().map(|state| match state {
            None => labels::no_cell(self.lang).to_owned(),
            Some(state) => match provider(*state) {
                Some(provider) => format!("{} {}", labels::cell(self.lang, *state), self.place(provider)),
                None => labels::cell(self.lang, *state).to_owned(),
            },
        }))
    }

    fn either<S: AsRef<str>>(&self, words: impl Iterator<Item = S>) -> String {
        let mut shown = String::new();
        for word in words {
            if !shown.is_empty() {
                shown.push_str(self.lang.pick("或", " or "));
            }
            shown.push_str(word.as_ref());
        }
        shown
    }
}

/// A state's code; a place that is not assessed has one too.
pub(crate) fn may_be_code(state: Option<CellState>) -> &'static str {
    state.map_or("not_assessed", labels::cell_code)
}

const fn provider(state: CellState) -> Option<PlaceNo> {
    match state {
        CellState::Shared { provider } => Some(provider),
        CellState::Own
        | CellState::Suspended
        | CellState::OutOfTerm
        | CellState::BelowStandard
        | CellState::Missing
        | CellState::NotRequired => None,
    }
}

const fn status_mood(status: Status) -> Mood {
    match status {
        Status::Complete { .. } => Mood::Good,
        Status::Partial { .. } => Mood::Fair,
        Status::None => Mood::Bad,
    }
}

const fn cell_mood(state: CellState) -> Mood {
    match state {
        CellState::Own | CellState::Shared { .. } | CellState::NotRequired => Mood::Plain,
        CellState::Suspended | CellState::OutOfTerm | CellState::BelowStandard => Mood::Fair,
        CellState::Missing => Mood::Bad,
    }
}
