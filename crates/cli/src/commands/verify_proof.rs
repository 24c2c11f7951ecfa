//! `jiceng verify-proof`: checks a proof about a log, without a registry.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_core::log::Commit;
use jiceng_exchange::Proof;
use jiceng_exchange::proof::{ProofFault, TreeStated};
use serde::Serialize;

use crate::commands::trusted::{self, Trusted};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::proofs;

/// A proof has a frame of at most 64 MiB, in base64, and some hashes.
const PROOF_BYTES_MAX: usize = 96 << 20;

/// The JSON of a check.
#[derive(Serialize)]
struct Answer {
    holds: bool,
    /// Why not.
    fault: Option<&'static str>,
    commit: Option<CommitShown>,
    trees: Vec<TreeShown>,
}

#[derive(Serialize)]
struct CommitShown {
    id: String,
    position: u64,
    number: u64,
    recorded_at: String,
    recorder: String,
    command: String,
    events: usize,
}

/// A tree of the proof, and who signed it.
#[derive(Serialize)]
struct TreeShown {
    /// `tree`, or `from` and `to`.
    end: &'static str,
    commits: u64,
    root: String,
    signed_by: Vec<String>,
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("verify-proof")
        .about(lang.pick("核验关于日志的证据；不需要登记库", "check a proof about a log; no registry is needed"))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("证据文件，由 jiceng prove 写出", "the proof, as jiceng prove writes it")),
        )
        .args(trusted::arguments(
            lang,
            lang.pick(
                "证据中的树须为此检查点所签署；可重复",
                "a tree of the proof must be the one that this checkpoint signs; may be repeated",
            ),
        ))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let path = matches.get_one::<PathBuf>("file").map_or(Path::new(""), PathBuf::as_path);
    let file = path.display().to_string();
    let bytes = trusted::read(path, PROOF_BYTES_MAX)?;
    let proof = Proof::parse(&bytes).map_err(|problem| Failure::BadProof { file: file.clone(), problem })?;
    let checkpoints = trusted::checkpoints(matches)?;
    let mut trees = shown(&proof);
    let checked = proof.check().and_then(|commit| {
        for Trusted { signed, .. } in &checkpoints {
            let index = proof.binds(&signed.checkpoint)?;
            // A tree that is both ends of a proof is signed as both.
            let of_same = |tree: &TreeStated| tree.commits == signed.checkpoint.commits;
            for (index, _) in proof.trees().iter().enumerate().skip(index).filter(|(_, tree)| of_same(tree)) {
                if let Some(tree) = trees.get_mut(index) {
                    tree.signed_by.extend(trusted::names(signed));
                }
            }
        }
        Ok(commit)
    });
    let (commit, fault) = match checked {
        Ok(commit) => (commit, None),
        Err(fault) => (None, Some(fault)),
    };
    let answer = Answer {
        holds: fault.is_none(),
        fault: fault.as_ref().map(code),
        commit: commit.as_ref().map(|commit| commit_shown(&proof, commit)),
        trees,
    };
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => grid(&answer).write_csv(context)?,
        Format::Table if answer.holds => {
            for line in lines(context.lang, &answer) {
                context.say(&line)?;
            }
        }
        Format::Table => {}
    }
    match fault {
        None => Ok(()),
        Some(fault) => Err(Failure::ProofFails { file, fault }),
    }
}

fn shown(proof: &Proof) -> Vec<TreeShown> {
    let ends: &[&str] = match proof {
        Proof::Commit(_) => &["tree"],
        Proof::Consistency(_) => &["from", "to"],
    };
    let tree = |(end, tree): (&&'static str, TreeStated)| TreeShown {
        end,
        commits: tree.commits,
        root: tree.root.to_string(),
        signed_by: Vec::new(),
    };
    ends.iter().zip(proof.trees()).map(tree).collect()
}

fn commit_shown(proof: &Proof, commit: &Commit) -> CommitShown {
    CommitShown {
        id: commit.id.to_string(),
        position: commit.first.0,
        number: match proof {
            Proof::Commit(proof) => proof.number,
            Proof::Consistency(_) => 0,
        },
        recorded_at: commit.recorded_at.to_string(),
        recorder: commit.recorder.to_string(),
        command: commit.command.clone(),
        events: commit.facts.len(),
    }
}

const fn code(fault: &ProofFault) -> &'static str {
    match fault {
        ProofFault::Hashes(_) => "hashes",
        ProofFault::Frame(_) => "frame",
        ProofFault::Says { .. } => "says",
        ProofFault::OtherTree { .. } => "other_tree",
        ProofFault::OtherRoot { .. } => "other_root",
    }
}

fn lines(lang: Lang, answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    match (&answer.commit, answer.trees.as_slice()) {
        (Some(commit), [tree, ..]) => {
            let CommitShown { id, position, number, recorded_at, recorder, command, events } = commit;
            let (nth, commits) = (number + 1, tree.commits);
            lines.push(match lang {
                Lang::Zh => format!("证据成立：提交 {id} 是 {commits} 次提交中的第 {nth} 次"),
                Lang::En => format!("the proof holds: commit {id} is number {nth} of {commits} commits"),
            });
            lines.push(match lang {
                Lang::Zh => {
                    format!("  日志位置 {position} 起 {events} 个事件，{recorder} 记录于 {recorded_at}，命令 {command}")
                }
                Lang::En => format!(
                    "  {events} events from position {position}, recorded by {recorder} at {recorded_at}, command {command}"
                ),
            });
        }
        (None, [from, to, ..]) => {
            let (from, to) = (from.commits, to.commits);
            lines.push(match lang {
                Lang::Zh => format!("证据成立：{to} 次提交的日志以 {from} 次提交的日志为开头，未被改写"),
                Lang::En => {
                    format!("the proof holds: the log of {to} commits begins with the log of {from}, unchanged")
                }
            });
        }
        (_, _) => {}
    }
    lines.extend(answer.trees.iter().map(|tree| proofs::vouched(lang, tree.commits, &tree.root, &tree.signed_by)));
    lines
}

fn grid(answer: &Answer) -> Grid {
    let mut grid = Grid::new()
        .text("holds", "")
        .text("fault", "")
        .text("end", "")
        .number("commits", "")
        .text("root", "")
        .text("signed_by", "")
        .text("commit", "")
        .text("position", "");
    for tree in &answer.trees {
        let commit = answer.commit.as_ref();
        grid.row(vec![
            Entry::plain(answer.holds),
            Entry::plain(answer.fault.unwrap_or_default()),
            Entry::plain(tree.end),
            Entry::plain(tree.commits),
            Entry::plain(&tree.root),
            Entry::plain(tree.signed_by.join(" ")),
            Entry::plain(commit.map(|commit| commit.id.clone()).unwrap_or_default()),
            Entry::plain(commit.map(|commit| commit.position.to_string()).unwrap_or_default()),
        ]);
    }
    grid
}
