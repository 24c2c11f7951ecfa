//! The two languages of messages.

/// What is said in the language, of what is said in Chinese and in English.
macro_rules! both {
    ($lang:expr, $zh:expr, $en:expr $(,)?) => {
        match $lang {
            $crate::Lang::Zh => $zh,
            $crate::Lang::En => $en,
        }
    };
}

pub(crate) use both;

/// A number of things.
pub(crate) trait Number {
    /// It, in the widest form.
    fn number(&self) -> u64;
}

macro_rules! numbers {
    ($($type:ty)+) => { $(
        impl Number for $type {
            fn number(&self) -> u64 {
                u64::try_from(*self).unwrap_or(u64::MAX)
            }
        }
    )+ };
}

numbers!(u8 u16 u32 u64 usize i32 i64);

impl<N: Number> Number for &N {
    fn number(&self) -> u64 {
        (*self).number()
    }
}

/// How many there are, in English: `1 row`, `2 rows`, `2 entries`.
pub(crate) fn plural(number: impl Number, one: &str) -> String {
    let many = match one.strip_suffix('y') {
        Some(before) if !before.ends_with(['a', 'e', 'o', 'u']) => format!("{before}ies"),
        _ => format!("{one}s"),
    };
    format!("{} {}", number.number(), one_or(&number, one, &many))
}

/// How many people there are, in English.
pub(crate) fn counted_people(number: impl Number) -> String {
    format!("{} {}", number.number(), one_or(&number, "person", "people"))
}

/// The word that goes with one thing, or with several or none: `is` or `are`.
pub(crate) fn one_or<'w>(number: impl Number, one: &'w str, many: &'w str) -> &'w str {
    if number.number() == 1 { one } else { many }
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese, in simplified characters.
    Zh,
    /// English, as the documents write it.
    En,
}

impl Lang {
    /// Reads the value of `--lang`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language of a locale such as `zh_CN.UTF-8`: English where it says so, else Chinese,
    /// which most users speak.
    pub fn of_locale(locale: &str) -> Self {
        if locale.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The text in this language.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_has_another_word_than_several() {
        let rows: Vec<String> = [0_u64, 1, 2].iter().map(|number| plural(number, "bad row")).collect();
        assert_eq!(rows, ["0 bad rows", "1 bad row", "2 bad rows"]);
        assert_eq!([plural(1_u8, "entry"), plural(3_usize, "entry")], ["1 entry", "3 entries"]);
        assert_eq!([plural(2_i32, "day"), plural(2_u32, "survey")], ["2 days", "2 surveys"]);
        assert_eq!([counted_people(1_u32), counted_people(796_u32)], ["1 person", "796 people"]);
        assert_eq!([one_or(1_u16, "is", "are"), one_or(0_u16, "is", "are")], ["is", "are"]);
    }
}
