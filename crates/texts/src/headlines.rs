//! What stands above a table: the question, and what it comes to.

use jiceng_answers::{
    AssessedAs, BothTimes, BurnUpAnswer, DiffAnswer, DisagreementsAnswer, DivisionsAnswer, FigureAnswer, FindAnswer,
    FindingsAnswer, IssueAnswer, IssueRow, IssuesAnswer, LateCounts, PersonAnswer, PersonsAnswer, PlaneAnswer,
    PlaneFigure, PrecedenceInForce, ProgressRow, ReceiptRow, RecodingAnswer, ReplayAnswer, RestateAnswer,
    StandardAnswer, TargetAnswer, TargetSaid, UncertainAnswer,
};
use jiceng_core::domain::Level;
use jiceng_core::domain::standard::Standard;
use jiceng_core::projections::diff::ChangeKind;
use jiceng_core::projections::{DivisionTree, Figure};
use jiceng_core::{LockedView, StandardInForce};
use jiff::civil::Date;

use crate::Lang;
use crate::labelled::Labelled as _;
use crate::lang::{both, one_or, plural};
use crate::{cells, events, figures, labels, measures, values};

/// That a standard was not adopted by the day; nothing where it was.
pub const fn not_adopted(lang: Lang, is_adopted: bool) -> &'static str {
    if is_adopted { "" } else { both!(lang, "（当日尚未采用）", " (not adopted by then)") }
}

/// Of coverage, and of what rests on it.
pub fn coverage(lang: Lang, day: Date, standard: &StandardInForce, tree: &DivisionTree) -> String {
    let name = both!(lang, standard.standard.zh.as_str(), standard.standard.en.as_str());
    let adopted = not_adopted(lang, standard.is_adopted);
    let tree = tree.as_of().effective;
    let by_tree = (tree != day)
        .then(|| both!(lang, format!("，按 {tree} 的行政区划汇总"), format!(", by the divisions of {tree}")));
    let by_tree = by_tree.unwrap_or_default();
    both!(
        lang,
        format!("{day} 的覆盖情况，按标准 {name}{adopted}{by_tree}"),
        format!("coverage on {day} by the standard {name}{adopted}{by_tree}"),
    )
}

/// Of gaps.
pub fn gaps(lang: Lang, at_least: usize, at_most: usize) -> String {
    if at_least == at_most {
        return both!(
            lang,
            format!("有缺项的地点 {at_least} 个"),
            format!("{} {} something", plural(at_least, "place"), one_or(at_least, "lacks", "lack"))
        );
    }
    both!(
        lang,
        format!(
            "有缺项的地点至少 {at_least} 个、至多 {at_most} 个；注明“可能”的，取决于只记到月、季度、半年或年的日期，见 jiceng uncertain"
        ),
        format!(
            "at least {at_least} and at most {at_most} {lack} something; what is only possible hangs on dates without a day, see jiceng uncertain",
            at_most = plural(at_most, "place"),
            lack = one_or(at_most, "lacks", "lack")
        ),
    )
}

/// Of open dates.
pub fn uncertain(lang: Lang, answer: &UncertainAnswer) -> String {
    let (facts, places, day) = (answer.rows.len(), answer.places, &answer.asked.as_of);
    if facts == 0 {
        return both!(
            lang,
            format!("没有待定的日期：{day} 的情况都是确定的"),
            format!("no date leaves anything open: all of {day} is certain"),
        );
    }
    both!(
        lang,
        format!("{facts} 个事实的确切日期可以定论，涉及 {places} 个地点。查到确切日期后，用 jiceng correct 更正"),
        format!(
            "facts whose exact day would settle it: {facts}; places: {places}. Once a day is found, correct the fact with jiceng correct"
        ),
    )
}

/// Of the places behind a figure.
pub fn figure(lang: Lang, answer: &FigureAnswer) -> String {
    let figure = labels::label(lang, answer.figure);
    let place = answer.division.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
    let kind = answer.kind_named.as_ref().map(|kind| format!("{} ", cells::kind(lang, kind))).unwrap_or_default();
    let number = figures::range(answer.at_least, answer.at_most);
    both!(
        lang,
        format!("{place}{kind}{figure} {number} 个；每个地点自何日起如此，由哪些事实所致："),
        format!("{place}{kind}{figure}: {number}; since when each is so, and the facts that made it so:"),
    )
}

