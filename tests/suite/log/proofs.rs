//! Proofs are those of RFC 6962: against published ones, and against another program's for any
//! sizes.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use jiceng_domain::{Position, TreeHash};
use jiceng_log::proof::{COMMITS_MAX, ConsistencyProof, InclusionProof, ProofError};
use jiceng_log::{EventLog, LogError, MemoryLog, SledLog, frame};
use proptest::prelude::*;
use sha2::Sha256;

use super::commits::fill;
use super::golden::bytes;
use super::tree::PUBLISHED;

/// Published proofs, of transparency-dev/merkle, `proof/verify_test.go` (Apache-2.0), which has
/// them from the tests of google/certificate-transparency: number of the leaf from 0, size of the
/// tree, hashes.
const INCLUSION: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// Of the same source: size of the earlier tree, of the later one, hashes.
const CONSISTENCY: [(u64, u64, &[&str]); 5] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
    (
        6,
        7,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
];

fn hash(hex: &str) -> [u8; 32] {
    bytes(hex).try_into().unwrap()
}

fn hashes(hex: &[&str]) -> Vec<[u8; 32]> {
    hex.iter().map(|hex| hash(hex)).collect()
}

fn published_leaf(leaf: u64) -> Vec<u8> {
    bytes(PUBLISHED[usize::try_from(leaf).unwrap()].0)
}

fn published_root(size: u64) -> TreeHash {
    TreeHash(hash(PUBLISHED[usize::try_from(size).unwrap() - 1].1))
}

/// Everything that is one step away from a proof.
fn spoiled(proof: &[[u8; 32]]) -> Vec<Vec<[u8; 32]>> {
    let mut all = Vec::new();
    for index in 0..proof.len() {
        for bit in 0..256 {
            let mut other = proof.to_vec();
            other[index][bit / 8] ^= 1 << (bit % 8);
            all.push(other);
        }
        let mut other = proof.to_vec();
        other.remove(index);
        all.push(other);
    }
    for index in 0..=proof.len() {
        let mut other = proof.to_vec();
        other.insert(index, [7; 32]);
        all.push(other);
    }
    all
}

#[test]
fn the_published_proofs_check_and_nothing_beside_them_does() {
    for (leaf, size, path) in INCLUSION {
        let (path, root) = (hashes(path), published_root(size));
        let check = |path: &[[u8; 32]], leaf, size, root| {
            InclusionProof(path.to_vec()).verify(&published_leaf(leaf), leaf, size, root)
        };
        assert_eq!(check(&path, leaf, size, root), Ok(()), "{leaf} of {size}");
        for other in spoiled(&path) {
            check(&other, leaf, size, root).unwrap_err();
        }
        for other in (0..8).filter(|other| *other != leaf) {
            check(&path, other, size, root).unwrap_err();
        }
        assert_eq!(check(&path, leaf, size, TreeHash([7; 32])), Err(ProofError::Root));
        check(&path, leaf, size * 2, root).unwrap_err();
        assert!(size == 1 || check(&path, leaf, size / 2, root).is_err());
    }
    for (from, to, proof) in CONSISTENCY {
        let proof = hashes(proof);
        let check = |proof: &[[u8; 32]], from, to| ConsistencyProof(proof.to_vec()).verify(from, to);
        let ends = |from, to| ((from, published_root(from)), (to, published_root(to)));
        let (old, new) = ends(from, to);
        assert_eq!(check(&proof, old, new), Ok(()), "{from} to {to}");
        for other in spoiled(&proof) {
            check(&other, old, new).unwrap_err();
        }
        for other in (1..=8).filter(|other| *other != from) {
            check(&proof, ends(other, to).0, new).unwrap_err();
        }
        for other in (1..=8).filter(|other| *other != to) {
            check(&proof, old, ends(from, other).1).unwrap_err();
        }
        assert!(from == to || check(&proof, new, old).is_err());
    }
}

