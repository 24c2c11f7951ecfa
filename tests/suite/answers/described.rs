//! `docs/answers.md`: every question and every answer, field by field, from their schemas.
//!
//! With `JICENG_BLESS=1` the document is written anew: read the difference before it is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiceng_answers::*;
use jiceng_testkit::fixtures::root;
use schemars::{Schema, schema_for};
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

/// The schemas of a question and of its answer, by the name of the question.
macro_rules! described {
    ($($name:literal $question:ident $answer:ident,)+) => {
        [$(($name, stringify!($question), schema_for!($question), schema_for!($answer)),)+]
    };
}

fn all() -> [(&'static str, &'static str, Schema, Schema); 39] {
    described! {
        "burn_up" BurnUpQuestion BurnUpAnswer,
        "checkpoint" CheckpointQuestion CheckpointAnswer,
        "claims" ClaimsQuestion ClaimsAnswer,
        "commit_proof" CommitProofQuestion ProofAnswer,
        "commits" CommitsQuestion CommitsAnswer,
        "coverage" CoverageQuestion CoverageAnswer,
        "diff" DiffQuestion DiffAnswer,
        "disagreements" DisagreementsQuestion DisagreementsAnswer,
        "divisions" DivisionsQuestion DivisionsAnswer,
        "explain" ExplainQuestion ExplainAnswer,
        "federation" FederationQuestion FederationAnswer,
        "figure" FigureQuestion FigureAnswer,
        "find" FindQuestion FindAnswer,
        "findings" FindingsQuestion FindingsAnswer,
        "gaps" GapsQuestion GapsAnswer,
        "growth_proof" GrowthProofQuestion ProofAnswer,
        "held" HeldQuestion HeldAnswer,
        "history" HistoryQuestion HistoryAnswer,
        "issue" IssueQuestion IssueAnswer,
        "issues" IssuesQuestion IssuesAnswer,
        "lateness" LatenessQuestion LatenessAnswer,
        "log_head" LogHeadQuestion LogHeadAnswer,
        "offices" OfficesQuestion OfficesAnswer,
        "person" PersonQuestion PersonAnswer,
        "persons" PersonsQuestion PersonsAnswer,
        "plane" PlaneQuestion PlaneAnswer,
        "precedence" PrecedenceQuestion PrecedenceAnswer,
        "recoding" RecodingQuestion RecodingAnswer,
        "replay" ReplayQuestion ReplayAnswer,
        "restate" RestateQuestion RestateAnswer,
        "sample" SampleQuestion SampleAnswer,
        "sample_result" SampleResultQuestion SampleResultAnswer,
        "samples" SamplesQuestion SamplesAnswer,
        "standard" StandardQuestion StandardAnswer,
        "standards" StandardsQuestion StandardsAnswer,
        "target" TargetQuestion TargetAnswer,
        "targets" TargetsQuestion TargetsAnswer,
        "uncertain" UncertainQuestion UncertainAnswer,
        "verification" VerificationQuestion VerificationAnswer,
    }
}

const HEAD: &str = "# Questions and answers (问与答)

Every question of `jiceng-answers` as JSON, and its answer, field by field. The command line's
`--format json` prints these answers. A test makes this document from the types; `JICENG_BLESS=1`
writes it anew. Fields may be added; none is renamed, removed, or given another meaning.

A day is a civil day in China, `YYYY-MM-DD`. A field «may be absent» in a question, and is `null` or
absent in an answer where it says so. `known` of an answer is the position in the log before which
everything was known.
";

