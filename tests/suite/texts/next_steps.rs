//! What to do next after an error is a code. What is wrong names no option and no command.

use std::collections::BTreeSet;
use std::fs;

use jiceng_answers::{AskError, NextStep, Wanted};
use jiceng_core::log::LogError;
use jiceng_core::{Error, KeyProblem};
use jiceng_exchange::RowProblem;
use jiceng_exchange::backup::BackupError;
use jiceng_testkit::fixtures;
use jiceng_texts::{Lang, asking, logs, moving, next_steps, registry, rows};

use super::says_both;

#[test]
fn every_next_step_is_a_code_with_words_in_both_languages() {
    let (mut codes, mut words) = (BTreeSet::new(), BTreeSet::new());
    for step in NextStep::ALL.iter().copied() {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| next_steps::at_terminal(lang, step, None));
        says_both(step.as_str(), &zh, &en);
        assert_eq!(serde_json::to_value(step).unwrap(), step.as_str());
        assert!(codes.insert(step.as_str()), "{} stands twice", step.as_str());
        for told in [zh, en] {
            assert!(!told.contains(['{', '}']), "{told}");
            assert!(words.insert(told.clone()), "two steps say: {told}");
        }
    }
}

/// The word is an option of the command line, or the text names a command of it.
fn names_the_command_line(text: &str) -> bool {
    let is_option = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    text.split("--").skip(1).any(is_option) || text.split("jiceng ").skip(1).any(is_option)
}

/// What the lines say outside of comments.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// A page shows these texts too, and words the step in its own way.
#[test]
fn no_text_of_what_is_wrong_names_an_option_or_a_command() {
    let texts =
        ["asking", "failures", "faults", "files", "logs", "moving", "names", "proofs", "registry", "rows", "system"];
    for name in texts {
        let path = fixtures::root().join(format!("crates/texts/src/{name}.rs"));
        let text = fs::read_to_string(&path).unwrap();
        for line in code_lines(&text) {
            assert!(!names_the_command_line(line), "{name}.rs: {line}");
        }
    }
    for file in ["core/src/error.rs", "log/src/error.rs", "exchange/src/backup.rs", "exchange/src/frames.rs"]
        .into_iter()
        .chain(["exchange/src/row.rs", "exchange/src/proof.rs", "exchange/src/import.rs", "answers/src/error.rs"])
    {
        let text = fs::read_to_string(fixtures::root().join("crates").join(file)).unwrap();
        for line in code_lines(&text) {
            assert!(!names_the_command_line(line), "{file}: {line}");
        }
    }
    assert!(names_the_command_line("加 --key-file 给出") && names_the_command_line("run jiceng repair"));
}

/// What is wrong comes first and whole, then the step with what its command acts on.
#[test]
fn a_terminal_hears_what_is_wrong_and_then_the_step() {
    let dir = std::path::PathBuf::from("/nowhere/at/all");
    let person = jiceng_core::domain::PersonId::parse("P003").unwrap();
    let position = jiceng_core::domain::Position(3);
    let told = |error: &Error| {
        let step = NextStep::after_registry(error).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let (what, whole) = (registry::what(lang, error), registry::registry(lang, error));
            assert!(whole.starts_with(&what) && whole.len() > what.len(), "{whole}");
        }
        (step, registry::registry(Lang::En, error))
    };
    let (step, text) = told(&Error::NotARegistry { dir: dir.clone() });
    assert_eq!((step, text.contains("jiceng init --data /nowhere/at/all first")), (NextStep::CreateRegistry, true));
    let (step, text) = told(&Error::InitCutShort { dir: dir.clone() });
    assert_eq!((step, text.contains("jiceng init --data /nowhere/at/all")), (NextStep::CreateAgain, true));
    let (step, text) = told(&Error::NameKey { person });
    assert_eq!((step, text.contains("jiceng person forget P003")), (NextStep::RestoreNameKey, true));
    let problem = KeyProblem::Missing { path: dir.clone() };
    let (step, text) = told(&Error::NoRegistryKey { problem });
    assert_eq!((step, text.contains("--key-file")), (NextStep::GiveRegistryKey, true));
    let (step, text) = told(&Error::SnapshotDiffers { position });
    assert_eq!((step, text.contains("jiceng snapshot --rebuild")), (NextStep::RebuildSnapshots, true));

    // An error says the same step, however far it was handed up.
    let lost = || LogError::JournalDiffers { position };
    let whole = logs::log(Lang::En, &lost());
    assert!(whole.ends_with("jiceng repair --to NEW_DIR rescues what is sound"), "{whole}");
    assert_eq!(NextStep::after_backup(&BackupError::Log(lost())), Some(NextStep::Rescue));
    assert_eq!(moving::backup(Lang::En, &BackupError::Log(lost())), whole);
    assert_eq!(AskError::Registry(Error::Log(lost())).next_step(), Some(NextStep::Rescue));
    assert_eq!(asking::asked(Lang::En, &AskError::Registry(Error::Log(lost())), None), whole);

    let nobody = RowProblem::Missing { field: "recorder".to_owned() };
    assert_eq!(NextStep::after_row(&nobody), Some(NextStep::NameRecorder));
    assert_eq!(rows::what(Lang::En, &nobody), "nobody records this");
    assert!(rows::row(Lang::En, &nobody).contains("--recorder OFFICE"));

    // A field of a question is named by its option at a terminal alone.
    let value = AskError::Value { field: "known_from", value: "x".to_owned(), wanted: Wanted::Known };
    assert!(asking::what(Lang::En, &value, None).contains("known_from"));
    assert!(asking::asked(Lang::En, &value, None).contains("--known-from"));
}
