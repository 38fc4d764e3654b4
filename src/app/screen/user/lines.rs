//! Everything about one user, as lines: what the page says, not how it looks.

use jiff::Timestamp;

use crate::app::Model;
use crate::app::geometry::WIDE_USER;
use crate::domain::text::harmless;
use crate::domain::{Account, Budget, Customer, KeyHash, Moment, ProxyUser, Role, Text, Usd};
use crate::journal::History;
use crate::plan::OutcomeKind;
use crate::roster::{DriftField, PersonId, PersonRef, SyncStatus};
use crate::table::Tone;

/// Changes of the journal listed at most.
const RECENT: usize = 12;

/// A value of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words. Harmless.
    Words(String, Tone),
    /// A spend against its budget.
    Spend(Option<Usd>, Budget),
    /// When a spend goes back to zero.
    Resets(Budget),
    /// A moment.
    Time(Option<Moment>),
}

/// A value with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// What it is.
    pub label: &'static str,
    /// Itself.
    pub value: Value,
}

/// One line of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Nothing.
    Blank,
    /// A heading, and one for the right half where halves stand side by side.
    Heading(String, Option<&'static str>),
    /// A field a half.
    Fields(Option<Labelled>, Option<Labelled>),
    /// A sentence.
    Sentence(String, Tone),
    /// The heads of the keys' columns.
    KeyHead,
    /// One key.
    Key(KeyHash),
    /// One change of the journal: when, what, how it ended.
    Change(Timestamp, String, OutcomeKind),
}

/// The page of this user.
pub fn document(model: &Model, id: &PersonId) -> Vec<Line> {
    let Some(person) = model.people.roster().by_id(id) else {
        return vec![Line::Sentence(
            "This user is on neither server any more, by the last reading.".into(),
            Tone::Warn,
        )];
    };
    let mut lines = person.proxy().map(money).unwrap_or_default();
    lines.extend(halves(person, model));
    lines.extend(standing(person));
    keys(person, &mut lines);
    if let Some(customer) = person.customer() {
        lines.extend([Line::Blank, Line::Heading("Customer at LiteLLM".into(), None)]);
        lines.extend(customer_fields(customer).into_iter().map(|f| Line::Fields(Some(f), None)));
    }
    if let Some(history) = model.journal.last() {
        recent(history, id, &mut lines);
    }
    lines
}

/// What most come for, above both halves and as wide as both.
fn money(user: &ProxyUser) -> Vec<Line> {
    let field = |label, value| Line::Fields(Some(Labelled { label, value }), None);
    vec![
        field("spend", Value::Spend(user.spend, user.budget.clone())),
        field("resets", Value::Resets(user.budget.clone())),
        Line::Blank,
    ]
}

fn halves(person: PersonRef<'_>, model: &Model) -> Vec<Line> {
    let left = person.proxy().map(|user| proxy_fields(person, user));
    let right = person.account().map(|account| account_fields(person, account));
    let none = |what: &str| vec![words("", what.to_owned(), Tone::Muted)];
    let left = left.unwrap_or_else(|| none("no user at the proxy"));
    let right = right.unwrap_or_else(|| none("no account in Open WebUI"));
    if model.size.0 < WIDE_USER {
        let half = |heading: &str, fields: Vec<Labelled>| {
            let fields = fields.into_iter().map(|field| Line::Fields(Some(field), None));
            std::iter::once(Line::Heading(heading.into(), None)).chain(fields).collect::<Vec<_>>()
        };
        let mut lines = half("LiteLLM user", left);
        lines.push(Line::Blank);
        lines.extend(half("Open WebUI account", right));
        return lines;
    }
    let mut lines = vec![Line::Heading("LiteLLM user".into(), Some("Open WebUI account"))];
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    lines.extend((0..rows).map(|_| Line::Fields(left.next(), right.next())));
    lines
}

fn words(label: &'static str, text: String, tone: Tone) -> Labelled {
    Labelled { label, value: Value::Words(text, tone) }
}

fn optional(label: &'static str, text: Option<&Text>) -> Labelled {
    match text.filter(|text| !text.is_blank()) {
        Some(text) => words(label, text.to_string(), Tone::Plain),
        None => words(label, "none".into(), Tone::Muted),
    }
}

/// Marked where the other server has another value.
fn drifting(field: Labelled, person: PersonRef<'_>, drift: DriftField) -> Labelled {
    let drifts = person.drift().iter().any(|found| found.field == drift);
    match field.value {
        Value::Words(text, _) if drifts => {
            words(field.label, format!("{text}  (differs)"), Tone::Warn)
        }
        _ => field,
    }
}

