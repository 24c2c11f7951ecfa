//! What is fuzzed: one function a target. It takes any bytes, and panics where a promise is broken:
//! what is refused is refused with an error, and what is accepted survives being written and read
//! again.
//!
//! The package in `fuzz/` includes this file, and so does the suite, which replays `fixtures/fuzz/`
//! and mutations of it. A new target is a function here, a line in [`TARGETS`], a file in
//! `fuzz/fuzz_targets/`, a `[[bin]]` in `fuzz/Cargo.toml` and a directory in `fixtures/fuzz/`; a
//! test counts them.

#![allow(unreachable_pub, reason = "it is public in the package that includes it")]

use jiceng_cli::Surroundings;
use jiceng_core::{Registry, domain};
use jiceng_domain::credit_code::CreditCode;
use jiceng_domain::{Command, DivisionCode, DocumentNumber, Event, PartialDate, Place, Position, Recorder};
use jiceng_exchange::backup::{BackupOptions, backup as back_up, restore};
use jiceng_exchange::claims::claims_from_toml;
use jiceng_exchange::standard::standard_from_toml;
use jiceng_exchange::{Import, Proof, request_from_json};
use jiceng_log::checkpoint::Checkpoint;
use jiceng_log::note::{NoteSigner, Verifier};
use jiceng_log::{Commit, EventLog as _, LogError, SledLog, frame, rescue};
use serde_json::json;

/// A target's name and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("frame", frame),
    ("rows", rows),
    ("standard", standard),
    ("claims", claims),
    ("division_code", division_code),
    ("document_number", document_number),
    ("text_values", text_values),
    ("proof", proof),
    ("note", note),
    ("journal", journal),
    ("journal_marks", journal_marks),
    ("backup", backup),
    ("certificate", certificate),
];

/// A frame as it stands, and the same body in a frame whose length and checksum fit: random bytes
/// seldom get past a checksum, and an attacker's always do.
pub fn frame(data: &[u8]) {
    framed(data);
    let Some((version, rest)) = data.split_first() else { return };
    let body = rest.get(frame::HEADER_BYTES - 1..).unwrap_or_default();
    let body = body.get(..body.len().saturating_sub(frame::CHECKSUM_BYTES)).unwrap_or_default();
    let mut sealed = vec![*version, 0];
    sealed.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
    sealed.extend(body);
    sealed.extend(crc32c::crc32c(&sealed).to_be_bytes());
    framed(&sealed);
}

fn framed(bytes: &[u8]) {
    let length = frame::length(Position(0), bytes);
    let decoded = match frame::decode(Position(0), bytes) {
        Err(LogError::Misplaced { found, .. }) => frame::decode(found, bytes).map(|commit| (found, commit)),
        decoded => decoded.map(|commit| (Position(0), commit)),
    };
    let Ok((position, commit)) = decoded else { return };
    assert_eq!(length.unwrap(), bytes.len());
    reframed(position, &commit);
}

/// Today's bytes of what was read say the same, and are written the same again.
fn reframed(position: Position, commit: &Commit) {
    let written = frame::encode(commit).unwrap();
    let again = frame::decode(position, &written).unwrap();
    assert_eq!(again, *commit);
    assert_eq!(frame::encode(&again).unwrap(), written);
}

/// A file of rows: each line by itself, and all of them imported into an empty registry, which then
/// verifies.
pub fn rows(data: &[u8]) {
    let recorder = Recorder::parse("示例").unwrap();
    for line in data.split(|byte| *byte == b'\n') {
        let Ok(text) = std::str::from_utf8(line) else { continue };
        if let Ok(request) = request_from_json(text, Some(&recorder)) {
            rewritten(&request, &recorder);
        }
    }
    for recorded_as_stated in [false, true] {
        let registry = Registry::in_memory();
        let import =
            Import { recorder: Some(recorder.clone()), skip_bad: true, recorded_as_stated, ..Import::default() };
        let report = import.run(&registry, &mut &*data, &mut |_, _| {}).unwrap();
        assert!(registry.verify(&mut |_| {}).unwrap().projections_agree);
        for bad in &report.bad {
            // Whoever reads the message has something to read.
            assert!(!bad.problem.to_string().is_empty());
        }
    }
}

