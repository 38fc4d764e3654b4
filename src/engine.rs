//! What talks to the servers on behalf of a profile: observe everybody, apply a plan.
//!
//! [`apply()`] is the only code of the program that writes to a server. It re-reads the touched
//! record, refuses a change whose precondition is gone, writes once, reads back, and journals the
//! intent before and the outcome after. Knows no terminal.

pub mod activity;
pub mod apply;
pub mod ask;
pub mod bulk;
pub mod cache;
pub mod grants;
pub mod ground;
pub mod inquire;
pub mod observe;
pub mod presence;
pub mod purses;
pub mod reveal;
pub mod session;
pub mod settle;
pub mod verb;

pub use crate::api::{Body, Cause, Observer, RequestRecord, Service};
pub use activity::{activity, spenders};
pub use apply::{ApplyError, ApplyEvent, OnEvent, Orders, Report, apply};
pub use ask::{Ask, Heard, ask, changes};
pub use inquire::{
    ChatInquiry, InquireError, Inquiry, Question, Spare, Subject, Who, complete, inquire, spare,
};
pub use observe::{ObservedListing, OnProgress, Progress, observe};
pub use presence::Presence;
pub use reveal::{Reveal, RevealKind};
pub use session::{Session, Writers};
