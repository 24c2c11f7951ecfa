//! Words for committees in office, rounds of elections and seats.

use jiceng_answers::{FederationAnswer, FederationRow, HeldAnswer, HeldTotals, OfficeTotalsRow, OfficesAnswer};
use jiceng_core::domain::term_of_office::TermEnd;
use jiceng_core::projections::elections::held::RoundState;
use jiceng_core::projections::elections::office::OfficeState;
use jiceng_core::projections::elections::seats::{Left, Taken};

use crate::Lang;
use crate::headlines::not_adopted;
use crate::labelled::{label, labelled};
use crate::labels::date;
use crate::lang::{both, plural};

// What a committee's term makes of a federation.
labelled! { OfficeState {
    InTerm: "在届", "in term";
    Due: "即将届满", "due";
    Overdue: "届满未换届", "overdue";
    NeverElected: "未选举", "never elected";
    NoTerm: "无任期规定", "no term known";
} }

/// What it is for certain and, where the day of election is not known, what it may be.
pub fn states(lang: Lang, state: OfficeState, at_worst: OfficeState) -> String {
    let (is_certain, worst) = (state == at_worst, label(lang, at_worst));
    let state = label(lang, state);
    if is_certain {
        return state.to_owned();
    }
    match lang {
        Lang::Zh => format!("{state}（或已{worst}）"),
        Lang::En => format!("{state}, possibly {worst}"),
    }
}

/// When a term ends: a day, or two where the day of election is not known.
pub fn end(lang: Lang, end: TermEnd) -> String {
    match lang {
        _ if end.earliest == end.latest => end.latest.to_string(),
        Lang::Zh => format!("{} 至 {}", end.earliest, end.latest),
        Lang::En => format!("{} to {}", end.earliest, end.latest),
    }
}

// Whether a federation held an election in a round.
labelled! { RoundState {
    Held: "已换届", "held";
    Possibly: "可能已换届", "possibly held";
    NotHeld: "未换届", "not held";
} }

// How a seat was taken.
labelled! { Taken {
    Elected: "选举", "elected";
    Filled: "增补", "by-election";
} }

// How a seat was left.
labelled! { Left {
    Vacated: "出缺", "left";
    OtherSeat: "改任", "took another seat";
    NextElection: "换届", "next election";
    FederationEnded: "组织终止", "federation ended";
    PlaceEnded: "所在地点撤销", "place ended";
} }

/// What a round of elections comes to.
pub fn held(lang: Lang, HeldAnswer { from, to, totals, .. }: &HeldAnswer) -> String {
    let HeldTotals { federations, held, possibly, not_held, .. } = totals;
    match lang {
        Lang::Zh => format!(
            "{from} 至 {to} 的换届：妇联组织 {federations} 个，已换届 {held}，可能已换届 {possibly}，未换届 {not_held}"
        ),
        Lang::En => format!(
            "elections from {from} to {to}: of {federations} {held} held one, {possibly} possibly did, {not_held} did not",
            federations = plural(federations, "federation")
        ),
    }
}

/// What is asked and what it comes to, on two lines.
pub fn offices(lang: Lang, answer: &OfficesAnswer) -> String {
    let day = &answer.asked.as_of;
    let [zh, en] = &answer.standard_names;
    let name = lang.pick(zh, en);
    let adopted = not_adopted(lang, answer.standard_adopted);
    let OfficeTotalsRow { federations, in_term, due, overdue, never_elected, no_term, possibly_overdue, .. } =
        &answer.totals;
    let first = match lang {
        Lang::Zh => format!("{day} 的妇联执委会，任期按标准 {name}{adopted}"),
        Lang::En => format!("committees on {day}, their terms by the standard {name}{adopted}"),
    };
    let no_terms = match lang {
        _ if !answer.terms.is_empty() => "",
        Lang::Zh => "；该标准未列任期，可用 --standard 另选标准",
        Lang::En => "; it has no terms of office, --standard names another",
    };
    let possibly = match lang {
        _ if *possibly_overdue == 0 => String::new(),
        Lang::Zh => format!("；其中 {possibly_overdue} 个因选举日不确定，可能已届满"),
        Lang::En => format!("; the dates of {possibly_overdue} leave open if they are overdue"),
    };
    match lang {
        Lang::Zh => format!(
            "{first}{no_terms}\n妇联组织 {federations} 个：在届 {in_term}，即将届满 {due}，届满未换届 {overdue}，未选举 {never_elected}，无任期规定 {no_term}{possibly}"
        ),
        Lang::En => format!(
            "{first}{no_terms}\n{federations}: in term {in_term}, due {due}, overdue {overdue}, never elected {never_elected}, no term known {no_term}{possibly}",
            federations = plural(federations, "federation")
        ),
    }
}

