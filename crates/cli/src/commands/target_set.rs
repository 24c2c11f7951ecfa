//! `jiceng target set`: a target, its measure told in options instead of JSON.

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use jiceng_core::domain::characters::folded;
use jiceng_exchange::fields::{LEVELS, ROLES, Shape};
use jiceng_exchange::row::request_from_fields;
use serde_json::{Map, Value, json};

use crate::Lang;
use crate::ask;
use crate::commands::{record, record_arguments};
use crate::context::Context;
use crate::failure::Failure;
use crate::texts::{measures, shapes};

/// An option that says which things are counted.
struct MeasureOption {
    name: &'static str,
    shape: Shape,
}

const fn option(name: &'static str, shape: Shape) -> MeasureOption {
    MeasureOption { name, shape }
}

/// Which places, in the words of other commands; the field is `sort`.
const PLACES: &str = "places";

const OPTIONS: &[MeasureOption] = &[
    option("kind", Shape::Kind),
    option("by", Shape::Choice(&["own", "shared", "any"])),
    option(PLACES, Shape::Choice(&[])),
    option("population-at-least", Shape::Number),
    option("population-below", Shape::Number),
    option("designated", Shape::Code),
    option("programme", Shape::Code),
    option("level", Shape::Choice(LEVELS)),
    option("federation", Shape::Id),
    option("term", Shape::Number),
    option("session", Shape::Number),
    option("role", Shape::Choice(ROLES)),
    option("since", Shape::Day),
];

/// What each measure needs and takes.
const MEASURES: &[(&str, &[&str], &[&str])] = &[
    ("places_with", &["kind"], &["by", "places", "population-at-least", "population-below", "designated"]),
    ("places_complete", &[], &["by", "places", "population-at-least", "population-below", "designated"]),
    ("places_inspected", &["kind"], &["places", "population-at-least", "population-below", "designated"]),
    ("designations", &["programme"], &[]),
    ("designations_recommended", &["programme"], &[]),
    ("institutions", &["kind"], &[]),
    ("divisions_with_institution", &["kind", "level"], &[]),
    ("committee_sessions", &[], &["federation", "term", "session", "since"]),
    ("rules_adopted", &[], &["federation", "term", "session", "since"]),
    ("elections", &[], &["level", "since"]),
    ("committee_seats", &[], &["level", "role"]),
];

/// These stand together within the measure, as which places are counted.
const OF_PLACES: &[&str] = &["places", "population-at-least", "population-below", "designated"];

pub(crate) fn command(lang: Lang) -> Command {
    let own = |name: &'static str, value: &'static str, help: String| {
        Arg::new(name).long(name).required(true).value_name(value).help(help)
    };
    let counted = MEASURES.iter().map(|(name, _, _)| *name).collect::<Vec<_>>();
    Command::new("set")
        .about(lang.pick("下达一项目标任务", "set a target"))
        .arg(
            Arg::new("target")
                .required(true)
                .value_name(lang.pick("编号", "TARGET"))
                .help(lang.pick("目标任务编号，如 T-2021-1", "the target's identifier, such as T-2021-1")),
        )
        .arg(own("name", lang.pick("名称", "NAME"), shapes::hint(lang, Shape::Name)))
        .arg(
            own("count", lang.pick("指标", "MEASURE"), measures::choices(lang))
                .value_parser(counted)
                .hide_possible_values(true),
        )
        .args(OPTIONS.iter().map(|option| {
            let help = measures::option(lang, option.name);
            if option.name == PLACES {
                let words = ask::places_words().into_iter().chain([PossibleValue::new("any")]).collect::<Vec<_>>();
                return ask::places_argument(lang, help).value_parser(words);
            }
            let argument = Arg::new(option.name).long(option.name).value_name(option.name.to_uppercase());
            if let Shape::Choice(words) = option.shape {
                let told = words.join(lang.pick("、", ", "));
                let argument = argument.value_parser(words.to_vec()).hide_possible_values(true);
                argument.help(format!("{help}{}{told}", lang.pick("：", ": ")))
            } else {
                argument.help(help)
            }
        }))
        .arg(own(
            "scope",
            lang.pick("代码", "CODE"),
            lang.pick("范围：行政区划代码", "the division in which it is counted").to_owned(),
        ))
        .arg(own(
            "number",
            lang.pick("个数", "NUMBER"),
            lang.pick("应达到的个数", "how many there shall be").to_owned(),
        ))
        .arg(own("due", lang.pick("日期", "DAY"), lang.pick("期限，当日计入", "by the end of which day").to_owned()))
        .args(record_arguments::context_arguments(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let mut row = record_arguments::context_of("set_target", matches);
    for name in ["target", "name", "scope", "due"] {
        if let Some(text) = matches.get_one::<String>(name) {
            row.insert(name.to_owned(), json!(text));
        }
    }
    row.insert("number".to_owned(), number(matches.get_one::<String>("number")));
    row.insert("measure".to_owned(), measure(matches)?);
    let recorder = record::recorder(matches)?;
    let request = request_from_fields(row, recorder.as_ref())?;
    record::record(context, &record::approved(matches, request)?)
}

/// What is no number stays text, and is refused with its field.
fn number(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| folded(text).parse::<u64>().map_or_else(|_| json!(text), |number| json!(number)))
}

/// The measure that the options tell.
fn measure(matches: &ArgMatches) -> Result<Value, Failure> {
    let counted = matches.get_one::<String>("count").map(String::as_str).unwrap_or_default();
    let Some((measure, needs, may)) = MEASURES.iter().find(|(name, _, _)| *name == counted) else {
        return Ok(Value::Null);
    };
    let (mut fields, mut places) = (Map::new(), Map::new());
    for option in OPTIONS {
        let takes = || needs.iter().chain(*may).copied().collect();
        let is_needed = needs.contains(&option.name);
        let Some(text) = matches.get_one::<String>(option.name) else {
            if is_needed {
                return Err(Failure::MeasureOption { measure, option: option.name, is_needed, takes: takes() });
            }
            continue;
        };
        if !is_needed && !may.contains(&option.name) {
            return Err(Failure::MeasureOption { measure, option: option.name, is_needed: false, takes: takes() });
        }
        let value = if option.shape == Shape::Number {
            number(Some(text))
        } else if option.name == PLACES {
            json!(ask::place_sort(text))
        } else {
            json!(text)
        };
        let group = if OF_PLACES.contains(&option.name) { &mut places } else { &mut fields };
        let field = if option.name == PLACES { "sort".to_owned() } else { option.name.replace('-', "_") };
        group.insert(field, value);
    }
    if !places.is_empty() {
        fields.insert("places".to_owned(), Value::Object(places));
    }
    Ok(json!({ *measure: fields }))
}
