//! Asking a query of people.

mod plain;

use std::collections::HashMap;

use jiff::Timestamp;
use memchr::memmem::Finder;

use super::Query;
use super::facts::{Coverage, Facts};
use super::field::QueryField;
use super::haystack::{Haystack, texts};
use super::needle::{Needle, is_cased};
use super::term::{Expr, Term};
use super::truth::{Known, Truth};
use super::value::Test;
use crate::domain::{Email, Key, Text};
use crate::roster::row::RowIndex;
use crate::roster::{PersonRef, Roster};
use plain::{are_groups_seen, are_keys_seen, plain};

/// A query made ready for one roster at one moment: names of teams and groups are looked up once,
/// and what costs least is asked first.
#[derive(Debug)]
pub struct Matcher<'a> {
    root: Node<'a>,
    seen: Coverage,
    now: Timestamp,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a query has a handful of them")]
enum Node<'a> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// A bare word.
    Word(Sought<'a>),
    /// A term that its test says all of.
    Plain(&'a Term),
    /// A text in a field.
    Text(QueryField, Wanted),
    /// The teams that are meant, by id: every listed one is there, with whether it is.
    Teams(HashMap<&'a str, bool>, Wanted),
    /// Whether each group of the listing is meant.
    Groups(Vec<bool>),
}

/// A word, and where it is looked for.
#[derive(Debug)]
struct Sought<'a> {
    haystack: &'a Haystack,
    /// In lower case.
    finder: Finder<'static>,
    /// Where case counts.
    exact: Option<Needle>,
}

impl<'a> Sought<'a> {
    fn new(word: &str, roster: &'a Roster) -> Self {
        let finder = Finder::new(&word.to_lowercase()).into_owned();
        let exact = is_cased(word).then(|| Needle::new(word));
        Self { haystack: &roster.haystack, finder, exact }
    }
}

/// How a text is compared.
#[derive(Debug)]
struct Wanted {
    needle: Needle,
    is_whole: bool,
}

impl Wanted {
    fn is(&self, text: &str) -> bool {
        if self.is_whole { self.needle.is(text) } else { self.needle.is_in(text) }
    }

    /// A role stands for itself without the proxy's prefixes, too.
    fn is_role(&self, role: &str) -> bool {
        let bare = bare_role(role);
        [role, bare]
            .into_iter()
            .any(|role| if self.is_whole { self.needle.is(role) } else { self.needle.begins(role) })
    }
}

pub(super) fn bare_role(role: &str) -> &str {
    role.strip_prefix("proxy_").or_else(|| role.strip_prefix("internal_")).unwrap_or(role)
}

impl Query {
    /// The query, made ready to be asked of this roster's people at that moment.
    pub fn on<'a>(&'a self, roster: &'a Roster, now: Timestamp) -> Matcher<'a> {
        Matcher { root: node(&self.root, roster), seen: Coverage::of(roster), now }
    }
}

impl Matcher<'_> {
    /// Whether it is known to be so of this person, who is of the roster it was made for.
    pub fn matches(&self, person: PersonRef<'_>) -> bool {
        let facts = Facts { person, seen: self.seen, now: self.now };
        self.root.ask(facts) == Truth::Yes
    }
}

fn node<'a>(expr: &'a Expr, roster: &'a Roster) -> Node<'a> {
    let parts = |parts: &'a [Expr]| {
        let mut nodes: Vec<Node<'a>> = parts.iter().map(|part| node(part, roster)).collect();
        nodes.sort_by_key(Node::cost);
        nodes
    };
    match expr {
        Expr::All(all) => Node::All(parts(all)),
        Expr::Any(any) => Node::Any(parts(any)),
        Expr::Not(part) => Node::Not(Box::new(node(part, roster))),
        Expr::Word(word) => Node::Word(Sought::new(word, roster)),
        Expr::Term(term) => match term.test {
            Test::Text { is_whole } => text_node(term, is_whole, roster),
            _ => Node::Plain(term),
        },
    }
}

/// Where what is typed is the whole name of something that exists, that alone is meant: `team:lab`
/// are not those of `lab-2` as well.
fn text_node<'a>(term: &'a Term, is_whole: bool, roster: &'a Roster) -> Node<'a> {
    let needle = match term.field {
        QueryField::Email => Needle::new(&term.value.to_lowercase()),
        _ => Needle::new(&term.value),
    };
    let values = roster.values();
    let teams = roster.proxy().map_or(&[][..], |side| &side.teams.rows);
    let groups = roster.webui().map_or(&[][..], |side| &side.groups.rows);
    let exists = match term.field {
        QueryField::Team => teams.iter().any(|team| {
            needle.is(team.id.raw()) || team.alias.as_ref().is_some_and(|a| needle.is(a.raw()))
        }),
        QueryField::Group => {
            groups.iter().any(|group| needle.is(group.id.raw()) || needle.is(group.name.raw()))
        }
        QueryField::Model => values.models().any(|model| needle.is(model)),
        QueryField::Role => {
            values.roles().any(|role| needle.is(role) || needle.is(bare_role(role)))
        }
        _ => false,
    };
    let wanted = Wanted { needle, is_whole: is_whole || exists };
    match term.field {
        QueryField::Team => {
            let meant = teams.iter().map(|team| {
                let alias = team.alias.as_ref().is_some_and(|alias| wanted.is(alias.raw()));
                (team.id.raw(), alias || wanted.is(team.id.raw()))
            });
            Node::Teams(meant.collect(), wanted)
        }
        QueryField::Group => {
            let is_meant = |group: &crate::domain::Group| {
                wanted.is(group.id.raw()) || wanted.is(group.name.raw())
            };
            Node::Groups(groups.iter().map(is_meant).collect())
        }
        field => Node::Text(field, wanted),
    }
}

