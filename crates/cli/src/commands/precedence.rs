//! `jiceng precedence`: which kinds of evidence outrank which, and from when on.

use clap::{Arg, ArgMatches, Command};
use jiceng_core::View;
use jiceng_core::domain::catalogue::CatalogueList;
use jiceng_exchange::row::request_from_fields;
use serde::Serialize;
use serde_json::{Map, json};

use crate::ask::{self, Asked};
use crate::commands::{record, record_arguments};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{events, labels};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    asked: Asked,
    precedences: Vec<PrecedenceRow>,
    evidence_kinds: Vec<KindRow>,
}

#[derive(Serialize)]
struct PrecedenceRow {
    position: u64,
    effective: String,
    order: Vec<String>,
    in_force: bool,
}

#[derive(Serialize)]
struct KindRow {
    code: String,
    zh: String,
    en: String,
}

pub(crate) fn command(lang: Lang) -> Command {
    let list = Command::new("list")
        .about(lang.pick("各次采用的采信顺序，及依据种类", "the precedences adopted, and the kinds of evidence"))
        .args(ask::question_arguments(lang));
    let adopt = Command::new("adopt")
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
        .arg(record::recorder_argument(lang));
    Command::new("precedence")
        .about(lang.pick("采信顺序：依据不一致时哪种依据优先", "which kinds of evidence outrank which"))
        .subcommand_required(true)
        .subcommands([list, adopt])
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list(matches, context),
        Some(("adopt", matches)) => adopt(matches, context),
        _ => Ok(()),
    }
}

fn list(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let registry = context.open()?;
    let view = registry.view(ask::question(matches)?)?;
    let rows = rows(&view);
    let lang = context.lang;
    if context.format == Format::Json {
        let kinds = view.facts().catalogue.list(CatalogueList::EvidenceKind);
        let kinds = kinds.filter(|entry| entry.position.is_none_or(|position| position < view.as_of().known));
        let evidence_kinds = kinds.map(|entry| KindRow {
            code: entry.code.to_string(),
            zh: entry.zh.to_string(),
            en: entry.en.to_string(),
        });
        let evidence_kinds = evidence_kinds.collect();
        return context.json(&Answer { asked: Asked::of(view.as_of()), precedences: rows, evidence_kinds });
    }
    if context.format == Format::Table && !rows.iter().any(|row| row.in_force) {
        context.say(lang.pick(
            "当日没有采信顺序：依据不一致时先记录的为准",
            "no precedence is in force: where sources disagree, what was recorded first counts",
        ))?;
    }
    let mut grid = Grid::new()
        .number("position", lang.pick("位置", "position"))
        .text("effective", lang.pick("起始", "from"))
        .text("order", lang.pick("采信顺序", "order"))
        .text("in_force", lang.pick("施行中", "in force"));
    for row in &rows {
        let names: Vec<String> = row.order.iter().map(|code| events::evidence_kind(lang, &view, code)).collect();
        let shown = if names.is_empty() {
            lang.pick("不分先后", "none before another").to_owned()
        } else {
            names.join(" > ")
        };
        let in_force = if row.in_force { lang.pick("是", "yes") } else { "" };
        let mood = if row.in_force { Mood::Good } else { Mood::Plain };
        grid.row(vec![
            Entry::plain(row.position),
            Entry::plain(&row.effective),
            Entry::coded(shown, row.order.join(" ")),
            Entry::coded(in_force, row.in_force).in_mood(mood),
        ]);
    }
    grid.write(context)
}

/// The precedences known, in the order in which they came into force.
fn rows(view: &View<'_>) -> Vec<PrecedenceRow> {
    let disagreements = &view.facts().disagreements;
    let in_force = disagreements.precedence_on(view.as_of()).map(|e| e.position);
    let known = disagreements.precedences.all().filter(|e| e.is_known(view.as_of().known));
    let row = known.map(|e| PrecedenceRow {
        position: e.position.0,
        effective: e.effective.to_string(),
        order: e.change.order.iter().map(ToString::to_string).collect(),
        in_force: Some(e.position) == in_force,
    });
    row.collect()
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
        let view = registry.view(jiceng_core::Question::default())?;
        order.into_iter().map(|text| code_of(&view, text)).collect()
    };
    let mut row = Map::new();
    row.insert("command".to_owned(), json!("adopt_precedence"));
    row.insert("effective".to_owned(), json!(matches.get_one::<String>("effective")));
    row.insert("order".to_owned(), json!(order));
    if let Some(evidence) = record_arguments::evidence(matches) {
        row.insert("evidence".to_owned(), evidence);
    }
    record::record_in(context, &registry, &request_from_fields(row, recorder.as_ref())?)
}

/// The code of a kind of evidence that is named by it or by its Chinese name.
fn code_of(view: &View<'_>, text: String) -> String {
    let mut kinds = view.facts().catalogue.list(CatalogueList::EvidenceKind);
    let named = kinds.find(|entry| labels::kind(Lang::Zh, entry) == text);
    named.map_or(text, |entry| entry.code.to_string())
}
