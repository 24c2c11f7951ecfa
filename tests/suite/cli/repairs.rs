//! What `repair` and `restore` say of keys, names and copies, and which switches count for them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use jiceng_cli::{EXIT_CORRUPT, EXIT_OK, EXIT_REFUSED};
use jiceng_core::clock::at;
use jiceng_core::{Readers, Registry};

use super::program::{Answer, Place, Trial};

/// The world with two persons, P001 and P002, whose names have keys.
fn world() -> Trial {
    let trial = Trial::of_world();
    for person in ["P001", "P002"] {
        register(&trial, person);
    }
    trial
}

fn register(trial: &Trial, person: &str) {
    let words = ["record", "register-person", "--person", person, "--name", "示例姓名", "--effective", "2018-01-01"];
    done(&trial.run_words(&[&words[..], &["--recorder", "示例"]].concat()));
}

fn path(trial: &Trial, name: &str) -> String {
    trial.dir.path().join(name).to_str().unwrap().to_owned()
}

fn real(trial: &Trial, name: &str) -> String {
    fs::canonicalize(path(trial, name)).unwrap().to_str().unwrap().to_owned()
}

fn done(answer: &Answer) -> &Answer {
    assert_eq!(answer.code, EXIT_OK, "{answer:?}");
    answer
}

fn leavings(answer: &Answer) -> Vec<String> {
    let told = done(answer).json()["leavings"].as_array().unwrap().clone();
    told.iter().map(|path| path.as_str().unwrap().to_owned()).collect()
}

fn forget(trial: &Trial, person: &str, data: &str, format: &str) -> Answer {
    let words = ["person", "forget", person, "--reason", "本人要求", "--recorder", "示例", "--data", data];
    trial.run_words(&[&words[..], &["--format", format]].concat())
}

fn store(trial: &Trial) -> PathBuf {
    trial.data().join("keys/persons.keys")
}

/// Damages the keys in one way; the other copy of the journal is damaged too, as it mostly is where
/// somebody repairs.
type Harm = (&'static str, fn(&Trial), &'static str);

const HARMS: [Harm; 6] = [
    ("a record", |trial| flip(&store(trial), 128 + 60), "1 damaged record in keys/persons.keys"),
    ("the head", |trial| flip(&store(trial), 9), "1 damaged record in keys/persons.keys"),
    (
        "the last record",
        |trial| {
            let bytes = fs::read(store(trial)).unwrap();
            fs::write(store(trial), &bytes[..bytes.len() - 128]).unwrap();
        },
        "1 name without a key",
    ),
    ("all", |trial| fs::remove_file(store(trial)).unwrap(), "without a key"),
    (
        "a directory in the place of all",
        |trial| {
            fs::remove_file(store(trial)).unwrap();
            fs::create_dir(store(trial)).unwrap();
        },
        "without a key",
    ),
    ("one that is another's", |trial| exchange(&store(trial)), "that the key does not open"),
];

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// The record of one person under the name of another, with a checksum made anew.
fn exchange(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let (one, other) = (128, 256);
    let name = bytes[other..other + 49].to_vec();
    bytes.copy_within(one..one + 128, other);
    bytes[other..other + 49].copy_from_slice(&name);
    let checksum = crc32c::crc32c(&bytes[other..other + 124]).to_be_bytes();
    bytes[other + 124..other + 128].copy_from_slice(&checksum);
    fs::write(file, bytes).unwrap();
}

/// `repair` said nothing and ended with 0, and so did `repair --up-to`.
#[test]
fn a_repair_tells_damaged_missing_and_rolled_back_keys() {
    for (harm, make, told) in HARMS {
        for more in [&[][..], &["--up-to", "99999"]] {
            let trial = world();
            make(&trial);
            let new = path(&trial, "new");
            let answer = trial.run_words(&[&["repair", "--to", &new], more].concat());
            // A registry whose keys cannot be read at all is not opened, and so not cut.
            if !more.is_empty() && harm == "a directory in the place of all" {
                assert_ne!(answer.code, EXIT_OK, "{harm}");
                continue;
            }
            assert_eq!(answer.code, EXIT_CORRUPT, "{harm} {more:?}: {answer:?}");
            assert!(answer.err.contains(told), "{harm} {more:?}: {answer:?}");
            assert!(Registry::open(Path::new(&new)).is_ok(), "{harm}: what there is is there");
            let whole = path(&trial, "whole");
            let json = [&["repair", "--to", &whole, "--format", "json"], more].concat();
            let answer = trial.run_words(&json);
            assert_eq!(answer.code, EXIT_CORRUPT, "{harm} {more:?}: {answer:?}");
            assert!(answer.json()["names"]["names"].as_u64() > Some(1), "{answer:?}");
        }
    }
    let trial = world();
    let answer = trial.run_words(&["repair", "--to", &path(&trial, "new")]);
    assert!(done(&answer).text().contains("with their keys; tried:"), "{answer:?}");
}

