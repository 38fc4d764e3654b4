//! Dialogs: a box in the middle of the screen, as high as what it says.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, line_of};
use super::format::{Align, cut, fit};
use super::theme::Theme;
use crate::app::dialog::{BudgetForm, Button, Confirm};
use crate::app::export::rows;
use crate::app::form::{Entry, Form};
use crate::app::mouse::Spot;
use crate::app::wrap::wrap;
use crate::app::{Action, Dialog, Model};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;

/// Columns of a field's label.
const LABEL: usize = 15;
const WIDTH: u16 = 76;

/// What a dialog says, line by line, and where the cursor stands in it.
#[derive(Default)]
pub(super) struct Content {
    title: String,
    pub(super) lines: Vec<Line<'static>>,
    cursor: Option<(usize, usize)>,
    /// What can be clicked: its line, its first column and its width.
    spots: Vec<(usize, usize, usize, Spot)>,
}

impl Content {
    pub(super) fn titled(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    pub(super) fn wrapped(&mut self, text: &str, width: usize, style: Style) {
        if text.is_empty() {
            self.lines.push(Line::default());
        }
        let lines = wrap(text, width).into_iter().map(|line| Line::styled(line, style));
        self.lines.extend(lines);
    }

    pub(super) fn input(&mut self, label: &str, input: &Input, width: usize, theme: &Theme) {
        let room = width.saturating_sub(label.width() + 1);
        let scroll = input.visual_scroll(room);
        let shown: String = visible(input.value(), scroll, room);
        let before = input.visual_cursor().saturating_sub(scroll);
        self.cursor = Some((label.width() + before, self.lines.len()));
        self.lines.push(Line::from(vec![
            Span::styled(label.to_owned(), theme.muted),
            Span::styled(fit(&shown, room, Align::Left, theme.glyphs.ellipsis), theme.accent),
        ]));
    }
}

/// What of a line is seen from `scroll` columns on.
fn visible(text: &str, scroll: usize, room: usize) -> String {
    let mut column = 0;
    let mut shown = String::new();
    for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        let width = grapheme.width();
        if column >= scroll && column + width <= scroll + room {
            shown.push_str(&harmless(grapheme));
        }
        column += width;
    }
    shown
}

/// Draws it; says where the cursor of a text field is.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    model: &Model,
    dialog: &Dialog,
) -> Option<Position> {
    let width = WIDTH.min(area.width.saturating_sub(4));
    let inner = usize::from(width.saturating_sub(4));
    let theme = *canvas.theme;
    let content = match dialog {
        Dialog::Confirm(confirm) => confirmation(&theme, confirm, inner),
        Dialog::Held { held, input } => {
            let mut content = Content::titled("The guard holds this plan");
            let held_words = held.to_string();
            content.wrapped(&sentence(&held_words), inner, theme.warn);
            content.lines.push(Line::default());
            content.input("Number of changes: ", input, inner, &theme);
            content
        }
        Dialog::Columns(chooser) => {
            let lines = super::table::chooser(&theme, model, *chooser, inner);
            Content { title: "Columns".into(), lines, ..Content::default() }
        }
        Dialog::MarkMatches(input) => mark_matches(&theme, model, input, inner),
        Dialog::WritePlan(input) => {
            let mut content = Content::titled("Write the plan as JSON");
            content.input("New file: ", input, inner, &theme);
            content.lines.push(Line::default());
            content.wrapped("A file that exists is not written over.", inner, theme.muted);
            content
        }
        Dialog::Export(input) => {
            let many = group_thousands(rows(model).len() as u64);
            let mut content = Content::titled(format!("Write {many} users to a file"));
            content.input("New file: ", input, inner, &theme);
            content.lines.push(Line::default());
            let said = "The name says which: .csv has the columns of the list, .json everything. \
                        A file that exists is not written over.";
            content.wrapped(said, inner, theme.muted);
            content
        }
        Dialog::Budget(form) => budget(&theme, form, inner),
        Dialog::Mint(dialog) => {
            let title = format!("Mint a key for {}", dialog.targets.subject);
            let (problem, preview) = match dialog.wish() {
                Ok(wish) => (None, dialog.preview(&wish)),
                Err(problem) => (Some(problem), String::new()),
            };
            form_content(&theme, title, &dialog.form, problem.as_ref(), &preview, inner)
        }
        Dialog::Queries(dialog) => super::queries::content(&theme, model, dialog, inner),
        Dialog::Profile(dialog) => {
            let title = match &dialog.was {
                Some(name) => format!("Edit the profile {}", harmless(name)),
                None => "A new profile".to_owned(),
            };
            let mut content = form_content(&theme, title, &dialog.form, None, "", inner);
            for problem in &dialog.problems {
                content.wrapped(&harmless(problem), inner, theme.danger);
            }
            content
        }
        Dialog::Revealed { secrets, list } => {
            let window =
                list.window(secrets.len(), usize::from(area.height.saturating_sub(12)) / 3);
            let mut content = Content::titled("Shown once");
            let copy = model.keymap.hint(Action::DialogCopy);
            let close = model.keymap.hint(Action::DialogCancel);
            let said =
                format!("{copy} copies the chosen one; {close} closes, and it is forgotten.");
            content.wrapped(&said, inner, theme.muted);
            for index in window {
                let Some(revealed) = secrets.get(index) else { continue };
                let cursor = if index == list.cursor { "> " } else { "  " };
                let what = format!("{cursor}{}, {}", harmless(&revealed.what), revealed.user);
                content.lines.push(Line::default());
                content.lines.push(Line::styled(
                    cut(&what, inner, theme.glyphs.ellipsis).into_owned(),
                    theme.text,
                ));
                let secret = if canvas.is_kept {
                    crate::domain::redact::REMOVED.into()
                } else {
                    harmless(revealed.secret.expose())
                };
                content.lines.push(Line::styled(format!("  {secret}"), theme.head));
            }
            content
        }
    };
    place(canvas, area, width, &content)
}

