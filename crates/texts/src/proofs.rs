//! What can be said about keys, checkpoints and proofs.

use std::path::Path;

use jiceng_answers::NextStep;
use jiceng_core::log::Checkpoint;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::checkpoint::CheckpointError;
use jiceng_core::log::note::NoteError;
use jiceng_core::log::proof::ProofError;
use jiceng_exchange::proof::{ProofFault, ProofProblem, VERSION};
use jiceng_exchange::{CommitShown, ProofCheck, TreeShown};

use crate::Lang;
use crate::lang::{both, plural};
use crate::logs;
use crate::next_steps::with_step;
use crate::system::with_causes;

/// That a checkpoint was signed and written to a file.
pub fn signed(lang: Lang, out: &Path, checkpoint: &Checkpoint) -> String {
    let (out, commits, root) = (out.shown(), checkpoint.commits, checkpoint.root);
    match lang {
        Lang::Zh => format!("检查点已写入 {out}：{commits} 次提交，树根 {root}；请交由登记库管理者以外的人保存"),
        Lang::En => format!(
            "checkpoint written to {out}: {commits}, root {root}; have it kept by somebody who does not run the registry",
            commits = plural(commits, "commit")
        ),
    }
}

/// That a proof was written to a file, and how to check it.
pub fn written(lang: Lang, path: &Path) -> String {
    let path = path.shown().to_string();
    let told = both!(lang, format!("证据已写入 {path}"), format!("proof written to {path}"));
    with_step(lang, told, Some(NextStep::CheckProof), Some(&path))
}

/// What a proof that holds proves, and who vouches for its trees.
pub fn holds(lang: Lang, check: &ProofCheck) -> Vec<String> {
    let mut lines = Vec::new();
    match (&check.commit, check.trees.as_slice()) {
        (Some(commit), [tree, ..]) => {
            let CommitShown { id, position, number, recorded_at, recorder, command, events } = commit;
            let (nth, commits) = (number + 1, tree.commits);
            lines.push(match lang {
                Lang::Zh => format!("证据成立：提交 {id} 是 {commits} 次提交中的第 {nth} 次"),
                Lang::En => format!(
                    "the proof holds: commit {id} is number {nth} of {commits}",
                    commits = plural(commits, "commit")
                ),
            });
            lines.push(match lang {
                Lang::Zh => {
                    format!("  日志位置 {position} 起 {events} 个事件，{recorder} 记录于 {recorded_at}，命令 {command}")
                }
                Lang::En => format!(
                    "  {events} from position {position}, recorded by {recorder} at {recorded_at}, command {command}",
                    events = plural(events, "event")
                ),
            });
        }
        (None, [from, to, ..]) => {
            let (from, to) = (from.commits, to.commits);
            lines.push(match lang {
                Lang::Zh => format!("证据成立：{to} 次提交的日志以 {from} 次提交的日志为开头，未被改写"),
                Lang::En => {
                    format!(
                        "the proof holds: the log of {to} begins with the log of {from}, unchanged",
                        to = plural(to, "commit")
                    )
                }
            });
        }
        (_, _) => {}
    }
    lines.extend(check.trees.iter().map(|tree| vouched(lang, tree)));
    lines
}

/// Who vouches for a tree of a proof.
fn vouched(lang: Lang, TreeShown { commits, root, signed_by, .. }: &TreeShown) -> String {
    let names = signed_by.join(lang.pick("、", ", "));
    let step = signed_by.is_empty().then_some(NextStep::GiveTrustedCheckpoint);
    let told = match (lang, signed_by.is_empty()) {
        (Lang::Zh, false) => format!("  {commits} 次提交的树根 {root}，由 {names} 签署"),
        (Lang::En, false) => {
            format!("  root of {commits} {root}, signed by {names}", commits = plural(commits, "commit"))
        }
        (Lang::Zh, true) => {
            format!("  {commits} 次提交的树根 {root}，未经签署：提交数和树根须与可信的检查点一致")
        }
        (Lang::En, true) => format!(
            "  root of {commits} {root}, not signed: number and root must be those of a checkpoint that you trust",
            commits = plural(commits, "commit")
        ),
    };
    with_step(lang, told, step, None)
}

