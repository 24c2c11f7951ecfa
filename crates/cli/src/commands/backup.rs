//! `jiceng backup` and `jiceng restore`: a registry in one file, and back.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::NamesHeld;
use jiceng_core::domain::Position;
use jiceng_core::log::bounded;
use jiceng_core::log::note::NOTE_BYTES_MAX;
use jiceng_exchange::backup::{self, BackupOptions, Manifest, RestoreOptions, Restored};
use serde::Serialize;

use crate::commands::export;
use crate::commands::person::NamesRow;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::texts::names as texts;

#[derive(Serialize)]
struct Made {
    file: String,
    from: u64,
    to: u64,
    commits: u64,
    root: String,
    keys: usize,
    names: Option<NamesRow>,
}

#[derive(Serialize)]
struct Back {
    directory: String,
    commits: u64,
    events: u64,
    root: String,
    keys: usize,
    names: NamesRow,
    replaced: Option<String>,
    forgotten: usize,
}

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
    let backup::Made { manifest: Manifest { from, to, keys, .. }, names: held } =
        backup::backup(&context.data, path, &options)?;
    let made = Made {
        file: path.display().to_string(),
        from: from.position.0,
        to: to.position.0,
        commits: to.commits - from.commits,
        root: to.root,
        keys: keys.len(),
        names: held.as_ref().map(NamesRow::of),
    };
    if context.format == Format::Json {
        context.json(&made)?;
        return held.map_or(Ok(()), whole);
    }
    let Made { file, from, to, commits, root, keys, .. } = made;
    context.say(&match context.lang {
        Lang::Zh => format!("已备份到 {file}：{commits} 次提交，位置 {from} 至 {to}（不含），{root}"),
        Lang::En => format!("backed up to {file}: {commits} commits, positions {from} up to {to}, {root}"),
    })?;
    let line = match (context.lang, keys) {
        (Lang::Zh, 0) => "不含姓名的钥匙：由它恢复的登记库读不出姓名。".to_owned(),
        (Lang::En, 0) => "It has no keys of names: a registry restored from it cannot show names.".to_owned(),
        (Lang::Zh, _) => {
            "其中有姓名的钥匙：请妥善保管；日后遗忘某人姓名时，也须处理此文件。下次增量备份用 --from ".to_owned()
                + &to.to_string()
        }
        (Lang::En, _) => format!(
            "It has the keys of names: keep it safe, and deal with it when a name is to be forgotten. To go on from it: --from {to}"
        ),
    };
    context.say(&line)?;
    let Some(held) = held else { return Ok(()) };
    context.say(&texts::held(context.lang, &held))?;
    whole(held)
}

/// Whether all names have sound keys.
fn whole(held: NamesHeld) -> Result<(), Failure> {
    if held.is_whole() { Ok(()) } else { Err(Failure::NamesNotWhole { held }) }
}

pub(crate) fn run_restore(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let files: Vec<PathBuf> = matches.get_many("file").into_iter().flatten().cloned().collect();
    let options = RestoreOptions { replace: matches.get_flag("replace"), key: context.key()? };
    let Restored { end, events, key_files, names: held, replaced, forgotten, is_unasked, .. } =
        backup::restore_with(&files, &context.data, &options)?;
    let back = Back {
        directory: context.data.display().to_string(),
        commits: end.commits,
        events,
        root: end.root,
        keys: key_files,
        names: NamesRow::of(&held),
        replaced: replaced.map(|path| path.display().to_string()),
        forgotten: forgotten.len(),
    };
    if context.format == Format::Json {
        context.json(&back)?;
        return whole(held);
    }
    let Back { directory, commits, events, root, replaced, forgotten, .. } = back;
    context.say(&match context.lang {
        Lang::Zh => format!("已恢复到 {directory}：{commits} 次提交，{events} 个事件，核对无误，{root}"),
        Lang::En => format!("restored into {directory}: {commits} commits, {events} events, verified, {root}"),
    })?;
    context.say(&texts::held(context.lang, &held))?;
    if let Some(replaced) = replaced {
        context.say(&match context.lang {
            Lang::Zh => format!("原登记库移至 {replaced}，未删除"),
            Lang::En => format!("the registry that was there is now {replaced}"),
        })?;
    }
    if forgotten > 0 {
        context.say(&match context.lang {
            Lang::Zh => format!("备份之后已遗忘的姓名 {forgotten} 个，在恢复的登记库中已再次遗忘"),
            Lang::En => format!("{forgotten} names that were forgotten after the backup are forgotten here too"),
        })?;
    }
    if is_unasked {
        context.note(context.lang.pick(
            "提示：原登记库无法打开，备份之后遗忘过的姓名请再次遗忘（jiceng person forget）",
            "note: the registry that was there does not open; names that were forgotten after the backup must be forgotten again (jiceng person forget)",
        ))?;
    }
    whole(held)
}
