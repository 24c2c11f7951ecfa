//! `jiceng elections`: the executive committee of each federation, rounds of elections, and one
//! federation's seats over time.

mod held;
mod offices;
mod show;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_answers::{AskError, ByFederation, FederationSelection, StandardAsked};

use crate::Lang;
use crate::ask;
use crate::commands::entry::{self, Subcommand};
use crate::commands::standards;
use crate::context::Context;
use crate::failure::Failure;

/// What is asked of one federation.
const COMMANDS: [Subcommand; 1] = [Subcommand { name: "show", takes: show::command, does: show::run }];

pub(crate) fn command(lang: Lang) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("elections")
        .about(lang.pick(
            "换届：各妇联组织的执行委员会是否在届，一轮换届的进度",
            "the executive committee of each federation, whether it is in term, and rounds of elections",
        ))
        .args_conflicts_with_subcommands(true)
        .subcommands(entry::commands(&COMMANDS, lang))
        .args(ask::question_arguments(lang))
        .arg(ask::tree_argument(lang))
        .arg(text(
            "division",
            lang.pick("代码", "CODE"),
            lang.pick("只看该行政区划之内的妇联组织", "only federations in this division"),
        ))
        .arg(text(
            "place",
            lang.pick("地点", "PLACE"),
            lang.pick("只看该地点的妇联组织", "only the federation of this place"),
        ))
        .arg(ask::level_argument(
            lang,
            lang.pick(
                "只看这一级的妇联组织：province、prefecture、county、township 或 community（含安置点）",
                "only federations of this level: province, prefecture, county, township or community (with sites)",
            ),
        ))
        .arg(
            Arg::new("elected")
                .long("elected")
                .action(ArgAction::SetTrue)
                .help(lang.pick("只列已选出执委会的", "only those whose committee has been elected")),
        )
        .arg(
            text(
                "state",
                lang.pick("状态", "STATE"),
                lang.pick(
                    "只列这一状态的：in_term、due、overdue、possibly_overdue、never_elected 或 no_term；有 --held 时：held、possibly 或 not_held",
                    "only those in this state: in_term, due, overdue, possibly_overdue, never_elected or no_term; with --held: held, possibly or not_held",
                ),
            ),
        )
        .arg(
            text(
                "by",
                lang.pick("层级", "LEVEL"),
                lang.pick(
                    "按什么汇总：federation、township、county 或 prefecture（缺省为 federation，逐个列出）",
                    "add up by federation, township, county or prefecture (federation, one by one, where none is given)",
                ),
            )
            .value_parser(["federation", "township", "county", "prefecture"])
            .hide_possible_values(true),
        )
        .arg(
            text(
                "due-within",
                lang.pick("天数", "DAYS"),
                lang.pick("几天之内届满的算即将届满（缺省为 180）", "due is who has so many days left (180 where none is given)"),
            )
            .value_parser(value_parser!(u16)),
        )
        .arg(text(
            "standard",
            lang.pick("标准", "STANDARD"),
            lang.pick(
                "按另一标准的任期：TOML 文件或标准编号（缺省为当日现行标准）",
                "by the terms of another standard: a TOML file or an identifier (else the one in force)",
            ),
        ))
        .arg(
            Arg::new("held")
                .long("held")
                .action(ArgAction::SetTrue)
                .requires("from")
                .requires("to")
                .conflicts_with_all(["as-of", "due-within", "standard", "elected"])
                .help(lang.pick(
                    "一轮换届的进度：--from 至 --to 之间哪些已换届",
                    "the progress of a round: who held an election from --from to --to",
                )),
        )
        .arg(
            text("from", lang.pick("日期", "DAY"), lang.pick("自哪一天", "from this day")).requires("held"),
        )
        .arg(text("to", lang.pick("日期", "DAY"), lang.pick("至哪一天", "to this day")).requires("held"))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run_or(&COMMANDS, matches, context, list)
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    if matches.get_flag("held") { held::run(matches, context) } else { offices::run(matches, context) }
}

/// The federations that the arguments ask for.
fn selection(matches: &ArgMatches) -> FederationSelection {
    FederationSelection {
        division: matches.get_one("division").cloned(),
        place: matches.get_one("place").cloned(),
        level: ask::level(matches),
    }
}

/// By what is added up.
fn by(matches: &ArgMatches) -> ByFederation {
    ask::word(matches, "by").unwrap_or_default()
}

/// The standard whose terms are asked for.
fn standard(matches: &ArgMatches) -> Result<Option<StandardAsked>, Failure> {
    matches.get_one::<String>("standard").map(|name| standards::asked(name)).transpose()
}

/// A failure, with `--place` for the place.
fn of_place(error: AskError) -> Failure {
    Failure::from(error).named("place", "--place")
}
