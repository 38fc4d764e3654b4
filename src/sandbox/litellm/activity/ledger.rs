//! What is written down of each call: a row a day, user, key and model.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::sandbox::litellm::meter::Charge;

/// What one row counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) spend: f64,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
    pub(crate) requests: u64,
}

impl Sums {
    pub(crate) fn add(&mut self, other: &Self) {
        self.spend += other.spend;
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
        self.requests += other.requests;
    }

    pub(crate) fn tokens(&self) -> u64 {
        self.prompt_tokens + self.completion_tokens
    }

    /// The metrics, as every part of an answer has them.
    pub(crate) fn to_json(self) -> Value {
        json!({
            "spend": self.spend, "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens, "cache_read_input_tokens": 0,
            "cache_creation_input_tokens": 0, "total_tokens": self.tokens(),
            "successful_requests": self.requests, "failed_requests": 0,
            "api_requests": self.requests,
        })
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) date: Date,
    pub(crate) user_id: String,
    pub(crate) token: String,
    pub(crate) model: &'static str,
    pub(crate) team_id: Option<String>,
    pub(crate) sums: Sums,
}

impl Entry {
    /// What makes it one row.
    pub(crate) fn place(&self) -> (Date, &str, &str, &str) {
        (self.date, &self.user_id, &self.token, self.model)
    }
}

/// All rows since the start.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    rows: BTreeMap<(Date, String, String, &'static str), Entry>,
    /// Of the days before, where they are invented.
    seed: Option<u64>,
}

impl Ledger {
    /// Gives everybody a past, which follows from the seed.
    pub(crate) fn invent(&mut self, seed: u64) {
        self.seed = Some(seed);
    }

    pub(crate) fn seed(&self) -> Option<u64> {
        self.seed
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        self.rows.values().cloned()
    }

    /// Writes a call down.
    pub(crate) fn enter(&mut self, charge: &Charge) {
        let date = charge.at.to_zoned(TimeZone::UTC).date();
        let user_id = charge.user_id.clone().unwrap_or_default();
        let token = charge.token.clone().unwrap_or_default();
        let (prompt_tokens, completion_tokens) = charge.tokens;
        let sums = Sums { spend: charge.cost, prompt_tokens, completion_tokens, requests: 1 };
        let place = (date, user_id.clone(), token.clone(), charge.model);
        let row = self.rows.entry(place).or_insert_with(|| Entry {
            date,
            user_id,
            token,
            model: charge.model,
            team_id: charge.team_id.clone(),
            sums: Sums::default(),
        });
        row.sums.add(&sums);
    }
}
