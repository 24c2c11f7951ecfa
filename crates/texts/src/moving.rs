//! What can go wrong when a log or a registry is moved, told to people with what to do next.

use jiceng_exchange::backup::{BackupError, BackupFault, CheckpointFault};
use jiceng_exchange::frames::FramesError;

use crate::Lang;
use crate::logs;
use crate::registry::registry;
use crate::system::{file, system, with_causes};

/// Frames that could not be moved.
pub fn frames(lang: Lang, error: &FramesError) -> String {
    match (error, lang) {
        (FramesError::Log(error), _) => logs::log(lang, error),
        (FramesError::Registry(error), _) => registry(lang, error),
        (FramesError::Io(source), Lang::Zh) => format!("文件读写失败：{}", system(lang, source)),
        (FramesError::Io(source), Lang::En) => format!("the file could not be read or written: {source}"),
        (FramesError::NotAFrame { offset, .. }, Lang::Zh) => {
            format!(
                "文件第 {offset} 字节处不是完好的帧：文件已损坏，或不是 jiceng export --frames 写出的；此前的提交已导入，请重新取得文件后再导入一次"
            )
        }
        (FramesError::NotAFrame { offset, source }, Lang::En) => format!(
            "at byte {offset} of the file there is no sound frame ({}): it is damaged, or not of jiceng export --frames; the commits before it are imported; get the file again and import it once more",
            with_causes(source)
        ),
        (FramesError::BeyondTheLog { from, head }, Lang::Zh) => format!("日志只到 {head}，没有位置 {from}"),
        (FramesError::BeyondTheLog { from, head }, Lang::En) => {
            format!("the log ends at {head}, there is no position {from}")
        }
        (FramesError::Torn { offset }, Lang::Zh) => {
            format!("文件在第 {offset} 字节开始的帧中间结束，不完整；此前的提交已导入，请重新取得文件后再导入一次")
        }
        (FramesError::Torn { offset }, Lang::En) => format!(
            "the file ends within the frame that begins at byte {offset}; the commits before it are imported; get the whole file and import it again"
        ),
    }
}

/// A backup that could not be made or restored.
pub fn backup(lang: Lang, error: &BackupError) -> String {
    match (error, lang) {
        (BackupError::Log(error), _) => logs::log(lang, error),
        (BackupError::Registry(error), _) => registry(lang, error),
        (BackupError::File { path, action, source }, _) => file(lang, action, path, source),
        (BackupError::NotListed { dir, .. }, Lang::Zh) => format!(
            "{} 不可写：带钥匙的备份须记入登记库的备份清单；请在可写处备份，或加 --without-keys 不含钥匙",
            dir.display()
        ),
        (BackupError::NotListed { dir, .. }, Lang::En) => format!(
            "{} cannot be written to, and a backup with keys must be in the registry's list; back up where it can be written to, or leave the keys out with --without-keys",
            dir.display()
        ),
        (BackupError::Exists { path }, Lang::Zh) => {
            format!("{} 已存在；请换一个目录，或加 --replace 将原登记库移开", path.display())
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
        (BackupError::NotABackup { path, fault }, Lang::Zh) => {
            let why = match fault {
                BackupFault::NotTar => "不是完整的 tar 文件".to_owned(),
                BackupFault::NoManifest => "开头不是 manifest.json".to_owned(),
                BackupFault::Manifest(reason) => format!("清单无法读取：{reason}"),
                BackupFault::Format(format) => format!("格式为 {format}，由较新版本写出"),
            };
            format!("{} 不是本程序可读的备份（{why}）", path.display())
        }
        (BackupError::NotABackup { path, fault }, Lang::En) => {
            format!("{} is not a backup that this program reads: {fault}", path.display())
        }
        (BackupError::Checkpoint { fault: CheckpointFault::Unreadable(_) }, Lang::Zh) => {
            "检查点无法读取；检查点由 jiceng checkpoint 写出，须原样保存".to_owned()
        }
        (BackupError::Checkpoint { fault: CheckpointFault::Beyond { commits, found } }, Lang::Zh) => {
            format!("检查点签的是 {commits} 次提交，日志只有 {found} 次：不是同一日志，或日志有缺失")
        }
        (BackupError::Checkpoint { fault: CheckpointFault::OtherRoot { commits } }, Lang::Zh) => {
            format!("日志的前 {commits} 次提交与检查点所签的不同：不是同一日志，或历史被改写")
        }
        (BackupError::Checkpoint { fault }, Lang::En) => {
            format!("the checkpoint is not one of this log: {fault}; jiceng verify --checkpoint tells more")
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
