//! In a browser the page says nothing on the console, its links, filters and search do what they say, and axe finds no
//! serious fault of accessibility: `just test-browser`.

mod driver;

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::report::{self, Page};
use serde_json::{Value, json};

use crate::findings::of_each_standing;
use crate::schema::of_tables;
use driver::Browser;

/// A page with something of everything, in a file.
fn page(folder: &Path) -> PathBuf {
    let (findings, schema) = (of_each_standing(), of_tables(40));
    let html = report::html(&Page {
        findings: &findings,
        migrations: &[],
        schema: Some(&schema),
    });
    let file = folder.join("report.html");
    fs::write(&file, html).expect("the folder is the test's own");
    file
}

#[test]
#[ignore = "needs chromium: just test-browser"]
fn the_page_is_quiet_and_its_links_filters_and_search_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let browser = Browser::on(&page(folder.path()));
    let shown = || {
        browser.run("return [...document.querySelectorAll('#list > details')].filter(it => !it.hidden).length")
    };
    assert_eq!(shown(), 2);
    // A filter takes away what stands so, and a search what has no such word.
    browser.run("document.querySelector('[data-filter=fails]').click()");
    assert_eq!(shown(), 1);
    browser.run("document.querySelector('[data-filter=fails]').click()");
    browser.run(
        "const it = document.querySelector('[data-search=list]'); it.value = 'add_mood'; it.dispatchEvent(new Event('input'))",
    );
    assert_eq!(shown(), 1);
    browser.run(
        "const it = document.querySelector('[data-search=list]'); it.value = 'zzz'; it.dispatchEvent(new Event('input'))",
    );
    assert_eq!(
        browser.run("return document.getElementById('none').hidden"),
        false
    );
    // A link leads to what the search has taken away.
    browser.run("document.querySelector('.strip a').click()");
    let to_first = "return new Promise(done => setTimeout(() => done(document.getElementById('m0').open && !document.getElementById('m0').hidden), 200))";
    assert_eq!(browser.run(to_first), true);
    // Every link within the page leads somewhere.
    let dead = "return [...document.querySelectorAll('a[href^=\"#\"]')].map(it => it.getAttribute('href').slice(1)).filter(it => !document.getElementById(decodeURIComponent(it)))";
    assert_eq!(browser.run(dead), json!([]));
    browser.run("document.querySelector('[data-zoom=\"1\"]').click()");
    assert_eq!(browser.console(), [""; 0]);
}

#[test]
#[ignore = "needs chromium: just test-browser"]
fn axe_finds_nothing_serious() {
    let axe = std::env::var("PGCONFORM_AXE").expect("just test-browser sets it");
    let axe = fs::read_to_string(axe).expect("axe-core is installed");
    let folder = tempfile::tempdir().expect("a folder");
    let browser = Browser::on(&page(folder.path()));
    browser.run("document.querySelectorAll('details').forEach(it => { it.open = true; })");
    browser.run(&axe);
    let found = browser.run("return axe.run()");
    let violations = found["violations"].as_array().expect("axe has run");
    let is_serious = |it: &&Value| matches!(it["impact"].as_str(), Some("serious" | "critical"));
    let serious: Vec<String> = violations
        .iter()
        .filter(is_serious)
        .map(|it| format!("{}: {}", it["id"], it["nodes"][0]["html"]))
        .collect();
    assert_eq!(serious, [""; 0]);
    assert!(found["passes"].as_array().is_some_and(|it| it.len() > 10));
}
