//! Committees in office: one by one, or added up by division.

use clap::ArgMatches;
use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::term_of_office::TermOfOffice;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::elections::office::{DUE_WITHIN_DAYS, Office, OfficeState, offices};
use jiceng_core::projections::elections::totals::{OfficeTotals, by_level};
use jiceng_core::{StandardInForce, View};
use serde::Serialize;

use super::{Filter, SeatRow, WhereRow, by, group_name, level_code, order, seat_row, where_row};
use crate::ask::{self, Asked};
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{elections as texts, labels, names};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    tree: String,
    standard: String,
    standard_adopted: bool,
    terms: Vec<TermOfOffice>,
    due_within_days: u16,
    totals: TotalsRow,
    rows: Vec<Row>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Row {
    Federation(Box<FederationRow>),
    Division(DivisionRow),
}

/// A federation and its committee in JSON.
#[derive(Serialize)]
pub(super) struct FederationRow {
    #[serde(flatten)]
    federation: WhereRow,
    term: Option<u16>,
    elected: Option<String>,
    term_years: Option<u8>,
    term_from: Option<String>,
    ends_earliest: Option<String>,
    ends_latest: Option<String>,
    state: &'static str,
    at_worst: &'static str,
    seats: Vec<SeatRow>,
    seats_elected: usize,
    seats_vacant: usize,
    by_elections: Vec<u64>,
    departures: Vec<u64>,
}

#[derive(Serialize)]
struct DivisionRow {
    place: Option<String>,
    name: Option<String>,
    #[serde(flatten)]
    totals: TotalsRow,
}

#[derive(Serialize)]
struct TotalsRow {
    federations: u32,
    in_term: u32,
    due: u32,
    overdue: u32,
    never_elected: u32,
    no_term: u32,
    possibly_overdue: u32,
}

impl From<OfficeTotals> for TotalsRow {
    fn from(totals: OfficeTotals) -> Self {
        let OfficeTotals { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue } = totals;
        Self { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue }
    }
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    context.note_names(&view)?;
    let tree = ask::tree(matches, &view)?;
    let standard = super::standard(matches, &view)?;
    let due_within_days = matches.get_one::<u16>("due-within").copied().unwrap_or(DUE_WITHIN_DAYS);
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let found = found(matches, &words, &standard, due_within_days)?;
    let level = by(matches);
    if context.format == Format::Json {
        return context.json(&Answer {
            asked: Asked::of(view.as_of()),
            tree: tree.as_of().effective.to_string(),
            standard: standard.standard.id.to_string(),
            standard_adopted: standard.is_adopted,
            terms: standard.standard.terms.clone(),
            due_within_days,
            totals: OfficeTotals::of(&found).into(),
            rows: rows(&words, &found, level)?,
        });
    }
    if context.format == Format::Table {
        context.say(&headline(context.lang, &view, &standard, OfficeTotals::of(&found)))?;
    }
    match (level, context.format) {
        (Some(level), _) => groups_grid(&words, &found, level).write(context),
        (None, Format::Csv) => whole_grid(&words, &found)?.write(context),
        (None, Format::Table | Format::Json) => short_grid(&words, &found)?.write(context),
    }
}

fn found(
    matches: &ArgMatches,
    words: &Words<'_>,
    standard: &StandardInForce,
    due_within_days: u16,
) -> Result<Vec<Office>, Failure> {
    let (view, tree) = (words.view, words.tree);
    let filter = Filter::of(matches, view, tree)?;
    let state = StateWanted::of(matches)?;
    let all = offices(view.facts(), view.as_of(), &standard.standard, due_within_days);
    let mut found: Vec<Office> = all
        .filter(|office| filter.wants(tree, office.federation.place, office.level) && state.holds(office))
        .filter(|office| office.federation.committee.is_some() || !matches.get_flag("elected"))
        .collect();
    found.sort_by_cached_key(|office| order(words, office.federation.place));
    Ok(found)
}

/// What `--state` wants.
#[derive(Clone, Copy)]
enum StateWanted {
    Any,
    PossiblyOverdue,
    Only(OfficeState),
}

impl StateWanted {
    fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        let states = [
            OfficeState::InTerm,
            OfficeState::Due,
            OfficeState::Overdue,
            OfficeState::NeverElected,
            OfficeState::NoTerm,
        ];
        match matches.get_one::<String>("state") {
            None => Ok(Self::Any),
            Some(wanted) if wanted == "possibly_overdue" => Ok(Self::PossiblyOverdue),
            Some(wanted) => match states.into_iter().find(|state| texts::office_code(*state) == wanted) {
                Some(state) => Ok(Self::Only(state)),
                None => Err(Failure::Value { option: "--state", value: wanted.clone(), wanted: Wanted::OfficeState }),
            },
        }
    }

    fn holds(self, office: &Office) -> bool {
        match self {
            Self::Any => true,
            Self::PossiblyOverdue => office.is_possibly_overdue(),
            Self::Only(state) => office.state == state,
        }
    }
}

