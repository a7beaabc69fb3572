//! PostgreSQL that was stopped with SIGSTOP, or that sleeps in a trigger, is waited for no longer than the limit that was set.
