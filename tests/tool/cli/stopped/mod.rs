//! A command that is told to stop cancels its statement on the server, rolls back, lets the next runner
//! in, and says where the database stands. One that is killed outright leaves no statement running.

mod killed;
mod politely;
pub mod running;
mod while_waiting;
