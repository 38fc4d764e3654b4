//! Purses that are no person's, key's or team's own: organizations, tags, budget rows that several
//! point to, and the windows of keys and teams.

use serde::{Deserialize, Serialize};

use super::{Budget, Limit, Listing, Moment, ProxyUserId, Share, TeamId, Text, Usd, Window};

/// One of `budget_limits` of a key or a team: so much in so long, besides the budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetWindow {
    /// `budget_duration`; empty where the server has none.
    #[serde(rename = "budget_duration")]
    pub window: Window,
    /// `max_budget`; `None` where the server has no amount that can be read.
    #[serde(rename = "max_budget")]
    pub max: Option<Usd>,
    /// `reset_at`, as the server computed it.
    #[serde(rename = "reset_at", default, skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Moment>,
}

impl BudgetWindow {
    /// The same as a budget, whose limit no window lacks.
    pub fn budget(&self) -> Budget {
        let limit = Limit::from(self.max);
        Budget { limit, window: Some(self.window.clone()), resets_at: self.resets_at }
    }

    /// `$5.00 every 24h, $20.00 every 7d`, or `none`.
    pub fn list(windows: &[Self]) -> String {
        let words: Vec<String> = windows.iter().map(|window| window.budget().to_string()).collect();
        if words.is_empty() { "none".into() } else { words.join(", ") }
    }

    /// The same in a few columns: `$5.00/24h, $20.00/7d`.
    pub fn short_list(windows: &[Self]) -> String {
        let short = |one: &Self| match one.max {
            Some(max) => format!("{}/{}", Limit::Amount(max), one.window),
            None => format!("?/{}", one.window),
        };
        windows.iter().map(short).collect::<Vec<_>>().join(", ")
    }

    /// What is set of them: all but when they reset, which the server computes anew with each
    /// change.
    pub fn terms(windows: &[Self]) -> Vec<(Window, Option<Usd>)> {
        windows.iter().map(|window| (window.window.clone(), window.max)).collect()
    }
}

/// One organization (a row of `/organization/list`, which needs a licence).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// `organization_id`.
    pub id: Text,
    /// `organization_alias`.
    pub alias: Option<Text>,
    /// `spend`.
    pub spend: Option<Usd>,
    /// From the budget row it points to.
    pub budget: Budget,
    /// `budget_id`: that row.
    pub budget_id: Option<Text>,
}

impl Organization {
    /// The alias, else the id.
    pub fn label(&self) -> String {
        self.alias.as_ref().unwrap_or(&self.id).to_string()
    }
}

/// One tag (a row of `/tag/list`). What requests with it have spent is not among what the server
/// tells of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// `name`.
    pub name: Text,
    /// Whether it is kept at the proxy. Else it was only ever seen on requests, and can have no
    /// budget.
    pub stored: bool,
    /// `description`, which a change has to send back.
    pub description: Option<Text>,
    /// `models`, which a change has to send back.
    pub models: Vec<Text>,
    /// From the budget row it points to.
    pub budget: Budget,
    /// `budget_id`: that row.
    pub budget_id: Option<Text>,
}

/// One budget row (`/budget/list`), which keys, customers, members, organizations and tags point
/// to. It has no spend: each that points to it has its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetRow {
    /// `budget_id`.
    pub id: Text,
    /// What it allows each.
    pub budget: Budget,
}

/// Where a member of a team takes their limit from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub team: TeamId,
    pub user: ProxyUserId,
    /// `budget_id` of the membership: the team's default, or one of their own.
    pub budget_id: Text,
}

/// What was read of them; each part says why it is not whole.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Purses {
    /// Organizations.
    pub organizations: Listing<Organization>,
    /// Tags, those that were only seen on requests among them.
    pub tags: Listing<Tag>,
    /// Every budget row.
    pub rows: Listing<BudgetRow>,
    /// Places in teams, which are a request a team and read where a row is about to change.
    pub places: Listing<Place>,
}

impl Purses {
    /// Nothing, since it could not be asked: why.
    pub fn unread(why: &str) -> Self {
        Self {
            organizations: Listing::incomplete(Vec::new(), why),
            tags: Listing::incomplete(Vec::new(), why),
            rows: Listing::incomplete(Vec::new(), why),
            places: Listing::incomplete(Vec::new(), why),
        }
    }
}

