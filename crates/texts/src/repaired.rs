//! Registries that were rescued or cut: what is in the new one, and what is not.

use jiceng_answers::{BehindRow, LostRow, RescueAnswer};
use jiceng_exchange::cut::CutReport;

use crate::lang::{one_or, plural};
use crate::{Lang, names};

/// What was rescued, and what is lost.
pub fn rescued(lang: Lang, answer: &RescueAnswer) -> Vec<String> {
    let RescueAnswer { directory, commits, head, .. } = answer;
    let mut lines = vec![match lang {
        Lang::Zh => format!("已抢救到 {directory}：{commits} 次提交，{head} 个事件，核对无误"),
        Lang::En => format!(
            "rescued into {directory}: {commits}, {head}, verified",
            commits = plural(commits, "commit"),
            head = plural(head.0, "event")
        ),
    }];
    lines.extend(answer.lost.iter().map(|LostRow { from, to }| match lang {
        Lang::Zh => format!("缺失：位置 {from} 至 {to}（不含）；两处存储均无完好的提交"),
        Lang::En => format!("lost: positions {from} up to {to}; neither copy has a sound commit"),
    }));
    if answer.end_unknown {
        let unknown = lang.pick(
            "缺失：流水文件不全，日志原到何处不明，最后的提交可能缺失",
            "lost: the journal is not there to its end, so commits behind these may be lost",
        );
        lines.push(unknown.to_owned());
    }
    lines.extend(answer.behind.iter().map(|part| behind(lang, part)));
    lines.extend(answer.unsound.iter().map(|unsound| match lang {
        Lang::Zh => format!("损坏：{unsound}"),
        Lang::En => format!("unsound: {unsound}"),
    }));
    lines.extend(Some(&answer.names).filter(|held| held.names > 0).map(|held| names::held(lang, held)));
    lines
}

fn behind(lang: Lang, part: &BehindRow) -> String {
    let BehindRow { first, next, commits, file, moved_to } = part;
    match (lang, moved_to) {
        (Lang::Zh, None) => format!(
            "其后完好：位置 {first} 至 {next}（不含），{commits} 次提交，存于 {file}；加 --close-gaps 可并入新库"
        ),
        (Lang::En, None) => format!(
            "sound behind it: positions {first} up to {next}, {commits}, kept in {file}; --close-gaps appends them",
            commits = plural(commits, "commit")
        ),
        (Lang::Zh, Some(to)) => format!(
            "其后完好：位置 {first} 至 {next}（不含），{commits} 次提交，已并入新库，自位置 {to} 起；原样存于 {file}"
        ),
        (Lang::En, Some(to)) => format!(
            "sound behind it: positions {first} up to {next}, {commits}, now from position {to} on; as they were in {file}",
            commits = plural(commits, "commit")
        ),
    }
}

/// What was taken into a registry that ends before a position, and what to do with the rows of what
/// came later.
pub fn cut(lang: Lang, report: &CutReport) -> Vec<String> {
    let CutReport { directory, commits, head, rows_file, rows, forgotten, .. } = report;
    let mut lines = vec![match lang {
        Lang::Zh => format!("已取到 {directory}：{commits} 次提交，{head} 个事件，核对无误"),
        Lang::En => format!(
            "taken into {directory}: {commits}, {head}, verified",
            commits = plural(commits, "commit"),
            head = plural(head.0, "event")
        ),
    }];
    lines.extend(rows_file.as_ref().map(|file| match lang {
        Lang::Zh => format!(
            "其后的提交写成 {rows} 行，在 {file}（含姓名原文，仅本人可读）：查看后用 jiceng import {file} --data {directory} 导入，再销毁该文件"
        ),
        Lang::En => format!(
            "what came later is {rows} in {file} (with names in the clear, readable by you alone): look through it, import it with jiceng import {file} --data {directory}, then destroy it", rows = plural(rows, "row")),
    }));
    if *forgotten > 0 {
        lines.push(match lang {
            Lang::Zh => format!("其后已遗忘的姓名 {forgotten} 个，在新登记库中已再次遗忘"),
            Lang::En => format!(
                "{} that {} forgotten later {} forgotten here too",
                plural(forgotten, "name"),
                one_or(forgotten, "was", "were"),
                one_or(forgotten, "is", "are")
            ),
        });
    }
    lines.extend(Some(&report.names).filter(|held| held.names > 0).map(|held| names::held(lang, held)));
    lines
}

/// Whose names are in no row; nothing where there are none.
pub fn unreadable(lang: Lang, report: &CutReport) -> Option<String> {
    let persons: Vec<String> = report.unreadable.iter().map(ToString::to_string).collect();
    let persons = Some(persons.join(lang.pick("、", ", "))).filter(|persons| !persons.is_empty())?;
    Some(match lang {
        Lang::Zh => format!("提示：以下人员的姓名无法读出，行文件中没有，请另行登记：{persons}"),
        Lang::En => format!(
            "note: the names of these persons cannot be read and are in no row; register them otherwise: {persons}"
        ),
    })
}
