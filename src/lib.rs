//! bursar: a terminal console for the people and the money of a LiteLLM proxy and an Open WebUI
//! server.
//!
//! # The map of the house
//!
//! Every change is a plan. Both servers are observed, a plan is computed from what was seen, shown,
//! applied once, read back and journalled; undoing it is another plan.
//!
//! ```text
//! observe ──► order ──► plan ──► review ──► apply ──► read back ──► journal ──► undo: another
//! engine      order     plan     app, cli   engine    engine        journal     order
//! ```
//!
//! Imports point down only, and a test (`tests/it/layers.rs`) keeps it so:
//!
//! ```text
//! main → tui → cli · ui → app → order → engine → journal → plan → roster · access → domain
//!                            app → table → domain
//!                                       engine → api → access
//!                                       engine → config → domain
//!              cli → sandbox
//! ```
//!
//! Who may import whom is among what the arrows lead to; `config` is read at the edge, and
//! `sandbox` stands beside and imports none of them.
//!
//! | layer | does |
//! | --- | --- |
//! | [`domain`] | the words of the operator's world as types: [`domain::Usd`], [`domain::Budget`], [`domain::Text`] for what a server says, [`domain::Snapshot`] for what one observation saw |
//! | [`roster`] | [`roster::join()`] makes people of a snapshot: who is whom on both servers, and how they agree; filters and orders are lists of indices |
//! | [`plan`] | [`plan::make`] turns a roster and a wish into a [`plan::Plan`]; each [`plan::Op`] knows its danger and its inverse |
//! | [`access`] | [`access::judge`] makes a ladder of every check of one request: which refuses, and what lifts it |
//! | [`journal`] | what was attempted, by whom, with what outcome; intent before, outcome after |
//! | [`api`] | HTTP, and nothing else: a reader and a writer for each server |
//! | [`config`] | the file, its messages, secrets by reference |
//! | [`engine`] | [`engine::observe()`] and [`engine::apply()`], the only code that writes to a server |
//! | [`table`] | any list: its rows in their order, cursor, marks, columns and cells, for both faces |
//! | [`order`] | [`order::Order`], what is wished for whom: whether it fits, what it needs read, and its plan; the only caller of [`plan::make`] |
//! | [`app`] | the console's state: messages in, orders out, both plain data |
//! | [`ui`] | draws that state |
//! | [`tui`] | the terminal, the loop, and the only tasks |
//! | [`cli`] | the command line: arguments, output, [`cli::Exit`] |
//! | [`sandbox`] | both servers in one process, for the demo and the tests |
//!
//! `domain`, `table`, `roster`, `plan` and `access` are pure: no socket, no clock, no terminal. What must hold:
//!
//! - Nothing from a server is trusted text: it becomes a [`domain::Text`] when it is decoded.
//! - No secret is a `String` that could be printed; none reaches the journal, the log or the cache.
//! - A write is sent once. Without an answer, a read decides; if it cannot, the outcome is
//!   [`plan::OutcomeKind::Unknown`].
//! - Who is missing from an incomplete [`domain::Listing`] is unknown, never gone.
//! - A read-only profile never builds a writer.
//!
//! `docs/architecture.md` has the reasons, the data flows and the servers' traps.

pub mod access;
pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod engine;
pub mod journal;
pub mod order;
pub mod plan;
pub mod roster;
pub mod sandbox;
pub mod table;
pub mod tui;
pub mod ui;
