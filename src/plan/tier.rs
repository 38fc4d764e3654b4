//! How carefully a plan is asked about before it is applied: decided here, from the plan alone.

use std::collections::HashSet;

use super::op::{Act, Reach};
use super::{Change, Danger, Held, HolderId, Plan};
use crate::domain::text::harmless;

/// How much it takes to say yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Whom, and what happens to them: undo takes it back.
    Reversible,
    /// The same, with each before and after.
    Consequential,
    /// The same, and something must be typed.
    Sweeping,
}

/// Why a plan is sweeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweep {
    /// The guard holds it.
    Held(Held),
    /// It deletes so many things for good.
    Deletes(usize),
    /// It refuses so many people.
    Blocks(usize),
    /// It refuses so many keys, and nothing else of their owners.
    BlocksKeys(usize),
    /// It refuses the keys of so many teams.
    BlocksTeams(usize),
}

/// What must be typed to release a sweeping plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The number of its changes.
    Changes(usize),
    /// The profile's name: a single change's number would be typed by habit.
    Profile,
}

impl Release {
    /// The word itself, of a plan for that profile.
    pub fn word(self, profile: &str) -> String {
        match self {
            Self::Changes(changes) => changes.to_string(),
            Self::Profile => profile.to_owned(),
        }
    }
}

/// A sweeping plan, which nobody applies by habit: neither the console nor the command line, nor
/// from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Why.
    pub sweep: Sweep,
    /// What sort of word releases it.
    pub release: Release,
    /// That word.
    pub word: String,
}

/// Without its full stop.
impl std::fmt::Display for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { sweep, release, word } = self;
        let (does, word) = (sweep.does(), harmless(word));
        write!(f, "this plan {does}; to apply it, confirm {release}, {word}")
    }
}

/// `its number of changes` or `the profile's name`.
impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Changes(_) => "its number of changes",
            Self::Profile => "the profile's name",
        })
    }
}

impl Sweep {
    /// What the plan does: `blocks 2 people`.
    pub fn does(&self) -> String {
        match self {
            Self::Held(Held { people, of }) => {
                let percent = people * 100 / (*of).max(1);
                format!("alters {people} of {of} people ({percent} %)")
            }
            Self::Deletes(1) => "deletes a key for good".into(),
            Self::Deletes(keys) => format!("deletes {keys} keys for good"),
            Self::Blocks(people) => format!("blocks {people} people"),
            Self::BlocksKeys(keys) => format!("blocks {keys} keys"),
            Self::BlocksTeams(teams) => format!("blocks {teams} teams"),
        }
    }
}

impl Plan {
    /// How carefully it is asked about.
    pub fn tier(&self) -> Tier {
        if self.sweep().is_some() {
            return Tier::Sweeping;
        }
        let is_reversible =
            self.changes.iter().all(|change| change.op.danger() == Danger::Reversible);
        let asks_little = match self.changes.iter().map(|change| change.op.nature().reach).max() {
            None | Some(Reach::Routine) => true,
            Some(Reach::Own) => self.holders(|_| true) <= 1,
            Some(Reach::Shared) => false,
        };
        if is_reversible && asks_little { Tier::Reversible } else { Tier::Consequential }
    }

    /// Why it is sweeping, if it is.
    pub fn sweep(&self) -> Option<Sweep> {
        if let Some(held) = self.held() {
            return Some(Sweep::Held(held));
        }
        let is_act = |act: Act| move |change: &Change| change.op.nature().act == act;
        let deletions = self.count(is_act(Act::DeletesKey));
        if deletions > 0 {
            return Some(Sweep::Deletes(deletions));
        }
        let teams = self.count(is_act(Act::StopsTeam));
        let (people, key_holders) = (self.holders(stops_person), self.holders(stops_key));
        match people {
            2.. => Some(Sweep::Blocks(people)),
            _ if teams > 1 => Some(Sweep::BlocksTeams(teams)),
            // Two keys of one owner are one person's matter.
            _ => (key_holders > 1).then(|| Sweep::BlocksKeys(self.count(stops_key))),
        }
    }

    /// What must be typed before it is applied, where it is sweeping.
    pub fn release(&self) -> Option<Release> {
        self.sweep().map(|_| match self.changes.len() {
            0 | 1 => Release::Profile,
            changes => Release::Changes(changes),
        })
    }

    /// Whether it is sweeping, and what releases it then.
    pub fn hold(&self) -> Option<Hold> {
        let (sweep, release) = (self.sweep()?, self.release()?);
        Some(Hold { sweep, release, word: release.word(self.profile.raw()) })
    }

    fn count(&self, is_it: impl Fn(&Change) -> bool) -> usize {
        self.changes.iter().filter(|change| is_it(change)).count()
    }

