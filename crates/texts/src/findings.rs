//! What findings say, and what to look at next.

use jiceng_core::LockedView;
use jiceng_core::domain::Evidence;
use jiceng_core::domain::element::Standing;
use jiceng_core::domain::evidence_role::EvidenceRole;
use jiceng_core::projections::findings::{DateOf, Finding, FindingCode, NumberOf, Severity, Value};

use crate::Lang;
use crate::labelled::labelled;
use crate::lang::{both, counted_people, one_or, plural};
use crate::{events, labels, without_effect};

labelled! { Severity {
    Serious: "严重", "serious";
    Warning: "警示", "warning";
    Note: "提示", "note";
} }

// Kinds of findings.
labelled! { FindingCode {
    CommitteePastTerm: "执委会届满未换届", "committee past its term";
    CommitteeWithTwoChairs: "执委会有多名主席", "committee with two chairs";
    LargeSiteOnlyShares: "须自建而只共享", "large site only shares";
    ProviderClosed: "共享提供方不在用", "provider closed";
    Contradiction: "同日记录相互矛盾", "contradiction";
    WithoutEffect: "未生效", "without effect";
    CodeCarriedTwice: "一码两用", "code carried twice";
    OpenAtEndedPlace: "所属地点已撤销", "open at an ended place";
    BelowEndedDivision: "上级已撤销", "below an ended division";
    LevelNotAbove: "上级层级不高于本级", "level not above";
    CouncilBeforeFederation: "议事会早于妇联", "council before federation";
    CommitteeNeverElected: "从未选举执委会", "committee never elected";
    CommitteeWithoutChair: "执委会没有主席", "committee without chair";
    PopulationNeverCounted: "人口从未清点", "population never counted";
    NotInspected: "未经达标检查", "not inspected";
    BelowStandard: "检查未达标", "below standard";
    ClaimedBefore: "依据早于事实", "claimed before";
    SourcesDisagree: "依据不一致", "sources disagree";
    DesignatedTwice: "同一项目重复命名", "designated twice";
    InspectedElsewhere: "抽查对象不符", "inspected elsewhere";
    CodeOfAnotherPlace: "代码已属他地", "code of another place";
    TermsGoBackwards: "届次倒退", "terms go backwards";
    FormerCommittee: "涉及前一届执委会", "former committee";
    ProviderOutsidePrefecture: "跨设区市共享", "provider outside the prefecture";
    PopulationOutdated: "人口逾一年未清点", "population outdated";
    FactWithoutEvidence: "没有依据", "fact without evidence";
    RecordedLate: "逾期补录", "recorded late";
    CodeOfAnotherDivision: "代码与上级不符", "code of another division";
    OrderOfOneDay: "同期先后不明", "order within one date";
    ChangesNothing: "变更无变化", "change that changes nothing";
} }

