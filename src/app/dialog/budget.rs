//! The form that asks what budget to set.

use crate::app::form::{Form, choice, text};
use crate::app::verb::Targets;
use crate::domain::{Budget, Limit, Usd, Window};
use crate::plan::build::BudgetWish;

/// The form and whom it is for.
#[derive(Debug)]
pub struct BudgetForm {
    /// For whom.
    pub targets: Targets,
    /// What it is now, where it is one person's.
    pub now: Option<String>,
    /// Its fields.
    pub form: Form,
}

const LIMIT: usize = 0;
const AMOUNT: usize = 1;
const WINDOW: usize = 2;
const EVERY: usize = 3;

impl BudgetForm {
    /// For the budget the one target has now, which is said beside.
    pub fn new(targets: Targets, now: Option<&Budget>) -> Self {
        let window = now.and_then(|budget| budget.window.as_ref());
        let every = window.map_or_else(|| "30d".to_owned(), ToString::to_string);
        let form = Form::new(vec![
            choice("limit", "left and right choose", &["an amount", "unlimited", "keep"], 0),
            text("amount", "dollars, like 20 or 12.50; 0 refuses every call", ""),
            choice("window", "left and right choose", &["keep", "every", "none"], 0),
            text("every", "how often the spend starts again: 24h, 7d, 30d, 1mo", &every),
        ]);
        let now = now.map(|budget| format!("It is {budget} now."));
        Self { targets, now, form: Form { focus: AMOUNT, ..form } }
    }

    /// What is asked for.
    ///
    /// # Errors
    /// Which field is wrong, and why.
    pub fn wish(&self) -> Result<BudgetWish, (usize, String)> {
        let limit = match self.form.choice(LIMIT) {
            0 if self.form.text(AMOUNT).is_empty() => {
                return Err((AMOUNT, "the amount is still missing".into()));
            }
            0 => {
                let amount = Usd::parse(self.form.text(AMOUNT));
                Some(Limit::Amount(amount.map_err(|error| (AMOUNT, error.to_string()))?))
            }
            1 => Some(Limit::Unlimited),
            _ => None,
        };
        let window = match self.form.choice(WINDOW) {
            0 => None,
            1 => {
                let every = self.form.text(EVERY).parse::<Window>();
                Some(Some(every.map_err(|error| (EVERY, error.to_string()))?))
            }
            _ => Some(None),
        };
        Ok(BudgetWish { limit, window })
    }

    /// What the wish means, in words.
    pub fn preview(wish: &BudgetWish) -> String {
        let limit = match wish.limit {
            None => "the limit stays as it is".to_owned(),
            Some(Limit::Unlimited) => "no limit: the proxy refuses nobody for money".to_owned(),
            Some(Limit::Amount(Usd::ZERO)) => "$0.00: the proxy refuses every call".to_owned(),
            Some(Limit::Amount(amount)) => format!("refused once {amount} is spent"),
        };
        let window = match &wish.window {
            None => "the window stays as it is".to_owned(),
            Some(None) => "the spend is never set back".to_owned(),
            Some(Some(window)) => format!("the spend starts again every {window}"),
        };
        format!("{limit}; {window}")
    }
}
