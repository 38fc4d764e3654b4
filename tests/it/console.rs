//! The console without a terminal: keys in, state, effects and screens out.

mod apply;
mod fresh;
mod keys;
mod mouse;
mod query;
mod readme;
mod screens;
mod steady;
mod styled;
mod support;
mod survive;
mod themes;
