//! The store of the persons' keys, each wrapped under the registry key: one file, `persons.keys`.
//!
//! `docs/format.md` describes it byte by byte: a head of 128 bytes that names the registry key, and
//! behind it 128 bytes a person. A new key is appended, durably. To take keys out, the file is
//! written anew without them, put in the place of the old one in one step, and the old one is
//! overwritten; so after a crash there is the one file or the other, never half of each. Every
//! record carries a checksum: one that does not fit is nobody's, and is kept as it is until it is
//! told to go.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiceng_domain::PersonId;
use jiceng_log::bounded;

use super::files::{self, io};
use super::registry_key::{KEY_ID_BYTES, RegistryKeyId};
use super::wrapping::{WRAPPED_BYTES, Wrapped};
use crate::error::Error;

/// Bytes of the head, and of each record.
const RECORD_BYTES: usize = 128;
/// A store has no more: millions of records.
const BYTES_MAX: u64 = 1 << 30;
/// Bytes of a record before its checksum.
const CHECKED_BYTES: usize = RECORD_BYTES - 4;
/// Room for a person's identifier, which has 48 characters at most.
const PERSON_BYTES: usize = 48;
pub(super) const FILE: &str = "persons.keys";
const MAGIC: &[u8; 8] = b"jckeys\x00\x01";

type Record = [u8; RECORD_BYTES];

/// The store, as it was read and with what was done since.
pub(super) struct KeyStore {
    path: PathBuf,
    /// The head, sound or not; none where there is no file.
    head: Option<Record>,
    /// The registry key under which the keys are; none where the head does not say.
    wrapped_by: Option<RegistryKeyId>,
    /// The registry key under which they were before.
    replaced: Option<RegistryKeyId>,
    keys: BTreeMap<PersonId, Wrapped>,
    /// Whole records whose checksum does not fit.
    damaged: Vec<Record>,
    /// Whether more can be appended; a torn end is cut off first.
    ends_whole: bool,
}

impl KeyStore {
    /// Reads the store of a directory; what a crash left of one in the making is removed.
    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let unfinished = unfinished(&dir.join(FILE));
        files::destroy(&unfinished).map_err(|source| io("remove", &unfinished, source))?;
        Self::look(dir)
    }

    /// Reads the store of a directory, and changes nothing.
    pub(super) fn look(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        let bytes = match bounded::read_own(&path, BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let (keys, damaged) = Default::default();
                let (wrapped_by, replaced) = (None, None);
                return Ok(Self { path, head: None, wrapped_by, replaced, keys, damaged, ends_whole: false });
            }
            Err(source) => return Err(io("read", &path, source)),
        };
        let mut records = bytes.chunks(RECORD_BYTES);
        let mut head = [0; RECORD_BYTES];
        head.iter_mut().zip(records.next().unwrap_or_default()).for_each(|(to, from)| *to = *from);
        let (mut keys, mut damaged) = (BTreeMap::new(), Vec::new());
        for record in records {
            match (key_of(record), Record::try_from(record)) {
                (Some((person, wrapped)), _) => drop(keys.insert(person, wrapped)),
                (None, Ok(record)) => damaged.push(record),
                (None, Err(_)) => {} // a torn end, of which nobody was told
            }
        }
        let ends_whole = !bytes.is_empty() && bytes.len().is_multiple_of(RECORD_BYTES);
        let [wrapped_by, replaced] = registry_keys_of(&head);
        Ok(Self { path, head: Some(head), wrapped_by, replaced, keys, damaged, ends_whole })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a file.
    pub(super) const fn is_there(&self) -> bool {
        self.head.is_some()
    }

    /// The registry key under which the keys are; none where there is no file, or its head is
    /// damaged.
    pub(super) const fn wrapped_by(&self) -> Option<RegistryKeyId> {
        self.wrapped_by
    }

    /// The registry key under which the keys were before it was changed; none where it never was,
    /// or by a program that did not note it.
    pub(super) const fn replaced(&self) -> Option<RegistryKeyId> {
        self.replaced
    }

    /// A person's wrapped key.
    pub(super) fn get(&self, person: &PersonId) -> Option<&Wrapped> {
        self.keys.get(person)
    }

    /// All keys, by person.
    pub(super) fn keys(&self) -> &BTreeMap<PersonId, Wrapped> {
        &self.keys
    }

    /// How many records are damaged, and so nobody's.
    pub(super) fn damaged(&self) -> usize {
        self.damaged.len()
    }

    /// The file without the keys of some persons, as it would be written anew; none where there is
    /// no file.
    pub(super) fn bytes_without(&self, persons: &BTreeSet<PersonId>) -> Option<Vec<u8>> {
        let keys = self.keys.iter().filter(|(person, _)| !persons.contains(*person));
        Some(bytes(&self.head?, keys, &self.damaged))
    }

    /// Adds keys, durably on return.
    pub(super) fn add(&mut self, keys: Vec<(PersonId, Wrapped)>) -> Result<(), Error> {
        if !self.ends_whole {
            let mut all = self.keys.clone();
            all.extend(keys);
            return self.rewrite(self.head.unwrap_or([0; RECORD_BYTES]), all, self.damaged.clone());
        }
        // Until the write is known to be whole.
        self.ends_whole = false;
        let bytes: Vec<u8> = keys.iter().flat_map(|(person, wrapped)| record(person, wrapped)).collect();
        let append = || {
            let mut file = files::options().append(true).open(&self.path)?;
            file.write_all(&bytes)?;
            file.sync_all()
        };
        append().map_err(|source| io("write", &self.path, source))?;
        self.ends_whole = true;
        self.keys.extend(keys);
        Ok(())
    }

    /// Takes keys out, so that the file does not hold them any more.
    pub(super) fn take_out(&mut self, persons: &[&PersonId]) -> Result<(), Error> {
        let mut left = self.keys.clone();
        for person in persons {
            left.remove(*person);
        }
        self.rewrite(self.head.unwrap_or([0; RECORD_BYTES]), left, self.damaged.clone())
    }

    /// Takes out the damaged records that do not name one of these persons; how many they were.
    pub(super) fn drop_damaged_but(&mut self, persons: &BTreeSet<PersonId>) -> Result<usize, Error> {
        let is_kept = |record: &Record| person_of(record).is_some_and(|person| persons.contains(&person));
        let (kept, dropped): (Vec<Record>, Vec<Record>) = self.damaged.iter().partition(|record| is_kept(record));
        if !dropped.is_empty() {
            self.rewrite(self.head.unwrap_or([0; RECORD_BYTES]), self.keys.clone(), kept)?;
        }
        Ok(dropped.len())
    }

    /// Puts all keys under a registry key, and notes which one it replaces. What is damaged goes.
    pub(super) fn put_under(
        &mut self,
        key: RegistryKeyId,
        replaced: Option<RegistryKeyId>,
        keys: BTreeMap<PersonId, Wrapped>,
    ) -> Result<(), Error> {
        self.rewrite(head(key, replaced), keys, Vec::new())
    }

    fn rewrite(&mut self, head: Record, keys: BTreeMap<PersonId, Wrapped>, damaged: Vec<Record>) -> Result<(), Error> {
        let bytes = bytes(&head, keys.iter(), &damaged);
        let new = unfinished(&self.path);
        let write = || {
            files::destroy(&new)?;
            let mut file = files::create_new(&new)?;
            file.write_all(&bytes)?;
            file.sync_all()
        };
        write().map_err(|source| io("write", &new, source))?;
        files::replace(&self.path, &new).map_err(|source| io("replace", &self.path, source))?;
        let (path, [wrapped_by, replaced]) = (std::mem::take(&mut self.path), registry_keys_of(&head));
        *self = Self { path, head: Some(head), wrapped_by, replaced, keys, damaged, ends_whole: true };
        Ok(())
    }
}

