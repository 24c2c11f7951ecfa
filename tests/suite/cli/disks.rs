//! Disks that are read-only or full: a message, a code, and the registry as it was.

use std::ffi::OsStr;
use std::path::Path;
use std::{fs, thread, time::Duration};

use super::program::{Answer, Place, Trial, file};
use crate::log::{child, full_disk};

fn run(data: &Path, words: &[&str]) -> Answer {
    Place::english(data).run(words)
}

fn mount(options: &str, path: &Path) -> bool {
    child::succeeds("mount", &["-t", "tmpfs", "-o", options, "none", path.to_str().unwrap()])
}

/// A file that was written a moment ago may still be open in a thread of sled's that ends.
fn remount(options: &str, path: &Path) {
    let options = format!("remount,{options}");
    let is_done = (0..5000).any(|_| {
        thread::sleep(Duration::from_millis(1));
        child::succeeds("mount", &["-o", &options, path.to_str().unwrap()])
    });
    assert!(is_done, "{options}");
}

fn in_a_child(test: &str) {
    let dir = tempfile::tempdir().unwrap();
    let Some(by) = full_disk::with_own_mounts(dir.path()) else { return };
    let child = child::running(test, dir.path(), &by).output().unwrap();
    assert!(child.status.success(), "{child:?}");
}

#[test]
fn a_read_only_disk_is_named_and_nothing_is_changed() {
    in_a_child("cli::disks::in_a_child_the_disk_is_read_only");
}

