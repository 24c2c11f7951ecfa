//! `jiceng verify`: everything read again, everything derived rebuilt and compared, and the log
//! held against signed checkpoints.

use clap::{ArgMatches, Command};
use jiceng_answers::{NotInOrder, VerificationQuestion};
use jiceng_core::RebuildProgress;

use crate::Lang;
use crate::commands::trusted;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::verification;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("verify")
        .about(lang.pick(
            "重读全部日志，核对校验、顺序和解码，重建全部结果逐一比较，并与签署的检查点核对",
            "read the whole log again, check it, rebuild everything derived and compare, and hold it against signed checkpoints",
        ))
        .args(trusted::arguments(
            lang,
            lang.pick(
                "日志须为此检查点的延续；可重复，多个检查点可划定被改写的范围",
                "the log must extend this checkpoint; may be repeated, and several narrow down where history was rewritten",
            ),
        ))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let checkpoints = trusted::checkpoints(matches)?;
    let registry = context.open_to_check()?;
    let question = VerificationQuestion { dir: Some(context.data.clone()), checkpoints };
    let mut meter = context.meter();
    let answer = question.answer(&registry, &mut |RebuildProgress { done, total }| meter.tick(done, total))?;
    meter.finish();
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => Grid::of(context.lang, &answer.table(), |_, _| None::<String>).write_csv(context)?,
        Format::Table => verification::lines(context.lang, &answer).iter().try_for_each(|line| context.say(line))?,
    }
    match answer.not_in_order() {
        None => Ok(()),
        Some(NotInOrder::Projections) => Err(Failure::NotVerified),
        Some(NotInOrder::Checkpoints(checkpoints)) => Err(Failure::NotExtended { checkpoints }),
        Some(NotInOrder::Names) => Err(Failure::NamesNotWhole { held: answer.names }),
        Some(NotInOrder::Backups(lines)) => Err(Failure::BackupsUnlisted { lines }),
    }
}
