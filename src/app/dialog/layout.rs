//! Which rows a dialog has on a screen of a given size: what scrolls, and the foot below it that
//! is always there. Scrolling and drawing both ask here.

use std::borrow::Cow;
use std::ops::Range;

use super::{Dialog, Note, Part, Tone};
use crate::app::Look;
use crate::app::form::{Entry, Focus};
use crate::app::secret::Secret;
use crate::app::wrap::wrap;
use crate::domain::cells::Columns;

/// Columns of a dialog at most, with its frame.
const WIDTH: u16 = 76;

/// Columns of an id: enough for a short one to stand where others do, at most a UUID.
const ID: Range<usize> = 12..36;

/// Columns of a name at least.
const NAME: usize = 14;

/// Lines of the preview and of a hint at most.
const PREVIEW: usize = 4;
const HINT: usize = 2;

/// One line of a dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Empty.
    Gap,
    /// Text that fits.
    Text(Tone, String),
    /// A row of a list, by its place.
    Line(usize, Tone, String),
    /// A person; the id in its own column.
    Person {
        /// What they are called.
        name: String,
        /// Who they are.
        id: String,
    },
    /// A secret.
    Secret(Secret),
    /// A field, by its place.
    Field(usize),
    /// One option of the pick list with the focus.
    Option {
        /// The field.
        field: usize,
        /// The place among what matches.
        place: usize,
    },
    /// A line under a field.
    Note(Tone, String),
    /// Both buttons, and why the one cannot.
    Buttons,
}

/// The rows of a dialog on the screen.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Columns, with the frame.
    pub width: u16,
    /// Lines, with the frame.
    pub height: u16,
    /// What scrolls.
    pub body: Vec<Row>,
    /// What is always there.
    pub foot: Vec<Row>,
    /// How many rows of the body are on the screen.
    pub room: usize,
    /// Where in the body the focus is.
    pub focus: Option<Range<usize>>,
    /// Columns of every id in it.
    pub id: usize,
    /// Whether an empty line parts the content from the frame.
    pub is_airy: bool,
}

impl Sheet {
    /// Of this dialog, on a terminal of these columns and rows. In ASCII an arrow is a column wider,
    /// and so is to be known before lines are broken.
    pub fn of(dialog: &Dialog, (columns, lines): (u16, u16), look: Look) -> Self {
        let width = WIDTH.min(columns.saturating_sub(4));
        let inner = usize::from(width.saturating_sub(4));
        let mut body = Vec::new();
        for part in &dialog.said.body {
            push_part(&mut body, part, inner, look);
        }
        let ids = body.iter().map(|row| match row {
            Row::Person { id, .. } => id.columns(),
            _ => 0,
        });
        let id = ids.max().unwrap_or(0).clamp(ID.start, ID.end);
        let id = id.min(inner.saturating_sub(NAME + 2));
        // The one thing that is asked for is always on the screen.
        let is_one = dialog.form.fields.len() == 1;
        let mut fields = Vec::new();
        let mut focus = None;
        for index in 0..dialog.form.fields.len() {
            let from = fields.len();
            push_field(&mut fields, dialog, index);
            if dialog.form.focus == Focus::Field(index) {
                focus = Some(from..fields.len());
            }
        }
        if !body.is_empty() && !fields.is_empty() && !is_one {
            body.push(Row::Gap);
        }
        let mut foot = Vec::new();
        if is_one {
            focus = None;
            foot.append(&mut fields);
        } else {
            let before = body.len();
            focus = focus.map(|rows| rows.start + before..rows.end + before);
            body.append(&mut fields);
        }
        push_foot(&mut foot, dialog, inner, look);
        if !body.is_empty() {
            foot.insert(0, Row::Gap);
        }
        let most = usize::from(lines.saturating_sub(2));
        let is_airy = body.len() + foot.len() + 4 <= most;
        let frame = if is_airy { 4 } else { 2 };
        let room = most.saturating_sub(frame + foot.len()).min(body.len());
        let height = u16::try_from((room + foot.len() + frame).min(most)).unwrap_or(u16::MAX);
        Self { width, height, body, foot, room, focus, id, is_airy }
    }
}

/// What can be drawn.
fn drawn(text: &str, look: Look) -> Cow<'_, str> {
    if look.is_ascii { text.replace('→', "->").replace('…', "~").into() } else { text.into() }
}

fn push_text(
    rows: &mut Vec<Row>,
    (tone, text): (Tone, &str),
    inner: usize,
    most: usize,
    look: Look,
) {
    let lines = wrap(&drawn(text, look), inner).into_iter().take(most);
    rows.extend(lines.map(|line| Row::Text(tone, line)));
}

fn push_part(rows: &mut Vec<Row>, part: &Part, inner: usize, look: Look) {
    match part {
        Part::Gap => rows.push(Row::Gap),
        Part::Text(tone, text) => push_text(rows, (*tone, text), inner, usize::MAX, look),
        Part::Line(place, tone, text) => {
            rows.push(Row::Line(*place, *tone, drawn(text, look).into_owned()));
        }
        Part::Under(tone, text) => {
            let lines = wrap(&drawn(text, look), inner.saturating_sub(2));
            rows.extend(lines.into_iter().map(|line| Row::Text(*tone, format!("  {line}"))));
        }
        Part::Person { name, id } => {
            rows.push(Row::Person { name: name.clone(), id: id.clone() });
        }
        Part::Secret(secret) => rows.push(Row::Secret(secret.clone())),
    }
}

fn push_field(rows: &mut Vec<Row>, dialog: &Dialog, index: usize) {
    let Some(field) = dialog.form.fields.get(index) else { return };
    rows.push(Row::Field(index));
    if let Entry::Picks(list) = &field.entry
        && dialog.form.focus == Focus::Field(index)
    {
        rows.extend(list.window().map(|place| Row::Option { field: index, place }));
    }
    for (_, note) in dialog.said.notes.iter().filter(|(of, _)| *of == index) {
        match note {
            Note::Problem(why) if field.is_touched => rows.push(Row::Note(Tone::Bad, why.clone())),
            Note::Problem(_) => {}
            Note::Meaning(words) => rows.push(Row::Note(Tone::Muted, words.clone())),
        }
    }
}

fn push_foot(rows: &mut Vec<Row>, dialog: &Dialog, inner: usize, look: Look) {
    let hint = dialog.form.focused().map_or("", |field| field.hint);
    push_text(rows, (Tone::Muted, hint), inner, HINT, look);
    push_preview(rows, &dialog.said.preview, inner, look);
    if !rows.is_empty() {
        rows.push(Row::Gap);
    }
    rows.push(Row::Buttons);
}

/// As much as fits; of what does not, how many lines.
fn push_preview(rows: &mut Vec<Row>, preview: &[(Tone, String)], inner: usize, look: Look) {
    let mut lines = Vec::new();
    for (tone, text) in preview {
        push_text(&mut lines, (*tone, text), inner, usize::MAX, look);
    }
    if lines.len() > PREVIEW {
        let more = lines.len() - (PREVIEW - 1);
        lines.truncate(PREVIEW - 1);
        let ellipsis = if look.is_ascii { '~' } else { '…' };
        lines.push(Row::Text(Tone::Muted, format!("{ellipsis} {more} more lines")));
    }
    rows.append(&mut lines);
}
