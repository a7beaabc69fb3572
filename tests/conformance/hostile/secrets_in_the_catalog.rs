//! Passwords in the catalog are compared and never shown.
