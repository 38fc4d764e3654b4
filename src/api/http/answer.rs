//! A whole answer, read within the size limit.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use url::Url;

use super::call::Call;
use super::connect::host_of;
use super::failure::Failure;
use super::room::Room;

/// What is set aside before the body comes: a length that is announced is only a claim.
const FIRST_ALLOCATION: usize = 1024 * 1024;

/// What is read of an answer that is no success: enough for its words.
const MOST_OF_A_REFUSAL: usize = 256 * 1024;

/// Status, the few headers that matter, and the body.
pub(in crate::api) struct RawAnswer {
    pub(in crate::api) status: u16,
    pub(in crate::api) body: Vec<u8>,
    content_type: String,
    location: Option<String>,
    pub(in crate::api) retry_after: Option<Duration>,
    /// When it was answered, by the server's clock.
    pub(in crate::api) date: Option<Timestamp>,
    /// The room its body takes, given back with it.
    room: Room,
}

/// Reads the body by chunks, and stops at the limit; of a refusal only the beginning is read.
pub(super) async fn read(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<RawAnswer, Failure> {
    let status = response.status().as_u16();
    let is_refusal = !response.status().is_success();
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if !is_refusal && announced.is_some_and(|length| length > limit) {
        return Err(Failure::TooLarge { status, limit });
    }
    let mut answer = RawAnswer {
        status,
        body: Vec::with_capacity(announced.unwrap_or_default().min(FIRST_ALLOCATION)),
        content_type: header(response.headers(), CONTENT_TYPE.as_str()).unwrap_or_default(),
        location: header(response.headers(), LOCATION.as_str()),
        retry_after: retry_after(response.headers(), Timestamp::now()),
        date: header(response.headers(), DATE.as_str()).and_then(|sent| date(&sent)),
        room: Room::default(),
    };
    loop {
        let chunk = response.chunk().await.map_err(|error| {
            let error = error.without_url();
            Failure::Body { status, error }
        })?;
        let Some(chunk) = chunk else { return Ok(answer) };
        if is_refusal && answer.body.len() + chunk.len() > MOST_OF_A_REFUSAL {
            let fits = MOST_OF_A_REFUSAL - answer.body.len();
            answer.body.extend_from_slice(chunk.get(..fits).unwrap_or_default());
            return Ok(answer);
        }
        if answer.body.len() + chunk.len() > limit {
            return Err(Failure::TooLarge { status, limit });
        }
        if !answer.room.take(chunk.len()) || answer.body.try_reserve(chunk.len()).is_err() {
            return Err(Failure::NoRoom { status });
        }
        answer.body.extend_from_slice(&chunk);
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// How long the server asks to wait: seconds, or a date, which counts from the server's own where it
/// gives one (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let asked = header(headers, RETRY_AFTER.as_str())?;
    let asked = asked.trim();
    if let Ok(seconds) = asked.parse::<f64>() {
        // More than a `Duration` holds is asked for by no server that means it.
        return (seconds >= 0.0)
            .then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let from = header(headers, DATE.as_str()).and_then(|sent| date(&sent)).unwrap_or(now);
    Some(date(asked)?.duration_since(from).try_into().unwrap_or_default())
}

fn date(text: &str) -> Option<Timestamp> {
    Some(rfc2822::parse(text).ok()?.timestamp())
}

impl RawAnswer {
    pub(in crate::api) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// By its content type: Open WebUI answers unknown paths with 200 and a page of HTML.
    pub(in crate::api) fn is_json(&self) -> bool {
        let essence = self.content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
    }

    pub(in crate::api) fn is_html(&self) -> bool {
        self.content_type.trim_start().starts_with("text/html")
    }

    /// Where a redirect points: host alone, as paths and queries may hold secrets; and whether the
    /// path there is another than that of `call`, but for slashes and what stands before it.
    pub(super) fn redirect_target(&self, base: &Url, call: &Call) -> Option<(String, bool)> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        let anywhere: Url = "http://h".parse().ok()?;
        let asked = call.url(&anywhere)?;
        let asked = asked.path().trim_end_matches('/');
        let target = self.location.as_deref().and_then(|location| base.join(location).ok());
        Some(target.map_or_else(
            || ("an unnamed place".to_owned(), false),
            |url| {
                let is_elsewhere = !url.path().trim_end_matches('/').ends_with(asked);
                (format!("{}://{}", url.scheme(), host_of(&url)), is_elsewhere)
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("7", None, Some(7))]
    #[case(" 7 ", None, Some(7))]
    #[case("0", None, Some(0))]
    #[case("-1", None, None)]
    #[case("NaN", None, None)]
    #[case("soon", None, None)]
    #[case("Tue, 01 Dec 2026 08:00:30 GMT", None, Some(30))]
    #[case("Tue, 01 Dec 2026 07:59:00 GMT", None, Some(0))]
    // The server's clock is an hour behind ours.
    #[case("Tue, 01 Dec 2026 07:00:05 GMT", Some("Tue, 01 Dec 2026 07:00:00 GMT"), Some(5))]
    fn how_long_to_wait_is_read_in_either_form(
        #[case] asked: &str,
        #[case] date: Option<&str>,
        #[case] seconds: Option<u64>,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, asked.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        let now = "2026-12-01T08:00:00Z".parse().unwrap();
        assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs));
    }
}
