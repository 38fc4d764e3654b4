//! The integration tests: one binary, so that they link once.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::cast_possible_wrap,
    reason = "a test that meets the unexpected is to fail on the spot"
)]

mod api;
mod cli;
mod config;
mod console;
mod contract;
mod engine;
mod faces;
mod layers;
mod operator;
mod pty;
mod readme;
mod real;
mod sandbox;
