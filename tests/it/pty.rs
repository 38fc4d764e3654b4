//! The real binary in a pseudo-terminal: what an operator sees and types.

mod copy;
mod desk;
mod driver;
mod keyboard;
mod line;
mod look;
mod profiles;
mod session;
mod steady;
mod stories;
mod terminal;
mod verbs;

use driver::Console;
