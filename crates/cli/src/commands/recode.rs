//! `jiceng recode`: another code for a division and all below it by one rule, in one commit.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_answers::{AskError, ReceiptRow, RecodingAnswer, RecodingException, RecodingQuestion, Wanted};
use jiceng_core::domain::{Command as Wished, DivisionCode, Evidence, PartialDate, Wish};
use jiceng_core::{Effects, Question, Registry, Request};
use jiceng_exchange::RowProblem;
use serde_json::Value;

use crate::Lang;
use crate::commands::{record, record_arguments};
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines};

/// The name of the commit in the log.
const COMMIT: &str = "recode";

pub(crate) fn command(lang: Lang) -> Command {
    let code = |name: &'static str, help: &'static str| {
        Arg::new(name).required(true).value_name(lang.pick("代码", "CODE")).help(help)
    };
    let effective = Arg::new("effective").long("effective").required(true).value_name(lang.pick("日期", "DATE"));
    Command::new("recode")
        .about(lang.pick(
            "整体换码：一个区划及其以下按同一规则换码，先列出，--record 记录为一次提交",
            "recode: another code for a division and all below it by one rule; listed first, recorded with --record",
        ))
        .arg(code("code", lang.pick("原代码", "its code until then")))
        .arg(code("new-code", lang.pick("新代码，层级相同", "its code from then on, of the same level")))
        .arg(effective.help(lang.pick("自何时起", "from when on")))
        .arg(
            Arg::new("to")
                .long("to")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("同时划归的上级", "the division above from then on, where it is another")),
        )
        .arg(
            Arg::new("except")
                .long("except")
                .action(ArgAction::Append)
                .value_name(lang.pick("代码[=新代码]", "CODE[=NEW]"))
                .help(lang.pick(
                    "例外：保留原代码，或另给新代码；其以下随之",
                    "an exception: it keeps its code, or gets the one given; those below follow it",
                )),
        )
        .arg(
            Arg::new("record")
                .long("record")
                .action(ArgAction::SetTrue)
                .help(lang.pick("记录，不只是列出", "record it, and do not only list it")),
        )
        .args(record_arguments::evidence_arguments(lang))
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = question(matches)?;
    let (answer, effects) = if matches.get_flag("record") {
        let registry = context.open()?;
        let (answer, effects) = record(&question, matches, &registry)?;
        (answer, Some((registry, effects)))
    } else {
        let registry = context.open_to_ask()?;
        (question.answer(&registry.view(Question::default())?)?, None)
    };
    context.answer(
        &answer,
        |lang| vec![headlines::recoding(lang, &answer)],
        |lang| Grid::of(lang, &answer.table(), headings::of_tree),
    )?;
    match effects {
        Some((registry, effects)) => record::say_effects(context, &registry, &effects, false),
        None => Ok(()),
    }
}

fn question(matches: &ArgMatches) -> Result<RecodingQuestion, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let effective = text("effective").unwrap_or_default();
    let not_a_date = |_| AskError::value("--effective", effective, Wanted::PartialDate);
    let except = matches.get_many::<String>("except").into_iter().flatten();
    let exception = |text: &String| -> Result<RecodingException, AskError> {
        let (own, new) = text.split_once('=').map_or((text.as_str(), None), |(own, new)| (own, Some(new)));
        let new_code = new.map(|new| division(new, "--except")).transpose()?;
        Ok(RecodingException { code: division(own, "--except")?, new_code })
    };
    Ok(RecodingQuestion {
        code: division(text("code").unwrap_or_default(), "code")?,
        new_code: division(text("new-code").unwrap_or_default(), "new-code")?,
        effective: PartialDate::parse(effective).map_err(not_a_date)?,
        to: text("to").map(|to| division(to, "--to")).transpose()?,
        except: except.map(exception).collect::<Result<_, _>>()?,
    })
}

fn division(text: &str, field: &'static str) -> Result<DivisionCode, AskError> {
    DivisionCode::parse(text).map_err(|_| AskError::value(field, text, Wanted::Division))
}

/// Records all of it in one commit, or nothing.
fn record(
    question: &RecodingQuestion,
    matches: &ArgMatches,
    registry: &Registry,
) -> Result<(RecodingAnswer, Effects), Failure> {
    let mut answer = question.answer(&registry.view(Question::default())?)?;
    let recorder = record::recorder(matches)?;
    let recorder = recorder.ok_or_else(|| RowProblem::Missing { field: "recorder".to_owned() })?;
    let evidence = evidence(matches)?;
    let mut batch = registry.batch()?.sliced(COMMIT);
    let mut first = None;
    for event in answer.events() {
        let command = Wished::Record(event);
        let wish = Wish { effective: question.effective, evidence: evidence.clone(), command };
        let receipt = batch.add(record::approved(matches, Request::new(recorder.clone(), wish))?)?;
        first = first.or_else(|| Some(receipt).filter(|receipt| receipt.events > 0));
    }
    let (events, effects) = (batch.events(), batch.effects().clone());
    batch.commit()?;
    answer.receipt = first.map(|receipt| ReceiptRow { events, ..ReceiptRow::from(&receipt) });
    Ok((answer, effects))
}

fn evidence(matches: &ArgMatches) -> Result<Vec<Evidence>, Failure> {
    let given = record_arguments::evidence(matches).unwrap_or_else(|| Value::Array(Vec::new()));
    Ok(jiceng_exchange::row::evidence_from_json(given)?)
}
