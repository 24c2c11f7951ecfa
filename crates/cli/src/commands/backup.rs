//! `jiceng backup` and `jiceng restore`: a registry in one file, and back.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::NamesHeld;
use jiceng_core::domain::Position;
use jiceng_core::log::bounded;
use jiceng_core::log::note::NOTE_BYTES_MAX;
use jiceng_exchange::backup::{self, BackupOptions, BackupReport, RestoreOptions, RestoreReport};

use crate::Lang;
use crate::commands::export;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::moved;

pub(crate) fn backup_command(lang: Lang) -> Command {
    Command::new("backup")
        .about(lang.pick(
            "备份：把登记库写入一个文件；他人正在写入时也可进行",
            "write the registry to one file; others may write meanwhile",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("备份文件（tar），须不存在", "the backup (a tar archive), which must not be there")),
        )
        .arg(export::from_argument(lang).help(lang.pick(
            "只备份此位置之后的内容（增量）：填上次备份结束的位置",
            "only what lies behind this position (incremental): where the last backup ended",
        )))
        .arg(Arg::new("without-keys").long("without-keys").action(ArgAction::SetTrue).help(lang.pick(
            "不含姓名的钥匙：备份中的姓名无法读出，遗忘姓名时也不必处理它",
            "leave out the keys of names: nobody can read names from it, and it need not be dealt with when one is forgotten",
        )))
        .arg(
            Arg::new("checkpoint")
                .long("checkpoint")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("一并放入的检查点（签名）", "a signed checkpoint to put in")),
        )
}

pub(crate) fn restore_command(lang: Lang) -> Command {
    Command::new("restore")
        .about(lang.pick(
            "恢复：由备份重建登记库；全部核对无误才放到位",
            "rebuild a registry from backups; everything is checked before it is put in place",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .num_args(1..)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(
                    lang.pick(
                        "完整备份，其后依次为增量备份",
                        "a whole backup, then those that go on from it, in order",
                    ),
                ),
        )
        .arg(Arg::new("replace").long("replace").action(ArgAction::SetTrue).help(
            lang.pick(
                "目录中已有登记库时，将其移开（不删除）",
                "move a registry that is there aside (it is not removed)",
            ),
        ))
        .arg(Arg::new("names-may-return").long("names-may-return").action(ArgAction::SetTrue).requires("replace").help(
            lang.pick(
                "原登记库已损坏，查不明遗忘过哪些姓名时仍然恢复：备份中的这些姓名可能复现",
                "restore also where the registry that is there is damaged and cannot say whose names it has forgotten: they may come back",
            ),
        ))
}

pub(crate) fn run_backup(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    let checkpoint = matches.get_one::<PathBuf>("checkpoint");
    let checkpoint = checkpoint.map(|path| {
        bounded::read(path, NOTE_BYTES_MAX as u64).map_err(|source| Context::file_failure("read", path, source))
    });
    let options = BackupOptions {
        key: context.key()?,
        from: Position(matches.get_one("from").copied().unwrap_or_default()),
        without_keys: matches.get_flag("without-keys"),
        checkpoint: checkpoint.transpose()?,
    };
    context.mend()?;
    let report = BackupReport::of(path, &backup::backup(&context.data, path, &options)?);
    if context.format == Format::Json {
        context.json(&report)?;
    } else {
        moved::backed_up(context.lang, &report).iter().try_for_each(|line| context.say(line))?;
    }
    report.names.map_or(Ok(()), whole)
}

/// Whether all names have sound keys.
pub(crate) fn whole(held: NamesHeld) -> Result<(), Failure> {
    if held.is_whole() { Ok(()) } else { Err(Failure::NamesNotWhole { held }) }
}

pub(crate) fn run_restore(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let files: Vec<PathBuf> = matches.get_many("file").into_iter().flatten().cloned().collect();
    let options = RestoreOptions {
        replace: matches.get_flag("replace"),
        key: context.key()?,
        names_may_return: matches.get_flag("names-may-return"),
        clock_is_right: context.clock_is_right,
    };
    let restored = backup::restore_with(&files, &context.data, &options)?;
    let report = RestoreReport::of(&context.data, &restored);
    if context.format == Format::Json {
        context.json(&report)?;
        tell_unrelated(restored.unrelated, context)?;
        return whole(report.names);
    }
    moved::restored(context.lang, &report).iter().try_for_each(|line| context.say(line))?;
    if restored.is_unasked {
        context.note(moved::unasked(context.lang))?;
    }
    tell_unrelated(restored.unrelated, context)?;
    whole(report.names)
}

fn tell_unrelated(names: usize, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    if names > 0 { context.note(&moved::unrelated(context.lang, names)) } else { Ok(()) }
}
