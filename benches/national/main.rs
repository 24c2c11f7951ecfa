//! How fast the registry is with the history of a nation: a measurement a question, each in a
//! process of its own.
//!
//! `cargo run --release -p jiceng-benches --bin national -- --sizes 0.3m,3m,30m --dir DIR --json
//! FILE`, and then `-- report FILE` and `-- plot FILE`; `docs/performance.md` says what is
//! measured, `docs/decisions/0047` why so.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people at a terminal, in one language")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are shown with three digits"
)]

mod arguments;
mod files;
mod goals;
mod machine;
mod peers;
mod plot;
mod process;
mod report;
mod results;
mod rows;
mod run;
mod source;
mod table;

use std::process::ExitCode;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What goes wrong in a bench is told as it is.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let matches = arguments::command().get_matches();
    let done = match matches.subcommand() {
        Some(("measure", matches)) => rows::measure(matches),
        Some(("report", matches)) => report::run(matches),
        Some(("plot", matches)) => plot::run(matches),
        _ => run::run(&matches),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", told(&*error));
            ExitCode::FAILURE
        }
    }
}

/// An error with what it comes of.
fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
