//! Edits of the parsed document: what is written where, and which comments stay.

use secrecy::ExposeSecret;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{ProfileEdit, ServerEdit, SettingEdit};
use crate::config::{ProfileName, SecretSource};

pub(super) fn upsert(document: &mut DocumentMut, edit: &ProfileEdit) {
    let Some(profiles) = section(document.as_table_mut(), "profiles") else { return };
    let Some(profile) = section(profiles, edit.name.as_str()) else { return };
    set(profile, "label", &edit.label, |label| Value::from(label.as_str()));
    set(profile, "read_only", &edit.read_only, |on| Value::from(*on));
    set(profile, "refresh", &edit.refresh, |seconds| Value::from(i64::from(*seconds)));
    server(profile, "proxy", &edit.proxy);
    server(profile, "webui", &edit.webui);
    if edit.authority != SettingEdit::Keep
        && let Some(sync) = section(profile, "sync")
    {
        set(sync, "authority", &edit.authority, |word| Value::from(word.to_string()));
    }
}

pub(super) fn set_default(document: &mut DocumentMut, name: &ProfileName) {
    let mut value = Value::from(name.as_str());
    if !document.contains_key("default_profile") {
        value.decor_mut().set_suffix("\n");
    }
    put(document.as_table_mut(), "default_profile", value);
}

pub(super) fn remove(document: &mut DocumentMut, name: &ProfileName) {
    let default = document.get("default_profile").and_then(Item::as_str);
    if default == Some(name.as_str()) {
        document.remove("default_profile");
    }
    if let Some(profiles) = document.get_mut("profiles").and_then(Item::as_table_like_mut) {
        profiles.remove(name.as_str());
    }
}

fn server(profile: &mut dyn TableLike, name: &str, edit: &SettingEdit<ServerEdit>) {
    match edit {
        SettingEdit::Keep => {}
        SettingEdit::Unset => {
            profile.remove(name);
        }
        SettingEdit::Set(edit) => {
            let Some(server) = section(profile, name) else { return };
            set(server, "url", &edit.url, |url| Value::from(url.as_str()));
            set(server, "key", &edit.key, reference);
            set(server, "email", &edit.email, |email| Value::from(email.as_str()));
            set(server, "password", &edit.password, reference);
            set(server, "allow_http", &edit.allow_http, |on| Value::from(*on));
            set(server, "ca_file", &edit.ca_file, |path| Value::from(path.as_str()));
        }
    }
}

/// A table within a table, made in its parent's form if it is not there. `None` if something else
/// stands in its place; the validation that follows then says so.
fn section<'a>(parent: &'a mut dyn TableLike, name: &str) -> Option<&'a mut dyn TableLike> {
    if !parent.contains_key(name) {
        let is_inline = parent.iter().any(|(_, item)| item.is_inline_table());
        let mut table = Table::new();
        table.set_implicit(name == "profiles");
        table.set_dotted(parent.is_dotted());
        let inline = || Item::Value(Value::InlineTable(InlineTable::new()));
        parent.insert(name, if is_inline { inline() } else { Item::Table(table) });
    }
    parent.get_mut(name)?.as_table_like_mut()
}

fn set<T>(
    table: &mut dyn TableLike,
    name: &str,
    field: &SettingEdit<T>,
    written: impl Fn(&T) -> Value,
) {
    match field {
        SettingEdit::Keep => {}
        SettingEdit::Set(value) => put(table, name, written(value)),
        SettingEdit::Unset => take_out(table, name),
    }
}

/// Removes a setting with its own comments, and leaves those of the section that hang on it.
fn take_out(table: &mut dyn TableLike, name: &str) {
    let suffix = table
        .remove(name)
        .and_then(|item| item.as_value()?.decor().suffix()?.as_str().map(str::to_owned));
    let below =
        suffix.as_deref().and_then(|suffix| suffix.split_once('\n')).map(|(_, below)| below);
    let last = table.iter_mut().filter_map(|(_, item)| item.as_value_mut()).last();
    if let (Some(below), Some(last)) = (below, last) {
        let own = last.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
        let both = format!("{own}\n{below}");
        last.decor_mut().set_suffix(both);
    }
}

/// Writes a value in place, with the comment that stands behind the old one.
fn put(table: &mut dyn TableLike, name: &str, mut value: Value) {
    match table.get_mut(name) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => {
            table.insert(name, Item::Value(value));
        }
    }
}

fn reference(source: &SecretSource) -> Value {
    let (name, value) = match source {
        SecretSource::Inline(secret) => return Value::from(secret.expose_secret()),
        SecretSource::Env(name) => ("env", Value::from(name.as_str())),
        SecretSource::Command(argv) => ("command", Value::from(argv.iter().collect::<Array>())),
        SecretSource::File(path) => ("file", Value::from(path.to_string_lossy().as_ref())),
        SecretSource::Prompt => ("prompt", Value::from(true)),
    };
    let mut table = InlineTable::new();
    table.insert(name, value);
    Value::InlineTable(table)
}
