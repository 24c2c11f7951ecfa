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

/// How many there are, in English: `1 row`, `2 rows`, `2 entries`, `2 people`.
pub(crate) fn plural(number: impl TryInto<u64>, one: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {}", if number == 1 { one.to_owned() } else { many(one) })
}

/// Several of what is named in the singular.
fn many(one: &str) -> String {
    if let Some(before) = one.strip_suffix("person") {
        return format!("{before}people");
    }
    match one.strip_suffix('y') {
        Some(before) if !before.ends_with(['a', 'e', 'o', 'u']) => format!("{before}ies"),
        _ => format!("{one}s"),
    }
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
