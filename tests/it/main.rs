//! The integration tests: one binary, so that they link once.

mod api;
mod cli;
mod config;
mod console;
mod contract;
mod engine;
mod layers;
mod pty;
mod readme;
mod sandbox;
