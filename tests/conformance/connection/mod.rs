//! Connection strings are taken as libpq takes them: what works for psql works here.

mod strings;
mod surroundings;
mod tls;
