//! The statements of 柳妇〔2020〕7号, checked on the Liuzhou history, and on the same history with
//! a fact taken out.

use std::collections::BTreeMap;

use jiceng_core::domain::correction::RetractionReason;
use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::domain::target::Measure;
use jiceng_core::domain::{Command, EventId, Position, Wish};
use jiceng_core::projections::claim::{Claim, Claims, Late, Undecidable, Verdict};
use jiceng_core::projections::measure::Counted;
use jiceng_core::{CheckedClaim, Known, LockedView, Question, Registry, Request, end_of_china_day};
use jiceng_exchange::Import;
use jiceng_exchange::claims::claims_from_toml;
use jiceng_testkit::fixtures::fixture;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn history() -> String {
    std::fs::read_to_string(fixture("liuzhou-2020/history.jsonl")).unwrap()
}

fn claims() -> Claims {
    claims_from_toml(&std::fs::read_to_string(fixture("liuzhou-2020/claims.toml")).unwrap()).unwrap()
}

/// A registry of these rows. Those that a missing one makes impossible are left out with it.
fn registry_of(history: &str) -> Registry {
    let registry = Registry::in_memory();
    let import = Import { recorded_as_stated: true, skip_bad: true, ..Import::default() };
    import.run(&registry, &mut history.as_bytes(), &mut |_, _| {}).unwrap();
    registry
}

fn checked(view: &LockedView) -> BTreeMap<String, CheckedClaim> {
    let check = |claim: &Claim| (claim.claim.to_string(), view.check(claim).unwrap());
    claims().claims.iter().map(check).collect()
}

fn verdicts(view: &LockedView) -> BTreeMap<String, Verdict> {
    checked(view).into_iter().map(|(claim, checked)| (claim, checked.verdict)).collect()
}

fn places(view: &LockedView, counted: &[Counted]) -> Vec<String> {
    let place = |counted: &Counted| {
        let Counted::Place(no) = counted else { panic!("{counted:?} is no place") };
        view.place(*no).unwrap().to_string()
    };
    let mut places: Vec<String> = counted.iter().map(place).collect();
    places.sort();
    places
}

/// What each claim comes to: verdict, as known when said, as known now.
#[test]
fn each_statement_is_decided() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let found = checked(&view);
    let happened = Verdict::Later(Late::Happened);
    let holds = Verdict::Holds;
    let expected = [
        ("大型安置点五个一", &happened, 7, 10),
        ("其余安置点共享", &holds, 29, 29),
        ("大型安置点议事会", &happened, 7, 10),
        ("示范社区议事会", &happened, 7, 9),
        ("四县区婚调机构", &holds, 4, 4),
        ("环保妈妈示范点", &holds, 5, 5),
        ("推荐全国基地", &holds, 4, 4),
        ("推荐广西基地", &holds, 7, 7),
        ("十六届二次执委会", &holds, 1, 1),
        ("两项工作规则", &holds, 2, 2),
    ];
    for (claim, verdict, when_said, now) in expected {
        let checked = &found[claim];
        assert_eq!(&checked.verdict, verdict, "{claim}");
        assert_eq!((checked.when_said.number, checked.now.number), (when_said, now), "{claim}");
        assert_eq!(checked.now.tally.counted.len(), now as usize, "{claim}: the number is the length of its list");
        assert_eq!(checked.days_early, 8, "{claim} is about the end of June");
    }
    for (claim, number) in [
        ("计划：安置点议事会", 39),
        ("计划：示范社区议事会", 9),
        ("计划：儿童之家达标", 10),
        ("计划：星级家长学校", 705),
    ] {
        let checked = &found[claim];
        assert_eq!(checked.now.number, number, "{claim}");
        assert!(matches!(checked.verdict, Verdict::Holds | Verdict::Later(Late::Recorded)), "{claim}");
    }
    for claim in ["90所儿童之家", "村（社区）换届"] {
        assert!(matches!(found[claim].verdict, Verdict::Undecidable(Undecidable::Stated(_))), "{claim}");
    }
    assert_eq!(found.len(), 16);
}

#[test]
fn the_council_claim_was_made_eight_days_before_its_day_and_three_councils_came_after_it() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let councils = &checked(&view)["大型安置点议事会"];
    assert_eq!((councils.days_early, &councils.verdict), (8, &Verdict::Later(Late::Happened)));
    assert_eq!(places(&view, &councils.learned), ["LJ-01", "RA-03", "RS-03"]);
    assert!(councils.lost.is_empty());
    let missed: Vec<Counted> = councils.when_said.tally.missed.iter().map(|missed| missed.what.clone()).collect();
    assert_eq!(places(&view, &missed), ["LJ-01", "RA-03", "RS-03"]);
}

