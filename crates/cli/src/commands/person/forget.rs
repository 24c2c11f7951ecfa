//! `jiceng person forget`: a name is erased, and it is said what else may have it.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{BackupRow, ErasureAnswer};
use jiceng_core::Question;
use jiceng_exchange::row::request_from_fields;
use serde_json::json;

use super::{person, person_argument, register};
use crate::Lang;
use crate::commands::record;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{erasures, headings, receipts};

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
    let key = registry.key_state()?;
    let answer = {
        let view = registry.view(Question::default())?.locked()?;
        ErasureAnswer::of(person, &receipt, &view, &context.data, &key)?
    };
    context.note_keys(&registry)?;
    if context.format != Format::Table {
        return context.json(&answer);
    }
    let lang = context.lang;
    context.say(&receipts::receipt(lang, &receipt))?;
    erasures::erased(lang, &answer).iter().try_for_each(|line| context.say(line))?;
    if !answer.backups.is_empty() {
        tell_backups(context, &answer.backups)?;
    }
    erasures::leavings(lang, &answer).iter().try_for_each(|line| context.say(line))?;
    context.say(erasures::next_step(lang, &answer))
}

/// The backups as people read them.
pub(super) fn tell_backups(context: &mut Context<'_, '_>, backups: &[BackupRow]) -> Result<(), Failure> {
    Grid::of(context.lang, &BackupRow::table(backups), headings::of_backups).write_table(context)
}
