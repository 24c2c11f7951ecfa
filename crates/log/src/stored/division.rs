//! Divisions.

use jiceng_domain::division::{
    DivisionAbolished, DivisionMoved, DivisionRecoded, DivisionRegistered, DivisionRenamed, DivisionSplit,
    DivisionsMerged,
};

use super::tags::tags;
use super::value::stored;

tags! {
    10 "division_registered" DivisionRegistered { now 1 = DivisionRegisteredV1 }
    11 "division_renamed" DivisionRenamed { now 1 = DivisionRenamedV1 }
    12 "division_recoded" DivisionRecoded { now 1 = DivisionRecodedV1 }
    13 "divisions_merged" DivisionsMerged { now 1 = DivisionsMergedV1 }
    14 "division_split" DivisionSplit { now 1 = DivisionSplitV1 }
    15 "division_moved" DivisionMoved { now 1 = DivisionMovedV1 }
    16 "division_abolished" DivisionAbolished { now 1 = DivisionAbolishedV1 }
}

stored! {
    struct DivisionRegisteredV1<'a> of DivisionRegistered { code: u64, name: &'a str, }
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
    struct DivisionSplitV1<'a> of DivisionSplit { from: u64, into: Vec<DivisionRegisteredV1<'a>>, continues: bool, }
}
stored! {
    struct DivisionMovedV1 of DivisionMoved { code: u64, to: u64, new_code: Option<u64>, }
}
stored! {
    struct DivisionAbolishedV1 of DivisionAbolished { code: u64, }
}
