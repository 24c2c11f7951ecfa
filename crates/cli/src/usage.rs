//! The command line itself: its language, and what to say when it cannot be understood.

use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};

use crate::context::Surroundings;
use crate::failure::{EXIT_IO, EXIT_OK, EXIT_USAGE};
use crate::lang::Lang;

/// The language of the messages: `--lang` wherever it stands, else the locale's. It is needed before
/// the arguments are understood, because their errors are in it too.
pub(crate) fn language(arguments: &[OsString], locale: &str) -> Lang {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(text) = texts.next() {
        let value = if text == "--lang" { texts.next() } else { text.strip_prefix("--lang=") };
        if let Some(lang) = value.and_then(Lang::parse) {
            return lang;
        }
    }
    Lang::of_locale(locale)
}

/// Says what is wrong with the command line, or shows the help that was asked for.
pub(crate) fn explain(lang: Lang, error: &clap::Error, io: &mut Surroundings<'_>) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let help = error.render().to_string();
        let help = if lang == Lang::Zh { help.replace("[OPTIONS]", "[选项]") } else { help };
        return if write!(io.out, "{help}").is_ok() { EXIT_OK } else { EXIT_IO };
    }
    let written = match lang {
        Lang::En => write!(io.err, "{}", error.render()),
        Lang::Zh => writeln!(io.err, "错误：{}\n用 jiceng --help 或 jiceng 命令 --help 查看用法", chinese(error)),
    };
    if written.is_ok() { EXIT_USAGE } else { EXIT_IO }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "clap can add kinds; its own text serves for them")]
fn chinese(error: &clap::Error) -> String {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => format!("{argument} 缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = get(ContextKind::ValidValue);
            let valid = if valid.is_empty() { valid } else { format!("；可用的值：{valid}") };
            format!("{argument} 的值“{}”无效{valid}", get(ContextKind::InvalidValue))
        }
        ErrorKind::UnknownArgument => format!("没有选项或参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", get(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同时使用", get(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{argument} 的值的个数不对")
        }
        ErrorKind::InvalidUtf8 => "命令行不是 UTF-8 编码".to_owned(),
        _ => error.render().to_string().trim().to_owned(),
    }
}
