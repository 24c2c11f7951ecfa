//! Headings of tables, by the identifier of the column. A column for programs only has none; a test
//! looks that every other has one.

use crate::Lang;

/// Of federations in a round of elections.
pub fn of_federations(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "place" => lang.pick("代码", "place"),
        "federation" => lang.pick("编号", "federation"),
        "name" => lang.pick("妇联组织", "name"),
        "level" => lang.pick("层级", "level"),
        "state" => lang.pick("换届", "elections"),
        "term" => lang.pick("届", "term"),
        "elected" => lang.pick("选举", "elected"),
        _ => return None,
    })
}

/// Of federations added up by division.
pub fn of_federations_by_division(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "place" => lang.pick("代码", "place"),
        "name" => lang.pick("行政区划", "division"),
        "federations" => lang.pick("妇联组织", "federations"),
        "in_term" => lang.pick("在届", "in term"),
        "due" => lang.pick("即将届满", "due"),
        "overdue" => lang.pick("届满未换届", "overdue"),
        "never_elected" => lang.pick("未选举", "never elected"),
        "no_term" => lang.pick("无任期规定", "no term known"),
        "possibly_overdue" => lang.pick("可能已届满", "possibly overdue"),
        "held" => lang.pick("已换届", "held"),
        "possibly" => lang.pick("可能已换届", "possibly"),
        "not_held" => lang.pick("未换届", "not held"),
        _ => return None,
    })
}

/// Of committees in office.
pub fn of_offices(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "place" => lang.pick("代码", "place"),
        "federation" => lang.pick("编号", "federation"),
        "name" => lang.pick("妇联组织", "name"),
        "term" => lang.pick("届", "term"),
        "elected" => lang.pick("选举", "elected"),
        "ends" => lang.pick("届满", "ends"),
        "state" => lang.pick("状态", "state"),
        "seats" => lang.pick("委员", "seats"),
        "seats_vacant" => lang.pick("缺额", "vacant"),
        "chair" => lang.pick("主席", "chair"),
        "chair_state" => lang.pick("主席届次情况", "state of the chair"),
        "by_elections" => lang.pick("补选", "by-elections"),
        "departures" => lang.pick("离任", "departures"),
        _ => return None,
    })
}

/// Of facts that caused a difference.
pub fn of_causes(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "effect" => lang.pick("作用", "effect"),
        id => return common(lang, id),
    })
}

/// Of places with their elements.
pub fn of_places(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "township_name" => lang.pick("乡镇", "township"),
        "place" => lang.pick("代码", "place"),
        "name" => lang.pick("地点", "name"),
        "population" => lang.pick("人口", "people"),
        "status" => lang.pick("状态", "status"),
        _ => return None,
    })
}

/// Of divisions with the places in them.
pub fn of_divisions(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "place" => lang.pick("代码", "code"),
        "name" => lang.pick("名称", "name"),
        "places" => lang.pick("地点", "places"),
        "complete" => lang.pick("齐全", "complete"),
        "complete_own" => lang.pick("其中自建", "by own"),
        "complete_shared" => lang.pick("其中共享", "by sharing"),
        "partial" => lang.pick("部分", "partial"),
        "none" => lang.pick("全无", "none"),
        _ => return None,
    })
}

/// Of strata of a sample, and of what inspections found.
pub fn of_strata(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "place" => lang.pick("代码", "code"),
        "name" => lang.pick("分层", "stratum"),
        "places" => lang.pick("地点", "places"),
        "drawn" => lang.pick("抽取", "drawn"),
        "inspected" => lang.pick("已检查", "inspected"),
        "passed" => lang.pick("达标", "passed"),
        "failed" => lang.pick("未达标", "failed"),
        "not_yet" => lang.pick("尚未检查", "not yet"),
        _ => return None,
    })
}

/// Of targets and how far they came.
pub fn of_targets(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "as_of" => lang.pick("哪一天", "day"),
        "target" => lang.pick("编号", "target"),
        "name" => lang.pick("目标任务", "name"),
        "scope" => lang.pick("范围", "scope"),
        "number" => lang.pick("目标数", "number"),
        "reached" => lang.pick("已完成", "reached"),
        "left" => lang.pick("尚缺", "left"),
        "due" => lang.pick("期限", "due"),
        "days_left" => lang.pick("距期限（天）", "days left"),
        "reached_then" => lang.pick("当日所知", "as known then"),
        _ => return None,
    })
}

