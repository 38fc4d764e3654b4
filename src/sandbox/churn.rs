//! A busy server: people who spend while one looks on.

use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::time::{MissedTickBehavior, interval};

use super::http::Shared;
use super::litellm::state::State;

/// In how many steps a second's spending comes.
const STEPS: u32 = 10;

/// What one person spends at a time, in dollars.
const CENT: f64 = 0.01;

/// Lets so many people a second spend a cent each, all in turn, far apart in the listing.
pub(super) fn start(runtime: &Runtime, proxy: &Shared<State>, people_a_second: u32) {
    if people_a_second == 0 {
        return;
    }
    let proxy = proxy.clone();
    let mut ids: Vec<String> = proxy.lock().users.keys().cloned().collect();
    ids.sort_unstable_by_key(|id| scattered(id));
    runtime.spawn(async move {
        let mut ids = ids.iter().cycle();
        let mut steps = interval(Duration::from_secs(1) / STEPS);
        // A step that comes late was held up by an answer; those who wait for it spend then.
        steps.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut left = 0;
        loop {
            steps.tick().await;
            left += people_a_second;
            let mut state = proxy.lock();
            for id in ids.by_ref().take((left / STEPS) as usize) {
                if let Some(user) = state.users.get_mut(id) {
                    user.spend.set(user.spend.written() + CENT);
                }
            }
            left %= STEPS;
        }
    });
}

/// The same order in every run, unlike that of any listing.
fn scattered(id: &str) -> u64 {
    id.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