#[test]
fn the_document_says_what_the_types_say() {
    let mut shapes = BTreeMap::new();
    let mut text = HEAD.to_owned();
    for (name, _, question, answer) in all() {
        write!(text, "\n## {name}\n{}\n\n### Asked\n\n", description(question.as_value())).unwrap();
        text.push_str(&table(question.as_value(), &mut shapes));
        write!(text, "\n### Answered\n{}\n\n", description(answer.as_value())).unwrap();
        text.push_str(&table(answer.as_value(), &mut shapes));
    }
    text.push_str("\n## Shapes\nWhat fields hold, by the name that the tables above give.\n");
    let mut told = BTreeSet::new();
    // A shape may hold shapes that no question or answer holds itself.
    while let Some((name, shape)) =
        shapes.iter().find(|(name, _)| !told.contains(*name)).map(|(n, s)| (n.clone(), s.clone()))
    {
        let mut inner = BTreeMap::new();
        let table = table(&shape, &mut inner);
        write!(text, "\n### {name}\n{}\n", description(&shape)).unwrap();
        if !table.is_empty() {
            write!(text, "\n{table}").unwrap();
        }
        told.insert(name);
    }
    let text = broken(&text);
    let path = root().join("docs/answers.md");
    if std::env::var_os("JICENG_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap();
    let differs = written.lines().zip(text.lines()).position(|(one, other)| one != other);
    assert!(
        written == text,
        "docs/answers.md differs from the types, first in line {differs:?}; JICENG_BLESS=1 writes it"
    );
}

/// The text with its lines of prose broken at 100 columns.
fn broken(text: &str) -> String {
    let mut all = String::new();
    for line in text.lines() {
        let mut columns = 0;
        for (at, word) in line.split(' ').enumerate() {
            if at > 0 {
                let is_full = columns + 1 + word.width() > 100 && !line.starts_with(['|', '#']);
                all.push(if is_full { '\n' } else { ' ' });
                columns = if is_full { 0 } else { columns + 1 };
            }
            all.push_str(word);
            columns += word.width();
        }
        all.push('\n');
    }
    all
}

#[test]
fn no_question_is_left_out() {
    let listed: BTreeSet<&str> = all().map(|(_, question, ..)| question).into();
    let exported = std::fs::read_to_string(root().join("crates/answers/src/lib.rs")).unwrap();
    let words = exported.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > "Question".len());
    let exported: BTreeSet<&str> = words.filter(|word| word.ends_with("Question")).collect();
    assert_eq!(listed, exported);
}

/// The fields of a schema as a table; the shapes that they name are kept.
fn table(schema: &Value, shapes: &mut BTreeMap<String, Value>) -> String {
    if let Some(Value::Object(defs)) = schema.get("$defs") {
        for (name, shape) in defs {
            let known = shapes.insert(name.clone(), shape.clone());
            assert!(known.is_none_or(|known| known == *shape), "two shapes are called {name}");
        }
    }
    let mut rows = Vec::new();
    fields(schema, &mut rows);
    if rows.is_empty() {
        return words(schema);
    }
    let rows = rows.into_iter().map(|(name, told, meaning)| format!("| `{name}` | {told} | {meaning} |\n"));
    format!("| field | holds | meaning |\n|---|---|---|\n{}", rows.collect::<String>())
}

/// The words of a closed list, a line each.
fn words(schema: &Value) -> String {
    let one_of = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let line = |one: &Value| {
        let word = one.get("const").and_then(Value::as_str)?;
        Some(format!("- `{word}`: {}\n", description(one)))
    };
    one_of.filter_map(line).collect()
}

/// The fields of an object, and of the objects that it is one of or all of.
fn fields(schema: &Value, rows: &mut Vec<(String, String, String)>) {
    let required: BTreeSet<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter) {
        let may = if required.contains(name.as_str()) { "" } else { ", may be absent" };
        rows.push((name.clone(), format!("{}{may}", holds(field)), description(field).trim().to_owned()));
    }
    for group in ["allOf", "anyOf", "oneOf"] {
        for one in schema.get(group).and_then(Value::as_array).into_iter().flatten() {
            fields(one, rows);
        }
    }
}

/// What a field holds, in a word or two.
fn holds(schema: &Value) -> String {
    let named = |reference: &Value| {
        let name = reference.as_str()?.rsplit('/').next()?;
        Some(format!("[{name}](#{})", name.to_lowercase()))
    };
    if let Some(name) = schema.get("$ref").and_then(named) {
        return name;
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return format!("`{word}`");
    }
    for group in ["anyOf", "oneOf", "allOf"] {
        if let Some(all) = schema.get(group).and_then(Value::as_array) {
            let all: Vec<String> = all.iter().map(holds).collect();
            return all.join(" or ");
        }
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_str().unwrap_or("null"))).collect();
        return words.join(", ");
    }
    let of = |kind: &str| match kind {
        "array" => format!("list of {}", schema.get("items").map_or_else(|| "anything".to_owned(), holds)),
        "object" => match schema.get("additionalProperties").filter(|of| of.is_object()) {
            Some(of) => format!("map of {}", holds(of)),
            None => "object".to_owned(),
        },
        "integer" | "number" => "number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "string" => "text".to_owned(),
        other => other.to_owned(),
    };
    match schema.get("type") {
        Some(Value::String(kind)) => of(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).map(of).collect::<Vec<_>>().join(" or "),
        _ => "anything".to_owned(),
    }
}

/// The description of a schema on one line.
fn description(schema: &Value) -> String {
    let told = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    told.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
