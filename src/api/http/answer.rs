//! A whole answer, read within the size limit.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use url::Url;

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
        retry_after: header(response.headers(), RETRY_AFTER.as_str())
            .and_then(|seconds| seconds.parse().ok())
            .map(Duration::from_secs),
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

    /// Where a redirect points: host alone, as paths and queries may hold secrets.
    pub(super) fn redirect_target(&self, base: &Url) -> Option<String> {
        if !(300..400).contains(&self.status) {
            return None;
        }
        let target = self.location.as_deref().and_then(|location| base.join(location).ok());
        Some(target.map_or_else(
            || "an unnamed place".to_owned(),
            |url| format!("{}://{}", url.scheme(), host_of(&url)),
        ))
    }
}
