//! Names of persons are where they belong and nowhere else: not in an error, a receipt, or an
//! answer about something else; and an erased one is in no answer at all.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use jiceng_exchange::fields::{COMMANDS, CONTEXT, Shape, is_about_persons};
use serde_json::{Value, json};

use super::program::{Answer, Place, Trial, file};

/// Names of nobody, with parts that occur nowhere else.
const NAMES: [&str; 3] = ["欧阳示例", "Ouyang Mingzi", "司马样本"];
const PARTS: [&str; 4] = ["欧阳", "Ouyang", "Mingzi", "司马"];

fn is_in(text: &str) -> Option<&'static str> {
    PARTS.into_iter().find(|part| text.contains(part))
}

fn printed(answer: &Answer) -> String {
    format!("{}\n{}", answer.text(), answer.err)
}

/// Runs in both languages and all formats.
fn everywhere(trial: &Trial, words: &[&str], mut look: impl FnMut(&Answer, &str)) {
    let data = trial.data();
    for locale in ["zh_CN.UTF-8", "en_US.UTF-8"] {
        for format in ["table", "json", "csv"] {
            let answer = Place { locale, ..Place::english(&data) }.run(&[words, &["--format", format]].concat());
            look(&answer, &format!("{words:?} {locale} {format}"));
        }
    }
}

/// The small world with three persons of those names, who sit in committees, were corrected and
/// dispute each other.
fn world() -> Trial {
    let trial = Trial::of_world();
    let mut rows = String::new();
    for (n, name) in NAMES.iter().enumerate() {
        let row =
            json!({"command": "register_person", "effective": "2018-01-01", "person": format!("N{n}"), "name": name});
        writeln!(rows, "{row}").unwrap();
    }
    for row in [
        r#"{"command":"elect_executive_committee","effective":"2020-07-01","federation":"F-2","term":1,"seats":[{"role":"chair","person":"N0"},{"role":"member","person":"N1"}]}"#,
        r#"{"command":"fill_seat","effective":"2020-07-02","federation":"F-2","term":1,"role":"member","person":"N2"}"#,
        r#"{"command":"vacate_seat","effective":"2020-07-03","federation":"F-2","term":1,"person":"N1","reason":"调离"}"#,
    ] {
        writeln!(rows, "{row}").unwrap();
    }
    let rows = trial.write("names.jsonl", rows);
    let imported = trial.run_words(&["import", &rows, "--recorder", "示例", "--format", "json"]);
    assert_eq!((imported.code, is_in(&printed(&imported))), (0, None), "{imported:?}");
    trial
}

/// One line for each command that answers questions; those that show names are marked.
const QUESTIONS: [(&str, bool); 36] = [
    ("coverage --by place", false),
    ("coverage --as-of 2020-06-30", false),
    ("gaps", false),
    ("uncertain", false),
    ("history RA-01", false),
    ("history 450224100001", false),
    ("divisions", false),
    ("recode 450224 450288 --effective 2020-12-31", false),
    ("find", false),
    ("plane --from 2020-06-30 --to 2020-06-30", false),
    ("disagreements", false),
    ("precedence list", false),
    ("explain RA-01 womens_home", false),
    ("explain --figure none", false),
    ("findings", false),
    ("elections", true),
    ("elections --by county", false),
    ("elections --held --from 2018-01-01 --to 2020-12-31", false),
    ("elections show F-2", true),
    ("person list", true),
    ("person show N0", true),
    ("standard list", false),
    ("replay --standard five-ones-2020 --against five-ones-500 --from 2020-06-30 --to 2020-07-31", false),
    ("diff --from 2018-01-01 --to 2020-12-31", false),
    ("diff --as-of 2020-12-31 --known-from 5", false),
    ("restate --as-of 2020-06-30 --said 20", false),
    ("lateness --list", false),
    ("target list", false),
    ("claims check CLAIMS", false),
    ("issues list", false),
    ("sample --size 1 --as-of 2020-06-30", false),
    ("certificate check CERTIFICATE", false),
    ("verify", false),
    ("prove commit 0", false),
    ("prove consistency --from 1", false),
    ("completions bash", false),
];

