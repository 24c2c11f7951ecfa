//! How each field is to be written, said after a message about it.

use jiceng_exchange::fields::Shape;

use crate::Lang;

/// How a field of this shape is written.
pub fn hint(lang: Lang, shape: Shape) -> String {
    let fixed = match shape {
        Shape::PartialDate => lang.pick(
            "日期写作 2020-06-30、2020-06、2020-Q2、2020-H1、2020 或 2020年上半年",
            "a date is written 2020-06-30, 2020-06, 2020-Q2, 2020-H1 or 2020",
        ),
        Shape::Day => lang.pick("日期写作 2020-06-30", "a day is written 2020-06-30"),
        Shape::Place => lang.pick(
            "地点写行政区划代码（数字）或安置点编号（字母开头）",
            "a place is a division code (digits) or a site's identifier (begins with a letter)",
        ),
        Shape::Division => lang.pick(
            "行政区划代码为 2、4、6、9 或 12 位数字",
            "a division code has 2, 4, 6, 9 or 12 digits",
        ),
        Shape::Divisions => lang.pick("行政区划代码的列表", "a list of division codes"),
        Shape::Id => lang.pick(
            "编号以英文字母开头，由字母、数字和 - _ . 组成，不超过 48 个字符",
            "an identifier begins with a letter and has letters, digits, - _ . only, at most 48",
        ),
        Shape::Ids => lang.pick("编号的列表", "a list of identifiers"),
        Shape::Kind => lang.pick(
            "要素种类代码，如 womens_home、childrens_home",
            "an element kind, such as womens_home or childrens_home",
        ),
        Shape::Kinds => lang.pick("要素种类代码的列表", "a list of element kinds"),
        Shape::Code => lang.pick("目录中的代码，如 reform_demonstration", "a code of the catalogue, such as reform_demonstration"),
        Shape::Codes => lang.pick("目录中代码的列表，如 document、minutes", "a list of codes of the catalogue, such as document, minutes"),
        Shape::Name => lang.pick("名称为一行文字，1 至 200 个字", "a name is one line of 1 to 200 characters"),
        Shape::Names => lang.pick("名称的列表", "a list of names"),
        Shape::PersonName => lang.pick("姓名为一行文字，加密后入库", "a person's name, one line; it is sealed before it is recorded"),
        Shape::Note => lang.pick("说明为一行文字，不超过 2000 个字", "a remark is one line of at most 2,000 characters"),
        Shape::Number => lang.pick("不带引号的整数", "a whole number without quotes"),
        Shape::NumberFromOne => lang.pick("从 1 起的整数，不带引号", "a whole number from 1, without quotes"),
        Shape::Flag => lang.pick("true 或 false", "true or false"),
        Shape::Choice(words) => {
            return match lang {
                Lang::Zh => format!("只能是 {}", words.join("、")),
                Lang::En => format!("one of {}", words.join(", ")),
            };
        }
        Shape::NewDivisions => lang.pick(
            r#"列表，每项为 {"code":"…","name":"…"}（命令行写作 代码=名称）"#,
            r#"a list of {"code":"…","name":"…"} (on the command line CODE=NAME)"#,
        ),
        Shape::Seats => lang.pick(
            r#"列表，每项为 {"role":"chair","person":"P001"}（命令行写作 chair=P001），role 为 chair、vice_chair、standing_member 或 member"#,
            r#"a list of {"role":"chair","person":"P001"} (on the command line chair=P001), the role chair, vice_chair, standing_member or member"#,
        ),
        Shape::Holder => lang.pick(
            r#"{"place":"…"}、{"institution":"…"} 或 {"body":{"name":"…","division":"…"}}（命令行写作 place=…、institution=… 或 body=名称@代码）"#,
            r#"{"place":"…"}, {"institution":"…"} or {"body":{"name":"…","division":"…"}} (on the command line place=…, institution=… or body=NAME@CODE)"#,
        ),
        Shape::Measure => lang.pick(
            r#"JSON，如 {"places_with":{"kind":"womens_council"}}，见 docs/cli/rows.md"#,
            r#"JSON such as {"places_with":{"kind":"womens_council"}}, see docs/cli/rows.md"#,
        ),
        Shape::Standard => lang.pick("覆盖标准，JSON，见 docs/cli/rows.md", "a coverage standard in JSON, see docs/cli/rows.md"),
        Shape::Population => lang.pick(
            r#"JSON，如 {"as_of":"2020-12-31","sort":"site"}，见 docs/cli/rows.md"#,
            r#"JSON such as {"as_of":"2020-12-31","sort":"site"}, see docs/cli/rows.md"#,
        ),
        Shape::CreditCode => lang.pick("统一社会信用代码，18 位", "a unified social credit code of 18 characters"),
        Shape::Event => lang.pick(
            "事件编号为提交编号（UUID）、斜杠和序号",
            "an event is named by its commit (a UUID), a slash and a number",
        ),
        Shape::Replacement => lang.pick(
            "更正后的事实，写法同一行记录，不含 commit、recorder、recorded_at",
            "the right fact, written like a row without commit, recorder and recorded_at",
        ),
        Shape::Commit => lang.pick("UUID", "a UUID"),
        Shape::Instant => lang.pick("时刻写作 2020-06-22T09:00:00+08:00", "an instant is written 2020-06-22T09:00:00+08:00"),
        Shape::DocumentNumber => lang.pick(
            "发文字号如 柳妇〔2020〕7号、国务院令第734号、民政部公告2020年第5号",
            "a document number such as 柳妇〔2020〕7号, 国务院令第734号 or 民政部公告2020年第5号",
        ),
        Shape::Digest => lang.pick("文件摘要写作 sha256: 加 64 位十六进制数字", "a file digest is written sha256: and 64 hexadecimal digits"),
        Shape::Evidence => lang.pick(
            r#"列表，每项为 {"document":"柳妇〔2020〕7号","title":"…","dated":"2020-06-22","page":"3"}，文号和标题至少有一个"#,
            r#"a list of {"document":"柳妇〔2020〕7号","title":"…","dated":"2020-06-22","page":"3"}, each with a document number or a title"#,
        ),
    };
    fixed.to_owned()
}
