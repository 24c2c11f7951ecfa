//! In which fields a row differs from what is recorded, in both languages.

use jiceng_core::Difference;
use jiceng_core::domain::PartialDate;

use crate::Lang;
use crate::{dates, events};

/// Every difference, in one sentence.
pub fn all(lang: Lang, differences: &[Difference]) -> String {
    let each = differences.iter().map(|difference| one(lang, difference));
    each.collect::<Vec<_>>().join(lang.pick("；", ", "))
}

fn one(lang: Lang, difference: &Difference) -> String {
    let Difference { field, recorded, asked } = difference;
    let value = |text: &str| value(lang, field, text);
    match lang {
        Lang::Zh => format!("{}：已记录 {}，本次 {}", name(field), value(recorded), value(asked)),
        Lang::En => format!("{field} (recorded: {}, now: {})", value(recorded), value(asked)),
    }
}

fn value(lang: Lang, field: &str, text: &str) -> String {
    match (field, text.parse::<PartialDate>()) {
        _ if text.is_empty() => lang.pick("没有", "none").to_owned(),
        ("effective", Ok(date)) => dates::written(lang, date),
        ("event", _) => events::name(lang, text).to_owned(),
        _ => text.to_owned(),
    }
}

/// A field by its name in Chinese, and as rows write it.
fn name(field: &str) -> String {
    let zh = match field {
        "effective" => "生效日期",
        "evidence" => "依据",
        "event" => "事件",
        "facts" => "事实个数",
        "place" => "地点",
        "provider" => "提供方",
        "kind" | "kinds" => "种类",
        "name" => "名称",
        "code" => "代码",
        "new_code" => "新代码",
        "people" => "人数",
        "passed" => "是否合格",
        "inspector" => "检查单位",
        "federation" => "妇联组织",
        "term" => "届次",
        "number" => "数目",
        "due" => "期限",
        "scope" => "范围",
        "title" => "题目",
        "owner" => "责任单位",
        "reason" => "原因",
        "note" => "说明",
        "holder" => "命名对象",
        "programme" => "命名项目",
        _ => return field.to_owned(),
    };
    format!("{zh}（{field}）")
}
