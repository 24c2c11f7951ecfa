//! The fuzz targets: the same functions that the suite replays on stable.

#[path = "../../suite/fuzz/targets.rs"]
pub mod targets;
