//! Entries of the catalogue.

use jiceng_domain::catalogue::{CatalogueEntryAdded, CatalogueList};

use super::tags::tags;
use super::value::{codes, stored};

tags! {
    1 "catalogue_entry_added" CatalogueEntryAdded { now 1 = CatalogueEntryAddedV1 }
}

stored! {
    struct CatalogueEntryAddedV1<'a> of CatalogueEntryAdded { list: u8, code: &'a str, zh: &'a str, en: &'a str, }
}

codes! { CatalogueList { 0 = ElementKind, 1 = Programme, 2 = InstitutionKind, 3 = EvidenceKind, } }