/// A key that cannot be read or made.
pub fn bad_key(lang: Lang, key: &str, problem: &NoteError) -> String {
    let what = match lang {
        Lang::Zh => format!("{key} 不是可用的密钥（{}）", note_zh(problem)),
        Lang::En => format!("{key} is not a key that can be used ({problem})"),
    };
    with_step(lang, what, Some(NextStep::MakeKey), None)
}

/// A checkpoint that cannot be read, or that no trusted key signed.
pub fn bad_checkpoint(lang: Lang, file: &str, problem: &CheckpointError) -> String {
    let what = match lang {
        Lang::Zh => {
            let reason = match problem {
                CheckpointError::Note(problem) => note_zh(problem),
                CheckpointError::Text { .. } => "签署的内容不是检查点：应为日志名称、提交数、树根各一行".to_owned(),
                CheckpointError::Origin { origin, name } => format!("检查点属于日志 {origin}，密钥属于 {name}"),
            };
            format!("检查点 {file} 不可信（{reason}）")
        }
        Lang::En => format!("the checkpoint {file} is not to be trusted ({})", with_causes(problem)),
    };
    with_step(lang, what, Some(NextStep::after_checkpoint(problem)), None)
}

fn note_zh(problem: &NoteError) -> String {
    match problem {
        NoteError::Name => "名称须为 1 至 200 个字节，不含空格和加号".to_owned(),
        NoteError::Key { .. } => "写法或编号不符，公钥写作 名称+编号+Base64，私钥前有 PRIVATE+KEY+".to_owned(),
        NoteError::Malformed { .. } => "不是签名文件，应为正文、空行和以 — 开头的签名行".to_owned(),
        NoteError::NotSigned { wanted } => format!("没有 {wanted} 的签名"),
        NoteError::BadSignature { name } => format!("{name} 的签名与内容不符，内容或签名被改动"),
        NoteError::NoRandom => "系统未能给出随机数".to_owned(),
    }
}

/// A proof that cannot be read.
pub fn bad_proof(lang: Lang, file: &str, problem: &ProofProblem) -> String {
    let what = match lang {
        Lang::Zh => {
            let reason = match problem {
                ProofProblem::NotJson { reason } => format!("不是 JSON：{reason}"),
                ProofProblem::NoVersion => "没有写明版本的 proof 字段".to_owned(),
                ProofProblem::Version { found } => format!("版本 {found}，本程序只认版本 {VERSION}"),
                ProofProblem::Field { field, reason } => format!("字段 {field}：{reason}"),
                ProofProblem::Written => "有的值与证据的写法不同，如哈希值中的大写字母".to_owned(),
            };
            format!("{file} 不是可核验的证据（{reason}）")
        }
        Lang::En => format!("{file} is not a proof that can be checked ({problem})"),
    };
    with_step(lang, what, Some(NextStep::MakeProof), None)
}

/// A proof that proves nothing.
pub fn fails(lang: Lang, file: &str, fault: &ProofFault) -> String {
    let hint = match fault {
        ProofFault::OtherRoot { .. } => lang.pick(
            "；日志与签署时不同，或证据来自另一登记库",
            "; the log is not the one that was signed, or the proof is of another registry",
        ),
        ProofFault::Hashes(_) | ProofFault::Says { .. } => {
            lang.pick("；证据被改动，或不是由该登记库作出", "; it was changed, or does not come from that registry")
        }
        ProofFault::Frame(_) | ProofFault::OtherTree { .. } => "",
    };
    let what = match lang {
        Lang::Zh => {
            let reason = match fault {
                ProofFault::Hashes(ProofError::Sizes) => "其中的提交数互不相符".to_owned(),
                ProofFault::Hashes(ProofError::Length) => "哈希值的个数不对".to_owned(),
                ProofFault::Hashes(ProofError::Root) => "哈希值推不出所述的树根".to_owned(),
                ProofFault::Frame(error) => format!("其中的提交无法读取（{}）", logs::what(lang, error)),
                ProofFault::Says { field } => format!("字段 {field} 与其中的提交不符"),
                ProofFault::OtherTree { commits } => format!("没有涉及检查点的 {commits} 次提交的树"),
                ProofFault::OtherRoot { commits, signed, stated } => {
                    format!("{commits} 次提交的树根，检查点签署的是 {signed}，证据所述为 {stated}")
                }
            };
            format!("{file} 不成立：{reason}{hint}")
        }
        Lang::En => format!("{file} proves nothing: {}{hint}", with_causes(fault)),
    };
    with_step(lang, what, NextStep::after_proof(fault), None)
}
