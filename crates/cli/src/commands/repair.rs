//! `jiceng repair`: what is sound of a damaged registry, in a new directory.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::RescueAnswer;
use jiceng_core::domain::Position;
use jiceng_exchange::cut::{CutOptions, CutReport, cut};

use crate::Lang;
use crate::commands::backup::whole;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::{names, repaired};

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
    let rescued = jiceng_core::rescue(&context.data, to, matches.get_flag("close-gaps"), &context.key()?)?;
    let unread = rescued.unread;
    let answer = RescueAnswer::of(to, rescued);
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv | Format::Table => {
            repaired::rescued(context.lang, &answer).iter().try_for_each(|line| context.say(line))?;
        }
    }
    tell_dropped(answer.dropped_keys, context)?;
    let failure = match (answer.lost.len(), answer.end_unknown, answer.left_aside) {
        (0, false, 0) if unread == 0 => return whole(answer.names),
        (0, false, 0) => Failure::BesideUnread { files: unread },
        (0, false, commits) => Failure::LeftAside { commits },
        (0, true, _) => Failure::EndUnknown,
        (lost, ..) => Failure::NotAllRescued { lost },
    };
    names::not_whole(context.lang, &answer.names).map_or(Ok(()), |line| context.note(&line))?;
    Err(failure)
}

fn run_cut(to: &Path, up_to: Position, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let options = CutOptions { key: context.key()?, clock_is_right: context.clock_is_right };
    let report = CutReport::of(to, cut(&context.data, to, up_to, &options)?);
    if context.format == Format::Json {
        context.json(&report)?;
    } else {
        repaired::cut(context.lang, &report).iter().try_for_each(|line| context.say(line))?;
        repaired::unreadable(context.lang, &report).map_or(Ok(()), |line| context.note(&line))?;
    }
    tell_dropped(report.dropped_keys, context)?;
    whole(report.names)
}

fn tell_dropped(dropped: usize, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    if dropped > 0 { context.note(&names::dropped(context.lang, dropped)) } else { Ok(()) }
}
