//! `jiceng diff`: what is otherwise on another day, or as known at another time, and by which events.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, ArgGroup, ArgMatches, Command};
use jiceng_core::domain::committee::Seat;
use jiceng_core::projections::diff::{Change, Difference, diff};
use jiceng_core::projections::{CellState, Status};
use jiceng_core::{Known, NameShown, Question};
use serde::Serialize;

use crate::ask::{self, Asked};
use crate::commands::causes::{self, CauseRow, Pair};
use crate::context::{Context, Format};
use crate::failure::{Failure, Wanted};
use crate::lang::Lang;
use crate::table::{Entry, Grid};
use crate::texts::{changes, findings, labels, names};

#[derive(Serialize)]
struct Answer {
    from: Asked,
    to: Asked,
    places: usize,
    counts: BTreeMap<&'static str, usize>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    place: Option<String>,
    name: Option<String>,
    county_name: Option<String>,
    change: &'static str,
    #[serde(flatten)]
    codes: Codes,
    person_name: Option<String>,
    person_erased: Option<bool>,
    causes: Vec<CauseRow>,
}

/// What is otherwise, in codes; nothing where it does not apply.
#[derive(Default, Serialize)]
struct Codes {
    kind: Option<String>,
    federation: Option<String>,
    person: Option<String>,
    finding: Option<&'static str>,
    from: Option<String>,
    from_provider: Option<String>,
    to: Option<String>,
    to_provider: Option<String>,
}

/// What is otherwise, for people.
struct Words {
    what: String,
    from: String,
    to: String,
}

pub(crate) fn command(lang: Lang) -> Command {
    let [as_of, known] = ask::question_arguments(lang);
    let day = lang.pick("日期", "DAY");
    let when = lang.pick("时刻", "WHEN");
    Command::new("diff")
        .about(lang.pick(
            "差异：两个日期之间、或前后两次所知之间，哪些地点有何变化，依据哪些事件",
            "what is otherwise on another day, or as known later, and why",
        ))
        .arg(Arg::new("from").long("from").value_name(day).help(lang.pick("自哪一天的情况", "from this day")))
        .arg(
            Arg::new("to")
                .long("to")
                .value_name(day)
                .requires("from")
                .help(lang.pick("到哪一天的情况（缺省为今天）", "to this day (today where none is given)")),
        )
        .arg(Arg::new("known-from").long("known-from").value_name(when).help(lang.pick(
            "自何时所知：日期（当日终了）、时刻或日志位置",
            "from what was known: a day (its end), an instant or a position in the log",
        )))
        .arg(
            Arg::new("known-to")
                .long("known-to")
                .value_name(when)
                .requires("known-from")
                .help(lang.pick("到何时所知（缺省为现在）", "to what was known (now where none is given)")),
        )
        .group(ArgGroup::new("first").args(["from", "known-from"]).required(true).multiple(true))
        .arg(as_of.conflicts_with_all(["from", "to"]))
        .arg(known.conflicts_with_all(["known-from", "known-to"]))
        .arg(
            Arg::new("division")
                .long("division")
                .value_name(lang.pick("代码", "CODE"))
                .help(lang.pick("只看该行政区划之内的地点", "only the places in this division")),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let [first, second] = questions(matches)?;
    let registry = context.open()?;
    let to = registry.view(second)?;
    let from = to.asking(first)?;
    let text = |name| matches.get_one::<String>(name).cloned().unwrap_or_default();
    if from.as_of().effective > to.as_of().effective {
        return Err(Failure::Value { option: "--from", value: text("from"), wanted: Wanted::Span });
    }
    if from.as_of().known > to.as_of().known {
        return Err(Failure::Value { option: "--known-from", value: text("known-from"), wanted: Wanted::KnownSpan });
    }
    let pair = Pair::new(&from, &to, context.lang)?;
    let sides = pair.sides();
    let mut found = diff(&sides);
    found.extend(to.findings_since(&from, &sides)?);
    if let Some(division) = matches.get_one::<String>("division") {
        let division = ask::division(&to, &pair.to_tree, division)?;
        found.retain(|difference| difference.place.is_some_and(|place| pair.is_within(place, division)));
    }
    found.sort_by_cached_key(|difference| (difference.place.is_none(), difference.place.map(|no| pair.order(no)))); // stable: a place's own order stays
    match context.format {
        Format::Json => {
            let answer = answer(&pair, &found)?;
            context.json(&answer)
        }
        Format::Csv => grid(&pair, &found, false)?.write(context),
        Format::Table => {
            for line in headlines(&pair, &found) {
                context.say(&line)?;
            }
            if found.is_empty() { Ok(()) } else { grid(&pair, &found, true)?.write(context) }
        }
    }
}

/// The two questions of the arguments. What is given once holds for both.
fn questions(matches: &ArgMatches) -> Result<[Question; 2], Failure> {
    let text = |name| matches.get_one::<String>(name).map(String::as_str);
    let asked = ask::question(matches)?;
    let day = |name, option| text(name).map(|text| ask::day(text, option)).transpose();
    let known = |name, option| text(name).map(|text| ask::known(text, option)).transpose();
    let (mut first, mut second) = (asked, asked);
    if let Some(day) = day("from", "--from")? {
        first.effective = Some(day);
    }
    if let Some(day) = day("to", "--to")? {
        second.effective = Some(day);
    }
    if let Some(known) = known("known-from", "--known-from")? {
        first.known = known;
        second.known = Known::Now;
    }
    if let Some(known) = known("known-to", "--known-to")? {
        second.known = known;
    }
    Ok([first, second])
}

fn counts(found: &[Difference]) -> BTreeMap<&'static str, usize> {
    let mut counts: BTreeMap<&'static str, usize> = changes::CODES.iter().map(|code| (*code, 0)).collect();
    for difference in found {
        *counts.entry(changes::code(&difference.change)).or_default() += 1;
    }
    counts
}

