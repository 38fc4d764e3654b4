//! *key window*, *team window*: what keys and teams may spend in one window, besides their budgets
//! and their other windows.

use super::budget::ParseLimitError;
use super::{BudgetWish, Context, Draft, LimitWish, Verdict, Whose};
use crate::domain::{Budget, BudgetWindow, Key, Limit, Team, Window};
use crate::plan::op::{SetKeyWindows, SetTeamWindows};
use crate::plan::{Plan, Purpose};
use crate::roster::Roster;

/// What is to become of one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowWish {
    /// Which: `budget_duration`, as it is written.
    pub window: Window,
    /// How much in it; unlimited takes the window away.
    pub limit: LimitWish,
}

impl WindowWish {
    /// What was typed for the limit: `none` takes the window away.
    ///
    /// # Errors
    /// It is no limit.
    pub fn limit(word: &str) -> Result<LimitWish, ParseLimitError> {
        let is_none = word.trim().eq_ignore_ascii_case("none");
        if is_none { Ok(LimitWish::Set(Limit::Unlimited)) } else { word.parse() }
    }
}

/// What a wish comes to for a list of windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowVerdict {
    /// The list becomes this.
    Becomes(Vec<BudgetWindow>),
    /// It stays: why.
    Stays(String),
    /// It cannot be done: why.
    Refused(String),
}

/// The plan that does it with these keys.
pub fn key_windows(roster: &Roster, keys: &[&Key], wish: &WindowWish, context: &Context) -> Plan {
    let mut draft = Draft::new(roster, context);
    for key in keys {
        let whose = draft.whose_key(key);
        match wish.verdict(key.windows.as_deref()) {
            WindowVerdict::Stays(why) => draft.skip_it(&whose, why),
            WindowVerdict::Refused(why) => draft.refuse_it(&whose, why),
            WindowVerdict::Becomes(after) => {
                let reason = reason(&key.in_force(), &after);
                let op = SetKeyWindows {
                    hash: key.hash.clone(),
                    label: key.label(),
                    before: key.windows.clone().unwrap_or_default(),
                    after,
                };
                draft.add_for(whose, op, reason);
            }
        }
    }
    draft.finish(Purpose::Budget)
}

/// The plan that does it with these teams.
pub fn team_windows(
    roster: &Roster,
    teams: &[&Team],
    wish: &WindowWish,
    context: &Context,
) -> Plan {
    let mut draft = Draft::new(roster, context);
    for team in teams {
        let whose = Whose::team(team);
        match wish.verdict(team.windows.as_deref()) {
            WindowVerdict::Stays(why) => draft.skip_it(&whose, why),
            WindowVerdict::Refused(why) => draft.refuse_it(&whose, why),
            WindowVerdict::Becomes(after) => {
                let reason = reason(&team.budget, &after);
                let op = SetTeamWindows {
                    team: team.id.clone(),
                    label: team.label(),
                    before: team.windows.clone().unwrap_or_default(),
                    after,
                };
                draft.add_for(whose, op, reason);
            }
        }
    }
    draft.finish(Purpose::Budget)
}

impl WindowWish {
    /// What it comes to for these windows; what could not be read is written over by nobody.
    pub fn verdict(&self, windows: Option<&[BudgetWindow]>) -> WindowVerdict {
        let is_readable = |one: &BudgetWindow| one.max.is_some() && !one.window.as_str().is_empty();
        let Some(windows) = windows.filter(|windows| windows.iter().all(is_readable)) else {
            return WindowVerdict::Refused(
                "one of its windows has no amount or no duration that can be read, and the whole \
                 list is written at once; set them in LiteLLM"
                    .into(),
            );
        };
        let window = &self.window;
        let present = windows.iter().find(|one| one.window == *window);
        let before = present.map(BudgetWindow::budget).unwrap_or_default();
        let wish = BudgetWish { limit: Some(self.limit), window: None };
        let limit = match wish.verdict(&before) {
            Verdict::Stays(_) if present.is_none() => {
                return WindowVerdict::Stays(format!("has no window of {window}"));
            }
            Verdict::Stays(_) => {
                return WindowVerdict::Stays(format!("the window is {before} already"));
            }
            Verdict::Refused(why) => return WindowVerdict::Refused(why),
            Verdict::Becomes(after) => after.limit,
        };
        let mut after: Vec<BudgetWindow> = windows.to_vec();
        match limit {
            Limit::Unlimited | Limit::Unknown => after.retain(|one| one.window != *window),
            Limit::Amount(amount) => {
                let place = after.iter().position(|one| one.window == *window);
                let new =
                    BudgetWindow { window: window.clone(), max: Some(amount), resets_at: None };
                match place.and_then(|place| after.get_mut(place)) {
                    Some(there) => *there = new,
                    None => after.push(new),
                }
            }
        }
        WindowVerdict::Becomes(after)
    }
}

fn reason(budget: &Budget, after: &[BudgetWindow]) -> String {
    let anew = match after.len() {
        0 => "",
        1 => "; the proxy reckons anew when it resets, and what was spent in it counts",
        _ => {
            "; the proxy reckons anew when each of its windows resets, and what was spent in them \
             counts"
        }
    };
    format!("asked for; the budget of {budget} stays and holds besides{anew}")
}
