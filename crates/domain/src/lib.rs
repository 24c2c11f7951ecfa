//! The domain of jiceng (基层): what is registered, when it was so, and which commands may happen.
//!
//! Pure: no I/O, no clock, no randomness. A [`command::Wish`] is decided on [`facts::Facts`] by
//! [`command::decide`], which answers with facts to record or with a [`refusal::Refusal`]; recorded
//! events are folded by [`facts::Facts::evolve`]. One file a subject: its events first, then what
//! is remembered of it, then what may happen to it.
//!
//! ```
//! use jiceng_domain::command::{Command, Wish, decide};
//! use jiceng_domain::division::DivisionRegistered;
//! use jiceng_domain::{DivisionCode, Facts, Name, PartialDate};
//!
//! let mut facts = Facts::default();
//! let event = DivisionRegistered::new(DivisionCode::parse("45")?, Name::parse("广西壮族自治区")?);
//! let wish = Wish {
//!     effective: PartialDate::parse("1958-03-05")?,
//!     evidence: Vec::new(),
//!     command: Command::Record(event.into()),
//! };
//! let happened = decide(&mut facts, &wish, jiff::civil::date(2020, 6, 22), None)?;
//! assert_eq!(happened.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod as_of;
pub mod by_id;
pub mod called;
pub mod carried_codes;
mod carriers;
pub mod catalogue;
mod change;
pub mod characters;
pub mod civil_day;
mod code_times;
pub mod command;
pub mod committee;
pub mod correction;
pub mod credit_code;
pub mod designation;
pub mod disagreement;
pub mod division;
pub mod division_code;
pub mod document_number;
pub mod element;
mod end_state;
pub mod entry;
pub mod event;
pub mod evidence;
pub mod evidence_role;
mod existence;
mod existing_places;
pub mod facts;
pub mod federation;
pub mod folding;
mod grounds;
mod han_numerals;
pub mod handed_over;
mod happened;
mod holds;
pub mod ids;
pub mod in_the_way;
pub mod institution;
mod joint_ends;
mod kind_timelines;
mod lists;
mod lives;
mod matter;
mod meant_places;
pub mod name_carriers;
mod numbers;
pub mod packed;
pub mod partial_date;
pub mod person;
pub mod place;
mod place_change;
pub mod place_on_day;
pub mod places;
mod prefectures;
mod recorded_at;
pub mod reform_issue;
pub mod refusal;
mod refusal_in_time;
pub mod relocation_site;
pub mod resting;
pub mod sample;
mod sampled_inspection;
pub mod sharing;
pub mod standard;
pub mod steps;
mod stood_for;
pub mod taken_over;
pub mod target;
pub mod term_of_office;
pub mod timeline;
pub mod tracked;
pub mod tree_hash;
pub mod without_effect;

pub use as_of::{AsOf, Completion, Reading};
pub use command::{Command, Wish, decide};
pub use credit_code::CreditCode;
pub use division_code::{DivisionCode, Level};
pub use document_number::DocumentNumber;
pub use event::{Event, Fact, Recorded};
pub use evidence::Evidence;
pub use facts::Facts;
pub use holds::Holds;
pub use ids::*;
pub use in_the_way::{Absence, EndsWith, Gone, InTheWay, Recording, Tried};
pub use partial_date::PartialDate;
pub use place::Place;
pub use places::PlaceNo;
pub use refusal::{Apart, AtLeast, NotAbove, Refusal};
pub use tree_hash::TreeHash;
