//! `jiceng verify`: everything read again, everything derived rebuilt and compared, and the log held against
//! signed checkpoints.

use clap::{ArgMatches, Command};
use jiceng_core::{Extension, Progress, Verification};
use serde::Serialize;

use crate::commands::person::NamesRow;
use crate::commands::trusted::{self, Trusted};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::names as texts;

#[derive(Serialize)]
struct Answer {
    ok: bool,
    commits: u64,
    events: u64,
    projections_agree: bool,
    names: NamesRow,
    checkpoints: Vec<Held>,
}

/// A checkpoint, and the log beside it.
#[derive(Serialize)]
struct Held {
    file: String,
    origin: String,
    signed_by: Vec<String>,
    /// How many commits it is of, and their root.
    commits: u64,
    root: String,
    extends: bool,
    /// The root of as many commits today, and where they end; none where there are not so many.
    root_today: Option<String>,
    position: Option<u64>,
}

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
    let registry = context.open()?;
    let mut meter = context.meter();
    let found = registry.verify(&mut |Progress { done, total }| meter.tick(done, total))?;
    meter.finish();
    let checkpoints: Vec<_> = trusted.iter().map(|trusted| trusted.signed.checkpoint.clone()).collect();
    let extensions = if checkpoints.is_empty() { Vec::new() } else { registry.extends(&checkpoints)? };
    let names = found.names;
    let answer = answer(found, trusted.into_iter().zip(extensions).map(held).collect());
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => grid(&answer).write_csv(context)?,
        Format::Table => {
            for line in lines(context.lang, &answer) {
                context.say(&line)?;
            }
            if names.names > 0 {
                context.say(&texts::held(context.lang, &names))?;
            }
        }
    }
    let not_extended = answer.checkpoints.iter().filter(|held| !held.extends).count();
    match (answer.projections_agree, not_extended) {
        (true, 0) if !names.is_whole() => Err(Failure::NamesNotWhole { held: names }),
        (true, 0) => Ok(()),
        (false, _) => Err(Failure::NotVerified),
        (true, checkpoints) => Err(Failure::NotExtended { checkpoints }),
    }
}

fn answer(found: Verification, checkpoints: Vec<Held>) -> Answer {
    Answer {
        ok: found.projections_agree && found.names.is_whole() && checkpoints.iter().all(|held| held.extends),
        commits: found.log.commits,
        events: found.log.events,
        projections_agree: found.projections_agree,
        names: NamesRow::of(&found.names),
        checkpoints,
    }
}

fn held((trusted, extension): (Trusted, Extension)) -> Held {
    let Trusted { file, signed } = trusted;
    Held {
        file,
        signed_by: trusted::names(&signed),
        origin: signed.checkpoint.origin,
        commits: signed.checkpoint.commits,
        root: signed.checkpoint.root.to_string(),
        extends: extension.extends,
        root_today: extension.today.map(|today| today.root.to_string()),
        position: extension.today.map(|today| today.position.0),
    }
}

fn grid(answer: &Answer) -> Grid {
    let mut grid = Grid::new()
        .text("ok", "")
        .number("commits", "")
        .number("events", "")
        .text("projections_agree", "")
        .text("checkpoint", "")
        .number("checkpoint_commits", "")
        .text("extends", "");
    let log = [
        answer.ok.to_string(),
        answer.commits.to_string(),
        answer.events.to_string(),
        answer.projections_agree.to_string(),
    ];
    let mut row = |checkpoint: [String; 3]| grid.row(log.iter().chain(&checkpoint).map(Entry::plain).collect());
    for held in &answer.checkpoints {
        row([held.file.clone(), held.commits.to_string(), held.extends.to_string()]);
    }
    if answer.checkpoints.is_empty() {
        row(Default::default());
    }
    grid
}

fn lines(lang: Lang, answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    let Answer { commits, events, .. } = answer;
    if answer.projections_agree {
        lines.push(match lang {
            Lang::Zh => format!("核对无误：{commits} 次提交，{events} 个事件；重建结果与现有结果一致"),
            Lang::En => format!("in order: {commits} commits, {events} events; everything rebuilt is the same"),
        });
    }
    lines.extend(answer.checkpoints.iter().map(|held| told(lang, held, answer.commits)));
    lines.extend(bracket(lang, &answer.checkpoints));
    lines
}

/// What the log is to a checkpoint.
fn told(lang: Lang, held: &Held, commits_today: u64) -> String {
    let Held { file, commits, .. } = held;
    let by = held.signed_by.join(lang.pick("、", ", "));
    match (lang, held.position, held.extends) {
        (Lang::Zh, Some(position), true) => {
            format!("检查点 {file}（{by} 签署）：前 {commits} 次提交（位置 {position} 之前）与签署时逐字节相同")
        }
        (Lang::En, Some(position), true) => format!(
            "checkpoint {file}, signed by {by}: the first {commits} commits (before position {position}) are as they were signed, to the byte"
        ),
        (Lang::Zh, Some(position), false) => format!(
            "检查点 {file}（{by} 签署）：不符。前 {commits} 次提交（位置 {position} 之前）已不是签署时的内容：历史被改写，或不是同一登记库"
        ),
        (Lang::En, Some(position), false) => format!(
            "checkpoint {file}, signed by {by}: NOT EXTENDED. The first {commits} commits (before position {position}) are not what was signed: history was rewritten, or this is another registry"
        ),
        (Lang::Zh, None, _) => format!(
            "检查点 {file}（{by} 签署）：不符。签署时有 {commits} 次提交，现只有 {commits_today} 次：日志有缺失，或不是同一登记库"
        ),
        (Lang::En, None, _) => format!(
            "checkpoint {file}, signed by {by}: NOT EXTENDED. It is of {commits} commits, and the log has {commits_today}: a part of it is lost, or this is another registry"
        ),
    }
}

/// Between which checkpoints history was rewritten. They are in the order of their sizes.
fn bracket(lang: Lang, checkpoints: &[Held]) -> Option<String> {
    let first_bad = checkpoints.iter().find(|held| !held.extends && held.position.is_some())?;
    let last_good = checkpoints.iter().rfind(|held| held.extends)?;
    let (after, to) = (last_good.commits + 1, first_bad.commits);
    (after <= to).then(|| match lang {
        Lang::Zh => {
            format!("最早的改动在第 {after} 至第 {to} 次提交中（位置 {} 起）", last_good.position.unwrap_or_default())
        }
        Lang::En => format!(
            "the earliest change is in commits {after} to {to}, counted from 1 (from position {} on)",
            last_good.position.unwrap_or_default()
        ),
    })
}
