//! `jiceng standard`: coverage standards as data: listed, shown, tried, adopted, repealed.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::domain::standard::{Need, Standard, StandardAdopted, StandardChange, StandardRepealed};
use jiceng_core::domain::{Event, PartialDate, StandardId, Wish};
use jiceng_core::{Request, View, domain};
use jiceng_exchange::standard::SHIPPED;
use serde::Serialize;

use crate::ask;
use crate::commands::{record, standards};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::labels;

#[derive(Serialize)]
struct ListRow {
    standard: String,
    zh: String,
    en: String,
    adopted: Option<String>,
    repealed: Option<String>,
    in_force: bool,
    ships: bool,
}

pub(crate) fn command(lang: Lang) -> Command {
    let file = || {
        Arg::new("standard").required(true).value_name(lang.pick("标准", "STANDARD")).help(lang.pick(
            "TOML 文件，或已采用的、随程序提供的标准编号",
            "a TOML file, or the identifier of one that was adopted or ships",
        ))
    };
    let effective = || {
        Arg::new("effective")
            .long("effective")
            .required(true)
            .value_name(lang.pick("日期", "DATE"))
            .help(lang.pick("自哪一天起", "from which day on"))
    };
    Command::new("standard")
        .about(
            lang.pick("覆盖标准：列出、查看、试用、采用、废止", "coverage standards: list, show, try, adopt, repeal"),
        )
        .subcommand_required(true)
        .subcommand(
            Command::new("list")
                .about(lang.pick("列出已采用的和随程序提供的标准", "list those adopted and those that ship"))
                .args(ask::question_arguments(lang)),
        )
        .subcommand(
            Command::new("show")
                .about(lang.pick("查看一个标准", "show one standard"))
                .arg(file())
                .arg(Arg::new("terms").long("terms").action(ArgAction::SetTrue).help(lang.pick(
                    "列出各级执委会的任期，不列各项要求",
                    "the terms of office of committees instead of the requirements",
                )))
                .args(ask::question_arguments(lang)),
        )
        .subcommand(
            Command::new("try")
                .about(lang.pick(
                    "检查一个标准文件，逐项列出问题",
                    "check a standard's file and tell everything that is wrong",
                ))
                .arg(Arg::new("file").required(true).value_name("FILE").value_parser(value_parser!(PathBuf))),
        )
        .subcommand(
            Command::new("adopt")
                .about(lang.pick("采用一个标准", "adopt a standard"))
                .arg(file())
                .arg(effective())
                .arg(record::recorder_argument(lang)),
        )
        .subcommand(
            Command::new("repeal")
                .about(lang.pick("废止一个标准", "repeal a standard"))
                .arg(file())
                .arg(effective())
                .arg(record::recorder_argument(lang)),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list(matches, context),
        Some(("show", matches)) => show(matches, context),
        Some(("try", matches)) => try_file(matches, context),
        Some(("adopt", matches)) => adopt(matches, context),
        Some(("repeal", matches)) => repeal(matches, context),
        _ => Ok(()),
    }
}

fn name(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("standard").map(String::as_str).unwrap_or_default()
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let rows = rows(&view)?;
    if context.format == Format::Json {
        return context.json(&rows);
    }
    let lang = context.lang;
    let mut grid = Grid::new()
        .text("standard", lang.pick("编号", "standard"))
        .text("name", lang.pick("名称", "name"))
        .text("adopted", lang.pick("采用", "adopted"))
        .text("repealed", lang.pick("废止", "repealed"))
        .text("in_force", lang.pick("现行", "in force"));
    for row in rows {
        let in_force = if row.in_force { lang.pick("是", "yes") } else { "" };
        let name = lang.pick(&row.zh, &row.en).to_owned();
        grid.row(vec![
            Entry::plain(&row.standard),
            Entry::plain(name),
            Entry::plain(row.adopted.unwrap_or_default()),
            Entry::plain(row.repealed.unwrap_or_default()),
            Entry::coded(in_force, row.in_force),
        ]);
    }
    grid.write(context)
}

fn rows(view: &View<'_>) -> Result<Vec<ListRow>, Failure> {
    let in_force = view.standard()?;
    let is_in_force = |id: &str| in_force.standard.id.as_str() == id;
    let mut rows: Vec<ListRow> = Vec::new();
    for (id, timeline) in view.facts().standards.iter() {
        let (mut row, mut repealed) = (None, None);
        for entry in timeline.on(view.as_of()) {
            match entry.change {
                StandardChange::Adopted(standard) => {
                    row = Some((standard.clone(), entry.effective.to_string()));
                    repealed = None;
                }
                StandardChange::Repealed => repealed = Some(entry.effective.to_string()),
            }
        }
        if let Some((standard, adopted)) = row {
            let ships = SHIPPED.iter().any(|(shipped, _)| *shipped == id.as_str());
            let in_force = repealed.is_none() && is_in_force(id.as_str());
            let (zh, en) = (standard.zh.to_string(), standard.en.to_string());
            rows.push(ListRow { standard: id.to_string(), zh, en, adopted: Some(adopted), repealed, in_force, ships });
        }
    }
    for (id, text) in SHIPPED {
        if rows.iter().all(|row| row.standard != id) {
            let standard = jiceng_exchange::standard::standard_from_toml(text)
                .map_err(|problems| Failure::BadStandard { file: id.to_owned(), problems })?;
            let (zh, en) = (standard.zh.to_string(), standard.en.to_string());
            let in_force = is_in_force(id);
            rows.push(ListRow {
                standard: id.to_owned(),
                zh,
                en,
                adopted: None,
                repealed: None,
                in_force,
                ships: true,
            });
        }
    }
    Ok(rows)
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let found = standards::named(&view, name(matches))?;
    if context.format == Format::Json {
        return context.json(&found.standard);
    }
    let lang = context.lang;
    if context.format == Format::Table {
        context.say(&headline(lang, &found.standard))?;
    }
    if matches.get_flag("terms") {
        return terms(lang, &found.standard).write(context);
    }
    requirements(lang, &view, &found.standard).write(context)?;
    if context.format == Format::Table && !found.standard.terms.is_empty() {
        context.say(lang.pick("\n任期（届满即应换届）：", "\nTerms of office:"))?;
        terms(lang, &found.standard).write_table(context)?;
    }
    Ok(())
}

