//! The subcommands of `record`, made from the table of fields: one a command of the domain.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiceng_core::domain::characters::folded;
use jiceng_exchange::fields::{COMMANDS, Field, Shape};
use jiceng_exchange::{RowProblem, json};
use serde_json::{Map, Value, json};

use crate::Lang;
use crate::commands::record;
use crate::texts::{event_words, shapes};

/// One subcommand for each command of the domain.
pub(crate) fn commands(lang: Lang) -> impl Iterator<Item = Command> {
    COMMANDS.iter().map(move |(name, fields)| {
        let own = fields.iter().map(|field| argument(lang, field));
        let [effective, rest @ ..] = context_arguments(lang);
        let command =
            Command::new(hyphened(name)).about(event_words::about(lang, name)).arg(effective).args(own).args(rest);
        let command = command.arg(record::dry_run_argument(lang));
        command.args((!is_about_an_event(name)).then(|| record::differs_from_argument(lang)))
    })
}

/// The arguments beside those of a command's own: when, by what evidence, by whom.
pub(crate) fn context_arguments(lang: Lang) -> [Arg; 12] {
    let [document, title, dated, page, kind, role, sheet, row] = evidence_arguments(lang);
    let effective = context_argument("effective", lang.pick("日期", "DATE"), shapes::hint(lang, Shape::PartialDate));
    let commit = context_argument(
        "commit",
        "UUID",
        lang.pick("提交编号，用于安全地重复提交", "the commit's identity, to repeat safely").to_owned(),
    );
    let [recorder, approver] = [record::recorder_argument(lang), record::approver_argument(lang)];
    let effective = effective.required(true);
    [effective, document, title, dated, page, kind, role, sheet, row, commit, recorder, approver]
}

/// Whether the command itself names a recorded event.
fn is_about_an_event(command: &str) -> bool {
    matches!(command, "retract" | "correct" | "disagree")
}

fn argument(lang: Lang, field: &Field) -> Arg {
    let argument = Arg::new(field.name)
        .long(hyphened(field.name))
        .required(field.is_required)
        .allow_hyphen_values(true)
        .value_name(field.name.to_uppercase())
        .help(shapes::hint(lang, field.shape));
    if is_list(field.shape) { argument.action(ArgAction::Append) } else { argument }
}

fn context_argument(name: &'static str, value: &'static str, help: String) -> Arg {
    Arg::new(format!("context-{name}")).long(name).value_name(value).help(help)
}

/// One piece of evidence; a JSON row can have more.
pub(crate) fn evidence_arguments(lang: Lang) -> [Arg; 8] {
    let own = |name: &'static str, help: &'static str| {
        Arg::new(format!("evidence-{name}")).long(format!("evidence-{name}")).value_name(name.to_uppercase()).help(help)
    };
    [
        own(
            "document",
            lang.pick("依据的发文字号，如 柳妇〔2020〕7号", "document number of the evidence, such as 柳妇〔2020〕7号"),
        ),
        own("title", lang.pick("依据的标题", "title of the evidence")),
        own("dated", lang.pick("依据的成文日期", "the day on the evidence")),
        own("page", lang.pick("页或章节", "page or section")),
        own(
            "kind",
            lang.pick(
                "依据种类，如 document、minutes、ledger、oral（有发文字号的缺省为 document）",
                "kind of evidence, such as document, minutes, ledger, oral (document where there is a document number)",
            ),
        ),
        own(
            "role",
            lang.pick(
                "依据作用：approves 批准、orders 部署、records 记载、reports 报告（缺省按标题、文号推定）",
                "what the paper does: approves, orders, records or reports (guessed by title and number where not said)",
            ),
        ),
        own("sheet", lang.pick("工作簿的工作表", "sheet of a workbook")),
        own("row", lang.pick("表中第几行", "row of the sheet or table")),
    ]
}

/// The row that the arguments make.
pub(crate) fn row(name: &str, matches: &ArgMatches) -> Result<Map<String, Value>, RowProblem> {
    let name = name.replace('-', "_");
    let mut row = context_of(&name, matches);
    for field in jiceng_exchange::fields::fields_of(&name).unwrap_or_default() {
        let texts: Vec<&String> = matches.get_many::<String>(field.name).into_iter().flatten().collect();
        if !texts.is_empty() {
            row.insert(field.name.to_owned(), value(field, &texts)?);
        }
    }
    Ok(row)
}