#[test]
fn in_a_child_the_disk_is_read_only() {
    let Some(dir) = child::directory() else { return };
    assert!(mount("size=16m", &dir));
    let data = dir.join("data");
    assert_eq!(run(&data, &["init"]).code, 0);
    let world = file("world.jsonl");
    let import = ["import", world.to_str().unwrap(), "--recorded-as-stated"];
    assert_eq!(run(&data, &import).code, 0);
    let before = run(&data, &["verify"]);
    let asked = run(&data, &["coverage"]);
    remount("ro", &dir);
    let good = file("good.jsonl");
    for words in [
        ["import", good.to_str().unwrap(), "--recorder", "示例"].as_slice(),
        &["record", "erase-person", "--person", "P1", "--effective", "2020", "--recorder", "示例"],
        &["snapshot"],
    ] {
        let answer = run(&data, words);
        assert_eq!(answer.code, jiceng_cli::EXIT_IO, "{words:?}: {answer:?}");
        assert!(answer.err.contains(data.to_str().unwrap()), "{answer:?}");
        assert!(answer.err.contains("Read-only file system") && answer.out.is_empty(), "{answer:?}");
    }
    // It is asked all the same.
    let answer = run(&data, &["coverage"]);
    assert_eq!((answer.code, &answer.out), (0, &asked.out));
    assert_eq!(answer.err, "", "{answer:?}");
    // It is checked as far as it can be read, and backed up to elsewhere without its keys.
    let verified = run(&data, &["verify"]);
    assert_eq!((verified.code, &verified.out), (0, &before.out), "{verified:?}");
    assert!(verified.err.contains("its journal alone is checked"), "{verified:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    let to = |name: &str| elsewhere.path().join(name).display().to_string();
    let refused = run(&data, &["backup", &to("keys.tar")]);
    assert_eq!(refused.code, jiceng_cli::EXIT_IO, "{refused:?}");
    assert!(refused.err.contains("--without-keys") && !elsewhere.path().join("keys.tar").exists(), "{refused:?}");
    let made = run(&data, &["backup", "--without-keys", &to("log.tar")]);
    assert_eq!(made.code, 0, "{made:?}");
    let restored = elsewhere.path().join("restored");
    assert_eq!(run(&restored, &["restore", &to("log.tar")]).code, 0);
    assert_eq!(run(&restored, &["coverage"]).out, asked.out);
    let other = run(&dir.join("other"), &["init"]);
    assert_eq!((other.code, other.out.len()), (jiceng_cli::EXIT_IO, 0), "{other:?}");
    remount("rw", &dir);
    assert_eq!(run(&data, &["verify"]), before);
}

#[test]
fn a_full_disk_is_told_and_what_was_recorded_stays() {
    in_a_child("cli::disks::in_a_child_the_disk_is_full");
}

#[test]
fn in_a_child_the_disk_is_full() {
    let Some(dir) = child::directory() else { return };
    // The rows stand elsewhere: they are not what fills the disk.
    let rows = tempfile::tempdir().unwrap();
    assert!(mount("size=3m", &dir));
    let data = dir.join("data");
    assert_eq!(run(&data, &["init"]).code, 0);
    let world = file("world.jsonl");
    assert_eq!(run(&data, &["import", world.to_str().unwrap(), "--recorded-as-stated"]).code, 0);
    let before = run(&data, &["verify", "--format", "json"]).json();
    let row = |n: usize| {
        let note = "示例".repeat(900);
        format!(
            r#"{{"command":"raise_reform_issue","effective":"2020-01-01","issue":"R-{n}","place":"RA-01","title":"示例","owner":"示例","due":"2020-12-31","evidence":[{{"title":"{}"}}]}}
{{"command":"progress_reform_issue","effective":"2020-01-02","issue":"R-{n}","note":"{note}"}}
"#,
            "据".repeat(180)
        )
    };
    let large = rows.path().join("large.jsonl");
    fs::write(&large, (0..1500).map(row).collect::<String>()).unwrap();
    let import = ["import", large.to_str().unwrap(), "--recorder", "示例"];
    let answer = run(&data, &import);
    assert_eq!(answer.code, jiceng_cli::EXIT_IO, "{answer:?}");
    assert!(answer.err.contains("No space left on device"), "{answer:?}");
    assert!(answer.err.contains(data.to_str().unwrap()) && answer.out.is_empty(), "{answer:?}");

    remount("size=64m", &dir);
    let after = run(&data, &["verify", "--format", "json"]).json();
    assert_eq!(after["ok"], true);
    // An import that could not be acknowledged may have come to the disk, but whole.
    let events = [before["events"].as_u64().unwrap(), before["events"].as_u64().unwrap() + 3000];
    assert!(events.contains(&after["events"].as_u64().unwrap()), "{before} {after}");
    assert_eq!(run(&data, &import).code, 0);
    assert_eq!(run(&data, &["verify", "--format", "json"]).json()["events"], events[1]);
}

const SYNCED: &str = "JICENG_TEST_SYNCED";
const DONE: &str = "it is recorded";

/// The store's file is synced once more when it is closed. It said «panicked», and the program
/// ended with 101, after a commit that was on the disk.
#[test]
fn a_store_that_cannot_be_synced_when_it_is_closed_is_no_failure() {
    if !child::may_make_calls_fail() {
        return child::skip("strace is not there, or may not make calls fail");
    }
    let mut failed_when_closed = 0;
    for nth in 1..=4 {
        let trial = Trial::of_world();
        let store = fs::canonicalize(trial.data()).unwrap().join("log/db");
        let inject = format!("inject=fsync:error=EIO:when={nth}");
        let by = ["strace", "-f", "-P", store.to_str().unwrap(), "-e", "trace=fsync", "-e", &inject, "-o"];
        let traced = trial.dir.path().join("traced");
        let by: Vec<&OsStr> = by.iter().map(OsStr::new).chain([traced.as_os_str()]).collect();
        let test = "cli::disks::in_a_child_a_fact_is_recorded";
        let child = child::running(test, &trial.data(), &by).env(SYNCED, "1").output().unwrap();
        let told = String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success() && !told.contains("panicked"), "{nth}: {child:?}");
        let is_done = String::from_utf8_lossy(&child.stdout).contains(DONE);
        let is_injected = fs::read_to_string(&traced).unwrap().contains("INJECTED");
        assert!(is_done || is_injected, "{nth}: {child:?}");
        failed_when_closed += u32::from(is_done && is_injected);
        let found = trial.run("verify --format json");
        assert_eq!((found.code, found.json()["ok"].as_bool()), (0, Some(true)), "{nth}: {found:?}");
        let recorded = trial.run("history RA-01 --format json").text().contains("关闭于此");
        assert!(recorded || !is_done, "{nth}");
    }
    assert!(failed_when_closed > 0, "no call has failed after the commit");
}

#[test]
fn in_a_child_a_fact_is_recorded() {
    let (Some(data), Ok(_)) = (child::directory(), std::env::var(SYNCED)) else { return };
    let words = ["record", "suspend-element", "--place", "RA-01", "--kind", "womens_home", "--effective", "2021-01-01"];
    let answer = run(&data, &[words.as_slice(), &["--reason", "关闭于此", "--recorder", "示例"]].concat());
    if answer.code == 0 {
        assert_eq!(answer.err, "", "{answer:?}");
        #[expect(clippy::print_stdout, reason = "it tells the other process")]
        {
            println!("\n{DONE}");
        }
    } else {
        assert_eq!(answer.code, jiceng_cli::EXIT_IO, "{answer:?}");
    }
}