#[test]
fn names_are_in_answers_about_seats_and_persons_alone_and_erased_ones_in_none() {
    let trial = world();
    let certificate = trial.dir.path().join("certificate.json").to_str().unwrap().to_owned();
    let made = trial.run_words(&["coverage", "--as-of", "2020-12-31", "--certificate", &certificate]);
    assert_eq!((made.code, is_in(&printed(&made)), is_in(&fs::read_to_string(&certificate).unwrap())), (0, None, None));
    let claims = file("claims.toml").to_str().unwrap().to_owned();
    let ask = |question: &str, look: &mut dyn FnMut(&Answer, &str)| {
        let words: Vec<&str> = question.split(' ').collect();
        let words = words.into_iter().map(|word| match word {
            "CLAIMS" => claims.as_str(),
            "CERTIFICATE" => certificate.as_str(),
            word => word,
        });
        everywhere(&trial, &words.collect::<Vec<_>>(), look);
    };
    for (question, shows_names) in QUESTIONS {
        ask(question, &mut |answer, words| {
            assert!(answer.code <= 1, "{words}: {answer:?}");
            assert_eq!(is_in(answer.text()).is_some(), shows_names, "{words}: {answer:?}");
            assert_eq!(is_in(&answer.err), None, "{words}: {answer:?}");
        });
    }
    // Every command is asked, or changes something and is looked at below.
    let changes = ["demo", "init", "record", "retract", "correct", "import"];
    // These write files of the log, in which names are sealed, and say how many commits they are.
    let of_the_log = ["key", "checkpoint", "verify-proof", "export", "backup", "restore", "repair", "seal", "snapshot"];
    let made_up = ["generate"]; // about nobody
    let asked: BTreeSet<&str> = QUESTIONS.iter().filter_map(|(question, _)| question.split(' ').next()).collect();
    let help = trial.run("--help").text().to_owned();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for command in commands.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()) {
        assert!(
            asked.contains(command)
                || changes.contains(&command)
                || of_the_log.contains(&command)
                || made_up.contains(&command),
            "{command} is not looked at"
        );
    }
    for n in 0..NAMES.len() {
        let person = format!("N{n}");
        let words = ["person", "forget", &person, "--reason", "本人要求", "--recorder", "示例"];
        let answer = trial.run_words(&words);
        assert_eq!((answer.code, is_in(&printed(&answer))), (0, None), "{answer:?}");
    }
    for (question, shows_names) in QUESTIONS {
        for known in ["", " --known 45"] {
            if known.is_empty() || shows_names {
                ask(&format!("{question}{known}"), &mut |answer, words| {
                    assert_eq!(is_in(&printed(answer)), None, "{words}: {answer:?}");
                    let is_told = ["erased", "已删除"].iter().any(|word| answer.text().contains(word));
                    assert!(is_told || !shows_names || !known.is_empty(), "{words}: {answer:?}");
                });
            }
        }
    }
}

/// What somebody could put where a name is, or a name where something else should be.
fn forms(name: &str) -> Vec<Value> {
    let controlled = format!("{name}\u{7}{name}");
    vec![
        json!(name),
        json!([name]),
        json!({ name: name }),
        json!(controlled),
        json!(name.repeat(800)),
        json!([{"role": name, "person": name}]),
        json!([{"title": controlled}]),
        json!([{"title": "示例", "page": [name]}]),
        json!({"command": name, "effective": name, "person": "N9", "name": name}),
    ]
}

