//! The program `jiceng`; everything it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    jiceng_cli::run_in_terminal()
}
