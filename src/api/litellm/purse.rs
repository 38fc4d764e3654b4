//! Organizations, tags, budget rows, and windows of keys and teams.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::customer::{BudgetTable, table_of};
use super::{Reader, Writer, terms_into};
use crate::api::decode::{self, Known, Shape};
use crate::api::http::Call;
use crate::api::listing::finish;
use crate::api::{FieldPatch, ServiceError};
use crate::domain::{
    BudgetRow, BudgetWindow, Limit, Listing, Organization, Share, Tag, Text, Usd, Window,
};

/// A row of `/organization/list`.
#[derive(Deserialize)]
struct OrganizationRow {
    organization_id: Text,
    #[serde(default, deserialize_with = "decode::text")]
    organization_alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "decode::text")]
    budget_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::record")]
    litellm_budget_table: Known<Option<BudgetTable>>,
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        let table = table_of(row.litellm_budget_table);
        Self {
            id: row.organization_id,
            alias: row.organization_alias.and_then(Text::non_blank),
            spend: row.spend,
            budget_id: row.budget_id.or_else(|| table.budget_id.clone()),
            budget: table.into(),
        }
    }
}

/// A row of `/tag/list`. One that was only ever seen on requests has no list of models.
#[derive(Deserialize)]
struct TagRow {
    name: Text,
    #[serde(default, deserialize_with = "decode::text")]
    description: Option<Text>,
    models: Option<Vec<Text>>,
    #[serde(default, deserialize_with = "decode::record")]
    litellm_budget_table: Known<Option<BudgetTable>>,
}

impl From<TagRow> for Tag {
    fn from(row: TagRow) -> Self {
        let table = table_of(row.litellm_budget_table);
        Self {
            name: row.name,
            stored: row.models.is_some(),
            description: row.description,
            models: row.models.unwrap_or_default(),
            budget_id: table.budget_id.clone(),
            budget: table.into(),
        }
    }
}

/// A row of `/budget/list`.
#[derive(Deserialize)]
struct ListedRow {
    budget_id: Text,
    #[serde(flatten)]
    table: BudgetTable,
}

impl From<ListedRow> for BudgetRow {
    fn from(row: ListedRow) -> Self {
        Self { id: row.budget_id, budget: row.table.into() }
    }
}

/// `budget_limits`: a list, the text of one, or null. What of an entry cannot be read is kept as
/// unknown, since whoever writes the list writes all of it.
pub(super) fn windows<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Known<Vec<BudgetWindow>>, D::Error> {
    decode::entries(deserializer, window)
}

fn window(entry: &Value) -> BudgetWindow {
    #[derive(Deserialize)]
    struct Max {
        #[serde(default, deserialize_with = "decode::usd")]
        max_budget: Option<Usd>,
    }
    let max = Max::deserialize(json!({"max_budget": entry["max_budget"]})).ok();
    let at = entry["reset_at"].as_str().and_then(decode::parse_moment);
    BudgetWindow {
        window: Window::from_server(entry["budget_duration"].as_str().unwrap_or_default()),
        max: max.and_then(|max| max.max_budget),
        resets_at: at.map(Into::into),
    }
}

/// As an update takes them: without when they reset, which the proxy computes. Empty takes all
/// away.
pub(super) fn windows_json(windows: &[BudgetWindow]) -> Value {
    let entry = |window: &BudgetWindow| json!({ "budget_duration": window.window.as_str(), "max_budget": window.max });
    windows.iter().map(entry).collect()
}

/// A limit and its window; what is `None` or [`FieldPatch::Keep`] stays.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TermsPatch {
    /// `max_budget`; unlimited is sent as null.
    pub max_budget: Option<Limit>,
    /// `budget_duration`; the proxy computes the reset time anew and leaves the spend.
    pub budget_duration: FieldPatch<Window>,
}

impl TermsPatch {
    fn over(&self, mut body: Value) -> Value {
        terms_into(&mut body, self.max_budget, &self.budget_duration, "max_budget");
        body
    }
}

