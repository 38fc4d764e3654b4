//! Accounts and groups as Open WebUI's endpoints print them.

use serde_json::{Value, json};

use super::state::{Account, Group, State};

/// The whole row, which listings and `update` answer.
pub(crate) fn account(account: &Account) -> Value {
    json!({
        "id": account.id, "email": account.email, "username": null, "role": account.role,
        "name": account.name, "profile_image_url": account.profile_image_url,
        "profile_banner_image_url": null, "bio": null, "gender": null, "date_of_birth": null,
        "timezone": null, "presence_state": null, "status_emoji": null, "status_message": null,
        "status_expires_at": null, "info": null, "settings": null, "oauth": null, "scim": null,
        "last_active_at": account.last_active_at, "updated_at": account.updated_at,
        "created_at": account.created_at,
    })
}

/// `row` with one more field.
pub(crate) fn with(mut row: Value, field: &str, value: Value) -> Value {
    if let Some(fields) = row.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
    row
}

/// The short row of `/all` and `/search`; groups and activity are never filled there.
pub(crate) fn brief(account: &Account) -> Value {
    json!({
        "status_emoji": null, "status_message": null, "status_expires_at": null, "id": account.id,
        "name": account.name, "email": account.email, "role": account.role, "bio": null,
        "last_active_at": account.last_active_at, "timezone": null, "groups": [],
        "is_active": false,
    })
}

/// Active means: seen within three minutes.
pub(crate) fn is_active(state: &State, account: &Account) -> bool {
    account.last_active_at >= state.clock.seconds() - 180
}

/// A group, without its members.
pub(crate) fn group(group: &Group) -> Value {
    json!({
        "parent_group_id": group.parent_group_id, "id": group.id, "user_id": group.user_id,
        "name": group.name, "description": group.description, "data": group.data, "meta": null,
        "permissions": group.permissions, "created_at": group.created_at,
        "updated_at": group.updated_at, "member_count": group.user_ids.len(),
    })
}

/// The permissions every account has by default.
pub(crate) fn permissions() -> Value {
    let text = include_str!("../../../assets/sandbox/permissions.json");
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_permissions_in_the_assets_can_be_read() {
        assert_eq!(permissions()["features"]["api_keys"], json!(false));
    }
}
