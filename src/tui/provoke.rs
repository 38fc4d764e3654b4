//! A panic on demand, so that a test can see what it leaves of the terminal. Debug builds alone
//! have it: there `BURSAR_TEST_PANIC=loop` ends the console after its first frame, `reading` ends the
//! task that reads the servers, and `apply` the one that applies a plan, at its first change.

use crate::config::Env;

/// Panics where the environment says so of this place.
pub(super) fn provoke(env: &Env, place: &str) {
    let wanted = env.var("BURSAR_TEST_PANIC");
    let is_wanted = wanted.as_ref().is_some_and(|wanted| wanted.to_str() == Some(place));
    assert!(!is_wanted, "the {place} was told to panic");
}
