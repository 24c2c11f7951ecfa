//! What is said of constructed histories.

use jiceng_generate::Error;

use crate::lang::Lang;
use crate::texts::failures::registry;
use crate::texts::logs;

/// A history that could not be made or written.
pub(crate) fn failure(lang: Lang, error: &Error) -> String {
    match (error, lang) {
        (Error::Registry(error), _) => registry(lang, error),
        (Error::Log(error), _) => logs::log(lang, error),
        (Error::NoSuchDivision { code }, Lang::Zh) => {
            format!("2023年统计用区划中，{code} 之内没有村（社区）；请填2023年的区划代码")
        }
        (Error::Output(error), Lang::Zh) => format!("无法写出：{error}"),
        (Error::Divisions { line }, Lang::Zh) => format!("程序自带的区划表第 {line} 行已损坏；请重新安装程序"),
        (Error::Output(source), Lang::En) => format!("{error}: {source}"),
        (error, _) => error.to_string(),
    }
}