/// Every command about persons, with a name in every field by turns; and in the free text of all
/// commands.
#[test]
fn a_bad_row_never_repeats_a_name() {
    let trial = world();
    let mut rows: Vec<Value> = Vec::new();
    for (command, fields) in COMMANDS {
        for field in CONTEXT.iter().chain(*fields) {
            let is_free =
                matches!(field.shape, Shape::Name | Shape::Names | Shape::Note | Shape::PersonName | Shape::Evidence);
            if !is_free && !is_about_persons(command) {
                continue;
            }
            for (n, name) in NAMES.iter().enumerate() {
                for form in forms(name) {
                    let mut row = json!({"command": command, "effective": "2020-07-05", "person": format!("N{n}"),
                        "federation": "F-2", "term": 1, "role": "member"});
                    let known: BTreeSet<&str> = fields.iter().chain(CONTEXT).map(|field| field.name).collect();
                    row.as_object_mut().unwrap().retain(|field, _| known.contains(field.as_str()));
                    row[field.name] = form;
                    rows.push(row.clone());
                    let (inner, outer) = (row, if rows.len().is_multiple_of(2) { "correct" } else { "disagree" });
                    let within = if outer == "correct" { "replacement" } else { "statement" };
                    rows.push(json!({"command": outer, "effective": "2020-07-05", within: inner, "reason": "mistyped",
                        "event": "01900000-0000-7000-8000-000000000002"}));
                }
            }
        }
        for name in NAMES {
            rows.push(json!({"command": command, "effective": "2020", name: "1"}));
        }
    }
    for name in NAMES {
        rows.push(json!({"command": name, "effective": "2020", "person": "N9", "name": name}));
        rows.push(json!({"effective": name, "person": "N9", "name": name}));
        rows.push(
            json!({"command": "register_person", "effective": "2020", "person": "N0", "name": name, "commit": name}),
        );
        rows.push(json!([name]));
        rows.push(json!(name));
    }
    let mut text = String::new();
    for row in &rows {
        writeln!(text, "{row}").unwrap();
    }
    for name in NAMES {
        writeln!(text, "{name}\n{{\"name\": \"{name}\"\n{{\"command\":\"register_person\",\"name\":{name}}}\n\"{name}")
            .unwrap();
    }
    assert!(is_in(&text).is_some() && rows.len() > 1000, "{}", rows.len());
    let rows_file = trial.write("bad.jsonl", &text);
    everywhere(&trial, &["import", &rows_file, "--recorder", "示例", "--dry-run"], |answer, words| {
        assert_eq!(answer.code, jiceng_cli::EXIT_REFUSED, "{words}");
        let said = printed(answer);
        let line = said.lines().find(|line| is_in(line).is_some());
        let row = |line: &str| {
            let number = |part: &&str| part.parse::<usize>().is_ok();
            let number = line.split(|c: char| !c.is_ascii_digit()).find(number).unwrap_or("0");
            text.lines().nth(number.parse::<usize>().unwrap().saturating_sub(1)).unwrap_or_default().to_owned()
        };
        assert_eq!(line, None, "{words}: {}", line.map(row).unwrap_or_default());
    });
    // The same one by one, as `record` takes them.
    for line in text.lines().step_by(7) {
        let answer = trial.run_words(&["record", "json", line, "--recorder", "示例"]);
        assert_eq!(is_in(&printed(&answer)), None, "{line}: {answer:?}");
    }
}

