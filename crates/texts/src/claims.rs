//! What the history makes of what a document states.

use jiceng_answers::{ClaimReason, ClaimRow, ClaimsAnswer, CountRow, CountedRow, ExpectedRow};
use jiceng_core::LockedView;
use jiceng_core::projections::claim::{Late, Undecidable, Verdict};

use crate::Lang;
use crate::lang::{both, plural};
use crate::{cells, figures, measures};

/// In the text, lists are cut here; the answer has all.
const SHOWN_MAX: usize = 10;

/// What is expected.
pub fn expected(lang: Lang, expected: &ExpectedRow) -> String {
    match expected {
        ExpectedRow::Exactly(number) => number.to_string(),
        ExpectedRow::Bound(bound) => {
            let sign = |name: &str| if name == "at_least" { "≥" } else { "≤" };
            bound.iter().map(|(name, number)| format!("{}{number}", sign(name))).collect::<Vec<_>>().concat()
        }
        ExpectedRow::All(_) => both!(lang, "全部", "all").to_owned(),
        ExpectedRow::These(places) => places.len().to_string(),
    }
}

/// The verdict, in a word.
pub const fn verdict(lang: Lang, verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => both!(lang, "成立", "holds"),
        Verdict::Later(_) => both!(lang, "事后成立", "later"),
        Verdict::Fails => both!(lang, "不成立", "fails"),
        Verdict::Undecidable(_) => both!(lang, "无法核对", "undecidable"),
    }
}

/// Why, as far as that fits in a line of a table. What a registry cannot decide has long reasons.
pub fn in_short(lang: Lang, reason: &ClaimReason) -> String {
    let early = (reason.days_early > 0).then(|| {
        let days = reason.days_early;
        both!(lang, format!("早说 {days} 天"), format!("said {days} early", days = plural(days, "day")))
    });
    let is_long = |why: &&str| matches!(*why, "stated" | "unknown");
    let why = reason.why.filter(|why| !is_long(why)).map(|_| because(lang, reason).to_owned());
    early.into_iter().chain(why).collect::<Vec<_>>().join(both!(lang, "；", "; "))
}

/// Why, where that is the same for all claims.
const fn because(lang: Lang, reason: &ClaimReason) -> &'static str {
    match &reason.decided {
        Verdict::Fails if reason.was_met => both!(
            lang,
            "当时所知如此，现在所知并非如此",
            "it was so by what was known then, and is not by what is known now",
        ),
        Verdict::Holds | Verdict::Fails | Verdict::Undecidable(Undecidable::Stated(_) | Undecidable::Unknown(_)) => "",
        Verdict::Later(Late::Recorded) => {
            both!(lang, "说时已如此，事后才登记", "it was so when it was said, and was recorded later")
        }
        Verdict::Later(Late::Happened) => both!(lang, "说出之后才如此", "it became so after it had been said"),
        Verdict::Later(Late::ExactDay) => both!(
            lang,
            "说时是否已如此，取决于日期不完整的事实",
            "whether it was so when it was said, the exact day of some facts decides, and is not known",
        ),
        Verdict::Undecidable(Undecidable::NotReached) => {
            both!(lang, "所知尚未到该日", "its day lies after what is known")
        }
        Verdict::Undecidable(Undecidable::ExactDay) => {
            both!(lang, "取决于日期不完整的事实", "the exact day of some facts decides it, and is not known")
        }
    }
}

/// What is asked, and what it comes to.
pub fn headline(lang: Lang, answer: &ClaimsAnswer) -> String {
    let document = [&answer.document, &answer.title].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let ClaimsAnswer { holds, later, fails, undecidable, known, .. } = answer;
    let all = answer.claims.len();
    both!(
        lang,
        format!(
            "{document}：{all} 条说法，成立 {holds}，事后成立 {later}，不成立 {fails}，无法核对 {undecidable}（以日志位置 {known} 之前所知为准）"
        ),
        format!(
            "{document}: {all}, {holds} hold, {later} hold only later, {fails} fail, {undecidable} undecidable (as known before position {known})",
            all = plural(all, "claim")
        ),
    )
}

