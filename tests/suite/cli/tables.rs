//! Tables for people, CSV for spreadsheets, and colours where there is a terminal.

use unicode_width::UnicodeWidthStr as _;

use super::program::{Answer, Place, Trial};

/// Every question that is answered by a table.
const QUESTIONS: [&str; 27] = [
    "coverage --as-of 2020-06-30",
    "coverage --as-of 2020-06-30 --by place",
    "coverage --as-of 2020-06-30 --by township --kind womens_home",
    "gaps --as-of 2020-06-30",
    "history RA-01",
    "history 450224100001",
    "history 450224100001 --after 6",
    "divisions --as-of 2020-06-30 --sites",
    "divisions --as-of 2020-06-30 --level county",
    "explain RA-02 womens_council --as-of 2020-06-30",
    "explain --figure none --as-of 2020-06-30",
    "explain RA-01 womens_council --as-of 2020-06-21",
    "elections --as-of 2020-06-30",
    "elections --as-of 2020-06-30 --by county",
    "elections --held --from 2018-01-01 --to 2020-06-30",
    "elections show F-1 --as-of 2020-06-30",
    "person list --as-of 2020-06-30",
    "person show P1 --as-of 2020-06-30",
    "standard list --as-of 2020-06-30",
    "standard show five-ones-2020",
    "replay --standard five-ones-2020 --against five-ones-500 --from 2020-01-31 --to 2020-06-30",
    "target list --as-of 2020-06-30",
    "diff --as-of 2020-06-30 --known-from 2020-06-21",
    "diff --from 2019-01-01 --to 2020-06-30",
    "restate --as-of 2020-06-30 --said 2020-06-21 --by county",
    "lateness --by county,month,recorder",
    "lateness --list --over 30",
];

fn ask(place: Place<'_>, question: &str, more: &[&str]) -> Answer {
    let words: Vec<&str> = question.split_whitespace().chain(more.iter().copied()).collect();
    let answer = place.run(&words);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{question}: {answer:?}");
    answer
}

#[test]
fn columns_line_up_with_chinese_text() {
    let trial = Trial::of_world();
    let data = trial.data();
    for locale in ["zh_CN.UTF-8", "en_US.UTF-8"] {
        let mut lines_seen = 0;
        for question in QUESTIONS {
            let answer = ask(Place { locale, ..Place::english(&data) }, question, &[]);
            let mut width = None;
            for line in answer.text().lines() {
                if !line.starts_with('|') {
                    width = None; // the next table may have another
                    continue;
                }
                lines_seen += 1;
                assert_eq!(*width.get_or_insert(line.width()), line.width(), "{question}: {line}");
            }
        }
        assert!(lines_seen > 60, "{lines_seen}");
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let trial = Trial::of_world();
    let data = trial.data();
    let plain = Place::english(&data);
    for question in QUESTIONS {
        for format in ["table", "json", "csv"] {
            for place in [plain, Place { is_terminal: true, no_color: true, ..plain }] {
                assert!(!ask(place, question, &["--format", format]).text().contains('\u{1b}'), "{question} {format}");
            }
        }
    }
    let terminal = Place { is_terminal: true, ..plain };
    assert!(ask(terminal, "coverage --by place --as-of 2020-06-30", &[]).text().contains("\u{1b}["));
    for format in ["json", "csv"] {
        let answer = ask(terminal, "coverage --by place --as-of 2020-06-30", &["--format", format]);
        assert!(!answer.text().contains('\u{1b}'), "colours in {format}");
    }
}

#[test]
fn what_was_withdrawn_is_struck_through() {
    let trial = Trial::of_world();
    let data = trial.data();
    let plain = Place::english(&data);
    let terminal = Place { is_terminal: true, ..plain };
    let in_terminal = ask(terminal, "history RA-01", &[]);
    assert!(in_terminal.text().contains("\u{1b}[9m"), "{}", in_terminal.text());
    assert!(!in_terminal.text().contains("~~"));
    for place in [plain, Place { no_color: true, ..terminal }] {
        let answer = ask(place, "history RA-01", &[]);
        assert_eq!(answer.text().matches("~~").count(), 2, "{}", answer.text());
    }
    let csv = ask(plain, "history RA-01", &["--format", "csv"]);
    assert!(!csv.text().contains("~~") && csv.text().contains(",mistyped,"), "{}", csv.text());
}

#[test]
fn csv_begins_with_the_byte_order_mark_and_can_be_read() {
    let trial = Trial::of_world();
    let data = trial.data();
    let name = r#"示例, "一" 号安置点"#;
    let renamed = ["record", "rename-relocation-site", "--site", "RA-01", "--name", name];
    let renamed = [&renamed[..], &["--effective", "2020-01-01", "--recorder", "示例"]].concat();
    assert_eq!(trial.run_words(&renamed).code, 0);
    let mut found = false;
    for question in QUESTIONS.into_iter().chain(["verify"]) {
        let answers = ["zh_CN.UTF-8", "en_US.UTF-8"]
            .map(|locale| ask(Place { locale, ..Place::english(&data) }, question, &["--format", "csv"]));
        let bytes = answers[0].out.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().unwrap().clone();
        assert!(header.iter().all(|code| !code.is_empty() && code.is_ascii()), "{question}: {header:?}");
        // A row with another number of fields is an error.
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        let is_empty = question.starts_with("replay"); // nothing changes in this world
        assert_eq!(rows.is_empty(), is_empty, "{question}");
        found |= rows.iter().any(|row| row.iter().any(|field| field == name));
        // Names of standards are given in the language asked for; all else is the same.
        if !question.starts_with("standard list") {
            assert_eq!(answers[0].out, answers[1].out, "{question} in another language");
        }
    }
    assert!(found, "a name with a comma and quotes comes back as it was");
}

#[test]
fn every_answer_in_json_can_be_read_and_is_the_same_in_both_languages() {
    let trial = Trial::of_world();
    let data = trial.data();
    for question in QUESTIONS.into_iter().chain(["verify"]) {
        let [zh, en] = ["zh_CN.UTF-8", "en_US.UTF-8"]
            .map(|locale| ask(Place { locale, ..Place::english(&data) }, question, &["--format", "json"]).json());
        assert_eq!(zh, en, "{question}");
    }
}

#[test]
fn the_help_is_in_the_language_asked_for() {
    let trial = Trial::bare();
    let data = trial.data();
    let english = Place::english(&data);
    let chinese = Place { locale: "zh_CN.UTF-8", ..english };
    for words in ["--help", "coverage --help", "history --help", "record --help", "record count-population --help"] {
        let (zh, en) = (ask(chinese, words, &[]), ask(english, words, &[]));
        assert!(zh.text().contains("用法：jiceng") && zh.text().contains("选项："), "{zh:?}");
        for word in ["Usage", "Options", "Commands", "Arguments"] {
            assert!(!zh.text().contains(word), "{words} says {word}");
        }
        assert!(en.text().contains("Usage: jiceng") && en.text().contains("Options:"), "{en:?}");
        assert_eq!(ask(english, words, &["--lang", "zh"]), zh, "--lang comes before the locale");
    }
}
