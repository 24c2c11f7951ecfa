//! The corpus of the fuzz targets, and mutations of it, on stable: no panic, no hang. See
//! `tests/fuzz/README.md`.

pub(crate) mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiceng_testkit::fixtures::{fixture, root};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

use self::targets::TARGETS;

/// The files of a target, in the order of their names.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        fs::read_dir(fixture("fuzz").join(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// One change to some bytes.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(Index, u8),
    Set(Index, u8),
    /// Takes away so many bytes from there.
    Cut(Index, usize),
    /// Repeats so many bytes from there.
    Duplicate(Index, usize),
    /// Puts a piece of another file there.
    Splice(Index, Index, Index, usize),
    End(Index),
}

fn any_mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    // Lengths, signs and what separates things.
    let telling = prop::sample::select(b"\x00\x01\x7f\x80\xfa\xfb\xfc\xfd\xfe\xff\"\\{}[]=,.:-0/\n \xe3".to_vec());
    prop_oneof![
        (at(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, 1 << bit)),
        (at(), telling).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (at(), 1..20_usize).prop_map(|(at, bytes)| Mutation::Cut(at, bytes)),
        (at(), 1..200_usize).prop_map(|(at, bytes)| Mutation::Duplicate(at, bytes)),
        (at(), at(), at(), 1..100_usize).prop_map(|(at, file, from, bytes)| Mutation::Splice(at, file, from, bytes)),
        at().prop_map(Mutation::End),
    ]
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation], corpus: &[Vec<u8>]) -> Vec<u8> {
    for mutation in mutations {
        let len = bytes.len();
        let piece = |from: &[u8], at: usize, bytes: usize| from[at..from.len().min(at + bytes)].to_vec();
        match mutation {
            _ if len == 0 => return bytes,
            Mutation::Flip(at, bit) => bytes[at.index(len)] ^= bit,
            Mutation::Set(at, byte) => bytes[at.index(len)] = *byte,
            Mutation::Cut(at, count) => drop(bytes.drain(at.index(len)..len.min(at.index(len) + count))),
            Mutation::Duplicate(at, count) => {
                let at = at.index(len);
                bytes.splice(at..at, piece(&bytes.clone(), at, *count));
            }
            Mutation::Splice(at, file, from, count) => {
                let other = file.get(corpus);
                if !other.is_empty() {
                    let at = at.index(len);
                    bytes.splice(at..at, piece(other, from.index(other.len()), *count));
                }
            }
            Mutation::End(at) => bytes.truncate(at.index(len)),
        }
    }
    bytes
}

#[test]
fn each_file_of_the_corpus_is_taken_or_refused() {
    for (name, target) in TARGETS {
        let corpus = corpus(name);
        assert!(corpus.len() >= 5, "{name} has {} files", corpus.len());
        assert!(corpus.iter().all(|file| file.len() <= 16 << 10), "a file of {name} is not small");
        for file in &corpus {
            target(file);
        }
    }
}

/// Cases a target: `PROPTEST_CASES`, 256 by default.
#[test]
fn each_mutation_of_the_corpus_is_taken_or_refused() {
    for (name, target) in TARGETS {
        let corpus = corpus(name);
        let case = (any::<Index>(), vec(any_mutation(), 1..6));
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        let outcome = TestRunner::new(config).run(&case, |(file, mutations)| {
            target(&mutated(file.get(&corpus).clone(), &mutations, &corpus));
            Ok(())
        });
        assert!(outcome.is_ok(), "{name}: {}", outcome.unwrap_err());
    }
}

fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_target_is_a_program_and_has_a_corpus() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&root().join("tests/fuzz/fuzz_targets")), targets);
    assert_eq!(names(&fixture("fuzz")), targets);
    let manifest = fs::read_to_string(root().join("tests/fuzz/Cargo.toml")).unwrap();
    for target in targets {
        let program = format!("name = \"{target}\"\npath = \"fuzz_targets/{target}.rs\"");
        assert!(manifest.contains(&program), "tests/fuzz/Cargo.toml has no program {target}");
        let code = fs::read_to_string(root().join(format!("tests/fuzz/fuzz_targets/{target}.rs"))).unwrap();
        assert!(code.contains(&format!("targets::{target}(data)")), "{target} runs something else");
    }
}
