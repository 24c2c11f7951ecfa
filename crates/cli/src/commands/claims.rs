//! `jiceng claims`: what a document states, checked against the history.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::domain::target::Measure;
use jiceng_core::log::bounded;
use jiceng_core::projections::claim::{Claim, Claims, Count, Expected, Late, Says, Undecidable, Verdict};
use jiceng_core::projections::measure::Ground;
use jiceng_core::{Checked, Known, Question, View};
use jiceng_exchange::claims::claims_from_toml;
use serde::Serialize;
use serde_json::{Value, json};

use crate::ask;
use crate::commands::counted::{self, CountedRow, MissedRow};
use crate::commands::places::Words;
use crate::commands::totals::{figure, range};
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::table::{Entry, Grid, Mood};
use crate::texts::{labels, measures, refusals};

/// In the text, lists are cut here; JSON has all.
const SHOWN_MAX: usize = 10;

/// The JSON of an answer.
#[derive(Serialize)]
struct Answer {
    document: Option<String>,
    title: Option<String>,
    known: u64,
    holds: usize,
    later: usize,
    fails: usize,
    undecidable: usize,
    claims: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    claim: String,
    page: Option<String>,
    quote: String,
    said_on: String,
    measure: Option<Measure>,
    scope: Option<String>,
    as_of: Option<String>,
    due: Option<String>,
    expected: Option<Value>,
    days_early: u32,
    verdict: &'static str,
    why: Option<&'static str>,
    reason: Option<String>,
    when_said: Option<CountRow>,
    now: Option<CountRow>,
    learned: Vec<CountedRow>,
    lost: Vec<CountedRow>,
    /// For people.
    #[serde(skip)]
    told: Told,
}

#[derive(Serialize)]
struct CountRow {
    number: u32,
    if_earliest: u32,
    at_least: u32,
    at_most: u32,
    counted: Vec<CountedRow>,
    missed: Vec<MissedRow>,
    unexpected: Vec<CountedRow>,
    open: Vec<CountedRow>,
}

/// What people read in the place of codes.
struct Told {
    measure: String,
    expected: String,
    day: String,
    verdict: &'static str,
    why: String,
    mood: Mood,
}

pub(crate) fn command(lang: Lang) -> Command {
    let [_, known] = ask::question_arguments(lang);
    Command::new("claims")
        .about(lang.pick("文件说法核对", "what a document states, checked against the history"))
        .subcommand_required(true)
        .subcommand(
            Command::new("check")
                .about(lang.pick(
                    "逐条核对：说时所知与现在所知，各是多少、是哪些地点",
                    "check each claim: how many and which places, as known when it was said and as known now",
                ))
                .arg(
                    Arg::new("file")
                        .required(true)
                        .value_name(lang.pick("文件", "FILE"))
                        .value_parser(value_parser!(PathBuf))
                        .help(lang.pick("TOML 文件，写法见 docs/cli.md", "a TOML file, written as docs/cli.md says")),
                )
                .arg(known)
                .arg(
                    Arg::new("strict")
                        .long("strict")
                        .action(ArgAction::SetTrue)
                        .help(lang.pick("有不成立的说法时以 1 退出", "end with 1 if a claim fails")),
                ),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("check", matches)) => check(matches, context),
        _ => Ok(()),
    }
}

fn check(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    let text = bounded::read_text(path, bounded::TEXT_BYTES_MAX)
        .map_err(|source| Context::file_failure("read", path, source))?;
    let bad = |problems| Failure::BadClaims { file: path.display().to_string(), problems };
    let claims = claims_from_toml(&text).map_err(bad)?;
    let registry = context.open()?;
    let view = registry.view(ask::question_of_known(matches)?)?;
    let answer = answer(&view, context.lang, &claims)?;
    match context.format {
        Format::Json => context.json(&answer)?,
        Format::Csv => grid(context.lang, &answer, true).write_csv(context)?,
        Format::Table => tell(context, &answer)?,
    }
    if matches.get_flag("strict") && answer.fails > 0 {
        return Err(Failure::ClaimsFail { fail: answer.fails });
    }
    Ok(())
}

fn answer(view: &View<'_>, lang: Lang, claims: &Claims) -> Result<Answer, Failure> {
    let rows = claims.claims.iter().map(|claim| row(view, lang, claim)).collect::<Result<Vec<_>, Failure>>()?;
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    Ok(Answer {
        document: claims.document.as_ref().map(ToString::to_string),
        title: claims.title.as_ref().map(ToString::to_string),
        known: view.as_of().known.0,
        holds: count("holds"),
        later: count("later"),
        fails: count("fails"),
        undecidable: count("undecidable"),
        claims: rows,
    })
}