/// `repair` left them out and ended with 0, and nobody was told of the old list any more.
#[test]
fn a_repair_that_cannot_read_a_file_beside_the_log_says_so_and_the_new_registry_knows_it() {
    for name in ["registry.key", "keys/absent", "backups.jsonl"] {
        let a_directory = |file: &Path| fs::create_dir(file).unwrap();
        let a_loop = |file: &Path| std::os::unix::fs::symlink(file, file).unwrap();
        let of_holes = |file: &Path| fs::File::create(file).unwrap().set_len(1 << 40).unwrap();
        for (kind, make) in [a_directory as fn(&Path), a_loop, of_holes].into_iter().enumerate() {
            let trial = world();
            let file = trial.data().join(name);
            let _ = fs::remove_file(&file);
            make(&file);
            let new = path(&trial, "new");
            let answer = trial.run_words(&["repair", "--to", &new]);
            assert_eq!(answer.code, EXIT_CORRUPT, "{name} {kind}: {answer:?}");
            assert!(answer.text().contains(name), "{name} {kind}: {answer:?}");
            assert!(answer.err.contains("could not be read"), "{name} {kind}: {answer:?}");
            if name == "backups.jsonl" {
                let told = forget(&trial, "P001", &new, "table");
                let told = format!("{}{}", told.text(), told.err);
                assert!(told.contains("1 line of the list of backups"), "{kind}: {told}");
            }
        }
    }
}

/// One byte, and no command did anything any more.
#[test]
fn a_file_of_what_came_without_keys_that_cannot_be_read_is_told() {
    for bytes in [b"\xff\n".as_slice(), b"0 12\nx\n", b"0 \xff\n\n3 4\n"] {
        let trial = world();
        fs::write(trial.data().join("keys/absent"), bytes).unwrap();
        for (words, code) in [("coverage --as-of 2020-06-30", EXIT_OK), ("verify", EXIT_CORRUPT)] {
            let answer = trial.run(words);
            assert_eq!(answer.code, code, "{answer:?}");
            assert!(answer.err.contains("1 line of keys/absent cannot be read"), "{answer:?}");
        }
        let (file, back) = (path(&trial, "one.backup"), path(&trial, "back"));
        let answer = trial.run_words(&["backup", &file]);
        assert_eq!(answer.code, EXIT_CORRUPT, "{answer:?}");
        assert_eq!(trial.run_words(&["restore", &file, "--data", &back]).code, EXIT_CORRUPT);
        assert_eq!(fs::read(Path::new(&back).join("keys/absent")).unwrap(), bytes);
        assert_eq!(trial.run_words(&["repair", "--to", &path(&trial, "new")]).code, EXIT_CORRUPT);
        register(&trial, "P003");
    }
    // A directory in its place, and what a crash left of a line that nobody was told of.
    let trial = world();
    fs::create_dir(trial.data().join("keys/absent")).unwrap();
    assert_eq!(trial.run("verify").code, EXIT_CORRUPT);
    fs::remove_dir(trial.data().join("keys/absent")).unwrap();
    fs::write(trial.data().join("keys/absent"), "0 12\n4").unwrap();
    done(&trial.run("verify"));
}

