//! A constructed history of the whole nation: ten years of grassroots organizations on the real
//! tree of divisions.
//!
//! **All of it is made up** except the divisions: which places have what, who was elected, what was
//! found. It is there to try a registry at the size of a country. The same [`Scale`] and seed give
//! the same bytes on any machine.
//!
//! ```
//! use jiceng_generate::{Generator, Scale};
//!
//! let mut events = 0;
//! for commit in Generator::new("township".parse::<Scale>()?, 1)? {
//!     events += commit?.facts.len();
//! }
//! assert!(events > 300);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod calendar;
mod commits;
mod county;
mod divisions;
mod error;
mod facts;
mod place;
mod plan;
mod random;
mod rows;
mod scale;
mod write;

pub use commits::Generator;
pub use error::Error;
pub use rows::rows_of;
pub use scale::{EVENTS_A_PLACE, Scale, ScaleError};
pub use write::{Made, write_registry, write_rows};
