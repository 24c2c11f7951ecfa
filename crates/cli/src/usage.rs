//! The command line itself: its language, and what to say when it cannot be understood.

use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};
use jiceng_exchange::fields::{self, fields_of};

use crate::Lang;
use crate::context::Surroundings;
use crate::failure::{EXIT_IO, EXIT_OK, EXIT_USAGE};
use crate::help;
use crate::texts::usage::Unclear;
use crate::texts::{self, shown};

/// The language of the messages: `--lang` wherever it stands, else the locale's. It is needed
/// before the arguments are understood, because their errors are in it too.
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
        let help = if lang == Lang::Zh {
            help::wrapped(&help.replace("[OPTIONS]", texts::usage::options(lang)), help::COLUMNS)
        } else {
            help
        };
        return if write!(io.out, "{help}").is_ok() { EXIT_OK } else { EXIT_IO };
    }
    let is_private = is_about_persons(arguments);
    let unclear = unclear(error, is_private);
    let text = match lang {
        Lang::En => texts::usage::discreet(&unclear).filter(|_| is_private),
        Lang::Zh => Some(texts::usage::in_chinese(&unclear)),
    };
    let written = match text {
        Some(text) => writeln!(io.err, "{}", shown(&text)),
        None => write!(io.err, "{}", shown(&error.render().to_string())),
    };
    if written.is_ok() { EXIT_USAGE } else { EXIT_IO }
}

/// Whether the command takes names of persons or what stands near them, so that a word that is not
/// understood could be a name.
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

/// What cannot be understood, without the words that could be a name.
#[allow(clippy::wildcard_enum_match_arm, reason = "clap can add kinds; its own text serves for them")]
fn unclear(error: &clap::Error, is_private: bool) -> Unclear {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let shown = |kind| typed(&get(kind), is_private).to_owned();
    let argument = get(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => Unclear::NoValue { argument },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            Unclear::Value { argument, value: shown(ContextKind::InvalidValue), valid: get(ContextKind::ValidValue) }
        }
        ErrorKind::UnknownArgument => Unclear::Argument { word: shown(ContextKind::InvalidArg) },
        ErrorKind::InvalidSubcommand => Unclear::Command { word: shown(ContextKind::InvalidSubcommand) },
        ErrorKind::MissingRequiredArgument => Unclear::Missing { argument },
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Unclear::NoCommand,
        ErrorKind::ArgumentConflict => Unclear::Conflict { argument, other: get(ContextKind::PriorArg) },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            Unclear::NumberOfValues { argument }
        }
        ErrorKind::InvalidUtf8 => Unclear::NotUtf8,
        _ => Unclear::Other { said: error.render().to_string().trim().to_owned() },
    }
}
