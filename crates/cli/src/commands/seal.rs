//! `jiceng seal`: old commits take less room.

use clap::{ArgMatches, Command};
use jiceng_answers::SealingAnswer;
use jiceng_core::{RebuildProgress, Registry};

use crate::Lang;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::sealing;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("seal").about(lang.pick(
        "封存：压缩存放已有的提交，内容、位置和哈希不变；中断后再次运行即可继续",
        "keep the commits that are there in less room; bytes, positions and hashes stay; stopped, it goes on when it is run again",
    ))
}

pub(crate) fn run(_: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let mut meter = context.meter();
    let done = Registry::seal(&context.data, &mut |RebuildProgress { done, total }| meter.tick(done, total))?;
    meter.finish();
    let answer = SealingAnswer::from(done);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv | Format::Table => context.say(&sealing::sealed(context.lang, &answer)),
    }
}
