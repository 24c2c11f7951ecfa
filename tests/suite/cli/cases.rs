//! Small histories that were once answered wrongly, each standing for a kind of fault.
//!
//! A case is a folder in `fixtures/cases`: its rows, and `answer.txt`, which says the rule in lines
//! that begin with `# `, the commands in lines that begin with `$ jiceng`, and below each what is
//! right. `CASE/` stands for the folder. A case starts with an empty registry. With
//! `JICENG_BLESS=1` the answers are written anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiceng_testkit::fixtures::root;

use super::program::Trial;
use super::shown::{words_of, write_answer};

fn run_again(folder: &Path, text: &str) -> String {
    let trial = Trial::empty();
    let mut found = String::new();
    for line in text.lines() {
        if line.starts_with("# ") {
            writeln!(found, "{line}").unwrap();
        }
        let Some(words) = line.strip_prefix("$ jiceng") else { continue };
        writeln!(found, "\n{line}").unwrap();
        let with_path = |word: &String| match word.strip_prefix("CASE/") {
            Some(name) => folder.join(name).display().to_string(),
            None => word.clone(),
        };
        let words: Vec<String> = words_of(words).iter().map(with_path).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let data = trial.data();
        let hidden = [(data.as_path(), "DATA"), (folder, "CASE"), (trial.dir.path(), "AWAY")];
        write_answer(&mut found, &trial.run_words(&words), &hidden);
    }
    found
}

fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("fixtures/cases")).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_gives_its_right_answer() {
    let mut wrong = String::new();
    for folder in cases() {
        let path = folder.join("answer.txt");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let found = run_again(&folder, &text);
        if std::env::var_os("JICENG_BLESS").is_some() {
            std::fs::write(path, found).unwrap();
        } else if text != found {
            let differs = text.lines().zip(found.lines()).find(|(right, found)| right != found);
            writeln!(wrong, "{}: {differs:?}\n{found}", folder.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "wrong answers; JICENG_BLESS=1 writes them anew\n{wrong}");
}
