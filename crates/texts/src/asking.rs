//! Why a question cannot be asked so, or has no answer.

use jiceng_answers::certificate::CertificateProblem;
use jiceng_answers::{AskError, Sought, Wanted};
use jiceng_core::domain::characters::Visible;
use jiceng_exchange::claims::ClaimProblem;
use jiceng_exchange::standard::StandardProblem;

use crate::failures::Fixed;
use crate::lang::both;
use crate::next_steps::with_step;
use crate::usage::option;
use crate::{Lang, files, registry};

/// Why a question cannot be asked so, or has no answer, and what to do next at a terminal; with the
/// file that is to blame, if one is.
pub fn asked(lang: Lang, error: &AskError, file: Option<&str>) -> String {
    if let AskError::Registry(error) = error {
        return registry::registry(lang, error);
    }
    let what = if let AskError::Value { field, value, wanted } = error {
        self::value(lang, option(lang, field), value, *wanted)
    } else {
        what(lang, error, file)
    };
    with_step(lang, what, error.next_step(), None)
}

/// Why, and nothing of what to do next: for an edge that words that in its own way.
pub fn what(lang: Lang, error: &AskError, file: Option<&str>) -> String {
    match error {
        AskError::Registry(error) => registry::what(lang, error),
        AskError::Certificate(problem) => bad_certificate(lang, file.unwrap_or_default(), problem),
        AskError::Value { field, value, wanted } => self::value(lang, field, value, *wanted),
        AskError::NoSuchPlace { place } => no_such_place(lang, place),
        AskError::NotAssessed { place, kind } => not_assessed(lang, place, kind),
        AskError::NotFound { sought, value } => not_found(lang, *sought, value),
        AskError::NotAPerson => Fixed::NotAPerson.told(lang).to_owned(),
        AskError::UnknownKind { standard, kind } => unknown_kind(lang, standard, kind),
        AskError::BadStandard { standard, problems } => bad_standard(lang, file.unwrap_or(standard), problems),
        AskError::BadClaims { problems } => bad_claims(lang, file.unwrap_or_default(), problems),
    }
}

/// A value of a field or an option that cannot be understood.
fn value(lang: Lang, option: &str, value: &str, wanted: Wanted) -> String {
    let (value, wanted) = (Visible(value), self::wanted(lang, wanted));
    let gap = if option.is_ascii() { " " } else { "" };
    both!(
        lang,
        format!("{option}{gap}的值“{value}”无效：{wanted}"),
        format!("\"{value}\" is not a value for {option}: {wanted}"),
    )
}

/// A place that is not in the registry.
fn no_such_place(lang: Lang, place: &str) -> String {
    both!(lang, format!("没有地点 {place}"), format!("there is no place {place}"),)
}

/// A kind that is not assessed at a place.
fn not_assessed(lang: Lang, place: &str, kind: &str) -> String {
    both!(
        lang,
        format!("当日不考核 {place} 的 {kind}：地点须为当日存在的村、社区或安置点，且标准列有该要素"),
        format!(
            "{kind} of {place} is not assessed on that day: the place must be a community or site that exists then, and the standard must name the kind"
        ),
    )
}

/// That something is not there, and where to look.
fn not_found(lang: Lang, sought: Sought, value: &str) -> String {
    match sought {
        Sought::Person => both!(lang, format!("没有人员 {value}"), format!("there is no person {value}"),),
        Sought::Federation => both!(lang, format!("没有妇联组织 {value}"), format!("there is no federation {value}"),),
        Sought::FederationOfPlace => {
            both!(lang, format!("{value} 当日没有妇联组织"), format!("there is no federation at {value} on that day"),)
        }
        Sought::Sample => both!(lang, format!("没有样本 {value}"), format!("there is no sample {value}"),),
        Sought::Target => {
            both!(lang, format!("当日没有目标任务 {value}"), format!("there is no target {value} on that day"),)
        }
        Sought::Issue => {
            both!(lang, format!("当日问题清单中没有 {value}"), format!("there is no reform issue {value} on that day"),)
        }
        Sought::Standard => both!(lang, format!("没有标准 {value}"), format!("there is no standard {value}"),),
        Sought::Event => both!(lang, format!("没有事件 {value}"), format!("there is no event {value}"),),
        Sought::Commit => {
            both!(lang, format!("日志中没有提交 {value}"), format!("there is no commit {value} in the log"),)
        }
    }
}

/// A certificate that cannot be read.
fn bad_certificate(lang: Lang, file: &str, problem: &CertificateProblem) -> String {
    let why = match problem {
        _ if lang == Lang::En => problem.to_string(),
        CertificateProblem::NotJson { reason } => format!("不是 JSON：{reason}"),
        CertificateProblem::NoVersion => "没有写明版本的 certificate 字段".to_owned(),
        CertificateProblem::Version { found, known } => format!("版本 {found}，本程序只认版本 {known}"),
        CertificateProblem::Twice { field } => format!("字段 {field} 写了两次"),
        CertificateProblem::Field { field, reason } => format!("字段 {field}：{reason}"),
    };
    both!(
        lang,
        format!("{file} 不是可核对的证明（{why}）"),
        format!("{file} is not a certificate that can be checked ({why})"),
    )
}

/// A standard that cannot be read, with everything that is wrong.
fn bad_standard(lang: Lang, file: &str, problems: &[StandardProblem]) -> String {
    let each =
        problems.iter().flat_map(|problem| ["\n  ".to_owned(), files::standard(lang, problem)]).collect::<String>();
    both!(lang, format!("{file} 不是有效的覆盖标准：{each}"), format!("{file} is not a coverage standard:{each}"))
}

