//! The command line itself: its language, and what to say when it cannot be understood.

use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};
use jiceng_exchange::fields::{self, fields_of};

use crate::context::Surroundings;
use crate::failure::{EXIT_IO, EXIT_OK, EXIT_USAGE};
use crate::lang::Lang;
use crate::output;

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
pub(crate) fn explain(lang: Lang, arguments: &[OsString], error: &clap::Error, io: &mut Surroundings<'_>) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let help = error.render().to_string();
        let help = if lang == Lang::Zh { help.replace("[OPTIONS]", "[选项]") } else { help };
        return if write!(io.out, "{help}").is_ok() { EXIT_OK } else { EXIT_IO };
    }
    let is_private = is_about_persons(arguments);
    let written = match lang {
        Lang::En => match discreet(error).filter(|_| is_private) {
            Some(text) => writeln!(io.err, "error: {text}\n\nFor more information, try '--help'."),
            None => write!(io.err, "{}", output::shown(&error.render().to_string())),
        },
        Lang::Zh => {
            let text = chinese(error, is_private);
            let text = output::shown(&text);
            writeln!(io.err, "错误：{text}\n用 jiceng --help 或 jiceng 命令 --help 查看用法")
        }
    };
    if written.is_ok() { EXIT_USAGE } else { EXIT_IO }
}

/// Whether the command takes names of persons or what stands near them, so that a word that is not understood could
/// be a name.
fn is_about_persons(arguments: &[OsString]) -> bool {
    let words = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    words.take_while(|word| *word != "--").any(|word| {
        let command = word.replace('-', "_");
        let is_of_rows = fields_of(&command).is_some() && fields::is_about_persons(&command);
        is_of_rows || matches!(word, "person" | "json" | "correct")
    })
}

/// A word as it was typed, if it looks like an option.
fn typed(word: &str, is_private: bool) -> &str {
    let is_option = |word: &str| {
        word.strip_prefix("--").is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
    };
    if !is_private || is_option(word) { word } else { "…" }
}

/// What is wrong, without the words that were typed; none where clap's own text has none of them.
#[allow(clippy::wildcard_enum_match_arm, reason = "only these kinds repeat what was typed")]
fn discreet(error: &clap::Error) -> Option<String> {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => None,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = get(ContextKind::ValidValue);
            let valid = if valid.is_empty() { valid } else { format!("; the values are {valid}") };
            Some(format!("the value for {argument} is not valid{valid}"))
        }
        ErrorKind::UnknownArgument => Some(format!("unexpected argument {} found", typed(&argument, true))),
        ErrorKind::InvalidSubcommand => {
            Some(format!("unrecognized subcommand {}", typed(&get(ContextKind::InvalidSubcommand), true)))
        }
        ErrorKind::TooManyValues => Some(format!("{argument} has a value too many")),
        _ => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "clap can add kinds; its own text serves for them")]
fn chinese(error: &clap::Error, is_private: bool) -> String {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => format!("{argument} 缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = get(ContextKind::ValidValue);
            let valid = if valid.is_empty() { valid } else { format!("；可用的值：{valid}") };
            format!("{argument} 的值“{}”无效{valid}", typed(&get(ContextKind::InvalidValue), is_private))
        }
        ErrorKind::UnknownArgument => format!("没有选项或参数 {}", typed(&argument, is_private)),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}", typed(&get(ContextKind::InvalidSubcommand), is_private))
        }
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
