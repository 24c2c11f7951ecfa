//! Facts dated by a half-year in answers: what has happened by then, how the date is written, and
//! where what may not be there yet would lie.

use super::program::Trial;

const STANDARD: &str = r#""standard":{"id":"x","zh":"例","en":"ex","requirements":[{"kind":"childrens_home","communities":"own","sites":"own_or_shared"}]}"#;

fn trial(rows: &[String]) -> Trial {
    let trial = Trial::empty();
    let file = trial.write("rows.jsonl", rows.join("\n"));
    let imported = trial.run_words(&["import", &file, "--recorder", "示例"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    trial
}

fn divisions() -> Vec<String> {
    let codes = ["45", "4502", "450224", "450224100", "450224100001"];
    let row = |code| {
        format!(r#"{{"command":"register_division","effective":"2010-01-01","code":"{code}","name":"例{code}"}}"#)
    };
    codes.map(row).to_vec()
}

#[test]
fn a_standard_that_was_adopted_again_is_in_force() {
    let adopted = |on: &str| format!(r#"{{"command":"adopt_standard","effective":"{on}",{STANDARD}}}"#);
    let repealed = r#"{"command":"repeal_standard","effective":"2017-H2","standard":"x"}"#;
    let trial = trial(&[adopted("2016-03-01"), repealed.to_owned(), adopted("2017-11-23")]);
    for (day, adopted) in [("2017-11-22", "2016-03-01"), ("2017-11-23", "2017-11-23"), ("2018-01-01", "2017-11-23")] {
        let listed = trial.run(&format!("standard list --as-of {day} --format json")).json();
        let row = listed.as_array().unwrap().iter().find(|row| row["standard"] == "x").unwrap().clone();
        assert_eq!((&row["adopted"], &row["in_force"]), (&adopted.into(), &true.into()), "{day} {row}");
        assert!(row["repealed"].is_null(), "{day} {row}");
    }
}

#[test]
fn people_read_half_years_and_programs_edtf() {
    let recoded =
        r#"{"command":"recode_division","effective":"2017-H2","code":"450224100001","new_code":"450224100009"}"#;
    let adopted = format!(r#"{{"command":"adopt_standard","effective":"2017-H2",{STANDARD}}}"#);
    let preferred = r#"{"command":"adopt_precedence","effective":"2017-H2","order":["document"]}"#;
    let trial = trial(&[divisions(), vec![recoded.to_owned(), adopted, preferred.to_owned()]].concat());
    for question in ["divisions", "standard list", "precedence list"] {
        let ask =
            |format: &str| trial.run(&format!("{question} --as-of 2018-06-30 --format {format}")).text().to_owned();
        let shows = |text: &str| (text.contains("2017-H2"), text.contains("2017-41"));
        let shown = ["table", "csv", "json"].map(|format| shows(&ask(format)));
        assert_eq!(shown, [(true, false), (false, true), (false, true)], "{question}");
    }
}

#[test]
fn a_site_that_may_not_be_there_yet_is_told_with_its_county() {
    let site = r#"{"command":"register_relocation_site","effective":"2019","site":"S1","name":"示例点","county":"450224","township":"450224100"}"#;
    let home = r#"{"command":"establish_element","effective":"2019","place":"S1","kind":"womens_home"}"#;
    let trial = trial(&[divisions(), vec![site.to_owned(), home.to_owned()]].concat());
    let found = trial.run("uncertain --as-of 2019-06-30 --format json").json();
    let rows = found["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for answer in rows.iter().flat_map(|row| row["answers"].as_array().unwrap()) {
        assert_eq!((&answer["place"], &answer["county_name"]), (&"S1".into(), &"例450224".into()), "{answer}");
    }
}
