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

/// How many there are, in English: `1 row`, `2 rows`.
pub(crate) fn plural(number: impl Into<u64>, one: &str) -> String {
    let number = number.into();
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
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
