//! What key to mint: its owner, and what the proxy will hold it to.

use std::sync::Arc;

use super::{
    After, Ask, Dialog, Said, Tone, known_models, names, no_duration, no_window, unless_empty, whom,
};
use crate::app::form::{Form, PickList, picks, text};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::money::ParseUsdError;
use crate::domain::text::harmless;
use crate::domain::typed::duration;
use crate::domain::{Limit, Team, TeamId, Usd, Window};
use crate::order::{Records, Wish};
use crate::plan::wish::{MintWish, alias_problem, is_taken};
use crate::roster::Roster;

/// For whom, and the keys that exist.
#[derive(Debug)]
pub struct MintForm {
    targets: Targets,
    owners: Records,
    roster: Arc<Roster>,
}

const ALIAS: usize = 0;
const MODELS: usize = 1;
const TEAM: usize = 2;
const LIMIT: usize = 3;
const EVERY: usize = 4;
const EXPIRES: usize = 5;

/// The dialog. It offers the models that keys, teams and users name, and the teams that all the
/// owners are in: a key of another team would be made, and refused at each call.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let known = known_models(roster);
    let models = if known.is_empty() {
        text("models", "names, parted by blanks; empty allows what the owner may use", "")
    } else {
        picks(
            "models",
            "type to filter, space picks; none picked allows what the owner may use",
            PickList::of_names(known),
        )
    };
    let owners = Records::of(&targets.whom, roster);
    let teams = common_teams(&owners).into_iter().map(|team| {
        let id = harmless(team.id.raw()).into_owned();
        let shown = team.alias.as_ref().map_or_else(|| id.clone(), |a| format!("{a} ({id})"));
        (team.id.raw().to_owned(), shown)
    });
    let hint = "type to filter, space picks: whose spend and limits it counts against, too";
    let form = Form::new(vec![
        text("alias", "unique at the proxy; empty makes one of the owner's name", ""),
        models,
        picks("team", hint, PickList::new(teams).at_most_one()),
        text("limit", "dollars, like 20; empty for none of its own", ""),
        text("set back", "how often its spend starts again, like 30d; empty for never", ""),
        text("expires in", "a number and s, m, h, d or w, like 30d; empty for never", ""),
    ]);
    Dialog::new(MintForm { targets, owners, roster: roster.clone() }, form)
}

fn common_teams(owners: &Records) -> Vec<&Team> {
    let mut people = owners.people();
    let first: Vec<&Team> = people.next().map_or_else(Vec::new, |person| person.teams().collect());
    people.fold(first, |mut common, person| {
        let of_this = person.proxy().and_then(|user| user.teams.as_deref()).unwrap_or_default();
        common.retain(|team| of_this.contains(&team.id));
        common
    })
}

impl MintForm {
    fn alias_of(&self, word: &str) -> Result<(Option<String>, String), String> {
        if word.is_empty() {
            return Ok((None, "made of the owner's name and a number".into()));
        }
        if let Some(why) = alias_problem(word) {
            return Err(why);
        }
        if self.owners.len() > 1 {
            return Ok((Some(word.to_owned()), format!("{word}-1, {word}-2 and so on")));
        }
        if is_taken(&self.roster, word) {
            return Err("another key has it; aliases are unique".into());
        }
        Ok((Some(word.to_owned()), String::new()))
    }

    /// What is entered; `None` while some of it cannot be taken.
    fn read(&self, form: &Form, said: &mut Said) -> Option<MintWish> {
        let alias = said.note(ALIAS, self.alias_of(form.text(ALIAS)));
        let limit = said.note(LIMIT, limit_of(form.text(LIMIT)));
        let window = said.note(EVERY, unless_empty(form.text(EVERY), every_of));
        let expires_in = said.note(EXPIRES, life_of(form.text(EXPIRES)));
        let typed = names(form.text(MODELS));
        Some(MintWish {
            alias: alias?,
            models: form.picks(MODELS).into_iter().chain(typed).map(str::to_owned).collect(),
            team: form.picks(TEAM).first().map(|id| TeamId::new(*id)),
            limit: limit?,
            window: window?,
            expires_in: expires_in?,
        })
    }
}

fn limit_of(word: &str) -> Result<(Limit, String), String> {
    let word = if word.is_empty() { "unlimited" } else { word };
    let limit = word.parse().map_err(|error: ParseUsdError| error.to_string())?;
    let meaning = match limit {
        Limit::Unlimited | Limit::Unknown => "none of its own: the owner's counts".to_owned(),
        Limit::Amount(Usd::ZERO) => "every call is refused".to_owned(),
        Limit::Amount(amount) => format!("refused once {amount} is spent with it"),
    };
    Ok((limit, meaning))
}

fn every_of(word: &str) -> Result<(Window, String), String> {
    let window = word.parse::<Window>().map_err(no_window)?;
    let meaning = format!("its spend is set back {}", window.meaning());
    Ok((window, meaning))
}

fn life_of(word: &str) -> Result<(Option<Window>, String), String> {
    if word.is_empty() {
        return Ok((None, "never".into()));
    }
    let window = duration(word).map_err(no_duration)?;
    let meaning = format!("refused {} after it is made", window.length());
    Ok((Some(window), meaning))
}

impl Ask for MintForm {
    fn say(&self, form: &Form, _: &Model) -> Said {
        let mut said = Said::titled("Mint a key", "plan it");
        whom(&mut said, &self.targets, &self.owners);
        let (mut without, mut admins) = (0, 0);
        for owner in self.owners.people() {
            without += usize::from(owner.proxy().is_none());
            admins += usize::from(owner.proxy().is_some_and(crate::domain::ProxyUser::is_admin));
        }
        let count = self.owners.len() - without;
        if count == 0 {
            said.refusal = Some("no user at the proxy to own it; sync first".into());
        } else if without > 0 {
            let words = format!("{without} have no user at the proxy and get none.");
            said.preview.push((Tone::Warn, words));
        }
        if admins > 0 {
            let words = "An owner is an admin of the proxy: the key may do everything there.";
            said.preview.push((Tone::Warn, words.into()));
        }
        if let Some(wish) = self.read(form, &mut said) {
            let keys = if count == 1 { "1 key".to_owned() } else { format!("{count} keys") };
            let models = match wish.models.len() {
                0 => "the owner's models".to_owned(),
                1 => "1 model".to_owned(),
                n => format!("{n} models"),
            };
            let words = format!("{keys}, shown once: {models}, budget {}.", wish.limit);
            said.preview.push((Tone::Plain, words));
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let wish = self.read(form, &mut Said::default());
        let propose = |wish| verb::propose(model, Wish::Mint(wish), self.targets.clone());
        (After::Close, wish.map_or_else(Vec::new, propose))
    }
}
