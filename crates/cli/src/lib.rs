//! The command line of jiceng (基层): arguments and tables. Rules are the domain's, storage is the
//! log's, words are those of `jiceng-texts`; here questions are asked and answers shown.
//!
//! [`run`] is the whole program with its surroundings passed in, so that tests can look at it.

mod ask;
mod commands;
mod context;
mod failure;
mod help;
mod output;
mod table;
mod usage;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ArgMatches;

pub use context::{Context, Format, Surroundings};
pub use failure::{EXIT_CORRUPT, EXIT_IO, EXIT_NO_REGISTRY, EXIT_OK, EXIT_REFUSED, EXIT_USAGE, Failure};
pub(crate) use jiceng_texts as texts;
pub use jiceng_texts::Lang;

/// Runs the program in the terminal, or wherever its standard streams go.
pub fn run_in_terminal() -> ExitCode {
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let mut surroundings = Surroundings {
        out_is_terminal: stdout.is_terminal(),
        err_is_terminal: stderr.is_terminal(),
        out: &mut io::BufWriter::new(stdout.lock()),
        err: &mut stderr.lock(),
        locale: locale.unwrap_or_default(),
        registry_key: std::env::var_os("JICENG_KEY").map(|key| key.to_string_lossy().into_owned()),
        no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
    };
    ExitCode::from(run(std::env::args_os(), &mut surroundings))
}

/// Runs the program with these arguments (the first is its name); answers the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, io: &mut Surroundings<'_>) -> u8 {
    jiceng_core::log::hush_guarded_panics();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = usage::language(&arguments, &io.locale);
    let code = match commands::cli(lang).try_get_matches_from(&arguments) {
        Ok(matches) => answer(lang, &matches, io),
        Err(error) => usage::explain(lang, &arguments, &error, io),
    };
    match io.out.flush().and_then(|()| io.err.flush()) {
        // Whoever read the answer has read enough.
        Err(error) if code == EXIT_OK && error.kind() != std::io::ErrorKind::BrokenPipe => EXIT_IO,
        Ok(()) | Err(_) => code,
    }
}

fn answer(lang: Lang, matches: &ArgMatches, io: &mut Surroundings<'_>) -> u8 {
    let format = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        _ => Format::Table,
    };
    let data = matches.get_one::<PathBuf>("data").cloned().unwrap_or_else(|| PathBuf::from("jiceng-data"));
    let key_file = matches.get_one::<PathBuf>("key-file").cloned();
    let clock_is_right = matches.get_flag("clock-is-right");
    let mut context = Context { io, lang, format, data, key_file, clock_is_right };
    match commands::run(matches, &mut context).and_then(|()| Ok(context.io.out.flush()?)) {
        Ok(()) => EXIT_OK,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => EXIT_OK,
        Err(failure) => {
            let _ = context.io.out.flush();
            let text = failure::texts::failure(lang, &failure);
            let _ = context.note(&format!("{}{text}", texts::values::error(lang)));
            failure.exit_code()
        }
    }
}
