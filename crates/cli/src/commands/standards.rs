//! Standards named on the command line: a TOML file, one that was adopted, or one that ships.

use std::path::Path;

use jiceng_core::domain::StandardId;
use jiceng_core::domain::standard::{Standard, StandardChange};
use jiceng_core::log::bounded;
use jiceng_core::{Error, StandardInForce, View};
use jiceng_exchange::standard::{SHIPPED, standard_from_toml};

use crate::context::Context;
use crate::failure::Failure;

/// The standard that a file or identifier names; its kinds are in the catalogue.
pub(crate) fn named(view: &View<'_>, name: &str) -> Result<StandardInForce, Failure> {
    let path = Path::new(name);
    let (standard, is_adopted) = if path.is_file() {
        (from_file(path)?, false)
    } else if let Some(adopted) = adopted(view, name) {
        (adopted, true)
    } else {
        (shipped(name)?, false)
    };
    let unknown = standard.requirements.iter().find(|r| view.facts().catalogue.kind(r.kind.as_str()).is_none());
    match unknown {
        Some(requirement) => {
            Err(Failure::UnknownKind { standard: name.to_owned(), kind: requirement.kind.to_string() })
        }
        None => Ok(StandardInForce { standard, is_adopted }),
    }
}

/// The standard of an identifier: one that was adopted by the day, else one that ships.
pub(crate) fn by_id(view: &View<'_>, id: &str) -> Result<StandardInForce, Failure> {
    match adopted(view, id) {
        Some(standard) => Ok(StandardInForce { standard, is_adopted: true }),
        None => Ok(StandardInForce { standard: shipped(id)?, is_adopted: false }),
    }
}

/// Reads a standard from a TOML file.
pub(crate) fn from_file(path: &Path) -> Result<Standard, Failure> {
    let text = bounded::read_text(path, bounded::TEXT_BYTES_MAX)
        .map_err(|source| Context::file_failure("read", path, source))?;
    read(&path.display().to_string(), &text)
}

fn read(file: &str, text: &str) -> Result<Standard, Failure> {
    standard_from_toml(text).map_err(|problems| Failure::BadStandard { file: file.to_owned(), problems })
}

/// A standard that ships, or the failure that says that there is none of the name.
fn shipped(name: &str) -> Result<Standard, Failure> {
    if let Some((file, text)) = SHIPPED.iter().find(|(id, _)| *id == name) {
        return read(file, text);
    }
    match StandardId::parse(name) {
        Ok(standard) if !name.to_ascii_lowercase().ends_with(".toml") => {
            Err(Error::UnknownStandard { standard }.into())
        }
        _ => Err(Context::file_failure("read", Path::new(name), std::io::ErrorKind::NotFound.into())),
    }
}

/// The standard of an identifier that was adopted by the day, even if it was repealed since.
pub(crate) fn adopted(view: &View<'_>, name: &str) -> Option<Standard> {
    let id = StandardId::parse(name).ok()?;
    let timeline = view.facts().standards.get(&id)?;
    timeline.on(view.as_of()).rev().find_map(|entry| match entry.change {
        StandardChange::Adopted(standard) => Some((**standard).clone()),
        StandardChange::Repealed => None,
    })
}
