//! What the program says of keys, copies, clocks and snapshots that are not as they should be.

use std::fs;
use std::path::Path;

use jiceng_core::Registry;
use jiceng_core::clock::at;
use jiceng_core::log::SnapshotReader;
use jiceng_core::log::snapshot::write;
use jiceng_core::projections::Projections;

use super::program::{Answer, Trial};

/// The world with two persons, P001 and P002, whose names have keys.
fn world() -> Trial {
    let trial = Trial::of_world();
    for person in ["P001", "P002"] {
        let words =
            ["record", "register-person", "--person", person, "--name", "示例姓名", "--effective", "2018-01-01"];
        done(&trial.run_words(&[&words[..], &["--recorder", "示例"]].concat()));
    }
    let answer = trial.run("verify --format json").json();
    assert_eq!(answer["names"]["opened"], answer["names"]["names"]);
    trial
}

fn path(trial: &Trial, name: &str) -> String {
    trial.dir.path().join(name).to_str().unwrap().to_owned()
}

fn done(answer: &Answer) -> &Answer {
    assert_eq!(answer.code, 0, "{answer:?}");
    answer
}

fn first_living(trial: &Trial) -> String {
    let persons = trial.run("person list --state named --format json").json();
    persons["rows"][0]["person"].as_str().unwrap_or_else(|| panic!("{persons}")).to_owned()
}

#[test]
fn a_damaged_key_is_told_by_every_command_and_ends_with_5_where_it_matters() {
    let trial = world();
    let store = trial.data().join("keys/persons.keys");
    let mut bytes = fs::read(&store).unwrap();
    bytes[128 + 60] ^= 1;
    fs::write(&store, &bytes).unwrap();
    for (words, code) in [
        ("coverage --as-of 2020-06-30", 0),
        ("person list", 0),
        ("findings", 0),
        ("verify", jiceng_cli::EXIT_CORRUPT),
        ("person rewrap", jiceng_cli::EXIT_CORRUPT),
    ] {
        let answer = trial.run(words);
        assert_eq!(answer.code, code, "{words}: {answer:?}");
        assert!(answer.err.contains("1 damaged record in keys/persons.keys"), "{words}: {answer:?}");
    }
    let file = path(&trial, "one.backup");
    let answer = trial.run_words(&["backup", &file, "--format", "json"]);
    assert_eq!((answer.code, answer.json()["names"]["damaged"].as_u64()), (jiceng_cli::EXIT_CORRUPT, Some(1)));
    let back = path(&trial, "back");
    let answer = trial.run_words(&["restore", &file, "--data", &back]);
    assert_eq!(answer.code, jiceng_cli::EXIT_CORRUPT, "{answer:?}");
    assert!(Path::new(&back).is_dir(), "what there is is there");
    assert_eq!(fs::read(&store).unwrap(), bytes);
    done(&trial.run("person rewrap --drop-damaged"));
    assert_eq!(trial.run("verify").code, jiceng_cli::EXIT_CORRUPT, "the name is lost");
}

#[test]
fn whoever_forgets_is_told_what_was_left_elsewhere() {
    let trial = world();
    let (file, new) = (path(&trial, "one.backup"), path(&trial, "new"));
    done(&trial.run_words(&["backup", &file]));
    done(&trial.run_words(&["restore", &file, "--replace"]));
    fs::write(path(&trial, "one.backup.partial-2"), "cut short").unwrap();
    done(&trial.run_words(&["repair", "--to", &new]));
    let person = first_living(&trial);
    let forget = ["person", "forget", &person, "--reason", "本人要求", "--recorder", "示例", "--format", "json"];
    let answer = trial.run_words(&forget);
    let real = |name: &str| fs::canonicalize(path(&trial, name)).unwrap().to_str().unwrap().to_owned();
    let leavings = |answer: &Answer| -> Vec<String> {
        let told = done(answer).json()["leavings"].as_array().unwrap().clone();
        told.iter().map(|path| path.as_str().unwrap().to_owned()).collect()
    };
    // It is forgotten in the old directory, and the new one has it still.
    assert_eq!(leavings(&answer), [real("data.replaced-1"), real("new"), real("one.backup.partial-2")]);
    assert_eq!(answer.json()["backups"][0]["is_there"], true);
    let answer = trial.run_words(&[&forget[..], &["--data", &new]].concat());
    // The old directory has forgotten it, and the one before it has not.
    assert_eq!(leavings(&answer), [real("data.replaced-1"), real("one.backup.partial-2")]);
    let other = first_living(&trial);
    let forget = ["person", "forget", &other, "--reason", "本人要求", "--recorder", "示例", "--data", &new];
    let answer = trial.run_words(&forget);
    assert!(done(&answer).text().contains(&real("data")), "{answer:?}");
}

