//! What can go wrong when a log or a registry is moved, told to people with what to do next.

use jiceng_exchange::backup::BackupError;
use jiceng_exchange::frames::FramesError;

use crate::lang::Lang;
use crate::texts::failures::{file, registry, system};
use crate::texts::logs;

/// Frames that could not be moved.
pub(crate) fn frames(lang: Lang, error: &FramesError) -> String {
    match (error, lang) {
        (FramesError::Log(error), _) => logs::log(lang, error),
        (FramesError::Registry(error), _) => registry(lang, error),
        (FramesError::Io(source), Lang::Zh) => format!("文件读写失败：{}", system(lang, source)),
        (FramesError::Io(source), Lang::En) => format!("the file could not be read or written: {source}"),
        (FramesError::Torn { offset }, Lang::Zh) => {
            format!("文件在第 {offset} 字节开始的帧中间结束，不完整；此前的提交已导入，请重新取得文件后再导入一次")
        }
        (FramesError::Torn { offset }, Lang::En) => format!(
            "the file ends within the frame that begins at byte {offset}; the commits before it are imported; get the whole file and import it again"
        ),
    }
}

/// A backup that could not be made or restored.
pub(crate) fn backup(lang: Lang, error: &BackupError) -> String {
    match (error, lang) {
        (BackupError::Log(error), _) => logs::log(lang, error),
        (BackupError::Registry(error), _) => registry(lang, error),
        (BackupError::File { path, action, source }, _) => file(lang, action, path, source),
        (BackupError::Exists { path }, Lang::Zh) => {
            format!("{} 已存在；请换一个名称，恢复时可加 --replace 将原登记库移开", path.display())
        }
        (BackupError::Exists { path }, Lang::En) => {
            format!(
                "{} is there already; take another name, or when restoring --replace to move the registry aside",
                path.display()
            )
        }
        (BackupError::NoEnd { from, head }, Lang::Zh) => {
            format!("没有在位置 {from} 结束的提交（日志到 {head}）；请填上次备份结束的位置")
        }
        (BackupError::NoEnd { from, head }, Lang::En) => {
            format!(
                "no commit ends at position {from} (the log ends at {head}); give the position where the last backup ended"
            )
        }
        (BackupError::NotABackup { path, reason }, Lang::Zh) => {
            format!("{} 不是本程序可读的备份（{reason}）", path.display())
        }
        (BackupError::NotABackup { path, reason }, Lang::En) => {
            format!("{} is not a backup that this program reads ({reason})", path.display())
        }
        (BackupError::Differs { path, what }, Lang::Zh) => {
            format!("{} 已损坏：{what} 与清单不符；没有改动任何目录，请改用另一份备份", path.display())
        }
        (BackupError::Differs { path, what }, Lang::En) => {
            format!(
                "{} is damaged: {what} is not what its manifest states; nothing was changed, use another backup",
                path.display()
            )
        }
        (BackupError::DoesNotFollow { path, expected, found }, Lang::Zh) => format!(
            "{} 自位置 {found} 开始，前一备份到 {expected} 结束，或两者不是同一日志；请按先后给出同一登记库的备份，从完整备份开始",
            path.display()
        ),
        (BackupError::DoesNotFollow { path, expected, found }, Lang::En) => format!(
            "{} begins at position {found} and the backup before it ends at {expected}, or they are of different logs; give the backups of one registry in order, a whole one first",
            path.display()
        ),
    }
}
