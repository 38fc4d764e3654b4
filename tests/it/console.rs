//! The console without a terminal: keys in, state, effects and screens out.

mod apply;
mod dialogs;
mod keys;
mod readme;
mod screens;
mod steady;
mod styled;
mod support;
mod survive;
mod themes;