#[test]
fn a_registry_in_use_is_not_replaced_and_one_that_is_nowhere_is_looked_for() {
    let trial = world();
    let file = path(&trial, "one.backup");
    done(&trial.run_words(&["backup", &file]));
    let registry = Registry::open(&trial.data()).unwrap();
    let answer = trial.run_words(&["restore", &file, "--replace"]);
    assert_eq!(answer.code, jiceng_cli::EXIT_NO_REGISTRY, "{answer:?}");
    drop(registry);
    fs::rename(trial.data(), path(&trial, "data.replaced-1")).unwrap();
    let answer = trial.run("coverage");
    assert_eq!(answer.code, jiceng_cli::EXIT_NO_REGISTRY);
    assert!(answer.err.contains("data.replaced-1"), "{answer:?}");
}

#[test]
fn a_clock_far_ahead_must_be_said_to_be_right_and_can_be_undone() {
    let trial = world();
    let record = "record count-population --place RA-01 --people 77 --effective 2020-06-30 --recorder 示例";
    let ahead = "2999-01-01T00:00:00Z".parse().unwrap();
    let head = trial.run("verify --format json").json()["events"].as_u64().unwrap();
    let answer = at(ahead, || trial.run(record));
    assert_eq!(answer.code, jiceng_cli::EXIT_REFUSED);
    assert!(answer.err.contains("--clock-is-right"), "{answer:?}");
    done(&at(ahead, || trial.run(&format!("{record} --clock-is-right"))));
    let answer = trial.run(&record.replace("77", "78"));
    assert_eq!(answer.code, jiceng_cli::EXIT_REFUSED);
    assert!(answer.err.contains("repair --to NEW --up-to POSITION"), "{answer:?}");
    let new = path(&trial, "new");
    let cut = trial.run_words(&["repair", "--to", &new, "--up-to", &head.to_string(), "--format", "json"]);
    let cut = done(&cut).json();
    assert_eq!((cut["head"].as_u64(), cut["rows"].as_u64()), (Some(head), Some(1)));
    done(&trial.run_words(&["import", cut["rows_file"].as_str().unwrap(), "--data", &new]));
    let place = trial.run_words(&["history", "RA-01", "--data", &new]);
    assert!(done(&place).text().contains("77"));
    done(&trial.run_words(&["verify", "--data", &new]));
}

#[test]
fn nothing_is_certified_from_a_snapshot_that_lies() {
    let trial = world();
    done(&trial.run("snapshot"));
    let honest = path(&trial, "honest.json");
    done(&trial.run_words(&["coverage", "--as-of", "2020-12-31", "--certificate", &honest]));
    let snapshots = fs::read_dir(trial.data().join("snapshots")).unwrap().map(|entry| entry.unwrap().path());
    for snapshot in snapshots {
        let reader = SnapshotReader::open(&snapshot).unwrap();
        let mut projections = Projections::default();
        reader.take_back(projections.parts_mut()).unwrap();
        projections.facts.elements = Projections::default().facts.elements;
        write(&projections.parts(), reader.head(), &trial.dir.path().join("unfinished"), &snapshot).unwrap();
    }
    let dishonest = path(&trial, "dishonest.json");
    for words in [
        vec!["coverage", "--as-of", "2020-12-31", "--certificate", &dishonest],
        vec!["certificate", "check", &honest],
        vec!["sample", "--size", "1", "--as-of", "2020-06-30"],
    ] {
        let answer = trial.run_words(&words);
        assert_eq!(answer.code, jiceng_cli::EXIT_CORRUPT, "{words:?}: {answer:?}");
        assert!(answer.err.contains("snapshot --rebuild"), "{answer:?}");
    }
    assert!(!Path::new(&dishonest).exists());
    done(&trial.run("snapshot --rebuild"));
    done(&trial.run_words(&["certificate", "check", &honest]));
}
