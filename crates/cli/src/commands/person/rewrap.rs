//! `jiceng person rewrap`: the keys of all persons under another registry key.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::backups::{self, CopyKind};
use jiceng_core::{DamagedKeys, KeySource, Rewrapped};
use serde::Serialize;

use super::forget::{BackupRow, rows, tell_backups};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;

#[derive(Serialize)]
struct Answer {
    from: String,
    to: String,
    keys: usize,
    lost: usize,
    key_file: String,
    old_key_file: Option<String>,
    backups: Vec<BackupRow>,
}

pub(super) fn command(lang: Lang) -> Command {
    Command::new("rewrap")
        .about(lang.pick(
            "更换登记库钥匙：全部人员钥匙改由新钥匙加密",
            "change the registry key: the keys of all persons go under a new one",
        ))
        .arg(
            Arg::new("new-key-file")
                .long("new-key-file")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick(
                    "新钥匙的文件：没有则生成，已有则采用（现用钥匙在登记库目录内时可不写，就地更换）",
                    "the new key's file: made where there is none, used where there is one (may be left out where the key lies in the registry's directory: it is changed there)",
                )),
        )
        .arg(Arg::new("drop-damaged").long("drop-damaged").action(ArgAction::SetTrue).help(lang.pick(
            "舍弃已损坏的人员钥匙（其姓名从此读不出）；缺省时有损坏即不更换",
            "give up keys of persons that are damaged (their names cannot be read any more); else nothing is changed where there are some",
        )))
        .after_help(lang.pick(
            "\n现用钥匙由 --key-file、JICENG_KEY_FILE 或 JICENG_KEY 给出，或在登记库目录内。更换之后销毁旧钥匙，此前的备份和副本中的姓名即全部失效。",
            "\nThe present key is given by --key-file, JICENG_KEY_FILE or JICENG_KEY, or lies in the registry's directory. Once the\nold key is destroyed afterwards, no copy that was made before gives a name any more.",
        ))
}

pub(super) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let now = context.key()?;
    let to = match (matches.get_one::<PathBuf>("new-key-file"), &now) {
        (Some(file), _) => KeySource::File(file.clone()),
        (None, KeySource::Inside) => KeySource::Inside,
        (None, KeySource::File(_) | KeySource::Given(_)) => return Err(Failure::NoNewKeyFile),
    };
    let registry = context.open()?;
    let damaged = if matches.get_flag("drop-damaged") { DamagedKeys::Drop } else { DamagedKeys::Refuse };
    let Rewrapped { from, to: to_id, keys, lost } = registry.rewrap_with(&to, damaged)?;
    let mut backups = backups::list(&context.data)?;
    backups.retain(|copy| copy.kind == CopyKind::Backup);
    let inside = context.data.join("registry.key");
    let file_of = |source: &KeySource| match source {
        KeySource::Inside => Some(inside.display().to_string()),
        KeySource::File(file) => Some(file.display().to_string()),
        KeySource::Given(_) => None,
    };
    let (key_file, old_key_file) = (file_of(&to).unwrap_or_default(), file_of(&now));
    if context.format != Format::Table {
        return context.json(&Answer {
            from: from.to_string(),
            to: to_id.to_string(),
            keys,
            lost,
            key_file,
            old_key_file,
            backups: rows(&backups),
        });
    }
    let lang = context.lang;
    context.say(&match lang {
        Lang::Zh => format!("登记库钥匙已由 {from} 换为 {to_id}（{key_file}），{keys} 名人员的钥匙已改由新钥匙加密。"),
        Lang::En => {
            format!("the registry key was {from} and is {to_id} ({key_file}); the keys of {keys} persons are under it.")
        }
    })?;
    if lost > 0 {
        context.say(&match lang {
            Lang::Zh => format!("另有 {lost} 名人员的钥匙已损坏，已舍弃，其姓名无法读出。"),
            Lang::En => {
                format!("the keys of {lost} persons were damaged and are given up, their names cannot be read.")
            }
        })?;
    }
    let old = old_key_file.unwrap_or_else(|| "JICENG_KEY".to_owned());
    context.say(&match (&now, lang) {
        (KeySource::Inside, Lang::Zh) => "旧钥匙已从登记库目录中覆盖删除。此前连同 registry.key 复制的备份和副本仍能读出姓名，须逐一销毁。".to_owned(),
        (KeySource::Inside, Lang::En) => "the old key is gone from the registry's directory. Copies that were made with registry.key before still give the names: destroy them.".to_owned(),
        (KeySource::File(_) | KeySource::Given(_), Lang::Zh) => format!("旧钥匙（{old}）仍能打开此前的备份和副本：请将它及其全部副本销毁，并为新钥匙另作备份。"),
        (KeySource::File(_) | KeySource::Given(_), Lang::En) => format!("the old key ({old}) still opens copies that were made before: destroy it with all its copies, and back up the new one."),
    })?;
    if backups.is_empty() {
        return Ok(());
    }
    context.say(lang.pick("此前做的备份：", "backups that were made before:"))?;
    tell_backups(context, &backups)
}
