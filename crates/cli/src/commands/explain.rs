//! `jiceng explain`: why one kind at one place is what it is.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::without_effect::Because;
use jiceng_core::domain::{Event, Position};
use jiceng_core::projections::explain::{About, AskedCommittee, Explanation, Ground, Weight};
use jiceng_core::projections::otherwise::{Change, Otherwise};
use jiceng_core::projections::since::Since;
use jiceng_core::projections::{CellState, Certainty, PlaceCoverage};
use jiceng_core::{HistoryEntry, StandardInForce, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::history::{EventRow, event_row};
use crate::commands::places::Words;
use crate::commands::{coverage, explain_figure};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels, otherwise, without_effect};

#[derive(Serialize)]
struct Answer {
    place: String,
    name: String,
    kind: String,
    #[serde(flatten)]
    asked: Asked,
    state: &'static str,
    provider: Option<String>,
    since: Option<String>,
    certainty: &'static str,
    may_be: Vec<&'static str>,
    standard: String,
    requirement: jiceng_core::domain::standard::Requirement,
    population: Option<u32>,
    sharing_counts: bool,
    committee: Option<CommitteeRow>,
    grounds: Vec<GroundRow>,
    otherwise: Vec<OtherwiseRow>,
}

/// The committee that the standard asks to be in its term.
#[derive(Serialize)]
struct CommitteeRow {
    term: Option<u16>,
    elected: Option<String>,
    ends: Option<String>,
}

#[derive(Serialize)]
struct GroundRow {
    about: &'static str,
    weight: &'static str,
    #[serde(flatten)]
    event: EventRow,
}

#[derive(Serialize)]
struct OtherwiseRow {
    change: &'static str,
    position: Option<u64>,
    from: Option<String>,
    by: String,
    event: &'static str,
    data: Event,
    state: &'static str,
}

/// What is told of a cell.
struct Told {
    explanation: Explanation,
    standard: StandardInForce,
    since: Option<Since>,
    /// What it may be; only the state where nothing is open.
    may_be: Vec<Option<CellState>>,
    otherwise: Vec<Otherwise>,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("explain")
        .about(lang.pick(
            "说明：某地点某要素为何如此，依据哪些事件和规定",
            "why one kind at one place is what it is: events and rule",
        ))
        .arg(
            Arg::new("place")
                .required_unless_present("figure")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("行政区划代码或安置点编号", "a division code or a site's identifier")),
        )
        .arg(
            Arg::new("element")
                .required_unless_present("figure")
                .value_name(lang.pick("种类", "KIND"))
                .help(lang.pick("要素种类，代码或中文名", "an element kind: its code or Chinese name")),
        )
        .args(ask::question_arguments(lang))
        .arg(explain_figure::argument(lang))
        .args(coverage::filter_arguments(lang).map(|argument| argument.conflicts_with("place")))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    if matches.contains_id("figure") {
        return explain_figure::run(matches, context, &view);
    }
    let place = ask::place(&view, text("place"), "PLACE")?;
    let kind = ask::kind(&view, text("element"), "KIND")?;
    let explanation = view
        .explain(place, kind)?
        .ok_or_else(|| Failure::NotAssessed { place: text("place").to_owned(), kind: text("element").to_owned() })?;
    let state = explanation.state;
    let is_so = |place: &PlaceCoverage| place.cells.iter().any(|cell| cell.kind == kind && cell.state == state);
    let may_be = view.prospect_of(place)?.map(|prospect| prospect.cell(kind));
    let told = Told {
        since: view.since(place, Some(kind), is_so)?,
        may_be: may_be.unwrap_or_else(|| vec![Some(state)]),
        otherwise: view.otherwise(&explanation)?,
        standard: view.standard()?,
        explanation,
    };
    match context.format {
        Format::Json => {
            let answer = answer(&view, &told, text("place"))?;
            context.json(&answer)
        }
        Format::Table => {
            for line in lines(context.lang, &view, &told) {
                context.say(&line)?;
            }
            grid(context.lang, &view, &told.explanation)?.write(context)?;
            for line in otherwise::lines(context.lang, &view, &told.explanation, &told.otherwise)? {
                context.say(&line)?;
            }
            Ok(())
        }
        Format::Csv => grid(context.lang, &view, &told.explanation)?.write(context),
    }
}

