//! Generators for proptest: texts and dates, every event, and histories that were accepted.

mod codes;
mod event;
mod history;
mod measure;
mod text;

pub use codes::any_history_of_codes;
pub use event::{any_event, any_fact, every_event};
pub use history::{History, any_history, any_history_of_sharing, any_untangled_history};
pub use measure::any_measure_of_world;
pub use text::{
    any_community_code, any_credit_code, any_date, any_division_code, any_document_number, any_evidence, any_id,
    any_name, any_note, any_partial_date, any_place,
};