/// A digit more, and names whose keys were lost had come without them; nothing was told.
#[test]
fn whatever_is_changed_in_what_came_without_keys_is_told_and_excuses_nobody_else() {
    let trial = world();
    let (file, back) = (path(&trial, "one.backup"), path(&trial, "back"));
    done(&trial.run_words(&["backup", &file, "--without-keys"]));
    let end = trial.run("verify --format json").json()["events"].to_string();
    done(&trial.run_words(&["restore", &file, "--data", &back]));
    let absent = Path::new(&back).join("keys/absent");
    let sound = fs::read(&absent).unwrap();
    let registry = Registry::open(Path::new(&back)).unwrap();
    let held = registry.names_opened().unwrap();
    assert!(held.is_whole() && held.keyless == 4, "{held:?}");
    drop(registry);
    for at in 0..sound.len() {
        for bit in [1, 2, 4, 0x10] {
            let mut bytes = sound.clone();
            bytes[at] ^= bit;
            if sound[at] == b'\n' && at + 1 == sound.len() {
                continue; // nothing is said behind it
            }
            fs::write(&absent, bytes).unwrap();
            let held = Registry::open(Path::new(&back)).unwrap().names_opened().unwrap();
            let is_as_it_was = held.is_whole() && held.keyless == 4 && sound[at] == b'\n';
            assert!(is_as_it_was || held.absent_unreadable > 0 || held.missing() == 4, "byte {at} {bit}: {held:?}");
            assert!(is_as_it_was || !held.is_whole(), "byte {at} {bit}: {held:?}");
        }
    }
    let words = ["verify", "--data", &back];
    // Cut anywhere: the names are missing.
    for length in 0..sound.len() - 1 {
        fs::write(&absent, &sound[..length]).unwrap();
        let held = Registry::open(Path::new(&back)).unwrap().names_opened().unwrap();
        assert_eq!((held.missing(), held.absent_unreadable), (4, 0), "{length}: {held:?}");
    }
    assert_eq!(trial.run_words(&words).code, EXIT_CORRUPT);
    fs::remove_file(&absent).unwrap();
    assert_eq!(trial.run_words(&words).code, EXIT_CORRUPT);
    // What an older program wrote has no checksum.
    fs::write(&absent, format!("\n0 {end}\n")).unwrap();
    done(&trial.run_words(&words));
}

/// They stayed behind, all of them: for a file that only excuses what is missing.
#[test]
fn what_came_without_keys_may_be_a_link_to_itself_and_keys_are_brought_along() {
    for name in ["keys/absent", "backups.jsonl"] {
        let trial = world();
        let file = trial.data().join(name);
        let _ = fs::remove_file(&file);
        std::os::unix::fs::symlink(&file, &file).unwrap();
        done(&trial.run("coverage --as-of 2020-06-30"));
        assert_eq!(trial.run("verify").code, EXIT_CORRUPT, "{name}");
        let new = path(&trial, "new");
        let answer = trial.run_words(&["repair", "--to", &new]);
        assert_eq!(answer.code, EXIT_CORRUPT, "{name}: {answer:?}");
        assert!(answer.text().contains(name), "{name}: {answer:?}");
        let held = Registry::open(Path::new(&new)).unwrap().names_opened().unwrap();
        assert_eq!((held.names, held.opened), (4, Some(4)), "{name}");
    }
}

#[test]
fn rows_of_a_cut_are_named_to_whoever_forgets() {
    let trial = world();
    let head = trial.run("verify --format json").json()["events"].as_u64().unwrap();
    register(&trial, "P003");
    let new = path(&trial, "elsewhere/new");
    done(&trial.run_words(&["repair", "--to", &new, "--up-to", &head.to_string()]));
    let rows = format!("{new}/later.jsonl");
    assert!(fs::read_to_string(&rows).unwrap().contains("示例姓名"));
    done(&trial.run_words(&["import", &rows, "--data", &new]));
    let (rows, new) = (real(&trial, "elsewhere/new/later.jsonl"), real(&trial, "elsewhere/new"));
    let answer = forget(&trial, "P003", &new, "table");
    let text = done(&answer).text();
    assert!(text.contains(&rows) && text.contains("still have the name in the clear"), "{text}");
    assert!(!text.contains("no file of the registry has the name"), "{text}");
    assert_eq!(leavings(&forget(&trial, "P003", &new, "json")), [real(&trial, "data"), rows.clone()]);
    // Who is in no row is in no row, and the old registry knows the new one.
    let answer = forget(&trial, "P001", &new, "table");
    assert!(done(&answer).text().contains("no file of the registry has the name"), "{answer:?}");
    assert!(leavings(&forget(&trial, "P003", &path(&trial, "data"), "json")).contains(&rows));
    let rewrapped = trial.run_words(&["person", "rewrap", "--data", &new, "--format", "json"]);
    assert_eq!(leavings(&rewrapped), [real(&trial, "data"), rows.clone()]);
    fs::remove_file(&rows).unwrap();
    assert!(!leavings(&forget(&trial, "P003", &new, "json")).contains(&rows));
}

