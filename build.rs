//! The catalog's kinds, and the rules of the suite with a test for each, are folders of SQL files:
//! a new file must make a new build.

fn main() {
    println!("cargo:rerun-if-changed=src/catalog/kinds");
    println!("cargo:rerun-if-changed=tests/conformance/conventions/rules");
}
