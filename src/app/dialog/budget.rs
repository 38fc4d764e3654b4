//! What budget to set, and what that comes to for whom, while it is typed.

use std::collections::HashMap;
use std::sync::Arc;

use super::{After, Ask, Dialog, Said, Tone, whom};
use crate::app::form::{Form, text};
use crate::app::verb::{self, Targets, Wish};
use crate::app::{Effect, Model};
use crate::domain::money::group_thousands;
use crate::domain::{Budget, Limit, Usd, Window};
use crate::plan::build::{BudgetWish, LimitWish, Verdict};
use crate::roster::{PersonRef, Roster};

/// For whom, and the people as they were when it was opened: reckoning anew for every key must
/// not look a hundred thousand of them up again.
#[derive(Debug)]
pub struct BudgetForm {
    targets: Targets,
    roster: Arc<Roster>,
    people: Vec<u32>,
}

const LIMIT: usize = 0;
const WINDOW: usize = 1;

/// Kinds of change told apart in the preview.
const GROUPS: usize = 2;

/// The dialog.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let people = targets.people.iter().filter_map(|id| roster.index_of(id)).collect();
    let form = Form::new(vec![
        text(
            "limit",
            "dollars, like 20; unlimited; 0 refuses every call; +20%, -5 change what each has now; \
             empty keeps it",
            "",
        ),
        text(
            "set back",
            "how often the spend starts again: 24h, 7d, 30d, 1mo, weekly; none: never; empty \
             keeps it",
            "",
        ),
    ]);
    Dialog::new(BudgetForm { targets, roster: roster.clone(), people }, form)
}

fn limit_of(word: &str) -> Result<(Option<LimitWish>, String), String> {
    if word.is_empty() {
        return Ok((None, String::new()));
    }
    let wish = word.parse::<LimitWish>().map_err(|error| error.to_string())?;
    let meaning = match wish {
        LimitWish::Set(Limit::Unlimited) => "no limit: nobody is refused for money".to_owned(),
        LimitWish::Set(Limit::Amount(Usd::ZERO)) => "every call is refused".to_owned(),
        LimitWish::Set(Limit::Amount(amount)) => format!("refused once {amount} is spent"),
        LimitWish::Change(relative) => format!("{relative}, from what each has now"),
    };
    Ok((Some(wish), meaning))
}

/// A wish for the window alone.
fn window_of(word: &str) -> Result<(BudgetWish, String), String> {
    let wish = |window| BudgetWish { limit: None, window: Some(window) };
    if word.is_empty() {
        return Ok((BudgetWish::default(), String::new()));
    }
    if word.eq_ignore_ascii_case("none") {
        return Ok((wish(None), "the spend is never set back".into()));
    }
    let window = super::window_of(word)?;
    let meaning = format!("the spend is set back {}", window.meaning());
    Ok((wish(Some(window)), meaning))
}

/// What is entered; `None` while some of it cannot be taken.
fn read(form: &Form, said: &mut Said) -> Option<BudgetWish> {
    let limit = said.note(LIMIT, limit_of(form.text(LIMIT)));
    let window = said.note(WINDOW, window_of(form.text(WINDOW)));
    Some(BudgetWish { limit: limit?, ..window? })
}

impl BudgetForm {
    fn budgets(&self) -> impl Iterator<Item = Option<(&Budget, Usd)>> {
        let people = self.people.iter().filter_map(|&index| self.roster.get(index));
        people
            .map(PersonRef::proxy)
            .map(|user| user.map(|user| (&user.budget, user.spend.unwrap_or_default())))
    }

    /// What the wish comes to: `$10.00 → $12.00 for 3 users; 1 is unlimited and stays so`.
    fn preview(&self, wish: &BudgetWish, said: &mut Said) {
        let mut changes = Tally::default();
        let mut stays = Tally::default();
        let mut refusals = Tally::default();
        let mut exhausted = 0;
        for present in self.budgets() {
            let Some((before, spend)) = present else {
                refusals.count("has no user at the proxy");
                continue;
            };
            match wish.verdict(before) {
                Verdict::Becomes(after) => {
                    exhausted += usize::from(after.limit.is_exhausted_by(spend));
                    changes.count(&change_words(before, &after));
                }
                Verdict::Stays(why) => stays.count(&why),
                Verdict::Refused(why) => refusals.count(&why),
            }
        }
        let mut words: Vec<String> = changes.list("for", "other changes");
        words.extend(stays.list("", "others stay"));
        if !words.is_empty() {
            said.preview.push((Tone::Plain, format!("{}.", words.join("; "))));
        }
        for why in refusals.list("", "others are left out") {
            said.preview.push((Tone::Warn, format!("{why}.")));
        }
        if exhausted > 0 {
            let is_zero = wish.limit == Some(LimitWish::Set(Limit::Amount(Usd::ZERO)));
            let who = users(exhausted);
            if !is_zero {
                let words = format!("{who} spent that already: refused at once.");
                said.preview.push((Tone::Warn, words));
            }
        }
        if changes.all == 0 {
            said.refusal = Some("nothing would change".into());
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

/// How often each thing is said, the most frequent first.
#[derive(Default)]
struct Tally {
    counts: HashMap<String, usize>,
    all: usize,
}

impl Tally {
    fn count(&mut self, words: &str) {
        self.all += 1;
        match self.counts.get_mut(words) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(words.to_owned(), 1);
            }
        }
    }

    fn list(&self, link: &str, others: &str) -> Vec<String> {
        let mut counts: Vec<(&str, usize)> =
            self.counts.iter().map(|(words, count)| (words.as_str(), *count)).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut list: Vec<String> = counts
            .iter()
            .take(GROUPS)
            .map(|(words, count)| match link {
                "" => said_of(*count, words),
                link => format!("{words} {link} {}", users(*count)),
            })
            .collect();
        let rest: usize = counts.iter().skip(GROUPS).map(|(_, count)| count).sum();
        if rest > 0 {
            list.push(format!("{others} for {}", users(rest)));
        }
        list
    }
}

/// `1 is unlimited`, `3 are unlimited`, `2: the budget is $5.00 already`.
fn said_of(count: usize, why: &str) -> String {
    let many = group_thousands(count as u64);
    let verbs = [("is ", "are "), ("has ", "have ")];
    let plural = verbs.iter().find_map(|(one, more)| Some((more, why.strip_prefix(one)?)));
    match plural {
        Some((more, rest)) if count > 1 => format!("{many} {more}{rest}"),
        Some(_) => format!("{many} {why}"),
        None => format!("{many}: {why}"),
    }
}

fn users(count: usize) -> String {
    match count {
        1 => "1 user".to_owned(),
        n => format!("{} users", group_thousands(n as u64)),
    }
}

impl Ask for BudgetForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Set a budget", "plan it");
        whom(&mut said, &self.targets, &self.roster);
        if let ([_], Some(Some((now, spend)))) = (self.people.as_slice(), self.budgets().next()) {
            said.text(Tone::Muted, format!("The budget is {now}; {spend} of it is spent."));
        }
        let Some(wish) = read(form, &mut said) else { return said };
        if wish == BudgetWish::default() {
            said.refusal = Some("nothing is asked for yet".into());
        } else {
            self.preview(&wish, &mut said);
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let wish = read(form, &mut Said::default());
        let propose = |wish| verb::propose(model, Wish::Budget(wish), self.targets.clone());
        (After::Close, wish.map_or_else(Vec::new, propose))
    }
}
