//! The checks of a chat call, in the proxy's order: the first that fails is the answer.
//!
//! A team key is judged by its team, a personal key by its user: never by both.
//! The order and the operators (`>=` for keys, users and members, `>` for teams and customers)
//! are what the console explains to its operator, so they are spelled out one by one.

use std::time::Instant;

use serde_json::json;

use super::{
    auth::{Caller, active, anyone, known, unexpired},
    error::{auth_error, budget_exceeded, proxy_error, python_dict, python_float},
    model::Model,
    rows,
    state::{Key, State, Team, User},
};
use crate::sandbox::http::{Call, Reply};

/// What a chat call asks for.
pub(crate) struct Errand<'a> {
    pub(crate) model: &'a str,
    /// `None` for a model the proxy does not have.
    pub(crate) price: Option<Model>,
    pub(crate) customer_id: Option<&'a str>,
}

impl Errand<'_> {
    /// Budgets do not concern a model that costs nothing.
    fn is_free(&self) -> bool {
        self.price.is_some_and(Model::is_free)
    }
}

/// Lets the call pass every check, or answers as the first that refuses.
pub(crate) fn admit(state: &mut State, call: &Call, errand: &Errand<'_>) -> Result<Caller, Reply> {
    let caller = known(state, call)?;
    let key = caller.token.as_ref().and_then(|token| state.keys.get(token)).cloned();
    let Some(key) = key else {
        customer_models(state, errand)?;
        customer_budget(state, errand)?;
        return Ok(caller);
    };
    key_models(state, &key, errand.model)?;
    active(state, &caller)?;
    let team = team_of(state, &key)?;
    let user = key.user_id.as_ref().and_then(|id| state.users.get(id)).cloned();
    if !errand.is_free() {
        early_member_budget(state, &key, team.as_ref())?;
    }
    unexpired(state, &caller)?;
    if !errand.is_free() {
        key_budget(state, &key)?;
    }
    let owner = Owner { team, user };
    owner.may_use(state, errand)?;
    if !errand.is_free() {
        owner.can_pay(state)?;
        windows(state, &key, owner.team.as_ref())?;
        member_budget(state, &key, owner.team.as_ref())?;
        customer_budget(state, errand)?;
    }
    rate(state, &key)?;
    Ok(caller)
}

/// The same for whoever asks which models there are.
pub(crate) fn admit_to_list(state: &mut State, call: &Call) -> Result<Caller, Reply> {
    let caller = anyone(state, call)?;
    let key = caller.token.as_ref().and_then(|token| state.keys.get(token)).cloned();
    if let Some(key) = key {
        if let Some(team) = team_of(state, &key)? {
            team_blocked(&team)?;
        }
        if state.version.budget_refuses_the_list() {
            key_budget(state, &key)?;
        }
    }
    Ok(caller)
}

/// Whose limits count besides the key's own: the team of a team key, else its user.
struct Owner {
    team: Option<Team>,
    user: Option<User>,
}

impl Owner {
    fn may_use(&self, state: &State, errand: &Errand<'_>) -> Result<(), Reply> {
        match (&self.team, &self.user) {
            (Some(team), _) => {
                team_blocked(team)?;
                team_models(state, team, errand.model)?;
            }
            (None, Some(user)) => user_models(state, user, errand.model)?,
            (None, None) => {}
        }
        customer_models(state, errand)
    }

    fn can_pay(&self, state: &State) -> Result<(), Reply> {
        match (&self.team, &self.user) {
            (Some(team), _) => team_budget(state, team),
            (None, Some(user)) => user_budget(state, user),
            (None, None) => Ok(()),
        }
    }
}

/// The key's team as the checks see it; a key of a team that does not exist cannot be used.
fn team_of(state: &mut State, key: &Key) -> Result<Option<Team>, Reply> {
    let Some(team_id) = &key.team_id else { return Ok(None) };
    let cache = state.key_cache;
    let Some(team) = state.teams.get_mut(team_id) else {
        let message =
            format!("Team doesn't exist in db. Team={team_id}. Create team via `/team/new` call.");
        return Err(auth_error(404, &python_dict(&message)));
    };
    let now = Instant::now();
    let fresh = team.cached_blocked.filter(|(_, until)| *until > now);
    let (blocked, _) = *team.cached_blocked.insert(fresh.unwrap_or((team.blocked, now + cache)));
    let mut seen = team.clone();
    seen.blocked = blocked;
    Ok(Some(seen))
}

