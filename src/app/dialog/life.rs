//! How long keys are to live.

use std::sync::Arc;

use jiff::Timestamp;

use super::{After, Ask, Dialog, Said, Tone, no_duration, whom};
use crate::app::form::{Form, text};
use crate::app::verb::{self, Targets};
use crate::app::{Effect, Model};
use crate::domain::time::absolute;
use crate::domain::typed::Life;
use crate::domain::{Expiry, Moment};
use crate::order::{Records, WhomKind, Wish, wish};
use crate::roster::Roster;

/// Which keys.
#[derive(Debug)]
pub struct LifeForm {
    targets: Targets,
    records: Records,
}

const LIFE: usize = 0;

/// The dialog.
pub fn dialog(targets: Targets, roster: &Arc<Roster>) -> Dialog {
    let records = Records::of(&targets.whom, roster);
    let hint = "from now on: a number and s, m, h, d or w, like 30d; never: for ever";
    Dialog::new(LifeForm { targets, records }, Form::new(vec![text("expires in", hint, "")]))
}

fn until(word: &str, now: Timestamp) -> Result<(Option<Timestamp>, String), String> {
    let Life(Some(length)) = word.parse().map_err(no_duration)? else {
        return Ok((None, "lives for ever".into()));
    };
    let at = wish::until(&length, now)?;
    Ok((Some(at), format!("lives until {}", absolute(at))))
}

impl LifeForm {
    fn preview(&self, until: Option<Timestamp>, now: Timestamp, said: &mut Said) {
        let ends = || {
            self.records.keys().filter_map(|key| match key.expires {
                Expiry::Unknown => None,
                known => Some(known.at().map(Moment::at)),
            })
        };
        let is_over = |end: &Option<Timestamp>| end.is_some_and(|at| at <= now);
        let again = ends().filter(is_over).count();
        let is_sooner =
            |end: &Option<Timestamp>| until.is_some_and(|at| end.is_none_or(|end| at < end));
        let sooner = ends().filter(is_sooner).count();
        if again > 0 {
            let words = format!("{} expired and will work again.", WhomKind::Keys.count(again));
            said.preview.push((Tone::Plain, words));
        }
        if sooner > 0 {
            let words = format!("{} will end sooner than now.", WhomKind::Keys.count(sooner));
            said.preview.push((Tone::Warn, words));
        }
    }
}

impl Ask for LifeForm {
    fn say(&self, form: &Form, model: &Model) -> Said {
        let mut said = Said::titled("How long are they to live?", "plan it");
        whom(&mut said, &self.targets, &self.records);
        if self.records.len() == 1
            && let Some(key) = self.records.keys().next()
        {
            let now = match key.expires {
                Expiry::Never => "It never expires.".to_owned(),
                Expiry::Unknown => "When it expires cannot be read.".to_owned(),
                Expiry::At(at) if at.at() <= model.now => {
                    format!("It expired on {}.", absolute(at.at()))
                }
                Expiry::At(at) => format!("It expires on {}.", absolute(at.at())),
            };
            said.text(Tone::Muted, now);
        }
        match form.text(LIFE) {
            "" => said.refusal = Some("no duration is named yet".into()),
            word => {
                if let Some(until) = said.note(LIFE, until(word, model.now)) {
                    self.preview(until, model.now, &mut said);
                }
            }
        }
        said
    }

    fn accept(&mut self, form: &Form, model: &mut Model) -> (After, Vec<Effect>) {
        let Ok((until, _)) = until(form.text(LIFE), model.now) else {
            return (After::Stay, Vec::new());
        };
        (After::Close, verb::propose(model, Wish::Extend(until), self.targets.clone()))
    }
}
