//! Certificates: what they state, and what came of checking one.

use std::path::Path;

use jiceng_answers::certificate::Certificate;
use jiceng_core::log::ShowPath as _;

use crate::Lang;
use crate::lang::{both, plural};

/// That a certificate was written.
pub fn written(lang: Lang, path: &Path) -> String {
    let path = path.shown();
    both!(
        lang,
        format!("证明已写入 {path}；日后用 jiceng certificate check 核对"),
        format!("certificate written to {path}; check it with jiceng certificate check"),
    )
}

/// What is stated where a certificate has the same fields and other bytes.
pub const fn written_otherwise(lang: Lang) -> &'static str {
    both!(lang, "字段相同，写法不同", "the same fields, written otherwise")
}

/// That a certificate holds.
pub fn holds(lang: Lang, certificate: &Certificate) -> String {
    let (day, known) = (certificate.question.as_of, certificate.question.known);
    both!(
        lang,
        format!("核对无误：{day} 的覆盖情况（以日志位置 {known} 之前所知为准）与证明逐字节相同"),
        format!("it holds: the coverage on {day}, as known before position {known}, is the same to the byte"),
    )
}

/// What a difference means where that does not go without saying.
pub fn meaning(lang: Lang, field: &str) -> Option<&'static str> {
    Some(match field {
        "log.position" => both!(
            lang,
            "日志比证明作出时短：不是同一登记库，或日志有缺失",
            "the log is shorter than it was: it is another registry's, or a part of it is lost",
        ),
        "log.tree_head" => both!(
            lang,
            "日志在此位置之前的内容已与证明作出时不同：历史被改写，或不是同一登记库",
            "the log before this position is not what it was: history was rewritten, or it is another registry's",
        ),
        "standard.digest" => both!(lang, "评判标准的内容不同", "the standard is not the same"),
        "question.known" => both!(
            lang,
            "证明作出后，登记库又记入了此时刻之前的记录",
            "records of before that instant came into the registry since",
        ),
        _ => return None,
    })
}

/// What a certificate states, a line each.
pub fn lines(lang: Lang, certificate: &Certificate) -> Vec<String> {
    let (question, log, standard) = (&certificate.question, &certificate.log, &certificate.standard);
    let (day, known, answer) = (question.as_of, question.known, &certificate.answer);
    let mut lines = both!(
        lang,
        vec![
            format!("{day} 的覆盖情况，以日志位置 {known} 之前所知为准"),
            format!("日志：位置 {}，{} 次提交，树根 {}", log.position, log.commits, log.tree_head),
            format!("标准：{}，摘要 {}", standard.id, standard.digest),
            format!("全部结果：{} 个地点，摘要 {}", answer.places, answer.digest),
        ],
        vec![
            format!("coverage on {day}, as known before position {known}"),
            format!("log: position {}, {}, tree hash {}", log.position, plural(log.commits, "commit"), log.tree_head),
            format!("standard: {}, digest {}", standard.id, standard.digest),
            format!("whole answer: {}, digest {}", plural(answer.places, "place"), answer.digest),
        ],
    );
    let sort = question.sort.map(|sort| sort.as_str().to_owned());
    let only = [&question.division, &question.kind, &sort];
    let only = only.into_iter().flatten().cloned().collect::<Vec<_>>().join(both!(lang, "、", ", "));
    if !only.is_empty() {
        lines.push(format!("{}{only}", both!(lang, "只含：", "only: ")));
    }
    lines.extend(question.tree.map(|tree| format!("{}{tree}", both!(lang, "行政区划：", "divisions of: "))));
    lines
}
