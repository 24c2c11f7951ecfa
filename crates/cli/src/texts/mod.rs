//! Every sentence for people, in both languages. A case that has no text does not compile.

pub(crate) mod changes;
pub(crate) mod commands;
pub(crate) mod dates;
pub(crate) mod differing;
pub(crate) mod elections;
pub(crate) mod events;
pub(crate) mod failures;
pub(crate) mod faults;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod generated;
pub(crate) mod imports;
pub(crate) mod labels;
pub(crate) mod logs;
pub(crate) mod measures;
pub(crate) mod moving;
pub(crate) mod names;
pub(crate) mod otherwise;
pub(crate) mod proofs;
pub(crate) mod recovery;
pub(crate) mod refusals;
pub(crate) mod rows;
pub(crate) mod shapes;
pub(crate) mod snapshots;
pub(crate) mod without_effect;
