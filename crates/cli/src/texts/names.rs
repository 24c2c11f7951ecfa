//! Names of persons and what is shown instead of one; why names cannot be shown or written, with what to do next.

use jiceng_core::domain::PersonId;
use jiceng_core::{KeyProblem, NameShown};

use crate::lang::Lang;
use crate::table::Entry;
use crate::texts::failures::system;

/// A person's name, if it may be shown.
pub(crate) fn name(shown: &NameShown) -> Option<String> {
    match shown {
        NameShown::Name(name) => Some(name.clone()),
        NameShown::Erased | NameShown::Sealed | NameShown::Unknown => None,
    }
}

/// What became of a name, in JSON and CSV.
pub(crate) const fn state_code(shown: &NameShown) -> &'static str {
    match shown {
        NameShown::Name(_) => "named",
        NameShown::Erased => "erased",
        NameShown::Sealed => "no_key",
        NameShown::Unknown => "unknown",
    }
}

/// A name, or what stands for it. CSV is the same in all languages: there, [`state_code`] says why it has no name.
pub(crate) fn entry(lang: Lang, person: &PersonId, shown: &NameShown) -> Entry {
    match shown {
        NameShown::Name(name) => Entry::plain(name),
        NameShown::Erased => Entry::coded(lang.pick("已删除", "erased"), ""),
        NameShown::Sealed => Entry::coded(lang.pick("缺钥匙", "no key"), ""),
        NameShown::Unknown => Entry::coded(person, ""),
    }
}

/// Why names cannot be written.
pub(crate) fn not_written(lang: Lang, problem: &KeyProblem) -> String {
    let (why, next) = (why(lang, problem), next_step(lang, problem));
    match lang {
        Lang::Zh => format!("没有登记库钥匙，不能写入姓名：{why}；{next}"),
        Lang::En => format!("names cannot be written without the registry key: {why}; {next}"),
    }
}

/// Why names are not shown.
pub(crate) fn not_shown(lang: Lang, problem: &KeyProblem) -> String {
    let (why, next) = (why(lang, problem), next_step(lang, problem));
    match lang {
        Lang::Zh => format!("缺登记库钥匙，不显示姓名，其余不受影响：{why}；{next}"),
        Lang::En => format!("names are not shown, everything else is as ever: {why}; {next}"),
    }
}

fn why(lang: Lang, problem: &KeyProblem) -> String {
    if lang == Lang::En {
        return match problem {
            KeyProblem::Unreadable { path, kind } => {
                format!("the registry key in {} cannot be read ({})", path.display(), system(lang, &(*kind).into()))
            }
            KeyProblem::Missing { .. }
            | KeyProblem::NotAKey { .. }
            | KeyProblem::Wrong { .. }
            | KeyProblem::StoreDamaged { .. } => problem.to_string(),
        };
    }
    match problem {
        KeyProblem::Missing { path } => format!("{} 没有登记库钥匙", path.display()),
        KeyProblem::Unreadable { path, kind } => {
            format!("无法读取登记库钥匙 {}（{}）", path.display(), system(lang, &(*kind).into()))
        }
        KeyProblem::NotAKey { path } => format!("{} 不是登记库钥匙文件", path.display()),
        KeyProblem::Wrong { wrapped, given } => format!("姓名由登记库钥匙 {wrapped} 加密，给出的是 {given}"),
        KeyProblem::StoreDamaged { path } => format!("{} 的开头已损坏", path.display()),
    }
}

fn next_step(lang: Lang, problem: &KeyProblem) -> &'static str {
    match problem {
        KeyProblem::StoreDamaged { .. } => lang.pick(
            "请从备份恢复该文件，并再次删除备份之后删除过的姓名",
            "restore that file from a backup, and erase again what was erased since",
        ),
        KeyProblem::Missing { .. }
        | KeyProblem::Unreadable { .. }
        | KeyProblem::NotAKey { .. }
        | KeyProblem::Wrong { .. } => lang.pick(
            "用 --key-file 文件 或 JICENG_KEY_FILE、JICENG_KEY 给出登记库钥匙",
            "give the registry key with --key-file FILE, JICENG_KEY_FILE or JICENG_KEY",
        ),
    }
}
