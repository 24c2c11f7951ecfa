//! `jiceng init`: a new, empty registry.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::log::ShowPath as _;
use jiceng_core::{Readers, Registry};

use crate::Lang;
use crate::context::Context;
use crate::failure::Failure;
use crate::texts::keys as texts;

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
    let dir = context.data.shown().to_string();
    texts::made(context.lang, &dir, &key, &id).iter().try_for_each(|line| context.say(line))
}
