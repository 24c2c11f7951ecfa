//! `jiceng import`: a file of rows, all of it or nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::AdoptionAnswer;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::bounded;
use jiceng_core::{Question, Registry};
use jiceng_exchange::{Import, ImportReport, frames};

use crate::Lang;
use crate::commands::record;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::{imports, without_effect};

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("import")
        .about(lang.pick(
            "导入：每行一条记录的 JSON Lines 文件；全部正确才写入",
            "import a JSON Lines file, one row a line; nothing is written unless all rows are good",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(
                    lang.pick("JSON Lines 文件，写法见 docs/cli/rows.md", "a JSON Lines file, as docs/cli/rows.md describes it"),
                ),
        )
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
        .arg(
            Arg::new("frames")
                .long("frames")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["recorder", "approver", "dry-run", "skip-bad", "recorded-as-stated", "again"])
                .help(lang.pick(
                    "文件是 jiceng export --frames 导出的帧：逐字节并入，已有的提交须相同",
                    "the file holds frames of jiceng export --frames: taken byte for byte; commits that are there must be the same",
                )),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(lang.pick("只检查，不写入", "only check, write nothing")),
        )
        .arg(
            Arg::new("skip-bad")
                .long("skip-bad")
                .action(ArgAction::SetTrue)
                .help(lang.pick("跳过有误的行，写入其余各行", "leave bad rows out and record the others")),
        )
        .arg(Arg::new("again").long("again").action(ArgAction::SetTrue).conflicts_with("recorded-as-stated").help(
            lang.pick(
                "此前记录、后来撤回的行，再次写入",
                "record once more the rows whose fact was recorded before and withdrawn since",
            ),
        ))
        .arg(Arg::new("recorded-as-stated").long("recorded-as-stated").action(ArgAction::SetTrue).help(lang.pick(
            "采用行内的 recorded_at：迁入别处已有的历史时使用，日志中会注明",
            "take recorded_at from the rows: for a history that moves in from elsewhere; the log says so",
        )))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    if matches.get_flag("frames") {
        return import_frames(path, context);
    }
    let import = Import {
        recorder: record::recorder(matches)?,
        approver: record::approver(matches)?,
        dry_run: matches.get_flag("dry-run"),
        skip_bad: matches.get_flag("skip-bad"),
        recorded_as_stated: matches.get_flag("recorded-as-stated"),
        again: matches.get_flag("again"),
        ..Import::default()
    };
    let (mut input, bytes) = open(path)?;
    let registry = context.open()?;
    let mut meter = context.meter();
    let report = import.run(&registry, &mut input, &mut |read, _| meter.tick(read, bytes))?;
    meter.finish();
    tell(context, path, &import, &report)?;
    tell_effects(context, &registry, &report)?;
    context.snapshot_if_due(&registry)?;
    let bad = report.bad_rows();
    if bad > 0 && !import.skip_bad { Err(Failure::BadRows { bad }) } else { Ok(()) }
}

/// A file that is no longer is read to its end, whatever of it is there: that takes a second.
const HOLES_MAX: u64 = 1 << 30;

fn import_frames(path: &Path, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let (mut input, bytes) = open(path)?;
    let registry = context.open()?;
    let mut meter = context.meter();
    let adopted = frames::import(&registry, &mut input, &mut |read| meter.tick(read, bytes));
    meter.finish();
    let answer = AdoptionAnswer::of(adopted?, registry.head()?);
    if context.format == Format::Json {
        return context.json(&answer);
    }
    context.say(&imports::adopted(context.lang, &answer))
}

fn open(path: &Path) -> Result<(BufReader<File>, u64), Failure> {
    let failed = |source| Context::file_failure("read", path, source);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    if metadata.len() > HOLES_MAX && bounded::is_mostly_holes(&metadata) {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    Ok((BufReader::with_capacity(1 << 16, file), metadata.len()))
}

fn tell(context: &mut Context<'_, '_>, path: &Path, import: &Import, report: &ImportReport) -> Result<(), Failure> {
    let (lang, file) = (context.lang, path.shown().to_string());
    if context.format == Format::Json {
        return context.json(&imports::answer(lang, &file, report));
    }
    imports::notes(lang, &file, report).iter().try_for_each(|note| context.note(note))?;
    context.say(&imports::told(lang, report, import.dry_run))
}

/// Which recorded facts lose or regain their effect by what was imported, or would be.
fn tell_effects(context: &mut Context<'_, '_>, registry: &Registry, report: &ImportReport) -> Result<(), Failure> {
    let is_rejected = !report.written && report.bad_rows() > 0;
    if context.format == Format::Json || report.effects.is_empty() || is_rejected {
        return Ok(());
    }
    let view = registry.view(Question::default())?.locked()?;
    let lines = without_effect::told(context.lang, &view, &report.effects, report.written)?;
    drop(view);
    lines.iter().try_for_each(|line| context.note(line))
}