/// Of lateness.
pub fn lateness(lang: Lang, total: &LateCounts) -> String {
    let LateCounts { facts, over_180, largest, corrections, .. } = total;
    both!(
        lang,
        format!(
            "事实 {facts} 条，其中迟于 180 天的 {over_180} 条，最迟 {largest} 天；更正 {corrections} 条（按更正之日计）"
        ),
        format!(
            "{facts}, {over_180} of them more than 180 days late, {largest} at most; {corrections}, counted by the day of each",
            facts = plural(facts, "fact"),
            largest = plural(largest, "day"),
            corrections = plural(corrections, "correction")
        ),
    )
}

/// Of differences: the two sides, and what came of it.
pub fn diff(lang: Lang, answer: &DiffAnswer) -> [String; 2] {
    let side = |BothTimes { as_of, known }: &BothTimes| {
        both!(lang, format!("{as_of}（所知至位置 {known}）"), format!("{as_of} (known before position {known})"))
    };
    let (from, to) = (side(&answer.from), side(&answer.to));
    let told = ChangeKind::LIST.iter().filter_map(|kind| Some((*kind, *answer.counts.get(kind.as_str())?)));
    let told = told.filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{} {n}", labels::label(lang, kind)));
    let (told, places) = (told.collect::<Vec<_>>().join(both!(lang, "，", ", ")), answer.places);
    let result = if answer.rows.is_empty() {
        both!(lang, "没有差异", "no difference").to_owned()
    } else {
        both!(lang, format!("有变化的地点 {places} 个：{told}"), format!("places that differ: {places} ({told})"))
    };
    [both!(lang, format!("从 {from} 到 {to}"), format!("from {from} to {to}")), result]
}

/// Of figures that are restated.
pub fn restate(lang: Lang, answer: &RestateAnswer) -> String {
    let RestateAnswer { as_of, said, known, rows } = answer;
    let number = rows.len();
    both!(
        lang,
        format!("{as_of} 的数字：当时（所知至位置 {said}）与现在（所知至位置 {known}）不同的 {number} 项"),
        format!(
            "figures of {as_of} that differ between what was said (known before position {said}) and now (before {known}): {number}"
        ),
    )
}

/// Of what made figures another.
pub const fn reasons(lang: Lang) -> &'static str {
    both!(lang, "\n原因，按地点：", "\nbecause of, place by place:")
}

/// Of codes that become others: how many, and whether that was recorded.
pub fn recoding(lang: Lang, answer: &RecodingAnswer) -> String {
    let RecodingAnswer { effective, recoded, kept, receipt, .. } = answer;
    let what = both!(
        lang,
        format!("{effective} 起换码 {recoded} 个，保留 {kept} 个"),
        format!("another code from {effective} on: {}; {kept} kept", plural(*recoded, "division"))
    );
    match receipt {
        None => both!(lang, format!("{what}；未记录新的事实"), format!("{what}; nothing new was recorded")),
        Some(ReceiptRow { events, position, .. }) => both!(
            lang,
            format!("{what}；已记录 {events} 个事件，位置 {position} 起"),
            format!("{what}; {} recorded from position {position} on", plural(*events, "event"))
        ),
    }
}

/// Of divisions: how many there are, and of which levels.
pub fn divisions(lang: Lang, answer: &DivisionsAnswer) -> String {
    let (day, all) = (&answer.asked.as_of, answer.rows.len());
    let count = |level: Level| answer.rows.iter().filter(|row| row.level == level && !row.is_site()).count();
    let sites = answer.rows.iter().filter(|row| row.is_site()).count();
    let of_levels = Level::LIST.iter().map(|level| (labels::label(lang, *level), count(*level)));
    let of_levels = of_levels.chain([(values::site(lang), sites)]).filter(|(_, count)| *count > 0);
    let of_levels = of_levels.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>();
    let of_levels = of_levels.join(both!(lang, "，", ", "));
    if all == 0 {
        return both!(lang, format!("{day} 没有行政区划"), format!("no divisions on {day}"));
    }
    both!(
        lang,
        format!("{day} 的行政区划 {all} 个（{of_levels}）"),
        format!("{all} on {day} ({of_levels})", all = plural(all, "division"))
    )
}

/// Of places that were found.
pub fn found(lang: Lang, answer: &FindAnswer) -> String {
    let (day, all, shown) = (&answer.asked.as_of, answer.places, answer.rows.len());
    if all == 0 {
        return both!(lang, format!("{day} 没有找到地点"), format!("no place found on {day}"));
    }
    let more = (shown < all).then(|| {
        both!(
            lang,
            format!("，列出前 {shown} 个，可用 --limit 多列"),
            format!(", the first {shown} of them here; --limit shows more"),
        )
    });
    let more = more.unwrap_or_default();
    both!(lang, format!("{day} 找到地点 {all} 个{more}"), format!("places found on {day}: {all}{more}"))
}