/// The part of a command's row that is not its own.
pub(crate) fn context_of(name: &str, matches: &ArgMatches) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("command".to_owned(), json!(name));
    for context in ["effective", "commit"] {
        if let Some(text) = matches.get_one::<String>(&format!("context-{context}")) {
            row.insert(context.to_owned(), json!(text));
        }
    }
    if let Some(evidence) = evidence(matches) {
        row.insert("evidence".to_owned(), evidence);
    }
    row
}

/// The evidence that the arguments give, if they give any.
pub(crate) fn evidence(matches: &ArgMatches) -> Option<Value> {
    let part = |part: &str| {
        let text = matches.get_one::<String>(&format!("evidence-{part}"))?;
        let number = || serde_json::from_str(&folded(text)).ok();
        Some(if part == "row" { number().unwrap_or_else(|| json!(text)) } else { json!(text) })
    };
    let parts = ["document", "title", "dated", "page", "kind", "role", "sheet", "row"].into_iter();
    let evidence: Map<String, Value> = parts.filter_map(|name| Some((name.to_owned(), part(name)?))).collect();
    (!evidence.is_empty()).then(|| json!([evidence]))
}

const fn is_list(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Divisions | Shape::Ids | Shape::Kinds | Shape::Codes | Shape::Names | Shape::NewDivisions | Shape::Seats
    )
}

/// What is typed, as JSON would have it. What does not fit stays text and is refused with its
/// field.
pub(crate) fn value(field: &Field, texts: &[&String]) -> Result<Value, RowProblem> {
    let one = texts.first().map(|text| text.as_str()).unwrap_or_default();
    let pairs = |first: &str, second: &str| -> Value {
        let pair = |text: &&String| match text.split_once('=') {
            Some((left, right)) => json!({ first: left, second: right }),
            None => json!(text),
        };
        texts.iter().map(pair).collect()
    };
    Ok(match field.shape {
        Shape::Divisions | Shape::Ids | Shape::Kinds | Shape::Codes => {
            let items = texts.iter().flat_map(|text| text.split([',', '，'])).map(str::trim);
            items.filter(|item| !item.is_empty()).map(|item| json!(item)).collect()
        }
        Shape::Names => texts.iter().map(|text| json!(text)).collect(),
        Shape::NewDivisions => pairs("code", "name"),
        Shape::Seats => pairs("role", "person"),
        Shape::Holder => holder(one),
        Shape::Number | Shape::NumberFromOne | Shape::Flag => {
            serde_json::from_str(&folded(one)).unwrap_or_else(|_| json!(one))
        }
        Shape::Measure | Shape::Standard | Shape::Population | Shape::Replacement => json_value(field.name, one)?,
        Shape::PartialDate
        | Shape::Day
        | Shape::Place
        | Shape::Division
        | Shape::Id
        | Shape::Kind
        | Shape::Code
        | Shape::Name
        | Shape::PersonName
        | Shape::Note
        | Shape::Choice(_)
        | Shape::CreditCode
        | Shape::Event
        | Shape::Commit
        | Shape::Instant
        | Shape::DocumentNumber
        | Shape::Digest
        | Shape::Evidence => json!(one),
    })
}

/// A value that is written in JSON.
fn json_value(field: &str, text: &str) -> Result<Value, RowProblem> {
    match json::read(text) {
        Ok(json::Read { twice: Some(path), .. }) => Err(RowProblem::Twice { field: format!("{field}.{path}") }),
        Ok(json::Read { value, twice: None }) => Ok(value),
        Err(_) => Ok(json!(text)),
    }
}

fn holder(text: &str) -> Value {
    match text.split_once('=') {
        Some(("body", body)) => match body.rsplit_once('@') {
            Some((name, division)) => json!({ "body": { "name": name, "division": division } }),
            None => json!(text),
        },
        Some((sort, name)) => json!({ sort: name }),
        None => json!(text),
    }
}

fn hyphened(name: &str) -> String {
    name.replace('_', "-")
}
