//! Refusals in Chinese. The English ones are the domain's own.

use jiceng_core::domain::catalogue::{CatalogueList, default_name};
use jiceng_core::domain::{Apart, AtLeast, Holds, KindCode, NotAbove, Refusal};

use crate::Lang;
use crate::dates::{self, absence, at as see, until as ends};
use crate::{events, labels};

/// A refusal, said to a person.
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    match (lang, refusal) {
        (Lang::Zh, _) => zh(refusal),
        (Lang::En, Refusal::NotRetractable { fact }) => {
            format!("“{}” cannot be withdrawn; record what is right instead", events::name(lang, fact))
        }
        (Lang::En, Refusal::NotDisputable { fact }) => {
            format!("sources cannot disagree about “{}”; correct it instead", events::name(lang, fact))
        }
        (Lang::En, _) => refusal.to_string(),
    }
}

fn list(list: CatalogueList) -> &'static str {
    match list {
        CatalogueList::ElementKind => "要素种类",
        CatalogueList::Programme => "命名项目",
        CatalogueList::InstitutionKind => "机构种类",
        CatalogueList::EvidenceKind => "依据种类",
    }
}

/// The name of an element kind; the code of one that the registry has added.
fn kind_name(kind: &KindCode) -> String {
    default_name(kind.as_str()).map_or_else(|| format!(" {kind} "), |(zh, _)| zh.to_owned())
}

/// What the fact in the way says of its subject.
fn held(holds: Option<Holds>) -> &'static str {
    let Some(holds) = holds else { return "" };
    match holds {
        Holds::Registered => "：已登记",
        Holds::Renamed => "：已更名",
        Holds::Recoded => "：已改码",
        Holds::Moved => "：已划转",
        Holds::Converted => "：已改变层级",
        Holds::BecameCommunity => "：已成为社区",
        Holds::Counted => "：已统计人口",
        Holds::Abolished | Holds::Withdrawn => "：已撤销",
        Holds::Merged => "：已并入其他区划",
        Holds::Split => "：已拆分",
        Holds::Closed => "：已关闭",
        Holds::Recommended => "：已推荐",
        Holds::Granted => "：已授予",
        Holds::Revoked => "：已取消",
        Holds::Established => "：已建立",
        Holds::Adopted => "：已采用",
        Holds::Repealed => "：已废止",
        Holds::Set => "：已下达",
        Holds::Raised => "：已列入",
        Holds::Progressed => "：已有进展",
    }
}

