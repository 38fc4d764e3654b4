//! The daily activity: what was spent on each day, by model, and who spent most.
//!
//! The proxy's answers over all days (`/aggregated`, LiteLLM ≥ 1.77) come whole; those of older
//! ones come in pages of rows, and a day may be split over two. Keys are asked for as few as can
//! be where they are not wanted: each day repeats them under every model and provider.

mod ranking;
mod wire;

use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;

use super::Reader;
use crate::api::http::Call;
use crate::api::listing::{MOST_PAGES, Progress};
use crate::api::{ErrorKind, ServiceError};
use crate::domain::activity::{Activity, Day, Days, Subject};
use wire::{ActivityPage, DayRow};

/// Rows on a page: the most the proxy gives.
const ROWS: &str = "1000";

impl Reader {
    /// The activity of these days. `progress` is told of pages, where there are several.
    pub async fn activity(
        &self,
        subject: &Subject,
        range: Days,
        progress: Option<Progress<'_>>,
    ) -> Result<Activity, ServiceError> {
        let call = call("read the daily activity", subject, range, &["aggregated"]);
        match self.ask::<ActivityPage<DayRow>>(&call.query("api_key_limit", "1")).await {
            Ok(answer) => Ok(Activity::of(range, days(answer), 1)),
            Err(error) if is_missing(&error) => {
                let mut all = Vec::new();
                let take = |answer: ActivityPage<DayRow>| all.extend(days(answer));
                let pages = self.activity_pages(subject, range, progress, take).await?;
                Ok(Activity::of(range, all, pages))
            }
            Err(error) => Err(error),
        }
    }

    /// Every page of the rows, the first alone (it tells how many there are); says how many.
    async fn activity_pages<R: DeserializeOwned>(
        &self,
        subject: &Subject,
        range: Days,
        progress: Option<Progress<'_>>,
        mut take: impl FnMut(ActivityPage<R>),
    ) -> Result<usize, ServiceError> {
        let fetch = async |page: usize| {
            let call = call("read the daily activity", subject, range, &[]);
            let call = call.query("page", page.to_string()).query("page_size", ROWS);
            self.ask::<ActivityPage<R>>(&call).await
        };
        let tell = |done, total| progress.into_iter().for_each(|progress| progress(done, total));
        let first = fetch(1).await?;
        let last = first.pages().clamp(1, MOST_PAGES);
        take(first);
        tell(1, last);
        let mut rest = stream::iter(2..=last).map(fetch).buffered(self.in_flight().max(1));
        let mut done = 1;
        while let Some(answer) = rest.next().await {
            take(answer?);
            done += 1;
            tell(done, last);
        }
        Ok(last)
    }
}

fn days(answer: ActivityPage<DayRow>) -> impl Iterator<Item = Day> {
    answer.rows().filter_map(DayRow::day)
}

/// A team has an endpoint of its own; keys and users are filters of the other.
fn call(operation: &str, subject: &Subject, range: Days, below: &[&str]) -> Call {
    let (root, filter) = match subject {
        Subject::Team(_) => ("team", "team_ids"),
        Subject::Key(_) => ("user", "api_key"),
        Subject::User(_) | Subject::Everybody => ("user", "user_id"),
    };
    let path = [&[root, "daily", "activity"], below].concat();
    let call = Call::get(operation, &path)
        .query("start_date", range.first.to_string())
        .query("end_date", range.last.to_string())
        .listing();
    match subject.id() {
        Some(id) => call.query(filter, id),
        None => call,
    }
}

/// An older proxy has no such endpoint; another error would be the same at the next.
fn is_missing(error: &ServiceError) -> bool {
    matches!(error.kind(), ErrorKind::NoEndpoint | ErrorKind::NotFound)
}
