//! The commands, one file each: what it takes, and what it does.

mod backup;
pub(crate) mod causes;
mod certificate;
mod certified;
mod checkpoint;
mod claims;
mod compared;
mod completions;
mod correct;
mod counted;
mod coverage;
mod demo;
mod diff;
mod disagreements;
mod divisions;
mod elections;
mod explain;
mod explain_figure;
mod export;
mod findings;
mod gaps;
mod generate;
mod history;
mod import;
mod init;
mod issues;
mod key;
mod lateness;
mod person;
mod place_words;
pub(crate) mod places;
mod precedence;
mod prove;
mod record;
mod record_arguments;
mod repair;
mod replay;
mod restate;
mod retract;
mod sample;
mod sample_result;
mod seal;
mod snapshot;
mod standard;
mod standards;
mod target;
mod target_set;
mod totals;
mod trusted;
mod uncertain;
mod verify;
mod verify_proof;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;

/// The whole command line, with its help in a language.
pub(crate) fn cli(lang: Lang) -> Command {
    let commands = vec![
        demo::command(lang),
        init::command(lang),
        record::command(lang),
        retract::command(lang),
        correct::command(lang),
        import::command(lang),
        coverage::command(lang),
        gaps::command(lang),
        uncertain::command(lang),
        history::command(lang),
        divisions::command(lang),
        disagreements::command(lang),
        precedence::command(lang),
        explain::command(lang),
        findings::command(lang),
        elections::command(lang),
        person::command(lang),
        standard::command(lang),
        replay::command(lang),
        diff::command(lang),
        restate::command(lang),
        lateness::command(lang),
        target::command(lang),
        claims::command(lang),
        issues::command(lang),
        sample::command(lang),
        certificate::command(lang),
        key::command(lang),
        checkpoint::command(lang),
        prove::command(lang),
        verify_proof::command(lang),
        verify::command(lang),
        export::command(lang),
        backup::backup_command(lang),
        backup::restore_command(lang),
        repair::command(lang),
        generate::command(lang),
        seal::command(lang),
        snapshot::command(lang),
        completions::command(lang),
    ];
    let cli = Command::new("jiceng")
        .version(env!("CARGO_PKG_VERSION"))
        .about(lang.pick(
            "基层：基层组织登记库。事实只增不改，任何一天、以任何时候所知为准，都可查询。",
            "jiceng: an event-sourced registry of grassroots organizations. Facts are only added; any day can be asked about, as it was known at any time.",
        ))
        .subcommand_required(true)
        .subcommands(commands)
        .args(common_arguments(lang))
        .max_term_width(110);
    in_language(lang, cli)
}

/// Runs the command that was asked for.
pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("demo", matches)) => demo::run(matches, context),
        Some(("init", matches)) => init::run(matches, context),
        Some(("record", matches)) => record::run(matches, context),
        Some(("retract", matches)) => retract::run(matches, context),
        Some(("correct", matches)) => correct::run(matches, context),
        Some(("import", matches)) => import::run(matches, context),
        Some(("coverage", matches)) => coverage::run(matches, context),
        Some(("gaps", matches)) => gaps::run(matches, context),
        Some(("uncertain", matches)) => uncertain::run(matches, context),
        Some(("history", matches)) => history::run(matches, context),
        Some(("divisions", matches)) => divisions::run(matches, context),
        Some(("disagreements", matches)) => disagreements::run(matches, context),
        Some(("precedence", matches)) => precedence::run(matches, context),
        Some(("explain", matches)) => explain::run(matches, context),
        Some(("findings", matches)) => findings::run(matches, context),
        Some(("elections", matches)) => elections::run(matches, context),
        Some(("person", matches)) => person::run(matches, context),
        Some(("standard", matches)) => standard::run(matches, context),
        Some(("replay", matches)) => replay::run(matches, context),
        Some(("diff", matches)) => diff::run(matches, context),
        Some(("restate", matches)) => restate::run(matches, context),
        Some(("lateness", matches)) => lateness::run(matches, context),
        Some(("target", matches)) => target::run(matches, context),
        Some(("claims", matches)) => claims::run(matches, context),
        Some(("issues", matches)) => issues::run(matches, context),
        Some(("certificate", matches)) => certificate::run(matches, context),
        Some(("sample", matches)) => sample::run(matches, context),
        Some(("key", matches)) => key::run(matches, context),
        Some(("checkpoint", matches)) => checkpoint::run(matches, context),
        Some(("prove", matches)) => prove::run(matches, context),
        Some(("verify-proof", matches)) => verify_proof::run(matches, context),
        Some(("verify", matches)) => verify::run(matches, context),
        Some(("export", matches)) => export::run(matches, context),
        Some(("backup", matches)) => backup::run_backup(matches, context),
        Some(("restore", matches)) => backup::run_restore(matches, context),
        Some(("repair", matches)) => repair::run(matches, context),
        Some(("generate", matches)) => generate::run(matches, context),
        Some(("seal", _)) => seal::run(context),
        Some(("snapshot", matches)) => snapshot::run(matches, context),
        Some(("completions", matches)) => completions::run(matches, context),
        _ => Ok(()),
    }
}

