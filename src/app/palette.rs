//! The command palette: a line, and under it what it may become.

mod fuzzy;

use strum::IntoEnumIterator;
use tui_input::Input;

use super::action::{Action, Context};
use super::availability::availability;
use super::command::{self, Need, Verb, Word};
use super::{Model, Saved};
use crate::domain::text::harmless;
use crate::roster::query::complete;
use crate::table::{ListState, Spec};

/// Lines of the history that are offered before anything is typed.
const RECENT: usize = 3;

/// Commands kept for the next session.
const KEPT: usize = 100;

/// The open palette.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// Which of the offers is chosen.
    pub list: ListState,
    /// Whether the operator went to it; else enter takes the line as it is, if that is a command.
    pub is_chosen: bool,
    /// How many commands back the line was fetched from.
    pub recalled: Option<usize>,
}

/// What stands in a line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is put into the line.
    pub line: String,
    /// What is shown of it.
    pub name: String,
    /// Its keys, if it has any.
    pub keys: String,
    /// What it does.
    pub help: String,
    /// Why it cannot be done now.
    pub why_not: Option<String>,
    /// Whether more must be typed.
    pub wants_more: bool,
}

impl Offer {
    /// The line it is completed to: with a blank where a word of a command follows.
    pub fn completed(&self) -> String {
        let is_verb = Verb::iter().any(|verb| verb.name() == self.line);
        let begun = format!("{} ", self.line);
        if is_verb && command::begun(&begun).is_some() { begun } else { self.line.clone() }
    }
}

/// Why an action is not in the palette.
pub fn left_out(action: Action) -> Option<&'static str> {
    match action.row().context {
        Context::List => Some("moving is done before its name is typed"),
        Context::Dialog | Context::Columns => {
            Some("it acts in a dialog, over which no palette is opened")
        }
        Context::Help => Some("the palette leaves the help"),
        _ if action == Action::Palette => Some("it is the palette"),
        _ => None,
    }
}

/// Whether an action can be done from where one is, and if not, why.
pub fn can(model: &Model, action: Action) -> Result<(), String> {
    let context = action.row().context;
    match context.place() {
        Some(place) if !model.subject().contexts().contains(&context) => {
            Err(format!("this is done {place}"))
        }
        _ => availability(model, action),
    }
}

impl Palette {
    /// What the line may become, the likeliest first.
    pub fn offers(&self, model: &Model) -> Vec<Offer> {
        let line = self.input.value();
        if line.trim().is_empty() {
            let recent = model.saved.commands.iter().rev().take(RECENT).map(|line| recent(line));
            return recent.chain(words(model).map(|word| offer(model, word))).collect();
        }
        if let Some((verb, argument)) = command::begun(line) {
            return arguments(model, verb, argument);
        }
        let found = words(model).filter_map(|word| Some((fit(line, word)?, word)));
        let mut found: Vec<(u32, Word)> = found.collect();
        found.sort_by_key(|(score, word)| {
            (word.name() != line.trim(), std::cmp::Reverse(*score), word.name().len())
        });
        found.into_iter().map(|(_, word)| offer(model, word)).collect()
    }

    /// Whether enter takes what is chosen; else it takes the line as it is.
    pub fn takes_offer(&self) -> bool {
        let line = self.input.value();
        self.is_chosen || !(line.trim().is_empty() || command::begun(line).is_some())
    }

    /// What the line asks for so far, where its command is typed in full.
    pub fn hint(&self) -> Option<String> {
        let (verb, _) = command::begun(self.input.value())?;
        Some(format!("{}: {}", verb.usage(), verb.row().help))
    }

    /// The offer that is chosen.
    pub fn chosen(&self, model: &Model) -> Option<Offer> {
        self.offers(model).into_iter().nth(self.list.cursor)
    }

    /// Puts a line in the place of what is typed.
    pub fn set_line(&mut self, line: &str) {
        self.input = Input::new(line.to_owned());
        self.list = ListState::default();
        self.is_chosen = false;
    }

    /// Fetches the command that many steps further back; fewer where it is negative.
    pub fn recall(&mut self, saved: &Saved, is_older: bool) {
        let back = match (self.recalled, is_older) {
            (None, true) => Some(0),
            (None, false) => return,
            (Some(back), true) => Some((back + 1).min(saved.commands.len().saturating_sub(1))),
            (Some(back), false) => back.checked_sub(1),
        };
        let line = back.and_then(|back| saved.commands.iter().rev().nth(back));
        let line = line.cloned().unwrap_or_default();
        self.set_line(&line);
        self.recalled = back.filter(|_| !line.is_empty());
    }
}

impl Saved {
    /// Remembers a command as the newest.
    pub(super) fn remember(&mut self, line: &str) {
        self.commands.retain(|other| other != line);
        self.commands.push(line.to_owned());
        let surplus = self.commands.len().saturating_sub(KEPT);
        self.commands.drain(..surplus);
    }
}

/// Commands, then the actions of this screen, then the rest.
fn words(model: &Model) -> impl Iterator<Item = Word> {
    let contexts = model.subject().contexts();
    let rank = |word: &Word| match word {
        Word::Verb(_) => 0,
        Word::Action(action) if contexts.contains(&action.row().context) => 1,
        Word::Action(_) => 2,
    };
    let mut words: Vec<Word> = Word::all().collect();
    words.sort_by_key(rank);
    words.into_iter()
}

/// How well a word fits: its name above all, then its title; last, a word of what it does.
fn fit(typed: &str, word: Word) -> Option<u32> {
    const BY_NAME: u32 = 1_000;
    let name = fuzzy::score(typed, word.name()).map(|score| score + BY_NAME);
    let (title, help) = match word {
        Word::Verb(verb) => ("", verb.row().help),
        Word::Action(action) => (action.row().title, action.row().help),
    };
    let title = fuzzy::score(typed, title).map(|score| score + BY_NAME);
    let said = help.to_lowercase();
    let is_said = typed.to_lowercase().split_whitespace().all(|word| said.contains(word));
    name.max(title).or(is_said.then_some(0))
}

