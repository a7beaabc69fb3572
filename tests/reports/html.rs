//! The page needs nothing but itself, nothing in it acts but its own script, and it is the same for the same findings.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pgconform::catalog::Catalog;
use pgconform::findings::Findings;
use pgconform::report::{self, Page};
use pretty_assertions::assert_eq;
use sha2::{Digest, Sha256};

use crate::findings::{HOSTILE, found, hostile, of_each_standing, step};
use crate::schema::{of_hostile_names, of_tables};

fn page(findings: &Findings, schema: Option<&Catalog>) -> String {
    report::html(&Page {
        findings,
        migrations: &[],
        schema,
    })
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).expect(from);
    rest.split_once(to).expect(to).0
}

#[test]
fn the_policy_names_the_style_and_the_script_and_lets_in_nothing_else() {
    let page = page(&of_each_standing(), None);
    let policy = between(
        &page,
        "http-equiv=\"Content-Security-Policy\" content=\"",
        "\"",
    );
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&page, "<script>", "</script>"));
    let expected = format!(
        "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
    );
    assert_eq!(policy.replace("&#39;", "'"), expected);
}

#[test]
fn the_page_names_no_other_place_and_holds_no_style_or_script_but_its_own() {
    let schema = of_tables(8);
    let page = page(&of_each_standing(), Some(&schema));
    for foreign in [
        "http://", "https://", "src=", " style=", "<link", "url(", "@import", "<form",
    ] {
        assert!(!page.contains(foreign), "{foreign} in the page");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
}

#[test]
fn no_name_and_no_message_acts() {
    let schema = of_hostile_names(HOSTILE);
    let page = page(&hostile(), Some(&schema));
    assert!(page.contains("&lt;script&gt;alert(1)"), "it is shown");
    let own = between(&page, "<script>", "</script>");
    let rest = page.replace(own, "");
    for acting in ["<script>alert", "<img", "\u{202e}"] {
        assert!(!rest.contains(acting), "{acting} in the page");
    }
    let shown = report::html_schema(HOSTILE, &schema);
    assert!(!shown.replace(own, "").contains("<img"), "{shown}");
    let error = std::io::Error::other(HOSTILE);
    assert!(!report::html_error("verify", &error).contains("<img"));
}

#[test]
fn what_fails_comes_first_and_each_finding_has_a_place_to_go_to() {
    let findings = of_each_standing();
    let page = page(&findings, None);
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("Does not hold") < at("id=\"history\""));
    assert!(at("id=\"history\"") < at("id=\"faults\""));
    assert!(at("id=\"faults\"") < at("id=\"migrations\""));
    let told = findings
        .items
        .iter()
        .filter(|it| it.kind.word() != "column_order");
    assert_eq!(told.clone().count(), 5);
    for finding in told {
        at(&format!("id=\"{}\"", finding.id));
    }
    // What it holds to paste where a finding is meant.
    at("kind = &quot;forgets&quot;");
}

#[test]
fn five_hundred_tables_fit_three_megabytes_and_each_is_drawn() {
    let schema = of_tables(500);
    let page = page(&found(vec![step("1", "a")], Vec::new()), Some(&schema));
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    assert_eq!(page.matches("<details class=\"table\"").count(), 500);
    for at in 0..500 {
        assert!(page.contains(&format!("href=\"#t{at}\"")), "table {at}");
    }
    assert!(
        page.matches("<svg ").count() > 10,
        "one picture of all is unreadable"
    );
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    let schema = of_tables(80);
    let first = page(&of_each_standing(), Some(&schema));
    for _ in 0..5 {
        assert!(
            page(&of_each_standing(), Some(&schema)) == first,
            "another page"
        );
    }
}
