//! Recoding a division and all below it by one rule (整体换码): which codes become which.

use std::collections::{BTreeMap, BTreeSet};

use jiceng_core::domain::division::{DivisionMoved, DivisionRecoded};
use jiceng_core::domain::{AtLeast, DivisionCode, Event, Level, Name, PartialDate, Place, Refusal};
use jiceng_core::projections::division_list::DivisionList;
use jiceng_core::{Error, Question, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AskError;
use crate::receipt::ReceiptRow;
use crate::table::{Column, Table, Value};
use crate::wanted::Wanted;

/// Which codes a division and those below it would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecodingQuestion {
    /// The division: its code until then.
    #[schemars(with = "String")]
    pub code: DivisionCode,
    /// Its code from then on, of the same level.
    #[schemars(with = "String")]
    pub new_code: DivisionCode,
    /// When it takes effect.
    #[schemars(with = "String")]
    pub effective: PartialDate,
    /// The division above from then on, where it comes under another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<DivisionCode>,
    /// Those below that keep their code, or get one that the rule does not give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<RecodingException>,
}

/// A division below that the rule does not recode. Those below it follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecodingException {
    /// Its code until then.
    #[schemars(with = "String")]
    pub code: DivisionCode,
    /// Its code from then on; absent where it keeps its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub new_code: Option<DivisionCode>,
}

/// Which codes become which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecodingAnswer {
    /// When it takes effect, as stated.
    #[schemars(with = "String")]
    pub effective: PartialDate,
    /// The division above from then on; null where it stays below the one above it.
    #[schemars(with = "Option<String>")]
    pub to: Option<DivisionCode>,
    /// The division and those below it, each behind the one that it lies in.
    pub rows: Vec<RecodingRow>,
    /// How many of them get another code.
    pub recoded: usize,
    /// How many keep theirs.
    pub kept: usize,
    /// What recording it came to; null where it was not recorded.
    pub receipt: Option<ReceiptRow>,
}

/// A division and its codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecodingRow {
    /// Its code until then.
    #[schemars(with = "String")]
    pub code: DivisionCode,
    /// Its code from then on; null where it keeps its own.
    #[schemars(with = "Option<String>")]
    pub new_code: Option<DivisionCode>,
    /// Its name on the day; null where it has none.
    #[schemars(with = "Option<String>")]
    pub name: Option<Name>,
    /// Its level.
    #[schemars(with = "String")]
    pub level: Level,
    /// Whether it is an exception, or lies below one.
    pub excepted: bool,
}

/// How those below a division are recoded: by its old and its new code, or not at all.
#[derive(Clone, Copy)]
struct Rule {
    code: DivisionCode,
    new_code: Option<DivisionCode>,
    is_exception: bool,
}

impl RecodingQuestion {
    /// The answer: nothing is recorded. The divisions are those of the end of the day before, so
    /// that what is recoded already is told by its codes of then.
    pub fn answer(&self, view: &View) -> Result<RecodingAnswer, AskError> {
        self.check_levels()?;
        if self.except.iter().any(|exception| exception.code == self.code) {
            return Err(AskError::value("except", &self.code.to_string(), Wanted::DivisionBelow));
        }
        let mut excepted = BTreeSet::new();
        if !self.except.iter().all(|exception| excepted.insert(exception.code)) {
            return Err(Error::from(Refusal::BadList { field: "except", least: AtLeast(0) }).into());
        }
        let day = self.effective.last();
        let before = day.yesterday().unwrap_or(day);
        let view = view.asking(Question { effective: Some(before), ..Question::default() })?.locked()?;
        let list = DivisionList::on(view.facts(), view.as_of(), false);
        let top = view.facts().places.find(&Place::Division(self.code), view.as_of());
        let top = top.ok_or_else(|| AskError::value("code", &self.code.to_string(), Wanted::Division))?;
        let mut rules: Vec<(usize, Rule)> = Vec::new();
        let mut rows = Vec::new();
        for listed in list.rows(Some(top), None) {
            let called = list.called(listed.place);
            let Some(code) = called.code else { continue };
            rules.retain(|(depth, _)| *depth < listed.depth);
            let exception = self.except.iter().find(|exception| exception.code == code);
            let own = exception.map(|RecodingException { code, new_code }| Rule {
                code: *code,
                new_code: *new_code,
                is_exception: true,
            });
            let first = || Rule { code: self.code, new_code: Some(self.new_code), is_exception: false };
            let above = || rules.last().map_or_else(first, |(_, rule)| *rule);
            let rule = own.unwrap_or_else(above);
            if own.is_some() || rules.is_empty() {
                rules.push((listed.depth, rule));
            }
            let new_code = rule.new_code.and_then(|new| code.with_beginning(rule.code, new)).filter(|new| *new != code);
            rows.push(RecodingRow {
                code,
                new_code,
                name: called.name.cloned(),
                level: listed.level,
                excepted: rule.is_exception,
            });
        }
        let is_there = |exception: &&RecodingException| rows.iter().any(|row| row.code == exception.code);
        if let Some(missing) = self.except.iter().find(|exception| !is_there(exception)) {
            return Err(AskError::value("except", &missing.code.to_string(), Wanted::DivisionBelow));
        }
        let recoded = rows.iter().filter(|row| row.new_code.is_some()).count();
        let kept = rows.len() - recoded;
        Ok(RecodingAnswer { effective: self.effective, to: self.to, rows, recoded, kept, receipt: None })
    }
}

