//! A throw-away server leaves nothing behind: not when its test ends, nor when whoever started it
//! is killed, nor when it was killed itself.

mod crowded;
mod dropped;
mod kept;
mod killed;
mod many;