/// What to look at next.
pub const fn next(lang: Lang, code: FindingCode) -> &'static str {
    match code {
        FindingCode::CommitteePastTerm => lang.pick(
            "查换届选举文件：已换届则补录，未换届则督促",
            "look for the election's papers: record the election, or see that it is held",
        ),
        FindingCode::CommitteeWithTwoChairs => lang.pick(
            "查任免文件：补录前任主席出缺，或更正席位",
            "look for the appointment's papers: record who left, or correct the seat",
        ),
        FindingCode::LargeSiteOnlyShares => lang.pick(
            "查本点是否已自建：已建则补录，未建则列入建设",
            "see whether the site has built its own: record it, or have it built",
        ),
        FindingCode::ProviderClosed | FindingCode::ProviderOutsidePrefecture => lang.pick(
            "查现在实际与谁共享：终止原约定，另行约定",
            "see whose it uses now: end the sharing, agree on another",
        ),
        FindingCode::Contradiction => {
            lang.pick("对照各条依据，撤回有误的一条", "compare the evidence of each, withdraw the wrong one")
        }
        FindingCode::WithoutEffect => lang.pick(
            "查所列各条：补录缺少的一条（如前一段的终止），或撤回、更正有误的一条",
            "look at the facts named: record what is missing, such as the end of the earlier period, or correct what is wrong",
        ),
        FindingCode::CodeCarriedTwice => lang.pick(
            "查区划代码表：补录其中一个的撤销或改码",
            "look at the list of codes: record when one of the two ended or got another code",
        ),
        FindingCode::OpenAtEndedPlace => lang.pick(
            "查撤并文件：随地点终止的补录终止，转到别处的予以更正",
            "look at the reform's papers: record its end, or correct the place if it goes on elsewhere",
        ),
        FindingCode::BelowEndedDivision => lang.pick(
            "查撤并文件：补录改隶或撤销",
            "look at the reform's papers: record where it lies now, or that it ended too",
        ),
        FindingCode::LevelNotAbove => lang.pick(
            "查区划调整文件：补录改隶，或更正层级变更",
            "look at the reform's papers: record where it lies now, or correct the change of level",
        ),
        FindingCode::DesignatedTwice => lang.pick(
            "查命名文件：撤回重复的一条，或补录撤销命名",
            "look at the papers: withdraw the one entered twice, or record that one was revoked",
        ),
        FindingCode::InspectedElsewhere => lang.pick(
            "查检查记录：如检查的是现在记录的对象，撤回后重新录入",
            "look at the inspection's papers: withdraw it and record it again, if it was of what is recorded now",
        ),
        FindingCode::CodeOfAnotherPlace => lang.pick(
            "查依据文件：如所指为现用该代码的地点，撤回后重新录入",
            "look at the papers: withdraw the fact and record it again, if it means the place that has the code now",
        ),
        FindingCode::TermsGoBackwards => lang.pick(
            "查两次选举的文件，更正届次或日期",
            "look at the papers of both elections, and correct a term or a day",
        ),
        FindingCode::FormerCommittee => lang.pick(
            "查任免或会议文件，更正届次或日期",
            "look at the paper, and correct its term or its day",
        ),
        FindingCode::CodeOfAnotherDivision => lang.pick(
            "查区划代码表：补录改码或改隶",
            "look at the list of codes: record its new code, or where it lies",
        ),
        FindingCode::OrderOfOneDay => lang.pick(
            "查文件确定先后；现以后记录的一条为准",
            "see from the papers which came first; for now the one recorded last counts",
        ),
        FindingCode::ChangesNothing => lang.pick(
            "查文件：此前的名称或上级是否漏记变更，或此条有误",
            "look at the papers: an earlier change may be missing, or this one is mistaken",
        ),
        FindingCode::CouncilBeforeFederation => lang.pick(
            "查两者的成立文件，更正日期；确实在先则予说明",
            "look at the papers of both and correct a date, or note why it came first",
        ),
        FindingCode::CommitteeNeverElected => lang.pick(
            "查首次选举文件：已选举则补录",
            "look for the papers of the first election, and record it if it was held",
        ),
        FindingCode::CommitteeWithoutChair => {
            lang.pick("查由谁主持：补录增补，或督促补选", "see who presides: record it, or see that the seat is filled")
        }
        FindingCode::PopulationNeverCounted => {
            lang.pick("取安置点人口统计表，登记人口", "get the site's list of people and record the count")
        }
        FindingCode::NotInspected => {
            lang.pick("安排检查，或补录检查结果", "have it inspected, or record the inspection")
        }
        FindingCode::BelowStandard => lang.pick("查整改情况，安排复查", "see what was mended and inspect it again"),
        FindingCode::ClaimedBefore => lang.pick(
            "到现场或向经办人核实：当日是否确已建成",
            "ask on the spot whether it was so on that day: the paper was written before",
        ),
        FindingCode::SourcesDisagree => lang.pick(
            "核对各依据，撤回不实的一条；都属实则由采信顺序决定",
            "compare the papers and withdraw what is wrong; where both stand, a precedence decides",
        ),
        FindingCode::PopulationOutdated => {
            lang.pick("取最新人口数登记", "get the present number of people and record it")
        }
        FindingCode::FactWithoutEvidence => lang
            .pick("向记录单位索取文件，以更正补上依据", "ask the recorder for the paper, and correct the fact with it"),
        FindingCode::RecordedLate => {
            lang.pick("核对依据的成文日期：是否当时确已发生", "look at the date of the evidence: was it so at the time")
        }
    }
}

