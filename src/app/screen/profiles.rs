//! The profiles: to switch, add, edit and remove.

pub mod rows;

use super::{Body, Show, Shown, World, table};
use crate::app::action::Context;
use crate::app::availability::not_applying;
use crate::app::command::Verb;
use crate::app::front::{Front, Seen};
use crate::app::geometry::PROFILE_DETAIL;
use crate::app::profile::ProfileDraft;
use crate::app::update::session;
use crate::app::{Action, Effect, Model, Notice, Profile, Target, dialog};
use crate::table::Table;
use rows::{ProfileColumn, Profiles};

/// Where its keys are looked up.
pub(super) const HEARS: &[Context] =
    &[Context::Profiles, Context::Table, Context::List, Context::Global];

/// The screen.
#[derive(Debug)]
pub struct ProfilesScreen {
    table: Table,
}

impl ProfilesScreen {
    /// The one under the cursor.
    pub fn selected<'a>(&self, model: &'a Model) -> Option<&'a Profile> {
        self.table.selected().and_then(|row| model.profiles.get(row as usize))
    }
}

impl Show for ProfilesScreen {
    table!(|screen, world| Profiles { all: world.profiles, at_work: world.at_work });

    fn place(&self) -> Option<Target> {
        Some(Target::List(Verb::Profiles, None))
    }

    fn body(&self) -> Body<'_> {
        Body::Profiles(self)
    }

    fn around(&self, _model: &Model, _body: u16) -> Option<(u16, u16)> {
        Some((0, PROFILE_DETAIL))
    }

    fn opens(&self) -> Option<Action> {
        Some(Action::SwitchProfile)
    }

    fn hints(&self, _model: &Model, action: Action) -> bool {
        !matches!(action, Action::ShowProfiles | Action::Undo)
    }
}

/// # Errors
/// Why no other profile can be worked on.
pub(in crate::app) fn may_switch(model: &Model) -> Result<(), String> {
    not_applying(model)?;
    may_edit(model)
}

/// # Errors
/// Why there is none.
pub(in crate::app) fn may_edit(model: &Model) -> Result<(), String> {
    if model.profiles.is_empty() {
        return Err("there is no profile in the configuration".into());
    }
    Ok(())
}

/// Shows them, the cursor on the one at work.
pub(in crate::app) fn show(model: &mut Model) {
    if model.showing::<ProfilesScreen>().is_some() {
        return;
    }
    let at_work = model.profiles.iter().position(|profile| profile.name == model.profile.name);
    model.show_anew(ProfilesScreen { table: model.new_table::<ProfileColumn>(&[]) });
    if let (Some(front), Some(row)) = (model.front_mut(), at_work) {
        front.table.go_to_row(u32::try_from(row).unwrap_or(u32::MAX), &*front.source);
    }
}

fn chosen(model: &Model) -> Option<&Profile> {
    model.showing::<ProfilesScreen>()?.selected(model)
}

/// Works on the one under the cursor.
pub(in crate::app) fn switch(model: &mut Model) -> Vec<Effect> {
    match chosen(model).cloned() {
        Some(profile) => switch_to(model, profile),
        None => Vec::new(),
    }
}

/// Begins anew on a profile, in a new epoch: what was asked of other servers is no longer waited
/// for.
pub(in crate::app) fn switch_to(model: &mut Model, profile: Profile) -> Vec<Effect> {
    // Leaving by this screen is not staying on it.
    model.screens.retain(|screen| ProfilesScreen::of(screen).is_none());
    model.put_down();
    let mut effects: Vec<Effect> = session::save(model).into_iter().collect();
    let fresh = Model::new(profile, std::mem::take(&mut model.profiles), model.now, model.size);
    *model = Model {
        epoch: model.epoch.next(),
        look: model.look,
        themes: std::mem::take(&mut model.themes),
        times: model.times,
        keymap: std::mem::take(&mut model.keymap),
        requests: std::mem::take(&mut model.requests),
        notices: std::mem::take(&mut model.notices),
        ..fresh
    };
    effects.push(Effect::LoadSaved(model.epoch, model.profile.name.clone()));
    effects.extend(model.start());
    effects
}

/// Asks for a new one.
pub(in crate::app) fn add(model: &mut Model) {
    model.ask(dialog::profile::dialog(None, &ProfileDraft::default()));
}

/// Asks how the one under the cursor shall be.
pub(in crate::app) fn edit(model: &mut Model) {
    if let Some(profile) = chosen(model) {
        let dialog = dialog::profile::dialog(Some(profile.name.clone()), &profile.draft);
        model.ask(dialog);
    }
}

/// Asks whether to take the one under the cursor out of the configuration.
pub(in crate::app) fn remove(model: &mut Model) {
    let Some(profile) = chosen(model) else { return };
    if profile.name == model.profile.name {
        let why = "remove: this profile is at work; switch to another first.";
        model.tell(Notice::refusal(why));
        return;
    }
    let dialog = dialog::remove::dialog(profile.name.clone());
    model.ask(dialog);
}
