//! What cannot be recorded: each time one message with its place, a code, and the registry as it
//! was.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use jiceng_cli::{EXIT_CORRUPT, EXIT_IO, EXIT_NO_REGISTRY, EXIT_REFUSED, Failure};
use jiceng_core::Error;
use jiceng_core::domain::Position;
use jiceng_core::log::LogError;

use super::program::{Place, Trial};

/// Imports a file in both languages; the messages, of which each must name the line.
fn refused(trial: &Trial, bytes: &[u8], line: u64) -> [String; 2] {
    let before = trial.state();
    let file = trial.write("rows.jsonl", bytes);
    let data = trial.data();
    let told = [("en", format!("line {line}: ")), ("zh", format!("第 {line} 行："))].map(|(locale, place)| {
        let answer = Place { locale, ..Place::english(&data) }.run(&["import", &file, "--recorder", "示例"]);
        assert_eq!(answer.code, EXIT_REFUSED, "{answer:?}");
        let mut lines = answer.err.lines();
        let told = lines.next().unwrap().strip_prefix(&format!("{file} ")).expect("the file's name first").to_owned();
        assert!(lines.next().is_some_and(|line| line.contains('1')) && lines.next().is_none(), "{answer:?}");
        told.strip_prefix(&place).unwrap_or_else(|| panic!("{told} is not about line {line}")).to_owned()
    });
    assert_eq!(trial.state(), before, "the registry changed");
    told
}

const GOOD: &str = r#"{"command":"count_population","effective":"2020-11-01","place":"RA-02","people":321}"#;

