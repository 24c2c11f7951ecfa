//! `jiceng repair`: what is sound of a damaged registry, in a new directory.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::log::Rescued;
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
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(to) = matches.get_one::<PathBuf>("to") else { return Ok(()) };
    let rescued = jiceng_core::rescue(&context.data, to, matches.get_flag("close-gaps"))?;
    let lost = rescued.lost.len();
    let answer = answer(to.display().to_string(), rescued);
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv | Format::Table => tell(context, &answer)?,
    }
    if lost > 0 { Err(Failure::NotAllRescued { lost }) } else { Ok(()) }
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
