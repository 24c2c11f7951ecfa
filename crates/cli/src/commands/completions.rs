//! `jiceng completions`: completion scripts for shells.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::context::Context;
use crate::lang::Lang;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("completions").about(lang.pick("输出命令行补全脚本", "print a completion script for a shell")).arg(
        Arg::new("shell")
            .required(true)
            .value_parser(value_parser!(Shell))
            .help(lang.pick("命令行解释器", "the shell")),
    )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) {
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        clap_complete::generate(*shell, &mut super::cli(context.lang), "jiceng", &mut context.io.out);
    }
}
