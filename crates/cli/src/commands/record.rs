//! `jiceng record`: one fact, as a subcommand or as a JSON row.

use std::io::Read as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::ReceiptRow;
use jiceng_core::domain::{EventId, Recorder};
use jiceng_core::{Effects, Question, Receipt, Registry, Request, today};
use jiceng_exchange::row::{fields_from_json, request_from_fields};
use serde_json::{Map, Value, json};

use crate::Lang;
use crate::ask;
use crate::commands::record_arguments;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::{receipts, without_effect};

/// More than this is no row.
const ROW_BYTES_MAX: u64 = jiceng_exchange::lines::LINE_BYTES_MAX as u64;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("record")
        .about(lang.pick("记录一件事实", "record one fact"))
        .subcommand_required(true)
        .subcommand(
            Command::new("json")
                .about(lang.pick("一行 JSON（- 表示标准输入）", "a JSON row (- for standard input)"))
                .arg(
                    Arg::new("row").required(true).value_name(lang.pick("JSON", "JSON")).help(
                        lang.pick("一条记录，写法同导入文件的一行", "a row, written like a line of an import file"),
                    ),
                )
                .arg(differs_from_argument(lang))
                .arg(dry_run_argument(lang))
                .args([recorder_argument(lang), approver_argument(lang)]),
        )
        .subcommands(record_arguments::commands(lang))
}

/// `--differs-from`: a recorded fact that states the same matter otherwise.
pub(crate) fn differs_from_argument(lang: Lang) -> Arg {
    Arg::new("differs-from").long("differs-from").value_name(lang.pick("事件", "EVENT")).help(lang.pick(
        "与已记录的该事件说法不同，两者都保留，由采信顺序决定（标识或位置）",
        "states otherwise what that event states (identity or position); both are kept, the precedence decides",
    ))
}

/// `--recorder`: who records.
pub(crate) fn recorder_argument(lang: Lang) -> Arg {
    Arg::new("recorder").long("recorder").value_name(lang.pick("单位", "OFFICE")).help(lang.pick(
        "记录单位或账号，不写个人姓名（缺省取 JICENG_RECORDER）",
        "the office or account that records, not a person's name (else JICENG_RECORDER)",
    ))
}

/// `--approver`: who approved what is recorded.
pub(crate) fn approver_argument(lang: Lang) -> Arg {
    Arg::new("approver").long("approver").value_name(lang.pick("单位", "OFFICE")).help(lang.pick(
        "批准记录的单位或账号，不写个人姓名",
        "the office or account that approved the recording, not a person's name",
    ))
}

/// The approver that was given.
pub(crate) fn approver(matches: &ArgMatches) -> Result<Option<Recorder>, Failure> {
    let given = matches.get_one::<String>("approver");
    let parsed = given.map(|text| Recorder::parse(text));
    parsed.transpose().map_err(|problem| Failure::NotARecorder { option: "--approver", problem })
}

/// A request with the approver that was given, if one was.
pub(crate) fn approved(matches: &ArgMatches, request: Request) -> Result<Request, Failure> {
    Ok(Request { approver: approver(matches)?.or(request.approver), ..request })
}

/// The recorder that was given, else that of the environment: it is looked for here, where somebody
/// records, and so stands in the way of no option that takes none.
pub(crate) fn recorder(matches: &ArgMatches) -> Result<Option<Recorder>, Failure> {
    let of_environment = || std::env::var_os("JICENG_RECORDER").map(|text| text.to_string_lossy().into_owned());
    let text = matches.get_one::<String>("recorder").cloned().or_else(of_environment);
    // It should be an office, and could be a person's name all the same.
    text.map(|text| Recorder::parse(&text).map_err(|problem| Failure::NotARecorder { option: "--recorder", problem }))
        .transpose()
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(()) };
    let recorder = recorder(matches)?;
    let dry_run = matches.get_flag("dry-run");
    let row = match name {
        "json" => {
            let row = matches.get_one::<String>("row").map(String::as_str).unwrap_or_default();
            fields_from_json(&if row == "-" { read_stdin()? } else { row.to_owned() })?
        }
        _ => record_arguments::row(name, matches)?,
    };
    let Some(other) = matches.try_get_one::<String>("differs-from").ok().flatten() else {
        let request = approved(matches, request_from_fields(row, recorder.as_ref())?)?;
        let registry = context.open()?;
        return record_or_try(context, &registry, &request, dry_run);
    };
    let registry = context.open()?;
    let other = ask::event(&registry.view(Question::default())?.locked()?, other)?.recorded.id;
    let read = request_from_fields(disagreement(row, other), recorder.as_ref());
    let request = approved(matches, read.map_err(|problem| problem.out_of("statement"))?)?;
    record_or_try(context, &registry, &request, dry_run)
}

/// The row that states a fact beside another one.
fn disagreement(mut statement: Map<String, Value>, other: EventId) -> Map<String, Value> {
    let mut row = Map::new();
    for context in ["commit", "recorder", "approver", "recorded_at"] {
        row.extend(statement.remove(context).map(|value| (context.to_owned(), value)));
    }
    row.insert("command".to_owned(), json!("disagree"));
    row.insert("effective".to_owned(), json!(today()));
    row.insert("event".to_owned(), json!(other));
    row.insert("statement".to_owned(), Value::Object(statement));
    row
}

/// Records in the registry and tells the receipt.
pub(crate) fn record(context: &mut Context<'_, '_>, request: &Request) -> Result<(), Failure> {
    let registry = context.open()?;
    record_in(context, &registry, request)
}

/// Records and tells the receipt.
pub(crate) fn record_in(context: &mut Context<'_, '_>, registry: &Registry, request: &Request) -> Result<(), Failure> {
    record_or_try(context, registry, request, false)
}

/// The same, or only a trial.
fn record_or_try(
    context: &mut Context<'_, '_>,
    registry: &Registry,
    request: &Request,
    dry_run: bool,
) -> Result<(), Failure> {
    let receipt = carry_out(registry, request, dry_run)?;
    match context.format {
        Format::Json | Format::Csv => context.json(&ReceiptRow::from(&receipt)),
        Format::Table => {
            if !dry_run || receipt.events == 0 {
                let line = receipts::receipt(context.lang, &receipt);
                context.say(&line)?;
            }
            say_effects(context, registry, &receipt.effects, dry_run)
        }
    }
}

/// Records a request, or only tries it.
pub(crate) fn carry_out(registry: &Registry, request: &Request, dry_run: bool) -> Result<Receipt, Failure> {
    Ok(if dry_run { registry.batch()?.add(request.clone())? } else { registry.record(request)? })
}

/// Says which recorded facts lose or regain their effect, and after a trial that nothing was
/// written.
pub(crate) fn say_effects(
    context: &mut Context<'_, '_>,
    registry: &Registry,
    effects: &Effects,
    dry_run: bool,
) -> Result<(), Failure> {
    if !effects.is_empty() {
        let lines =
            without_effect::told(context.lang, &registry.view(Question::default())?.locked()?, effects, !dry_run)?;
        lines.iter().try_for_each(|line| context.say(line))?;
    }
    if dry_run { context.say(receipts::nothing_written(context.lang)) } else { Ok(()) }
}

/// `--dry-run`: only try.
pub(crate) fn dry_run_argument(lang: Lang) -> Arg {
    Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(lang.pick(
        "只核对，不写入；会说明哪些已有记录将因此失去或恢复效力",
        "only check, write nothing; says which recorded facts would lose or regain their effect",
    ))
}

fn read_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(ROW_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|source| Context::file_failure("read", std::path::Path::new("-"), source))?;
    Ok(text)
}
