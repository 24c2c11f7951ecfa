//! A round of elections: who held one between two days, one by one or added up by division.

use clap::ArgMatches;
use jiceng_core::Question;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::elections::held::{Election, Round, RoundState, round};
use jiceng_core::projections::elections::totals::{RoundTotals, by_level};
use jiff::civil::Date;
use serde::Serialize;

use super::{Filter, WhereRow, by, group_name, level_code, order, where_row};
use crate::ask;
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{elections as texts, labels};

#[derive(Serialize)]
struct Answer {
    from: String,
    to: String,
    known: u64,
    tree: String,
    totals: TotalsRow,
    rows: Vec<Row>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Row {
    Federation(Box<FederationRow>),
    Division(DivisionRow),
}

#[derive(Serialize)]
struct FederationRow {
    #[serde(flatten)]
    federation: WhereRow,
    state: &'static str,
    elections: Vec<ElectionRow>,
}

#[derive(Serialize)]
struct ElectionRow {
    term: u16,
    elected: String,
    position: u64,
    certain: bool,
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
    held: u32,
    possibly: u32,
    not_held: u32,
}

impl From<RoundTotals> for TotalsRow {
    fn from(RoundTotals { federations, held, possibly, not_held }: RoundTotals) -> Self {
        Self { federations, held, possibly, not_held }
    }
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let (from, to) = (ask::day(text("from"), "--from")?, ask::day(text("to"), "--to")?);
    if from > to {
        return Err(Failure::Value { option: "--from", value: text("from").to_owned(), wanted: Wanted::Span });
    }
    let registry = context.open()?;
    let view = registry.view(Question { effective: Some(to), ..ask::question(matches)? })?;
    let tree = ask::tree(matches, &view)?;
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let found = found(matches, &words, from)?;
    let level = by(matches);
    let totals = RoundTotals::of(&found);
    if context.format == Format::Json {
        return context.json(&Answer {
            from: from.to_string(),
            to: to.to_string(),
            known: view.as_of().known.0,
            tree: tree.as_of().effective.to_string(),
            totals: totals.into(),
            rows: rows(&words, &found, level),
        });
    }
    if context.format == Format::Table {
        context.say(&headline(context.lang, from, to, totals))?;
    }
    match level {
        Some(level) => groups_grid(&words, &found, level).write(context),
        None => grid(&words, &found).write(context),
    }
}

fn found(matches: &ArgMatches, words: &Words<'_>, from: Date) -> Result<Vec<Round>, Failure> {
    let (view, tree) = (words.view, words.tree);
    let filter = Filter::of(matches, view, tree)?;
    let state = state(matches)?;
    let mut found: Vec<Round> = round(view.facts(), view.as_of(), from)
        .filter(|round| filter.wants(tree, round.federation.place, round.level))
        .filter(|round| state.is_none_or(|state| round.state == state))
        .collect();
    found.sort_by_cached_key(|round| order(words, round.federation.place));
    Ok(found)
}

/// `--state`.
fn state(matches: &ArgMatches) -> Result<Option<RoundState>, Failure> {
    let Some(wanted) = matches.get_one::<String>("state") else { return Ok(None) };
    let states = [RoundState::Held, RoundState::Possibly, RoundState::NotHeld];
    let unknown = || Failure::Value { option: "--state", value: wanted.clone(), wanted: Wanted::RoundState };
    states.into_iter().find(|state| texts::round_code(*state) == wanted).map(Some).ok_or_else(unknown)
}

fn headline(lang: Lang, from: Date, to: Date, totals: RoundTotals) -> String {
    let RoundTotals { federations, held, possibly, not_held } = totals;
    match lang {
        Lang::Zh => format!(
            "{from} 至 {to} 的换届：妇联组织 {federations} 个，已换届 {held}，可能已换届 {possibly}，未换届 {not_held}"
        ),
        Lang::En => format!(
            "elections from {from} to {to}: of {federations} federations {held} held one, {possibly} possibly did, {not_held} did not"
        ),
    }
}

fn rows(words: &Words<'_>, found: &[Round], level: Option<Level>) -> Vec<Row> {
    let Some(level) = level else {
        let row = |round: &Round| {
            Row::Federation(Box::new(FederationRow {
                federation: where_row(words, &round.federation, round.level),
                state: texts::round_code(round.state),
                elections: round.elections.iter().map(election_row).collect(),
            }))
        };
        return found.iter().map(row).collect();
    };
    let row = |(division, totals): (Option<PlaceNo>, RoundTotals)| {
        let (place, name) = (division.map(|no| words.division(no)), division.map(|no| words.division_name(no)));
        Row::Division(DivisionRow { place, name, totals: totals.into() })
    };
    groups(words, found, level).into_iter().map(row).collect()
}

fn election_row(election: &Election) -> ElectionRow {
    ElectionRow {
        term: election.term,
        elected: election.elected.to_string(),
        position: election.position.0,
        certain: election.is_certain,
    }
}

/// The groups in the order of codes, those above the level last.
fn groups(words: &Words<'_>, found: &[Round], level: Level) -> Vec<(Option<PlaceNo>, RoundTotals)> {
    let groups = by_level(words.tree, level, found, |round| round.federation.place, RoundTotals::add);
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(division, _)| (division.is_none(), division.map(|no| words.division(no))));
    groups
}

