//! Read models of the registry. All of them answer for any day, as known at any position, and can
//! be thrown away and rebuilt from the log.
//!
//! [`coverage`] judges places by a standard, [`explain`] says why, [`otherwise`] what would change
//! it and [`since`] how long it has been so, [`disagreements`] lists what sources state
//! differently, [`certainty`] what dates leave open and [`bounds`] what that means for sums;
//! [`divisions`] is the tree of a day, [`whereabouts`] says where its places may lie,
//! [`division_list`] lists its divisions one below the other,
//! [`replay`] compares two standards, [`diff`](mod@diff) and [`restatement`] two questions and
//! [`causes`] are the facts between them, [`lateness`] counts how late facts were recorded,
//! [`place_timeline`] finds the events about a place, [`elections`] the committees, [`persons`] who
//! sits in them, [`findings`] are what an auditor should look at, [`fact_register`] keeps what is
//! doubtful of single facts. [`measure`] counts for [`targets`] and [`claim`]s, [`reform_issues`]
//! are the list of problems, [`sampling`] draws places for inspection. They read
//! [`Facts`](jiceng_domain::Facts), the one fold of the log, and never append, format or look at a
//! clock.

pub mod about;
mod bearing;
pub mod bounds;
pub mod causes;
pub mod certainty;
mod chronology;
pub mod claim;
pub mod coverage;
pub mod day;
pub mod diff;
pub mod diff_of_findings;
pub mod disagreements;
pub mod division_list;
pub mod divisions;
pub mod elections;
pub mod explain;
pub mod fact_register;
pub mod findings;
mod in_parts;
pub mod lateness;
pub mod measure;
pub mod open_dates;
pub mod otherwise;
pub mod persons;
pub mod place_timeline;
pub mod projections;
mod quiet;
pub mod reform_issues;
pub mod replay;
pub mod restatement;
pub mod roll_up;
pub mod roll_up_of_day;
pub mod sampling;
pub mod since;
pub mod targets;
mod trials;
pub mod whereabouts;

pub use bounds::Bounds;
pub use certainty::{Certainty, Prospects};
pub use coverage::{Cell, CellState, Coverage, PlaceCoverage, Status};
pub use day::Day;
pub use divisions::DivisionTree;
pub use projections::{Projections, SHAPE};
pub use roll_up::{DivisionTotals, Figure, Totals};
pub use whereabouts::Whereabouts;
