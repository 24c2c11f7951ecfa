//! The commands, one file each: what it takes, and what it does.

mod backup;
mod certificate;
mod checkpoint;
mod claims;
mod completions;
mod correct;
mod coverage;
mod demo;
mod diff;
mod disagreements;
mod divisions;
mod elections;
mod entry;
mod explain;
mod explain_figure;
mod export;
mod find;
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
mod plane;
mod precedence;
mod prove;
mod recode;
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
mod trusted;
mod uncertain;
mod verify;
mod verify_proof;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use self::entry::Subcommand;
use crate::Lang;
use crate::context::Context;
use crate::failure::Failure;

/// Every command, in the order of the help.
const COMMANDS: [Subcommand; 43] = [
    Subcommand { name: "demo", takes: demo::command, does: demo::run },
    Subcommand { name: "init", takes: init::command, does: init::run },
    Subcommand { name: "record", takes: record::command, does: record::run },
    Subcommand { name: "retract", takes: retract::command, does: retract::run },
    Subcommand { name: "correct", takes: correct::command, does: correct::run },
    Subcommand { name: "recode", takes: recode::command, does: recode::run },
    Subcommand { name: "import", takes: import::command, does: import::run },
    Subcommand { name: "coverage", takes: coverage::command, does: coverage::run },
    Subcommand { name: "gaps", takes: gaps::command, does: gaps::run },
    Subcommand { name: "uncertain", takes: uncertain::command, does: uncertain::run },
    Subcommand { name: "history", takes: history::command, does: history::run },
    Subcommand { name: "divisions", takes: divisions::command, does: divisions::run },
    Subcommand { name: "find", takes: find::command, does: find::run },
    Subcommand { name: "disagreements", takes: disagreements::command, does: disagreements::run },
    Subcommand { name: "precedence", takes: precedence::command, does: precedence::run },
    Subcommand { name: "explain", takes: explain::command, does: explain::run },
    Subcommand { name: "findings", takes: findings::command, does: findings::run },
    Subcommand { name: "elections", takes: elections::command, does: elections::run },
    Subcommand { name: "person", takes: person::command, does: person::run },
    Subcommand { name: "standard", takes: standard::command, does: standard::run },
    Subcommand { name: "replay", takes: replay::command, does: replay::run },
    Subcommand { name: "plane", takes: plane::command, does: plane::run },
    Subcommand { name: "diff", takes: diff::command, does: diff::run },
    Subcommand { name: "restate", takes: restate::command, does: restate::run },
    Subcommand { name: "lateness", takes: lateness::command, does: lateness::run },
    Subcommand { name: "target", takes: target::command, does: target::run },
    Subcommand { name: "claims", takes: claims::command, does: claims::run },
    Subcommand { name: "issues", takes: issues::command, does: issues::run },
    Subcommand { name: "sample", takes: sample::command, does: sample::run },
    Subcommand { name: "certificate", takes: certificate::command, does: certificate::run },
    Subcommand { name: "key", takes: key::command, does: key::run },
    Subcommand { name: "checkpoint", takes: checkpoint::command, does: checkpoint::run },
    Subcommand { name: "prove", takes: prove::command, does: prove::run },
    Subcommand { name: "verify-proof", takes: verify_proof::command, does: verify_proof::run },
    Subcommand { name: "verify", takes: verify::command, does: verify::run },
    Subcommand { name: "export", takes: export::command, does: export::run },
    Subcommand { name: "backup", takes: backup::backup_command, does: backup::run_backup },
    Subcommand { name: "restore", takes: backup::restore_command, does: backup::run_restore },
    Subcommand { name: "repair", takes: repair::command, does: repair::run },
    Subcommand { name: "generate", takes: generate::command, does: generate::run },
    Subcommand { name: "seal", takes: seal::command, does: seal::run },
    Subcommand { name: "snapshot", takes: snapshot::command, does: snapshot::run },
    Subcommand { name: "completions", takes: completions::command, does: completions::run },
];

/// The whole command line, with its help in a language.
pub(crate) fn cli(lang: Lang) -> Command {
    let cli = Command::new("jiceng")
        .version(env!("CARGO_PKG_VERSION"))
        .about(lang.pick(
            "基层：基层组织登记库。事实只增不改，任何一天、以任何时候所知为准，都可查询。",
            "jiceng: an event-sourced registry of grassroots organizations. Facts are only added; any day can be asked about, as it was known at any time.",
        ))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
        .args(common_arguments(lang))
        .max_term_width(110);
    in_language(lang, cli)
}

/// Runs the command that was asked for.
pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
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
