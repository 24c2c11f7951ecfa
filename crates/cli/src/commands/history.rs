//! `jiceng history`: every event about a place, or about none, withdrawn ones too.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::{Evidence, Position};
use jiceng_core::{CHINA, HistoryEntry, View, Withdrawn};
use jiff::Timestamp;
use serde::Serialize;

use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    place: Option<String>,
    name: Option<String>,
    known: u64,
    rows: Vec<EventRow>,
}

/// An event in JSON.
#[derive(Serialize)]
pub(crate) struct EventRow {
    position: u64,
    id: String,
    effective: String,
    recorded_at: String,
    recorder: String,
    event: &'static str,
    data: jiceng_core::domain::Event,
    evidence: Vec<Evidence>,
    withdrawn_by: Option<u64>,
    withdrawn: Option<WithdrawnRow>,
    outranked_by: Option<u64>,
    disagrees_with: Vec<u64>,
}

/// How an event was withdrawn, in JSON.
#[derive(Serialize)]
struct WithdrawnRow {
    by: u64,
    recorded_at: String,
    recorder: String,
    reason: RetractionReason,
    note: Option<String>,
    replaced_by: Option<u64>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    Command::new("history")
        .about(lang.pick(
            "沿革：一个地点的全部事件，已撤回的也列出；不写地点，则列不属于任何地点的事件",
            "every event about a place, withdrawn ones too; without a place, those about none",
        ))
        .arg(
            Arg::new("place")
                .value_name(lang.pick("地点", "PLACE"))
                .help(lang.pick("行政区划代码或安置点编号", "a division code or a site's identifier")),
        )
        .args([as_of, known])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let text = matches.get_one::<String>("place").map(String::as_str);
    let place = text.map(|text| ask::place(&view, text, "PLACE")).transpose()?;
    let name = place.map(|place| view.name(place).unwrap_or_default().to_owned());
    // A day leaves out what had not happened by then; without one, everything is shown.
    let has_day = matches.contains_id("as-of");
    let mut entries = place.map_or_else(|| view.history_of_no_place(), |place| view.history(place))?;
    entries
        .retain(|entry| !has_day || view.as_of().has_happened(entry.recorded.fact.effective, entry.recorded.position));
    // What took the place of another fact stands where that one stood.
    let stood_for = |entry: &HistoryEntry| Some((entry.withdrawn.as_ref()?.replaced_by?, entry.recorded.position));
    let stood_for: BTreeMap<Position, Position> = entries.iter().filter_map(stood_for).collect();
    let rank = |position| {
        let before = |position: &Position| stood_for.get(position).copied();
        std::iter::successors(Some(position), before).last().unwrap_or(position)
    };
    entries.sort_by_key(|entry| {
        let position = entry.recorded.position;
        (entry.recorded.fact.effective.last(), rank(position), position)
    });
    if context.format == Format::Json {
        let rows = entries.iter().map(event_row).collect();
        return context.json(&Answer { place: text.map(str::to_owned), name, known: view.as_of().known.0, rows });
    }
    if context.format == Format::Table {
        let number = entries.len();
        context.say(&match (name.as_deref().zip(text), context.lang) {
            (Some((name, text)), Lang::Zh) => format!("{name}（{text}）：{number} 个事件"),
            (Some((name, text)), Lang::En) => format!("{name} ({text}): {number} events"),
            (None, Lang::Zh) => format!("不属于任何地点：{number} 个事件（要素目录、标准、采信顺序、人员等）"),
            (None, Lang::En) => {
                format!("about no place: {number} events (the catalogue, standards, precedences, persons)")
            }
        })?;
    }
    let mut grid = columns(context.lang);
    for entry in &entries {
        grid.row(row(context.lang, &view, entry));
    }
    grid.write(context)
}

/// The JSON of an event.
pub(crate) fn event_row(entry: &HistoryEntry) -> EventRow {
    let recorded = &entry.recorded;
    EventRow {
        position: recorded.position.0,
        id: recorded.id.to_string(),
        effective: recorded.fact.effective.to_string(),
        recorded_at: entry.recorded_at.to_string(),
        recorder: entry.recorder.to_string(),
        event: recorded.fact.event.name(),
        data: recorded.fact.event.clone(),
        evidence: recorded.fact.evidence.clone(),
        withdrawn_by: entry.withdrawn.as_ref().map(|withdrawn| withdrawn.by.0),
        withdrawn: entry.withdrawn.as_ref().map(withdrawn_row),
        outranked_by: entry.outranked_by().map(|position| position.0),
        disagrees_with: rivals(entry).map(|position| position.0).collect(),
    }
}

/// The other statements of the matter.
fn rivals(entry: &HistoryEntry) -> impl Iterator<Item = Position> {
    let statements = entry.disagreement.iter().flat_map(|disagreement| &disagreement.statements);
    statements.map(|stated| stated.position).filter(|position| *position != entry.recorded.position)
}

