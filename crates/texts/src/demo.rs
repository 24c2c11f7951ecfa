//! The demonstration on the Liuzhou history of 2020.

use crate::Lang;
use crate::lang::{both, counted_people, one_or, plural};

/// What the history is.
pub fn history(lang: Lang, rows: u64, events: u64) -> String {
    both!(
        lang,
        format!(
            "柳州 2020 年示例历史：{rows} 条记录，{events} 个事件（总数依据柳妇〔2020〕7号；名称、日期和地点为示例）"
        ),
        format!(
            "the Liuzhou history of 2020: {}, {} (totals from 柳妇〔2020〕7号; names, dates and places are constructed)",
            plural(rows, "row"),
            plural(events, "event")
        ),
    )
}

/// Sites with so many people or more.
pub fn large_sites(lang: Lang, people: u32, all: usize, own: usize) -> String {
    both!(
        lang,
        format!("人口 {people} 人及以上的安置点 {all} 个，“五个一”自建齐全 {own} 个："),
        format!(
            "{all} with {people} or more, {own} complete by their own:",
            all = plural(all, "site"),
            people = counted_people(people)
        ),
    )
}

/// The other sites.
pub fn small_sites(lang: Lang, all: usize, shared: usize) -> String {
    both!(
        lang,
        format!("其余安置点 {all} 个，就近共享齐全 {shared} 个："),
        format!("{all}, {shared} complete by sharing:", all = plural(all, "other site")),
    )
}

/// Where there are women's councils: at large sites, and in demonstration communities.
pub fn councils(lang: Lang, people: u32, sites: &[String], communities: &[String]) -> [String; 2] {
    let listed = |places: &[String]| places.join(both!(lang, "、", ", "));
    let (at, of) = (sites.len(), communities.len());
    let (sites, communities) = (listed(sites), listed(communities));
    both!(
        lang,
        [
            format!("妇女议事会：{people} 人及以上安置点 {at} 个：{sites}"),
            format!("妇女议事会：基层妇联改革示范社区 {of} 个：{communities}"),
        ],
        [
            format!("women's councils at sites with {people} or more: {at}: {sites}", people = counted_people(people)),
            format!("women's councils in demonstration communities: {of}: {communities}"),
        ],
    )
}

/// Communities that lack something.
pub fn gaps(lang: Lang, places: usize) -> String {
    both!(
        lang,
        format!("有缺项的村、社区 {places} 个，各县区所缺："),
        format!(
            "{} {} something; what is missing, by county:",
            plural(places, "community"),
            one_or(places, "lacks", "lack")
        ),
    )
}

/// That the same is asked of other times.
pub const fn other_times(lang: Lang) -> &'static str {
    both!(lang, "换个时间再问：", "the same question at other times:")
}

/// As known now.
pub const fn now(lang: Lang) -> &'static str {
    both!(lang, "现在", "now")
}

/// Where to go from there.
pub const fn closing(lang: Lang) -> &'static str {
    both!(
        lang,
        "\n每个数字都可追到地点和事件：用 demo --data 目录 保留登记库，再用 jiceng coverage、gaps、history、explain、elections 查询。",
        "\nEach number can be led back to places and events: keep the registry with demo --data DIR, then ask with jiceng coverage, gaps, history, explain, elections.",
    )
}