fn places(found: &[Difference]) -> usize {
    found.iter().filter_map(|difference| difference.place).collect::<BTreeSet<_>>().len()
}

fn answer(pair: &Pair<'_>, found: &[Difference]) -> Result<Answer, Failure> {
    let row = |difference: &Difference| {
        let person = seated(&difference.change).map(|seat| pair.to.person(&seat.person)).transpose()?;
        Ok(Row {
            place: difference.place.map(|place| pair.place(place)),
            name: difference.place.map(|place| pair.name(place)),
            county_name: difference.place.and_then(|place| pair.county_name(place)),
            change: changes::code(&difference.change),
            codes: codes(pair, &difference.change),
            person_erased: person.as_ref().map(|shown| *shown == NameShown::Erased),
            person_name: if let Some(NameShown::Name(name)) = person { Some(name) } else { None },
            causes: pair.cause_rows(&difference.causes)?,
        })
    };
    Ok(Answer {
        from: Asked::of(pair.from.as_of()),
        to: Asked::of(pair.to.as_of()),
        places: places(found),
        counts: counts(found),
        rows: found.iter().map(row).collect::<Result<_, Failure>>()?,
    })
}

/// The question and what came of it, before the table.
fn headlines(pair: &Pair<'_>, found: &[Difference]) -> Vec<String> {
    let lang = pair.lang;
    let counts = counts(found);
    let told = changes::CODES.iter().filter_map(|code| Some((*code, *counts.get(code)?))).filter(|(_, n)| *n > 0);
    let told: Vec<String> = told.map(|(code, n)| format!("{} {n}", changes::word(lang, code))).collect();
    let told = told.join(lang.pick("，", ", "));
    let result = match (found.is_empty(), lang) {
        (true, _) => lang.pick("没有差异", "no difference").to_owned(),
        (false, Lang::Zh) => format!("有变化的地点 {} 个：{told}", places(found)),
        (false, Lang::En) => format!("places that differ: {} ({told})", places(found)),
    };
    vec![pair.headline(), result]
}

