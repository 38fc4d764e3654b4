//! The columns of the list in front: shown or hidden, moved, sorted by; what is chosen holds at
//! once.

use crossterm::event::KeyEvent;

use super::{After, Ask, Dialog, Part, Said, Tone};
use crate::app::action::Context;
use crate::app::chooser::Chooser;
use crate::app::form::{Focus, Form};
use crate::app::geometry::Geometry;
use crate::app::{Action, Effect, Model};

/// Where in the list of columns one is.
#[derive(Debug, Default)]
pub struct ChooseColumns {
    chooser: Chooser,
}

/// The dialog.
pub fn dialog() -> Dialog {
    let form = Form { focus: Focus::Accept, ..Form::new(Vec::new()) };
    Dialog::new(ChooseColumns::default(), form)
}

impl Ask for ChooseColumns {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Columns, Context::Dialog, Context::List]
    }

    fn say(&self, _: &Form, model: &Model) -> Said {
        let mut said = Said::titled("Columns", "done");
        said.buttons = ["close", "done"];
        let Some(seen) = model.front() else { return said };
        let (table, list) = (seen.table, self.chooser.list);
        let columns = table.columns();
        for place in list.window(columns.len(), Geometry::of(model).chooser()) {
            let Some(&(column, is_shown)) = columns.get(place) else { continue };
            let Some(spec) = table.spec(column) else { continue };
            let key = match table.order().iter().position(|(sorted, _)| *sorted == column) {
                Some(0) => ", first key",
                Some(_) => ", second key",
                None => "",
            };
            let sign = if place == list.cursor { ">" } else { " " };
            let mark = if is_shown { "[x]" } else { "[ ]" };
            let head = table.head(column, model.look.is_ascii);
            let tone = match (place == list.cursor, is_shown) {
                (true, _) => Tone::Head,
                (false, true) => Tone::Plain,
                (false, false) => Tone::Muted,
            };
            let line = format!("{sign} {mark} {head:<14}  {}{key}", spec.words);
            said.body.push(Part::Line(place, tone, line));
        }
        let key = |action: Action| model.keymap.hint(action);
        let hint = format!(
            "{} shows or hides, {} {} move, {} sorts, {} sorts second, {} resets.",
            key(Action::ToggleColumn),
            key(Action::ColumnLeft),
            key(Action::ColumnRight),
            key(Action::SortByColumn),
            key(Action::SortSecond),
            key(Action::ResetColumns),
        );
        said.preview.push((Tone::Muted, hint));
        said
    }

    fn accept(&mut self, _: &Form, _: &mut Model) -> (After, Vec<Effect>) {
        (After::Close, Vec::new())
    }

    /// It is shown or hidden.
    fn click(&mut self, _: &mut Form, place: usize, model: &mut Model) -> (After, Vec<Effect>) {
        self.chooser.list.cursor = place;
        if let Some(front) = model.front_mut() {
            front.table.toggle_column(place);
        }
        model.remember_layout();
        (After::Stay, Vec::new())
    }

    fn wheel(&mut self, lines: isize, model: &Model) -> bool {
        let columns = model.front().map_or(0, |front| front.table.columns().len());
        self.chooser.list.wheel(lines, columns, Geometry::of(model).chooser());
        true
    }

    fn key(
        &mut self,
        _: &mut Form,
        action: Option<Action>,
        _: KeyEvent,
        model: &mut Model,
    ) -> Option<(After, Vec<Effect>)> {
        let action = match action? {
            Action::DialogAccept | Action::DialogCancel => return None,
            Action::DialogPageDown => Action::PageDown,
            Action::DialogPageUp => Action::PageUp,
            other => other,
        };
        let height = Geometry::of(model).chooser();
        if let Some(mut front) = model.front_mut() {
            self.chooser.perform(action, &mut front, height);
        }
        model.remember_layout();
        Some((After::Stay, Vec::new()))
    }
}
