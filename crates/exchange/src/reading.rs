//! The rows of a file, read and understood on a thread of their own, ahead of the one that decides
//! them.
//!
//! What stands ready is bounded in rows and bytes. Order, lines and what is wrong with them are
//! those of the file. One that goes on and on with lines that are no rows is not read on: it may
//! have no end.

use std::io::{self, BufRead};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use jiceng_core::Request;
use jiceng_core::domain::Recorder;

use crate::import::Problem;
use crate::lines::{Line, next_line};
use crate::row::request_from_json;

/// So many rows are handed over at once, or so many bytes of them.
const ROWS_AT_ONCE: usize = 128;
const BYTES_AT_ONCE: u64 = 256 << 10;
/// So many such hands are there at a time.
const HANDS: usize = 8;

/// So many lines that are no rows are read; more only if there are as many rows.
const NO_ROWS_MAX: u64 = 1_000_000;

/// A line that was read.
pub(crate) struct RowRead {
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// What it asks for, or what is wrong with it; none where it is blank.
    pub(crate) request: Option<Result<Request, Problem>>,
}

/// Why a file is not read on.
pub(crate) enum Unread {
    /// The system says so.
    System(io::Error),
    /// The line has no end.
    Endless,
    /// It is no file of rows.
    NoRows,
}

/// Who recorded and who approved the rows that name nobody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By<'a> {
    pub(crate) recorder: Option<&'a Recorder>,
    pub(crate) approver: Option<&'a Recorder>,
}

/// Hands over each line of a file, or why it cannot be read on, until `take` fails.
pub(crate) fn each_row<E: Send>(
    input: &mut (impl BufRead + Send),
    by: By<'_>,
    mut take: impl FnMut(Result<RowRead, Unread>) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (hand_over, handed) = sync_channel(HANDS);
        scope.spawn(move || read(input, by, &hand_over));
        // When this ends early, the other thread finds nobody who takes what it has.
        handed.into_iter().flatten().try_for_each(&mut take)
    })
}

type Hand = Vec<Result<RowRead, Unread>>;

/// Reads until the end, or until nobody listens any more.
fn read(input: &mut impl BufRead, by: By<'_>, hand_over: &SyncSender<Hand>) {
    let mut is_first = true;
    let (mut good, mut others) = (0_u64, 0_u64);
    loop {
        let (mut hand, mut bytes) = (Vec::new(), 0);
        while hand.len() < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE {
            match next_line(input, is_first) {
                Ok(Some((line, length))) => {
                    if line == Line::Endless {
                        hand.push(Err(Unread::Endless));
                        let _ = hand_over.send(hand);
                        return;
                    }
                    bytes += length;
                    let request = request_of(line, by);
                    if matches!(request, Some(Ok(_))) {
                        good += 1;
                    } else {
                        others += 1;
                    }
                    hand.push(Ok(RowRead { bytes: length, request }));
                    if others > NO_ROWS_MAX.max(good) {
                        hand.push(Err(Unread::NoRows));
                        let _ = hand_over.send(hand);
                        return;
                    }
                }
                Ok(None) => {
                    let _ = hand_over.send(hand);
                    return;
                }
                Err(error) => {
                    hand.push(Err(Unread::System(error)));
                    let _ = hand_over.send(hand);
                    return;
                }
            }
            is_first = false;
        }
        if hand_over.send(hand).is_err() {
            return;
        }
    }
}

fn request_of(line: Line, by: By<'_>) -> Option<Result<Request, Problem>> {
    let approved =
        |request: Request| Request { approver: request.approver.or_else(|| by.approver.cloned()), ..request };
    match line {
        Line::Text(text) if text.trim().is_empty() => None,
        Line::Text(text) => Some(request_from_json(&text, by.recorder).map(approved).map_err(Problem::Row)),
        Line::TooLong | Line::Endless => Some(Err(Problem::TooLong)),
        Line::NotUtf8 { at_byte } => Some(Err(Problem::NotUtf8 { at_byte })),
    }
}
