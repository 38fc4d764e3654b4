//! Who takes part in the request, as far as the proxy would ask them.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::access::check::Check;
use crate::access::facts::{
    CustomerFacts, Fact, KeyFacts, ProjectFacts, Situation, TeamFacts, UserFacts, Why,
};
use crate::access::models::Asked;
use crate::access::rules::{Rule, Rules};
use crate::access::rung::{Rung, RungVerdict};
use crate::domain::{TeamId, Text};

/// Why a party is not asked.
pub(super) enum Skip {
    /// The proxy makes no such check here.
    NotChecked(Why),
    /// It may or may not; what is missing.
    Unknown(Why),
}

/// What is known, and the rules by which it is judged.
pub(super) struct Parties<'a> {
    pub situation: &'a Situation,
    pub rules: &'a Rules,
    pub now: Timestamp,
    /// Whether the model costs nothing, so that budgets are not asked.
    pub free: Fact<bool>,
}

impl<'a> Parties<'a> {
    pub(super) fn new(situation: &'a Situation, rules: &'a Rules, now: Timestamp) -> Self {
        let team = situation.key.known().and_then(|key| key.team.as_ref());
        let free = situation
            .model
            .as_ref()
            .map_or(Fact::Is(false), |model| situation.catalog.is_free(model, team));
        Self { situation, rules, now, free }
    }

    /// The virtual key. The master key is none: nothing of key, owner or team stops it.
    pub(super) fn key(&self) -> Result<&'a KeyFacts, Skip> {
        match &self.situation.key {
            Fact::Is(key) if key.is_master => {
                Err(Skip::NotChecked("the master key is asked for nothing of its own".into()))
            }
            Fact::Is(key) => Ok(key),
            Fact::Absent => Err(Skip::NotChecked("the key is not this proxy's".into())),
            Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
        }
    }

    /// The owner. A key that could not be read leaves the owner to be judged.
    pub(super) fn user(&self) -> Result<&'a UserFacts, Skip> {
        let key = match self.key() {
            Err(skip @ Skip::NotChecked(_)) => return Err(skip),
            Err(Skip::Unknown(why)) => Err(why),
            Ok(key) => Ok(key),
        };
        match (&self.situation.user, key) {
            (Fact::Is(user), _) => Ok(user),
            (Fact::Unknown(why), _) => Err(Skip::Unknown(why.clone())),
            (Fact::Absent, Err(why)) => Err(Skip::Unknown(why)),
            (Fact::Absent, Ok(key)) if key.owner.is_none() => {
                Err(Skip::NotChecked("the key has no owner".into()))
            }
            (Fact::Absent, Ok(_)) => {
                Err(Skip::NotChecked("its owner has no row at the proxy".into()))
            }
        }
    }

    /// The team.
    pub(super) fn team(&self) -> Result<&'a TeamFacts, Skip> {
        match (self.key(), &self.situation.team) {
            (Err(skip), _) => Err(skip),
            (Ok(KeyFacts { team: None, .. }), _) => {
                Err(Skip::NotChecked("the key is of no team".into()))
            }
            (Ok(_), Fact::Is(team)) => Ok(team),
            (Ok(_), Fact::Unknown(why)) => Err(Skip::Unknown(why.clone())),
            (Ok(_), Fact::Absent) => {
                Err(Skip::Unknown("the key's team has no row at the proxy".into()))
            }
        }
    }

    /// The team, where the key has an owner to be a member of it.
    pub(super) fn member_of(&self) -> Result<&'a TeamFacts, Skip> {
        let team = self.team()?;
        match self.key()?.owner {
            Some(_) => Ok(team),
            None => Err(Skip::NotChecked("the key has no owner".into())),
        }
    }

    /// The project.
    pub(super) fn project(&self) -> Result<&'a ProjectFacts, Skip> {
        self.key()?;
        match &self.situation.project {
            Fact::Is(project) => Ok(project),
            Fact::Absent => Err(Skip::NotChecked("the key is of no project".into())),
            Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
        }
    }

    /// The customer.
    pub(super) fn customer(&self) -> Result<&'a CustomerFacts, Skip> {
        match &self.situation.customer {
            Fact::Is(customer) => Ok(customer),
            Fact::Absent => Err(Skip::NotChecked("the request names no customer".into())),
            Fact::Unknown(why) => Err(Skip::Unknown(why.clone())),
        }
    }

    /// The key's team, by its id alone.
    pub(super) fn team_id(&self) -> Option<&'a TeamId> {
        self.situation.key.known().and_then(|key| key.team.as_ref())
    }

    /// Asks for the model in the name of the key, which carries its team's aliases and its own.
    pub(super) fn asked(&self) -> Result<Asked<'a>, Skip> {
        let Some(model) = &self.situation.model else {
            return Err(Skip::NotChecked("no model was named".into()));
        };
        let key = self.situation.key.known();
        let key_aliases = key.filter(|_| self.rules.resolves_key_aliases());
        Ok(Asked {
            model,
            catalog: &self.situation.catalog,
            team: self.team_id(),
            team_aliases: self.situation.team.known().map_or(&[][..], |team| &team.aliases),
            key_aliases: key_aliases.map_or(&[][..], |key| &key.models.aliases),
        })
    }

    /// What to call the party of a check; empty where there is none.
    pub(super) fn subject(&self, check: Check) -> Text {
        use crate::access::check::Scope;
        let situation = self.situation;
        let label = match check.scope() {
            Scope::Key => situation.key.known().map(KeyFacts::label),
            Scope::User => situation.user.known().map(|user| user.label()),
            Scope::Team => situation.team.known().map(|team| team.label()),
            Scope::Member => self.member_label(),
            Scope::Organization => {
                let label = |org: &crate::access::facts::OrganizationFacts| {
                    org.alias.clone().unwrap_or_else(|| org.id.clone())
                };
                situation.organization.known().map(|org| label(org))
            }
            Scope::Project => situation
                .project
                .known()
                .map(|project| project.alias.clone().unwrap_or_else(|| project.id.clone())),
            Scope::Customer => situation.customer.known().map(CustomerFacts::label),
            Scope::Global => Some("all spend".into()),
            Scope::Server => situation.model.clone(),
            Scope::Tag | Scope::AccessGroup | Scope::Webui => None,
        };
        label.unwrap_or_default()
    }

    fn member_label(&self) -> Option<Text> {
        let team = self.situation.team.known()?;
        let owner = match self.situation.user.known() {
            Some(user) => user.label(),
            None => self.situation.key.known()?.owner.as_ref()?.raw().into(),
        };
        Some(format!("{} in {}", owner.raw(), team.label().raw()).into())
    }

    /// A rung that does not compare amounts.
    pub(super) fn rung(
        &self,
        rule: &Rule,
        verdict: RungVerdict,
        detail: impl Into<Cow<'static, str>>,
    ) -> Rung {
        let mut rung = Rung {
            operator: rule.operator,
            ..Rung::new(rule.check, self.subject(rule.check), verdict, detail)
        };
        if rung.refuses() {
            rung.says = Some(super::says::of(self, rule, &rung));
        }
        rung
    }

    /// The rung of a party that is not asked.
    pub(super) fn skipped(&self, rule: &Rule, skip: Skip) -> Rung {
        match skip {
            Skip::NotChecked(why) => self.rung(rule, RungVerdict::NotChecked, why),
            Skip::Unknown(why) => self.rung(rule, RungVerdict::Unknown, why),
        }
    }
}