/// It was made under another parent and killed: the directory that it had begun, with all keys, was
/// on no list.
#[test]
fn a_repair_that_was_cut_short_elsewhere_is_named_to_whoever_forgets() {
    for more in [&[][..], &["--up-to", "99999"]] {
        let trial = world();
        let new = path(&trial, "elsewhere/new");
        done(&trial.run_words(&[&["repair", "--to", &new], more].concat()));
        // As a kill leaves it, some of its files under no name of theirs yet.
        let begun = path(&trial, "elsewhere/new.restoring-1");
        fs::rename(&new, &begun).unwrap();
        let keys = Path::new(&begun).join("keys");
        fs::rename(keys.join("persons.keys"), keys.join("persons.keys.partial-7")).unwrap();
        let answer = forget(&trial, "P001", &path(&trial, "data"), "json");
        assert_eq!(leavings(&answer), [real(&trial, "elsewhere/new.restoring-1")], "{more:?}");
    }
}

/// Names are forgotten again under the clock of today, which may stand far behind the last commit.
#[test]
fn who_says_that_the_clock_is_right_is_believed_by_restore_and_repair() {
    let trial = world();
    let file = path(&trial, "one.backup");
    done(&trial.run_words(&["backup", &file]));
    done(&forget(&trial, "P001", &path(&trial, "data"), "json"));
    let head = trial.run("verify --format json").json()["events"].as_u64().unwrap();
    let later = "2060-01-01T00:00:00Z".parse().unwrap();
    let (new, up_to) = (path(&trial, "new"), (head - 1).to_string());
    for words in [vec!["repair", "--to", &new, "--up-to", &up_to], vec!["restore", &file, "--replace"]] {
        let refused = at(later, || trial.run_words(&words));
        assert_eq!(refused.code, EXIT_REFUSED, "{words:?}: {refused:?}");
        assert!(refused.err.contains("--clock-is-right"), "{refused:?}");
        let answer = at(later, || trial.run_words(&[&words[..], &["--clock-is-right"]].concat()));
        assert!(done(&answer).text().contains("1 name that was forgotten"), "{answer:?}");
    }
}

/// Whoever may write to an empty directory could write to the registry that took its place.
#[test]
fn what_is_no_registry_gives_a_registry_no_readers() {
    let trial = world();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = path(&trial, "one.backup");
    done(&trial.run_words(&["backup", &file]));
    let to = PathBuf::from(path(&trial, "to"));
    for (before, has_log, after) in [(0o777, false, 0o700), (0o755, false, 0o700), (0o777, true, 0o755)] {
        let _ = fs::remove_dir_all(&to);
        fs::create_dir(&to).unwrap();
        fs::write(to.join("something"), "").unwrap();
        if has_log {
            fs::remove_dir_all(&to).unwrap();
            drop(Registry::create_for(&to, &jiceng_core::KeySource::Inside, Readers::Group).unwrap());
        }
        fs::set_permissions(&to, fs::Permissions::from_mode(before)).unwrap();
        let words = ["restore", &file, "--replace", "--data", to.to_str().unwrap()];
        done(&Place::english(&trial.data()).run(&words));
        assert_eq!((mode(&to), mode(&to.join("log")) & 0o022), (after, 0), "{before:o}");
        let repaired = PathBuf::from(path(&trial, &format!("repaired-{before:o}-{has_log}")));
        fs::create_dir(&repaired).unwrap();
        fs::set_permissions(&repaired, fs::Permissions::from_mode(0o777)).unwrap();
        done(&trial.run_words(&["repair", "--to", repaired.to_str().unwrap(), "--data", to.to_str().unwrap()]));
        assert_eq!(mode(&repaired), after, "{before:o}");
    }
}
