//! The store of keys read as `docs/format.md` describes it, without the code that writes it, and
//! what files hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use sha2::{Digest as _, Sha256};

/// A person's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Where it begins in the file.
    pub(crate) at: usize,
    pub(crate) nonce: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
}

pub(crate) fn store_file(data: &Path) -> PathBuf {
    data.join("keys/persons.keys")
}

/// The identifier of the registry key, and the records by person.
pub(crate) fn read(data: &Path) -> (String, BTreeMap<String, Stored>) {
    let bytes = fs::read(store_file(data)).unwrap();
    assert_eq!(bytes.len() % 128, 0);
    let sound = |record: &[u8]| assert_eq!(crc32c::crc32c(&record[..124]).to_be_bytes(), record[124..]);
    let (head, records) = bytes.split_at(128);
    sound(head);
    assert_eq!(&head[..8], b"jckeys\x00\x01");
    assert!(head[24..124].iter().all(|byte| *byte == 0));
    let stored = |(index, record): (usize, &[u8])| {
        sound(record);
        let length = usize::from(record[0]);
        assert!(record[1 + length..49].iter().chain(&record[121..124]).all(|byte| *byte == 0));
        let person = std::str::from_utf8(&record[1..=length]).unwrap().to_owned();
        let stored =
            Stored { at: 128 + 128 * index, nonce: record[49..73].to_vec(), wrapped: record[73..121].to_vec() };
        (person, stored)
    };
    (hex(&head[8..16]), records.chunks(128).enumerate().map(stored).collect())
}

/// The registry key of a file.
pub(crate) fn registry_key(path: &Path) -> Vec<u8> {
    let text = fs::read_to_string(path).unwrap();
    let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
    let digits = line.strip_prefix("jiceng-registry-key-1:").unwrap();
    assert_eq!(digits.len(), 64);
    (0..64).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

pub(crate) fn id_of(key: &[u8]) -> String {
    hex(&Sha256::digest([b"jiceng registry key 1\0", key].concat())[..8])
}

/// A person's key, unwrapped.
pub(crate) fn person_key(data: &Path, registry_key: &[u8], person: &str) -> Vec<u8> {
    let stored = &read(data).1[person];
    let aad = [b"jiceng person key 1\0", person.as_bytes()].concat();
    let cipher = XChaCha20Poly1305::new(registry_key.try_into().unwrap());
    let nonce = stored.nonce.as_slice().try_into().unwrap();
    let key = cipher.decrypt(&nonce, Payload { msg: &stored.wrapped, aad: &aad }).unwrap();
    assert_eq!(key.len(), 32);
    key
}

/// Makes the registry one of before there was a registry key: a file a person, in the clear.
pub(crate) fn as_an_older_program_left_it(data: &Path) {
    let key = registry_key(&data.join("registry.key"));
    for person in read(data).1.keys() {
        let marked: String = person
            .chars()
            .map(|c| if c.is_ascii_uppercase() { format!("+{}", c.to_ascii_lowercase()) } else { c.into() })
            .collect();
        fs::write(data.join("keys").join(marked + ".key"), person_key(data, &key, person)).unwrap();
    }
    fs::remove_file(store_file(data)).unwrap();
    fs::remove_file(data.join("registry.key")).unwrap();
}

/// Every file below a directory.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The files below a directory that hold the bytes.
pub(crate) fn holding(directory: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| fs::read(path).unwrap().windows(bytes.len()).any(|window| window == bytes);
    files(directory).into_iter().filter(holds).collect()
}

/// A copy of a directory.
pub(crate) fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
