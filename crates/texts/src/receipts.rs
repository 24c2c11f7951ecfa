//! What was recorded, withdrawn or corrected.

use jiceng_answers::CorrectionAnswer;
use jiceng_core::domain::Event;
use jiceng_core::{HistoryEntry, LockedView, Receipt};

use crate::lang::plural;
use crate::{Lang, event_words, events};

/// What a receipt says.
pub fn receipt(lang: Lang, receipt: &Receipt) -> String {
    let Receipt { commit, first, events, .. } = receipt;
    match (lang, receipt.repeated, events) {
        (Lang::Zh, true, _) => format!("此提交已有记录：{commit}/0，位置 {first}"),
        (Lang::En, true, _) => format!("this commit is recorded already: {commit}/0, position {first}"),
        (Lang::Zh, false, 0) => "此前已有相同记录，未重复写入".to_owned(),
        (Lang::En, false, 0) => "the same is recorded already; nothing new was written".to_owned(),
        (Lang::Zh, false, _) => format!("已记录：{commit}/0，位置 {first}，{events} 个事件"),
        (Lang::En, false, _) => {
            format!("recorded: {commit}/0, position {first}, {}", plural(*events, "event"))
        }
    }
}

/// That a trial is over.
pub fn nothing_written(lang: Lang) -> &'static str {
    lang.pick("核对无误，未写入", "in order; nothing was written")
}

/// Which fact is withdrawn, or would be.
pub fn withdrawn(lang: Lang, view: &LockedView, original: &HistoryEntry, is_trial: bool) -> String {
    let sentence = events::on_one_line(lang, view, original);
    match (lang, is_trial) {
        (Lang::Zh, false) => format!("撤回：{sentence}"),
        (Lang::Zh, true) => format!("将撤回：{sentence}"),
        (Lang::En, false) => format!("withdrawn: {sentence}"),
        (Lang::En, true) => format!("would be withdrawn: {sentence}"),
    }
}

/// Which fact is corrected, and in which fields.
pub fn correcting(lang: Lang, event: &Event, answer: &CorrectionAnswer) -> String {
    let (position, changed) = (answer.position, answer.changed.join(lang.pick("、", ", ")));
    let command = event.command_name();
    match lang {
        Lang::Zh => format!("更正位置 {position} 的事实（{}）：{changed}", event_words::about(lang, command)),
        Lang::En => format!("correcting {command} at {position}: {changed}"),
    }
}
