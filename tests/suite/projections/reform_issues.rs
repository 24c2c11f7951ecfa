//! Reform issues on a day: open, closed, overdue, and what was withdrawn.

use jiceng_domain::{AsOf, Facts, Position};
use jiceng_projections::reform_issues::{IssueOnDay, issue_on, issues_on, positions_of};
use jiceng_testkit::make::*;
use jiceng_testkit::spec::{Given, given};
use jiceng_testkit::world::*;

fn on(facts: &Facts, of: &str) -> IssueOnDay {
    issue_on(facts, &text("r1"), AsOf::on(day(of))).unwrap()
}

/// Raised on 1 March 2020, due on the last day of the year.
fn raised() -> Given {
    given(small_world()).and([issue("r1", COMMUNITY).on("2020-03-01")])
}

#[test]
fn an_issue_is_overdue_on_the_day_after_its_due_day() {
    let recorder = raised().recorder();
    let (in_time, late) = (on(&recorder.facts, "2020-12-31"), on(&recorder.facts, "2021-01-01"));
    assert_eq!((in_time.is_overdue(), in_time.days_left), (false, 0));
    assert_eq!((late.is_overdue(), late.days_left), (true, -1));
    assert_eq!(issues_on(&recorder.facts, AsOf::on(day("2020-02-29"))).count(), 0);
}

#[test]
fn what_was_done_stands_in_order_until_it_is_closed() {
    let history =
        [issue_progressed("r1", "已选址").on("2020-05-01"), issue_progressed("r1", "已立项").on("2020-04-01")];
    let recorder = raised().and(history).and([issue_closed("r1").on("2020-06-01")]).recorder();
    let notes = |issue: IssueOnDay| issue.progress.iter().map(|step| step.note.to_string()).collect::<Vec<_>>();
    assert_eq!(notes(on(&recorder.facts, "2020-04-30")), ["已立项"]);
    let closed = on(&recorder.facts, "2021-03-01");
    assert_eq!((closed.is_overdue(), closed.was_closed_late()), (false, false));
    assert_eq!(closed.closed.as_ref().unwrap().on, text("2020-06-01"));
    assert_eq!(notes(closed), ["已立项", "已选址"]);
    assert!(on(&recorder.facts, "2020-05-31").closed.is_none());
}

#[test]
fn an_issue_closed_after_its_due_day_is_closed_late_for_good() {
    let recorder = raised().recorded_on(day("2021-06-30")).and([issue_closed("r1").on("2021-01-10")]).recorder();
    let closed = on(&recorder.facts, "2021-06-01");
    assert_eq!((closed.was_closed_late(), closed.days_left), (true, -10));
    assert!(on(&recorder.facts, "2021-01-09").is_overdue());
}

#[test]
fn a_closing_withdrawn_opens_the_issue_again_and_stays_in_its_events() {
    let recorder = raised().and([issue_closed("r1").on("2020-06-01")]).and_withdrawn().recorder();
    assert!(on(&recorder.facts, "2020-07-01").closed.is_none());
    let head = recorder.facts.head();
    let before = AsOf::on(day("2020-07-01")).known_before(Position(head.0 - 1));
    assert!(issue_on(&recorder.facts, &text("r1"), before).unwrap().closed.is_some());
    // Raised, closed, and the retraction; what was not known is not there.
    assert_eq!(positions_of(&recorder.facts, &text("r1"), head).len(), 3);
    assert_eq!(positions_of(&recorder.facts, &text("r1"), before.known).len(), 2);
}
