//! Imports: a whole file, or nothing and what is wrong with each row.

use std::io::{self, BufRead, Read};

use jiceng_core::{Question, Registry};
use jiceng_exchange::import::{ImportError, Problem};
use jiceng_exchange::{Import, ImportReport};
use jiceng_testkit::fixtures::root;
use jiceng_texts::system::with_causes;

fn world() -> String {
    std::fs::read_to_string(root().join("tests/suite/cli/files/world.jsonl")).unwrap()
}

/// The rows of the world without the times at which they were recorded.
fn undated_world() -> String {
    let undated = |line: &str| {
        let mut row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        row.remove("recorded_at");
        serde_json::to_string(&row).unwrap() + "\n"
    };
    world().lines().map(undated).collect()
}

fn import(registry: &Registry, rows: &str, how: &Import) -> ImportReport {
    let how = Import { recorder: Some("示例".parse().unwrap()), ..how.clone() };
    how.run(registry, &mut rows.as_bytes(), &mut |_, _| {}).unwrap()
}

fn head(registry: &Registry) -> u64 {
    let verified = registry.verify(&mut |_| {}).unwrap();
    assert!(verified.projections_agree);
    assert_eq!(registry.view(Question::default()).unwrap().locked().unwrap().facts().head().0, verified.log.events);
    verified.log.events
}

fn strictly() -> Import {
    Import::default()
}

const BAD: &str = r#"{"command":"count_population","effective":"2020-01-01","place":"RA-99","people":5}"#;

#[test]
fn an_import_records_every_row_and_the_same_file_again_adds_nothing() {
    let registry = Registry::in_memory();
    let rows = undated_world();
    // A correction is two events.
    let first = import(&registry, &rows, &strictly());
    assert_eq!((first.rows, first.events, first.already_true, first.written), (35, 36, 0, true));
    assert_eq!((first.head.0, head(&registry)), (36, 36));
    // A row without an identity is known by what it says, also one whose fact the file itself
    // withdraws, or whose name it erases.
    let again = import(&registry, &rows, &strictly());
    assert_eq!((again.events, again.already_true, again.written, head(&registry)), (0, 35, false, 36));
    assert!(again.bad.is_empty() && again.since.is_empty(), "{:?} {:?}", again.bad, again.since);
}

#[test]
fn a_later_bad_row_keeps_all_from_being_written() {
    let registry = Registry::in_memory();
    let rows = format!("{}{BAD}\n", undated_world());
    let report = import(&registry, &rows, &strictly());
    assert_eq!((report.rows, report.events, report.written, report.head.0), (36, 36, false, 0));
    assert_eq!(report.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [36]);
    assert!(matches!(&report.bad[0].problem, Problem::Refused(_)), "{:?}", report.bad);
    assert_eq!(head(&registry), 0);
    // Nothing of it is taken for recorded.
    assert_eq!(import(&registry, &undated_world(), &strictly()).events, 36);
    assert_eq!(head(&registry), 36);
}

#[test]
fn skip_bad_records_the_others_and_a_dry_run_nothing() {
    let registry = Registry::in_memory();
    let rows = format!("not json\n{}\n{BAD}\n[]\n", undated_world());
    for skip_bad in [false, true] {
        let tried = import(&registry, &rows, &Import { dry_run: true, skip_bad, ..strictly() });
        assert_eq!((tried.events, tried.written, tried.bad.len(), head(&registry)), (36, false, 3, 0));
    }
    let report = import(&registry, &rows, &Import { skip_bad: true, ..strictly() });
    // The blank line counts as a line, not as a row.
    assert_eq!(report.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [1, 38, 39]);
    assert_eq!((report.rows, report.events, report.written, head(&registry)), (38, 36, true, 36));
}

