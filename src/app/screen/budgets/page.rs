//! One purse whole, as a page: what it allows, and everybody who is known to share it.

use crate::app::Target;
use crate::app::command::Verb;
use crate::app::screen::{Body, Doing, Show, page};
use crate::table::{ListState, RowId, Tone};

use crate::app::page::{FactLine, Facts};
use crate::app::screen::budgets::BudgetsScreen;
use crate::app::{Action, Model};
use crate::domain::time::{absolute, relative};
use crate::domain::{PurseKind, PurseLine, Zero};

/// Names of one kind, at most.
const NAMED: usize = 500;

/// The screen.
#[derive(Debug)]
pub struct PurseScreen {
    /// Its place in the list of budgets.
    pub id: RowId,
    list: ListState,
}

impl PurseScreen {
    /// From its first line.
    pub(in crate::app) fn new(id: RowId) -> Self {
        Self { id, list: ListState::default() }
    }
}

impl Show for PurseScreen {
    page!();

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Budgets, None))
    }

    fn page(&self, model: &Model) -> Vec<FactLine> {
        page(model, &self.id)
    }

    fn refresh(&self) -> Doing {
        super::ask_again
    }
}

/// The page of that purse.
fn page(model: &Model, id: &RowId) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    let listed = model.all::<BudgetsScreen>().next();
    let Some(line) = listed.and_then(|screen| screen.line_of(id)) else {
        let words = "It is not on the server any more, or not listed.";
        facts.add("", words, Tone::Warn);
        return facts.done();
    };
    facts.add("what", line.kind.words(), Tone::Plain);
    facts.add("name", &line.name, Tone::Plain);
    if line.id.to_string() != line.name {
        facts.add("id", line.id.raw(), Tone::Muted);
    }
    facts.gap();
    money(&mut facts, line, model);
    if let Some(sharers) = &line.sharers {
        facts.gap();
        let kinds = sharers.kinds();
        if kinds.is_empty() {
            facts.add("shared by", "nobody that is known", Tone::Muted);
        }
        for ((kind, names), index) in kinds.into_iter().zip(0..) {
            let rest = names.len().saturating_sub(NAMED);
            let mut words = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            if rest > 0 {
                words = format!("{words} and {rest} more");
            }
            let label = if index == 0 { "shared by" } else { "" };
            facts.add(label, &format!("{kind}: {words}"), Tone::Plain);
        }
        for (unknown, index) in sharers.unknown.iter().zip(0..) {
            let label = if index == 0 { "unknown" } else { "" };
            facts.add(label, unknown, Tone::Warn);
        }
        if line.kind == PurseKind::BudgetRow {
            facts.gap();
            let key = model.keymap.hint(Action::SetBudget);
            let back = model.keymap.hint(Action::Back);
            let words = format!(
                "A change is one for all of them, each with a spend of their own; {back}, then \
                 {key} plans it."
            );
            facts.add("", &words, Tone::Muted);
        }
    }
    facts.done()
}

fn money(facts: &mut Facts, line: &PurseLine, model: &Model) {
    let zero = match line.kind {
        PurseKind::Organization | PurseKind::KeyWindow | PurseKind::TeamWindow => Zero::RefusesAll,
        PurseKind::Tag | PurseKind::BudgetRow => Zero::AfterFirstSpend,
    };
    facts.add("budget", &line.budget.words(zero), Tone::Plain);
    match (line.spend, line.kind) {
        (Some(spend), _) => facts.add("spent", &spend.to_string(), Tone::Plain),
        (None, PurseKind::BudgetRow) => {
            facts.add("spent", "each who shares it has a spend of their own", Tone::Muted);
        }
        (None, _) => facts.add("spent", "the proxy does not tell", Tone::Muted),
    }
    if let Some(at) = line.budget.resets_at {
        let at = at.at();
        let (due, tone) = if line.budget.is_reset_due(model.now) {
            ("; it is due", Tone::Warn)
        } else {
            ("", Tone::Plain)
        };
        facts.add("resets", &format!("{}, {}{due}", absolute(at), relative(at, model.now)), tone);
    }
}