/// Of what a target counts.
pub fn of_counted(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "what" => lang.pick("代码", "what"),
        "name" => lang.pick("名称", "name"),
        "counted" => lang.pick("计入", "counted"),
        "why" => lang.pick("未计入的原因", "why not"),
        _ => return None,
    })
}

/// Of the requirements and terms of a standard.
pub fn of_standard(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "kind" => lang.pick("要素", "kind"),
        "communities" => lang.pick("村、社区", "communities"),
        "sites" => lang.pick("安置点", "sites"),
        "must_pass_inspection" => lang.pick("须达标", "must pass inspection"),
        "committee_term_years" => lang.pick("执委会任期（年）", "committee's term (years)"),
        "committee_in_term" => lang.pick("执委会须在任期内", "committee in term"),
        "level" => lang.pick("层级", "level"),
        "from" => lang.pick("选举日起", "elected from"),
        "years" => lang.pick("年", "years"),
        "source" => lang.pick("依据", "source"),
        _ => return None,
    })
}

/// Of standards.
pub fn of_standards(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "standard" => lang.pick("编号", "standard"),
        "name" => lang.pick("名称", "name"),
        "adopted" => lang.pick("采用", "adopted"),
        "repealed" => lang.pick("废止", "repealed"),
        "in_force" => lang.pick("现行", "in force"),
        _ => return None,
    })
}

/// Of the seats of a committee.
pub fn of_seats(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "term" => lang.pick("届", "term"),
        "role" => lang.pick("职务", "role"),
        "person" => lang.pick("编号", "person"),
        "name" => lang.pick("姓名", "name"),
        "taken" => lang.pick("方式", "taken"),
        "from" => lang.pick("自", "from"),
        "until" => lang.pick("至", "until"),
        "left" => lang.pick("离任", "left"),
        _ => return None,
    })
}

/// Of persons.
pub fn of_persons(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "person" => lang.pick("编号", "person"),
        "name" => lang.pick("姓名", "name"),
        "registered" => lang.pick("登记", "registered"),
        "seats" => lang.pick("任职数", "seats"),
        "held" => lang.pick("职务", "held"),
        _ => return None,
    })
}

/// Of the seats that a person held.
pub fn of_seats_of_person(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "federation" => lang.pick("妇联编号", "federation"),
        "federation_name" => lang.pick("妇联组织", "name"),
        "term" => lang.pick("届", "term"),
        "role" => lang.pick("职务", "role"),
        "taken" => lang.pick("方式", "taken"),
        "from" => lang.pick("自", "from"),
        "until" => lang.pick("至", "until"),
        "left" => lang.pick("离任", "left"),
        _ => return None,
    })
}

/// Of reform issues.
pub fn of_issues(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "issue" => lang.pick("编号", "issue"),
        "title" => lang.pick("问题", "title"),
        "place" => lang.pick("地点", "place"),
        "owner" => lang.pick("责任单位", "owner"),
        "raised" => lang.pick("列入", "raised"),
        "due" => lang.pick("完成时限", "due"),
        "state" => lang.pick("状态", "state"),
        "closed" => lang.pick("销号", "closed"),
        "progress" => lang.pick("最近进展", "last progress"),
        _ => return None,
    })
}

/// Of what stands in many tables: places, events, and what facts rest on.
fn common(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county_name" => lang.pick("县区", "county"),
        "place" => lang.pick("代码", "place"),
        "name" => lang.pick("地点", "name"),
        "population" => lang.pick("人口", "people"),
        "position" => lang.pick("位置", "position"),
        "effective" => lang.pick("生效", "effective"),
        "event" => lang.pick("事件", "event"),
        "evidence" => lang.pick("依据", "evidence"),
        "recorded_at" => lang.pick("记录时间", "recorded"),
        "recorder" => lang.pick("记录单位", "recorder"),
        "approver" => lang.pick("批准单位", "approver"),
        _ => return None,
    })
}

