//! Read models: coverage, the tree of a day, roll-ups, explanations, findings.

mod certainty;
mod coverage;
mod diff;
mod division_list;
mod divisions;
mod elections;
mod ended_places;
mod explain;
pub(crate) mod findings;
mod findings_between_subjects;
mod measure;
mod reform_issues;
mod roll_up;
