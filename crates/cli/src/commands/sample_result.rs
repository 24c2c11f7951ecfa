//! `jiceng sample list` and `jiceng sample result`: the samples that were drawn, and what
//! inspections found of them: plain counts, «x of n».

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::{SampleResultQuestion, SamplesQuestion};
use jiceng_core::Question;

use crate::Lang;
use crate::ask;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::cells::inspection_mood;
use crate::texts::{headings, samples};

pub(crate) fn list_command(lang: Lang) -> Command {
    Command::new("list")
        .about(lang.pick("列出抽取过的样本", "the samples that were drawn"))
        .args(ask::question_arguments(lang))
}

pub(crate) fn result_command(lang: Lang) -> Command {
    Command::new("result")
        .about(lang.pick("样本的检查结果", "what the inspections of a sample found"))
        .arg(
            Arg::new("sample")
                .required(true)
                .value_name(lang.pick("编号", "ID"))
                .help(lang.pick("样本编号", "the sample")),
        )
        .args(ask::question_arguments(lang))
        .arg(
            Arg::new("kind")
                .long("kind")
                .value_name(lang.pick("种类", "KIND"))
                .help(lang.pick("只看这一种要素（代码或中文名）", "only this element kind (code or Chinese name)")),
        )
}

pub(crate) fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = SamplesQuestion { when: ask::when(matches)? };
    let answer = question.answer(&registry.view(Question::default())?)?;
    context.answer(
        &answer,
        |_| Vec::new(),
        |lang| Grid::accented(lang, &answer.table(), headings::of_samples, inspection_mood),
    )
}

pub(crate) fn result(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open_to_ask()?;
    let question = SampleResultQuestion {
        when: ask::when(matches)?,
        sample: matches.get_one::<String>("sample").cloned().unwrap_or_default(),
        kind: matches.get_one("kind").cloned(),
    };
    let answer = question.answer(&registry.view(Question::default())?)?;
    let places = |lang| Grid::of(lang, &answer.table(), headings::of_drawn);
    match context.format {
        Format::Json => context.json(&answer),
        Format::Csv => places(context.lang).write_csv(context),
        Format::Table => {
            let lang = context.lang;
            context.say(&samples::inspected(lang, &answer))?;
            let strata = answer.table_of_strata();
            Grid::accented(lang, &strata, headings::of_strata, inspection_mood).write_table(context)?;
            context.say("")?;
            places(lang).write_table(context)
        }
    }
}