/// Each row taken out makes these claims fail, and no others.
#[test]
fn without_one_fact_the_right_statement_fails_and_only_that() {
    let history = history();
    let before = verdicts(&registry_of(&history).view(Question::default()).unwrap().locked().unwrap());
    let cases: [(&[&str], &[&str]); 10] = [
        (&["\"create_council\"", "\"place\":\"RA-03\""], &["大型安置点五个一", "大型安置点议事会"]),
        (&["\"lecture_team\"", "\"place\":\"RA-04\""], &["大型安置点五个一"]),
        (&["\"agree_sharing\"", "\"place\":\"RA-08\""], &["其余安置点共享"]),
        (&["\"I-MM-450226\""], &["四县区婚调机构"]),
        (&["\"D-EM-03\""], &["环保妈妈示范点"]),
        (&["\"D-NB-01\""], &["推荐全国基地"]),
        (&["\"D-GB-07\""], &["推荐广西基地"]),
        (&["\"hold_committee_session\"", "\"session\":2"], &["十六届二次执委会", "两项工作规则"]),
        (&["\"T-2020-1\""], &["计划：安置点议事会"]),
        (&["\"T-2020-4\""], &["计划：星级家长学校"]),
    ];
    for (words, fail) in cases {
        let is_it = |line: &&str| words.iter().all(|word| line.contains(word));
        assert_eq!(history.lines().filter(is_it).count(), 1, "{words:?} names one row");
        let kept: String = history.lines().filter(|line| !is_it(line)).flat_map(|line| [line, "\n"]).collect();
        let after = verdicts(&registry_of(&kept).view(Question::default()).unwrap().locked().unwrap());
        let changed = before.iter().filter(|(claim, verdict)| after[*claim] != **verdict);
        let changed: Vec<&str> = changed.map(|(claim, _)| claim.as_str()).collect();
        let mut expected = fail.to_vec();
        expected.sort_unstable();
        assert_eq!(changed, expected, "without {words:?}");
        assert!(fail.iter().all(|claim| after[*claim] == Verdict::Fails), "without {words:?}: {after:?}");
    }
}

/// The event of a row, by words of its data.
fn event_of(view: &LockedView, words: &[&str]) -> EventId {
    let head = view.facts().head().0;
    let entries = (0..head).map(|position| view.entry(Position(position)).unwrap().unwrap().recorded);
    let mut found = entries.filter(|recorded| {
        let told = format!("{:?}", recorded.fact.event);
        words.iter().all(|word| told.contains(word))
    });
    let id = found.next().unwrap_or_else(|| panic!("no event of {words:?}")).id;
    assert!(found.next().is_none(), "two events of {words:?}");
    id
}

#[test]
fn a_retraction_makes_a_statement_fail_and_what_was_known_before_it_stays() {
    let registry = registry_of(&history());
    let (event, before) = {
        let view = registry.view(Question::default()).unwrap().locked().unwrap();
        (event_of(&view, &["InstitutionEstablished", "I-MM-450224"]), view.facts().head())
    };
    let command = Command::Retract { event, reason: RetractionReason::NeverHappened, note: None };
    let wish = Wish { effective: "2020-07-10".parse().unwrap(), evidence: Vec::new(), command };
    registry.record(&Request::new("柳州市妇联".parse().unwrap(), wish)).unwrap();

    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let mediation = &checked(&view)["四县区婚调机构"];
    assert_eq!((&mediation.verdict, mediation.when_said.number, mediation.now.number), (&Verdict::Fails, 4, 3));
    assert_eq!(places(&view, &mediation.lost), ["450224"]);
    let missed: Vec<Counted> = mediation.now.tally.missed.iter().map(|missed| missed.what.clone()).collect();
    assert_eq!(places(&view, &missed), ["450224"]);
    let earlier =
        registry.view(Question { known: Known::Before(before), ..Question::default() }).unwrap().locked().unwrap();
    assert_eq!(checked(&earlier)["四县区婚调机构"].verdict, Verdict::Holds);
}

