//! What each command of the domain does, for the help of `record`.

use crate::lang::Lang;

/// A command, in a line.
pub(crate) fn about(lang: Lang, command: &str) -> &'static str {
    let both = match command {
        "add_catalogue_entry" => {
            ("目录增加一种要素、命名项目或机构", "add an element kind, programme or institution kind")
        }
        "register_division" => ("登记行政区划", "register a division"),
        "rename_division" => ("行政区划更名", "rename a division"),
        "recode_division" => ("行政区划换代码", "give a division another code"),
        "merge_divisions" => ("行政区划合并", "merge divisions into one that exists"),
        "split_division" => ("行政区划拆分", "split a division"),
        "move_division" => ("行政区划划归另一上级", "put a division under another"),
        "abolish_division" => ("撤销行政区划", "abolish a division"),
        "register_relocation_site" => ("登记易地扶贫搬迁安置点", "register a relocation site"),
        "rename_relocation_site" => ("安置点更名", "rename a relocation site"),
        "count_population" => ("登记人口数", "record a count of people"),
        "close_relocation_site" => ("撤销安置点", "close a relocation site"),
        "turn_relocation_site_into_community" => ("安置点改设社区", "turn a relocation site into a community"),
        "found_federation" => ("成立妇联组织", "found a women's federation"),
        "rename_federation" => ("妇联组织更名", "rename a federation"),
        "merge_federations" => ("妇联组织合并", "merge federations into one that exists"),
        "dissolve_federation" => ("撤销妇联组织", "dissolve a federation"),
        "elect_executive_committee" => ("执委会换届选举", "elect an executive committee"),
        "fill_seat" => ("增补执委会成员", "fill a seat between elections"),
        "vacate_seat" => ("执委会成员出缺", "vacate a seat"),
        "hold_committee_session" => ("执委会召开会议", "record a session of a committee"),
        "establish_element" => {
            ("建立要素（妇女之家、儿童之家、宣讲队等）", "establish an element (women's home, children's home, team …)")
        }
        "create_council" => ("建立妇女议事会", "create a women's council"),
        "inspect_element" => ("要素达标检查", "record an inspection of an element"),
        "suspend_element" => ("要素暂停", "suspend an element"),
        "resume_element" => ("要素恢复", "resume a suspended element"),
        "close_element" => ("要素撤销", "close an element"),
        "agree_sharing" => ("约定共享", "agree that a place shares a neighbour's elements"),
        "end_sharing" => ("终止共享", "end a sharing"),
        "recommend_designation" => ("推荐申报命名", "recommend for a designation"),
        "grant_designation" => ("命名", "grant a designation"),
        "revoke_designation" => ("撤销命名", "revoke a designation"),
        "establish_institution" => ("成立机构", "establish an institution"),
        "close_institution" => ("撤销机构", "close an institution"),
        "adopt_standard" => ("采用覆盖标准", "adopt a coverage standard"),
        "repeal_standard" => ("废止覆盖标准", "repeal a coverage standard"),
        "adopt_precedence" => ("采用采信顺序", "adopt a precedence of kinds of evidence"),
        "set_target" => ("下达目标任务", "set a target"),
        "withdraw_target" => ("撤销目标任务", "withdraw a target"),
        "raise_reform_issue" => ("列入破难行动问题清单", "raise a reform issue"),
        "progress_reform_issue" => ("问题进展", "record progress on a reform issue"),
        "close_reform_issue" => ("问题销号", "close a reform issue"),
        "draw_sample" => {
            ("抽取样本供检查（地点由登记库抽取）", "draw a sample of places for inspection (the registry draws them)")
        }
        "register_person" => ("登记人员（姓名加密）", "register a person (the name is sealed)"),
        "erase_person" => ("删除人员姓名", "erase a person's name"),
        "retract" => ("撤回一条事实", "withdraw a recorded fact"),
        "disagree" => ("记录与某事实不一致的说法", "record what a source states otherwise than a recorded fact"),
        "correct" => ("更正一条事实", "withdraw a recorded fact and put another in its place"),
        _ => ("", ""),
    };
    lang.pick(both.0, both.1)
}
