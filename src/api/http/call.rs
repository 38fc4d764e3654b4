//! One request, before it has a server.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::{ClientOptions, Inner};
use crate::api::Service;

/// How much is asked for.
#[derive(Clone, Copy)]
enum Extent {
    Usual,
    /// One record that may hold much.
    Large,
    /// Everybody.
    Listing,
}

/// Method, path, query and body, and in words what it is for.
#[derive(Clone)]
pub(in crate::api) struct Call {
    operation: String,
    method: Method,
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    actor: Option<HeaderValue>,
    extent: Extent,
    is_question: bool,
    is_optional: bool,
    secrets: Vec<SecretString>,
}

impl Call {
    pub(in crate::api) fn get(operation: impl Into<String>, path: &[&str]) -> Self {
        Self::new(Method::GET, operation.into(), path)
    }

    pub(in crate::api) fn post(operation: impl Into<String>, path: &[&str], body: Value) -> Self {
        let mut call = Self::new(Method::POST, operation.into(), path);
        call.body = Some(body);
        call
    }

    pub(in crate::api) fn patch(operation: impl Into<String>, path: &[&str], body: Value) -> Self {
        let mut call = Self::new(Method::PATCH, operation.into(), path);
        call.body = Some(body);
        call
    }

    fn new(method: Method, operation: String, path: &[&str]) -> Self {
        let path = path.iter().map(|&segment| segment.to_owned()).collect();
        let (query, body, actor, secrets) = (Vec::new(), None, None, Vec::new());
        Self {
            operation,
            method,
            path,
            query,
            body,
            actor,
            extent: Extent::Usual,
            is_question: false,
            is_optional: false,
            secrets,
        }
    }

    pub(in crate::api) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Names the person who asks (`litellm-changed-by`), for the proxy's own audit log.
    pub(in crate::api) fn actor(mut self, actor: Option<&HeaderValue>) -> Self {
        self.actor = actor.cloned();
        self
    }

    /// Says that its body holds this: it is kept out of errors and of the request log.
    pub(in crate::api) fn hiding(mut self, secret: &SecretString) -> Self {
        self.secrets.push(secret.clone());
        self
    }

    /// Says that it lists everybody: it gets the longer deadline and the larger answer.
    pub(in crate::api) fn listing(mut self) -> Self {
        self.extent = Extent::Listing;
        self
    }

    /// Gives it the larger answer alone: one record that may hold much.
    pub(in crate::api) fn large(mut self) -> Self {
        self.extent = Extent::Large;
        self
    }

    /// Says that it asks a model: a refusal in JSON is an answer, too, and the body is not kept.
    pub(in crate::api) fn question(mut self) -> Self {
        self.is_question = true;
        self
    }

    /// Says that there may be no such record: that is then an answer, and no failure to be looked into.
    pub(in crate::api) fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    pub(super) fn is_optional(&self) -> bool {
        self.is_optional
    }

    pub(super) fn is_question(&self) -> bool {
        self.is_question
    }

