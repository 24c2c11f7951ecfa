//! Keys and checkpoints that are given on the command line.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use jiceng_answers::TrustedCheckpoint;
use jiceng_core::layout;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::checkpoint::CheckpointError;
use jiceng_core::log::note::{NOTE_BYTES_MAX, NoteSigner, Verifier};
use jiceng_core::log::{Checkpoint, SignedCheckpoint, durable};

use crate::Lang;
use crate::context::Context;
use crate::failure::Failure;

/// More than any key takes.
const KEY_BYTES_MAX: usize = 4096;

/// `--checkpoint` and `--key`, each of which may be repeated, and which go together.
pub(crate) fn arguments(lang: Lang, help: &'static str) -> [Arg; 2] {
    [
        Arg::new("checkpoint")
            .long("checkpoint")
            .value_name(lang.pick("文件", "FILE"))
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append)
            .requires("key")
            .help(help),
        Arg::new("key").long("key").value_name("VKEY").action(ArgAction::Append).requires("checkpoint").help(
            lang.pick(
                "签署检查点的公钥，或存有它的文件；可重复",
                "the public key that signed the checkpoint, or a file with it; may be repeated",
            ),
        ),
    ]
}

/// The checkpoints of the arguments, each verified by one of the keys.
pub(crate) fn checkpoints(matches: &ArgMatches) -> Result<Vec<TrustedCheckpoint>, Failure> {
    let keys = matches.get_many::<String>("key").unwrap_or_default();
    let keys: Vec<Verifier> = keys.map(|text| verifier(text)).collect::<Result<_, _>>()?;
    let files = matches.get_many::<PathBuf>("checkpoint").unwrap_or_default();
    files.map(|path| opened(path, |note| Checkpoint::open(note, &keys))).collect()
}

fn opened(
    path: &Path,
    open: impl FnOnce(&[u8]) -> Result<SignedCheckpoint, CheckpointError>,
) -> Result<TrustedCheckpoint, Failure> {
    let file = path.shown().to_string();
    let note = read(path, NOTE_BYTES_MAX)?;
    match open(&note) {
        Ok(signed) => Ok(TrustedCheckpoint { file, signed }),
        Err(problem) => Err(Failure::BadCheckpoint { file, problem }),
    }
}

/// The checkpoint in a file that belongs to a private key.
pub(crate) fn own_checkpoint(path: &Path, signer: &NoteSigner) -> Result<TrustedCheckpoint, Failure> {
    opened(path, |note| Checkpoint::open(note, &[signer.verifier()]))
}

/// What the checkpoint in a file says, whoever signed it.
pub(crate) fn unverified(path: &Path) -> Result<Checkpoint, Failure> {
    let bad = |problem| Failure::BadCheckpoint { file: path.shown().to_string(), problem };
    Checkpoint::unverified(&read(path, NOTE_BYTES_MAX)?).map_err(bad)
}

/// The public key that was given, or stands in the file that was given.
fn verifier(text: &str) -> Result<Verifier, Failure> {
    let problem = match text.trim().parse() {
        Ok(key) => return Ok(key),
        Err(problem) => problem,
    };
    let path = Path::new(text);
    if !path.is_file() {
        return Err(Failure::BadKey { key: text.to_owned(), problem });
    }
    parse_key(path)
}

/// The private key in a file.
pub(crate) fn signer(path: &Path) -> Result<NoteSigner, Failure> {
    parse_key(path)
}

fn parse_key<K: std::str::FromStr<Err = jiceng_core::log::note::NoteError>>(path: &Path) -> Result<K, Failure> {
    let bytes = read(path, KEY_BYTES_MAX)?;
    let text = String::from_utf8_lossy(&bytes);
    text.trim().parse().map_err(|problem| Failure::BadKey { key: path.shown().to_string(), problem })
}

/// Reads a file, but not more than one byte above what it may have.
pub(crate) fn read(path: &Path, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).and_then(|file| file.take(bytes_max as u64 + 1).read_to_end(&mut bytes));
    opened.map_err(|source| Context::file_failure("read", path, source))?;
    Ok(bytes)
}

/// Writes a file that is not there yet, durably; with `secret`, so that only its owner may read it.
pub(crate) fn write_new(path: &Path, text: &str, secret: bool) -> Result<(), Failure> {
    use std::io::Write as _;
    let made = if secret { layout::create_for_owner(path) } else { std::fs::File::create_new(path) };
    let written = made.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        durable::finish(&file, path)
    });
    written.map_err(|source| Context::file_failure("write", path, source))
}
