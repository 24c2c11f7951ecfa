//! Names of persons and what is shown instead of one; why names cannot be shown or written, with what to do next.

use jiceng_core::domain::PersonId;
use jiceng_core::{KeyProblem, NameShown, NamesHeld};

use crate::lang::Lang;
use crate::table::Entry;
use crate::texts::failures::system;

/// A person's name, if it may be shown.
pub(crate) fn name(shown: &NameShown) -> Option<String> {
    match shown {
        NameShown::Name(name) => Some(name.clone()),
        NameShown::Erased | NameShown::Sealed | NameShown::KeyDamaged | NameShown::Unknown => None,
    }
}

/// What became of a name, in JSON and CSV.
pub(crate) const fn state_code(shown: &NameShown) -> &'static str {
    match shown {
        NameShown::Name(_) => "named",
        NameShown::Erased => "erased",
        NameShown::Sealed => "no_key",
        NameShown::KeyDamaged => "damaged_key",
        NameShown::Unknown => "unknown",
    }
}

/// A name, or what stands for it. CSV is the same in all languages: there, [`state_code`] says why it has no name.
pub(crate) fn entry(lang: Lang, person: &PersonId, shown: &NameShown) -> Entry {
    match shown {
        NameShown::Name(name) => Entry::plain(name),
        NameShown::Erased => Entry::coded(lang.pick("已删除", "erased"), ""),
        NameShown::Sealed => Entry::coded(lang.pick("缺钥匙", "no key"), ""),
        NameShown::KeyDamaged => Entry::coded(lang.pick("钥匙损坏", "damaged key"), ""),
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

/// How many names there are, and how many of them can be read.
pub(crate) fn held(lang: Lang, held: &NamesHeld) -> String {
    let NamesHeld { names, keys, opened, .. } = held;
    match (lang, opened) {
        (Lang::Zh, Some(opened)) => format!("姓名 {names} 个，有钥匙的 {keys} 个，试读可读出的 {opened} 个"),
        (Lang::En, Some(opened)) => format!("{names} names, {keys} with their keys; tried: {opened} can be read"),
        (Lang::Zh, None) => {
            format!("姓名 {names} 个，有钥匙的 {keys} 个；手头没有登记库钥匙，未能试读（用 --key-file 给出）")
        }
        (Lang::En, None) => format!(
            "{names} names, {keys} with their keys; they were not tried, the registry key is not at hand (give it with --key-file)"
        ),
    }
}

/// What is wrong with the keys of names; none where nothing is.
pub(crate) fn not_whole(lang: Lang, held: &NamesHeld) -> Option<String> {
    if held.is_whole() {
        return None;
    }
    let (damaged, missing, unopened) = (held.damaged, held.missing(), held.unopened());
    Some(match lang {
        Lang::Zh => format!(
            "姓名的钥匙有问题：keys/persons.keys 中损坏的记录 {damaged} 条，缺钥匙的姓名 {missing} 个，钥匙打不开的姓名 {unopened} 个；请从备份恢复 keys/persons.keys（此后删除过的姓名会再次删除），没有备份的，用 jiceng person forget 删除这些姓名"
        ),
        Lang::En => format!(
            "the keys of names are not in order: {damaged} damaged records in keys/persons.keys, {missing} names without their keys, {unopened} that their keys do not open; put back keys/persons.keys from a backup (what was forgotten since is forgotten again), or forget these names with jiceng person forget"
        ),
    })
}

/// Damaged keys that were destroyed with those of a forgotten person.
pub(crate) fn dropped(lang: Lang, dropped: usize) -> String {
    match lang {
        Lang::Zh => format!(
            "提示：keys/persons.keys 中 {dropped} 条损坏的记录可能是已删除人员的钥匙，已一并销毁；其中若有他人的钥匙，可从备份恢复"
        ),
        Lang::En => format!(
            "note: {dropped} damaged records of keys/persons.keys could have been those of forgotten persons and are destroyed; if they were others', a backup has them"
        ),
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
