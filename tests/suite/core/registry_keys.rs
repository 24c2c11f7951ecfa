//! The registry key: inside, in a file, given; missing, another, changed; and registries from
//! before there was one.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_core::{Error, KeyProblem, KeySource, NameShown, Question, Registry, RegistryKey};
use jiceng_testkit::make::{On as _, erased};

use super::key_store::{
    as_an_older_program_left_it, copy, files, holding, id_of, person_key, read, registry_key, store_file,
};
use super::names::{is, registry_in, shown};
use super::recorded::{fill, head, is_in_order, person_named, record};

const NAME: &str = "欧阳示例名";
const OTHER: &str = "另一示例";

fn opened(data: &Path, key: &KeySource) -> Registry {
    Registry::open_with(data, key, &mut |_| {}).unwrap()
}

fn file(path: &Path) -> KeySource {
    KeySource::File(path.to_owned())
}

/// A registry with two names, under the key of a file beside it; the file.
fn with_key_beside(dir: &Path) -> PathBuf {
    let key = dir.join("away.key");
    let registry = Registry::create_with(&dir.join("data"), &file(&key)).unwrap();
    fill(&registry);
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", OTHER)).unwrap();
    key
}

fn problem(registry: &Registry) -> KeyProblem {
    registry.key_state().unwrap().problem.unwrap()
}

#[test]
fn the_key_is_made_where_it_is_wanted_and_said_to_be_there() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    let key = registry_key(&data.join("registry.key"));
    let state = registry.key_state().unwrap();
    assert_eq!(state.wrapped_by.unwrap().to_string(), id_of(&key));
    assert_eq!((state.is_inside, state.problem, state.keys, state.plain), (true, None, 1, 0));
    assert_eq!(read(&data).0, id_of(&key));
    // The test's own reading of the format opens the key.
    assert_ne!(person_key(&data, &key, "p9"), key);

    let beside = dir.path().join("beside");
    fs::create_dir(&beside).unwrap();
    let away = with_key_beside(&beside);
    let registry = opened(&beside.join("data"), &file(&away));
    let state = registry.key_state().unwrap();
    assert_eq!((state.is_inside, state.keys), (false, 2));
    assert!(holding(&beside.join("data"), &registry_key(&away)).is_empty());
    assert!(!beside.join("data/registry.key").exists());
    drop(registry);
    // A key that is there is used, also by another registry, and one that is given.
    let second = Registry::create_with(&dir.path().join("second"), &file(&away)).unwrap();
    assert_eq!(second.key_state().unwrap().wrapped_by, state.wrapped_by);
    let text = fs::read_to_string(&away).unwrap();
    let given = RegistryKey::parse(text.lines().last().unwrap()).unwrap();
    assert_eq!(shown(&opened(&beside.join("data"), &KeySource::Given(given)), "p9"), is(NAME));
}

