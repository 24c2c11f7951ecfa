//! What will be known in the future nobody can ask.

use jiceng_core::today;
use jiff::ToSpan as _;

use super::program::{Place, Trial, file};

/// A question of every command that has `--known`.
const QUESTIONS: [&str; 25] = [
    "divisions",
    "coverage",
    "gaps",
    "uncertain",
    "history RA-01",
    "disagreements",
    "precedence list",
    "explain RA-01 womens_home",
    "explain --figure none",
    "findings",
    "find",
    "plane --from 2019-12-31 --to 2020-06-30 --every year",
    "elections",
    "elections --by county",
    "elections --held --from 2018-01-01 --to 2020-12-31",
    "elections show F-2",
    "person list",
    "person show P1",
    "standard list",
    "diff --from 2018-01-01 --to 2020-12-31",
    "lateness",
    "replay --standard five-ones-2020 --against five-ones-500 --from 2020-06-30 --to 2020-06-30",
    "target list",
    "issues list",
    "sample --size 1",
];

fn future() -> Vec<String> {
    let tomorrow = today().checked_add(1.day()).unwrap();
    let (days, instants) = ([tomorrow.to_string(), "2999-12-31".to_owned()], ["2999-01-01T00:00:00+08:00".to_owned()]);
    days.into_iter()
        .chain(instants)
        .chain([format!("{tomorrow}T23:59:59+08:00"), "37".to_owned(), "999999".to_owned()])
        .collect()
}

/// A position beyond the log, an instant or a day that has not come: in either language the answer
/// says so.
#[test]
fn what_is_known_is_asked_for_the_past() {
    let trial = Trial::of_world();
    let claims = file("claims.toml").to_str().unwrap().to_owned();
    let head = trial.run("verify --format json").json()["events"].as_u64().unwrap();
    assert_eq!(head, 36, "the positions of `future` begin behind the head");
    let questions = QUESTIONS.iter().map(|question| (*question, "--known"));
    let others = [
        ("claims check CLAIMS", "--known"),
        ("diff --as-of 2020-12-31", "--known-from"),
        ("diff --as-of 2020-12-31 --known-from 5", "--known-to"),
        ("restate --as-of 2020-06-30", "--said"),
        ("restate --as-of 2020-06-30 --said 20", "--known"),
    ];
    for (question, option) in questions.chain(others) {
        let ask = |when: &str, locale: &'static str| {
            let words = question.split(' ').map(|word| if word == "CLAIMS" { claims.as_str() } else { word });
            let words: Vec<&str> = words.chain([option, when]).collect();
            Place { locale, ..Place::english(&trial.data()) }.run(&words)
        };
        for when in future() {
            for locale in ["en_US.UTF-8", "zh_CN.UTF-8"] {
                let answer = ask(&when, locale);
                assert_eq!((answer.code, answer.out.is_empty()), (1, true), "{question} {option} {when}: {answer:?}");
                assert!(answer.err.contains(when.split('T').next().unwrap()) || when.contains('T'), "{answer:?}");
                let is_told = ["in the future", "beyond the log", "尚未到来", "没有位置"];
                assert!(is_told.iter().any(|words| answer.err.contains(words)), "{question} {when}: {answer:?}");
            }
        }
        // What is known today is what is known so far.
        for when in [today().to_string(), head.to_string(), "２０２0-06-30".to_owned(), format!("\u{200b}{head}")] {
            let answer = ask(&when, "en_US.UTF-8");
            assert!(answer.code <= 1 && !answer.err.contains("future"), "{question} {option} {when}: {answer:?}");
            assert!(!answer.err.contains("beyond"), "{question} {option} {when}: {answer:?}");
        }
    }
}

#[test]
fn no_question_with_known_is_forgotten() {
    let trial = Trial::bare();
    let help = trial.run("--help").text().to_owned();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> =
        commands.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()).collect();
    for name in names {
        let has_known = trial.run(&format!("{name} --help")).text().contains("--known");
        let is_asked = QUESTIONS.iter().any(|question| question.split(' ').next() == Some(name));
        assert!(is_asked || !has_known || ["restate", "claims"].contains(&name), "{name}");
    }
}

/// A paper that was said tomorrow has not been said.
#[test]
fn a_claim_was_said_by_now() {
    let trial = Trial::of_world();
    let text = std::fs::read_to_string(file("claims.toml")).unwrap();
    let said = text.lines().find(|line| line.starts_with("said_on")).unwrap();
    let late = trial.write("late.toml", text.replacen(said, "said_on = 2999-01-01", 1));
    let answer = trial.run_words(&["claims", "check", &late]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.err.contains("2999-01-01") && answer.err.contains("in the future"), "{answer:?}");
}