impl Reader {
    async fn whole<W, T>(&self, what: &str, path: &[&str]) -> Result<Listing<T>, ServiceError>
    where
        W: serde::de::DeserializeOwned,
        T: From<W> + Share,
    {
        let call = Call::get(what, path).listing();
        let page = self.ask_rows::<W, T>(&call, Shape::Bare).await?;
        Ok(finish(page.rows, &page.bad, None))
    }

    /// All organizations. Without a licence the proxy answers 403.
    pub async fn organizations(&self) -> Result<Listing<Organization>, ServiceError> {
        self.whole::<OrganizationRow, _>("list organizations", &["organization", "list"]).await
    }

    /// All tags, those that were only seen on requests among them.
    pub async fn tags(&self) -> Result<Listing<Tag>, ServiceError> {
        self.whole::<TagRow, _>("list tags", &["tag", "list"]).await
    }

    /// All budget rows.
    pub async fn budget_rows(&self) -> Result<Listing<BudgetRow>, ServiceError> {
        self.whole::<ListedRow, _>("list budget rows", &["budget", "list"]).await
    }

    /// One organization, or `None` if there is none of that id.
    pub async fn organization(&self, id: &Text) -> Result<Option<Organization>, ServiceError> {
        let call = Call::get("read an organization", &["organization", "info"])
            .query("organization_id", id.raw());
        match self.ask::<OrganizationRow>(&call).await {
            Ok(row) => Ok(Some(row.into()).filter(|found: &Organization| found.id == *id)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One tag, or `None`. From the list: asked for by name, a proxy without it answers 500.
    pub async fn tag(&self, name: &Text) -> Result<Option<Tag>, ServiceError> {
        let tags = self.tags().await?;
        self.client.find_in("find a tag", tags, |tag| tag.name == *name)
    }

    /// One budget row (`/budget/info`), or `None`.
    pub async fn budget_row(&self, id: &Text) -> Result<Option<BudgetRow>, ServiceError> {
        // A read, though it is asked as a write is.
        let body = json!({ "budgets": [id.raw()] });
        let call = Call::post("read a budget row", &["budget", "info"], body);
        let read = self.ask_rows::<ListedRow, BudgetRow>(&call, Shape::Bare).await?;
        let rows = finish(read.rows, &read.bad, None);
        self.client.find_in("read a budget row", rows, |row| row.id == *id)
    }
}

impl Writer {
    /// Changes a tag's budget (`/tag/update`). Description and models are sent back as they were
    /// just read: what is not sent, the proxy empties (LiteLLM 1.106.2).
    pub async fn update_tag(&self, now: &Tag, patch: &TermsPatch) -> Result<(), ServiceError> {
        let models = now.models.iter().map(Text::raw).collect::<Vec<_>>();
        let description = now.description.as_ref().map(Text::raw);
        let body = json!({ "name": now.name.raw(), "description": description, "models": models });
        let call = Call::post("change a tag", &["tag", "update"], patch.over(body));
        self.send(call).await.map(|_| ())
    }

    /// Changes a budget row (`/budget/update`) for whoever points to it. Answers 200 for one that
    /// is not there, too, so read it first.
    pub async fn update_budget_row(
        &self,
        id: &Text,
        patch: &TermsPatch,
    ) -> Result<(), ServiceError> {
        let body = patch.over(json!({ "budget_id": id.raw() }));
        let call = Call::post("change a budget row", &["budget", "update"], body);
        self.send(call).await.map(|_| ())
    }

    /// Changes an organization (`PATCH /organization/update`); the budget is that of the row it
    /// points to.
    pub async fn update_organization(
        &self,
        id: &Text,
        patch: &TermsPatch,
    ) -> Result<(), ServiceError> {
        let body = patch.over(json!({ "organization_id": id.raw() }));
        let call = Call::patch("change an organization", &["organization", "update"], body);
        self.send(call).await.map(|_| ())
    }

    /// Sets an organization's spend. The proxy evicts nothing it has cached.
    pub async fn set_organization_spend(&self, id: &Text, spend: Usd) -> Result<(), ServiceError> {
        let body = json!({ "organization_id": id.raw(), "spend": spend });
        let what = "set an organization's spend";
        let call = Call::patch(what, &["organization", "update"], body);
        self.send(call).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[derive(Deserialize)]
    struct Holder {
        #[serde(default, deserialize_with = "windows")]
        budget_limits: Known<Vec<BudgetWindow>>,
    }

    fn known(limits: &Value) -> Option<Vec<(String, Option<i64>)>> {
        let holder = Holder::deserialize(json!({ "budget_limits": limits })).unwrap();
        let show = |w: BudgetWindow| (w.window.as_str().to_owned(), w.max.map(Usd::micros));
        Some(holder.budget_limits.read()?.into_iter().map(show).collect())
    }

    fn read(limits: &Value) -> Vec<(String, Option<i64>)> {
        known(limits).unwrap()
    }

    #[test]
    fn windows_come_as_a_list_as_its_text_or_as_nothing() {
        let list = json!([{"budget_duration": "24h", "max_budget": 5.0, "reset_at": "2026-11-22T00:00:00+00:00"}]);
        let one = [("24h".to_owned(), Some(5_000_000))];
        assert_eq!(read(&list), one);
        assert_eq!(read(&list.to_string().into()), one);
        for nothing in [json!(null), json!([]), json!("null"), json!("")] {
            assert_eq!(read(&nothing), []);
        }
        for unknown in [json!("?"), json!({}), json!(7), json!([7])] {
            assert_eq!(known(&unknown), None, "{unknown}");
        }
        // What is wrong with one is not passed over, lest a change of another take it away.
        assert_eq!(read(&json!([{"max_budget": "?"}])), [(String::new(), None)]);
    }

    #[test]
    fn windows_are_sent_without_their_times_and_none_as_an_empty_list() {
        let window = BudgetWindow {
            window: Window::from_server("7d"),
            max: Some(Usd::from_micros(20_500_000)),
            resets_at: Some(jiff::Timestamp::UNIX_EPOCH.into()),
        };
        let sent = windows_json(&[window]);
        assert_eq!(sent, json!([{"budget_duration": "7d", "max_budget": 20.5}]));
        assert_eq!(windows_json(&[]), json!([]));
    }

    #[test]
    fn an_organization_has_the_budget_of_its_row() {
        let row = json!({
            "organization_id": "o-1", "organization_alias": "Physics", "budget_id": "b-1",
            "spend": 4.5, "models": [], "members": [], "teams": [], "litellm_budget_table":
                {"budget_id": "b-1", "max_budget": 10, "budget_duration": "30d", "budget_reset_at": "2026-12-01T00:00:00Z"},
        });
        let found = Organization::from(OrganizationRow::deserialize(row).unwrap());
        assert_eq!(
            (found.label(), found.spend),
            ("Physics".into(), Some(Usd::from_micros(4_500_000)))
        );
        assert_eq!(found.budget.to_string(), "$10.00 every 30d");
        assert_eq!(found.budget_id, Some("b-1".into()));
    }

    #[test]
    fn a_tag_that_was_only_seen_is_not_stored() {
        let tag = |row: Value| Tag::from(TagRow::deserialize(row).unwrap());
        let seen =
            tag(json!({"name": "User-Agent: curl", "description": "dynamic", "models": null}));
        assert!(!seen.stored && seen.budget.limit == Limit::Unlimited);
        let stored = tag(json!({"name": "red", "description": null, "models": ["a"],
            "litellm_budget_table": {"budget_id": "b", "max_budget": 0.0}}));
        assert!(stored.stored && stored.budget.limit == Limit::Amount(Usd::ZERO));
        assert_eq!((stored.models.len(), stored.budget_id), (1, Some("b".into())));
    }
}
