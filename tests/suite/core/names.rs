//! Names of persons: sealed in the log, readable with a key, gone without it.

use std::fs;
use std::path::Path;

use jiceng_core::domain::person::PersonErased;
use jiceng_core::{Error, NameShown, Question, Registry};
use jiceng_testkit::make::{On as _, erased, retraction_of, text, wish};

use super::key_store::{copy, files, hex, holding, person_key, read, registry_key, store_file};
use super::recorded::{event_of, fill, is_in_order, person_named, record, request};

/// Not a name of anybody.
const NAME: &str = "欧阳示例名";
/// The same in GB 18030.
const NAME_GB18030: &[u8] = b"\xc5\xb7\xd1\xf4\xca\xbe\xc0\xfd\xc3\xfb";

pub(super) fn registry_in(dir: &Path) -> Registry {
    let registry = Registry::create(&dir.join("data")).unwrap();
    fill(&registry);
    registry
}

pub(super) fn shown(registry: &Registry, person: &str) -> NameShown {
    registry.view(Question::default()).unwrap().locked().unwrap().person(&text(person)).unwrap()
}

pub(super) fn is(name: &str) -> NameShown {
    NameShown::Name(name.to_owned())
}

/// The name and its first two characters, in every form in which a file could have them.
fn forms() -> Vec<Vec<u8>> {
    let wide = |name: &str| -> Vec<u16> { name.encode_utf16().collect() };
    let mut forms = Vec::new();
    for part in [NAME, "欧阳"] {
        forms.push(part.as_bytes().to_vec());
        forms.push(wide(part).iter().flat_map(|unit| unit.to_le_bytes()).collect());
        forms.push(wide(part).iter().flat_map(|unit| unit.to_be_bytes()).collect());
        forms.push(wide(part).iter().flat_map(|unit| format!("\\u{unit:04x}").into_bytes()).collect());
    }
    forms.extend([NAME_GB18030, &NAME_GB18030[..4]].map(<[u8]>::to_vec));
    forms
}

fn is_nowhere(dir: &Path) {
    for form in forms() {
        assert_eq!(holding(dir, &form), Vec::<std::path::PathBuf>::new(), "{form:02x?}");
    }
}

#[test]
fn no_file_of_a_registry_holds_a_name_or_a_key_in_the_clear() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    assert_eq!(shown(&registry, "p9"), is(NAME));
    drop(registry);
    is_nowhere(dir.path());
    let key = person_key(&data, &registry_key(&data.join("registry.key")), "p9");
    assert!(holding(dir.path(), &key).is_empty() && holding(dir.path(), hex(&key).as_bytes()).is_empty());
    // The search finds what is there.
    assert!(!holding(dir.path(), b"p9").is_empty());
    for form in forms() {
        fs::write(dir.path().join("form"), [b"..", form.as_slice(), b".."].concat()).unwrap();
        assert_eq!(holding(dir.path(), &form), [dir.path().join("form")]);
    }
    // Opened again it is readable, and only with the store of keys.
    let registry = Registry::open(&data).unwrap();
    assert_eq!(shown(&registry, "p9"), is(NAME));
    assert_eq!(shown(&registry, "nobody"), NameShown::Unknown);
    drop(registry);
    fs::rename(store_file(&data), dir.path().join("elsewhere")).unwrap();
    assert_eq!(shown(&Registry::open(&data).unwrap(), "p9"), NameShown::Sealed);
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let are_closed = || {
        assert_eq!(mode(&data.join("keys")), 0o700);
        assert_eq!((mode(&store_file(&data)), mode(&data.join("registry.key"))), (0o600, 0o600));
    };
    record(&registry, person_named("p9", NAME)).unwrap();
    are_closed();
    record(&registry, erased("p9").on("2020-01-01")).unwrap();
    are_closed();
    registry.rewrap(&jiceng_core::KeySource::Inside).unwrap();
    are_closed();
}

