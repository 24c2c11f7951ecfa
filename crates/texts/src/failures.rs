//! What a command of `jiceng` can fail with, told to people: what happened, where, and what to do
//! next.
//!
//! What the crates below can fail with is worded elsewhere. What stands here names options and
//! commands, and is for the command line.

use jiceng_answers::Sought;
use jiceng_answers::certificate::CertificateProblem;
use jiceng_core::domain::TextError;
use jiceng_core::domain::characters::Visible;
use jiceng_exchange::claims::ClaimProblem;
use jiceng_exchange::standard::StandardProblem;

use crate::Lang;
use crate::lang::both;
use crate::{faults, files};

/// A table of fixed sentences: the enum, and its words in both languages.
macro_rules! sentences {
    ($(#[$doc:meta])* $name:ident { $($(#[$row:meta])+ $value:ident: $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$row])+ $value,)+
        }

        impl $name {
            /// In a language.
            pub const fn told(self, lang: Lang) -> &'static str {
                match self {
                    $(Self::$value => both!(lang, $zh, $en),)+
                }
            }
        }
    };
}

sentences! {
    /// What a value should have been.
    Wanted {
        /// A day.
        Day: "日期写作 2020-06-30", "a day is written 2020-06-30";
        /// An instant, a day or a position.
        Known: "写日期 2020-06-22（当日终了）、时刻 2020-06-22T17:30:00+08:00 或日志位置（数字）",
            "a day 2020-06-22 (its end), an instant 2020-06-22T17:30:00+08:00 or a position in the log (a number)";
        /// A place.
        Place: "地点写行政区划代码（数字）或安置点编号（字母开头）",
            "a place is a division code (digits) or a site's identifier (begins with a letter)";
        /// A division that is registered.
        Division: "须为已登记的行政区划代码", "a registered division's code is needed";
        /// The division around which places are looked for.
        Around: "须为已登记的行政区划代码，或乡级及以上唯一的区划名称",
            "a registered division's code is needed, or a name that one division above communities alone has";
        /// An element kind of the catalogue.
        Kind: "须为目录中的要素种类，如 womens_federation、womens_home、childrens_home、womens_council、lecture_team",
            "a kind of the catalogue is needed, such as womens_federation, womens_home, childrens_home, womens_council, lecture_team";
        /// A figure of statuses, where no kind is given.
        StatusFigure: "须为 places、complete、complete_own、complete_shared、partial 或 none；其余各项请加 --kind",
            "places, complete, complete_own, complete_shared, partial or none is needed; for the others give --kind";
        /// A date of any precision.
        PartialDate: "日期写作 2020-06-30、2020-06、2020-H1 或 2020",
            "a date is written 2020-06-30, 2020-06, 2020-H1 or 2020";
        /// A standard's identifier.
        Standard: "须为标准编号，如 five-ones-2020", "a standard's identifier is needed, such as five-ones-2020";
        /// A number of the list of reform issues.
        Issue: "须为问题清单中的编号，如 R-2020-1", "a number of the list is needed, such as R-2020-1";
        /// A target's identifier.
        Target: "须为目标任务编号，如 T-2020-1", "a target's identifier is needed, such as T-2020-1";
        /// A sample's identifier.
        Sample: "样本编号以英文字母开头，如 S-2020-1", "a sample's identifier begins with a letter, such as S-2020-1";
        /// A span of days that does not run backwards.
        Span: "起始日不能晚于终止日", "the first day cannot be after the last";
        /// Fewer days or states of knowledge.
        FewerDays: "日期与所知时点最多 20000 个组合，请缩短区间或加大间隔",
            "at most 20,000 days times states of knowledge; ask for a shorter span or larger steps";
        /// What was known first and what was known later.
        KnownSpan: "起始所知不能晚于终止所知", "what is known first cannot be later than what is known then";
        /// An event's identity or position.
        Event: "事件写其标识（提交编号/序号）或日志位置（数字），jiceng history 地点 列出",
            "an event is written as its identity (COMMIT/INDEX) or its position in the log (a number); jiceng history PLACE lists them";
        /// A commit's identity, or a position in it.
        Commit: "提交写其编号（UUID），或其中一个事件的日志位置（数字）",
            "a commit is written as its identity (a UUID), or as the position of one of its events (a number)";
        /// A number of commits.
        Commits: "提交数写数字；检查点写其文件", "a number of commits is written in digits, a checkpoint as its file";
        /// The name of a key.
        KeyName: "名称如 example.cn/柳州市妇联，1 至 200 个字节，不含空格和加号",
            "a name has 1 to 200 bytes, without spaces and plus signs, such as example.cn/liuzhou";
        /// A reason for a retraction.
        Reason: "原因只能是 mistyped 录入有误、wrong_place 地点有误、never_happened 并未发生、duplicate 重复录入、better_evidence 依据更正",
            "the reason is one of mistyped, wrong_place, never_happened, duplicate, better_evidence";
        /// A field and its value.
        Assignment: "写作 字段=值，如 people=1200", "it is written FIELD=VALUE, such as people=1200";
        /// A federation's identifier, or its place.
        Federation: "写妇联组织编号，或其所在地点的代码、编号",
            "a federation's identifier is needed, or the code or identifier of its place";
        /// What a committee's term makes of a federation.
        OfficeState: "可用的值：in_term、due、overdue、possibly_overdue、never_elected、no_term；held、possibly、not_held 须与 --held 同用",
            "the values are in_term, due, overdue, possibly_overdue, never_elected and no_term; held, possibly and not_held go with --held";
        /// Whether an election was held in a round.
        RoundState: "与 --held 同用时，可用的值：held、possibly、not_held",
            "with --held the values are held, possibly and not_held";
    }
}

