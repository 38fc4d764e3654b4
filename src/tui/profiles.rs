//! Profiles between the configuration and the console's form.

use crate::app::Profile;
use crate::app::profile::{ProfileDraft, SecretRef, SecretSource, WebuiSignIn};
use crate::config::edit::{ProfileEdit, ServerEdit, SettingEdit};
use crate::config::{self, Opened, ProfileName};

/// Every profile of the file, as the flags have it.
pub(super) fn shown_profiles(opened: &Opened) -> Vec<Profile> {
    let profiles = opened.config.profiles.values();
    profiles
        .map(|profile| {
            let mut shown = shown(profile);
            shown.read_only |= opened.read_only;
            shown
        })
        .collect()
}

fn shown(profile: &config::Profile) -> Profile {
    let mut draft = ProfileDraft {
        name: profile.name.to_string(),
        label: profile.label.clone().unwrap_or_default(),
        read_only: profile.read_only,
        authority: profile.sync.authority,
        ..ProfileDraft::default()
    };
    if let Some(proxy) = &profile.proxy {
        draft.proxy_url = proxy.server.url.to_string();
        draft.proxy_key = reference(&proxy.key.source);
    }
    if let Some(webui) = &profile.webui {
        draft.webui_url = webui.server.url.to_string();
        match &webui.sign_in {
            config::WebuiSignIn::Key { key, email } => {
                draft.webui_sign_in = WebuiSignIn::ApiKey;
                draft.webui_secret = reference(&key.source);
                draft.webui_email =
                    email.as_ref().map(|email| email.raw().to_owned()).unwrap_or_default();
            }
            config::WebuiSignIn::Password { email, password } => {
                draft.webui_sign_in = WebuiSignIn::Password;
                draft.webui_secret = reference(&password.source);
                email.raw().clone_into(&mut draft.webui_email);
            }
        }
    }
    Profile {
        name: draft.name.clone(),
        label: profile.label.clone(),
        band: profile.band,
        read_only: profile.read_only,
        refresh: profile.refresh,
        sync: profile.sync.clone(),
        guard: profile.guard,
        draft,
    }
}

/// A prompt and an inline secret have no place in the form: an empty value keeps them.
fn reference(source: &config::SecretSource) -> SecretRef {
    let of = |source, value: String| SecretRef { source, value };
    match source {
        config::SecretSource::Env(name) => of(SecretSource::Env, name.clone()),
        config::SecretSource::File(path) => {
            of(SecretSource::File, path.to_string_lossy().into_owned())
        }
        config::SecretSource::Command(argv) => of(SecretSource::Command, argv.join(" ")),
        config::SecretSource::Prompt | config::SecretSource::Inline(_) => SecretRef::default(),
    }
}

/// The form as a change of the file; what the form does not show stays.
pub(super) fn edit(draft: &ProfileDraft) -> Result<ProfileEdit, String> {
    let name = ProfileName::parse(&draft.name).map_err(|error| error.to_string())?;
    Ok(ProfileEdit {
        label: text(&draft.label),
        read_only: SettingEdit::Set(draft.read_only),
        proxy: proxy(draft),
        webui: webui(draft),
        authority: SettingEdit::Set(draft.authority),
        ..ProfileEdit::of(name)
    })
}

fn text(text: &str) -> SettingEdit<String> {
    match text.trim() {
        "" => SettingEdit::Unset,
        text => SettingEdit::Set(text.to_owned()),
    }
}

fn proxy(draft: &ProfileDraft) -> SettingEdit<ServerEdit> {
    if draft.proxy_url.trim().is_empty() {
        return SettingEdit::Unset;
    }
    SettingEdit::Set(ServerEdit {
        url: text(&draft.proxy_url),
        key: secret(&draft.proxy_key),
        ..ServerEdit::default()
    })
}

fn webui(draft: &ProfileDraft) -> SettingEdit<ServerEdit> {
    if draft.webui_url.trim().is_empty() {
        return SettingEdit::Unset;
    }
    let (key, password) = match draft.webui_sign_in {
        WebuiSignIn::ApiKey => (secret(&draft.webui_secret), SettingEdit::Unset),
        WebuiSignIn::Password => (SettingEdit::Unset, secret(&draft.webui_secret)),
    };
    let (url, email) = (text(&draft.webui_url), text(&draft.webui_email));
    SettingEdit::Set(ServerEdit { url, key, email, password, ..ServerEdit::default() })
}

fn secret(reference: &SecretRef) -> SettingEdit<config::SecretSource> {
    let value = reference.value.trim();
    if value.is_empty() {
        return SettingEdit::Keep;
    }
    SettingEdit::Set(match reference.source {
        SecretSource::Env => config::SecretSource::Env(value.to_owned()),
        SecretSource::File => config::SecretSource::File(value.into()),
        SecretSource::Command => config::SecretSource::Command(reference.command()),
    })
}