fn withdrawn_row(withdrawn: &Withdrawn) -> WithdrawnRow {
    WithdrawnRow {
        by: withdrawn.by.0,
        recorded_at: withdrawn.recorded_at.to_string(),
        recorder: withdrawn.recorder.to_string(),
        reason: withdrawn.reason,
        note: withdrawn.note.as_ref().map(ToString::to_string),
        replaced_by: withdrawn.replaced_by.map(|position| position.0),
    }
}

/// The columns of a table of events.
pub(crate) fn columns(lang: Lang) -> Grid {
    Grid::new()
        .number("position", lang.pick("位置", "position"))
        .text("effective", lang.pick("生效", "effective"))
        .text("event", lang.pick("事件", "event"))
        .text("evidence", lang.pick("依据", "evidence"))
        .text("recorded_at", lang.pick("记录时间", "recorded"))
        .text("recorder", lang.pick("记录单位", "recorder"))
        .text("withdrawn_by", lang.pick("撤回、不一致", "withdrawn, disputed"))
        .data("withdrawn_at")
        .data("withdrawn_recorder")
        .data("withdrawn_reason")
        .data("withdrawn_note")
        .data("replaced_by")
        .data("outranked_by")
        .data("disagrees_with")
}

/// A row of the table of events.
pub(crate) fn row(lang: Lang, view: &View<'_>, entry: &HistoryEntry) -> Vec<Entry> {
    let fact = &entry.recorded.fact;
    let withdrawn = entry.withdrawn.as_ref();
    let outranked = entry.outranked_by();
    let mood = if withdrawn.is_some() {
        Mood::Struck
    } else if outranked.is_some() {
        Mood::Fair
    } else {
        Mood::Plain
    };
    let shown = withdrawn.map_or_else(|| disputed(lang, entry), |withdrawn| told(lang, withdrawn));
    let data = |value: Option<String>| Entry::plain(value.unwrap_or_default());
    vec![
        Entry::plain(entry.recorded.position),
        Entry::coded(labels::date(lang, fact.effective), fact.effective),
        Entry::coded(events::sentence(lang, view, &entry.recorded), fact.event.name()).in_mood(mood),
        Entry::plain(events::evidence(&fact.evidence)),
        Entry::coded(minute(entry.recorded_at), entry.recorded_at),
        Entry::plain(&entry.recorder),
        Entry::coded(shown, withdrawn.map(|withdrawn| withdrawn.by.to_string()).unwrap_or_default()),
        data(withdrawn.map(|withdrawn| withdrawn.recorded_at.to_string())),
        data(withdrawn.map(|withdrawn| withdrawn.recorder.to_string())),
        data(withdrawn.map(|withdrawn| labels::reason_code(withdrawn.reason).to_owned())),
        data(withdrawn.and_then(|withdrawn| withdrawn.note.as_ref()).map(ToString::to_string)),
        data(withdrawn.and_then(|withdrawn| withdrawn.replaced_by).map(|position| position.to_string())),
        data(outranked.map(|position| position.to_string())),
        Entry::plain(listed(rivals(entry), " ")),
    ]
}

/// Who withdrew an event, when and why, and what took its place.
fn told(lang: Lang, withdrawn: &Withdrawn) -> String {
    let Withdrawn { by, recorder, note, .. } = withdrawn;
    let at = minute(withdrawn.recorded_at);
    let reason = labels::reason(lang, withdrawn.reason);
    let note = note.as_ref().map(|note| format!("{}{note}", lang.pick("，", ", "))).unwrap_or_default();
    let replaced = withdrawn.replaced_by.map(|position| match lang {
        Lang::Zh => format!("；更正为 {position}"),
        Lang::En => format!("; replaced by {position}"),
    });
    let replaced = replaced.unwrap_or_default();
    match lang {
        Lang::Zh => format!("{reason}{note}（{by}，{at}，{recorder}）{replaced}"),
        Lang::En => format!("{reason}{note} ({by}, {at}, {recorder}){replaced}"),
    }
}

/// That other sources say otherwise, and whose word counts.
fn disputed(lang: Lang, entry: &HistoryEntry) -> String {
    match (entry.outranked_by(), lang) {
        (Some(by), Lang::Zh) => format!("依据不一致，未采信，以 {by} 为准"),
        (Some(by), Lang::En) => format!("disputed, outranked by {by}"),
        (None, _) if entry.disagreement.is_none() => String::new(),
        (None, Lang::Zh) => format!("与 {} 不一致，采信此条", listed(rivals(entry), "、")),
        (None, Lang::En) => format!("disputed by {}, counts", listed(rivals(entry), ", ")),
    }
}

fn listed(positions: impl Iterator<Item = Position>, between: &str) -> String {
    positions.map(|position| position.to_string()).collect::<Vec<_>>().join(between)
}

/// An instant as people in China read it.
fn minute(instant: Timestamp) -> String {
    CHINA.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}
