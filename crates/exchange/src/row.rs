//! Rows: one command as a JSON object.
//!
//! Beside the command's own fields ([`fields`](crate::fields)) a row has `command`, `effective`,
//! and may have `evidence`, `recorder`, `approver`, `commit` and `recorded_at`. A field that nobody
//! asked for is a mistake, never passed over: it might be a fact under a misspelt name.

use jiceng_core::Request;
use jiceng_core::domain::characters::{Spelled, first_hidden, hidden};
use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::{Command, CommitId, Event, EventId, Evidence, Fact, Note, PartialDate, Recorder, Wish};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::fault::FieldFault;
use crate::fields::{CONTEXT, Shape, fields_of, is_about_persons, leaf_shape_of, shape_of};
use crate::json;

/// Values longer than this are cut in messages.
const SHOWN_CHARACTERS_MAX: usize = 60;

/// Stands for a text that could be a name.
const HIDDEN: &str = "…";

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// Not JSON.
    #[error("not valid JSON at column {column}: {reason}")]
    NotJson {
        /// Where, in characters from 1.
        column: usize,
        /// What the parser says.
        reason: String,
        /// The character there, if it is none of ASCII.
        found: Option<char>,
    },
    /// JSON, but not an object.
    #[error("a row is a JSON object in braces")]
    NotAnObject,
    /// A field that must be there is not.
    #[error("the field {field} is missing")]
    Missing {
        /// The field.
        field: String,
    },
    /// A field that the command does not have.
    #[error("the command {command} has no field {field}")]
    UnknownField {
        /// The command.
        command: String,
        /// The field; `…` where it could be a person's name.
        field: String,
    },
    /// A field that stands twice: which of the two was meant nobody can say.
    #[error("the field {field} stands twice")]
    Twice {
        /// The field, with the path to it; `…` where it could be a person's name.
        field: String,
    },
    /// The name of a field holds a character that nobody sees, or that turns the text around it.
    #[error("character {at} of the name of a field is {}, which nobody sees or which turns the text around it", Spelled(*found))]
    HiddenInName {
        /// The field that it is without such characters, if there is one.
        field: Option<&'static str>,
        /// The character.
        found: char,
        /// Which one of the name it is, from 1.
        at: usize,
    },
    /// No command has the name.
    #[error("there is no command {command}")]
    UnknownCommand {
        /// The name; `…` where it could be a person's.
        command: String,
    },
    /// A field that does not hold what it should.
    #[error("the field {field} is wrong")]
    Field {
        /// The command, where it is known.
        command: Option<String>,
        /// The field, with the path within it.
        field: String,
        /// What it holds, shortened; nothing where it could be a person's name.
        value: Option<String>,
        /// What is wrong.
        #[source]
        fault: FieldFault,
    },
}

/// Reads a row. `recorder` records where the row names nobody.
pub fn request_from_json(text: &str, recorder: Option<&Recorder>) -> Result<Request, RowProblem> {
    request_from_fields(fields_from_json(text)?, recorder)
}

/// Reads the fields of a row, whatever they are.
pub fn fields_from_json(text: &str) -> Result<Map<String, Value>, RowProblem> {
    let json::Read { value, twice } = json::read(text)
        .map_err(|json::NotJson { column, reason, found }| RowProblem::NotJson { column, reason, found })?;
    let Value::Object(fields) = value else { return Err(RowProblem::NotAnObject) };
    match twice {
        None => Ok(fields),
        Some(path) => {
            let parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
            let is_private = is_private(&fields);
            let is_shown =
                parts.into_iter().all(|part| if is_private { is_a_field(part) } else { looks_like_a_field(part) });
            Err(RowProblem::Twice { field: if is_shown { path } else { HIDDEN.to_owned() } })
        }
    }
}