#[test]
fn numbers_that_no_tree_has_are_refused() {
    let (inclusion, consistency) = (InclusionProof(Vec::new()), ConsistencyProof(Vec::new()));
    let root = published_root(1);
    for (leaf, size) in
        [(0, 0), (1, 1), (u64::MAX, u64::MAX), (0, u64::MAX), (u64::MAX - 1, u64::MAX), (0, COMMITS_MAX + 1)]
    {
        assert_eq!(inclusion.verify(b"", leaf, size, root), Err(ProofError::Sizes), "{leaf} of {size}");
    }
    assert_eq!(inclusion.verify(b"", COMMITS_MAX - 1, COMMITS_MAX, root), Err(ProofError::Length));
    for (from, to) in [(1, 0), (2, 1), (0, u64::MAX), (u64::MAX, u64::MAX), (1, COMMITS_MAX + 1)] {
        assert_eq!(consistency.verify((from, root), (to, root)), Err(ProofError::Sizes), "{from} to {to}");
    }
    assert_eq!(consistency.verify((1, root), (COMMITS_MAX, root)), Err(ProofError::Length));
}

/// RFC 6962 has no proof from the empty tree; every tree goes on from it, and it has one root.
#[test]
fn every_tree_begins_with_the_empty_one() {
    let empty = MemoryLog::new().tree_head_of(0).unwrap().root;
    let (none, some) = (ConsistencyProof(Vec::new()), ConsistencyProof(vec![[7; 32]]));
    assert_eq!(none.verify((0, empty), (5, published_root(5))), Ok(()));
    assert_eq!(none.verify((0, empty), (0, empty)), Ok(()));
    assert_eq!(none.verify((0, empty), (0, published_root(1))), Err(ProofError::Root));
    assert_eq!(none.verify((0, published_root(1)), (5, published_root(5))), Err(ProofError::Root));
    assert_eq!(some.verify((0, empty), (5, published_root(5))), Err(ProofError::Length));
}

/// The same frames in another program's tree, and the roots of its beginnings.
fn other_program(log: &dyn EventLog) -> (MemoryBackedTree<Sha256, Vec<u8>>, Vec<TreeHash>) {
    let mut tree = MemoryBackedTree::new();
    let mut roots = vec![TreeHash((*tree.root().as_bytes()).into())];
    for frame in log.frames(Position(0)) {
        tree.push(frame.unwrap().1);
        roots.push(TreeHash((*tree.root().as_bytes()).into()));
    }
    (tree, roots)
}

fn agrees_with_the_other_program(log: &dyn EventLog) {
    let commits = log.commit_count().unwrap();
    let (_, roots) = other_program(log);
    let sizes: Vec<u64> = (0..=commits).collect();
    let of_frames = log.tree_heads_of_frames(&sizes).unwrap();
    for (size, root) in sizes.iter().zip(&roots) {
        let head = log.tree_head_of(*size).unwrap();
        assert_eq!((head.commits, head.root), (*size, *root));
        assert_eq!(of_frames[usize::try_from(*size).unwrap()], Some(head));
        assert_eq!(log.tree_head_at(head.position).unwrap(), head);
    }
    let frames: Vec<Vec<u8>> = log.frames(Position(0)).map(|frame| frame.unwrap().1).collect();
    for (to, root) in sizes.iter().zip(&roots) {
        let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        frames.iter().take(usize::try_from(*to).unwrap()).for_each(|frame| tree.push(frame.clone()));
        for leaf in 0..*to {
            let proof = log.prove_inclusion(leaf, *to).unwrap();
            let index = usize::try_from(leaf).unwrap();
            assert_eq!(proof.0.concat(), tree.prove_inclusion(index).as_bytes(), "{leaf} of {to}");
            assert_eq!(proof.verify(&frames[index], leaf, *to, *root), Ok(()));
        }
        for from in 0..=*to {
            let proof = log.prove_consistency(from, *to).unwrap();
            let old = roots[usize::try_from(from).unwrap()];
            assert_eq!(proof.verify((from, old), (*to, *root)), Ok(()), "{from} to {to}");
            if from > 0 {
                let other = tree.prove_consistency(usize::try_from(to - from).unwrap());
                assert_eq!(proof.0.concat(), other.as_bytes(), "{from} to {to}");
            }
        }
    }
}