fn row(view: &View<'_>, lang: Lang, claim: &Claim) -> Result<Row, Failure> {
    let checked = view.check(claim)?;
    let day = checked.day.unwrap_or(claim.said_on);
    let view = view.asking(Question { known: Known::Before(view.as_of().known), ..Question::on(day) })?;
    let (tree, standard) = (view.tree(), view.standard()?.standard);
    let words = Words { view: &view, tree: &tree, lang };
    let ground = view.ground(&standard, &tree);
    let (measure, scope) = match &claim.says {
        Says::Counted { measure, scope, .. } | Says::Planned { measure, scope, .. } => (Some(measure), Some(scope)),
        Says::Undecidable { .. } => (None, None),
    };
    let (as_of, due) = match &claim.says {
        Says::Counted { as_of, .. } => (Some(as_of.to_string()), None),
        Says::Planned { due, .. } => (None, Some(due.to_string())),
        Says::Undecidable { .. } => (None, None),
    };
    let is_counted = !matches!(checked.verdict, Verdict::Undecidable(Undecidable::Stated(_) | Undecidable::Unknown(_)));
    let count = |count: &Count| is_counted.then(|| count_row(&words, &ground, count));
    Ok(Row {
        claim: claim.claim.to_string(),
        page: claim.page.as_ref().map(ToString::to_string),
        quote: claim.quote.to_string(),
        said_on: claim.said_on.to_string(),
        measure: measure.cloned(),
        scope: scope.map(ToString::to_string),
        as_of,
        due,
        expected: expected(&claim.says),
        days_early: checked.days_early,
        verdict: verdict_code(&checked.verdict),
        why: why_code(&checked.verdict),
        reason: reason(lang, &checked.verdict),
        when_said: count(&checked.when_said),
        now: count(&checked.now),
        learned: counted::counted(&words, &ground, &checked.learned),
        lost: counted::counted(&words, &ground, &checked.lost),
        told: Told {
            measure: measure.map(|measure| measures::measure(&words, measure)).unwrap_or_default(),
            expected: expected_told(lang, &claim.says),
            day: match &claim.says {
                Says::Counted { as_of, .. } => labels::date(lang, *as_of),
                Says::Planned { due, .. } => due.to_string(),
                Says::Undecidable { .. } => String::new(),
            },
            verdict: verdict_word(lang, &checked.verdict),
            why: why_told(lang, &checked),
            mood: match checked.verdict {
                Verdict::Holds => Mood::Good,
                Verdict::Later(_) | Verdict::Undecidable(_) => Mood::Fair,
                Verdict::Fails => Mood::Bad,
            },
        },
    })
}

fn count_row(words: &Words<'_>, ground: &Ground<'_>, count: &Count) -> CountRow {
    CountRow {
        number: count.number,
        if_earliest: count.if_earliest,
        at_least: count.at_least,
        at_most: count.at_most,
        counted: counted::counted(words, ground, &count.tally.counted),
        missed: counted::missed(words, ground, &count.tally.missed),
        unexpected: counted::counted(words, ground, &count.unexpected),
        open: counted::counted(words, ground, &count.open),
    }
}

impl CountRow {
    /// The number, or what it is at least and at most.
    fn range(&self) -> String {
        range(self.at_least, self.at_most)
    }
}

fn expected(says: &Says) -> Option<Value> {
    match says {
        Says::Counted { expected, .. } => Some(match expected {
            Expected::Exactly(number) => json!(number),
            Expected::AtLeast(least) => json!({ "at_least": least }),
            Expected::AtMost(most) => json!({ "at_most": most }),
            Expected::All => json!("all"),
            Expected::These(places) => places.iter().map(|place| json!(place.to_string())).collect(),
        }),
        Says::Planned { number, .. } => Some(json!(number)),
        Says::Undecidable { .. } => None,
    }
}

fn expected_told(lang: Lang, says: &Says) -> String {
    match says {
        Says::Counted { expected, .. } => match expected {
            Expected::Exactly(number) => number.to_string(),
            Expected::AtLeast(least) => format!("≥{least}"),
            Expected::AtMost(most) => format!("≤{most}"),
            Expected::All => lang.pick("全部", "all").to_owned(),
            Expected::These(places) => places.len().to_string(),
        },
        Says::Planned { number, .. } => number.to_string(),
        Says::Undecidable { .. } => String::new(),
    }
}

const fn verdict_code(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Later(_) => "later",
        Verdict::Fails => "fails",
        Verdict::Undecidable(_) => "undecidable",
    }
}

const fn verdict_word(lang: Lang, verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => lang.pick("成立", "holds"),
        Verdict::Later(_) => lang.pick("事后成立", "later"),
        Verdict::Fails => lang.pick("不成立", "fails"),
        Verdict::Undecidable(_) => lang.pick("无法核对", "undecidable"),
    }
}