/// Of a figure over days and states of knowledge.
pub fn plane(lang: Lang, answer: &PlaneAnswer) -> String {
    let figure = labels::label(
        lang,
        match answer.figure {
            PlaneFigure::Places => Figure::Places,
            PlaneFigure::Complete => Figure::Complete,
            PlaneFigure::CompleteOwn => Figure::CompleteOwn,
            PlaneFigure::CompleteShared => Figure::CompleteShared,
            PlaneFigure::Partial => Figure::Partial,
            PlaneFigure::None => Figure::None,
        },
    );
    let kind = answer.kind.as_ref().map(|kind| cells::kind(lang, kind));
    let places = answer.sort.map(|sort| match sort {
        AssessedAs::Site => both!(lang, "只看安置点", "relocation sites only"),
        AssessedAs::Community => both!(lang, "只看村、社区", "communities only"),
    });
    let only = [kind, answer.division.clone(), places.map(str::to_owned)].into_iter().flatten();
    let only: Vec<String> = only.collect();
    let only = match (only.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{}）", only.join("，")),
        (false, Lang::En) => format!(" ({})", only.join(", ")),
    };
    both!(
        lang,
        format!("{figure}{only}：横为哪一天的情况，纵为日志位置之前所知"),
        format!("{figure}{only}: the days across, down what was known before a position of the log"),
    )
}

/// Of disagreements, with the rule in force.
pub fn disagreements(lang: Lang, view: &LockedView, answer: &DisagreementsAnswer) -> String {
    let (day, found) = (&answer.asked.as_of, answer.disagreements.len());
    let Some(PrecedenceInForce { position, since, order }) = &answer.in_force else {
        return both!(
            lang,
            format!("{day} 依据不一致 {found} 处；当日没有采信顺序，先记录的为准"),
            format!(
                "{found} on {day}; no precedence is in force, so what was recorded first counts",
                found = plural(found, "disagreement")
            ),
        );
    };
    let (order, since) = (events::order(lang, view, order), labels::date(lang, *since));
    both!(
        lang,
        format!("{day} 依据不一致 {found} 处；采信顺序（位置 {position}，{since} 起）：{order}"),
        format!(
            "{found} on {day}; precedence (at {position}, from {since} on): {order}",
            found = plural(found, "disagreement")
        ),
    )
}

/// Of precedences, where none is in force.
pub const fn no_precedence(lang: Lang) -> &'static str {
    both!(
        lang,
        "当日没有采信顺序：依据不一致时先记录的为准",
        "no precedence is in force: where sources disagree, what was recorded first counts",
    )
}

/// Of findings.
pub fn findings(lang: Lang, answer: &FindingsAnswer) -> String {
    let day = &answer.asked.as_of;
    let [zh, en] = &answer.standard_names;
    let (name, adopted) = (both!(lang, zh, en), not_adopted(lang, answer.standard_adopted));
    both!(
        lang,
        format!("{day} 的疑点，按标准 {name}{adopted}"),
        format!("findings on {day} by the standard {name}{adopted}"),
    )
}

/// Of reform issues.
pub fn issues(lang: Lang, answer: &IssuesAnswer) -> String {
    let IssuesAnswer { asked, open, overdue, closed, .. } = answer;
    let day = &asked.as_of;
    both!(
        lang,
        format!("{day}：未销号 {open}（其中逾期 {overdue}），已销号 {closed}"),
        format!("{day}: {open} open ({overdue} of them overdue), {closed} closed"),
    )
}

/// Of one reform issue.
pub fn issue(lang: Lang, answer: &IssueAnswer) -> String {
    let IssueRow { issue: number, title, place, place_name, owner, due, .. } = &answer.row;
    let place = place_name.as_ref().map_or_else(|| place.clone(), |name| format!("{name} ({place})"));
    let state = cells::issue(lang, &answer.row).shown;
    both!(
        lang,
        format!("{number} {title}：{place}，责任单位 {owner}，{due} 前，{state}"),
        format!("{number} {title}: {place}, owner {owner}, by {due}, {state}"),
    )
}

/// Of persons.
pub fn persons(lang: Lang, answer: &PersonsAnswer) -> String {
    let PersonsAnswer { asked, persons: all, named, erased, no_key, .. } = answer;
    let day = &asked.as_of;
    both!(
        lang,
        format!("{day} 的人员 {all} 名：有姓名 {named}，已删除 {erased}，缺钥匙 {no_key}"),
        format!("{all} on {day}: {named} named, {erased} erased, {no_key} without a key", all = plural(all, "person")),
    )
}

