//! What is wrong with rows, told to people: where, and how it is written.

use jiceng_answers::NextStep;
use jiceng_core::domain::characters::{Spelled, Visible};
use jiceng_exchange::fields::{leaf_shape_of, shape_of};
use jiceng_exchange::import::{BadRow, Problem};
use jiceng_exchange::lines::LINE_BYTES_MAX;
use jiceng_exchange::{FieldFault, RowProblem};

use crate::Lang;
use crate::next_steps::with_step;
use crate::registry::registry;
use crate::{faults, shapes};

/// A bad row of a file, said to a person.
pub fn bad_row(lang: Lang, file: &str, bad: &BadRow) -> String {
    let problem = match (&bad.problem, lang) {
        (Problem::TooLong, Lang::Zh) => format!("该行超过 {LINE_BYTES_MAX} 字节，不可能是一条记录；请检查换行"),
        (Problem::TooLong, Lang::En) => {
            format!("the line has more than {LINE_BYTES_MAX} bytes, no row is so long; check the line ends")
        }
        (Problem::NotUtf8 { at_byte }, Lang::Zh) => {
            format!("该行从第 {} 字节起不是 UTF-8 编码；请将文件另存为 UTF-8", at_byte + 1)
        }
        (Problem::NotUtf8 { at_byte }, Lang::En) => {
            format!("byte {} of the line is not UTF-8; save the file as UTF-8", at_byte + 1)
        }
        (Problem::Row(problem), _) => row(lang, problem),
        (Problem::NoRoom, Lang::Zh) => "需再次写入的行过多，无法一并留待文件末尾；请分成几个文件导入".to_owned(),
        (Problem::NoRoom, Lang::En) => {
            "more rows are to be recorded again than can wait for the end of the file; import it in parts".to_owned()
        }
        (Problem::Refused(error), _) => registry(lang, error),
    };
    match lang {
        Lang::Zh => format!("{file} 第 {} 行：{problem}", bad.line),
        Lang::En => format!("{file} line {}: {problem}", bad.line),
    }
}

/// What is wrong with a row, and what to do next at a terminal.
pub fn row(lang: Lang, problem: &RowProblem) -> String {
    with_step(lang, what(lang, problem), NextStep::after_row(problem), None)
}

/// What is wrong with a row, and nothing of what to do next.
pub fn what(lang: Lang, problem: &RowProblem) -> String {
    match problem {
        RowProblem::NotJson { column, reason, found } => not_json(lang, *column, reason, *found),
        RowProblem::NotAnObject => {
            lang.pick("每行应是一个 JSON 对象，即 { … }", "a row is a JSON object in braces, { … }").to_owned()
        }
        RowProblem::Missing { field } if field == "recorder" => {
            lang.pick("没有记录单位", "nobody records this").to_owned()
        }
        RowProblem::Missing { field } => {
            let hint = after_stop(lang, hint_for(lang, None, field));
            match lang {
                Lang::Zh => format!("缺少字段 {field}{hint}"),
                Lang::En => format!("the field {field} is missing{hint}"),
            }
        }
        RowProblem::UnknownField { command, field } => match lang {
            Lang::Zh => format!("命令 {command} 没有字段 {field}；可用的字段：{}", fields_of(command)),
            Lang::En => format!("the command {command} has no field {field}; its fields: {}", fields_of(command)),
        },
        RowProblem::Twice { field } => match lang {
            Lang::Zh => format!("字段 {field} 写了两次，无从判断以哪一个为准；只留一个"),
            Lang::En => {
                format!("the field {field} stands twice, and which one is meant nobody can say; leave one of them")
            }
        },
        RowProblem::HiddenInName { field, found, at } => {
            let where_to = faults::hidden_at(lang, *found, *at);
            match (lang, field) {
                (Lang::Zh, Some(field)) => format!("字段名 {field} 中有不能用的字符：{where_to}"),
                (Lang::Zh, None) => format!("字段名中有不能用的字符：{where_to}"),
                (Lang::En, Some(field)) => format!("the name of the field {field} is wrong: {where_to}"),
                (Lang::En, None) => format!("the name of a field is wrong: {where_to}"),
            }
        }
        RowProblem::UnknownCommand { command } => match lang {
            Lang::Zh => format!("没有命令“{command}”"),
            Lang::En => format!("there is no command \"{command}\""),
        },
        RowProblem::Field { command, field, value, fault } => {
            field_problem(lang, command.as_deref(), field, value.as_deref(), fault)
        }
    }
}