/// One federation on a day: its committee, when its term ends, who sits and who left.
pub fn federation(lang: Lang, answer: &FederationAnswer) -> String {
    let (office, day) = (&answer.committee, &answer.asked.as_of);
    let first = federation_named(lang, answer);
    let Some((term, elected)) = office.term.zip(office.elected) else {
        return both!(
            lang,
            format!("{first}\n{day}：未选举执委会"),
            format!("{first}\n{day}: no committee was elected"),
        );
    };
    let elected = date(lang, elected);
    let state = states(lang, office.state, office.at_worst);
    let (filled, vacant) = (office.seats.len(), office.seats_vacant);
    let (by_elections, departures) = (office.by_elections.len(), office.departures.len());
    let rule = office.term_years.zip(office.term_source.as_ref());
    let ends = office.ends().zip(rule).map(|(ends, (years, source))| {
        let ends = end(lang, ends);
        both!(
            lang,
            format!("，任期 {years} 年，{ends} 届满（依据：{source}）"),
            format!(", for {years}, until {ends} (by: {source})", years = plural(years, "year")),
        )
    });
    let ends = ends.unwrap_or_default();
    both!(
        lang,
        format!(
            "{first}\n{day}：第 {term} 届，{elected} 选举{ends}；{state}\n委员 {filled} 人，缺额 {vacant}；选举以来增补 {by_elections} 次，出缺 {departures} 次"
        ),
        format!(
            "{first}\n{day}: term {term}, elected {elected}{ends}; {state}\n{filled} filled, {vacant} vacant; since the election {by_elections}, {departures}",
            filled = plural(filled, "seat"),
            by_elections = plural(by_elections, "by-election"),
            departures = plural(departures, "departure")
        ),
    )
}

/// A federation with its place, and whether they are still there.
fn federation_named(lang: Lang, answer: &FederationAnswer) -> String {
    let FederationRow { federation: id, name, place, place_name, .. } = &answer.committee.federation;
    let county = answer.lies_in.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    let place = format!("{county}{place_name} {place}");
    let place = if place.trim().is_empty() { String::new() } else { format!(", {place}") };
    let ended = answer.ended.map(|on| {
        let on = date(lang, on);
        both!(lang, format!("；已于 {on} 终止"), format!("; ended on {on}"))
    });
    format!("{name} ({id}){place}{}{}", ended.unwrap_or_default(), without_place(lang, answer))
}

/// That a federation does not count, because its place is no more or, by what counts, never was.
fn without_place(lang: Lang, answer: &FederationAnswer) -> String {
    match answer.place_ended.map(|on| date(lang, on)) {
        Some(on) => both!(
            lang,
            format!("；所在地点已于 {on} 撤销，不再计入"),
            format!("; its place ended on {on}, so it does not count"),
        ),
        None if answer.place_has_existed => String::new(),
        None => both!(
            lang,
            "；当日没有所在地点（登记已撤回或尚未生效），不计入",
            "; it has no place on the day (withdrawn, or not yet in effect), so it does not count",
        )
        .to_owned(),
    }
}
