//! Readings of the servers: asked for, reported on, taken in, stopped.

use std::sync::Arc;

use jiff::Timestamp;

use crate::app::changes::Depth;
use crate::app::people::ready::Ready;
use crate::app::reading::{self, Compared, Comparison, KeptHalves, Late, Relay};
use crate::app::{Action, Effect, Forgotten, Freshness, Model, Notice, Reading, Session, planning};
use crate::roster::Roster;

/// So many people take more than a millisecond to be put in order.
const MANY: usize = 5_000;

/// Reads what the screen in front shows anew.
pub(in crate::app) fn refresh_front(model: &mut Model) -> Vec<Effect> {
    let refresh = model.screen().refresh();
    refresh(model)
}

/// Reads both servers.
pub(in crate::app) fn refresh(model: &mut Model) -> Vec<Effect> {
    observe(model)
}

/// Asks for a reading; while one is under way, remembers that another is wanted.
pub(in crate::app) fn observe(model: &mut Model) -> Vec<Effect> {
    if let Some(reading) = &mut model.reading {
        reading.again = true;
        reading.is_quiet = false;
        return Vec::new();
    }
    if model.session != Session::Open {
        return Vec::new();
    }
    model.reading = Some(Reading::begin(model.now));
    model.asked_at = model.now;
    vec![Effect::Observe(model.epoch)]
}

/// Everything with an age on it follows the time; a profile may ask to be read by itself.
pub(super) fn tick(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    let minute = |at: Timestamp| at.as_second().div_euclid(60);
    let mut effects = Vec::new();
    if minute(now) != minute(model.now) {
        let recount = model.people.recount(now);
        if model.people.roster().len() < MANY {
            model.people.recounted(recount.finish());
        } else {
            effects.push(Effect::Recount(model.epoch, Box::new(recount)));
        }
    }
    let is_another_minute = minute(now) != minute(model.now);
    model.now = now;
    if is_another_minute {
        model.screens.iter_mut().for_each(|screen| screen.judge_again(now));
        model.look_again();
    }
    if !model.is_refresh_due() {
        return effects;
    }
    effects.extend(observe(model));
    if let Some(reading) = &mut model.reading {
        reading.is_quiet = true;
    }
    effects
}

/// A reading that saw nothing of any server leaves the last people on the screen; any other is
/// held against them first, if there are any.
pub(in crate::app) fn observed(model: &mut Model, roster: Arc<Roster>) -> Vec<Effect> {
    if let Some(sentences) = reading::total_failure(&roster) {
        return failed(model, roster, &sentences);
    }
    let depth = match model.freshness {
        Freshness::Nothing => Depth::Nothing,
        Freshness::Cached(_) => Depth::WithoutSpend,
        Freshness::Read(_) | Freshness::Stale(_) => Depth::Everything,
    };
    let old = Arc::clone(model.people.roster());
    let read_at = model.freshness.at();
    let kept = match depth {
        Depth::Nothing => KeptHalves::default(),
        _ => reading::halves_to_keep(roster.snapshot(), old.snapshot(), read_at, &model.kept),
    };
    let before = Arc::clone(&model.changes);
    let is_small = roster.len() < MANY;
    let wish = model.people.wish(model.now);
    let comparison = Comparison { new: roster, old, kept, before, depth, wish };
    if depth == Depth::Nothing && is_small {
        let compared = comparison.finish(&model.profile.sync);
        return take(model, compared);
    }
    vec![Effect::Compare(model.epoch, Box::new(comparison))]
}

/// The snapshot on disk, if nothing newer is on the screen.
pub(super) fn cached(model: &mut Model, ready: Box<Ready>) -> Vec<Effect> {
    if model.freshness != Freshness::Nothing {
        return Vec::new();
    }
    if is_late(model, &ready) {
        return lay_out(model, Late::Cached(ready));
    }
    model.freshness = Freshness::Cached(ready.roster().snapshot().observed_at);
    model.people.take(*ready, model.now);
    model.renew_lists();
    super::session::arrive(model);
    Vec::new()
}

