//! Refusals in Chinese. The English ones are the domain's own.

use jiceng_core::domain::Refusal;
use jiceng_core::domain::catalogue::CatalogueList;

use crate::lang::Lang;
use crate::texts::labels;

/// A refusal, said to a person.
pub(crate) fn refusal(lang: Lang, refusal: &Refusal) -> String {
    match lang {
        Lang::En => refusal.to_string(),
        Lang::Zh => zh(refusal),
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

fn zh(refusal: &Refusal) -> String {
    use Refusal as R;
    let date = |date| labels::date(Lang::Zh, date);
    let level = |level| labels::level(Lang::Zh, level);
    match refusal {
        R::EffectiveAfterRecording { effective, recorded } => {
            format!("{} 在记录之日 {recorded} 尚未到来；计划应作为目标任务记录", date(*effective))
        }
        R::ImplausibleDate { effective } => format!("日期 {} 不在 1900 年至 2999 年之间", date(*effective)),
        R::EvidenceUnidentified {} => "依据须有发文字号或标题".to_owned(),
        R::EvidenceFromFuture { dated, recorded } => format!("依据的成文日期 {dated} 晚于记录之日 {recorded}"),
        R::UnknownPlace { place } => format!("没有地点 {place}；请先登记"),
        R::PlaceNotOpen { place, effective } => format!("{} 时 {place} 不存在（未设立或已撤销）", date(*effective)),
        R::DivisionExists { code } => format!("行政区划代码 {code} 已在使用"),
        R::NoParent { code, parent } => format!("{code} 的上级 {parent} 当日尚未登记；请先登记上级"),
        R::WrongLevel { code, found, needed } => format!("{code} 是{}，此处须为{}", level(*found), level(*needed)),
        R::ParentNotAbove { code, parent } => format!("{code} 不能隶属于 {parent}"),
        R::BadList { field, least } => format!("{field} 至少列 {least} 项，且不得重复"),
        R::PlaceClash { place, effective, .. } => {
            format!("{place} 在 {} 不可能发生此事，与已有记录矛盾", date(*effective))
        }
        R::LeavesNoPlace { place, at, day } => {
            format!("若如此，{place} 在 {} 不存在，而 #{at} 记录了该地点当时的事实；请先撤回或更正 #{at}", date(*day))
        }
        R::MergesInACircle { code, into } => format!("{code} 已并入 {into}，{into} 不能再并入 {code}"),
        R::SiteExists { site } => format!("安置点 {site} 已登记且内容不同；请改用更正或更名"),
        R::NotASite { place, effective } => format!("{} 时 {place} 不是安置点", date(*effective)),
        R::UnknownCatalogueCode { list: of, code } => format!("目录中没有{} {code}；请先添加", list(*of)),
        R::CatalogueCodeTaken { list: of, code } => format!("目录中已有{} {code}，名称不同", list(*of)),
        R::TooManyKinds {} => "要素种类最多 256 种".to_owned(),
        R::KindHasItsOwnCommand { kind, command } => format!("{kind} 应使用命令 {command} 记录"),
        R::NotAssessed { place } => format!("{place} 不是村、社区或安置点；要素只能属于村、社区或安置点"),
        R::AlreadyOpen { place, kind, since } => format!("{place} 自 {} 起已有 {kind}", date(*since)),
        R::ElementNotOpen { place, kind, effective } => format!("{} 时 {place} 没有在用的 {kind}", date(*effective)),
        R::ElementNotSuspended { place, kind, effective } => {
            format!("{} 时 {place} 的 {kind} 并未暂停", date(*effective))
        }
        R::ElementSuspended { place, kind, effective } => format!("{} 时 {place} 的 {kind} 已经暂停", date(*effective)),
        R::ElementClash { place, kind, later } => format!("与 {place} 的 {kind} 在 {} 的已有记录矛盾", date(*later)),
        R::LeavesNoProvider { provider, kind, at, day } => format!(
            "若如此，{provider} 在 {} 没有 {kind}，而共享约定 #{at} 以其为提供方；请先撤回或更正 #{at}",
            date(*day)
        ),
        R::SharesWithItself { place } => format!("{place} 不能与自身共享"),
        R::OutsidePrefecture { place, provider } => format!("{provider} 与 {place} 不在同一设区市，不能共享"),
        R::ProviderHasNone { provider, kind, effective } => {
            format!("{} 时 {provider} 没有自建的 {kind}，无从共享", date(*effective))
        }
        R::ProviderOnlyShares { provider, kind, effective } => {
            format!("{} 时 {provider} 的 {kind} 本身也是共享的，不能再提供共享", date(*effective))
        }
        R::AlreadySharing { place, kind, since } => {
            format!("{place} 自 {} 起已共享 {kind}；请先终止原共享", date(*since))
        }
        R::NotSharing { place, provider, kind, effective } => {
            format!("{} 时 {place} 并未与 {provider} 共享 {kind}", date(*effective))
        }
        R::UnknownFederation { federation } => format!("没有妇联组织 {federation}；请先登记成立"),
        R::FederationExists { federation } => format!("妇联组织 {federation} 已有记录且内容不同"),
        R::FederationActive { place, since } => format!("{place} 自 {} 起已有妇联组织", date(*since)),
        R::FederationNotActive { federation, effective } => {
            format!("{} 时妇联组织 {federation} 不存在", date(*effective))
        }
        R::FederationClash { federation, later } => {
            format!("与妇联组织 {federation} 在 {} 的已有记录矛盾", date(*later))
        }
        R::LeavesNoFederation { federation, at, day } => format!(
            "若如此，妇联组织 {federation} 在 {} 不存在，而 #{at} 记录了其当时的事实；请先撤回或更正 #{at}",
            date(*day)
        ),
        R::FederationsMergeInACircle { federation, into } => {
            format!("{federation} 已并入 {into}，{into} 不能再并入 {federation}")
        }
        R::MergesIntoItself { federation } => format!("{federation} 不能并入自身"),
        R::TermExists { federation, term } => format!("{federation} 第 {term} 届执委会已有选举记录"),
        R::TermZero {} => "届次从 1 开始".to_owned(),
        R::NoCommittee { federation, term, effective } => {
            format!("{} 时 {federation} 没有第 {term} 届执委会", date(*effective))
        }
        R::PersonSeated { federation, term, person } => format!("{person} 已在 {federation} 第 {term} 届执委会任职"),
        R::PersonNotSeated { federation, term, person, effective } => {
            format!("{} 时 {person} 不在 {federation} 第 {term} 届执委会任职", date(*effective))
        }
        R::SessionExists { federation, term, session } => {
            format!("{federation} 第 {term} 届第 {session} 次会议已有记录")
        }
        R::UnknownPerson { person } => format!("没有人员 {person}；请先登记"),
        R::PersonExists { person } => format!("人员 {person} 已登记；如有误请更正原登记"),
        R::PersonErased { person } => format!("{person} 的姓名已删除"),
        R::NameNotSealed { person } => format!("{person} 的姓名须加密后方可入库"),
        R::UnknownDesignation { designation } => format!("没有命名 {designation}"),
        R::DesignationExists { designation } => format!("命名 {designation} 已有记录且内容不同"),
        R::DesignationClash { designation, effective } => {
            format!("与命名 {designation} 的已有记录矛盾（{}）", date(*effective))
        }
        R::UnknownInstitution { institution } => format!("没有机构 {institution}"),
        R::InstitutionExists { institution } => format!("机构 {institution} 已有记录且内容不同"),
        R::InstitutionClash { institution, effective } => {
            format!("与机构 {institution} 的已有记录矛盾（{}）", date(*effective))
        }
        R::UnknownStandard { standard } => format!("没有已采用的标准 {standard}"),
        R::StandardExists { standard } => format!("标准 {standard} 已采用且内容不同；新标准请另取编号"),
        R::StandardClash { standard, effective } => format!("与标准 {standard} 的已有记录矛盾（{}）", date(*effective)),
        R::StandardUnusable { standard } => format!("标准 {standard} 至少要求一种要素，且每种只列一次"),
        R::StandardTermsUnusable { standard } => {
            format!(
                "标准 {standard} 的任期：同一层级、同一起始日只列一次，至少一年；要求执委会在任期内的，须有村（社区）的任期"
            )
        }
        R::UnknownTarget { target } => format!("没有目标任务 {target}"),
        R::TargetExists { target } => format!("目标任务 {target} 已下达且内容不同"),
        R::TargetClash { target, effective } => format!("与目标任务 {target} 的已有记录矛盾（{}）", date(*effective)),
        R::UnknownReformIssue { issue } => format!("问题清单中没有 {issue}"),
        R::ReformIssueExists { issue } => format!("问题清单中已有 {issue} 且内容不同"),
        R::ReformIssueClash { issue, effective } => format!("与问题 {issue} 的已有记录矛盾（{}）", date(*effective)),
        R::UnknownSample { sample } => format!("没有样本 {sample}；请先抽取"),
        R::SampleExists { sample } => format!("样本 {sample} 已抽取且内容不同；新样本请另取编号"),
        R::SampleNotDrawn { sample } => format!("样本 {sample} 须先抽取方可入库"),
        R::SeedMisplaced { sample, known, at, head } => {
            format!("{sample} 的种子取自位置 {at}，须在总体所知的位置 {known} 与日志末尾 {head} 之间")
        }
        R::NothingToDraw { sample } => format!("{sample} 无可抽取：总体没有地点，或个数为 0"),
        R::NotInSample { sample, place } => {
            format!("{place} 不在样本 {sample} 中，该要素也不为其中的地点共享；请检查抽中的地点，或不写样本")
        }
        R::NothingServes { place, kind, effective } => {
            format!("{} {place} 没有可检查的{kind}：既无自建的在用，也没有共享到在用的", date(*effective))
        }
        R::InspectedBeforeDrawn { sample, effective, drawn } => {
            format!("样本 {sample} 于 {} 抽取，晚于 {}", date(*drawn), date(*effective))
        }
        R::UnknownEvent { event } => format!("没有事件 {event}"),
        R::AlreadyWithdrawn { event } => format!("事件 {event} 已经撤回"),
        R::NotRetractable { fact } => format!("{fact} 不能撤回；请另行记录正确的内容"),
        R::NotDisputable { fact } => format!("{fact} 不属于依据可以不一致的事实；如有错误请用 correct 更正"),
        R::SameStatement { event } => {
            format!("与 {event} 说法相同，并无不一致；如只是依据不同，请用 correct 更正其依据")
        }
        R::StatedUndisputed {} => {
            "同一说法已作为无争议的事实记录；请先用 retract 撤回那一条，再以 --differs-from 记录".to_owned()
        }
        R::NotTheSameMatter { event } => {
            format!("{event} 说的是另一对象或另一事项；依据只能在同一对象的同一事项上不一致")
        }
        R::BadReplacement {} => "更正须以一条尚未记录的新事实代替".to_owned(),
    }
}
