//! Reform issues.

use jiceng_domain::reform_issue::{ReformIssueClosed, ReformIssueProgressed, ReformIssueRaised};

use super::date::DateV1;
use super::place::PlaceV1;
use super::tags::tags;
use super::value::stored;

tags! {
    110 "reform_issue_raised" ReformIssueRaised { now 1 = ReformIssueRaisedV1 }
    111 "reform_issue_progressed" ReformIssueProgressed { now 1 = ReformIssueProgressedV1 }
    112 "reform_issue_closed" ReformIssueClosed { now 1 = ReformIssueClosedV1 }
}

stored! {
    struct ReformIssueRaisedV1<'a> of ReformIssueRaised {
        issue: &'a str,
        place: PlaceV1<'a>,
        title: &'a str,
        owner: &'a str,
        due: DateV1,
    }
}
stored! {
    struct ReformIssueProgressedV1<'a> of ReformIssueProgressed { issue: &'a str, note: &'a str, }
}
stored! {
    struct ReformIssueClosedV1<'a> of ReformIssueClosed { issue: &'a str, note: Option<&'a str>, }
}
