//! Other stores, which a program outside of the workspace measures with the same files.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::files::Files;
use crate::process;
use crate::results::Values;

/// Events that the slow ones are given at most: their rates do not grow with more.
const SLOW_MAX: u64 = 3_000_000;

/// The program.
pub(crate) struct Peers {
    program: PathBuf,
}

/// One of its measurements.
pub(crate) struct Peer<'a> {
    program: &'a Path,
    pub(crate) name: &'static str,
    /// The row that it belongs to.
    pub(crate) row: &'static str,
    events_max: u64,
}

impl Peers {
    /// Builds it.
    pub(crate) fn build() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/Cargo.toml");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--release", "--manifest-path"]).arg(&manifest);
        let target = manifest.with_file_name("target");
        let built = cargo.env("CARGO_TARGET_DIR", &target).status()?;
        if !built.success() {
            return Err(format!("{} does not build: {built}", manifest.display()).into());
        }
        Ok(Self { program: target.join("release/jiceng-peers") })
    }

    pub(crate) fn measurements(&self) -> impl Iterator<Item = Peer<'_>> {
        let all = [
            ("sled_blocks", "import", u64::MAX),
            ("sqlite_import", "peers", u64::MAX),
            ("sqlite_scan", "peers", u64::MAX),
            ("redb_import", "peers", u64::MAX),
            ("redb_scan", "peers", u64::MAX),
            ("sled_import", "peers", SLOW_MAX),
            ("sled_scan", "peers", SLOW_MAX),
            ("cqrs", "peers", SLOW_MAX),
        ];
        all.into_iter().map(|(name, row, events_max)| Peer { program: &self.program, name, row, events_max })
    }
}

impl Peer<'_> {
    pub(crate) fn measure(&self, files: &Files) -> Result<Values> {
        let events = self.events_max.to_string();
        process::figures_of(self.program, &[self.name, &files.dir().display().to_string(), &events])
    }
}
