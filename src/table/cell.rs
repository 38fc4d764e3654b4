//! What stands in a cell: words with a meaning for the eye. How it looks is drawing's.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::domain::cells::Columns;
use crate::domain::{BudgetWindow, Moment, Text};

use crate::domain::text::harmless;
use crate::domain::time::span_words;
use crate::table::{Times, Tone};

/// With what eyes a row is looked at: what its words depend on besides itself.
#[derive(Clone, Copy, Debug)]
pub struct Lens {
    /// The time.
    pub now: Timestamp,
    /// How times are shown.
    pub times: Times,
    /// Whether only ASCII can be drawn.
    pub is_ascii: bool,
}

/// A spend against its budget, as a bar as wide as its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// So many percent of it; more than a hundred fills it.
    Used(i64),
    /// A budget of nothing: everything is refused.
    Zero,
    /// The spend is not known.
    Unknown,
    /// There is no limit.
    Unlimited,
}

/// What stands in one column of one row. Harmless to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// There is nothing to be said.
    Nothing,
    /// Words.
    Words(Cow<'static, str>, Tone),
    /// Several words, each with its own meaning, two blanks apart.
    Several(Vec<(String, Tone)>),
    /// A bar.
    Bar(Bar, Tone),
}

impl Cell {
    /// Words that mean nothing in particular.
    pub fn plain(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Words(text.into(), Tone::Plain)
    }

    /// Words beside the point.
    pub fn muted(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Words(text.into(), Tone::Muted)
    }

    /// A server's text, or nothing.
    pub fn text(raw: Option<&str>) -> Self {
        raw.filter(|raw| !raw.is_empty())
            .map_or(Self::Nothing, |raw| Self::plain(harmless(raw).into_owned()))
    }

    /// A moment: `3 d`, or the date.
    pub fn time(at: Option<Moment>, lens: &Lens) -> Self {
        at.map_or(Self::Nothing, |at| match lens.times {
            Times::Absolute => Self::muted(at.at().strftime("%Y-%m-%d").to_string()),
            Times::Relative => Self::muted(minutes(lens.now.as_second() - at.at().as_second())),
        })
    }

    /// Several words in a row, or nothing.
    pub fn listed(texts: impl Iterator<Item = String>) -> Self {
        let texts: Vec<String> = texts.collect();
        if texts.is_empty() { Self::Nothing } else { Self::plain(texts.join(", ")) }
    }

    /// What could not be read.
    pub fn unread() -> Self {
        Self::Words("?".into(), Tone::Warn)
    }

    /// An allow-list of models: an empty one allows all, `None` could not be read.
    pub fn models(models: Option<&[Text]>) -> Self {
        match models {
            None => Self::unread(),
            Some([]) => Self::muted("all"),
            Some(models) => Self::listed(models.iter().map(ToString::to_string)),
        }
    }

    /// Windows besides the budget; `None` could not be read.
    pub fn windows(windows: Option<&[BudgetWindow]>) -> Self {
        windows.map_or_else(Self::unread, |windows| {
            Self::text(Some(BudgetWindow::short_list(windows).as_str()))
        })
    }

    /// Its words, without their meanings; nothing of a bar.
    pub fn into_words(self) -> String {
        match self {
            Self::Nothing | Self::Bar(..) => String::new(),
            Self::Words(text, _) => text.into_owned(),
            Self::Several(all) => {
                all.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// How many columns it fills; a bar as many as it gets.
    pub fn columns(&self) -> usize {
        match self {
            Self::Nothing => 1,
            Self::Words(text, _) => text.columns(),
            Self::Several(all) => {
                let words: usize = all.iter().map(|(text, _)| text.columns()).sum();
                words + 2 * all.len().saturating_sub(1)
            }
            Self::Bar(..) => usize::MAX,
        }
    }
}

/// Never seconds, which would go stale on a screen that stands still; days from the first on, so
/// that a column of times has few units to compare.
pub fn minutes(seconds: i64) -> String {
    const DAY: i64 = 24 * 60 * 60;
    match seconds.abs() {
        ..60 => "< 1 m".into(),
        s if (DAY..2 * DAY).contains(&s) => "1 d".into(),
        s => span_words(s),
    }
}
