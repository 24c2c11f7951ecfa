//! `jiceng certificate`: whether what a certificate states is still what this registry answers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_core::log::{bounded, durable};
use jiceng_core::{Known, StandardInForce, View, end_of_china_day};
use serde::Serialize;

use crate::ask;
use crate::commands::certified::{Asked, By, Certificate, Row, Source};
use crate::commands::compared::Difference;
use crate::commands::coverage::Filters;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid};

/// The JSON of a check.
#[derive(Serialize)]
struct Answer {
    holds: bool,
    differences: Vec<Difference>,
}

pub(crate) fn command(lang: Lang) -> Command {
    let file = || {
        Arg::new("file")
            .required(true)
            .value_name(lang.pick("文件", "FILE"))
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick("证明文件", "the certificate"))
    };
    Command::new("certificate")
        .about(lang.pick("核对或查看证明", "check a certificate, or show it"))
        .subcommand_required(true)
        .subcommand(
            Command::new("check")
                .about(lang.pick(
                    "重新计算证明所述的问题，逐字段比较",
                    "answer the question of a certificate again, and compare field by field",
                ))
                .arg(file())
                .arg(
                    Arg::new("output")
                        .long("output")
                        .value_name(lang.pick("文件", "FILE"))
                        .value_parser(value_parser!(PathBuf))
                        .help(lang.pick(
                            "将重新计算出的证明写入此文件",
                            "write the certificate as it is computed again to this file",
                        )),
                ),
        )
        .subcommand(
            Command::new("show").about(lang.pick("查看证明的内容", "show what a certificate states")).arg(file()),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("check", matches)) => check(matches, context),
        Some(("show", matches)) => show(&read(matches)?.0, context),
        _ => Ok(()),
    }
}

fn read(matches: &ArgMatches) -> Result<(Certificate, Vec<u8>), Failure> {
    let path = matches.get_one::<PathBuf>("file").map_or(Path::new(""), PathBuf::as_path);
    let bytes = bounded::read(path, u64::MAX).map_err(|source| Context::file_failure("read", path, source))?;
    let bad = |problem| Failure::BadCertificate { file: path.display().to_string(), problem };
    let certificate = Certificate::parse(&bytes).map_err(bad)?;
    Ok((certificate, bytes))
}

/// Writes the certificate that was asked for, beside the answer.
pub(crate) fn certify(
    matches: &ArgMatches,
    view: &View<'_>,
    standard: &StandardInForce,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("certificate") else { return Ok(()) };
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let filters = Filters::of(matches);
    let kind = filters.kind.map(|kind| ask::kind(view, &kind, "--kind")).transpose()?;
    let (as_of, settled_until) = (view.as_of(), view.settled_until()?);
    let asked = Asked {
        as_of: as_of.effective,
        known: as_of.known,
        known_at: match ask::question(matches)?.known {
            Known::At(instant) => Some(instant),
            Known::On(day) => end_of_china_day(day).ok(),
            Known::Before(_) | Known::Now => None,
        }
        // What is known at an instant that is still to come is not settled.
        .filter(|instant| *instant < settled_until),
        tree: text("tree").map(|day| ask::day(day, "--tree")).transpose()?,
        division: filters.division,
        kind: kind.and_then(|kind| view.kind(kind)).map(|entry| entry.code.to_string()),
        sort: filters.sort,
        by: match text("by") {
            Some("prefecture") => By::Prefecture,
            Some("township") => By::Township,
            Some("place") => By::Place,
            _ => By::County,
        },
    };
    let from = match text("standard") {
        None if standard.is_adopted => Source::InForce,
        None => Source::Default,
        Some(_) if standard.is_adopted => Source::Adopted,
        Some(name) if Path::new(name).is_file() => Source::File,
        Some(_) => Source::Shipped,
    };
    write(&Certificate::make(view, asked, standard, from)?, path)?;
    context.note(&match context.lang {
        Lang::Zh => format!("证明已写入 {}；日后用 jiceng certificate check 核对", path.display()),
        Lang::En => format!("certificate written to {}; check it with jiceng certificate check", path.display()),
    })
}

/// Writes a certificate to a file that is not there yet, or has the very same bytes.
pub(crate) fn write(certificate: &Certificate, path: &Path) -> Result<(), Failure> {
    let failed = |source| Context::file_failure("write", path, source);
    let text = certificate.to_text()?;
    match std::fs::File::create_new(path) {
        Ok(mut file) => file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .and_then(|()| durable::sync_parent(path))
            .map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => match std::fs::read(path) {
            Ok(bytes) if bytes == text.as_bytes() => Ok(()),
            Ok(_) | Err(_) => Err(failed(error)),
        },
        Err(error) => Err(failed(error)),
    }
}

