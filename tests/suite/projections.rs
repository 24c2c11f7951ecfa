//! Read models: coverage, the tree of a day, roll-ups, explanations, findings.

mod certainty;
mod claim;
mod codes_carried;
mod codes_named;
mod coverage;
mod diff;
mod diff_of_findings;
mod division_list;
mod divisions;
mod elections;
mod ended_places;
mod explain;
pub(crate) mod findings;
mod findings_between_subjects;
mod many_open;
mod measure;
mod on_the_day;
mod reform_issues;
mod restatement;
mod roll_up;
