//! What was found to end with 0 and should not have, or to fail and should not have: each by its
//! command, in both languages.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::Registry;

use super::program::{Answer, Place, Trial};
use crate::core::key_store::copy;
use crate::log::child;

/// Puts something else in the place of a file.
type Swap = fn(&Path);

const CORRUPT: u8 = jiceng_cli::EXIT_CORRUPT;

/// What becomes of a text.
type Harm = fn(&str) -> String;

fn path(trial: &Trial, name: &str) -> String {
    trial.dir.path().join(name).to_str().unwrap().to_owned()
}

fn done(answer: Answer) -> Answer {
    assert_eq!(answer.code, 0, "{answer:?}");
    answer
}

/// Ends with a code, and says something in each language.
fn says(trial: &Trial, words: &[&str], code: u8, [en, zh]: [&str; 2]) {
    let data = trial.data();
    for (locale, says) in [("en_US.UTF-8", en), ("zh_CN.UTF-8", zh)] {
        let answer = Place { locale, ..Place::english(&data) }.run(words);
        assert_eq!(answer.code, code, "{words:?} {locale}: {answer:?}");
        assert!(format!("{}{}", answer.text(), answer.err).contains(says), "{words:?} {locale}: {answer:?}");
    }
}

fn is_of_store(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name == "db" || name == "conf" || name.starts_with("snap.")
}

fn store_files(log: &Path) -> Vec<PathBuf> {
    fs::read_dir(log).unwrap().map(|entry| entry.unwrap().path()).filter(|path| is_of_store(path)).collect()
}

/// The world, and a person more whom a program recorded that was then killed: the store is as it
/// was before.
fn killed() -> Trial {
    let trial = Trial::of_world();
    let (early, left) = (trial.dir.path().join("early"), trial.dir.path().join("left"));
    copy(&trial.data(), &early);
    let registry = Registry::open(&trial.data()).unwrap();
    crate::core::recorded::record(&registry, crate::core::recorded::person_named("killed1", "示例")).unwrap();
    copy(&trial.data(), &left);
    drop(registry);
    fs::remove_dir_all(trial.data()).unwrap();
    fs::rename(&left, trial.data()).unwrap();
    let log = trial.data().join("log");
    store_files(&log).iter().for_each(|path| fs::remove_file(path).unwrap());
    for path in store_files(&early.join("log")) {
        fs::copy(&path, log.join(path.file_name().unwrap())).unwrap();
    }
    trial
}

/// It ended with 0 and without the last person, `repair` and `backup` too.
#[test]
fn a_killed_programs_journal_that_is_gone_is_told_by_every_command() {
    for harm in 0..3 {
        let trial = killed();
        let journal = trial.data().join("log/journal");
        let segment = journal.join("00000000000000000000.journal");
        match harm {
            0 => fs::remove_file(&segment).unwrap(),
            1 => fs::remove_dir_all(&journal).unwrap(),
            _ => fs::write(&segment, &fs::read(&segment).unwrap()[..36]).unwrap(),
        }
        let out = path(&trial, "out");
        for _ in 0..2 {
            for words in [&["verify"][..], &["coverage"], &["backup", &out], &["export", "--frames", &out]] {
                says(&trial, words, CORRUPT, ["jiceng repair --to NEW_DIR", "jiceng repair --to 新目录"]);
            }
        }
        assert!(!Path::new(&out).exists());
        let answer = trial.run_words(&["repair", "--to", &path(&trial, "new"), "--format", "json"]);
        assert_eq!((answer.code, &answer.json()["end_unknown"]), (CORRUPT, &true.into()), "{answer:?}");
        assert!(answer.err.contains("nothing says any more where the log ended"), "{answer:?}");
        done(trial.run_words(&["verify", "--data", &path(&trial, "new")]));
    }
    // The same with its journal: nothing is lost, and the warning is all.
    let trial = killed();
    let answer = done(trial.run("verify"));
    assert!(answer.err.contains("the store lacked 1 event"), "{answer:?}");
    let answer = trial.run_words(&["repair", "--to", &path(&trial, "new"), "--format", "json"]);
    assert_eq!(done(answer).json()["end_unknown"], false);
}

