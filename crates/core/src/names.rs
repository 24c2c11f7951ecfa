//! Names of persons: sealed with XChaCha20-Poly1305 under a key of the person's own.
//!
//! The keys lie beside the log, one file a person, readable by the owner only. Whoever has the log
//! without the keys has no names; once a person's key file is gone, the name is gone from the log
//! and all its copies. A sealed name is a nonce of 24 bytes and the ciphertext; the person's
//! identifier is authenticated with it, so that a sealed name cannot be moved to another person.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, Generate as _, Key, KeyInit as _, Nonce, Payload};
use jiceng_domain::PersonId;
use jiceng_domain::person::SealedName;

use crate::error::Error;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

type PersonKey = Key<XChaCha20Poly1305>;

/// The keys of all persons.
pub(crate) struct NameKeys {
    /// The directory of key files; none for a registry in memory.
    dir: Option<PathBuf>,
    /// Keys that are not in a file: new ones, and all of a registry in memory.
    unkept: HashMap<PersonId, PersonKey>,
}

impl NameKeys {
    /// Makes the directory of keys.
    pub(crate) fn create_in(dir: PathBuf) -> Result<Self, Error> {
        fs::create_dir_all(&dir).map_err(|source| io("create", &dir, source))?;
        owner_only(&dir)?;
        Ok(Self::in_dir(dir))
    }

    /// Uses a directory of keys.
    pub(crate) fn in_dir(dir: PathBuf) -> Self {
        Self { dir: Some(dir), unkept: HashMap::new() }
    }

    pub(crate) fn in_memory() -> Self {
        Self { dir: None, unkept: HashMap::new() }
    }

    /// Seals a name, with the person's key if there is one, else with a new one, which must be kept
    /// before the sealed name is recorded.
    pub(crate) fn seal(&mut self, person: &PersonId, name: &str) -> Result<SealedName, Error> {
        let key = if let Some(key) = self.key(person)? {
            key
        } else {
            let key = PersonKey::generate();
            self.unkept.insert(person.clone(), key);
            key
        };
        let nonce = Nonce::<XChaCha20Poly1305>::generate();
        let payload = Payload { msg: name.as_bytes(), aad: person.as_str().as_bytes() };
        let cipher = XChaCha20Poly1305::new(&key);
        let sealed = cipher.encrypt(&nonce, payload).map_err(|_| Error::NameKey { person: person.clone() })?;
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed);
        Ok(SealedName(bytes.into()))
    }

    /// Opens a sealed name; `None` if the person's key is gone or does not fit.
    pub(crate) fn open(&self, person: &PersonId, sealed: &SealedName) -> Result<Option<String>, Error> {
        let Some(key) = self.key(person)? else { return Ok(None) };
        let Some((nonce, ciphertext)) = sealed.0.split_at_checked(NONCE_BYTES) else { return Ok(None) };
        let Ok(nonce) = Nonce::<XChaCha20Poly1305>::try_from(nonce) else { return Ok(None) };
        let payload = Payload { msg: ciphertext, aad: person.as_str().as_bytes() };
        let opened = XChaCha20Poly1305::new(&key).decrypt(&nonce, payload).ok();
        Ok(opened.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// Keeps the new keys, durably.
    pub(crate) fn keep(&mut self) -> Result<(), Error> {
        let Some(dir) = self.dir.as_ref().filter(|_| !self.unkept.is_empty()) else { return Ok(()) };
        let mut persons: Vec<&PersonId> = self.unkept.keys().collect();
        persons.sort_unstable();
        for person in persons {
            if let Some(key) = self.unkept.get(person) {
                let path = key_path(dir, person);
                write_key(&path, key).map_err(|source| io("write", &path, source))?;
            }
        }
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(|source| io("sync", dir, source))?;
        self.unkept.clear();
        Ok(())
    }

    /// Forgets the new keys: nothing was recorded with them.
    pub(crate) fn forget_new(&mut self) {
        if self.dir.is_some() {
            self.unkept.clear();
        }
    }

    /// Destroys a person's key. The name cannot be read any more.
    pub(crate) fn destroy(&mut self, person: &PersonId) -> Result<(), Error> {
        self.unkept.remove(person);
        let Some(dir) = &self.dir else { return Ok(()) };
        let path = key_path(dir, person);
        match destroy_file(&path) {
            Err(source) if source.kind() != ErrorKind::NotFound => Err(io("remove", &path, source)),
            _ => Ok(()),
        }
    }

    fn key(&self, person: &PersonId) -> Result<Option<PersonKey>, Error> {
        if let Some(key) = self.unkept.get(person) {
            return Ok(Some(*key));
        }
        let Some(dir) = &self.dir else { return Ok(None) };
        let path = key_path(dir, person);
        let mut bytes = Vec::with_capacity(KEY_BYTES);
        match File::open(&path).and_then(|file| file.take(1024).read_to_end(&mut bytes)) {
            Ok(_) => {}
            Err(source) if source.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(io("read", &path, source)),
        }
        let key = PersonKey::try_from(bytes.as_slice());
        key.map(Some).map_err(|_| Error::NameKey { person: person.clone() })
    }
}

/// Identifiers are letters, digits, `-`, `_` and `.`, and begin with a letter: safe as file names.
/// Capitals are marked, for file systems that do not tell them from small letters.
fn key_path(dir: &Path, person: &PersonId) -> PathBuf {
    let mut name = String::new();
    for character in person.as_str().chars() {
        if character.is_ascii_uppercase() {
            name.push('+');
        }
        name.push(character.to_ascii_lowercase());
    }
    dir.join(name + ".key")
}

fn write_key(path: &Path, key: &PersonKey) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

fn destroy_file(path: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(&[0; KEY_BYTES])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

#[cfg(unix)]
fn owner_only(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt as _;
    let set = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
    set.map_err(|source| io("set the permissions of", path, source))
}

#[cfg(not(unix))]
fn owner_only(_path: &Path) -> Result<(), Error> {
    Ok(())
}

fn io(action: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::Io { action, path: path.to_owned(), source }
}
