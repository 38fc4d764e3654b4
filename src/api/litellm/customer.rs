//! Customers, LiteLLM's *end users*.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::json;

use super::{PAGE, Reader, Writer};
use crate::api::ServiceError;
use crate::api::decode::{self, Known, Mended, Page, Shape};
use crate::api::http::Call;
use crate::api::listing::{MOST_PAGES, Progress, finish};
use crate::domain::{Budget, Customer, Limit, Listing, Moment, Text, Usd, Window};

/// A row of `/customer/list`.
#[derive(Deserialize)]
struct CustomerRow {
    user_id: Text,
    #[serde(default, deserialize_with = "decode::text")]
    alias: Option<Text>,
    #[serde(default, deserialize_with = "decode::flag")]
    blocked: Known<bool>,
    #[serde(default, deserialize_with = "decode::usd")]
    spend: Option<Usd>,
    #[serde(default, deserialize_with = "decode::record")]
    litellm_budget_table: Known<Option<BudgetTable>>,
    #[serde(default, deserialize_with = "decode::text")]
    budget_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::names")]
    models: Known<Vec<Text>>,
}

/// The budget row that a customer or a member of a team points to; others may point to the same.
#[derive(Deserialize, Default)]
pub(super) struct BudgetTable {
    #[serde(default, deserialize_with = "decode::text")]
    pub(super) budget_id: Option<Text>,
    #[serde(default, deserialize_with = "decode::limit")]
    max_budget: Limit,
    #[serde(default, deserialize_with = "decode::word")]
    budget_duration: Option<Text>,
    #[serde(default, deserialize_with = "decode::moment")]
    budget_reset_at: Option<Moment>,
}

impl From<BudgetTable> for Budget {
    fn from(row: BudgetTable) -> Self {
        Self {
            limit: row.max_budget,
            window: row.budget_duration.map(|word| Window::from_server(word.raw())),
            resets_at: row.budget_reset_at,
        }
    }
}

/// What is there in its place where the row cannot be read.
pub(super) fn table_of(table: Known<Option<BudgetTable>>) -> BudgetTable {
    let unread = || BudgetTable { max_budget: Limit::Unknown, ..BudgetTable::default() };
    table.read().map_or_else(unread, Option::unwrap_or_default)
}

impl From<CustomerRow> for Customer {
    fn from(row: CustomerRow) -> Self {
        Self {
            id: row.user_id,
            alias: row.alias,
            blocked: row.blocked.read(),
            spend: row.spend,
            budget: table_of(row.litellm_budget_table).into(),
            budget_id: row.budget_id,
            models: row.models.read(),
        }
    }
}

/// What to change of a customer. What is `None` stays.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CustomerPatch {
    /// `max_budget`: edits the budget row the customer points to, for whoever shares it, and makes
    /// one where there is none. The proxy drops a zero, and null changes nothing.
    pub max_budget: Option<Usd>,
    /// `models` (≥ 1.106).
    pub models: Option<Vec<Text>>,
}

impl Reader {
    /// One customer, or `None` if there is none of that id.
    pub async fn customer(&self, id: &Text) -> Result<Option<Customer>, ServiceError> {
        let call = Call::get("read a customer", &["customer", "info"])
            .query("end_user_id", id.raw())
            .optional();
        match self.ask::<Mended<CustomerRow>>(&call).await {
            Ok(Mended(row)) => {
                Ok(Some(row.into()).filter(|customer: &Customer| customer.id == *id))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All customers. Up to LiteLLM 1.106 `/customer/list` gives everybody at once and ignores the
    /// page; 1.109.1 gives pages (50 to whoever asks for none) without a total. So: ask for pages,
    /// and stop at one that is short, too long to be one, or has nothing new.
    pub async fn customers(
        &self,
        progress: Option<Progress<'_>>,
    ) -> Result<Listing<Customer>, ServiceError> {
        let mut customers = Vec::new();
        let mut bad = Vec::new();
        let mut seen = HashSet::new();
        for page in 1.. {
            let read = match self.customer_page(page).await {
                Ok(read) => read,
                Err(error) if page == 1 => return Err(error),
                Err(error) => {
                    let read = customers.len();
                    let problem = format!("{read} customers were read, then: {error}");
                    return Ok(finish(customers, &bad, Some(problem)));
                }
            };
            let (rows, before) = (read.rows.len() + read.bad.len(), customers.len());
            for customer in read.rows {
                if seen.insert(customer.id.clone()) {
                    customers.push(customer);
                }
            }
            let is_repeated = rows > 0 && customers.len() == before && page > 1;
            if !is_repeated {
                bad.extend(read.bad);
            }
            if let Some(progress) = progress {
                progress(customers.len(), customers.len());
            }
            if rows != PAGE || is_repeated {
                break;
            }
            if page >= MOST_PAGES {
                let problem = format!("more than {} customers are not read", customers.len());
                return Ok(finish(customers, &bad, Some(problem)));
            }
        }
        Ok(finish(customers, &bad, None))
    }

    async fn customer_page(&self, page: usize) -> Result<Page<Customer>, ServiceError> {
        let call = Call::get("list customers", &["customer", "list"])
            .query("page_size", PAGE.to_string())
            .query("page", page.to_string())
            .listing();
        self.ask_rows::<CustomerRow, _>(&call, Shape::Bare).await
    }
}

impl Writer {
    /// Changes a customer (`/customer/update`).
    pub async fn update_customer(
        &self,
        id: &Text,
        patch: &CustomerPatch,
    ) -> Result<(), ServiceError> {
        let mut body = json!({ "user_id": id.raw() });
        if let Some(amount) = patch.max_budget {
            body["max_budget"] = json!(amount);
        }
        if let Some(models) = &patch.models {
            body["models"] = json!(models.iter().map(Text::raw).collect::<Vec<_>>());
        }
        let call = Call::post("change a customer", &["customer", "update"], body);
        self.send(call).await.map(|_| ())
    }
}
