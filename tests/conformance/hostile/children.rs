//! Commands end with everything that they started, and what they print is kept to its last megabyte.
