//! Divisions.

use jiceng_domain::division::{
    DivisionAbolished, DivisionConverted, DivisionMoved, DivisionRecoded, DivisionRegistered, DivisionRenamed,
    DivisionSplit, DivisionsMerged,
};

use serde::Deserialize;

use super::tags::tags;
use super::value::{FieldError, Load, stored};

tags! {
    10 "division_registered" DivisionRegistered { 1 = DivisionRegisteredV1, now 2 = DivisionRegisteredV2 }
    11 "division_renamed" DivisionRenamed { now 1 = DivisionRenamedV1 }
    12 "division_recoded" DivisionRecoded { now 1 = DivisionRecodedV1 }
    13 "divisions_merged" DivisionsMerged { now 1 = DivisionsMergedV1 }
    14 "division_split" DivisionSplit { 1 = DivisionSplitV1, now 2 = DivisionSplitV2 }
    15 "division_moved" DivisionMoved { now 1 = DivisionMovedV1 }
    16 "division_abolished" DivisionAbolished { now 1 = DivisionAbolishedV1 }
    17 "division_converted" DivisionConverted { now 1 = DivisionConvertedV1 }
}

stored! {
    struct DivisionRegisteredV2<'a> of DivisionRegistered { code: u64, name: &'a str, above: Option<u64>, }
}

/// Version 1: below the division that the digits of the code name.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct DivisionRegisteredV1<'a> {
    code: u64,
    name: &'a str,
}

impl Load<DivisionRegistered> for DivisionRegisteredV1<'_> {
    fn load(self) -> Result<DivisionRegistered, FieldError> {
        let Self { code, name } = self;
        DivisionRegisteredV2 { code, name, above: None }.load()
    }
}

stored! {
    struct DivisionRenamedV1<'a> of DivisionRenamed { code: u64, name: &'a str, }
}
stored! {
    struct DivisionRecodedV1 of DivisionRecoded { code: u64, new_code: u64, }
}
stored! {
    struct DivisionsMergedV1 of DivisionsMerged { from: Vec<u64>, into: u64, }
}
stored! {
    struct DivisionSplitV2<'a> of DivisionSplit { from: u64, into: Vec<DivisionRegisteredV2<'a>>, continues: bool, }
}

/// Version 1: with new divisions of version 1.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct DivisionSplitV1<'a> {
    from: u64,
    into: Vec<DivisionRegisteredV1<'a>>,
    continues: bool,
}

impl Load<DivisionSplit> for DivisionSplitV1<'_> {
    fn load(self) -> Result<DivisionSplit, FieldError> {
        Ok(DivisionSplit {
            from: self.from.load().map_err(|error: FieldError| error.within("from"))?,
            into: self.into.load().map_err(|error: FieldError| error.within("into"))?,
            continues: self.continues,
        })
    }
}

stored! {
    struct DivisionMovedV1 of DivisionMoved { code: u64, to: u64, new_code: Option<u64>, }
}
stored! {
    struct DivisionConvertedV1 of DivisionConverted { code: u64, new_code: u64, above: Option<u64>, }
}
stored! {
    struct DivisionAbolishedV1 of DivisionAbolished { code: u64, }
}