/// Of events.
pub fn of_events(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "withdrawn_by" => lang.pick("撤回、不一致", "withdrawn, disputed"),
        id => return common(lang, id),
    })
}

/// Of the grounds of an explanation.
pub fn of_grounds(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "about" => lang.pick("关于", "about"),
        "weight" => lang.pick("是否计入", "counts"),
        id => return common(lang, id),
    })
}

/// Of the places behind a figure.
pub fn of_figure(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "state" => lang.pick("状态", "state"),
        "certainty" => lang.pick("是否确定", "certainty"),
        "since" => lang.pick("自何日起", "since"),
        id => return common(lang, id),
    })
}

/// Of gaps.
pub fn of_gaps(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "gaps" => lang.pick("缺项", "gaps"),
        id => return common(lang, id),
    })
}

/// Of open dates.
pub fn of_open_dates(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "effective" => lang.pick("所记日期", "dated"),
        "kind" => lang.pick("要素", "kind"),
        "turn" => lang.pick("界日", "turns on"),
        "by" => lang.pick("若不晚于界日", "if by then"),
        "after" => lang.pick("若晚于界日", "if after"),
        id => return common(lang, id),
    })
}

/// Of late facts, one by one or by group.
pub fn of_lateness(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "county" => lang.pick("代码", "code"),
        "month" => lang.pick("记录月份", "month"),
        "facts" => lang.pick("事实", "facts"),
        "within_30" => lang.pick("30天内", "within 30"),
        "days_31_to_90" => lang.pick("31—90天", "31 to 90"),
        "days_91_to_180" => lang.pick("91—180天", "91 to 180"),
        "over_180" => lang.pick("180天以上", "over 180"),
        "largest" => lang.pick("最迟（天）", "largest"),
        "corrections" => lang.pick("更正", "corrections"),
        "days_late" => lang.pick("迟（天）", "days late"),
        "correction" => lang.pick("更正", "correction"),
        id => return common(lang, id),
    })
}

/// Of statements that disagree.
pub fn of_statements(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "disagreement" => lang.pick("序号", "no."),
        "place" => lang.pick("地点", "place"),
        "event" => lang.pick("说法", "statement"),
        "evidence_kinds" => lang.pick("依据种类", "kind of evidence"),
        "rank" => lang.pick("顺位", "rank"),
        "counts" => lang.pick("是否采信", "counts"),
        id => return common(lang, id),
    })
}

/// Of precedences.
pub fn of_precedences(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "effective" => lang.pick("起始", "from"),
        "order" => lang.pick("采信顺序", "order"),
        "in_force" => lang.pick("施行中", "in force"),
        id => return common(lang, id),
    })
}

/// Of differences, with the facts that made them.
pub fn of_changes(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "change" => lang.pick("变化", "change"),
        "subject" => lang.pick("对象", "of"),
        "from" => lang.pick("前", "from"),
        "to" => lang.pick("后", "to"),
        id => return of_causes(lang, id),
    })
}

/// Of figures that are restated, and of what entered and left them.
pub fn of_restated(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "figure" => lang.pick("数字", "figure"),
        "said" => lang.pick("当时", "said"),
        "now" => lang.pick("现在", "now"),
        "change" => lang.pick("变动", "change"),
        "entered" => lang.pick("增", "entered"),
        "left" => lang.pick("减", "left"),
        "name" => lang.pick("范围", "scope"),
        _ => return None,
    })
}

/// Of what entered and left figures, with the facts that made it so.
pub fn of_reasons(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "figures" => lang.pick("增减的数字", "figures"),
        "moved" => lang.pick("增或减", "moved"),
        id => return of_causes(lang, id),
    })
}

/// Of findings, one by one and by code.
pub fn of_findings(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "severity" => lang.pick("程度", "severity"),
        "code" => lang.pick("疑点", "finding"),
        "values" => lang.pick("情况", "what was found"),
        "positions" => lang.pick("事件位置", "events"),
        id => return common(lang, id),
    })
}

/// Of findings counted by code.
pub fn of_finding_counts(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "severity" => lang.pick("程度", "severity"),
        "code" => lang.pick("代码", "code"),
        "label" => lang.pick("疑点", "finding"),
        "findings" => lang.pick("数量", "findings"),
        "next" => lang.pick("如何核查", "what to look at next"),
        _ => return None,
    })
}

