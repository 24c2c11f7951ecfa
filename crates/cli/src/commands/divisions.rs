//! `jiceng divisions`: the tree of a day, a row a division.
//!
//! There are 700,000 in the nation, so rows are written one by one, from what is kept of the places.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::View;
use jiceng_core::domain::called::Called;
use jiceng_core::domain::{Level, PartialDate, PlaceNo};
use jiceng_core::projections::division_list::{DivisionList, Listed};
use serde::ser::Serializer;
use serde::{Serialize, ser};

use crate::ask::{self, Asked};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Csv, Lines};
use crate::texts::labels;

/// The columns of CSV, and the fields of a row in JSON.
const COLUMNS: [&str; 8] = ["code", "name", "level", "sort", "above", "above_name", "code_since", "name_since"];
/// A level further down is so much further in.
const INDENT: &str = "  ";

const LEVELS: [Level; 5] = [Level::Province, Level::Prefecture, Level::County, Level::Township, Level::Community];

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    asked: Asked,
    division: Option<&'a str>,
    level: Option<&'static str>,
    rows: Rows<'a>,
}

/// What is listed.
#[derive(Clone, Copy)]
struct Rows<'a> {
    list: &'a DivisionList<'a>,
    within: Option<PlaceNo>,
    level: Option<Level>,
}

/// A row in JSON; its texts are written as they are needed.
#[derive(Serialize)]
struct Row<'a> {
    code: Shown<Code<'a>>,
    name: Option<&'a str>,
    level: &'static str,
    sort: &'static str,
    above: Option<Shown<Code<'a>>>,
    above_name: Option<&'a str>,
    code_since: Option<Shown<PartialDate>>,
    name_since: Option<Shown<PartialDate>>,
}

/// A value that is written as its text.
struct Shown<T>(T);

impl<T: std::fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A division's code or a relocation site's identifier.
#[derive(Clone, Copy)]
struct Code<'a> {
    list: &'a DivisionList<'a>,
    place: PlaceNo,
    called: Called<'a>,
}

impl std::fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.called.code, self.list.site(self.place)) {
            (Some(code), _) => code.fmt(f),
            (None, Some(site)) => site.fmt(f),
            (None, None) => Ok(()),
        }
    }
}

/// How those above the row are called, by depth: what lies in one division looks that up once.
#[derive(Default)]
struct Above<'a> {
    by_depth: Vec<(PlaceNo, Called<'a>)>,
}

impl<'a> Above<'a> {
    fn called(&mut self, list: &'a DivisionList<'a>, place: PlaceNo, depth: usize) -> Called<'a> {
        if let Some((_, called)) = self.by_depth.get(depth).filter(|(known, _)| *known == place) {
            return *called;
        }
        let called = list.called(place);
        self.by_depth.resize(depth, (place, called));
        self.by_depth.push((place, called));
        called
    }
}