fn common_arguments(lang: Lang) -> [Arg; 5] {
    [
        Arg::new("data")
            .long("data")
            .global(true)
            .env("JICENG_DATA")
            .hide_env(true)
            .value_name(lang.pick("目录", "DIR"))
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick(
                "登记库所在目录（缺省取 JICENG_DATA，再缺省为 ./jiceng-data）",
                "the registry's directory (else JICENG_DATA, else ./jiceng-data)",
            )),
        Arg::new("key-file")
            .long("key-file")
            .global(true)
            .env("JICENG_KEY_FILE")
            .hide_env(true)
            .value_name(lang.pick("文件", "FILE"))
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick(
                "登记库钥匙文件，读写人员姓名用（缺省取 JICENG_KEY_FILE 或 JICENG_KEY，再缺省为登记库目录内的 registry.key）",
                "the registry key's file, for names of persons (else JICENG_KEY_FILE or JICENG_KEY, else registry.key in the registry's directory)",
            )),
        Arg::new("clock-is-right").long("clock-is-right").global(true).action(ArgAction::SetTrue).help(lang.pick(
            "本机时钟无误：比上一条记录晚十年以上时也予记录",
            "the clock is right: record also where it stands more than ten years after the last recording",
        )),
        Arg::new("format")
            .long("format")
            .global(true)
            .value_name(lang.pick("格式", "FORMAT"))
            .value_parser(["table", "json", "csv"])
            .hide_possible_values(true)
            .help(lang.pick(
                "结果的格式：table、json 或 csv（缺省为 table）",
                "table, json or csv (table where none is given)",
            )),
        Arg::new("lang")
            .long("lang")
            .global(true)
            .value_name(lang.pick("语言", "LANG"))
            .value_parser(["zh", "en"])
            .hide_possible_values(true)
            .help(lang.pick(
                "消息的语言：zh 或 en（缺省随系统语言）",
                "the language of messages: zh or en (else the locale's)",
            )),
    ]
}

/// Puts the frame of the help into the language, for a command and those below it.
fn in_language(lang: Lang, command: Command) -> Command {
    let help =
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help(lang.pick("显示用法", "show this help"));
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help(lang.pick("显示版本", "show the version"));
    let has_version = command.get_version().is_some();
    let mut command =
        command.disable_help_subcommand(true).disable_help_flag(true).arg(help).disable_version_flag(true);
    if has_version {
        command = command.arg(version);
    }
    if lang == Lang::Zh {
        let template = if command.has_subcommands() {
            "{about-with-newline}\n用法：{usage}\n\n命令：\n{subcommands}\n\n选项：\n{options}{after-help}\n"
        } else if command.get_positionals().next().is_some() {
            "{about-with-newline}\n用法：{usage}\n\n参数：\n{positionals}\n\n选项：\n{options}{after-help}\n"
        } else {
            "{about-with-newline}\n用法：{usage}\n\n选项：\n{options}{after-help}\n"
        };
        command = command.help_template(template).subcommand_value_name("命令");
    }
    command.mut_subcommands(|sub| in_language(lang, sub))
}