/// No backup could be made any more, for the log «once reached 0».
#[test]
fn a_note_of_how_far_the_log_reached_that_cannot_be_read_is_told_once() {
    let trial = Trial::of_world();
    let note = trial.data().join("log/reached");
    let mut bytes = fs::read(&note).unwrap();
    bytes.push(b'x');
    for (n, command) in ["verify", "backup"].into_iter().enumerate() {
        fs::write(&note, &bytes).unwrap();
        let file = path(&trial, &format!("backup{n}"));
        let words = if command == "backup" { vec![command, &file] } else { vec![command] };
        let answer = done(trial.run_words(&words));
        assert!(answer.err.contains("log/reached could not be read"), "{answer:?}");
    }
    let answer = done(trial.run_words(&["backup", &path(&trial, "sound")]));
    assert_eq!(answer.err, "", "it was written anew");
}

fn person(trial: &Trial, id: &str) {
    let words = ["record", "register-person", "--person", id, "--name", "示例姓名", "--effective", "2018-01-01"];
    done(trial.run_words(&[&words[..], &["--recorder", "示例"]].concat()));
}

/// `forget` said that no backup on the list holds the key.
#[test]
fn a_line_of_the_list_of_backups_that_cannot_be_read_is_told() {
    let list = |trial: &Trial| trial.data().join("backups.jsonl");
    let harms: [(&str, Harm); 4] = [
        ("a letter in a number", |text| text.replace("\"position\":", "\"position\":X")),
        ("another number", |text| text.replace("\"position\":", "\"position\":1")),
        ("cut", |text| text.trim_end()[..text.len() - 24].to_owned()),
        ("another path", |text| text.replace("one.backup", "two.backup")),
    ];
    for (what, harm) in harms {
        let trial = Trial::of_world();
        person(&trial, "P901");
        done(trial.run_words(&["backup", &path(&trial, "one.backup")]));
        done(trial.run("verify"));
        let text = fs::read_to_string(list(&trial)).unwrap();
        let harmed = harm(&text);
        assert_ne!(text, harmed, "{what}");
        fs::write(list(&trial), harmed).unwrap();
        let told = ["1 line of the list of backups", "备份清单 backups.jsonl 有 1 行无法读取"];
        says(&trial, &["verify"], CORRUPT, told);
        assert_eq!(trial.run("verify --format json").json()["unreadable_backups"], 1, "{what}");
        // It comes along.
        let new = path(&trial, "new");
        done(trial.run_words(&["repair", "--to", &new]));
        assert_eq!(trial.run_words(&["verify", "--data", &new]).code, CORRUPT, "{what}");
        let words = ["person", "forget", "P901", "--reason", "本人要求", "--recorder", "示例"];
        says(&trial, &words, 0, told);
        let answer = done(trial.run_words(&[&words[..], &["--format", "json"]].concat()));
        assert_eq!(
            (&answer.json()["unreadable_backups"], &answer.json()["backups"]),
            (&1.into(), &serde_json::json!([]))
        );
        // What is told to do helps.
        fs::write(list(&trial), "").unwrap();
        done(trial.run("verify"));
    }
}

