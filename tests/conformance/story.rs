//! The story of users who sign in through Clerk: its promises, in its order.
//!
//! Where our schema decides otherwise, the test says what holds instead and why.

mod connection;
mod set_up;
mod users;
