//! What a process asked of the file system, read from strace's output.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A call that matters for what is on the disk. Paths are below the directory that is watched.
#[derive(Clone, Debug)]
pub(super) enum Call {
    Mkdir(PathBuf),
    /// A file was opened, which is new if it was not there.
    Open {
        path: PathBuf,
        truncated: bool,
        /// Whether it is written to at its end, rather than from its beginning.
        appends: bool,
    },
    /// Without an offset: where the last write ended.
    Write {
        path: PathBuf,
        offset: Option<usize>,
        bytes: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        length: usize,
    },
    /// Of a file or a directory.
    Sync(PathBuf),
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Unlink(PathBuf),
    /// A line that the process said.
    Said(String),
}

/// A call, and the moments between which it took place, counted in lines of the trace.
#[derive(Clone, Debug)]
pub(super) struct Timed {
    pub(super) begun: usize,
    pub(super) ended: usize,
    pub(super) call: Call,
}

/// All calls, in the order in which they began.
pub(super) struct Trace {
    pub(super) calls: Vec<Timed>,
    /// How many moments there are.
    pub(super) moments: usize,
}

impl Trace {
    /// Reads the output of `strace -f -y -xx` on files below a directory.
    pub(super) fn parse(text: &str, dir: &Path) -> Self {
        let mut calls: Vec<Timed> = Vec::new();
        let mut unfinished: HashMap<&str, String> = HashMap::new();
        let mut begun_at: HashMap<&str, usize> = HashMap::new();
        let mut moments = 0;
        for (moment, line) in text.lines().enumerate() {
            moments = moment + 1;
            let (process, line) = line.split_once(' ').unwrap();
            let line = line.trim_start();
            let (begun, whole) = if let Some(begin) = line.strip_suffix(" <unfinished ...>") {
                unfinished.insert(process, begin.to_owned());
                begun_at.insert(process, moment);
                continue;
            } else if let Some(rest) = line.strip_prefix("<... ") {
                let (_, rest) = rest.split_once("resumed>").unwrap();
                (begun_at[process], unfinished.remove(process).unwrap() + rest)
            } else {
                (moment, line.to_owned())
            };
            if let Some(call) = call(&whole, dir) {
                calls.push(Timed { begun, ended: moment, call });
            }
        }
        calls.sort_by_key(|call| call.begun);
        Self { calls, moments }
    }

    /// The lines that the process said before a moment.
    pub(super) fn said_before(&self, moment: usize) -> impl Iterator<Item = &str> {
        let before = self.calls.iter().filter(move |timed| timed.begun < moment);
        before
            .filter_map(|timed| if let Call::Said(said) = &timed.call { Some(said) } else { None })
            .flat_map(|said| said.lines())
    }

    /// When a line was said.
    pub(super) fn when_said(&self, line: &str) -> usize {
        let is_it = |timed: &&Timed| matches!(&timed.call, Call::Said(said) if said.lines().any(|said| said == line));
        self.calls.iter().find(is_it).expect("it was said").begun
    }
}

/// One call; `None` if it failed, or does not matter.
fn call(line: &str, dir: &Path) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let file = || below(&unescaped(arguments.split_once('<')?.1.split_once('>')?.0), dir);
    let mut strings = arguments.split('"').skip(1).step_by(2).map(unescaped);
    Some(match name {
        "mkdir" => Call::Mkdir(below(&strings.next()?, dir)?),
        "openat" if !arguments.contains("O_RDONLY") => Call::Open {
            path: below(&strings.next()?, dir)?,
            truncated: arguments.contains("O_TRUNC"),
            appends: arguments.contains("O_APPEND"),
        },
        "write" if arguments.starts_with("1<") => Call::Said(String::from_utf8(strings.next()?).ok()?),
        "write" => Call::Write { path: file()?, offset: None, bytes: written(strings.next()?, result) },
        "pwrite64" => {
            let offset = arguments.trim_end_matches(')').rsplit_once(", ")?.1.parse().ok()?;
            Call::Write { path: file()?, offset: Some(offset), bytes: written(strings.next()?, result) }
        }
        "ftruncate" => {
            let length = arguments.trim_end_matches(')').rsplit_once(", ")?.1.parse().ok()?;
            Call::Truncate { path: file()?, length }
        }
        "fsync" | "fdatasync" => Call::Sync(file()?),
        "rename" | "renameat" | "renameat2" => {
            Call::Rename { from: below(&strings.next()?, dir)?, to: below(&strings.next()?, dir)? }
        }
        "unlink" => Call::Unlink(below(&strings.next()?, dir)?),
        _ => return None,
    })
}

fn written(mut bytes: Vec<u8>, result: &str) -> Vec<u8> {
    bytes.truncate(result.trim().parse().unwrap());
    bytes
}

fn unescaped(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|hex| u8::from_str_radix(hex, 16).unwrap()).collect()
}

fn below(path: &[u8], dir: &Path) -> Option<PathBuf> {
    let path = PathBuf::from(String::from_utf8(path.to_vec()).ok()?);
    path.strip_prefix(dir).ok().map(Path::to_owned)
}
