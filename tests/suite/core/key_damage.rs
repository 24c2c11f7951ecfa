//! Damage to the store of keys: names may be missing then, never wrong, and everything else works.

use std::fs;

use jiceng_core::{Error, KeyProblem, NameShown, Registry};
use jiceng_testkit::make::{On as _, erased};

use super::key_store::{holding, read, store_file};
use super::names::{is, registry_in, shown};
use super::recorded::{is_in_order, person_named, record};

#[test]
fn a_flipped_byte_costs_one_name_at_most() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    for n in 0..3 {
        record(&registry, person_named(&format!("k{n}"), &format!("示例{n}"))).unwrap();
    }
    drop(registry);
    let sound = fs::read(store_file(&data)).unwrap();
    assert_eq!(sound.len(), 4 * 128);
    for at in (0..sound.len()).filter(|at| at % 128 < 18 || at % 7 == 0) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x41;
        fs::write(store_file(&data), &bytes).unwrap();
        let registry = Registry::open(&data).unwrap();
        for n in 0..3 {
            let is_hit = at / 128 == 0 || at / 128 == n + 1;
            let expected = if is_hit { NameShown::Sealed } else { is(&format!("示例{n}")) };
            assert_eq!(shown(&registry, &format!("k{n}")), expected, "byte {at}");
        }
        let is_head = at < 128;
        assert_eq!(matches!(registry.key_state().unwrap().problem, Some(KeyProblem::StoreDamaged { .. })), is_head);
        if is_head {
            let refused = record(&registry, person_named("k9", "示例")).unwrap_err();
            assert!(matches!(refused, Error::NoRegistryKey { .. }), "{refused}");
        }
        assert_eq!(fs::read(store_file(&data)).unwrap(), bytes, "nothing is mended unasked");
    }
}

#[test]
fn a_torn_end_is_cut_off_by_the_next_name_and_costs_no_other() {
    for left in [0, 1, 100, 127, 129, 255, 300] {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let registry = registry_in(dir.path());
        record(&registry, person_named("k1", "示例1")).unwrap();
        record(&registry, person_named("k2", "示例2")).unwrap();
        drop(registry);
        let bytes = fs::read(store_file(&data)).unwrap();
        fs::write(store_file(&data), &bytes[..left]).unwrap();
        let registry = Registry::open(&data).unwrap();
        let first = if left < 256 { NameShown::Sealed } else { is("示例1") };
        assert_eq!((shown(&registry, "k1"), shown(&registry, "k2")), (first.clone(), NameShown::Sealed), "{left}");
        match record(&registry, person_named("k3", "示例3")) {
            Ok(_) => assert!(left >= 128),
            Err(error) => assert!(left < 128 && matches!(error, Error::NoRegistryKey { .. }), "{left}: {error}"),
        }
        drop(registry);
        let registry = Registry::open(&data).unwrap();
        let third = if left < 128 { NameShown::Unknown } else { is("示例3") };
        assert_eq!((shown(&registry, "k1"), shown(&registry, "k3")), (first, third), "{left}");
        assert!(is_in_order(&registry));
    }
}

/// Forgetting does not wait for a repair.
#[test]
fn a_name_is_erased_from_a_store_whose_head_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let registry = registry_in(dir.path());
    record(&registry, person_named("k1", "示例1")).unwrap();
    record(&registry, person_named("k2", "示例2")).unwrap();
    drop(registry);
    let wrapped = read(&data).1["k1"].wrapped.clone();
    let head = fs::read(store_file(&data)).unwrap()[..128].to_vec();
    let mut bytes = fs::read(store_file(&data)).unwrap();
    bytes[3] ^= 1;
    fs::write(store_file(&data), &bytes).unwrap();
    let registry = Registry::open(&data).unwrap();
    record(&registry, erased("k1").on("2020-01-01")).unwrap();
    assert!(holding(dir.path(), &wrapped).is_empty());
    drop(registry);
    // The head is left as it was found: whoever restores it has the other names.
    let mut bytes = fs::read(store_file(&data)).unwrap();
    bytes[..128].copy_from_slice(&head);
    fs::write(store_file(&data), bytes).unwrap();
    let registry = Registry::open(&data).unwrap();
    assert_eq!((shown(&registry, "k1"), shown(&registry, "k2")), (NameShown::Erased, is("示例2")));
}
