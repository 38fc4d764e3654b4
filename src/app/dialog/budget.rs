//! What budget to set, and what that comes to for whom, while it is typed.

use std::sync::Arc;

use super::tally::Outlook;
use super::{After, Ask, Dialog, Said, Tone, no_window, unless_empty, whom};
use crate::app::form::{Form, text};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::budget::Zero;
use crate::domain::typed::Every;
use crate::domain::{Budget, Limit, Sharers, Usd, Window};
use crate::order::{Records, WhomKind, Wish};
use crate::plan::wish::{BudgetWish, LimitWish, Verdict};
use crate::roster::Roster;

/// For whom.
#[derive(Debug)]
pub struct BudgetForm {
    targets: Targets,
    records: Records,
    /// Who shares each of them, and who could not be counted.
    shared: (Vec<(String, Sharers)>, Vec<String>),
}

/// Shared purses told apart.
const TOLD: usize = 4;

const LIMIT: usize = 0;
const WINDOW: usize = 1;

/// The dialog.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let records = Records::of(&targets.whom, roster);
    let limit = match records.zero() {
        Zero::RefusesAll => {
            "dollars, like 20; unlimited; 0 refuses every call; +20%, -5 change what each has now; \
             empty keeps it"
        }
        Zero::AfterFirstSpend => {
            "dollars, like 20; unlimited; 0 refuses once something is spent; +20%, -5 change what \
             each has now; empty keeps it"
        }
    };
    let mut fields = vec![text("limit", limit, "")];
    // The proxy keeps no window of a customer's budget through `/customer/update`.
    if records.kind() != WhomKind::Customers {
        fields.push(text(
            "set back",
            "how often the spend starts again: 24h, 7d, 30d, 1mo, weekly; none: never; empty \
             keeps it",
            "",
        ));
    }
    let shared = records.shared();
    Dialog::new(BudgetForm { targets, records, shared }, Form::new(fields))
}

fn limit_of(word: &str, zero: Zero) -> Result<(LimitWish, String), String> {
    let wish = word.parse::<LimitWish>().map_err(|error| error.to_string())?;
    let meaning = match wish {
        LimitWish::Set(Limit::Unlimited | Limit::Unknown) => {
            "no limit: nobody is refused for money".to_owned()
        }
        LimitWish::Set(Limit::Amount(Usd::ZERO)) => match zero {
            Zero::RefusesAll => "every call is refused".to_owned(),
            Zero::AfterFirstSpend => "refused once anything is spent; the first call passes".into(),
        },
        LimitWish::Set(Limit::Amount(amount)) => format!("refused once {amount} is spent"),
        LimitWish::Change(relative) => format!("{relative}, from what each has now"),
    };
    Ok((wish, meaning))
}

fn window_of(word: &str) -> Result<(Every, String), String> {
    let every = word.parse::<Every>().map_err(no_window)?;
    let meaning = match &every.0 {
        None => "the spend is never set back".to_owned(),
        Some(window) => format!("the spend is set back {}", window.meaning()),
    };
    Ok((every, meaning))
}

/// What is entered; `None` while some of it cannot be taken.
fn read(form: &Form, zero: Zero, said: &mut Said) -> Option<BudgetWish> {
    let limit = unless_empty(form.text(LIMIT), |word| limit_of(word, zero));
    let every = unless_empty(form.text(WINDOW), window_of);
    let (limit, every) = (said.note(LIMIT, limit), said.note(WINDOW, every));
    Some(BudgetWish { limit: limit?, window: every?.map(|Every(window)| window) })
}

impl BudgetForm {
    /// What the wish comes to: `$10.00 → $12.00 for 3 users; 1 is unlimited and stays so`.
    fn preview(&self, wish: &BudgetWish, said: &mut Said) {
        let kind = self.records.kind();
        let mut outlook = Outlook::of(kind);
        let mut exhausted = 0;
        for present in self.records.purses() {
            let Some(purse) = present else {
                outlook.refusals.count("has no user at the proxy");
                continue;
            };
            match purse.verdict(wish) {
                Verdict::Becomes(after) => {
                    let spend = purse.spend.unwrap_or_default();
                    exhausted += usize::from(after.limit.is_exhausted_by(spend));
                    outlook.changes.count(&change_words(&purse.budget, &after));
                }
                Verdict::Stays(why) => outlook.stays.count(&why),
                Verdict::Refused(why) => outlook.refusals.count(&why),
            }
        }
        outlook.say(said);
        if exhausted > 0 {
            let is_zero = wish.limit == Some(LimitWish::Set(Limit::Amount(Usd::ZERO)));
            if !is_zero {
                let who = kind.count(exhausted);
                let words = format!("{who} spent that already: refused at once.");
                said.preview.push((Tone::Warn, words));
            }
        }
    }
}

impl BudgetForm {
    /// Who else is changed by it, before anything is.
    fn say_shared(&self, said: &mut Said) {
        let (shared, unknown) = &self.shared;
        if shared.is_empty() {
            return;
        }
        let is_only = self.records.len() == 1;
        for (name, sharers) in shared.iter().take(TOLD) {
            let words = sharers.words();
            let tone = if sharers.is_shared() { Tone::Warn } else { Tone::Muted };
            let name = if is_only { "It" } else { name };
            said.text(tone, format!("{name} changes for all who share it: {words}."));
        }
        if shared.len() > TOLD {
            let rest = format!("{} more are shared.", shared.len() - TOLD);
            said.text(Tone::Warn, rest);
        }
        if !unknown.is_empty() {
            said.text(Tone::Muted, format!("Not counted: {}.", unknown.join("; ")));
        }
        if self.records.kind() == WhomKind::BudgetRows {
            said.text(Tone::Muted, "The plan asks for the members of teams.");
        }
    }
}

/// Only what changes is said.
fn change_words(before: &Budget, after: &Budget) -> String {
    let never = || "never".to_owned();
    let every = |window: &Option<Window>| {
        window.as_ref().map_or_else(never, |window| format!("every {window}"))
    };
    let limit = format!("{} → {}", before.limit, after.limit);
    let window = format!("{} → {}", every(&before.window), every(&after.window));
    match (before.limit == after.limit, before.window == after.window) {
        (false, true) => limit,
        (true, _) => window,
        (false, false) => format!("{limit}, {window}"),
    }
}

impl Ask for BudgetForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Set a budget", "plan it");
        whom(&mut said, &self.targets, &self.records);
        if self.records.len() == 1
            && let Some(Some(purse)) = self.records.purses().next()
        {
            let budget = purse.words(self.records.zero());
            let of_it = if purse.budget.limit == Limit::Unlimited { "" } else { " of it" };
            let spend = match (purse.spend, self.records.kind()) {
                (Some(spend), _) => format!("{spend}{of_it} is spent"),
                (None, WhomKind::BudgetRows) => "who shares it has a spend of their own".to_owned(),
                (None, WhomKind::Tags) => "the proxy does not tell what is spent".to_owned(),
                (None, _) => "what is spent is not known".to_owned(),
            };
            said.text(Tone::Muted, format!("The budget is {budget}; {spend}."));
        }
        self.say_shared(&mut said);
        let Some(wish) = read(form, self.records.zero(), &mut said) else { return said };
        if wish == BudgetWish::default() {
            said.refusal = Some("nothing is asked for yet".into());
        } else {
            self.preview(&wish, &mut said);
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let wish = read(form, self.records.zero(), &mut Said::default());
        let propose = |wish| verb::propose(model, Wish::Budget(wish), self.targets.clone());
        (After::Close, wish.map_or_else(Vec::new, propose))
    }
}
