//! bursar: a terminal console for the people and the money of a LiteLLM proxy and an Open WebUI
//! server.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod engine;
pub mod journal;
pub mod plan;
pub mod roster;
pub mod sandbox;
pub mod tui;
pub mod ui;
