//! Tables that line up with Chinese text, and the same rows as CSV.

pub(crate) mod lines;

use std::io::Write;

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table, presets};
use jiceng_answers::{Column as AnswerColumn, ColumnKind, Table as AnswerTable, Value};

use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::output::{self, CellKind};
use crate::texts::cells::{self, Telling};
use crate::texts::entry::{Mood, Told};
use crate::texts::{self, Lang, labels};

/// The byte order mark that makes spreadsheets read UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A table in the making: columns with a code for machines and a heading for people, and rows.
pub(crate) struct Grid {
    columns: Vec<Column>,
    rows: Vec<Vec<Told>>,
}

struct Column {
    code: String,
    /// `None` for columns that only JSON and CSV have.
    heading: Option<String>,
    is_number: bool,
}

impl Grid {
    /// The rows of an answer, with a heading for each column that has no name of its own.
    pub(crate) fn of<'v, H: Into<String>>(
        telling: impl Into<Telling<'v>>,
        table: &AnswerTable,
        heading: impl Fn(Lang, &str) -> Option<H>,
    ) -> Self {
        Self::accented(telling, table, heading, |_| Mood::Plain)
    }

    /// The same, with columns that strike the eye.
    pub(crate) fn accented<'v, H: Into<String>>(
        telling: impl Into<Telling<'v>>,
        table: &AnswerTable,
        heading: impl Fn(Lang, &str) -> Option<H>,
        mood: impl Fn(&str) -> Mood,
    ) -> Self {
        let telling = telling.into();
        let lang = telling.lang;
        let column = |column: &AnswerColumn| {
            let named = column.names.as_ref().map(|[zh, en]| labels::plain(lang.pick(zh, en)));
            let own = || heading(lang, &column.id).map_or_else(|| column.id.clone(), Into::into);
            let heading = || named.unwrap_or_else(own);
            Column {
                code: column.id.clone(),
                heading: (column.kind != ColumnKind::Data).then(heading),
                is_number: column.kind == ColumnKind::Number,
            }
        };
        let entry = |(column, value): (&AnswerColumn, &Value)| match mood(&column.id) {
            Mood::Plain => cells::entry(telling, value),
            mood @ (Mood::Good | Mood::Fair | Mood::Bad | Mood::Struck) => cells::entry(telling, value).in_mood(mood),
        };
        Self {
            columns: table.columns.iter().map(column).collect(),
            rows: table.rows.iter().map(|row| table.columns.iter().zip(row).map(entry).collect()).collect(),
        }
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
        csv.texts(self.columns.iter().map(|column| column.code.as_str()))?;
        for row in &self.rows {
            csv.row(self.columns.iter().zip(row).map(|(column, entry)| {
                let is_figure = column.is_number || entry.is_figure;
                (entry.code.as_str(), if is_figure { CellKind::Figure } else { CellKind::Text })
            }))?;
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

    /// Writes a row, each cell as text or as a figure.
    pub(crate) fn row<'t>(&mut self, cells: impl Iterator<Item = (&'t str, CellKind)>) -> Result<(), Failure> {
        self.0.write_record(cells.map(|(text, kind)| output::cell(text, kind).into_owned())).map_err(unwritten)
    }

    /// Writes a row of texts.
    pub(crate) fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Result<(), Failure> {
        self.row(texts.map(|text| (text, CellKind::Text)))
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

fn cell(column: &Column, entry: &Told, is_colored: bool) -> Cell {
    let shown = texts::shown(&entry.shown);
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
