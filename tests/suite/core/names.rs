//! Names of persons: sealed in the log, readable with a key, gone without it.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::domain::person::PersonErased;
use jiceng_core::{Error, NameShown, Question, Registry};
use jiceng_testkit::make::{On as _, erased, text};

use super::recorded::{event_of, fill, is_in_order, person_named, record, request};

const NAME: &str = "欧阳示例名";

fn registry_in(dir: &Path) -> Registry {
    let registry = Registry::create(&dir.join("data")).unwrap();
    fill(&registry);
    registry
}

fn shown(registry: &Registry, person: &str) -> NameShown {
    registry.view(Question::default()).unwrap().person(&text(person)).unwrap()
}

fn is(name: &str) -> NameShown {
    NameShown::Name(name.to_owned())
}

/// Every file below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn holds(path: &Path, text: &str) -> bool {
    fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

fn key_file(dir: &Path, person: &str) -> PathBuf {
    dir.join("data/keys").join(format!("{person}.key"))
}

#[test]
fn no_file_of_a_registry_holds_a_name_in_the_clear() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    assert_eq!(shown(&registry, "p9"), is(NAME));
    drop(registry);
    let files = files(dir.path());
    assert!(files.iter().any(|path| holds(path, "p9")), "the search finds what is in the clear");
    for path in files {
        for part in [NAME, "欧阳"] {
            assert!(!holds(&path, part), "{} holds the name", path.display());
        }
    }
    // Opened again it is readable, and only with the key.
    let registry = Registry::open(&dir.path().join("data")).unwrap();
    assert_eq!(shown(&registry, "p9"), is(NAME));
    fs::rename(key_file(dir.path(), "p9"), dir.path().join("elsewhere")).unwrap();
    assert_eq!(shown(&registry, "p9"), NameShown::Sealed);
    assert_eq!(shown(&registry, "nobody"), NameShown::Unknown);
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("data/keys")), 0o700);
    assert_eq!(mode(&key_file(dir.path(), "p9")), 0o600);
}

#[test]
fn an_erased_name_is_gone_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", "另一示例")).unwrap();
    let key = key_file(dir.path(), "p9");
    assert_eq!(fs::metadata(&key).unwrap().len(), 32);
    assert_eq!(record(&registry, erased("p9").on("2020-01-01")).unwrap().events, 1);
    assert!(!key.exists());
    assert_eq!(shown(&registry, "p9"), NameShown::Erased);
    assert_eq!(shown(&registry, "p8"), is("另一示例"), "nobody else's is");
    drop(registry);
    let registry = Registry::open(&dir.path().join("data")).unwrap();
    assert_eq!(shown(&registry, "p9"), NameShown::Erased);
    assert!(is_in_order(&registry));
    // It cannot come back by the same identifier.
    let refused = record(&registry, person_named("p9", NAME)).unwrap_err();
    assert!(matches!(&refused, Error::Refused(refusal) if refusal.code() == "person_erased"), "{refused}");
    assert!(!key.exists(), "a refused registration leaves no key");
}

/// A crash between the erasure in the log and the end of the key file.
#[test]
fn an_erasure_that_was_cut_short_is_finished_when_the_registry_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    let key = key_file(dir.path(), "p9");
    let bytes = fs::read(&key).unwrap();
    record(&registry, erased("p9").on("2020-01-01")).unwrap();
    drop(registry);
    fs::write(&key, bytes).unwrap();
    drop(Registry::open(&dir.path().join("data")).unwrap());
    assert!(!key.exists());
}

#[test]
fn a_batch_that_is_dropped_or_refused_keeps_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    let mut batch = registry.batch().unwrap();
    batch.add(request(person_named("p9", NAME))).unwrap();
    drop(batch);
    assert_eq!(fs::read_dir(dir.path().join("data/keys")).unwrap().count(), 0);
    assert_eq!(shown(&registry, "p9"), NameShown::Unknown);
    // Nor is it kept with the next commit.
    record(&registry, person_named("p8", "另一示例")).unwrap();
    assert!(key_file(dir.path(), "p8").exists() && !key_file(dir.path(), "p9").exists());
    record(&registry, person_named("p9", "又一示例")).unwrap();
    assert_eq!(shown(&registry, "p9"), is("又一示例"));
}

#[test]
fn persons_whose_identifiers_differ_in_capitals_have_keys_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("P9", "另一示例")).unwrap();
    record(&registry, erased("p9").on("2020-01-01")).unwrap();
    assert_eq!((shown(&registry, "p9"), shown(&registry, "P9")), (NameShown::Erased, is("另一示例")));
    let names = fs::read_dir(dir.path().join("data/keys")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains('P')), "no two names alike but for capitals");
}

/// A key that was copied to another person opens nothing.
#[test]
fn a_sealed_name_belongs_to_its_person() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", "另一示例")).unwrap();
    fs::copy(key_file(dir.path(), "p9"), key_file(dir.path(), "p8")).unwrap();
    assert_eq!(shown(&registry, "p8"), NameShown::Sealed);
}

#[test]
fn nothing_that_is_printed_shows_a_name() {
    let registry = Registry::in_memory();
    let wish = person_named("p9", NAME);
    let mut printed = vec![
        format!("{wish:?}"),
        format!("{:?}", request(wish.clone())),
        serde_json::to_string(event_of(&wish)).unwrap(),
    ];
    record(&registry, wish).unwrap();
    printed.push(format!("{:?}", shown(&registry, "p9")));
    let view = registry.view(Question::default()).unwrap();
    let entry = view.entry(jiceng_core::domain::Position(0)).unwrap().unwrap();
    printed.push(format!("{entry:?} {:?}", view.facts().persons));
    printed.push(serde_json::to_string(&entry.recorded.fact.event).unwrap());
    drop(view);
    let refused = record(&registry, person_named("p9", "欧阳他人")).unwrap_err();
    printed.push(format!("{refused} {refused:?}"));
    record(&registry, jiceng_testkit::make::wish(text("2020"), PersonErased { person: text("p9"), reason: None }))
        .unwrap();
    let refused = record(&registry, person_named("p9", NAME)).unwrap_err();
    printed.push(format!("{refused} {refused:?}"));
    for text in printed {
        assert!(!text.contains("欧阳"), "{text}");
    }
}
