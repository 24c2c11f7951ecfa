//! The program `jiceng`; everything it does is in the library beside it.

use std::process::ExitCode;

/// Folding allocates millions of small pieces on one thread and frees them on another
/// (docs/decisions/0048).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jiceng_cli::run_in_terminal()
}
