//! The Merkle tree is the one of RFC 6962: against the published roots, and against another
//! program's.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use jiceng_domain::{Position, TreeHash};
use jiceng_log::tree::Tree;
use jiceng_log::{EventLog as _, MemoryLog, SledLog};
use proptest::prelude::*;
use sha2::Sha256;

use super::commits::{commit, fill};
use super::golden::{bytes, hex};

/// The leaves and roots with which the reference implementation of Certificate Transparency tests
/// its tree (google/certificate-transparency, `merkletree/merkle_tree_test.cc`): the root of the
/// first n.
pub(crate) const PUBLISHED: [(&str, &str); 8] = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
];
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn the_roots_are_the_published_ones() {
    let mut tree = Tree::new();
    assert_eq!(hex(&tree.root().0), EMPTY);
    for (leaf, root) in PUBLISHED {
        tree.push(&bytes(leaf));
        assert_eq!(hex(&tree.root().0), root, "{} leaves", tree.leaves());
    }
}

proptest! {
    #[test]
    fn the_roots_are_those_of_another_program(leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..70)) {
        let mut tree = Tree::new();
        let mut other = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for leaf in leaves {
            tree.push(&leaf);
            other.push(leaf);
            let root: [u8; 32] = (*other.root().as_bytes()).into();
            prop_assert_eq!(tree.root(), TreeHash(root));
            prop_assert_eq!(tree.leaves(), other.len());
        }
    }
}

#[test]
fn the_same_commits_have_the_same_root_in_every_log() {
    let dir = tempfile::tempdir().unwrap();
    let (memory, sled) = (MemoryLog::new(), SledLog::create(dir.path().join("log")).unwrap());
    let events = [1, 4, 700, 2, 2, 1, 3];
    assert_eq!(fill(&memory, 1, &events), fill(&sled, 1, &events));
    let head = memory.tree_head_at(Position(713)).unwrap();
    assert_eq!((head.position, head.commits), (Position(713), 7));
    assert_eq!(sled.tree_head_at(Position(713)).unwrap(), head);
    drop(sled);
    assert_eq!(SledLog::open(dir.path().join("log")).unwrap().tree_head_at(Position(713)).unwrap(), head);
    // Another commit of the same shape, another root.
    let other = MemoryLog::new();
    fill(&other, 1, &events[..6]);
    other.append(Position(710), &[commit(8, 3)]).unwrap();
    assert_ne!(other.tree_head_at(Position(713)).unwrap().root, head.root);
}

#[test]
fn a_tree_hash_is_read_as_it_is_written() {
    let hash = TreeHash([7; 32]);
    assert_eq!(hash.to_string(), format!("sha256:{}", "07".repeat(32)));
    assert_eq!(hash.to_string().parse(), Ok(hash));
    for bad in
        ["", "07", &"07".repeat(32), &format!("sha256:{}", "+7".repeat(32)), &format!("sha256:{}", "07".repeat(31))]
    {
        assert!(bad.parse::<TreeHash>().is_err(), "{bad}");
    }
}
