//! Tables whose rows are not kept: each is made twice, once to see how wide it is and once to be
//! written.

use std::borrow::Cow;
use std::io::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::context::Context;
use crate::failure::Failure;
use crate::texts;

/// A table of `N` columns of text, written row by row.
pub(crate) struct Lines<const N: usize> {
    headings: [&'static str; N],
    widths: [usize; N],
    texts: [String; N],
}

impl<const N: usize> Lines<N> {
    /// A table with these headings.
    pub(crate) fn new(headings: [&'static str; N]) -> Self {
        Self {
            headings,
            widths: headings.map(unicode_width::UnicodeWidthStr::width),
            texts: [const { String::new() }; N],
        }
    }

    /// Looks at a row that will be written.
    pub(crate) fn measure(&mut self, row: impl FnOnce(&mut [String; N])) {
        self.fill(row);
        for (width, text) in self.widths.iter_mut().zip(&self.texts) {
            *width = (*width).max(text.width());
        }
    }

    fn fill(&mut self, row: impl FnOnce(&mut [String; N])) {
        self.texts.iter_mut().for_each(String::clear);
        row(&mut self.texts);
        for text in &mut self.texts {
            if let Cow::Owned(shown) = texts::shown(text) {
                *text = shown;
            }
        }
    }

    /// Writes the headings, after every row was looked at.
    pub(crate) fn write_heading(&mut self, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let bold = context.is_colored();
        for (heading, width) in self.headings.iter().zip(self.widths) {
            write_cell(context, heading, width, bold)?;
        }
        writeln!(context.io.out, "|")?;
        for width in self.widths {
            write!(context.io.out, "|{:-<1$}", "", width + 2)?;
        }
        Ok(writeln!(context.io.out, "|")?)
    }

    /// Writes a row.
    pub(crate) fn write_row(
        &mut self,
        context: &mut Context<'_, '_>,
        row: impl FnOnce(&mut [String; N]),
    ) -> Result<(), Failure> {
        self.fill(row);
        for (text, width) in self.texts.iter().zip(self.widths) {
            write_cell(context, text, width, false)?;
        }
        Ok(writeln!(context.io.out, "|")?)
    }
}

fn write_cell(context: &mut Context<'_, '_>, text: &str, width: usize, bold: bool) -> Result<(), Failure> {
    let room = width.saturating_sub(text.width());
    let out = &mut context.io.out;
    let _: () =
        if bold { write!(out, "| \x1b[1m{text}\x1b[0m{:room$} ", "")? } else { write!(out, "| {text}{:room$} ", "")? };
    Ok(())
}
