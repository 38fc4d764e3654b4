//! The console without a terminal: keys in, state, effects and screens out.

mod apply;
mod help;
mod keys;
mod palette;
mod readme;
mod screens;
mod steady;
mod support;
mod survive;
