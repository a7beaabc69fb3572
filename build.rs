//! The catalog's kinds are a directory of SQL files: a new file must make a new build.

fn main() {
    println!("cargo:rerun-if-changed=src/catalog/kinds");
}
