//! The console in a terminal: the loop that owns the model, and what carries out its orders.

mod event_loop;
mod paint;
mod profiles;
mod runner;
mod start;
mod terminal;
mod writer;

pub use start::run;
