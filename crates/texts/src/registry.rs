//! Why a registry did not do what was asked, and what to do next.

use std::path::Path;

use jiceng_core::{Error, backups};

use crate::cells::minute;
use crate::system::{file, with_causes};
use crate::{Lang, dates, differing, logs, names, refusals};

/// What the registry says.
pub fn registry(lang: Lang, error: &Error) -> String {
    match (error, lang) {
        (Error::Refused(refusal), Lang::Zh) => format!("不予记录：{}", refusals::refusal(lang, refusal)),
        (Error::Refused(refusal), Lang::En) => format!("refused: {}", refusals::refusal(lang, refusal)),
        (Error::AlreadyARegistry { dir }, Lang::Zh) => format!("{} 已有登记库；请换一个目录", dir.display()),
        (Error::AlreadyARegistry { dir }, Lang::En) => {
            format!("there is a registry in {} already; choose another directory", dir.display())
        }
        (Error::InitCutShort { dir }, Lang::Zh) => {
            format!("{0} 的 init 没有做完，其中没有任何记录；请再运行 jiceng init --data {0}", dir.display())
        }
        (Error::InitCutShort { dir }, Lang::En) => {
            format!(
                "init was cut short in {0}, nothing is recorded there; run init again: jiceng init --data {0}",
                dir.display()
            )
        }
        (Error::NotARegistry { dir }, _) => not_a_registry(lang, dir),
        (Error::Io { action, path, source }, _) => file(lang, action, path, source),
        (Error::CommitDiffers { at, commit, differences }, Lang::Zh) => format!(
            "{} 已按提交 {commit} 记录且内容不同（{}）；新内容请用新的提交编号",
            dates::fact(lang, *at),
            differing::all(lang, differences)
        ),
        (Error::CommitDiffers { at, commit, differences }, Lang::En) => format!(
            "{at} is recorded under the commit {commit} already, and it differs in {}; give the new content a new commit id",
            differing::all(lang, differences)
        ),
        (Error::RecordedDifferently { at, differences }, Lang::Zh) => format!(
            "{} 已记录同一事实，但内容不同（{}）；如以本次为准，请用 correct 更正 #{}",
            dates::fact(lang, *at),
            differing::all(lang, differences),
            at.position
        ),
        (Error::RecordedDifferently { at, differences }, Lang::En) => format!(
            "{at} records the same, but differs in {}; if this one is right, correct #{}",
            differing::all(lang, differences),
            at.position
        ),
        (Error::MeansOthers { recorded }, Lang::Zh) => format!(
            "行内的代码如今在当日指别的区划，与{}不同；请改用所指区划现在的代码",
            recorded.map_or_else(|| "读入时".to_owned(), |at| format!("记录时（{}）", dates::fact(lang, at)))
        ),
        (Error::RecordingTimeStated, Lang::Zh) => {
            "行内写有 recorded_at；只有迁入已有历史时才采用（加 --recorded-as-stated），否则请删去".to_owned()
        }
        (Error::RecordingTimeStated, Lang::En) => {
            format!("{error}: add --recorded-as-stated when a history moves in, or leave recorded_at out")
        }
        (Error::RecordingTimeOutOfOrder { stated, earliest, now }, Lang::Zh) => {
            format!("recorded_at {stated} 不在 {earliest}（上一条记录）与 {now}（现在）之间；各行须按记录时间排列")
        }
        (Error::ClockFarAhead { now, last }, Lang::Zh) => format!(
            "本机时钟 {now} 比上一条记录 {last} 晚十年以上，未予记录：时钟若有误请校准；确实无误的，加 --clock-is-right"
        ),
        (Error::ClockFarAhead { .. }, Lang::En) => {
            format!("{error}; nothing is recorded: set the clock right, or add --clock-is-right if it is")
        }
        (Error::ClockBehind { now, last }, Lang::En) => format!(
            "the clock says {now}, before the last recording at {last}; set the clock right, or if that recording was made with a wrong clock: jiceng repair --to NEW --up-to POSITION, its position"
        ),
        (Error::ClockBehind { now, last }, Lang::Zh) => format!(
            "本机时钟 {now} 早于上一条记录 {last}；请校准时钟；如是上一条记录时的时钟有误，用 jiceng repair --to 新目录 --up-to 该记录的位置"
        ),
        (Error::NameKey { person }, Lang::Zh) => format!(
            "人员 {person} 的姓名钥匙已损坏；请从备份恢复 keys/persons.keys，或用 jiceng person forget {person} 删除该姓名"
        ),
        (Error::NoRegistryKey { problem }, _) => names::not_written(lang, problem),
        (Error::SnapshotDiffers { .. }, Lang::Zh) => {
            "快照与日志不符，证明和样本不据此出具；请保留目录副本备查，再用 jiceng snapshot --rebuild 由日志重做快照"
                .to_owned()
        }
        (Error::SnapshotDiffers { .. }, Lang::En) => format!(
            "{error}; nothing is certified or drawn from it: keep a copy of the directory, then make the snapshots anew from the log with jiceng snapshot --rebuild"
        ),
        (Error::KeysDamaged { path, damaged }, Lang::Zh) => format!(
            "{} 中有 {damaged} 个钥匙已损坏，无法改由新钥匙加密；请先从备份恢复该文件，或加 --drop-damaged 将其舍弃（其姓名从此读不出）；登记库钥匙未更换",
            path.display()
        ),
        (Error::KeysDamaged { .. }, Lang::En) => format!(
            "{error} and cannot go under another registry key; put the file back from a backup first, or give them up with --drop-damaged (their names cannot be read any more); the registry key is not changed"
        ),
        (Error::NameKey { person }, Lang::En) => format!(
            "the key of the name of {person} is damaged; put back keys/persons.keys from a backup, or forget the name with jiceng person forget {person}"
        ),
        (Error::OldKeyWouldStay { problem }, _) => names::would_stay(lang, problem),
        (Error::SameRegistryKey { key }, Lang::Zh) => format!("姓名现已由登记库钥匙 {key} 加密；请换一个新的钥匙文件"),
        (Error::SameRegistryKey { .. }, Lang::En) => format!("{error}; name another file"),
        (Error::InMemory, Lang::Zh) => "内存中的登记库没有登记库钥匙，也没有快照".to_owned(),
        (Error::OtherCommit { position }, Lang::Zh) => {
            format!("位置 {position} 的提交与文件中的不同：两者不是同一日志")
        }
        (Error::KnownInFuture { asked, now }, Lang::Zh) => {
            format!("{asked} 尚未到来（现在是 {}），届时所知为何无从得知；所知时刻写今天或以前", minute(*now))
        }
        (Error::KnownInFuture { asked, now }, Lang::En) => format!(
            "{asked} lies in the future (it is {} in China), and what will be known then nobody knows; ask for what is known today or earlier",
            minute(*now)
        ),
        (Error::BeyondTheLog { position, head }, Lang::Zh) => format!("日志只到 {head}，没有位置 {position}"),
        (Error::NotInTree { first, number, commits }, Lang::Zh) => {
            format!(
                "位置 {first} 的提交是第 {} 次，不在前 {commits} 次提交之内；请给出较晚的检查点或较大的提交数",
                number + 1
            )
        }
        (Error::NotInTree { first, number, commits }, Lang::En) => format!(
            "the commit at position {first} is number {}, and not among the first {commits}; give a later checkpoint or a larger number",
            number + 1
        ),
        (Error::NotTheDraw { sample, field }, Lang::Zh) => {
            let what = if *field == "seed" { "种子" } else { "地点" };
            format!("样本 {sample} 的{what}与本日志抽取的不同；种子和地点请勿填写，由登记库抽取")
        }
        (Error::UnknownStandard { standard }, Lang::Zh) => format!("没有标准 {standard}"),
        (Error::Shipped(_), Lang::Zh) => "程序自带的标准 five-ones-2020 无法读取，是程序的错误；请反映".to_owned(),
        (Error::Poisoned, Lang::Zh) => "登记库在改动途中出错，已不可用；请重新打开".to_owned(),
        (Error::BatchOver, Lang::Zh) => "该批处理已继续或已结束；请重新取得其视图".to_owned(),
        (Error::Linked { path }, Lang::Zh) => format!(
            "{} 是链接，登记库的文件不经链接改写；请用文件本身替换该链接（登记库钥匙也可另放，用 --key-file 给出），再做一次",
            path.display()
        ),
        (Error::Linked { path }, Lang::En) => format!(
            "{} is a link, and no file of a registry is written through one; put the file itself in the place of the link (a registry key may also lie elsewhere, given with --key-file), then do it again",
            path.display()
        ),
        (Error::ClockAtTheEnd { now }, Lang::Zh) => format!("本机时钟为 {now}，已到历法的尽头；请校准时钟"),
        (Error::NotStaged { reason }, Lang::Zh) => format!("无法在日志旁暂存（{reason}）；本批全部未写入"),
        (Error::Unfinished, Lang::Zh) => "导入已确定，但日志中只有一部分；请重新打开登记库，即自动写完".to_owned(),
        (Error::Log(error), _) => logs::log(lang, error),
        (other, Lang::En) => with_causes(other),
    }
}

/// No registry there; where a restore that was cut short could have left it.
fn not_a_registry(lang: Lang, dir: &Path) -> String {
    let aside: Vec<String> = backups::beside(dir).iter().map(|path| path.display().to_string()).collect();
    let (dir, aside) = (dir.display(), aside.join(lang.pick("、", ", ")));
    match (lang, aside.is_empty()) {
        (Lang::Zh, true) => format!("{dir} 没有登记库；先运行 jiceng init --data {dir}"),
        (Lang::En, true) => format!("there is no registry in {dir}; run jiceng init --data {dir} first"),
        (Lang::Zh, false) => {
            format!(
                "{dir} 没有登记库；旁边有恢复时移开或未完成的 {aside}：如恢复曾中断，将 .replaced 目录改回 {dir} 即可"
            )
        }
        (Lang::En, false) => format!(
            "there is no registry in {dir}; beside it lie {aside}, which a restore moved away or did not finish: if it was cut short, give the .replaced one its name {dir} back"
        ),
    }
}