impl RecodingQuestion {
    /// A rule leads from a code to one of its level.
    fn check_levels(&self) -> Result<(), Error> {
        let excepted = self.except.iter().filter_map(|exception| Some((exception.code, exception.new_code?)));
        let is_other = |(code, new): &(DivisionCode, DivisionCode)| code.level() != new.level();
        match std::iter::once((self.code, self.new_code)).chain(excepted).find(is_other) {
            None => Ok(()),
            Some((code, new)) => {
                Err(Refusal::WrongLevel { code: new, found: new.level(), needed: code.level() }.into())
            }
        }
    }
}

impl RecodingAnswer {
    /// The facts to be recorded. That of the division moves it too, where it comes under another
    /// one, also where it keeps its code. A code that another one gets is given up before.
    pub fn events(&self) -> Vec<Event> {
        let mut to = self.to;
        let event = |&RecodingRow { code, new_code, .. }: &RecodingRow| match (to.take(), new_code) {
            (Some(to), new_code) => Some(DivisionMoved { code, to, new_code }.into()),
            (None, Some(new_code)) => Some(DivisionRecoded { code, new_code }.into()),
            (None, None) => None,
        };
        let events: Vec<Option<Event>> = self.rows.iter().map(event).collect();
        let events = self.in_order().into_iter().filter_map(|index| events.get(index)?.clone());
        events.collect()
    }

    /// The rows by their indices, those above first; but each behind the one whose code it gets.
    fn in_order(&self) -> Vec<usize> {
        let by_code: BTreeMap<DivisionCode, usize> =
            self.rows.iter().enumerate().map(|(index, row)| (row.code, index)).collect();
        let holder = |index: usize| by_code.get(&self.rows.get(index)?.new_code?).copied();
        let (mut order, mut placed) = (Vec::new(), BTreeSet::new());
        for first in 0..self.rows.len() {
            let chain = std::iter::successors(Some(first), |index| holder(*index));
            // Two that exchange their codes have no order; the second is refused.
            let chain: Vec<usize> = chain.take_while(|index| placed.insert(*index)).collect();
            order.extend(chain.into_iter().rev());
        }
        order
    }

    /// The codes as a table.
    pub fn table(&self) -> Table {
        let columns = ["code", "new_code", "name", "level"].map(Column::text);
        let excepted = Column::data("excepted");
        let text = |text: Option<String>| text.map_or(Value::Absent, Value::Text);
        let row = |row: &RecodingRow| {
            vec![
                Value::Text(row.code.to_string()),
                text(row.new_code.map(|code| code.to_string())),
                text(row.name.as_ref().map(ToString::to_string)),
                Value::Listed { level: row.level, is_site: false },
                Value::Text(row.excepted.to_string()),
            ]
        };
        Table { rows: self.rows.iter().map(row).collect(), ..Table::of(columns.into_iter().chain([excepted])) }
    }
}
