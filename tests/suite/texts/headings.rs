//! Headings of tables: each column that people see has one, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiceng_testkit::fixtures::root;

fn files_below(directory: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files_below(&path, ending) } else { vec![path] };
    let mut files: Vec<PathBuf> = entries.flat_map(below).collect();
    files.retain(|path| path.to_string_lossy().ends_with(ending));
    files
}

/// The texts in quotes of a source.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').skip(1).step_by(2)
}

/// The identifiers of columns that people see, as answers name them.
fn ids(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for kind in ["text", "number"] {
        // One by one, or a list of them.
        for (at, call) in source.match_indices(&format!("Column::{kind}")) {
            let behind = &source[at + call.len()..];
            if let Some(id) = behind.strip_prefix("(\"").and_then(|rest| rest.split('"').next()) {
                found.insert(id.to_owned());
            } else if source[..at].ends_with(".map(") {
                let list = source[..at].rsplit_once('[').map_or("", |(_, list)| list);
                found.extend(quoted(list).map(str::to_owned));
            }
        }
    }
    found
}

/// A column of every table of answers has a heading in both languages; some tables lay out words of
/// their own beside it.
#[test]
fn every_column_of_an_answer_has_a_heading() {
    let headings = fs::read_to_string(root().join("crates/texts/src/headings.rs")).unwrap();
    let headlines = fs::read_to_string(root().join("crates/texts/src/headlines.rs")).unwrap();
    let has = |id: &String| [&headings, &headlines].iter().any(|texts| texts.contains(&format!("\"{id}\" ")));
    let mut seen = BTreeSet::new();
    for file in files_below(&root().join("crates/answers/src"), ".rs") {
        seen.extend(ids(&fs::read_to_string(file).unwrap()));
    }
    assert!(seen.len() > 90, "{seen:?}");
    let missing: Vec<&String> = seen.iter().filter(|id| !has(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_heading_is_in_both_languages() {
    let headings = fs::read_to_string(root().join("crates/texts/src/headings.rs")).unwrap();
    let mut seen = 0;
    for (at, pick) in headings.match_indices("lang.pick(") {
        let words: Vec<&str> = quoted(&headings[at + pick.len()..]).take(2).collect();
        super::says_both("a heading", words[0], words[1]);
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}

/// What is printed in Chinese: a heading that is missing for its table is the identifier, and has
/// no Chinese. Days and standards that a column is named after are no words.
#[test]
fn every_heading_that_was_printed_in_chinese_is_chinese() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_name = |word: &str| word.bytes().any(|b| b.is_ascii_digit() || b == b'-');
    let mut seen = 0;
    for file in files_below(&root().join("tests/suite/cli/transcripts"), ".zh.txt") {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[1].starts_with("|--") && pair[0].starts_with("| ")) {
            for word in pair[0].trim_matches('|').split('|').map(str::trim) {
                assert!(word.contains(is_han) || is_name(word), "{}: {word:?} in {}", file.display(), pair[0]);
                seen += 1;
            }
        }
    }
    assert!(seen > 300, "{seen}");
}
