//! `jiceng verify`: everything read again, everything derived rebuilt and compared.

use clap::Command;
use jiceng_core::Progress;
use serde::Serialize;

use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};

#[derive(Serialize)]
struct Answer {
    ok: bool,
    commits: u64,
    events: u64,
    projections_agree: bool,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("verify").about(lang.pick(
        "重读全部日志，核对校验、顺序和解码，并重建全部结果逐一比较",
        "read the whole log again, check it, rebuild everything derived and compare",
    ))
}

pub(crate) fn run(context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let mut meter = context.meter();
    let found = registry.verify(&mut |Progress { done, total }| meter.tick(done, total))?;
    meter.finish();
    let ok = found.projections_agree;
    let answer = Answer { ok, commits: found.log.commits, events: found.log.events, projections_agree: ok };
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => {
            let mut grid =
                Grid::new().text("ok", "").number("commits", "").number("events", "").text("projections_agree", "");
            grid.row(vec![
                Entry::plain(ok),
                Entry::plain(answer.commits),
                Entry::plain(answer.events),
                Entry::plain(ok),
            ]);
            grid.write_csv(context)?;
        }
        Format::Table if ok => {
            let line = match context.lang {
                Lang::Zh => {
                    format!("核对无误：{} 次提交，{} 个事件；重建结果与现有结果一致", answer.commits, answer.events)
                }
                Lang::En => format!(
                    "in order: {} commits, {} events; everything rebuilt is the same",
                    answer.commits, answer.events
                ),
            };
            context.say(&line)?;
        }
        Format::Table => {}
    }
    if ok { Ok(()) } else { Err(Failure::NotVerified) }
}