fn proxy_fields(person: PersonRef<'_>, user: &ProxyUser) -> Vec<Labelled> {
    let email = user.email.as_ref().map(|email| Text::from(email.raw()));
    let state = match (user.active, &user.bursar.blocked) {
        (_, Some(record)) => {
            let since = crate::domain::time::absolute(record.at);
            words("state", format!("blocked by bursar since {since}"), Tone::Bad)
        }
        (false, None) => words("state", "deactivated by another hand".into(), Tone::Bad),
        (true, None) => words("state", "active".into(), Tone::Plain),
    };
    let teams: Vec<String> = person.teams().map(crate::domain::Team::label).collect();
    vec![
        words("id", user.id.to_string(), Tone::Plain),
        drifting(optional("name", user.alias.as_ref()), person, DriftField::Name),
        drifting(optional("e-mail", email.as_ref()), person, DriftField::Email),
        optional("role", user.role.as_ref()),
        state,
        list("teams", &teams, if user.teams.is_some() { "none" } else { "?" }),
        models(user.models.as_deref()),
        Labelled { label: "created", value: Value::Time(user.created_at) },
    ]
}

fn account_fields(person: PersonRef<'_>, account: &Account) -> Vec<Labelled> {
    let email = account.email.as_ref().map(|email| Text::from(email.raw()));
    let role = match &account.role {
        Role::Pending => words("role", "pending: every call is refused".into(), Tone::Bad),
        Role::Other(_) => words("role", format!("{}: means nothing here", account.role), Tone::Bad),
        Role::Admin | Role::User => words("role", account.role.to_string(), Tone::Plain),
    };
    let groups: Vec<String> = person.groups().map(|group| group.name.to_string()).collect();
    vec![
        words("id", account.id.to_string(), Tone::Plain),
        drifting(optional("name", Some(&account.name)), person, DriftField::Name),
        drifting(optional("e-mail", email.as_ref()), person, DriftField::Email),
        role,
        list("groups", &groups, "none"),
        Labelled { label: "active", value: Value::Time(account.last_active_at) },
    ]
}

fn list(label: &'static str, all: &[String], none: &str) -> Labelled {
    if all.is_empty() {
        words(label, none.into(), Tone::Muted)
    } else {
        words(label, all.join(", "), Tone::Plain)
    }
}

fn models(models: Option<&[Text]>) -> Labelled {
    let Some(models) = models else { return words("models", "?".into(), Tone::Warn) };
    let names: Vec<String> = models.iter().map(ToString::to_string).collect();
    list("models", &names, "all")
}

/// Why the halves are one person, and what is amiss.
fn standing(person: PersonRef<'_>) -> Vec<Line> {
    let mut lines = vec![Line::Blank];
    let link = person.link().map(|link| format!("; one person by {}", link.words()));
    let tone = match person.sync() {
        SyncStatus::InStep | SyncStatus::Excluded => Tone::Plain,
        SyncStatus::Conflict => Tone::Bad,
        _ => Tone::Warn,
    };
    let sync = format!("{}{}", person.sync().words(), link.unwrap_or_default());
    lines.push(Line::Fields(Some(words("sync", sync, tone)), None));
    for drift in person.drift() {
        let side = |text: Option<&Text>| text.map_or("nothing".into(), |t| format!("'{t}'"));
        lines.push(Line::Sentence(
            format!(
                "The {} is {} at LiteLLM and {} in Open WebUI.",
                drift.field,
                side(drift.proxy.as_ref()),
                side(drift.webui.as_ref())
            ),
            Tone::Warn,
        ));
    }
    if let Some(why) = person.conflict() {
        lines.push(Line::Sentence(format!("Conflict: {}", harmless(why)), Tone::Bad));
    }
    lines
}

fn keys(person: PersonRef<'_>, lines: &mut Vec<Line>) {
    if person.proxy().is_none() {
        return;
    }
    lines.push(Line::Blank);
    let heading = match (person.key_count(), person.keys().len()) {
        (Some(0), _) => "No keys".into(),
        (Some(count), _) => format!("Keys ({count})"),
        (None, 0) => "Keys (?): not all could be listed".into(),
        (None, seen) => format!("Keys (at least {seen}): not all could be listed"),
    };
    lines.push(Line::Heading(heading, None));
    if person.keys().len() == 0 {
        return;
    }
    lines.push(Line::KeyHead);
    lines.extend(person.keys().map(|key| Line::Key(key.hash.clone())));
}

fn customer_fields(customer: &Customer) -> Vec<Labelled> {
    let mut fields = vec![
        words("id", customer.id.to_string(), Tone::Plain),
        Labelled { label: "spend", value: Value::Spend(customer.spend, customer.budget.clone()) },
    ];
    if customer.blocked == Some(true) {
        let said = "blocked, which the open-source proxy stores and does not enforce";
        fields.push(words("state", said.into(), Tone::Warn));
    }
    fields
}

fn recent(history: &History, id: &PersonId, lines: &mut Vec<Line>) {
    let changes = history.of_person(id).map(|(record, trace)| {
        Line::Change(record.at, format!("{}: {}", trace.words, trace.after), trace.kind)
    });
    let changes: Vec<Line> = changes.take(RECENT).collect();
    if !changes.is_empty() {
        lines.extend([Line::Blank, Line::Heading("Recent changes".into(), None)]);
        lines.extend(changes);
    }
}