/// A file of claims that cannot be read, with everything that is wrong.
fn bad_claims(lang: Lang, file: &str, problems: &[ClaimProblem]) -> String {
    let each = problems.iter().flat_map(|problem| ["\n  ".to_owned(), files::claim(lang, problem)]).collect::<String>();
    both!(lang, format!("{file} 不是有效的说法文件：{each}"), format!("{file} is not a file of claims:{each}"))
}

/// A standard that names a kind which the catalogue does not have.
fn unknown_kind(lang: Lang, standard: &str, kind: &str) -> String {
    both!(
        lang,
        format!("标准 {standard} 要求 {kind}，目录中没有"),
        format!("{standard} requires {kind}, which the catalogue does not have"),
    )
}

/// What a value should have been.
pub const fn wanted(lang: Lang, wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Day => both!(lang, "日期写作 2020-06-30", "a day is written 2020-06-30"),
        Wanted::Known => both!(
            lang,
            "写日期 2020-06-22（当日终了）、时刻 2020-06-22T17:30:00+08:00 或日志位置（数字）",
            "a day 2020-06-22 (its end), an instant 2020-06-22T17:30:00+08:00 or a position in the log (a number)"
        ),
        Wanted::Place => both!(
            lang,
            "地点写行政区划代码（数字）或安置点编号（字母开头）",
            "a place is a division code (digits) or a site's identifier (begins with a letter)"
        ),
        Wanted::DivisionBelow => {
            both!(lang, "须为其下级区划此前一天的代码", "the code of a division below it is needed, of the day before")
        }
        Wanted::Division => both!(lang, "须为已登记的行政区划代码", "a registered division's code is needed"),
        Wanted::Around => both!(
            lang,
            "须为已登记的行政区划代码，或乡级及以上唯一的区划名称",
            "a registered division's code is needed, or a name that one division above communities alone has"
        ),
        Wanted::Kind => both!(
            lang,
            "须为目录中的要素种类，如 womens_federation、womens_home、childrens_home、womens_council、lecture_team",
            "a kind of the catalogue is needed, such as womens_federation, womens_home, childrens_home, womens_council, lecture_team"
        ),
        Wanted::Figure => both!(
            lang,
            "须为 places、complete、complete_own、complete_shared、partial 或 none",
            "places, complete, complete_own, complete_shared, partial or none is needed"
        ),
        Wanted::PartialDate => both!(
            lang,
            "日期写作 2020-06-30、2020-06、2020-H1 或 2020",
            "a date is written 2020-06-30, 2020-06, 2020-H1 or 2020"
        ),
        Wanted::Standard => {
            both!(lang, "须为标准编号，如 five-ones-2020", "a standard's identifier is needed, such as five-ones-2020")
        }
        Wanted::Issue => {
            both!(lang, "须为问题清单中的编号，如 R-2020-1", "a number of the list is needed, such as R-2020-1")
        }
        Wanted::Target => {
            both!(lang, "须为目标任务编号，如 T-2020-1", "a target's identifier is needed, such as T-2020-1")
        }
        Wanted::Sample => both!(
            lang,
            "样本编号以英文字母开头，如 S-2020-1",
            "a sample's identifier begins with a letter, such as S-2020-1"
        ),
        Wanted::DayRange => both!(lang, "起始日不能晚于终止日", "the first day cannot be after the last"),
        Wanted::FewerDays => both!(
            lang,
            "日期与所知时点最多 20000 个组合，请缩短区间或加大间隔",
            "at most 20,000 days times states of knowledge; ask for a shorter span or larger steps"
        ),
        Wanted::KnownSpan => {
            both!(lang, "起始所知不能晚于终止所知", "what is known first cannot be later than what is known then")
        }
        Wanted::Event => both!(
            lang,
            "事件写其标识（提交编号/序号）或日志位置（数字）",
            "an event is written as its identity (COMMIT/INDEX) or its position in the log (a number)"
        ),
        Wanted::Commit => both!(
            lang,
            "提交写其编号（UUID），或其中一个事件的日志位置（数字）",
            "a commit is written as its identity (a UUID), or as the position of one of its events (a number)"
        ),
        Wanted::Commits => both!(
            lang,
            "提交数写数字；检查点写其文件",
            "a number of commits is written in digits, a checkpoint as its file"
        ),
        Wanted::KeyName => both!(
            lang,
            "名称如 example.cn/柳州市妇联，1 至 200 个字节，不含空格和加号",
            "a name has 1 to 200 bytes, without spaces and plus signs, such as example.cn/liuzhou"
        ),
        Wanted::Reason => both!(
            lang,
            "原因只能是 mistyped 录入有误、wrong_place 地点有误、never_happened 并未发生、duplicate 重复录入、better_evidence 依据更正",
            "the reason is one of mistyped, wrong_place, never_happened, duplicate, better_evidence"
        ),
        Wanted::Assignment => {
            both!(lang, "写作 字段=值，如 people=1200", "it is written FIELD=VALUE, such as people=1200")
        }
        Wanted::Federation => both!(
            lang,
            "写妇联组织编号，或其所在地点的代码、编号",
            "a federation's identifier is needed, or the code or identifier of its place"
        ),
        Wanted::OfficeState => both!(
            lang,
            "可用的值：in_term、due、overdue、possibly_overdue、never_elected、no_term",
            "the values are in_term, due, overdue, possibly_overdue, never_elected and no_term"
        ),
        Wanted::RoundState => both!(
            lang,
            "换届是否完成可用的值：held、possibly、not_held",
            "of rounds the values are held, possibly and not_held"
        ),
        Wanted::Finding => {
            both!(lang, "须为疑点代码，如 recorded_late", "the code of a finding is needed, such as recorded_late")
        }
        Wanted::Severity => both!(lang, "可用的值：serious、warning、note", "the values are serious, warning and note"),
    }
}