fn answer(view: &View<'_>, told: &Told, place: &str) -> Result<Answer, Failure> {
    let found = &told.explanation;
    let ground_row = |(ground, entry): (&Ground, HistoryEntry)| GroundRow {
        about: about_code(ground.about),
        weight: weight_code(&ground.weight),
        event: event_row(&entry),
    };
    let grounds = with_entries(view, found)?.into_iter().map(ground_row).collect();
    let otherwise = told.otherwise.iter().map(|other| otherwise_row(view, other));
    let otherwise = otherwise.collect::<Result<Vec<Option<OtherwiseRow>>, Failure>>()?;
    let code = |state: &Option<CellState>| state.map_or("not_assessed", labels::cell_code);
    let mut may_be: Vec<&'static str> = told.may_be.iter().map(code).collect();
    may_be.dedup();
    Ok(Answer {
        place: place.to_owned(),
        name: view.name(found.place).unwrap_or_default().to_owned(),
        kind: view.kind(found.kind).map(|entry| entry.code.to_string()).unwrap_or_default(),
        asked: Asked::of(view.as_of()),
        state: labels::cell_code(found.state),
        provider: found.provider.and_then(|(no, _)| view.place(no)).map(|place| place.to_string()),
        since: told.since.as_ref().map(|since| since.day.to_string()),
        certainty: labels::certainty_code(told.certainty()),
        may_be,
        standard: told.standard.standard.id.to_string(),
        requirement: found.requirement.clone(),
        population: found.population,
        sharing_counts: found.sharing_counts,
        committee: found.committee.map(|asked| CommitteeRow {
            term: asked.elected.map(|(term, _)| term),
            elected: asked.elected.map(|(_, elected)| elected.to_string()),
            ends: asked.ends.map(|day| day.to_string()),
        }),
        grounds,
        otherwise: otherwise.into_iter().flatten().collect(),
    })
}

/// The grounds with their events.
fn with_entries<'e>(view: &View<'_>, found: &'e Explanation) -> Result<Vec<(&'e Ground, HistoryEntry)>, Failure> {
    let positions: Vec<Position> = found.grounds.iter().map(|ground| ground.position).collect();
    // A ground is recorded, so none is beyond the end of the log.
    Ok(found.grounds.iter().zip(view.entries(&positions)?).collect())
}

impl Told {
    /// Whether the cell is as it is read.
    fn certainty(&self) -> Certainty {
        Certainty::of(self.may_be.iter().map(|state| *state == Some(self.explanation.state)))
    }
}

fn otherwise_row(view: &View<'_>, other: &Otherwise) -> Result<Option<OtherwiseRow>, Failure> {
    let (change, position, from) = match &other.change {
        Change::Without { fact } => ("without", Some(*fact), None),
        Change::ByThen { fact } => ("by_then", Some(*fact), None),
        Change::NotWithdrawn { fact } => ("not_withdrawn", Some(*fact), None),
        Change::Added { from, .. } => ("added", None, *from),
    };
    let event = match (&other.change, position) {
        (Change::Added { event, .. }, _) => Some((**event).clone()),
        (_, Some(position)) => view.entry(position)?.map(|entry| entry.recorded.fact.event),
        (_, None) => None,
    };
    Ok(event.map(|event| OtherwiseRow {
        change,
        position: position.map(|position| position.0),
        from: from.map(|day| day.to_string()),
        by: view.as_of().effective.to_string(),
        event: event.name(),
        data: event,
        state: labels::cell_code(other.state),
    }))
}

const fn about_code(about: About) -> &'static str {
    match about {
        About::Own => "own",
        About::Sharing => "sharing",
        About::Provider => "provider",
        About::Population => "population",
        About::Committee => "committee",
    }
}

const fn weight_code(weight: &Weight) -> &'static str {
    match weight {
        Weight::Counts => "counts",
        Weight::NotYet => "not_yet",
        Weight::WithoutEffect(_) => "without_effect",
        Weight::Outranked { .. } => "outranked",
        Weight::Withdrawn { .. } => "withdrawn",
    }
}

