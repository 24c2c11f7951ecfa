//! What measures count, what is counted, and why something misses.

use jiceng_answers::CountedRow;
use jiceng_core::LockedView;
use jiceng_core::domain::catalogue::{CatalogueEntry, CatalogueList};
use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::target::{Measure, PlaceSelection, PlaceSort, Possession, SessionSelection};
use jiceng_core::projections::CellState;
use jiceng_core::projections::measure::Why;
use jiff::civil::Date;

use crate::Lang;
use crate::labels;
use crate::lang::counted_people;

/// What a measure counts.
pub fn measure(lang: Lang, view: &LockedView, measure: &Measure) -> String {
    let named = |list, code: &str| name(lang, view, list, code);
    let kind = |code: &str| named(CatalogueList::ElementKind, code);
    match measure {
        Measure::PlacesWith { kind: of, places, by } => match lang {
            Lang::Zh => format!("有{}{}的{}", possession(lang, *by), kind(of.as_str()), selection(lang, view, places)),
            Lang::En => {
                format!("{} with {} {}", selection(lang, view, places), possession(lang, *by), kind(of.as_str()))
            }
        },
        Measure::PlacesComplete { places, by } => match lang {
            Lang::Zh => format!("按标准齐全（{}）的{}", possession(lang, *by), selection(lang, view, places)),
            Lang::En => format!("{} complete by {} elements", selection(lang, view, places), possession(lang, *by)),
        },
        Measure::PlacesInspected { kind: of, places } => match lang {
            Lang::Zh => format!("{}达标的{}", kind(of.as_str()), selection(lang, view, places)),
            Lang::En => format!("{} whose {} is up to standard", selection(lang, view, places), kind(of.as_str())),
        },
        Measure::Designations { programme } => match lang {
            Lang::Zh => format!("已命名的{}", named(CatalogueList::Programme, programme.as_str())),
            Lang::En => format!("designations held: {}", named(CatalogueList::Programme, programme.as_str())),
        },
        Measure::DesignationsRecommended { programme } => match lang {
            Lang::Zh => format!("已推荐申报的{}", named(CatalogueList::Programme, programme.as_str())),
            Lang::En => format!("designations recommended: {}", named(CatalogueList::Programme, programme.as_str())),
        },
        Measure::Institutions { kind } => named(CatalogueList::InstitutionKind, kind.as_str()),
        Measure::DivisionsWithInstitution { kind, level } => {
            let kind = named(CatalogueList::InstitutionKind, kind.as_str());
            match lang {
                Lang::Zh => format!("有{kind}的{}区划", labels::label(lang, *level)),
                Lang::En => format!("divisions of the {} level with {kind}", labels::label(lang, *level)),
            }
        }
        Measure::CommitteeSessions(of) => {
            format!("{}{}", lang.pick("执委会会议", "committee sessions"), sessions(lang, of))
        }
        Measure::RulesAdopted(of) => {
            format!("{}{}", lang.pick("执委会通过的制度", "rules adopted by committees"), sessions(lang, of))
        }
        Measure::Elections(of) => {
            let level = of.level.map(|level| match lang {
                Lang::Zh => format!("{}妇联", labels::label(lang, level)),
                Lang::En => format!("of the {} level", labels::label(lang, level)),
            });
            let parts = [level, since(lang, of.since)];
            format!("{}{}", lang.pick("执委会换届选举", "committee elections"), in_brackets(lang, parts))
        }
        Measure::CommitteeSeats(of) => {
            let level = of.level.map(|level| match lang {
                Lang::Zh => format!("{}妇联", labels::label(lang, level)),
                Lang::En => format!("of the {} level", labels::label(lang, level)),
            });
            let what = match (of.role, lang) {
                (None, Lang::Zh) => "在任执委（含主席、副主席、常委）".to_owned(),
                (None, Lang::En) => "seats of committees in office, of all roles".to_owned(),
                (Some(SeatRole::Member), Lang::Zh) => "在任执委（不含主席、副主席、常委）".to_owned(),
                (Some(SeatRole::Member), Lang::En) => "plain members of committees in office".to_owned(),
                (Some(role), Lang::Zh) => format!("在任{}", labels::label(lang, role)),
                (Some(role), Lang::En) => format!("seats in office: {}", labels::label(lang, role)),
            };
            format!("{what}{}", in_brackets(lang, [level, None]))
        }
    }
}

/// The measures and what they count, for the help of an option.
pub fn choices(lang: Lang) -> String {
    lang.pick(
        "统计什么：places_with 有某要素的地点、places_complete 按标准齐全的地点、places_inspected 要素达标的地点、designations 已命名、designations_recommended 已推荐、institutions 机构、divisions_with_institution 有某机构的区划、committee_sessions 执委会会议、rules_adopted 通过的制度、elections 换届选举、committee_seats 在任执委席位",
        "what is counted: places_with (an element), places_complete (by the standard), places_inspected (an element up to standard), designations, designations_recommended, institutions, divisions_with_institution, committee_sessions, rules_adopted, elections, committee_seats (in office)",
    )
    .to_owned()
}

/// What an option of a measure means, for its help.
pub fn option(lang: Lang, option: &str) -> &'static str {
    match option {
        "kind" => lang.pick("要素种类或机构种类的代码", "an element kind, or a kind of institution"),
        "by" => lang.pick("自建、共享或均可", "own, shared, or any"),
        "places" => lang.pick("安置点（sites）、村社区（communities）或均可（any）", "sites, communities, or any"),
        "population-at-least" => lang.pick("人口不少于", "places with so many people or more"),
        "population-below" => lang.pick("人口少于", "places with fewer people"),
        "designated" => lang.pick("命名为该项目的地点", "places designated under the programme"),
        "programme" => lang.pick("命名项目", "the programme of the designations"),
        "level" => lang.pick("区划层级", "the level of the divisions"),
        "federation" => lang.pick("妇联组织编号", "sessions of this federation's committees"),
        "term" => lang.pick("届", "sessions of this term"),
        "session" => lang.pick("次", "the session of this number"),
        "role" => lang.pick(
            "只算此职务；不写则主席、副主席、常委都算执委",
            "seats with this role alone; else all seats count as members, as papers count",
        ),
        "since" => lang.pick("自哪一天起", "on this day or later"),
        _ => "",
    }
}

