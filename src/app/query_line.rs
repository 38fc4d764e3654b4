//! The line in which a query is typed: live, with what can be typed next and where it is wrong.

use tui_input::Input;

use crate::roster::query::{Completions, complete};
use crate::roster::{Query, QueryError, Roster};

/// Queries remembered within a session, at most.
const REMEMBERED: usize = 100;

/// The open line.
#[derive(Debug)]
pub struct QueryLine {
    /// What is typed.
    pub input: Input,
    /// What is wrong with it or missing.
    pub error: Option<QueryError>,
    /// Whether the operator wanted it as it is: what is missing is then said as loudly as what is
    /// wrong.
    pub is_insisted: bool,
    /// What was in force when the line was opened.
    pub(super) before: Query,
    offers: Completions,
    /// Which of the offers stands in the line, and what stood there.
    taken: Option<(usize, String)>,
    recalled: Recalled,
}

/// Where in the history the line is: so many queries back, and what was typed before.
#[derive(Debug, Default)]
struct Recalled {
    back: usize,
    typed: String,
}

/// What was asked before, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryHistory(Vec<String>);

impl QueryHistory {
    /// Remembers a query; one that is there already becomes the newest.
    pub fn push(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.0.retain(|other| other != text);
        self.0.push(text.to_owned());
        let surplus = self.0.len().saturating_sub(REMEMBERED);
        self.0.drain(..surplus);
    }

    /// So many back; one is the newest.
    fn back(&self, back: usize) -> Option<&str> {
        self.0.len().checked_sub(back).and_then(|at| self.0.get(at)).map(String::as_str)
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Forward,
    Backward,
}

impl QueryLine {
    /// On the query in force.
    pub(super) fn new(before: Query) -> Self {
        Self {
            input: Input::new(before.text().to_owned()),
            error: None,
            is_insisted: false,
            before,
            offers: Completions::default(),
            taken: None,
            recalled: Recalled::default(),
        }
    }

    /// What can stand in place of the word under the cursor, and which of it was taken. Nothing
    /// before the word is begun, so that the list is not covered without need.
    pub fn offers(&self) -> (&Completions, Option<usize>) {
        (&self.offers, self.taken.as_ref().map(|(taken, _)| *taken))
    }

    /// Whether the offers are to be seen.
    pub fn shows_offers(&self) -> bool {
        let value = self.input.value();
        let before = value.chars().take(self.offers.range.start).last();
        let is_value = before.is_some_and(|c| matches!(c, ':' | '=' | '<' | '>'));
        let is_begun = !self.offers.range.is_empty() || is_value;
        !self.offers.items.is_empty() && (self.taken.is_some() || is_begun)
    }

    /// After a change of the text or the cursor: what can be typed here.
    pub(super) fn look(&mut self, roster: &Roster) {
        self.taken = None;
        self.offers = complete(self.input.value(), self.input.cursor(), roster);
    }

    /// Puts the next offer in place, around.
    pub(super) fn take(&mut self, step: Step) {
        let count = self.offers.items.len();
        let (next, typed) = match (self.taken.take(), step) {
            (None, Step::Forward) => (0, self.input.value().to_owned()),
            (None, Step::Backward) => (count.saturating_sub(1), self.input.value().to_owned()),
            (Some((at, typed)), Step::Forward) => ((at + 1) % count.max(1), typed),
            (Some((at, typed)), Step::Backward) => ((at + count - 1) % count.max(1), typed),
        };
        self.put(next, typed);
    }

    /// Puts the offer of that place in place.
    pub(super) fn take_at(&mut self, place: usize) {
        let before = self.taken.take().map(|(_, typed)| typed);
        let typed = before.unwrap_or_else(|| self.input.value().to_owned());
        self.put(place, typed);
    }

    fn put(&mut self, next: usize, typed: String) {
        let Some(offer) = self.offers.items.get(next) else { return };
        let range = self.offers.range.clone();
        let chars = |from: usize, to: usize| typed.chars().skip(from).take(to.saturating_sub(from));
        let mut text: String = chars(0, range.start).chain(offer.insert.chars()).collect();
        let cursor = text.chars().count();
        text.extend(typed.chars().skip(range.end));
        self.input = Input::new(text).with_cursor(cursor);
        self.taken = Some((next, typed));
    }

    /// Whether one offer alone was taken: then the next can be looked for at once.
    pub(super) fn is_settled(&self) -> bool {
        self.taken.is_some() && self.offers.items.len() == 1
    }

    /// Puts an older or newer query in the line; past the newest what was typed returns.
    pub(super) fn recall(&mut self, history: &QueryHistory, step: Step) {
        let back = match step {
            Step::Backward => self.recalled.back + 1,
            Step::Forward => self.recalled.back.saturating_sub(1),
        };
        if self.recalled.back == 0 {
            self.recalled.typed = self.value().to_owned();
        }
        let text = match back {
            0 => Some(self.recalled.typed.clone()),
            back => history.back(back).map(str::to_owned),
        };
        let Some(text) = text else { return };
        self.recalled.back = back;
        self.input = Input::new(text);
    }

    /// What is typed.
    pub fn value(&self) -> &str {
        self.input.value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_keeps_each_query_once_the_newest_last() {
        let mut history = QueryHistory::default();
        for text in ["ana", "state:over", "ana", " "] {
            history.push(text);
        }
        assert_eq!(history, QueryHistory(vec!["state:over".into(), "ana".into()]));
    }

    #[test]
    fn what_was_typed_returns_past_the_newest() {
        let mut history = QueryHistory::default();
        history.push("a");
        history.push("b");
        let mut line = QueryLine::new(Query::default());
        line.input = Input::new("typed".into());
        let mut seen = Vec::new();
        for step in [Step::Backward, Step::Backward, Step::Backward, Step::Forward, Step::Forward] {
            line.recall(&history, step);
            seen.push(line.value().to_owned());
        }
        assert_eq!(seen, ["b", "a", "a", "b", "typed"]);
    }
}
