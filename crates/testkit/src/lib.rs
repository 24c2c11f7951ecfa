//! What the tests are written with: sentences for the domain, a small world, generators, and a way
//! to compare what two folds of a log answer.
//!
//! ```
//! use jiceng_testkit::make::{On as _, home};
//! use jiceng_testkit::spec::given;
//! use jiceng_testkit::world::{SITE, small_world};
//!
//! given(small_world()).when(home(SITE).on("2019-05-01")).is_recorded();
//! given(small_world())
//!     .and([home(SITE).on("2019-05-01")])
//!     .when(home(SITE).on("2020-05-01"))
//!     .refused("already_open");
//! ```

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::wildcard_imports,
    reason = "a test that cannot go on has failed and panics; the short constructors are a vocabulary"
)]

pub mod answers;
pub mod every_command;
pub mod fixtures;
pub mod generate;
pub mod make;
pub mod recorder;
pub mod spec;
pub mod world;
