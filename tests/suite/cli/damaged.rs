//! A registry of which both copies are hurt: a code, what is wrong, and what to do; and what that
//! comes to.

use std::fs;
use std::path::{Path, PathBuf};

use super::program::Trial;

fn journal(data: &Path) -> PathBuf {
    data.join("log/journal/00000000000000000000.journal")
}

fn remove_store(data: &Path) {
    for entry in fs::read_dir(data.join("log")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == "db" || name == "conf" || name.starts_with("snap.") {
            fs::remove_file(path).unwrap();
        }
    }
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// It opened as an empty registry, exit 0.
#[test]
fn where_both_copies_are_hurt_every_command_says_so_and_repair_brings_back_what_is_sound() {
    let trial = Trial::of_world();
    let whole = trial.state();
    remove_store(&trial.data());
    change(&journal(&trial.data()), |bytes| {
        let marks: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"JREC")).collect();
        marks.into_iter().for_each(|at| bytes[at] ^= 1);
    });
    let out = |name: &str| trial.dir.path().join(name).to_str().unwrap().to_owned();
    let backup = out("backup");
    let frames = out("frames");
    for (lang, says) in [("en", "jiceng repair --to NEW_DIR"), ("zh", "jiceng repair --to 新目录")] {
        for words in [&["verify"][..], &["coverage"], &["backup", &backup], &["export", "--frames", &frames]] {
            let answer = trial.run_words(&[words, &["--lang", lang]].concat());
            assert_eq!(answer.code, jiceng_cli::EXIT_CORRUPT, "{words:?}: {answer:?}");
            assert!(answer.err.contains(says) && answer.out.is_empty(), "{words:?}: {answer:?}");
        }
    }
    assert!(!Path::new(&backup).exists() && !Path::new(&frames).exists());
    let repaired = trial.run_words(&["repair", "--to", &out("new")]);
    assert_eq!(repaired.code, 0, "{repaired:?}");
    fs::remove_dir_all(trial.data()).unwrap();
    fs::rename(trial.dir.path().join("new"), trial.data()).unwrap();
    assert_eq!(trial.state(), whole);
}

/// A backup of 147 commits held none, exit 0.
#[test]
fn a_backup_and_an_export_have_what_is_sound_in_either_copy() {
    for words in [["backup", "{}"].as_slice(), &["export", "--frames", "{}"]] {
        let trial = Trial::of_world();
        let commits = trial.run("verify --format json").json()["commits"].clone();
        change(&journal(&trial.data()), |bytes| bytes.iter_mut().rev().take(4096).for_each(|byte| *byte = 0));
        let file = trial.dir.path().join("out");
        let words: Vec<String> = words.iter().map(|word| word.replace("{}", file.to_str().unwrap())).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--format", "json"]).collect();
        let answer = trial.run_words(&words);
        assert_eq!((answer.code, &answer.json()["commits"]), (0, &commits), "{answer:?}");
        assert!(answer.err.contains("took them from the store"), "{answer:?}");
    }
}