/// Of one person.
pub fn person(lang: Lang, answer: &PersonAnswer) -> String {
    let (person, day, all) = (&answer.person.person, &answer.asked.as_of, answer.seats.len());
    let held = answer.seats.iter().filter(|seat| seat.tenure.left.is_none()).count();
    let name = cells::person(lang, &answer.person).shown;
    both!(
        lang,
        format!("{person}（{name}）：{day} 任职 {held} 处，历任 {all} 处"),
        format!("{person} ({name}): {held} on {day}, {all} in all", held = plural(held, "seat")),
    )
}

/// Of a standard.
pub fn standard(lang: Lang, answer: &StandardAnswer) -> String {
    let source =
        answer.source.as_ref().map(|source| format!("{}{source}", both!(lang, "：", ": "))).unwrap_or_default();
    format!("{} ({}){source}", both!(lang, &answer.zh, &answer.en), answer.id)
}

/// Of the terms of office of a standard.
pub const fn terms(lang: Lang) -> &'static str {
    both!(lang, "\n任期（届满即应换届）：", "\nTerms of office:")
}

/// That a file of a standard is in order.
pub fn tried(lang: Lang, standard: &Standard) -> String {
    let (id, count) = (&standard.id, standard.requirements.len());
    both!(lang, format!("{id} 可用：{count} 项要求"), format!("{id} is in order: {}", plural(count, "requirement")))
}

/// Of the places whose status another standard changes.
pub const fn replayed(lang: Lang) -> &'static str {
    both!(lang, "结论不同的地点：", "places whose status changes:")
}

/// The heading of a column of two standards that are compared.
pub fn of_replay(lang: Lang, answer: &ReplayAnswer, id: &str) -> Option<String> {
    let complete = |standard: &str| format!("{} {standard}", both!(lang, "齐全", "complete"));
    match id {
        "standard" => Some(complete(&answer.standard)),
        "against" => Some(complete(&answer.against)),
        id => crate::headings::of_replay(lang, id).map(str::to_owned),
    }
}

/// That a standard is compared with itself.
pub fn with_itself(lang: Lang, standard: &str) -> String {
    both!(
        lang,
        format!("提示：是将 {standard} 与其自身相比，不会有不同之处"),
        format!("note: {standard} is compared with itself, so nothing can differ"),
    )
}

/// Of one target: what was set.
pub fn target(lang: Lang, view: &LockedView, answer: &TargetAnswer) -> String {
    let TargetSaid { target, name, measure, scope, number, due } = &answer.set;
    let measure = measures::measure(lang, view, measure);
    let set_on = labels::date(lang, answer.set_on);
    let withdrawn = answer.withdrawn.map(|on| {
        let on = labels::date(lang, on);
        both!(lang, format!("，{on} 撤销"), format!(", withdrawn on {on}"))
    });
    let withdrawn = withdrawn.unwrap_or_default();
    both!(
        lang,
        format!("{target} {name}：{scope} {measure}，{due} 前达到 {number}（{set_on} 下达{withdrawn}）"),
        format!("{target} {name}: {measure} in {scope}, {number} by {due} (set on {set_on}{withdrawn})"),
    )
}

/// What of a target is reached, left, and how many days there are: plain counts.
pub fn progress(lang: Lang, answer: &TargetAnswer) -> String {
    let ProgressRow { reached, at_least, at_most, left, days_left, overdue: _ } = &answer.progress;
    let (day, missed) = (&answer.asked.as_of, answer.missed.len());
    let past = days_left.unsigned_abs();
    let days = match days_left {
        0.. => both!(
            lang,
            format!("距期限 {days_left} 天"),
            format!("{days_left} left", days_left = plural(days_left, "day"))
        ),
        _ => both!(lang, format!("已过期限 {past} 天"), format!("{past} past due", past = plural(past, "day"))),
    };
    let open = (at_least != at_most).then(|| {
        both!(
            lang,
            format!("（至少 {at_least}、至多 {at_most}）"),
            format!(" (at least {at_least}, at most {at_most})")
        )
    });
    let open = open.unwrap_or_default();
    both!(
        lang,
        format!("{day}：已完成 {reached}{open}，尚缺 {left}，{days}；同类中未计入 {missed}"),
        format!("{day}: {reached} reached{open}, {left} left, {days}; {missed} of the sort are not counted"),
    )
}

/// Of a target over days.
pub fn burn_up(lang: Lang, answer: &BurnUpAnswer) -> String {
    let TargetSaid { target, name, number, due, .. } = &answer.set;
    both!(lang, format!("{target} {name}：{due} 前达到 {number}"), format!("{target} {name}: {number} by {due}"))
}
