//! Samples for inspection.

use jiceng_answers::{InspectionCounts, SampleAnswer, SampleResultAnswer};

use crate::Lang;
use crate::lang::{both, plural};

/// What was drawn, by which seed, and whether it is recorded; a line each.
pub fn drawn(lang: Lang, answer: &SampleAnswer) -> Vec<String> {
    let SampleAnswer { sample, population, places: all, rows, seed, .. } = answer;
    let (drawn, day, known) = (rows.len(), population.as_of, answer.asked.known);
    let at = answer.seed_position.map(|at| at.to_string()).unwrap_or_default();
    let seed = seed.as_deref().unwrap_or_default();
    let recorded = match sample {
        Some(id) => both!(
            lang,
            format!("已记录为样本 {id}；检查时写 --sample {id}"),
            format!("recorded as the sample {id}; inspect with --sample {id}"),
        ),
        None => both!(
            lang,
            format!("尚未记录；用 --position {at} 可重抽同一样本，加 --record 编号 记录"),
            format!("not recorded; --position {at} draws the same again, --record ID records it"),
        ),
    };
    vec![
        both!(
            lang,
            format!("从 {day} 的 {all} 个地点中抽取 {drawn} 个，以日志位置 {known} 之前所知为准"),
            format!(
                "{drawn} of the {all} of {day}, as known before position {known} of the log",
                all = plural(all, "place")
            ),
        ),
        both!(
            lang,
            format!("种子：日志位置 {at} 处的树根 {seed}"),
            format!("seed: the log's tree hash at position {at}, {seed}"),
        ),
        recorded,
    ]
}

/// What inspections found of a sample.
pub fn inspected(lang: Lang, answer: &SampleResultAnswer) -> String {
    let InspectionCounts { drawn, inspected, passed, failed, not_yet } = answer.totals;
    let sample = &answer.sample;
    both!(
        lang,
        format!(
            "样本 {sample}：抽取 {drawn} 个地点，已检查 {inspected} 个，其中达标 {passed} 个、未达标 {failed} 个；尚未检查 {not_yet} 个"
        ),
        format!(
            "sample {sample}: {inspected} of {drawn} inspected, of which {passed} passed and {failed} failed; {not_yet} not yet",
            drawn = plural(drawn, "place")
        ),
    )
}
