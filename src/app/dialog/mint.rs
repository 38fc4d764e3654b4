//! The form that asks what key to mint.

use std::collections::BTreeSet;

use crate::app::form::{Entry, Field, Form, text};
use crate::app::verb::Targets;
use crate::domain::{Limit, Usd, Window};
use crate::plan::build::MintWish;
use crate::roster::Roster;

/// The form and whom it is for.
#[derive(Debug)]
pub struct MintForm {
    /// For whom.
    pub targets: Targets,
    /// Its fields.
    pub form: Form,
}

const ALIAS: usize = 0;
const MODELS: usize = 1;
const LIMIT: usize = 2;
const EVERY: usize = 3;
const EXPIRES: usize = 4;

/// Models offered at most: more cannot be chosen from one line.
const OFFERED: usize = 40;

impl MintForm {
    /// Offers the models that keys, teams and users of the roster name.
    pub fn new(targets: Targets, roster: &Roster) -> Self {
        let known = known_models(roster);
        let models = if known.is_empty() {
            text("models", "names, parted by blanks; empty allows what the owner may use", "")
        } else {
            Field {
                label: "models",
                hint: "left and right move, space picks; none allows what the owner may use",
                entry: Entry::Picks {
                    options: known.into_iter().map(|model| (model, false)).collect(),
                    at: 0,
                },
            }
        };
        let form = Form::new(vec![
            text("alias", "unique at the proxy; empty makes one of the name", ""),
            models,
            text("limit", "dollars; empty for none of its own", ""),
            text("every", "how often its spend starts again, like 30d; empty for never", ""),
            text("expires in", "like 30d; empty for never", ""),
        ]);
        Self { targets, form }
    }

    /// What is asked for.
    ///
    /// # Errors
    /// Which field is wrong, and why.
    pub fn wish(&self) -> Result<MintWish, (usize, String)> {
        let window = |index: usize| match self.form.text(index) {
            "" => Ok(None),
            word => word.parse::<Window>().map(Some).map_err(|error| (index, error.to_string())),
        };
        let limit = match self.form.text(LIMIT) {
            "" => Limit::Unlimited,
            word => Limit::Amount(Usd::parse(word).map_err(|e| (LIMIT, e.to_string()))?),
        };
        let alias = self.form.text(ALIAS);
        let mut models = self.form.picks(MODELS);
        let typed = self.form.text(MODELS).split(|c: char| c.is_whitespace() || c == ',');
        models.extend(typed.filter(|word| !word.is_empty()).map(str::to_owned));
        Ok(MintWish {
            alias: (!alias.is_empty()).then(|| alias.to_owned()),
            models,
            limit,
            window: window(EVERY)?,
            expires_in: window(EXPIRES)?,
        })
    }

    /// What the wish means, in words.
    pub fn preview(&self, wish: &MintWish) -> String {
        let alias = match (&wish.alias, self.targets.people.len()) {
            (None, _) => "an alias made of the name".to_owned(),
            (Some(alias), 1) => format!("alias {alias}"),
            (Some(alias), _) => format!("aliases {alias}-1, {alias}-2 and so on"),
        };
        let models = match wish.models.len() {
            0 => "the owner's models".to_owned(),
            1 => "1 model".to_owned(),
            n => format!("{n} models"),
        };
        let expiry = wish
            .expires_in
            .as_ref()
            .map_or_else(|| "never expires".to_owned(), |window| format!("expires in {window}"));
        format!("{alias}; {models}; budget {}; {expiry}", wish.limit)
    }
}

/// Every model somebody is allowed by name, without the proxy's own pseudo-names.
fn known_models(roster: &Roster) -> BTreeSet<String> {
    let Some(side) = roster.proxy() else { return BTreeSet::new() };
    let users = side.users.rows.iter().flat_map(|user| &user.models);
    let keys = side.keys.rows.iter().flat_map(|key| &key.models);
    let teams = side.teams.rows.iter().flat_map(|team| &team.models);
    users
        .chain(keys)
        .chain(teams)
        .map(crate::domain::Text::raw)
        .filter(|model| {
            !matches!(*model, "all-proxy-models" | "all-team-models" | "no-default-models")
        })
        .map(str::to_owned)
        .take(100_000)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .take(OFFERED)
        .collect()
}
