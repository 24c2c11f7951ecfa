//! Files that the program says it wrote, under power cuts: keys, checkpoints, certificates, proofs,
//! exports, backups; and a registry in directories that were made for it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use jiceng_core::Registry;
use proptest::prelude::*;

use super::MADE;
use super::image::{self, Disk};
use crate::cli::program::{Place, file};
use crate::log::child;

const WRITER: &str = "power_cuts::files::in_a_child_files_are_written";
/// What the program is asked, and the file that it then has written. `{}` stands for the directory.
const ASKED: [(&str, &str); 9] = [
    ("key generate --out {}/signing.key --name example.cn/示例", "signing.key"),
    ("checkpoint --key {}/signing.key --out {}/checkpoint", "checkpoint"),
    ("coverage --as-of 2020-06-30 --certificate {}/certificate.json", "certificate.json"),
    ("certificate check {}/certificate.json --output {}/again.json", "again.json"),
    ("prove commit 20 --out {}/proof", "proof"),
    ("prove consistency --from 1 --out {}/growth", "growth"),
    ("export --frames {}/frames", "frames"),
    ("backup {}/backup", "backup"),
    ("init --data {}/further/below/data --key-file {}/registry.key", "registry.key"),
];

#[test]
fn whatever_a_power_cut_leaves_has_every_file_that_was_said_to_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let Some(trace) = super::traced(WRITER, dir.path()) else { return };
    let (made, all) = (trace.when_said("made"), trace.when_said("wrote registry.key"));
    assert!(all > made);
    let check = |moment: usize, seed: u64| {
        let after = tempfile::tempdir().unwrap();
        image::build(&trace, moment, seed, Disk { keeps: &|_| true }, after.path());
        drop(Registry::open(&after.path().join(MADE).join("data")).unwrap());
        for name in trace.said_before(moment).filter_map(|line| line.strip_prefix("wrote ")) {
            let written = fs::read(dir.path().join(MADE).join(name)).unwrap();
            let left = fs::read(after.path().join(MADE).join(name)).ok();
            assert!(left.as_ref() == Some(&written), "{name} at moment {moment}: {:?}", left.map(|left| left.len()));
        }
    };
    let cases = ProptestConfig::default().cases.div_ceil(4);
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |(moment in made + 1..=trace.moments, seed: u64)| {
        check(moment, seed);
    });
    // Right after each of them was said to be written.
    for (_, name) in ASKED {
        (0..16).for_each(|seed| check(trace.when_said(&format!("wrote {name}")) + 1, seed));
    }
}

#[test]
fn in_a_child_files_are_written() {
    let Some(dir) = child::directory() else { return };
    let data = dir.join("data");
    let run = |words: &[&str]| {
        let answer = Place::english(&data).run(words);
        assert_eq!(answer.code, 0, "{words:?}: {answer:?}");
    };
    run(&["init"]);
    say("made");
    run(&["import", file("world.jsonl").to_str().unwrap(), "--recorded-as-stated"]);
    for (asked, name) in ASKED {
        let asked = asked.replace("{}", dir.to_str().unwrap());
        run(&asked.split(' ').collect::<Vec<_>>());
        assert!(Path::new(&dir).join(name).is_file(), "{name}");
        say(&format!("wrote {name}"));
    }
    std::process::exit(0);
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