/// Every command, a question too, ended with 4.
#[test]
fn a_list_of_backups_that_is_none_is_told_and_questions_are_answered() {
    let harms: [(&str, Swap); 3] = [
        ("holes", |list| fs::File::create(list).unwrap().set_len(1 << 40).unwrap()),
        ("directory", |list| fs::create_dir(list).unwrap()),
        ("device", |list| std::os::unix::fs::symlink("/dev/zero", list).unwrap()),
    ];
    for (what, harm) in harms {
        let trial = Trial::of_world();
        person(&trial, "P901");
        let file = path(&trial, "one.backup");
        done(trial.run_words(&["backup", &file, "--without-keys"]));
        harm(&trial.data().join("backups.jsonl"));
        let note = ["backups.jsonl, cannot be read", "备份清单 backups.jsonl 无法读取"];
        says(&trial, &["person", "list"], 0, note);
        let told = ["1 line of the list of backups", "备份清单 backups.jsonl 有 1 行无法读取"];
        says(&trial, &["verify"], CORRUPT, told);
        let words = ["person", "forget", "P901", "--reason", "本人要求", "--recorder", "示例"];
        says(&trial, &words, 0, told);
        says(&trial, &["person", "rewrap"], 0, told);
        let new = path(&trial, "new");
        let repaired = trial.run_words(&["repair", "--to", &new]);
        assert!(format!("{}{}", repaired.text(), repaired.err).contains("backups.jsonl"), "{what}: {repaired:?}");
        // What takes the registry's place goes on telling it.
        done(trial.run_words(&["restore", &file, "--replace"]));
        says(&trial, &["verify"], CORRUPT, told);
    }
}