/// Reads a row from its fields.
pub fn request_from_fields(fields: Map<String, Value>, recorder: Option<&Recorder>) -> Result<Request, RowProblem> {
    let is_private = is_private(&fields);
    read_request(fields, recorder).map_err(|problem| if is_private { problem.without_values() } else { problem })
}

/// Reads the evidence of a row.
pub fn evidence_from_json(value: Value) -> Result<Vec<Evidence>, RowProblem> {
    let mut fields = Map::from_iter([("evidence".to_owned(), value)]);
    Ok(take(&mut fields, "evidence")?.unwrap_or_default())
}

/// Whether a row is about persons, itself or by the row within it.
fn is_private(fields: &Map<String, Value>) -> bool {
    let inner = ["replacement", "statement"].into_iter().filter_map(|field| fields.get(field)?.as_object());
    let command = fields.get("command").and_then(Value::as_str).unwrap_or_default();
    is_about_persons(command) || inner.into_iter().any(is_private)
}

fn read_request(mut fields: Map<String, Value>, recorder: Option<&Recorder>) -> Result<Request, RowProblem> {
    let commit: Option<CommitId> = take(&mut fields, "commit")?;
    let recorded_at: Option<Timestamp> = take(&mut fields, "recorded_at")?;
    let named: Option<Recorder> = take(&mut fields, "recorder")?;
    let approver: Option<Recorder> = take(&mut fields, "approver")?;
    let missing = || RowProblem::Missing { field: "recorder".to_owned() };
    let recorder = named.or_else(|| recorder.cloned()).ok_or_else(missing)?;
    Ok(Request { commit, recorded_at, recorder, approver, wish: wish(fields)? })
}

fn wish(mut fields: Map<String, Value>) -> Result<Wish, RowProblem> {
    let name: String = require(&mut fields, "command")?;
    let effective: PartialDate = require(&mut fields, "effective")?;
    let evidence: Vec<Evidence> = take(&mut fields, "evidence")?.unwrap_or_default();
    let Some(own) = fields_of(&name) else {
        return Err(RowProblem::unknown_command(&name));
    };
    if let Some(field) = fields.keys().find(|key| own.iter().all(|field| field.name != *key)) {
        return Err(RowProblem::unknown_field(&name, field));
    }
    if let Some(field) = own.iter().find(|field| field.is_required && !fields.contains_key(field.name)) {
        return Err(RowProblem::Missing { field: field.name.to_owned() });
    }
    let command = match name.as_str() {
        "retract" => {
            let Retraction { event, reason, note } = read(&name, fields)?;
            Command::Retract { event, reason, note }
        }
        "correct" => correction(&name, fields)?,
        "disagree" => disagreement(&name, fields)?,
        _ => Command::Record(event(&name, fields)?),
    };
    Ok(Wish { effective, evidence, command })
}

#[derive(Deserialize)]
struct Retraction {
    event: EventId,
    reason: RetractionReason,
    note: Option<Note>,
}

fn correction(name: &str, mut fields: Map<String, Value>) -> Result<Command, RowProblem> {
    let replacement = Box::new(inner_fact(name, "replacement", &mut fields)?);
    let Retraction { event, reason, note } = read(name, fields)?;
    Ok(Command::Correct { event, reason, note, replacement })
}

#[derive(Deserialize)]
struct Disagreement {
    event: EventId,
}

fn disagreement(name: &str, mut fields: Map<String, Value>) -> Result<Command, RowProblem> {
    let statement = Box::new(inner_fact(name, "statement", &mut fields)?);
    let Disagreement { event } = read(name, fields)?;
    Ok(Command::Disagree { event, statement })
}

/// The fact of a row that stands within a field of another.
fn inner_fact(name: &str, field: &str, fields: &mut Map<String, Value>) -> Result<Fact, RowProblem> {
    let inner = match fields.remove(field) {
        Some(Value::Object(inner)) => wish(inner).map_err(|problem| problem.within(field))?,
        // Its value is not shown: there could be a person's name in it.
        _ => return Err(field_problem(Some(name), field, None, FieldFault::NoRow)),
    };
    let Command::Record(event) = inner.command else {
        return Err(field_problem(Some(name), &format!("{field}.command"), None, FieldFault::NoFact));
    };
    Ok(Fact { effective: inner.effective, evidence: inner.evidence, event })
}

