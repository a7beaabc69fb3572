//! A peer that speaks PostgreSQL's protocol badly ends in one error within the limit that was set, and never in a hang.
