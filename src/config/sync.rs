//! From the typed sync and guard settings to policies.

use std::str::FromStr;

use strum::VariantNames;
use toml::Spanned;

use super::ConfigError;
use super::raw::{RawGuard, RawMoney, RawRoles, RawSync, Typed};
use super::source::Source;
use super::validate::whole;
use crate::domain::nearest::{did_you_mean, nearest};
use crate::domain::{GuardPolicy, NewUserRole, Pattern, RoleMap, SyncPolicy};
use crate::domain::{Limit, Role, Usd};

pub(super) fn sync(
    source: &Source<'_>,
    path: &str,
    raw: RawSync,
) -> Result<SyncPolicy, ConfigError> {
    let authority = raw.authority.map(|typed| word(source, &format!("{path}.authority"), &typed));
    let role = raw.new_user_role.map(|typed| new_user_role(source, path, &typed));
    let exclude = raw.exclude.iter().map(|typed| pattern(source, path, typed));
    let budget = raw.new_user_max_budget.map(|typed| limit(source, path, &typed));
    Ok(SyncPolicy {
        authority: authority.transpose()?.unwrap_or_default(),
        exclude: exclude.collect::<Result<_, _>>()?,
        new_user_role: role.transpose()?,
        new_user_max_budget: budget.transpose()?,
        roles: roles(source, &format!("{path}.roles"), raw.roles)?,
    })
}

pub(super) fn guard(
    source: &Source<'_>,
    path: &str,
    raw: &RawGuard,
) -> Result<GuardPolicy, ConfigError> {
    let default = GuardPolicy::default();
    let percent = whole(source, &format!("{path}.percent"), raw.percent.as_ref(), 0..=100)?;
    let at_least = &format!("{path}.at_least");
    let at_least = whole(source, at_least, raw.at_least.as_ref(), 0..=1_000_000)?;
    Ok(GuardPolicy {
        percent: percent.and_then(|n| u8::try_from(n).ok()).unwrap_or(default.percent),
        at_least: at_least.and_then(|n| u32::try_from(n).ok()).unwrap_or(default.at_least),
    })
}

/// One of a fixed set of words.
fn word<T: FromStr + VariantNames>(
    source: &Source<'_>,
    setting: &str,
    typed: &Spanned<String>,
) -> Result<T, ConfigError> {
    typed.get_ref().parse().map_err(|_unknown| not_among(source, setting, typed, T::VARIANTS))
}

fn not_among(
    source: &Source<'_>,
    setting: &str,
    typed: &Spanned<String>,
    allowed: &[&str],
) -> ConfigError {
    let near = did_you_mean(nearest(typed.get_ref(), allowed.iter().copied()));
    let quoted: Vec<String> = allowed.iter().map(|word| format!("\"{word}\"")).collect();
    let sentence = format!("this must be one of {}{near}", quoted.join(", "));
    source.mistake(typed.span(), setting, sentence)
}

fn new_user_role(
    source: &Source<'_>,
    path: &str,
    typed: &Spanned<String>,
) -> Result<NewUserRole, ConfigError> {
    let setting = format!("{path}.new_user_role");
    if typed.get_ref() == "proxy_admin" {
        let sentence = "a sync makes no administrators; choose proxy_admin_viewer, internal_user \
                        or internal_user_viewer";
        return Err(source.mistake(typed.span(), setting, sentence));
    }
    word(source, &setting, typed)
}

fn pattern(
    source: &Source<'_>,
    path: &str,
    typed: &Spanned<String>,
) -> Result<Pattern, ConfigError> {
    if typed.get_ref().trim().is_empty() {
        let sentence = "an empty pattern excludes nobody; write an id, an e-mail or one with '*'";
        return Err(source.mistake(typed.span(), format!("{path}.exclude"), sentence));
    }
    Ok(Pattern::new(typed.get_ref()))
}

fn limit(source: &Source<'_>, path: &str, typed: &Spanned<RawMoney>) -> Result<Limit, ConfigError> {
    let RawMoney(word) = typed.get_ref();
    if word == "unlimited" {
        return Ok(Limit::Unlimited);
    }
    Usd::parse(word).map(Limit::Amount).map_err(|_quotes_it| {
        let sentence = "this must be dollars, 0 to 1,000,000,000 (0 refuses every call), or \
                        \"unlimited\"";
        source.mistake(typed.span(), format!("{path}.new_user_max_budget"), sentence)
    })
}

fn roles(source: &Source<'_>, path: &str, raw: RawRoles) -> Result<RoleMap, ConfigError> {
    let read = |name: &str, typed: Typed<String>, default: Role| {
        typed.map_or(Ok(default), |typed| role(source, &format!("{path}.{name}"), name, &typed))
    };
    let default = RoleMap::default();
    Ok(RoleMap {
        proxy_admin: read("proxy_admin", raw.proxy_admin, default.proxy_admin)?,
        proxy_admin_viewer: read(
            "proxy_admin_viewer",
            raw.proxy_admin_viewer,
            default.proxy_admin_viewer,
        )?,
        internal_user: read("internal_user", raw.internal_user, default.internal_user)?,
        internal_user_viewer: read(
            "internal_user_viewer",
            raw.internal_user_viewer,
            default.internal_user_viewer,
        )?,
        none: read("none", raw.none, default.none)?,
    })
}

fn role(
    source: &Source<'_>,
    setting: &str,
    proxy_role: &str,
    typed: &Spanned<String>,
) -> Result<Role, ConfigError> {
    match typed.get_ref().as_str() {
        "user" => Ok(Role::User),
        "pending" => Ok(Role::Pending),
        "admin" if proxy_role == "proxy_admin" => Ok(Role::Admin),
        "admin" => Err(source.mistake(
            typed.span(),
            setting,
            "this would make administrators of Open WebUI out of people who are none at the \
             proxy; only proxy_admin can be mapped to \"admin\"",
        )),
        _ => Err(not_among(source, setting, typed, &["user", "pending", "admin"])),
    }
}
