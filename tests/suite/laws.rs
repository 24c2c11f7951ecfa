//! Laws: what holds of every history that was accepted. Cases a law: `PROPTEST_CASES`, 256 by
//! default.

mod admission;
pub(crate) mod certainty;
mod claims;
mod codes;
mod completions;
mod coverage_model;
mod diff;
mod effects;
mod elections;
mod explain;
mod findings;
mod generators;
mod happened;
mod history;
pub(crate) mod in_order;
mod model;
mod moving;
mod order;
mod replay;
mod restatement;
mod rows;
mod second_program;
mod serialization;
mod snapshots;
mod time;
mod undo;
