//! `jiceng completions`: completion scripts for shells.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::Lang;
use crate::context::Context;
use crate::failure::Failure;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("completions").about(lang.pick("输出命令行补全脚本", "print a completion script for a shell")).arg(
        Arg::new("shell")
            .required(true)
            .value_parser(value_parser!(Shell))
            .help(lang.pick("命令行解释器", "the shell")),
    )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(()) };
    // Made in memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut super::cli(context.lang), "jiceng", &mut script);
    Ok(context.io.out.write_all(&script)?)
}
