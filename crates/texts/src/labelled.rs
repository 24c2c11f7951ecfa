//! Closed lists with their words: what is printed can be read again.
//!
//! One table a list has a row a value, with the words of both languages in it. A value that has no
//! row does not compile.

use jiceng_core::domain::characters::folded;

use crate::Lang;

/// A value of a closed list: a code for programs, and words for people.
pub trait Labelled: Copy + 'static {
    /// Every value, in the order of the list.
    const LIST: &'static [Self];

    /// The code in JSON and CSV, and on the command line.
    fn code(self) -> &'static str;

    /// The words.
    fn words(self) -> Words;
}

/// Words that say the same in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// A value in the words of a language.
pub fn label<T: Labelled>(lang: Lang, value: T) -> &'static str {
    let Words { zh, en } = value.words();
    lang.pick(zh, en)
}

/// Reads what is printed: a value's code, or its words in either language.
pub fn parse<T: Labelled>(text: &str) -> Option<T> {
    let text = folded(text);
    let is_meant = |value: &T| {
        let Words { zh, en } = value.words();
        [value.code(), zh, en].into_iter().any(|written| folded(written) == text)
    };
    T::LIST.iter().copied().find(is_meant)
}

/// The table of a closed list whose values stand alone: `Value: "中文", "English";`.
macro_rules! labelled {
    ($list:ty { $($value:ident: $zh:literal, $en:literal;)+ }) => {
        impl $crate::labelled::Labelled for $list {
            const LIST: &'static [Self] = &[$(<$list>::$value),+];

            fn code(self) -> &'static str {
                self.as_str()
            }

            fn words(self) -> $crate::labelled::Words {
                match self {
                    $(<$list>::$value => $crate::labelled::Words { zh: $zh, en: $en },)+
                }
            }
        }
    };
}

pub(crate) use labelled;
