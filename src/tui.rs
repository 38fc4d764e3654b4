//! The console in a terminal: the loop that owns the model, and what carries out its orders.

mod clipboard;
mod errors;
mod event_loop;
mod file;
mod input;
mod paint;
mod profiles;
#[cfg(debug_assertions)]
mod provoke;
mod runner;
mod saved;
mod start;
mod terminal;
mod writer;

pub use start::run;