#[test]
fn a_county_that_was_not_named_is_one_too_many() {
    let mut history = history();
    let row = history.lines().find(|line| line.contains("I-MM-450224")).unwrap();
    history
        .push_str(&row.replace("I-MM-450224", "I-MM-450203").replace("\"place\":\"450224\"", "\"place\":\"450203\""));
    let last = history.lines().rev().nth(1).unwrap().to_owned();
    let recorded_at =
        |line: &str| line.split("\"recorded_at\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (stated, late) = (recorded_at(history.lines().last().unwrap()), recorded_at(&last));
    let added = history.lines().last().unwrap().replace(&stated, &late);
    let kept: String = history.lines().take(history.lines().count() - 1).flat_map(|line| [line, "\n"]).collect();
    let registry = registry_of(&(kept + &added));
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let mediation = &checked(&view)["四县区婚调机构"];
    assert_eq!((&mediation.verdict, mediation.now.number), (&Verdict::Fails, 5));
    assert_eq!(places(&view, &mediation.now.unexpected), ["450203"]);
    assert!(mediation.now.tally.missed.is_empty());
}

#[test]
fn as_known_on_the_day_of_the_document_the_end_of_june_has_not_come() {
    let registry = registry_of(&history());
    let known = Known::At(end_of_china_day("2020-06-22".parse().unwrap()).unwrap());
    let view = registry.view(Question { known, ..Question::default() }).unwrap().locked().unwrap();
    let councils = &checked(&view)["大型安置点议事会"];
    assert_eq!(councils.verdict, Verdict::Undecidable(Undecidable::NotReached));
    assert_eq!((councils.when_said.number, councils.now.number), (7, 7));
}

/// What was so, and entered in the log only afterwards.
#[test]
fn what_was_recorded_late_holds_later_by_its_recording_alone() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let mut claims = claims();
    let councils = claims.claims.iter_mut().find(|claim| claim.claim.as_str() == "大型安置点议事会").unwrap();
    // Had the document been dated the last day of June: the third council was entered on a later
    // day.
    councils.said_on = "2020-06-30".parse().unwrap();
    let checked = view.check(councils).unwrap();
    assert_eq!((checked.days_early, checked.now.number), (0, 10));
    assert_eq!((checked.when_said.number, &checked.verdict), (9, &Verdict::Later(Late::Recorded)));
}

#[test]
fn a_name_that_is_not_recorded_makes_a_claim_undecidable() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let text = |scope: &str, kind: &str| {
        format!(
            "said_on = '2020-06-22'\n[[claims]]\nclaim = 'a'\nquote = 'b'\nscope = '{scope}'\nas_of = '2020-06'\n\
             measure.places_with = {{ kind = '{kind}' }}\nexpected = 1\n"
        )
    };
    for (scope, kind, code) in
        [("4501", "womens_home", "unknown_place"), ("4502", "warden_team", "unknown_catalogue_code")]
    {
        let claims = claims_from_toml(&text(scope, kind)).unwrap();
        let Verdict::Undecidable(Undecidable::Unknown(refusal)) = view.check(&claims.claims[0]).unwrap().verdict else {
            panic!("{scope} {kind}")
        };
        assert_eq!(refusal.code(), code);
    }
}

/// One claim about Liuzhou, said on 22 June 2020.
fn claim(lines: &str) -> Claim {
    let text = format!("said_on = '2020-06-22'\nscope = '4502'\n[[claims]]\nclaim = 'a'\nquote = 'b'\n{lines}");
    claims_from_toml(&text).unwrap().claims.remove(0)
}

#[test]
fn a_plan_holds_only_if_a_target_says_the_same_number_and_day() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let plan = |number: u32, due: &str| {
        let measure = "measure.designations = { programme = 'star_parent_school' }";
        view.check(&claim(&format!("{measure}\nexpected = {number}\ndue = '{due}'\n"))).unwrap()
    };
    let (right, number, due) = (plan(705, "2020-12-31"), plan(700, "2020-12-31"), plan(705, "2021-12-31"));
    assert_eq!(right.verdict, Verdict::Later(Late::Recorded));
    assert_eq!((&number.verdict, number.now.number), (&Verdict::Fails, 705));
    assert_eq!((&due.verdict, due.now.number), (&Verdict::Fails, 0));
    for checked in [number, due] {
        assert_eq!(checked.now.tally.missed[0].what, Counted::Target("T-2020-4".parse().unwrap()));
    }
}

