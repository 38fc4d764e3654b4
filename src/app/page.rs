//! A page of facts: labels in a column, what they say beside them.

use super::wrap::wrap;
use crate::domain::text::{MAX_SHOWN, harmless};
use crate::table::Tone;

/// The column of labels, with the blanks around it.
pub const LABELS: usize = 12;

/// One line of a page of facts. Harmless, and not wider than the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactLine {
    /// What it is; empty where the line above goes on.
    pub label: &'static str,
    /// Itself.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

/// A page under construction.
#[derive(Debug)]
pub struct Facts {
    width: usize,
    lines: Vec<FactLine>,
}

impl Facts {
    /// For a screen of so many columns.
    pub fn new(width: u16) -> Self {
        let width = usize::from(width).saturating_sub(LABELS + 1).max(8);
        Self { width, lines: Vec::new() }
    }

    /// One fact, broken into lines.
    pub fn add(&mut self, label: &'static str, text: &str, tone: Tone) {
        for (index, text) in wrap(&whole(text), self.width).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.lines.push(FactLine { label, text, tone });
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(FactLine { label: "", text: String::new(), tone: Tone::Plain });
    }

    /// The lines.
    pub fn done(self) -> Vec<FactLine> {
        self.lines
    }
}

/// The text made harmless and not cut: one comes here to read all of it.
fn whole(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let pieces = chars.chunks(MAX_SHOWN).map(|piece| piece.iter().collect::<String>());
    pieces.map(|piece| harmless(&piece).into_owned()).collect()
}