#[test]
fn without_the_right_key_everything_works_but_names() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let away = with_key_beside(dir.path());
    let coverage = |registry: &Registry| {
        format!("{:?}", registry.view(Question::default()).unwrap().locked().unwrap().coverage().unwrap())
    };
    let expected = coverage(&opened(&data, &file(&away)));
    let wrong = dir.path().join("wrong.key");
    drop(Registry::create_with(&dir.path().join("other"), &file(&wrong)).unwrap());
    let no_key = dir.path().join("no.key");
    fs::write(&no_key, "jiceng-registry-key-1:0f").unwrap();
    let stored = fs::read(store_file(&data)).unwrap();
    let missing = dir.path().join("nowhere");
    for (key, is_expected) in [
        (
            file(&missing),
            &(|p| matches!(p, KeyProblem::Missing { path } if path == missing)) as &dyn Fn(KeyProblem) -> bool,
        ),
        (KeySource::Inside, &|p| matches!(p, KeyProblem::Missing { path } if path == data.join("registry.key"))),
        (file(&wrong), &|p| matches!(p, KeyProblem::Wrong { wrapped, given } if wrapped != given)),
        (file(&no_key), &|p| matches!(p, KeyProblem::NotAKey { .. })),
        (file(dir.path()), &|p| matches!(p, KeyProblem::Unreadable { .. })),
    ] {
        let registry = opened(&data, &key);
        assert!(is_expected(problem(&registry)), "{:?}", problem(&registry));
        assert_eq!((shown(&registry, "p9"), coverage(&registry)), (NameShown::Sealed, expected.clone()));
        assert!(is_in_order(&registry));
        let head_before = head(&registry);
        // A name is refused, whether it is new or would be a repetition; the same batch without
        // names is not.
        for wish in [person_named("p7", NAME), person_named("p9", NAME)] {
            let refused = record(&registry, wish).unwrap_err();
            assert!(matches!(&refused, Error::NoRegistryKey { .. }), "{refused}");
            assert!(!format!("{refused} {refused:?}").contains("欧阳"));
        }
        assert!(matches!(registry.rewrap(&KeySource::Inside), Err(Error::NoRegistryKey { .. })));
        assert_eq!(head(&registry), head_before);
        assert_eq!(fs::read(store_file(&data)).unwrap(), stored);
        assert!(!missing.exists() && !data.join("registry.key").exists());
    }
    // A name is erased without the key.
    let registry = opened(&data, &KeySource::Inside);
    record(&registry, erased("p9").on("2020-01-01")).unwrap();
    assert_eq!((shown(&registry, "p9"), shown(&registry, "p8")), (NameShown::Erased, NameShown::Sealed));
    drop(registry);
    assert_eq!(read(&data).1.keys().collect::<Vec<_>>(), ["p8"]);
    let registry = opened(&data, &file(&away));
    assert_eq!((shown(&registry, "p9"), shown(&registry, "p8")), (NameShown::Erased, is(OTHER)));
}

#[test]
fn the_registry_key_is_changed_and_the_old_one_opens_only_what_was_copied_before() {
    let dir = tempfile::tempdir().unwrap();
    let (data, before) = (dir.path().join("data"), dir.path().join("before"));
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("p8", OTHER)).unwrap();
    let inside = data.join("registry.key");
    let mut keys = vec![registry_key(&inside)];
    copy(&data, &before);
    let person = person_key(&data, &keys[0], "p9");
    let away = dir.path().join("away.key");
    for (to, now_in) in [(KeySource::Inside, &inside), (file(&away), &away), (KeySource::Inside, &inside)] {
        let _ = fs::remove_file(&away);
        let changed = registry.rewrap(&to).unwrap();
        let key = registry_key(now_in);
        assert_eq!((changed.from.to_string(), changed.to.to_string()), (id_of(keys.last().unwrap()), id_of(&key)));
        assert_eq!((changed.keys, changed.lost), (2, 0));
        assert_eq!(person_key(&data, &key, "p9"), person, "the person's own key stays");
        assert_eq!(inside.exists(), now_in == &inside);
        assert_eq!((shown(&registry, "p9"), shown(&registry, "p8")), (is(NAME), is(OTHER)));
        keys.push(key);
        for old in &keys[..keys.len() - 1] {
            assert!(holding(&data, super::key_store::hex(old).as_bytes()).is_empty());
        }
    }
    record(&registry, erased("p9").on("2020-01-01")).unwrap();
    drop(registry);
    let registry = Registry::open(&data).unwrap();
    assert_eq!((shown(&registry, "p9"), shown(&registry, "p8")), (NameShown::Erased, is(OTHER)));
    // The copy of before has its key, and opens.
    assert_eq!(shown(&Registry::open(&before).unwrap(), "p9"), is(NAME));
    // Without it, and with the one of today, it gives no name.
    fs::copy(&inside, before.join("registry.key")).unwrap();
    assert_eq!(shown(&Registry::open(&before).unwrap(), "p9"), NameShown::Sealed);
}

#[test]
fn the_same_key_again_is_no_change() {
    let dir = tempfile::tempdir().unwrap();
    let away = with_key_beside(dir.path());
    let registry = opened(&dir.path().join("data"), &file(&away));
    assert!(matches!(registry.rewrap(&file(&away)), Err(Error::SameRegistryKey { .. })));
    let none = dir.path().join("none");
    fs::write(&none, "no key").unwrap();
    assert!(matches!(registry.rewrap(&file(&none)), Err(Error::NoRegistryKey { .. })));
    assert_eq!(shown(&registry, "p9"), is(NAME));
    assert!(matches!(Registry::in_memory().rewrap(&KeySource::Inside), Err(Error::InMemory)));
}

