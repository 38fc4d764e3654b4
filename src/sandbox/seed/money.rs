//! Budgets and what is left of them: every state an operator meets.

use jiff::{SignedDuration, Timestamp};

use crate::sandbox::{
    dice::Dice,
    litellm::{Meter, duration::Window},
};

/// A budget, its window and the spend in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SeedPurse {
    pub(crate) max_budget: Option<f64>,
    pub(crate) spend: f64,
    pub(crate) duration: Option<String>,
    pub(crate) reset_at: Option<Timestamp>,
}

impl SeedPurse {
    pub(crate) fn meter(&self) -> Meter {
        Meter::of(self.spend)
    }
}

/// Four decimals are as many as anybody reads.
pub(crate) fn rounded(amount: f64) -> f64 {
    (amount * 10_000.0).round() / 10_000.0
}

/// In a hundred: 8 over, 8 near, 3 over with a reset that is late, 10 unlimited, 2 with nothing,
/// the others well within.
pub(crate) fn purse(dice: &mut Dice, now: Timestamp) -> SeedPurse {
    let limit = dice.pick(&[5.0, 10.0, 10.0, 20.0, 50.0]);
    let part = dice.fraction();
    let state = dice.below(100);
    let spent = match state {
        0..8 => limit * (1.0 + part / 2.0),
        8..16 => limit * (0.8 + part * 0.19),
        16..19 => limit * (1.0 + part),
        19..29 => part * 30.0,
        29..31 => part * 0.5,
        _ => limit * part * 0.78,
    };
    let max_budget = match state {
        19..29 => None,
        29..31 => Some(0.0),
        _ => Some(limit),
    };
    let is_late = (16..19).contains(&state);
    let duration = match dice.below(10) {
        0 if !is_late => None,
        0..4 => Some("7d"),
        _ => Some("30d"),
    };
    let reset_at = duration.and_then(Window::parse).map(|window| window.next_reset(now));
    let late_by = SignedDuration::from_mins(dice.between(20, 4_000));
    let reset_at = if is_late { now.checked_sub(late_by).ok() } else { reset_at };
    SeedPurse { max_budget, spend: rounded(spent), duration: duration.map(str::to_owned), reset_at }
}