fn make_pipe(path: &Path) {
    let _ = fs::remove_file(path);
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Commands waited for whoever would write to the pipe; of a device they read without end.
#[test]
fn pipes_and_devices_among_keys_and_lists_are_no_files() {
    let makes: [(&str, Swap); 2] = [
        ("pipe", make_pipe),
        ("device", |path| {
            let _ = fs::remove_file(path);
            std::os::unix::fs::symlink("/dev/zero", path).unwrap();
        }),
    ];
    for (what, make) in makes {
        for name in ["registry.key", "keys/persons.keys", "keys/absent", "keys/p902.key", "backups.jsonl"] {
            let trial = Trial::of_world();
            person(&trial, "P901");
            make(&trial.data().join(name));
            for words in ["verify", "person list", "export --format json"] {
                let answer = trial.run(words);
                // Nobody is recorded whose key that would be.
                let is_nothing = words != "verify" || name == "keys/p902.key";
                assert!(is_nothing || answer.code != 0, "{what} {name} {words}: {answer:?}");
            }
            trial.run_words(&["backup", &path(&trial, "one.backup")]);
            trial.run_words(&["repair", "--to", &path(&trial, "new")]);
        }
    }
}

/// Lines of older programs have no checksum.
#[test]
fn a_line_of_the_list_without_a_checksum_is_read() {
    let trial = Trial::of_world();
    person(&trial, "P901");
    let line = r#"{"path":"/old.backup","made_at":"2026-11-01T00:00:00Z","position":100000,"of_this_log":false}"#;
    fs::write(trial.data().join("backups.jsonl"), format!("\n{line}\n")).unwrap();
    done(trial.run("verify"));
    let words = ["person", "forget", "P901", "--reason", "本人要求", "--recorder", "示例", "--format", "json"];
    done(trial.run_words(&words));
}

/// «It is not at hand», exit 0; the last good backups go, while each new one says that it is whole.
#[test]
fn a_registry_key_inside_that_opens_nothing_is_damage() {
    let harms: [Harm; 4] = [
        |text| text.replace("jiceng-registry-key-1", "Jiceng-registry-key-1"),
        |text| format!("{}ff\n", text.trim_end()),
        |text| {
            let (rest, last) = text.trim_end().split_at(text.trim_end().len() - 1);
            format!("{rest}{}\n", if last == "0" { "1" } else { "0" })
        },
        |text| "X".repeat(text.len()),
    ];
    for harm in harms {
        let trial = Trial::of_world();
        person(&trial, "P901");
        let key = trial.data().join("registry.key");
        let sound = fs::read_to_string(&key).unwrap();
        fs::write(&key, harm(&sound)).unwrap();
        let told = ["registry.key in the registry's directory is damaged", "登记库目录中的 registry.key 已损坏"];
        says(&trial, &["verify"], CORRUPT, told);
        assert_eq!(trial.run("verify --format json").json()["names"]["registry_key_spoiled"], true);
        let file = path(&trial, "one.backup");
        let answer = trial.run_words(&["backup", &file]);
        assert!(answer.code == CORRUPT && answer.err.contains(told[0]), "{answer:?}");
        let back = path(&trial, "back");
        let answer = trial.run_words(&["restore", &file, "--data", &back]);
        assert!(answer.code == CORRUPT && answer.err.contains(told[0]), "{answer:?}");
        let new = path(&trial, "new");
        let answer = trial.run_words(&["repair", "--to", &new]);
        assert!(answer.code == CORRUPT && answer.err.contains(told[0]), "{answer:?}");
        assert_eq!(trial.run_words(&["verify", "--data", &new]).code, CORRUPT, "it comes along as it is");
        // With the right one at hand, all is read.
        let away = trial.write("away.key", &sound);
        done(trial.run_words(&["verify", "--key-file", &away]));
        fs::write(&key, &sound).unwrap();
        done(trial.run("verify"));
    }
}

/// A key that lies elsewhere is not at hand, and nothing is wrong; nor is it where another one is
/// given by mistake.
#[test]
fn a_registry_key_that_lies_elsewhere_is_not_damage() {
    let trial = Trial::bare();
    let key = path(&trial, "away.key");
    done(trial.run_words(&["init", "--key-file", &key]));
    done(trial.run("verify"));
    let other = Trial::of_world();
    person(&other, "P901");
    let answer = done(other.run_words(&["verify", "--key-file", &key]));
    assert!(answer.text().contains("not at hand"), "{answer:?}");
}

#[test]
fn what_has_no_end_or_no_bytes_is_refused() {
    let trial = Trial::of_world();
    let holes = path(&trial, "holes");
    fs::File::create(&holes).unwrap().set_len(1 << 36).unwrap();
    for words in [["certificate", "show"], ["certificate", "check"], ["import", "--dry-run"]] {
        let answer = trial.run_words(&[&words[..], &[&holes]].concat());
        assert_eq!(answer.code, jiceng_cli::EXIT_IO, "{words:?}: {answer:?}");
    }
    let answer = trial.run("certificate show /dev/zero");
    assert_eq!(answer.code, jiceng_cli::EXIT_IO, "{answer:?}");
    // Within the directory too: what was only begun is not overwritten hole by hole, nor is what is
    // said to be long read.
    for name in ["keys/persons.keys.new", "registry.key.new"] {
        fs::File::create(trial.data().join(name)).unwrap().set_len(1 << 40).unwrap();
    }
    done(trial.run("verify"));
    assert!(!trial.data().join("keys/persons.keys.new").exists());
    fs::File::create(trial.data().join("keys/absent")).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(trial.run("verify").code, CORRUPT);
}

#[test]
fn in_a_child_frames_are_imported() {
    let Some(_) = child::directory() else { return };
    let trial = Trial::of_world();
    let frames = path(&trial, "frames");
    done(trial.run_words(&["export", "--frames", &frames]));
    done(trial.run_words(&["import", "--frames", &frames]));
    let usage = trial.run_words(&["import", "--frames", &frames, "--recorder", "示例"]);
    assert_eq!(usage.code, jiceng_cli::EXIT_USAGE, "{usage:?}");
    let record = "record count-population --place RA-01 --people 77 --effective 2020-06-30";
    done(trial.run(record));
    assert!(done(trial.run("history RA-01 --format json")).text().contains("环境办公室"));
}

/// «--frames cannot be used with --recorder», although none was given.
#[test]
fn a_recorder_of_the_environment_is_in_nobodys_way() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = child::running("cli::trust::in_a_child_frames_are_imported", dir.path(), &[]);
    let answer = child.env("JICENG_RECORDER", "环境办公室").output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stdout));
}
