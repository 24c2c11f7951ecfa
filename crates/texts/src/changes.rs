//! Words for what is otherwise between two questions.

use jiceng_core::projections::diff::ChangeKind;

use crate::labelled::labelled;

labelled! { ChangeKind {
    Gained: "新增地点", "gained";
    Lost: "减少地点", "lost";
    Renamed: "更名", "renamed";
    Recoded: "换代码", "recoded";
    Moved: "划转", "moved";
    Status: "状态", "status";
    Cell: "要素", "element";
    FederationGained: "新增妇联", "federation gained";
    FederationLost: "减少妇联", "federation lost";
    FederationRenamed: "妇联更名", "federation renamed";
    Elected: "换届", "elected";
    SeatFilled: "增补", "seat filled";
    SeatVacated: "出缺", "seat vacated";
    FindingOpened: "新增疑点", "finding opened";
    FindingClosed: "疑点消除", "finding closed";
} }
