//! `jiceng checkpoint`: signs what the log is today.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{CheckpointQuestion, TrustedCheckpoint};

use crate::Lang;
use crate::commands::trusted;
use crate::context::Context;
use crate::failure::Failure;
use crate::texts::proofs;

pub(crate) fn command(lang: Lang) -> Command {
    let file = |name: &'static str| {
        Arg::new(name).long(name).value_name(lang.pick("文件", "FILE")).value_parser(value_parser!(PathBuf))
    };
    Command::new("checkpoint")
        .about(lang.pick(
            "签署检查点：日志现有多少次提交，及其哈希树的根",
            "sign a checkpoint: how many commits the log has, and the root of their hash tree",
        ))
        .arg(file("key").required(true).help(lang.pick("私钥文件", "the file of the private key")))
        .arg(file("out").help(lang.pick(
            "写入此文件（缺省为显示）；已有的文件不会被覆盖",
            "write it to this file (else it is shown); no file is written over",
        )))
        .arg(file("after").help(lang.pick(
            "此前签署的检查点：日志不是其延续时，不予签署",
            "a checkpoint that was signed before: nothing is signed unless the log extends it",
        )))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let path = |name| matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let signer = trusted::signer(path("key").unwrap_or(Path::new("")))?;
    let before = path("after").map(|path| trusted::own_checkpoint(path, &signer)).transpose()?;
    let registry = context.open_as_evidence()?;
    if let Some(TrustedCheckpoint { file, signed }) = before {
        let extends = registry.extends(std::slice::from_ref(&signed.checkpoint))?;
        if !extends.iter().all(|extension| extension.extends) {
            return Err(Failure::NotSigned { file, commits: signed.checkpoint.commits });
        }
    }
    let question = CheckpointQuestion { origin: signer.name().to_owned() };
    let checkpoint = question.answer(&registry)?.checkpoint;
    let failed = |problem| Failure::BadKey { key: signer.name().to_owned(), problem };
    let note = checkpoint.sign(&signer).map_err(failed)?;
    let Some(out) = path("out") else {
        return Ok(write!(context.io.out, "{note}")?);
    };
    trusted::write_new(out, &note, false)?;
    context.note(&proofs::signed(context.lang, out, &checkpoint))
}