fn event(name: &str, fields: Map<String, Value>) -> Result<Event, RowProblem> {
    let value = Value::Object(fields);
    // Where it goes wrong is looked for only when it does.
    if let Some(Ok(event)) = Event::deserialize_for(name, &value) {
        return Ok(event);
    }
    let mut track = serde_path_to_error::Track::new();
    let deserializer = serde_path_to_error::Deserializer::new(&value, &mut track);
    match Event::deserialize_for(name, deserializer) {
        Some(Ok(event)) => Ok(event),
        Some(Err(error)) => Err(problem_at(name, &track.path().to_string(), &value, &error)),
        None => Err(RowProblem::unknown_command(name)),
    }
}

fn read<T: DeserializeOwned>(name: &str, fields: Map<String, Value>) -> Result<T, RowProblem> {
    let value = Value::Object(fields);
    serde_path_to_error::deserialize(&value)
        .map_err(|error| problem_at(name, &error.path().to_string(), &value, error.inner()))
}

fn problem_at(command: &str, path: &str, row: &Value, error: &serde_json::Error) -> RowProblem {
    wrong(Some(command), path, at(row, path), &error.to_string())
}

/// What stands at a path, such as `seats[0].role`.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let steps = path.split(['.', '[', ']']).filter(|step| !step.is_empty());
    steps.into_iter().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(step),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

fn take<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<Option<T>, RowProblem> {
    let Some(value) = fields.remove(name).filter(|value| !value.is_null()) else { return Ok(None) };
    if let Ok(read) = T::deserialize(&value) {
        return Ok(Some(read));
    }
    let read = serde_path_to_error::deserialize(&value);
    read.map(Some).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." {
            name.to_owned()
        } else {
            format!("{name}{}{path}", if path.starts_with('[') { "" } else { "." })
        };
        wrong(None, &field, at(&value, &path), &error.inner().to_string())
    })
}

fn require<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<T, RowProblem> {
    take(fields, name)?.ok_or_else(|| RowProblem::Missing { field: name.to_owned() })
}

fn wrong(command: Option<&str>, field: &str, value: Option<&Value>, said: &str) -> RowProblem {
    let fault = FieldFault::of(leaf_shape_of(command, field), value, said);
    field_problem(command, field, value, fault)
}
#[allow(clippy::wildcard_enum_match_arm, reason = "the others stay as they are")]
fn field_problem(command: Option<&str>, field: &str, value: Option<&Value>, fault: FieldFault) -> RowProblem {
    let is_private = may_hold_a_name(command, field);
    let is_shown = !is_private && !is_free_text(command, field);
    let value =
        value.filter(|_| is_shown).map(|value| value.as_str().map_or_else(|| shorten(&value.to_string()), shorten));
    let fault = match fault {
        FieldFault::Unknown { name } if !looks_like_a_field(&name) => FieldFault::Unknown { name: HIDDEN.to_owned() },
        fault if is_private => fault.without_values(),
        fault => fault,
    };
    RowProblem::Field { command: command.map(str::to_owned), field: field.to_owned(), value, fault }
}

/// Whether somebody could have written a person's name there, in its place or by mistake.
fn may_hold_a_name(command: Option<&str>, field: &str) -> bool {
    command == Some("register_person") || field.ends_with("person") || field.starts_with("seats")
}

/// Whether people write there what they like.
fn is_free_text(command: Option<&str>, field: &str) -> bool {
    let inner = field.strip_prefix("replacement.").or_else(|| field.strip_prefix("statement.")).unwrap_or(field);
    match shape_of(command, inner) {
        Some(Shape::Name | Shape::Names | Shape::Note | Shape::PersonName) => true,
        // A slip in a number or a day is found by seeing it.
        Some(Shape::Evidence) => !matches!(inner.rsplit('.').next(), Some("document" | "dated")),
        _ => false,
    }
}

