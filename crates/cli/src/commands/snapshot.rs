//! `jiceng snapshot`: what is folded is kept, so that the next opening need not fold it again.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::SnapshotAnswer;
use jiceng_core::{PassedOver, RebuildProgress, Registry};

use crate::Lang;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::snapshots;

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
    let (lang, kept) = (context.lang, registry.snapshot()?);
    let reason = |unfit: &PassedOver| snapshots::problem(lang, &unfit.problem);
    let answer = SnapshotAnswer::of(&context.data, &kept, registry.opened_from(), reason);
    if context.format == Format::Json {
        return context.json(&answer);
    }
    for unfit in &answer.passed_over {
        context.note(&snapshots::passed_over(lang, unfit))?;
    }
    context.say(&snapshots::kept(lang, &answer))
}

fn rebuilt(context: &mut Context<'_, '_>) -> Result<Registry, Failure> {
    let key = context.key()?;
    let mut meter = context.meter();
    let tick = &mut |RebuildProgress { done, total }| meter.tick(done, total);
    let registry = Registry::rebuild_with(&context.data, &key, tick)?;
    meter.finish();
    Ok(registry)
}
