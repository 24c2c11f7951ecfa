//! `jiceng repair`: what is sound of a damaged registry, in a new directory.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::domain::Position;
use jiceng_core::log::Rescued;
use jiceng_exchange::cut::{Cut, cut};
use serde::Serialize;

use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;

#[derive(Serialize)]
struct Answer {
    directory: String,
    commits: u64,
    head: u64,
    lost: Vec<Lost>,
    behind: Vec<Behind>,
    unsound: Vec<String>,
}

#[derive(Serialize)]
struct Lost {
    from: u64,
    to: u64,
}

#[derive(Serialize)]
struct Behind {
    first: u64,
    next: u64,
    commits: u64,
    file: String,
    moved_to: Option<u64>,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("repair")
        .about(lang.pick(
            "抢救：把损坏的登记库中完好的内容写入新目录，原目录不动",
            "rescue what is sound of a damaged registry into a new directory; the old one is only read",
        ))
        .arg(
            Arg::new("to")
                .long("to")
                .required(true)
                .value_name(lang.pick("新目录", "NEW_DIR"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("新登记库的目录，须为空或不存在", "the new registry's directory, which must be empty or not there")),
        )
        .arg(Arg::new("close-gaps").long("close-gaps").action(ArgAction::SetTrue).help(lang.pick(
            "缺失之后的完好提交也写入新库，位置随之前移（缺省只存为文件）",
            "append what is sound behind something lost to the new registry too, at other positions (else it is only kept as files)",
        )))
        .arg(
            Arg::new("up-to")
                .long("up-to")
                .conflicts_with("close-gaps")
                .value_name(lang.pick("位置", "POSITION"))
                .value_parser(value_parser!(u64))
                .help(lang.pick(
                    "登记库完好而某次提交的时钟有误时：只取此位置之前的提交，其后的写成行文件，查看后可重新导入",
                    "for a sound registry in which a commit was recorded with a wrong clock: take what lies before this position, and write what came later to a file of rows, to be imported again when it was looked at",
                )),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(to) = matches.get_one::<PathBuf>("to") else { return Ok(()) };
    if let Some(up_to) = matches.get_one::<u64>("up-to") {
        return run_cut(to, Position(*up_to), context);
    }
    let rescued = jiceng_core::rescue(&context.data, to, matches.get_flag("close-gaps"))?;
    let lost = rescued.lost.len();
    let answer = answer(to.display().to_string(), rescued);
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv | Format::Table => tell(context, &answer)?,
    }
    if lost > 0 { Err(Failure::NotAllRescued { lost }) } else { Ok(()) }
}

#[derive(Serialize)]
struct CutAnswer {
    directory: String,
    commits: u64,
    head: u64,
    rows_file: Option<String>,
    rows: usize,
    unreadable: Vec<String>,
    forgotten: usize,
}

fn run_cut(to: &Path, up_to: Position, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let key = context.key()?;
    let Cut { commits, head, rows, unreadable, forgotten } = cut(&context.data, to, up_to, &key)?;
    let (rows_file, rows) = rows.map_or((None, 0), |(file, rows)| (Some(file.display().to_string()), rows));
    let unreadable: Vec<String> = unreadable.iter().map(ToString::to_string).collect();
    let answer = CutAnswer {
        directory: to.display().to_string(),
        commits,
        head: head.0,
        rows_file,
        rows,
        unreadable,
        forgotten: forgotten.len(),
    };
    if context.format == Format::Json {
        return context.json(&answer);
    }
    let lang = context.lang;
    let CutAnswer { directory, rows_file, unreadable, forgotten, .. } = answer;
    context.say(&match lang {
        Lang::Zh => format!("已取到 {directory}：{commits} 次提交，{head} 个事件，核对无误"),
        Lang::En => format!("taken into {directory}: {commits} commits, {head} events, verified"),
    })?;
    if let Some(file) = rows_file {
        context.say(&match lang {
            Lang::Zh => format!(
                "其后的提交写成 {rows} 行，在 {file}（含姓名原文，仅本人可读）：查看后用 jiceng import {file} --data {directory} 导入，再销毁该文件"
            ),
            Lang::En => format!(
                "what came later is {rows} rows in {file} (with names in the clear, readable by you alone): look through it, import it with jiceng import {file} --data {directory}, then destroy it"
            ),
        })?;
    }
    if forgotten > 0 {
        context.say(&match lang {
            Lang::Zh => format!("其后已遗忘的姓名 {forgotten} 个，在新登记库中已再次遗忘"),
            Lang::En => format!("{forgotten} names that were forgotten later are forgotten here too"),
        })?;
    }
    if !unreadable.is_empty() {
        let persons = unreadable.join(lang.pick("、", ", "));
        context.note(&match lang {
            Lang::Zh => format!("提示：以下人员的姓名无法读出，行文件中没有，请另行登记：{persons}"),
            Lang::En => format!(
                "note: the names of these persons cannot be read and are in no row; register them otherwise: {persons}"
            ),
        })?;
    }
    Ok(())
}

fn answer(directory: String, rescued: Rescued) -> Answer {
    let lost = rescued.lost.iter().map(|(from, to)| Lost { from: from.0, to: to.0 }).collect();
    let behind = rescued.behind.into_iter().map(|part| Behind {
        first: part.first.0,
        next: part.next.0,
        commits: part.commits,
        file: part.path.display().to_string(),
        moved_to: part.moved_to.map(|position| position.0),
    });
    let (commits, head) = (rescued.commits, rescued.head.0);
    Answer { directory, commits, head, lost, behind: behind.collect(), unsound: rescued.unsound }
}

fn tell(context: &mut Context<'_, '_>, answer: &Answer) -> Result<(), Failure> {
    let lang = context.lang;
    let Answer { directory, commits, head, .. } = answer;
    context.say(&match lang {
        Lang::Zh => format!("已抢救到 {directory}：{commits} 次提交，{head} 个事件，核对无误"),
        Lang::En => format!("rescued into {directory}: {commits} commits, {head} events, verified"),
    })?;
    for Lost { from, to } in &answer.lost {
        context.say(&match lang {
            Lang::Zh => format!("缺失：位置 {from} 至 {to}（不含）；两处存储均无完好的提交"),
            Lang::En => format!("lost: positions {from} up to {to}; neither copy has a sound commit"),
        })?;
    }
    for Behind { first, next, commits, file, moved_to } in &answer.behind {
        context.say(&match (lang, moved_to) {
            (Lang::Zh, None) => format!("其后完好：位置 {first} 至 {next}（不含），{commits} 次提交，存于 {file}；加 --close-gaps 可并入新库"),
            (Lang::En, None) => format!("sound behind it: positions {first} up to {next}, {commits} commits, kept in {file}; --close-gaps appends them"),
            (Lang::Zh, Some(to)) => format!("其后完好：位置 {first} 至 {next}（不含），{commits} 次提交，已并入新库，自位置 {to} 起；原样存于 {file}"),
            (Lang::En, Some(to)) => format!("sound behind it: positions {first} up to {next}, {commits} commits, now from position {to} on; as they were in {file}"),
        })?;
    }
    for unsound in &answer.unsound {
        context.say(&match lang {
            Lang::Zh => format!("损坏：{unsound}"),
            Lang::En => format!("unsound: {unsound}"),
        })?;
    }
    Ok(())
}
