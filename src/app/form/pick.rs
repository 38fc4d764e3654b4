//! Picking from what exists: a list, however long, of which a window is shown, and a line that
//! filters it. What is picked stands first.

use crate::table::{ListState, Travel};
use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::domain::text::harmless;

/// Rows of the list shown at most.
pub const WINDOW: usize = 6;

/// One of what exists.
#[derive(Clone, Debug)]
pub struct Pick {
    /// As the server has it. Raw.
    pub value: String,
    /// What it is called. Harmless to show.
    pub shown: String,
    /// Whether it is picked.
    pub is_picked: bool,
}

/// The list, the filter, and the cursor in what matches.
#[derive(Clone, Debug)]
pub struct PickList {
    options: Vec<Pick>,
    at_most_one: bool,
    filter: Input,
    /// What matches the filter: what was picked when it was made first, then in order.
    order: Vec<usize>,
    list: ListState,
}

impl PickList {
    /// Of these values, each with what it is called.
    pub fn new(options: impl IntoIterator<Item = (String, String)>) -> Self {
        let pick = |(value, shown)| Pick { value, shown, is_picked: false };
        let mut list = Self {
            options: options.into_iter().map(pick).collect(),
            at_most_one: false,
            filter: Input::default(),
            order: Vec::new(),
            list: ListState::default(),
        };
        list.show_picked_first();
        list
    }

