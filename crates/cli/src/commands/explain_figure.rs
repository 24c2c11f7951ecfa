//! `jiceng explain --figure`: the places behind a number, since when each is so, and the facts that made
//! it so.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches};
use jiceng_core::View;
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::certainty::Prospect;
use jiceng_core::projections::since::Since;
use jiceng_core::projections::{CellState, Certainty, Figure, PlaceCoverage};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::coverage::{self, Found};
use crate::commands::history::{EventRow, event_row};
use crate::commands::places::Words;
use crate::commands::totals::range;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    tree: String,
    standard: String,
    division: Option<String>,
    kind: Option<String>,
    figure: &'static str,
    number: u32,
    at_least: u32,
    at_most: u32,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    place: String,
    name: String,
    county_name: Option<String>,
    state: &'static str,
    counted: bool,
    certainty: &'static str,
    since: Option<String>,
    facts: Vec<EventRow>,
}

/// A place behind the number.
struct Behind {
    place: PlaceNo,
    /// Its coverage, if it is assessed as read.
    read: Option<PlaceCoverage>,
    counted: bool,
    certainty: Certainty,
    /// What the cell of the kind asked about may be, where dates leave it open.
    may_be: Vec<Option<CellState>>,
    since: Option<Since>,
}

/// What is asked.
struct Asking {
    figure: Figure,
    kind: Option<KindNo>,
}

pub(super) fn argument(lang: Lang) -> Arg {
    let figures = Figure::STATUSES.into_iter().chain(Figure::STATES).map(Figure::code);
    Arg::new("figure")
        .long("figure")
        .value_name(lang.pick("数字", "FIGURE"))
        .value_parser(PossibleValuesParser::new(figures))
        .hide_possible_values(true)
        .conflicts_with("place")
        .help(lang.pick(
            "说明一个汇总数字由哪些地点构成：places、complete、complete_own、complete_shared、partial、none；加 --kind 还可用 met、own、shared、suspended、out_of_term、below_standard、missing、not_required",
            "the places behind a figure: places, complete, complete_own, complete_shared, partial, none; with --kind also met, own, shared, suspended, out_of_term, below_standard, missing, not_required",
        ))
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>, view: &View<'_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let kind = text("kind").map(|kind| ask::kind(view, kind, "--kind")).transpose()?;
    let code = text("figure").unwrap_or_default();
    let figures = Figure::STATUSES.into_iter().chain(Figure::STATES.into_iter().filter(|_| kind.is_some()));
    let Some(figure) = figures.into_iter().find(|figure| figure.code() == code) else {
        return Err(Failure::Value { option: "--figure", value: code.to_owned(), wanted: Wanted::StatusFigure });
    };
    let tree = ask::tree(matches, view)?;
    let standard = view.standard()?;
    let words = Words { view, tree: &tree, lang: context.lang };
    let found = coverage::filtered(matches, view, &tree, &standard)?;
    let found = Found { coverage: words.in_order(found.coverage), ..found };
    let asking = Asking { figure, kind };
    let behind = asking.behind(view, &found)?;
    let count = |counts: &dyn Fn(&Behind) -> bool| {
        u32::try_from(behind.iter().filter(|behind| counts(behind)).count()).unwrap_or(u32::MAX)
    };
    let at_least = count(&|behind| behind.certainty == Certainty::Certain);
    let at_most = count(&|behind| behind.certainty != Certainty::No);
    match context.format {
        Format::Json => context.json(&Answer {
            asked: Asked::of(view.as_of()),
            tree: tree.as_of().effective.to_string(),
            standard: found.coverage.standard.to_string(),
            division: text("division").map(ask::code),
            kind: kind.map(|kind| words.kind_code(kind)),
            figure: figure.code(),
            number: count(&|behind| behind.counted),
            at_least,
            at_most,
            rows: behind.iter().map(|behind| asking.row(&words, behind)).collect::<Result<_, Failure>>()?,
        }),
        Format::Table => {
            context.say(&coverage::headline(context.lang, &found.coverage, &standard, &tree))?;
            context.say(&asking.headline(&words, text("division"), at_least, at_most))?;
            if behind.is_empty() { Ok(()) } else { asking.grid(&words, &behind, true)?.write(context) }
        }
        Format::Csv => asking.grid(&words, &behind, false)?.write(context),
    }
}

impl Asking {
    fn counts(&self, place: &PlaceCoverage) -> bool {
        let state = self.kind.and_then(|kind| place.cells.iter().find(|cell| cell.kind == kind));
        self.figure.counts_status(place.status) || state.is_some_and(|cell| self.figure.counts_state(cell.state))
    }

    /// The places that the figure counts or may count: those as read first, in their order.
    fn behind(&self, view: &View<'_>, found: &Found) -> Result<Vec<Behind>, Failure> {
        let of_kind = self.kind.filter(|_| Figure::STATES.contains(&self.figure));
        let mut behind = Vec::new();
        for place in &found.coverage.places {
            let prospect = found.prospects.places.get(&place.place);
            let counted = self.counts(place);
            let certainty = prospect.map_or(Certainty::of([counted]), |p| p.counts(self.figure, of_kind));
            if counted || certainty != Certainty::No {
                let since = view.since(place.place, self.kind, |place| self.counts(place))?;
                let may_be = self.may_be(prospect);
                behind.push(Behind {
                    place: place.place,
                    read: Some(place.clone()),
                    counted,
                    certainty,
                    may_be,
                    since,
                });
            }
        }
        let is_read = |no: PlaceNo| found.coverage.places.iter().any(|place| place.place == no);
        for (place, prospect) in found.prospects.places.iter().filter(|(place, _)| !is_read(**place)) {
            let certainty = prospect.counts(self.figure, of_kind);
            if certainty != Certainty::No {
                let may_be = self.may_be(Some(prospect));
                behind.push(Behind { place: *place, read: None, counted: false, certainty, may_be, since: None });
            }
        }
        Ok(behind)
    }

