//! In English one thing has another word than several: «1 commits» was said in ninety sentences.

use std::fs;

use jiceng_testkit::fixtures::root;

/// What is counted, as it is called where there are several.
const SEVERAL: [&str; 27] = [
    "backups",
    "bytes",
    "checkpoints",
    "claims",
    "commits",
    "communities",
    "corrections",
    "days",
    "differences",
    "disagreements",
    "divisions",
    "elections",
    "events",
    "facts",
    "federations",
    "files",
    "lines",
    "names",
    "notes",
    "people",
    "persons",
    "places",
    "records",
    "rows",
    "seats",
    "spans",
    "years",
];

/// They say the same of any number: two at least, or a bound that is written down.
const ALWAYS_SEVERAL: [&str; 3] = [
    "{LINE_BYTES_MAX} bytes",
    "{}: {} facts of {}, nothing says which came first",
    "{at} records the same", // a verb
];

/// A number stands right before the word, or before a word that says more of it.
fn counts_by_itself(line: &str) -> bool {
    let behind_numbers = line.split('}').skip(1).filter_map(|rest| rest.strip_prefix(' '));
    let words = behind_numbers.map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).take(2).collect::<Vec<_>>());
    words.into_iter().any(|words| words.iter().any(|word| SEVERAL.contains(word)))
}

#[test]
fn every_number_in_english_goes_with_its_word() {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("crates/texts/src")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (n, line) in (1..).zip(text.lines()) {
            let is_allowed = ALWAYS_SEVERAL.iter().any(|allowed| line.contains(allowed));
            if line.contains('"') && !line.trim_start().starts_with("//") && counts_by_itself(line) && !is_allowed {
                found.push(format!("{}:{n}: {}", path.file_name().unwrap().to_string_lossy(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "these do not use `plural`:\n{}", found.join("\n"));
}

#[test]
fn what_the_test_looks_for_is_found() {
    for told in [r#""{commits} commits, signed""#, r#""{} damaged records""#, r#"format!("{n} people")"#] {
        assert!(counts_by_itself(told), "{told}");
    }
    assert!(!counts_by_itself(r#""{commits}, signed", commits = plural(commits, "commit")"#));
}
