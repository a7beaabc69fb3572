//! Connection strings are taken as libpq takes them: what works for psql works here.

mod address;
mod any_string;
mod clients;
mod one_port;
mod pooler;
mod retries;
mod strings;
mod surroundings;
mod tls;
