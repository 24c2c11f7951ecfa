//! What opening a registry had to mend.

use jiceng_core::domain::Position;
use jiceng_core::log::Recovered;
use jiceng_core::log::ShowPath as _;

use crate::Lang;
use crate::lang::{one_or, plural};

/// One line each; none if there was nothing to mend.
pub fn lines(lang: Lang, recovered: &Recovered) -> Vec<String> {
    let Recovered {
        store_lacked,
        journal_lacked,
        torn_bytes,
        set_aside,
        is_end_unconfirmed,
        is_note_renewed,
        import_finished,
    } = recovered;
    let counted = |n: &u64| Some(*n).filter(|n| *n > 0);
    let store = counted(store_lacked).map(|n| match lang {
        Lang::Zh => format!("提示：存储缺少 {n} 个事件，已从流水文件补齐"),
        Lang::En => format!("note: the store lacked {n} and took them from the journal", n = plural(n, "event")),
    });
    let journal = counted(journal_lacked).map(|n| match lang {
        Lang::Zh => format!("提示：流水文件缺少 {n} 个事件，已从存储补齐"),
        Lang::En => format!("note: the journal lacked {n} and took them from the store", n = plural(n, "event")),
    });
    let torn = counted(torn_bytes).map(|n| match lang {
        Lang::Zh => format!("提示：流水文件末尾有 {n} 字节不是完整的记录（多为写入途中中断，未曾确认），已截去"),
        Lang::En => format!(
            "note: {} at the end of the journal {} cut off: no whole record, as an append that was interrupted leaves it", plural(n, "byte"), one_or(n, "was", "were")),
    });
    let aside = set_aside.as_ref().map(|path| match lang {
        Lang::Zh => format!(
            "提示：无法读取或截去的内容已存于 {}，未删除；jiceng repair --to 新目录 会查看其中的内容，请核对后再处理",
            path.shown()
        ),
        Lang::En => format!(
            "note: what could not be read, or was cut off, is kept in {}; jiceng repair --to NEW_DIR looks at it too; look before removing it",
            path.shown()
        ),
    });
    let unconfirmed = is_end_unconfirmed.then(|| match lang {
        Lang::Zh => "提示：上次未正常关闭，日志到何处为止只有流水文件可据；请核对最后的记录".to_owned(),
        Lang::En => {
            "note: it was not closed in order, and only the journal says where the log ends; look whether the last facts are there"
                .to_owned()
        }
    });
    let renewed = is_note_renewed.then(|| {
        lang.pick(
            "提示：log/reached 无法读取，日志曾到何处由流水文件和存储得出；该文件已重写",
            "note: log/reached could not be read, so journal and store alone say where the log ends; it was written anew",
        )
        .to_owned()
    });
    let finished = counted(import_finished).map(|n| match lang {
        Lang::Zh => format!("提示：上次导入已确定但未写完，现已写入其余 {n} 个事件"),
        Lang::En => {
            format!(
                "note: an import that was decided was not in the log to its end; its last {} {} in it now",
                plural(n, "event"),
                one_or(n, "is", "are")
            )
        }
    });
    [store, journal, torn, aside, unconfirmed, renewed, finished].into_iter().flatten().collect()
}

/// That a registry may go on behind what is shown, and as of which position that is.
pub fn only_read(lang: Lang, head: Position) -> String {
    match lang {
        Lang::Zh => format!("登记库正被写入，或上次未正常关闭；以下为其日志到位置 {head} 为止的内容"),
        Lang::En => format!(
            "the registry is being written to, or was not closed in order; this is as of position {head} of its log"
        ),
    }
}

/// That a registry is checked of which only the journal can be read.
pub const fn journal_alone(lang: Lang) -> &'static str {
    lang.pick(
        "提示：登记库所在之处不可写，只核对流水文件；其旁的存储未核对",
        "note: the registry cannot be written to, so its journal alone is checked, and not the store beside it",
    )
}