impl Node<'_> {
    /// What it takes to ask, roughly: for a word no record need be visited.
    fn cost(&self) -> usize {
        match self {
            Self::Word(_) => 1,
            Self::Plain(_) | Self::Groups(_) => 2,
            Self::Teams(..) | Self::Text(..) => 4,
            Self::Not(part) => part.cost(),
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::cost).sum(),
        }
    }

    fn ask(&self, facts: Facts<'_>) -> Truth {
        match self {
            Self::All(parts) => all(parts.iter().map(|part| part.ask(facts))),
            Self::Any(parts) => any(parts.iter().map(|part| part.ask(facts))),
            Self::Not(part) => part.ask(facts).not(),
            Self::Word(word) => Truth::of(has_word(word, facts.person)),
            Self::Plain(term) => plain(term, facts),
            Self::Text(field, wanted) => text(*field, wanted, facts),
            Self::Teams(meant, wanted) => teams(meant, wanted, facts),
            Self::Groups(meant) => groups(meant, facts),
        }
    }
}

fn all(parts: impl Iterator<Item = Truth>) -> Truth {
    let mut least = Truth::Yes;
    for part in parts {
        if part == Truth::No {
            return part;
        }
        least = least.min(part);
    }
    least
}

fn any(parts: impl Iterator<Item = Truth>) -> Truth {
    let mut most = Truth::No;
    for part in parts {
        if part == Truth::Yes {
            return part;
        }
        most = most.max(part);
    }
    most
}

/// Name, e-mails and ids: in one case first, and as they are written where case counts.
fn has_word(word: &Sought<'_>, person: PersonRef<'_>) -> bool {
    word.haystack.has(person.index, &word.finder)
        && word.exact.as_ref().is_none_or(|exact| {
            let mut has = false;
            texts(person, |text| has |= exact.is_in(text));
            has
        })
}

fn text(field: QueryField, wanted: &Wanted, facts: Facts<'_>) -> Truth {
    let person = facts.person;
    let (user, account) = (person.proxy(), person.account());
    let opt = |text: Option<&str>| text.is_some_and(|text| wanted.is(text));
    let (has, is_seen) = match field {
        QueryField::Name => {
            let alias = user.and_then(|user| user.alias.as_ref()).map(Text::raw);
            let name = account.map(|account| account.name.raw());
            (opt(name) || opt(alias), facts.is_whole())
        }
        QueryField::Email => {
            let ours = user.and_then(|user| user.email.as_ref()).map(Email::raw);
            let theirs = account.and_then(|account| account.email.as_ref()).map(Email::raw);
            (opt(theirs) || opt(ours), facts.is_whole())
        }
        QueryField::Id => {
            let customer = person.customer().map(|customer| customer.id.raw());
            let ids = [user.map(|u| u.id.raw()), account.map(|a| a.id.raw()), customer];
            (ids.into_iter().any(opt), facts.is_whole())
        }
        QueryField::Role => (facts.roles().any(|role| wanted.is_role(role)), facts.is_whole()),
        QueryField::Model => {
            let models = user.and_then(|user| user.models.as_deref()).unwrap_or_default();
            let is_seen = !matches!(facts.models(), Known::Unknown);
            (models.iter().any(|model| wanted.is(model.raw())), is_seen)
        }
        _ => {
            let is_it = |key: &Key| {
                opt(key.alias.as_ref().map(Text::raw)) || opt(key.name.as_ref().map(Text::raw))
            };
            (person.keys().any(is_it), are_keys_seen(facts))
        }
    };
    if has { Truth::Yes } else { Truth::unless_seen(is_seen) }
}

/// A team that is not in the listing has only its id; its alias is unknown where the listing is
/// incomplete.
fn teams(meant: &HashMap<&str, bool>, wanted: &Wanted, facts: Facts<'_>) -> Truth {
    let answer = facts.teams().and_then(|teams| {
        let each = teams.iter().map(|id| match meant.get(id.raw()) {
            Some(is_meant) => Truth::of(*is_meant),
            None if wanted.is(id.raw()) => Truth::Yes,
            None => Truth::unless_seen(facts.seen.teams),
        });
        match any(each) {
            Truth::Unknown => Known::Unknown,
            truth => Known::Is(truth == Truth::Yes),
        }
    });
    answer.is(|is_in| is_in)
}

fn groups(meant: &[bool], facts: Facts<'_>) -> Truth {
    let of = facts.person.group_rows();
    let is_meant = |row: &RowIndex| meant.get(row.index()).copied().unwrap_or_default();
    if of.iter().any(is_meant) { Truth::Yes } else { Truth::unless_seen(are_groups_seen(facts)) }
}
