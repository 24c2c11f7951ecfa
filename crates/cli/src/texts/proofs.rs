//! What can be said about keys, checkpoints and proofs.

use jiceng_core::log::checkpoint::CheckpointError;
use jiceng_core::log::note::NoteError;
use jiceng_core::log::proof::ProofError;
use jiceng_exchange::proof::{ProofFault, ProofProblem, VERSION};

use crate::lang::Lang;
use crate::texts::failures::with_causes;
use crate::texts::logs;

/// Who vouches for a tree of a proof.
pub(crate) fn vouched(lang: Lang, commits: u64, root: &str, signed_by: &[String]) -> String {
    let names = signed_by.join(lang.pick("、", ", "));
    match (lang, signed_by.is_empty()) {
        (Lang::Zh, false) => format!("  {commits} 次提交的树根 {root}，由 {names} 签署"),
        (Lang::En, false) => format!("  root of {commits} commits {root}, signed by {names}"),
        (Lang::Zh, true) => {
            format!(
                "  {commits} 次提交的树根 {root}，未经签署：提交数和树根须与可信的检查点一致（--checkpoint、--key）"
            )
        }
        (Lang::En, true) => format!(
            "  root of {commits} commits {root}, not signed: number and root must be those of a checkpoint that you trust (--checkpoint, --key)"
        ),
    }
}

pub(crate) fn bad_key(lang: Lang, key: &str, problem: &NoteError) -> String {
    match lang {
        Lang::Zh => {
            format!("{key} 不是可用的密钥（{}）；密钥由 jiceng key generate 生成，须原样抄录", note_zh(problem))
        }
        Lang::En => format!(
            "{key} is not a key that can be used ({problem}); jiceng key generate makes them, and every character counts"
        ),
    }
}

pub(crate) fn bad_checkpoint(lang: Lang, file: &str, problem: &CheckpointError) -> String {
    let next = match problem {
        CheckpointError::Note(NoteError::NotSigned { .. }) | CheckpointError::Origin { .. } => lang.pick(
            "；请核对公钥是否为签署该检查点的密钥",
            "; look whether the key is the one that signed this checkpoint",
        ),
        CheckpointError::Note(_) | CheckpointError::Text { .. } => lang.pick(
            "；检查点一个字节都不得改动，请取回原件",
            "; not a byte of a checkpoint may be changed: get the original",
        ),
    };
    match lang {
        Lang::Zh => {
            let reason = match problem {
                CheckpointError::Note(problem) => note_zh(problem),
                CheckpointError::Text { .. } => "签署的内容不是检查点：应为日志名称、提交数、树根各一行".to_owned(),
                CheckpointError::Origin { origin, name } => format!("检查点属于日志 {origin}，密钥属于 {name}"),
            };
            format!("检查点 {file} 不可信（{reason}）{next}")
        }
        Lang::En => format!("the checkpoint {file} is not to be trusted ({}){next}", with_causes(problem)),
    }
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

pub(crate) fn bad_proof(lang: Lang, file: &str, problem: &ProofProblem) -> String {
    match lang {
        Lang::Zh => {
            let reason = match problem {
                ProofProblem::NotJson { reason } => format!("不是 JSON：{reason}"),
                ProofProblem::NoVersion => "没有写明版本的 proof 字段".to_owned(),
                ProofProblem::Version { found } => format!("版本 {found}，本程序只认版本 {VERSION}"),
                ProofProblem::Field { field, reason } => format!("字段 {field}：{reason}"),
                ProofProblem::Written => "有的值与证据的写法不同，如哈希值中的大写字母".to_owned(),
            };
            format!("{file} 不是可核验的证据（{reason}）；证据由 jiceng prove 写出，不得改动")
        }
        Lang::En => format!(
            "{file} is not a proof that can be checked ({problem}); jiceng prove writes them, and they must not be changed"
        ),
    }
}

pub(crate) fn fails(lang: Lang, file: &str, fault: &ProofFault) -> String {
    let next = match fault {
        ProofFault::OtherTree { .. } => lang.pick(
            "；请用此检查点重新取证（jiceng prove --help）",
            "; have it proved for this checkpoint (jiceng prove --help)",
        ),
        ProofFault::OtherRoot { .. } => lang.pick(
            "；日志与签署时不同，或证据来自另一登记库",
            "; the log is not the one that was signed, or the proof is of another registry",
        ),
        ProofFault::Hashes(_) | ProofFault::Says { .. } => {
            lang.pick("；证据被改动，或不是由该登记库作出", "; it was changed, or does not come from that registry")
        }
        ProofFault::Frame(_) => "",
    };
    match lang {
        Lang::Zh => {
            let reason = match fault {
                ProofFault::Hashes(ProofError::Sizes) => "其中的提交数互不相符".to_owned(),
                ProofFault::Hashes(ProofError::Length) => "哈希值的个数不对".to_owned(),
                ProofFault::Hashes(ProofError::Root) => "哈希值推不出所述的树根".to_owned(),
                ProofFault::Frame(error) => format!("其中的提交无法读取（{}）", logs::log(lang, error)),
                ProofFault::Says { field } => format!("字段 {field} 与其中的提交不符"),
                ProofFault::OtherTree { commits } => format!("没有涉及检查点的 {commits} 次提交的树"),
                ProofFault::OtherRoot { commits, signed, stated } => {
                    format!("{commits} 次提交的树根，检查点签署的是 {signed}，证据所述为 {stated}")
                }
            };
            format!("{file} 不成立：{reason}{next}")
        }
        Lang::En => format!("{file} proves nothing: {}{next}", with_causes(fault)),
    }
}
