//! The two times of a question and the places in it, read from the command line.

use clap::{Arg, ArgMatches};
use jiceng_core::domain::catalogue::{CatalogueList, KindNo};
use jiceng_core::domain::characters::folded;
use jiceng_core::domain::civil_day;
use jiceng_core::domain::{AsOf, EventId, Place, PlaceNo, Position};
use jiceng_core::projections::DivisionTree;
use jiceng_core::{HistoryEntry, Known, Question, View};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::failure::{Failure, Wanted};
use crate::lang::Lang;

/// The two times of a question, as every JSON answer gives them.
#[derive(Serialize)]
pub(crate) struct Asked {
    as_of: String,
    known: u64,
}

impl Asked {
    /// Those of an answer.
    pub(crate) fn of(as_of: AsOf) -> Self {
        Self { as_of: as_of.effective.to_string(), known: as_of.known.0 }
    }
}

/// `--as-of` and `--known`.
pub(crate) fn question_arguments(lang: Lang) -> [Arg; 2] {
    [
        Arg::new("as-of").long("as-of").value_name(lang.pick("日期", "DAY")).help(
            lang.pick(
                "哪一天的情况（中国日期；缺省为今天）",
                "the day asked about, in China (today where none is given)",
            ),
        ),
        Arg::new("known").long("known").value_name(lang.pick("时刻", "WHEN")).help(lang.pick(
            "以何时所知为准：日期（当日终了）、时刻或日志位置（缺省为现在）",
            "as it was known: a day (its end), an instant or a position in the log (now where none is given)",
        )),
    ]
}

/// `--tree`.
pub(crate) fn tree_argument(lang: Lang) -> Arg {
    Arg::new("tree").long("tree").value_name(lang.pick("日期", "DAY")).help(lang.pick(
        "按哪一天的行政区划归属汇总（缺省为所问的那一天）",
        "by the divisions of which day (of the day asked about where none is given)",
    ))
}

/// The tree that the arguments ask for: of the day asked about, or of another.
pub(crate) fn tree(matches: &ArgMatches, view: &View<'_>) -> Result<DivisionTree, Failure> {
    match matches.get_one::<String>("tree") {
        Some(text) => Ok(view.tree_of(day(text, "--tree")?)),
        None => Ok(view.tree()),
    }
}

/// The question that the arguments ask.
pub(crate) fn question(matches: &ArgMatches) -> Result<Question, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    Ok(Question {
        effective: text("as-of").map(|text| day(text, "--as-of")).transpose()?,
        known: text("known").map_or(Ok(Known::Now), |text| known(text, "--known"))?,
        ..Question::default()
    })
}

/// The question of arguments that have `--known` alone.
pub(crate) fn question_of_known(matches: &ArgMatches) -> Result<Question, Failure> {
    let text = matches.get_one::<String>("known").map(String::as_str);
    Ok(Question { known: text.map_or(Ok(Known::Now), |text| known(text, "--known"))?, ..Question::default() })
}

/// The day of an option.
pub(crate) fn day(text: &str, option: &'static str) -> Result<Date, Failure> {
    civil_day::parse(text).map_err(|_| Failure::Value { option, value: text.to_owned(), wanted: Wanted::Day })
}

/// How much counts as known, by an option.
pub(crate) fn known(text: &str, option: &'static str) -> Result<Known, Failure> {
    let meant = folded(text);
    if let Ok(position) = meant.parse() {
        return Ok(Known::Before(Position(position)));
    }
    if let Ok(instant) = meant.parse::<Timestamp>() {
        return Ok(Known::At(instant));
    }
    let value = || Failure::Value { option, value: text.to_owned(), wanted: Wanted::Known };
    day(text, option).map(Known::On).map_err(|_| value())
}

/// The place of an argument.
pub(crate) fn place(view: &View<'_>, text: &str, option: &'static str) -> Result<PlaceNo, Failure> {
    let place: Place =
        text.parse().map_err(|_| Failure::Value { option, value: text.to_owned(), wanted: Wanted::Place })?;
    view.find(&place).ok_or_else(|| Failure::NoSuchPlace { place: place.to_string() })
}

/// The event of an argument: its identity, or its position in the log, as a history shows it.
pub(crate) fn event(view: &View<'_>, text: &str) -> Result<HistoryEntry, Failure> {
    let found = if let Ok(position) = folded(text).parse() {
        view.entry(Position(position))?
    } else {
        let value = || Failure::Value { option: "EVENT", value: text.to_owned(), wanted: Wanted::Event };
        let id: EventId = text.trim().parse().map_err(|_| value())?;
        view.event(id)?
    };
    found.ok_or_else(|| Failure::NoSuchEvent { event: text.to_owned() })
}

/// The division of an argument, by the code it has on the day of the tree.
pub(crate) fn division(view: &View<'_>, tree: &DivisionTree, text: &str) -> Result<PlaceNo, Failure> {
    let find = |place: &Place| view.facts().places.find(place, tree.as_of());
    let unknown = || Failure::Value { option: "--division", value: text.to_owned(), wanted: Wanted::Division };
    match text.parse() {
        Ok(place @ Place::Division(_)) => find(&place).ok_or_else(unknown),
        Ok(Place::Site(_)) | Err(_) => Err(unknown()),
    }
}

/// The code of a division as it is written in full, for what people wrote otherwise.
pub(crate) fn code(text: &str) -> String {
    text.parse::<Place>().map_or_else(|_| text.to_owned(), |place| place.to_string())
}

/// The element kind of an argument: its code, or its Chinese name.
pub(crate) fn kind(view: &View<'_>, text: &str, option: &'static str) -> Result<KindNo, Failure> {
    let catalogue = &view.facts().catalogue;
    let by_name = || catalogue.list(CatalogueList::ElementKind).find(|entry| plain(entry.zh.as_str()) == plain(text));
    let found = catalogue.kind(text).or_else(|| catalogue.kind(by_name()?.code.as_str()));
    found.ok_or_else(|| Failure::Value { option, value: text.to_owned(), wanted: Wanted::Kind })
}

fn plain(name: &str) -> String {
    name.replace(['“', '”', '"'], "")
}