/// A claim that does not simply hold, line by line.
pub fn lines(lang: Lang, view: &LockedView, row: &ClaimRow) -> Vec<String> {
    let page = row.page.as_ref().map(|page| format!(" {page}")).unwrap_or_default();
    let (said_on, quote) = (row.said_on, &row.quote);
    let mut lines = vec![
        format!("{}{page}：{}", row.claim, verdict(lang, &row.decided)),
        both!(lang, format!("  原文（{said_on}）：{quote}"), format!("  said on {said_on}: {quote}")),
    ];
    let why = match row.why {
        Some("stated" | "unknown") => row.reason.clone().unwrap_or_default(),
        Some(_) | None => because(lang, &row.because()).to_owned(),
    };
    if !why.is_empty() {
        lines.push(both!(lang, format!("  说明：{why}"), format!("  why: {why}")));
    }
    if let (Some(when_said), Some(now)) = (&row.when_said, &row.now) {
        counted(lang, view, row, [when_said, now], &mut lines);
    }
    lines
}

fn counted(lang: Lang, view: &LockedView, row: &ClaimRow, counts: [&CountRow; 2], lines: &mut Vec<String>) {
    let measure = row.measure.as_ref().map(|measure| measures::measure(lang, view, measure)).unwrap_or_default();
    let expected = row.expected.as_ref().map(|expected| self::expected(lang, expected)).unwrap_or_default();
    let day = cells::entry(lang.into(), &row.day()).shown;
    let [then, known] = counts.map(|count| figures::range(count.at_least, count.at_most));
    lines.push(if row.due.is_some() {
        both!(
            lang,
            format!("  计划：{measure}，{day} 前 {expected}；目标任务所写：说时所知 {then}，现在所知 {known}"),
            format!(
                "  a plan: {measure}, {expected} by {day}; the target says {then} as known when said, {known} as known now"
            ),
        )
    } else {
        both!(
            lang,
            format!("  统计：{measure}，{day}，应为 {expected}；说时所知 {then}，现在所知 {known}"),
            format!("  counted: {measure}, {day}, expected {expected}; {then} as known when said, {known} as known now"),
        )
    });
    if row.days_early > 0 {
        let days = row.days_early;
        lines.push(both!(
            lang,
            format!("  早于所述日期 {days} 天说出"),
            format!("  said {days} before its day", days = plural(days, "day"))
        ));
    }
    let [_, now] = counts;
    let told = |rows: &[CountedRow]| rows.iter().map(|row| measures::told(lang, row)).collect::<Vec<_>>();
    let missed = now.missed.iter().map(|row| {
        let (what, why) = (measures::told(lang, &row.what), cells::missed(lang, row));
        both!(lang, format!("{what}（{why}）"), format!("{what} ({why})"))
    });
    lines.extend(
        [
            list(lang, both!(lang, "后来计入", "counted only since"), &told(&row.learned)),
            list(lang, both!(lang, "后来不再计入", "counted no longer"), &told(&row.lost)),
            list(lang, both!(lang, "是否计入取决于日期", "counted or not by the exact day"), &told(&now.open)),
            list(lang, both!(lang, "多出", "counted, but not expected"), &told(&now.unexpected)),
            list(lang, both!(lang, "未计入", "not counted"), &missed.collect::<Vec<_>>()),
        ]
        .into_iter()
        .flatten(),
    );
}

fn list(lang: Lang, heading: &str, items: &[String]) -> Option<String> {
    let number = items.len();
    let shown = items.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join(both!(lang, "、", ", "));
    let rest = number.saturating_sub(SHOWN_MAX);
    let rest = (rest > 0).then(|| {
        both!(
            lang,
            format!("，另有 {rest} 个（--format json 列出全部）"),
            format!(", and {rest} more (--format json has all)"),
        )
    });
    let rest = rest.unwrap_or_default();
    (number > 0).then(|| {
        both!(lang, format!("  {heading}（{number}）：{shown}{rest}"), format!("  {heading} ({number}): {shown}{rest}"))
    })
}
