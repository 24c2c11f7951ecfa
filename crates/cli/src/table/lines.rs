//! Tables whose rows are not kept: each is made twice, once to see how wide it is and once to be
//! written.

use std::io::Write as _;

use jiceng_answers::{ColumnKind, Table, Value};
use unicode_width::UnicodeWidthStr as _;

use crate::Lang;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::CellKind;
use crate::table::Csv;
use crate::texts::{self, cells};

/// Writes rows as CSV, below the columns of a table.
pub(crate) fn write_csv(
    context: &mut Context<'_, '_>,
    head: &Table,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), Failure> {
    let lang = context.lang;
    let mut csv = Csv::begin(context)?;
    csv.texts(head.columns.iter().map(|column| column.id.as_str()))?;
    for row in rows {
        let told: Vec<_> = row.iter().map(|value| cells::entry(lang.into(), value)).collect();
        let kind = |is_figure: bool| if is_figure { CellKind::Figure } else { CellKind::Text };
        csv.row(told.iter().map(|told| (told.code.as_str(), kind(told.is_figure))))?;
    }
    csv.end()
}

/// Writes rows as a table, below the columns that people read. The rows are asked for twice.
pub(crate) fn write_table<R: Iterator<Item = Vec<Value>>>(
    context: &mut Context<'_, '_>,
    head: &Table,
    heading: impl Fn(Lang, &str) -> Option<&'static str>,
    rows: impl Fn() -> R,
) -> Result<(), Failure> {
    let (lang, bold) = (context.lang, context.is_colored());
    let is_shown: Vec<bool> = head.columns.iter().map(|column| column.kind != ColumnKind::Data).collect();
    let shown = |row: Vec<Value>| -> Vec<String> {
        let values = row.iter().zip(&is_shown).filter(|(_, is_shown)| **is_shown);
        values.map(|(value, _)| texts::shown(&cells::entry(lang.into(), value).shown).into_owned()).collect()
    };
    let columns = head.columns.iter().zip(&is_shown).filter(|(_, is_shown)| **is_shown);
    let headings: Vec<&str> = columns.map(|(column, _)| heading(lang, &column.id).unwrap_or(&column.id)).collect();
    let mut widths: Vec<usize> = headings.iter().map(|heading| heading.width()).collect();
    for row in rows() {
        for (width, text) in widths.iter_mut().zip(shown(row)) {
            *width = (*width).max(text.width());
        }
    }
    for (heading, width) in headings.iter().zip(&widths) {
        write_cell(context, heading, *width, bold)?;
    }
    writeln!(context.io.out, "|")?;
    for width in &widths {
        write!(context.io.out, "|{:-<1$}", "", width + 2)?;
    }
    writeln!(context.io.out, "|")?;
    for row in rows() {
        for (text, width) in shown(row).iter().zip(&widths) {
            write_cell(context, text, *width, false)?;
        }
        writeln!(context.io.out, "|")?;
    }
    Ok(())
}

fn write_cell(context: &mut Context<'_, '_>, text: &str, width: usize, bold: bool) -> Result<(), Failure> {
    let room = width.saturating_sub(text.width());
    let out = &mut context.io.out;
    let _: () =
        if bold { write!(out, "| \x1b[1m{text}\x1b[0m{:room$} ", "")? } else { write!(out, "| {text}{:room$} ", "")? };
    Ok(())
}
