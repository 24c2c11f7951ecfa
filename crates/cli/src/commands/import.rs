//! `jiceng import`: a file of rows, all of it or nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::{Adopted, Question, Registry, Since};
use jiceng_exchange::import::RowSince;
use jiceng_exchange::{Import, ImportReport, frames};
use serde::Serialize;

use crate::commands::record;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::texts::without_effect::{self, EffectRow};
use crate::texts::{imports, rows};

/// Bad rows told one by one; of the others only the number is told.
const TOLD_MAX: usize = 50;

#[derive(Serialize)]
struct Answer {
    rows: u64,
    events: u64,
    already_true: u64,
    written: bool,
    head: u64,
    bad: Vec<BadRow>,
    since: Vec<RowSinceAnswer>,
    by_day: bool,
    lost_effect: Vec<EffectRow>,
    regained_effect: Vec<EffectRow>,
    without_effect: Vec<EffectRow>,
}

#[derive(Serialize)]
struct BadRow {
    line: u64,
    message: String,
}

/// A row that was recorded before, and what has become of its fact.
#[derive(Serialize)]
struct RowSinceAnswer {
    line: u64,
    recorded: u64,
    became: &'static str,
    by: u64,
    replaced_by: Option<u64>,
    message: String,
}

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
                    lang.pick("JSON Lines 文件，写法见 docs/cli.md", "a JSON Lines file, as docs/cli.md describes it"),
                ),
        )
        .arg(record::recorder_argument(lang))
        .arg(
            Arg::new("frames")
                .long("frames")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["recorder", "dry-run", "skip-bad", "recorded-as-stated", "again"])
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
        dry_run: matches.get_flag("dry-run"),
        skip_bad: matches.get_flag("skip-bad"),
        recorded_as_stated: matches.get_flag("recorded-as-stated"),
        again: matches.get_flag("again"),
        held_events_max: None,
    };
    let (mut input, bytes) = open(path)?;
    let registry = context.open()?;
    let mut meter = context.meter();
    let report = import.run(&registry, &mut input, &mut |read, _| meter.tick(read, bytes))?;
    meter.finish();
    tell(context, path, &import, &report)?;
    tell_effects(context, &registry, &report)?;
    context.snapshot_if_due(&registry)?;
    let bad = report.bad.len();
    if bad > 0 && !import.skip_bad { Err(Failure::BadRows { bad }) } else { Ok(()) }
}

/// The JSON of an import of frames.
#[derive(Serialize)]
struct FramesAnswer {
    commits: u64,
    events: u64,
    present: u64,
    head: u64,
}

fn import_frames(path: &Path, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let (mut input, bytes) = open(path)?;
    let registry = context.open()?;
    let mut meter = context.meter();
    let adopted = frames::import(&registry, &mut input, &mut |read| meter.tick(read, bytes));
    meter.finish();
    let Adopted { commits, events, present } = adopted?;
    let head = registry.head()?.0;
    if context.format == Format::Json {
        return context.json(&FramesAnswer { commits, events, present, head });
    }
    context.say(&match context.lang {
        Lang::Zh => format!("并入 {commits} 次提交，{events} 个事件；{present} 次提交原已存在且相同；日志到 {head}"),
        Lang::En => format!("took {commits} commits, {events} events; {present} commits were there and are the same; the log ends at {head}"),
    })
}

fn open(path: &Path) -> Result<(BufReader<File>, u64), Failure> {
    let failed = |source| Context::file_failure("read", path, source);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    Ok((BufReader::with_capacity(1 << 16, file), metadata.len()))
}

fn tell(context: &mut Context<'_, '_>, path: &Path, import: &Import, report: &ImportReport) -> Result<(), Failure> {
    let (lang, file) = (context.lang, path.display().to_string());
    if context.format == Format::Json {
        let message = |bad| BadRow { line: bad_line(bad), message: rows::bad_row(lang, &file, bad) };
        return context.json(&Answer {
            rows: report.rows,
            events: report.events,
            already_true: report.already_true,
            written: report.written,
            head: report.head.0,
            bad: report.bad.iter().map(message).collect(),
            since: report.since.iter().map(|row| since_answer(lang, &file, row)).collect(),
            by_day: report.by_day,
            lost_effect: without_effect::rows(report.effects.lost.values()),
            regained_effect: without_effect::rows(report.effects.regained.values()),
            without_effect: without_effect::rows(report.effects.without.values()),
        });
    }
    if report.by_day {
        context.note(lang.pick(
            "各行按文件顺序不能全部写入，已改按生效日期先后处理",
            "the rows do not fit in the order of the file; they were decided in the order of their days",
        ))?;
    }
    for row in report.since.iter().take(TOLD_MAX) {
        context.note(&imports::row_since(lang, &file, row))?;
    }
    if let Some(more) = report.since.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
        context.note(&match lang {
            Lang::Zh => format!("……另有 {more} 行此前记录、后来撤回或更正（--format json 列出全部）"),
            Lang::En => format!("… and {more} more rows withdrawn or corrected since (--format json lists all)"),
        })?;
    }
    for bad in report.bad.iter().take(TOLD_MAX) {
        context.note(&rows::bad_row(lang, &file, bad))?;
    }
    if let Some(more) = report.bad.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
        context.note(&match lang {
            Lang::Zh => format!("……另有 {more} 行有误（--format json 列出全部）"),
            Lang::En => format!("… and {more} more bad rows (--format json lists all)"),
        })?;
    }
    let (rows, events, already, bad) = (report.rows, report.events, report.already_true, report.bad.len());
    let outcome = match (report.written, import.dry_run) {
        (true, _) => lang.pick("已写入", "recorded"),
        (false, true) => lang.pick("仅检查，未写入", "checked only, nothing recorded"),
        (false, false) => lang.pick("未写入", "nothing recorded"),
    };
    let since = match (report.since.len(), lang) {
        (0, _) => String::new(),
        (since, Lang::Zh) => format!("（其中 {since} 行后来撤回或更正）"),
        (since, Lang::En) => format!(" ({since} of them withdrawn or corrected since)"),
    };
    context.say(&match lang {
        Lang::Zh => format!("{rows} 行：{events} 个事件，{already} 行此前已记录{since}，{bad} 行有误；{outcome}"),
        Lang::En => {
            format!("{rows} rows: {events} events, {already} rows recorded before{since}, {bad} bad rows; {outcome}")
        }
    })
}

/// Which recorded facts lose or regain their effect by what was imported, or would be.
fn tell_effects(context: &mut Context<'_, '_>, registry: &Registry, report: &ImportReport) -> Result<(), Failure> {
    let is_rejected = !report.written && !report.bad.is_empty();
    if context.format == Format::Json || report.effects.is_empty() || is_rejected {
        return Ok(());
    }
    let view = registry.view(Question::default())?;
    let lines = without_effect::told(context.lang, &view, &report.effects, report.written)?;
    drop(view);
    lines.iter().try_for_each(|line| context.note(line))
}

fn since_answer(lang: Lang, file: &str, row: &RowSince) -> RowSinceAnswer {
    let (became, replaced_by) = match row.since {
        Since::Withdrawn { .. } => ("withdrawn", None),
        Since::Corrected { replaced_by, .. } => ("corrected", Some(replaced_by.0)),
        Since::Erased { .. } => ("erased", None),
    };
    let (recorded, by) = (row.recorded.0, row.since.by().0);
    RowSinceAnswer { line: row.line, recorded, became, by, replaced_by, message: imports::row_since(lang, file, row) }
}

const fn bad_line(bad: &jiceng_exchange::import::BadRow) -> u64 {
    bad.line
}
