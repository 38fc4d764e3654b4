//! The real binary in a pseudo-terminal: what an operator sees and types.

mod driver;
mod terminal;
mod verbs;

use driver::Console;