fn field_problem(lang: Lang, command: Option<&str>, field: &str, value: Option<&str>, fault: &FieldFault) -> String {
    let inner = inner(field);
    let shape = leaf_shape_of(command, inner).or_else(|| shape_of(command, inner));
    let why = faults::field(lang, fault, shape);
    match lang {
        Lang::Zh => {
            let value = value.map(|value| format!("的值“{}”", Visible(value))).unwrap_or_default();
            let why = if why.is_empty() { why } else { format!("：{why}") };
            format!("字段 {field} {value}有误{why}")
        }
        Lang::En => {
            let value = value.map(|value| format!(" (\"{}\")", Visible(value))).unwrap_or_default();
            let why = if why.is_empty() { why } else { format!(": {why}") };
            format!("the field {field}{value} is wrong{why}")
        }
    }
}

/// The path of a field of a row within another, as that row has it.
fn inner(field: &str) -> &str {
    field.strip_prefix("replacement.").or_else(|| field.strip_prefix("statement.")).unwrap_or(field)
}

fn hint_for(lang: Lang, command: Option<&str>, field: &str) -> String {
    shape_of(command, inner(field)).map(|shape| shapes::hint(lang, shape)).unwrap_or_default()
}

fn after_stop(lang: Lang, hint: String) -> String {
    if hint.is_empty() { hint } else { format!("{}{hint}", lang.pick("：", "; ")) }
}

fn fields_of(command: &str) -> String {
    jiceng_exchange::row::field_names(command).collect::<Vec<_>>().join(", ")
}

fn not_json(lang: Lang, column: usize, reason: &str, found: Option<char>) -> String {
    let found = found.map(Spelled);
    match lang {
        Lang::Zh => {
            let found = found.map(|found| format!("，此处为“{found}”，标点和空格须用半角")).unwrap_or_default();
            format!("第 {column} 列处不是有效的 JSON（{}{found}）", json_reason(reason))
        }
        Lang::En => {
            let found = found.map(|found| format!(", found \"{found}\"; use plain punctuation and spaces"));
            format!("not valid JSON at column {column}: {reason}{}", found.unwrap_or_default())
        }
    }
}

/// The parser's words in Chinese.
fn json_reason(reason: &str) -> &str {
    match reason {
        "EOF while parsing a list" => "列表没有结束，缺少 ]",
        "EOF while parsing an object" => "对象没有结束，缺少 }",
        "EOF while parsing a string" => "文字没有结束，缺少双引号",
        "EOF while parsing a value" => "缺少值",
        "expected `:`" => "缺少冒号",
        "expected `,` or `]`" => "缺少逗号或 ]",
        "expected `,` or `}`" => "缺少逗号或 }",
        "expected ident" | "expected value" => "此处须为值：文字加双引号，或数字、true、false、null",
        "invalid escape"
        | "invalid unicode code point"
        | "unexpected end of hex escape"
        | "lone leading surrogate in hex escape" => "反斜杠转义有误",
        "invalid number" => "数字写法有误",
        "number out of range" => "数字过大",
        "control character (\\u0000-\\u001F) found while parsing a string" => "文字中有换行、制表符等控制字符",
        "key must be a string" => "字段名须加双引号",
        "trailing comma" => "多余的逗号",
        "trailing characters" => "对象之后还有内容",
        "recursion limit exceeded" => "嵌套过深",
        other => other,
    }
}
