//! What a command of `jiceng` can fail with, told to people: what happened, where, and what to do
//! next.
//!
//! What the crates below can fail with is worded elsewhere. What stands here names options and
//! commands, and is for the command line.

use jiceng_core::domain::TextError;

use crate::Lang;
use crate::faults;
use crate::lang::{both, plural};

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
    /// A failure that is always told the same.
    Fixed {
        /// What was given for a person is no identifier.
        NotAPerson: "人员编号无效（所输入的可能是姓名，不予显示）：以英文字母开头，只用字母、数字、-、_、.，如 P003",
            "PERSON is not an identifier (not shown, it could be a name): a letter first, then letters, digits, -, _ and ., such as P003";
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

/// The option or argument of the command line that sets a field of a question.
pub fn option(lang: Lang, field: &'static str) -> &'static str {
    match field {
        "place" => both!(lang, "地点", "PLACE"),
        "target" => both!(lang, "编号", "TARGET"),
        "issue" => both!(lang, "编号", "ISSUE"),
        "federation" => both!(lang, "妇联组织", "FEDERATION"),
        "sample" => both!(lang, "编号", "ID"),
        "event" => both!(lang, "事件", "EVENT"),
        "commit" => both!(lang, "提交", "COMMIT"),
        "standard" => both!(lang, "标准", "STANDARD"),
        "KIND" => both!(lang, "种类", "KIND"),
        "division" => "--division",
        "kind" => "--kind",
        "known" => "--known",
        "figure" => "--figure",
        "from" => "--from",
        "known_from" => "--known-from",
        "said" => "--said",
        "around" => "--around",
        "days" => both!(lang, "--from、--to", "--from, --to"),
        "codes" => "--code",
        "severities" => "--severity",
        other => other,
    }
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

/// Claims that do not hold.
pub fn claims_fail(lang: Lang, fail: usize) -> String {
    both!(
        lang,
        format!("{fail} 条说法不成立"),
        if fail == 1 { "1 claim fails".to_owned() } else { format!("{fail} claims fail") }
    )
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

/// Rows of an import that are bad.
pub fn bad_rows(lang: Lang, bad: u64) -> String {
    both!(
        lang,
        format!("{bad} 行有误，全部未写入；改正后重新导入，或加 --skip-bad 只导入其余各行"),
        format!(
            "{}, nothing written; mend them and import again, or add --skip-bad to import the others",
            plural(bad, "bad row")
        ),
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
