//! `jiceng history`: every event about a place, or about none, withdrawn ones too.

mod carriers;

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::{Evidence, Place, PlaceNo, Position};
use jiceng_core::{CHINA, HistoryEntry, HistoryPage, Page, PageEntry, View, Withdrawn};
use jiff::Timestamp;
use serde::Serialize;

use crate::ask;
use crate::commands::history::carriers::{Asked, CarrierRow};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    place: Option<String>,
    name: Option<String>,
    known: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
    carriers: Vec<CarrierRow>,
    rows: Vec<Row>,
}

/// An event of the history in JSON.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    event: EventRow,
    carriers: Vec<usize>,
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
        .args([
            as_of.help(lang.pick(
                "只列到这一天为止发生的事，地点也按这一天所指（缺省为全部）",
                "only what happened by this day, of the place meant on it (everything where none is given)",
            )),
            known,
        ])
        .args(page_arguments(lang))
}

/// `--after` and `--limit`.
fn page_arguments(lang: Lang) -> [Arg; 2] {
    [
        Arg::new("after")
            .long("after")
            .value_name(lang.pick("位置", "POSITION"))
            .value_parser(value_parser!(u64))
            .help(lang.pick(
                "只列此位置之后记录的事件，按记录先后排列",
                "only what is recorded behind this position, in the order of the log",
            )),
        Arg::new("limit")
            .long("limit")
            .value_name(lang.pick("个数", "NUMBER"))
            .value_parser(value_parser!(u32).range(1..))
            .help(lang.pick(
                "最多列这么多个事件，按记录先后排列；未完时说明如何接着查",
                "so many events at most, in the order of the log; says how to go on",
            )),
    ]
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    // A day asks about the place of that day, and leaves out what had not happened by then; without one, everything is shown.
    let has_day = matches.contains_id("as-of");
    let asked = matches.get_one::<String>("place").map(|text| asked(&view, text, has_day)).transpose()?;
    let limit = matches.get_one::<u32>("limit").and_then(|limit| usize::try_from(*limit).ok());
    let page = Page { after: matches.get_one("after").copied().map(Position), limit, happened: has_day };
    let HistoryPage { mut entries, next } = match &asked {
        Some(asked) => {
            let places: Vec<PlaceNo> = asked.carriers.iter().map(|carrier| carrier.place).collect();
            view.history_page(&places, page)?
        }
        None => view.history_page_of_no_place(page)?,
    };
    let is_whole = page.after.is_none() && page.limit.is_none();
    if is_whole {
        in_order_of_days(&mut entries);
    }
    let asked = asked.as_ref();
    match context.format {
        Format::Json => {
            let row = |found: &PageEntry| Row { event: event_row(&found.entry), carriers: numbers(found).collect() };
            return context.json(&Answer {
                place: asked.map(|asked| asked.place.to_string()),
                name: asked.and_then(|asked| asked.name(&view)),
                known: view.as_of().known.0,
                next: next.map(|next| next.0),
                carriers: asked.map(|asked| asked.rows(&view)).unwrap_or_default(),
                rows: entries.iter().map(row).collect(),
            });
        }
        Format::Csv => csv(context, &view, &entries)?,
        Format::Table => tables(context, &view, asked, &entries, is_whole)?,
    }
    match next {
        Some(next) => {
            let line = match context.lang {
                Lang::Zh => format!("未完：加 --after {next} 接着查"),
                Lang::En => format!("there is more: go on with --after {next}"),
            };
            if context.format == Format::Table { context.say(&line) } else { context.note(&line) }
        }
        None => Ok(()),
    }
}

/// The places that are asked about: those of the day, where a day is named.
fn asked(view: &View<'_>, text: &str, has_day: bool) -> Result<Asked, Failure> {
    let value = || Failure::Value { option: "PLACE", value: text.to_owned(), wanted: Wanted::Place };
    let place: Place = text.parse().map_err(|_| value())?;
    let carriers = if has_day { view.carriers_on_day(&place) } else { view.carriers(&place) };
    if carriers.is_empty() {
        return Err(Failure::NoSuchPlace { place: place.to_string() });
    }
    Ok(Asked { place, carriers })
}

/// The numbers, from 1, of the carriers that an event is about.
fn numbers(found: &PageEntry) -> impl Iterator<Item = usize> {
    found.about.iter().map(|at| at + 1)
}

/// By the last day that their dates can mean. What took the place of another fact stands where that one stood.
fn in_order_of_days(entries: &mut [PageEntry]) {
    let mut ranks: BTreeMap<Position, Position> = BTreeMap::new();
    for PageEntry { entry, .. } in entries.iter() {
        // In the order of the log, so that the rank of what is replaced is known.
        let position = entry.recorded.position;
        if let Some(by) = entry.withdrawn.as_ref().and_then(|withdrawn| withdrawn.replaced_by) {
            let rank = ranks.get(&position).copied().unwrap_or(position);
            ranks.insert(by, rank);
        }
    }
    entries.sort_by_key(|PageEntry { entry, .. }| {
        let position = entry.recorded.position;
        let rank = ranks.get(&position).copied().unwrap_or(position);
        (entry.recorded.fact.effective.last(), rank, position)
    });
}

/// A table for each place that is asked about, or one of what is about none.
fn tables(
    context: &mut Context<'_, '_>,
    view: &View<'_>,
    asked: Option<&Asked>,
    entries: &[PageEntry],
    is_whole: bool,
) -> Result<(), Failure> {
    let lang = context.lang;
    let Some(asked) = asked else {
        let number = entries.len();
        context.say(&match lang {
            Lang::Zh => format!("不属于任何地点：{number} 个事件（要素目录、标准、采信顺序、人员等）"),
            Lang::En => {
                format!("about no place: {number} events (the catalogue, standards, precedences, persons)")
            }
        })?;
        let mut grid = columns(lang);
        for found in entries {
            grid.row(row(lang, view, &found.entry));
        }
        return grid.write_table(context);
    };
    let mut grids: Vec<(usize, Grid)> = asked.carriers.iter().map(|_| (0, columns(lang))).collect();
    for found in entries {
        for at in &found.about {
            if let Some((events, grid)) = grids.get_mut(*at) {
                *events += 1;
                grid.row(row(lang, view, &found.entry));
            }
        }
    }
    // On a page, only those whose events are on it.
    let is_only = asked.carriers.len() == 1;
    let shown = asked.carriers.iter().zip(&grids).filter(|(_, (events, _))| *events > 0 || is_only || is_whole);
    for (number, (carrier, (events, grid))) in shown.enumerate() {
        if number > 0 {
            context.say("")?;
        }
        context.say(&asked.heading(lang, view, carrier, *events))?;
        grid.write_table(context)?;
    }
    Ok(())
}

/// A row an event, with the numbers of the places that it is about.
fn csv(context: &mut Context<'_, '_>, view: &View<'_>, entries: &[PageEntry]) -> Result<(), Failure> {
    let mut grid = columns(context.lang).data("carriers");
    for found in entries {
        let numbers = numbers(found).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
        let mut row = row(context.lang, view, &found.entry);
        row.push(Entry::plain(numbers));
        grid.row(row);
    }
    grid.write_csv(context)
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
