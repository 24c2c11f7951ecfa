//! `jiceng record`: one fact, as a subcommand or as a JSON row.

use std::io::Read as _;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::Recorder;
use jiceng_core::{Receipt, Registry, Request};
use jiceng_exchange::request_from_json;
use jiceng_exchange::row::request_from_fields;
use serde::Serialize;

use crate::commands::record_arguments;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;

/// A receipt in JSON.
#[derive(Serialize)]
pub(crate) struct ReceiptRow {
    commit: String,
    position: u64,
    events: u64,
    recorded_at: String,
    repeated: bool,
}

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
                .arg(recorder_argument(lang)),
        )
        .subcommands(record_arguments::commands(lang))
}

/// `--recorder`: who records.
pub(crate) fn recorder_argument(lang: Lang) -> Arg {
    Arg::new("recorder")
        .long("recorder")
        .env("JICENG_RECORDER")
        .hide_env(true)
        .value_name(lang.pick("单位", "OFFICE"))
        .help(lang.pick(
            "记录单位或账号，不写个人姓名（缺省取 JICENG_RECORDER）",
            "the office or account that records, not a person's name (else JICENG_RECORDER)",
        ))
}

/// The recorder that was given.
pub(crate) fn recorder(matches: &ArgMatches) -> Result<Option<Recorder>, Failure> {
    let text = matches.get_one::<String>("recorder");
    let read = |text: &String| {
        let value = || Failure::Value { option: "--recorder", value: text.clone(), wanted: Wanted::Recorder };
        Recorder::parse(text).map_err(|_| value())
    };
    text.map(read).transpose()
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(()) };
    let recorder = recorder(matches)?;
    let request = match name {
        "json" => {
            let row = matches.get_one::<String>("row").map(String::as_str).unwrap_or_default();
            let row = if row == "-" { read_stdin()? } else { row.to_owned() };
            request_from_json(&row, recorder.as_ref())?
        }
        _ => request_from_fields(record_arguments::row(name, matches), recorder.as_ref())?,
    };
    record(context, &request)
}

/// Records in the registry and tells the receipt.
pub(crate) fn record(context: &mut Context<'_, '_>, request: &Request) -> Result<(), Failure> {
    let registry = context.open()?;
    record_in(context, &registry, request)
}

/// Records and tells the receipt.
pub(crate) fn record_in(context: &mut Context<'_, '_>, registry: &Registry, request: &Request) -> Result<(), Failure> {
    let receipt = registry.record(request)?;
    match context.format {
        Format::Json | Format::Csv => context.json(&receipt_row(&receipt)),
        Format::Table => {
            let line = told(context.lang, &receipt);
            context.say(&line)
        }
    }
}

/// The JSON of a receipt.
pub(crate) fn receipt_row(receipt: &Receipt) -> ReceiptRow {
    ReceiptRow {
        commit: receipt.commit.to_string(),
        position: receipt.first.0,
        events: receipt.events,
        recorded_at: receipt.recorded_at.to_string(),
        repeated: receipt.repeated,
    }
}

/// A receipt, said to a person.
pub(crate) fn told(lang: Lang, receipt: &Receipt) -> String {
    let Receipt { commit, first, events, .. } = receipt;
    match (lang, receipt.repeated, events) {
        (Lang::Zh, true, _) => format!("此提交已有记录：{commit}/0，位置 {first}"),
        (Lang::En, true, _) => format!("this commit is recorded already: {commit}/0, position {first}"),
        (Lang::Zh, false, 0) => "此前已有相同记录，未重复写入".to_owned(),
        (Lang::En, false, 0) => "the same is recorded already; nothing new was written".to_owned(),
        (Lang::Zh, false, _) => format!("已记录：{commit}/0，位置 {first}，{events} 个事件"),
        (Lang::En, false, _) => format!("recorded: {commit}/0, position {first}, {events} events"),
    }
}

fn read_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(ROW_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|source| Context::file_failure("read", std::path::Path::new("-"), source))?;
    Ok(text)
}