/// A row with the same wish is read as the same request. Names of persons are not written, and what
/// is drawn cannot be wished.
fn rewritten(request: &jiceng_core::Request, recorder: &Recorder) {
    let Command::Record(event) = &request.wish.command else { return };
    if matches!(event, Event::PersonRegistered(_) | Event::SampleDrawn(_)) {
        return;
    }
    let mut row = serde_json::to_value(event).unwrap();
    row["command"] = json!(request.wish.command.name());
    row["effective"] = json!(request.wish.effective);
    row["evidence"] = json!(request.wish.evidence);
    row["recorder"] = json!(request.recorder);
    let again = request_from_json(&row.to_string(), Some(recorder)).unwrap();
    assert_eq!(again.wish, request.wish);
    assert_eq!(again.recorder, request.recorder);
}

/// A standard as TOML.
pub fn standard(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match standard_from_toml(text) {
        Ok(standard) => {
            let json = serde_json::to_value(&standard).unwrap();
            assert_eq!(serde_json::from_value::<domain::standard::Standard>(json).unwrap(), standard);
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
}

/// A file of claims as TOML.
pub fn claims(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let lines = text.lines().count().max(1);
    match claims_from_toml(text) {
        Ok(claims) => assert_eq!(claims_from_toml(text).unwrap(), claims),
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(problems.iter().all(|problem| (1..=lines + 1).contains(&problem.line)), "{problems:?}");
        }
    }
}

/// A division code.
pub fn division_code(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(code) = DivisionCode::parse(text) else { return };
    assert_eq!(DivisionCode::parse(&code.to_string()).unwrap(), code);
    // Whatever stands above it stands higher, and the way up ends.
    let mut above = code;
    while let Some(next) = above.parent() {
        assert!(next.level() < above.level());
        above = next;
    }
}

/// A document number.
pub fn document_number(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(number) = DocumentNumber::parse(text) else { return };
    assert_eq!(DocumentNumber::parse(&number.to_string()).unwrap(), number);
}

/// What else is read from text: dates, places, credit codes.
pub fn text_values(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(date) = PartialDate::parse(text) {
        assert!(date.first() <= date.last());
        assert_eq!(PartialDate::parse(&date.to_string()).unwrap(), date);
    }
    if let Ok(place) = text.parse::<Place>() {
        assert_eq!(place.to_string().parse::<Place>().unwrap(), place);
    }
    if let Ok(code) = CreditCode::parse(text) {
        assert_eq!(CreditCode::parse(&code.to_string()).unwrap(), code);
    }
}

/// The frames of the frozen registry in `fixtures/logs/1/`, and the tree over them.
const FROZEN_FRAMES: &[u8] = include_bytes!("../../../fixtures/logs/1/frames");
const FROZEN_ROOT: &str = "sha256:aa32af5d7fcfe16596f54494ab27feba25cf1ce923433059e207027ab3d487f5";
const FROZEN_COMMITS: u64 = 24;

/// A proof: what is read is written and read as the same, and no commit but those of the frozen log
/// is proven to be in its tree.
pub fn proof(data: &[u8]) {
    let Ok(proof) = Proof::parse(data) else { return };
    assert_eq!(Proof::parse(proof.to_text().unwrap().as_bytes()).unwrap(), proof);
    let is_frozen = proof.trees().iter().all(|tree| tree.root.to_string() == FROZEN_ROOT);
    if let (Ok(Some(commit)), true) = (proof.check(), is_frozen) {
        assert!(frozen_commits().contains(&commit), "a commit is proven that is not in the log");
    }
}

fn frozen_commits() -> Vec<Commit> {
    let (mut frames, mut next, mut commits) = (FROZEN_FRAMES, Position(0), Vec::new());
    while !frames.is_empty() {
        let (frame, rest) = frames.split_at(frame::length(next, frames).unwrap());
        let commit = frame::decode(next, frame).unwrap();
        (frames, next) = (rest, commit.next());
        commits.push(commit);
    }
    commits
}

/// The key that signed the notes of the corpus; its private half was thrown away.
const KEY: &str = "example.org/fuzz+7d1dab36+AVllv0qnQEyRun9vAGlq9jNlC/5kxLyfj+G5myxmq9rA";

/// A signed checkpoint, or a key: what a known key has signed is what it once signed, and no other.
pub fn note(data: &[u8]) {
    let key: Verifier = KEY.parse().unwrap();
    if let Ok(signed) = Checkpoint::open(data, &[key]) {
        let said = (signed.checkpoint.commits, signed.checkpoint.root.to_string());
        assert_eq!(said, (FROZEN_COMMITS, FROZEN_ROOT.to_owned()), "a forged checkpoint");
    }
    if let Ok(checkpoint) = Checkpoint::unverified(data) {
        assert_eq!(Checkpoint::parse(&checkpoint.to_text()).unwrap(), checkpoint);
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(key) = text.parse::<Verifier>() {
        assert_eq!(key.to_string().parse::<Verifier>().unwrap(), key);
    }
    if let Ok(signer) = text.parse::<NoteSigner>() {
        assert_eq!(signer.to_secret_text().parse::<NoteSigner>().unwrap().verifier(), signer.verifier());
    }
}

/// A file of the journal with nothing beside it: it is refused, or a log is made from it that
/// verifies and opens again as the same.
pub fn journal(data: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("journal")).unwrap();
    std::fs::write(dir.path().join("journal/00000000000000000000.journal"), data).unwrap();
    let Ok(log) = SledLog::open(dir.path()) else { return };
    let verified = log.verify();
    let head = log.tree_head_at(Position(u64::MAX));
    drop(log);
    if let Ok(verified) = verified {
        let again = SledLog::open(dir.path()).unwrap();
        assert_eq!(again.verify().unwrap(), verified);
        assert_eq!(again.tree_head_at(Position(u64::MAX)).unwrap(), head.unwrap());
    }
}

/// So long is a journal that repeats what it is made of.
const REPEATED_BYTES: usize = 48 << 10;

/// A journal and a sealed segment full of what could be the beginning of a record, a frame or a
/// block, each of which states a length of its own: searched in time in proportion to their size,
/// and what is sound in them comes out.
pub fn journal_marks(data: &[u8]) {
    let Some(first) = data.first() else { return };
    let (name, before, mark) = match first % 3 {
        0 => ("journal", b"JICENGJ\x01", b"JREC".as_slice()),
        1 => ("sealed", b"JICENGS\x01", b"JBLK".as_slice()),
        _ => ("journal", b"JICENGJ\x01", b"".as_slice()),
    };
    let piece = [mark, data].concat();
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    std::fs::create_dir_all(log.join("journal")).unwrap();
    let repeated = piece.iter().cycle().take(REPEATED_BYTES);
    let bytes: Vec<u8> = before.iter().chain(&[0; 8]).chain(repeated).copied().collect();
    std::fs::write(log.join(format!("journal/00000000000000000000.{name}")), bytes).unwrap();
    if let Ok(opened) = SledLog::open(&log) {
        let _ = opened.verify(); // it says what is wrong, or nothing is
    }
    if let Ok(rescued) = rescue(&log, &dir.path().join("new"), &dir.path().join("behind"), true) {
        assert_eq!(SledLog::open(dir.path().join("new")).unwrap().verify().unwrap().commits, rescued.commits);
    }
}

/// A backup: it is refused and nothing is left of it, or it becomes a registry that verifies, and
/// of which a backup has the same.
pub fn backup(data: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("backup"), data).unwrap();
    let Ok(restored) = restore(&[path("backup")], &path("data"), false) else {
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "something is left");
        return;
    };
    let registry = Registry::open(&path("data")).unwrap();
    assert!(registry.verify(&mut |_| {}).unwrap().projections_agree);
    drop(registry);
    let again = back_up(&path("data"), &path("again"), &BackupOptions::default()).unwrap();
    assert_eq!(again.manifest.to, restored.end);
}

/// A certificate: it is shown or refused, in both languages.
pub fn certificate(data: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("certificate");
    std::fs::write(&file, data).unwrap();
    let codes = ["zh", "en"].map(|lang| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut surroundings = Surroundings {
            out: &mut out,
            err: &mut err,
            out_is_terminal: false,
            err_is_terminal: false,
            locale: String::new(),
            no_color: true,
            registry_key: None,
        };
        let words = ["jiceng", "certificate", "show", file.to_str().unwrap(), "--lang", lang];
        let code = jiceng_cli::run(words.map(Into::into).to_vec(), &mut surroundings);
        assert_eq!(code == 0, err.is_empty(), "{}", String::from_utf8_lossy(&err));
        assert_eq!(code == 0, !out.is_empty());
        code
    });
    assert!(codes == [0, 0] || codes == [1, 1], "{codes:?}");
}