/// The frame, as high as the content, in the middle.
fn place(canvas: &mut Canvas<'_>, area: Rect, width: u16, content: &Content) -> Option<Position> {
    let theme = *canvas.theme;
    let lines = u16::try_from(content.lines.len()).unwrap_or(u16::MAX);
    let height = lines.saturating_add(4).min(area.height.saturating_sub(1));
    let frame = Rect {
        x: area.x + area.width.saturating_sub(width) / 2,
        y: area.y + area.height.saturating_sub(height) / 2,
        width,
        height,
    };
    canvas.clear(frame);
    let (corners, across, down) = if theme.glyphs.is_ascii {
        (["+", "+", "+", "+"], "-", "|")
    } else {
        (["┌", "┐", "└", "┘"], "─", "│")
    };
    let inner = usize::from(width.saturating_sub(2));
    let edge = |left: &str, right: &str| format!("{left}{}{right}", across.repeat(inner));
    let top = edge(corners[0], corners[1]);
    canvas.text(frame.x, frame.y, width, &top, theme.frame);
    if !content.title.is_empty() {
        let title = cut(&content.title, inner.saturating_sub(4), theme.glyphs.ellipsis);
        let title = format!(" {title} ");
        canvas.text(frame.x + 2, frame.y, width.saturating_sub(4), &title, theme.head);
    }
    for y in 1..height.saturating_sub(1) {
        let at = line_of(frame, y);
        canvas.text(at.x, at.y, 1, down, theme.frame);
        canvas.text(at.right().saturating_sub(1), at.y, 1, down, theme.frame);
    }
    let bottom = edge(corners[2], corners[3]);
    canvas.text(frame.x, frame.bottom().saturating_sub(1), width, &bottom, theme.frame);
    let room = height.saturating_sub(3);
    for (line, y) in content.lines.iter().zip(2..2 + room) {
        canvas.line(frame.x + 2, frame.y + y, width.saturating_sub(4), line);
    }
    let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    for (line, x, width, spot) in &content.spots {
        let at = line_of(frame, narrow(*line).saturating_add(2).min(frame.height));
        let area = Rect { x: at.x + 2 + narrow(*x), width: narrow(*width), ..at };
        canvas.listen(area, *spot);
    }
    let (x, y) = content.cursor?;
    let y = u16::try_from(y).ok().filter(|y| *y < room)?;
    Some(Position { x: frame.x + 2 + u16::try_from(x).ok()?, y: frame.y + 2 + y })
}

pub(super) fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn confirmation(theme: &Theme, confirm: &Confirm, width: usize) -> Content {
    // The frame has room for a short question; a long one is asked inside.
    let mut content = Content::titled(confirm.title.clone());
    if confirm.title.width() + 2 > width {
        content.title = "Sure?".into();
        content.wrapped(&confirm.title, width, theme.head);
        content.lines.push(Line::default());
    }
    for line in &confirm.lines {
        content.wrapped(line, width, theme.text);
    }
    content.lines.push(Line::default());
    let button = |text: &str, button: Button| {
        let has_focus = confirm.focus == button;
        let text = if has_focus { format!("[ {text} ]") } else { format!("  {text}  ") };
        Span::styled(text, if has_focus { theme.focus } else { theme.muted })
    };
    let (cancel, go) = (button("cancel", Button::Cancel), button(confirm.go, Button::Go));
    let line = content.lines.len();
    content.spots.push((line, 0, cancel.width(), Spot::Cancel));
    content.spots.push((line, cancel.width() + 3, go.width(), Spot::Accept));
    content.lines.push(Line::from(vec![cancel, Span::raw("   "), go]));
    content
}

