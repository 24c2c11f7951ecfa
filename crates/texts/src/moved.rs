//! Logs and registries that were written: exported, backed up, restored, constructed.

use jiceng_exchange::backup::{BackupReport, RestoreReport};
use jiceng_exchange::frames::ExportReport;

use crate::lang::{one_or, plural};
use crate::{Lang, names};

/// What was exported.
pub fn exported(lang: Lang, report: &ExportReport) -> String {
    let (file, commits, from, to) = (&report.file, report.exported.commits, report.exported.from, report.exported.to);
    match lang {
        Lang::Zh => format!("已写入 {file}：{commits} 次提交，位置 {from} 至 {to}（不含）"),
        Lang::En => {
            format!("wrote {file}: {commits}, positions {from} up to {to}", commits = plural(commits, "commit"))
        }
    }
}

/// What is in a backup, and what to do with it.
pub fn backed_up(lang: Lang, report: &BackupReport) -> Vec<String> {
    let BackupReport { file, from, to, commits, root, .. } = report;
    let made = match lang {
        Lang::Zh => format!("已备份到 {file}：{commits} 次提交，位置 {from} 至 {to}（不含），{root}"),
        Lang::En => format!(
            "backed up to {file}: {commits}, positions {from} up to {to}, {root}",
            commits = plural(commits, "commit")
        ),
    };
    let keys = match (lang, report.keys) {
        (Lang::Zh, 0) => "不含姓名的钥匙：由它恢复的登记库读不出姓名。".to_owned(),
        (Lang::En, 0) => "It has no keys of names: a registry restored from it cannot show names.".to_owned(),
        (Lang::Zh, _) => {
            format!("其中有姓名的钥匙：请妥善保管；日后遗忘某人姓名时，也须处理此文件。下次增量备份用 --from {to}")
        }
        (Lang::En, _) => format!(
            "It has the keys of names: keep it safe, and deal with it when a name is to be forgotten. To go on from it: --from {to}"
        ),
    };
    [made, keys].into_iter().chain(report.names.as_ref().map(|held| names::held(lang, held))).collect()
}

/// What was restored.
pub fn restored(lang: Lang, report: &RestoreReport) -> Vec<String> {
    let RestoreReport { directory, commits, events, root, .. } = report;
    let made = match lang {
        Lang::Zh => format!("已恢复到 {directory}：{commits} 次提交，{events} 个事件，核对无误，{root}"),
        Lang::En => format!(
            "restored into {directory}: {commits}, {events}, verified, {root}",
            commits = plural(commits, "commit"),
            events = plural(events, "event")
        ),
    };
    let mut lines = vec![made, names::held(lang, &report.names)];
    lines.extend(report.replaced.as_ref().map(|replaced| match lang {
        Lang::Zh => format!("原登记库移至 {replaced}，未删除"),
        Lang::En => format!("the registry that was there is now {replaced}"),
    }));
    lines.extend(Some(report.forgotten).filter(|forgotten| *forgotten > 0).map(|forgotten| match lang {
        Lang::Zh => format!("备份之后已遗忘的姓名 {forgotten} 个，在恢复的登记库中已再次遗忘"),
        Lang::En => format!(
            "{} that {} forgotten after the backup {} forgotten here too",
            plural(forgotten, "name"),
            one_or(forgotten, "was", "were"),
            one_or(forgotten, "is", "are")
        ),
    }));
    lines
}

/// That nobody could ask the registry that was there what it had forgotten.
pub fn unasked(lang: Lang) -> &'static str {
    lang.pick(
        "提示：原登记库无法打开，备份之后遗忘过的姓名可能复现，请再次遗忘（jiceng person forget）",
        "note: the registry that was there does not open; names that were forgotten after the backup may be back, and must be forgotten again (jiceng person forget)",
    )
}

/// That names were forgotten in a registry whose log is of another origin, and not here.
pub fn unrelated(lang: Lang, names: usize) -> String {
    match lang {
        Lang::Zh => format!(
            "提示：原登记库已遗忘的姓名中有 {names} 个未在此遗忘：该标识符在原登记库中是另行登记的（原登记库与备份不是同一登记库，或在复制之后各自记录），可能属于他人；如是同一人，请用 jiceng person forget 遗忘"
        ),
        Lang::En => format!(
            "note: {names} that {were} forgotten in the registry that was there {are} not forgotten here: it registered their identifiers by itself (it is another registry, or went another way since it was copied), so they may be other persons'; forget those who are the same: jiceng person forget",
            names = plural(names, "name"),
            were = one_or(names, "was", "were"),
            are = one_or(names, "is", "are")
        ),
    }
}

/// A constructed history that was written out: as rows, or as events of a registry.
pub fn constructed(lang: Lang, places: usize, rows: Option<u64>, events: Option<u64>) -> String {
    let made = events.or(rows).unwrap_or_default();
    match (lang, rows) {
        (Lang::Zh, Some(_)) => format!(
            "已写出虚构历史：{places} 个村（社区）和安置点，{made} 行；用 jiceng import --recorded-as-stated 导入"
        ),
        (Lang::En, Some(_)) => format!(
            "wrote a constructed history of {places}, {made}; jiceng import --recorded-as-stated takes it in",
            places = plural(places, "place"),
            made = plural(made, "row")
        ),
        (Lang::Zh, None) => format!("已写入虚构历史：{places} 个村（社区）和安置点，{made} 个事件"),
        (Lang::En, None) => format!(
            "wrote a constructed history of {places}, {made}",
            places = plural(places, "place"),
            made = plural(made, "event")
        ),
    }
}
