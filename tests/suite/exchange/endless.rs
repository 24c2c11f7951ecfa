//! Files of rows without an end, or with more bad rows than anybody reads: refused or counted, in
//! bounded memory, and nothing is recorded.

use std::io::{self, BufRead, Read};

use jiceng_core::ErrorKind;
use jiceng_core::Registry;
use jiceng_exchange::Import;
use jiceng_exchange::import::{ImportError, LISTED_MAX};
use jiceng_testkit::make::text;

/// A device that gives the same bytes again and again.
struct Endless {
    bytes: Vec<u8>,
    at: usize,
    given: u64,
}

impl Endless {
    fn of(line: &str) -> Self {
        Self { bytes: line.repeat((64 << 10) / line.len()).into_bytes(), at: 0, given: 0 }
    }
}

impl Read for Endless {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        unreachable!("it is read by its buffer")
    }
}

impl BufRead for Endless {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        assert!(self.given < 4 << 30, "it is read for ever");
        Ok(&self.bytes[self.at..])
    }

    fn consume(&mut self, length: usize) {
        self.given += length as u64;
        self.at = (self.at + length) % self.bytes.len();
    }
}

fn import(skip_bad: bool) -> Import {
    Import { recorder: Some(text("示例")), skip_bad, ..Import::default() }
}

#[test]
fn a_line_without_an_end_ends_the_reading() {
    let registry = Registry::in_memory();
    for skip_bad in [false, true] {
        let mut zeros = Endless::of("\0");
        let failed = import(skip_bad).run(&registry, &mut zeros, &mut |_, _| {}).unwrap_err();
        assert!(matches!(failed, ImportError::EndlessLine { line: 1 }), "{failed}");
        assert_eq!(failed.kind(), ErrorKind::Io);
        assert!(zeros.given < 2 << 30);
    }
}

#[test]
fn lines_without_an_end_that_are_no_rows_end_the_reading() {
    let registry = Registry::in_memory();
    for line in ["\n", "x\n"] {
        let failed = import(true).run(&registry, &mut Endless::of(line), &mut |_, _| {}).unwrap_err();
        assert!(matches!(failed, ImportError::NoRows { .. }), "{failed}");
        assert_eq!((failed.kind(), registry.head().unwrap().0), (ErrorKind::Io, 0));
    }
}

/// Of each bad row an error was kept, however many they were.
#[test]
fn so_many_bad_rows_are_listed_and_the_others_counted() {
    let registry = Registry::in_memory();
    let good = r#"{"command":"register_division","effective":"1958","code":"45","name":"广西"}"#;
    let refused = r#"{"command":"register_division","effective":"1959","code":"450203","name":"示例"}"#;
    let more = 7;
    for (bad, is_short) in [("{}", true), ("\u{1}", true), (refused, false)] {
        let rows = format!("{}{good}\n", format!("{bad}\n").repeat(LISTED_MAX + more));
        let tried = import(false).run(&registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap();
        assert_eq!((tried.bad.len(), tried.bad_more), (LISTED_MAX, more as u64), "{bad}");
        assert_eq!((tried.bad_rows(), tried.rows), ((LISTED_MAX + more) as u64, (LISTED_MAX + more + 1) as u64));
        assert!(tried.bad.is_sorted_by_key(|bad| bad.line), "{bad}");
        assert_eq!((tried.written, registry.head().unwrap().0), (false, 0), "{bad}");
        assert!(is_short || tried.bad.iter().all(|bad| bad.line > 0));
    }
    // Rows that do not fit in their order are tried in that of days, and the bad ones are counted
    // as before.
    let late = r#"{"command":"register_division","effective":"1958","code":"4502","name":"柳州"}"#;
    let rows = format!("{late}\n{}{good}\n", "{}\n".repeat(LISTED_MAX + more));
    let taken = import(true).run(&registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap();
    assert_eq!((taken.bad_rows(), taken.bad_more, taken.events), ((LISTED_MAX + more) as u64, more as u64, 2));
}

/// A pipe of good rows was read for ever, and held what it said.
#[test]
fn good_rows_without_an_end_are_refused_and_nothing_of_them_is_there() {
    let row = |n: u64| {
        format!("{{\"command\":\"register_person\",\"effective\":\"2018\",\"person\":\"e{n}\",\"name\":\"示例\"}}\n")
    };
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = Registry::create(&data).unwrap();
    let length = row(0).len() as u64;
    let files = || {
        let all = [data.clone(), data.join("log"), data.join("keys")].map(|dir| std::fs::read_dir(dir).unwrap());
        let mut paths: Vec<_> = all.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let before = files();
    for (lines_max, bytes_max) in [(Some(300), None), (None, Some(300 * length)), (Some(300), Some(u64::MAX))] {
        for skip_bad in [false, true] {
            let mut given = 0;
            let rows = std::iter::from_fn(|| {
                given += 1;
                assert!(given < 20_000, "it is read for ever");
                Some(row(given))
            });
            let mut endless = io::BufReader::new(Lines { rows, rest: Vec::new() });
            let import = Import { lines_max, bytes_max, held_events_max: Some(10), ..import(skip_bad) };
            let failed = import.run(&registry, &mut endless, &mut |_, _| {}).unwrap_err();
            assert!(matches!(failed, ImportError::TooMuch { .. }), "{failed}");
            assert_eq!((failed.kind(), registry.head().unwrap().0), (ErrorKind::Io, 0));
            assert_eq!(files(), before);
        }
    }
    // The same row again and again, which says nothing new.
    let import = Import { lines_max: Some(300), ..import(false) };
    let failed = import.run(&registry, &mut Endless::of(&row(0)), &mut |_, _| {}).unwrap_err();
    assert!(matches!(failed, ImportError::TooMuch { lines_max: 300, .. }), "{failed}");
    // As many as it takes are taken.
    let rows: String = (0..300).map(row).collect();
    let taken = import.run(&registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap();
    assert_eq!((taken.events, taken.rows), (300, 300));
}

/// Lines that are made as they are read.
struct Lines<I> {
    rows: I,
    rest: Vec<u8>,
}

impl<I: Iterator<Item = String>> Read for Lines<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.rows.next().unwrap_or_default().into_bytes();
        }
        let length = self.rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.rest[..length]);
        self.rest.drain(..length);
        Ok(length)
    }
}
