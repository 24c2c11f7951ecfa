//! Keys as registries had them before there was a registry key: a file a person, 32 bytes, in the
//! clear.
//!
//! They are read as they are, and wrapped at the next opening that has a registry key.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use jiceng_domain::PersonId;
use jiceng_log::bounded;
use zeroize::Zeroizing;

use super::files::{self, io};
use super::registry_key::KEY_BYTES;
use super::wrapping::PersonKey;
use crate::error::Error;

/// The persons who have a file, by identifier.
pub(super) fn persons(dir: &Path) -> Result<Vec<PersonId>, Error> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(io("read", dir, source)),
    };
    let mut persons = Vec::new();
    for entry in entries {
        let name = entry.map_err(|source| io("read", dir, source))?.file_name();
        persons.extend(name.to_str().and_then(person_of));
    }
    persons.sort_unstable();
    Ok(persons)
}

/// The key of a person's file; none where there is no file, or no key in it.
pub(super) fn read(dir: &Path, person: &PersonId) -> Result<Option<PersonKey>, Error> {
    let path = path_of(dir, person);
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES + 1));
    match bounded::open_own(&path).and_then(|file| file.take(KEY_BYTES as u64 + 1).read_to_end(&mut bytes)) {
        Ok(_) => Ok(PersonKey::of(&bytes)),
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::InvalidData) =>
        {
            Ok(None)
        }
        Err(source) => Err(io("read", &path, source)),
    }
}

/// Overwrites and removes a person's file.
pub(super) fn destroy(dir: &Path, person: &PersonId) -> Result<(), Error> {
    let path = path_of(dir, person);
    files::destroy(&path).map_err(|source| io("destroy", &path, source))
}

/// Identifiers are letters, digits, `-`, `_` and `.`, and begin with a letter: safe as file names.
/// Capitals are marked, for file systems that do not tell them from small letters.
pub(super) fn file_name(person: &PersonId) -> String {
    let mut name = String::new();
    for character in person.as_str().chars() {
        if character.is_ascii_uppercase() {
            name.push('+');
        }
        name.push(character.to_ascii_lowercase());
    }
    name + ".key"
}

fn path_of(dir: &Path, person: &PersonId) -> PathBuf {
    dir.join(file_name(person))
}

/// Whether a name is that of a file of somebody.
pub(super) fn is_file_name(name: &str) -> bool {
    person_of(name).is_some_and(|person| file_name(&person) == name)
}

fn person_of(name: &str) -> Option<PersonId> {
    let mut text = String::new();
    let mut characters = name.strip_suffix(".key")?.chars();
    while let Some(character) = characters.next() {
        text.push(if character == '+' { characters.next()?.to_ascii_uppercase() } else { character });
    }
    PersonId::parse(&text).ok()
}
