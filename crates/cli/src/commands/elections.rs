//! `jiceng elections`: the executive committee of each federation, rounds of elections, and one
//! federation's seats over time.

mod held;
mod offices;
mod show;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::domain::committee::Seat;
use jiceng_core::domain::{Level, PlaceNo};
use jiceng_core::projections::DivisionTree;
use jiceng_core::{NameShown, StandardInForce, View};
use serde::Serialize;

use crate::ask;
use crate::commands::places::Words;
use crate::commands::standards;
use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::texts::{elections as texts, names};

/// A seat in JSON.
#[derive(Serialize)]
struct SeatRow {
    role: &'static str,
    person: String,
    name: Option<String>,
    name_state: &'static str,
    erased: bool,
}

/// Where a federation stands in JSON.
#[derive(Serialize)]
struct WhereRow {
    federation: String,
    name: String,
    place: String,
    place_name: String,
    county: Option<String>,
    county_name: Option<String>,
    level: Option<&'static str>,
}

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
        .subcommand(show::command(lang))
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
        .arg(
            text(
                "level",
                lang.pick("层级", "LEVEL"),
                lang.pick(
                    "只看这一级的妇联组织：province、prefecture、county、township 或 community（含安置点）",
                    "only federations of this level: province, prefecture, county, township or community (with sites)",
                ),
            )
            .value_parser(["province", "prefecture", "county", "township", "community"])
            .hide_possible_values(true),
        )
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
    match matches.subcommand() {
        Some(("show", matches)) => show::run(matches, context),
        _ if matches.get_flag("held") => held::run(matches, context),
        _ => offices::run(matches, context),
    }
}

/// The federations that the arguments ask for.
struct Filter {
    division: Option<PlaceNo>,
    place: Option<PlaceNo>,
    level: Option<String>,
}

impl Filter {
    fn of(matches: &ArgMatches, view: &View<'_>, tree: &DivisionTree) -> Result<Self, Failure> {
        let text = |name| matches.get_one::<String>(name).map(String::as_str);
        Ok(Self {
            division: text("division").map(|code| ask::division(view, tree, code)).transpose()?,
            place: text("place").map(|place| ask::place(view, place, "--place")).transpose()?,
            level: text("level").map(ToOwned::to_owned),
        })
    }

    fn wants(&self, tree: &DivisionTree, place: PlaceNo, level: Option<Level>) -> bool {
        self.division.is_none_or(|division| tree.is_within(place, division))
            && self.place.is_none_or(|wanted| wanted == place)
            && self.level.as_deref().is_none_or(|wanted| level.is_some_and(|level| level_code(level) == wanted))
    }
}

fn level_code(level: Level) -> &'static str {
    crate::texts::labels::level_code(level)
}

/// The level by which is added up; `None` for one by one.
fn by(matches: &ArgMatches) -> Option<Level> {
    match matches.get_one::<String>("by").map(String::as_str) {
        Some("township") => Some(Level::Township),
        Some("county") => Some(Level::County),
        Some("prefecture") => Some(Level::Prefecture),
        _ => None,
    }
}

/// The standard whose terms are asked for.
fn standard(matches: &ArgMatches, view: &View<'_>) -> Result<StandardInForce, Failure> {
    match matches.get_one::<String>("standard") {
        Some(name) => standards::named(view, name),
        None => Ok(view.standard()?),
    }
}

/// By county, then by code: the order in which people look for federations.
fn order(words: &Words<'_>, place: PlaceNo) -> (Option<String>, String) {
    (words.tree.at_level(place, Level::County).map(|no| words.division(no)), words.place(place))
}

fn where_row(
    words: &Words<'_>,
    federation: &jiceng_core::projections::elections::FederationInOffice,
    level: Option<Level>,
) -> WhereRow {
    let county = words.tree.at_level(federation.place, Level::County);
    WhereRow {
        federation: federation.federation.to_string(),
        name: federation.name.clone(),
        place: words.place(federation.place),
        place_name: words.name(federation.place),
        county: county.map(|no| words.division(no)),
        county_name: county.map(|no| words.division_name(no)),
        level: level.map(level_code),
    }
}

/// The name of a group, and what stands for those that lie in no division of the level.
fn group_name(words: &Words<'_>, division: Option<PlaceNo>) -> String {
    let above = || words.lang.pick("（以上各级）", "(above)").to_owned();
    division.map_or_else(above, |no| words.division_name(no))
}

fn seat_row(view: &View<'_>, seat: &Seat) -> Result<SeatRow, Failure> {
    let shown = view.person(&seat.person)?;
    Ok(SeatRow {
        role: texts::role_code(seat.role),
        person: seat.person.to_string(),
        name: names::name(&shown),
        name_state: names::state_code(&shown),
        erased: shown == NameShown::Erased,
    })
}
