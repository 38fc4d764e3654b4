//! What `bursar demo` takes.

use clap::Args as ClapArgs;

/// `demo`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Demo {
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 120)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub people: u32,
    /// What everything invented follows from
    #[arg(long, value_name = "S", default_value_t = 7)]
    pub seed: u64,
    /// Only serve: print one JSON line when both servers answer, and run until stopped
    #[arg(long)]
    pub serve: bool,
    /// The proxy's port; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 0, requires = "serve")]
    pub proxy_port: u16,
    /// Open WebUI's port; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 0, requires = "serve")]
    pub webui_port: u16,
    /// Let this many people a second spend a cent, for measuring
    #[arg(long, value_name = "N", default_value_t = 0, hide = true)]
    pub churn: u32,
}
