//! Measures, what they count and why something misses, said to people.

use jiceng_core::domain::catalogue::{CatalogueEntry, CatalogueList};
use jiceng_core::domain::designation::{DesignationChange, HolderAt};
use jiceng_core::domain::institution::InstitutionChange;
use jiceng_core::domain::target::{Measure, PlaceSelection, PlaceSort, Possession, SessionSelection};
use jiceng_core::domain::{DesignationId, FederationId, InstitutionId};
use jiceng_core::projections::measure::{Counted, Why};
use jiceng_core::projections::{Cell, CellState};
use jiff::civil::Date;

use crate::commands::places::Words;
use crate::lang::Lang;
use crate::texts::{events, labels};

/// What a measure counts.
pub(crate) fn measure(words: &Words<'_>, measure: &Measure) -> String {
    let lang = words.lang;
    let named = |list, code: &str| name(words, list, code);
    let kind = |code: &str| named(CatalogueList::ElementKind, code);
    match measure {
        Measure::PlacesWith { kind: of, places, by } => match lang {
            Lang::Zh => format!("有{}{}的{}", possession(lang, *by), kind(of.as_str()), selection(words, places)),
            Lang::En => format!("{} with {} {}", selection(words, places), possession(lang, *by), kind(of.as_str())),
        },
        Measure::PlacesComplete { places, by } => match lang {
            Lang::Zh => format!("按标准齐全（{}）的{}", possession(lang, *by), selection(words, places)),
            Lang::En => format!("{} complete by {} elements", selection(words, places), possession(lang, *by)),
        },
        Measure::PlacesInspected { kind: of, places } => match lang {
            Lang::Zh => format!("{}达标的{}", kind(of.as_str()), selection(words, places)),
            Lang::En => format!("{} whose {} is up to standard", selection(words, places), kind(of.as_str())),
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
                Lang::Zh => format!("有{kind}的{}区划", labels::level(lang, *level)),
                Lang::En => format!("divisions of the {} level with {kind}", labels::level(lang, *level)),
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
                Lang::Zh => format!("{}妇联", labels::level(lang, level)),
                Lang::En => format!("of the {} level", labels::level(lang, level)),
            });
            let parts = [level, since(lang, of.since)];
            format!("{}{}", lang.pick("执委会换届选举", "committee elections"), in_brackets(lang, parts))
        }
    }
}

/// The measures and what they count, for the help of an option.
pub(crate) fn choices(lang: Lang) -> String {
    lang.pick(
        "统计什么：places_with 有某要素的地点、places_complete 按标准齐全的地点、places_inspected 要素达标的地点、designations 已命名、designations_recommended 已推荐、institutions 机构、divisions_with_institution 有某机构的区划、committee_sessions 执委会会议、rules_adopted 通过的制度、elections 换届选举",
        "what is counted: places_with (an element), places_complete (by the standard), places_inspected (an element up to standard), designations, designations_recommended, institutions, divisions_with_institution, committee_sessions, rules_adopted, elections",
    )
    .to_owned()
}

fn name(words: &Words<'_>, list: CatalogueList, code: &str) -> String {
    let entry = words.view.facts().catalogue.list(list).find(|entry| entry.code.as_str() == code);
    entry.map_or_else(|| code.to_owned(), |entry: &CatalogueEntry| labels::kind(words.lang, entry))
}

const fn possession(lang: Lang, by: Possession) -> &'static str {
    match by {
        Possession::Any => lang.pick("自建或共享", "own or shared"),
        Possession::Own => lang.pick("自建", "own"),
        Possession::Shared => lang.pick("共享", "shared"),
    }
}