/// The terms of office, by level and day.
fn terms(lang: Lang, standard: &Standard) -> Grid {
    let mut grid = Grid::new()
        .text("level", lang.pick("层级", "level"))
        .text("from", lang.pick("选举日起", "elected from"))
        .number("years", lang.pick("年", "years"))
        .text("source", lang.pick("依据", "source"));
    for term in &standard.terms {
        grid.row(vec![
            Entry::coded(labels::level(lang, term.level), labels::level_code(term.level)),
            Entry::plain(term.from),
            Entry::plain(term.years),
            Entry::plain(&term.source),
        ]);
    }
    grid
}

fn headline(lang: Lang, standard: &Standard) -> String {
    let name = lang.pick(standard.zh.as_str(), standard.en.as_str());
    let source = standard.source.as_ref().map(|source| format!("：{source}")).unwrap_or_default();
    format!("{name} ({}){source}", standard.id)
}

fn requirements(lang: Lang, view: &View<'_>, standard: &Standard) -> Grid {
    let mut grid = Grid::new()
        .text("kind", lang.pick("要素", "kind"))
        .text("communities", lang.pick("村、社区", "communities"))
        .text("sites", lang.pick("安置点", "sites"))
        .text("must_pass_inspection", lang.pick("须达标", "must pass inspection"))
        .text("committee_term_years", lang.pick("执委会任期（年）", "committee's term (years)"))
        .text("committee_in_term", lang.pick("执委会须在任期内", "committee in term"));
    for requirement in &standard.requirements {
        let kind = view.facts().catalogue.kind(requirement.kind.as_str()).and_then(|no| view.kind(no));
        let kind = kind.map_or_else(|| requirement.kind.to_string(), |entry| labels::kind(lang, entry));
        let inspection = if requirement.must_pass_inspection { lang.pick("是", "yes") } else { "" };
        let years = requirement.committee_term_years.map(|years| years.to_string()).unwrap_or_default();
        let in_term = if requirement.committee_in_term { lang.pick("是", "yes") } else { "" };
        grid.row(vec![
            Entry::coded(kind, &requirement.kind),
            Entry::coded(labels::need(lang, requirement.communities), need_code(requirement.communities)),
            Entry::coded(labels::need(lang, requirement.sites), need_code(requirement.sites)),
            Entry::coded(inspection, requirement.must_pass_inspection),
            Entry::plain(years),
            Entry::coded(in_term, requirement.committee_in_term),
        ]);
    }
    grid
}

/// A need in CSV.
fn need_code(need: Need) -> String {
    match need {
        Need::NotRequired => "not_required".to_owned(),
        Need::Own => "own".to_owned(),
        Need::OwnOrShared => "own_or_shared".to_owned(),
        Need::OwnFrom(people) => format!("own_from:{people}"),
    }
}

fn try_file(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    let standard = standards::from_file(Path::new(path))?;
    let count = standard.requirements.len();
    context.say(&match context.lang {
        Lang::Zh => format!("{} 可用：{count} 项要求", standard.id),
        Lang::En => format!("{} is in order: {count} requirements", standard.id),
    })
}

fn adopt(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let standard = standards::named(&registry.view(jiceng_core::Question::default())?, name(matches))?.standard;
    record::record_in(context, &registry, &request(matches, StandardAdopted { standard }.into())?)
}

fn repeal(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let value = || Failure::Value { option: "STANDARD", value: name(matches).to_owned(), wanted: Wanted::Standard };
    let standard = StandardId::parse(name(matches)).map_err(|_| value())?;
    record::record_in(context, &registry, &request(matches, StandardRepealed { standard }.into())?)
}

fn request(matches: &ArgMatches, event: Event) -> Result<Request, Failure> {
    let text = matches.get_one::<String>("effective").map(String::as_str).unwrap_or_default();
    let value = || Failure::Value { option: "--effective", value: text.to_owned(), wanted: Wanted::PartialDate };
    let effective = PartialDate::parse(text).map_err(|_| value())?;
    let missing = || jiceng_exchange::RowProblem::Missing { field: "recorder".to_owned() };
    let recorder = record::recorder(matches)?.ok_or_else(missing)?;
    Ok(Request::new(recorder, Wish { effective, evidence: Vec::new(), command: domain::Command::Record(event) }))
}
