//! What came of the rows of an import.

use jiceng_core::Since;
use jiceng_exchange::import::RowSince;

use crate::lang::Lang;

/// A row that was recorded before, and whose fact does not stand any more.
pub(crate) fn row_since(lang: Lang, file: &str, row: &RowSince) -> String {
    let RowSince { line, recorded, since } = row;
    let told = match (since, lang) {
        (Since::Withdrawn { by }, Lang::Zh) => format!("已于 #{by} 撤回；如需再次写入，请加 --again"),
        (Since::Withdrawn { by }, Lang::En) => format!("withdrawn at #{by}; --again records it once more"),
        (Since::Corrected { by, replaced_by }, Lang::Zh) => format!("已于 #{by} 更正，现以 #{replaced_by} 为准"),
        (Since::Corrected { by, replaced_by }, Lang::En) => {
            format!("corrected at #{by}, #{replaced_by} stands in its place")
        }
        (Since::Erased { by }, Lang::Zh) => format!("姓名已于 #{by} 删除"),
        (Since::Erased { by }, Lang::En) => format!("the name was erased at #{by}"),
    };
    match lang {
        Lang::Zh => format!("{file} 第 {line} 行：此前记录于 #{recorded}，{told}"),
        Lang::En => format!("{file} line {line}: recorded before at #{recorded}, {told}"),
    }
}
