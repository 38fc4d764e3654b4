//! Whom the rows of keys point to: each read once, however many keys point there.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};

use super::gather::{Desk, read};
use crate::access::facts::{
    Fact, MemberFacts, NamedPurse, OrganizationFacts, ProjectFacts, TeamFacts, UserFacts,
};
use crate::access::models::AccessGroup;
use crate::api::litellm::{Holdings, KeyRecord, Reader, TeamRecord};
use crate::api::{ErrorKind, ServiceError};
use crate::domain::{ProxyUserId, TeamId, Text};
use crate::engine::session::ProxyLink;

/// A team with the places in it.
pub(super) struct Team {
    pub(super) facts: Arc<TeamFacts>,
    record: TeamRecord,
}

impl Team {
    pub(super) fn member(&self, user: &ProxyUserId) -> Fact<MemberFacts> {
        self.record.member(user)
    }
}

/// Everybody around some keys.
pub(super) struct Around {
    users: HashMap<ProxyUserId, Fact<Arc<UserFacts>>>,
    teams: HashMap<TeamId, Fact<Arc<Team>>>,
    organizations: HashMap<Text, Fact<Arc<OrganizationFacts>>>,
    projects: HashMap<Text, Fact<Arc<ProjectFacts>>>,
    /// All access groups that keys and teams can point to.
    groups: Fact<Vec<AccessGroup>>,
    tags: Fact<Vec<NamedPurse>>,
    pub(super) groups_with_budget: Fact<Vec<NamedPurse>>,
    /// Asked for only where one of the keys is of a team.
    pub(super) user_budget_on_team_keys: Fact<bool>,
}

impl Around {
    /// Reads whom these keys point to, as far as the person's own row has not told it.
    pub(super) async fn read(desk: &Desk<'_>, keys: &[&KeyRecord], own: Option<&Holdings>) -> Self {
        let nobody = Self {
            users: HashMap::new(),
            teams: HashMap::new(),
            organizations: HashMap::new(),
            projects: HashMap::new(),
            groups: Fact::Absent,
            tags: Fact::Absent,
            groups_with_budget: Fact::Absent,
            user_budget_on_team_keys: Fact::Absent,
        };
        let Ok(link) = &desk.link else { return nobody };
        let reader = &link.reader;
        let owners = distinct(keys.iter().filter_map(|key| key.key.owner.clone()));
        let teams = distinct(keys.iter().filter_map(|key| key.key.team.clone()));
        let (users, teams, rest) = tokio::join!(
            users(reader, owners, own),
            self::teams(reader, teams, keys, own),
            Self { ..nobody }.of_keys(desk, link, keys),
        );
        let of_teams = teams.values().filter_map(Fact::known);
        let organizations = of_teams.filter_map(|team| team.record.organization.clone());
        let organizations =
            distinct(keys.iter().filter_map(|key| key.organization.clone()).chain(organizations));
        let groups = if any_groups(keys, &teams) { groups(reader).await } else { Fact::Absent };
        let organizations = map(organizations, |id| organization(reader, id).boxed()).await;
        let teams = with_groups(teams, &groups);
        Self { users, teams, organizations, groups, ..rest }
    }

    /// What the rows of the keys alone point to.
    async fn of_keys(self, desk: &Desk<'_>, link: &ProxyLink, keys: &[&KeyRecord]) -> Self {
        let reader = &link.reader;
        let projects = distinct(keys.iter().filter_map(|key| key.project.clone()));
        let tags = distinct(keys.iter().flat_map(|key| key.tags.clone()));
        let (projects, tags, groups_with_budget, user_budget_on_team_keys) = tokio::join!(
            map(projects, |id| project(reader, id).boxed()),
            tag_purses(reader, &tags),
            group_purses(desk, link),
            user_budget_on_team_keys(link, keys),
        );
        Self { projects, tags, groups_with_budget, user_budget_on_team_keys, ..self }
    }

    pub(super) fn user(&self, record: &KeyRecord) -> Fact<Arc<UserFacts>> {
        look(&self.users, record.key.owner.as_ref())
    }

    pub(super) fn own_user(&self, own: &Holdings) -> Arc<UserFacts> {
        let known = self.users.get(&own.user.id).and_then(Fact::known);
        known.cloned().unwrap_or_else(|| Arc::new(own.user.clone()))
    }

    pub(super) fn team(&self, record: &KeyRecord) -> Fact<Arc<Team>> {
        look(&self.teams, record.key.team.as_ref())
    }

    pub(super) fn organization(
        &self,
        record: &KeyRecord,
        team: Option<&Arc<Team>>,
    ) -> Fact<Arc<OrganizationFacts>> {
        let of_team = || team.and_then(|team| team.record.organization.as_ref());
        look(&self.organizations, record.organization.as_ref().or_else(of_team))
    }

