//! A command line that cannot be understood; the options of the command line by name.

use jiceng_core::domain::TextError;

use crate::Lang;
use crate::faults;
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

/// The option or argument of the command line that sets a field of a question.
pub fn option(lang: Lang, field: &'static str) -> &'static str {
    match field {
        "place" => both!(lang, "地点", "PLACE"),
        "target" => both!(lang, "编号", "TARGET"),
        "issue" => both!(lang, "编号", "ISSUE"),
        "federation" => both!(lang, "妇联组织", "FEDERATION"),
        "sample" => both!(lang, "编号", "ID"),
        "event" => both!(lang, "事件", "EVENT"),
        "commit" => both!(lang, "提交", "COMMIT"),
        "standard" => both!(lang, "标准", "STANDARD"),
        "KIND" => both!(lang, "种类", "KIND"),
        "division" => "--division",
        "kind" => "--kind",
        "known" => "--known",
        "figure" => "--figure",
        "from" => "--from",
        "known_from" => "--known-from",
        "said" => "--said",
        "around" => "--around",
        "days" => both!(lang, "--from、--to", "--from, --to"),
        "codes" => "--code",
        "severities" => "--severity",
        other => other,
    }
}

/// What stands in `JICENG_KEY` is no registry key.
pub fn not_a_registry_key(lang: Lang, problem: &dyn std::error::Error) -> String {
    both!(
        lang,
        "JICENG_KEY 的值不是登记库钥匙（为保密不予显示）：应为 jiceng-registry-key-1: 加 64 位十六进制数字".to_owned(),
        format!("JICENG_KEY holds no registry key (not shown): {problem}"),
    )
}

/// What was given for an option such as `--recorder` is no name of an office.
pub fn not_a_recorder(lang: Lang, option: &str, problem: &TextError) -> String {
    let why = faults::text(lang, problem);
    both!(
        lang,
        format!("{option} 的值（为保密不予显示）无效：{why}；单位为一行文字，1 至 200 个字"),
        format!(
            "the value of {option} (not shown, it could be a name) is wrong: {why}; an office's name is one line of 1 to 200 characters"
        ),
    )
}

/// A word that is no command.
pub fn no_command(lang: Lang, name: &str) -> String {
    both!(
        lang,
        format!("没有命令“{name}”；用 jiceng --help 查看全部命令"),
        format!("there is no command \"{name}\"; jiceng --help lists them all"),
    )
}

/// An option that a measure needs and does not have, or has and does not take.
pub fn measure_option(lang: Lang, measure: &str, option: &str, is_needed: bool, takes: &[&str]) -> String {
    let takes: Vec<String> = takes.iter().map(|option| format!("--{option}")).collect();
    let takes = takes.join(both!(lang, "、", ", "));
    let what = if is_needed {
        both!(lang, format!("指标 {measure} 须给出 --{option}"), format!("the measure {measure} needs --{option}"))
    } else {
        both!(
            lang,
            format!("指标 {measure} 没有选项 --{option}"),
            format!("the measure {measure} does not take --{option}"),
        )
    };
    both!(lang, format!("{what}；它的选项：{takes}"), format!("{what}; its options: {takes}"))
}
