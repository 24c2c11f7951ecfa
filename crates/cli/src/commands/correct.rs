//! `jiceng correct`: a recorded fact is withdrawn and takes another form, in one commit. Only what is given
//! changes.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::domain::person::PersonName;
use jiceng_core::domain::{self, Event, Evidence, Fact, Refusal};
use jiceng_core::{Error, HistoryEntry, Question, Request};
use jiceng_exchange::RowProblem;
use jiceng_exchange::fields::{Field, fields_of};
use jiceng_exchange::row::request_from_fields;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::commands::record::{self, ReceiptRow, receipt_row};
use crate::commands::{record_arguments, retract};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::without_effect::{self, EffectRow};
use crate::texts::{commands, events};

#[derive(Serialize)]
struct Answer {
    position: u64,
    id: String,
    event: &'static str,
    before: Map<String, Value>,
    after: Map<String, Value>,
    changed: Vec<String>,
    lost_effect: Vec<EffectRow>,
    regained_effect: Vec<EffectRow>,
    without_effect: Vec<EffectRow>,
    receipt: Option<ReceiptRow>,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("correct")
        .about(lang.pick(
            "更正：撤回一条事实并记录改正后的，只改所给的字段",
            "withdraw a fact and record it corrected; only the fields given change",
        ))
        .args(retract::arguments(lang))
        .arg(
            Arg::new("effective")
                .long("effective")
                .value_name(lang.pick("日期", "DATE"))
                .help(lang.pick("改正后的生效日期", "when it took effect, corrected")),
        )
        .arg(Arg::new("set").long("set").action(ArgAction::Append).value_name(lang.pick("字段=值", "FIELD=VALUE")).help(
            lang.pick(
                "改正一个字段，写法同 record 的选项；值留空则去掉该字段；可重复",
                "corrects a field, written like the option of record; without a value the field is left out; may be repeated",
            ),
        ))
        .args(record_arguments::evidence_arguments(lang))
        .arg(record::dry_run_argument(lang))
        .arg(record::recorder_argument(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let recorder = record::recorder(matches)?;
    let registry = context.open()?;
    let original = retract::original(matches, &registry.view(Question::default())?)?;
    if matches!(original.recorded.fact.event, Event::EventRetracted(_)) {
        let fact = original.recorded.fact.event.name();
        return Err(Error::Refused(Refusal::NotRetractable { fact }).into());
    }
    let mut row = retract::row("correct", matches, &original)?;
    row.insert("replacement".to_owned(), Value::Object(replacement(matches, &original.recorded.fact)?));
    let request = request_from_fields(row, recorder.as_ref()).map_err(|problem| problem.out_of("replacement"))?;
    let before = &original.recorded.fact;
    let Some(after) = replaced(&request) else { return Ok(()) };
    if before == after {
        return Err(Failure::NothingChanged { position: original.recorded.position.0 });
    }
    let dry_run = matches.get_flag("dry-run");
    let tried = record::carry_out(&registry, &request, dry_run)?;
    let receipt = Some(&tried).filter(|_| !dry_run);
    if context.format == Format::Json {
        let (before, after) = (fields(before), fields(after));
        let changed = changed(&before, &after);
        return context.json(&Answer {
            position: original.recorded.position.0,
            id: original.recorded.id.to_string(),
            event: original.recorded.fact.event.name(),
            before,
            after,
            changed,
            lost_effect: without_effect::rows(tried.effects.lost.values()),
            regained_effect: without_effect::rows(tried.effects.regained.values()),
            without_effect: without_effect::rows(tried.effects.without.values()),
            receipt: receipt.map(receipt_row),
        });
    }
    if context.format == Format::Table {
        context.say(&headline(context.lang, &original, after))?;
    }
    grid(context.lang, before, after).write(context)?;
    if context.format != Format::Table {
        return Ok(());
    }
    if let Some(receipt) = receipt {
        context.say(&record::told(context.lang, receipt))?;
    }
    record::say_effects(context, &registry, &tried.effects, dry_run)
}

/// The fact that takes the place of the original.
fn replaced(request: &Request) -> Option<&Fact> {
    match &request.wish.command {
        domain::Command::Correct { replacement, .. } => Some(replacement),
        domain::Command::Record(_) | domain::Command::Retract { .. } | domain::Command::Disagree { .. } => None,
    }
}

/// The row of the original with what is given changed.
fn replacement(matches: &ArgMatches, original: &Fact) -> Result<Map<String, Value>, Failure> {
    let command = original.event.command_name();
    let mut row = fields(original);
    row.insert("command".to_owned(), json!(command));
    let assignments = assignments(matches)?;
    if matches!(original.event, Event::PersonRegistered(_)) && !assignments.contains_key("name") {
        // It is sealed and cannot be taken over.
        return Err(RowProblem::Missing { field: "name".to_owned() }.into());
    }
    if let Some(evidence) = record_arguments::evidence(matches) {
        row.insert("evidence".to_owned(), evidence);
    }
    if let Some(effective) = matches.get_one::<String>("effective") {
        row.insert("effective".to_owned(), json!(effective));
    }
    for (name, texts) in assignments {
        if name == "effective" {
            row.insert(name, texts.last().map_or(Value::Null, |text| json!(text)));
            continue;
        }
        let own: &[Field] = fields_of(command).unwrap_or_default();
        let Some(field) = own.iter().find(|field| field.name == name) else {
            return Err(RowProblem::unknown_field(command, &name).into());
        };
        if texts.iter().all(String::is_empty) {
            row.remove(field.name);
        } else {
            let texts: Vec<&String> = texts.iter().collect();
            row.insert(name, record_arguments::value(field, &texts)?);
        }
    }
    Ok(row)
}

/// What `--set` gives, by field.
fn assignments(matches: &ArgMatches) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in matches.get_many::<String>("set").into_iter().flatten() {
        // What does not look like a field could be a name.
        let is_shown = text.bytes().all(|byte| byte.is_ascii_lowercase() || b"_-".contains(&byte));
        let shown = if is_shown { text } else { "…" };
        let value = || Failure::Value { option: "--set", value: shown.to_owned(), wanted: Wanted::Assignment };
        let (name, given) = text.split_once('=').ok_or_else(value)?;
        found.entry(name.trim().replace('-', "_")).or_default().push(given.trim().to_owned());
    }
    Ok(found)
}

/// The fields of a fact: those of its event, and when it took effect and what it rests on.
fn fields(fact: &Fact) -> Map<String, Value> {
    let json = |value: serde_json::Result<Value>| value.unwrap_or(Value::Null);
    let mut row = Map::new();
    row.insert("effective".to_owned(), json!(fact.effective));
    if let Value::Object(own) = json(serde_json::to_value(&fact.event)) {
        row.extend(own);
    }
    if matches!(&fact.event, Event::PersonRegistered(registered) if matches!(registered.name, PersonName::Plain(_))) {
        row.insert("name".to_owned(), json!("(new)"));
    }
    row.insert("evidence".to_owned(), json(serde_json::to_value(&fact.evidence)));
    row
}

/// The fields that differ, in the order of the rows.
fn changed(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    names(before, after).into_iter().filter(|name| before.get(name) != after.get(name)).collect()
}

fn names(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let added = after.keys().filter(|name| !before.contains_key(*name));
    before.keys().chain(added).cloned().collect()
}

fn headline(lang: Lang, original: &HistoryEntry, after: &Fact) -> String {
    let position = original.recorded.position;
    let changed = changed(&fields(&original.recorded.fact), &fields(after)).join(lang.pick("、", ", "));
    let command = original.recorded.fact.event.command_name();
    match lang {
        Lang::Zh => format!("更正位置 {position} 的事实（{}）：{changed}", commands::about(lang, command)),
        Lang::En => format!("correcting {command} at {position}: {changed}"),
    }
}

fn grid(lang: Lang, before: &Fact, after: &Fact) -> Grid {
    let (was, is) = (fields(before), fields(after));
    let changed = changed(&was, &is);
    let mut grid = Grid::new()
        .text("field", lang.pick("字段", "field"))
        .text("before", lang.pick("更正前", "before"))
        .text("after", lang.pick("更正后", "after"));
    for name in names(&was, &is) {
        let is_changed = changed.contains(&name);
        let shown = |fields: &Map<String, Value>, evidence: &[Evidence]| {
            if name == "evidence" { events::evidence(evidence) } else { shown(fields.get(&name)) }
        };
        let moods = if is_changed { (Mood::Struck, Mood::Good) } else { (Mood::Plain, Mood::Plain) };
        let (was, is) = (shown(&was, &before.evidence), shown(&is, &after.evidence));
        let was = if was.is_empty() { Entry::plain(was) } else { Entry::plain(was).in_mood(moods.0) };
        grid.row(vec![Entry::plain(&name), was, Entry::plain(is).in_mood(moods.1)]);
    }
    grid
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