    pub(super) fn project(&self, record: &KeyRecord) -> Fact<Arc<ProjectFacts>> {
        look(&self.projects, record.project.as_ref())
    }

    pub(super) fn tags(&self, record: &KeyRecord) -> Fact<Vec<NamedPurse>> {
        if record.tags.is_empty() {
            return Fact::Absent;
        }
        self.tags.clone().map(|mut tags| {
            tags.retain(|tag| record.tags.contains(&tag.name));
            tags
        })
    }

    pub(super) fn access_groups(&self, ids: &[Text]) -> Fact<Vec<AccessGroup>> {
        of_ids(&self.groups, ids)
    }
}

/// The keys that are called so: by alias, masked form, or the beginning of the hash.
pub(super) fn keyed<'a>(
    keys: &'a [KeyRecord],
    name: &'a Text,
) -> impl Iterator<Item = &'a KeyRecord> {
    let is_alias = |record: &&KeyRecord| record.key.alias.as_ref() == Some(name);
    let by_alias = keys.iter().any(|record| is_alias(&record));
    keys.iter().filter(move |record| {
        if by_alias {
            return is_alias(record);
        }
        let is_name = record.key.name.as_ref() == Some(name);
        is_name || record.key.hash.begins_with(name.raw())
    })
}

fn look<K: Hash + Eq, V>(all: &HashMap<K, Fact<Arc<V>>>, id: Option<&K>) -> Fact<Arc<V>> {
    match id {
        None => Fact::Absent,
        Some(id) => all.get(id).cloned().unwrap_or_else(|| Fact::unknown("it was not read")),
    }
}

fn distinct<T: Eq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}

/// All at once. Boxed, since the compiler cannot tell of an async closure that a thread may have it.
async fn map<'a, K: Hash + Eq + Clone, V>(
    ids: Vec<K>,
    read: impl Fn(K) -> BoxFuture<'a, Fact<V>>,
) -> HashMap<K, Fact<V>> {
    let all: Vec<BoxFuture<'a, Fact<V>>> = ids.iter().cloned().map(read).collect();
    let facts = join_all(all).await;
    ids.into_iter().zip(facts).collect()
}

async fn users(
    reader: &Reader,
    owners: Vec<ProxyUserId>,
    own: Option<&Holdings>,
) -> HashMap<ProxyUserId, Fact<Arc<UserFacts>>> {
    map(owners, |owner| user(reader, owner, own).boxed()).await
}

async fn user(reader: &Reader, owner: ProxyUserId, own: Option<&Holdings>) -> Fact<Arc<UserFacts>> {
    match own.filter(|own| own.user.id == owner) {
        Some(own) => Fact::Is(Arc::new(own.user.clone())),
        // A key may name an owner who has no row: the proxy then checks nobody.
        None => match reader.holdings(&owner).await {
            Ok(held) => Fact::from_option(held.map(|held| Arc::new(held.user))),
            Err(error) => Fact::unknown(error.to_string()),
        },
    }
}

/// The teams: the person's own row has told them with the person's place, but for the defaults for
/// members, which one request reads for all of them; teams of others are read whole.
async fn teams(
    reader: &Reader,
    ids: Vec<TeamId>,
    keys: &[&KeyRecord],
    own: Option<&Holdings>,
) -> HashMap<TeamId, Fact<Arc<Team>>> {
    let told = |id: &TeamId| {
        let told = own.and_then(|own| own.teams.iter().find(|told| told.team.id == *id));
        let mut of_team = keys.iter().filter(|key| key.key.team.as_ref() == Some(id));
        let is_own = of_team.all(|key| key.key.owner.as_ref() == own.map(|own| &own.user.id));
        told.filter(|_| is_own).cloned()
    };
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for id in ids {
        match told(&id) {
            Some(record) => own.push(record),
            None => others.push(id),
        }
    }
    let whole = |id: TeamId| {
        async move { read(reader.team_record(&id).await, "the proxy has no such team").map(team) }
            .boxed()
    };
    let (own, mut teams) = tokio::join!(with_defaults(reader, own), map(others, whole));
    teams.extend(own.into_iter().map(|own| (own.team.id.clone(), Fact::Is(team(own)))));
    teams
}