sentences! {
    /// A failure that is always told the same.
    Fixed {
        /// What was given for a person is no identifier.
        NotAPerson: "人员编号无效（所输入的可能是姓名，不予显示）：以英文字母开头，只用字母、数字、-、_、.，如 P003；jiceng person list 列出全部",
            "PERSON is not an identifier (not shown, it could be a name): a letter first, then letters, digits, -, _ and ., such as P003; jiceng person list lists all";
        /// It was not said where the next registry key is to be.
        NoNewKeyFile: "现用的登记库钥匙不在登记库目录内，请用 --new-key-file 文件 写明新钥匙放在哪里",
            "the present registry key does not lie in the registry's directory: say where the new one is to be, with --new-key-file FILE";
        /// A verification found something wrong.
        NotVerified: "由日志重建的结果与现有结果不一致；请保留目录副本并报告此问题，再用 jiceng snapshot --rebuild 由日志重做快照",
            "what was rebuilt from the log differs from the live projections; keep a copy of the directory and report this, then make the snapshots anew from the log with jiceng snapshot --rebuild";
        /// Nothing says any more where a rescued log ended.
        EndUnknown: "已抢救两处完好的内容，但日志原到何处已无从得知；请与检查点、备份、原始文件核对最后的记录，并保留原目录",
            "what is sound in either copy is rescued, but nothing says any more where the log ended; look whether the last facts are there, with checkpoints, backups and papers, and keep the old directory";
    }
}

impl From<jiceng_answers::Wanted> for Wanted {
    fn from(wanted: jiceng_answers::Wanted) -> Self {
        use jiceng_answers::Wanted as Asked;
        match wanted {
            Asked::Known => Self::Known,
            Asked::Place => Self::Place,
            Asked::Division => Self::Division,
            Asked::Around => Self::Around,
            Asked::Kind => Self::Kind,
            Asked::Figure => Self::StatusFigure,
            Asked::Span => Self::Span,
            Asked::FewerDays => Self::FewerDays,
            Asked::KnownSpan => Self::KnownSpan,
            Asked::Target => Self::Target,
            Asked::Issue => Self::Issue,
            Asked::Sample => Self::Sample,
            Asked::Federation => Self::Federation,
            Asked::Day | _ => Self::Day,
        }
    }
}

/// A value of an option that cannot be understood.
pub fn value(lang: Lang, option: &str, value: &str, wanted: Wanted) -> String {
    let (value, wanted) = (Visible(value), wanted.told(lang));
    both!(
        lang,
        format!("{option} 的值“{value}”无效：{wanted}"),
        format!("\"{value}\" is not a value for {option}: {wanted}"),
    )
}

/// What stands in `JICENG_KEY` is no registry key.
pub fn not_a_registry_key(lang: Lang, problem: &dyn std::error::Error) -> String {
    both!(
        lang,
        "JICENG_KEY 的值不是登记库钥匙（为保密不予显示）：应为 jiceng-registry-key-1: 加 64 位十六进制数字".to_owned(),
        format!("JICENG_KEY holds no registry key (not shown): {problem}"),
    )
}

