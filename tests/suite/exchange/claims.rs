//! Files of claims: every mistake is told with its field and line, and nothing panics.

use jiceng_core::projections::claim::{Expected, Says};
use jiceng_exchange::claims::{ClaimFault, claims_from_toml};
use proptest::prelude::*;

const HEAD: &str = "said_on = 2020-06-22\nscope = '4502'\n";

/// A claim that is in order, apart from these lines.
fn claim(lines: &str) -> String {
    format!("{HEAD}[[claims]]\nclaim = 'a'\nquote = '原文'\n{lines}")
}

fn says(lines: &str) -> Says {
    claims_from_toml(&claim(lines)).unwrap().claims.remove(0).says
}

/// The lines and fields of what is wrong.
fn wrong(text: &str) -> Vec<(usize, String)> {
    let problems = claims_from_toml(text).unwrap_err();
    problems.into_iter().map(|problem| (problem.line, problem.field)).collect()
}

fn expected(value: &str) -> Result<Expected, ClaimFault> {
    let text = claim(&format!("as_of = '2020-06'\nmeasure.places_complete = {{}}\nexpected = {value}\n"));
    match claims_from_toml(&text) {
        Ok(mut claims) => {
            let Says::Counted { expected, .. } = claims.claims.remove(0).says else { panic!("{text}") };
            Ok(expected)
        }
        Err(mut problems) => Err(problems.remove(0).problem),
    }
}

#[test]
fn an_expectation_is_a_number_a_bound_all_or_places() {
    assert_eq!(expected("10"), Ok(Expected::Exactly(10)));
    assert_eq!(expected("0x10"), Ok(Expected::Exactly(16)));
    assert_eq!(expected("{ at_least = 7 }"), Ok(Expected::AtLeast(7)));
    assert_eq!(expected("{ at_most = 7 }"), Ok(Expected::AtMost(7)));
    assert_eq!(expected("'all'"), Ok(Expected::All));
    let places = ["450224", "RA-01"].map(|place| place.parse().unwrap());
    assert_eq!(expected("['450224', 'RA-01']"), Ok(Expected::These(places.to_vec())));
    for bad in
        ["-1", "4294967296", "1.5", "'some'", "true", "[]", "[1]", "{}", "{ at_least = 1, at_most = 2 }", "{ of = 1 }"]
    {
        assert_eq!(expected(bad), Err(ClaimFault::Expected), "{bad}");
    }
}

#[test]
fn a_date_may_stand_without_quotes() {
    let lines = |as_of: &str| format!("as_of = {as_of}\nmeasure.elections = {{ since = 2020-01-01 }}\nexpected = 1\n");
    let says = |as_of| {
        let Says::Counted { as_of, .. } = says(&lines(as_of)) else { panic!("{as_of}") };
        as_of.to_string()
    };
    assert_eq!([says("2020-06-30"), says("'2020-06'"), says("'2020年上半年'")], ["2020-06-30", "2020-06", "2020-40"]);
}

#[test]
fn every_mistake_is_told_with_its_field_and_line() {
    let text = "title = ''\nfoo = 1\nscope = '45x'\n\
                [[claims]]\nclaim = 'a'\nquote = '原文'\nas_of = '2020-13'\nmeasure.places_with = { kin = 'x' }\nexpected = 'ten'\n\
                [[claims]]\nclaim = 'a'\nsaid_on = '2020-6-30'\nundecidable = 'x'\nquote = '原文'\n\
                [[claims]]\nclaim = 'c'\nquote = '原文'\nsaid_on = '1800-01-01'\ndue = '2020-12-31'\n";
    let expected = [
        (1, "title"),
        (2, "foo"),
        (3, "scope"),
        (4, "claims[0].said_on"),
        (7, "claims[0].as_of"),
        (8, "claims[0].measure"),
        (9, "claims[0].expected"),
        (12, "claims[1].said_on"),
        (15, "claims[2].measure"),
        (15, "claims[2].expected"),
        (18, "claims[2].said_on"),
    ];
    let expected: Vec<_> = expected.iter().map(|(line, field)| (*line, (*field).to_owned())).collect();
    let found = wrong(text);
    assert_eq!(found, expected);
    // What is wrong for all claims is told once; what is missing for all, with each.
    assert_eq!(wrong(&claim("undecidable = 'x'\n").replace("2020-06-22", "'x'")), [(1, "said_on".to_owned())]);
}

#[test]
fn a_claim_says_one_thing() {
    let one = "measure.elections = {}\nexpected = 1\n";
    for lines in
        ["", "as_of = '2020'\ndue = '2020-12-31'\n", "undecidable = 'x'\nas_of = '2020'\n", "undecidable = 'x'\n"]
    {
        assert_eq!(wrong(&claim(&format!("{lines}{one}"))), [(3, "claims[0]".to_owned())], "{lines}");
    }
    assert!(matches!(says("undecidable = 'x'\n"), Says::Undecidable { .. }));
    assert!(matches!(says(&format!("due = '2020-12-31'\n{one}")), Says::Planned { number: 1, .. }));
}

#[test]
fn a_plan_has_a_number_and_what_has_no_bounds_has_no_all() {
    let plan = "due = '2020-12-31'\nmeasure.elections = {}\nexpected = 'all'\n";
    assert_eq!(claims_from_toml(&claim(plan)).unwrap_err()[0].problem, ClaimFault::Expected);
    let unbounded = "as_of = '2020'\nmeasure.committee_sessions = {}\nexpected = 'all'\n";
    assert_eq!(claims_from_toml(&claim(unbounded)).unwrap_err()[0].problem, ClaimFault::Unbounded);
}

#[test]
fn two_claims_called_the_same_and_a_file_without_claims_are_mistakes() {
    let twice = format!("{}[[claims]]\nclaim = 'a'\nquote = '原文'\nundecidable = 'x'\n", claim("undecidable = 'x'\n"));
    assert_eq!(wrong(&twice), [(8, "claims[1].claim".to_owned())]);
    for none in ["", "claims = []", "claims = 1"] {
        assert_eq!(wrong(none), [(1, "claims".to_owned())], "{none}");
    }
    assert!(matches!(claims_from_toml("a = = 1").unwrap_err()[0].problem, ClaimFault::NotToml(_)));
}

proptest! {
    /// Any text at all, and any text in a field's place, is read or told to be wrong.
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), value in ".{0,20}", at in 0..8_usize) {
        let _ = claims_from_toml(&text);
        let field = ["claim", "quote", "as_of", "due", "measure", "expected", "scope", "said_on"][at];
        let _ = claims_from_toml(&format!("[[claims]]\n{field} = {value}\n"));
        let _ = claims_from_toml(&claim(&format!("as_of = '2020'\nmeasure.places_complete = {value}\nexpected = 1")));
        let deep = format!("claims = {}{}", "[".repeat(2_000), "]".repeat(2_000));
        let _ = claims_from_toml(&deep);
    }
}
