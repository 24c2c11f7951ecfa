//! What the program says, word for word, in both languages.
//!
//! A transcript is a file in `transcripts/`: a line `$ jiceng …` is run, what follows is what came of
//! it; lines of the error stream begin with `! `, and `= ` gives the exit code if it is not 0. The
//! file ending in `.zh.txt` is run in Chinese, the one in `.en.txt` in English. The world is that of
//! `files/world.jsonl`; after a line `# no registry`, there is none. With `JICENG_BLESS=1` the files are
//! written anew: read the difference before it is committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiceng_testkit::fixtures::root;

use super::program::{Answer, Place, Trial, file};

const LANGUAGES: [(&str, &str); 2] = [("zh", "zh_CN.UTF-8"), ("en", "en_US.UTF-8")];

fn transcript(name: &str) {
    let paths = LANGUAGES.map(|(lang, _)| root().join(format!("tests/suite/cli/transcripts/{name}.{lang}.txt")));
    let texts = paths.each_ref().map(|path| std::fs::read_to_string(path).unwrap());
    let [zh, en] = texts.each_ref().map(|text| commands(text));
    assert_eq!(zh, en, "the two languages of {name} do not run the same");
    for ((path, text), (_, locale)) in paths.iter().zip(&texts).zip(LANGUAGES) {
        let found = run_again(text, locale);
        if std::env::var_os("JICENG_BLESS").is_some() {
            std::fs::write(path, found).unwrap();
        } else {
            same(path, text, &found);
        }
    }
}

fn same(path: &Path, text: &str, found: &str) {
    let differs = text.lines().zip(found.lines()).position(|(left, right)| left != right);
    let line = differs.unwrap_or_else(|| text.lines().count().min(found.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    assert!(
        text == found,
        "{}:{}\n  expected {}\n  found    {}\nJICENG_BLESS=1 writes it anew",
        path.display(),
        line + 1,
        at(text),
        at(found)
    );
}

/// The lines that say what is run.
fn commands(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with("$ ") || line.starts_with("# ")).map(str::to_owned).collect()
}

fn run_again(text: &str, locale: &str) -> String {
    let mut trial = Trial::of_world();
    let mut found = String::new();
    for line in commands(text) {
        if line == "# no registry" {
            trial = Trial::bare();
        }
        writeln!(found, "{line}").unwrap();
        if let Some(words) = line.strip_prefix("$ jiceng") {
            let data = trial.data();
            let place = Place { locale, ..Place::english(&data) };
            let words: Vec<String> = words_of(words).iter().map(|word| with_paths(word)).collect();
            write_answer(&mut found, &place.run(&words), &data);
        }
        found.push('\n');
    }
    found.truncate(found.trim_end().len());
    found + "\n"
}

fn with_paths(word: &str) -> String {
    word.strip_prefix("FILES/").map_or(word.to_owned(), |name| file(name).display().to_string())
}

fn write_answer(found: &mut String, answer: &Answer, data: &Path) {
    let files: PathBuf = file("");
    let hidden = |text: &str| {
        let text = text.replace(data.to_str().unwrap(), "DATA").replace(files.to_str().unwrap(), "FILES/");
        hide_times(&hide_commits(&text))
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
fn words_of(line: &str) -> Vec<String> {
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

#[test]
fn questions() {
    transcript("questions");
}

#[test]
fn dates_without_a_day() {
    transcript("dates");
}

#[test]
fn recording() {
    transcript("recording");
}

#[test]
fn standards_and_targets() {
    transcript("standards");
}

#[test]
fn differences() {
    transcript("differences");
}

#[test]
fn targets_claims_and_reform_issues() {
    transcript("audits");
}

#[test]
fn mistakes_on_the_command_line() {
    transcript("mistakes");
}

#[test]
fn imports() {
    transcript("imports");
}

#[test]
fn registries() {
    transcript("registries");
}

#[test]
fn corrections() {
    transcript("corrections");
}

#[test]
fn findings() {
    transcript("findings");
}
