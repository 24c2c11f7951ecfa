//! One entry of a table: what people read, and what programs read.

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What people read.
    pub shown: String,
    /// What programs read: the same in every language.
    pub code: String,
    /// How it strikes the eye.
    pub mood: Mood,
    /// Whether it is a figure also in a column of text.
    pub is_figure: bool,
}

/// How an entry strikes the eye.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// As it is.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Half as it should be.
    Fair,
    /// Not as it should be.
    Bad,
    /// It no longer counts.
    Struck,
}

impl Told {
    /// The same for people and programs.
    pub fn plain(text: &(impl ToString + ?Sized)) -> Self {
        let text = text.to_string();
        Self { shown: text.clone(), code: text, mood: Mood::Plain, is_figure: false }
    }

    /// A figure, whatever stands in the other rows.
    pub fn figure(number: &(impl ToString + ?Sized)) -> Self {
        Self { is_figure: true, ..Self::plain(number) }
    }

    /// One text for people, another for programs.
    pub fn coded(shown: impl Into<String>, code: &(impl ToString + ?Sized)) -> Self {
        Self { shown: shown.into(), code: code.to_string(), mood: Mood::Plain, is_figure: false }
    }

    /// The same with a mood.
    #[must_use]
    pub fn in_mood(self, mood: Mood) -> Self {
        Self { mood, ..self }
    }
}
