//! The lists of keys, teams, members, customers and budgets, and what is said where there is
//! nothing.

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
    let head = if let Screen::Budgets(screen) = model.screen() {
        screen.head(area.width)
    } else {
        Vec::new()
    };
    for ((words, is_failure), down) in head.iter().zip(0..) {
        let text = if theme.glyphs.is_ascii { words.replace('…', "~") } else { words.clone() };
        let style = if *is_failure { theme.warn } else { theme.muted };
        canvas.sentence(line_of(area, down), &format!(" {text}"), style);
    }
    let above = inside(area, u16::try_from(head.len()).unwrap_or(u16::MAX), 1);
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
    let again = match model.screen() {
        Screen::Members(screen) => again(&screen.members),
        Screen::Budgets(screen) => again(&screen.purses),
        _ => None,
    };
    news.extend(again.map(str::to_owned));
    if let Screen::Budgets(screen) = model.screen()
        && screen.hidden() > 0
    {
        let (all, many) = (model.keymap.hint(Action::ShowAllBudgets), screen.hidden());
        let rows = if many == 1 { "row" } else { "rows" };
        news.push(format!("{many} budget {rows} not shared, {all} shows all"));
    }
    news
}

fn again<T>(read: &Remote<T>) -> Option<&'static str> {
    match read {
        Remote::Loading(Some(_)) => Some("being read again"),
        Remote::Failed(_, Some(_)) => Some("could not be read again"),
        _ => None,
    }
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
    let unread = match model.screen() {
        Screen::Members(screen) => unread(model, "members", &screen.members),
        Screen::Budgets(screen) => unread(model, "budgets", &screen.purses),
        _ => None,
    };
    if let Some(said) = unread {
        return said;
    }
    let refresh = format!("{} reads both servers again.", hint(Action::Refresh));
    let is_read_here = matches!(model.screen(), Screen::Members(_) | Screen::Budgets(_));
    if model.freshness == Freshness::Nothing && !is_read_here {
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
        Screen::Budgets(_) => {
            let words = "There is no organization, tag, shared budget row or window.";
            (words.into(), refresh)
        }
        Screen::Members(_) => {
            let again = format!("{} reads them again.", hint(Action::Refresh));
            ("Nobody is in this team.".into(), again)
        }
        _ => ("The proxy has no customers.".into(), refresh),
    }
}

/// Before the first answer; nothing after it.
fn unread<T>(model: &Model, what: &str, read: &Remote<T>) -> Option<(String, String)> {
    let refresh = model.keymap.hint(Action::Refresh);
    match read {
        Remote::NotAsked => Some((format!("The {what} have not been read yet."), waiting(model))),
        Remote::Loading(None) => {
            let back = model.keymap.hint(Action::Back);
            Some((format!("The {what} are being read."), format!("{back} leaves.")))
        }
        Remote::Failed(why, None) => {
            Some((harmless(why).into_owned(), format!("{refresh} reads them again.")))
        }
        _ => None,
    }
}
