//! What is wrong with a value, in both languages; how it is written is said by [`super::shapes`].

use jiceng_core::domain::TextError;
use jiceng_core::domain::characters::{Hidden, Spelled, Visible, hidden};
use jiceng_core::domain::credit_code::CreditCodeError;
use jiceng_core::domain::division_code::DivisionCodeError;
use jiceng_core::domain::document_number::DocumentNumberError;
use jiceng_core::domain::place::{PlaceError, PlaceFault};
use jiceng_exchange::FieldFault;
use jiceng_exchange::fields::Shape;

use crate::Lang;
use crate::shapes;

/// What is wrong with the value of a field, and how the field is written where that does not say
/// it.
pub fn field(lang: Lang, fault: &FieldFault, shape: Option<Shape>) -> String {
    let hint = shape.map(|shape| shapes::hint(lang, shape));
    let (told, is_enough) = match fault {
        FieldFault::NotShown => (lang.pick("为保密不予显示", "not shown, it could be a name").to_owned(), false),
        FieldFault::Hidden { found, at } => (hidden_at(lang, *found, *at), true),
        FieldFault::Text(error) => (text(lang, error), matches!(error, TextError::TooLong { .. })),
        FieldFault::Place(error) => (place(lang, error), false),
        FieldFault::Division(error) => (division(lang, error), true),
        FieldFault::CreditCode(error) => (credit_code(lang, error), true),
        FieldFault::Document(error) => (document(lang, error), true),
        FieldFault::Date(_) => {
            (lang.pick("不是 1900 至 2999 年的日期", "it is no date from 1900 to 2999").to_owned(), false)
        }
        FieldFault::Day(_) | FieldFault::Form => (String::new(), false),
        FieldFault::Number { most } => match lang {
            Lang::Zh => (format!("须为不带引号的整数，0 至 {most}"), true),
            Lang::En => (format!("a whole number from 0 to {most} without quotes is needed"), true),
        },
        FieldFault::Missing { name } => match lang {
            Lang::Zh => (format!("其中缺少 {name}"), false),
            Lang::En => (format!("{name} is missing in it"), false),
        },
        FieldFault::Unknown { name } => match lang {
            Lang::Zh => (format!("其中没有 {name} 这一项"), false),
            Lang::En => (format!("there is no {name} in it"), false),
        },
        FieldFault::NoRow => {
            (lang.pick("此处须为花括号内的一条记录", "a row in braces is needed here").to_owned(), true)
        }
        FieldFault::NoFact => (lang.pick("此处须为一条新的事实", "one new fact is recorded here").to_owned(), true),
    };
    match hint.filter(|_| !is_enough) {
        None => told,
        Some(hint) if told.is_empty() => hint,
        Some(hint) => format!("{told}{}{hint}", lang.pick("；", "; ")),
    }
}

/// A character that may stand in no text, and where it stands.
pub fn hidden_at(lang: Lang, found: char, at: usize) -> String {
    let sort = hidden(found);
    let found = Spelled(found);
    match lang {
        Lang::Zh => {
            let sort = match sort {
                Some(Hidden::Control) => "控制字符（如换行、制表符）",
                Some(Hidden::Direction) => "改变文字方向的字符",
                Some(Hidden::Invisible) => "看不见的字符",
                Some(Hidden::Unassigned) => "Unicode 没有定义的字符",
                Some(Hidden::Placeholder) => "代替缺失内容的字符",
                None => "附加符号，前面没有可附的字",
            };
            format!("第 {at} 个字符 {found} 是{sort}，请删去或重新键入")
        }
        Lang::En => {
            let sort = match sort {
                Some(Hidden::Control) => "a control character, such as a line break or a tabulator",
                Some(Hidden::Direction) => "a character that turns the direction of the text",
                Some(Hidden::Invisible) => "an invisible character",
                Some(Hidden::Unassigned) => "a character that Unicode does not have",
                Some(Hidden::Placeholder) => "a character that stands for something lost",
                None => "a mark on the character before it, and there is none",
            };
            format!("character {at}, {found}, is {sort}; take it out or type the text anew")
        }
    }
}

