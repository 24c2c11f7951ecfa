//! Texts that are refused today and were recorded once: the log that holds them opens, and answers.

use jiceng_core::{Question, Registry, Request};
use jiceng_domain::institution::InstitutionEstablished;
use jiceng_domain::{CreditCode, DocumentNumber, Evidence, Name, Note, Recorder, Wish};
use jiceng_testkit::make::*;
use jiceng_testkit::world::*;

use crate::cli::program::Trial;

fn old_name(text: &str) -> Name {
    assert!(Name::parse(text).is_err(), "{text} is refused today");
    Name::recorded(text).unwrap()
}

/// Facts as an earlier program took them.
fn facts() -> Vec<Wish> {
    let document = |text| Some(DocumentNumber::recorded(text).unwrap());
    let two_papers =
        Evidence { document: document("财税〔2016〕36号、财税〔2017〕58号"), ..Evidence::default() };
    let a_title =
        Evidence { document: document("《关于示例的通知》国发〔2018〕1号"), ..Evidence::default() };
    let hidden =
        Evidence {
            title: Some(old_name("登记\u{200b}表")), page: Some(old_name("\u{feff}3")), ..Evidence::default()
        };
    let mut named = home(COMMUNITY);
    named.name = Some(old_name("和平\u{202e}社区妇女之家"));
    let mut closing = closed(COMMUNITY, "womens_home");
    closing.reason = Some(Note::recorded("并入\u{2028}他处").unwrap());
    let body = InstitutionEstablished {
        name: old_name("调解\u{200d}委员会"),
        credit_code: Some(CreditCode::recorded("91EFBFFCMA0KD1Y64P").unwrap()),
        ..institution("i1", "marriage_mediation", COUNTY)
    };
    vec![
        by(two_papers, named.on("2018-01-01")),
        by(a_title, closing.on("2019-01-01")),
        by(hidden, body.on("2018-02-01")),
    ]
}

#[test]
fn a_log_with_texts_that_are_refused_today_opens_and_answers() {
    let trial = Trial::empty();
    let recorder = Recorder::recorded("融安\u{200b}县妇联").unwrap();
    let (head, expected) = {
        let registry = Registry::open(&trial.data()).unwrap();
        for wish in small_world().into_iter().chain(facts()) {
            registry.record(&Request::new(recorder.clone(), wish)).unwrap();
        }
        registry.snapshot().unwrap();
        let view = registry.view(Question::default()).unwrap().locked().unwrap();
        (registry.head().unwrap(), view.facts().clone())
    };
    // By its snapshot, and from the log alone.
    let registry = Registry::open(&trial.data()).unwrap();
    assert_eq!(registry.head().unwrap(), head);
    assert_eq!(*registry.view(Question::default()).unwrap().locked().unwrap().facts(), expected);
    assert!(registry.verify(&mut |_| {}).unwrap().projections_agree);
    drop(registry);
    std::fs::remove_dir_all(trial.data().join("snapshots")).unwrap();
    let registry = Registry::open(&trial.data()).unwrap();
    assert_eq!(*registry.view(Question::default()).unwrap().locked().unwrap().facts(), expected);
    drop(registry);
    let history = trial.run_words(&["history", COMMUNITY, "--format", "json"]);
    assert_eq!(history.code, 0, "{history:?}");
    for text in [
        "财税〔2016〕36号、财税〔2017〕58号",
        "《关于示例的通知》国发〔2018〕1号",
        "和平\u{202e}社区妇女之家",
        "并入\u{2028}他处",
    ] {
        assert!(history.json().to_string().contains(text), "{text}: {}", history.text());
    }
    let county = trial.run_words(&["history", COUNTY, "--format", "json"]);
    assert!(county.text().contains("91EFBFFCMA0KD1Y64P"), "{county:?}");
    // A correction records a new fact, which is read as any new one: what is wrong with it is told,
    // and mended with it.
    let position = format!("{}", head.0 - 3);
    let correct = ["correct", &position, "--reason", "mistyped", "--recorder", "示例"];
    let kept = trial.run_words(&[&correct[..], &["--effective", "2018-01-02", "--evidence-title", "登记表"]].concat());
    assert!(kept.code == 1 && kept.err.contains("the field name is wrong: character 3, U+202E"), "{kept:?}");
    let mended = ["--set", "name=和平社区妇女之家", "--evidence-document", "财税〔2017〕58号"];
    assert_eq!(trial.run_words(&[&correct[..], &mended].concat()).code, 0);
}