/// What was found, told to a person who knows which place it is about. `evidence` is that of the
/// facts behind it, where the finding is about their evidence.
pub fn message(lang: Lang, view: &LockedView, finding: &Finding, evidence: &[Evidence]) -> String {
    said(&Parts { lang, view, finding }, evidence)
}

/// The parts that sentences are put together from.
struct Parts<'p> {
    lang: Lang,
    view: &'p LockedView,
    finding: &'p Finding,
}

impl Parts<'_> {
    fn date(&self, of: DateOf) -> String {
        self.finding.date_of(of).map(|date| labels::date(self.lang, date)).unwrap_or_default()
    }

    fn number(&self, of: NumberOf) -> u32 {
        self.finding.number_of(of).unwrap_or_default()
    }

    fn kind(&self) -> String {
        let entry = self.finding.kind.and_then(|kind| self.view.kind(kind));
        entry.map(|entry| labels::kind(self.lang, entry)).unwrap_or_default()
    }

    fn federation(&self) -> String {
        self.finding.federation.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    fn provider(&self) -> String {
        self.finding.provider.map(|place| events::place(self.view, place)).unwrap_or_default()
    }

    fn event(&self) -> String {
        self.finding.event.map(|event| events::name(self.lang, event).to_owned()).unwrap_or_default()
    }

    fn values(&self) -> String {
        let values = self.finding.values.iter().map(|value| self.value(value));
        values.collect::<Vec<_>>().join(self.lang.pick("、", ", "))
    }

    fn value(&self, value: &Value) -> String {
        let lang = self.lang;
        match value {
            Value::People(people) => people.to_string(),
            Value::Passed(true) => lang.pick("达标", "passed").to_owned(),
            Value::Passed(false) => lang.pick("未达标", "failed").to_owned(),
            Value::Name(name) => format!("“{name}”"),
            Value::Element(standing) => labels::label(lang, *standing).to_owned(),
            Value::PlaceEnded if self.finding.date_of(DateOf::Ended).is_none() => match lang {
                Lang::Zh => format!("提供方的登记（{}）已撤回", self.date(DateOf::Effective)),
                Lang::En => {
                    format!(
                        "the provider is no more, its registration of {} was withdrawn",
                        self.date(DateOf::Effective)
                    )
                }
            },
            Value::PlaceEnded => lang.pick("提供方已撤销", "the provider is no more").to_owned(),
            Value::Code(code) => code.to_string(),
            Value::Because(because) => without_effect::because(lang, self.view, because),
            Value::InPart => lang.pick("其余部分生效", "the rest of it counts").to_owned(),
            Value::Prevails(position) => match lang {
                Lang::Zh => format!("按采信顺序以 {position} 为准"),
                Lang::En => format!("the precedence prefers {position}"),
            },
            Value::Undecided(position) => match lang {
                Lang::Zh => format!("未决，暂以先记录的 {position} 为准"),
                Lang::En => format!("undecided, {position} counts as it was recorded first"),
            },
        }
    }

    /// Whether the provider's element was never there, so that there is no day on which it ended.
    fn never_ended(&self) -> bool {
        self.finding.values.contains(&Value::Element(Standing::Absent)) || self.finding.date_of(DateOf::Ended).is_none()
    }

    /// The fact that it is about, on one line.
    fn fact(&self) -> String {
        let Some(position) = self.finding.fact else { return String::new() };
        without_effect::fact(self.lang, self.view, position)
    }

    fn in_part(&self) -> bool {
        self.finding.values.contains(&Value::InPart)
    }

    fn has_ended(&self) -> bool {
        self.finding.date_of(DateOf::Ended).is_some()
    }

    /// The reports that are dated as the finding says, without that date, and how each is known for
    /// one.
    fn reports(&self, evidence: &[Evidence]) -> String {
        let dated = self.finding.date_of(DateOf::Dated);
        let papers = evidence.iter().filter(|paper| paper.dated.is_some() && paper.dated.map(Into::into) == dated);
        let reports = papers.filter_map(|paper| match paper.role() {
            Some((EvidenceRole::Reports, by)) => {
                let said = events::evidence(&[Evidence { dated: None, ..paper.clone() }]);
                Some(format!("{said}{}", labels::report_by(self.lang, by)))
            }
            _ => None,
        });
        reports.collect::<Vec<_>>().join(self.lang.pick("；", "; "))
    }
}

