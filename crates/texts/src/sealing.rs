//! Sealed commits.

use jiceng_answers::SealingAnswer;

use crate::Lang;
use crate::lang::{one_or, plural};

/// What sealing old commits came to.
pub fn sealed(lang: Lang, answer: &SealingAnswer) -> String {
    let SealingAnswer { commits, sealed, head, bytes_before, bytes_after } = answer;
    let left = head.0.saturating_sub(sealed.0);
    match lang {
        Lang::Zh => {
            format!("封存 {commits} 次提交；日志由 {bytes_before} 字节变为 {bytes_after} 字节；未封存 {left} 个事件")
        }
        Lang::En => format!(
            "sealed {commits}; the log took {bytes_before} and now takes {bytes_after}; {left} {are} not sealed",
            commits = plural(commits, "commit"),
            bytes_before = plural(bytes_before, "byte"),
            left = plural(left, "event"),
            are = one_or(left, "is", "are")
        ),
    }
}
