//! `jiceng lateness`: who records how late.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::domain::Level;
use jiceng_core::projections::lateness::Lateness;
use jiceng_core::{CHINA, RecordedFact, View};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::history::{EventRow, event_row};
use crate::commands::place_words::WordsOfPlaces;
use crate::commands::places::Words;
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer<R> {
    #[serde(flatten)]
    asked: Asked,
    from: Option<String>,
    to: Option<String>,
    total: Counts,
    rows: Vec<R>,
}

#[derive(Serialize)]
struct Counts {
    facts: u32,
    within_30: u32,
    days_31_to_90: u32,
    days_91_to_180: u32,
    over_180: u32,
    largest: u32,
    corrections: u32,
}

#[derive(Serialize)]
struct GroupRow {
    #[serde(flatten)]
    key: Key,
    #[serde(flatten)]
    counts: Counts,
}

/// What facts are counted by; nothing where it was not asked for, or is not known.
#[derive(Clone, Default, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    county: Option<String>,
    county_name: Option<String>,
    month: Option<String>,
    recorder: Option<String>,
}

#[derive(Serialize)]
struct FactRow {
    place: Option<String>,
    name: Option<String>,
    county_name: Option<String>,
    days_late: u32,
    correction: bool,
    #[serde(flatten)]
    event: EventRow,
}

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    let day = |name: &'static str, help| Arg::new(name).long(name).value_name(lang.pick("日期", "DAY")).help(help);
    Command::new("lateness")
        .about(lang.pick(
            "迟报：各县区、各月、各记录单位的事实在发生多少天后才记录",
            "how many days after they happened facts were recorded, and by whom",
        ))
        .arg(day("from", lang.pick("自哪一天起记录的（缺省为最早）", "recorded from this day on (else from the first)")))
        .arg(day("to", lang.pick("至哪一天记录的（缺省为最近）", "recorded up to this day (else to the last)")))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name(lang.pick("分组", "GROUP"))
                .value_parser(["county", "month", "recorder"])
                .value_delimiter(',')
                .hide_possible_values(true)
                .default_value("county")
                .hide_default_value(true)
                .help(lang.pick(
                    "按县区（county）、记录月份（month）、记录单位（recorder）分组，可并用，如 county,month（缺省为 county）",
                    "by county, month of recording or recorder; also together: county,month (county where none is given)",
                )),
        )
        .arg(Arg::new("list").long("list").action(ArgAction::SetTrue).help(
            lang.pick("逐条列出事实，最迟的在前", "list the facts one by one, the latest first"),
        ))
        .arg(
            Arg::new("over")
                .long("over")
                .value_name(lang.pick("天数", "DAYS"))
                .value_parser(value_parser!(u32))
                .help(lang.pick("只看迟于这么多天的", "only facts recorded more than so many days late")),
        )
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划之内地点的事实", "only facts about places in this division")),
        )
        .args([as_of, known])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let from = text("from").map(|text| ask::day(text, "--from")).transpose()?;
    let to = text("to").map(|text| ask::day(text, "--to")).transpose()?;
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        let value = text("from").unwrap_or_default().to_owned();
        return Err(Failure::Value { option: "--from", value, wanted: Wanted::Span });
    }
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let tree = view.tree();
    let division = text("division").map(|code| ask::division(&view, &tree, code)).transpose()?;
    let over = matches.get_one::<u32>("over").copied();
    let mut facts = view.recorded_between(from, to)?;
    facts.retain(|fact| {
        let is_here = |division| fact.place.is_some_and(|place| tree.is_within(place, division));
        division.is_none_or(is_here) && over.is_none_or(|over| fact.days_late > over)
    });
    let words = Words { view: &view, tree: &tree, lang: context.lang };
    let is_list = matches.get_flag("list");
    let by: Vec<&str> = matches.get_many::<String>("by").into_iter().flatten().map(String::as_str).collect();
    if context.format == Format::Json {
        let days = (from.map(|day| day.to_string()), to.map(|day| day.to_string()));
        return json(&words, facts, &by, is_list, days, context);
    }
    if context.format == Format::Table {
        context.say(&headline(context.lang, &total(&facts)))?;
    }
    if is_list { list(&words, in_order(facts)).write(context) } else { groups(&words, &facts, &by).write(context) }
}

fn json(
    words: &Words<'_>,
    facts: Vec<RecordedFact>,
    by: &[&str],
    is_list: bool,
    (from, to): (Option<String>, Option<String>),
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let (asked, total) = (Asked::of(words.view.as_of()), total(&facts).into());
    if is_list {
        let places = WordsOfPlaces::new(words);
        let rows: Vec<FactRow> = in_order(facts).iter().map(|fact| fact_row(&places, fact)).collect();
        return context.json(&Answer { asked, from, to, total, rows });
    }
    let rows = grouped(words, &facts, by).into_iter().map(|(key, found)| GroupRow { key, counts: found.into() });
    context.json(&Answer { asked, from, to, total, rows: rows.collect() })
}

fn total(facts: &[RecordedFact]) -> Lateness {
    let mut total = Lateness::default();
    for fact in facts {
        total.add(fact.days_late, fact.is_correction);
    }
    total
}

fn headline(lang: Lang, total: &Lateness) -> String {
    let Lateness { facts, over_180, largest, corrections, .. } = total;
    match lang {
        Lang::Zh => {
            format!(
                "事实 {facts} 条，其中迟于 180 天的 {over_180} 条，最迟 {largest} 天；更正 {corrections} 条（按更正之日计）"
            )
        }
        Lang::En => format!(
            "{facts} facts, {over_180} of them more than 180 days late, {largest} days at most; {corrections} corrections, counted by their own day"
        ),
    }
}

