//! Failures told to people, in the words of `jiceng-texts`.

use jiceng_exchange::import::ImportError;

use crate::failure::Failure;
use crate::texts::asking::asked;
use crate::texts::failures::{self as words, Fixed};
use crate::texts::next_steps::with_step;
use crate::texts::registry::registry;
use crate::texts::system::{file, system};
use crate::texts::{Lang, logs, moving, names, proofs, rows, usage};

/// A failure, said to a person, with what to do next.
pub(crate) fn failure(lang: Lang, failure: &Failure) -> String {
    let about = if let Failure::NotSigned { file, .. } | Failure::OtherTree { file, .. } = failure {
        Some(file.as_str())
    } else {
        None
    };
    with_step(lang, what(lang, failure), failure.next_step(), about)
}

/// What went wrong. What the crates below fail with is told with its step.
fn what(lang: Lang, failure: &Failure) -> String {
    match failure {
        Failure::Registry(error) | Failure::Import(ImportError::Registry(error)) => registry(lang, error),
        Failure::Ask(error) => asked(lang, error, None),
        Failure::AskOfFile { file, problem } => asked(lang, problem, Some(file)),
        Failure::Import(ImportError::Read { line, source }) => {
            words::unreadable_after(lang, *line, &system(lang, source))
        }
        Failure::Import(ImportError::EndlessLine { line }) => words::endless_line(lang, *line),
        Failure::Import(ImportError::TooMuch { lines_max, bytes_max }) => {
            words::too_much(lang, *lines_max, bytes_max >> 30)
        }
        Failure::Import(ImportError::NoRows { lines }) => words::no_rows(lang, *lines),
        Failure::Row(problem) => rows::row(lang, problem),
        Failure::File { action, path, source } => file(lang, action, path, source),
        Failure::NotARegistryKey(problem) => usage::not_a_registry_key(lang, problem),
        Failure::NotARecorder { option, problem } => usage::not_a_recorder(lang, option, problem),
        Failure::NoCommand { name } => usage::no_command(lang, name),
        Failure::NoNewKeyFile => Fixed::NoNewKeyFile.told(lang).to_owned(),
        Failure::NothingChanged { position } => words::nothing_changed(lang, *position),
        Failure::CertificateDiffers { differences } => words::certificate_differs(lang, *differences),
        Failure::BadKey { key, problem } => proofs::bad_key(lang, key, problem),
        Failure::BadCheckpoint { file, problem } => proofs::bad_checkpoint(lang, file, problem),
        Failure::NotExtended { checkpoints } => words::not_extended(lang, *checkpoints),
        Failure::NotSigned { file, commits } => words::not_signed(lang, file, *commits),
        Failure::OtherTree { file, commits } => words::other_tree(lang, file, *commits),
        Failure::BadProof { file, problem } => proofs::bad_proof(lang, file, problem),
        Failure::ProofFails { file, fault } => proofs::fails(lang, file, fault),
        Failure::ClaimsFail { fail } => words::claims_fail(lang, *fail),
        Failure::MeasureOption { measure, option, is_needed, takes } => {
            usage::measure_option(lang, measure, option, *is_needed, takes)
        }
        Failure::BadRows { bad } => words::bad_rows(lang, *bad),
        Failure::NotVerified => Fixed::NotVerified.told(lang).to_owned(),
        Failure::NamesNotWhole { held } => names::not_whole(lang, held).unwrap_or_default(),
        Failure::BackupsUnlisted { lines } => names::backups_unreadable(lang, *lines),
        Failure::Frames(error) => moving::frames(lang, error),
        Failure::Backup(error) => moving::backup(lang, error),
        Failure::Generate(error) => generated(lang, error),
        Failure::NotAllRescued { lost } => words::not_all_rescued(lang, *lost),
        Failure::LeftAside { commits } => words::left_aside(lang, *commits),
        Failure::BesideUnread { files } => words::beside_unread(lang, *files),
        Failure::EndUnknown => Fixed::EndUnknown.told(lang).to_owned(),
        Failure::Output(source) => words::not_written(lang, &system(lang, source)),
    }
}

/// A history that could not be made or written.
fn generated(lang: Lang, error: &jiceng_generate::Error) -> String {
    use jiceng_generate::Error;
    match error {
        Error::Registry(error) => registry(lang, error),
        Error::Log(error) => logs::log(lang, error),
        Error::NoSuchDivision { code } => words::nothing_to_generate(lang, &code.to_string(), &error.to_string()),
        Error::Divisions { line } => words::divisions_damaged(lang, *line, &error.to_string()),
        Error::Output(source) => words::rows_not_written(lang, &error.to_string(), &source.to_string()),
        Error::Text(_) | _ => error.to_string(),
    }
}
