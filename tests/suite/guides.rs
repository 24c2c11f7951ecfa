//! The guides in `docs/guides/`: every command in them is run, on the Liuzhou history, and says
//! what the guide shows.
//!
//! In a block marked `console`, a line `$ jiceng …` is run; a `\` at its end goes on to the next
//! line. What follows is what came of it, in the form of the transcripts; a line `…` stands for any
//! lines that the guide leaves out. Guides ending in `.zh-CN.md` are run in Chinese. `jiceng-data`
//! is a registry of the guide's own, `fixtures/` this project's, `out/` a directory for what is
//! written. With `JICENG_BLESS=1` answers that differ are written anew, whole: cut them again
//! before they are committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiceng_testkit::fixtures::root;

use crate::cli::program::{Place, Trial};
use crate::cli::shown::{words_of, write_answer};

const CUT: &str = "…";

fn guides() -> Vec<PathBuf> {
    let dir = std::fs::read_dir(root().join("docs/guides")).unwrap();
    let mut paths: Vec<PathBuf> = dir.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

/// A guide being run.
struct Walk {
    trial: Trial,
    locale: &'static str,
}

impl Walk {
    fn of(path: &Path) -> Self {
        let is_chinese = path.to_str().unwrap().ends_with(".zh-CN.md");
        let trial = Trial::bare();
        std::fs::create_dir(trial.dir.path().join("out")).unwrap();
        Self { trial, locale: if is_chinese { "zh_CN.UTF-8" } else { "en_US.UTF-8" } }
    }

    /// The path that stands for a name in the guide, if it is one of the three.
    fn path(&self, word: &str) -> Option<PathBuf> {
        match word.split_once('/') {
            Some(("fixtures", _)) => Some(root().join(word)),
            Some(("out", _)) => Some(self.trial.dir.path().join(word)),
            _ if word == "jiceng-data" => Some(self.trial.data()),
            _ => None,
        }
    }

    fn answer(&self, command: &str) -> String {
        let words = words_of(command);
        let paths = words.iter().map(|word| self.path(word).map_or(word.clone(), |path| path.display().to_string()));
        let (data, out) = (self.trial.data(), self.trial.dir.path().join("out"));
        let place = Place { locale: self.locale, ..Place::english(&data) };
        let mut found = String::new();
        let fixtures = root().join("fixtures");
        let names = [(data.as_path(), "jiceng-data"), (out.as_path(), "out"), (fixtures.as_path(), "fixtures")];
        write_answer(&mut found, &place.run(&paths.collect::<Vec<_>>()), &names);
        found
    }
}

/// The guide with every answer as it is now; those that agree with what is shown stay as they are.
fn run_again(path: &Path, text: &str) -> String {
    let walk = Walk::of(path);
    let mut found = String::new();
    let mut lines = text.lines().peekable();
    let mut in_console = false;
    while let Some(line) = lines.next() {
        writeln!(found, "{line}").unwrap();
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        let Some(command) = line.strip_prefix("$ jiceng").filter(|_| in_console) else { continue };
        let mut command = command.to_owned();
        while command.ends_with('\\') {
            command.pop();
            let more = lines.next().unwrap_or_default();
            writeln!(found, "{more}").unwrap();
            command.push_str(more);
        }
        let mut shown = String::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && !line.starts_with("```")) {
            writeln!(shown, "{line}").unwrap();
        }
        let answer = walk.answer(&command);
        let (gap, shown) = shown.strip_suffix("\n\n").map_or(("", shown.clone()), |rest| ("\n", format!("{rest}\n")));
        found.push_str(if agrees(&shown, &answer) { &shown } else { &answer });
        found.push_str(gap);
    }
    found
}

/// Whether an answer is what is shown, where a line `…` may stand for any lines.
fn agrees(shown: &str, answer: &str) -> bool {
    let mut rest: Vec<&str> = answer.lines().collect();
    let mut parts = shown.lines().collect::<Vec<_>>();
    let Some(first_cut) = parts.iter().position(|line| *line == CUT) else { return parts == rest };
    let behind = parts.split_off(first_cut);
    if !rest.starts_with(&parts) {
        return false;
    }
    rest.drain(..parts.len());
    let parts: Vec<&[&str]> = behind.split(|line| *line == CUT).skip(1).collect();
    let Some((last, between)) = parts.split_last() else { return true };
    for part in between {
        let Some(at) = (0..=rest.len()).find(|at| rest[*at..].starts_with(part)) else { return false };
        rest.drain(..at + part.len());
    }
    rest.ends_with(last)
}

#[test]
fn what_the_guides_show_is_what_the_program_says() {
    for path in guides() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("```console\n$ jiceng"), "{} shows no command", path.display());
        let found = run_again(&path, &text);
        if std::env::var_os("JICENG_BLESS").is_some() {
            std::fs::write(&path, found).unwrap();
            continue;
        }
        let differs = text.lines().zip(found.lines()).position(|(shown, said)| shown != said);
        let line = differs.unwrap_or_else(|| text.lines().count().min(found.lines().count()));
        let at = |text: &str| text.lines().skip(line).take(6).collect::<Vec<_>>().join("\n    ");
        let name = path.file_name().unwrap().to_str().unwrap();
        let (shown, said) = (at(&text), at(&found));
        assert!(text == found, "{name}:{}\n  shows\n    {shown}\n  but the program says\n    {said}", line + 1);
    }
}

#[test]
fn a_cut_stands_for_any_lines_and_nothing_else_does() {
    assert!(agrees("a\nb\n", "a\nb\n"));
    assert!(!agrees("a\n", "a\nb\n"));
    assert!(!agrees("a\nb\n", "a\n"));
    assert!(agrees("a\n…\n", "a\nb\nc\n"));
    assert!(agrees("a\n…\n", "a\n"));
    assert!(!agrees("b\n…\n", "a\nb\n"));
    assert!(agrees("…\nc\n", "a\nb\nc\n"));
    assert!(!agrees("…\nb\n", "a\nb\nc\n"));
    assert!(agrees("a\n…\nc\n…\ne\n", "a\nb\nc\nd\ne\n"));
    assert!(!agrees("a\n…\ne\n…\nc\n", "a\nb\nc\nd\ne\n"));
    assert!(!agrees("a\n…\na\n", "a\n"));
}
