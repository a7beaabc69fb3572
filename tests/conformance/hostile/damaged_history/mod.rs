//! What the history says is believed only where a row was seen to change.