fn check(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let (certificate, bytes) = read(matches)?;
    let registry = context.open_as_evidence()?;
    let (again, mut differences) = certificate.again(&registry)?;
    if let Some(again) = &again {
        if differences.is_empty() && again.to_text()?.as_bytes() != bytes {
            differences.push(Difference {
                field: "bytes".to_owned(),
                stated: context.lang.pick("字段相同，写法不同", "the same fields, written otherwise").to_owned(),
                found: "-".to_owned(),
            });
        }
        if let Some(path) = matches.get_one::<PathBuf>("output") {
            write(again, path)?;
        }
    }
    let holds = differences.is_empty();
    let lang = context.lang;
    match context.format {
        Format::Json => context.json(&Answer { holds, differences: differences.clone() })?,
        Format::Csv => grid(lang, &differences).write_csv(context)?,
        Format::Table if holds => {
            let (day, known) = (certificate.question.as_of, certificate.question.known);
            let line = match lang {
                Lang::Zh => format!("核对无误：{day} 的覆盖情况（以日志位置 {known} 之前所知为准）与证明逐字节相同"),
                Lang::En => format!(
                    "it holds: the coverage on {day}, as known before position {known}, is the same to the byte"
                ),
            };
            context.say(&line)?;
        }
        Format::Table => {
            for line in differences.iter().filter_map(|difference| meaning(lang, &difference.field)) {
                context.say(line)?;
            }
            grid(lang, &differences).write_table(context)?;
        }
    }
    if holds { Ok(()) } else { Err(Failure::CertificateDiffers { differences: differences.len() }) }
}

/// What a difference means where that does not go without saying.
fn meaning(lang: Lang, field: &str) -> Option<&'static str> {
    Some(match field {
        "log.position" => lang.pick(
            "日志比证明作出时短：不是同一登记库，或日志有缺失",
            "the log is shorter than it was: it is another registry's, or a part of it is lost",
        ),
        "log.tree_head" => lang.pick(
            "日志在此位置之前的内容已与证明作出时不同：历史被改写，或不是同一登记库",
            "the log before this position is not what it was: history was rewritten, or it is another registry's",
        ),
        "standard.digest" => lang.pick("评判标准的内容不同", "the standard is not the same"),
        "question.known" => lang.pick(
            "证明作出后，登记库又记入了此时刻之前的记录",
            "records of before that instant came into the registry since",
        ),
        _ => return None,
    })
}

fn grid(lang: Lang, differences: &[Difference]) -> Grid {
    let mut grid = Grid::new()
        .text("field", lang.pick("字段", "field"))
        .text("stated", lang.pick("证明所述", "stated"))
        .text("found", lang.pick("重新计算", "found"));
    for difference in differences {
        grid.row(vec![
            Entry::plain(&difference.field),
            Entry::plain(&difference.stated),
            Entry::plain(&difference.found),
        ]);
    }
    grid
}

fn show(certificate: &Certificate, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let lang = context.lang;
    match context.format {
        Format::Json => context.json(certificate),
        Format::Csv => figures(lang, certificate).write_csv(context),
        Format::Table => {
            for line in facts(lang, certificate) {
                context.say(&line)?;
            }
            figures(lang, certificate).write_table(context)
        }
    }
}

/// What a certificate states, a line each.
fn facts(lang: Lang, certificate: &Certificate) -> Vec<String> {
    let (question, log, standard) = (&certificate.question, &certificate.log, &certificate.standard);
    let only = [&question.division, &question.kind, &question.sort];
    let only = only.into_iter().flatten().cloned().collect::<Vec<_>>().join(lang.pick("、", ", "));
    let mut lines = match lang {
        Lang::Zh => vec![
            format!("{} 的覆盖情况，以日志位置 {} 之前所知为准", question.as_of, question.known),
            format!("日志：位置 {}，{} 次提交，树根 {}", log.position, log.commits, log.tree_head),
            format!("标准：{}，摘要 {}", standard.id, standard.digest),
            format!("全部结果：{} 个地点，摘要 {}", certificate.answer.places, certificate.answer.digest),
        ],
        Lang::En => vec![
            format!("coverage on {}, as known before position {}", question.as_of, question.known),
            format!("log: position {}, {} commits, tree hash {}", log.position, log.commits, log.tree_head),
            format!("standard: {}, digest {}", standard.id, standard.digest),
            format!("whole answer: {} places, digest {}", certificate.answer.places, certificate.answer.digest),
        ],
    };
    if !only.is_empty() {
        lines.push(format!("{}{only}", lang.pick("只含：", "only: ")));
    }
    if let Some(tree) = question.tree {
        lines.push(format!("{}{tree}", lang.pick("行政区划：", "divisions of: ")));
    }
    lines
}

fn figures(lang: Lang, certificate: &Certificate) -> Grid {
    let grid = Grid::new().text("place", lang.pick("代码", "code")).text("name", lang.pick("名称", "name"));
    if certificate.question.by == By::Place {
        let mut grid = grid.text("status", lang.pick("状态", "status"));
        for row in &certificate.rows {
            if let Row::Place(row) = row {
                grid.row(vec![Entry::plain(&row.place), Entry::plain(&row.name), Entry::plain(&row.status)]);
            }
        }
        return grid;
    }
    let mut grid = grid
        .number("places", lang.pick("地点", "places"))
        .number("complete", lang.pick("齐全", "complete"))
        .number("partial", lang.pick("部分", "partial"))
        .number("none", lang.pick("全无", "none"));
    let total = Entry::plain(lang.pick("合计", "total"));
    let rows = certificate.rows.iter().filter_map(|row| match row {
        Row::Division(row) => {
            let name =
                row.name.clone().unwrap_or_else(|| lang.pick("（不在任何区划内）", "(in no such division)").to_owned());
            Some((row.place.clone().unwrap_or_default(), Entry::plain(name), row.figures))
        }
        Row::Place(_) => None,
    });
    for (code, name, figures) in rows.chain([(String::new(), total, certificate.totals)]) {
        grid.row(vec![
            Entry::plain(code),
            name,
            Entry::plain(figures.read.places),
            Entry::plain(figures.read.complete),
            Entry::plain(figures.read.partial),
            Entry::plain(figures.read.none),
        ]);
    }
    grid
}
