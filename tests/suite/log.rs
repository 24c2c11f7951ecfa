//! The log: its contract, its bytes, and what it does when things go wrong.

mod any_facts;
pub(crate) mod child;
pub(crate) mod commits;
mod contract;
mod corrupt;
mod corrupt_frames;
pub(crate) mod damage;
mod directory;
mod durability;
mod ends;
mod frozen;
pub(crate) mod full_disk;
pub(crate) mod golden;
pub(crate) mod holes;
mod notes;
mod pairs;
mod proofs;
mod reader;
mod recovery;
mod refused;
mod rescue;
mod samples;
mod seal;
mod tree;
