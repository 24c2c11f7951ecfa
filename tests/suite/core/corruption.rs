//! A registry of which one file was damaged: it answers as before, or says what is wrong; it never
//! answers otherwise.

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiceng_core::{NameShown, Question, Registry};
use jiceng_testkit::make::{day, text};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::key_store::copy;
use super::recorded::{fill, is_in_order, person_named, record};
use crate::log::damage::{Damage, any_damage, spoil};

const PERSONS: usize = 4;

/// A registry that was closed, another one, and what the first one answers.
struct Written {
    dir: TempDir,
    other: TempDir,
    answers: String,
}

fn name(n: usize) -> String {
    format!("示例名{n}")
}

fn write(dir: &Path, people: u64) {
    let registry = Registry::create(dir).unwrap();
    fill(&registry);
    for n in 0..PERSONS {
        record(&registry, person_named(&format!("damaged{n}"), &name(n))).unwrap();
    }
    registry.snapshot().unwrap();
    for n in 0..people {
        record(&registry, person_named(&format!("more{n}"), "示例")).unwrap();
    }
}

fn written() -> &'static Written {
    static WRITTEN: OnceLock<Written> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(&dir.path().join("data"), 40);
        write(&other.path().join("data"), 60);
        let registry = Registry::open(&dir.path().join("data")).unwrap();
        let answers = answers(&registry).unwrap();
        assert!(answers.len() > 1000, "{answers}");
        drop(registry);
        Written { dir, other, answers }
    })
}

/// What the registry says of all places on some days, of its log, and of the names that it can
/// show.
fn answers(registry: &Registry) -> Result<String, jiceng_core::Error> {
    let mut said = format!("{} ", registry.head()?);
    for effective in ["2018-06-30", "2020-06-30", "2021-12-31"] {
        let question = Question { effective: Some(day(effective)), ..Question::default() };
        let view = registry.view(question)?.locked()?;
        write!(said, "{:?} {} ", view.coverage()?.places, view.facts().federations.iter().count()).unwrap();
    }
    let view = registry.view(Question::default())?.locked()?;
    for n in 0..PERSONS {
        match view.person(&text(&format!("damaged{n}")))? {
            NameShown::Name(shown) => assert_eq!(shown, name(n)),
            NameShown::Sealed | NameShown::KeyDamaged => {}
            NameShown::Erased | NameShown::Unknown => panic!("a name is gone"),
        }
    }
    Ok(said)
}

/// Every file below a directory, from there.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path.strip_prefix(dir).unwrap().to_owned()) }
        }
    }
    found.sort();
    found
}

/// What happens to a file.
#[derive(Clone, Debug)]
enum Mishap {
    Damaged(Damage),
    Gone,
    OfAnother,
}

fn any_mishap() -> impl Strategy<Value = Mishap> {
    prop_oneof![12 => any_damage().prop_map(Mishap::Damaged), 1 => Just(Mishap::Gone), 1 => Just(Mishap::OfAnother)]
}

fn befall(data: &Path, file: &Path, at: Index, mishap: &Mishap, other: &Path) {
    let path = data.join(file);
    match mishap {
        Mishap::Damaged(damage) => spoil(&path, at, damage),
        Mishap::Gone => fs::remove_file(&path).unwrap(),
        Mishap::OfAnother => drop(fs::copy(other.join(file), &path)),
    }
}

proptest! {
    #[test]
    fn one_damaged_file_gives_the_same_answers_or_an_error(
        which in any::<Index>(), at in any::<Index>(), mishap in any_mishap(),
    ) {
        let written = written();
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        copy(&written.dir.path().join("data"), &data);
        let files = files(&data);
        let file = &files[which.index(files.len())];
        befall(&data, file, at, &mishap, &written.other.path().join("data"));

        let asked = catch_unwind(AssertUnwindSafe(|| {
            let registry = Registry::open(&data)?;
            let said = answers(&registry)?;
            let is_verified = registry.verify(&mut |_| {}).is_ok_and(|verified| verified.projections_agree);
            Ok::<_, jiceng_core::Error>((said, is_verified))
        }));
        match asked.map_err(|_| TestCaseError::fail(format!("it panicked: {}", file.display())))? {
            Ok((said, is_verified)) => {
                prop_assert_eq!(&said, &written.answers, "{}", file.display());
                // What verify finds can be rescued.
                if !is_verified {
                    let to = dir.path().join("rescued");
                    let rescued = jiceng_core::rescue(&data, &to, false, &jiceng_core::KeySource::Inside).unwrap().log;
                    prop_assert!(rescued.lost.is_empty(), "{:?}", rescued);
                    prop_assert_eq!(&answers(&Registry::open(&to).unwrap()).unwrap(), &written.answers);
                }
            }
            // Both are told: the place, and what to do; the other copy has everything.
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn an_undamaged_registry_answers() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    copy(&written().dir.path().join("data"), &data);
    let registry = Registry::open(&data).unwrap();
    assert_eq!(answers(&registry).unwrap(), written().answers);
    assert!(is_in_order(&registry));
}
