//! Tables that line up with Chinese text, and the same rows as CSV.
#![allow(clippy::needless_pass_by_value, reason = "entries and headings read better without a reference")]

mod lines;

use std::io::Write;

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table, presets};

use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::output;

pub(crate) use lines::Lines;

/// The byte order mark that makes spreadsheets read UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A table in the making: columns with a code for machines and a heading for people, and rows.
pub(crate) struct Grid {
    columns: Vec<Column>,
    rows: Vec<Vec<Entry>>,
}

struct Column {
    code: String,
    /// None where only machines are told.
    heading: Option<String>,
    is_number: bool,
}

/// One entry: what people read, and what machines read.
pub(crate) struct Entry {
    shown: String,
    code: String,
    mood: Mood,
}

/// How an entry strikes the eye in a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// As it is.
    Plain,
    /// As it should be.
    Good,
    /// Half as it should be.
    Fair,
    /// Not as it should be.
    Bad,
    /// It no longer counts: struck through in a terminal, and in Markdown elsewhere.
    Struck,
}

impl Entry {
    /// The same for people and machines.
    pub(crate) fn plain(text: impl ToString) -> Self {
        let text = text.to_string();
        Self { shown: text.clone(), code: text, mood: Mood::Plain }
    }

    /// One text for people, another for machines.
    pub(crate) fn coded(shown: impl ToString, code: impl ToString) -> Self {
        Self { shown: shown.to_string(), code: code.to_string(), mood: Mood::Plain }
    }

    /// What people read.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The same with a mood.
    #[must_use]
    pub(crate) fn in_mood(self, mood: Mood) -> Self {
        Self { mood, ..self }
    }
}

impl Grid {
    /// A table without columns.
    pub(crate) const fn new() -> Self {
        Self { columns: Vec::new(), rows: Vec::new() }
    }

    /// Adds a column of text.
    #[must_use]
    pub(crate) fn text(self, code: impl ToString, heading: impl ToString) -> Self {
        self.column(code.to_string(), Some(heading.to_string()), false)
    }

    /// Adds a column that stands in CSV only.
    #[must_use]
    pub(crate) fn data(self, code: impl ToString) -> Self {
        self.column(code.to_string(), None, false)
    }

    /// Adds a column of numbers.
    #[must_use]
    pub(crate) fn number(self, code: impl ToString, heading: impl ToString) -> Self {
        self.column(code.to_string(), Some(heading.to_string()), true)
    }

    fn column(mut self, code: String, heading: Option<String>, is_number: bool) -> Self {
        self.columns.push(Column { code, heading, is_number });
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, entries: Vec<Entry>) {
        self.rows.push(entries);
    }

    /// Writes it as a table or as CSV, whichever was asked for.
    pub(crate) fn write(&self, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        match context.format {
            Format::Csv => self.write_csv(context),
            Format::Table | Format::Json => self.write_table(context),
        }
    }

    /// Writes it as a table.
    pub(crate) fn write_table(&self, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let is_colored = context.is_colored();
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        if context.io.out_is_terminal {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        if is_colored {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let heading = |heading: &String| {
            let cell = Cell::new(heading);
            if is_colored { cell.add_attribute(Attribute::Bold) } else { cell }
        };
        table.set_header(self.columns.iter().filter_map(|column| column.heading.as_ref()).map(heading));
        for row in &self.rows {
            let shown = self.columns.iter().zip(row).filter(|(column, _)| column.heading.is_some());
            table.add_row(shown.map(|(column, entry)| cell(column, entry, is_colored)));
        }
        Ok(writeln!(context.io.out, "{table}")?)
    }

    /// Writes it as CSV, with a byte order mark for spreadsheets.
    pub(crate) fn write_csv(&self, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let mut csv = Csv::begin(context)?;
        csv.row(self.columns.iter().map(|column| column.code.as_str()))?;
        for row in &self.rows {
            csv.row(row.iter().map(|entry| entry.code.as_str()))?;
        }
        csv.end()
    }
}

/// CSV on its way out, with a byte order mark for spreadsheets.
pub(crate) struct Csv<'c>(csv::Writer<&'c mut dyn Write>);

impl<'c> Csv<'c> {
    /// Writes the byte order mark.
    pub(crate) fn begin(context: &'c mut Context<'_, '_>) -> Result<Self, Failure> {
        context.io.out.write_all(BYTE_ORDER_MARK)?;
        Ok(Self(csv::Writer::from_writer(&mut *context.io.out)))
    }

    /// Writes a row, each cell as text or as a number.
    pub(crate) fn row<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Result<(), Failure> {
        self.0.write_record(texts.map(|text| output::cell(text).into_owned())).map_err(unwritten)
    }

    /// Writes what is left.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        Ok(self.0.flush()?)
    }
}

/// The system's own error, so that a reader who has gone away is known as such.
fn unwritten(error: csv::Error) -> Failure {
    let kind = error.into_kind();
    if let csv::ErrorKind::Io(source) = kind {
        return Failure::Output(source);
    }
    Failure::Output(std::io::Error::other(format!("{kind:?}")))
}

fn cell(column: &Column, entry: &Entry, is_colored: bool) -> Cell {
    let shown = output::shown(&entry.shown);
    let mut cell = match entry.mood {
        Mood::Struck if !is_colored => Cell::new(format!("~~{shown}~~")),
        Mood::Plain | Mood::Good | Mood::Fair | Mood::Bad | Mood::Struck => Cell::new(shown),
    };
    if column.is_number {
        cell = cell.set_alignment(CellAlignment::Right);
    }
    match entry.mood {
        Mood::Good if is_colored => cell.fg(Color::Green),
        Mood::Fair if is_colored => cell.fg(Color::Yellow),
        Mood::Bad if is_colored => cell.fg(Color::Red),
        Mood::Struck if is_colored => cell.add_attribute(Attribute::CrossedOut),
        Mood::Plain | Mood::Good | Mood::Fair | Mood::Bad | Mood::Struck => cell,
    }
}
