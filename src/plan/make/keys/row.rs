//! The budget of a key, whose limit may stand in a budget row.

use crate::domain::{Budget, Key, Limit};
use crate::plan::make::{BudgetWish, Draft, LimitWish, Verdict};
use crate::plan::op::SetKeyBudget;
use crate::roster::Sharing;

/// What the wish makes of the key's own budget. So much more or less is reckoned from the limit in
/// force, and a limit that stands in a row is not taken away from one key.
pub fn verdict(key: &Key, wish: &BudgetWish) -> Verdict {
    let Some(row) = key.limiting_row() else { return wish.verdict(&key.budget) };
    let limit = match wish.limit {
        Some(LimitWish::Change(relative)) => match relative.of(key.in_force().limit) {
            Ok(amount) => Some(LimitWish::Set(Limit::Amount(amount))),
            Err(verdict) => return verdict,
        },
        limit => limit,
    };
    let wish = BudgetWish { limit, window: wish.window.clone() };
    match wish.verdict(&key.budget) {
        Verdict::Stays(_) => {
            let (id, words) = (&row.id, key.budget_words());
            let way = match wish.limit {
                Some(LimitWish::Set(Limit::Unlimited)) => format!(
                    "; it has no limit of its own to take away: `bursar budget-row {id} --max \
                     unlimited` takes the row's, for all who point to it"
                ),
                _ => String::new(),
            };
            Verdict::Stays(format!("the budget is {words} already{way}"))
        }
        other => other,
    }
}

pub(super) fn budget(draft: &mut Draft<'_>, key: &Key, wish: &BudgetWish, sharing: &Sharing) {
    let whose = draft.whose_key(key);
    match verdict(key, wish) {
        Verdict::Stays(why) => draft.skip_it(&whose, why),
        Verdict::Refused(why) => draft.refuse_it(&whose, why),
        Verdict::Becomes(after) => {
            let reason = reason(key, &after, sharing);
            let (hash, label, before) = (key.hash.clone(), key.label(), key.budget.clone());
            let row = key.row.clone();
            draft.add_for(whose, SetKeyBudget { hash, label, before, after, row }, reason);
        }
    }
}

fn reason(key: &Key, after: &Budget, sharing: &Sharing) -> String {
    let spend = key.spend.unwrap_or_default();
    let holds = key.row.as_ref().map_or_else(|| after.clone(), |row| row.in_force(after));
    let of_row = of_row(key, after, sharing).unwrap_or_default();
    if holds.limit.is_exhausted_by(spend) {
        format!("asked for{of_row}; with a spend of {spend} the proxy refuses at once")
    } else {
        format!("asked for{of_row}; the spend stays as it is")
    }
}

/// What becomes of the limit and the window of the row it points to.
fn of_row(key: &Key, after: &Budget, sharing: &Sharing) -> Option<String> {
    let row = key.row.as_ref()?;
    let id = &row.id;
    let limit = match (row.limits(&key.budget), row.limits(after)) {
        (false, true) => format!("; the limit of budget row {id} holds then"),
        (true, false) => format!(
            "; its own limit holds then, no longer that of budget row {id} ({who}); `bursar \
             budget-row {id}` changes the row, for all of them",
            who = sharing.of(id).whole_words()
        ),
        _ => String::new(),
    };
    let is_window_taken = after.window.is_none() && key.budget.window.is_some();
    let of_row = row.budget.as_ref().and_then(|row| row.window.as_ref());
    let window = of_row.filter(|_| is_window_taken);
    let window =
        window.map(|window| format!("; the row's window of {window} sets its spend back then"));
    Some(limit + &window.unwrap_or_default())
}
