//! What a command of `jiceng` can fail with, told to people: what happened, and where.
//!
//! What the crates below can fail with is worded elsewhere, and what to do next in
//! [`next_steps`](crate::next_steps).

use crate::Lang;
use crate::lang::{both, one_or, plural};

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
        NoNewKeyFile: "现用的登记库钥匙不在登记库目录内，无从知道新钥匙放在哪里",
            "the present registry key does not lie in the registry's directory, so nothing says where a new one is to be";
        /// A verification found something wrong.
        NotVerified: "由日志重建的结果与现有结果不一致",
            "what was rebuilt from the log differs from the live projections";
        /// Nothing says any more where a rescued log ended.
        EndUnknown: "已抢救两处完好的内容，但日志原到何处已无从得知",
            "what is sound in either copy is rescued, but nothing says any more where the log ended";
    }
}

/// A correction that changes nothing.
pub fn nothing_changed(lang: Lang, position: u64) -> String {
    both!(
        lang,
        format!("更正前后内容相同，位置 {position} 的事实未改动"),
        format!("the correction leaves the fact at {position} as it is"),
    )
}

/// A certificate that states something else than the registry answers.
pub fn certificate_differs(lang: Lang, differences: usize) -> String {
    both!(
        lang,
        format!("证明与登记库不符，共 {differences} 处"),
        format!("the certificate does not hold: {differences}", differences = plural(differences, "difference")),
    )
}

/// Checkpoints that the log does not extend.
pub fn not_extended(lang: Lang, checkpoints: usize) -> String {
    both!(
        lang,
        format!("日志与 {checkpoints} 个检查点不符"),
        format!("the log does not extend {checkpoints} of the checkpoints"),
    )
}

/// A checkpoint that was not signed, because the log does not extend an earlier one.
pub fn not_signed(lang: Lang, file: &str, commits: u64) -> String {
    both!(
        lang,
        format!("未签署：日志不是检查点 {file}（{commits} 次提交）的延续"),
        format!(
            "nothing is signed: the log does not extend the checkpoint {file} of {commits}",
            commits = plural(commits, "commit")
        ),
    )
}

/// A proof in a tree that is not today's.
pub fn other_tree(lang: Lang, file: &str, commits: u64) -> String {
    both!(
        lang,
        format!("日志的前 {commits} 次提交与检查点 {file} 不符，无从证明"),
        format!(
            "the log does not begin with the {commits} of the checkpoint {file}, so nothing can be proved",
            commits = plural(commits, "commit")
        ),
    )
}

/// Claims that do not hold.
pub fn claims_fail(lang: Lang, fail: usize) -> String {
    both!(lang, format!("{fail} 条说法不成立"), format!("{} {}", plural(fail, "claim"), one_or(fail, "fails", "fail")))
}

/// Rows of an import that are bad.
pub fn bad_rows(lang: Lang, bad: u64) -> String {
    both!(lang, format!("{bad} 行有误，全部未写入"), format!("{}, nothing written", plural(bad, "bad row")),)
}

/// An import that could not be read on.
pub fn unreadable_after(lang: Lang, line: u64, why: &str) -> String {
    both!(lang, format!("读完第 {line} 行后无法继续读取：{why}"), format!("cannot read on after line {line}: {why}"),)
}

/// A line that does not end.
pub fn endless_line(lang: Lang, line: u64) -> String {
    both!(
        lang,
        format!("第 {line} 行超过 1 GiB 仍未结束，不再读取，未写入任何内容"),
        format!("line {line} has more than 1 GiB and is not read to its end, nothing is recorded"),
    )
}

/// A file of which hardly any line is a row.
pub fn no_rows(lang: Lang, lines: u64) -> String {
    both!(
        lang,
        format!("已读 {lines} 行，几乎没有一行是记录，不再读取，未写入任何内容"),
        format!(
            "of {lines} hardly any is a row, so the file is not read on and nothing is recorded",
            lines = plural(lines, "line")
        ),
    )
}

/// A file with more lines or bytes than one import takes.
pub fn too_much(lang: Lang, lines_max: u64, gibibytes_max: u64) -> String {
    both!(
        lang,
        format!("一次导入至多 {lines_max} 行、{gibibytes_max} GiB，文件超出此数（或没有尽头），未写入任何内容"),
        format!(
            "an import takes at most {lines_max} and {gibibytes_max} GiB, and the file has more, or no end; nothing is recorded",
            lines_max = plural(lines_max, "line")
        ),
    )
}

/// A rescue from the journal beside a store with other commits.
pub fn left_aside(lang: Lang, commits: u64) -> String {
    both!(
        lang,
        format!("已按流水文件抢救；存储中另有 {commits} 次完好而不同的提交未取用，可能属于另一登记库"),
        format!(
            "rescued from the journal; {commits} other sound commits of the store are left aside, they may be of another registry"
        ),
    )
}

/// A rescue in which files beside the log could not be read.
pub fn beside_unread(lang: Lang, files: usize) -> String {
    both!(
        lang,
        format!("钥匙或备份清单的文件 {files} 个无法读出（见上列“损坏”各行），未进入新登记库"),
        format!(
            "{files} of keys or of the list of backups could not be read, see the lines that begin with unsound; they are not in the new registry",
            files = plural(files, "file")
        ),
    )
}

/// A rescue in which something was lost.
pub fn not_all_rescued(lang: Lang, lost: usize) -> String {
    both!(
        lang,
        format!("有 {lost} 段位置未能抢救"),
        format!("{lost} of positions could not be rescued", lost = plural(lost, "span")),
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
    both!(lang, format!("程序自带的区划表第 {line} 行已损坏"), english.to_owned())
}

/// A constructed history whose rows cannot be written.
pub fn rows_not_written(lang: Lang, english: &str, why: &str) -> String {
    both!(lang, format!("无法写出：{why}"), format!("{english}: {why}"))
}