const fn why_code(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Holds | Verdict::Fails => None,
        Verdict::Later(Late::Recorded) => Some("recorded_later"),
        Verdict::Later(Late::Happened) => Some("happened_later"),
        Verdict::Later(Late::ExactDay) | Verdict::Undecidable(Undecidable::ExactDay) => Some("exact_day"),
        Verdict::Undecidable(Undecidable::Stated(_)) => Some("stated"),
        Verdict::Undecidable(Undecidable::Unknown(_)) => Some("unknown"),
        Verdict::Undecidable(Undecidable::NotReached) => Some("not_reached"),
    }
}

/// What stands behind a verdict that no count decides.
fn reason(lang: Lang, verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Undecidable(Undecidable::Stated(reason)) => Some(reason.to_string()),
        Verdict::Undecidable(Undecidable::Unknown(refusal)) => Some(refusals::refusal(lang, refusal)),
        Verdict::Undecidable(Undecidable::NotReached | Undecidable::ExactDay)
        | Verdict::Holds
        | Verdict::Later(_)
        | Verdict::Fails => None,
    }
}

fn why_told(lang: Lang, checked: &Checked) -> String {
    let fixed = match &checked.verdict {
        Verdict::Fails if checked.when_said.is_met => lang.pick(
            "当时所知如此，现在所知并非如此",
            "it was so by what was known then, and is not by what is known now",
        ),
        Verdict::Holds | Verdict::Fails => "",
        Verdict::Later(Late::Recorded) => {
            lang.pick("说时已如此，事后才登记", "it was so when it was said, and was recorded later")
        }
        Verdict::Later(Late::Happened) => lang.pick("说出之后才如此", "it became so after it had been said"),
        Verdict::Later(Late::ExactDay) => lang.pick(
            "说时是否已如此，取决于日期不完整的事实",
            "whether it was so when it was said, the exact day of some facts decides, and is not known",
        ),
        Verdict::Undecidable(Undecidable::NotReached) => {
            lang.pick("所知尚未到该日", "its day lies after what is known")
        }
        Verdict::Undecidable(Undecidable::ExactDay) => {
            lang.pick("取决于日期不完整的事实", "the exact day of some facts decides it, and is not known")
        }
        Verdict::Undecidable(Undecidable::Stated(_) | Undecidable::Unknown(_)) => {
            return reason(lang, &checked.verdict).unwrap_or_default();
        }
    };
    fixed.to_owned()
}

fn grid(lang: Lang, answer: &Answer, is_csv: bool) -> Grid {
    let mut grid = Grid::new().text("claim", lang.pick("说法", "claim")).text("page", lang.pick("位置", "page"));
    if is_csv {
        grid = grid.text("quote", lang.pick("原文", "quote")).text("said_on", lang.pick("说出日期", "said on"));
    }
    grid = grid
        .text("day", lang.pick("所述日期", "day"))
        .number("expected", lang.pick("应为", "expected"))
        .number("when_said", lang.pick("说时所知", "when said"))
        .number("now", lang.pick("现在所知", "now"))
        .text("verdict", lang.pick("结论", "verdict"))
        .text("why", lang.pick("说明", "why"))
        .data("now_at_least")
        .data("now_at_most");
    let number = |count: &Option<CountRow>| match count {
        Some(count) => figure(count.number, count.at_least, count.at_most),
        None => Entry::plain(""),
    };
    let bound = |count: &Option<CountRow>, bound: fn(&CountRow) -> u32| {
        Entry::plain(count.as_ref().map(|count| bound(count).to_string()).unwrap_or_default())
    };
    for row in &answer.claims {
        let mut entries = vec![Entry::plain(&row.claim), Entry::plain(row.page.as_deref().unwrap_or_default())];
        if is_csv {
            entries.extend([Entry::plain(&row.quote), Entry::plain(&row.said_on)]);
        }
        let early = (row.days_early > 0).then(|| match lang {
            Lang::Zh => format!("早说 {} 天", row.days_early),
            Lang::En => format!("said {} days early", row.days_early),
        });
        // What a registry cannot decide is told below the table: the reasons are long.
        let why = row.why.filter(|why| *why != "stated" && *why != "unknown").map(|_| row.told.why.clone());
        let why = early.into_iter().chain(why).collect::<Vec<_>>().join(lang.pick("；", "; "));
        entries.extend([
            Entry::coded(&row.told.day, row.as_of.as_deref().or(row.due.as_deref()).unwrap_or_default()),
            Entry::coded(&row.told.expected, row.expected.as_ref().map(expected_in_csv).unwrap_or_default()),
            number(&row.when_said),
            number(&row.now),
            Entry::coded(row.told.verdict, row.verdict).in_mood(row.told.mood),
            Entry::coded(why, row.why.unwrap_or_default()),
            bound(&row.now, |count| count.at_least),
            bound(&row.now, |count| count.at_most),
        ]);
        grid.row(entries);
    }
    grid
}

