//! JSON that nobody vouches for: a field that stands twice is found, at every depth. Which of the
//! two was meant nobody can say.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value, and the first field that stands twice in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The value; of two fields of a name it has the last.
    pub value: Value,
    /// The path of the first field that stands twice, such as `evidence[0].title`.
    pub twice: Option<String>,
}

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// The column at which it ends to be JSON, in characters from 1.
    pub column: usize,
    /// What the parser says, without the place.
    pub reason: String,
    /// The character there, if it is none of ASCII: often the slip is that.
    pub found: Option<char>,
}

/// Reads JSON.
pub fn read(text: &str) -> Result<Read, NotJson> {
    let twice = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Within { path: &Path::Whole, twice: &twice };
    let value = seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    match value {
        Ok(value) => Ok(Read { value, twice: twice.into_inner() }),
        Err(error) => Err(not_json(text, &error)),
    }
}

fn not_json(text: &str, error: &serde_json::Error) -> NotJson {
    // The parser counts bytes of a line.
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let last = error.column().saturating_sub(1).min(line.len());
    let at = (0..=last).rev().find(|byte| line.is_char_boundary(*byte)).unwrap_or(0);
    let (before, from) = line.split_at(at);
    NotJson {
        column: before.chars().count() + 1,
        // The parser's own words, without its «at line 1 column 5».
        reason: error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        found: from.chars().next().filter(|c| !c.is_ascii()),
    }
}

/// Where a value stands.
enum Path<'p> {
    Whole,
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Field(Self::Whole, name) => f.write_str(name),
            Self::Field(outer, name) => write!(f, "{outer}.{name}"),
            Self::Item(outer, index) => write!(f, "{outer}[{index}]"),
        }
    }
}

/// A value at a path.
#[derive(Clone, Copy)]
struct Within<'s> {
    path: &'s Path<'s>,
    twice: &'s RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let path = Path::Item(self.path, list.len());
            match items.next_element_seed(Within { path: &path, twice: self.twice })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let path = Path::Field(self.path, &name);
            let value = fields.next_value_seed(Within { path: &path, twice: self.twice })?;
            if object.contains_key(&name) && self.twice.borrow().is_none() {
                self.twice.replace(Some(path.to_string()));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
