//! `jiceng snapshot`: what is folded is kept, so that the next opening need not fold it again.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::{PassedOver, Progress, Registry};
use serde::Serialize;

use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::texts::snapshots;

#[derive(Serialize)]
struct Answer {
    position: u64,
    bytes: u64,
    file: String,
    /// Up to where the snapshot goes with which the registry was opened; none where all of the log was folded.
    opened_from: Option<u64>,
    passed_over: Vec<Unfit>,
}

#[derive(Serialize)]
struct Unfit {
    file: String,
    reason: String,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("snapshot")
        .about(lang.pick(
            "快照：保存由日志算出的结果，下次打开只需从快照接着读；可随时删除",
            "keep what the log comes to, so that the next opening goes on from there; it can be deleted at any time",
        ))
        .arg(Arg::new("rebuild").long("rebuild").action(ArgAction::SetTrue).help(lang.pick(
            "不采用已有快照，从头重读日志，并以新快照取代其余快照",
            "believe no snapshot that is there: read the whole log, and put a new one in the place of all others",
        )))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = if matches.get_flag("rebuild") { rebuilt(context)? } else { context.open()? };
    let snapshot = registry.snapshot()?;
    let shown = |path: &std::path::Path| path.strip_prefix(&context.data).unwrap_or(path).display().to_string();
    let lang = context.lang;
    let unfit =
        |unfit: &PassedOver| Unfit { file: shown(&unfit.path), reason: snapshots::problem(lang, &unfit.problem) };
    let opened = registry.opened_from();
    let answer = Answer {
        position: snapshot.position.0,
        bytes: snapshot.bytes,
        file: shown(&snapshot.path),
        opened_from: opened.snapshot.map(|position| position.0),
        passed_over: opened.passed_over.iter().map(unfit).collect(),
    };
    if context.format == Format::Json {
        return context.json(&answer);
    }
    let Answer { position, bytes, file, passed_over, .. } = answer;
    for Unfit { file, reason } in passed_over {
        context.note(&match lang {
            Lang::Zh => format!("提示：未采用快照 {file}：{reason}"),
            Lang::En => format!("note: the snapshot {file} was not used: {reason}"),
        })?;
    }
    context.say(&match lang {
        Lang::Zh => format!("已保存快照 {file}：至位置 {position}，{bytes} 字节"),
        Lang::En => format!("kept the snapshot {file}: up to position {position}, {bytes} bytes"),
    })
}

fn rebuilt(context: &mut Context<'_, '_>) -> Result<Registry, Failure> {
    let key = context.key()?;
    let mut meter = context.meter();
    let tick = &mut |Progress { done, total }| meter.tick(done, total);
    let registry = Registry::rebuild_with(&context.data, &key, tick)?;
    meter.finish();
    Ok(registry)
}
