//! What keys or teams may spend in one window, besides their budgets and their other windows.

use std::sync::Arc;

use super::tally::{Outlook, Tally};
use super::{After, Ask, Dialog, Said, Tone, no_window, unless_empty, whom};
use crate::app::form::{Form, text};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::{BudgetWindow, Limit, Usd, Window};
use crate::order::{Records, Wish};
use crate::plan::wish::{LimitWish, WindowVerdict, WindowWish};
use crate::roster::Roster;

/// Whose.
#[derive(Debug)]
pub struct WindowForm {
    targets: Targets,
    records: Records,
}

const WINDOW: usize = 0;
const LIMIT: usize = 1;

/// The dialog, of that window where one is meant.
pub fn dialog(targets: Targets, roster: &Arc<Roster>, window: Option<Window>) -> Dialog {
    let records = Records::of(&targets.whom, roster);
    let is_named = window.is_some();
    let named = window.map(|window| window.as_str().to_owned()).unwrap_or_default();
    let fields = vec![
        text("window", "24h, 7d, 30d, 1mo, as it is written there; the others stay", &named),
        text(
            "limit",
            "dollars in it, like 5; none takes the window away; 0 refuses every call; +20%, -5 \
             change what there is",
            "",
        ),
    ];
    let mut form = Form::new(fields);
    if is_named {
        form.next();
    }
    Dialog::new(WindowForm { targets, records }, form)
}

fn window_of(word: &str) -> Result<(Window, String), String> {
    let window = word.parse::<Window>().map_err(no_window)?;
    let meaning = format!("what is spent in it starts again {}", window.meaning());
    Ok((window, meaning))
}

fn limit_of(word: &str) -> Result<(LimitWish, String), String> {
    let wish = WindowWish::limit(word).map_err(|error| error.to_string())?;
    let meaning = match wish {
        LimitWish::Set(Limit::Unlimited | Limit::Unknown) => "the window is taken away".to_owned(),
        LimitWish::Set(Limit::Amount(Usd::ZERO)) => "every call is refused".to_owned(),
        LimitWish::Set(Limit::Amount(amount)) => format!("refused once {amount} is spent in it"),
        LimitWish::Change(relative) => format!("{relative}, from what the window has now"),
    };
    Ok((wish, meaning))
}

/// What is entered; `None` while some of it is missing or cannot be taken.
fn read(form: &Form, said: &mut Said) -> Option<WindowWish> {
    let window = said.note(WINDOW, unless_empty(form.text(WINDOW), window_of));
    let limit = said.note(LIMIT, unless_empty(form.text(LIMIT), limit_of));
    let (window, limit) = (window?, limit?);
    if window.is_none() {
        said.refusal = Some("no window is named yet".into());
    } else if limit.is_none() {
        said.refusal = Some("no limit is named yet".into());
    }
    Some(WindowWish { window: window?, limit: limit? })
}

fn words(windows: &[BudgetWindow]) -> String {
    let words = BudgetWindow::short_list(windows);
    if words.is_empty() { "no window".into() } else { words }
}

impl WindowForm {
    /// What the wish comes to: `$5.00/24h → $6.00/24h, $20.00/7d for 2 keys`.
    fn preview(&self, wish: &WindowWish, said: &mut Said) {
        let mut outlook = Outlook::of(self.records.kind());
        for windows in self.records.windows() {
            match wish.verdict(windows) {
                WindowVerdict::Becomes(after) => {
                    outlook.changes.count(&format!(
                        "{} → {}",
                        words(windows.unwrap_or_default()),
                        words(&after)
                    ));
                }
                WindowVerdict::Stays(why) => outlook.stays.count(&why),
                WindowVerdict::Refused(why) => outlook.refusals.count(&why),
            }
        }
        outlook.say(said);
    }

    /// Which windows there are.
    fn present(&self, said: &mut Said) {
        let mut tally = Tally::of(self.records.kind());
        let mut only = None;
        for windows in self.records.windows() {
            let words = windows.map_or_else(|| "unknown".to_owned(), words);
            tally.count(&words);
            only = Some(words);
        }
        let words = match (self.records.len(), only) {
            (1, Some(only)) => format!("Now: {only}."),
            _ => format!("Now: {}.", tally.of_each("others").join("; ")),
        };
        said.text(Tone::Muted, words);
        if let (1, Some(Some(purse))) = (self.records.len(), self.records.purses().next()) {
            let budget = purse.words(self.records.zero());
            said.text(Tone::Muted, format!("The budget of {budget} holds besides."));
        }
    }
}

impl Ask for WindowForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Set a window", "plan it");
        whom(&mut said, &self.targets, &self.records);
        self.present(&mut said);
        if let Some(wish) = read(form, &mut said) {
            self.preview(&wish, &mut said);
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let wish = read(form, &mut Said::default());
        let propose = |wish| verb::propose(model, Wish::Window(wish), self.targets.clone());
        (After::Close, wish.map_or_else(Vec::new, propose))
    }
}
