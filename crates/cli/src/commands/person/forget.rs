//! `jiceng person forget`: a name is erased, and it is said what else may have it.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::backups::{self, BackupRecord, CopyKind};
use jiceng_core::domain::PersonId;
use jiceng_core::projections::persons;
use jiceng_core::{CHINA, KeyState, Question, Registry};
use jiceng_exchange::row::request_from_fields;
use serde::Serialize;
use serde_json::json;

use super::{person, person_argument, register};
use crate::commands::record::{self, ReceiptRow, receipt_row};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    receipt: ReceiptRow,
    person: String,
    erased_position: Option<u64>,
    backups: Vec<BackupRow>,
    leavings: Vec<String>,
    registry_key: Option<String>,
    registry_key_inside: bool,
}

/// A backup that may hold the key, in JSON.
#[derive(Serialize)]
pub(super) struct BackupRow {
    path: String,
    made_at: String,
    position: u64,
    /// Whether there is such a file still.
    is_there: bool,
}

pub(super) fn command(lang: Lang) -> Command {
    Command::new("forget")
        .about(lang.pick(
            "删除一名人员的姓名：销毁其钥匙，不可恢复；席位和数字不变",
            "erase a person's name: its key is destroyed for good; seats and figures stay",
        ))
        .arg(person_argument(lang))
        .arg(
            Arg::new("reason")
                .long("reason")
                .required(true)
                .value_name(lang.pick("原因", "REASON"))
                .help(lang.pick("原因，如 本人要求；不要写姓名", "why, such as: on request; write no name")),
        )
        .args(register::when_and_by_whom(lang))
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let recorder = record::recorder(matches)?;
    let person = person(matches)?;
    let mut row = register::row("erase_person", matches)?;
    row.insert("reason".to_owned(), json!(matches.get_one::<String>("reason")));
    let request = request_from_fields(row, recorder.as_ref())?;
    let registry = context.open()?;
    let receipt = registry.record(&request)?;
    let backups = backups_with(&registry, context, &person)?;
    let leavings = backups::leavings(&context.data, &person)?;
    let leavings: Vec<String> = leavings.iter().map(|path| path.display().to_string()).collect();
    let key = registry.key_state()?;
    context.note_keys(&registry)?;
    if context.format != Format::Table {
        let erased_position = erased_position(&registry, &person)?;
        return context.json(&Answer {
            receipt: receipt_row(&receipt),
            person: person.to_string(),
            erased_position,
            backups: rows(&backups),
            leavings,
            registry_key: key.wrapped_by.map(|id| id.to_string()),
            registry_key_inside: key.is_inside,
        });
    }
    let lang = context.lang;
    context.say(&record::told(lang, &receipt))?;
    context.say(&match lang {
        Lang::Zh => format!("{person} 的姓名钥匙已销毁，登记库的任何文件都不再含其姓名；席位和数字不变。"),
        Lang::En => format!("the key of the name of {person} is destroyed, no file of the registry has the name any more; seats and figures stay."),
    })?;
    if backups.is_empty() {
        context.say(lang.pick(
            "备份清单中没有含此钥匙的备份；用其他办法做的副本不在清单上。",
            "no backup on the list holds the key; copies that were made otherwise are not on the list.",
        ))?;
    } else {
        let count = backups.len();
        context.say(&match lang {
            Lang::Zh => format!("以下 {count} 份备份含此钥匙，须逐一处理（用其他办法做的副本不在清单上）："),
            Lang::En => format!(
                "{count} backups hold the key and must be dealt with (copies made otherwise are not on the list):"
            ),
        })?;
        tell_backups(context, &backups)?;
    }
    if !leavings.is_empty() {
        context.say(lang.pick(
            "本程序留下的以下目录和文件也可能含此钥匙（恢复时移开或未完成的登记库、未完成的备份、抢救前的原目录），用不着时请销毁：",
            "what this program left here may hold the key too (registries that a restore replaced or did not finish, backups that were cut short, the old directory of a repair); destroy it when it is not needed:",
        ))?;
        for path in &leavings {
            context.say(&format!("  {path}"))?;
        }
    }
    context.say(next_step(lang, &key))
}

fn erased_position(registry: &Registry, person: &PersonId) -> Result<Option<u64>, Failure> {
    let view = registry.view(Question::default())?;
    let registration = persons::registration(view.facts(), person, view.as_of().known);
    Ok(registration.erased.map(|(_, position)| position.0))
}

/// The backups that were made while the person's key was there.
fn backups_with(
    registry: &Registry,
    context: &Context<'_, '_>,
    person: &PersonId,
) -> Result<Vec<BackupRecord>, Failure> {
    let mut backups = backups::list(&context.data)?;
    let view = registry.view(Question::default())?;
    let events = persons::events(view.facts(), person, view.as_of().known);
    let erased = persons::registration(view.facts(), person, view.as_of().known).erased.map(|(_, position)| position);
    let first = events.first().copied();
    backups.retain(|backup| {
        backup.kind == CopyKind::Backup
            && first.is_some_and(|first| first < backup.position)
            && erased.is_none_or(|erased| backup.position <= erased)
    });
    Ok(backups)
}

/// Backups in JSON.
pub(super) fn rows(backups: &[BackupRecord]) -> Vec<BackupRow> {
    let row = |backup: &BackupRecord| BackupRow {
        path: backup.path.display().to_string(),
        made_at: backup.made_at.to_string(),
        position: backup.position.0,
        is_there: backup.path.exists(),
    };
    backups.iter().map(row).collect()
}

/// The backups as people read them.
pub(super) fn tell_backups(context: &mut Context<'_, '_>, backups: &[BackupRecord]) -> Result<(), Failure> {
    let lang = context.lang;
    let mut grid = Grid::new()
        .text("path", lang.pick("备份", "backup"))
        .text("made_at", lang.pick("时间", "made"))
        .number("position", lang.pick("位置", "position"))
        .text("is_there", lang.pick("现存", "there"));
    for backup in backups {
        let is_there = backup.path.exists();
        let made_at = CHINA.to_datetime(backup.made_at).strftime("%Y-%m-%d %H:%M").to_string();
        grid.row(vec![
            Entry::plain(backup.path.display()),
            Entry::coded(made_at, backup.made_at),
            Entry::plain(backup.position),
            Entry::coded(if is_there { lang.pick("是", "yes") } else { lang.pick("否", "no") }, is_there),
        ]);
    }
    grid.write_table(context)
}

fn next_step(lang: Lang, key: &KeyState) -> &'static str {
    if key.is_inside {
        lang.pick(
            "备份和副本如连同 registry.key 复制，只能销毁；磁盘旧数据块中的残留，用 jiceng person rewrap 更换登记库钥匙即失效。",
            "copies that have registry.key with them can only be destroyed; what old blocks of the disk may hold is made worthless by jiceng person rewrap.",
        )
    } else {
        lang.pick(
            "要使全部旧备份、副本和磁盘残留一次失效：jiceng person rewrap --new-key-file 新文件，再销毁旧的登记库钥匙。",
            "to make all old copies worthless at once: jiceng person rewrap --new-key-file NEW, then destroy the old registry key.",
        )
    }
}
