//! Root hashes of the log's Merkle tree, as facts and answers carry them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::evidence::FileDigest;

/// The root of the Merkle tree (RFC 6962, SHA-256) over the commits of a log, written `sha256:` and
/// 64 hexadecimal digits. It stands for every byte of those commits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TreeHash(pub [u8; 32]);

/// Why a text is not the hash of a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tree hash is written sha256: and 64 hexadecimal digits")]
pub struct TreeHashError;

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&FileDigest(self.0), f)
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for TreeHash {
    type Err = TreeHashError;
    fn from_str(text: &str) -> Result<Self, TreeHashError> {
        text.parse().map(|FileDigest(bytes)| Self(bytes)).map_err(|_| TreeHashError)
    }
}

impl TryFrom<String> for TreeHash {
    type Error = TreeHashError;
    fn try_from(text: String) -> Result<Self, TreeHashError> {
        text.parse()
    }
}

impl From<TreeHash> for String {
    fn from(hash: TreeHash) -> Self {
        hash.to_string()
    }
}
