//! Whether a list of models allows one, as the proxy decides it.

mod wildcard;

use crate::domain::{KeyHash, TeamId, Text};

use super::facts::{Fact, Why};

/// A list with it allows every model the proxy serves.
const ALL_PROXY_MODELS: &str = "all-proxy-models";
/// On a key: the team's list; on a team: every model the proxy serves.
const ALL_TEAM_MODELS: &str = "all-team-models";
/// On a user: no model without a team.
const NO_DEFAULT_MODELS: &str = "no-default-models";

/// What one party may use.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelList {
    /// `models`: names, wildcards (`openai/*`, `bedrock/us.*`, `*`), names of model access groups
    /// and the proxy's own words (`all-proxy-models`, `all-team-models`, `no-default-models`).
    /// Empty or absent: all.
    pub names: Fact<Vec<Text>>,
    /// What its `access_group_ids` stand for: asked where the names do not allow the model.
    /// Absent: it has none.
    pub groups: Fact<Vec<AccessGroup>>,
    /// `aliases` of a key: a name it may ask for, and the model that is meant.
    pub aliases: Vec<(Text, Text)>,
}

impl Default for ModelList {
    /// All models.
    fn default() -> Self {
        Self { names: Fact::Absent, groups: Fact::Absent, aliases: Vec::new() }
    }
}

impl ModelList {
    /// These names, and nothing else.
    pub fn of<T: Into<Text>>(names: impl IntoIterator<Item = T>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { names: Fact::Is(names), ..Self::default() }
    }
}

/// An access group that a key or a team points to (`access_group_ids`).
#[derive(Clone, Debug, PartialEq)]
pub struct AccessGroup {
    /// `access_group_id`.
    pub id: Text,
    /// `access_model_names`.
    pub models: Vec<Text>,
    /// `assigned_team_ids`: through one of its own groups a key of these teams gets past the
    /// team's list.
    pub teams: Vec<TeamId>,
    /// `assigned_key_ids`: so do these keys.
    pub keys: Vec<KeyHash>,
}

/// What the proxy serves (`/model/info`).
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// One entry for each deployment; several may have one name.
    pub models: Fact<Vec<Served>>,
    /// Names the router takes for another one (`model_group_alias`), where they are known.
    pub aliases: Vec<(Text, Text)>,
}

/// One deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// `model_name`: what requests ask for; may be a wildcard.
    pub name: Text,
    /// `litellm_params.model` with its provider, as `openai/gpt-4o-mini`.
    pub underlying: Option<Text>,
    /// `model_info.litellm_provider`.
    pub provider: Option<Text>,
    /// `model_info.access_groups`.
    pub access_groups: Vec<Text>,
    /// `model_info.team_id`: it belongs to this team alone.
    pub team: Option<TeamId>,
    /// Whether it costs nothing, so that no budget is asked.
    pub free: Fact<bool>,
}

/// Whether a list allows a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By this entry of the list, or because the list is empty.
    Allowed(Why),
    /// By none.
    Denied,
    /// It depends on something that is not known.
    Unknown(Why),
}

impl Access {
    /// The first that allows, else the first that could, else none.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Allowed(_) => self,
            Self::Denied => other(),
            Self::Unknown(why) => match other() {
                Self::Denied | Self::Unknown(_) => Self::Unknown(why),
                allowed @ Self::Allowed(_) => allowed,
            },
        }
    }
}

/// A model that is asked for, and in whose name.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Its name in the request.
    pub model: &'a Text,
    /// What the proxy serves.
    pub catalog: &'a Catalog,
    /// The key's team.
    pub team: Option<&'a TeamId>,
    /// The team's aliases, where the party's check knows them: a name among them is allowed.
    pub team_aliases: &'a [(Text, Text)],
    /// The key's aliases, where this version resolves them before it asks.
    pub key_aliases: &'a [(Text, Text)],
}

/// What a name stands for.
fn target<'a>(name: &'a Text, aliases: &'a [(Text, Text)]) -> Option<&'a Text> {
    aliases.iter().find(|(alias, _)| alias == name).map(|(_, target)| target)
}