fn lines(lang: Lang, view: &View<'_>, told: &Told) -> Vec<String> {
    let (found, standard) = (&told.explanation, &told.standard);
    let name = view.name(found.place).unwrap_or_default();
    let kind = view.kind(found.kind).map(|entry| labels::kind(lang, entry)).unwrap_or_default();
    let day = view.as_of().effective;
    let state = labels::cell(lang, found.state);
    let rule = labels::need(lang, found.need);
    let population =
        found.population.map_or_else(|| lang.pick("未统计", "never counted").to_owned(), |people| people.to_string());
    let own = labels::standing(lang, found.own);
    let mut lines = match lang {
        Lang::Zh => vec![
            format!("{day} {name} 的{kind}：{state}"),
            format!("规定：{}（{}），{rule}", standard.standard.zh, standard.standard.id),
            format!("人口：{population}；共享{}", if found.sharing_counts { "可以算" } else { "不算" }),
            format!("本地要素：{own}"),
        ],
        Lang::En => vec![
            format!("{kind} of {name} on {day}: {state}"),
            format!("rule: {} ({}), {rule}", standard.standard.en, standard.standard.id),
            format!(
                "people: {population}; a neighbour's {}",
                if found.sharing_counts { "will do" } else { "will not do" }
            ),
            format!("its own: {own}"),
        ],
    };
    if let Some((provider, standing)) = found.provider {
        let name = events::place(view, provider);
        let standing = labels::standing(lang, standing);
        lines.push(match lang {
            Lang::Zh => format!("共享自：{name}，其要素{standing}"),
            Lang::En => format!("shared with: {name}, whose own is {standing}"),
        });
    }
    lines.extend(found.committee.map(|asked| committee(lang, asked)));
    lines.extend(told.since.as_ref().map(|since| match lang {
        Lang::Zh => format!("自 {} 起如此", since.day),
        Lang::En => format!("so since {}", since.day),
    }));
    if told.certainty() != Certainty::Certain {
        let tree = view.tree();
        let states = Words { view, tree: &tree, lang }.states(&told.may_be);
        lines.push(match (told.may_be.as_slice(), lang) {
            ([_], Lang::Zh) => format!("就所有日期一并看，确定是{states}"),
            ([_], Lang::En) => format!("by all dates together it is certainly: {states}"),
            (_, Lang::Zh) => format!("日期未定：可能是{states}，见 jiceng uncertain"),
            (_, Lang::En) => format!("open dates: it may be {states}, see jiceng uncertain"),
        });
    }
    lines
}

/// The committee that the standard asks to be in its term, and when that ends.
fn committee(lang: Lang, asked: AskedCommittee) -> String {
    let Some((term, elected)) = asked.elected else {
        return lang.pick("执委会须在任期内：未选举", "its committee must be in term: none was elected").to_owned();
    };
    let elected = labels::date(lang, elected);
    match (asked.ends, lang) {
        (Some(ends), Lang::Zh) => format!("执委会须在任期内：第 {term} 届，{elected} 选举，{ends} 届满"),
        (None, Lang::Zh) => format!("执委会须在任期内：第 {term} 届，{elected} 选举，标准未列其任期"),
        (Some(ends), Lang::En) => {
            format!("its committee must be in term: term {term}, elected {elected}, over from {ends} on")
        }
        (None, Lang::En) => {
            format!("its committee must be in term: term {term}, elected {elected}; the standard has no term for it")
        }
    }
}

fn grid(lang: Lang, view: &View<'_>, found: &Explanation) -> Result<Grid, Failure> {
    let mut grid = Grid::new()
        .number("position", lang.pick("位置", "position"))
        .text("about", lang.pick("关于", "about"))
        .text("effective", lang.pick("生效", "effective"))
        .text("event", lang.pick("事件", "event"))
        .text("evidence", lang.pick("依据", "evidence"))
        .text("weight", lang.pick("是否计入", "counts"));
    for (ground, entry) in with_entries(view, found)? {
        let fact = &entry.recorded.fact;
        let weight = match (&ground.weight, lang) {
            (Weight::Counts, _) => lang.pick("计入", "yes").to_owned(),
            (Weight::NotYet, _) => lang.pick("尚未发生", "not yet").to_owned(),
            (Weight::WithoutEffect(Because::State(None)), _) => {
                lang.pick("未生效，此前无可依附", "no, nothing began before it").to_owned()
            }
            (Weight::WithoutEffect(Because::State(Some(met))), Lang::Zh) => format!("未生效，与 {met} 抵触"),
            (Weight::WithoutEffect(Because::State(Some(met))), Lang::En) => format!("no, {met} stands in its way"),
            (Weight::WithoutEffect(because), Lang::Zh) => {
                format!("未生效：{}", without_effect::because(lang, view, because))
            }
            (Weight::WithoutEffect(because), Lang::En) => {
                format!("no: {}", without_effect::because(lang, view, because))
            }
            (Weight::Outranked { by }, Lang::Zh) => format!("未采信，以 {by} 为准"),
            (Weight::Outranked { by }, Lang::En) => format!("outranked by {by}"),
            (Weight::Withdrawn { by }, Lang::Zh) => format!("已由 {by} 撤回"),
            (Weight::Withdrawn { by }, Lang::En) => format!("withdrawn by {by}"),
        };
        let mood = if ground.weight == Weight::Counts { Mood::Plain } else { Mood::Fair };
        grid.row(vec![
            Entry::plain(ground.position),
            Entry::coded(labels::about(lang, ground.about), about_code(ground.about)),
            Entry::coded(labels::date(lang, fact.effective), fact.effective),
            Entry::coded(events::sentence(lang, view, &entry.recorded), fact.event.name()),
            Entry::plain(events::evidence(&fact.evidence)),
            Entry::coded(weight, weight_code(&ground.weight)).in_mood(mood),
        ]);
    }
    Ok(grid)
}
