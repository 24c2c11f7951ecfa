//! Samples on the Liuzhou history: drawn, drawn again by another program, inspected, counted.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use jiceng_testkit::fixtures::{fixture, root};
use serde_json::Value;

use super::program::Trial;
use crate::log::child;

/// The Liuzhou history in a registry of its own.
pub(crate) fn liuzhou() -> Trial {
    let trial = Trial::empty();
    let history = fixture("liuzhou-2020/history.jsonl");
    let imported = trial.run_words(&["import", history.to_str().unwrap(), "--recorded-as-stated"]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    trial
}

fn texts(rows: &Value, field: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

/// What `tests/redraw.py` draws.
fn redrawn(places: &Path, words: &str) -> Vec<String> {
    let mut command = Command::new("python3");
    command.arg(root().join("tests/redraw.py")).arg(places).args(words.split(' '));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn another_program_draws_the_same_sample() {
    if !child::succeeds("python3", &["--version"]) {
        return child::skip("python3 is not there");
    }
    let trial = liuzhou();
    let asked = "--as-of 2020-06-30 --known 2020-06-22";
    let places = trial.run(&format!("coverage --by place {asked} --format json"));
    let places = trial.write("places.json", &places.out);
    let all = trial.run(&format!("coverage {asked} --format json")).json()["totals"]["places"].as_u64().unwrap();
    for (size, options) in [
        (10, ""),
        (7, " --sort site"),
        (39, " --sort site --by none"),
        (25, " --by none --sort community"),
        (13, " --status partial"),
        (400, ""),
        (90, " --by township"),
        (3, ""),
    ] {
        let sample = trial.run(&format!("sample --size {size} {asked}{options} --format json")).json();
        let drawn = texts(&sample["rows"], "place");
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), size, "each place once");
        let seed = sample["seed"].as_str().unwrap();
        assert_eq!(redrawn(Path::new(&places), &format!("{seed} {size}{options}")), drawn, "{options}");
        // Another seed, another sample.
        let other = seed.replace(['0', '1'], "2");
        assert_ne!(redrawn(Path::new(&places), &format!("{other} {size}{options}")), drawn, "{options}");
    }
    let everything = trial.run(&format!("sample --size {} {asked} --format json", all + 10)).json();
    assert_eq!(everything["rows"].as_array().unwrap().len() as u64, all);
}

#[test]
fn a_recorded_sample_is_inspected_and_counted_on_both_axes() {
    let trial = liuzhou();
    let asked = "--sort community --as-of 2020-10-31 --status complete --kind childrens_home";
    let draw = trial.run(&format!("sample --size 6 {asked} --record S-1 --recorder 示例 --format json")).json();
    let drawn = texts(&draw["rows"], "place");
    assert_eq!(drawn.len(), 6);
    // The same request again is the same sample, and another one is not.
    let again = trial.run(&format!("sample --size 6 {asked} --record S-1 --recorder 示例 --format json")).json();
    assert_eq!(again, draw);
    let other = trial.run(&format!("sample --size 5 {asked} --record S-1 --recorder 示例"));
    assert_eq!((other.code, other.err.contains("drawn already, and differently")), (1, true), "{other:?}");
    let position = draw["seed_position"].as_u64().unwrap();
    let tried = trial.run(&format!("sample --size 6 {asked} --position {position} --format json")).json();
    assert_eq!((&tried["rows"], &tried["seed"]), (&draw["rows"], &draw["seed"]));

    let today = jiceng_core::today();
    let inspect = |place: &str, passed: bool| {
        trial.run(&format!(
            "record inspect-element --effective {today} --place {place} --kind childrens_home --passed {passed} --sample S-1 --recorder 示例"
        ))
    };
    for (place, passed) in [(&drawn[0], true), (&drawn[1], false), (&drawn[2], true)] {
        assert_eq!(inspect(place, passed).code, 0);
    }
    let before_the_last = trial.run("verify --format json").json()["events"].as_u64().unwrap();
    // Looked at again after mending.
    assert_eq!(inspect(&drawn[1], true).code, 0);
    let count = |answer: &Value| {
        ["drawn", "inspected", "passed", "failed", "not_yet"].map(|field| answer["totals"][field].as_u64().unwrap())
    };
    let now = trial.run("sample result S-1 --format json").json();
    assert_eq!(count(&now), [6, 3, 3, 0, 3]);
    let then = trial.run(&format!("sample result S-1 --known {before_the_last} --format json")).json();
    assert_eq!(count(&then), [6, 3, 2, 1, 3]);
    let sums = now["strata"].as_array().unwrap().iter().map(|row| row["drawn"].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sums, 6);
    assert_eq!(texts(&now["rows"], "place"), drawn);
    let homes = trial.run("sample result S-1 --kind womens_home --format json").json();
    assert_eq!(count(&homes), [6, 0, 0, 0, 6]);
    let unknown = trial.run(&format!("sample result S-1 --known {position}"));
    assert_eq!((unknown.code, unknown.err.contains("there is no sample S-1")), (1, true), "{unknown:?}");

    let sites = trial.run("coverage --by place --sort community --format json").json();
    let not_drawn = texts(&sites["rows"], "place").into_iter().find(|place| !drawn.contains(place)).unwrap();
    let refused = inspect(&not_drawn, true);
    assert_eq!((refused.code, refused.err.contains("is not in the sample S-1")), (1, true), "{refused:?}");
}

/// 29 of the 39 sites share, so most drawn places could not be inspected at all: «has no home in
/// use» at the site, «not in the sample» at the provider.
#[test]
fn every_drawn_site_can_be_inspected_whether_it_shares_or_not() {
    let trial = liuzhou();
    let coverage = trial.run("coverage --by place --sort site --as-of 2020-10-31 --format json").json();
    let provider = |site: &str| {
        let rows = coverage["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["place"] == site).unwrap();
        row["cells"]["womens_home"]["provider"].as_str().map(str::to_owned)
    };
    let draw = "sample --size 39 --sort site --as-of 2020-10-31 --record S-2 --recorder 示例 --format json";
    let drawn = texts(&trial.run(draw).json()["rows"], "place");
    let sharing: Vec<&String> = drawn.iter().filter(|site| provider(site).is_some()).collect();
    assert_eq!((drawn.len(), sharing.len()), (39, 29));
    let today = jiceng_core::today();
    let inspect = |place: &str| {
        trial.run(&format!(
            "record inspect-element --effective {today} --place {place} --kind womens_home --passed true --sample S-2 --recorder 示例"
        ))
    };
    let inspected = |place: &str| {
        let rows = trial.run("sample result S-2 --format json").json();
        let rows = rows["rows"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["place"] == place).unwrap()
    };
    // Named by the site, and by the provider.
    let (first, of) = (sharing[0], provider(sharing[0]).unwrap());
    assert_eq!(inspect(first).code, 0);
    let row = inspected(first);
    assert_eq!((&row["result"], &row["providers"]["womens_home"]), (&"passed".into(), &of.clone().into()));
    let second = sharing.iter().find(|site| provider(site).as_ref() != Some(&of)).unwrap();
    assert_eq!(inspected(second)["result"], "not_yet");
    assert_eq!(inspect(&provider(second).unwrap()).code, 0);
    assert_eq!(inspected(second)["result"], "passed");
    // Every one of them, and not one more is «not yet».
    drawn.iter().for_each(|site| assert_eq!(inspect(site).code, 0, "{site}"));
    let all = trial.run("sample result S-2");
    let all = all.text();
    assert!(all.contains("39 of 39 places inspected, of which 39 passed"), "{all}");
    // In the register it is the provider's, and in its history too, told for which site.
    let history = trial.run(&format!("history {of}"));
    let history = history.text();
    let told = "women's home inspected: up to standard (sample S-2): drawn was";
    assert!(history.contains(told) && history.contains(first.as_str()), "{history}");
    let listed = trial.run("sample list --format json").json();
    assert_eq!(listed["rows"][0]["inspected"], 39);
    let communities = trial.run("coverage --by place --sort community --format json").json();
    let used: BTreeSet<String> = drawn.iter().filter_map(|site| provider(site)).collect();
    let other = texts(&communities["rows"], "place").into_iter().find(|place| !used.contains(place)).unwrap();
    let told = inspect(&other);
    assert_eq!((told.code, told.err.contains("serves no place that is")), (1, true), "{told:?}");
}

#[test]
fn mistakes_are_told() {
    let trial = Trial::of_world();
    for (words, code, said) in [
        ("sample", 2, "--size"),
        ("sample --size 0", 2, "--size"),
        ("sample --size 3 --position 9999", 1, "lies beyond the log"),
        ("sample --size 3 --known 5 --position 2", 1, "position 0; it must lie between 5"),
        ("sample --size 3 --record 1 --recorder 示例", 2, "a sample's identifier begins with a letter"),
        ("sample --size 3 --record S-1", 1, "nobody records this"),
        ("sample --size 3 --division 460000", 2, "a registered division's code is needed"),
        ("sample --size 3 --kind womens_home", 2, "--status"),
        ("sample --size 3 --as-of 1999-01-01 --record S-1 --recorder 示例", 1, "nothing to draw"),
        ("sample result S-9", 1, "there is no sample S-9"),
        ("sample result", 2, "<ID>"),
    ] {
        let answer = trial.run(words);
        assert_eq!((answer.code, answer.err.contains(said)), (code, true), "{words}: {answer:?}");
    }
}