/// Whether a list of models, as the proxy reads one, lets `model` through. A pattern is held
/// against the name, and against the name with its provider.
fn allows(models: &[String], model: &str) -> bool {
    let full = Model::named(model).map(Model::with_provider);
    let fits = |allowed: &str| {
        allowed == model
            || matches!(allowed, "all-proxy-models" | "*")
            || allowed.split_once('*').is_some_and(|(start, end)| {
                let names = [Some(model), full.as_deref()];
                let fits = |name: &str| name.starts_with(start) && name.ends_with(end);
                names.into_iter().flatten().any(fits)
            })
    };
    models.is_empty() || models.iter().any(|allowed| fits(allowed))
}

/// The same of the list of a key or a team, where a word stands for the team's models.
pub(crate) fn team_allows(models: &[String], model: &str) -> bool {
    models.iter().any(|allowed| allowed == "all-team-models") || allows(models, model)
}

fn denied(state: &State, kind: &str, model: &str) -> Reply {
    let status = if state.version.is_at_least(1, 84, 0) { 403 } else { 401 };
    let message = format!(
        "The requested model '{model}' is not available for this API key, or the model name is invalid. Check the models available to you and try again."
    );
    proxy_error(status, kind, json!("model"), &message)
}

fn key_models(state: &State, key: &Key, model: &str) -> Result<(), Reply> {
    if team_allows(&key.models, model) {
        return Ok(());
    }
    Err(denied(state, "key_model_access_denied", model))
}

fn team_models(state: &State, team: &Team, model: &str) -> Result<(), Reply> {
    if team_allows(&team.models, model) {
        return Ok(());
    }
    Err(denied(state, "team_model_access_denied", model))
}

fn user_models(state: &State, user: &User, model: &str) -> Result<(), Reply> {
    if user.models.iter().any(|allowed| allowed == "no-default-models") {
        // The proxy blames the key here, although it is the user's list.
        return Err(denied(state, "key_model_access_denied", model));
    }
    if allows(&user.models, model) {
        return Ok(());
    }
    Err(denied(state, "user_model_access_denied", model))
}

fn customer_models(state: &State, errand: &Errand<'_>) -> Result<(), Reply> {
    let customer = errand.customer_id.and_then(|id| state.customers.get(id));
    let Some(customer) = customer else { return Ok(()) };
    if allows(&customer.models, errand.model) || !state.version.is_at_least(1, 106, 0) {
        return Ok(());
    }
    let message = format!(
        "The requested model '{}' is not in the allowed models for this customer. Check the models this customer can use and try again.",
        errand.model
    );
    Err(proxy_error(403, "customer_model_access_denied", json!("model"), &message))
}

fn team_blocked(team: &Team) -> Result<(), Reply> {
    if !team.blocked {
        return Ok(());
    }
    let message = format!(
        "Authentication Error, Team={} is blocked. Update via `/team/unblock` if you're an admin.",
        team.team_id
    );
    Err(auth_error(401, &message))
}

fn over(state: &State, who: &str, spend: f64, budget: f64) -> Reply {
    let message = format!(
        "Budget has been exceeded! {who} Current cost: {}, Max budget: {}",
        python_float(spend),
        python_float(budget)
    );
    budget_exceeded(state.version.budget_status(), &message)
}

fn over_budget(state: &State, who: &str, spend: f64, budget: f64) -> Reply {
    let message = format!(
        "ExceededBudget: {who} over budget. Spend={}, Budget={}",
        python_float(spend),
        python_float(budget)
    );
    budget_exceeded(state.version.budget_status(), &message)
}

/// Asked early already, where the member has an amount above zero of their own.
fn early_member_budget(state: &State, key: &Key, team: Option<&Team>) -> Result<(), Reply> {
    let place = team.zip(key.user_id.as_ref()).and_then(|(team, id)| team.membership(id));
    let budget = place.and_then(|place| state.budgets.get(place.budget_id.as_ref()?));
    let is_above_zero = budget.and_then(|budget| budget.max_budget).is_some_and(|own| own > 0.0);
    if is_above_zero { member_budget(state, key, team) } else { Ok(()) }
}

