//! What a paper does about a fact: it approves it, orders it, records it, or reports it.
//!
//! An approval comes before what it approves: 国函〔2016〕55号 of 20 March 2016 approves 柳江区,
//! which stood up on 6 January 2017. So only a report can claim what is not so yet.

use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::ids::Name;

/// What a paper does about a fact (依据作用).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceRole {
    /// It allows the fact, before it is so (批复、同意).
    Approves,
    /// It asks that the fact come about (通知、方案).
    Orders,
    /// It was written as the fact came about (会议纪要、验收表).
    Records,
    /// It tells of the fact afterwards (总结、汇报).
    Reports,
}

/// Where the role of a piece of evidence is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleSource {
    /// It was stated.
    Stated,
    /// It was guessed by the title.
    Title,
    /// It was guessed by the form of the document number.
    Number,
}

impl EvidenceRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Approves, Self::Orders, Self::Records, Self::Reports];

    /// The code in JSON and CSV, and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approves => "approves",
            Self::Orders => "orders",
            Self::Records => "records",
            Self::Reports => "reports",
        }
    }

    /// The role that the title of a paper gives away. Titles say at their end what a paper is, so
    /// the last of the words decides; but consent stands at the beginning, whatever form it has.
    fn of_title(title: &str) -> Option<Self> {
        const WORDS: [(EvidenceRole, &[&str]); 4] = [
            (EvidenceRole::Approves, &["批复", "复函", "批准", "核准"]),
            (EvidenceRole::Orders, &["通知", "方案", "决定", "意见"]),
            (
                EvidenceRole::Records,
                &[
                    "纪要",
                    "记录",
                    "验收表",
                    "登记表",
                    "花名册",
                    "名册",
                    "台账",
                    "清单",
                    "公告",
                    "证书",
                    "选举结果",
                    "意见书",
                ],
            ),
            (EvidenceRole::Reports, &["总结", "汇报", "报告", "通报", "报表", "简报"]),
        ];
        let title = without_remark(title);
        let consents = |(at, _): (usize, &str)| !REFERRED.iter().any(|before| title[..at].ends_with(before));
        if title.match_indices("同意").any(consents) {
            return Some(Self::Approves);
        }
        let ends = WORDS
            .iter()
            .flat_map(|(role, words)| words.iter().filter_map(|word| Some((title.rfind(word)? + word.len(), *role))));
        ends.max_by_key(|(end, _)| *end).map(|(_, role)| role)
    }

    /// The role that the form of a document number gives away: letters of approval are numbered as
    /// such (国函〔2016〕55号, 民〔1988〕行批1号).
    fn of_number(number: &str) -> Option<Self> {
        (number.contains('函') || number.contains('批')).then_some(Self::Approves)
    }
}

/// A paper with one of these refuses: it does nothing about a fact.
const REFUSED: [&str; 2] = ["不同意", "不予"];

/// Behind these, consent is only spoken of: 未经同意, 经同意.
const REFERRED: [&str; 2] = ["未", "经"];

/// A title without the remark in brackets that ends it (试行, 征求意见稿).
fn without_remark(title: &str) -> &str {
    let mut title = title.trim_end();
    while let Some((rest, _)) = title
        .strip_suffix([')', '）'])
        .and_then(|inner| inner.rsplit_once(['(', '（']))
        .filter(|(rest, _)| !rest.is_empty())
    {
        title = rest.trim_end();
    }
    title
}

impl RoleSource {
    /// The code in JSON and CSV.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Title => "title",
            Self::Number => "number",
        }
    }
}

impl Evidence {
    /// What the paper does about the fact, and where that is taken from: as stated, else by its
    /// title, else by the form of its document number. None where nothing gives it away, or the
    /// title refuses.
    pub fn role(&self) -> Option<(EvidenceRole, RoleSource)> {
        let refuses = |title: &Name| REFUSED.iter().any(|refused| title.as_str().contains(refused));
        if self.role.is_none() && self.title.as_ref().is_some_and(refuses) {
            return None;
        }
        let title = || self.title.as_ref().and_then(|title| EvidenceRole::of_title(title.as_str()));
        let number = || self.document.as_ref().and_then(|number| EvidenceRole::of_number(&number.to_string()));
        let stated = self.role.map(|role| (role, RoleSource::Stated));
        let by_title = || title().map(|role| (role, RoleSource::Title));
        stated.or_else(by_title).or_else(|| number().map(|role| (role, RoleSource::Number)))
    }
}