fn selection(words: &Words<'_>, from: &PlaceSelection) -> String {
    let lang = words.lang;
    let sort = match from.sort {
        PlaceSort::Any => lang.pick("地点", "places"),
        PlaceSort::Community => lang.pick("村、社区", "communities"),
        PlaceSort::Site => lang.pick("安置点", "sites"),
    };
    let at_least = from.population_at_least.map(|people| match lang {
        Lang::Zh => format!("{people}人及以上"),
        Lang::En => format!("{people} people or more"),
    });
    let below = from.population_below.map(|people| match lang {
        Lang::Zh => format!("不足{people}人"),
        Lang::En => format!("fewer than {people} people"),
    });
    let designated = from.designated.as_ref().map(|code| name(words, CatalogueList::Programme, code.as_str()));
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

/// The identifier of something counted, for machines.
pub(crate) fn code(words: &Words<'_>, counted: &Counted) -> String {
    match counted {
        Counted::Place(no) => words.place(*no),
        Counted::Designation(id) => id.to_string(),
        Counted::Institution(id) => id.to_string(),
        Counted::Federation(id) => id.to_string(),
        Counted::Election { federation, term } => format!("{federation}/{term}"),
        Counted::Session { federation, term, session } => format!("{federation}/{term}/{session}"),
        Counted::Rule { federation, term, session, title } => format!("{federation}/{term}/{session}: {title}"),
        Counted::Target(id) => id.to_string(),
    }
}

/// The name of something counted.
pub(crate) fn called(words: &Words<'_>, counted: &Counted) -> String {
    match counted {
        Counted::Place(no) => words.name(*no),
        Counted::Designation(id) => designation(words, id),
        Counted::Institution(id) => institution(words, id),
        Counted::Federation(id) => federation(words, id),
        Counted::Election { federation: id, term } => match words.lang {
            Lang::Zh => format!("{}第{term}届", federation(words, id)),
            Lang::En => format!("{} term {term}", federation(words, id)),
        },
        Counted::Session { federation: id, term, session } => match words.lang {
            Lang::Zh => format!("{}第{term}届第{session}次会议", federation(words, id)),
            Lang::En => format!("{} term {term} session {session}", federation(words, id)),
        },
        Counted::Rule { title, .. } => title.to_string(),
        Counted::Target(id) => {
            let target = jiceng_core::projections::targets::target_on(words.view.facts(), id, words.view.as_of());
            target.map(|target| target.target.set.name.to_string()).unwrap_or_default()
        }
    }
}

fn designation(words: &Words<'_>, id: &DesignationId) -> String {
    let entries = words.view.facts().designations.get(id).into_iter();
    let mut entries = entries.flat_map(|timeline| timeline.on(words.view.as_of()).rev());
    let holder = entries.find_map(|entry| match entry.change {
        DesignationChange::Granted(_, holder) | DesignationChange::Recommended(_, holder) => Some(holder),
        DesignationChange::Revoked => None,
    });
    match holder {
        Some(HolderAt::Place(place)) => events::place(words.view, *place),
        Some(HolderAt::Institution(id)) => institution(words, id),
        Some(HolderAt::Body { name, .. }) => name.to_string(),
        None => String::new(),
    }
}

fn institution(words: &Words<'_>, id: &InstitutionId) -> String {
    let entries = words.view.facts().institutions.get(id).into_iter();
    let mut entries = entries.flat_map(|timeline| timeline.on(words.view.as_of()));
    let name = entries.find_map(|entry| match entry.change {
        InstitutionChange::Established { name, .. } => Some(name.to_string()),
        InstitutionChange::Closed => None,
    });
    name.unwrap_or_default()
}

fn federation(words: &Words<'_>, id: &FederationId) -> String {
    let federations = &words.view.facts().federations;
    let record = federations.find(id).and_then(|no| federations.get(no));
    record.and_then(|record| record.name_on(words.view.as_of())).map(ToString::to_string).unwrap_or_default()
}

/// Why something misses, in a word.
pub(crate) fn why(words: &Words<'_>, why: &Why) -> String {
    let lang = words.lang;
    let fixed = match why {
        Why::Cells(cells) => {
            let cell = |cell: &Cell| {
                let kind = words.kind(cell.kind);
                match (cell.state == CellState::Missing, lang) {
                    (true, Lang::Zh) => format!("缺{kind}"),
                    (true, Lang::En) => format!("no {kind}"),
                    (false, Lang::Zh) => format!("{kind}{}", labels::cell(lang, cell.state)),
                    (false, Lang::En) => format!("{kind} {}", labels::cell(lang, cell.state)),
                }
            };
            return cells.iter().map(cell).collect::<Vec<_>>().join(lang.pick("、", ", "));
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

/// Why something misses, for machines.
pub(crate) fn why_code(words: &Words<'_>, why: &Why) -> String {
    let fixed = match why {
        Why::Cells(cells) => {
            let cell = |cell: &Cell| format!("{}:{}", words.kind_code(cell.kind), labels::cell_code(cell.state));
            return cells.iter().map(cell).collect::<Vec<_>>().join(" ");
        }
        Why::NoElement => "no_element",
        Why::NotInspected => "not_inspected",
        Why::BelowStandard => "below_standard",
        Why::NotGranted => "not_granted",
        Why::Ended => "ended",
        Why::PlaceEnded => "place_ended",
        Why::NoInstitution => "no_institution",
        Why::NotElected => "not_elected",
        Why::NotSelected => "not_selected",
        Why::SaysOtherwise => "says_otherwise",
    };
    fixed.to_owned()
}
