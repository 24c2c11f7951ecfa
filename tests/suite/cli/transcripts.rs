//! What the program says, word for word, in both languages.
//!
//! A transcript is a file in `transcripts/`: a line `$ jiceng …` is run, what follows is what came
//! of it; lines of the error stream begin with `! `, and `= ` gives the exit code if it is not 0.
//! The file ending in `.zh.txt` is run in Chinese, the one in `.en.txt` in English. The world is
//! that of `files/world.jsonl`; after a line `# no registry`, there is none. With `JICENG_BLESS=1`
//! the files are written anew: read the difference before it is committed.

use std::fmt::Write as _;
use std::path::Path;

use jiceng_testkit::fixtures::root;

use super::program::{Place, Trial, file};
use super::shown::{words_of, write_answer};

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
            let words: Vec<String> = words_of(words).iter().map(|word| with_paths(word, trial.dir.path())).collect();
            let hidden = [(data.as_path(), "DATA"), (&file(""), "FILES/"), (trial.dir.path(), "AWAY")];
            write_answer(&mut found, &place.run(&words), &hidden);
        }
        found.push('\n');
    }
    found.truncate(found.trim_end().len());
    found + "\n"
}

/// `FILES/` is the directory of files of these tests, `AWAY/` one beside the registry.
fn with_paths(word: &str, away: &Path) -> String {
    let in_away = || word.strip_prefix("AWAY/").map(|name| away.join(name));
    let path = word.strip_prefix("FILES/").map(file).or_else(in_away);
    path.map_or(word.to_owned(), |path| path.display().to_string())
}

#[test]
fn questions() {
    transcript("questions");
}

#[test]
fn reasons() {
    transcript("reasons");
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
fn persons() {
    transcript("persons");
}

#[test]
fn corrections() {
    transcript("corrections");
}

#[test]
fn findings() {
    transcript("findings");
}