/// What is asked and what it comes to, on two lines.
fn headline(lang: Lang, view: &View<'_>, standard: &StandardInForce, totals: OfficeTotals) -> String {
    let day = view.as_of().effective;
    let name = lang.pick(standard.standard.zh.as_str(), standard.standard.en.as_str());
    let adopted =
        if standard.is_adopted { "" } else { lang.pick("（当日尚未采用）", " (not adopted by then)") };
    let OfficeTotals { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue } = totals;
    let first = match lang {
        Lang::Zh => format!("{day} 的妇联执委会，任期按标准 {name}{adopted}"),
        Lang::En => format!("committees on {day}, their terms by the standard {name}{adopted}"),
    };
    let no_terms = match lang {
        _ if !standard.standard.terms.is_empty() => "",
        Lang::Zh => "；该标准未列任期，可用 --standard 另选标准",
        Lang::En => "; it has no terms of office, --standard names another",
    };
    let possibly = match lang {
        _ if possibly_overdue == 0 => String::new(),
        Lang::Zh => format!("；其中 {possibly_overdue} 个因选举日不确定，可能已届满"),
        Lang::En => format!("; the dates of {possibly_overdue} leave open if they are overdue"),
    };
    match lang {
        Lang::Zh => format!(
            "{first}{no_terms}\n妇联组织 {federations} 个：在届 {in_term}，即将届满 {due}，届满未换届 {overdue}，未选举 {never_elected}，无任期规定 {no_term}{possibly}"
        ),
        Lang::En => format!(
            "{first}{no_terms}\n{federations} federations: in term {in_term}, due {due}, overdue {overdue}, never elected {never_elected}, no term known {no_term}{possibly}"
        ),
    }
}

fn rows(words: &Words<'_>, found: &[Office], level: Option<Level>) -> Result<Vec<Row>, Failure> {
    let Some(level) = level else {
        return found.iter().map(|office| Ok(Row::Federation(Box::new(row(words, office)?)))).collect();
    };
    let row = |(division, totals): (Option<PlaceNo>, OfficeTotals)| {
        let (place, name) = (division.map(|no| words.division(no)), division.map(|no| words.division_name(no)));
        Row::Division(DivisionRow { place, name, totals: totals.into() })
    };
    Ok(groups(words, found, level).into_iter().map(row).collect())
}

/// A federation in JSON.
pub(super) fn row(words: &Words<'_>, office: &Office) -> Result<FederationRow, Failure> {
    let committee = office.federation.committee.as_ref();
    let seats = committee.iter().flat_map(|committee| &committee.seats);
    Ok(FederationRow {
        federation: where_row(words, &office.federation, office.level),
        term: committee.map(|committee| committee.term),
        elected: committee.map(|committee| committee.elected.to_string()),
        term_years: office.term.as_ref().map(|term| term.years),
        term_from: office.term.as_ref().map(|term| term.from.to_string()),
        ends_earliest: office.end.map(|end| end.earliest.to_string()),
        ends_latest: office.end.map(|end| end.latest.to_string()),
        state: texts::office_code(office.state),
        at_worst: texts::office_code(office.at_worst),
        seats: seats.map(|seat| seat_row(words.view, seat)).collect::<Result<_, Failure>>()?,
        seats_elected: office.seats.elected,
        seats_vacant: office.seats.vacant(),
        by_elections: office.seats.by_elections.iter().map(|position| position.0).collect(),
        departures: office.seats.departures.iter().map(|position| position.0).collect(),
    })
}

/// The groups in the order of codes, those above the level last.
fn groups(words: &Words<'_>, found: &[Office], level: Level) -> Vec<(Option<PlaceNo>, OfficeTotals)> {
    let groups = by_level(words.tree, level, found, |office| office.federation.place, OfficeTotals::add);
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(division, _)| (division.is_none(), division.map(|no| words.division(no))));
    groups
}

fn groups_grid(words: &Words<'_>, found: &[Office], level: Level) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("行政区划", "division"))
        .number("federations", lang.pick("妇联组织", "federations"))
        .number("in_term", lang.pick("在届", "in term"))
        .number("due", lang.pick("即将届满", "due"))
        .number("overdue", lang.pick("届满未换届", "overdue"))
        .number("never_elected", lang.pick("未选举", "never elected"))
        .number("no_term", lang.pick("无任期规定", "no term known"))
        .number("possibly_overdue", lang.pick("可能已届满", "possibly overdue"));
    for (division, totals) in groups(words, found, level) {
        let overdue = Entry::plain(totals.overdue);
        grid.row(vec![
            Entry::plain(division.map(|no| words.division(no)).unwrap_or_default()),
            Entry::coded(group_name(words, division), division.map(|no| words.division_name(no)).unwrap_or_default()),
            Entry::plain(totals.federations),
            Entry::plain(totals.in_term),
            Entry::plain(totals.due),
            if totals.overdue > 0 { overdue.in_mood(Mood::Bad) } else { overdue },
            Entry::plain(totals.never_elected),
            Entry::plain(totals.no_term),
            Entry::plain(totals.possibly_overdue),
        ]);
    }
    grid
}