/// Whether a text looks as names of fields and commands do. Whether it is the name of a field of
/// some row, or the number of an item of a list: nobody is called that.
fn is_a_field(text: &str) -> bool {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_inner = ["role", "document", "title", "dated", "page", "kind", "digest"].contains(&text);
    is_number || is_inner || Command::names().any(|command| field_names(command).any(|name| name == text))
}

fn looks_like_a_field(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARACTERS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

impl RowProblem {
    /// A field that the command does not have. It is not repeated where it could be a person's
    /// name.
    pub fn unknown_field(command: &str, field: &str) -> Self {
        if let Some((found, at)) = first_hidden(field) {
            let seen: String = field.chars().filter(|c| hidden(*c).is_none()).collect();
            let field = field_names(command).find(|name| *name == seen.trim());
            return Self::HiddenInName { field, found, at };
        }
        let is_shown = looks_like_a_field(field) && !is_about_persons(command);
        let field = if is_shown { field } else { HIDDEN };
        Self::UnknownField { command: command.to_owned(), field: field.to_owned() }
    }

    /// A command that there is not. It is not repeated where it could be a person's name.
    fn unknown_command(command: &str) -> Self {
        if let Some((found, at)) = first_hidden(command) {
            return field_problem(None, "command", None, FieldFault::Hidden { found, at });
        }
        let command = if looks_like_a_field(command) { command } else { HIDDEN };
        Self::UnknownCommand { command: command.to_owned() }
    }

    /// The same problem without anything that the row holds.
    fn without_values(self) -> Self {
        match self {
            Self::Field { command, field, fault, .. } => {
                Self::Field { command, field, value: None, fault: fault.without_values() }
            }
            other @ (Self::NotJson { .. }
            | Self::NotAnObject
            | Self::Missing { .. }
            | Self::UnknownField { .. }
            | Self::Twice { .. }
            | Self::HiddenInName { .. }
            | Self::UnknownCommand { .. }) => other,
        }
    }

    /// The field that it is about, if it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Missing { field }
            | Self::UnknownField { field, .. }
            | Self::Twice { field }
            | Self::Field { field, .. } => Some(field),
            Self::HiddenInName { field, .. } => *field,
            Self::UnknownCommand { .. } => Some("command"),
            Self::NotJson { .. } | Self::NotAnObject => None,
        }
    }

    /// The same problem in a row that stands within a field of another.
    fn within(self, outer: &str) -> Self {
        self.of_field(|field| format!("{outer}.{field}"))
    }

    /// The same problem told to someone who wrote the fields of the inner row themselves, not
    /// within `outer`: with the field's own name.
    #[must_use]
    pub fn out_of(self, outer: &str) -> Self {
        let inner = |field: &str| field.strip_prefix(outer).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned);
        self.of_field(|field| inner(field).unwrap_or_else(|| field.to_owned()))
    }

    fn of_field(self, named: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Missing { field } => Self::Missing { field: named(&field) },
            Self::UnknownField { command, field } => Self::UnknownField { command, field: named(&field) },
            Self::Twice { field } => Self::Twice { field: named(&field) },
            Self::Field { command, field, value, fault } => Self::Field { command, field: named(&field), value, fault },
            other @ (Self::NotJson { .. }
            | Self::NotAnObject
            | Self::HiddenInName { .. }
            | Self::UnknownCommand { .. }) => other,
        }
    }
}

/// The names of all fields that a row of the command may have.
pub fn field_names(command: &str) -> impl Iterator<Item = &'static str> {
    CONTEXT.iter().chain(fields_of(command).unwrap_or_default()).map(|field| field.name)
}
