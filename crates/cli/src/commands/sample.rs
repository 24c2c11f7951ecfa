//! `jiceng sample`: places drawn for inspection by a seed that nobody can choose, and what the
//! inspections found.

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{AskError, SampleAnswer, SampleQuestion, Wanted};
use jiceng_core::domain::sample::Strata;
use jiceng_core::domain::{Command as Wished, PartialDate, SampleId, Wish};
use jiceng_core::{Question, Request, today};
use jiceng_exchange::RowProblem;
use jiceng_exchange::fields::STRATA;

use crate::Lang;
use crate::ask;
use crate::commands::coverage::selection;
use crate::commands::entry::{self, Subcommand};
use crate::commands::{record, sample_result};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, samples};

/// What is asked of samples that were drawn.
const COMMANDS: [Subcommand; 2] = [
    Subcommand { name: "list", takes: sample_result::list_command, does: sample_result::list },
    Subcommand { name: "result", takes: sample_result::result_command, does: sample_result::result },
];

pub(crate) fn command(lang: Lang) -> Command {
    let filter = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let choice = |name: &'static str, value: &'static str, values: &'static [&'static str], help: &'static str| {
        filter(name, value, help).value_parser(values.to_vec()).hide_possible_values(true)
    };
    Command::new("sample")
        .about(lang.pick(
            "抽查：按无人能选的种子抽取地点，并查看检查结果",
            "draw places for inspection by a seed that nobody can choose",
        ))
        .subcommand_negates_reqs(true)
        .arg(
            filter("size", lang.pick("个数", "N"), lang.pick("抽取多少个地点", "how many places to draw"))
                .required(true)
                .value_parser(value_parser!(u32).range(1..)),
        )
        .arg(
            choice(
                "by",
                lang.pick("分层", "STRATA"),
                STRATA,
                lang.pick(
                    "如何分层：county、township、prefecture 或 none（缺省为 county）",
                    "strata: county, township, prefecture or none (county where none is given)",
                ),
            )
            .default_value("county")
            .hide_default_value(true),
        )
        .arg(
            filter(
                "position",
                lang.pick("位置", "POSITION"),
                lang.pick(
                    "种子取日志此位置处的树根（缺省同 --known，再缺省为日志末尾）",
                    "the seed is the log's tree hash at this position (else that of --known, else the end of the log)",
                ),
            )
            .value_parser(value_parser!(u64)),
        )
        .args(ask::question_arguments(lang))
        .arg(filter(
            "division",
            lang.pick("代码", "CODE"),
            lang.pick("只从该行政区划之内的地点抽取", "draw only from the places in this division"),
        ))
        .arg(ask::places_argument(
            lang,
            lang.pick(
                "只从安置点（sites）或村、社区（communities）抽取",
                "draw only from relocation sites (sites) or communities",
            ),
        ))
        .arg(choice(
            "status",
            lang.pick("状态", "STATUS"),
            &["complete", "partial", "none"],
            lang.pick(
                "只从当日齐全（complete）、部分（partial）或全无（none）的地点抽取",
                "draw only from places that are complete, partial or none on the day",
            ),
        ))
        .arg(
            filter(
                "kind",
                lang.pick("种类", "KIND"),
                lang.pick("--status 只看这一种要素", "judge --status by this element kind alone"),
            )
            .requires("status"),
        )
        .arg(filter(
            "record",
            lang.pick("编号", "ID"),
            lang.pick("将抽取结果以此编号记录", "record what is drawn under this identifier"),
        ))
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run_or(&COMMANDS, matches, context, draw)
}

fn draw(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let id = matches.get_one::<String>("record").map(|text| sample_id(text, "--record")).transpose()?;
    let recorder = record::recorder(matches)?;
    let registry = if id.is_some() { context.open()? } else { context.open_to_ask()? };
    context.rest_on_log(&registry)?;
    let question = question(matches)?;
    let mut wished = question.wished(&registry.view(question.when.question())?.locked()?)?;
    if let Some(id) = &id {
        wished.sample = id.clone();
        let recorder = recorder.ok_or_else(|| RowProblem::Missing { field: "recorder".to_owned() })?;
        let effective = PartialDate::Day(today());
        let command = Wished::Record(wished.clone().into());
        let request = Request::new(recorder, Wish { effective, evidence: Vec::new(), command });
        registry.record(&record::approved(matches, request)?)?;
    }
    let view = registry.view(Question::default())?.locked()?;
    // What was recorded is drawn again here: it says the same.
    let wished = id.as_ref().and_then(|id| view.facts().sample(id)).map_or(wished, |(_, recorded)| recorded.clone());
    let answer = SampleAnswer::of(&view, &view.draw(&wished)?, id)?;
    let places = |lang| Grid::of(lang, &answer.table(), headings::of_drawn);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => places(context.lang).write_csv(context),
        Format::Table => {
            let lang = context.lang;
            context.say_all(&samples::drawn(lang, &answer))?;
            Grid::of(lang, &answer.table_of_strata(), headings::of_strata).write_table(context)?;
            context.say("")?;
            places(lang).write_table(context)
        }
    }
}

/// The identifier of a sample.
fn sample_id(text: &str, option: &'static str) -> Result<SampleId, Failure> {
    Ok(SampleId::parse(text).map_err(|_| AskError::value(option, text, Wanted::Sample))?)
}

/// The draw that the arguments ask for.
fn question(matches: &ArgMatches) -> Result<SampleQuestion, Failure> {
    Ok(SampleQuestion {
        when: ask::when(matches)?,
        places: selection(matches),
        status: ask::word(matches, "status"),
        size: matches.get_one("size").copied().unwrap_or_default(),
        by: ask::word(matches, "by").unwrap_or(Strata::County),
        position: matches.get_one("position").copied(),
    })
}