/// One row a change and event; for people, what is said once of a change is not repeated.
fn grid(pair: &Pair<'_>, found: &[Difference], is_for_people: bool) -> Result<Grid, Failure> {
    let lang = pair.lang;
    let grid = Grid::new()
        .text("county_name", lang.pick("县区", "county"))
        .text("place", lang.pick("代码", "place"))
        .text("name", lang.pick("地点", "name"))
        .text("change", lang.pick("变化", "change"))
        .text("subject", lang.pick("对象", "of"))
        .text("from", lang.pick("前", "from"))
        .text("to", lang.pick("后", "to"));
    let mut grid = pair.columns(grid);
    let mut last = None;
    for difference in found {
        let is_same_place = last.replace(difference.place) == Some(difference.place);
        // The cells below a status have its events.
        if is_for_people && matches!(difference.change, Change::Status { .. }) {
            let mut row = of_place(pair, difference, is_same_place);
            row.extend(of_change(pair, difference, false)?);
            row.extend(causes::no_entries());
            grid.row(row);
            continue;
        }
        for (index, cause) in difference.causes.iter().enumerate() {
            let mut row = of_place(pair, difference, is_for_people && (is_same_place || index > 0));
            row.extend(of_change(pair, difference, is_for_people && index > 0)?);
            row.extend(pair.entries(*cause)?);
            grid.row(row);
        }
    }
    Ok(grid)
}

fn of_place(pair: &Pair<'_>, difference: &Difference, is_told: bool) -> Vec<Entry> {
    let told = |no| [pair.county_name(no).unwrap_or_default(), pair.place(no), pair.name(no)];
    let cells = difference.place.map(told).unwrap_or_default();
    cells.into_iter().map(|cell| Entry::plain(if is_told { String::new() } else { cell })).collect()
}

fn of_change(pair: &Pair<'_>, difference: &Difference, is_told: bool) -> Result<Vec<Entry>, Failure> {
    if is_told {
        return Ok((0..4).map(|_| Entry::plain("")).collect());
    }
    let code = changes::code(&difference.change);
    let codes = codes(pair, &difference.change);
    let mut words = words(pair, &difference.change);
    if let Some(seat) = seated(&difference.change) {
        let name = names::entry(pair.lang, &seat.person, &pair.to.person(&seat.person)?);
        words.what = match pair.lang {
            Lang::Zh => format!("{}（{}）", name.shown(), seat.person),
            Lang::En => format!("{} ({})", name.shown(), seat.person),
        };
    }
    let finding = codes.finding.map(str::to_owned);
    let subject = finding.or(codes.kind).or(codes.person).or(codes.federation).unwrap_or_default();
    let with_provider = |state: Option<String>, provider: Option<String>| match (state, provider) {
        (Some(state), Some(provider)) => format!("{state}:{provider}"),
        (state, _) => state.unwrap_or_default(),
    };
    Ok(vec![
        Entry::coded(changes::word(pair.lang, code), code),
        Entry::coded(words.what, subject),
        Entry::coded(words.from, with_provider(codes.from, codes.from_provider)),
        Entry::coded(words.to, with_provider(codes.to, codes.to_provider)),
    ])
}

/// The seat that is filled or vacated.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others are about nobody's seat")]
const fn seated(change: &Change) -> Option<&Seat> {
    match change {
        Change::SeatFilled { seat, .. } | Change::SeatVacated { seat, .. } => Some(seat),
        _ => None,
    }
}

