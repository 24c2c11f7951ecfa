//! What can be wrong with the log, told to people.

use jiceng_answers::NextStep;
use jiceng_core::log::LogError;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::error::hexadecimal;

use crate::Lang;
use crate::next_steps::with_step;
use crate::system::{system, with_causes};

/// A failure of the log, and what to do next at a terminal.
pub fn log(lang: Lang, error: &LogError) -> String {
    with_step(lang, what(lang, error), NextStep::after_log(error), None)
}

/// What is wrong with the log, and nothing of what to do next.
pub fn what(lang: Lang, error: &LogError) -> String {
    match lang {
        Lang::En => with_causes(error),
        Lang::Zh => zh(error),
    }
}

fn zh(error: &LogError) -> String {
    use LogError as E;
    match error {
        E::Conflict { expected, actual } => format!("日志位于 {actual}，预期为 {expected}：另有程序先行写入"),
        E::CommitExists { id, first } => format!("提交 {id} 已在位置 {first}"),
        E::NoFacts { id } => format!("提交 {id} 没有内容"),
        E::RecordedEarlier { id, recorded_at, last } => format!("提交 {id} 的记录时间 {recorded_at} 早于上一条 {last}"),
        E::Event { id, index, source } => format!("提交 {id} 的第 {index} 个事件无法存储（{}）", with_causes(source)),
        E::CommitTooLarge { id, bytes, bytes_max } => format!("提交 {id} 有 {bytes} 字节，超过上限 {bytes_max}"),
        E::Corrupt { position, expected, actual } => {
            format!("位置 {position} 的提交已损坏：校验值 {actual:#010x}，应为 {expected:#010x}")
        }
        E::Frame { position, source } => format!("位置 {position} 的提交无法读取（{}）", with_causes(source)),
        E::Decode { position, source } => format!("位置 {position} 的提交无法解码（{}）", with_causes(source)),
        E::Misplaced { position, found } => format!("位置 {position} 的提交自称位于 {found}"),
        E::Gap { expected, found } => format!("位置 {expected} 缺少提交，下一个在 {found}"),
        E::OutOfOrder { position, recorded_at, last } => {
            format!("位置 {position} 的提交记录于 {recorded_at}，早于上一条 {last}")
        }
        E::Key { key } => format!("键 {} 不属于任何提交", hexadecimal(key)),
        E::Index { id, position, found } => {
            let place = |at: &Option<_>| at.map_or_else(|| "无".to_owned(), |at| format!("位置 {at}"));
            format!("提交编号索引与日志不符：{id} 在索引中为{}，在日志中为{}", place(found), place(position))
        }
        E::JournalDamaged { path, offset, position } => {
            format!("流水文件 {} 自第 {offset} 字节起损坏，应为位置 {position}", path.shown())
        }
        E::JournalMissing { path, position } => format!(
            "流水文件 {} 自位置 {position} 起缺失，而登记库上次未正常关闭：日志到何处为止已别无可据",
            path.shown()
        ),
        E::OtherStore { path, position } => {
            format!("流水文件 {} 缺失，而存储超出了日志正常关闭时的位置 {position}：它属于另一日志", path.shown())
        }
        E::SealedDamaged { path, offset, first, next: Some(next) } => {
            format!("封存文件 {} 自第 {offset} 字节起损坏，位置 {first} 至 {next}（不含）无法读取", path.shown())
        }
        E::SealedDamaged { path, first, next: None, .. } => {
            format!("封存文件 {} 的索引损坏，自位置 {first} 起无法读取", path.shown())
        }
        E::StagedDamaged { path, offset, position } => {
            format!("待写入的导入文件 {} 自第 {offset} 字节起损坏，应为位置 {position}", path.shown())
        }
        E::StagedForeign { path, position } => {
            format!("待写入的导入文件 {} 不属于本日志：自位置 {position} 起不符", path.shown())
        }
        E::Unfinished { path, reached, next, source } => {
            format!("导入已确定，内容在 {}，但日志只写到 {reached}（应到 {next}）：{}", path.shown(), zh(source))
        }
        E::Shorter { head, reached, path } => {
            format!("日志只到位置 {head}，而据 {} 它曾到 {reached}：有内容缺失", path.shown())
        }
        E::JournalDiffers { position } => format!("流水文件与存储自位置 {position} 起不一致"),
        E::NoSuchTree { size, commits } => format!("日志只有 {commits} 次提交，没有 {size} 次提交的树"),
        E::TreeDiffers { position } => format!("位置 {position} 的提交与所存哈希树不符"),
        E::TreeRow { leaf } => format!("所存哈希树中第 {leaf} 次提交（从 0 数起）的一行无法读取"),
        E::InUse { dir } => format!("{} 的登记库正被另一程序使用", dir.shown()),
        E::NotALog { dir } => format!("{} 没有日志", dir.shown()),
        E::Exists { dir } => format!("{} 已有日志", dir.shown()),
        E::NotEmpty { dir, found } => format!("{} 内有其他文件，如 {}", dir.shown(), found.shown()),
        E::Format { found, supported } => format!("日志格式为 {found}，本程序支持到 {supported}"),
        E::ClockBefore1970 => "本机时钟早于 1970 年，存储无法在这样的时钟下打开，没有改动任何内容".to_owned(),
        E::Io { path, source } => format!("无法读写 {}：{}", path.shown(), system(Lang::Zh, source)),
        E::Storage { dir, source } => format!("{} 的存储出错（{source}）", dir.shown()),
        E::NotDurable { dir, source } => format!("未能确认写入 {}（{source}）", dir.shown()),
        E::OpenedToRead { dir } => format!("{} 的日志只作读取打开，不能写入", dir.shown()),
        E::ReadOnly { dir, reason } => format!("因写入失败（{reason}），{} 不再接受写入", dir.shown()),
    }
}
