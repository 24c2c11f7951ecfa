//! The fuzz targets: the same functions that the suite replays on stable.

#[path = "../../tests/suite/fuzz/targets.rs"]
pub mod targets;
