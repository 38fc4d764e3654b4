//! Who spent most: told by the newest proxies (`/aggregated/users`, LiteLLM ≥ 1.109), else added
//! up from their keys, by the cheapest endpoint there is.

use super::wire::{ActivityPage, By, KeyPage, KeysRow, UserPage};
use super::{Reader, call, is_missing};
use crate::api::ServiceError;
use crate::api::listing::Progress;
use crate::domain::activity::{Days, Missing, Spender, Spenders, Subject};

/// On a page of users or keys: the most the proxy gives.
const PAGE: usize = 100;

/// Users read at most: nobody reads further down.
const MOST_USERS: usize = 500;

/// Keys read at most, to be added up by owner.
const MOST_KEYS: usize = 1_000;

const OPERATION: &str = "read who spent most";

impl Reader {
    /// Those who spent most in these days: users, or of one user the keys.
    pub async fn spenders(
        &self,
        subject: &Subject,
        range: Days,
        progress: Option<Progress<'_>>,
    ) -> Result<Spenders, ServiceError> {
        if *subject == Subject::Everybody {
            match self.ranked_users(range).await {
                Err(error) if is_missing(&error) => {}
                ranked => return ranked,
            }
        }
        match self.ranked_keys(subject, range, progress).await {
            Err(error) if is_missing(&error) => {}
            ranked => return ranked,
        }
        let by = by(subject);
        let most = MOST_KEYS.to_string();
        let aggregated = call(OPERATION, subject, range, &["aggregated"]);
        match self.ask::<ActivityPage<KeysRow>>(&aggregated.query("api_key_limit", most)).await {
            Ok(answer) => {
                let of = answer.keys().unwrap_or_default();
                let rows = answer.rows().flat_map(|row| row.spenders(by));
                Ok(Spenders::of(range, rows, missing(MOST_KEYS as u64, of)))
            }
            Err(error) if is_missing(&error) => {
                let mut rows: Vec<Spender> = Vec::new();
                let take = |answer: ActivityPage<KeysRow>| {
                    rows.extend(answer.rows().flat_map(|row| row.spenders(by)));
                };
                self.activity_pages(subject, range, progress, take).await?;
                Ok(Spenders::of(range, rows, Missing::Nothing))
            }
            Err(error) => Err(error),
        }
    }

    async fn ranked_users(&self, range: Days) -> Result<Spenders, ServiceError> {
        let below = ["aggregated", "users"];
        let (mut rows, mut read, mut of) = (Vec::new(), 0, 0);
        while read < MOST_USERS {
            let call = call(OPERATION, &Subject::Everybody, range, &below)
                .query("offset", read.to_string())
                .query("limit", PAGE.to_string());
            let page: UserPage = self.ask(&call).await?;
            let got = page.len();
            read += got;
            of = page.total_users.unwrap_or(0);
            rows.extend(page.spenders());
            if got < PAGE {
                break;
            }
        }
        let missing = if of > read as u64 { Missing::Users { of } } else { Missing::Nothing };
        Ok(Spenders::of(range, rows, missing))
    }

    async fn ranked_keys(
        &self,
        subject: &Subject,
        range: Days,
        progress: Option<Progress<'_>>,
    ) -> Result<Spenders, ServiceError> {
        let (mut rows, mut read, mut of) = (Vec::new(), 0, 0);
        while read < MOST_KEYS {
            let call = call(OPERATION, subject, range, &["aggregated", "keys"])
                .query("offset", read.to_string())
                .query("limit", PAGE.to_string());
            let page: KeyPage = self.ask(&call).await?;
            let got = page.len();
            read += got;
            of = page.total_api_keys.unwrap_or(0);
            rows.extend(page.spenders(by(subject)));
            if let Some(progress) = progress {
                let all = usize::try_from(of).unwrap_or(MOST_KEYS).min(MOST_KEYS);
                progress(read, all.max(read));
            }
            if got < PAGE {
                break;
            }
        }
        Ok(Spenders::of(range, rows, missing(read as u64, of)))
    }
}

fn by(subject: &Subject) -> By {
    match subject {
        Subject::User(_) | Subject::Key(_) => By::Key,
        Subject::Everybody | Subject::Team(_) => By::Owner,
    }
}

fn missing(read: u64, of: u64) -> Missing {
    if of > read { Missing::Keys { read, of } } else { Missing::Nothing }
}
