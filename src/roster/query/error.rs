//! What is wrong with a query, and where.

use std::ops::Range;

/// Why a query cannot be read, and at which characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct QueryError {
    /// The characters it is about, counted as `char`s; empty at the end of the text, where
    /// something is missing.
    pub range: Range<usize>,
    /// Without a full stop, in lower case. It quotes what was typed: show it harmless.
    pub sentence: String,
    /// Whether more typing may mend it: the term is begun, not wrong.
    pub is_unfinished: bool,
}

impl QueryError {
    pub(super) fn wrong(range: Range<usize>, sentence: impl Into<String>) -> Self {
        Self { range, sentence: sentence.into(), is_unfinished: false }
    }

    pub(super) fn unfinished(range: Range<usize>, sentence: impl Into<String>) -> Self {
        Self { range, sentence: sentence.into(), is_unfinished: true }
    }

    /// The query and a line of carets under what is wrong with it, for a terminal. Both lines are
    /// harmless.
    pub fn carets(&self, text: &str) -> String {
        use crate::domain::cells::Columns;
        // Two lines of equal columns: each character is made harmless by itself.
        let shown = |range: Range<usize>| -> String {
            let chars = text.chars().skip(range.start).take(range.len());
            chars
                .map(|c| crate::domain::text::harmless(c.encode_utf8(&mut [0; 4])).into_owned())
                .collect()
        };
        let before = shown(0..self.range.start);
        let marked = shown(self.range.clone());
        let all = shown(0..text.chars().count());
        let carets = "^".repeat(marked.columns().max(1));
        format!("{all}\n{}{carets}", " ".repeat(before.columns()))
    }
}
