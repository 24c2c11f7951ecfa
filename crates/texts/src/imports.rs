//! What came of the rows of an import, and of frames.

use jiceng_answers::{AdoptionAnswer, BadRowSaid, ImportAnswer, SinceRow};
use jiceng_core::FactFate;
use jiceng_exchange::ImportReport;
use jiceng_exchange::import::RowSince;

use crate::lang::plural;
use crate::{Lang, rows};

/// Rows told one by one; of the others only the number is told.
const TOLD_MAX: usize = 50;

/// What came of the rows of a file, with words in a language.
pub fn answer(lang: Lang, file: &str, report: &ImportReport) -> ImportAnswer {
    let since = |row: &RowSince| SinceRow::of(row.line, row.recorded, row.since, row_since(lang, file, row));
    ImportAnswer {
        rows: report.rows,
        events: report.events,
        already_true: report.already_true,
        written: report.written,
        head: report.head,
        bad: report
            .bad
            .iter()
            .map(|bad| BadRowSaid { line: bad.line, message: rows::bad_row(lang, file, bad) })
            .collect(),
        bad_more: report.bad_more,
        since: report.since.iter().map(since).collect(),
        since_more: report.since_more,
        by_day: report.by_day,
        effects: (&report.effects).into(),
    }
}

/// What is worth a note about single rows.
pub fn notes(lang: Lang, file: &str, report: &ImportReport) -> Vec<String> {
    let mut notes = Vec::new();
    if report.by_day {
        let by_day = lang.pick(
            "各行按文件顺序不能全部写入，已改按生效日期先后处理",
            "the rows do not fit in the order of the file; they were decided in the order of their days",
        );
        notes.push(by_day.to_owned());
    }
    let more = |all: u64| all.checked_sub(TOLD_MAX as u64).filter(|more| *more > 0);
    notes.extend(report.since.iter().take(TOLD_MAX).map(|row| row_since(lang, file, row)));
    notes.extend(more(sum(report.since.len(), report.since_more)).map(|more| match lang {
        Lang::Zh => format!("……另有 {more} 行此前记录、后来撤回或更正（--format json 最多列出一万行）"),
        Lang::En => format!(
            "… and {} withdrawn or corrected since (--format json lists up to 10,000)",
            plural(more, "more row")
        ),
    }));
    notes.extend(report.bad.iter().take(TOLD_MAX).map(|bad| rows::bad_row(lang, file, bad)));
    notes.extend(more(report.bad_rows()).map(|more| match lang {
        Lang::Zh => format!("……另有 {more} 行有误（--format json 最多列出一万行）"),
        Lang::En => format!("… and {more} more bad rows (--format json lists up to 10,000)"),
    }));
    notes
}

/// What came of all rows together.
pub fn told(lang: Lang, report: &ImportReport, is_trial: bool) -> String {
    let (rows, events, already, bad) = (report.rows, report.events, report.already_true, report.bad_rows());
    let outcome = match (report.written, is_trial) {
        (true, _) => lang.pick("已写入", "recorded"),
        (false, true) => lang.pick("仅检查，未写入", "checked only, nothing recorded"),
        (false, false) => lang.pick("未写入", "nothing recorded"),
    };
    let since = match (sum(report.since.len(), report.since_more), lang) {
        (0, _) => String::new(),
        (since, Lang::Zh) => format!("（其中 {since} 行后来撤回或更正）"),
        (since, Lang::En) => format!(" ({since} of them withdrawn or corrected since)"),
    };
    match lang {
        Lang::Zh => format!("{rows} 行：{events} 个事件，{already} 行此前已记录{since}，{bad} 行有误；{outcome}"),
        Lang::En => {
            let [rows, already, bad] =
                [(rows, "row"), (already, "row"), (bad, "bad row")].map(|(n, one)| plural(n, one));
            format!("{rows}: {}, {already} recorded before{since}, {bad}; {outcome}", plural(events, "event"))
        }
    }
}

const fn sum(listed: usize, more: u64) -> u64 {
    (listed as u64).saturating_add(more)
}

/// What came of frames.
pub fn adopted(lang: Lang, answer: &AdoptionAnswer) -> String {
    let AdoptionAnswer { commits, events, present, head } = answer;
    match lang {
        Lang::Zh => {
            format!("并入 {commits} 次提交，{events} 个事件；{present} 次提交原已存在且相同；日志到 {head}")
        }
        Lang::En => format!(
            "took {commits}, {events}; {present} there already and the same; the log ends at {head}",
            commits = plural(commits, "commit"),
            events = plural(events, "event"),
            present = plural(present, "commit")
        ),
    }
}

/// A row that was recorded before, and whose fact does not stand any more.
fn row_since(lang: Lang, file: &str, row: &RowSince) -> String {
    let RowSince { line, recorded, since } = row;
    let told = match (since, lang) {
        (FactFate::Withdrawn { by }, Lang::Zh) => format!("已于 #{by} 撤回；如需再次写入，请加 --again"),
        (FactFate::Withdrawn { by }, Lang::En) => format!("withdrawn at #{by}; --again records it once more"),
        (FactFate::Corrected { by, replaced_by }, Lang::Zh) => format!("已于 #{by} 更正，现以 #{replaced_by} 为准"),
        (FactFate::Corrected { by, replaced_by }, Lang::En) => {
            format!("corrected at #{by}, #{replaced_by} stands in its place")
        }
        (FactFate::Erased { by }, Lang::Zh) => format!("姓名已于 #{by} 删除"),
        (FactFate::Erased { by }, Lang::En) => format!("the name was erased at #{by}"),
    };
    match lang {
        Lang::Zh => format!("{file} 第 {line} 行：此前记录于 #{recorded}，{told}"),
        Lang::En => format!("{file} line {line}: recorded before at #{recorded}, {told}"),
    }
}