fn zh(refusal: &Refusal) -> String {
    use Refusal as R;
    let date = |date| dates::written(Lang::Zh, date);
    let tried = |date| dates::tried(Lang::Zh, date);
    let when = dates::spaced;
    let level = |level| labels::label(Lang::Zh, level);
    match refusal {
        R::EffectiveAfterRecording { effective, recorded } => {
            format!("{} 在记录之日 {recorded} 尚未到来；计划应作为目标任务记录", date(*effective))
        }
        R::ImplausibleDate { effective } => format!("日期 {} 不在 1900 年至 2999 年之间", date(*effective)),
        R::EvidenceUnidentified {} => "依据须有发文字号或标题".to_owned(),
        R::EvidenceFromFuture { dated, recorded } => format!("依据的成文日期 {dated} 晚于记录之日 {recorded}"),
        R::UnknownPlace { place, gone } => format!("没有地点 {place}{}", dates::gone(*gone)),
        R::PlaceNotOpen { place, effective, at, into } => {
            let into = into.as_ref().map(|into| format!("，并入 {into}")).unwrap_or_default();
            format!("{}时 {place} 不存在{}{into}", when(date(*effective)), absence(*at))
        }
        R::DivisionExists { code, holder, at, until } => {
            let holder = holder.as_ref().map(|name| format!("由 {name} ")).unwrap_or_default();
            format!("行政区划代码 {code} 已{holder}使用{}{}", see(*at), ends(*until))
        }
        R::NoParent { code, parent, effective, at } => {
            format!(
                "{}时 {code} 的上级 {parent} 不存在{}；请先登记上级，或在 above 中写明直接上级",
                when(date(*effective)),
                absence(*at)
            )
        }
        R::WrongLevel { code, found, needed } => format!("{code} 是{}，此处须为{}", level(*found), level(*needed)),
        R::ParentNotAbove { code, parent, why, at } => {
            let why = match why {
                NotAbove::Levels { below, above } => format!("前者是{}，后者是{}", level(*below), level(*above)),
                NotAbove::Lies(lies) => format!("它隶属于 {lies}"),
                NotAbove::GovernsNothing => "后者只是代码表中的一行，不辖下级".to_owned(),
            };
            format!("{code} 不能隶属于 {parent}：{why}{}", see(*at))
        }
        R::BadList { field, least: AtLeast(0) } => format!("{field} 中不得重复"),
        R::BadList { field, least: AtLeast(least) } => format!("{field} 至少列 {least} 项，且不得重复"),
        R::PlaceClash { place, effective, holds, at } => {
            format!(
                "{place} 在 {}不可能发生此事，与已有记录矛盾{}{}；如该记录有误，请先撤回或更正",
                when(tried(*effective)),
                held(*holds),
                see(*at)
            )
        }
        R::LeavesNoPlace { place, at, day } => {
            format!(
                "若如此，{place} 在 {}不存在，而 #{at} 记录了该地点当时的事实；请先撤回或更正 #{at}",
                when(date(*day))
            )
        }
        R::MergesInACircle { code, into, at } => {
            format!("{code} 已并入 {into}{}，{into} 不能再并入 {code}", see(*at))
        }
        R::SiteExists { site, at } => format!("安置点 {site} 已登记且内容不同{}；请改用更正或更名", see(*at)),
        R::NotASite { place, effective, at } => {
            format!("{}时 {place} 不是安置点，已成为社区{}；请写其行政区划代码", when(date(*effective)), see(*at))
        }
        R::UnknownCatalogueCode { list: of, code } => {
            format!("目录中没有{} {code}；请先用 add_catalogue_entry 添加", list(*of))
        }
        R::CatalogueCodeTaken { list: of, code, at } => {
            let at = at.map(|at| format!("（见 {}）", dates::recording(Lang::Zh, at))).unwrap_or_default();
            format!("目录中已有{} {code}，名称不同{at}；请另取代码", list(*of))
        }
        R::TooManyKinds {} => "要素种类最多 256 种".to_owned(),
        R::KindHasItsOwnCommand { kind, command } => {
            let kind = kind_name(kind);
            format!("{kind}应使用命令 {command} 记录")
        }
        R::NotAssessed { place } => format!("{place} 不是村、社区或安置点；要素只能属于村、社区或安置点"),
        R::AlreadyOpen { place, kind, effective, since, at, until } => {
            let kind = kind_name(kind);
            format!(
                "{}时 {place} 已有{kind}，自 {} 起{}{}；请先记录原有的何时撤销",
                when(tried(*effective)),
                date(*since),
                see(*at),
                ends(*until)
            )
        }
        R::ElementNotOpen { place, kind, effective, at } => {
            let kind = kind_name(kind);
            format!("{}时 {place} 没有在用的{kind}{}", when(tried(*effective)), absence(*at))
        }
        R::ElementNotSuspended { place, kind, effective, at } => {
            let kind = kind_name(kind);
            format!("{}时 {place} 的{kind}并未暂停{}", when(tried(*effective)), see(*at))
        }
        R::ElementSuspended { place, kind, effective, at, until } => {
            let kind = kind_name(kind);
            format!("{}时 {place} 的{kind}已经暂停{}{}", when(tried(*effective)), see(*at), ends(*until))
        }
        R::ElementClash { place, kind, later, at } => {
            let kind = kind_name(kind);
            format!("与 {place} 的{kind}在 {} 的已有记录矛盾{}；请先撤回或更正该记录", date(*later), see(*at))
        }
        R::SharingClash { place, kind, later, at } => {
            let kind = kind_name(kind);
            format!("与 {place} 共享{kind}在 {} 的已有记录矛盾{}；请先撤回或更正该记录", date(*later), see(*at))
        }
        R::LeavesNoProvider { provider, kind, at, day } => {
            let kind = kind_name(kind);
            format!(
                "若如此，{provider} 在 {} 没有{kind}，而共享约定 #{at} 以其为提供方；请先撤回或更正 #{at}",
                date(*day)
            )
        }
        R::LeavesNothingServing { place, kind, at, day } => {
            let kind = kind_name(kind);
            format!(
                "若如此，{place} 在 {} 不再共享{kind}，而抽查记录 #{at} 是为其检查的；请先撤回或更正 #{at}",
                date(*day)
            )
        }
        R::LeavesPrefecture { place, at, day } => format!(
            "若如此，{place} 在 {} 属于另一设区市，而共享约定 #{at} 是在原设区市内订立的；请先撤回或更正 #{at}",
            date(*day)
        ),
        R::SameLevel { code, level: same } => {
            format!("{code} 仍是{}，层级未变：换码用 recode_division，换上级用 move_division", level(*same))
        }
        R::SameCode { code } => format!("{code} 的新代码与原代码相同；请填新代码，或删去该行"),
        R::CodesOfOneDivision { code, other, effective, at } => format!(
            "{code} 和 {other} 在 {}是同一区划的代码{}，不能与自身合并；改码请用 recode_division",
            when(tried(*effective)),
            see(*at)
        ),
        R::SharesWithItself { place, at } => format!("{place} 不能与自身共享{}", see(*at)),
        R::OutsidePrefecture { place, provider, apart, at } => {
            let apart = apart.map(|Apart { provider, place }| format!("：前者在 {provider}，后者在 {place}"));
            format!("{provider} 与 {place} 不在同一设区市，不能共享{}{}", apart.unwrap_or_default(), see(*at))
        }
        R::ProviderHasNone { provider, kind, effective, at } => {
            let kind = kind_name(kind);
            format!("{}时 {provider} 没有自建的{kind}，无从共享{}", when(date(*effective)), absence(*at))
        }
        R::ProviderOnlyShares { provider, kind, effective, at } => {
            let kind = kind_name(kind);
            format!("{}时 {provider} 的{kind}本身也是共享的{}，不能再提供共享", when(date(*effective)), see(*at))
        }
        R::AlreadySharing { place, kind, effective, since, at, until } => {
            let kind = kind_name(kind);
            format!(
                "{}时 {place} 已共享{kind}，自 {} 起{}{}；请先终止原共享",
                when(tried(*effective)),
                date(*since),
                see(*at),
                ends(*until)
            )
        }
        R::NotSharing { place, provider, kind, effective, at } => {
            let kind = kind_name(kind);
            format!("{}时 {place} 并未与 {provider} 共享{kind}{}", when(tried(*effective)), see(*at))
        }
        R::UnknownFederation { federation, gone } => format!("没有妇联组织 {federation}{}", dates::gone(*gone)),
        R::FederationExists { federation, at } => {
            format!("妇联组织 {federation} 已有记录且内容不同{}；请更正原记录，或另取编号", see(*at))
        }
        R::FederationActive { place, effective, active, since, at, until } => {
            let active = active.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
            format!(
                "{}时 {place} 已有妇联组织{active}，自 {} 起{}{}；请先记录原有的如何终止",
                when(tried(*effective)),
                date(*since),
                see(*at),
                ends(*until)
            )
        }
        R::FederationNotActive { federation, effective, at } => {
            format!("{}时妇联组织 {federation} 不存在{}", when(date(*effective)), absence(*at))
        }
        R::FederationClash { federation, later, at } => {
            format!("与妇联组织 {federation} 在 {} 的已有记录矛盾{}；请先撤回或更正该记录", date(*later), see(*at))
        }
        R::LeavesNoFederation { federation, at, day } => format!(
            "若如此，妇联组织 {federation} 在 {}不存在，而 #{at} 记录了其当时的事实；请先撤回或更正 #{at}",
            when(date(*day))
        ),
        R::FederationsMergeInACircle { federation, into, at } => {
            format!("{federation} 已并入 {into}{}，{into} 不能再并入 {federation}", see(*at))
        }
        R::FederationsOfOnePlace { federation, into, place, at } => {
            let at = see(*at);
            format!(
                "{federation} 与 {into} 同为 {place} 的妇联组织{at}，不能相互并入；请记录 {federation} 撤销，或改名"
            )
        }
        R::MergesIntoItself { federation } => format!("{federation} 不能并入自身"),
        R::TermExists { federation, term, at } => {
            format!("{federation} 第 {term} 届执委会已有选举记录{}；请更正原记录，或写下一届", see(*at))
        }
        R::CommitteeClash { federation, later, at } => {
            format!("与 {federation} 执委会在 {} 的已有记录矛盾{}；请先撤回或更正该记录", date(*later), see(*at))
        }
        R::TermZero {} => "届次从 1 开始".to_owned(),
        R::SessionZero {} => "会议和妇女代表大会的次数从 1 开始".to_owned(),
        R::NoCommittee { federation, term, effective, at } => {
            format!("{}时 {federation} 没有第 {term} 届执委会{}", when(tried(*effective)), absence(*at))
        }
        R::PersonSeated { federation, term, person, at } => {
            format!("{person} 已在 {federation} 第 {term} 届执委会任此职{}", see(*at))
        }
        R::DecidedTwice {} => "席位在执委会会议或妇女代表大会上产生：session 与 congress 只写其一".to_owned(),
        R::PersonNotSeated { federation, term, person, effective, at } => {
            format!("{}时 {person} 不在 {federation} 第 {term} 届执委会任职{}", when(tried(*effective)), see(*at))
        }
        R::SessionExists { federation, term, session, at } => {
            format!("{federation} 第 {term} 届第 {session} 次会议已有记录{}", see(*at))
        }
        R::UnknownPerson { person, gone } => format!("没有人员 {person}{}", dates::gone(*gone)),
        R::PersonExists { person, at } => format!("人员 {person} 已登记{}；如有误请更正原登记", see(*at)),
        R::PersonErased { person, at } => format!("{person} 的姓名已删除{}", see(*at)),
        R::NameNotSealed { person } => format!("{person} 的姓名须加密后方可入库"),
        R::UnknownDesignation { designation, gone } => format!("没有命名 {designation}{}", dates::gone(*gone)),
        R::DesignationExists { designation, at } => {
            format!("命名 {designation} 已有记录且内容不同{}；请更正原记录，或另取编号", see(*at))
        }
        R::RecommendedAfterGrant { designation, effective, at } => format!(
            "命名 {designation} 此前已授予{}，而本次推荐在后（{}）；请更正其中一个日期，或另取编号",
            see(*at),
            tried(*effective)
        ),
        R::DesignationClash { designation, effective, holds, at } => {
            format!(
                "命名 {designation} 在 {}不可能发生此事，与已有记录矛盾{}{}；如该记录有误，请先撤回或更正",
                when(tried(*effective)),
                held(*holds),
                see(*at)
            )
        }
        R::UnknownInstitution { institution, gone } => format!("没有机构 {institution}{}", dates::gone(*gone)),
        R::InstitutionExists { institution, at } => {
            format!("机构 {institution} 已有记录且内容不同{}；请更正原记录，或另取编号", see(*at))
        }
        R::InstitutionClash { institution, effective, holds, at } => {
            format!(
                "机构 {institution} 在 {}不可能发生此事，与已有记录矛盾{}{}；如该记录有误，请先撤回或更正",
                when(tried(*effective)),
                held(*holds),
                see(*at)
            )
        }
        R::UnknownStandard { standard, gone } => format!("没有已采用的标准 {standard}{}", dates::gone(*gone)),
        R::StandardExists { standard, effective, at, until } => format!(
            "{}时标准 {standard} 已在采用{}{}；须先废止方可再次采用，内容不同的新标准请另取编号",
            when(tried(*effective)),
            see(*at),
            ends(*until)
        ),
        R::StandardClash { standard, effective, holds, at } => {
            format!(
                "标准 {standard} 在 {}不可能发生此事，与已有记录矛盾{}{}；如该记录有误，请先撤回或更正",
                when(tried(*effective)),
                held(*holds),
                see(*at)
            )
        }
        R::StandardUnusable { standard } => format!("标准 {standard} 至少要求一种要素，且每种只列一次"),
        R::StandardTermsUnusable { standard } => {
            format!(
                "标准 {standard} 的任期：同一层级、同一起始日只列一次，至少一年；要求执委会在任期内的，须有村（社区）的任期"
            )
        }
        R::UnknownTarget { target, gone } => format!("没有目标任务 {target}{}", dates::gone(*gone)),
        R::TargetExists { target, at } => {
            format!("目标任务 {target} 已下达且内容不同{}；请更正原记录，或另取编号", see(*at))
        }
        R::TargetClash { target, effective, holds, at } => {
            format!(
                "目标任务 {target} 在 {}不可能发生此事，与已有记录矛盾{}{}；如该记录有误，请先撤回或更正",
                when(tried(*effective)),
                held(*holds),
                see(*at)
            )
        }
        R::UnknownReformIssue { issue, gone } => format!("问题清单中没有 {issue}{}", dates::gone(*gone)),
        R::ReformIssueExists { issue, at } => {
            format!("问题清单中已有 {issue} 且内容不同{}；请更正原记录，或另取编号", see(*at))
        }
        R::ReformIssueClash { issue, effective, holds, at } => {
            format!(
                "问题 {issue} 在 {}不可能发生此事，与已有记录矛盾{}{}；如该记录有误，请先撤回或更正",
                when(tried(*effective)),
                held(*holds),
                see(*at)
            )
        }
        R::UnknownSample { sample } => format!("没有样本 {sample}；请先抽取"),
        R::SampleExists { sample, at } => format!("样本 {sample} 已抽取且内容不同{}；新样本请另取编号", see(*at)),
        R::SampleNotDrawn { sample } => format!("样本 {sample} 须先抽取方可入库"),
        R::SeedMisplaced { sample, known, at, head } => {
            format!("{sample} 的种子取自位置 {at}，须在总体所知的位置 {known} 与日志末尾 {head} 之间")
        }
        R::NothingToDraw { sample } => format!("{sample} 无可抽取：总体没有地点，或个数为 0"),
        R::NotInSample { sample, place, at } => {
            let at = see(*at);
            format!("{place} 不在样本 {sample} 中{at}，该要素也不为其中的地点共享；请检查抽中的地点，或不写样本")
        }
        R::NothingServes { place, kind, effective, at } => {
            let kind = kind_name(kind);
            format!(
                "{} {place} 没有可检查的{kind}：既无自建的在用，也没有共享到在用的{}",
                date(*effective),
                absence(*at)
            )
        }
        R::InspectedBeforeDrawn { sample, effective, drawn, at } => {
            format!("样本 {sample} 于 {} 抽取{}，晚于 {}", date(*drawn), see(*at), date(*effective))
        }
        R::UnknownEvent { event } => format!("没有事件 {event}"),
        R::AlreadyWithdrawn { at, by } => {
            format!("{} 已撤回（{}）", dates::fact(Lang::Zh, *at), dates::recording(Lang::Zh, *by))
        }
        R::NotRetractable { fact } => {
            format!("“{}”不能撤回；请另行记录正确的内容", events::name(Lang::Zh, fact))
        }
        R::NotDisputable { fact } => {
            format!("“{}”不属于依据可以不一致的事实；如有错误请用 correct 更正", events::name(Lang::Zh, fact))
        }
        R::SameStatement { at } => {
            format!("与 {} 说法相同，并无不一致；如只是依据不同，请用 correct 更正其依据", dates::fact(Lang::Zh, *at))
        }
        R::StatedUndisputed { at } => {
            format!("同一说法已作为无争议的事实记录{}；请先用 retract 撤回那一条，再以 --differs-from 记录", see(*at))
        }
        R::NotTheSameMatter { at } => {
            format!("{} 说的是另一对象或另一事项；依据只能在同一对象的同一事项上不一致", dates::fact(Lang::Zh, *at))
        }
        R::BadReplacement { at } => format!("更正须以一条尚未记录的新事实代替{}", see(*at)),
    }
}