/// `10`, `at_least:7`, `all`, or the places parted by spaces.
fn expected_in_csv(expected: &Value) -> String {
    match expected {
        Value::String(text) => text.clone(),
        Value::Array(places) => places.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        Value::Object(bound) => {
            bound.iter().map(|(name, number)| format!("{name}:{number}")).collect::<Vec<_>>().join(" ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => expected.to_string(),
    }
}

fn tell(context: &mut Context<'_, '_>, answer: &Answer) -> Result<(), Failure> {
    let lang = context.lang;
    let document = [&answer.document, &answer.title].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let Answer { holds, later, fails, undecidable, known, .. } = answer;
    let all = answer.claims.len();
    context.say(&match lang {
        Lang::Zh => format!(
            "{document}：{all} 条说法，成立 {holds}，事后成立 {later}，不成立 {fails}，无法核对 {undecidable}（以日志位置 {known} 之前所知为准）"
        ),
        Lang::En => format!(
            "{document}: {all} claims, {holds} hold, {later} hold only later, {fails} fail, {undecidable} undecidable (as known before position {known})"
        ),
    })?;
    grid(lang, answer, false).write_table(context)?;
    for row in answer.claims.iter().filter(|row| row.verdict != "holds") {
        context.say("")?;
        tell_row(context, row)?;
    }
    Ok(())
}

fn tell_row(context: &mut Context<'_, '_>, row: &Row) -> Result<(), Failure> {
    let lang = context.lang;
    let page = row.page.as_ref().map(|page| format!(" {page}")).unwrap_or_default();
    context.say(&format!("{}{page}：{}", row.claim, row.told.verdict))?;
    context.say(&match lang {
        Lang::Zh => format!("  原文（{}）：{}", row.said_on, row.quote),
        Lang::En => format!("  said on {}: {}", row.said_on, row.quote),
    })?;
    if !row.told.why.is_empty() {
        context.say(&match lang {
            Lang::Zh => format!("  说明：{}", row.told.why),
            Lang::En => format!("  why: {}", row.told.why),
        })?;
    }
    let (Some(when_said), Some(now)) = (&row.when_said, &row.now) else { return Ok(()) };
    let Told { measure, expected, day, .. } = &row.told;
    let (then, known) = (when_said.range(), now.range());
    context.say(&match lang {
        Lang::Zh if row.due.is_some() => {
            format!("  计划：{measure}，{day} 前 {expected}；目标任务所写：说时所知 {then}，现在所知 {known}")
        }
        Lang::En if row.due.is_some() => format!(
            "  a plan: {measure}, {expected} by {day}; the target says {then} as known when said, {known} as known now"
        ),
        Lang::Zh => {
            format!("  统计：{measure}，{day}，应为 {expected}；说时所知 {then}，现在所知 {known}")
        }
        Lang::En => {
            format!("  counted: {measure}, {day}, expected {expected}; {then} as known when said, {known} as known now")
        }
    })?;
    if row.days_early > 0 {
        context.say(&match lang {
            Lang::Zh => format!("  早于所述日期 {} 天说出", row.days_early),
            Lang::En => format!("  said {} days before its day", row.days_early),
        })?;
    }
    let told = |rows: &[CountedRow]| rows.iter().map(CountedRow::told).collect::<Vec<_>>();
    let missed: Vec<String> = match lang {
        Lang::Zh => now.missed.iter().map(|row| format!("{}（{}）", row.what.told(), row.told)).collect(),
        Lang::En => now.missed.iter().map(|row| format!("{} ({})", row.what.told(), row.told)).collect(),
    };
    list(context, lang.pick("后来计入", "counted only since"), &told(&row.learned))?;
    list(context, lang.pick("后来不再计入", "counted no longer"), &told(&row.lost))?;
    list(context, lang.pick("是否计入取决于日期", "counted or not by the exact day"), &told(&now.open))?;
    list(context, lang.pick("多出", "counted, but not expected"), &told(&now.unexpected))?;
    list(context, lang.pick("未计入", "not counted"), &missed)
}

fn list(context: &mut Context<'_, '_>, heading: &str, items: &[String]) -> Result<(), Failure> {
    let lang = context.lang;
    if items.is_empty() {
        return Ok(());
    }
    let shown = items.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join(lang.pick("、", ", "));
    let rest = items.len().saturating_sub(SHOWN_MAX);
    let rest = match lang {
        _ if rest == 0 => String::new(),
        Lang::Zh => format!("，另有 {rest} 个（--format json 列出全部）"),
        Lang::En => format!(", and {rest} more (--format json has all)"),
    };
    context.say(&match lang {
        Lang::Zh => format!("  {heading}（{}）：{shown}{rest}", items.len()),
        Lang::En => format!("  {heading} ({}): {shown}{rest}", items.len()),
    })
}
