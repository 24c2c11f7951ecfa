//! `jiceng verify`: everything read again, everything derived rebuilt and compared, and the log
//! held against signed checkpoints.

use clap::{ArgMatches, Command};
use jiceng_answers::{CheckpointRow, VerificationAnswer};
use jiceng_core::{Extension, Progress, backups};

use crate::Lang;
use crate::commands::trusted::{self, Trusted};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{names, verification};

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
    let mut trusted = trusted::checkpoints(matches)?;
    trusted.sort_by_key(|trusted| trusted.signed.checkpoint.commits);
    let registry = context.open_to_check()?;
    let mut meter = context.meter();
    let found = registry.verify(&mut |Progress { done, total }| meter.tick(done, total))?;
    meter.finish();
    let checkpoints: Vec<_> = trusted.iter().map(|trusted| trusted.signed.checkpoint.clone()).collect();
    let extensions = if checkpoints.is_empty() { Vec::new() } else { registry.extends(&checkpoints)? };
    let row = |(trusted, extension): (Trusted, Extension)| CheckpointRow::of(trusted.file, &trusted.signed, &extension);
    let unreadable = backups::list(&context.data)?.lost();
    let answer = VerificationAnswer::of(&found, unreadable, trusted.into_iter().zip(extensions).map(row).collect());
    let held = answer.names;
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => Grid::of(context.lang, &answer.table(), |_, _| None::<String>).write_csv(context)?,
        Format::Table => {
            for line in verification::lines(context.lang, &answer) {
                context.say(&line)?;
            }
            if held.names > 0 {
                context.say(&names::held(context.lang, &held))?;
            }
        }
    }
    let not_extended = answer.checkpoints.iter().filter(|row| !row.extends).count();
    match (answer.projections_agree, not_extended) {
        (true, 0) if !held.is_whole() => Err(Failure::NamesNotWhole { held }),
        (true, 0) if unreadable > 0 => Err(Failure::BackupsUnlisted { lines: unreadable }),
        (true, 0) => Ok(()),
        (false, _) => Err(Failure::NotVerified),
        (true, checkpoints) => Err(Failure::NotExtended { checkpoints }),
    }
}
