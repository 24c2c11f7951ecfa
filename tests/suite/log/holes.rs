//! Files of a log that are long for nothing, or are none: opened, set aside or refused in time and
//! memory in proportion to what is there.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use jiceng_log::{Commit, LogError, SledLog, SnapshotReader, rescue, seal};
use tempfile::TempDir;

use super::child;
use super::commits::{all, fill};

const SIZES: [u32; 9] = [1, 2, 300, 1, 1, 40, 7, 2, 3];
const LONG: u64 = 1 << 42;

/// What is done to the files of a log, and what that is called.
type Harm<'h> = (&'h str, &'h dyn Fn(&Path));

fn written() -> (TempDir, Vec<Commit>) {
    let dir = tempfile::tempdir().unwrap();
    let commits = fill(&SledLog::create(dir.path().join("log")).unwrap(), 1, &SIZES);
    (dir, commits)
}

fn lengthen(path: &Path) {
    fs::File::options().create(true).truncate(false).write(true).open(path).unwrap().set_len(LONG).unwrap();
}

pub(crate) fn fifo(path: &Path) {
    let _ = fs::remove_file(path);
    assert!(child::succeeds("mkfifo", &[path.to_str().unwrap()]));
}

/// sled's own snapshot of its log.
fn snap(log: &Path) -> Option<String> {
    let names = fs::read_dir(log).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.into_iter().find(|name| name.starts_with("snap."))
}

#[test]
fn a_store_that_sled_did_not_write_so_is_set_aside_and_made_anew() {
    let begun = Instant::now();
    let snap = |log: &Path| snap(log).unwrap_or_else(|| "snap.0000000000000000".to_owned());
    let harms: [Harm<'_>; 8] = [
        ("a long db", &|log| lengthen(&log.join("db"))),
        ("a long conf", &|log| lengthen(&log.join("conf"))),
        ("a long snap", &|log| lengthen(&log.join(snap(log)))),
        ("a long blob", &|log| {
            let _ = fs::create_dir(log.join("blobs"));
            lengthen(&log.join("blobs/7"));
        }),
        ("a pipe as db", &|log| fifo(&log.join("db"))),
        ("a pipe as conf", &|log| fifo(&log.join("conf"))),
        ("a directory as conf", &|log| {
            fs::remove_file(log.join("conf")).unwrap();
            fs::create_dir(log.join("conf")).unwrap();
        }),
        ("a db that leads nowhere", &|log| {
            fs::remove_file(log.join("db")).unwrap();
            symlink("nowhere", log.join("db")).unwrap();
        }),
    ];
    for (harm, make) in harms {
        let (dir, commits) = written();
        let log = dir.path().join("log");
        make(&log);
        let rescued = rescue(&log, &dir.path().join("new"), &dir.path().join("behind"), false).unwrap();
        assert_eq!(rescued.commits, commits.len() as u64, "{harm}");
        assert!(rescued.unsound.iter().any(|unsound| unsound.starts_with("store: ")), "{harm}: {rescued:?}");
        let opened = SledLog::open(&log).unwrap_or_else(|error| panic!("{harm}: {error:?}"));
        assert!(opened.recovered().set_aside.is_some(), "{harm}");
        assert_eq!(all(&opened).unwrap(), commits, "{harm}");
        assert!(!dir.path().join("log/nowhere").exists() && !Path::new("nowhere").exists());
        drop(opened);
        assert!(SledLog::open(&log).unwrap().recovered().set_aside.is_none(), "{harm}");
    }
    assert!(begun.elapsed() < Duration::from_mins(2), "{:?}", begun.elapsed());
}

#[test]
fn sealed_segments_staged_imports_and_snapshots_that_are_long_for_nothing_are_damaged() {
    let (dir, commits) = written();
    let log = dir.path().join("log");
    seal(&log, 1, &mut |_, _| {}).unwrap();
    let sealed = fs::read_dir(log.join("journal")).unwrap().map(|entry| entry.unwrap().path());
    let sealed = sealed.into_iter().find(|path| path.extension().is_some_and(|found| found == "sealed")).unwrap();
    lengthen(&sealed);
    let refused = SledLog::open(&log).err().unwrap();
    assert!(matches!(refused, LogError::SealedDamaged { .. }), "{refused:?}");
    let rescued = rescue(&log, &dir.path().join("new"), &dir.path().join("behind"), false).unwrap();
    assert_eq!(rescued.commits, commits.len() as u64);
    for make in [lengthen, fifo] {
        let (dir, _) = written();
        let log = dir.path().join("log");
        make(&log.join("import.staged"));
        let refused = SledLog::open(&log).err().unwrap();
        assert!(matches!(refused, LogError::StagedDamaged { .. }), "{refused:?}");
        let snapshot = dir.path().join("snapshot");
        make(&snapshot);
        assert!(SnapshotReader::open(&snapshot).is_err());
    }
}
