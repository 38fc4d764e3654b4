//! The console without a terminal: keys in, state, effects and screens out.

#![expect(clippy::panic, reason = "what fails here is a test that failed")]

mod apply;
mod dialogs;
mod fresh;
mod groups;
mod header;
mod help;
mod keys;
mod lists;
mod mouse;
mod notices;
mod palette;
mod planning;
mod purses;
mod query;
mod readme;
mod records;
mod requests;
mod scenes;
mod screens;
mod spend;
mod steady;
mod styled;
pub(crate) mod support;
mod survive;
mod themes;
mod verbs;
mod why;
