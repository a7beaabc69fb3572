//! Every dependency is of a licence that allows this project's own, and comes from the registry.

use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseItem};

use crate::support::folder::crate_folder;

/// Each asks for no more than its notice.
const ALLOWED: [&str; 10] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// All packages that the lock file names, as cargo tells them.
fn packages() -> Vec<Value> {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        // What other platforms need is on no machine of ours.
        .args(["--filter-platform", env!("TARGET")])
        .current_dir(crate_folder())
        .output()
        .expect("cargo built this test");
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    let told: Value = serde_json::from_slice(&told.stdout).expect("cargo writes JSON");
    told["packages"]
        .as_array()
        .expect("packages are a list")
        .clone()
}

fn is_allowed(licence: &str) -> bool {
    // Older packages write a stroke for OR.
    let licence = Expression::parse(&licence.replace('/', " OR "));
    licence.is_ok_and(|licence| {
        licence.evaluate(|needed| match &needed.license {
            LicenseItem::Spdx { id, .. } => ALLOWED.contains(&id.name),
            LicenseItem::Other { .. } => false,
        })
    })
}

#[test]
fn every_licence_allows_our_own() {
    let packages = packages();
    assert!(
        packages.len() > 100,
        "cargo tells of {} packages",
        packages.len()
    );
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| format!("{} {}", package["name"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn everything_comes_from_the_registry() {
    let ours = Value::from(env!("CARGO_PKG_NAME"));
    for package in packages() {
        let source = package["source"].as_str().unwrap_or_default();
        assert!(
            package["name"] == ours || source.starts_with("registry+"),
            "{package}"
        );
    }
}

#[test]
fn a_licence_that_asks_for_more_is_seen() {
    for (licence, is_fine) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT AND GPL-3.0-only", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(licence), is_fine, "{licence}");
    }
}
