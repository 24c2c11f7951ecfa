//! The registry key: the one key under which the keys of all persons are wrapped.
//!
//! It is 32 random bytes, written `jiceng-registry-key-1:` and 64 hexadecimal digits: on a line of
//! a file, in an environment variable, or on paper. A file may have lines that begin with `#`
//! beside it. The key's identifier tells keys apart without giving them away.

use std::fmt;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Generate as _, Key};
use jiceng_log::ShowPath as _;
use jiceng_log::bounded;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use super::files::{self, io};
use crate::error::Error;

/// Bytes of a key, the registry's or a person's.
pub(super) const KEY_BYTES: usize = 32;
/// Bytes of a key's identifier.
pub(super) const KEY_ID_BYTES: usize = 8;
/// What a key is written with, so that people and scanners for secrets know what it is.
const PREFIX: &str = "jiceng-registry-key-1:";
/// Hashed before a key for its identifier, so that it is the hash of nothing else.
const ID_DOMAIN: &[u8] = b"jiceng registry key 1\0";
/// A file of a key is not larger; nothing is read beyond.
const FILE_BYTES_MAX: u64 = 4096;

/// The registry key. Overwritten in memory when it is dropped; `Debug` shows its identifier only.
#[derive(Clone)]
pub struct RegistryKey(Zeroizing<[u8; KEY_BYTES]>);

/// What tells registry keys apart: the first 8 bytes of the SHA-256 of `jiceng registry key 1`, a
/// zero byte and the key, written as 16 hexadecimal digits. It does not give the key away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RegistryKeyId(pub(super) [u8; KEY_ID_BYTES]);

/// Why a text is not a registry key. The text is not shown: it could be one with a slip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registry key is written {PREFIX} and 64 hexadecimal digits")]
pub struct RegistryKeyError;

/// Where the registry key is to be found.
#[derive(Clone, Debug, Default)]
pub enum KeySource {
    /// In the file `registry.key` of the registry's directory: whoever copies the directory has the
    /// names.
    #[default]
    Inside,
    /// In a file, best elsewhere.
    File(PathBuf),
    /// At hand, such as from the environment.
    Given(RegistryKey),
}

/// Why names can neither be shown nor written. Everything else works without them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// There is no key where it is looked for.
    #[error("there is no registry key in {}", path.shown())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file of the key cannot be read.
    #[error("the registry key in {} cannot be read: {kind}", path.shown())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        kind: ErrorKind,
    },
    /// The file holds no key.
    #[error("{} holds no registry key", path.shown())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// The keys of the persons are wrapped under another key.
    #[error("the names are kept under the registry key {wrapped}, not under {given}")]
    Wrong {
        /// The key under which they are.
        wrapped: RegistryKeyId,
        /// The key that was given.
        given: RegistryKeyId,
    },
    /// The store of the persons' keys does not say under which key they are.
    #[error("the head of {} is damaged", path.shown())]
    StoreDamaged {
        /// The store.
        path: PathBuf,
    },
}

impl RegistryKey {
    /// A new key.
    pub(super) fn generate() -> Self {
        Self(random_key())
    }

    /// Reads a key as it is written.
    ///
    /// ```
    /// use jiceng_core::RegistryKey;
    ///
    /// let text = format!("jiceng-registry-key-1:{}", "0f".repeat(32));
    /// let key = RegistryKey::parse(&text)?;
    /// assert_eq!(format!("{key:?}"), format!("RegistryKey({})", key.id()));
    /// assert!(RegistryKey::parse("0f0f").is_err());
    /// # Ok::<(), jiceng_core::RegistryKeyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, RegistryKeyError> {
        let digits = text.trim().strip_prefix(PREFIX).ok_or(RegistryKeyError)?.as_bytes();
        if digits.len() != 2 * KEY_BYTES {
            return Err(RegistryKeyError);
        }
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: usize| pair.get(at).and_then(|digit| char::from(*digit).to_digit(16));
            let value = digit(0).zip(digit(1)).map(|(high, low)| high * 16 + low);
            *byte = value.and_then(|value| u8::try_from(value).ok()).ok_or(RegistryKeyError)?;
        }
        Ok(Self(key))
    }

    /// What tells it from other keys.
    pub fn id(&self) -> RegistryKeyId {
        let hash = Sha256::new().chain_update(ID_DOMAIN).chain_update(self.bytes()).finalize();
        let mut id = [0; KEY_ID_BYTES];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        RegistryKeyId(id)
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    fn written(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(512));
        text.push_str("# jiceng 登记库钥匙 registry key ");
        text.push_str(&self.id().to_string());
        text.push_str("\n# 有此钥匙并有登记库的 keys 目录者，可读全部人员姓名；遗失则姓名无法读出。");
        text.push_str(
            "\n# Whoever has it and the registry's keys directory can read all names; without it nobody can.\n",
        );
        text.push_str(PREFIX);
        for byte in self.bytes() {
            for digit in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(digit.into(), 16));
            }
        }
        text.push('\n');
        text
    }

    /// Reads the key of a file.
    pub(super) fn read(path: &Path) -> Result<Self, KeyProblem> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(512));
        match bounded::open_own(path).and_then(|file| file.take(FILE_BYTES_MAX).read_to_end(&mut bytes)) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(KeyProblem::Missing { path: path.to_owned() });
            }
            Err(error) => return Err(KeyProblem::Unreadable { path: path.to_owned(), kind: error.kind() }),
        }
        let text = std::str::from_utf8(&bytes).unwrap_or_default().trim_start_matches('\u{feff}');
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        match (lines.next().map(Self::parse), lines.next()) {
            (Some(Ok(key)), None) => Ok(key),
            _ => Err(KeyProblem::NotAKey { path: path.to_owned() }),
        }
    }

    /// What stands in a file of the key.
    pub(super) fn file_bytes(&self) -> Vec<u8> {
        self.written().as_bytes().to_vec()
    }

    /// Writes a new file of the key, durably; one that is there is never written over.
    pub(super) fn write_new(&self, path: &Path) -> Result<(), Error> {
        let written = files::write_new(path, self.written().as_bytes());
        written.map_err(|source| io("write the registry key to", path, source))
    }

    /// The key of a file; a new one where there is no file.
    pub(super) fn of_file_or_new(path: &Path) -> Result<Self, Error> {
        match Self::read(path) {
            Err(KeyProblem::Missing { .. }) => {
                let key = Self::generate();
                key.write_new(path)?;
                Ok(key)
            }
            found => found.map_err(|problem| Error::NoRegistryKey { problem }),
        }
    }
}

/// 32 random bytes of the system.
pub(super) fn random_key() -> Zeroizing<[u8; KEY_BYTES]> {
    let mut random = Key::<XChaCha20Poly1305>::generate();
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    key.copy_from_slice(&random);
    random.as_mut_slice().zeroize();
    key
}

impl fmt::Debug for RegistryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistryKey({})", self.id())
    }
}

impl fmt::Display for RegistryKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RegistryKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
