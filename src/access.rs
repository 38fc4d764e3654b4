//! Why a request is refused: every check both servers make for one person's request, judged from
//! what is known, in the order in which the proxy makes them.
//!
//! Pure. Whoever gathered the facts hands a [`Situation`] to [`judge`] and gets a [`Ladder`]: one
//! [`Rung`] for each check. What is not known is said to be unknown; a verdict is never guessed.

pub mod answered;
pub mod chat;
pub mod check;
pub mod enforcer;
pub mod facts;
pub mod ladder;
pub mod models;
pub mod remedy;
pub mod rules;
pub mod rung;
#[cfg(test)]
pub(crate) mod sample;
pub mod sentence;
mod words;

pub use answered::{Answered, named};
pub use chat::{Charged, Chat, ChatFacts};
pub use check::{Check, Scope};
pub use facts::{Fact, PurseFacts, Situation};
pub use ladder::{Ladder, Verdict, judge};
pub use remedy::{Remedy, Wish, remedies};
pub use rules::Rules;
pub use rung::{Bound, Operator, Rung, RungVerdict, ServerSays};
pub use sentence::sentence;