/// Of claims.
pub fn of_claims(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "claim" => lang.pick("说法", "claim"),
        "page" => lang.pick("位置", "page"),
        "day" => lang.pick("所述日期", "day"),
        "expected" => lang.pick("应为", "expected"),
        "when_said" => lang.pick("说时所知", "when said"),
        "now" => lang.pick("现在所知", "now"),
        "verdict" => lang.pick("结论", "verdict"),
        "why" => lang.pick("说明", "why"),
        _ => return None,
    })
}

/// Of places judged by two standards.
pub fn of_replay(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "as_of" => lang.pick("哪一天", "day"),
        "places" => lang.pick("地点", "places"),
        "changed" => lang.pick("结论不同", "changed"),
        "cells" => lang.pick("不同之处", "what differs"),
        id => return of_places(lang, id),
    })
}

/// Of samples.
pub fn of_samples(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "sample" => lang.pick("编号", "sample"),
        "population_as_of" => lang.pick("总体日期", "population of"),
        "seed_position" => lang.pick("种子位置", "seed at"),
        id => return of_strata(lang, id),
    })
}

/// Of the places of a sample.
pub fn of_drawn(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "order" => lang.pick("次序", "order"),
        "stratum" => lang.pick("分层", "stratum"),
        "result" => lang.pick("结果", "result"),
        "kinds" => lang.pick("已检查的要素", "inspected"),
        id => return of_places(lang, id),
    })
}

/// Of a certificate's differences.
pub fn of_differences(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "field" => lang.pick("字段", "field"),
        "stated" => lang.pick("证明所述", "stated"),
        "found" => lang.pick("重新计算", "found"),
        _ => return None,
    })
}

/// Of a certificate's rows.
pub fn of_certificate(lang: Lang, id: &str) -> Option<&'static str> {
    if id == "status" { of_places(lang, id) } else { of_divisions(lang, id) }
}

/// Of a correction.
pub fn of_correction(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "field" => lang.pick("字段", "field"),
        "before" => lang.pick("更正前", "before"),
        "after" => lang.pick("更正后", "after"),
        _ => return None,
    })
}

/// Of backups that may hold a key.
pub fn of_backups(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "path" => lang.pick("备份", "backup"),
        "made_at" => lang.pick("时间", "made"),
        "is_there" => lang.pick("现存", "there"),
        id => return common(lang, id),
    })
}

/// Of listed divisions, and of places that were found.
pub fn of_tree(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "name" => lang.pick("名称", "name"),
        "code" => lang.pick("代码", "code"),
        "new_code" => lang.pick("新代码", "new code"),
        "excepted" => lang.pick("例外", "excepted"),
        "level" => lang.pick("层级", "level"),
        "above_name" => lang.pick("上级", "above"),
        "code_since" => lang.pick("代码始于", "code since"),
        "name_since" => lang.pick("名称始于", "name since"),
        "found_by" => lang.pick("如何找到", "found by"),
        id => return common(lang, id),
    })
}

/// Of a figure over days and states of knowledge; the days are their own headings.
pub fn of_plane(lang: Lang, id: &str) -> Option<String> {
    Some(match id {
        "known" => lang.pick("所知至位置", "known before").to_owned(),
        "count" => lang.pick("数量", "count").to_owned(),
        "at_least" => lang.pick("至少", "at least").to_owned(),
        "at_most" => lang.pick("至多", "at most").to_owned(),
        "last_recorded" => lang.pick("最后记录于", "last recorded").to_owned(),
        day => day.to_owned(),
    })
}

/// Of the demonstration.
pub fn of_demo(lang: Lang, id: &str) -> Option<&'static str> {
    Some(match id {
        "site" => lang.pick("编号", "site"),
        "name" => lang.pick("安置点", "name"),
        "providers" => lang.pick("共享自", "shares with"),
        "county" => lang.pick("县区", "county"),
        "as_of" => lang.pick("哪一天", "day"),
        "known" => lang.pick("以何时所知", "as known"),
        "places" | "complete" | "complete_own" | "complete_shared" => return of_divisions(lang, id),
        id => return of_places(lang, id),
    })
}