/// What a kill can leave on the way of a change: the store under the old key or the new, the keys
/// in any of their places.
#[test]
fn a_change_of_key_that_was_cut_short_anywhere_leaves_all_names() {
    let dir = tempfile::tempdir().unwrap();
    let (data, before) = (dir.path().join("data"), dir.path().join("before"));
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    drop(registry);
    copy(&data, &before);
    Registry::open(&data).unwrap().rewrap(&KeySource::Inside).unwrap();
    let [old_key, new_key] = [&before, &data].map(|of| fs::read(of.join("registry.key")).unwrap());
    let [old_store, new_store] = [&before, &data].map(|of| fs::read(store_file(of)).unwrap());
    // The new key is written, whole or torn; a store in the making; the new store; the new key in
    // its place.
    for (key, next, store, half) in [
        (&old_key, Some(&new_key[..]), &old_store, None),
        (&old_key, Some(&new_key[..40]), &old_store, None),
        (&old_key, Some(&new_key[..]), &old_store, Some(&new_store[..200])),
        (&old_key, Some(&new_key[..]), &new_store, None),
        (&new_key, None, &new_store, None),
    ] {
        fs::write(data.join("registry.key"), key).unwrap();
        fs::write(store_file(&data), store).unwrap();
        next.inspect(|next| fs::write(data.join("registry.key.new"), next).unwrap());
        half.inspect(|half| fs::write(data.join("keys/persons.keys.new"), half).unwrap());
        let registry = Registry::open(&data).unwrap();
        assert_eq!(shown(&registry, "p9"), is(NAME));
        let expected = if store == &old_store { &old_key } else { &new_key };
        assert_eq!(&fs::read(data.join("registry.key")).unwrap(), expected);
        let left: Vec<_> = files(&data).into_iter().filter(|path| path.to_string_lossy().ends_with(".new")).collect();
        assert!(left.is_empty(), "{left:?}");
        let changed = registry.rewrap(&KeySource::Inside).unwrap();
        assert_eq!((changed.keys, changed.lost), (1, 0));
        assert_eq!(shown(&registry, "p9"), is(NAME));
        drop(registry);
        let now = registry_key(&data.join("registry.key"));
        assert_eq!(changed.to.to_string(), id_of(&now));
        assert_eq!(shown(&Registry::open(&data).unwrap(), "p9"), is(NAME));
    }
    // To a file elsewhere: the old key inside goes as soon as the new one opens the store.
    fs::write(data.join("registry.key"), &old_key).unwrap();
    fs::write(store_file(&data), &new_store).unwrap();
    fs::write(dir.path().join("away.key"), &new_key).unwrap();
    assert!(matches!(problem(&Registry::open(&data).unwrap()), KeyProblem::Wrong { .. }));
    assert!(data.join("registry.key").exists(), "nothing goes that may still be needed");
    assert_eq!(shown(&opened(&data, &file(&dir.path().join("away.key"))), "p9"), is(NAME));
    assert!(!data.join("registry.key").exists());
}

/// It was destroyed as soon as the right one came from elsewhere.
#[test]
fn another_registrys_key_inside_is_never_destroyed() {
    let dir = tempfile::tempdir().unwrap();
    let away = with_key_beside(dir.path());
    let data = dir.path().join("data");
    let other = tempfile::tempdir().unwrap();
    drop(registry_in(other.path()));
    let inside = data.join("registry.key");
    let of_another = fs::read(other.path().join("data/registry.key")).unwrap();
    fs::write(&inside, &of_another).unwrap();
    let registry = opened(&data, &file(&away));
    assert_eq!(shown(&registry, "p9"), is(NAME));
    let refused = registry.rewrap(&KeySource::Inside);
    assert!(matches!(&refused, Err(Error::OtherKeyInside { path, .. }) if *path == inside), "{refused:?}");
    // To a file it is changed, and what lies inside is not the old one.
    let next = dir.path().join("next.key");
    registry.rewrap(&file(&next)).unwrap();
    drop(registry);
    assert_eq!(shown(&opened(&data, &file(&next)), "p9"), is(NAME));
    assert_eq!(fs::read(&inside).unwrap(), of_another);
    // Nor when a change that was cut short is finished.
    fs::copy(&next, data.join("registry.key.new")).unwrap();
    let finished = Registry::open(&data).unwrap();
    assert_eq!(shown(&finished, "p9"), is(NAME));
    drop(finished);
    assert_eq!(fs::read(&inside).unwrap(), of_another);
}