/// What was given for `--recorder` is no name.
pub fn not_a_recorder(lang: Lang, problem: &TextError) -> String {
    let why = faults::text(lang, problem);
    both!(
        lang,
        format!("--recorder 的值（为保密不予显示）无效：{why}；记录单位为一行文字，1 至 200 个字"),
        format!(
            "the value of --recorder (not shown, it could be a name) is wrong: {why}; an office's name is one line of 1 to 200 characters"
        ),
    )
}

/// A word that is no command.
pub fn no_command(lang: Lang, name: &str) -> String {
    both!(
        lang,
        format!("没有命令“{name}”；用 jiceng --help 查看全部命令"),
        format!("there is no command \"{name}\"; jiceng --help lists them all"),
    )
}

/// A place that is not in the registry.
pub fn no_such_place(lang: Lang, place: &str) -> String {
    both!(
        lang,
        format!("没有地点 {place}；可用 jiceng coverage --by place 查看全部地点，jiceng find 按名称查找"),
        format!("there is no place {place}; jiceng coverage --by place lists all, jiceng find looks for a name"),
    )
}

/// An event that is not in the log.
pub fn no_such_event(lang: Lang, event: &str) -> String {
    both!(
        lang,
        format!("没有事件 {event}；可用 jiceng history 地点 查看事件及其位置"),
        format!("there is no event {event}; jiceng history PLACE lists events with their positions"),
    )
}

/// A commit that is not in the log.
pub fn no_such_commit(lang: Lang, commit: &str) -> String {
    both!(
        lang,
        format!("日志中没有提交 {commit}；jiceng history 地点 列出事件及其位置"),
        format!("there is no commit {commit} in the log; jiceng history PLACE lists events with their positions"),
    )
}

/// A correction that changes nothing.
pub fn nothing_changed(lang: Lang, position: u64) -> String {
    both!(
        lang,
        format!("更正前后内容相同，位置 {position} 的事实未改动；用 --effective 或 --set 字段=值 写明改动"),
        format!(
            "the correction leaves the fact at {position} as it is; say what changes with --effective or --set FIELD=VALUE"
        ),
    )
}

/// A kind that is not assessed at a place.
pub fn not_assessed(lang: Lang, place: &str, kind: &str) -> String {
    both!(
        lang,
        format!("当日不考核 {place} 的 {kind}：地点须为当日存在的村、社区或安置点，且标准列有该要素"),
        format!(
            "{kind} of {place} is not assessed on that day: the place must be a community or site that exists then, and the standard must name the kind"
        ),
    )
}

/// That something is not there, and where to look.
pub fn not_found(lang: Lang, sought: Sought, value: &str) -> String {
    match sought {
        Sought::Person => both!(
            lang,
            format!("没有人员 {value}；jiceng person list 列出全部"),
            format!("there is no person {value}; jiceng person list lists all"),
        ),
        Sought::Federation => both!(
            lang,
            format!("没有妇联组织 {value}；可用 jiceng elections 查看当日全部妇联组织"),
            format!("there is no federation {value}; jiceng elections lists those of a day"),
        ),
        Sought::FederationOfPlace => both!(
            lang,
            format!("{value} 当日没有妇联组织；可用 jiceng elections 查看当日全部妇联组织"),
            format!("there is no federation at {value} on that day; jiceng elections lists those of the day"),
        ),
        Sought::Sample => both!(
            lang,
            format!("没有样本 {value}；jiceng sample list 列出抽取过的样本"),
            format!("there is no sample {value}; jiceng sample list shows those that were drawn"),
        ),
        Sought::Target => both!(
            lang,
            format!("当日没有目标任务 {value}；jiceng target list 列出全部"),
            format!("there is no target {value} on that day; jiceng target list lists all"),
        ),
        Sought::Issue => both!(
            lang,
            format!("当日问题清单中没有 {value}；jiceng issues list 列出全部"),
            format!("there is no reform issue {value} on that day; jiceng issues list lists all"),
        ),
        Sought::Standard => both!(
            lang,
            format!("没有标准 {value}；jiceng standard list 列出全部"),
            format!("there is no standard {value}; jiceng standard list lists all"),
        ),
    }
}

