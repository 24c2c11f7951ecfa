//! `jiceng correct`: a recorded fact is withdrawn and takes another form, in one commit. Only what
//! is given changes.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{AskError, Wanted};
use jiceng_answers::{CorrectionAnswer, fields_of_fact};
use jiceng_core::domain::{self, Event, Fact, Refusal};
use jiceng_core::{Error, Question, Request};
use jiceng_exchange::RowProblem;
use jiceng_exchange::fields::{Field, fields_of};
use jiceng_exchange::row::request_from_fields;
use serde_json::{Map, Value, json};

use crate::Lang;
use crate::commands::{record, record_arguments, retract};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, receipts};

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
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let recorder = record::recorder(matches)?;
    let registry = context.open()?;
    let original = retract::original(matches, &registry.view(Question::default())?.locked()?)?;
    if matches!(original.recorded.fact.event, Event::EventRetracted(_)) {
        let fact = original.recorded.fact.event.name();
        return Err(Error::Refused(Refusal::NotRetractable { fact }).into());
    }
    let mut row = retract::row("correct", matches, &original)?;
    row.insert("replacement".to_owned(), Value::Object(replacement(matches, &original.recorded.fact)?));
    let request = request_from_fields(row, recorder.as_ref()).map_err(|problem| problem.out_of("replacement"))?;
    let request = record::approved(matches, request)?;
    let before = &original.recorded.fact;
    let Some(after) = replaced(&request) else { return Ok(()) };
    if before == after {
        return Err(Failure::NothingChanged { position: original.recorded.position.0 });
    }
    let dry_run = matches.get_flag("dry-run");
    let tried = record::carry_out(&registry, &request, dry_run)?;
    let answer = CorrectionAnswer::of(&original, after, &tried, dry_run);
    if context.format == Format::Json {
        return context.json(&answer);
    }
    if context.format == Format::Table {
        context.say(&receipts::correcting(context.lang, &before.event, &answer))?;
    }
    Grid::of(context.lang, &answer.table(before, after), headings::of_correction).write(context)?;
    if context.format != Format::Table {
        return Ok(());
    }
    if !dry_run {
        context.say(&receipts::receipt(context.lang, &tried))?;
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
    let mut row = fields_of_fact(original);
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
        let value = || AskError::value("--set", shown, Wanted::Assignment);
        let (name, given) = text.split_once('=').ok_or_else(value)?;
        found.entry(name.trim().replace('-', "_")).or_default().push(given.trim().to_owned());
    }
    Ok(found)
}