/// Why a text is no name, remark or identifier.
pub fn text(lang: Lang, error: &TextError) -> String {
    match error {
        TextError::Hidden { found, at } => hidden_at(lang, *found, *at),
        _ if lang == Lang::En => error.to_string(),
        TextError::Empty => "没有内容".to_owned(),
        TextError::TooLong { characters, most } => format!("有 {characters} 个字符，最多 {most} 个"),
        TextError::Beginning { found } => format!("编号须以英文字母开头，现为“{}”", Spelled(*found)),
        TextError::Character { found } => format!("此处不能用字符“{}”", Spelled(*found)),
    }
}

fn place(lang: Lang, error: &PlaceError) -> String {
    match &error.fault {
        PlaceFault::Code(error) => division(lang, error),
        PlaceFault::Site(error) => text(lang, error),
    }
}

/// Why a text is no division code.
pub fn division(lang: Lang, error: &DivisionCodeError) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        DivisionCodeError::NotADigit { found } => format!("行政区划代码只有数字，现有“{}”", Spelled(*found)),
        DivisionCodeError::Length { digits } => format!("行政区划代码为 2、4、6、9 或 12 位数字，现有 {digits} 位"),
        DivisionCodeError::Province { prefix } => format!("没有代码以 {prefix:02} 开头的省级行政区"),
        DivisionCodeError::Gap => "代码的上级各位为 0，下级却不为 0".to_owned(),
    }
}

/// Why a text is no credit code.
pub fn credit_code(lang: Lang, error: &CreditCodeError) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        CreditCodeError::Length { characters } => format!("统一社会信用代码为 18 位，现有 {characters} 位"),
        CreditCodeError::Character { found } => {
            format!("统一社会信用代码只用数字和大写字母（不用 I、O、S、V、Z），现有“{}”", Spelled(*found))
        }
        CreditCodeError::Office { found } => format!("第 1 位是登记管理部门，须为 1 至 9、A、N 或 Y，现为 {found}"),
        CreditCodeError::Class { found } => format!("第 2 位是机构类别，须为 1 至 9，现为 {found}"),
        CreditCodeError::Region { found } => {
            format!("第 3 至 8 位是登记管理机关的行政区划，须为六位数字，现为 {}", Visible(found))
        }
        CreditCodeError::Check { found, expected } => {
            format!("校验码（第 18 位）为 {found}，按前 17 位应为 {expected}")
        }
    }
}

/// Why a text is no document number.
pub fn document(lang: Lang, error: &DocumentNumberError) -> String {
    let several = lang.pick("每份文件在 evidence 中各占一项", "each paper is an item of evidence of its own");
    match (error, lang) {
        (DocumentNumberError::Several, Lang::Zh) => format!("其中不止一个发文字号；{several}"),
        (DocumentNumberError::Several, Lang::En) => format!("there is more than one document number; {several}"),
        (DocumentNumberError::Title, Lang::Zh) => format!("其中有《》标题，标题写在 title；{several}"),
        (DocumentNumberError::Title, Lang::En) => {
            format!("there is a title in 《》, which belongs in title; {several}")
        }
        (_, Lang::En) => error.to_string(),
        (DocumentNumberError::NoYear, _) => {
            "发文字号的年份写在括号内，如 柳妇〔2020〕7号；没有年份的写 第…号，如 国务院令第734号".to_owned()
        }
        (DocumentNumberError::NoIssuer, _) => {
            "发文字号以发文机关代字开头，如 柳妇〔2020〕7号、国务院令第734号".to_owned()
        }
        (DocumentNumberError::Issuer(error), _) => format!("年份之前不是发文机关代字：{}", text(lang, error)),
        (DocumentNumberError::Year { found }, _) => format!("年份“{}”不是 1949 至 2999 的四位数字", Visible(found)),
        (DocumentNumberError::Serial { found }, _) => format!("顺序号“{}”不是从 1 起的整数", Visible(found)),
    }
}
