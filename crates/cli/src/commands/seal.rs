//! `jiceng seal`: old commits take less room.

use clap::Command;
use jiceng_core::{Progress, Registry};
use serde::Serialize;

use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;

#[derive(Serialize)]
struct Answer {
    commits: u64,
    sealed: u64,
    head: u64,
    bytes_before: u64,
    bytes_after: u64,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("seal").about(lang.pick(
        "封存：压缩存放已有的提交，内容、位置和哈希不变；中断后再次运行即可继续",
        "keep the commits that are there in less room; bytes, positions and hashes stay; stopped, it goes on when it is run again",
    ))
}

pub(crate) fn run(context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let mut meter = context.meter();
    let sealing = Registry::seal(&context.data, &mut |Progress { done, total }| meter.tick(done, total))?;
    meter.finish();
    let (commits, sealed, head) = (sealing.commits, sealing.sealed.0, sealing.head.0);
    let (bytes_before, bytes_after) = (sealing.bytes_before, sealing.bytes_after);
    let left = head - sealed;
    match context.format {
        Format::Json => context.json(&Answer { commits, sealed, head, bytes_before, bytes_after }),
        Format::Csv | Format::Table => context.say(&match context.lang {
            Lang::Zh => format!("封存 {commits} 次提交；日志由 {bytes_before} 字节变为 {bytes_after} 字节；未封存 {left} 个事件"),
            Lang::En => format!("sealed {commits} commits; the log took {bytes_before} bytes and now takes {bytes_after}; {left} events are not sealed"),
        }),
    }
}
