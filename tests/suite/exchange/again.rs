//! Files imported a second time: a row means what it meant the first time, whatever was recorded
//! since.

use jiceng_core::domain::catalogue::{CHILDRENS_HOME, WOMENS_HOME};
use jiceng_core::domain::{CommitId, Position, Wish};
use jiceng_core::{Error, FactFate, Question, Registry};
use jiceng_exchange::import::{Problem, RowSince};
use jiceng_exchange::{Import, ImportReport, request_from_json};
use jiceng_testkit::make::*;
use jiceng_testkit::recorder::event_id;
use jiceng_testkit::world::{
    COMMUNITY, FREE_CODE, SECOND_COMMUNITY, SECOND_SITE, SECOND_TOWNSHIP, SITE, TOWNSHIP, small_world,
};
use jiceng_texts::system::with_causes;

use super::rows::line_of;

/// A row without an identity.
fn row(wish: &Wish) -> String {
    line_of(wish, None)
}

/// A row with the identity of the `number`-th commit.
fn named_row(number: u64, wish: &Wish) -> String {
    line_of(wish, Some(commit(number)))
}

fn commit(number: u64) -> CommitId {
    event_id(number, 0).commit
}

fn import(registry: &Registry, lines: &[String], how: &Import) -> ImportReport {
    let how = Import { recorder: Some(text("示例")), ..how.clone() };
    how.run(registry, &mut lines.concat().as_bytes(), &mut |_, _| {}).unwrap()
}

fn strictly() -> Import {
    Import::default()
}

fn again() -> Import {
    Import { again: true, ..Import::default() }
}

/// A registry with the small world, of 25 events.
fn of_world() -> Registry {
    let registry = Registry::in_memory();
    let world: Vec<String> = small_world().iter().map(row).collect();
    assert_eq!(taken(&registry, &world), 25);
    registry
}

/// Imports lines all of which are taken; how many events that makes.
fn taken(registry: &Registry, lines: &[String]) -> u64 {
    let report = import(registry, lines, &strictly());
    assert!(report.bad.is_empty(), "{:?}", report.bad.first());
    report.events
}

/// The events, the rows recorded before, and those that do not stand.
fn told(report: &ImportReport) -> (u64, u64, &[RowSince]) {
    assert!(report.bad.is_empty(), "{:?}", report.bad);
    (report.events, report.already_true, &report.since)
}

fn bad(report: &ImportReport) -> Vec<String> {
    report.bad.iter().map(|bad| format!("{} {}", bad.line, with_causes(&bad.problem))).collect()
}

fn withdrawn(line: u64, recorded: u64, by: u64) -> RowSince {
    RowSince { line, recorded: Position(recorded), since: FactFate::Withdrawn { by: Position(by) } }
}

fn corrected(line: u64, recorded: u64, by: u64) -> RowSince {
    let (by, replaced_by) = (Position(by), Position(by + 1));
    RowSince { line, recorded: Position(recorded), since: FactFate::Corrected { by, replaced_by } }
}

/// Whether the fact at a position stands.
fn stands(registry: &Registry, position: u64) -> bool {
    registry.view(Question::default()).unwrap().locked().unwrap().facts().withdrawn(Position(position)).is_none()
}

