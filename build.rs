//! The catalog's kinds and the pairs that test them are directories of SQL files: a new file must
//! make a new build.

fn main() {
    println!("cargo:rerun-if-changed=src/catalog/kinds");
    // One test for each file of pairs.
    println!("cargo:rerun-if-changed=fixtures/catalog");
}
