//! A panic on demand, so that a test can see what it leaves of the terminal. Debug builds alone
//! have it: there `BURSAR_TEST_PANIC=loop` ends the console after its first frame, and `task` ends
//! a task beside it.

use crate::config::Env;

/// Panics where the environment says.
#[expect(clippy::panic, reason = "that is what it is for")]
pub(super) fn provoke(env: &Env) {
    let wanted = env.var("BURSAR_TEST_PANIC");
    match wanted.as_ref().and_then(|place| place.to_str()) {
        Some("loop") => panic!("the loop was told to panic"),
        Some("task") => drop(tokio::spawn(async { panic!("a task was told to panic") })),
        _ => {}
    }
}