/// The four institutions are dated «2020年上半年»: on 31 March they may have been there.
#[test]
fn what_the_exact_day_decides_is_undecidable_before_the_half_year_is_over() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let counted = |number: u32, as_of: &str| {
        let measure = "measure.institutions = { kind = 'marriage_mediation' }";
        view.check(&claim(&format!("{measure}\nexpected = {number}\nas_of = '{as_of}'\n"))).unwrap()
    };
    let open = counted(4, "2020-03-31");
    assert_eq!(open.verdict, Verdict::Undecidable(Undecidable::ExactDay));
    assert_eq!((open.now.number, open.now.if_earliest), (0, 4));
    assert_eq!(counted(0, "2020-03-31").verdict, Verdict::Undecidable(Undecidable::ExactDay));
    assert_eq!(counted(5, "2020-03-31").verdict, Verdict::Fails);
    assert_eq!(counted(4, "2020-06-30").verdict, Verdict::Holds);
}

/// Each of the four may have been there by then: two is neither shown nor excluded.
#[test]
fn a_number_between_what_is_certain_and_what_is_possible_is_undecidable() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let counted = |expected: &str| {
        let measure = "measure.divisions_with_institution = { kind = 'marriage_mediation', level = 'county' }";
        view.check(&claim(&format!("{measure}\nexpected = {expected}\nas_of = '2020-03-31'\n"))).unwrap()
    };
    let open = |expected: &str| counted(expected).verdict == Verdict::Undecidable(Undecidable::ExactDay);
    let two = counted("2");
    assert_eq!((two.now.at_least, two.now.at_most, two.now.number), (0, 4, 0));
    assert_eq!(places(&view, &two.now.open), ["450202", "450224", "450225", "450226"]);
    assert!(open("2") && open("0") && open("{ at_least = 1 }") && open("{ at_most = 3 }"));
    assert!(open("['450224', '450225']"));
    assert_eq!(counted("{ at_most = 4 }").verdict, Verdict::Holds);
    assert_eq!(counted("{ at_least = 0 }").verdict, Verdict::Holds);
    for fails in ["5", "{ at_least = 5 }", "['450224', '450203']", "'all'"] {
        assert_eq!(counted(fails).verdict, Verdict::Fails, "{fails}");
    }
}

/// A place that no one has registered was passed over, and the claim held without it.
#[test]
fn a_claim_that_names_a_place_which_is_not_recorded_is_undecidable() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let measure = "measure.divisions_with_institution = { kind = 'marriage_mediation', level = 'county' }";
    let expected = "expected = ['450224', '450225', '450226', '450202', '450299']";
    let checked = view.check(&claim(&format!("{measure}\n{expected}\nas_of = '2020-06'\n"))).unwrap();
    let Verdict::Undecidable(Undecidable::Unknown(refusal)) = checked.verdict else { panic!("{checked:?}") };
    assert_eq!(refusal.code(), "unknown_place");
}

/// On the day of its saying the four may have been there or not, and they were recorded later.
#[test]
fn whether_it_was_so_when_it_was_said_can_hang_on_exact_days() {
    let registry = registry_of(&history());
    let view = registry.view(Question::default()).unwrap().locked().unwrap();
    let mut of_march =
        claim("measure.institutions = { kind = 'marriage_mediation' }\nexpected = 4\nas_of = '2020-06'\n");
    of_march.said_on = "2020-03-31".parse().unwrap();
    let checked = view.check(&of_march).unwrap();
    assert_eq!((&checked.verdict, checked.when_said.number), (&Verdict::Later(Late::ExactDay), 0));
}

/// A question that knows less than the author did does not know what he knew.
#[test]
fn what_was_known_when_a_claim_was_said_is_no_more_than_the_question_knows() {
    let registry = registry_of(&history());
    let known = Known::At(end_of_china_day("2020-06-25".parse().unwrap()).unwrap());
    let view = registry.view(Question { known, ..Question::default() }).unwrap().locked().unwrap();
    let mut claims = claims();
    let councils = claims.claims.iter_mut().find(|claim| claim.claim.as_str() == "大型安置点议事会").unwrap();
    councils.said_on = "2020-12-31".parse().unwrap();
    let checked = view.check(councils).unwrap();
    assert!(checked.now.number < 10);
    assert_eq!(checked.when_said, checked.now);
}