fn bytes<'k>(head: &Record, keys: impl Iterator<Item = (&'k PersonId, &'k Wrapped)>, damaged: &[Record]) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.extend(keys.flat_map(|(person, wrapped)| record(person, wrapped)));
    bytes.extend(damaged.iter().flatten());
    bytes
}

/// Where the store is written anew.
fn unfinished(path: &Path) -> PathBuf {
    path.with_extension("keys.new")
}

fn head(key: RegistryKeyId, replaced: Option<RegistryKeyId>) -> Record {
    let mut head = [0; RECORD_BYTES];
    put(&mut head, 0, MAGIC);
    put(&mut head, MAGIC.len(), &key.0);
    put(&mut head, MAGIC.len() + KEY_ID_BYTES, &replaced.map_or([0; KEY_ID_BYTES], |replaced| replaced.0));
    checked(head)
}

/// The registry key that a head names, and the one before.
fn registry_keys_of(head: &Record) -> [Option<RegistryKeyId>; 2] {
    let ids = sound(head).and_then(|head| head.strip_prefix(MAGIC)).unwrap_or_default();
    let mut ids = ids.chunks_exact(KEY_ID_BYTES).map(|id| id.try_into().ok().map(RegistryKeyId));
    let [key, replaced] = [ids.next().flatten(), ids.next().flatten()];
    [key, replaced.filter(|replaced| replaced.0 != [0; KEY_ID_BYTES])]
}

fn record(person: &PersonId, wrapped: &Wrapped) -> Record {
    let mut record = [0; RECORD_BYTES];
    let text = person.as_str().as_bytes();
    put(&mut record, 0, &[u8::try_from(text.len()).unwrap_or(u8::MAX)]);
    put(&mut record, 1, text);
    put(&mut record, 1 + PERSON_BYTES, wrapped);
    checked(record)
}

fn key_of(record: &[u8]) -> Option<(PersonId, Wrapped)> {
    let record = sound(record)?;
    let wrapped = record.get(1 + PERSON_BYTES..1 + PERSON_BYTES + WRAPPED_BYTES)?.try_into().ok()?;
    Some((person_of(record)?, wrapped))
}

/// Whom a record names, sound or not.
fn person_of(record: &[u8]) -> Option<PersonId> {
    let (length, rest) = record.split_first()?;
    let person = std::str::from_utf8(rest.get(..usize::from(*length).min(PERSON_BYTES))?).ok()?;
    PersonId::parse(person).ok()
}

fn put(record: &mut Record, at: usize, bytes: &[u8]) {
    record.iter_mut().skip(at).zip(bytes).for_each(|(to, from)| *to = *from);
}

fn checked(mut record: Record) -> Record {
    let checksum = crc32c::crc32c(record.get(..CHECKED_BYTES).unwrap_or_default()).to_be_bytes();
    put(&mut record, CHECKED_BYTES, &checksum);
    record
}

/// What stands before the checksum, if that fits.
fn sound(record: &[u8]) -> Option<&[u8]> {
    let (checked, checksum) = record.split_at_checked(CHECKED_BYTES)?;
    (crc32c::crc32c(checked).to_be_bytes() == checksum).then_some(checked)
}
