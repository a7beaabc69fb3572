//! Its tests are what is shown.