/// What a finding says.
fn said(parts: &Parts<'_>, evidence: &[Evidence]) -> String {
    let lang = parts.lang;
    let date = |of| parts.date(of);
    let number = |of| parts.number(of);
    let (kind, federation, provider) = (parts.kind(), parts.federation(), parts.provider());
    match parts.finding.code {
        FindingCode::CommitteePastTerm => both!(
            lang,
            format!(
                "{federation} 第{}届执委会 {} 选举，任期 {} 年，{} 届满，尚未换届",
                number(NumberOf::Term),
                date(DateOf::Elected),
                number(NumberOf::TermYears),
                date(DateOf::TermEnded)
            ),
            format!(
                "{federation}: the committee of term {}, elected {} for {}, ended {} and no other was elected",
                number(NumberOf::Term),
                date(DateOf::Elected),
                plural(number(NumberOf::TermYears), "year"),
                date(DateOf::TermEnded)
            )
        ),
        FindingCode::CommitteeWithTwoChairs => both!(
            lang,
            format!(
                "{federation} 第{}届执委会（{} 选举）有 {} 名主席",
                number(NumberOf::Term),
                date(DateOf::Elected),
                number(NumberOf::Chairs)
            ),
            format!(
                "{federation}: the committee of term {}, elected {}, has {} chairs",
                number(NumberOf::Term),
                date(DateOf::Elected),
                number(NumberOf::Chairs)
            )
        ),
        FindingCode::LargeSiteOnlyShares => both!(
            lang,
            {
                let people = match parts.finding.number_of(NumberOf::OwnFrom) {
                    Some(from) => {
                        let (people, counted) = (number(NumberOf::People), date(DateOf::Counted));
                        format!("人口 {people}（{counted}），{from} 人及以上须自建")
                    }
                    None => "安置点须自建".to_owned(),
                };
                format!("{people}；{kind}自 {} 起只与 {provider} 共享", date(DateOf::Agreed))
            },
            {
                let people = match parts.finding.number_of(NumberOf::OwnFrom) {
                    Some(from) => {
                        let (people, counted) = (number(NumberOf::People), date(DateOf::Counted));
                        format!(
                            "{people} ({counted}), its own is required from {from}",
                            people = counted_people(people)
                        )
                    }
                    None => "a site's own is required".to_owned(),
                };
                format!("{people}; since {} it only shares the {kind} of {provider}", date(DateOf::Agreed))
            }
        ),
        FindingCode::ProviderClosed => both!(
            lang,
            {
                let since = if parts.never_ended() { String::new() } else { format!("（{}）", date(DateOf::Ended)) };
                format!("自 {} 起共享 {provider} 的{kind}，现{}{since}", date(DateOf::Agreed), parts.values())
            },
            {
                let since = if parts.never_ended() { String::new() } else { format!(" ({})", date(DateOf::Ended)) };
                let state = parts.values();
                format!("since {} it shares the {kind} of {provider}, now: {state}{since}", date(DateOf::Agreed))
            }
        ),
        FindingCode::Contradiction => both!(
            lang,
            {
                let what = match parts.finding.values.first() {
                    Some(Value::People(_)) => "人口".to_owned(),
                    Some(Value::Passed(_)) => format!("{kind}检查结果"),
                    Some(Value::Name(_)) if !federation.is_empty() => format!("{federation} 名称"),
                    Some(
                        Value::Name(_)
                        | Value::Element(_)
                        | Value::PlaceEnded
                        | Value::Prevails(_)
                        | Value::Undecided(_)
                        | Value::Code(_)
                        | Value::Because(_)
                        | Value::InPart,
                    )
                    | None => "名称".to_owned(),
                };
                format!("{} 同日的{what}不一致：{}", date(DateOf::Effective), parts.values())
            },
            {
                let what = match parts.finding.values.first() {
                    Some(Value::People(_)) => "counts of people".to_owned(),
                    Some(Value::Passed(_)) => format!("inspections of the {kind}"),
                    Some(Value::Name(_)) if !federation.is_empty() => format!("names of {federation}"),
                    Some(
                        Value::Name(_)
                        | Value::Element(_)
                        | Value::PlaceEnded
                        | Value::Prevails(_)
                        | Value::Undecided(_)
                        | Value::Code(_)
                        | Value::Because(_)
                        | Value::InPart,
                    )
                    | None => "names".to_owned(),
                };
                format!("{what} of {} differ: {}", date(DateOf::Effective), parts.values())
            }
        ),
        FindingCode::WithoutEffect if parts.in_part() => both!(
            lang,
            format!("{} 部分未生效：{}", parts.fact(), parts.values()),
            format!("{} has an effect only in part: {}", parts.fact(), parts.values())
        ),
        FindingCode::WithoutEffect => both!(
            lang,
            format!("{} 未生效：{}", parts.fact(), parts.values()),
            format!("{} has no effect: {}", parts.fact(), parts.values())
        ),
        FindingCode::CodeCarriedTwice => both!(
            lang,
            format!("自 {} 起与 {provider} 使用同一代码 {}", date(DateOf::Effective), parts.values()),
            format!("since {} it has the same code {} as {provider}", date(DateOf::Effective), parts.values())
        ),
        FindingCode::OpenAtEndedPlace => both!(
            lang,
            {
                let ended = if parts.has_ended() {
                    format!("，该地点 {} 撤销", date(DateOf::Ended))
                } else {
                    String::new()
                };
                let of = if federation.is_empty() { String::new() } else { format!("（{federation}）") };
                format!("{}{of}（{}）仍未终止{ended}", parts.event(), date(DateOf::Effective))
            },
            {
                let ended = if parts.has_ended() {
                    format!(", the place ended {}", date(DateOf::Ended))
                } else {
                    String::new()
                };
                let of = if federation.is_empty() { String::new() } else { format!(" ({federation})") };
                format!("{}{of} of {} is still open{ended}", parts.event(), date(DateOf::Effective))
            }
        ),
        FindingCode::BelowEndedDivision => both!(
            lang,
            {
                if parts.has_ended() {
                    format!("上级 {provider} 已撤销（{}）", date(DateOf::Ended))
                } else {
                    format!("上级 {provider} 的登记（{}）已撤回", date(DateOf::Effective))
                }
            },
            {
                if parts.has_ended() {
                    format!("{provider}, above it, is no more since {}", date(DateOf::Ended))
                } else {
                    format!(
                        "{provider}, above it, is no more: its registration of {} was withdrawn",
                        date(DateOf::Effective)
                    )
                }
            }
        ),
        FindingCode::LevelNotAbove => both!(
            lang,
            format!("上级 {provider} 的层级不高于本级"),
            format!("{provider}, above it, is of its own level or a lower one")
        ),
        FindingCode::DesignatedTwice => both!(
            lang,
            format!("同一项目命名 {} 次，最后一次 {}", parts.finding.positions.len(), date(DateOf::Effective)),
            format!(
                "named {} times under one programme, the last time {}",
                parts.finding.positions.len(),
                date(DateOf::Effective)
            )
        ),
        FindingCode::InspectedElsewhere => both!(
            lang,
            format!("{} 的抽查检查的是 {provider} 的{kind}，而当日为其服务的并非该处", date(DateOf::Effective)),
            format!(
                "the inspection of {} is of the {kind} of {provider}, which did not serve it then",
                date(DateOf::Effective)
            )
        ),
        FindingCode::CodeOfAnotherPlace => both!(
            lang,
            format!("{} 以代码 {} 记录，而当日该代码属于 {provider}", parts.fact(), parts.values()),
            format!("{} was recorded under {}, which {provider} has on that day", parts.fact(), parts.values())
        ),
        FindingCode::TermsGoBackwards => both!(
            lang,
            format!(
                "{federation} {} 选举第{}届执委会，而此前已选举第{}届",
                date(DateOf::Elected),
                number(NumberOf::Term),
                number(NumberOf::TermBefore)
            ),
            format!(
                "{federation}: the committee of term {} was elected {}, after that of term {}",
                number(NumberOf::Term),
                date(DateOf::Elected),
                number(NumberOf::TermBefore)
            )
        ),
        FindingCode::FormerCommittee => both!(
            lang,
            format!(
                "{federation} {}：{} 涉及第{}届执委会，当时现任为第{}届",
                parts.event(),
                date(DateOf::Effective),
                number(NumberOf::Term),
                number(NumberOf::TermInOffice)
            ),
            format!(
                "{federation}: {} of {} speaks of term {}, while the committee of term {} was in office",
                parts.event(),
                date(DateOf::Effective),
                number(NumberOf::Term),
                number(NumberOf::TermInOffice)
            )
        ),
        FindingCode::ProviderOutsidePrefecture => both!(
            lang,
            format!("自 {} 起共享 {provider} 的{kind}，两地现不在同一设区市", date(DateOf::Agreed)),
            format!(
                "since {} it shares the {kind} of {provider}, which is in another prefecture now",
                date(DateOf::Agreed)
            )
        ),
        FindingCode::CodeOfAnotherDivision => both!(
            lang,
            format!("代码 {} 与所属的 {provider} 不符", parts.values()),
            format!("its code {} is not one of {provider}", parts.values())
        ),
        FindingCode::ChangesNothing => both!(
            lang,
            format!("{}（{}）与此前相同，没有变化", parts.event(), date(DateOf::Effective)),
            format!("{} of {} says what was so before it", parts.event(), date(DateOf::Effective))
        ),
        FindingCode::OrderOfOneDay => both!(
            lang,
            format!(
                "{}：{} 有 {} 条，先后不明，现以最后记录的一条为准",
                parts.event(),
                date(DateOf::Effective),
                parts.finding.positions.len()
            ),
            format!(
                "{}: {} facts of {}, nothing says which came first; the one recorded last counts",
                parts.event(),
                parts.finding.positions.len(),
                date(DateOf::Effective)
            )
        ),
        FindingCode::CouncilBeforeFederation if parts.finding.federation.is_some() => both!(
            lang,
            format!(
                "妇女议事会 {} 建立，妇联组织 {federation} {} 才成立",
                date(DateOf::Council),
                date(DateOf::Founded)
            ),
            format!(
                "the women's council dates from {}, its federation {federation} from {} only",
                date(DateOf::Council),
                date(DateOf::Founded)
            )
        ),
        FindingCode::CouncilBeforeFederation => both!(
            lang,
            format!("妇女议事会 {} 建立，本地没有妇联组织", date(DateOf::Council)),
            format!("the women's council dates from {}, there is no federation", date(DateOf::Council))
        ),
        FindingCode::CommitteeNeverElected => both!(
            lang,
            format!("妇联组织 {federation} {} 成立，逾一年未选举执委会", date(DateOf::Founded)),
            format!(
                "the federation {federation}, founded {}, has elected no committee in over a year",
                date(DateOf::Founded)
            )
        ),
        FindingCode::CommitteeWithoutChair => both!(
            lang,
            format!(
                "{federation} 第{}届执委会（{} 选举）现有 {} 人，没有主席",
                number(NumberOf::Term),
                date(DateOf::Elected),
                number(NumberOf::Seats)
            ),
            format!(
                "{federation}: the committee of term {}, elected {}, has no chair (seats filled: {})",
                number(NumberOf::Term),
                date(DateOf::Elected),
                number(NumberOf::Seats)
            )
        ),
        FindingCode::PopulationNeverCounted => both!(
            lang,
            "安置点人口从未清点，无从判断是否须自建".to_owned(),
            "its people were never counted: nothing says whether it needs its own".to_owned()
        ),
        FindingCode::NotInspected => both!(
            lang,
            {
                let asked = match &parts.finding.target {
                    Some(target) => format!("目标任务 {target} 要求 {} 前达标", date(DateOf::Due)),
                    None => "标准要求检查达标".to_owned(),
                };
                format!("{kind} {} 建立，从未检查；{asked}", date(DateOf::Established))
            },
            {
                let asked = match &parts.finding.target {
                    Some(target) => format!("the target {target} asks for it by {}", date(DateOf::Due)),
                    None => "the standard asks for it".to_owned(),
                };
                format!("{kind} of {} was never inspected; {asked}", date(DateOf::Established))
            }
        ),
        FindingCode::BelowStandard => both!(
            lang,
            format!("{kind} {} 检查未达标，此后未复查", date(DateOf::Inspected)),
            format!("{kind}: failed the inspection of {}, not inspected since", date(DateOf::Inspected))
        ),
        FindingCode::ClaimedBefore => both!(
            lang,
            format!(
                "{}：生效日期为 {}，依据成文于 {}（{}）",
                parts.event(),
                date(DateOf::Effective),
                date(DateOf::Dated),
                parts.reports(evidence)
            ),
            format!(
                "{}: took effect {}, its evidence is of {} ({})",
                parts.event(),
                date(DateOf::Effective),
                date(DateOf::Dated),
                parts.reports(evidence)
            )
        ),
        FindingCode::SourcesDisagree => both!(
            lang,
            {
                let papers = events::evidence(evidence);
                let papers = if papers.is_empty() { papers } else { format!("（{papers}）") };
                let statements = parts.finding.positions.len();
                format!("{}：各依据有 {statements} 种说法{papers}；{}", parts.event(), parts.values())
            },
            {
                let papers = events::evidence(evidence);
                let papers = if papers.is_empty() { papers } else { format!(" ({papers})") };
                let statements = parts.finding.positions.len();
                format!("{}: sources state {statements} different things{papers}; {}", parts.event(), parts.values())
            }
        ),
        FindingCode::PopulationOutdated => both!(
            lang,
            format!("最近一次清点为 {}，{} 人，已逾一年", date(DateOf::Counted), number(NumberOf::People)),
            format!(
                "last counted {}, {}: over a year ago",
                date(DateOf::Counted),
                counted_people(number(NumberOf::People))
            )
        ),
        FindingCode::FactWithoutEvidence => both!(
            lang,
            format!("{}（{}）没有依据", parts.event(), date(DateOf::Effective)),
            format!("{} of {}: no evidence", parts.event(), date(DateOf::Effective))
        ),
        FindingCode::RecordedLate => both!(
            lang,
            format!(
                "{}：生效日期为 {}，{} 才记录，相隔 {} 天",
                parts.event(),
                date(DateOf::Effective),
                date(DateOf::Recorded),
                number(NumberOf::DaysLate)
            ),
            format!(
                "{}: took effect {}, recorded {}, {} later",
                parts.event(),
                date(DateOf::Effective),
                date(DateOf::Recorded),
                plural(number(NumberOf::DaysLate), "day")
            )
        ),
    }
}

/// That some were not looked for, because no standard was adopted that asks for it.
pub const fn left_out(lang: Lang) -> &'static str {
    lang.pick(
        "尚未采用任何标准，不查“从未选举执委会”；要查请用 --standard 指定标准，或先采用（jiceng standard adopt）",
        "no standard was adopted, so committees never elected are not looked for; name one with --standard, or adopt it (jiceng standard adopt)",
    )
}

/// That there are none.
pub const fn none(lang: Lang) -> &'static str {
    lang.pick("没有疑点", "no findings")
}

/// That so many notes are not listed, and how they are.
pub fn notes_left_out(lang: Lang, notes: usize) -> String {
    both!(
        lang,
        format!("提示 {notes} 条未列出：用 --severity note 或 --code 列出"),
        format!(
            "{} {} not listed: --severity note or --code lists them",
            plural(notes, "note"),
            one_or(notes, "is", "are")
        ),
    )
}
