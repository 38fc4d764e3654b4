//! Readings of the servers: asked for, reported on, taken in, stopped.

use std::sync::Arc;

use jiff::Timestamp;

use crate::app::reading::{self, Halves, KeptHalves};
use crate::app::{Action, Effect, Freshness, Model, Notice, Reading, Session};
use crate::roster::Roster;

/// Asks for a reading; while one is under way, remembers that another is wanted.
pub(super) fn observe(model: &mut Model) -> Vec<Effect> {
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
    if minute(now) != minute(model.now) {
        model.people.recount(now);
    }
    model.now = now;
    if !model.is_refresh_due() {
        return Vec::new();
    }
    let effects = observe(model);
    if let Some(reading) = &mut model.reading {
        reading.is_quiet = true;
    }
    effects
}

/// A reading that saw nothing of any server leaves the last people on the screen; one that saw a
/// half of them is joined with the other half as it was.
pub(super) fn observed(model: &mut Model, roster: Arc<Roster>) -> Vec<Effect> {
    if let Some(sentences) = reading::total_failure(&roster) {
        return failed(model, roster, &sentences);
    }
    let old = model.people.roster();
    let read_at = model.freshness.at();
    let kept = reading::halves_to_keep(roster.snapshot(), old.snapshot(), read_at, &model.kept);
    if kept == KeptHalves::default() {
        return take(model, roster, kept);
    }
    let halves = Halves { new: roster, old: Arc::clone(old), kept };
    vec![Effect::KeepLastGood(model.epoch, Box::new(halves))]
}

/// Puts new people on the screen. Where those before are many, letting go of them takes long too.
pub(super) fn take(model: &mut Model, roster: Arc<Roster>, kept: KeptHalves) -> Vec<Effect> {
    for kept in [&kept.proxy, &kept.webui].into_iter().flatten() {
        model.tell(Notice::error(kept.why.clone()));
    }
    model.kept = kept;
    model.freshness = Freshness::Read(roster.snapshot().observed_at);
    model.people.replace(roster, model.now);
    ended(model)
}

fn failed(model: &mut Model, roster: Arc<Roster>, sentences: &[String]) -> Vec<Effect> {
    for sentence in sentences {
        model.tell(Notice::error(sentence.clone()));
    }
    model.kept = reading::failed_halves(roster.snapshot(), model.freshness.at(), &model.kept);
    match model.freshness {
        Freshness::Nothing => model.people.replace(roster, model.now),
        Freshness::Read(at) => model.freshness = Freshness::Stale(at),
        Freshness::Cached(_) | Freshness::Stale(_) => {}
    }
    ended(model)
}

fn ended(model: &mut Model) -> Vec<Effect> {
    super::session::arrive(model);
    let again = model.reading.take().is_some_and(|reading| reading.again);
    if again { observe(model) } else { Vec::new() }
}

/// Gives a reading up; what was read before stays.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
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
