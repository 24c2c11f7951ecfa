//! Snapshots: what was kept, and why one was not used, or not written.

use jiceng_answers::{PassedOverRow, SnapshotAnswer};
use jiceng_core::Error;
use jiceng_core::log::SnapshotProblem;

use crate::Lang;
use crate::lang::plural;
use crate::registry;

/// Why a snapshot was passed over.
pub fn problem(lang: Lang, problem: &SnapshotProblem) -> String {
    match (problem, lang) {
        (SnapshotProblem::Io(error), Lang::Zh) => format!("无法读取：{error}"),
        (SnapshotProblem::Io(error), Lang::En) => format!("it cannot be read: {error}"),
        (SnapshotProblem::NoSnapshot, Lang::Zh) => "不是快照文件".to_owned(),
        (SnapshotProblem::Format { found }, Lang::Zh) => format!("格式为 {found}，本程序不能读"),
        (SnapshotProblem::Shape { found, expected }, Lang::Zh) => {
            format!("内容为形式 {found}，本程序用形式 {expected}：由另一版本的程序写成")
        }
        (SnapshotProblem::Shape { found, expected }, Lang::En) => {
            format!("its content has the shape {found}, this program has {expected}: another version wrote it")
        }
        (SnapshotProblem::Damaged { at }, Lang::Zh) => format!("自第 {at} 字节起损坏"),
        (SnapshotProblem::NotPacked { part }, Lang::Zh) => format!("第 {part} 部分无法解读"),
        (SnapshotProblem::Ahead { position, head }, Lang::Zh) => format!("至位置 {position}，而日志只到 {head}"),
        (SnapshotProblem::OtherLog, Lang::Zh) => "属于另一日志".to_owned(),
        (SnapshotProblem::Log(_), Lang::Zh) => "无法读取日志的哈希树，不能确认快照属于此日志".to_owned(),
        (other, Lang::En) => other.to_string(),
        (_, Lang::Zh) => "无法采用".to_owned(), // none that is known here
    }
}

/// That a snapshot could not be saved, and what follows from it.
pub fn not_written(lang: Lang, error: &Error) -> String {
    match lang {
        Lang::Zh => format!("提示：未能保存快照，不影响登记库，只是打开较慢：{}", registry::registry(lang, error)),
        Lang::En => format!(
            "note: no snapshot was written, which makes opening slower and nothing else: {}",
            registry::registry(lang, error)
        ),
    }
}

/// That a snapshot was passed over, and why.
pub fn passed_over(lang: Lang, PassedOverRow { file, reason }: &PassedOverRow) -> String {
    match lang {
        Lang::Zh => format!("提示：未采用快照 {file}：{reason}"),
        Lang::En => format!("note: the snapshot {file} was not used: {reason}"),
    }
}

/// What was kept.
pub fn kept(lang: Lang, answer: &SnapshotAnswer) -> String {
    let SnapshotAnswer { position, bytes, file, .. } = answer;
    match lang {
        Lang::Zh => format!("已保存快照 {file}：至位置 {position}，{bytes} 字节"),
        Lang::En => {
            format!("kept the snapshot {file}: up to position {position}, {bytes}", bytes = plural(bytes, "byte"))
        }
    }
}