#[test]
fn an_erased_name_is_gone_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", "另一示例")).unwrap();
    let stored = read(&data).1["p9"].clone();
    let key = person_key(&data, &registry_key(&data.join("registry.key")), "p9");
    for part in [&stored.wrapped, &stored.nonce] {
        assert_eq!(holding(dir.path(), part), [store_file(&data)]);
    }
    assert_eq!(record(&registry, erased("p9").on("2020-01-01")).unwrap().events, 1);
    let is_gone = || {
        for part in [&stored.wrapped, &stored.nonce, &key] {
            assert!(holding(dir.path(), part).is_empty());
        }
        is_nowhere(dir.path());
    };
    is_gone();
    assert_eq!(shown(&registry, "p9"), NameShown::Erased);
    assert_eq!(shown(&registry, "p8"), is("另一示例"), "nobody else's is");
    drop(registry);
    is_gone();
    let registry = Registry::open(&data).unwrap();
    assert_eq!((shown(&registry, "p9"), shown(&registry, "p8")), (NameShown::Erased, is("另一示例")));
    assert!(is_in_order(&registry));
    // It cannot come back by the same identifier.
    let refused = record(&registry, person_named("p9", NAME)).unwrap_err();
    assert!(matches!(&refused, Error::Refused(refusal) if refusal.code() == "person_erased"), "{refused}");
    assert!(!read(&data).1.contains_key("p9"), "a refused registration leaves no key");
    is_gone();
}

/// What a kill can leave on the way of an erasure: any of the log, the keys and a store in the
/// making, before or after.
#[test]
fn an_erasure_that_was_cut_short_anywhere_is_finished_by_opening_or_by_repeating_it() {
    let dir = tempfile::tempdir().unwrap();
    let (data, before) = (dir.path().join("data"), dir.path().join("before"));
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", "另一示例")).unwrap();
    let stored = read(&data).1["p9"].clone();
    drop(registry);
    copy(&data, &before);
    record(&Registry::open(&data).unwrap(), erased("p9").on("2020-01-01")).unwrap();
    for log in [&before, &data] {
        for keys in [&before, &data] {
            for unfinished in [None, Some(&before), Some(&data)] {
                let case = tempfile::tempdir().unwrap();
                copy(&data, case.path());
                fs::remove_dir_all(case.path().join("log")).unwrap();
                copy(&log.join("log"), &case.path().join("log"));
                copy(&keys.join("keys"), &case.path().join("keys"));
                if let Some(unfinished) = unfinished {
                    let bytes = fs::read(store_file(unfinished)).unwrap();
                    fs::write(case.path().join("keys/persons.keys.new"), &bytes[..bytes.len() - 7]).unwrap();
                }
                let (is_recorded, has_key) = (log == &data, keys == &before);
                let registry = Registry::open(case.path()).unwrap();
                let expected = match (is_recorded, has_key) {
                    (true, _) => NameShown::Erased,
                    (false, true) => is(NAME),
                    (false, false) => NameShown::Sealed,
                };
                assert_eq!(shown(&registry, "p9"), expected);
                assert_eq!(holding(case.path(), &stored.wrapped).is_empty(), is_recorded || !has_key);
                record(&registry, erased("p9").on("2020-01-01")).unwrap();
                assert_eq!((shown(&registry, "p9"), shown(&registry, "p8")), (NameShown::Erased, is("另一示例")));
                assert!(holding(case.path(), &stored.wrapped).is_empty());
                assert!(is_in_order(&registry));
            }
        }
    }
}

/// The keys were put back by hand while the registry was open: the same command again destroys
/// them.
#[test]
fn a_repeated_erasure_destroys_what_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    let key = person_key(&data, &registry_key(&data.join("registry.key")), "p9");
    record(&registry, erased("p9").on("2020-01-01")).unwrap();
    fs::write(data.join("keys/p9.key"), &key).unwrap();
    assert_eq!(record(&registry, erased("p9").on("2020-01-01")).unwrap().events, 0);
    assert!(holding(dir.path(), &key).is_empty() && !data.join("keys/p9.key").exists());
}

