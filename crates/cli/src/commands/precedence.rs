//! `jiceng precedence`: which kinds of evidence outrank which, and from when on.

use clap::{Arg, ArgMatches, Command};
use jiceng_answers::PrecedenceQuestion;
use jiceng_core::LockedView;
use jiceng_core::domain::catalogue::CatalogueList;
use jiceng_exchange::row::request_from_fields;
use serde_json::{Map, json};

use crate::Lang;
use crate::ask;
use crate::commands::{entry, record, record_arguments};
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::{headings, headlines, labels};

/// What is done with precedences.
const COMMANDS: [entry::Subcommand; 2] = [
    entry::Subcommand { name: "list", takes: list_command, does: list },
    entry::Subcommand { name: "adopt", takes: adopt_command, does: adopt },
];

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("precedence")
        .about(lang.pick("采信顺序：依据不一致时哪种依据优先", "which kinds of evidence outrank which"))
        .subcommand_required(true)
        .subcommands(entry::commands(&COMMANDS, lang))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    entry::run(&COMMANDS, matches, context)
}

fn list_command(lang: Lang) -> Command {
    Command::new("list")
        .about(lang.pick("各次采用的采信顺序，及依据种类", "the precedences adopted, and the kinds of evidence"))
        .args(ask::question_arguments(lang))
}

fn adopt_command(lang: Lang) -> Command {
    Command::new("adopt")
        .about(lang.pick("采用采信顺序，自某日起", "adopts a precedence from a day on"))
        .arg(Arg::new("order").num_args(0..).value_name(lang.pick("依据种类", "KIND")).help(lang.pick(
            "依据种类，在先者优先，如 document minutes ledger oral；不写则不分先后",
            "kinds of evidence, the one that outranks the others first, such as document minutes ledger oral; none: none before another",
        )))
        .arg(
            Arg::new("effective")
                .long("effective")
                .required(true)
                .value_name(lang.pick("日期", "DATE"))
                .help(lang.pick("自何时起", "from when on")),
        )
        .args(record_arguments::evidence_arguments(lang))
        .args([record::recorder_argument(lang), record::approver_argument(lang)])
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let question = PrecedenceQuestion { when: ask::when(matches)? };
    let registry = context.open_to_ask()?;
    let view = registry.view(question.when.question())?.locked()?;
    let answer = question.answer_in(&view);
    let is_any_in_force = answer.precedences.iter().any(|row| row.in_force);
    context.answer(
        &answer,
        |lang| if is_any_in_force { Vec::new() } else { vec![headlines::no_precedence(lang).to_owned()] },
        |lang| Grid::of((lang, &view), &answer.table(), headings::of_precedences),
    )
}

fn adopt(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let recorder = record::recorder(matches)?;
    let order: Vec<String> = {
        let given = matches.get_many::<String>("order").into_iter().flatten();
        let codes = given.flat_map(|text| text.split([',', '，', '>'])).map(str::trim);
        codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    let registry = context.open()?;
    let order: Vec<String> = {
        let view = registry.view(jiceng_core::Question::default())?.locked()?;
        order.into_iter().map(|text| code_of(&view, text)).collect()
    };
    let mut row = Map::new();
    row.insert("command".to_owned(), json!("adopt_precedence"));
    row.insert("effective".to_owned(), json!(matches.get_one::<String>("effective")));
    row.insert("order".to_owned(), json!(order));
    if let Some(evidence) = record_arguments::evidence(matches) {
        row.insert("evidence".to_owned(), evidence);
    }
    let request = request_from_fields(row, recorder.as_ref())?;
    record::record_in(context, &registry, &record::approved(matches, request)?)
}

/// The code of a kind of evidence that is named by it or by its Chinese name.
fn code_of(view: &LockedView, text: String) -> String {
    let mut kinds = view.facts().catalogue.list(CatalogueList::EvidenceKind);
    let named = kinds.find(|entry| labels::kind(Lang::Zh, entry) == text);
    named.map_or(text, |entry| entry.code.to_string())
}