impl<'a> Rows<'a> {
    fn iter(self) -> impl Iterator<Item = &'a Listed> {
        self.list.rows(self.within, self.level)
    }

    fn row(self, above: &mut Above<'a>, listed: &Listed) -> Row<'a> {
        let list = self.list;
        let called = list.called(listed.place);
        let code = |place, called| Shown(Code { list, place, called });
        let above = listed.above.map(|no| (no, above.called(list, no, listed.depth)));
        Row {
            code: code(listed.place, called),
            name: called.name.map(jiceng_core::domain::Name::as_str),
            level: labels::level_code(listed.level),
            sort: if listed.is_site { "site" } else { "division" },
            above: above.map(|(above, called)| code(above, called)),
            above_name: above.and_then(|(_, called)| called.name).map(jiceng_core::domain::Name::as_str),
            code_since: called.code_since.map(Shown),
            name_since: called.name_since.map(Shown),
        }
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mut rows, mut above) = (serializer.serialize_seq(None)?, Above::default());
        for listed in self.iter() {
            ser::SerializeSeq::serialize_element(&mut rows, &self.row(&mut above, listed))?;
        }
        ser::SerializeSeq::end(rows)
    }
}

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("divisions")
        .about(lang.pick(
            "区划：某一天的行政区划，逐级列出",
            "divisions: the tree of a day, each division below the one that it lies in",
        ))
        .args(ask::question_arguments(lang))
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划及其以下", "only this division and those in it")),
        )
        .arg(
            Arg::new("level")
                .long("level")
                .value_name(lang.pick("层级", "LEVEL"))
                .value_parser(LEVELS.map(labels::level_code))
                .hide_possible_values(true)
                .help(lang.pick(
                    "只看这一级：province、prefecture、county、township 或 community（村、社区，及安置点）",
                    "only this level: province, prefecture, county, township or community (with sites)",
                )),
        )
        .arg(
            Arg::new("sites")
                .long("sites")
                .action(ArgAction::SetTrue)
                .help(lang.pick("也列安置点", "relocation sites too")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let list = DivisionList::on(view.facts(), view.as_of(), matches.get_flag("sites"));
    let division = matches.get_one::<String>("division").map(String::as_str);
    let within = division.map(|code| ask::division(&view, list.tree(), code)).transpose()?;
    let level = matches.get_one::<String>("level");
    let level = level.and_then(|level| LEVELS.into_iter().find(|known| labels::level_code(*known) == level));
    let rows = Rows { list: &list, within, level };
    match context.format {
        Format::Json => {
            let level = level.map(labels::level_code);
            context.json(&Answer { asked: Asked::of(view.as_of()), division, level, rows })
        }
        Format::Csv => csv(context, rows),
        Format::Table => table(context, &view, rows),
    }
}

fn csv(context: &mut Context<'_, '_>, rows: Rows<'_>) -> Result<(), Failure> {
    let mut csv = Csv::begin(context)?;
    csv.row(COLUMNS.into_iter())?;
    let mut texts: [String; COLUMNS.len()] = Default::default();
    let mut seen = Above::default();
    for listed in rows.iter() {
        let row = rows.row(&mut seen, listed);
        texts.iter_mut().for_each(String::clear);
        let [code, name, level, sort, above, above_name, code_since, name_since] = &mut texts;
        write_text(code, Some(&row.code));
        write_text(above, row.above.as_ref());
        write_text(code_since, row.code_since.as_ref());
        write_text(name_since, row.name_since.as_ref());
        name.push_str(row.name.unwrap_or_default());
        level.push_str(row.level);
        sort.push_str(row.sort);
        above_name.push_str(row.above_name.unwrap_or_default());
        csv.row(texts.iter().map(String::as_str))?;
    }
    csv.end()
}

fn write_text<T: std::fmt::Display>(text: &mut String, value: Option<&Shown<T>>) {
    if let Some(Shown(value)) = value {
        let _ = write!(text, "{value}"); // to a string it cannot fail
    }
}

fn table(context: &mut Context<'_, '_>, view: &View<'_>, rows: Rows<'_>) -> Result<(), Failure> {
    let lang = context.lang;
    context.say(&headline(lang, view, rows))?;
    let headings = [
        lang.pick("名称", "name"),
        lang.pick("代码", "code"),
        lang.pick("级别", "level"),
        lang.pick("上级", "above"),
        lang.pick("代码始于", "code since"),
        lang.pick("名称始于", "name since"),
    ];
    // Those of one level stand below each other.
    let top = rows.iter().map(|listed| listed.depth).min().unwrap_or_default();
    let depth = |listed: &Listed| if rows.level.is_some() { 0 } else { listed.depth - top };
    let mut seen = Above::default();
    let mut write_row = |listed: &Listed, texts: &mut [String; 6]| {
        let row = rows.row(&mut seen, listed);
        let [name, code, level, above, code_since, name_since] = texts;
        (0..depth(listed)).for_each(|_| name.push_str(INDENT));
        name.push_str(row.name.unwrap_or_default());
        write_text(code, Some(&row.code));
        level.push_str(if listed.is_site { lang.pick("安置点", "site") } else { labels::level(lang, listed.level) });
        above.push_str(row.above_name.unwrap_or_default());
        for (text, since) in [(code_since, row.code_since), (name_since, row.name_since)] {
            text.extend(since.map(|Shown(since)| labels::date(lang, since)));
        }
    };
    let mut lines = Lines::new(headings);
    rows.iter().for_each(|listed| lines.measure(|texts| write_row(listed, texts)));
    lines.write_heading(context)?;
    rows.iter().try_for_each(|listed| lines.write_row(context, |texts| write_row(listed, texts)))
}

/// How many there are, and of which levels.
fn headline(lang: Lang, view: &View<'_>, rows: Rows<'_>) -> String {
    let day = view.as_of().effective;
    let mut counts = [0_usize; LEVELS.len() + 1];
    for listed in rows.iter() {
        let at = LEVELS.iter().position(|level| *level == listed.level && !listed.is_site).unwrap_or(LEVELS.len());
        counts.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
    }
    let names = LEVELS.map(|level| labels::level(lang, level)).into_iter().chain([lang.pick("安置点", "site")]);
    let of_levels = names.zip(counts).filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}"));
    let of_levels = of_levels.collect::<Vec<_>>().join(lang.pick("，", ", "));
    let all: usize = counts.iter().sum();
    match lang {
        Lang::Zh => format!("{day} 的行政区划 {all} 个（{of_levels}）"),
        Lang::En => format!("{all} divisions on {day} ({of_levels})"),
    }
}
