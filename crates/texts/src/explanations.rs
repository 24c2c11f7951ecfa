//! Why one kind at one place is what it is.

use jiceng_answers::ExplainAnswer;
use jiceng_core::LockedView;
use jiceng_core::domain::without_effect::Because;
use jiceng_core::projections::Certainty;
use jiceng_core::projections::explain::{AskedCommittee, Weight};

use crate::Lang;
use crate::lang::both;
use crate::{cells, events, labels, without_effect};

/// The state, the rule and what is known besides, a line each.
pub fn lines(lang: Lang, view: &LockedView, answer: &ExplainAnswer) -> Vec<String> {
    let (found, standard) = (&answer.found, &answer.judged_by.standard);
    let (name, day) = (&answer.name, &answer.asked.as_of);
    let kind = view.kind(found.kind).map(|entry| labels::kind(lang, entry)).unwrap_or_default();
    let state = labels::cell(lang, found.state);
    let (rule, id) = (labels::need(lang, found.need), &standard.id);
    let never = || both!(lang, "未统计", "never counted").to_owned();
    let people = found.population.map_or_else(never, |people| people.to_string());
    let own = labels::label(lang, found.own);
    let mut lines = both!(
        lang,
        vec![
            format!("{day} {name} 的{kind}：{state}"),
            format!("规定：{}（{id}），{rule}", standard.zh),
            format!("人口：{people}；共享{}", if found.sharing_counts { "可以算" } else { "不算" }),
            format!("本地要素：{own}"),
        ],
        vec![
            format!("{kind} of {name} on {day}: {state}"),
            format!("rule: {} ({id}), {rule}", standard.en),
            format!("people: {people}; a neighbour's {}", if found.sharing_counts { "will do" } else { "will not do" }),
            format!("its own: {own}"),
        ],
    );
    if let Some((provider, standing)) = found.provider {
        let (name, standing) = (events::place(view, provider), labels::label(lang, standing));
        lines.push(both!(
            lang,
            format!("共享自：{name}，其要素{standing}"),
            format!("shared with: {name}, whose own is {standing}"),
        ));
    }
    lines.extend(found.committee.map(|asked| committee(lang, asked)));
    lines.extend(answer.since.map(|since| both!(lang, format!("自 {since} 起如此"), format!("so since {since}"))));
    lines.extend(open(lang, answer));
    lines
}

/// What it may be by dates that are open.
fn open(lang: Lang, answer: &ExplainAnswer) -> Option<String> {
    let states = cells::states(lang, &answer.states);
    let told = match answer.states.as_slice() {
        [_] => both!(
            lang,
            format!("就所有日期一并看，确定是{states}"),
            format!("by all dates together it is certainly: {states}"),
        ),
        _ => both!(
            lang,
            format!("日期未定：可能是{states}，见 jiceng uncertain"),
            format!("open dates: it may be {states}, see jiceng uncertain"),
        ),
    };
    (answer.certainty != Certainty::Certain).then_some(told)
}

/// The committee that the standard asks to be in its term, and when that ends.
fn committee(lang: Lang, asked: AskedCommittee) -> String {
    let Some((term, elected)) = asked.elected else {
        return both!(lang, "执委会须在任期内：未选举", "its committee must be in term: none was elected").to_owned();
    };
    let elected = labels::date(lang, elected);
    match asked.ends {
        Some(ends) => both!(
            lang,
            format!("执委会须在任期内：第 {term} 届，{elected} 选举，{ends} 届满"),
            format!("its committee must be in term: term {term}, elected {elected}, over from {ends} on"),
        ),
        None => both!(
            lang,
            format!("执委会须在任期内：第 {term} 届，{elected} 选举，标准未列其任期"),
            format!("its committee must be in term: term {term}, elected {elected}; the standard has no term for it"),
        ),
    }
}

/// Whether a ground counts.
pub fn weight(lang: Lang, view: &LockedView, weight: &Weight) -> String {
    let because = |because| without_effect::because(lang, view, because);
    match weight {
        Weight::Counts => both!(lang, "计入", "yes").to_owned(),
        Weight::NotYet => both!(lang, "尚未发生", "not yet").to_owned(),
        Weight::WithoutEffect(Because::State(None)) => {
            both!(lang, "未生效，此前无可依附", "no, nothing began before it").to_owned()
        }
        Weight::WithoutEffect(Because::State(Some(met))) => {
            both!(lang, format!("未生效，与 {met} 抵触"), format!("no, {met} stands in its way"))
        }
        Weight::WithoutEffect(why) => {
            let why = because(why);
            both!(lang, format!("未生效：{why}"), format!("no: {why}"))
        }
        Weight::InPart(why) => {
            let why = because(why);
            both!(lang, format!("部分计入：{why}"), format!("in part: {why}"))
        }
        Weight::Outranked { by } => both!(lang, format!("未采信，以 {by} 为准"), format!("outranked by {by}")),
        Weight::Withdrawn { by } => both!(lang, format!("已由 {by} 撤回"), format!("withdrawn by {by}")),
    }
}
