//! The console without a terminal: keys in, state, effects and screens out.

mod apply;
mod header;
mod keys;
mod lists;
mod mouse;
mod readme;
mod screens;
mod steady;
mod styled;
mod support;
mod survive;
mod themes;
