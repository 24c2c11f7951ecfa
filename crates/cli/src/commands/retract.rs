//! `jiceng retract`: a recorded fact is withdrawn.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{AskError, RetractionAnswer, Wanted};
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::{HistoryEntry, LockedView, Question, today};
use jiceng_exchange::row::request_from_fields;
use serde_json::{Map, Value, json};

use crate::Lang;
use crate::ask;
use crate::commands::{record, record_arguments};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::{labels, receipts};

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("retract")
        .about(lang.pick(
            "撤回：一条已记录的事实不再算数，此前所知仍可查询",
            "withdraw a recorded fact; what was known before stays answerable",
        ))
        .args(arguments(lang))
        .args(record_arguments::evidence_arguments(lang))
        .arg(record::dry_run_argument(lang))
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
}

/// What `retract` and `correct` both take.
pub(crate) fn arguments(lang: Lang) -> [Arg; 4] {
    [
        Arg::new("event").required(true).value_name(lang.pick("事件", "EVENT")).help(lang.pick(
            "事件标识，或 jiceng history 所列的位置",
            "the event's identity, or its position as jiceng history shows it",
        )),
        Arg::new("reason").long("reason").required(true).value_name(lang.pick("原因", "REASON")).help(lang.pick(
            "mistyped 录入有误、wrong_place 地点有误、never_happened 并未发生、duplicate 重复录入、better_evidence 依据更正",
            "mistyped, wrong_place, never_happened, duplicate or better_evidence",
        )),
        Arg::new("note").long("note").value_name(lang.pick("说明", "NOTE")).help(lang.pick("原因的说明", "more on why")),
        Arg::new("decided").long("decided").value_name(lang.pick("日期", "DATE")).help(lang.pick(
            "何时决定撤回或更正（缺省为今天）",
            "when this was decided (today where no day is given)",
        )),
    ]
}

/// The event that the arguments name.
pub(crate) fn original(matches: &ArgMatches, view: &LockedView) -> Result<HistoryEntry, Failure> {
    ask::event(view, matches.get_one::<String>("event").map(String::as_str).unwrap_or_default())
}

/// The row of a retraction or correction, as far as both have it.
pub(crate) fn row(name: &str, matches: &ArgMatches, original: &HistoryEntry) -> Result<Map<String, Value>, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let mut row = Map::new();
    row.insert("command".to_owned(), json!(name));
    row.insert("event".to_owned(), json!(original.recorded.id));
    row.insert("reason".to_owned(), json!(reason(text("reason").unwrap_or_default())?));
    row.insert("effective".to_owned(), json!(text("decided").map_or_else(|| today().to_string(), str::to_owned)));
    if let Some(note) = text("note") {
        row.insert("note".to_owned(), json!(note));
    }
    Ok(row)
}

/// A reason by its code or its words in either language.
fn reason(text: &str) -> Result<RetractionReason, Failure> {
    let value = || AskError::value("--reason", text, Wanted::Reason);
    Ok(labels::parse(text).or_else(|| labels::parse(&text.replace('-', "_"))).ok_or_else(value)?)
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let recorder = record::recorder(matches)?;
    let dry_run = matches.get_flag("dry-run");
    let registry = context.open()?;
    let (original, headline) = {
        let view = registry.view(Question::default())?.locked()?;
        let original = original(matches, &view)?;
        let headline = receipts::withdrawn(context.lang, &view, &original, dry_run);
        (original, headline)
    };
    let mut row = row("retract", matches, &original)?;
    if let Some(evidence) = record_arguments::evidence(matches) {
        row.insert("evidence".to_owned(), evidence);
    }
    let request = record::approved(matches, request_from_fields(row, recorder.as_ref())?)?;
    let receipt = record::carry_out(&registry, &request, dry_run)?;
    if context.format != Format::Table {
        let view = registry.view(Question::default())?.locked()?;
        let withdrawn = view.entry(original.recorded.position)?.unwrap_or(original);
        return context.json(&RetractionAnswer { receipt: (&receipt).into(), withdrawn: withdrawn.into() });
    }
    context.say(&headline)?;
    if !dry_run {
        context.say(&receipts::receipt(context.lang, &receipt))?;
    }
    record::say_effects(context, &registry, &receipt.effects, dry_run)
}