/// A certificate that cannot be read.
pub fn bad_certificate(lang: Lang, file: &str, problem: &CertificateProblem) -> String {
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
        format!("{file} 不是可核对的证明（{why}）；证明由 jiceng coverage --certificate 写出，不得改动"),
        format!(
            "{file} is not a certificate that can be checked ({why}); jiceng coverage --certificate writes them, and they must not be changed"
        ),
    )
}

/// A certificate that states something else than the registry answers.
pub fn certificate_differs(lang: Lang, differences: usize) -> String {
    both!(
        lang,
        format!("证明与登记库不符，共 {differences} 处"),
        format!("the certificate does not hold: {differences} differences"),
    )
}

/// Checkpoints that the log does not extend.
pub fn not_extended(lang: Lang, checkpoints: usize) -> String {
    both!(
        lang,
        format!("日志与 {checkpoints} 个检查点不符；请勿改动登记库，复制一份备查，并与保存的备份核对"),
        format!(
            "the log does not extend {checkpoints} of the checkpoints; do not change the registry, make a copy of it, and compare it with a backup"
        ),
    )
}

/// A checkpoint that was not signed, because the log does not extend an earlier one.
pub fn not_signed(lang: Lang, file: &str, commits: u64) -> String {
    both!(
        lang,
        format!(
            "未签署：日志不是检查点 {file}（{commits} 次提交）的延续；用 jiceng verify --checkpoint {file} 查看不符之处"
        ),
        format!(
            "nothing is signed: the log does not extend the checkpoint {file} of {commits} commits; jiceng verify --checkpoint {file} says where"
        ),
    )
}

/// A proof in a tree that is not today's.
pub fn other_tree(lang: Lang, file: &str, commits: u64) -> String {
    both!(
        lang,
        format!("日志的前 {commits} 次提交与检查点 {file} 不符，无从证明；用 jiceng verify --checkpoint {file} 核对"),
        format!(
            "the first {commits} commits of the log are not those of the checkpoint {file}, so nothing can be proved; check with jiceng verify --checkpoint {file}"
        ),
    )
}

/// A standard that cannot be read, with everything that is wrong.
pub fn bad_standard(lang: Lang, file: &str, problems: &[StandardProblem]) -> String {
    let each =
        problems.iter().flat_map(|problem| ["\n  ".to_owned(), files::standard(lang, problem)]).collect::<String>();
    both!(lang, format!("{file} 不是有效的覆盖标准：{each}"), format!("{file} is not a coverage standard:{each}"))
}

/// A file of claims that cannot be read, with everything that is wrong.
pub fn bad_claims(lang: Lang, file: &str, problems: &[ClaimProblem]) -> String {
    let each = problems.iter().flat_map(|problem| ["\n  ".to_owned(), files::claim(lang, problem)]).collect::<String>();
    both!(lang, format!("{file} 不是有效的说法文件：{each}"), format!("{file} is not a file of claims:{each}"))
}

/// Claims that do not hold.
pub fn claims_fail(lang: Lang, fail: usize) -> String {
    both!(lang, format!("{fail} 条说法不成立"), format!("{fail} claims fail"))
}

/// An option that a measure needs and does not have, or has and does not take.
pub fn measure_option(lang: Lang, measure: &str, option: &str, is_needed: bool, takes: &[&str]) -> String {
    let takes: Vec<String> = takes.iter().map(|option| format!("--{option}")).collect();
    let takes = takes.join(both!(lang, "、", ", "));
    let what = if is_needed {
        both!(lang, format!("指标 {measure} 须给出 --{option}"), format!("the measure {measure} needs --{option}"))
    } else {
        both!(
            lang,
            format!("指标 {measure} 没有选项 --{option}"),
            format!("the measure {measure} does not take --{option}"),
        )
    };
    both!(lang, format!("{what}；它的选项：{takes}"), format!("{what}; its options: {takes}"))
}

/// A standard that names a kind which the catalogue does not have.
pub fn unknown_kind(lang: Lang, standard: &str, kind: &str) -> String {
    both!(
        lang,
        format!("标准 {standard} 要求 {kind}，目录中没有；先用 jiceng record add-catalogue-entry 添加"),
        format!(
            "{standard} requires {kind}, which the catalogue does not have; add it with jiceng record add-catalogue-entry"
        ),
    )
}

