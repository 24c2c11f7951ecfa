//! `jiceng init`: a new, empty registry.

use clap::Command;
use jiceng_core::Registry;

use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("init").about(lang.pick("建立新的登记库", "make a new, empty registry"))
}

pub(crate) fn run(context: &mut Context<'_, '_>) -> Result<(), Failure> {
    Registry::create(&context.data)?;
    let dir = context.data.display().to_string();
    let line = match context.lang {
        Lang::Zh => format!("已在 {dir} 建立登记库。姓名密钥在 {dir}/keys，请与日志分开备份。"),
        Lang::En => {
            format!("made a registry in {dir}. The keys of names are in {dir}/keys: back them up apart from the log.")
        }
    };
    context.say(&line)
}