#[test]
fn proofs_of_every_size_are_those_of_another_program() {
    let dir = tempfile::tempdir().unwrap();
    let sled = SledLog::create(dir.path().join("log")).unwrap();
    let events: Vec<u32> = (0..21).map(|n| 1 + n % 3).collect();
    for log in [&MemoryLog::new() as &dyn EventLog, &sled] {
        fill(log, 1, &events);
        agrees_with_the_other_program(log);
    }
    // And after it was opened again.
    drop(sled);
    agrees_with_the_other_program(&SledLog::open(dir.path().join("log")).unwrap());
}

/// Appends of several commits at a time keep the tree too.
#[test]
fn one_append_of_many_commits_has_the_tree_of_many_appends() {
    let (one, many) = (MemoryLog::new(), MemoryLog::new());
    fill(&many, 1, &[1; 37]);
    let commits: Vec<_> = (1..=37).map(|n| super::commits::commit(n, 1)).collect();
    one.append(Position(0), &commits[..20]).unwrap();
    one.append(Position(20), &commits[20..]).unwrap();
    assert_eq!(one.tree_head_of(37).unwrap(), many.tree_head_of(37).unwrap());
    agrees_with_the_other_program(&one);
}

#[test]
fn trees_that_are_not_there_are_refused() {
    let log = MemoryLog::new();
    fill(&log, 1, &[1, 2, 1]);
    assert!(matches!(log.tree_head_of(4), Err(LogError::NoSuchTree { size: 4, commits: 3 })));
    assert!(matches!(log.prove_inclusion(3, 3), Err(LogError::NoSuchTree { .. })));
    assert!(matches!(log.prove_inclusion(0, 4), Err(LogError::NoSuchTree { size: 4, commits: 3 })));
    assert!(matches!(log.prove_consistency(3, 2), Err(LogError::NoSuchTree { size: 3, commits: 2 })));
    assert!(matches!(log.prove_consistency(3, u64::MAX), Err(LogError::NoSuchTree { .. })));
    assert_eq!(log.tree_heads_of_frames(&[4, 3, u64::MAX]).unwrap()[0], None);
    assert!(log.tree_row(3).unwrap().is_none() && log.tree_row(u64::MAX).unwrap().is_none());
}

proptest! {
    #[test]
    fn a_proof_of_other_commits_or_other_trees_does_not_check(
        commits in 2_u64..60, leaf in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), earlier in any::<prop::sample::Index>(),
    ) {
        let log = MemoryLog::new();
        let filled = fill(&log, 1, &vec![1; usize::try_from(commits).unwrap()]);
        let (leaf, other, earlier) = (leaf.index(filled.len()), other.index(filled.len()), earlier.index(filled.len()) as u64);
        let root = log.tree_head_of(commits).unwrap().root;
        let frame_of = |index: usize| frame::encode(&filled[index]).unwrap();
        let proof = log.prove_inclusion(leaf as u64, commits).unwrap();
        prop_assert_eq!(proof.verify(&frame_of(leaf), leaf as u64, commits, root), Ok(()));
        prop_assume!(leaf != other);
        prop_assert!(proof.verify(&frame_of(other), leaf as u64, commits, root).is_err());
        let mut spoiled = frame_of(leaf);
        *spoiled.last_mut().unwrap() ^= 1;
        prop_assert!(proof.verify(&spoiled, leaf as u64, commits, root).is_err());
        // A log that is otherwise in one commit is no continuation.
        let rewritten = MemoryLog::new();
        let mut events = vec![1; filled.len()];
        events[other] = 2;
        fill(&rewritten, 1, &events);
        let root = rewritten.tree_head_of(commits).unwrap().root;
        let proof = rewritten.prove_consistency(earlier, commits).unwrap();
        let old = log.tree_head_of(earlier).unwrap().root;
        prop_assert_eq!(proof.verify((earlier, old), (commits, root)).is_ok(), earlier <= other as u64);
    }
}
