//! Below `/api/v1/groups`.

use serde_json::{Value, json};

use super::{
    auth::{admin, verified},
    error::{NOT_FOUND, detail, invalid, missing, no_json, no_object},
    rows,
    state::{Account, Group, State},
    user::page_number,
};
use crate::sandbox::{
    body::{Body, Patch},
    http::{Call, Replied, Reply},
};

pub(crate) fn list(state: &mut State, call: &Call) -> Replied {
    let caller = verified(state, call)?;
    let id = &caller.account.id;
    let is_shown =
        |group: &&Group| caller.account.is_admin() || group.user_ids.iter().any(|own| own == id);
    let mut groups: Vec<&Group> = state.groups.values().filter(is_shown).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.updated_at));
    Ok(Reply::json(groups.into_iter().map(rows::group).collect()))
}

struct GroupForm {
    name: String,
    description: String,
    parent_group_id: Patch<String>,
    permissions: Patch<Value>,
    config: Option<Value>,
}

impl GroupForm {
    fn read(call: &Call) -> Result<Self, Reply> {
        let body = call.json().ok_or_else(no_json)?;
        if !body.value().is_object() {
            return Err(no_object(body.value()));
        }
        let text = |field| body.text(field).map_err(|wrong| invalid(&wrong));
        let (name, description) = (text("name")?.value(), text("description")?.value());
        let (Some(name), Some(description)) = (name.clone(), description.clone()) else {
            let wanted = [("name", name.is_none()), ("description", description.is_none())];
            let absent: Vec<&str> =
                wanted.into_iter().filter(|(_, is_absent)| *is_absent).map(|(f, _)| f).collect();
            return Err(missing(&absent, body.value()));
        };
        Ok(Self {
            name,
            description,
            parent_group_id: text("parent_group_id")?,
            permissions: body.raw("permissions"),
            config: body.value().pointer("/data/config").cloned(),
        })
    }
}

pub(crate) fn create(state: &mut State, call: &Call) -> Replied {
    let caller = admin(state, call)?;
    let form = GroupForm::read(call)?;
    let parent = form.parent_group_id.value();
    if parent.as_ref().is_some_and(|parent| !state.groups.contains_key(parent)) {
        return Err(not_found());
    }
    let now = state.clock.seconds();
    let group = Group {
        id: state.dice.uuid(),
        user_id: caller.account.id,
        name: form.name,
        description: form.description,
        parent_group_id: parent,
        data: json!({"config": form.config.unwrap_or_else(|| json!({"share": "members"}))}),
        permissions: form.permissions.value().unwrap_or_default(),
        user_ids: Vec::new(),
        created_at: now,
        updated_at: now,
    };
    let row = rows::group(&group);
    state.groups.insert(group.id.clone(), group);
    Ok(Reply::json(row))
}

/// The writes' 404; the reads have another text.
fn not_found() -> Reply {
    detail(404, "Group not found.")
}

fn named<'a>(state: &'a State, call: &Call) -> Result<&'a Group, Reply> {
    state.groups.get(call.param("id")).ok_or_else(|| detail(404, NOT_FOUND))
}

pub(crate) fn one(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    Ok(Reply::json(rows::group(named(state, call)?)))
}

/// A group and the ids of its members: the cheapest way to read them.
pub(crate) fn export(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let group = named(state, call)?;
    Ok(Reply::json(rows::with(rows::group(group), "user_ids", json!(group.user_ids))))
}

pub(crate) fn update(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let form = GroupForm::read(call)?;
    let now = state.clock.seconds();
    let group = state.groups.get_mut(call.param("id")).ok_or_else(not_found)?;
    group.name = form.name;
    group.description = form.description;
    form.parent_group_id.merge_into(&mut group.parent_group_id);
    if let Patch::Set(permissions) = form.permissions {
        group.permissions = permissions;
    }
    if let Some(config) = form.config {
        group.data = json!({ "config": config });
    }
    group.updated_at = now;
    Ok(Reply::json(rows::group(group)))
}

fn asked_ids(call: &Call) -> Result<Vec<String>, Reply> {
    let body: Body = call.json().ok_or_else(no_json)?;
    let ids = body.texts("user_ids").map_err(|wrong| invalid(&wrong))?;
    Ok(ids.value().unwrap_or_default())
}

/// Ids nobody has are dropped in silence, and so are those that are in already.
pub(crate) fn add_users(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let ids = asked_ids(call)?;
    let now = state.clock.seconds();
    let accounts = &state.accounts;
    let group = state.groups.get_mut(call.param("id")).ok_or_else(not_found)?;
    for id in ids {
        if accounts.contains_key(&id) && !group.user_ids.contains(&id) {
            group.user_ids.push(id);
        }
    }
    group.updated_at = now;
    Ok(Reply::json(rows::group(group)))
}

pub(crate) fn remove_users(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let ids = asked_ids(call)?;
    let now = state.clock.seconds();
    let group = state.groups.get_mut(call.param("id")).ok_or_else(not_found)?;
    group.user_ids.retain(|member| !ids.contains(member));
    group.updated_at = now;
    Ok(Reply::json(rows::group(group)))
}

/// The members in full, all at once.
pub(crate) fn users(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let ids = state.groups.get(call.param("id")).map(|group| group.user_ids.as_slice());
    let accounts = ids.unwrap_or_default().iter().filter_map(|id| state.accounts.get(id));
    Ok(Reply::json(accounts.map(rows::brief).collect()))
}

/// The members in full, thirty at a time and by name.
pub(crate) fn members(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let page = page_number(call)?;
    let group = state.groups.get(call.param("id")).ok_or_else(not_found)?;
    let query = call.query("query").unwrap_or_default().to_lowercase();
    let is_wanted = |account: &&Account| {
        let name = account.name.to_lowercase();
        name.contains(&query) || account.email.contains(&query)
    };
    let ids = group.user_ids.iter();
    let mut accounts: Vec<&Account> =
        ids.filter_map(|id| state.accounts.get(id)).filter(is_wanted).collect();
    accounts.sort_by(|one, two| one.name.cmp(&two.name));
    let total = accounts.len();
    let items: Vec<Value> = accounts
        .into_iter()
        .skip((page - 1).saturating_mul(30))
        .take(30)
        .map(|account| {
            let row = rows::with(rows::brief(account), "last_active_at", Value::Null);
            let row = rows::with(row, "membership_type", json!("direct"));
            rows::with(row, "via_group_ids", json!([]))
        })
        .collect();
    let direct = group.user_ids.len();
    let counts = json!({"direct": direct, "effective": direct, "inherited": 0});
    Ok(Reply::json(json!({"items": items, "total": total, "counts": counts})))
}

/// The children of a deleted group move up to its parent.
pub(crate) fn delete(state: &mut State, call: &Call) -> Replied {
    admin(state, call)?;
    let removed = state.groups.remove(call.param("id")).ok_or_else(not_found)?;
    for group in state.groups.values_mut() {
        if group.parent_group_id.as_ref() == Some(&removed.id) {
            group.parent_group_id.clone_from(&removed.parent_group_id);
        }
    }
    Ok(Reply::json(json!(true)))
}
