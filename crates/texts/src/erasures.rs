//! Names that were erased, and keys that went under another registry key: what was done, and what
//! is left to do.

use std::path::Path;

use jiceng_answers::{ErasureAnswer, RewrappingAnswer};
use jiceng_core::{KeySource, layout};

use crate::Lang;
use crate::lang::{one_or, plural};
use crate::names::backups_unreadable;

/// What was erased, and that the backups on the list, if there are some, hold the key.
pub fn erased(lang: Lang, answer: &ErasureAnswer) -> Vec<String> {
    let ErasureAnswer { person, backups, unreadable_backups, .. } = answer;
    let has_rows = answer.leavings.iter().any(|path| is_rows(path));
    let mut lines = vec![match (lang, has_rows) {
        (Lang::Zh, false) => format!("{person} 的姓名钥匙已销毁，登记库的任何文件都不再含其姓名；席位和数字不变。"),
        (Lang::En, false) => format!(
            "the key of the name of {person} is destroyed, no file of the registry has the name any more; seats and figures stay."
        ),
        (Lang::Zh, true) => format!(
            "{person} 的姓名钥匙已销毁；但 repair --up-to 写出的行文件（见下）仍含其姓名原文，须导入后销毁；席位和数字不变。"
        ),
        (Lang::En, true) => format!(
            "the key of the name of {person} is destroyed, but rows that repair --up-to wrote (named below) still have the name in the clear: import them, then destroy the file; seats and figures stay."
        ),
    }];
    if *unreadable_backups > 0 {
        lines.push(backups_unreadable(lang, *unreadable_backups));
    }
    lines.push(match (backups.len(), lang) {
        (0, _) if *unreadable_backups > 0 => lang
            .pick(
                "备份清单中可读的各行没有含此钥匙的备份；用其他办法做的副本不在清单上。",
                "no backup on a line that can be read holds the key; copies that were made otherwise are not on the list.",
            )
            .to_owned(),
        (0, _) => lang
            .pick(
                "备份清单中没有含此钥匙的备份；用其他办法做的副本不在清单上。",
                "no backup on the list holds the key; copies that were made otherwise are not on the list.",
            )
            .to_owned(),
        (count, Lang::Zh) => {
            format!("以下 {count} 份备份含此钥匙，须逐一处理（用其他办法做的副本不在清单上）：")
        }
        (count, Lang::En) => format!(
            "{} {} the key and must be dealt with (copies made otherwise are not on the list):", plural(count, "backup"), one_or(count, "holds", "hold")),
    });
    lines
}

/// What the program left that may hold the key; nothing where it left nothing.
pub fn leavings(lang: Lang, answer: &ErasureAnswer) -> Vec<String> {
    let headline = lang.pick(
        "本程序留下的以下目录和文件也可能含此钥匙或姓名（恢复时移开或未完成的登记库、未完成的备份、抢救前后的目录、repair --up-to 写出的行文件），用不着时请销毁：",
        "what this program left here may hold the key or the name too (registries that a restore replaced or did not finish, backups that were cut short, the directories from and to which a repair went, rows that repair --up-to wrote); destroy it when it is not needed:",
    );
    listed(headline, &answer.leavings)
}

/// The same of all names, for whoever changed the registry key.
pub fn rewrapped_leavings(lang: Lang, answer: &RewrappingAnswer) -> Vec<String> {
    let headline = lang.pick(
        "本程序留下的以下目录和文件也可能含此前的钥匙或姓名，用不着时请销毁：",
        "what this program left here may hold keys of before or names too; destroy it when it is not needed:",
    );
    listed(headline, &answer.leavings)
}

fn listed(headline: &str, leavings: &[String]) -> Vec<String> {
    if leavings.is_empty() {
        return Vec::new();
    }
    std::iter::once(headline.to_owned()).chain(leavings.iter().map(|path| format!("  {path}"))).collect()
}

/// Whether a path is that of the rows that were written when a registry was cut.
fn is_rows(path: &str) -> bool {
    Path::new(path) == layout::later_rows(Path::new(path).parent().unwrap_or(Path::new("")))
}

/// What to do against copies that are on no list.
pub fn next_step(lang: Lang, answer: &ErasureAnswer) -> &'static str {
    if answer.registry_key_inside {
        lang.pick(
            "备份和副本如连同 registry.key 复制，只能销毁；磁盘旧数据块中的残留，用 jiceng person rewrap 更换登记库钥匙即失效。",
            "copies that have registry.key with them can only be destroyed; what old blocks of the disk may hold is made worthless by jiceng person rewrap.",
        )
    } else {
        lang.pick(
            "要使全部旧备份、副本和磁盘残留一次失效：jiceng person rewrap --new-key-file 新文件，再销毁旧的登记库钥匙。",
            "to make all old copies worthless at once: jiceng person rewrap --new-key-file NEW, then destroy the old registry key.",
        )
    }
}

/// What changing the registry key came to, and what becomes of the old one. `old` is where that
/// was.
pub fn rewrapped(lang: Lang, answer: &RewrappingAnswer, old: &KeySource) -> Vec<String> {
    let RewrappingAnswer { from, to, keys, lost, key_file, old_key_file, .. } = answer;
    let mut lines = vec![match lang {
        Lang::Zh => format!("登记库钥匙已由 {from} 换为 {to}（{key_file}），{keys} 名人员的钥匙已改由新钥匙加密。"),
        Lang::En => {
            format!(
                "the registry key was {from} and is {to} ({key_file}); the keys of {keys} are under it.",
                keys = plural(keys, "person")
            )
        }
    }];
    if *lost > 0 {
        lines.push(match lang {
            Lang::Zh => format!("另有 {lost} 名人员的钥匙已损坏，已舍弃，其姓名无法读出。"),
            Lang::En => {
                format!(
                    "the keys of {lost} were damaged and are given up, their names cannot be read.",
                    lost = plural(lost, "person")
                )
            }
        });
    }
    let file = old_key_file.as_deref().unwrap_or("JICENG_KEY");
    lines.push(match (old, lang) {
        (KeySource::Inside, Lang::Zh) => "旧钥匙已从登记库目录中覆盖删除。此前连同 registry.key 复制的备份和副本仍能读出姓名，须逐一销毁。".to_owned(),
        (KeySource::Inside, Lang::En) => "the old key is gone from the registry's directory. Copies that were made with registry.key before still give the names: destroy them.".to_owned(),
        (KeySource::File(_) | KeySource::Given(_), Lang::Zh) => format!("旧钥匙（{file}）仍能打开此前的备份和副本：请将它及其全部副本销毁，并为新钥匙另作备份。"),
        (KeySource::File(_) | KeySource::Given(_), Lang::En) => format!("the old key ({file}) still opens copies that were made before: destroy it with all its copies, and back up the new one."),
    });
    if answer.unreadable_backups > 0 {
        lines.push(backups_unreadable(lang, answer.unreadable_backups));
    }
    if !answer.backups.is_empty() {
        lines.push(lang.pick("此前做的备份：", "backups that were made before:").to_owned());
    }
    lines
}
