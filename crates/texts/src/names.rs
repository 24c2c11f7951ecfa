//! Names of persons and what is shown instead of one; why names cannot be shown or written.

use jiceng_answers::NextStep;
use jiceng_core::domain::PersonId;
use jiceng_core::log::ShowPath as _;
use jiceng_core::{KeyProblem, NameShown, NamesHeld};

use crate::Lang;
use crate::lang::{one_or, plural};
use crate::next_steps::with_step;
use crate::system::system;

/// A person's name, or what people read in its place.
pub fn shown(lang: Lang, person: &PersonId, shown: &NameShown) -> String {
    match shown {
        NameShown::Name(name) => name.clone(),
        NameShown::Erased => lang.pick("已删除", "erased").to_owned(),
        NameShown::Sealed => lang.pick("缺钥匙", "no key").to_owned(),
        NameShown::KeyDamaged => lang.pick("钥匙损坏", "damaged key").to_owned(),
        NameShown::Unknown => person.to_string(),
    }
}

/// Why names cannot be written.
pub fn cannot_write(lang: Lang, problem: &KeyProblem) -> String {
    let why = why(lang, problem);
    match lang {
        Lang::Zh => format!("没有登记库钥匙，不能写入姓名：{why}"),
        Lang::En => format!("names cannot be written without the registry key: {why}"),
    }
}

/// Why names are not shown, and what to do next at a terminal.
pub fn not_shown(lang: Lang, problem: &KeyProblem) -> String {
    let why = why(lang, problem);
    let what = match lang {
        Lang::Zh => format!("缺登记库钥匙，不显示姓名，其余不受影响：{why}"),
        Lang::En => format!("names are not shown, everything else is as ever: {why}"),
    };
    with_step(lang, what, Some(NextStep::after_key(problem)), None)
}

/// How many names there are, how many of them can be read, and what to do next at a terminal where
/// the registry key is not at hand.
pub fn held(lang: Lang, held: &NamesHeld) -> String {
    let NamesHeld { names, keys, opened, is_key_spoiled, .. } = held;
    let step = (opened.is_none() && !is_key_spoiled).then_some(NextStep::GiveRegistryKey);
    let told = match (lang, opened) {
        (Lang::Zh, None) if *is_key_spoiled => {
            format!("姓名 {names} 个，有钥匙的 {keys} 个；登记库目录中的 registry.key 打不开这些钥匙，未能试读")
        }
        (Lang::En, None) if *is_key_spoiled => format!(
            "{names}, {keys} with their keys; they were not tried, the registry.key in the directory does not open these keys",
            names = plural(names, "name")
        ),
        (Lang::Zh, Some(opened)) => format!("姓名 {names} 个，有钥匙的 {keys} 个，试读可读出的 {opened} 个"),
        (Lang::En, Some(opened)) => {
            format!("{names}, {keys} with their keys; tried: {opened} can be read", names = plural(names, "name"))
        }
        (Lang::Zh, None) => {
            format!("姓名 {names} 个，有钥匙的 {keys} 个；手头没有登记库钥匙，未能试读")
        }
        (Lang::En, None) => format!(
            "{names}, {keys} with their keys; they were not tried, the registry key is not at hand",
            names = plural(names, "name")
        ),
    };
    with_step(lang, told, step, None)
}

/// What is wrong with the keys of names and what to do next at a terminal; none where nothing is.
pub fn not_whole(lang: Lang, held: &NamesHeld) -> Option<String> {
    let told: Vec<String> =
        faults(lang, held).into_iter().map(|(what, step)| with_step(lang, what, Some(step), None)).collect();
    (!told.is_empty()).then(|| told.join(lang.pick("。", ". ")))
}

/// Everything that is wrong with the keys of names, each with what to do next.
pub fn faults(lang: Lang, held: &NamesHeld) -> Vec<(String, NextStep)> {
    let mut told = Vec::new();
    if held.is_whole() {
        return told;
    }
    let (damaged, missing, unopened) = (held.damaged, held.missing(), held.unopened());
    if damaged + missing + unopened > 0 {
        let what = match lang {
            Lang::Zh => format!(
                "姓名的钥匙有问题：keys/persons.keys 中损坏的记录 {damaged} 条，缺钥匙的姓名 {missing} 个，钥匙打不开的姓名 {unopened} 个"
            ),
            Lang::En => format!(
                "the keys of names are not in order: {damaged} in keys/persons.keys, {missing} without a key, {unopened} that the key does not open",
                damaged = plural(damaged, "damaged record"),
                missing = plural(missing, "name")
            ),
        };
        told.push((what, NextStep::RestoreNameKeys));
    }
    let lines = held.absent_unreadable;
    if lines > 0 {
        let what = match lang {
            Lang::Zh => format!("keys/absent 有 {lines} 行无法读取，其中所记无钥匙而来的姓名会算作缺钥匙"),
            Lang::En => format!(
                "{lines} of keys/absent cannot be read, and names that they say came without keys count as names without their keys",
                lines = plural(lines, "line")
            ),
        };
        told.push((what, NextStep::RestoreAbsent));
    }
    if held.is_key_spoiled {
        told.push((key_spoiled(lang).to_owned(), NextStep::RestoreRegistryKey));
    }
    told
}

