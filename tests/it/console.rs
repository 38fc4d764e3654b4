//! The console without a terminal: keys in, state, effects and screens out.

mod apply;
mod keys;
mod notices;
mod readme;
mod requests;
mod screens;
mod steady;
mod styled;
pub(crate) mod support;
mod survive;
mod themes;