/// Rows of an import that are bad.
pub fn bad_rows(lang: Lang, bad: u64) -> String {
    both!(
        lang,
        format!("{bad} 行有误，全部未写入；改正后重新导入，或加 --skip-bad 只导入其余各行"),
        format!("{bad} bad rows, nothing written; mend them and import again, or add --skip-bad to import the others"),
    )
}

/// An import that could not be read on.
pub fn unreadable_after(lang: Lang, line: u64, why: &str) -> String {
    both!(lang, format!("读完第 {line} 行后无法继续读取：{why}"), format!("cannot read on after line {line}: {why}"),)
}

/// A line that does not end.
pub fn endless_line(lang: Lang, line: u64) -> String {
    both!(
        lang,
        format!("第 {line} 行超过 1 GiB 仍未结束，不再读取，未写入任何内容；请检查文件和换行"),
        format!(
            "line {line} has more than 1 GiB and is not read to its end, nothing is recorded; check the file and its line ends"
        ),
    )
}

/// A file of which hardly any line is a row.
pub fn no_rows(lang: Lang, lines: u64) -> String {
    both!(
        lang,
        format!("已读 {lines} 行，几乎没有一行是记录，不再读取，未写入任何内容；请检查是否给错文件"),
        format!(
            "of {lines} lines hardly any is a row, so the file is not read on and nothing is recorded; check whether it is the right file"
        ),
    )
}

/// A file with more lines or bytes than one import takes.
pub fn too_much(lang: Lang, lines_max: u64, gibibytes_max: u64) -> String {
    both!(
        lang,
        format!(
            "一次导入至多 {lines_max} 行、{gibibytes_max} GiB，文件超出此数（或没有尽头），未写入任何内容；请拆成几个文件，按先后逐一导入"
        ),
        format!(
            "an import takes at most {lines_max} lines and {gibibytes_max} GiB, and the file has more, or no end; nothing is recorded: split it, and import its parts one after the other"
        ),
    )
}

/// A rescue from the journal beside a store with other commits.
pub fn left_aside(lang: Lang, commits: u64) -> String {
    both!(
        lang,
        format!(
            "已按流水文件抢救；存储中另有 {commits} 次完好而不同的提交未取用，可能属于另一登记库：请核对后决定，并保留原目录"
        ),
        format!(
            "rescued from the journal; {commits} other sound commits of the store are left aside, they may be of another registry: look which are right, and keep the old directory"
        ),
    )
}

/// A rescue in which files beside the log could not be read.
pub fn beside_unread(lang: Lang, files: usize) -> String {
    both!(
        lang,
        format!(
            "钥匙或备份清单的文件 {files} 个无法读出（见上列“损坏”各行），未进入新登记库；请保留原目录，或从备份中取回"
        ),
        format!(
            "{files} files of keys or of the list of backups could not be read, see the lines that begin with unsound; they are not in the new registry: keep the old directory, or take them from a backup"
        ),
    )
}

/// A rescue in which something was lost.
pub fn not_all_rescued(lang: Lang, lost: usize) -> String {
    both!(
        lang,
        format!("有 {lost} 段位置未能抢救；请用备份补足，并保留原目录"),
        format!("{lost} spans of positions could not be rescued; look for them in backups, and keep the old directory"),
    )
}

/// Output that cannot be written.
pub fn not_written(lang: Lang, why: &str) -> String {
    both!(lang, format!("无法写出结果：{why}"), format!("cannot write the output: {why}"))
}

/// A division of which the constructed history has nothing.
pub fn nothing_to_generate(lang: Lang, code: &str, english: &str) -> String {
    both!(lang, format!("2023年统计用区划中，{code} 之内没有村（社区）；请填2023年的区划代码"), english.to_owned(),)
}

/// A table of divisions that came with the program and is damaged.
pub fn divisions_damaged(lang: Lang, line: u64, english: &str) -> String {
    both!(lang, format!("程序自带的区划表第 {line} 行已损坏；请重新安装程序"), english.to_owned())
}

/// A constructed history whose rows cannot be written.
pub fn rows_not_written(lang: Lang, english: &str, why: &str) -> String {
    both!(lang, format!("无法写出：{why}"), format!("{english}: {why}"))
}
