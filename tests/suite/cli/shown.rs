//! Answers as transcripts and guides show them: without what differs from run to run.

use std::fmt::Write as _;
use std::path::Path;

use super::program::Answer;

/// Writes what a run came to: its output, the error stream behind `! `, and the exit code behind `=
/// ` if it is not 0. Each path gives way to its name.
pub(crate) fn write_answer(found: &mut String, answer: &Answer, names: &[(&Path, &str)]) {
    let hidden = |text: &str| {
        let by_name = |text: String, (path, name): &(&Path, &str)| text.replace(path.to_str().unwrap(), name);
        hide_times(&hide_keys(&hide_commits(&names.iter().fold(text.to_owned(), by_name))))
    };
    // A line of white space would be trimmed away by editors.
    for line in hidden(answer.text()).lines() {
        writeln!(found, "{}", line.trim_end()).unwrap();
    }
    for line in hidden(&answer.err).lines() {
        writeln!(found, "{}", format!("! {line}").trim_end()).unwrap();
    }
    if answer.code != 0 {
        writeln!(found, "= {}", answer.code).unwrap();
    }
}

/// Puts a word in the place of the commit ids that the registry made.
fn hide_commits(text: &str) -> String {
    let is_ours = |word: &str| word.len() == 36 && uuid::Uuid::parse_str(word).is_ok() && !word.starts_with("01900000");
    let mut shown = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_hexdigit() && c != '-') {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_hexdigit() && c != '-');
        shown.push_str(&if is_ours(word) { part.replace(word, "COMMIT") } else { part.to_owned() });
    }
    shown
}

/// Puts a word in the place of the identifiers of registry keys, which are made anew each time.
fn hide_keys(text: &str) -> String {
    let is_id = |word: &str| word.len() == 16 && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let is_no_digit = |c: char| !c.is_ascii_alphanumeric();
    let hidden = |part: &str| {
        let word = part.trim_end_matches(is_no_digit);
        if is_id(word) { part.replace(word, "KEY") } else { part.to_owned() }
    };
    text.split_inclusive(is_no_digit).map(hidden).collect()
}

/// Puts words in the place of today and of the instant at which a command was run.
fn hide_times(text: &str) -> String {
    let is_no_instant = |c: char| !c.is_ascii_digit() && !"-T:.Z".contains(c);
    let hidden = |part: &str| {
        let word = part.trim_end_matches(is_no_instant);
        // Those of the world have no fraction.
        let is_now = word.contains('.') && word.parse::<jiff::Timestamp>().is_ok();
        if is_now { part.replace(word, "NOW") } else { part.to_owned() }
    };
    let shown: String = text.split_inclusive(is_no_instant).map(hidden).collect();
    let mut parts = shown.split(&jiceng_core::today().to_string()).map(str::to_owned).collect::<Vec<_>>();
    // Behind today, in tables, stands the minute.
    for part in parts.iter_mut().skip(1) {
        let minute = part.get(..6).filter(|text| text.starts_with(' ') && text.get(3..4) == Some(":"));
        if minute.is_some_and(|text| text.bytes().filter(u8::is_ascii_digit).count() == 4) {
            part.replace_range(..6, "");
        }
    }
    parts.join("TODAY")
}

/// The words of a line; single quotes keep what is in them together.
pub(crate) fn words_of(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