/// With how many it would mark, while it is typed.
fn mark_matches(theme: &Theme, model: &Model, input: &Input, width: usize) -> Content {
    let mut content = Content::titled("Mark all that match");
    content.input("Query: ", input, width, theme);
    content.lines.push(Line::default());
    let (said, style) = match crate::roster::Query::parse(input.value()) {
        Ok(query) if query.is_empty() => {
            ("A query, as in the list; who is not shown is marked, too.".to_owned(), theme.muted)
        }
        Ok(query) => {
            let (found, shown) = model.people.count_matches(&query);
            (format!("{found} match, {shown} of them shown."), theme.muted)
        }
        Err(error) => (format!("{error}."), theme.warn),
    };
    content.wrapped(&said, width, style);
    content
}

fn budget(theme: &Theme, dialog: &BudgetForm, width: usize) -> Content {
    let title = format!("Budget of {}", dialog.targets.subject);
    let (problem, preview) = match dialog.wish() {
        Ok(wish) => (None, BudgetForm::preview(&wish)),
        Err(problem) => (Some(problem), String::new()),
    };
    let mut content = form_content(theme, title, &dialog.form, problem.as_ref(), &preview, width);
    if let Some(now) = &dialog.now {
        content.wrapped(now, width, theme.muted);
    }
    content
}

/// Fields, the hint of the one with the focus, what is wrong, and what it all means.
fn form_content(
    theme: &Theme,
    title: String,
    form: &Form,
    problem: Option<&(usize, String)>,
    preview: &str,
    width: usize,
) -> Content {
    let mut content = Content::titled(title);
    for (index, field) in form.fields.iter().enumerate() {
        content.spots.push((content.lines.len(), 0, width, Spot::Field(index)));
        let has_focus = index == form.focus;
        let sign = if has_focus { "> " } else { "  " };
        let label = format!("{sign}{}", fit(field.label, LABEL, Align::Left, ' '));
        match &field.entry {
            Entry::Text(input) if has_focus => content.input(&label, input, width, theme),
            entry => {
                let mut spans = vec![Span::styled(label, theme.muted)];
                spans.extend(entry_spans(theme, entry, has_focus, width.saturating_sub(LABEL + 2)));
                content.lines.push(Line::from(spans));
            }
        }
    }
    content.lines.push(Line::default());
    let hint = form.fields.get(form.focus).map_or("", |field| field.hint);
    content.wrapped(hint, width, theme.muted);
    match problem {
        Some((_, why)) => content.wrapped(&sentence(&harmless(why)), width, theme.danger),
        None if preview.is_empty() => {}
        None => content.wrapped(&sentence(preview), width, theme.text),
    }
    content
}

fn entry_spans(theme: &Theme, entry: &Entry, has_focus: bool, room: usize) -> Vec<Span<'static>> {
    let ellipsis = theme.glyphs.ellipsis;
    let style = |is_it: bool| match (is_it, has_focus) {
        (true, true) => theme.focus,
        (true, false) => theme.text,
        (false, _) => theme.muted,
    };
    match entry {
        Entry::Text(input) => {
            let shown = cut(&harmless(input.value()), room, ellipsis).into_owned();
            vec![Span::styled(shown, theme.text)]
        }
        Entry::Choice { options, chosen } => options
            .iter()
            .enumerate()
            .map(|(index, option)| {
                let is_it = index == *chosen;
                let text = if is_it { format!("[{option}] ") } else { format!(" {option}  ") };
                Span::styled(text, style(is_it))
            })
            .collect(),
        Entry::Picks { options, at } => {
            // As many as fit, from the one with the focus on.
            let from = at.saturating_sub(1);
            options
                .iter()
                .enumerate()
                .skip(from)
                .map(|(index, (option, picked))| {
                    let sign = if *picked { "[x]" } else { "[ ]" };
                    let text = format!("{sign} {}  ", cut(&harmless(option), 24, ellipsis));
                    Span::styled(text, style(index == *at && has_focus || *picked))
                })
                .collect()
        }
    }
}
