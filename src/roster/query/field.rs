//! The fields a term can ask for: one table behind parser, completion and reference.

use std::fmt::Write;

use strum::IntoEnumIterator;

/// What a term can be about.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the table below says it, for the reader and for the screen")]
pub enum QueryField {
    Spend,
    Budget,
    State,
    Resets,
    Sync,
    Blocked,
    Role,
    Team,
    Group,
    Key,
    Keys,
    Model,
    Active,
    Created,
    Customer,
    Name,
    Email,
    Id,
}

/// How the value of a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// Dollars or percent of the budget.
    Spend,
    /// Dollars or `unlimited`.
    Budget,
    /// A whole number.
    Count,
    /// A span of time up to now, or from now on.
    Span,
    /// One of the field's words, or, for some fields, any text.
    Word,
    /// Any text, and the field's words.
    Text,
}

/// What is said of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldRow {
    /// What it is, for completion and reference.
    pub help: &'static str,
    /// Terms that can be typed as they stand.
    pub examples: &'static [&'static str],
    pub(super) kind: FieldKind,
    /// Words that mean something as a value, beside what the kind says; `unknown` does everywhere.
    pub(super) words: &'static [(&'static str, &'static str)],
}

const fn row(
    kind: FieldKind,
    help: &'static str,
    examples: &'static [&'static str],
    words: &'static [(&'static str, &'static str)],
) -> FieldRow {
    FieldRow { help, examples, kind, words }
}

const NO_USER: (&str, &str) = ("none", "not at the proxy");
const NO_ACCOUNT: (&str, &str) = ("none", "not in Open WebUI");
const YES_NO: &[(&str, &str)] = &[("yes", ""), ("no", "")];

/// The word every field takes: it finds those of whom the value could not be seen.
pub(super) const UNKNOWN: (&str, &str) = ("unknown", "could not be seen");

impl QueryField {
    /// The name in a query.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its line of the table.
    pub fn row(self) -> FieldRow {
        match self {
            Self::Spend | Self::Budget | Self::State | Self::Resets => self.money_row(),
            Self::Sync | Self::Blocked | Self::Role | Self::Customer => self.standing_row(),
            Self::Team | Self::Group | Self::Key | Self::Keys | Self::Model => self.belonging_row(),
            Self::Active => row(
                FieldKind::Span,
                "how long since the last activity in Open WebUI; never counts as the longest",
                &["active<30d", "active>2w", "active:never"],
                &[("never", "no activity at all"), NO_ACCOUNT],
            ),
            Self::Created => row(
                FieldKind::Span,
                "how long since the user was made at the proxy",
                &["created<7d"],
                &[NO_USER],
            ),
            Self::Name => row(
                FieldKind::Text,
                "the name in Open WebUI or the alias at the proxy",
                &["name:ruiz", "name:\"ana ruiz\""],
                &[],
            ),
            Self::Email => row(
                FieldKind::Text,
                "an e-mail of either server",
                &["email:@example.edu", "email:none"],
                &[("none", "no e-mail anywhere")],
            ),
            Self::Id => {
                row(FieldKind::Text, "an id of either server, or of the customer", &["id=ana"], &[])
            }
        }
    }

    fn money_row(self) -> FieldRow {
        match self {
            Self::Spend => row(
                FieldKind::Spend,
                "dollars spent, or percent of the budget; a budget of 0 counts as 100 %",
                &["spend>=5", "spend>80%", "spend:0"],
                &[NO_USER],
            ),
            Self::Budget => row(
                FieldKind::Budget,
                "the budget in dollars; unlimited is more than any amount",
                &["budget:unlimited", "budget:zero", "budget>=20"],
                &[("unlimited", "no limit"), ("zero", "every call is refused"), NO_USER],
            ),
            Self::State => row(
                FieldKind::Word,
                "where the spend stands against the budget",
                &["state:over", "state:reset-due"],
                &[
                    ("over", "the proxy refuses"),
                    ("near", "80 % or more"),
                    ("ok", "below 80 %"),
                    ("reset-due", "the proxy is late to set the spend back"),
                    ("unlimited", "no limit"),
                    NO_USER,
                ],
            ),
            _ => row(
                FieldKind::Span,
                "how long until the proxy sets the spend back; never counts as the longest",
                &["resets<2d", "resets:due", "resets:never"],
                &[("due", "the time is past"), ("never", "no window"), NO_USER],
            ),
        }
    }

    fn standing_row(self) -> FieldRow {
        match self {
            Self::Sync => row(
                FieldKind::Word,
                "how the two halves agree",
                &["sync:drifted", "sync:only-chat"],
                &[
                    ("in-step", "both halves agree"),
                    ("drifted", "name or e-mail differ"),
                    ("only-chat", "not at the proxy"),
                    ("only-proxy", "not in Open WebUI"),
                    ("conflict", "several records claim to be one person"),
                    ("excluded", "left alone"),
                ],
            ),
            Self::Blocked => {
                row(FieldKind::Word, "refused by a server's hand", &["blocked:yes"], YES_NO)
            }
            Self::Customer => row(
                FieldKind::Word,
                "whether the proxy keeps them as a customer, too",
                &["customer:yes"],
                YES_NO,
            ),
            _ => row(
                FieldKind::Text,
                "the role on either server, or the beginning of one; proxy_ and internal_ may be left out",
                &["role:admin", "role=internal_user_viewer"],
                &[("none", "no role")],
            ),
        }
    }

    fn belonging_row(self) -> FieldRow {
        match self {
            Self::Team => row(
                FieldKind::Text,
                "a team at the proxy, by alias or id",
                &["team:lab", "team:none"],
                &[("any", "in some team"), ("none", "in no team")],
            ),
            Self::Group => row(
                FieldKind::Text,
                "a group in Open WebUI, by name or id",
                &["group:physics", "group:none"],
                &[("any", "in some group"), ("none", "in no group")],
            ),
            Self::Key => row(
                FieldKind::Text,
                "a virtual key, by alias or masked name",
                &["key:none", "key:blocked", "key:laptop"],
                &[
                    ("any", "has a key"),
                    ("none", "has no key"),
                    ("blocked", "has a blocked key"),
                    ("expired", "has an expired key"),
                ],
            ),
            Self::Keys => {
                row(FieldKind::Count, "how many virtual keys", &["keys>2", "keys:0"], &[])
            }
            _ => row(
                FieldKind::Text,
                "a model on the user's allow-list",
                &["model:gpt-4o", "model:all"],
                &[("all", "no allow-list: all models"), NO_USER],
            ),
        }
    }
}

/// The reference of all fields, as Markdown, from the same rows.
pub fn fields_markdown() -> String {
    let mut out =
        String::from("| field | asks for | words | for example |\n| --- | --- | --- | --- |\n");
    for field in QueryField::iter() {
        let row = field.row();
        let code = |word: &str| format!("`{word}`");
        let words: Vec<String> = row.words.iter().map(|(word, _)| code(word)).collect();
        let examples: Vec<String> = row.examples.iter().map(|example| code(example)).collect();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            field.name(),
            row.help,
            words.join(" "),
            examples.join(" ")
        );
    }
    out
}
