//! `jiceng init`: a new, empty registry.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::{KeySource, Readers, Registry};

use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("init").about(lang.pick("建立新的登记库", "make a new, empty registry")).arg(
        Arg::new("readable-by")
            .long("readable-by")
            .value_name(lang.pick("谁", "WHO"))
            .value_parser(["owner", "group"])
            .default_value("owner")
            .hide_possible_values(true)
            .help(lang.pick(
                "谁可读登记库的文件：owner 仅本人（缺省），group 还有目录所属的组；姓名的钥匙总是仅本人可读",
                "who may read the registry's files: owner (the default), or group, that of the directory, too; the keys of names are always the owner's alone",
            ))
            .hide_default_value(true),
    ).after_help(lang.pick(
        "\n人员姓名加密保存。缺省时登记库钥匙写在登记库目录内；给出 --key-file 文件 则写在该文件（已有则采用），与登记库分开保管。",
        "\nNames of persons are kept encrypted. The registry key is written into the registry's directory, or with\n--key-file FILE into that file (a key that is there is used), to be kept apart from the registry.",
    ))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let key = context.key()?;
    let readers = match matches.get_one::<String>("readable-by").map(String::as_str) {
        Some("group") => Readers::Group,
        _ => Readers::Owner,
    };
    let registry = Registry::create_for(&context.data, &key, readers)?;
    let id = registry.key_state()?.wrapped_by.map(|id| id.to_string()).unwrap_or_default();
    let dir = context.data.display().to_string();
    let lang = context.lang;
    context.say(&match lang {
        Lang::Zh => format!("已在 {dir} 建立登记库。"),
        Lang::En => format!("made a registry in {dir}."),
    })?;
    context.say(&match (&key, lang) {
        (KeySource::Inside, Lang::Zh) => format!(
            "人员姓名的登记库钥匙在 {dir}/registry.key：谁复制整个目录，谁就能读出姓名。要分开保管，用 jiceng person rewrap --new-key-file 文件。"
        ),
        (KeySource::Inside, Lang::En) => format!(
            "The registry key of the names of persons is in {dir}/registry.key: whoever copies the whole directory has the names. To keep them apart: jiceng person rewrap --new-key-file FILE."
        ),
        (KeySource::File(file), Lang::Zh) => format!(
            "人员姓名的登记库钥匙 {id} 在 {}：请另行备份，遗失则姓名无法读出。读写姓名时用 --key-file 或 JICENG_KEY_FILE 给出。",
            file.display()
        ),
        (KeySource::File(file), Lang::En) => format!(
            "The registry key {id} of the names of persons is in {}: back it up apart, without it nobody can read them. Give it with --key-file or JICENG_KEY_FILE.",
            file.display()
        ),
        (KeySource::Given(_), Lang::Zh) => {
            format!("人员姓名的登记库钥匙 {id} 取自 JICENG_KEY：请另行备份，遗失则姓名无法读出。")
        }
        (KeySource::Given(_), Lang::En) => format!(
            "The registry key {id} of the names of persons is that of JICENG_KEY: back it up apart, without it nobody can read them."
        ),
    })
}
