//! Standards named on the command line: a TOML file, one that was adopted, or one that ships.

use std::path::Path;

use jiceng_answers::{AskError, StandardAsked};
use jiceng_core::domain::standard::Standard;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::bounded;
use jiceng_core::{LockedView, StandardInForce};
use jiceng_exchange::standard::standard_from_toml;

use crate::context::Context;
use crate::failure::Failure;

/// The standard that a question asks for by a file or an identifier.
pub(crate) fn asked(name: &str) -> Result<StandardAsked, Failure> {
    let path = Path::new(name);
    let standard = path.is_file().then(|| from_file(path)).transpose()?;
    Ok(standard.map_or_else(|| StandardAsked::Named(name.to_owned()), |given| StandardAsked::Given(Box::new(given))))
}

/// The standard that a file or identifier names; its kinds are in the catalogue.
pub(crate) fn named(view: &LockedView, name: &str) -> Result<StandardInForce, Failure> {
    Ok(asked(name)?.find(view)?)
}

/// Reads a standard from a TOML file.
pub(crate) fn from_file(path: &Path) -> Result<Standard, Failure> {
    let text = bounded::read_text(path, bounded::TEXT_BYTES_MAX)
        .map_err(|source| Context::file_failure("read", path, source))?;
    let bad = |problems| AskError::BadStandard { standard: path.shown().to_string(), problems };
    Ok(standard_from_toml(&text).map_err(bad)?)
}