fn member_budget(state: &State, key: &Key, team: Option<&Team>) -> Result<(), Reply> {
    let Some((team, user_id)) = team.zip(key.user_id.as_ref()) else { return Ok(()) };
    let Some(place) = team.membership(user_id) else { return Ok(()) };
    let budget = place.budget_id.as_ref().and_then(|id| state.budgets.get(id));
    let own = budget.and_then(|budget| budget.max_budget);
    // A default of nothing is none.
    let default = || rows::member_default(state, team)?.max_budget.filter(|limit| *limit > 0.0);
    let Some(limit) = own.or_else(default) else { return Ok(()) };
    let spend = place.spend.counted();
    if spend < limit {
        return Ok(());
    }
    Err(over(state, &format!("User={user_id} in Team={}", team.team_id), spend, limit))
}

fn key_budget(state: &State, key: &Key) -> Result<(), Reply> {
    let spend = key.spend.counted();
    let shared = || key.budget_id.as_ref().and_then(|id| state.budgets.get(id)?.max_budget);
    let limit = key.max_budget.or_else(shared);
    let Some(limit) = limit.filter(|limit| spend >= *limit) else { return Ok(()) };
    let alias = key.key_alias.as_deref().unwrap_or("None");
    Err(over(state, &format!("Key={alias} ({})", key.key_name), spend, limit))
}

/// The windows of the team and of the key. This proxy does not count by windows: what was spent
/// since the last reset of the spend stands for what was spent in each.
fn windows(state: &State, key: &Key, team: Option<&Team>) -> Result<(), Reply> {
    let of_team = team.into_iter().flat_map(|team| {
        let limits = team.budget_limits.iter().flatten();
        limits.map(move |limit| (format!("Team={}", team.team_id), team.spend.counted(), limit))
    });
    let of_key = key.budget_limits.iter();
    let of_key = of_key.map(|limit| ("Key".to_owned(), key.spend.counted(), limit));
    let mut over = of_team.chain(of_key).filter(|(_, spend, limit)| *spend >= limit.max_budget);
    let Some((who, spend, limit)) = over.next() else { return Ok(()) };
    let message = format!(
        "ExceededBudget: {who} over {} budget. Spend=${spend:.4}, Limit=${:.2}",
        limit.budget_duration, limit.max_budget
    );
    Err(budget_exceeded(state.version.budget_status(), &message))
}

/// A budget of 0 lets the first call of a team or customer pass; a positive one that is used up
/// exactly does not, since the cost of the next call could not be reserved.
fn is_spent(state: &State, spend: f64, limit: f64) -> bool {
    spend > limit || (limit > 0.0 && spend >= limit && state.version.reserves_budgets())
}

fn team_budget(state: &State, team: &Team) -> Result<(), Reply> {
    let spend = team.spend.counted();
    match team.max_budget {
        Some(limit) if is_spent(state, spend, limit) => {
            Err(over(state, &format!("Team={}", team.team_id), spend, limit))
        }
        _ => Ok(()),
    }
}

fn user_budget(state: &State, user: &User) -> Result<(), Reply> {
    let spend = user.spend.counted();
    let Some(limit) = user.max_budget else { return Ok(()) };
    let is_spent = spend > limit || (spend >= limit && state.version.refuses_user_at_budget());
    if !is_spent {
        return Ok(());
    }
    Err(over_budget(state, &format!("User={}", user.user_id), spend, limit))
}

fn customer_budget(state: &State, errand: &Errand<'_>) -> Result<(), Reply> {
    let customer = errand.customer_id.and_then(|id| state.customers.get(id));
    let Some(customer) = customer.filter(|_| !errand.is_free()) else { return Ok(()) };
    let budget = customer.budget_id.as_ref().and_then(|id| state.budgets.get(id));
    let spend = customer.spend.counted();
    match budget.and_then(|budget| budget.max_budget) {
        Some(limit) if is_spent(state, spend, limit) => {
            Err(over_budget(state, &format!("End User={}", customer.user_id), spend, limit))
        }
        _ => Ok(()),
    }
}

/// Requests per minute of a key, counted by the minute of the clock.
fn rate(state: &mut State, key: &Key) -> Result<(), Reply> {
    let Some(limit) = key.rpm_limit else { return Ok(()) };
    let minute = state.clock.seconds().div_euclid(60);
    let (counted, used) = state.rates.entry(key.token.clone()).or_insert((minute, 0));
    if *counted != minute {
        (*counted, *used) = (minute, 0);
    }
    if *used < limit {
        *used += 1;
        return Ok(());
    }
    let message = format!(
        "Rate limit exceeded for api_key: {}. Limit type: requests. Current limit: {limit}, Remaining: 0.",
        key.token
    );
    let refusal = proxy_error(429, "throttling_error", (), &message);
    Err(refusal.header(axum::http::header::RETRY_AFTER, "60"))
}