/// Registries made before there was a registry key: readable, and wrapped when they are opened with
/// one.
#[test]
fn keys_in_the_clear_are_read_and_wrapped_at_the_next_opening() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("p9", NAME)).unwrap();
    record(&registry, person_named("P9", OTHER)).unwrap();
    record(&registry, person_named("p7", "第三示例")).unwrap();
    let key = registry_key(&data.join("registry.key"));
    let plain = ["p9", "P9", "p7"].map(|person| person_key(&data, &key, person));
    record(&registry, erased("p7").on("2020-01-01")).unwrap();
    drop(registry);
    as_an_older_program_left_it(&data);
    fs::write(data.join("keys/p7.key"), &plain[2]).unwrap(); // an erasure that was cut short
    fs::write(data.join("keys/p6.key"), "torn").unwrap();
    let (away, old) = (dir.path().join("away.key"), dir.path().join("old"));
    copy(&data, &old);
    assert!(plain.iter().all(|key| holding(&data, key).len() == 1));

    // A key that is to be in a file, and is not: they stay as they are, readable.
    let registry = opened(&data, &file(&away));
    assert_eq!((shown(&registry, "p9"), shown(&registry, "P9")), (is(NAME), is(OTHER)));
    assert_eq!(shown(&registry, "p7"), NameShown::Erased);
    let state = registry.key_state().unwrap();
    assert_eq!((state.wrapped_by, state.plain, state.is_inside), (None, 3, false));
    assert!(matches!(record(&registry, person_named("p5", NAME)), Err(Error::NoRegistryKey { .. })));
    drop(registry);
    assert!(holding(&data, &plain[2]).is_empty(), "it was erased");

    // As ever, without naming a key: one is made inside.
    for again in [false, true] {
        let registry = Registry::open(&data).unwrap();
        assert_eq!((shown(&registry, "p9"), shown(&registry, "P9")), (is(NAME), is(OTHER)), "{again}");
        let state = registry.key_state().unwrap();
        assert_eq!((state.keys - state.plain, state.is_inside), (2, true));
    }
    assert!(plain.iter().all(|key| holding(&data, key).is_empty()));
    assert_eq!(read(&data).1.keys().collect::<Vec<_>>(), ["P9", "p9"]);

    // A kill between wrapping and removing leaves both; the next opening goes on.
    fs::write(data.join("keys/+p9.key"), &plain[1]).unwrap();
    assert_eq!(shown(&Registry::open(&data).unwrap(), "P9"), is(OTHER));
    assert!(plain.iter().all(|key| holding(&data, key).is_empty()));

    // With a key from elsewhere, straight away.
    let second = dir.path().join("second");
    drop(Registry::create_with(&second, &file(&away)).unwrap());
    let registry = opened(&old, &file(&away));
    assert_eq!((shown(&registry, "p9"), registry.key_state().unwrap().is_inside), (is(NAME), false));
    assert!(plain.iter().all(|key| holding(&old, key).is_empty()));
}

/// The frozen registry of `fixtures/logs/1`, made by a program that knew no registry key.
#[test]
fn a_registry_of_an_older_program_keeps_its_names() {
    let dir = tempfile::tempdir().unwrap();
    copy(&jiceng_testkit::fixtures::fixture("logs/1/registry"), dir.path());
    // The registration of P004 was withdrawn; its key is kept all the same.
    let persons = ["P001", "P002"];
    let plain = ["+p001", "+p002", "+p004"].map(|name| fs::read(dir.path().join(format!("keys/{name}.key"))).unwrap());
    let mut names = Vec::new();
    for _ in 0..2 {
        let registry = Registry::open(dir.path()).unwrap();
        let shown = persons.map(|person| shown(&registry, person));
        names.push(shown.clone());
        for shown in shown {
            assert!(matches!(shown, NameShown::Name(name) if name.starts_with("示例")));
        }
        assert_eq!(registry.key_state().unwrap().plain, 0);
    }
    assert_eq!(names[0], names[1]);
    assert!(plain.iter().all(|key| holding(dir.path(), key).is_empty()));
}
