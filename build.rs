//! The catalog's kinds are a directory of SQL files, and the tests of the proof a directory of
//! broken migrations: a new file in either must make a new build.

fn main() {
    println!("cargo:rerun-if-changed=src/catalog/kinds");
    println!("cargo:rerun-if-changed=fixtures/broken");
}