/// The latest first.
fn in_order(mut facts: Vec<RecordedFact>) -> Vec<RecordedFact> {
    facts.sort_by_key(|fact| (std::cmp::Reverse(fact.days_late), fact.entry.recorded.position));
    facts
}

fn grouped(words: &Words<'_>, facts: &[RecordedFact], by: &[&str]) -> BTreeMap<Key, Lateness> {
    let mut groups: BTreeMap<Key, Lateness> = BTreeMap::new();
    for fact in facts {
        let county = fact.place.and_then(|place| words.tree.at_level(place, Level::County));
        let county = county.filter(|_| by.contains(&"county"));
        let key = Key {
            county: county.map(|no| words.division(no)),
            county_name: county.map(|no| words.division_name(no)),
            month: by.contains(&"month").then(|| fact.recorded_on.strftime("%Y-%m").to_string()),
            recorder: by.contains(&"recorder").then(|| fact.entry.recorder.to_string()),
        };
        groups.entry(key).or_default().add(fact.days_late, fact.is_correction);
    }
    groups
}

fn groups(words: &Words<'_>, facts: &[RecordedFact], by: &[&str]) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new();
    if by.contains(&"county") {
        grid = grid.text("county", lang.pick("代码", "code")).text("county_name", lang.pick("县区", "county"));
    }
    if by.contains(&"month") {
        grid = grid.text("month", lang.pick("记录月份", "month"));
    }
    if by.contains(&"recorder") {
        grid = grid.text("recorder", lang.pick("记录单位", "recorder"));
    }
    let mut grid = grid
        .number("facts", lang.pick("事实", "facts"))
        .number("within_30", lang.pick("30天内", "within 30"))
        .number("days_31_to_90", lang.pick("31—90天", "31 to 90"))
        .number("days_91_to_180", lang.pick("91—180天", "91 to 180"))
        .number("over_180", lang.pick("180天以上", "over 180"))
        .number("largest", lang.pick("最迟（天）", "largest"))
        .number("corrections", lang.pick("更正", "corrections"));
    for (key, found) in grouped(words, facts, by) {
        let mut row = Vec::new();
        if by.contains(&"county") {
            let nowhere = || Entry::coded(lang.pick("（不属于任何县区）", "(of no county)"), "");
            row.push(Entry::plain(key.county.unwrap_or_default()));
            row.push(key.county_name.map_or_else(nowhere, Entry::plain));
        }
        row.extend(key.month.map(Entry::plain));
        row.extend(key.recorder.map(Entry::plain));
        let Lateness { facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections } = found;
        row.extend([facts, within_30, days_31_to_90, days_91_to_180].map(Entry::plain));
        row.push(Entry::plain(over_180).in_mood(if over_180 > 0 { Mood::Bad } else { Mood::Plain }));
        row.extend([largest, corrections].map(Entry::plain));
        grid.row(row);
    }
    grid
}

fn fact_row(places: &WordsOfPlaces<'_, '_>, fact: &RecordedFact) -> FactRow {
    let place = fact.place.map(|no| places.of(no));
    let place = place.as_deref();
    FactRow {
        place: place.map(|place| place.place.clone()),
        name: place.map(|place| place.name.clone()),
        county_name: place.and_then(|place| place.county_name.clone()),
        days_late: fact.days_late,
        correction: fact.is_correction,
        event: event_row(&fact.entry),
    }
}

fn list(words: &Words<'_>, facts: Vec<RecordedFact>) -> Grid {
    let lang = words.lang;
    let mut grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .number("position", lang.pick("位置", "position"))
        .text("effective", lang.pick("生效", "effective"))
        .text("event", lang.pick("事件", "event"))
        .text("recorded_at", lang.pick("记录时间", "recorded"))
        .text("recorder", lang.pick("记录单位", "recorder"))
        .number("days_late", lang.pick("迟（天）", "days late"))
        .text("correction", lang.pick("更正", "correction"));
    let places = WordsOfPlaces::new(words);
    for fact in facts {
        let recorded = &fact.entry.recorded;
        let place = fact.place.map(|no| places.of(no));
        let place = place.as_deref();
        let recorded_at = CHINA.to_datetime(fact.entry.recorded_at).strftime("%Y-%m-%d %H:%M").to_string();
        let correction = if fact.is_correction { lang.pick("是", "yes") } else { "" };
        grid.row(vec![
            Entry::plain(place.and_then(|place| place.county_name.as_deref()).unwrap_or_default()),
            Entry::plain(place.map(|place| place.place.as_str()).unwrap_or_default()),
            Entry::plain(place.map(|place| place.name.as_str()).unwrap_or_default()),
            Entry::plain(recorded.position),
            Entry::coded(labels::date(lang, recorded.fact.effective), recorded.fact.effective),
            Entry::coded(sentence(words.view, lang, &fact), recorded.fact.event.name()),
            Entry::coded(recorded_at, fact.entry.recorded_at),
            Entry::plain(&fact.entry.recorder),
            Entry::plain(fact.days_late),
            Entry::coded(correction, fact.is_correction),
        ]);
    }
    grid
}

fn sentence(view: &View<'_>, lang: Lang, fact: &RecordedFact) -> String {
    events::sentence(lang, view, &fact.entry.recorded)
}

impl From<Lateness> for Counts {
    fn from(found: Lateness) -> Self {
        let Lateness { facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections } = found;
        Self { facts, within_30, days_31_to_90, days_91_to_180, over_180, largest, corrections }
    }
}