#[test]
fn each_bad_row_is_told_with_its_line_and_field() {
    let trial = Trial::of_world();
    for (row, en, zh) in [
        (
            r#"{"command":"establish_element","effective":"2020-09-01","place":"4502251000X1","kind":"womens_home"}"#,
            "the field place (\"4502251000X1\") is wrong",
            "字段 place 的值“4502251000X1”有误",
        ),
        (
            r#"{"command":"establish_element","effective":"2020-09-01","place":"45022510","kind":"womens_home"}"#,
            "the field place (\"45022510\") is wrong",
            "字段 place 的值“45022510”有误",
        ),
        (
            r#"{"command":"establish_element","effective":"2020-02-30","place":"450225100001","kind":"womens_home"}"#,
            "the field effective (\"2020-02-30\") is wrong",
            "字段 effective 的值“2020-02-30”有误",
        ),
        (
            r#"{"command":"establish_element","effective":20200901,"place":"450225100001","kind":"womens_home"}"#,
            "the field effective (\"20200901\") is wrong",
            "字段 effective 的值“20200901”有误",
        ),
        (
            r#"{"command":"establish_element","effective":"2020-09-01","place":"450225100001","kind":"elders_home"}"#,
            "refused: the catalogue has no",
            "不予记录：目录中没有要素种类 elders_home",
        ),
        (
            r#"{"command":"establish","effective":"2020-09-01","place":"450225100001","kind":"womens_home"}"#,
            "there is no command \"establish\"",
            "没有命令“establish”",
        ),
        (
            r#"{"command":"establish_element","effective":"2020-09-01","place":"450225100001","kind":"womens_home","date":"2020"}"#,
            "the command establish_element has no field date",
            "命令 establish_element 没有字段 date",
        ),
        (
            r#"{"command":"establish_element","effective":"2020-09-01","kind":"womens_home"}"#,
            "the field place is missing",
            "缺少字段 place",
        ),
        (r#"{"effective":"2020-09-01","kind":"womens_home"}"#, "the field command is missing", "缺少字段 command"),
        (
            r#"{"command":"establish_element","effective":"2020-09-01","place":"RA-77","kind":"womens_home"}"#,
            "refused: there is no place RA-77",
            "不予记录：没有地点 RA-77",
        ),
        (r#"{"command":"establish_element""#, "not valid JSON at column 30", "第 30 列处不是有效的 JSON"),
        ("[]", "a row is a JSON object in braces", "每行应是一个 JSON 对象"),
        (
            r#"{"command":"count_population","effective":"2020-09-01","place":"RA-02","people":5,"commit":"01900000-0000-7000-8000-000000000002"}"#,
            "#29, 2020-06-20 is recorded under the commit 01900000-0000-7000-8000-000000000002 already, and it differs in effective (recorded: 2020-06-20, now: 2020-09-01)",
            "#29，2020-06-20 已按提交 01900000-0000-7000-8000-000000000002 记录且内容不同（生效日期（effective）：已记录 2020-06-20，本次 2020-09-01",
        ),
        (
            r#"{"command":"count_population","effective":"2020-09-01","place":"RA-02","people":5,"commit":"5"}"#,
            "the field commit (\"5\") is wrong",
            "字段 commit 的值“5”有误",
        ),
        (
            r#"{"command":"count_population","effective":"2020-09-01","place":"RA-02","people":5,"evidence":[{"document":"柳妇〔2020〕7号"},{"dated":"2020-13-01","title":"示例"}]}"#,
            "the field evidence[1].dated",
            "字段 evidence[1].dated ",
        ),
        (
            r#"{"command":"correct","effective":"2020-09-01","event":"01900000-0000-7000-8000-000000000002","reason":"mistyped","replacement":{"command":"create_council","effective":"2020-06-31","place":"RA-01"}}"#,
            "the field replacement.effective (\"2020-06-31\") is wrong",
            "字段 replacement.effective 的值“2020-06-31”有误",
        ),
    ] {
        let [found_en, found_zh] = refused(&trial, format!("{GOOD}\n\n{row}\n").as_bytes(), 3);
        assert!(found_en.starts_with(en), "{found_en}\nexpected {en}");
        assert!(found_zh.starts_with(zh), "{found_zh}\nexpected {zh}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_told_with_the_byte() {
    let trial = Trial::of_world();
    // GB 18030, as old spreadsheets write it.
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(format!("{GOOD}\r\n").bytes());
    bytes.extend(b"{\"command\":\"rename_division\",\"name\":\"\xC8\xDA\xB0\xB2\"}\n");
    let [en, zh] = refused(&trial, &bytes, 2);
    assert!(en.starts_with("byte 38 of the line is not UTF-8"), "{en}");
    assert!(zh.starts_with("该行从第 38 字节起不是 UTF-8"), "{zh}");
}

/// The line is passed over, not kept, and the rows after it are still looked at.
#[test]
fn a_line_of_two_hundred_megabytes_is_one_bad_row() {
    const LENGTH: u64 = 200 * 1024 * 1024;
    let trial = Trial::of_world();
    let before = trial.state();
    let path = trial.dir.path().join("long.jsonl");
    let mut file = File::create(&path).unwrap();
    file.write_all(format!("{GOOD}\n").as_bytes()).unwrap();
    // Nobody writes these bytes: the file has a hole.
    file.set_len(LENGTH).unwrap();
    let mut file = File::options().append(true).open(&path).unwrap();
    file.write_all(b"\n{}\n").unwrap();
    let words = ["import", path.to_str().unwrap(), "--recorder", "示例"];
    let answer = trial.run_words(&words);
    assert_eq!(answer.code, EXIT_REFUSED, "{answer:?}");
    assert!(answer.err.contains("long.jsonl line 2: the line has more than 1048576 bytes"), "{answer:?}");
    assert!(answer.err.contains("long.jsonl line 3: the field command is missing"), "{answer:?}");
    assert_eq!(trial.state(), before);

    let skipped = trial.run_words(&[&words[..], &["--skip-bad"]].concat());
    assert_eq!(skipped.code, 0, "{skipped:?}");
    assert!(skipped.text().starts_with("3 rows: 1 event, 0 rows recorded before, 2 bad rows; recorded"), "{skipped:?}");
}

#[test]
fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
    let trial = Trial::of_world();
    let padded = |length: usize| format!("{GOOD}{}", " ".repeat(length - GOOD.len()));
    let limit = jiceng_exchange::lines::LINE_BYTES_MAX;
    let [en, _] = refused(&trial, format!("{}\n", padded(limit + 1)).as_bytes(), 1);
    assert!(en.contains("1048576 bytes"), "{en}");
    for end in ["", "\n"] {
        let file = trial.write("rows.jsonl", padded(limit) + end);
        assert_eq!(trial.run_words(&["import", &file, "--recorder", "示例"]).code, 0);
    }
}

#[test]
fn what_is_no_file_is_told_and_nothing_is_opened() {
    let trial = Trial::of_world();
    let before = trial.state();
    let nowhere = trial.dir.path().join("nowhere.jsonl").display().to_string();
    let directory = trial.dir.path().display().to_string();
    let data = trial.data();
    for (path, en, zh) in [
        (
            &nowhere,
            format!("error: cannot read {nowhere}: No such file"),
            format!("错误：无法读取 {nowhere}：没有这个文件"),
        ),
        (
            &directory,
            format!("error: cannot read {directory}: is a directory"),
            format!("错误：无法读取 {directory}：这是目录"),
        ),
    ] {
        for (locale, told) in [("en", en), ("zh", zh)] {
            let answer = Place { locale, ..Place::english(&data) }.run(&["import", path, "--recorder", "示例"]);
            assert_eq!((answer.code, answer.out.len()), (EXIT_IO, 0), "{answer:?}");
            assert!(answer.err.starts_with(&told), "{answer:?}\nexpected {told}");
        }
    }
    assert_eq!(trial.state(), before);
}

#[test]
fn where_there_is_no_registry_none_is_made_and_where_there_is_one_it_is_kept() {
    let trial = Trial::bare();
    let file = trial.write("rows.jsonl", GOOD);
    for words in [vec!["coverage"], vec!["verify"], vec!["import", &file, "--recorder", "示例"]] {
        let answer = trial.run_words(&words);
        assert_eq!(answer.code, EXIT_NO_REGISTRY, "{answer:?}");
        assert!(answer.err.contains("jiceng init --data"), "{answer:?}");
        assert!(!trial.data().exists());
    }
    // A file where the directory should be.
    let answer = trial.run_words(&["coverage", "--data", &file]);
    assert_eq!(answer.code, EXIT_NO_REGISTRY, "{answer:?}");
    assert_eq!(trial.run_words(&["init", "--data", &file]).code, EXIT_IO);
    assert_eq!(fs::read_to_string(&file).unwrap(), GOOD);

    let trial = Trial::of_world();
    let before = trial.state();
    let data = trial.data().display().to_string();
    for words in [vec!["init"], vec!["demo", "--data", &data]] {
        assert_eq!(trial.run_words(&words).code, EXIT_NO_REGISTRY);
    }
    assert_eq!(trial.state(), before);
}

#[test]
fn each_failure_of_the_registry_has_the_code_that_the_document_gives() {
    let position = Position(7);
    let dir = Path::new("data").to_owned();
    let system = || std::io::Error::from(std::io::ErrorKind::StorageFull);
    let log = |error: LogError| Failure::from(Error::from(error)).exit_code();
    assert_eq!(log(LogError::Corrupt { position, expected: 1, actual: 2 }), EXIT_CORRUPT);
    assert_eq!(log(LogError::Gap { expected: position, found: Position(9) }), EXIT_CORRUPT);
    assert_eq!(log(LogError::Io { path: dir.clone(), source: system() }), EXIT_IO);
    assert_eq!(log(LogError::InUse { dir: dir.clone() }), EXIT_NO_REGISTRY);
    assert_eq!(log(LogError::Format { found: 9, supported: 1 }), EXIT_NO_REGISTRY);
    assert_eq!(log(LogError::Conflict { expected: position, actual: Position(9) }), EXIT_REFUSED);
    assert_eq!(Failure::NotVerified.exit_code(), EXIT_CORRUPT);
    assert_eq!(Failure::Output(system()).exit_code(), EXIT_IO);
    assert_eq!(Failure::from(Error::NotARegistry { dir }).exit_code(), EXIT_NO_REGISTRY);
    assert_eq!(Failure::BadRows { bad: 1 }.exit_code(), EXIT_REFUSED);
}

/// A wrong key is not the same as no name: the seats stay, and say that a key is missing.
#[test]
fn without_the_registry_key_seats_say_so_and_nothing_fails() {
    let trial = Trial::of_world();
    let whole = trial.run("elections --as-of 2020-06-30");
    assert!(whole.text().contains("示例人员") && whole.err.is_empty(), "{whole:?}");
    let key = trial.data().join("registry.key");
    for (damage, told) in [(None, "there is no registry key in"), (Some("no key"), "holds no registry key")] {
        damage.map_or_else(
            || fs::rename(&key, trial.dir.path().join("away")).unwrap(),
            |text| fs::write(&key, text).unwrap(),
        );
        let answer = trial.run("elections --as-of 2020-06-30");
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(answer.text().contains("no key") && !answer.text().contains("示例人员"), "{answer:?}");
        assert!(answer.err.contains(told) && answer.err.contains("--key-file"), "{answer:?}");
        let refused = trial.run("record register-person --person P9 --name 欧阳示例 --effective 2020 --recorder 示例");
        assert_eq!((refused.code, refused.out.len()), (EXIT_REFUSED, 0), "{refused:?}");
        assert!(refused.err.contains(told) && !refused.err.contains("欧阳"), "{refused:?}");
    }
    let away = trial.dir.path().join("away").to_str().unwrap().to_owned();
    let answer = trial.run_words(&["elections", "--as-of", "2020-06-30", "--key-file", &away]);
    assert_eq!(answer, whole);
}

#[test]
fn no_message_shows_a_name_that_was_to_be_sealed() {
    let trial = Trial::of_world();
    let (name, long) = ("欧阳示例", "欧阳示例".repeat(60));
    let person = |more: &str| format!(r#"{{"command":"register_person","effective":"2020-01-01",{more}}}"#);
    for row in [
        person(&format!(r#""person":"P9","name":["{name}"]"#)),
        person(&format!(r#""person":"P9","name":"{name}\u0007{name}""#)),
        person(&format!(r#""person":"P9","name":"{long}""#)),
        person(&format!(r#""person":"P9","full_name":"{name}""#)),
        person(&format!(r#""person":"P1","name":"{name}""#)),
        person(&format!(r#""person":"{name}","name":"P9""#)),
        person(&format!(r#""person":"P1","name":"{name}","commit":"01900000-0000-7000-8000-000000000002""#)),
        format!(
            r#"{{"command":"correct","effective":"2020-01-01","event":"01900000-0000-7000-8000-000000000002/0","reason":"mistyped","replacement":["{name}"]}}"#
        ),
        format!(
            r#"{{"command":"correct","effective":"2020-01-01","event":"01900000-0000-7000-8000-000000000002/0","reason":"mistyped","replacement":{}}}"#,
            person(&format!(r#""person":"P8","name":{{"x":"{name}"}}"#))
        ),
    ] {
        let row = row.as_str();
        let file = trial.write("rows.jsonl", row);
        let data = trial.data();
        for locale in ["en", "zh"] {
            for words in [vec!["import", &file], vec!["import", &file, "--format", "json"], vec!["record", "json", row]]
            {
                let words = [words.as_slice(), &["--recorder", "示例"]].concat();
                let answer = Place { locale, ..Place::english(&data) }.run(&words);
                assert_eq!(answer.code, EXIT_REFUSED, "{row}: {answer:?}");
                assert!(!answer.err.contains("欧阳") && !answer.text().contains("欧阳"), "{row}: {answer:?}");
            }
        }
    }
}

/// An empty file was left behind that looked like an export, and was in the way of the next one.
#[test]
fn an_export_that_fails_leaves_no_file() {
    let trial = Trial::of_world();
    let file = trial.dir.path().join("log.frames");
    let path = file.to_str().unwrap();
    assert_eq!(trial.run_words(&["export", "--frames", path, "--from", "99999"]).code, 1);
    assert!(!file.exists());
    let nowhere = trial.dir.path().join("nowhere");
    let none = trial.run_words(&["export", "--frames", path, "--data", nowhere.to_str().unwrap()]);
    assert_eq!(none.code, 3, "{none:?}");
    assert!(!file.exists());
    assert_eq!(trial.run_words(&["export", "--frames", path]).code, 0);
}