impl Purses {
    /// What of organizations, tags and budget rows is not whole, and why.
    pub fn missing(&self) -> Vec<(&'static str, &str)> {
        let parts = [
            ("organizations", self.organizations.problem.as_deref()),
            ("tags", self.tags.problem.as_deref()),
            ("budget rows", self.rows.problem.as_deref()),
        ];
        parts.into_iter().filter_map(|(what, why)| Some((what, why?))).collect()
    }

    /// Why nothing of it is known, where nothing is.
    pub fn failure(&self) -> Option<&str> {
        fn why<T>(listing: &Listing<T>) -> Option<&str> {
            listing.problem.as_deref().filter(|_| listing.rows.is_empty())
        }
        // Organizations last: that they need a licence says nothing of the others.
        why(&self.organizations)?;
        why(&self.tags)?;
        why(&self.rows)
    }
}

/// A team whose members without a limit of their own have this row's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamDefault {
    /// Which team, by alias or id. Harmless to show.
    pub team: String,
    /// How many members it has, those with a limit of their own among them.
    pub members: Option<usize>,
}

/// Who points to one budget row, by kind. All names are harmless to show.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sharers {
    /// Customers.
    pub customers: Vec<String>,
    /// Keys.
    pub keys: Vec<String>,
    /// Teams, as the default of their members.
    pub defaults: Vec<TeamDefault>,
    /// Members of teams, as far as their places were read.
    pub members: Vec<String>,
    /// Organizations.
    pub organizations: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Who else could point to it and was not counted, and why.
    pub unknown: Vec<String>,
}

/// Names listed of each kind, at most.
const NAMED: usize = 3;

impl Sharers {
    /// How many are known to point to it; a team counts once for its members.
    pub fn count(&self) -> usize {
        let named = [&self.customers, &self.keys, &self.members, &self.organizations, &self.tags];
        let members_apart = named.iter().map(|names| names.len()).sum::<usize>();
        // Who has the team's default is counted by the team.
        let with_default = if self.defaults.is_empty() { 0 } else { self.members.len() };
        members_apart - with_default + self.defaults.len()
    }

    /// Whether a change of the row changes more than one.
    pub fn is_shared(&self) -> bool {
        self.count() > 1 || !self.defaults.is_empty()
    }

    /// Each kind that points to it, `2 customers`, with all the names.
    pub fn kinds(&self) -> Vec<(String, Vec<String>)> {
        let (mut kinds, defaults) = (Vec::new(), self.defaults());
        for (one, many, names) in self.groups(&defaults) {
            if !names.is_empty() {
                kinds.push((counted(one, many, names), names.to_vec()));
            }
        }
        kinds
    }

    fn defaults(&self) -> Vec<String> {
        let words = |default: &TeamDefault| match default.members {
            None => format!("{}, nobody knows how many members", default.team),
            Some(1) => format!("{}, 1 member", default.team),
            Some(n) => format!("{}, {n} members", default.team),
        };
        self.defaults.iter().map(words).collect()
    }

    fn groups<'a>(
        &'a self,
        defaults: &'a [String],
    ) -> [(&'static str, &'static str, &'a [String]); 6] {
        [
            ("customer", "customers", &self.customers),
            ("key", "keys", &self.keys),
            ("team's default for members", "teams' default for members", defaults),
            ("member of a team", "members of teams", &self.members),
            ("organization", "organizations", &self.organizations),
            ("tag", "tags", &self.tags),
        ]
    }

    /// `2 customers (a, b), 1 key (lab)`; `nobody that is known`.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        for (one, many, names) in self.groups(&self.defaults()) {
            let mut listed: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
            if names.len() > NAMED {
                listed.push("…");
            }
            if !names.is_empty() {
                parts.push(format!("{} ({})", counted(one, many, names), listed.join(", ")));
            }
        }
        if parts.is_empty() { "nobody that is known".into() } else { parts.join(", ") }
    }

    /// The same, and who was not counted.
    pub fn whole_words(&self) -> String {
        let known = self.words();
        if self.unknown.is_empty() {
            return known;
        }
        format!("{known}; not counted: {}", self.unknown.join("; "))
    }
}

fn counted(one: &str, many: &str, names: &[String]) -> String {
    let word = if names.len() == 1 { one } else { many };
    format!("{} {word}", names.len())
}