fn codes(pair: &Pair<'_>, change: &Change) -> Codes {
    let status = |status: &Status| Some(labels::status_code(*status).to_owned());
    let provider = |state: &Option<CellState>| match state {
        Some(CellState::Shared { provider }) => Some(pair.place(*provider)),
        _ => None,
    };
    let seat = |federation: &dyn ToString, seat: &Seat| Codes {
        federation: Some(federation.to_string()),
        person: Some(seat.person.to_string()),
        ..Codes::default()
    };
    let role = |seat: &Seat| Some(labels::role_code(seat.role).to_owned());
    match change {
        Change::Gained | Change::Lost => Codes::default(),
        Change::Renamed { from, to } => {
            Codes { from: Some(from.to_string()), to: Some(to.to_string()), ..Codes::default() }
        }
        Change::Recoded { from, to } => {
            Codes { from: Some(from.to_string()), to: Some(to.to_string()), ..Codes::default() }
        }
        Change::Moved { from, to } => {
            Codes { from: from.map(|no| pair.place(no)), to: to.map(|no| pair.place(no)), ..Codes::default() }
        }
        Change::Status { from, to } => Codes { from: status(from), to: status(to), ..Codes::default() },
        Change::Cell { kind, from, to } => Codes {
            kind: pair.to.kind(*kind).map(|entry| entry.code.to_string()),
            from: from.map(|state| labels::cell_code(state).to_owned()),
            from_provider: provider(from),
            to: to.map(|state| labels::cell_code(state).to_owned()),
            to_provider: provider(to),
            ..Codes::default()
        },
        Change::FederationGained { federation } | Change::FederationLost { federation } => {
            Codes { federation: Some(federation.to_string()), ..Codes::default() }
        }
        Change::FederationRenamed { federation, from, to } => Codes {
            federation: Some(federation.to_string()),
            from: Some(from.to_string()),
            to: Some(to.to_string()),
            ..Codes::default()
        },
        Change::Elected { federation, from, to } => Codes {
            federation: Some(federation.to_string()),
            from: from.map(|office| office.term.to_string()),
            to: to.map(|office| office.term.to_string()),
            ..Codes::default()
        },
        Change::FindingOpened { finding } | Change::FindingClosed { finding } => Codes {
            kind: finding.kind.and_then(|kind| pair.to.kind(kind)).map(|entry| entry.code.to_string()),
            federation: finding.federation.as_ref().map(ToString::to_string),
            finding: Some(finding.code.as_str()),
            ..Codes::default()
        },
        Change::SeatFilled { federation, seat: filled, .. } => Codes { to: role(filled), ..seat(federation, filled) },
        Change::SeatVacated { federation, seat: vacated, .. } => {
            Codes { from: role(vacated), ..seat(federation, vacated) }
        }
    }
}

fn words(pair: &Pair<'_>, change: &Change) -> Words {
    let lang = pair.lang;
    let all = |what: &dyn ToString, from: String, to: String| Words { what: what.to_string(), from, to };
    let place = |no: &Option<jiceng_core::domain::PlaceNo>| no.map(|no| pair.name(no)).unwrap_or_default();
    let state = |state: &Option<CellState>| match state {
        Some(CellState::Shared { provider }) => format!("{} {}", lang.pick("共享", "shared"), pair.place(*provider)),
        Some(state) => labels::cell(lang, *state).to_owned(),
        None => "-".to_owned(),
    };
    let term = |office: &Option<jiceng_core::projections::diff::Office>| match (office, lang) {
        (None, _) => lang.pick("未选举", "none").to_owned(),
        (Some(office), Lang::Zh) => format!("第 {} 届", office.term),
        (Some(office), Lang::En) => format!("term {}", office.term),
    };
    let nothing = String::new;
    match change {
        Change::Gained | Change::Lost => all(&"", nothing(), nothing()),
        Change::Renamed { from, to } => all(&"", from.to_string(), to.to_string()),
        Change::Recoded { from, to } => all(&"", from.to_string(), to.to_string()),
        Change::Moved { from, to } => all(&"", place(from), place(to)),
        Change::Status { from, to } => all(&"", labels::status(lang, *from), labels::status(lang, *to)),
        Change::Cell { kind, from, to } => {
            let kind = pair.to.kind(*kind).map(|entry| labels::kind(lang, entry)).unwrap_or_default();
            all(&kind, state(from), state(to))
        }
        Change::FederationGained { federation } | Change::FederationLost { federation } => {
            all(federation, nothing(), nothing())
        }
        Change::FederationRenamed { federation, from, to } => all(federation, from.to_string(), to.to_string()),
        Change::Elected { federation, from, to } => all(federation, term(from), term(to)),
        Change::FindingOpened { finding } | Change::FindingClosed { finding } => {
            let kind = finding.kind.and_then(|kind| pair.to.kind(kind)).map(|entry| labels::kind(lang, entry));
            let label = findings::label(lang, finding.code);
            let what = kind.map_or_else(|| label.to_owned(), |kind| format!("{label} {kind}"));
            all(&what, nothing(), nothing())
        }
        Change::SeatFilled { seat, .. } => all(&seat.person, nothing(), labels::role(lang, seat.role).to_owned()),
        Change::SeatVacated { seat, .. } => all(&seat.person, labels::role(lang, seat.role).to_owned(), nothing()),
    }
}
