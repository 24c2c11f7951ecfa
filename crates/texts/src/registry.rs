//! Why a registry did not do what was asked.

use std::path::Path;

use jiceng_answers::NextStep;
use jiceng_core::log::ShowPath as _;
use jiceng_core::{Error, backups};

use crate::cells::minute;
use crate::next_steps::with_step;
use crate::system::{file, with_causes};
use crate::{Lang, dates, differing, logs, names, refusals};

/// What the registry says, and what to do next at a terminal.
pub fn registry(lang: Lang, error: &Error) -> String {
    with_step(lang, what(lang, error), NextStep::after_registry(error), about(error).as_deref())
}

/// What a command for the next step acts on.
fn about(error: &Error) -> Option<String> {
    if let Error::InitCutShort { dir } | Error::NotARegistry { dir } = error {
        Some(dir.shown().to_string())
    } else if let Error::RecordedDifferently { at, .. } = error {
        Some(at.position.to_string())
    } else if let Error::NameKey { person } = error {
        Some(person.to_string())
    } else {
        None
    }
}

/// What the registry says, and nothing of what to do next.
pub fn what(lang: Lang, error: &Error) -> String {
    match (error, lang) {
        (Error::Refused(refusal), Lang::Zh) => format!("不予记录：{}", refusals::refusal(lang, refusal)),
        (Error::Refused(refusal), Lang::En) => format!("refused: {}", refusals::refusal(lang, refusal)),
        (Error::AlreadyARegistry { dir }, Lang::Zh) => format!("{} 已有登记库", dir.shown()),
        (Error::AlreadyARegistry { dir }, Lang::En) => {
            format!("there is a registry in {} already", dir.shown())
        }
        (Error::InitCutShort { dir }, Lang::Zh) => {
            format!("{} 的登记库没有建完，其中没有任何记录", dir.shown())
        }
        (Error::InitCutShort { dir }, Lang::En) => {
            format!("making the registry in {} was cut short, nothing is recorded there", dir.shown())
        }
        (Error::NotARegistry { dir }, _) => not_a_registry(lang, dir),
        (Error::Io { action, path, source }, _) => file(lang, action, path, source),
        (Error::CommitDiffers { at, commit, differences }, Lang::Zh) => format!(
            "{} 已按提交 {commit} 记录且内容不同（{}）",
            dates::fact(lang, *at),
            differing::all(lang, differences)
        ),
        (Error::CommitDiffers { at, commit, differences }, Lang::En) => format!(
            "{at} is recorded under the commit {commit} already, and it differs in {}",
            differing::all(lang, differences)
        ),
        (Error::RecordedDifferently { at, differences }, Lang::Zh) => {
            format!("{} 已记录同一事实，但内容不同（{}）", dates::fact(lang, *at), differing::all(lang, differences))
        }
        (Error::RecordedDifferently { at, differences }, Lang::En) => {
            format!("{at} records the same, but differs in {}", differing::all(lang, differences))
        }
        (Error::MeansOthers { recorded }, Lang::Zh) => format!(
            "行内的代码如今在当日指别的区划，与{}不同",
            recorded.map_or_else(|| "读入时".to_owned(), |at| format!("记录时（{}）", dates::fact(lang, at)))
        ),
        (Error::RecordingTimeStated, Lang::Zh) => "行内写有 recorded_at，只在迁入已有历史时采用".to_owned(),
        (Error::RecordingTimeOutOfOrder { stated, earliest, now }, Lang::Zh) => {
            format!("recorded_at {stated} 不在 {earliest}（上一条记录）与 {now}（现在）之间")
        }
        (Error::ClockFarAhead { now, last }, Lang::Zh) => {
            format!("本机时钟 {now} 比上一条记录 {last} 晚十年以上，未予记录")
        }
        (Error::ClockFarAhead { .. }, Lang::En) => {
            format!("{error}, and nothing is recorded")
        }
        (Error::ClockBehind { now, last }, Lang::Zh) => format!("本机时钟 {now} 早于上一条记录 {last}"),
        (Error::NameKey { person }, Lang::Zh) => format!("人员 {person} 的姓名钥匙已损坏"),
        (Error::NoRegistryKey { problem }, _) => names::cannot_write(lang, problem),
        (Error::SnapshotDiffers { .. }, Lang::Zh) => "快照与日志不符，证明和样本不据此出具".to_owned(),
        (Error::SnapshotDiffers { .. }, Lang::En) => format!("{error}; nothing is certified or drawn from it"),
        (Error::KeysDamaged { path, damaged }, Lang::Zh) => {
            format!("{} 中有 {damaged} 个钥匙已损坏，无法改由新钥匙加密，登记库钥匙未更换", path.shown())
        }
        (Error::KeysDamaged { .. }, Lang::En) => {
            format!("{error} and cannot go under another registry key, and the registry key is not changed")
        }
        (Error::NameKey { person }, Lang::En) => format!("the key of the name of {person} is damaged"),
        (Error::OldKeyWouldStay { problem }, _) => names::would_stay(lang, problem),
        (Error::OtherKeyInside { path, key }, Lang::Zh) => {
            format!("{} 是另一登记库的钥匙（{key}），不予覆盖；登记库钥匙未更换", path.shown())
        }
        (Error::OtherKeyInside { .. }, Lang::En) => format!("{error}; the registry key is not changed"),
        (Error::SameRegistryKey { key }, Lang::Zh) => format!("姓名现已由登记库钥匙 {key} 加密"),
        (Error::InMemory, Lang::Zh) => "内存中的登记库没有登记库钥匙，也没有快照".to_owned(),
        (Error::OtherCommit { position }, Lang::Zh) => {
            format!("位置 {position} 的提交与文件中的不同：两者不是同一日志")
        }
        (Error::KnownInFuture { asked, now }, Lang::Zh) => {
            format!("{asked} 尚未到来（现在是 {}），届时所知为何无从得知", minute(*now))
        }
        (Error::KnownInFuture { asked, now }, Lang::En) => format!(
            "{asked} lies in the future (it is {} in China), and what will be known then nobody knows",
            minute(*now)
        ),
        (Error::BeyondTheLog { position, head }, Lang::Zh) => format!("日志只到 {head}，没有位置 {position}"),
        (Error::NotInTree { first, number, commits }, Lang::Zh) => {
            format!("位置 {first} 的提交是第 {} 次，不在前 {commits} 次提交之内", number + 1)
        }
        (Error::NotInTree { first, number, commits }, Lang::En) => {
            format!("the commit at position {first} is number {}, and not among the first {commits}", number + 1)
        }
        (Error::NotTheDraw { sample, field }, Lang::Zh) => {
            let what = if *field == "seed" { "种子" } else { "地点" };
            format!("样本 {sample} 的{what}与本日志抽取的不同")
        }
        (Error::UnknownStandard { standard }, Lang::Zh) => format!("没有标准 {standard}"),
        (Error::Shipped(_), Lang::Zh) => "程序自带的标准 five-ones-2020 无法读取，是程序的错误".to_owned(),
        (Error::Poisoned, Lang::Zh) => "登记库在改动途中出错，已不可用".to_owned(),
        (Error::BatchOver, Lang::Zh) => "该批处理已继续或已结束".to_owned(),
        (Error::Linked { path }, Lang::Zh) => format!("{} 是链接，登记库的文件不经链接改写", path.shown()),
        (Error::Linked { path }, Lang::En) => {
            format!("{} is a link, and no file of a registry is written through one", path.shown())
        }
        (Error::ClockAtTheEnd { now }, Lang::Zh) => format!("本机时钟为 {now}，已到历法的尽头"),
        (Error::NotStaged { reason }, Lang::Zh) => format!("无法在日志旁暂存（{reason}）；本批全部未写入"),
        (Error::Unfinished, Lang::Zh) => "导入已确定，但日志中只有一部分".to_owned(),
        (Error::Log(error), _) => logs::what(lang, error),
        (other, Lang::En) => with_causes(other),
    }
}

/// No registry there; where a restore that was cut short could have left it.
fn not_a_registry(lang: Lang, dir: &Path) -> String {
    let aside: Vec<String> = backups::beside(dir).iter().map(|path| path.shown().to_string()).collect();
    let (dir, aside) = (dir.shown(), aside.join(lang.pick("、", ", ")));
    match (lang, aside.is_empty()) {
        (Lang::Zh, true) => format!("{dir} 没有登记库"),
        (Lang::En, true) => format!("there is no registry in {dir}"),
        (Lang::Zh, false) => {
            format!("{dir} 没有登记库；旁边有恢复时移开或未完成的 {aside}")
        }
        (Lang::En, false) => format!(
            "there is no registry in {dir}; beside it lie {aside}, which a restore moved away or did not finish"
        ),
    }
}
