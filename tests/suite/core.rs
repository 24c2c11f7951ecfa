//! The registry: batches, commits that are repeated, times, names, watching, opening again.

mod backups;
mod batches;
mod beside;
mod commits;
mod corruption;
mod files;
mod findings;
mod group_commit;
mod history;
mod key_damage;
mod key_damage_told;
pub(crate) mod key_store;
mod kills;
mod names;
mod old_texts;
mod opening;
pub(crate) mod reading;
pub(crate) mod recorded;
mod registry_key_damage;
mod registry_keys;
mod sampling;
mod snapshots;
mod staging;
mod times;
mod undurable;
mod views;
mod watch;