/// Words on the command line that are not understood, or refused.
#[test]
fn a_refusal_on_the_command_line_never_repeats_a_name() {
    let trial = world();
    let name = NAMES[0];
    let long = name.repeat(60);
    let again = "--commit 01900000-0000-7000-8000-0000000000d1 --effective 2020-07-09 --recorder 示例";
    let first = trial.run(&format!("record vacate-seat --federation F-2 --term 1 --person N2 --reason 调离 {again}"));
    assert_eq!(first.code, 0, "{first:?}");
    for words in [
        format!("record register-person --person N9 --name {long} --effective 2020 --recorder 示例"),
        format!("record register-person --person N9 --name {name} {name} --effective 2020 --recorder 示例"),
        format!("record register-person --person {name} --name {name} --effective 2020 --recorder 示例"),
        format!("record register-person --person N9 --name {name} --effective {name} --recorder 示例"),
        format!("record register-person --person N9 --name {name} --effective 2020 --recorder {long}"),
        format!("record register-person --person N0 --name {} --effective 2020 --recorder 示例", NAMES[2]),
        format!("record register-person --person N9 --nmae {name} --effective 2020 --recorder 示例"),
        format!("record register-person --person N9 --name {name} --format {name} --effective 2020"),
        format!("record register-person --person N9 --name {name} --effective 2020 --commit {name} --recorder 示例"),
        format!("record vacate-seat --federation F-2 --term 1 --person N2 --reason {name}调离 {again}"),
        format!(
            "record fill-seat --federation F-2 --term 1 --role {name} --person N1 --effective 2020 --recorder 示例"
        ),
        format!(
            "record elect-executive-committee --federation F-2 --term 2 --seats {name} --effective 2020 --recorder 示例"
        ),
        format!(
            "record elect-executive-committee --federation F-2 --term 2 --seats chair={name} --effective 2020 --recorder 示例"
        ),
        format!("record erase-person --person {name} --effective 2020 --recorder 示例"),
        format!("record json {name} --recorder 示例"),
        format!("person show {name}"),
        format!("person forget {name} --reason 本人要求 --recorder 示例"),
        format!("person forget N8 --reason {name} --recorder 示例"),
        format!("person forget N0 --reason {long}{long}{long}{long}{long}{long}{long}{long}{long} --recorder 示例"),
        format!("person register N9 {name}"),
        format!("person register {name}"),
        format!("person list --state {name}"),
        format!("person {name}"),
        format!("correct 36 --reason mistyped --set {name} --recorder 示例"),
        format!("correct 36 --reason mistyped --set {name}=1 --recorder 示例"),
        format!("correct 36 --reason mistyped --set person={name} --set name={name} --recorder 示例"),
        format!("correct 36 {name} --reason mistyped"),
        format!("elections show {name}"),
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        everywhere(&trial, &words, |answer, words| {
            assert!([jiceng_cli::EXIT_REFUSED, jiceng_cli::EXIT_USAGE].contains(&answer.code), "{words}: {answer:?}");
            assert_eq!(is_in(&printed(answer)), None, "{words}: {answer:?}");
        });
    }
    // What is done repeats no name either.
    for words in [
        format!("record register-person --person N9 --name {name} --effective 2020 --recorder 示例"),
        format!("correct 36 --reason mistyped --set name={name} --recorder 示例"),
        "retract 37 --reason mistyped --recorder 示例".to_owned(),
        "person rewrap".to_owned(),
    ] {
        let answer = trial.run(&words);
        assert_eq!((answer.code, is_in(&printed(&answer))), (0, None), "{words}: {answer:?}");
    }
}

/// Backups are named that were made while the person's key was there, and no others.
#[test]
fn whoever_erases_a_name_is_told_which_backups_hold_its_key() {
    use jiceng_core::CopyKind;
    use jiceng_core::backups::{BackupRecord, append};
    use jiceng_core::domain::Position;
    let trial = world();
    let backup = |path: &str, position: u64| {
        let made_at = "2026-01-02T03:04:05Z".parse().unwrap();
        let (position, kind) = (Position(position), CopyKind::Backup);
        let record = BackupRecord { path: path.into(), made_at, position, kind, of_this_log: false };
        append(&trial.data(), &record).unwrap();
    };
    // N1 is registered at 37, behind the 36 events of the world and N0.
    for (path, position) in [("before.bak", 37), ("with.bak", 38), ("last.bak", 42)] {
        backup(path, position);
    }
    let forget = ["person", "forget", "N1", "--reason", "本人要求", "--recorder", "示例"];
    let told = trial.run_words(&forget);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.text().contains("2 backups") && !told.text().contains("before.bak"), "{told:?}");
    backup("after.bak", 43);
    // The same again tells the same, and so in JSON.
    let again = trial.run_words(&[&forget[..], &["--format", "json"]].concat()).json();
    let paths: Vec<&str> = again["backups"].as_array().unwrap().iter().map(|b| b["path"].as_str().unwrap()).collect();
    assert_eq!(
        (paths, &again["events"], &again["erased_position"]),
        (vec!["with.bak", "last.bak"], &json!(0), &json!(42))
    );
    let changed = trial.run("person rewrap --format json").json();
    assert_eq!((changed["backups"].as_array().unwrap().len(), &changed["lost"]), (4, &json!(0)));
}
