//! `jiceng certificate`: whether what a certificate states is still what this registry answers.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::AskError;
use jiceng_answers::certificate::{Certificate, CertificateCheck, CertificateDifference, CertifiedQuestion, Source};
use jiceng_core::log::{bounded, durable};
use jiceng_core::{Known, LockedView, StandardInForce, end_of_china_day};

use crate::Lang;
use crate::ask;
use crate::commands::coverage;
use crate::commands::coverage::selection;
use crate::commands::entry;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{certificates as texts, headings};

const COMMANDS: [entry::Subcommand; 2] = [
    entry::Subcommand { name: "check", takes: check_command, does: check },
    entry::Subcommand { name: "show", takes: show_command, does: show },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("certificate")
        .about(lang.pick("核对或查看证明", "check a certificate, or show it"))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

fn file(lang: Lang) -> Arg {
    Arg::new("file")
        .required(true)
        .value_name(lang.pick("文件", "FILE"))
        .value_parser(value_parser!(PathBuf))
        .help(lang.pick("证明文件", "the certificate"))
}

fn check_command(lang: Lang) -> Command {
    Command::new("check")
        .about(lang.pick(
            "重新计算证明所述的问题，逐字段比较",
            "answer the question of a certificate again, and compare field by field",
        ))
        .arg(file(lang))
        .arg(
            Arg::new("output")
                .long("output")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick(
                    "将重新计算出的证明写入此文件",
                    "write the certificate as it is computed again to this file",
                )),
        )
}

fn show_command(lang: Lang) -> Command {
    Command::new("show").about(lang.pick("查看证明的内容", "show what a certificate states")).arg(file(lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn read(matches: &ArgMatches) -> Result<(Certificate, Vec<u8>), Failure> {
    let path = matches.get_one::<PathBuf>("file").map_or(Path::new(""), PathBuf::as_path);
    let bytes =
        bounded::read(path, bounded::TEXT_BYTES_MAX).map_err(|source| Context::file_failure("read", path, source))?;
    let bad = |problem| Failure::of_file(path, AskError::Certificate(problem));
    let certificate = Certificate::parse(&bytes).map_err(bad)?;
    Ok((certificate, bytes))
}

/// Writes the certificate that was asked for, beside the answer.
pub(crate) fn certify(
    matches: &ArgMatches,
    view: &LockedView,
    standard: &StandardInForce,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("certificate") else { return Ok(()) };
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let filters = selection(matches);
    let kind = filters.kind.map(|kind| ask::kind(view, &kind, "--kind")).transpose()?;
    let (as_of, settled_until) = (view.as_of(), view.settled_until()?);
    let asked = CertifiedQuestion {
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
        by: coverage::by(matches),
    };
    let from = match text("standard") {
        None if standard.is_adopted => Source::InForce,
        None => Source::Default,
        Some(_) if standard.is_adopted => Source::Adopted,
        Some(name) if Path::new(name).is_file() => Source::File,
        Some(_) => Source::Shipped,
    };
    write(&Certificate::make(view, asked, standard, from)?, path)?;
    context.note(&texts::written(context.lang, path))
}

/// Writes a certificate to a file that is not there yet, or has the very same bytes.
pub(crate) fn write(certificate: &Certificate, path: &Path) -> Result<(), Failure> {
    let failed = |source| Context::file_failure("write", path, source);
    let text = certificate.to_text()?;
    match durable::write_new(path, text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => match bounded::read(path, text.len() as u64)
        {
            Ok(bytes) if bytes == text.as_bytes() => Ok(()),
            Ok(_) | Err(_) => Err(failed(error)),
        },
        written => written.map_err(failed),
    }
}

fn check(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let (certificate, bytes) = read(matches)?;
    let registry = context.open_as_evidence()?;
    let (again, mut differences) = certificate.again(&registry)?;
    if let Some(again) = &again {
        if differences.is_empty() && again.to_text()?.as_bytes() != bytes {
            differences.push(CertificateDifference {
                field: "bytes".to_owned(),
                stated: texts::written_otherwise(context.lang).to_owned(),
                found: "-".to_owned(),
            });
        }
        if let Some(path) = matches.get_one::<PathBuf>("output") {
            write(again, path)?;
        }
    }
    let holds = differences.is_empty();
    let lang = context.lang;
    let checked = CertificateCheck { holds, differences };
    let grid = || Grid::of(lang, &checked.table(), headings::of_differences);
    match context.format {
        Format::Json => context.json(&checked)?,
        Format::Csv => grid().write_csv(context)?,
        Format::Table if holds => context.say(&texts::holds(lang, &certificate))?,
        Format::Table => {
            let differences = checked.differences.iter();
            for line in differences.filter_map(|difference| texts::meaning(lang, &difference.field)) {
                context.say(line)?;
            }
            grid().write_table(context)?;
        }
    }
    if holds { Ok(()) } else { Err(Failure::CertificateDiffers { differences: checked.differences.len() }) }
}

fn show(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let certificate = &read(matches)?.0;
    context.answer(
        certificate,
        |lang| texts::lines(lang, certificate),
        |lang| Grid::of(lang, &certificate.table(), headings::of_certificate),
    )
}