/// What people look for first.
fn short_grid(words: &Words<'_>, found: &[Office]) -> Result<Grid, Failure> {
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("federation", lang.pick("编号", "federation"))
        .text("name", lang.pick("妇联组织", "name"))
        .number("term", lang.pick("届", "term"))
        .text("elected", lang.pick("选举", "elected"))
        .text("ends", lang.pick("届满", "ends"))
        .text("state", lang.pick("状态", "state"))
        .number("seats", lang.pick("委员", "seats"))
        .number("seats_vacant", lang.pick("缺额", "vacant"))
        .text("chair", lang.pick("主席", "chair"));
    for office in found {
        let [chair, _] = chair(words, office)?;
        let committee = office.federation.committee.as_ref();
        grid.row(vec![
            Entry::plain(words.name_above(office.federation.place, Level::County).unwrap_or_default()),
            Entry::plain(words.place(office.federation.place)),
            Entry::plain(&office.federation.federation),
            Entry::plain(&office.federation.name),
            Entry::plain(committee.map(|committee| committee.term.to_string()).unwrap_or_default()),
            Entry::plain(committee.map(|committee| labels::date(lang, committee.elected)).unwrap_or_default()),
            Entry::plain(office.end.map(|end| texts::end(lang, end)).unwrap_or_default()),
            Entry::plain(texts::states(lang, office)).in_mood(mood(office)),
            Entry::plain(office.seats.filled),
            Entry::plain(office.seats.vacant()),
            chair,
        ]);
    }
    Ok(grid)
}

/// All that is known, for machines.
fn whole_grid(words: &Words<'_>, found: &[Office]) -> Result<Grid, Failure> {
    let first = ["county_name", "place", "federation", "name", "level", "term", "elected", "term_years", "term_from"];
    let more = ["ends_earliest", "ends_latest", "state", "at_worst", "seats", "seats_elected", "seats_vacant"];
    let last = ["by_elections", "departures", "chair", "chair_state"];
    let columns = first.into_iter().chain(more).chain(last);
    let mut grid = columns.fold(Grid::new(), |grid, column| grid.text(column, column));
    for office in found {
        let [chair, chair_state] = chair(words, office)?;
        let committee = office.federation.committee.as_ref();
        let optional = |text: Option<String>| Entry::plain(text.unwrap_or_default());
        grid.row(vec![
            optional(words.name_above(office.federation.place, Level::County)),
            Entry::plain(words.place(office.federation.place)),
            Entry::plain(&office.federation.federation),
            Entry::plain(&office.federation.name),
            Entry::plain(office.level.map(level_code).unwrap_or_default()),
            optional(committee.map(|committee| committee.term.to_string())),
            optional(committee.map(|committee| committee.elected.to_string())),
            optional(office.term.as_ref().map(|term| term.years.to_string())),
            optional(office.term.as_ref().map(|term| term.from.to_string())),
            optional(office.end.map(|end| end.earliest.to_string())),
            optional(office.end.map(|end| end.latest.to_string())),
            Entry::plain(texts::office_code(office.state)),
            Entry::plain(texts::office_code(office.at_worst)),
            Entry::plain(office.seats.filled),
            Entry::plain(office.seats.elected),
            Entry::plain(office.seats.vacant()),
            Entry::plain(office.seats.by_elections.len()),
            Entry::plain(office.seats.departures.len()),
            chair,
            chair_state,
        ]);
    }
    Ok(grid)
}

/// The name of the chair, and what became of it; nothing where nobody holds that seat.
fn chair(words: &Words<'_>, office: &Office) -> Result<[Entry; 2], Failure> {
    let mut seats = office.federation.committee.iter().flat_map(|committee| &committee.seats);
    let Some(chair) = seats.find(|seat| seat.role == SeatRole::Chair) else {
        return Ok([Entry::plain(""), Entry::plain("")]);
    };
    let shown = words.view.person(&chair.person)?;
    Ok([names::entry(words.lang, &chair.person, &shown), Entry::plain(names::state_code(&shown))])
}

fn mood(office: &Office) -> Mood {
    match (office.state, office.is_possibly_overdue()) {
        (OfficeState::Overdue, _) => Mood::Bad,
        (OfficeState::InTerm, false) => Mood::Good,
        (OfficeState::InTerm, true) | (OfficeState::Due | OfficeState::NeverElected | OfficeState::NoTerm, _) => {
            Mood::Fair
        }
    }
}
