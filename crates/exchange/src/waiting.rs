//! Rows that wait for the rest of their file.
//!
//! Papers are found in any order, so a file may say that a home was closed before it says that it
//! was opened. A row that is refused because of what is recorded so far is tried again after the
//! last one, in the order of days, and of lines within a day, until a round adds nothing. What it
//! means is fixed when it is read: one whose codes mean other divisions by then stays refused.
//!
//! Of one subject and one date, positions decide. So a row waits too if one before it waits that is
//! about the same subject and has the same date.

use std::collections::HashSet;

use jiceng_core::domain::{InTheWay, PlaceNo, Position};
use jiceng_core::{Batch, Error, Receipt, RecordedBefore, Request};

use crate::one_subject::{OfDate, named_subject, order_day};

/// So many rows wait at a time, and so many bytes of them. The others are bad at once.
pub(crate) const ROWS_MAX: usize = 10_000;
pub(crate) const BYTES_MAX: u64 = 64 << 20;
/// So often rows are tried in all, however they lie.
const TRIES_MAX: usize = 1_000_000;

/// The rows that wait.
#[derive(Default)]
pub(crate) struct Waiting {
    rows: Vec<WaitingRow>,
    bytes: u64,
    /// What the rows are about.
    subjects: HashSet<OfDate>,
}

/// A row that waits.
pub(crate) struct WaitingRow {
    pub(crate) line: u64,
    pub(crate) bytes: u64,
    pub(crate) request: Request,
    /// The divisions that its codes meant when it was read; none for a code that nobody had.
    pub(crate) meant: Vec<Option<PlaceNo>>,
    pub(crate) why: Why,
}

/// Why a row waits.
pub(crate) enum Why {
    /// It was refused.
    Refused(Error),
    /// A row of the same subject and date waits, and comes before it.
    Behind,
    /// Its fact was withdrawn since it was recorded, and it is to be recorded again unless the file
    /// withdraws it itself.
    Withdrawn {
        /// Where it was recorded.
        before: RecordedBefore,
        /// Where it was withdrawn.
        by: Position,
    },
}

/// What came of a row that has waited.
pub(crate) enum Outcome {
    /// It was decided.
    Taken(Receipt),
    /// It stays refused.
    Refused(Error),
}

impl Waiting {
    #[allow(clippy::result_large_err, reason = "the row is handed back to the caller")]
    /// Lets a row wait; gives it back if there is no room.
    pub(crate) fn push(&mut self, row: WaitingRow) -> Result<(), WaitingRow> {
        if !self.has_room_for(row.bytes) {
            return Err(row);
        }
        self.bytes += row.bytes;
        self.subjects.extend(named_subject(&row.request.wish));
        self.rows.push(row);
        Ok(())
    }

    pub(crate) fn has_room_for(&self, bytes: u64) -> bool {
        self.rows.len() < ROWS_MAX && self.bytes.saturating_add(bytes) <= BYTES_MAX
    }

    /// Whether a row waits of the same subject and date.
    pub(crate) fn has_one_like(&self, request: &Request) -> bool {
        !self.subjects.is_empty() && named_subject(&request.wish).is_some_and(|of| self.subjects.contains(&of))
    }

    /// Tries the rows until a round adds nothing, and tells of each what came of it. Ends with the
    /// first error that is about no row.
    pub(crate) fn try_all(
        self,
        batch: &mut Batch,
        is_about_the_row: impl Fn(&Error) -> bool,
        mut tell: impl FnMut(u64, Outcome),
    ) -> Result<(), Error> {
        let mut rows = self.rows;
        rows.sort_by_key(|row| (order_day(&row.request.wish), row.line));
        let mut tries_left = TRIES_MAX;
        loop {
            let (mut left, mut adds) = (Vec::new(), false);
            for mut row in rows {
                if row.means_others(batch) || tries_left == 0 {
                    left.push(row);
                    continue;
                }
                tries_left -= 1;
                match batch.try_add(&mut row.request) {
                    Ok(receipt) => {
                        adds |= receipt.events > 0;
                        tell(row.line, Outcome::Taken(receipt));
                    }
                    Err(error) if may_pass(&error) => left.push(WaitingRow { why: Why::Refused(error), ..row }),
                    Err(error) if is_about_the_row(&error) => tell(row.line, Outcome::Refused(error)),
                    Err(error) => return Err(error),
                }
            }
            if !adds || left.is_empty() {
                for row in left {
                    tell(row.line, Outcome::Refused(row.into_error()));
                }
                return Ok(());
            }
            rows = left;
        }
    }

    /// Takes out the rows that wait only because their fact was withdrawn, where the file withdraws
    /// it itself. How many.
    pub(crate) fn leave_out(&mut self, is_own: impl Fn(Position) -> bool) -> u64 {
        let before = self.rows.len();
        self.rows.retain(|row| !matches!(row.why, Why::Withdrawn { by, .. } if is_own(by)));
        (before - self.rows.len()) as u64
    }
}

impl WaitingRow {
    fn means_others(&self, batch: &Batch) -> bool {
        let now = batch.divisions_meant_by(&self.request.wish);
        let is_other = |(then, now): (&Option<PlaceNo>, &Option<PlaceNo>)| then.is_some() && then != now;
        self.meant.iter().zip(&now).any(is_other)
    }

    /// Why it was not taken in the end.
    fn into_error(self) -> Error {
        let effective = self.request.wish.effective;
        match self.why {
            Why::Refused(error) => error,
            // It was not tried: its codes mean others.
            Why::Withdrawn { before, .. } => Error::MeansOthers {
                recorded: Some(InTheWay { position: before.position, effective, taken_for: None }),
            },
            Why::Behind => Error::MeansOthers { recorded: None },
        }
    }
}

/// Whether a row may be taken once the rest of its file is.
pub(crate) fn may_pass(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.may_pass())
}
