//! Texts of a question, and what they mean in a registry.

use jiceng_core::LockedView;
use jiceng_core::domain::catalogue::{CatalogueList, KindNo};
use jiceng_core::domain::civil_day;
use jiceng_core::domain::{Place, PlaceNo};
use jiceng_core::projections::DivisionTree;
use jiff::civil::Date;

use crate::error::AskError;
use crate::wanted::Wanted;

/// A day, as people write it.
pub fn day(text: &str, field: &'static str) -> Result<Date, AskError> {
    civil_day::parse(text).map_err(|_| AskError::value(field, text, Wanted::Day))
}

/// A place, by its code on the day or its identifier.
pub fn place(view: &LockedView, text: &str, field: &'static str) -> Result<PlaceNo, AskError> {
    let place: Place = text.parse().map_err(|_| AskError::value(field, text, Wanted::Place))?;
    view.find(&place).ok_or_else(|| AskError::NoSuchPlace { place: place.to_string() })
}

/// A division, by the code that it has on the day of the tree.
pub fn division(view: &LockedView, tree: &DivisionTree, text: &str) -> Result<PlaceNo, AskError> {
    let unknown = || AskError::value("division", text, Wanted::Division);
    match text.parse() {
        Ok(place @ Place::Division(_)) => view.facts().places.find(&place, tree.as_of()).ok_or_else(unknown),
        Ok(Place::Site(_)) | Err(_) => Err(unknown()),
    }
}

/// The code of a division as it is written in full, for what people wrote otherwise.
pub fn code(text: &str) -> String {
    text.parse::<Place>().map_or_else(|_| text.to_owned(), |place| place.to_string())
}

/// An element kind, by its code or its Chinese name.
pub fn kind(view: &LockedView, text: &str, field: &'static str) -> Result<KindNo, AskError> {
    let catalogue = &view.facts().catalogue;
    let by_name = || catalogue.list(CatalogueList::ElementKind).find(|entry| plain(entry.zh.as_str()) == plain(text));
    let found = catalogue.kind(text).or_else(|| catalogue.kind(by_name()?.code.as_str()));
    found.ok_or_else(|| AskError::value(field, text, Wanted::Kind))
}

fn plain(name: &str) -> String {
    name.replace(['“', '”', '"'], "")
}
