//! One completion at the proxy itself, with a key that is minted for it.

use crate::engine::{Inquiry, Question, Session, Spare, spare};
use crate::plan::Plan;
use crate::plan::make;
use crate::plan::wish::{Context, ProbeWish};

/// A request that the proxy is to be asked for, after it was judged.
#[derive(Clone, Debug)]
pub struct Probing {
    /// What was asked.
    pub question: Question,
    /// What was found out.
    pub inquiry: Inquiry,
}

impl Probing {
    /// The key it is to be made with.
    ///
    /// # Errors
    /// Why there can be none: a sentence with what to do instead.
    pub async fn spare(&self, session: &Session) -> Result<Spare, String> {
        Box::pin(spare(session, &self.question, &self.inquiry)).await
    }

    /// The plan that mints the key, asks with it and deletes it.
    ///
    /// # Errors
    /// No model is named.
    pub fn plan(&self, spare: &Spare, context: &Context) -> Result<Plan, String> {
        let wish = ProbeWish {
            owner: spare.owner.clone(),
            label: self.inquiry.subject.label.clone(),
            team: spare.team.clone(),
            model: self.question.model.clone().ok_or("no model is named")?,
            customer: self.question.customer.clone(),
        };
        Ok(make::probe(&wish, context))
    }
}
