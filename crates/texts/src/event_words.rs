//! The words of each event, and of the command that makes it happen: one row an event.

use jiceng_core::domain::Event;

use crate::Lang;
use crate::labels::Words;

/// The words of an event.
pub struct EventWords {
    /// The code of the event.
    pub event: &'static str,
    /// What happened, in a word or two; the Chinese is the glossary's.
    pub happened: Words,
    /// What the command does, in a line, for the help of `record`.
    pub command: Words,
}

/// Every event.
pub const EVENTS: [EventWords; 47] = [
    words(
        "catalogue_entry_added",
        ["增加目录项", "catalogue entry added"],
        ["目录增加一种要素、命名项目或机构", "add an element kind, programme or institution kind"],
    ),
    words("division_registered", ["登记区划", "division registered"], ["登记行政区划", "register a division"]),
    words("division_renamed", ["区划更名", "division renamed"], ["行政区划更名", "rename a division"]),
    words("division_recoded", ["区划代码变更", "division recoded"], ["行政区划换代码", "give a division another code"]),
    words(
        "divisions_merged",
        ["区划合并", "divisions merged"],
        ["行政区划合并", "merge divisions into one that exists"],
    ),
    words("division_split", ["区划拆分", "division split"], ["行政区划拆分", "split a division"]),
    words("division_moved", ["区划划转", "division moved"], ["行政区划划归另一上级", "put a division under another"]),
    words("division_abolished", ["区划撤销", "division abolished"], ["撤销行政区划", "abolish a division"]),
    words(
        "relocation_site_registered",
        ["登记安置点", "relocation site registered"],
        ["登记易地扶贫搬迁安置点", "register a relocation site"],
    ),
    words(
        "relocation_site_renamed",
        ["安置点更名", "relocation site renamed"],
        ["安置点更名", "rename a relocation site"],
    ),
    words("population_counted", ["清点人口", "population counted"], ["登记人口数", "record a count of people"]),
    words(
        "relocation_site_closed",
        ["安置点撤销", "relocation site closed"],
        ["撤销安置点", "close a relocation site"],
    ),
    words(
        "relocation_site_became_community",
        ["安置点改设社区", "relocation site became community"],
        ["安置点改设社区", "turn a relocation site into a community"],
    ),
    words("federation_founded", ["成立妇联组织", "federation founded"], ["成立妇联组织", "found a women's federation"]),
    words("federation_renamed", ["妇联组织更名", "federation renamed"], ["妇联组织更名", "rename a federation"]),
    words(
        "federations_merged",
        ["妇联组织合并", "federations merged"],
        ["妇联组织合并", "merge federations into one that exists"],
    ),
    words("federation_dissolved", ["妇联组织撤销", "federation dissolved"], ["撤销妇联组织", "dissolve a federation"]),
    words(
        "executive_committee_elected",
        ["执委会换届选举", "executive committee elected"],
        ["执委会换届选举", "elect an executive committee"],
    ),
    words("seat_filled", ["增补席位", "seat filled"], ["增补执委会成员", "fill a seat between elections"]),
    words("seat_vacated", ["席位出缺", "seat vacated"], ["执委会成员出缺", "vacate a seat"]),
    words("committee_met", ["召开执委会会议", "committee met"], ["执委会召开会议", "record a session of a committee"]),
    words(
        "element_established",
        ["建立要素", "element established"],
        ["建立要素（妇女之家、儿童之家、宣讲队等）", "establish an element (women's home, children's home, team …)"],
    ),
    words("council_created", ["建立妇女议事会", "council created"], ["建立妇女议事会", "create a women's council"]),
    words(
        "element_inspected",
        ["达标检查", "element inspected"],
        ["要素达标检查", "record an inspection of an element"],
    ),
    words("element_suspended", ["要素暂停", "element suspended"], ["要素暂停", "suspend an element"]),
    words("element_resumed", ["要素恢复", "element resumed"], ["要素恢复", "resume a suspended element"]),
    words("element_closed", ["要素撤销", "element closed"], ["要素撤销", "close an element"]),
    words(
        "sharing_agreed",
        ["约定共享", "sharing agreed"],
        ["约定共享", "agree that a place shares a neighbour's elements"],
    ),
    words("sharing_ended", ["终止共享", "sharing ended"], ["终止共享", "end a sharing"]),
    words(
        "designation_recommended",
        ["推荐命名", "designation recommended"],
        ["推荐申报命名", "recommend for a designation"],
    ),
    words("designation_granted", ["命名", "designation granted"], ["命名", "grant a designation"]),
    words("designation_revoked", ["撤销命名", "designation revoked"], ["撤销命名", "revoke a designation"]),
    words("institution_established", ["成立机构", "institution established"], ["成立机构", "establish an institution"]),
    words("institution_closed", ["撤销机构", "institution closed"], ["撤销机构", "close an institution"]),
    words("standard_adopted", ["采用标准", "standard adopted"], ["采用覆盖标准", "adopt a coverage standard"]),
    words("standard_repealed", ["废止标准", "standard repealed"], ["废止覆盖标准", "repeal a coverage standard"]),
    words("target_set", ["下达目标任务", "target set"], ["下达目标任务", "set a target"]),
    words("target_withdrawn", ["撤销目标任务", "target withdrawn"], ["撤销目标任务", "withdraw a target"]),
    words(
        "reform_issue_raised",
        ["列入问题清单", "reform issue raised"],
        ["列入破难行动问题清单", "raise a reform issue"],
    ),
    words(
        "reform_issue_progressed",
        ["问题整改进展", "reform issue progressed"],
        ["问题进展", "record progress on a reform issue"],
    ),
    words("reform_issue_closed", ["问题销号", "reform issue closed"], ["问题销号", "close a reform issue"]),
    words(
        "person_registered",
        ["登记人员", "person registered"],
        ["登记人员（姓名加密）", "register a person (the name is sealed)"],
    ),
    words("person_erased", ["删除姓名", "person erased"], ["删除人员姓名", "erase a person's name"]),
    words("event_retracted", ["撤回事实", "event retracted"], ["撤回一条事实", "withdraw a recorded fact"]),
    words(
        "precedence_adopted",
        ["采用采信顺序", "precedence adopted"],
        ["采用采信顺序", "adopt a precedence of kinds of evidence"],
    ),
    words(
        "sample_drawn",
        ["抽取样本", "sample drawn"],
        ["抽取样本供检查（地点由登记库抽取）", "draw a sample of places for inspection (the registry draws them)"],
    ),
    words(
        "sources_disagree",
        ["依据不一致", "sources disagree"],
        ["记录与某事实不一致的说法", "record what a source states otherwise than a recorded fact"],
    ),
];

const fn words(event: &'static str, happened: [&'static str; 2], command: [&'static str; 2]) -> EventWords {
    let ([zh, en], [command_zh, command_en]) = (happened, command);
    EventWords { event, happened: Words { zh, en }, command: Words { zh: command_zh, en: command_en } }
}

/// The words of the event of a code; none where it is no event.
pub fn of(event: &str) -> Option<&'static EventWords> {
    EVENTS.iter().find(|words| words.event == event)
}

/// A command, in a line; nothing where it is none.
pub fn about(lang: Lang, command: &str) -> &'static str {
    let words = match command {
        "retract" => of("event_retracted"),
        "disagree" => of("sources_disagree"),
        _ => {
            let mut commands = Event::COMMANDS.iter().zip(Event::NAMES);
            commands.find(|(name, _)| **name == command).and_then(|(_, event)| of(event))
        }
    };
    match words {
        Some(words) => lang.pick(words.command.zh, words.command.en),
        None if command == "correct" => {
            lang.pick("更正一条事实", "withdraw a recorded fact and put another in its place")
        }
        None => "",
    }
}