/// Whether the list was laid out anew meanwhile, and to do it again here would take long.
fn is_late(model: &Model, ready: &Ready) -> bool {
    ready.roster().len() >= MANY && !ready.suits(&model.people)
}

fn lay_out(model: &Model, late: Late) -> Vec<Effect> {
    let wish = model.people.wish(model.now);
    vec![Effect::LayOut(model.epoch, Box::new(Relay { late, wish }))]
}

/// Puts new people on the screen. Where those before are many, letting go of them takes long too.
pub(super) fn take(model: &mut Model, compared: Compared) -> Vec<Effect> {
    if is_late(model, &compared.ready) {
        return lay_out(model, Late::Compared(Box::new(compared)));
    }
    let Compared { ready, kept, changes } = compared;
    for kept in [&kept.proxy, &kept.webui].into_iter().flatten() {
        model.tell(Notice::error(kept.why.clone()));
    }
    // A reading that was under way while something was written may have seen half of it.
    let again = model.reading.as_ref().is_some_and(|reading| reading.again);
    model.is_behind &= again || model.is_applying() || kept != KeptHalves::default();
    model.kept = kept;
    model.freshness = Freshness::Read(ready.roster().snapshot().observed_at);
    let old = Arc::clone(model.people.roster());
    model.people.take(ready, model.now);
    model.renew_lists();
    model.changes = changes;
    let mut effects = planning::again(model);
    effects.extend(ended(model));
    effects.extend(Forgotten::People(old).forget());
    effects
}

fn failed(model: &mut Model, roster: Arc<Roster>, sentences: &[String]) -> Vec<Effect> {
    for sentence in sentences {
        model.tell(Notice::error(sentence.clone()));
    }
    model.kept = reading::failed_halves(roster.snapshot(), model.freshness.at(), &model.kept);
    match model.freshness {
        Freshness::Nothing => {
            model.people.replace(roster, model.now);
            model.renew_lists();
        }
        Freshness::Read(at) => model.freshness = Freshness::Stale(at),
        Freshness::Cached(_) | Freshness::Stale(_) => {}
    }
    ended(model)
}

/// A reading that came to nothing: what was read before stays, and the next one may begin.
pub(super) fn broken(model: &mut Model, why: &str) -> Vec<Effect> {
    let hint = format!("{} reads the servers.", model.keymap.hint(Action::Refresh));
    model.tell(Notice::error("The servers were not read").cause(why).hint(hint));
    ended(model)
}

fn ended(model: &mut Model) -> Vec<Effect> {
    super::session::arrive(model);
    let again = model.reading.take().is_some_and(|reading| reading.again);
    if again { observe(model) } else { Vec::new() }
}

/// Gives a reading up; what was read before stays.
pub(in crate::app) fn stop(model: &mut Model) -> Vec<Effect> {
    if model.reading.take().is_none() {
        return Vec::new();
    }
    let refresh = model.keymap.hint(Action::Refresh);
    let what_stays = match model.freshness {
        Freshness::Nothing => "nothing was read yet",
        _ => "what was read before stays",
    };
    let text = format!("Reading stopped; {what_stays}.");
    model.tell(Notice::info(text).hint(format!("{refresh} reads the servers.")));
    vec![Effect::StopReading(model.epoch)]
}

/// Going on reads at once where that is due by then.
pub(in crate::app) fn pause(model: &mut Model) {
    model.is_paused = !model.is_paused;
    let key = model.keymap.hint(Action::TogglePause);
    let refresh = model.keymap.hint(Action::Refresh);
    model.tell(Notice::info(if model.is_paused {
        format!("Paused: the servers are read when {refresh} says so; {key} goes on.")
    } else {
        "The servers are read by themselves again.".to_owned()
    }));
}
