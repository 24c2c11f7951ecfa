//! The two times of a question and the places in it, read from the command line.

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches};
use jiceng_answers::{AskError, AssessedAs, KnownAt, Sought, Wanted, When, resolve};
use jiceng_core::domain::catalogue::KindNo;
use jiceng_core::domain::characters::folded;
use jiceng_core::domain::{EventId, Level, Position};
use jiceng_core::projections::DivisionTree;
use jiceng_core::{HistoryEntry, Known, LockedView, Question};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::de::value::{self, StrDeserializer};

use crate::Lang;
use crate::failure::Failure;
use crate::texts::labels::Labelled as _;

/// `--as-of` and `--known`.
pub(crate) fn question_arguments(lang: Lang) -> [Arg; 2] {
    [
        Arg::new("as-of").long("as-of").value_name(lang.pick("日期", "DAY")).help(
            lang.pick(
                "哪一天的情况（中国日期；缺省为今天）",
                "the day asked about, in China (today where none is given)",
            ),
        ),
        known_argument(lang),
    ]
}

/// `--known`: how much counts as known.
pub(crate) fn known_argument(lang: Lang) -> Arg {
    Arg::new("known").long("known").value_name(lang.pick("时刻", "WHEN")).help(lang.pick(
        "以何时所知为准：日期（当日终了）、时刻或日志位置（缺省为现在）",
        "as it was known: a day (its end), an instant or a position in the log (now where none is given)",
    ))
}

/// `--places`, which was called `--sort` with the singular before.
pub(crate) fn places_argument(lang: Lang, help: &'static str) -> Arg {
    Arg::new("places")
        .long("places")
        .alias("sort")
        .value_name(lang.pick("类别", "PLACES"))
        .value_parser(places_words().to_vec())
        .hide_possible_values(true)
        .help(help)
}

/// The words of `--places`, with the old ones.
pub(crate) fn places_words() -> [PossibleValue; 2] {
    [PossibleValue::new("sites").alias("site"), PossibleValue::new("communities").alias("community")]
}

/// A word of `--places` as facts and questions have it.
pub(crate) fn place_sort(word: &str) -> &str {
    match word {
        "sites" => AssessedAs::Site.as_str(),
        "communities" => AssessedAs::Community.as_str(),
        other => other,
    }
}

/// `--level`.
pub(crate) fn level_argument(lang: Lang, help: &'static str) -> Arg {
    Arg::new("level")
        .long("level")
        .value_name(lang.pick("层级", "LEVEL"))
        .value_parser(Level::LIST.iter().map(|level| level.as_str()).collect::<Vec<_>>())
        .hide_possible_values(true)
        .help(help)
}

/// The level of `--level`.
pub(crate) fn level(matches: &ArgMatches) -> Option<Level> {
    word(matches, "level")
}

/// What a word of an option means; clap takes no other words than those that mean something.
pub(crate) fn word<T: DeserializeOwned>(matches: &ArgMatches, name: &str) -> Option<T> {
    let word = matches.get_one::<String>(name)?;
    T::deserialize(StrDeserializer::<value::Error>::new(word)).ok()
}

/// `--tree`.
pub(crate) fn tree_argument(lang: Lang) -> Arg {
    Arg::new("tree").long("tree").value_name(lang.pick("日期", "DAY")).help(lang.pick(
        "按哪一天的行政区划归属汇总（缺省为所问的那一天）",
        "by the divisions of which day (of the day asked about where none is given)",
    ))
}

/// The tree that the arguments ask for: of the day asked about, or of another.
pub(crate) fn tree(matches: &ArgMatches, view: &LockedView) -> Result<DivisionTree, Failure> {
    match matches.get_one::<String>("tree") {
        Some(text) => Ok(view.tree_of(day(text, "--tree")?)),
        None => Ok(view.tree()),
    }
}

/// The question that the arguments ask.
pub(crate) fn question(matches: &ArgMatches) -> Result<Question, Failure> {
    Ok(when(matches)?.question())
}

/// The two times that the arguments ask for.
pub(crate) fn when(matches: &ArgMatches) -> Result<When, Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    Ok(When {
        as_of: text("as-of").map(|text| day(text, "--as-of")).transpose()?,
        known: text("known").map(|text| known(text, "--known")).transpose()?.map(KnownAt),
    })
}

/// How much counts as known, by `--known`.
pub(crate) fn known_at(matches: &ArgMatches) -> Result<Option<KnownAt>, Failure> {
    let text = matches.get_one::<String>("known").map(String::as_str);
    Ok(text.map(|text| known(text, "--known")).transpose()?.map(KnownAt))
}

/// The day of `--tree`.
pub(crate) fn tree_day(matches: &ArgMatches) -> Result<Option<Date>, Failure> {
    matches.get_one::<String>("tree").map(|text| day(text, "--tree")).transpose()
}

/// The question of arguments that have `--known` alone.
pub(crate) fn question_of_known(matches: &ArgMatches) -> Result<Question, Failure> {
    let text = matches.get_one::<String>("known").map(String::as_str);
    Ok(Question { known: text.map_or(Ok(Known::Now), |text| known(text, "--known"))?, ..Question::default() })
}

/// The day of an option.
pub(crate) fn day(text: &str, option: &'static str) -> Result<Date, Failure> {
    Ok(resolve::day(text, option)?)
}

/// How much counts as known, by an option.
pub(crate) fn known(text: &str, option: &'static str) -> Result<Known, Failure> {
    let value = |_| AskError::value(option, text, Wanted::Known);
    Ok(text.parse().map(|KnownAt(known)| known).map_err(value)?)
}

/// The event of an argument: its identity, or its position in the log, as a history shows it.
pub(crate) fn event(view: &LockedView, text: &str) -> Result<HistoryEntry, Failure> {
    let found = if let Ok(position) = folded(text).parse() {
        view.entry(Position(position))?
    } else {
        let value = || AskError::value("event", text, Wanted::Event);
        let id: EventId = text.trim().parse().map_err(|_| value())?;
        view.event(id)?
    };
    Ok(found.ok_or_else(|| AskError::not_found(Sought::Event, text))?)
}

/// The element kind of an argument: its code, or its Chinese name.
pub(crate) fn kind(view: &LockedView, text: &str, option: &'static str) -> Result<KindNo, Failure> {
    Ok(resolve::kind(view, text, option)?)
}
