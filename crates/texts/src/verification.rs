//! What verifying a registry found.

use jiceng_answers::{CheckpointRow, VerificationAnswer};

use crate::Lang;
use crate::lang::{one_or, plural};
use crate::names;

/// What was found, a line each. Says nothing of projections that do not agree.
pub fn lines(lang: Lang, answer: &VerificationAnswer) -> Vec<String> {
    let mut lines = Vec::new();
    let VerificationAnswer { commits, events, .. } = answer;
    if answer.projections_agree {
        lines.push(match lang {
            Lang::Zh => format!("核对无误：{commits} 次提交，{events} 个事件；重建结果与现有结果一致"),
            Lang::En => format!(
                "in order: {}, {}; everything rebuilt is the same",
                plural(*commits, "commit"),
                plural(*events, "event")
            ),
        });
    }
    lines.extend(answer.checkpoints.iter().map(|held| told(lang, held, answer.commits)));
    lines.extend(bracket(lang, &answer.checkpoints));
    if answer.names.names > 0 {
        lines.push(names::held(lang, &answer.names));
    }
    lines
}

/// What the log is to a checkpoint.
fn told(lang: Lang, held: &CheckpointRow, commits_today: u64) -> String {
    let CheckpointRow { file, commits, .. } = held;
    let by = held.signed_by.join(lang.pick("、", ", "));
    match (lang, held.position, held.extends) {
        (Lang::Zh, Some(position), true) => {
            format!("检查点 {file}（{by} 签署）：前 {commits} 次提交（位置 {position} 之前）与签署时逐字节相同")
        }
        (Lang::En, Some(position), true) => format!(
            "checkpoint {file}, signed by {by}: the first {commits} (before position {position}) {are} as they were signed, to the byte",
            commits = plural(commits, "commit"),
            are = one_or(commits, "is", "are")
        ),
        (Lang::Zh, Some(position), false) => format!(
            "检查点 {file}（{by} 签署）：不符。前 {commits} 次提交（位置 {position} 之前）已不是签署时的内容：历史被改写，或不是同一登记库"
        ),
        (Lang::En, Some(position), false) => format!(
            "checkpoint {file}, signed by {by}: NOT EXTENDED. The first {commits} (before position {position}) {are} not what was signed: history was rewritten, or this is another registry",
            commits = plural(commits, "commit"),
            are = one_or(commits, "is", "are")
        ),
        (Lang::Zh, None, _) => format!(
            "检查点 {file}（{by} 签署）：不符。签署时有 {commits} 次提交，现只有 {commits_today} 次：日志有缺失，或不是同一登记库"
        ),
        (Lang::En, None, _) => format!(
            "checkpoint {file}, signed by {by}: NOT EXTENDED. It is of {commits}, and the log has {commits_today}: a part of it is lost, or this is another registry",
            commits = plural(commits, "commit")
        ),
    }
}

/// Between which checkpoints history was rewritten. They are in the order of their sizes.
fn bracket(lang: Lang, checkpoints: &[CheckpointRow]) -> Option<String> {
    let first_bad = checkpoints.iter().find(|held| !held.extends && held.position.is_some())?;
    let last_good = checkpoints.iter().rfind(|held| held.extends)?;
    let (after, to) = (last_good.commits + 1, first_bad.commits);
    (after <= to).then(|| match lang {
        Lang::Zh => {
            format!("最早的改动在第 {after} 至第 {to} 次提交中（位置 {} 起）", last_good.position.unwrap_or_default())
        }
        Lang::En => format!(
            "the earliest change is in commits {after} to {to}, counted from 1 (from position {} on)",
            last_good.position.unwrap_or_default()
        ),
    })
}
