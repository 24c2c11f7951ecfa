//! Words for what is otherwise between two questions.

use jiceng_core::projections::diff::Change;

use crate::lang::Lang;

/// The codes of all changes, in the order in which they are counted.
pub(crate) const CODES: [&str; 15] = [
    "gained",
    "lost",
    "renamed",
    "recoded",
    "moved",
    "status",
    "cell",
    "federation_gained",
    "federation_lost",
    "federation_renamed",
    "elected",
    "seat_filled",
    "seat_vacated",
    "finding_opened",
    "finding_closed",
];

/// A change's code in JSON and CSV.
pub(crate) const fn code(change: &Change) -> &'static str {
    match change {
        Change::Gained => "gained",
        Change::Lost => "lost",
        Change::Renamed { .. } => "renamed",
        Change::Recoded { .. } => "recoded",
        Change::Moved { .. } => "moved",
        Change::Status { .. } => "status",
        Change::Cell { .. } => "cell",
        Change::FederationGained { .. } => "federation_gained",
        Change::FederationLost { .. } => "federation_lost",
        Change::FederationRenamed { .. } => "federation_renamed",
        Change::Elected { .. } => "elected",
        Change::SeatFilled { .. } => "seat_filled",
        Change::SeatVacated { .. } => "seat_vacated",
        Change::FindingOpened { .. } => "finding_opened",
        Change::FindingClosed { .. } => "finding_closed",
    }
}

/// A change, in a word.
pub(crate) fn word(lang: Lang, code: &str) -> &'static str {
    match code {
        "gained" => lang.pick("新增地点", "gained"),
        "lost" => lang.pick("减少地点", "lost"),
        "renamed" => lang.pick("更名", "renamed"),
        "recoded" => lang.pick("换代码", "recoded"),
        "moved" => lang.pick("划转", "moved"),
        "status" => lang.pick("状态", "status"),
        "cell" => lang.pick("要素", "element"),
        "federation_gained" => lang.pick("新增妇联", "federation gained"),
        "federation_lost" => lang.pick("减少妇联", "federation lost"),
        "federation_renamed" => lang.pick("妇联更名", "federation renamed"),
        "elected" => lang.pick("换届", "elected"),
        "seat_filled" => lang.pick("增补", "seat filled"),
        "seat_vacated" => lang.pick("出缺", "seat vacated"),
        "finding_opened" => lang.pick("新增疑点", "finding opened"),
        _ => lang.pick("疑点消除", "finding closed"),
    }
}
