//! The program, run in this process on a registry of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiceng_cli::Surroundings;
use jiceng_testkit::fixtures::root;
use tempfile::TempDir;

/// What a run of the program came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: u8,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.text()).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Where a run takes place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) data: &'a Path,
    pub(crate) locale: &'a str,
    pub(crate) is_terminal: bool,
    pub(crate) no_color: bool,
}

impl<'a> Place<'a> {
    pub(crate) fn english(data: &'a Path) -> Self {
        Self { data, locale: "en_US.UTF-8", is_terminal: false, no_color: false }
    }

    /// Runs the program. The registry is `data`, unless the words name another.
    pub(crate) fn run<S: AsRef<str>>(&self, words: &[S]) -> Answer {
        let mut arguments: Vec<OsString> = vec!["jiceng".into()];
        arguments.extend(words.iter().map(|word| word.as_ref().into()));
        if !words.iter().any(|word| word.as_ref() == "--data") {
            arguments.extend(["--data".into(), self.data.into()]);
        }
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut surroundings = Surroundings {
            out: &mut out,
            err: &mut err,
            out_is_terminal: self.is_terminal,
            err_is_terminal: false,
            locale: self.locale.to_owned(),
            no_color: self.no_color,
            registry_key: None,
        };
        let code = jiceng_cli::run(arguments, &mut surroundings);
        Answer { code, out, err: String::from_utf8(err).unwrap() }
    }
}

/// A registry in a directory that goes when the test is over.
pub(crate) struct Trial {
    pub(crate) dir: TempDir,
}

impl Trial {
    /// No registry yet.
    pub(crate) fn bare() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// An empty registry.
    pub(crate) fn empty() -> Self {
        let trial = Self::bare();
        let made = trial.run("init");
        assert_eq!(made.code, 0, "{made:?}");
        trial
    }

    /// A registry that holds the world of `files/world.jsonl`.
    pub(crate) fn of_world() -> Self {
        let trial = Self::empty();
        let world = file("world.jsonl");
        let words = ["import", world.to_str().unwrap(), "--recorded-as-stated"];
        let imported = Place::english(&trial.data()).run(&words);
        assert_eq!(imported.code, 0, "{imported:?}");
        trial
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Runs words that are parted by white space, in English.
    pub(crate) fn run(&self, words: &str) -> Answer {
        self.run_words(&words.split_whitespace().collect::<Vec<_>>())
    }

    pub(crate) fn run_words(&self, words: &[&str]) -> Answer {
        Place::english(&self.data()).run(words)
    }

    /// Writes a file beside the registry; its path.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What must stay as it is when a command is refused: the head of the log, and that all is in
    /// order.
    pub(crate) fn state(&self) -> String {
        let verified = self.run("verify --format json");
        assert_eq!(verified.code, 0, "{verified:?}");
        let (found, shown) = (verified.json(), self.run("coverage --by place --format json --as-of 2020-06-30"));
        assert_eq!(found["ok"], true);
        format!("{} commits, {} events, {}", found["commits"], found["events"], shown.text())
    }
}

/// A file of these tests.
pub(crate) fn file(name: &str) -> PathBuf {
    root().join("tests/suite/cli/files").join(name)
}