/// A registry key inside that is not the one under which the names are.
const fn key_spoiled(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "登记库目录中的 registry.key 已损坏，或不是加密姓名的那把钥匙，姓名无法读出",
        Lang::En => {
            "registry.key in the registry's directory is damaged, or not the key under which the names are, and no name can be read"
        }
    }
}

/// Lines of the list of backups that cannot be read, and what to do next at a terminal.
pub fn backups_unreadable(lang: Lang, lines: usize) -> String {
    with_step(lang, unlisted(lang, lines), Some(NextStep::MendBackupList), None)
}

/// Lines of the list of backups that cannot be read.
pub fn unlisted(lang: Lang, lines: usize) -> String {
    match lang {
        Lang::Zh => format!(
            "备份清单 backups.jsonl 有 {lines} 行无法读取，每行都可能是一份含姓名钥匙的备份，遗忘姓名时不会列出"
        ),
        Lang::En => format!(
            "{lines} of the list of backups, backups.jsonl, cannot be read; each may be a backup with keys of names, and forgetting a name would not list it",
            lines = plural(lines, "line")
        ),
    }
}

/// A list of backups that is none.
pub fn backups_unread(lang: Lang) -> &'static str {
    lang.pick(
        "提示：备份清单 backups.jsonl 无法读取（不是普通文件，或大部分是空洞）；请移开，并从备份恢复该清单；在此之前，遗忘姓名不会列出含其钥匙的备份",
        "note: the list of backups, backups.jsonl, cannot be read (it is no regular file, or for the greater part holes): move it away and put it back from a copy; until then forgetting a name lists no backup that holds its key",
    )
}

/// Damaged keys that were destroyed with those of a forgotten person.
pub fn dropped(lang: Lang, dropped: usize) -> String {
    match lang {
        Lang::Zh => format!(
            "提示：keys/persons.keys 中 {dropped} 条损坏的记录可能是已删除人员的钥匙，已一并销毁；其中若有他人的钥匙，可从备份恢复"
        ),
        Lang::En => format!(
            "note: {} of keys/persons.keys, which forgotten persons could have had, {} destroyed; a backup has what was others'",
            plural(dropped, "damaged record"),
            one_or(dropped, "is", "are")
        ),
    }
}

fn why(lang: Lang, problem: &KeyProblem) -> String {
    if lang == Lang::En {
        return match problem {
            KeyProblem::Unreadable { path, kind } => {
                format!("the registry key in {} cannot be read ({})", path.shown(), system(lang, &(*kind).into()))
            }
            KeyProblem::Missing { .. }
            | KeyProblem::NotAKey { .. }
            | KeyProblem::Wrong { .. }
            | KeyProblem::StoreDamaged { .. } => problem.to_string(),
        };
    }
    match problem {
        KeyProblem::Missing { path } => format!("{} 没有登记库钥匙", path.shown()),
        KeyProblem::Unreadable { path, kind } => {
            format!("无法读取登记库钥匙 {}（{}）", path.shown(), system(lang, &(*kind).into()))
        }
        KeyProblem::NotAKey { path } => format!("{} 不是登记库钥匙文件", path.shown()),
        KeyProblem::Wrong { wrapped, given } => format!("姓名由登记库钥匙 {wrapped} 加密，给出的是 {given}"),
        KeyProblem::StoreDamaged { path } => format!("{} 的开头已损坏", path.shown()),
    }
}

/// What may be the old registry key, and would not go when it is changed.
pub fn would_stay(lang: Lang, problem: &KeyProblem) -> String {
    let why = why(lang, problem);
    match lang {
        Lang::Zh => format!("{why}；其中可能是旧的登记库钥匙，更换时无法销毁；登记库钥匙未更换"),
        Lang::En => format!(
            "{why}; it may be the old registry key, and could not be destroyed when that is changed; the registry key is not changed"
        ),
    }
}