/// Codes that change hands on the day of a row, or within its year: the second import gave a home
/// to another community, counted its people, or was refused.
#[test]
fn a_row_means_the_division_that_it_meant_when_it_was_recorded() {
    let registry = of_world();
    let rows = [
        row(&home(COMMUNITY).on("2018-10-31")),
        row(&population(COMMUNITY, 900).on("2018-10-31")),
        row(&childrens_home(COMMUNITY).on("2018")),
        row(&federation("f1", COMMUNITY).on("2018-10-31")),
        row(&institution("i1", "marriage_mediation", COMMUNITY).on("2018-10-31")),
        row(&sharing(SECOND_SITE, COMMUNITY, &[WOMENS_HOME, CHILDRENS_HOME]).on("2018-12-31")),
        row(&suspended(COMMUNITY, WOMENS_HOME).on("2018-10-31")),
        row(&division_renamed(COMMUNITY, "甲社区").on("2018-10-31")),
        row(&division_recoded(COMMUNITY, FREE_CODE).on("2018-10-31")),
        row(&division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2018-10-31")),
    ];
    assert_eq!(taken(&registry, &rows), 10);
    for _ in 0..2 {
        assert_eq!(told(&import(&registry, &rows, &strictly())), (0, 10, &[][..]));
    }
    let mut backwards = rows.to_vec();
    backwards.reverse();
    assert_eq!(told(&import(&registry, &backwards, &strictly())), (0, 10, &[][..]));
}

#[test]
fn a_row_whose_fact_was_withdrawn_is_listed_and_recorded_once_more_when_asked() {
    let registry = of_world();
    let rows = [
        named_row(1, &home(SITE).on("2018-01-01")),
        named_row(2, &population(SITE, 900).on("2018-01-01")),
        row(&council(SITE).on("2018-01-01")),
    ];
    assert_eq!(taken(&registry, &rows), 3);
    let since = [
        named_row(3, &retraction_of(event_id(1, 0))),
        named_row(4, &correction_of(event_id(2, 0), population(SITE, 800).on("2018-01-01"))),
    ];
    assert_eq!(taken(&registry, &since), 3);
    let listed = [withdrawn(1, 25, 28), corrected(2, 26, 29)];
    assert_eq!(told(&import(&registry, &rows, &strictly())), (0, 3, &listed[..]));
    let dry = import(&registry, &rows, &Import { dry_run: true, ..again() });
    assert_eq!((told(&dry), dry.written), ((1, 2, &listed[1..]), false));
    // What stands in the place of a corrected fact stays.
    assert_eq!(told(&import(&registry, &rows, &again())), (1, 2, &listed[1..]));
    assert!(stands(&registry, 31));
    // It stands again, whatever the row's own commit says.
    assert_eq!(told(&import(&registry, &rows, &strictly())), (0, 3, &listed[1..]));
    assert_eq!(told(&import(&registry, &rows, &again())), (0, 3, &listed[1..]));
    // And what was recorded since is recorded, too.
    assert_eq!(told(&import(&registry, &since, &strictly())), (0, 2, &[][..]));
}

#[test]
fn corrections_and_disagreements_are_known_again_after_what_they_name_has_changed() {
    let registry = of_world();
    let rows = [
        named_row(1, &population(SITE, 900).on("2018-01-01")),
        named_row(2, &correction_of(event_id(1, 0), population(SITE, 800).on("2018-01-01"))),
        named_row(3, &council(SITE).on("2018-03-01")),
        named_row(4, &disagreement_with(event_id(3, 0), by_evidence("minutes", council(SITE).on("2018-04-01")))),
        // The same statement, beside the other one of its matter.
        row(&disagreement_with(event_id(4, 1), by_evidence("minutes", council(SITE).on("2018-04-01")))),
    ];
    let report = import(&registry, &rows[..4], &strictly());
    assert_eq!(told(&report), (6, 0, &[][..]));
    let names_itself = import(&registry, &rows[4..], &strictly());
    assert_eq!(told(&names_itself), (0, 1, &[][..]));
    // Each target has changed: 900 → 800 → 700; the first statement is withdrawn, then the second.
    let since = [
        row(&correction_of(event_id(2, 1), population(SITE, 700).on("2018-01-01"))),
        row(&retraction_of(event_id(3, 0))),
        row(&retraction_of(event_id(4, 1))),
    ];
    assert_eq!(taken(&registry, &since), 4);
    let without_identity: Vec<String> = rows.iter().map(|row| unidentified(row)).collect();
    for rows in [&rows[..], &without_identity] {
        let listed = [corrected(2, 26, 31), withdrawn(3, 28, 33), withdrawn(4, 29, 34), withdrawn(5, 29, 34)];
        assert_eq!(told(&import(&registry, rows, &strictly())), (0, 5, &listed[..]));
    }
    // Its first statement is withdrawn too, so that the second is a fact of its own.
    let report = import(&registry, &rows[3..4], &again());
    assert_eq!(told(&report), (1, 0, &[][..]));
    assert_eq!(told(&import(&registry, &rows[3..], &strictly())), (0, 2, &[][..]));
}

/// A row without its identity.
fn unidentified(line: &str) -> String {
    let mut row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
    row.remove("commit");
    serde_json::to_string(&row).unwrap() + "\n"
}

/// The file says itself that it was not so.
#[test]
fn what_a_file_itself_takes_away_is_neither_listed_nor_recorded_again() {
    let registry = of_world();
    let rows = [
        named_row(1, &home(SITE).on("2018-01-01")),
        named_row(2, &population(SITE, 900).on("2018-01-01")),
        row(&retraction_of(event_id(1, 0))),
        row(&correction_of(event_id(2, 0), population(SITE, 800).on("2018-01-01"))),
        row(&person("p9").on("2018-01-01")),
        row(&erased("p9").on("2018-02-01")),
    ];
    assert_eq!(taken(&registry, &rows), 7);
    for how in [strictly(), again()] {
        assert_eq!(told(&import(&registry, &rows, &how)), (0, 6, &[][..]));
    }
    // Alone, each is told.
    let erased = RowSince { line: 1, recorded: Position(30), since: FactFate::Erased { by: Position(31) } };
    assert_eq!(told(&import(&registry, &rows[4..5], &again())), (0, 1, &[erased][..]));
    assert_eq!(
        told(&import(&registry, &rows[..2], &strictly())),
        (0, 2, &[withdrawn(1, 25, 27), corrected(2, 26, 28)][..])
    );
    // A row that the same file withdraws only now was recorded before, and stands for it.
    let home = [row(&council(SITE).on("2018-01-01"))];
    assert_eq!(taken(&registry, &home), 1);
    let council =
        registry.view(Question::default()).unwrap().locked().unwrap().entry(Position(32)).unwrap().unwrap().recorded.id;
    let withdrawing = [row(&retraction_of(council)), home[0].clone()];
    assert_eq!(told(&import(&registry, &withdrawing, &again())), (1, 1, &[][..]));
}

/// The code means another division by now: what is recorded again is said with the code of the one
/// that was meant.
#[test]
fn a_row_is_recorded_again_for_the_division_that_it_meant() {
    let registry = of_world();
    let rows = [
        named_row(1, &home(COMMUNITY).on("2018-10-31")),
        named_row(2, &home(SITE).on("2018-10-31")),
        // Of this one the code above stands in the code itself, and cannot be said otherwise.
        named_row(3, &division("450224100009", "新社区").on("2018-10-31")),
    ];
    assert_eq!(taken(&registry, &rows), 3);
    let since = [
        row(&retraction_of(event_id(1, 0))),
        row(&retraction_of(event_id(2, 0))),
        row(&retraction_of(event_id(3, 0))),
        row(&division_recoded(COMMUNITY, FREE_CODE).on("2018-10-31")),
        row(&division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2018-10-31")),
        row(&division_recoded(TOWNSHIP, "450224300").on("2018-10-31")),
        row(&division_recoded(SECOND_TOWNSHIP, TOWNSHIP).on("2018-10-31")),
    ];
    assert_eq!(taken(&registry, &since), 7);
    let report = import(&registry, &rows, &again());
    assert!(matches!(report.bad.as_slice(), [bad] if bad.line == 3), "{:?}", report.bad);
    assert!(
        matches!(&report.bad[0].problem, Problem::Refused(Error::MeansOthers { recorded: Some(recorded) }) if recorded.position == Position(27))
    );
    let skipping = import(&registry, &rows, &Import { skip_bad: true, ..again() });
    assert_eq!((skipping.events, skipping.bad.len()), (2, 1));
    let again_recorded =
        registry.view(Question::default()).unwrap().locked().unwrap().entry(Position(35)).unwrap().unwrap();
    assert_eq!(again_recorded.recorded.fact.event, home(FREE_CODE).on("2018-10-31").facts()[0].event);
    // Now it stands, in other words.
    assert_eq!(told(&import(&registry, &rows[..2], &strictly())), (0, 2, &[][..]));
    assert_eq!(told(&import(&registry, &rows[..2], &again())), (0, 2, &[][..]));
}

/// Two rows of one file with the same words, each of another division: what one of them says was
/// withdrawn, and the other one stood for it, so that nothing was listed and `--again` did nothing.
#[test]
fn of_rows_with_the_same_words_each_means_its_own_division() {
    let codes = [
        row(&division_recoded(COMMUNITY, FREE_CODE).on("2018-10-31")),
        row(&division_recoded(SECOND_COMMUNITY, COMMUNITY).on("2018-10-31")),
    ];
    let said: [Wish; 3] = [
        population(COMMUNITY, 10).on("2018-10-31"),
        home(COMMUNITY).on("2018-10-31"),
        council(COMMUNITY).on("2018-10-31"),
    ];
    for said in &said {
        for named in [false, true] {
            for which in [0, 1] {
                let registry = of_world();
                let one = |number| if named { named_row(number, said) } else { row(said) };
                let rows = [one(1), codes[0].clone(), codes[1].clone(), one(2)];
                assert_eq!(taken(&registry, &rows), 4);
                let positions = [25, 28];
                let gone = registry
                    .view(Question::default())
                    .unwrap()
                    .locked()
                    .unwrap()
                    .entry(Position(positions[which]))
                    .unwrap();
                assert_eq!(taken(&registry, &[row(&retraction_of(gone.unwrap().recorded.id))]), 1);
                let listed = [withdrawn([1, 4][which], positions[which], 29)];
                for _ in 0..2 {
                    assert_eq!(told(&import(&registry, &rows, &strictly())), (0, 4, &listed[..]), "{said:?}");
                }
                assert_eq!(told(&import(&registry, &rows, &again())), (1, 3, &[][..]), "{said:?}");
                for how in [strictly(), again()] {
                    assert_eq!(told(&import(&registry, &rows, &how)), (0, 4, &[][..]), "{said:?}");
                }
                // Each has what was said of it, once more.
                let facts = registry.view(Question::default()).unwrap().locked().unwrap();
                let again = facts.entry(Position(30)).unwrap().unwrap().recorded.fact.event.clone();
                let code = [FREE_CODE, COMMUNITY][which];
                assert!(serde_json::to_string(&again).unwrap().contains(code), "{again:?}");
            }
        }
    }
}

/// It would be known by no words: once the code changes hands, it would be taken for a fact of
/// another division.
#[test]
fn the_same_fact_by_another_code_of_its_division_is_refused_and_names_the_recorded_one() {
    let on = "2018-10-31";
    let registry = of_world();
    assert_eq!(taken(&registry, &[row(&population(COMMUNITY, 10).on(on))]), 1);
    assert_eq!(taken(&registry, &[row(&division_recoded(COMMUNITY, FREE_CODE).on(on))]), 1);
    let report = import(&registry, &[row(&population(FREE_CODE, 10).on(on))], &strictly());
    let Problem::Refused(Error::RecordedDifferently { differences, .. }) = &report.bad[0].problem else {
        panic!("{report:?}")
    };
    let fields: Vec<&str> = differences.iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!(fields, ["place"]);
}

#[test]
fn a_row_that_added_nothing_adds_nothing_later() {
    let pairs: [(Wish, Wish); 4] = [
        (
            division_split(COMMUNITY, &[(FREE_CODE, "新民社区")]).on("2018-01-05"),
            division(FREE_CODE, "新民社区").on("2018-01-05"),
        ),
        (site_renamed(SITE, "新区").on("2017-06-05"), division_renamed(FREE_CODE, "新区").on("2017-06-05")),
        (person("p9").on("2018-01-05"), person("p9").on("2019-02-06")),
        (home(SITE).on("2018-01-05"), home(SITE).on("2018-01-05")),
    ];
    for (n, (said, otherwise)) in pairs.iter().enumerate() {
        let registry = of_world();
        if n == 1 {
            taken(&registry, &[row(&site_became_community(SITE, FREE_CODE, "和美社区").on("2018-01-01"))]);
        }
        let recorded = registry.head().unwrap().0;
        assert_eq!(taken(&registry, &[named_row(1, said)]), 1);
        let other = [row(otherwise)];
        assert_eq!(told(&import(&registry, &other, &strictly())), (0, 1, &[][..]), "{otherwise:?}");
        assert_eq!(taken(&registry, &[row(&retraction_of(event_id(1, 0)))]), 1);
        let listed = [withdrawn(1, recorded, recorded + 1)];
        assert_eq!(told(&import(&registry, &other, &strictly())), (0, 1, &listed[..]), "{otherwise:?}");
        assert_eq!(told(&import(&registry, &other, &again())), (1, 0, &[][..]), "{otherwise:?}");
        assert_eq!(told(&import(&registry, &other, &strictly())), (0, 1, &[][..]), "{otherwise:?}");
    }
}

#[test]
fn an_identity_is_held_against_its_own_commit() {
    let registry = of_world();
    let rows = [named_row(1, &home(SITE).on("2018-01-01")), row(&council(SITE).on("2018-01-01"))];
    assert_eq!(taken(&registry, &rows), 2);
    // Recorded elsewhere, but not under this identity.
    let report = import(&registry, &[named_row(1, &council(SITE).on("2018-01-01"))], &strictly());
    assert!(matches!(&report.bad[0].problem, Problem::Refused(Error::CommitDiffers { .. })), "{:?}", report.bad);
    // A new identity for what is recorded says nothing new.
    assert_eq!(
        told(&import(&registry, &[named_row(2, &council(SITE).on("2018-01-01"))], &strictly())),
        (0, 1, &[][..])
    );
}

#[test]
fn a_statement_that_is_recorded_as_a_fact_of_its_own_is_refused_as_ever() {
    let registry = of_world();
    let rows =
        [named_row(1, &population(SITE, 900).on("2018-01-01")), named_row(2, &population(SITE, 800).on("2018-01-01"))];
    assert_eq!(taken(&registry, &rows), 2);
    let stated = row(&disagreement_with(event_id(1, 0), population(SITE, 800).on("2018-01-01")));
    assert_eq!(
        bad(&import(&registry, &[stated], &strictly())),
        [
            "1 refused: the same is recorded already, as a fact that nothing disagrees with (see #26, 2018-01-01); withdraw that one, then state it again"
        ]
    );
}

/// What was only compared by what the facts hold lost its evidence without a word.
#[test]
fn the_same_standard_on_another_paper_is_told() {
    let registry = of_world();
    assert_eq!(taken(&registry, &[row(&standard("s1", &[WOMENS_HOME]).on("2018-01-01"))]), 1);
    {
        let other = by_evidence("minutes", standard("s1", &[WOMENS_HOME]).on("2018-01-01"));
        let report = import(&registry, &[row(&other)], &strictly());
        let Problem::Refused(Error::RecordedDifferently { differences, .. }) = &report.bad[0].problem else {
            panic!("{:?}", report.bad);
        };
        let fields: Vec<&str> = differences.iter().map(|difference| difference.field.as_str()).collect();
        assert!(report.bad.len() == 1 && !fields.is_empty(), "{:?}", report.bad);
        assert!(fields.iter().all(|field| field.starts_with("evidence")), "{fields:?}");
    }
}

/// Rows twice in one file, more than are held in memory.
#[test]
fn a_staged_import_comes_again_as_one_that_is_held() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::create(&dir.path().join("data")).unwrap();
    let mut rows: Vec<String> = small_world().iter().map(row).collect();
    rows.extend((0..300).map(|n| row(&population(COMMUNITY, n).on(&format!("20{:02}-06-30", n % 20)))));
    rows.extend(
        (0..20).map(|n| named_row(n + 1, &population(SECOND_SITE, u32::try_from(n).unwrap()).on("2018-06-30"))),
    );
    let mut twice = rows.clone();
    twice.extend(rows.clone());
    let staged = Import { held_events_max: Some(40), ..strictly() };
    let first = import(&registry, &twice, &staged);
    assert_eq!((told(&first), first.rows), ((345, 345, &[][..]), 690));
    let second = import(&registry, &twice, &staged);
    assert_eq!((told(&second), second.head), ((0, 690, &[][..]), Position(345)));
}

/// It was cubic in the facts of a place: each row read a commit for each of them.
#[test]
fn a_row_that_comes_again_costs_no_more_for_all_that_its_place_has() {
    let reads = |rows: u32, shuffled: bool| {
        let registry = of_world();
        let counted = |n: u32| row(&population(COMMUNITY, n).on(&format!("20{:02}-{:02}-28", n % 20, n % 12 + 1)));
        let mut rows: Vec<String> = (0..rows).map(counted).collect();
        assert_eq!(taken(&registry, &rows), rows.len() as u64);
        if shuffled {
            let half = rows.len() / 2;
            let (one, other) = rows.split_at(half);
            rows = other.iter().rev().zip(one).flat_map(|(a, b)| [a.clone(), b.clone()]).collect();
        }
        let mut batch = registry.batch().unwrap();
        for row in &rows {
            let request = request_from_json(row, Some(&text("示例"))).unwrap();
            assert!(batch.recorded_before(&request).unwrap().is_some());
        }
        let before = batch.reads();
        // Also where it is decided, as for a single record.
        for row in &rows {
            let request = request_from_json(row, Some(&text("示例"))).unwrap();
            assert_eq!(batch.add(request).unwrap().events, 0);
        }
        (before, batch.reads() - before)
    };
    // In the order of the log, the events of a commit come with one read.
    assert!(reads(600, false).0 < 10, "{:?}", reads(600, false));
    let (few, many) = (reads(300, true), reads(600, true));
    assert!(few.0 <= 301 && few.1 <= 301, "{few:?}");
    assert!(many.0 <= 601 && many.1 <= 601, "{many:?}");
}

/// A division above that the digits name too says nothing more, in a file as in the log.
#[test]
fn a_division_above_is_the_same_stated_or_not() {
    let fields = |above: bool, fields: &str, parent: &str| {
        let above = if above { format!(r#","above":"{parent}""#) } else { String::new() };
        format!("{fields}{above}")
    };
    let rows = |above: bool| {
        let registered = |code: &str, parent: &str| {
            let fields = fields(above, &format!(r#""code":"{code}","name":"示例""#), parent);
            format!(r#"{{"command":"register_division","effective":"2014-12-31",{fields}}}"#) + "\n"
        };
        let converted = fields(above, r#""code":"450224","new_code":"4503""#, "45");
        let part = fields(above, r#""code":"450281","name":"示例市""#, "4502");
        [
            registered("45", "45").replace(r#","above":"45""#, ""),
            registered("4502", "45"),
            registered("450224", "4502"),
            registered("450225", "4502"),
            format!(r#"{{"command":"convert_division","effective":"2017",{converted}}}"#) + "\n",
            format!(
                r#"{{"command":"split_division","effective":"2019","from":"450225","into":[{{{part}}}],"continues":true}}"#
            ) + "\n",
        ]
    };
    for (first, second) in [(true, false), (false, true)] {
        let registry = Registry::in_memory();
        assert_eq!(taken(&registry, &rows(first)), 6);
        assert_eq!(told(&import(&registry, &rows(second), &strictly())), (0, 6, &[][..]));
    }
}