fn name(lang: Lang, view: &LockedView, list: CatalogueList, code: &str) -> String {
    let entry = view.facts().catalogue.list(list).find(|entry| entry.code.as_str() == code);
    entry.map_or_else(|| code.to_owned(), |entry: &CatalogueEntry| labels::kind(lang, entry))
}

const fn possession(lang: Lang, by: Possession) -> &'static str {
    match by {
        Possession::Any => lang.pick("自建或共享", "own or shared"),
        Possession::Own => lang.pick("自建", "own"),
        Possession::Shared => lang.pick("共享", "shared"),
    }
}

fn selection(lang: Lang, view: &LockedView, from: &PlaceSelection) -> String {
    let sort = match from.sort {
        PlaceSort::Any => lang.pick("地点", "places"),
        PlaceSort::Community => lang.pick("村、社区", "communities"),
        PlaceSort::Site => lang.pick("安置点", "sites"),
    };
    let at_least = from.population_at_least.map(|people| match lang {
        Lang::Zh => format!("{people}人及以上"),
        Lang::En => format!("{people} or more", people = counted_people(people)),
    });
    let below = from.population_below.map(|people| match lang {
        Lang::Zh => format!("不足{people}人"),
        Lang::En => format!("fewer than {people}", people = counted_people(people)),
    });
    let designated = from.designated.as_ref().map(|code| name(lang, view, CatalogueList::Programme, code.as_str()));
    format!("{sort}{}", in_brackets(lang, [at_least, below, designated]))
}

fn sessions(lang: Lang, of: &SessionSelection) -> String {
    let term = of.term.map(|term| match lang {
        Lang::Zh => format!("第{term}届"),
        Lang::En => format!("term {term}"),
    });
    let session = of.session.map(|session| match lang {
        Lang::Zh => format!("第{session}次"),
        Lang::En => format!("session {session}"),
    });
    in_brackets(lang, [of.federation.as_ref().map(ToString::to_string), term, session, since(lang, of.since)])
}

fn since(lang: Lang, day: Option<Date>) -> Option<String> {
    day.map(|day| match lang {
        Lang::Zh => format!("{day}以来"),
        Lang::En => format!("since {day}"),
    })
}

fn in_brackets<const N: usize>(lang: Lang, parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return String::new();
    }
    match lang {
        Lang::Zh => format!("（{}）", parts.join("，")),
        Lang::En => format!(" ({})", parts.join(", ")),
    }
}

/// The name of an election of a federation's committee.
pub fn election(lang: Lang, federation: &str, term: u16) -> String {
    match lang {
        Lang::Zh => format!("{federation}第{term}届"),
        Lang::En => format!("{federation} term {term}"),
    }
}

/// The name of a session of a federation's committee.
pub fn session(lang: Lang, federation: &str, term: u16, session: u16) -> String {
    match lang {
        Lang::Zh => format!("{federation}第{term}届第{session}次会议"),
        Lang::En => format!("{federation} term {term} session {session}"),
    }
}

/// The name of something counted; the term and the session tell those of a federation.
pub fn counted(lang: Lang, name: &str, term: Option<u16>, session: Option<u16>) -> String {
    match (term, session) {
        (Some(term), Some(session)) => self::session(lang, name, term, session),
        (Some(term), None) => election(lang, name, term),
        (None, _) => name.to_owned(),
    }
}

/// The identifier and the name of something counted on one line.
pub fn told(lang: Lang, row: &CountedRow) -> String {
    format!("{} {}", row.what, counted(lang, &row.name, row.term, row.session)).trim_end().to_owned()
}

/// Why something misses, in a word; of a place by the names and the states of the cells that are
/// why.
pub fn why(lang: Lang, why: &Why, cells: impl Iterator<Item = (String, CellState)>) -> String {
    let fixed = match why {
        Why::Cells(_) => {
            let cell = |(kind, state): (String, CellState)| match (state == CellState::Missing, lang) {
                (true, Lang::Zh) => format!("缺{kind}"),
                (true, Lang::En) => format!("no {kind}"),
                (false, Lang::Zh) => format!("{kind}{}", labels::cell(lang, state)),
                (false, Lang::En) => format!("{kind} {}", labels::cell(lang, state)),
            };
            return cells.map(cell).collect::<Vec<_>>().join(lang.pick("、", ", "));
        }
        Why::NoElement => lang.pick("未建", "has none"),
        Why::NotInspected => lang.pick("未检查", "not inspected"),
        Why::BelowStandard => lang.pick("检查未达标", "found below standard"),
        Why::NotGranted => lang.pick("已推荐，未命名", "recommended, not granted"),
        Why::Ended => lang.pick("已撤销", "ended"),
        Why::PlaceEnded => lang.pick("所在地点已撤销", "its place has ended"),
        Why::NoInstitution => lang.pick("没有该类机构", "has no such institution"),
        Why::NotElected => lang.pick("未选举", "no election"),
        Why::NotSelected => lang.pick("不在统计范围", "not among those asked about"),
        Why::SaysOtherwise => lang.pick("目标数或期限不同", "says another number or day"),
    };
    fixed.to_owned()
}
