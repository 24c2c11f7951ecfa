//! A command line that cannot be understood.

use crate::Lang;
use crate::lang::both;

/// What cannot be understood. Words are as they were typed, or what is shown in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// An option without its value.
    NoValue {
        /// The option.
        argument: String,
    },
    /// A value that an option does not take.
    Value {
        /// The option.
        argument: String,
        /// The value.
        value: String,
        /// The values that it takes; empty where there is no list.
        valid: String,
    },
    /// An option or argument that the command does not have.
    Argument {
        /// The word.
        word: String,
    },
    /// A command that does not exist.
    Command {
        /// The word.
        word: String,
    },
    /// An argument that is missing.
    Missing {
        /// The argument.
        argument: String,
    },
    /// A command that is missing.
    NoCommand,
    /// Two options that exclude each other.
    Conflict {
        /// The one.
        argument: String,
        /// The other.
        other: String,
    },
    /// An option with too many or too few values.
    NumberOfValues {
        /// The option.
        argument: String,
    },
    /// Text in another encoding.
    NotUtf8,
    /// Anything else, in the words of the parser.
    Other {
        /// Its words.
        said: String,
    },
}

/// What is wrong with the command line, and where to look, in Chinese.
pub fn in_chinese(unclear: &Unclear) -> String {
    let what = match unclear {
        Unclear::NoValue { argument } => format!("{argument} 缺少值"),
        Unclear::Value { argument, value, valid } => {
            let valid = if valid.is_empty() {
                String::new()
            } else {
                format!("；可用的值：{}", valid.replace(", ", "、"))
            };
            format!("{argument} 的值“{value}”无效{valid}")
        }
        Unclear::Argument { word } => format!("没有选项或参数 {word}"),
        Unclear::Command { word } => format!("没有命令 {word}"),
        Unclear::Missing { argument } => format!("缺少 {argument}"),
        Unclear::NoCommand => "缺少命令".to_owned(),
        Unclear::Conflict { argument, other } => format!("{argument} 不能与 {other} 同时使用"),
        Unclear::NumberOfValues { argument } => format!("{argument} 的值的个数不对"),
        Unclear::NotUtf8 => "命令行不是 UTF-8 编码".to_owned(),
        Unclear::Other { said } => said.clone(),
    };
    format!("错误：{what}\n用 jiceng --help 或 jiceng 命令 --help 查看用法")
}

/// The same in English, without the value that was typed; none where the parser's own words repeat
/// nothing.
pub fn discreet(unclear: &Unclear) -> Option<String> {
    let what = match unclear {
        Unclear::Value { argument, valid, .. } => {
            let valid = if valid.is_empty() { String::new() } else { format!("; the values are {valid}") };
            format!("the value for {argument} is not valid{valid}")
        }
        Unclear::Argument { word } => format!("unexpected argument {word} found"),
        Unclear::Command { word } => format!("unrecognized subcommand {word}"),
        Unclear::NumberOfValues { argument } => format!("{argument} has a value too many"),
        Unclear::NoValue { .. }
        | Unclear::Missing { .. }
        | Unclear::NoCommand
        | Unclear::Conflict { .. }
        | Unclear::NotUtf8
        | Unclear::Other { .. } => return None,
    };
    Some(format!("error: {what}\n\nFor more information, try '--help'."))
}

/// What stands for options in a line of usage.
pub const fn options(lang: Lang) -> &'static str {
    both!(lang, "[选项]", "[OPTIONS]")
}
