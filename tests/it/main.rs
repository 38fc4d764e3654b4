//! The integration tests: one binary, so that they link once.

mod api;
mod cli;
mod config;
mod contract;
mod engine;
mod layers;
mod operator;
mod real;
mod sandbox;
