//! A directory as a power cut may leave it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::trace::{Call, Timed, Trace};

/// Disks write so many bytes at once, or not at all.
const SECTOR: usize = 512;

/// What is done to the content of a file.
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

/// A file, whatever its name.
#[derive(Default)]
struct Content {
    changes: Vec<(Timed, Change)>,
    /// Its length, as the process sees it.
    length: usize,
    /// Where the next write goes.
    cursor: usize,
    /// When its syncs began, and when they were done.
    syncs: Vec<(usize, usize)>,
}

/// What is done to the entries of directories.
enum Entry {
    Directory,
    File { content: usize },
    Gone,
}

/// Which calls the disk is taken to keep.
#[derive(Clone, Copy)]
pub(super) struct Disk<'a> {
    /// Whether a sync of this path keeps anything.
    pub(super) keeps: &'a dyn Fn(&Path) -> bool,
}

/// Builds in a directory what a power cut at a moment may leave. What is lost of that which was not
/// synced is drawn by the seed.
pub(super) fn build(trace: &Trace, moment: usize, seed: u64, disk: Disk<'_>, to: &Path) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let (contents, entries, directory_syncs) = replay(trace, moment, disk);
    // Entries that were not synced are lost from some point on: file systems keep their order.
    let is_kept = |at: &Timed, path: &Path| {
        let parent = path.parent().unwrap_or(Path::new(""));
        directory_syncs.iter().any(|(dir, begun, _)| dir == parent && at.ended < *begun)
    };
    let first_unsynced = entries.iter().position(|(at, path, _)| !is_kept(at, path)).unwrap_or(entries.len());
    let kept = random.random_range(first_unsynced..=entries.len());
    let mut names: BTreeMap<&Path, &Entry> = BTreeMap::new();
    for (index, (at, path, entry)) in entries.iter().enumerate() {
        if index < kept || is_kept(at, path) {
            names.insert(path, entry);
        }
    }
    // What is in a directory that is not there, is not there.
    let is_made = |path: &Path| {
        let mut above = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        above.all(|above| matches!(names.get(above), Some(Entry::Directory)))
    };
    for (path, entry) in names.iter().filter(|(path, _)| is_made(path)) {
        match entry {
            Entry::Directory => fs::create_dir_all(to.join(path)).unwrap(),
            Entry::File { content } => {
                let bytes = after_the_cut(&contents[*content], moment, &mut random);
                fs::write(to.join(path), bytes).unwrap();
            }
            Entry::Gone => {}
        }
    }
}

type Replayed = (Vec<Content>, Vec<(Timed, PathBuf, Entry)>, Vec<(PathBuf, usize, usize)>);

/// What was done up to a moment: contents, entries in order, and syncs of directories.
fn replay(trace: &Trace, moment: usize, disk: Disk<'_>) -> Replayed {
    let mut contents: Vec<Content> = Vec::new();
    let mut entries = Vec::new();
    let mut directory_syncs = Vec::new();
    let mut named: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for timed in trace.calls.iter().take_while(|timed| timed.begun < moment) {
        let bare = || Timed { call: Call::Said(String::new()), ..timed.clone() };
        match &timed.call {
            Call::Mkdir(path) => entries.push((bare(), path.clone(), Entry::Directory)),
            Call::Open { path, truncated, appends } => {
                let content = *named.entry(path.clone()).or_insert_with(|| {
                    contents.push(Content::default());
                    entries.push((bare(), path.clone(), Entry::File { content: contents.len() - 1 }));
                    contents.len() - 1
                });
                if *truncated {
                    contents[content].changes.push((bare(), Change::Truncate { length: 0 }));
                    contents[content].length = 0;
                }
                contents[content].cursor = if *appends { contents[content].length } else { 0 };
            }
            Call::Write { path, offset, bytes } => {
                let content = &mut contents[named[path]];
                let offset = offset.unwrap_or_else(|| {
                    content.cursor += bytes.len();
                    content.cursor - bytes.len()
                });
                content.length = content.length.max(offset + bytes.len());
                content.changes.push((bare(), Change::Write { offset, bytes: bytes.clone() }));
            }
            Call::Truncate { path, length } => {
                let content = &mut contents[named[path]];
                content.length = *length;
                content.changes.push((bare(), Change::Truncate { length: *length }));
            }
            Call::Sync(path) if timed.ended < moment && (disk.keeps)(path) => match named.get(path) {
                Some(content) => contents[*content].syncs.push((timed.begun, timed.ended)),
                None => directory_syncs.push((path.clone(), timed.begun, timed.ended)),
            },
            Call::Rename { from, to } => {
                if let Some(content) = named.remove(from) {
                    entries.push((bare(), to.clone(), Entry::File { content }));
                    entries.push((bare(), from.clone(), Entry::Gone));
                    named.insert(to.clone(), content);
                }
            }
            Call::Unlink(path) => {
                named.remove(path);
                entries.push((bare(), path.clone(), Entry::Gone));
            }
            Call::Sync(_) | Call::Said(_) => {}
        }
    }
    (contents, entries, directory_syncs)
}

/// What is on the disk of a file: what was synced, and of the rest what chance has kept.
fn after_the_cut(content: &Content, moment: usize, random: &mut TestRng) -> Vec<u8> {
    let mut file = Vec::new();
    for (at, change) in &content.changes {
        let is_synced = content.syncs.iter().any(|(begun, ended)| at.ended < *begun && *ended < moment);
        let fate = if is_synced { 0 } else { random.random_range(0..4) };
        match (fate, change) {
            (0, Change::Write { offset, bytes }) => put(&mut file, *offset, bytes),
            (0, Change::Truncate { length }) => file.resize(*length, 0),
            // Torn: of each sector chance decides.
            (1, Change::Write { offset, bytes }) => {
                let mut from = *offset;
                while from < offset + bytes.len() {
                    let to = (offset + bytes.len()).min((from / SECTOR + 1) * SECTOR);
                    if random.random() {
                        put(&mut file, from, &bytes[from - offset..to - offset]);
                    }
                    from = to;
                }
            }
            // The file became longer, and the bytes did not come.
            (2, Change::Write { offset, bytes }) => {
                let length = file.len().max(offset + bytes.len());
                file.resize(length, 0);
            }
            _ => {}
        }
    }
    file
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let length = file.len().max(offset + bytes.len());
    file.resize(length, 0);
    file[offset..offset + bytes.len()].copy_from_slice(bytes);
}