fn offer(model: &Model, word: Word) -> Offer {
    let keys = |action: Action| {
        let keys = model.keymap.sequences(action).next();
        keys.map(ToString::to_string).unwrap_or_default()
    };
    match word {
        Word::Verb(verb) => {
            let row = verb.row();
            let wants_more = matches!(row.argument, Some((_, Need::Required)));
            Offer {
                line: verb.name().to_owned(),
                name: verb.usage(),
                keys: row.action.map(keys).unwrap_or_default(),
                help: row.help.to_owned(),
                why_not: verb_why_not(model, verb),
                wants_more,
            }
        }
        Word::Action(action) => Offer {
            line: action.name().to_owned(),
            name: action.name().to_owned(),
            keys: keys(action),
            help: action.row().help.to_owned(),
            why_not: can(model, action).err(),
            wants_more: false,
        },
    }
}

fn verb_why_not(model: &Model, verb: Verb) -> Option<String> {
    let as_action = match verb {
        Verb::User | Verb::Why | Verb::Plan | Verb::Query => Action::ShowUsers,
        Verb::Profile => Action::SwitchProfile,
        Verb::Members => Action::ShowTeams,
        Verb::Mark => return can(model, Action::MarkMatches).err(),
        Verb::Sort => return can(model, Action::NextSort).err(),
        _ => verb.row().action?,
    };
    if verb == Verb::Query && model.saved.queries.is_empty() {
        return Some("no query is saved".into());
    }
    availability(model, as_action).err()
}

fn recent(line: &str) -> Offer {
    let shown = harmless(line).into_owned();
    Offer {
        line: line.to_owned(),
        name: shown,
        keys: String::new(),
        help: "Once more.".into(),
        why_not: None,
        wants_more: false,
    }
}

/// The words that may stand behind a command, those that begin with what is typed first.
fn arguments(model: &Model, verb: Verb, typed: &str) -> Vec<Offer> {
    if matches!(verb, Verb::Users | Verb::Mark) {
        return query_words(model, verb, typed);
    }
    // Of several columns, the last one is what is being typed.
    let (before, typed) = match typed.rfind([' ', ',', '-']).filter(|_| verb == Verb::Sort) {
        Some(at) => typed.split_at(at + 1),
        None => ("", typed),
    };
    let typed = typed.to_lowercase();
    let known = known(model, verb);
    let (begin, rest): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|(word, _)| word.to_lowercase().starts_with(&typed));
    let within = rest.into_iter().filter(|(word, _)| word.to_lowercase().contains(&typed));
    let offers = begin.into_iter().chain(within).map(|(word, help)| Offer {
        line: format!("{} {before}{word}", verb.name()),
        name: harmless(&word).into_owned(),
        keys: String::new(),
        help: harmless(&help).into_owned(),
        why_not: verb_why_not(model, verb),
        wants_more: false,
    });
    offers.collect()
}

/// What may stand in the place of the last word of a query.
fn query_words(model: &Model, verb: Verb, typed: &str) -> Vec<Offer> {
    let chars: Vec<char> = typed.chars().collect();
    let completions = complete(typed, chars.len(), model.people.roster());
    let range = completions.range;
    let offer = |item: crate::roster::query::Completion| {
        let mut line: String = chars.iter().take(range.start).collect();
        line.push_str(&item.insert);
        line.extend(chars.iter().skip(range.end));
        Offer {
            line: format!("{} {line}", verb.name()),
            name: harmless(&item.insert).into_owned(),
            keys: String::new(),
            help: item.detail,
            why_not: verb_why_not(model, verb),
            wants_more: item.insert.ends_with(|c: char| !c.is_alphanumeric()),
        }
    };
    completions.items.into_iter().map(offer).collect()
}

/// The words there are for a command's argument, each with what it stands for.
fn known(model: &Model, verb: Verb) -> Vec<(String, String)> {
    match verb {
        Verb::Profile => model
            .profiles
            .iter()
            .map(|profile| {
                let is_here = profile.name == model.profile.name;
                let at_work = if is_here { "At work now." } else { "" };
                (profile.name.clone(), profile.label.clone().unwrap_or_else(|| at_work.into()))
            })
            .collect(),
        Verb::Query => {
            let queries = model.saved.queries.iter();
            queries.map(|query| (query.name.clone(), query.text.clone())).collect()
        }
        Verb::Sort => {
            let Some(front) = model.front() else { return Vec::new() };
            let name = |(column, _): &(u8, bool)| front.table.spec(*column).map(Spec::called);
            let names = front.table.columns().iter().filter_map(name);
            names.map(|name| (name, String::new())).collect()
        }
        Verb::Spend | Verb::Members => {
            let teams = model.people.roster().proxy().map_or(&[][..], |side| &side.teams.rows);
            let before = if verb == Verb::Spend { "team " } else { "" };
            let team = |team: &crate::domain::Team| {
                let alias = team.alias.as_ref().map_or(team.id.raw(), crate::domain::Text::raw);
                (format!("{before}{alias}"), team.id.to_string())
            };
            teams.iter().map(team).collect()
        }
        Verb::Theme => {
            let help = |name: &str| if name == model.themes.name() { "In force now." } else { "" };
            model.themes.names().map(|name| (name.to_owned(), help(name).to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// What is not in the palette, and why.
pub fn exceptions() -> impl Iterator<Item = (Action, &'static str)> {
    Action::iter().filter_map(|action| Some((action, left_out(action)?)))
}