/// A withdrawn registration leaves the sealed name in the log, and so the key must be destroyable.
#[test]
fn a_name_whose_registration_was_withdrawn_can_be_erased() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    let receipt = record(&registry, person_named("p9", NAME)).unwrap();
    let event = jiceng_core::domain::EventId { commit: receipt.commit, index: 0 };
    record(&registry, retraction_of(event)).unwrap();
    assert_eq!(shown(&registry, "p9"), NameShown::Unknown);
    assert!(read(&data).1.contains_key("p9"));
    assert_eq!(record(&registry, erased("p9").on("2020-01-01")).unwrap().events, 1);
    assert_eq!(shown(&registry, "p9"), NameShown::Erased);
    assert!(!read(&data).1.contains_key("p9"));
}

#[test]
fn a_batch_that_is_dropped_or_refused_keeps_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    let mut batch = registry.batch().unwrap();
    batch.add(request(person_named("p9", NAME))).unwrap();
    drop(batch);
    assert!(read(&data).1.is_empty());
    assert_eq!(shown(&registry, "p9"), NameShown::Unknown);
    // Nor is it kept with the next commit.
    record(&registry, person_named("p8", "另一示例")).unwrap();
    assert_eq!(read(&data).1.keys().collect::<Vec<_>>(), ["p8"]);
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
}

/// A wrapped key that was moved to another person opens nothing, checksum and all.
#[test]
fn a_key_belongs_to_its_person() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", "另一示例")).unwrap();
    drop(registry);
    let (from, to) = (read(&data).1["p9"].at, read(&data).1["p8"].at);
    let mut bytes = fs::read(store_file(&data)).unwrap();
    bytes.copy_within(from + 49..from + 121, to + 49);
    let checksum = crc32c::crc32c(&bytes[to..to + 124]).to_be_bytes();
    bytes[to + 124..to + 128].copy_from_slice(&checksum);
    fs::write(store_file(&data), bytes).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!((shown(&registry, "p8"), shown(&registry, "p9")), (NameShown::KeyDamaged, is(NAME)));
}

#[test]
fn nothing_that_is_printed_shows_a_name_or_a_key() {
    let dir = tempfile::tempdir().unwrap();
    let registry = registry_in(dir.path());
    let person = person_named("p9", NAME);
    let mut printed = vec![
        format!("{person:?}"),
        format!("{:?}", request(person.clone())),
        serde_json::to_string(event_of(&person)).unwrap(),
    ];
    let receipt = record(&registry, person).unwrap();
    printed.push(format!("{receipt:?} {:?}", registry.key_state().unwrap()));
    printed.push(format!("{:?}", shown(&registry, "p9")));
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let entry = view.entry(receipt.first).unwrap().unwrap();
    printed.push(format!("{entry:?} {:?}", view.facts().persons));
    printed.push(serde_json::to_string(&entry.recorded.fact.event).unwrap());
    drop(view);
    let refused = record(&registry, person_named("p9", "欧阳他人")).unwrap_err();
    printed.push(format!("{refused} {refused:?}"));
    record(&registry, wish(text("2020"), PersonErased { person: text("p9"), reason: None })).unwrap();
    let refused = record(&registry, person_named("p9", NAME)).unwrap_err();
    printed.push(format!("{refused} {refused:?}"));
    let key = hex(&registry_key(&dir.path().join("data/registry.key")));
    let written = jiceng_core::RegistryKey::parse(&format!("jiceng-registry-key-1:{key}")).unwrap();
    printed.push(format!("{written:?} {:?}", jiceng_core::KeySource::Given(written.clone())));
    for text in printed {
        assert!(!text.contains("欧阳") && !text.contains(&key), "{text}");
    }
    assert!(files(dir.path()).len() > 3);
}
