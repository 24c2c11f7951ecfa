//! What is wrong with files of claims and of standards, field by field.

use jiceng_exchange::claims::{ClaimFault, ClaimProblem};
use jiceng_exchange::fields::Shape;
use jiceng_exchange::standard::{StandardFault, StandardProblem};

use crate::Lang;
use crate::{faults, shapes};

/// What is wrong with a field of a file of claims.
pub fn claim(lang: Lang, problem: &ClaimProblem) -> String {
    let ClaimProblem { line, field, problem } = problem;
    if lang == Lang::En {
        // The domain's own errors say how a thing is written.
        let hint = match problem {
            ClaimFault::Value { shape: Shape::Measure, .. } => "; see Measures in docs/cli/rows.md".to_owned(),
            ClaimFault::Value { shape: Shape::Day, .. } => format!("; {}", shapes::hint(lang, Shape::Day)),
            ClaimFault::Value { .. }
            | ClaimFault::NotToml(_)
            | ClaimFault::Unknown(_)
            | ClaimFault::Missing
            | ClaimFault::NoClaims
            | ClaimFault::SaysNotOneThing
            | ClaimFault::Twice
            | ClaimFault::Expected
            | ClaimFault::Unbounded => String::new(),
        };
        return format!("line {line}: {field}{}{problem}{hint}", if field.is_empty() { "" } else { ": " });
    }
    let told = match problem {
        ClaimFault::NotToml(reason) => format!("不是有效的 TOML（{reason}）"),
        ClaimFault::Unknown(known) => format!("没有这个字段；可用的字段：{}", known.join("、")),
        ClaimFault::Missing => "缺少该字段".to_owned(),
        ClaimFault::NoClaims => "至少要有一个 [[claims]]".to_owned(),
        ClaimFault::SaysNotOneThing => {
            "每条说法写 as_of、measure、expected，或 due、measure、expected，或只写 undecidable".to_owned()
        }
        ClaimFault::Twice => "另有一条说法用了同一名称".to_owned(),
        ClaimFault::Expected => {
            "expected 写数字、{ at_least = 7 }、{ at_most = 7 }、\"all\" 或地点的列表；有 due 时只写数字".to_owned()
        }
        ClaimFault::Unbounded => "\"all\" 只用于地点、区划、命名、机构和换届".to_owned(),
        ClaimFault::Value { reason, shape: Shape::Measure, .. } => {
            format!("指标有误（{reason}）；写法见 docs/cli/rows.md 的 Measures（指标）一节")
        }
        ClaimFault::Value { fault, shape, .. } => format!("值有误：{}", faults::field(lang, fault, Some(*shape))),
    };
    format!("第 {line} 行 {field}{}{told}", if field.is_empty() { "" } else { "：" })
}

/// What is wrong with a field of a standard.
pub fn standard(lang: Lang, problem: &StandardProblem) -> String {
    let StandardProblem { field, problem } = problem;
    let told = if lang == Lang::En { problem.to_string() } else { standard_zh(problem) };
    if field.is_empty() { told } else { format!("{field}{}{told}", lang.pick("：", ": ")) }
}

fn standard_zh(problem: &StandardFault) -> String {
    match problem {
        StandardFault::NotToml(reason) => format!("不是有效的 TOML（{reason}）"),
        StandardFault::Unknown(known) => format!("没有这个字段；可用的字段：{}", known.join("、")),
        StandardFault::Missing => "缺少该字段".to_owned(),
        StandardFault::Value { shape: None, .. } => {
            r#"值有误：写 "not_required"、"own"、"own_or_shared" 或 { own_from = 800 }"#.to_owned()
        }
        StandardFault::Value { fault, shape, .. } => format!("值有误：{}", faults::field(Lang::Zh, fault, *shape)),
        StandardFault::NoRequirements => "至少要有一个 [[requirements]]".to_owned(),
        StandardFault::NoTerms => "须为 [[terms]] 的列表".to_owned(),
        StandardFault::NoTable => "须为一个表".to_owned(),
        StandardFault::KindTwice(kind) => format!("{kind} 列了两次"),
        StandardFault::TwoTerms => "committee_term_years 已另作要求，两者只留一个".to_owned(),
        StandardFault::TermTwice => "该层级自这一天起已有任期".to_owned(),
        StandardFault::NoYear => "任期至少一年".to_owned(),
        StandardFault::NoDay => "须写日期，如 2018-12-29".to_owned(),
        StandardFault::NoCommittees => "只有妇联组织设执委会".to_owned(),
        StandardFault::NoCommunityTerm => "[[terms]] 中没有 level = \"community\" 的任期，无从判断".to_owned(),
    }
}