impl<'a> Asked<'a> {
    /// Whether the list allows it, by its names or else through its access groups.
    pub fn of(&self, list: &ModelList) -> Access {
        let by_names = match &list.names {
            Fact::Unknown(why) => Access::Unknown(why.clone()),
            Fact::Absent => Access::Allowed("its list is empty, which is all models".into()),
            Fact::Is(names) => self.of_names(names),
        };
        by_names.or(|| match &list.groups {
            Fact::Absent => Access::Denied,
            Fact::Unknown(why) => Access::Unknown(why.clone()),
            Fact::Is(groups) => self.of_groups(groups.iter()),
        })
    }

    /// Whether access groups allow it.
    pub fn of_groups<'g>(&self, groups: impl Iterator<Item = &'g AccessGroup>) -> Access {
        let models: Vec<Text> = groups.flat_map(|group| group.models.iter().cloned()).collect();
        if models.is_empty() { Access::Denied } else { self.of_names(&models) }
    }

    /// Whether these names allow it.
    pub fn of_names(&self, names: &[Text]) -> Access {
        if names.is_empty() {
            return Access::Allowed("its list is empty, which is all models".into());
        }
        if let Some(target) = target(self.model, self.key_aliases) {
            return self.one(target, names);
        }
        self.one(self.model, names).or(|| match target(self.model, &self.catalog.aliases) {
            Some(target) => self.one(target, names),
            None => Access::Denied,
        })
    }

    fn one(&self, model: &Text, names: &[Text]) -> Access {
        let has = |word: &str| names.iter().any(|name| name.raw() == word);
        if names.contains(model) {
            return Access::Allowed("its list names it".into());
        }
        for word in ["*", ALL_PROXY_MODELS] {
            if has(word) {
                return Access::Allowed(format!("its list has {word}").into());
            }
        }
        if target(model, self.team_aliases).is_some() {
            return Access::Allowed("it is an alias of the team".into());
        }
        self.by_wildcard(model, names)
            .or(|| self.by_group(model, names))
            .or(|| self.by_all_team_models(model, names))
    }

    /// `openai/*` and the like: by the name, or by the provider that the proxy sees in it.
    fn by_wildcard(&self, model: &Text, names: &[Text]) -> Access {
        let mut access = Access::Denied;
        for pattern in names.iter().filter(|name| name.raw().contains('*')) {
            access = access.or(|| match wildcard::matches(pattern.raw(), model.raw()) {
                Some(true) => Access::Allowed(format!("its list has {pattern}").into()),
                None => Access::Unknown(format!("{pattern} is no plain wildcard").into()),
                Some(false) => self.by_provider(model, pattern),
            });
        }
        access
    }

    fn by_provider(&self, model: &Text, pattern: &Text) -> Access {
        if model.raw().contains('/') {
            return Access::Denied;
        }
        let under = |provider: &str| {
            wildcard::matches(pattern.raw(), &format!("{provider}/{}", model.raw())) != Some(false)
        };
        let maker = wildcard::maker(model.raw());
        let Fact::Is(served) = &self.catalog.models else {
            return match maker {
                Some(maker) if !under(maker) => Access::Denied,
                _ => Access::Unknown(
                    format!("the provider that the proxy sees in {model} decides about {pattern}")
                        .into(),
                ),
            };
        };
        let provider = served.iter().filter(|one| one.is_named_as_at_its_provider(model));
        let provider = provider.filter_map(|one| one.provider.as_ref()).find(|p| under(p.raw()));
        match (provider, maker.filter(|maker| under(maker))) {
            (Some(provider), Some(maker)) if provider.raw() == maker => {
                Access::Allowed(format!("its list has {pattern}").into())
            }
            (None, None) => Access::Denied,
            _ => Access::Unknown(
                format!("the proxy may take {model} for a model of {pattern}").into(),
            ),
        }
    }

    /// A name of the list that is an access group of a deployment serving the model.
    fn by_group(&self, model: &Text, names: &[Text]) -> Access {
        let Fact::Is(served) = &self.catalog.models else {
            return match &self.catalog.models {
                Fact::Unknown(why) => Access::Unknown(
                    format!("a name of its list may be a group of models, and {why}").into(),
                ),
                _ => Access::Denied,
            };
        };
        let mut groups = served
            .iter()
            .filter(|one| one.serves(model, self.team))
            .flat_map(|one| &one.access_groups);
        groups.find(|group| names.contains(group)).map_or(Access::Denied, |group| {
            Access::Allowed(format!("its list has the access group {group}").into())
        })
    }

    /// `all-team-models` in a list asked in the name of a team: all that the proxy serves.
    fn by_all_team_models(&self, model: &Text, names: &[Text]) -> Access {
        if self.team.is_none() || !names.iter().any(|name| name.raw() == ALL_TEAM_MODELS) {
            return Access::Denied;
        }
        match &self.catalog.models {
            Fact::Is(served) if served.iter().any(|one| one.serves(model, self.team)) => {
                Access::Allowed(format!("its list has {ALL_TEAM_MODELS}").into())
            }
            Fact::Unknown(why) => Access::Unknown(why.clone()),
            Fact::Is(_) | Fact::Absent => Access::Denied,
        }
    }

    /// The access groups of models that serve it.
    pub fn serving_groups(&self) -> impl Iterator<Item = &'a Text> {
        let (model, team) = (self.model, self.team);
        let served = self.catalog.models.known().map_or(&[][..], Vec::as_slice);
        served.iter().filter(move |one| one.serves(model, team)).flat_map(|one| &one.access_groups)
    }
}

