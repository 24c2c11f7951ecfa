//! `jiceng key`: keys with which checkpoints are signed.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{AskError, Wanted};
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::note::{NoteError, NoteSigner};

use crate::Lang;
use crate::commands::entry::{self, Subcommand};
use crate::commands::trusted;
use crate::context::Context;
use crate::failure::Failure;
use crate::texts::keys;

/// What is done with keys.
const COMMANDS: [Subcommand; 1] = [Subcommand { name: "generate", takes: generate_command, does: generate }];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("key")
        .about(lang.pick("签署检查点的密钥", "keys that sign checkpoints"))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn generate_command(lang: Lang) -> Command {
    Command::new("generate")
            .about(lang.pick(
                "生成 Ed25519 密钥：私钥写入文件（仅本人可读），公钥写在旁边并显示",
                "make an Ed25519 key: the private one in a file that only its owner may read, the public one beside it, and shown",
            ))
            .arg(
                Arg::new("out")
                    .long("out")
                    .required(true)
                    .value_name(lang.pick("文件", "FILE"))
                    .value_parser(value_parser!(PathBuf))
                    .help(lang.pick(
                        "私钥文件；公钥写入同名加 .vkey 的文件。已有的文件不会被覆盖",
                        "the file of the private key; the public one goes to the same name and .vkey. No file is written over",
                    )),
            )
            .arg(Arg::new("name").long("name").value_name(lang.pick("名称", "NAME")).help(lang.pick(
                "密钥和日志的名称，如 example.cn/柳州市妇联，不含空格和加号（缺省为 jiceng/ 加公钥的八位数字）",
                "the name of key and log, such as example.cn/liuzhou, without spaces and plus signs (else jiceng/ and eight digits of the public key)",
            )))
}

fn generate(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let path = matches.get_one::<PathBuf>("out").map_or(Path::new(""), PathBuf::as_path);
    let name = matches.get_one::<String>("name").map(String::as_str);
    let signer = NoteSigner::generate(name).map_err(|problem| match (problem, name) {
        (NoteError::Name, Some(name)) => AskError::value("--name", name, Wanted::KeyName).into(),
        (problem, _) => Failure::BadKey { key: path.shown().to_string(), problem },
    })?;
    let vkey = signer.verifier().to_string();
    let mut public = path.as_os_str().to_owned();
    public.push(".vkey");
    let public = PathBuf::from(public);
    trusted::write_new(path, &(signer.to_secret_text() + "\n"), true)?;
    if let Err(failure) = trusted::write_new(&public, &format!("{vkey}\n"), false) {
        // A private key without its public one is of no use to anybody.
        let _ = std::fs::remove_file(path);
        return Err(failure);
    }
    context.say(&vkey)?;
    context.note(&keys::signing_key(context.lang, path, &public))
}
