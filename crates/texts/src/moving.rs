//! What can go wrong when a log or a registry is moved, told to people.

use jiceng_answers::NextStep;
use jiceng_core::log::ShowPath as _;
use jiceng_exchange::backup::{BackupError, BackupFault, CheckpointFault};
use jiceng_exchange::frames::FramesError;

use crate::Lang;
use crate::next_steps::with_step;
use crate::system::{file, system, with_causes};
use crate::{logs, registry};

/// Frames that could not be moved, and what to do next at a terminal.
pub fn frames(lang: Lang, error: &FramesError) -> String {
    if let FramesError::Registry(error) = error {
        return registry::registry(lang, error);
    }
    with_step(lang, what_of_frames(lang, error), NextStep::after_frames(error), None)
}

/// Frames that could not be moved, and nothing of what to do next.
pub fn what_of_frames(lang: Lang, error: &FramesError) -> String {
    match (error, lang) {
        (FramesError::Log(error), _) => logs::what(lang, error),
        (FramesError::Registry(error), _) => registry::what(lang, error),
        (FramesError::Io(source), Lang::Zh) => format!("文件读写失败：{}", system(lang, source)),
        (FramesError::Io(source), Lang::En) => format!("the file could not be read or written: {source}"),
        (FramesError::NotAFrame { offset, .. }, Lang::Zh) => {
            format!("文件第 {offset} 字节处不是完好的帧：文件已损坏，或不是导出的帧；此前的提交已导入")
        }
        (FramesError::NotAFrame { offset, source }, Lang::En) => format!(
            "at byte {offset} of the file there is no sound frame ({}): it is damaged, or no file of frames; the commits before it are imported",
            with_causes(source)
        ),
        (FramesError::BeyondTheLog { from, head }, Lang::Zh) => format!("日志只到 {head}，没有位置 {from}"),
        (FramesError::BeyondTheLog { from, head }, Lang::En) => {
            format!("the log ends at {head}, there is no position {from}")
        }
        (FramesError::Torn { offset }, Lang::Zh) => {
            format!("文件在第 {offset} 字节开始的帧中间结束，不完整；此前的提交已导入")
        }
        (FramesError::Torn { offset }, Lang::En) => {
            format!("the file ends within the frame that begins at byte {offset}; the commits before it are imported")
        }
    }
}

/// A backup that could not be made or restored, and what to do next at a terminal.
pub fn backup(lang: Lang, error: &BackupError) -> String {
    if let BackupError::Registry(error) = error {
        return registry::registry(lang, error);
    }
    with_step(lang, what_of_backup(lang, error), NextStep::after_backup(error), None)
}

/// A backup that could not be made or restored, and nothing of what to do next.
pub fn what_of_backup(lang: Lang, error: &BackupError) -> String {
    match (error, lang) {
        (BackupError::Log(error), _) => logs::what(lang, error),
        (BackupError::Registry(error), _) => registry::what(lang, error),
        (BackupError::File { path, action, source }, _) => file(lang, action, path, source),
        (BackupError::NotListed { dir, .. }, Lang::Zh) => {
            format!("{} 不可写：带钥匙的备份须记入登记库的备份清单", dir.shown())
        }
        (BackupError::NotListed { dir, .. }, Lang::En) => {
            format!("{} cannot be written to, and a backup with keys must be in the registry's list", dir.shown())
        }
        (BackupError::Exists { path }, Lang::Zh) => {
            format!("{} 已存在", path.shown())
        }
        (BackupError::Exists { path }, Lang::En) => {
            format!("{} is there already", path.shown())
        }
        (BackupError::NotAsked { path }, Lang::Zh) => {
            format!("{} 中的登记库无法打开，备份之后遗忘了哪些姓名无法全部查明；原登记库未移动", path.shown())
        }
        (BackupError::NotAsked { path }, Lang::En) => format!(
            "the registry in {} does not open, and cannot say of all names whether they were forgotten after the backup; it was not replaced",
            path.shown()
        ),
        (BackupError::NoEnd { from, head }, Lang::Zh) => {
            format!("没有在位置 {from} 结束的提交（日志到 {head}）")
        }
        (BackupError::NoEnd { from, head }, Lang::En) => {
            format!("no commit ends at position {from} (the log ends at {head})")
        }
        (BackupError::NotABackup { path, fault }, Lang::Zh) => {
            let why = match fault {
                BackupFault::NotTar => "不是完整的 tar 文件".to_owned(),
                BackupFault::NoManifest => "开头不是 manifest.json".to_owned(),
                BackupFault::Manifest(reason) => format!("清单无法读取：{reason}"),
                BackupFault::Format(format) => format!("格式为 {format}，由较新版本写出"),
            };
            format!("{} 不是本程序可读的备份（{why}）", path.shown())
        }
        (BackupError::NotABackup { path, fault }, Lang::En) => {
            format!("{} is not a backup that this program reads: {fault}", path.shown())
        }
        (BackupError::Checkpoint { fault: CheckpointFault::Unreadable(_) }, Lang::Zh) => "检查点无法读取".to_owned(),
        (BackupError::Checkpoint { fault: CheckpointFault::Beyond { commits, found } }, Lang::Zh) => {
            format!("检查点签的是 {commits} 次提交，日志只有 {found} 次：不是同一日志，或日志有缺失")
        }
        (BackupError::Checkpoint { fault: CheckpointFault::OtherRoot { commits } }, Lang::Zh) => {
            format!("日志的前 {commits} 次提交与检查点所签的不同：不是同一日志，或历史被改写")
        }
        (BackupError::Checkpoint { fault }, Lang::En) => {
            format!("the checkpoint is not one of this log: {fault}")
        }
        (BackupError::Differs { path, what }, Lang::Zh) => {
            format!("{} 已损坏：{what} 与清单不符；没有改动任何目录", path.shown())
        }
        (BackupError::Differs { path, what }, Lang::En) => {
            format!("{} is damaged: {what} is not what its manifest states; nothing was changed", path.shown())
        }
        (BackupError::DoesNotFollow { path, expected, found }, Lang::Zh) => {
            format!("{} 自位置 {found} 开始，前一备份到 {expected} 结束，或两者不是同一日志", path.shown())
        }
        (BackupError::DoesNotFollow { path, expected, found }, Lang::En) => format!(
            "{} begins at position {found} and the backup before it ends at {expected}, or they are of different logs",
            path.shown()
        ),
    }
}