    /// The state of the kind, or the status of the place.
    fn state(&self, behind: &Behind) -> &'static str {
        let Some(place) = &behind.read else { return "not_assessed" };
        let cell = self.kind.and_then(|kind| place.cells.iter().find(|cell| cell.kind == kind));
        cell.map_or(labels::status_code(place.status), |cell| labels::cell_code(cell.state))
    }

    fn may_be(&self, prospect: Option<&Prospect>) -> Vec<Option<CellState>> {
        prospect.zip(self.kind).map(|(prospect, kind)| prospect.cell(kind)).unwrap_or_default()
    }

    fn shown(&self, words: &Words<'_>, behind: &Behind) -> String {
        if !behind.may_be.is_empty() {
            return words.states(&behind.may_be);
        }
        let Some(place) = &behind.read else { return labels::no_cell(words.lang).to_owned() };
        match self.kind.and_then(|kind| place.cells.iter().find(|cell| cell.kind == kind)) {
            Some(cell) => words.states(&[Some(cell.state)]),
            None => labels::status(words.lang, place.status),
        }
    }

    fn row(&self, words: &Words<'_>, behind: &Behind) -> Result<Row, Failure> {
        let facts = behind.since.iter().flat_map(|since| &since.facts);
        let facts = facts.map(|fact| words.view.entry(*fact)).collect::<Result<Vec<_>, _>>()?;
        Ok(Row {
            place: words.place(behind.place),
            name: words.name(behind.place),
            county_name: words.name_above(behind.place, Level::County),
            state: self.state(behind),
            counted: behind.counted,
            certainty: labels::certainty_code(behind.certainty),
            since: behind.since.as_ref().map(|since| since.day.to_string()),
            facts: facts.iter().flatten().map(event_row).collect(),
        })
    }

    fn headline(&self, words: &Words<'_>, division: Option<&str>, at_least: u32, at_most: u32) -> String {
        let lang = words.lang;
        let figure = labels::figure(lang, self.figure);
        let place = division.map(|code| format!("{} ", ask::code(code))).unwrap_or_default();
        let kind = self.kind.map(|kind| format!("{} ", words.kind(kind))).unwrap_or_default();
        let number = range(at_least, at_most);
        match lang {
            Lang::Zh => format!("{place}{kind}{figure} {number} 个；每个地点自何日起如此，由哪些事实所致："),
            Lang::En => {
                format!("{place}{kind}{figure}: {number}; since when each is so, and the facts that made it so:")
            }
        }
    }

    /// One row for each fact; a place without one has a row too. People are not told twice what is the same.
    fn grid(&self, words: &Words<'_>, behind: &[Behind], is_for_people: bool) -> Result<Grid, Failure> {
        let lang = words.lang;
        let mut grid = Grid::new()
            .text("county_name", lang.pick("县区", "county"))
            .text("place", lang.pick("代码", "place"))
            .text("name", lang.pick("地点", "name"))
            .text("state", lang.pick("状态", "state"))
            .text("certainty", lang.pick("是否确定", "certainty"))
            .text("since", lang.pick("自何日起", "since"))
            .number("position", lang.pick("位置", "position"))
            .text("effective", lang.pick("生效", "effective"))
            .text("event", lang.pick("事件", "event"))
            .text("evidence", lang.pick("依据", "evidence"));
        for behind in behind {
            let head = || {
                vec![
                    Entry::plain(words.name_above(behind.place, Level::County).unwrap_or_default()),
                    Entry::plain(words.place(behind.place)),
                    Entry::plain(words.name(behind.place)),
                    Entry::coded(self.shown(words, behind), self.state(behind)),
                    Entry::coded(labels::certainty(lang, behind.certainty), labels::certainty_code(behind.certainty)),
                    Entry::plain(behind.since.as_ref().map(|since| since.day.to_string()).unwrap_or_default()),
                ]
            };
            let facts: Vec<_> = behind.since.iter().flat_map(|since| since.facts.iter().copied()).collect();
            let nothing = || Entry::plain("");
            if facts.is_empty() {
                let ended = behind.since.is_some();
                let why = Entry::coded(if ended { lang.pick("任期届满", "the term ran out") } else { "" }, "");
                grid.row([head(), vec![nothing(), nothing(), why, nothing()]].into_iter().flatten().collect());
            }
            for (index, fact) in facts.into_iter().enumerate() {
                let Some(entry) = words.view.entry(fact)? else { continue };
                let recorded = &entry.recorded.fact;
                let mut row = if is_for_people && index > 0 { (0..6).map(|_| nothing()).collect() } else { head() };
                row.extend([
                    Entry::plain(fact),
                    Entry::coded(labels::date(lang, recorded.effective), recorded.effective),
                    Entry::coded(events::sentence(lang, words.view, &entry.recorded), recorded.event.name()),
                    Entry::plain(events::evidence(&recorded.evidence)),
                ]);
                grid.row(row);
            }
        }
        Ok(grid)
    }
}