/// A row may rest on one before it, so a bad row can make others bad; they are told too.
#[test]
fn rows_are_decided_on_top_of_the_good_ones_before_them() {
    let registry = Registry::in_memory();
    let rows = undated_world();
    let others: Vec<&str> = rows.lines().filter(|row| !row.contains("融水苗族")).collect();
    let report = import(&registry, &others.join("\n"), &strictly());
    let told: Vec<String> = report.bad.iter().map(|bad| with_causes(&bad.problem)).collect();
    assert!(told.len() == 2 && told[0].contains("450225100 needs 450225"), "{told:?}");
    assert_eq!(head(&registry), 0);
}

#[test]
fn a_history_moves_in_with_its_times_and_its_commits_say_so() {
    let registry = Registry::in_memory();
    assert_eq!(import(&registry, &world(), &strictly()).bad.len(), 35);
    let report = import(&registry, &world(), &Import { recorded_as_stated: true, ..strictly() });
    assert_eq!((report.events, report.bad.len()), (36, 0));
    let mut watch = registry.watch(jiceng_core::domain::Position(0));
    let first = watch.next_within(std::time::Duration::ZERO).unwrap().unwrap();
    assert_eq!(first.command, "import_as_stated");
    assert_eq!(first.recorded_at.to_string(), "2019-01-02T01:00:00Z");
}

#[test]
fn a_file_may_have_a_byte_order_mark_line_ends_of_windows_and_no_last_line_end() {
    let rows = format!("\u{feff}{}", undated_world().trim_end().replace('\n', "\r\n"));
    let registry = Registry::in_memory();
    let report = import(&registry, &rows, &strictly());
    assert_eq!((report.rows, report.bad.len(), head(&registry)), (35, 0, 36));
}

/// A disk that fails in the middle of a file.
struct Breaking<'a>(&'a [u8]);

impl Read for Breaking<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Breaking<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.0.is_empty() { Err(io::Error::other("the disk is gone")) } else { Ok(self.0) }
    }

    fn consume(&mut self, length: usize) {
        self.0 = &self.0[length..];
    }
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_records_nothing() {
    let registry = Registry::in_memory();
    let rows = undated_world();
    for skip_bad in [false, true] {
        let how = Import { skip_bad, ..strictly() };
        let failed = how.run(&registry, &mut Breaking(rows.as_bytes()), &mut |_, _| {}).unwrap_err();
        assert!(matches!(failed, ImportError::Read { line: 35, .. }), "{failed}");
        assert_eq!(head(&registry), 0);
    }
}

#[test]
fn progress_counts_every_byte_and_line() {
    let registry = Registry::in_memory();
    let rows = format!("\n{}{}\n", undated_world(), "x".repeat(2 << 20));
    let mut told = Vec::new();
    strictly().run(&registry, &mut rows.as_bytes(), &mut |bytes, lines| told.push((bytes, lines))).unwrap();
    assert_eq!(told.last(), Some(&(rows.len() as u64, 37)));
    assert!(told.is_sorted() && told.len() == 37);
}

/// A clerk wrote a name where an identifier belongs, and the message repeated it.
#[test]
fn a_name_in_the_place_of_an_identifier_is_not_repeated_in_the_message() {
    let rows = [
        r#"{"effective":"2019-01-01","recorder":"示例","command":"register_person","person":"张示例","name":"张示例"}"#,
        r#"{"effective":"2019-01-01","recorder":"示例","command":"fill_seat","federation":"f1","term":1,"role":"chair","person":"张示例"}"#,
        r#"{"effective":"2019-01-01","recorder":"示例","command":"elect_executive_committee","federation":"f1","term":1,"seats":["chair=张示例"]}"#,
        r#"{"effective":"2019-01-01","recorder":"示例","command":"elect_executive_committee","federation":"f1","term":1,"seats":[{"role":"chair","person":"张示例"}]}"#,
    ];
    for row in rows {
        let problem = jiceng_exchange::request_from_json(row, None).unwrap_err();
        let told = format!("{problem} {problem:?}");
        assert!(!told.contains('张'), "{told}");
    }
}
