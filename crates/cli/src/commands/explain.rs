//! `jiceng explain`: why one kind at one place is what it is.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::projections::explain::{About, AskedCommittee, Explanation, Ground, Weight};
use jiceng_core::{StandardInForce, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::history::{EventRow, event_row};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    place: String,
    name: String,
    kind: String,
    #[serde(flatten)]
    asked: Asked,
    state: &'static str,
    provider: Option<String>,
    standard: String,
    requirement: jiceng_core::domain::standard::Requirement,
    population: Option<u32>,
    sharing_counts: bool,
    committee: Option<CommitteeRow>,
    grounds: Vec<GroundRow>,
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

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("explain")
        .about(lang.pick(
            "说明：某地点某要素为何如此，依据哪些事件和规定",
            "why one kind at one place is what it is: events and rule",
        ))
        .arg(
            Arg::new("place")
                .required(true)
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("行政区划代码或安置点编号", "a division code or a site's identifier")),
        )
        .arg(
            Arg::new("kind")
                .required(true)
                .value_name(lang.pick("种类", "KIND"))
                .help(lang.pick("要素种类，代码或中文名", "an element kind: its code or Chinese name")),
        )
        .args(ask::question_arguments(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let text = |name| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let place = ask::place(&view, text("place"), "PLACE")?;
    let kind = ask::kind(&view, text("kind"), "KIND")?;
    let explanation = view
        .explain(place, kind)?
        .ok_or_else(|| Failure::NotAssessed { place: text("place").to_owned(), kind: text("kind").to_owned() })?;
    let standard = view.standard()?;
    match context.format {
        Format::Json => {
            let answer = answer(&view, &explanation, &standard, text("place"))?;
            context.json(&answer)
        }
        Format::Table => {
            for line in lines(context.lang, &view, &explanation, &standard) {
                context.say(&line)?;
            }
            grid(context.lang, &view, &explanation)?.write(context)
        }
        Format::Csv => grid(context.lang, &view, &explanation)?.write(context),
    }
}

fn answer(view: &View<'_>, found: &Explanation, standard: &StandardInForce, place: &str) -> Result<Answer, Failure> {
    let ground_row = |ground: &Ground| -> Result<Option<GroundRow>, Failure> {
        let entry = view.entry(ground.position)?;
        Ok(entry.map(|entry| GroundRow {
            about: about_code(ground.about),
            weight: weight_code(ground.weight),
            event: event_row(&entry),
        }))
    };
    let grounds: Result<Vec<Option<GroundRow>>, Failure> = found.grounds.iter().map(ground_row).collect();
    Ok(Answer {
        place: place.to_owned(),
        name: view.name(found.place).unwrap_or_default().to_owned(),
        kind: view.kind(found.kind).map(|entry| entry.code.to_string()).unwrap_or_default(),
        asked: Asked::of(view.as_of()),
        state: labels::cell_code(found.state),
        provider: found.provider.and_then(|(no, _)| view.place(no)).map(|place| place.to_string()),
        standard: standard.standard.id.to_string(),
        requirement: found.requirement.clone(),
        population: found.population,
        sharing_counts: found.sharing_counts,
        committee: found.committee.map(|asked| CommitteeRow {
            term: asked.elected.map(|(term, _)| term),
            elected: asked.elected.map(|(_, elected)| elected.to_string()),
            ends: asked.ends.map(|day| day.to_string()),
        }),
        grounds: grounds?.into_iter().flatten().collect(),
    })
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

const fn weight_code(weight: Weight) -> &'static str {
    match weight {
        Weight::Counts => "counts",
        Weight::NotYet => "not_yet",
        Weight::Outranked { .. } => "outranked",
        Weight::Withdrawn { .. } => "withdrawn",
    }
}

fn lines(lang: Lang, view: &View<'_>, found: &Explanation, standard: &StandardInForce) -> Vec<String> {
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
        let name = view.place(provider).map(|place| events::place(view, &place)).unwrap_or_default();
        let standing = labels::standing(lang, standing);
        lines.push(match lang {
            Lang::Zh => format!("共享自：{name}，其要素{standing}"),
            Lang::En => format!("shared with: {name}, whose own is {standing}"),
        });
    }
    lines.extend(found.committee.map(|asked| committee(lang, asked)));
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
    for ground in &found.grounds {
        let Some(entry) = view.entry(ground.position)? else { continue };
        let fact = &entry.recorded.fact;
        let weight = match (ground.weight, lang) {
            (Weight::Counts, _) => lang.pick("计入", "yes").to_owned(),
            (Weight::NotYet, _) => lang.pick("尚未发生", "not yet").to_owned(),
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
            Entry::coded(events::sentence(lang, view, &fact.event), fact.event.name()),
            Entry::plain(events::evidence(&fact.evidence)),
            Entry::coded(weight, weight_code(ground.weight)).in_mood(mood),
        ]);
    }
    Ok(grid)
}
