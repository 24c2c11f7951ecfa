//! `jiceng restate`: which figures are another by what is known now, and because of which places and facts.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::PlaceNo;
use jiceng_core::projections::causes::Cause;
use jiceng_core::projections::measure::Counted;
use jiceng_core::projections::restatement::{Figure, Moved, Restated, Scope, restate};
use jiceng_core::{Question, View};
use serde::Serialize;

use crate::ask;
use crate::commands::causes::{CauseRow, Pair, no_entries};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{figures, measures};

#[derive(Serialize)]
struct Answer {
    as_of: String,
    said: u64,
    known: u64,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    place: Option<String>,
    name: Option<String>,
    figure: &'static str,
    kind: Option<String>,
    state: Option<&'static str>,
    target: Option<String>,
    said: u32,
    now: u32,
    moved: Vec<MovedRow>,
}

#[derive(Serialize)]
struct MovedRow {
    counted: String,
    name: String,
    county_name: Option<String>,
    entered: bool,
    causes: Vec<CauseRow>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    Command::new("restate")
        .about(lang.pick(
            "重述：同一天的数字，当时所称与现在所知有何不同，因哪些地点和哪些补录、更正",
            "figures of a day that are others now than they were said to be, and because of what",
        ))
        .args([as_of, known])
        .arg(Arg::new("said").long("said").required(true).value_name(lang.pick("时刻", "WHEN")).help(lang.pick(
            "当时以何时所知为准：日期（当日终了）、时刻或日志位置",
            "as it was known when the figures were said: a day (its end), an instant or a position",
        )))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name(lang.pick("层级", "LEVEL"))
                .value_parser(["all", "county"])
                .hide_possible_values(true)
                .default_value("all")
                .hide_default_value(true)
                .help(lang.pick(
                    "只看合计（all）或也按县区（county）（缺省为 all）",
                    "the whole only (all) or by county too (county) (all where none is given)",
                )),
        )
        .arg(
            Arg::new("target")
                .long("target")
                .value_name(lang.pick("编号", "TARGET"))
                .help(lang.pick("只看该目标任务所计的数字", "only the figure that this target counts")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let question = ask::question(matches)?;
    let said = Question { known: ask::known(text("said"), "--said")?, ..question };
    let registry = context.open()?;
    let to = registry.view(question)?;
    let from = to.asking(said)?;
    if from.as_of().known > to.as_of().known {
        return Err(Failure::Value { option: "--said", value: text("said").to_owned(), wanted: Wanted::KnownSpan });
    }
    let target = matches.get_one::<String>("target");
    if let Some(target) = target.filter(|target| !is_set(&to, target)) {
        return Err(Failure::NoSuchTarget { target: target.clone() });
    }
    let pair = Pair::new(&from, &to, context.lang)?;
    let mut found = restate(&pair.sides());
    found.retain(|restated| match (&restated.figure, target) {
        (Figure::Target(id), Some(target)) => id.as_str() == target,
        (_, Some(_)) => false,
        (_, None) => restated.scope == Scope::All || text("by") == "county",
    });
    match context.format {
        Format::Json => {
            let answer = answer(&pair, &found)?;
            context.json(&answer)
        }
        Format::Csv => reasons_csv(&pair, &found)?.write(context),
        Format::Table => tables(&pair, &found, context),
    }
}

fn is_set(view: &View<'_>, target: &str) -> bool {
    view.facts().targets.iter().any(|(id, _)| id.as_str() == target)
}

fn answer(pair: &Pair<'_>, found: &[Restated]) -> Result<Answer, Failure> {
    let moved_row = |moved: &Moved| {
        Ok(MovedRow {
            counted: code(pair, &moved.counted),
            name: name(pair, &moved.counted),
            county_name: county_name(pair, &moved.counted),
            entered: moved.entered,
            causes: pair.cause_rows(&moved.causes)?,
        })
    };
    let row = |restated: &Restated| {
        let (county, figure) = (county(restated), &restated.figure);
        Ok(Row {
            place: county.map(|no| pair.place(no)),
            name: county.map(|no| pair.name(no)),
            figure: figures::code(figure),
            kind: kind_code(pair, figure),
            state: figures::state_code(figure),
            target: figures::target(figure),
            said: restated.said,
            now: restated.now,
            moved: restated.moved.iter().map(moved_row).collect::<Result<_, Failure>>()?,
        })
    };
    Ok(Answer {
        as_of: pair.to.as_of().effective.to_string(),
        said: pair.from.as_of().known.0,
        known: pair.to.as_of().known.0,
        rows: found.iter().map(row).collect::<Result<_, Failure>>()?,
    })
}

const fn county(restated: &Restated) -> Option<PlaceNo> {
    match restated.scope {
        Scope::County(no) => Some(no),
        Scope::All | Scope::NoCounty => None,
    }
}

const fn place(counted: &Counted) -> Option<PlaceNo> {
    if let Counted::Place(no) = counted { Some(*no) } else { None }
}

fn code(pair: &Pair<'_>, counted: &Counted) -> String {
    place(counted).map_or_else(|| measures::code(&pair.words(), counted), |no| pair.place(no))
}

fn name(pair: &Pair<'_>, counted: &Counted) -> String {
    place(counted).map_or_else(|| measures::called(&pair.words(), counted), |no| pair.name(no))
}

fn county_name(pair: &Pair<'_>, counted: &Counted) -> Option<String> {
    place(counted).and_then(|no| pair.county_name(no))
}

fn kind_code(pair: &Pair<'_>, figure: &Figure) -> Option<String> {
    let Figure::Kind(kind, _) = figure else { return None };
    pair.to.kind(*kind).map(|entry| entry.code.to_string())
}

/// The figures, then what they rest on: a place once, with the figures that it entered and left.
fn tables(pair: &Pair<'_>, found: &[Restated], context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let lang = pair.lang;
    let (day, said, known) = (pair.to.as_of().effective, pair.from.as_of().known, pair.to.as_of().known);
    context.say(&match lang {
        Lang::Zh => format!("{day} 的数字：当时（所知至位置 {said}）与现在（所知至位置 {known}）不同的 {} 项", found.len()),
        Lang::En => format!(
            "figures of {day} that differ between what was said (known before position {said}) and now (before {known}): {}",
            found.len()
        ),
    })?;
    if found.is_empty() {
        return Ok(());
    }
    figures_grid(pair, found).write(context)?;
    context.say(lang.pick("\n原因，按地点：", "\nbecause of, place by place:"))?;
    reasons_table(pair, found)?.write(context)
}

fn figures_grid(pair: &Pair<'_>, found: &[Restated]) -> Grid {
    let lang = pair.lang;
    let mut grid = Grid::new()
        .text("name", lang.pick("范围", "scope"))
        .text("figure", lang.pick("数字", "figure"))
        .number("said", lang.pick("当时", "said"))
        .number("now", lang.pick("现在", "now"))
        .number("change", lang.pick("变动", "change"))
        .number("entered", lang.pick("增", "entered"))
        .number("left", lang.pick("减", "left"));
    for restated in found {
        let entered = restated.moved.iter().filter(|moved| moved.entered).count();
        grid.row(vec![
            Entry::plain(scope(pair, restated)),
            Entry::plain(figures::word(pair, &restated.figure)),
            Entry::plain(restated.said),
            Entry::plain(restated.now),
            Entry::plain(format!("{:+}", i64::from(restated.now) - i64::from(restated.said))),
            Entry::plain(entered),
            Entry::plain(restated.moved.len() - entered),
        ]);
    }
    grid
}

fn scope(pair: &Pair<'_>, restated: &Restated) -> String {
    match (restated.scope, &restated.figure) {
        (Scope::All, Figure::Target(id)) => format!("{} {id}", pair.lang.pick("目标任务", "target")),
        (Scope::All, _) => pair.lang.pick("合计", "all").to_owned(),
        (Scope::County(no), _) => pair.name(no),
        (Scope::NoCounty, _) => pair.lang.pick("（不在任何县区）", "(in no county)").to_owned(),
    }
}

/// Everything that moved once: what figures it entered and left, and all causes.
fn reasons_table(pair: &Pair<'_>, found: &[Restated]) -> Result<Grid, Failure> {
    let lang = pair.lang;
    let grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .text("figures", lang.pick("增减的数字", "figures"));
    let mut grid = pair.columns(grid);
    // A county's figures move with the whole's; each is told once.
    let mut reasons: BTreeMap<_, (Vec<String>, Vec<Cause>)> = BTreeMap::new();
    for restated in found {
        for moved in &restated.moved {
            let order = place(&moved.counted).map(|no| pair.order(no));
            let (told, causes) = reasons.entry((order, moved.counted.clone())).or_default();
            let sign = if moved.entered { '+' } else { '-' };
            let figure = figures::target(&restated.figure).unwrap_or_else(|| figures::word(pair, &restated.figure));
            let figure = format!("{sign}{figure}");
            if !told.contains(&figure) {
                told.push(figure);
            }
            let new: Vec<Cause> = moved.causes.iter().copied().filter(|cause| !causes.contains(cause)).collect();
            causes.extend(new);
        }
    }
    for ((_, thing), (told, mut causes)) in reasons {
        causes.sort_by_key(|cause| (cause.effective.last(), cause.position));
        let mut head = vec![
            Entry::plain(county_name(pair, &thing).unwrap_or_default()),
            Entry::plain(code(pair, &thing)),
            Entry::plain(name(pair, &thing)),
            Entry::plain(told.join(lang.pick("，", ", "))).in_mood(Mood::Fair),
        ];
        if causes.is_empty() {
            head.extend(no_entries());
            grid.row(head);
            continue;
        }
        for cause in causes {
            let mut row = std::mem::take(&mut head);
            row.extend((row.len()..4).map(|_| Entry::plain("")));
            row.extend(pair.entries(cause)?);
            grid.row(row);
        }
    }
    Ok(grid)
}

/// One row a figure, thing and event.
fn reasons_csv(pair: &Pair<'_>, found: &[Restated]) -> Result<Grid, Failure> {
    let columns = ["scope", "figure", "subject", "said", "now", "county_name", "place", "name", "moved"];
    let mut grid = pair.columns(columns.into_iter().fold(Grid::new(), |grid, code| grid.text(code, code)));
    for restated in found {
        for moved in &restated.moved {
            for cause in &moved.causes {
                let mut row = csv_head(pair, restated, moved);
                row.extend(pair.entries(*cause)?);
                grid.row(row);
            }
        }
    }
    Ok(grid)
}

fn csv_head(pair: &Pair<'_>, restated: &Restated, moved: &Moved) -> Vec<Entry> {
    let figure = &restated.figure;
    let of_kind =
        kind_code(pair, figure).zip(figures::state_code(figure)).map(|(kind, state)| format!("{kind}:{state}"));
    vec![
        Entry::plain(county(restated).map(|no| pair.place(no)).unwrap_or_default()),
        Entry::plain(figures::code(figure)),
        Entry::plain(of_kind.or_else(|| figures::target(figure)).unwrap_or_default()),
        Entry::plain(restated.said),
        Entry::plain(restated.now),
        Entry::plain(county_name(pair, &moved.counted).unwrap_or_default()),
        Entry::plain(code(pair, &moved.counted)),
        Entry::plain(name(pair, &moved.counted)),
        Entry::plain(if moved.entered { "entered" } else { "left" }),
    ]
}
