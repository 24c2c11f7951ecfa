//! Prose that reads well: lines of at most 100 columns, sentences of at most 30 words.

use unicode_width::UnicodeWidthStr as _;

use super::{files_ending, read, shown};

/// Columns that a line of prose has at most; a Han character takes two.
const COLUMNS_MAX: usize = 100;
/// Words that a sentence of a document has at most. Write for 25.
const WORDS_MAX: usize = 30;

/// A document's lines of prose, with their numbers: no code and no tables.
fn prose(document: &str) -> Vec<(usize, &str)> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(document.lines()) {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if !is_code && !is_fence && !line.trim_start().starts_with('|') {
            lines.push((number, line));
        }
    }
    lines
}

/// The comments of a source, without their marks, and every other line as an empty one.
fn comments(source: &str) -> String {
    let text = |line: &str| {
        let line = line.trim_start();
        let marks = ["//!", "///", "//"].into_iter().find_map(|mark| line.strip_prefix(mark));
        marks.unwrap_or_default().to_owned()
    };
    source.lines().map(|line| text(line) + "\n").collect()
}

/// What an item of a list says, without its mark.
fn item(line: &str) -> Option<&str> {
    let (mark, text) = line.split_once(' ')?;
    let number = mark.strip_suffix('.').filter(|digits| digits.len() < 3 && digits.parse::<u8>().is_ok());
    (mark == "-" || mark == "*" || number.is_some()).then_some(text)
}

/// The paragraphs and items of lists, each as one line with the number of its first.
fn paragraphs(document: &str) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let mut before = 0;
    for (number, line) in prose(document) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match (item(line), paragraphs.last_mut()) {
            (None, Some((_, text))) if before + 1 == number => text.extend([" ", line]),
            (begun, _) => paragraphs.push((number, begun.unwrap_or(line).to_owned())),
        }
        before = number;
    }
    paragraphs
}

/// The sentences of a paragraph, each as its words. Code and the targets of links are no words, and
/// `;` and `:` end a sentence.
fn sentences(paragraph: &str) -> Vec<Vec<String>> {
    let text = paragraph.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let mut links = text.split("](");
    let before = links.next().unwrap_or_default().to_owned();
    let text = links.fold(before, |text, link| text + "]" + link.split_once(')').map_or("", |(_, rest)| rest));
    let is_word = |token: &str| token.chars().any(|c| c.is_alphanumeric() && c < '\u{3000}');
    let is_end = |token: &str| {
        let token = token.trim_end_matches(['"', '”', '’', '»', ')', ']', '*', '_']);
        token.ends_with(['.', '!', '?', ';', ':', '。', '；', '：', '？', '！'])
    };
    let mut sentences = vec![Vec::new()];
    for token in text.split_whitespace() {
        if is_word(token) {
            sentences.last_mut().unwrap().push(token.to_owned());
        }
        if is_end(token) {
            sentences.push(Vec::new());
        }
    }
    sentences.retain(|words| !words.is_empty());
    sentences
}

/// The lines of prose that are too wide and can be broken.
fn wide_lines(document: &str) -> Vec<(usize, usize)> {
    let can_be_broken = |line: &str| item(line.trim()).unwrap_or(line.trim()).contains(' ');
    let lines = prose(document).into_iter().filter(|(_, line)| can_be_broken(line));
    lines.map(|(number, line)| (number, line.width())).filter(|(_, columns)| *columns > COLUMNS_MAX).collect()
}

/// The sentences that are too long, with the line of their paragraph and their number of words.
fn long_sentences(document: &str) -> Vec<(usize, usize, String)> {
    let paragraphs = paragraphs(document).into_iter();
    let all = paragraphs.flat_map(|(number, text)| sentences(&text).into_iter().map(move |words| (number, words)));
    let long = all.filter(|(_, words)| words.len() > WORDS_MAX);
    long.map(|(number, words)| (number, words.len(), words.join(" "))).collect()
}

#[test]
fn no_line_of_prose_is_too_wide() {
    let mut wide = Vec::new();
    for file in files_ending(".", "md") {
        let lines = wide_lines(&read(&file)).into_iter();
        wide.extend(lines.map(|(number, columns)| format!("{}:{number} has {columns} columns", shown(&file))));
    }
    for file in files_ending(".", "rs") {
        let source = read(&file);
        let lines: Vec<&str> = source.lines().collect();
        // As wide as it stands there, with what is before the mark.
        for (number, text) in prose(&comments(&source)) {
            let columns = lines[number - 1].width();
            if !text.is_empty() && columns > COLUMNS_MAX {
                wide.push(format!("{}:{number} has {columns} columns", shown(&file)));
            }
        }
    }
    assert!(wide.is_empty(), "at most {COLUMNS_MAX} columns are allowed:\n{}", wide.join("\n"));
}

#[test]
fn no_sentence_of_a_document_is_too_long() {
    let mut long = Vec::new();
    for file in files_ending(".", "md") {
        let sentences = long_sentences(&read(&file)).into_iter();
        long.extend(sentences.map(|(number, words, text)| format!("{}:{number} ({words}) {text}", shown(&file))));
    }
    assert!(long.is_empty(), "at most {WORDS_MAX} words are allowed:\n{}", long.join("\n"));
}

#[test]
fn words_are_counted_outside_of_code_links_and_tables() {
    let counted = |text: &str| sentences(text).iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(counted("One two three. Four five; six: seven"), [3, 2, 1, 1]);
    assert_eq!(counted("See `a b c` and [the page](docs/a page.md#x), then `d e`. Next"), [5, 1]);
    assert_eq!(counted("It ends (`here`). **So** it «does.» (Then.) 村（社区）有10个。完"), [2, 3, 1, 1]);
    assert_eq!(counted("version 2.7.0 and 3 a/b"), [5]);
    let document = "# A title\n\none\ntwo\n- three\n  four\n1. five\n2016. six\n\n| no | no |\n\n```\nno\n```\nseven\n";
    let found = paragraphs(document);
    let expected = [(3, "one two"), (5, "three four"), (7, "five 2016. six"), (15, "seven")];
    assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn a_sentence_too_long_and_a_line_too_wide_are_found() {
    let just = vec!["word"; WORDS_MAX].join(" ");
    assert_eq!(long_sentences(&format!("{just}.\n")), []);
    let long = format!("Short.\n\n{just}\nmore. Short.\n");
    assert_eq!(long_sentences(&long).iter().map(|(line, words, _)| (*line, *words)).collect::<Vec<_>>(), [(3, 31)]);
    assert_eq!(long_sentences(&format!("| {just} more |\n```\n{long}```\n")), []);
    assert_eq!(wide_lines(&format!("{}\n", "a b ".repeat(25))), []);
    assert_eq!(wide_lines(&format!("x\n{}", "a b ".repeat(26))), [(2, 104)]);
    assert_eq!(wide_lines(&format!("{} 完", "字".repeat(50))), [(1, 103)]);
    // A link alone, a row of a table, and code stay as they are.
    let link = format!("- [x]({})", "y".repeat(120));
    assert_eq!(wide_lines(&format!("{link}\n| {link} |\n```\n{link} z\n```\n")), []);
    let source = format!("/// {}\nlet x = 1; // y\n", "a ".repeat(3));
    assert_eq!(comments(&source), " a a a \n\n");
}
