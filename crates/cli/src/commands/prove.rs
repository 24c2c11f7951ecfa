//! `jiceng prove`: proofs about the log for somebody who has no registry.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{AskError, CommitProofQuestion, GrowthProofQuestion, Wanted};
use jiceng_core::Registry;
use jiceng_core::domain::TreeHash;
use jiceng_core::log::ShowPath as _;
use jiceng_exchange::Proof;

use crate::Lang;
use crate::commands::entry::{self, Subcommand};
use crate::commands::trusted;
use crate::context::Context;
use crate::failure::Failure;
use crate::texts::proofs;

/// What is proved.
const COMMANDS: [Subcommand; 2] = [
    Subcommand { name: "commit", takes: commit_command, does: commit },
    Subcommand { name: "consistency", takes: consistency_command, does: consistency },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("prove")
        .about(lang.pick(
            "关于日志的证据（JSON），无需登记库即可用 verify-proof 核验",
            "proofs about the log, in JSON, which verify-proof checks without a registry",
        ))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn commit_command(lang: Lang) -> Command {
    Command::new("commit")
        .about(lang.pick("某次提交在日志的哈希树中", "that a commit is in the hash tree of the log"))
        .arg(Arg::new("commit").required(true).value_name(lang.pick("提交", "COMMIT")).help(lang.pick(
            "提交编号，或其中一个事件的日志位置（数字）",
            "the commit's identity, or the position of one of its events (a number)",
        )))
        .arg(Arg::new("size").long("size").value_name(lang.pick("提交数", "COMMITS")).help(lang.pick(
            "前多少次提交的树（缺省为全部）",
            "in the tree of the first so many commits (of all where none is given)",
        )))
        .arg(
            Arg::new("checkpoint")
                .long("checkpoint")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .conflicts_with("size")
                .help(lang.pick("此检查点的树", "in the tree of this checkpoint")),
        )
        .arg(out_argument(lang))
}

fn consistency_command(lang: Lang) -> Command {
    Command::new("consistency")
        .about(lang.pick("较早的日志是较晚的日志的开头", "that an earlier log is the beginning of a later one"))
        .arg(
            tree_argument(
                lang,
                "from",
                lang.pick("较早的检查点文件，或其提交数", "the earlier checkpoint, or its number of commits"),
            )
            .required(true),
        )
        .arg(tree_argument(
            lang,
            "to",
            lang.pick(
                "较晚的检查点文件，或其提交数（缺省为全部）",
                "the later checkpoint, or its number of commits (all where none is given)",
            ),
        ))
        .arg(out_argument(lang))
}

fn tree_argument(lang: Lang, name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(lang.pick("文件或提交数", "FILE|COMMITS")).help(help)
}

fn out_argument(lang: Lang) -> Arg {
    Arg::new("out").long("out").value_name(lang.pick("文件", "FILE")).value_parser(value_parser!(PathBuf)).help(
        lang.pick(
            "写入此文件（缺省为显示）；已有的文件不会被覆盖",
            "write it to this file (else it is shown); no file is written over",
        ),
    )
}

/// A tree that was asked for: how many commits it has, and what a checkpoint says of it.
struct AskedTree {
    commits: u64,
    signed: Option<(String, TreeHash)>,
}

impl AskedTree {
    fn of_file(path: &Path) -> Result<Self, Failure> {
        let checkpoint = trusted::unverified(path)?;
        let signed = Some((path.shown().to_string(), checkpoint.root));
        Ok(Self { commits: checkpoint.commits, signed })
    }

    fn of_size(text: &str, option: &'static str) -> Result<Self, Failure> {
        let value = || AskError::value(option, text, Wanted::Commits);
        Ok(Self { commits: text.parse().map_err(|_| value())?, signed: None })
    }

    fn of(text: &str, option: &'static str) -> Result<Self, Failure> {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::of_size(text, option)
        } else {
            Self::of_file(Path::new(text))
        }
    }

    /// A proof of what was not signed is of no use: says so before it is made.
    fn is_todays(&self, registry: &Registry) -> Result<(), Failure> {
        let Some((file, root)) = &self.signed else { return Ok(()) };
        let today = registry.tree_head_of(self.commits)?;
        if today.root == *root { Ok(()) } else { Err(Failure::OtherTree { file: file.clone(), commits: self.commits }) }
    }
}

fn commit(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = matches.get_one::<String>("commit").map_or("", |text| text.trim());
    let mut question = CommitProofQuestion { commit: text.to_owned(), commits: None };
    question.meant()?;
    let size = matches.get_one::<String>("size").map(|text| AskedTree::of_size(text, "--size"));
    let file = matches.get_one::<PathBuf>("checkpoint").map(|path| AskedTree::of_file(path));
    let asked = size.or(file).transpose()?;
    let registry = context.open_to_ask()?;
    asked.as_ref().map_or(Ok(()), |asked| asked.is_todays(&registry))?;
    question.commits = asked.map(|asked| asked.commits);
    write(&question.answer(&registry)?.proof, matches, context)
}

fn consistency(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let from = AskedTree::of(text("from").unwrap_or_default(), "--from")?;
    let to = text("to").map(|text| AskedTree::of(text, "--to")).transpose()?;
    let registry = context.open_to_ask()?;
    from.is_todays(&registry)?;
    to.as_ref().map_or(Ok(()), |to| to.is_todays(&registry))?;
    let question = GrowthProofQuestion { from: from.commits, to: to.map(|to| to.commits) };
    write(&question.answer(&registry)?.proof, matches, context)
}

fn write(proof: &Proof, matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = proof.to_text().map_err(std::io::Error::from)?;
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        return Ok(write!(context.io.out, "{text}")?);
    };
    trusted::write_new(path, &text, false)?;
    context.note(&proofs::written(context.lang, path))
}
