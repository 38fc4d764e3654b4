//! What changed a moment ago: a page.

use super::{Body, Show, page};
use crate::app::Model;
use crate::app::changes::{ChangeKind, Kinds};
use crate::app::page::{FactLine, Facts};
use crate::domain::money::group_thousands;
use crate::domain::text::harmless;
use crate::roster::PersonRef;
use crate::table::{ListState, Tone};

/// Lines of one sort at most: nobody reads more in a minute.
const LINES: usize = 200;

/// The screen.
#[derive(Debug, Default)]
pub struct ChangesScreen {
    list: ListState,
}

impl Show for ChangesScreen {
    page!();

    fn page(&self, model: &Model) -> Vec<FactLine> {
        page(model)
    }
}

/// # Errors
/// Nobody changed.
pub(in crate::app) fn may_show(model: &Model) -> Result<(), String> {
    let tally = model.changes.tally(model.now);
    if tally.is_empty() { Err("nobody changed in the last minute".into()) } else { Ok(()) }
}

/// Shows them from the first on.
pub(in crate::app) fn show(model: &mut Model) {
    model.show_anew(ChangesScreen::default());
}

/// The page: who is gone first, as they are nowhere else; then who is new; then who is other.
fn page(model: &Model) -> Vec<FactLine> {
    let mut facts = Facts::new(model.size.0);
    let (changes, now) = (&model.changes, model.now);
    let tally = changes.tally(now);
    if tally.is_empty() {
        facts.add("", "Nobody changed in the last minute.", Tone::Muted);
        return facts.done();
    }
    for gone in changes.gone(now).take(LINES) {
        facts.add("gone", &gone.label, Tone::Bad);
    }
    rest(&mut facts, tally.gone);
    let roster = model.people.roster();
    let person = |(index, kinds): (u32, Kinds)| roster.get(index).map(|person| (person, kinds));
    let is_new = |(_, kinds): &(PersonRef<'_>, Kinds)| kinds.has(ChangeKind::New);
    for (person, _) in changes.changed(now).filter_map(person).filter(is_new).take(LINES) {
        facts.add("new", &label(person), Tone::Plain);
    }
    rest(&mut facts, tally.new);
    let others = changes.changed(now).filter_map(person).filter(|change| !is_new(change));
    for (person, kinds) in others.take(LINES) {
        let words: Vec<&str> = kinds.iter().map(ChangeKind::words).collect();
        let text = format!("{}: {}", label(person), words.join(", "));
        let is_grave = kinds.has(ChangeKind::Blocked) || kinds.has(ChangeKind::State);
        facts.add("changed", &text, if is_grave { Tone::Warn } else { Tone::Plain });
    }
    rest(&mut facts, tally.changed);
    facts.done()
}

fn rest(facts: &mut Facts, all: usize) {
    if all > LINES {
        let more = group_thousands((all - LINES) as u64);
        facts.add("", &format!("and {more} more"), Tone::Muted);
    }
    if all > 0 {
        facts.gap();
    }
}

fn label(person: PersonRef<'_>) -> String {
    format!("{} ({})", person.label(), harmless(person.id().raw()))
}
