//! Some folders are read when the crate or its tests are compiled, each file as a kind of object or
//! as a test of its own: a new file must make a new build.

fn main() {
    for folder in [
        "src/catalog/kinds",
        "src/catalog/touched",
        "src/sql/common",
        "tests/conformance/conventions/rules",
        "fixtures/catalog",
        "fixtures/broken",
        "fixtures/sound",
        "fixtures/layouts",
    ] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