/// The same teams with what their members may spend by default.
async fn with_defaults(reader: &Reader, mut teams: Vec<TeamRecord>) -> Vec<TeamRecord> {
    let is_open = |team: &&mut TeamRecord| team.team.member_default.is_unknown();
    let ids = teams.iter_mut().filter(is_open).filter_map(|team| team.default_budget.clone());
    let ids = distinct(ids);
    if ids.is_empty() {
        return teams;
    }
    let budgets = reader.budgets(&ids).await;
    for team in teams.iter_mut().filter(is_open) {
        team.team.member_default = match &budgets {
            Err(error) => Fact::unknown(error.to_string()),
            Ok(budgets) => {
                let of_team =
                    budgets.iter().find(|(id, _)| team.default_budget.as_ref() == Some(id));
                let gone = || Fact::unknown("the proxy has no such budget");
                of_team.map_or_else(gone, |(_, budget)| budget.clone())
            }
        };
    }
    teams
}

fn team(record: TeamRecord) -> Arc<Team> {
    Arc::new(Team { facts: Arc::new(record.team.clone()), record })
}

/// The teams with what their access groups stand for.
fn with_groups(
    teams: HashMap<TeamId, Fact<Arc<Team>>>,
    groups: &Fact<Vec<AccessGroup>>,
) -> HashMap<TeamId, Fact<Arc<Team>>> {
    let filled = |found: Arc<Team>| {
        if found.record.access_groups.is_empty() {
            return found;
        }
        let mut record = found.record.clone();
        record.team.models.groups = of_ids(groups, &record.access_groups);
        team(record)
    };
    teams.into_iter().map(|(id, fact)| (id, fact.map(filled))).collect()
}

fn of_ids(groups: &Fact<Vec<AccessGroup>>, ids: &[Text]) -> Fact<Vec<AccessGroup>> {
    if ids.is_empty() {
        return Fact::Absent;
    }
    groups.clone().map(|mut groups| {
        groups.retain(|group| ids.contains(&group.id));
        groups
    })
}

fn any_groups(keys: &[&KeyRecord], teams: &HashMap<TeamId, Fact<Arc<Team>>>) -> bool {
    let mut of_teams = teams.values().filter_map(Fact::known);
    keys.iter().any(|key| !key.access_groups.is_empty())
        || of_teams.any(|team| !team.record.access_groups.is_empty())
}

async fn groups(reader: &Reader) -> Fact<Vec<AccessGroup>> {
    reader.access_groups().await.map_or_else(|error| Fact::unknown(error.to_string()), Fact::Is)
}

async fn project(reader: &Reader, id: Text) -> Fact<Arc<ProjectFacts>> {
    read(reader.project_facts(&id).await, "the proxy has no such project").map(Arc::new)
}

async fn organization(reader: &Reader, id: Text) -> Fact<Arc<OrganizationFacts>> {
    match reader.organization_facts(&id).await {
        Err(error) if matches!(error.kind(), ErrorKind::Licence | ErrorKind::Forbidden) => {
            Fact::unknown("organization routes need a LiteLLM licence")
        }
        answer => read(answer, "the proxy has no such organization").map(Arc::new),
    }
}

async fn tag_purses(reader: &Reader, names: &[Text]) -> Fact<Vec<NamedPurse>> {
    if names.is_empty() {
        return Fact::Absent;
    }
    listed(reader.tag_purses(names).await)
}

/// Asked only where the model is in a group that could have a budget.
async fn group_purses(desk: &Desk<'_>, link: &ProxyLink) -> Fact<Vec<NamedPurse>> {
    let Some(model) = &desk.model else { return Fact::Absent };
    let Some(served) = desk.served.catalog.models.known() else { return Fact::Absent };
    let of_model = served.iter().filter(|served| served.name == *model);
    if of_model.flat_map(|served| &served.access_groups).next().is_none() {
        return Fact::Absent;
    }
    let read = async || match link.reader.group_purses().await {
        // Older versions know no such thing.
        Err(error) if error.is_not_found() => Ok(None),
        answer => answer.map(Some),
    };
    match link.group_purses.try_get(read).await {
        Ok(purses) => Fact::from_option((*purses).clone()),
        Err(error) => Fact::unknown(error.to_string()),
    }
}

async fn user_budget_on_team_keys(link: &ProxyLink, keys: &[&KeyRecord]) -> Fact<bool> {
    if keys.iter().all(|record| record.key.team.is_none()) {
        return Fact::Absent;
    }
    let read = async || link.reader.user_budget_on_team_keys().await;
    (*link.user_budget_on_team_keys.get(read).await).clone()
}

fn listed<T>(answer: Result<Vec<T>, ServiceError>) -> Fact<Vec<T>> {
    match answer {
        Ok(rows) => Fact::Is(rows),
        // Older versions know no such thing.
        Err(error) if error.is_not_found() => Fact::Absent,
        Err(error) => Fact::unknown(error.to_string()),
    }
}
