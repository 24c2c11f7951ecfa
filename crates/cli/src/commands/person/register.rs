//! `jiceng person register`: a person with a name, which is read where it leaves no trace.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use jiceng_core::today;
use jiceng_exchange::row::request_from_fields;
use serde_json::{Map, Value, json};

use super::{person, person_argument};
use crate::Lang;
use crate::commands::{record, record_arguments};
use crate::context::Context;
use crate::failure::Failure;
use crate::texts::values;

/// More than this is no name.
const NAME_BYTES_MAX: u64 = 4096;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("register")
        .about(lang.pick("登记人员，姓名从标准输入读取", "register a person; the name is read from standard input"))
        .after_help(lang.pick(
            "\n命令行上的内容会留在终端历史和进程列表中，所以姓名不写在命令行上：在终端里按提示输入，或由标准输入给出一行。",
            "\nWhat stands on the command line stays in the shell's history and is in the list of processes, so the name does not:\ntype it when asked in a terminal, or give it as one line of standard input.",
        ))
        .arg(person_argument(lang))
        .args(when_and_by_whom(lang))
}

/// `--effective`, the evidence, `--commit` and `--recorder`.
pub(super) fn when_and_by_whom(lang: Lang) -> impl Iterator<Item = Arg> {
    let [effective, rest @ ..] = record_arguments::context_arguments(lang);
    let effective = effective.required(false).help(lang.pick(
        "日期，写作 2020-06-30、2020-06、2020-H1 或 2020（缺省为今天）",
        "when, written 2020-06-30, 2020-06, 2020-H1 or 2020 (today where none is given)",
    ));
    std::iter::once(effective).chain(rest)
}

/// The row of a command about the person, as far as both commands have it.
pub(super) fn row(command: &str, matches: &ArgMatches) -> Result<Map<String, Value>, Failure> {
    let mut row = record_arguments::context_of(command, matches);
    row.entry("effective").or_insert_with(|| json!(today()));
    row.insert("person".to_owned(), json!(person(matches)?));
    Ok(row)
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let recorder = record::recorder(matches)?;
    let mut row = row("register_person", matches)?;
    row.insert("name".to_owned(), json!(read_name(context)?));
    let request = request_from_fields(row, recorder.as_ref())?;
    record::record(context, &record::approved(matches, request)?)
}

/// One line of standard input; asked for where somebody types it.
fn read_name(context: &mut Context<'_, '_>) -> Result<String, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        write!(context.io.err, "{}", values::name_prompt(context.lang))?;
        context.io.err.flush()?;
    }
    let mut line = String::new();
    let read = input.lock().take(NAME_BYTES_MAX).read_line(&mut line);
    read.map_err(|source| Context::file_failure("read", Path::new("-"), source))?;
    Ok(line.trim().to_owned())
}