/// `model.py` shares no code with the program, and counts the same.
#[test]
fn the_independent_reading_counts_what_the_measures_count() {
    let registry = registry_of(&history());
    let expected = std::fs::read_to_string(fixture("liuzhou-2020/expected.json")).unwrap();
    let expected: Vec<Value> = serde_json::from_str(&expected).unwrap();
    assert_eq!(expected.len(), 4);
    for expected in expected {
        let known = expected["known"].as_str().map(|day| Known::At(end_of_china_day(day.parse().unwrap()).unwrap()));
        let day = expected["as_of"].as_str().unwrap().parse().unwrap();
        let view = registry
            .view(Question { known: known.unwrap_or_default(), ..Question::on(day) })
            .unwrap()
            .locked()
            .unwrap();
        let (tree, standard) = (view.tree(), view.standard().unwrap().standard);
        let ground = view.ground(&standard, &tree);
        let tally = |scope: &str, measure: Value| {
            let measure: Measure = serde_json::from_value(measure).unwrap();
            ground.tally(&measure, view.find(&scope.parse().unwrap()).unwrap())
        };
        let number = |measure: Value| tally("4502", measure).number();
        let claims = &expected["claims"];
        let is = |name: &str, measure: Value| assert_eq!(number(measure), claims[name], "{name} {}", expected["as_of"]);
        let large = json!({ "sort": "site", "population_at_least": 800 });
        let sites = json!({ "sort": "site" });
        let sessions = json!({ "federation": "F-4502", "term": 16 });
        let second = json!({ "federation": "F-4502", "term": 16, "session": 2 });
        let council = json!({ "kind": "womens_council", "places": sites, "by": "own" });
        is("councils_of_their_own_at_sites", json!({ "places_with": council }));
        let passed = json!({ "kind": "childrens_home", "places": large });
        is("large_sites_whose_childrens_home_passed", json!({ "places_inspected": passed }));
        is("city_committee_sessions_of_term_16", json!({ "committee_sessions": sessions }));
        is("rules_adopted_by_its_second_session", json!({ "rules_adopted": second }));
        for programme in ["eco_mothers_service", "star_parent_school"] {
            is(&format!("{programme}_granted"), json!({ "designations": { "programme": programme } }));
        }
        for programme in ["national_poverty_base", "guangxi_technology_base"] {
            let recommended = json!({ "designations_recommended": { "programme": programme } });
            is(&format!("{programme}_recommended"), recommended);
        }
        is("childrens_homes_open", json!({ "places_with": { "kind": "childrens_home", "by": "own" } }));
        let all = tally("4502", json!({ "places_complete": { "places": sites } }));
        assert_eq!(all.counted.len() + all.missed.len(), claims["relocation_sites"]);
        let with = json!({ "divisions_with_institution": { "kind": "marriage_mediation", "level": "county" } });
        assert_eq!(json!(places(&view, &tally("4502", with).counted)), claims["mediation_institutions"]);
        // The reading leaves out the elections of federations that are no more.
        let federations = &view.facts().federations;
        let is_active = |counted: &&Counted| {
            let Counted::Election { federation, .. } = counted else { panic!("{counted:?} is no election") };
            federations.get(federations.find(federation).unwrap()).unwrap().is_active(view.as_of())
        };
        let elections = |scope: &str, level: Value| {
            tally(scope, json!({ "elections": level })).counted.iter().filter(is_active).count()
        };
        let by_county = claims["elections_by_county"].as_object().unwrap();
        for (division, expected) in by_county {
            // The city's own stand beside those of its counties.
            let level = if division == "4502" { json!({ "level": "prefecture" }) } else { json!({}) };
            assert_eq!(elections(division, level), *expected, "elections in {division}");
        }
        let all: u64 = by_county.values().filter_map(Value::as_u64).sum();
        assert_eq!(elections("4502", json!({})) as u64, all);
    }
}

/// The document's own text is not shipped, but the digest of each quote that was found in it is.
/// Where the text is, it is read again.
#[test]
fn each_quote_is_one_that_stands_in_the_document_word_for_word() {
    let digests = std::fs::read_to_string(fixture("liuzhou-2020/quotes.sha256")).unwrap();
    let found: Vec<(&str, &str)> = digests.lines().filter_map(|line| line.split_once("  ")).collect();
    let claims = claims().claims;
    let hex = |quote: &str| FileDigest(Sha256::digest(quote).into()).to_string();
    let quoted: Vec<(String, &str)> = claims.iter().map(|c| (hex(c.quote.as_str()), c.claim.as_str())).collect();
    let found: Vec<(String, &str)> =
        found.into_iter().map(|(digest, claim)| (format!("sha256:{digest}"), claim)).collect();
    assert_eq!(quoted, found, "look the changed quotes up in the document, then put their digests into quotes.sha256");
    let Some(file) = std::env::var_os("JICENG_DOCUMENT") else { return };
    let document = std::fs::read_to_string(file).unwrap();
    for claim in &claims {
        assert!(document.contains(claim.quote.as_str()), "{}: {}", claim.claim, claim.quote);
    }
}
