//! The invented past of an invented organisation: who works when, with which model, and at what
//! cost. Nothing of it is stored: a day of a user follows from the seed, the id and the date, so
//! that a hundred thousand people cost nothing until somebody asks.

use std::collections::HashMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::ledger::{Entry, Sums};
use crate::sandbox::{
    dice::Dice,
    litellm::state::{Key, State, User},
};

/// How far back anybody remembers.
const DAYS: i64 = 90;

/// A call's cost and tokens, as they come on the average.
const USUAL: [(&str, f64, u64); 2] = [("gpt-4o", 0.012, 1_400), ("gpt-4o-mini", 0.001, 1_100)];

/// Adds the past of that user, or of everybody, in those days.
pub(super) fn invented(
    state: &State,
    seed: u64,
    first: Date,
    last: Date,
    user_id: Option<&str>,
    into: &mut Vec<Entry>,
) {
    let now = state.clock.now().to_zoned(TimeZone::UTC);
    let today = now.date();
    let oldest = today.checked_sub((DAYS - 1).days()).unwrap_or(today);
    let (first, last) = (first.max(oldest), last.min(today));
    let passed = f64::from(i32::from(now.hour()) * 60 + i32::from(now.minute())) / 1_440.0;
    let mut keys: HashMap<&str, Vec<&Key>> = HashMap::new();
    for key in state.keys.values() {
        if let Some(owner) = key.user_id.as_deref().filter(|id| user_id.is_none_or(|u| u == *id)) {
            keys.entry(owner).or_default().push(key);
        }
    }
    let wanted = |user: &&User| user_id.is_none_or(|id| id == user.user_id);
    for user in state.users.values().filter(wanted) {
        let Some(keys) = keys.get(user.user_id.as_str()) else { continue };
        let habit = Habit::of(user, seed);
        for date in first.series(1.day()).take_while(|date| *date <= last) {
            let share = if date == today { passed } else { 1.0 };
            habit.day(user, keys, date, share, into);
        }
    }
}

/// How somebody works.
struct Habit {
    /// What all of theirs is thrown from.
    seed: u64,
    /// In a hundred working days, on how many.
    presence: usize,
    /// What a day costs on the average, in dollars.
    usual: f64,
    /// How much of that the better model takes.
    better: f64,
}

impl Habit {
    fn of(user: &User, seed: u64) -> Self {
        let seed = user.user_id.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let mut dice = Dice::new(seed);
        let presence = dice.pick(&[0, 10, 35, 60, 60, 80, 95]);
        // So that a month comes to about what the budget's spend says.
        let usual = user.spend.written().max(0.2) / 14.0;
        let only_cheap = user.models.iter().any(|model| model == "gpt-4o-mini");
        let better = if only_cheap { 0.0 } else { 0.4 + dice.fraction() / 2.0 };
        Self { seed, presence, usual, better }
    }

    fn day(&self, user: &User, keys: &[&Key], date: Date, share: f64, into: &mut Vec<Entry>) {
        let number = i64::from(date.year()) * 400 + i64::from(date.day_of_year());
        let mut dice = Dice::new(self.seed ^ number.unsigned_abs().wrapping_mul(0x9E37_79B9));
        let rests = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let presence = if rests { self.presence / 5 } else { self.presence };
        let key = dice.pick(&(0..keys.len()).collect::<Vec<_>>());
        let key = keys.get(key).filter(|key| is_before(key.created_at, date));
        let (Some(key), true) = (key, dice.chance(presence)) else { return };
        // Most days are small, a few are large.
        let spent = self.usual * share * dice.fraction() * dice.pick(&[0.6, 1.0, 1.4, 4.0]);
        for (part, (model, cost, tokens)) in [self.better, 1.0 - self.better].into_iter().zip(USUAL)
        {
            let requests = count(spent * part / cost);
            let sums = Sums {
                spend: requests as f64 * cost,
                prompt_tokens: requests * tokens * 3 / 4,
                completion_tokens: requests * tokens / 4,
                requests,
            };
            if requests > 0 {
                into.push(Entry {
                    date,
                    user_id: user.user_id.clone(),
                    token: key.token.clone(),
                    model,
                    team_id: key.team_id.clone(),
                    sums,
                });
            }
        }
    }
}

fn is_before(moment: Timestamp, date: Date) -> bool {
    moment.to_zoned(TimeZone::UTC).date() <= date
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is small and positive"
)]
fn count(number: f64) -> u64 {
    number.round() as u64
}
