//! `jiceng person rewrap`: the keys of all persons under another registry key.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::RewrappingAnswer;
use jiceng_core::{DamagedKeys, KeySource};

use super::forget::tell_backups;
use crate::Lang;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::erasures;

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
    let done = registry.rewrap_with(&to, damaged)?;
    let answer = RewrappingAnswer::of(&done, &now, &to, &context.data)?;
    if context.format != Format::Table {
        return context.json(&answer);
    }
    erasures::rewrapped(context.lang, &answer, &now).iter().try_for_each(|line| context.say(line))?;
    if !answer.backups.is_empty() {
        tell_backups(context, &answer.backups)?;
    }
    erasures::rewrapped_leavings(context.lang, &answer).iter().try_for_each(|line| context.say(line))
}