    pub(in crate::api) fn operation(&self) -> &str {
        &self.operation
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    pub(super) fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    pub(super) fn actor_name(&self) -> Option<&str> {
        self.actor.as_ref().and_then(|actor| actor.to_str().ok())
    }

    pub(super) fn secrets(&self) -> &[SecretString] {
        &self.secrets
    }

    pub(super) fn deadline(&self, options: &ClientOptions) -> Duration {
        match self.extent {
            Extent::Usual | Extent::Large => options.deadline,
            Extent::Listing => options.listing_deadline,
        }
    }

    pub(super) fn most_bytes(&self, options: &ClientOptions) -> usize {
        match self.extent {
            Extent::Usual => options.max_response_bytes,
            Extent::Large | Extent::Listing => options.max_listing_bytes,
        }
    }

    /// The URL below `base`, whose own path is kept. `None` when a segment would be swallowed:
    /// the URL standard resolves `.` and `..` even when they are pushed as one segment, and an
    /// empty one would name the collection instead of the record.
    pub(super) fn url(&self, base: &Url) -> Option<Url> {
        let inner = self.path.len().saturating_sub(1);
        let is_swallowed = |(index, segment): (usize, &String)| {
            segment == "." || segment == ".." || (segment.is_empty() && index != inner)
        };
        if self.path.iter().enumerate().any(is_swallowed) {
            return None;
        }
        let mut url = base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(&self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
            // A plus is a blank in forms alone; gateways pass it on as a plus.
            let query = url.query().map(|query| query.replace('+', "%20"));
            url.set_query(query.as_deref());
        }
        Some(url)
    }

    pub(super) fn request(
        &self,
        inner: &Inner,
        url: Url,
        credential: Option<&SecretString>,
    ) -> Result<reqwest::Request, String> {
        let Inner { http, options, service, .. } = inner;
        let mut request = http.request(self.method.clone(), url);
        request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in &options.headers {
            let value = secret_value(value.expose_secret(), &format!("the header {name}"))?;
            request = request.header(header_name(name)?, value);
        }
        if let Some(secret) = credential {
            let secret = secret.expose_secret().trim();
            let (name, value) = match (&options.key_header, service) {
                (None, _) => (AUTHORIZATION, format!("Bearer {secret}")),
                // `get_bearer_token` takes nothing else (LiteLLM 1.106.2).
                (Some(name), Service::Proxy) => (header_name(name)?, format!("Bearer {secret}")),
                // `CUSTOM_API_KEY_HEADER` holds the key alone (Open WebUI 0.12.4).
                (Some(name), Service::Webui) => (header_name(name)?, secret.to_owned()),
            };
            request = request.header(name, secret_value(&value, "the credential")?);
        }
        if let Some(actor) = &self.actor {
            request = request.header(HeaderName::from_static("litellm-changed-by"), actor);
        }
        if let Some(body) = &self.body {
            request = request.json(body);
        }
        request.build().map_err(|error| error.without_url().to_string())
    }
}

fn header_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_invalid| "a header of the profile has a name that no header can have".to_owned())
}

fn secret_value(value: &str, what: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_invalid| format!("{what} holds characters no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://h", &["user", "list"], "http://h/user/list")]
    #[case("http://h/", &["user", "list"], "http://h/user/list")]
    #[case("https://h/llm", &["user", "list"], "https://h/llm/user/list")]
    #[case("https://h/llm/", &["api", "users", ""], "https://h/llm/api/users/")]
    #[case("https://h", &["key", "a/b?c#d", "reset"], "https://h/key/a%2Fb%3Fc%23d/reset")]
    fn paths_go_below_the_base(#[case] base: &str, #[case] path: &[&str], #[case] url: &str) {
        let base = base.parse().unwrap();
        assert_eq!(Call::get("test", path).url(&base).unwrap().as_str(), url);
    }

    #[rstest]
    #[case("ana b+c", "ana%20b%2Bc")]
    #[case("100%20&page=2#x", "100%2520%26page%3D2%23x")]
    #[case(" ä/?=;,", "%20%C3%A4%2F%3F%3D%3B%2C")]
    #[case("", "")]
    fn an_id_in_a_query_is_data(#[case] id: &str, #[case] sent: &str) {
        let base = "http://h".parse().unwrap();
        let url = Call::get("test", &["user"]).query("user_id", id).url(&base).unwrap();
        assert_eq!(url.query(), Some(format!("user_id={sent}").as_str()));
        let read: Vec<_> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
        assert_eq!(read, [id]);
    }

    proptest::proptest! {
        #[test]
        fn any_id_comes_back_from_path_and_query_as_it_is(id in ".+") {
            let base = "http://h/llm".parse().unwrap();
            let call = Call::get("test", &["key", &id, "x"]).query("id", id.as_str());
            let Some(url) = call.url(&base) else {
                proptest::prop_assert!(id == "." || id == "..");
                return Ok(());
            };
            let (_, value) = url.query_pairs().next().unwrap();
            proptest::prop_assert_eq!(value, id.as_str());
            proptest::prop_assert_eq!(url.path_segments().unwrap().count(), 4);
        }
    }

    #[rstest]
    #[case(&["users", ".."])]
    #[case(&["users", "", "groups"])]
    #[case(&["users", ".", "groups"])]
    fn an_id_that_would_change_the_path_is_refused(#[case] path: &[&str]) {
        assert_eq!(Call::get("test", path).url(&"http://h".parse().unwrap()), None);
    }
}