fn groups_grid(words: &Words<'_>, found: &[Round], level: Level) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("行政区划", "division"))
        .number("federations", lang.pick("妇联组织", "federations"))
        .number("held", lang.pick("已换届", "held"))
        .number("possibly", lang.pick("可能已换届", "possibly"))
        .number("not_held", lang.pick("未换届", "not held"));
    for (division, totals) in groups(words, found, level) {
        grid.row(vec![
            Entry::plain(division.map(|no| words.division(no)).unwrap_or_default()),
            Entry::coded(group_name(words, division), division.map(|no| words.division_name(no)).unwrap_or_default()),
            Entry::plain(totals.federations),
            Entry::plain(totals.held),
            Entry::plain(totals.possibly),
            Entry::plain(totals.not_held),
        ]);
    }
    grid
}

fn grid(words: &Words<'_>, found: &[Round]) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("federation", lang.pick("编号", "federation"))
        .text("name", lang.pick("妇联组织", "name"))
        .text("level", lang.pick("层级", "level"))
        .text("state", lang.pick("换届", "elections"))
        .number("term", lang.pick("届", "term"))
        .text("elected", lang.pick("选举", "elected"));
    for round in found {
        // More than one in a round is rare, but not lost.
        let terms = round.elections.iter().map(|election| election.term.to_string());
        let shown = round.elections.iter().map(|election| labels::date(lang, election.elected));
        let coded = round.elections.iter().map(|election| election.elected.to_string());
        let joined = |texts: Vec<String>| texts.join(" ");
        grid.row(vec![
            Entry::plain(words.name_above(round.federation.place, Level::County).unwrap_or_default()),
            Entry::plain(words.place(round.federation.place)),
            Entry::plain(&round.federation.federation),
            Entry::plain(&round.federation.name),
            Entry::coded(
                round.level.map(|level| labels::level(lang, level)).unwrap_or_default(),
                round.level.map(level_code).unwrap_or_default(),
            ),
            Entry::coded(texts::round(lang, round.state), texts::round_code(round.state)).in_mood(mood(round.state)),
            Entry::plain(joined(terms.collect())),
            Entry::coded(joined(shown.collect()), joined(coded.collect())),
        ]);
    }
    grid
}

const fn mood(state: RoundState) -> Mood {
    match state {
        RoundState::Held => Mood::Good,
        RoundState::Possibly => Mood::Fair,
        RoundState::NotHeld => Mood::Bad,
    }
}
