//! Readers who go away, outputs that fail, and another process at the same registry.

use std::io::{self, BufWriter, Write};

use jiceng_cli::Surroundings;
use jiceng_core::{Question, Registry};

use jiceng_testkit::make::{On as _, population};

use super::program::{Place, Trial};
use crate::core::reading::files;
use crate::core::recorded::record;
use crate::log::child;

/// An output that fails after so many bytes.
struct Failing {
    left: usize,
    kind: io::ErrorKind,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.kind.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn run_into(trial: &Trial, words: &str, left: usize, kind: io::ErrorKind) -> (u8, String) {
    // Buffered as the program's own output is.
    let mut out = BufWriter::new(Failing { left, kind });
    let mut err = Vec::new();
    let mut surroundings = Surroundings {
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal: false,
        locale: "en".to_owned(),
        no_color: false,
        registry_key: None,
    };
    let data = trial.data();
    let words = ["jiceng"].into_iter().chain(words.split(' ')).chain(["--data", data.to_str().unwrap()]);
    let code = jiceng_cli::run(words.map(Into::into), &mut surroundings);
    drop(out);
    (code, String::from_utf8(err).unwrap())
}

const ANSWERS: [&str; 8] = [
    "coverage --by place --as-of 2020-06-30",
    "coverage --by place --as-of 2020-06-30 --format json",
    "coverage --by place --as-of 2020-06-30 --format csv",
    "history RA-01 --format csv",
    "verify --format json",
    "completions bash",
    "completions zsh",
    "record --help",
];

/// `jiceng coverage --format csv | head -1` ended with 4 and a message, and `jiceng completions
/// bash | head -1` with a panic.
#[test]
fn a_reader_who_has_read_enough_is_no_failure() {
    let trial = Trial::of_world();
    for words in ANSWERS {
        for left in [0, 1, 20] {
            let found = run_into(&trial, words, left, io::ErrorKind::BrokenPipe);
            assert_eq!(found, (0, String::new()), "{words} after {left} bytes");
        }
    }
}

#[test]
fn an_output_that_cannot_be_written_is_a_failure() {
    let trial = Trial::of_world();
    for words in ANSWERS {
        let (code, err) = run_into(&trial, words, 20, io::ErrorKind::StorageFull);
        assert_eq!(code, jiceng_cli::EXIT_IO, "{words}: {err}");
        let is_told = err.starts_with("error: cannot write the output: ") || words.ends_with("--help");
        assert!(is_told, "{words}: {err}");
    }
}

#[test]
fn a_registry_in_use_answers_and_takes_nothing() {
    let trial = Trial::of_world();
    let before = trial.state();
    let alone = trial.run("coverage");
    let registry = Registry::open(&trial.data()).unwrap();
    let answered = trial.run("coverage");
    assert_eq!((answered.code, &answered.out), (0, &alone.out));
    assert!(answered.err.is_empty(), "{answered:?}");
    let refused = trial.run("record erase-person --person P1 --effective 2020 --recorder 示例");
    assert_eq!(refused.code, jiceng_cli::EXIT_NO_REGISTRY);
    assert!(refused.err.contains("in use") && refused.err.contains("try again"), "{refused:?}");
    let child = child::running("cli::processes::in_a_child_the_registry_is_in_use", &trial.data(), &[]);
    let child = { child }.output().unwrap();
    assert!(child.status.success(), "{child:?}");
    assert_eq!(registry.view(Question::default()).unwrap().locked().unwrap().facts().head().0, 36);
    drop(registry);
    assert_eq!(trial.state(), before);
}

/// Questions took the lock for a moment, and turned away whoever came to record.
#[test]
fn questions_take_no_lock_and_say_as_of_when_they_are() {
    let trial = Trial::of_world();
    let before = files(&trial.data());
    for words in ["history RA-01", "coverage", "findings", "elections", "prove commit 3"] {
        let asked = trial.run(words);
        assert_eq!((asked.code, asked.err.as_str()), (0, ""), "{asked:?}");
        assert_eq!(files(&trial.data()), before, "{words}");
    }
    let registry = Registry::open(&trial.data()).unwrap();
    record(&registry, population("RA-01", 5).on("2020-07-02")).unwrap();
    let asked = trial.run("history RA-01");
    assert_eq!(asked.code, 0, "{asked:?}");
    assert!(asked.err.contains("is being written to") && asked.err.contains("position 37"), "{asked:?}");
    drop(registry);
    assert_eq!(trial.run("history RA-01").err, "");
}

#[test]
fn whoever_records_waits_for_another_program() {
    let trial = Trial::of_world();
    let registry = Registry::open(&trial.data()).unwrap();
    let asking = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        drop(registry);
    });
    let words = "record count-population --place RA-01 --people 1 --effective 2020-07-01 --recorder 示例";
    let recorded = trial.run(words);
    assert_eq!(recorded.code, 0, "{recorded:?}");
    asking.join().unwrap();
}

#[test]
fn in_a_child_the_registry_is_in_use() {
    let Some(data) = child::directory() else { return };
    for words in [["snapshot"].as_slice(), &["verify"], &["record", "erase-person", "--person", "P1"]] {
        let more: &[&str] = if words[0] == "record" { &["--effective", "2020", "--recorder", "示例"] } else { &[] };
        for (locale, told) in [("en", "in use by another program"), ("zh", "正被另一程序使用")] {
            let answer = Place { locale, ..Place::english(&data) }.run(&[words, more].concat());
            assert_eq!(answer.code, jiceng_cli::EXIT_NO_REGISTRY, "{answer:?}");
            assert!(answer.err.contains(told) && answer.err.contains(data.to_str().unwrap()), "{answer:?}");
        }
    }
}