    /// Of names that are their own values.
    pub fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(names.into_iter().map(|name| (name.to_owned(), harmless(name).into_owned())))
    }

    /// The same, of which at most one can be picked.
    #[must_use]
    pub fn at_most_one(self) -> Self {
        Self { at_most_one: true, ..self }
    }

    /// The same, with that value picked already.
    #[must_use]
    pub fn with_picked(mut self, value: &str) -> Self {
        for option in &mut self.options {
            option.is_picked |= option.value == value;
        }
        self.show_picked_first();
        self
    }

    /// Whether there is nothing to pick from.
    pub fn is_empty(&self) -> bool {
        self.options.is_empty()
    }

    /// How many there are to pick from.
    pub fn len(&self) -> usize {
        self.options.len()
    }

    /// The values picked, in the order of the list.
    pub fn picked(&self) -> impl Iterator<Item = &str> {
        self.picked_options().map(|option| option.value.as_str())
    }

    /// What is picked.
    pub fn picked_options(&self) -> impl Iterator<Item = &Pick> {
        self.options.iter().filter(|option| option.is_picked)
    }

    /// The line that filters.
    pub fn filter(&self) -> &Input {
        &self.filter
    }

    /// How many match the filter.
    pub fn matching(&self) -> usize {
        self.order.len()
    }

    /// Which of what matches is on the screen.
    pub fn window(&self) -> Range<usize> {
        self.list.window(self.order.len(), WINDOW)
    }

    /// What stands at that place of what matches, and whether the cursor is on it.
    pub fn row(&self, place: usize) -> Option<(&Pick, bool)> {
        let option = self.order.get(place).and_then(|&index| self.options.get(index))?;
        Some((option, place == self.list.cursor))
    }

    /// Takes the filter away; `false` where there was none.
    pub fn clear_filter(&mut self) -> bool {
        let had_one = !self.filter.value().is_empty();
        self.filter.reset();
        self.show_picked_first();
        had_one
    }

    /// Picks what was typed for, and takes the filter away; `false` where nothing was typed or it is
    /// picked already, when *enter* means the whole form.
    pub fn enter(&mut self) -> bool {
        let place = self.order.get(self.list.cursor);
        let is_picked = place.is_some_and(|&at| self.options[at].is_picked);
        if is_picked || self.filter.value().is_empty() {
            return false;
        }
        self.toggle();
        self.clear_filter()
    }

    /// Whether that key moves within the list rather than out of it.
    pub fn holds(&self, code: KeyCode) -> bool {
        match code {
            KeyCode::Up => self.list.cursor > 0,
            KeyCode::Down => self.list.cursor + 1 < self.order.len(),
            _ => false,
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent) {
        let by = match key.code {
            KeyCode::Char(' ') => return self.toggle(),
            KeyCode::Down => Travel::Down,
            KeyCode::Up => Travel::Up,
            KeyCode::PageDown => Travel::PageDown,
            KeyCode::PageUp => Travel::PageUp,
            _ => {
                let before = self.filter.value().to_owned();
                super::type_key(&mut self.filter, key);
                if before != self.filter.value() {
                    self.show_picked_first();
                }
                return;
            }
        };
        self.list.travel(by, self.order.len(), WINDOW);
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        super::paste(&mut self.filter, pasted);
        self.show_picked_first();
    }

    fn toggle(&mut self) {
        let Some(&at) = self.order.get(self.list.cursor) else { return };
        let at_most_one = self.at_most_one;
        for (index, option) in self.options.iter_mut().enumerate() {
            if index == at {
                option.is_picked = !option.is_picked;
            } else if at_most_one {
                option.is_picked = false;
            }
        }
    }

    /// Orders what matches anew. Not at each pick: what was picked would leave the cursor.
    pub(super) fn show_picked_first(&mut self) {
        let filter = self.filter.value().to_lowercase();
        let words: Vec<&str> = filter.split_whitespace().collect();
        let matches = |option: &Pick| {
            let shown = option.shown.to_lowercase();
            words.iter().all(|word| shown.contains(word))
        };
        let indices = 0..self.options.len();
        self.order = indices.filter(|&index| matches(&self.options[index])).collect();
        self.order.sort_by_key(|&index| !self.options[index].is_picked);
        self.list = ListState::default();
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    fn press(list: &mut PickList, keys: &str) {
        for key in keys.split(' ') {
            let code = match key {
                "down" => KeyCode::Down,
                "space" => KeyCode::Char(' '),
                "backspace" => KeyCode::Backspace,
                letter => KeyCode::Char(letter.chars().next().unwrap()),
            };
            list.key(KeyEvent::new(code, KeyModifiers::NONE));
        }
    }

    fn shown(list: &PickList) -> Vec<&str> {
        list.window().filter_map(|place| list.row(place)).map(|(p, _)| p.shown.as_str()).collect()
    }

    #[test]
    fn three_hundred_models_and_two_thousand_teams_have_six_lines() {
        for count in [300, 2_000] {
            let names: Vec<String> = (0..count).map(|n| format!("name-{n:04}")).collect();
            let mut list = PickList::of_names(names.iter().map(String::as_str));
            assert_eq!((shown(&list).len(), list.matching()), (WINDOW, count));
            press(&mut list, "0 2 9 9");
            assert_eq!(shown(&list), ["name-0299"]);
            press(&mut list, "space backspace backspace backspace backspace");
            assert_eq!(list.picked().collect::<Vec<_>>(), ["name-0299"]);
            assert_eq!(shown(&list)[..2], ["name-0299", "name-0000"], "what is picked is first");
        }
    }

    #[test]
    fn a_pick_stays_under_the_cursor_until_the_list_is_entered_again() {
        let mut list = PickList::of_names(["a", "b", "c"]);
        press(&mut list, "down down space");
        assert_eq!((shown(&list), list.list.cursor), (vec!["a", "b", "c"], 2));
        list.show_picked_first();
        assert_eq!(shown(&list), ["c", "a", "b"]);
    }

    #[test]
    fn enter_picks_what_was_typed_for_and_only_then_is_the_form_s() {
        let mut list = PickList::of_names(["gpt-4o", "claude"]);
        assert!(!list.enter());
        press(&mut list, "c l");
        assert!(list.enter());
        assert_eq!(list.picked().collect::<Vec<_>>(), ["claude"]);
        assert!(!list.enter());
        // What space has picked, enter goes on with.
        let mut list = PickList::of_names(["gpt-4o", "claude"]);
        press(&mut list, "c l space");
        assert!(!list.enter());
        assert_eq!(list.picked().collect::<Vec<_>>(), ["claude"]);
    }

    #[test]
    fn of_teams_there_is_at_most_one() {
        let mut list = PickList::of_names(["a", "b"]).at_most_one();
        press(&mut list, "space down space");
        assert_eq!(list.picked().collect::<Vec<_>>(), ["b"]);
        press(&mut list, "space");
        assert_eq!(list.picked().count(), 0);
    }
}