/// What a line of [`PurseLine`]s is of.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PurseKind {
    /// An organization.
    Organization,
    /// A tag.
    Tag,
    /// A budget row.
    BudgetRow,
    /// A window of a key.
    KeyWindow,
    /// A window of a team.
    TeamWindow,
}

impl PurseKind {
    /// The words of the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Tag => "tag",
            Self::BudgetRow => "budget row",
            Self::KeyWindow => "key window",
            Self::TeamWindow => "team window",
        }
    }
}

/// One purse, as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PurseLine {
    /// Of what sort.
    pub kind: PurseKind,
    /// What names it to a command: id of an organization or row, name of a tag, hash of a key, id
    /// of a team. As the server has it.
    pub id: Text,
    /// What to call it. Harmless to show.
    pub name: String,
    /// What was spent of it; `None` where the server does not tell.
    pub spend: Option<Usd>,
    /// Limit, window and the server's own reset time.
    #[serde(flatten)]
    pub budget: Budget,
    /// Whether that time is past by more than [`super::budget::RESET_GRACE`].
    pub due: bool,
    /// Who points to it, where it is a row that somebody may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharers: Option<Sharers>,
}

impl PurseLine {
    /// Whether it is in no other list: a row that one alone points to is seen where that one is.
    pub fn is_of_several(&self) -> bool {
        self.kind != PurseKind::BudgetRow || self.sharers.as_ref().is_some_and(Sharers::is_shared)
    }
}

impl Share for Organization {
    fn share(&mut self, words: &mut std::collections::HashSet<Text>) {
        self.id.share(words);
    }
}

impl Share for Tag {
    fn share(&mut self, words: &mut std::collections::HashSet<Text>) {
        self.models.share(words);
    }
}

impl Share for BudgetRow {
    fn share(&mut self, words: &mut std::collections::HashSet<Text>) {
        self.id.share(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn who_shares_a_row_is_counted_by_kind_and_the_first_are_named() {
        let mut sharers = Sharers {
            customers: names(&["a", "b", "c", "d"]),
            keys: names(&["lab"]),
            ..Sharers::default()
        };
        assert_eq!(sharers.words(), "4 customers (a, b, c, …), 1 key (lab)");
        assert!(sharers.is_shared());
        sharers.unknown = names(&["organizations (no licence)"]);
        let words =
            "4 customers (a, b, c, …), 1 key (lab); not counted: organizations (no licence)";
        assert_eq!(sharers.whole_words(), words);
        assert_eq!(Sharers::default().whole_words(), "nobody that is known");
    }

    #[test]
    fn members_with_a_teams_default_are_not_counted_beside_it() {
        let default = TeamDefault { team: "physics".into(), members: Some(2) };
        let sharers = Sharers {
            defaults: vec![default],
            members: names(&["ana", "ben"]),
            ..Sharers::default()
        };
        assert_eq!((sharers.count(), sharers.is_shared()), (1, true));
        let words =
            "1 team's default for members (physics, 2 members), 2 members of teams (ana, ben)";
        assert_eq!(sharers.words(), words);
    }

    #[test]
    fn nothing_is_known_only_where_no_part_was_read() {
        let mut purses = Purses::unread("no answer");
        purses.organizations.problem = Some("no licence".into());
        assert_eq!(purses.failure(), Some("no answer"));
        purses.tags.problem = None;
        assert_eq!(purses.failure(), None);
        assert_eq!(Purses::default().failure(), None);
    }

    #[test]
    fn windows_are_compared_by_what_is_set() {
        let window = |max: i64, at: Option<&str>| BudgetWindow {
            window: Window::from_server("24h"),
            max: Some(Usd::from_micros(max)),
            resets_at: at.map(|at| at.parse::<jiff::Timestamp>().unwrap().into()),
        };
        let (one, other) =
            (window(5_000_000, None), window(5_000_000, Some("2026-11-22T00:00:00Z")));
        assert_eq!(BudgetWindow::terms(std::slice::from_ref(&one)), BudgetWindow::terms(&[other]));
        assert_eq!(
            BudgetWindow::list(&[one, window(0, None)]),
            "$5.00 every 24h, $0.00 every 24h (refuses every call)"
        );
        assert_eq!(BudgetWindow::list(&[]), "none");
        let unread = BudgetWindow { max: None, ..window(0, None) };
        assert_eq!(
            BudgetWindow::short_list(&[window(5_000_000, None), unread]),
            "$5.00/24h, ?/24h"
        );
    }
}
