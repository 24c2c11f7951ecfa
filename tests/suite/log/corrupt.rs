//! The recipes of `fixtures/logs/corrupt`: damages that a log must tell or mend.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_log::{EventLog as _, LogError, SledLog};
use jiceng_testkit::fixtures::fixture;
use tempfile::TempDir;

use super::commits::all;

/// The frozen log, opened once.
fn frozen() -> (TempDir, Vec<jiceng_log::Commit>) {
    let dir = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixture("logs/1/registry/log")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    let log = SledLog::open(dir.path()).unwrap();
    let commits = all(&log).unwrap();
    drop(log);
    (dir, commits)
}

/// The files that a recipe means by a name.
fn files(dir: &Path, name: &str) -> Vec<PathBuf> {
    let dir = if name == "journal" { dir.join("journal") } else { dir.to_owned() };
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let is_meant = |path: &PathBuf| {
        let file = path.file_name().unwrap().to_str().unwrap();
        name == "journal" || file == name || (name == "snap" && file.starts_with("snap."))
    };
    paths.filter(is_meant).collect()
}

fn spoil(dir: &Path, step: &str) {
    let (name, action) = step.trim().split_once(": ").unwrap();
    let mut words = action.split(' ');
    let verb = words.next().unwrap();
    let numbers: Vec<i64> = words.map(|word| word.parse().unwrap()).collect();
    let found = files(dir, name);
    assert!(!found.is_empty(), "{step}");
    for path in found {
        if verb == "remove" {
            fs::remove_file(path).unwrap();
            continue;
        }
        let mut bytes = fs::read(&path).unwrap();
        let at = usize::try_from(numbers[0])
            .unwrap_or_else(|_| bytes.len() - usize::try_from(numbers[0].unsigned_abs()).unwrap());
        let length = numbers.get(1).map_or(1, |length| usize::try_from(*length).unwrap());
        match verb {
            "flip" => bytes[at] ^= 0x40,
            "zero" => bytes.iter_mut().skip(at).take(length).for_each(|byte| *byte = 0),
            "cut" => bytes.truncate(at),
            "double" => {
                let twice = bytes[at..at + length].to_vec();
                bytes.splice(at..at, twice);
            }
            _ => panic!("{step}"),
        }
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn each_recipe_comes_to_what_it_says() {
    let recipes = fs::read_to_string(fixture("logs/corrupt/recipes.txt")).unwrap();
    let mut tried = 0;
    for recipe in recipes.lines().filter(|line| !line.starts_with('#')) {
        let [name, steps, expected] = recipe.split(" | ").collect::<Vec<_>>()[..] else { panic!("{recipe}") };
        let (dir, commits) = frozen();
        steps.split(';').for_each(|step| spoil(dir.path(), step));
        let found = SledLog::open(dir.path()).and_then(|log| {
            log.verify()?;
            all(&log)
        });
        match (expected.split_once(' '), found) {
            (None, Ok(found)) => assert_eq!(found, commits, "{name}"),
            (Some(("error", text)), Err(error)) => {
                assert!(matches!(error, LogError::JournalDamaged { .. }), "{name}: {error:?}");
                assert!(error.to_string().contains(text), "{name}: {error}");
            }
            (_, found) => panic!("{name}: {:?}", found.map(|commits| commits.len())),
        }
        tried += 1;
    }
    assert!(tried > 12);
}
