//! The lists of keys, teams, members and customers, and what is said where there is nothing.

use ratatui::layout::Rect;

use super::canvas::{Canvas, inside, line_of};
use super::users::{indented, waiting};
use super::{filter, table};
use crate::app::records::{Of, RecordList};
use crate::app::{Action, Freshness, Model, Remote, Screen};
use crate::domain::text::harmless;

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model, list: &RecordList) {
    let Some(seen) = model.front() else { return };
    let theme = *canvas.theme;
    let above = inside(area, 0, 1);
    table::draw(canvas, above, &seen, &model.lens());
    if seen.table.rows().is_empty() {
        let (first, second) = nothing(model, list);
        let below = inside(above, 1, 0);
        canvas.sentence(indented(below, 1), &first, theme.text);
        canvas.sentence(indented(below, 2), &second, theme.muted);
    }
    let news = news(model);
    let foot = line_of(area, area.height.saturating_sub(1));
    table::draw_foot(canvas, foot, &seen, filter::spans(&theme, &list.filter), &news);
}

/// What of it is not to be relied on.
fn news(model: &Model) -> Vec<String> {
    let mut news = Vec::new();
    if model.records_problem().is_some() {
        news.push("not all were read".to_owned());
    }
    if let Screen::Members(screen) = model.screen() {
        match &screen.members {
            Remote::Loading(Some(_)) => news.push("being read again".to_owned()),
            Remote::Failed(_, Some(_)) => news.push("could not be read again".to_owned()),
            _ => {}
        }
    }
    news
}

/// Why there is nothing, and what can be done.
fn nothing(model: &Model, list: &RecordList) -> (String, String) {
    let hint = |action: Action| model.keymap.hint(action);
    if !list.filter.is_empty() && !list.table().sorted().is_empty() {
        let words = harmless(list.filter.text()).into_owned();
        return (
            format!("Nothing here has all of '{words}'."),
            format!("{} shows all again.", hint(Action::ClearWords)),
        );
    }
    if let Screen::Members(screen) = model.screen()
        && let Some(said) = unread_members(model, &screen.members)
    {
        return said;
    }
    let refresh = format!("{} reads both servers again.", hint(Action::Refresh));
    let is_members = matches!(model.screen(), Screen::Members(_));
    if model.freshness == Freshness::Nothing && !is_members {
        return ("Nothing has been read yet.".into(), waiting(model));
    }
    if let Some(why) = model.records_problem() {
        return (format!("They could not be read: {}", harmless(why)), refresh);
    }
    if let Some(why) = crate::app::reading::failure(&model.people.roster().snapshot().proxy) {
        return (harmless(&why).into_owned(), refresh);
    }
    let mint = format!("On a user, {} mints one.", hint(Action::MintKey));
    match model.screen() {
        Screen::Keys { of: Of::All, .. } => ("The proxy has no keys.".into(), mint),
        Screen::Keys { of: Of::Team(_), .. } => ("No key is for this team.".into(), mint),
        Screen::Keys { .. } => ("This user has no keys.".into(), mint),
        Screen::Teams(_) => ("The proxy has no teams.".into(), refresh),
        Screen::Members(_) => {
            let again = format!("{} reads them again.", hint(Action::Refresh));
            ("Nobody is in this team.".into(), again)
        }
        _ => ("The proxy has no customers.".into(), refresh),
    }
}

/// Before the first answer; nothing after it.
fn unread_members<T>(model: &Model, members: &Remote<T>) -> Option<(String, String)> {
    let refresh = model.keymap.hint(Action::Refresh);
    match members {
        Remote::NotAsked => Some(("The members have not been read yet.".into(), waiting(model))),
        Remote::Loading(None) => {
            let back = model.keymap.hint(Action::Back);
            Some(("The members are being read.".into(), format!("{back} leaves.")))
        }
        Remote::Failed(why, None) => {
            Some((harmless(why).into_owned(), format!("{refresh} reads them again.")))
        }
        _ => None,
    }
}