    /// Under how many a change of that sort is listed.
    fn holders(&self, is_it: impl Fn(&Change) -> bool) -> usize {
        let changes = self.changes.iter().filter(|change| is_it(change));
        changes.map(|change| &change.holder).collect::<HashSet<&HolderId>>().len()
    }
}

/// Whether it refuses a person, or keys along with their owner.
fn stops_person(change: &Change) -> bool {
    match change.op.nature().act {
        Act::StopsUser { .. } | Act::StopsAccount => true,
        Act::StopsKey { alone } => !alone && change.is_of_person(),
        Act::MakesUser
        | Act::MakesAccount
        | Act::MakesKey
        | Act::Asks
        | Act::Sets
        | Act::StopsTeam
        | Act::DeletesKey => false,
    }
}

/// Whether it refuses a key, and nothing else of anybody.
fn stops_key(change: &Change) -> bool {
    matches!(change.op.nature().act, Act::StopsKey { .. }) && !stops_person(change)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;

    use super::*;
    use crate::domain::{
        AccountId, Budget, GuardPolicy, KeyHash, Limit, ProxyUserId, Role, TeamId, Text, Usd,
    };
    use crate::plan::op::{
        AddOrganizationSpend, BlockKey, BlockTeam, CreateUser, DeleteKey, Edit, Edits, MintKey,
        SetBudget, SetBudgetRow, SetCustomerModels, SetOrganizationBudget, SetRole, SetSpend,
        SetTagBudget, SetTeamWindows, UnblockKey, UnblockTeam, UpdateUser,
    };
    use crate::plan::{Op, Population, Purpose};

    fn op(verb: &str) -> Op {
        let user_id = ProxyUserId::new("u");
        let (hash, label) = (KeyHash::new("h"), "k".to_owned());
        let budget =
            |micros| Budget { limit: Limit::Amount(Usd::from_micros(micros)), ..Budget::default() };
        let role =
            |before: Role, after: Role| SetRole { account: AccountId::new("a"), before, after };
        match verb {
            "block" => BlockKey { hash, label, owner: None, alone: false }.into(),
            "stop" => BlockKey { hash, label, owner: None, alone: true }.into(),
            "unblock" => UnblockKey { hash, label, alone: false }.into(),
            "pending" => role(Role::User, Role::Pending).into(),
            "role" => role(Role::Pending, Role::User).into(),
            "delete" => DeleteKey { hash, label }.into(),
            "team" => BlockTeam { team: TeamId::new("t"), label: "t".into(), keys: 1 }.into(),
            "customer" => SetCustomerModels {
                customer: Text::from("c"),
                label,
                before: Vec::new(),
                after: vec![Text::from("m")],
            }
            .into(),
            "tag" => {
                SetTagBudget { tag: Text::from("t"), before: budget(1), after: budget(2) }.into()
            }
            "row" => SetBudgetRow {
                row: Text::from("gold"),
                before: budget(1),
                after: budget(2),
                sharers: "2 keys".to_owned(),
            }
            .into(),
            "organization" => SetOrganizationBudget {
                organization: Text::from("o"),
                label,
                before: budget(1),
                after: budget(2),
            }
            .into(),
            "refund" => AddOrganizationSpend {
                organization: Text::from("o"),
                label,
                amount: Usd::from_micros(1),
                resets_at: None,
            }
            .into(),
            "windows" => {
                let team = TeamId::new("t");
                SetTeamWindows { team, label, before: vec![], after: vec![] }.into()
            }
            "unblock_team" => UnblockTeam { team: TeamId::new("t"), label, keys: 1 }.into(),
            "admin" => role(Role::User, Role::Admin).into(),
            "demote" => role(Role::Admin, Role::User).into(),
            "budget" => SetBudget { user_id, before: budget(1), after: budget(2) }.into(),
            "reset" => {
                let before = Some(Usd::from_micros(1));
                SetSpend { user_id, before, after: Usd::ZERO, resets_at: None }.into()
            }
            "create" => {
                CreateUser { user_id, email: None, alias: None, role: None, max_budget: None }
                    .into()
            }
            "mint" => MintKey {
                user_id,
                alias: "k".into(),
                team: None,
                models: Vec::new(),
                budget: Budget::default(),
                expires_in: None,
            }
            .into(),
            "update" => {
                let edit = Edit { before: Some(Text::from("a")), after: Text::from("b") };
                UpdateUser { user_id, edits: Edits { name: Some(edit), email: None } }.into()
            }
            other => panic!("{other}"),
        }
    }

    /// `ana:block ana:pending ben:budget`
    fn plan(changes: &str, people: usize) -> Plan {
        let change = |(index, word): (usize, &str)| {
            let (holder, verb) = word.split_once(':').unwrap();
            Change {
                id: u32::try_from(index + 1).unwrap(),
                undoes: None,
                holder: HolderId::new(holder),
                user: holder.to_owned(),
                reason: String::new(),
                op: op(verb),
            }
        };
        Plan {
            id: String::new(),
            profile: Text::from("p"),
            purpose: Purpose::Block,
            undoes: None,
            made_at: Timestamp::UNIX_EPOCH,
            fingerprint: String::new(),
            population: Population::new(people, GuardPolicy { percent: 50, at_least: 3 }),
            changes: changes.split_whitespace().enumerate().map(change).collect(),
            skipped: Vec::new(),
        }
    }

    #[rstest]
    #[case("ana:block ana:pending", 100, Tier::Reversible, None)]
    #[case("team:team", 100, Tier::Consequential, None)]
    #[case("ana:unblock ana:role", 100, Tier::Reversible, None)]
    // Felt by others than whom it is listed under.
    #[case("row:row", 100, Tier::Consequential, None)]
    #[case("tag:tag", 100, Tier::Consequential, None)]
    #[case("org:organization", 100, Tier::Consequential, None)]
    #[case("org:refund", 100, Tier::Consequential, None)]
    #[case("lab:windows", 100, Tier::Consequential, None)]
    #[case("lab:unblock_team", 100, Tier::Consequential, None)]
    #[case("ana:admin", 100, Tier::Consequential, None)]
    #[case("ana:demote", 100, Tier::Reversible, None)]
    #[case("ana:update", 100, Tier::Reversible, None)]
    #[case("ana:budget", 100, Tier::Reversible, None)]
    #[case("ana:budget ben:budget cho:budget", 100, Tier::Reversible, None)]
    #[case("ana:unblock ben:unblock", 100, Tier::Consequential, None)]
    #[case("ana:update ben:update", 100, Tier::Consequential, None)]
    #[case("ana:reset", 100, Tier::Consequential, None)]
    #[case("ana:mint", 100, Tier::Consequential, None)]
    #[case("ana:create", 100, Tier::Consequential, None)]
    #[case("ana:budget ana:reset", 100, Tier::Consequential, None)]
    #[case("ana:block ben:block", 100, Tier::Sweeping, Some(Release::Changes(2)))]
    #[case("ana:block ben:pending", 100, Tier::Sweeping, Some(Release::Changes(2)))]
    #[case("ana:stop ana:stop", 100, Tier::Reversible, None)]
    #[case("ana:stop ben:stop", 100, Tier::Sweeping, Some(Release::Changes(2)))]
    #[case("lab:team", 100, Tier::Consequential, None)]
    #[case("lab:team den:team", 100, Tier::Sweeping, Some(Release::Changes(2)))]
    #[case("ana:delete", 100, Tier::Sweeping, Some(Release::Profile))]
    #[case("ana:delete ana:delete", 100, Tier::Sweeping, Some(Release::Changes(2)))]
    #[case("ana:budget ben:budget cho:budget", 4, Tier::Sweeping, Some(Release::Changes(3)))]
    #[case("ana:reset ben:reset cho:reset", 4, Tier::Sweeping, Some(Release::Changes(3)))]
    #[case("ana:create ben:create cho:create", 4, Tier::Consequential, None)]
    fn the_tier_is_decided_by_what_happens_to_how_many(
        #[case] changes: &str,
        #[case] people: usize,
        #[case] tier: Tier,
        #[case] release: Option<Release>,
    ) {
        let plan = plan(changes, people);
        assert_eq!((plan.tier(), plan.release()), (tier, release));
    }

    #[rstest]
    #[case("ana:reset ben:reset cho:reset", Some(3))]
    #[case("ana:reset ben:reset ben:unblock", None)]
    #[case("lab:team den:team eng:team", None)]
    #[case("c-1:customer c-2:customer c-3:customer", None)]
    #[case("t-1:tag t-2:tag t-3:tag", None)]
    #[case("ana:reset ben:reset lab:team", None)]
    // The key `h`, listed under its owner and, where nobody owns it, under itself.
    #[case("ana:reset ben:reset cho:unblock", Some(3))]
    #[case("ana:reset ben:reset h:unblock", None)]
    fn the_guard_counts_people_and_nothing_else(
        #[case] changes: &str,
        #[case] people: Option<usize>,
    ) {
        assert_eq!(plan(changes, 4).held().map(|held| held.people), people);
    }

    #[rstest]
    #[case("ana:block ben:block", "blocks 2 people")]
    #[case("a:stop h:block", "blocks 2 keys")]
    #[case("ana:stop ben:stop ben:stop", "blocks 3 keys")]
    #[case("lab:team den:team", "blocks 2 teams")]
    fn it_says_what_it_blocks(#[case] changes: &str, #[case] words: &str) {
        assert_eq!(plan(changes, 100).sweep().unwrap().does(), words);
    }
}