impl ModelList {
    /// Whether it sends a key's request to the list of its team.
    pub fn is_the_teams(&self) -> bool {
        self.has(ALL_TEAM_MODELS)
    }

    /// Whether it forbids a user every model without a team.
    pub fn forbids_personal(&self) -> bool {
        self.has(NO_DEFAULT_MODELS)
    }

    fn has(&self, word: &str) -> bool {
        self.names.known().is_some_and(|names| names.iter().any(|name| name.raw() == word))
    }
}

impl Catalog {
    /// Whether a request for the model finds a deployment. `aliases`: names that stand for others.
    pub fn serves(
        &self,
        model: &Text,
        team: Option<&TeamId>,
        aliases: &[(Text, Text)],
    ) -> Fact<bool> {
        let model = target(model, aliases).unwrap_or(model);
        match &self.models {
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
            Fact::Absent => Fact::Is(false),
            Fact::Is(served) => {
                let name = target(model, &self.aliases).unwrap_or(model);
                Fact::Is(served.iter().any(|one| one.serves(name, team)))
            }
        }
    }

    /// Whether the model costs nothing: all its deployments do.
    pub fn is_free(&self, model: &Text, team: Option<&TeamId>) -> Fact<bool> {
        let served = match &self.models {
            Fact::Unknown(why) => return Fact::Unknown(why.clone()),
            Fact::Absent => return Fact::Is(false),
            Fact::Is(served) => served,
        };
        let name = target(model, &self.aliases).unwrap_or(model);
        let mut free = Fact::Is(false);
        for one in served.iter().filter(|one| one.serves(name, team)) {
            match &one.free {
                Fact::Is(true) if free.is_unknown() => {}
                Fact::Is(true) => free = Fact::Is(true),
                Fact::Is(false) | Fact::Absent => return Fact::Is(false),
                Fact::Unknown(why) => free = Fact::Unknown(why.clone()),
            }
        }
        free
    }
}

impl Served {
    /// Whether a request for `model` by a key of `team` can go to it.
    fn serves(&self, model: &Text, team: Option<&TeamId>) -> bool {
        let is_theirs = self.team.as_ref().is_none_or(|owner| team == Some(owner));
        let is_wildcard = || self.name.raw().contains('*');
        is_theirs
            && (self.name == *model
                || is_wildcard() && wildcard::matches(self.name.raw(), model.raw()) == Some(true))
    }

    /// Whether `model` is both what requests ask for and its name at its provider.
    fn is_named_as_at_its_provider(&self, model: &Text) -> bool {
        let Some(underlying) = &self.underlying else { return false };
        let bare = underlying.raw().split_once('/').map_or(underlying.raw(), |(_, bare)| bare);
        self.name == *model && bare == model.raw()
    }
}

#[cfg(test)]
mod tests;
