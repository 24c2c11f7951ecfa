//! Where the parts of a registry lie in its directory, for those who copy it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiceng_log::bounded;

use crate::error::Error;
use crate::names::files;

const KEYS: &str = "keys";
const REGISTRY_KEY: &str = "registry.key";

/// The log of the registry in a directory.
pub fn log_dir(dir: &Path) -> PathBuf {
    dir.join("log")
}

/// The snapshots of the registry in a directory. Whoever deletes them makes the next opening slower, and nothing else.
pub fn snapshots_dir(dir: &Path) -> PathBuf {
    dir.join("snapshots")
}

/// The files that hold keys of names in the registry in a directory, each by its path in it, and the registry key if it lies
/// there. Whoever has them and the log has the names.
pub fn key_files(dir: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut found = Vec::new();
    let keys = dir.join(KEYS);
    match fs::read_dir(&keys) {
        Ok(entries) => {
            for entry in entries {
                let path = entry.map_err(|source| failed("read", &keys, source))?.path();
                if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
                    found.push((format!("{KEYS}/{name}"), read(&path)?));
                }
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(failed("read", &keys, source)),
    }
    let registry_key = dir.join(REGISTRY_KEY);
    if registry_key.is_file() {
        found.push((REGISTRY_KEY.to_owned(), read(&registry_key)?));
    }
    found.sort();
    Ok(found)
}

/// Writes such a file into a registry that has none of its name, durably, for its owner alone. Any other path is refused.
pub fn write_key_file(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let below_keys = name.strip_prefix(KEYS).and_then(|rest| rest.strip_prefix('/'));
    let is_name = |name: &str| Path::new(name).file_name().is_some_and(|file| file == name);
    let path = dir.join(name);
    if name != REGISTRY_KEY && !below_keys.is_some_and(is_name) {
        return Err(failed("write", &path, ErrorKind::InvalidInput.into()));
    }
    if below_keys.is_some() {
        files::make_directory(&dir.join(KEYS))?;
    }
    files::write_new(&path, bytes).map_err(|source| failed("write", &path, source))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    bounded::read(path, u64::MAX).map_err(|source| failed("read", path, source))
}

fn failed(action: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::Io { action, path: path.to_owned(), source }
}
