//! Whatever text is given as a connection string, it is read or refused: nothing panics, and no
//! password is shown.
//!
//! PROPTEST_CASES says how many texts are tried.

use pgconform::connection::DatabaseUrl;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces of connection strings, whole and broken.
fn pieces() -> Vec<String> {
    let pieces = include_str!("../../../fixtures/proptest/connection_string.json");
    serde_json::from_str(pieces).expect("it is a list of texts")
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => select(pieces()),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Every character but the one that no name in PostgreSQL has.
fn word() -> impl Strategy<Value = String> {
    "[^\\x00]{1,12}"
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in any_text()) {
        if let Ok(url) = text.parse::<DatabaseUrl>() {
            // What was read can be written, and read again.
            let again: Result<DatabaseUrl, _> = url.reveal().parse();
            prop_assert_eq!(again.map(|again| again.to_string()), Ok(url.to_string()), "{}", text);
        }
    }

    #[test]
    fn what_is_written_is_what_is_read(
        user in word(),
        password in word().prop_map(|word| format!("Kestrel{word}")),
        database in word(),
    ) {
        let encoded = [&user, &password, &database].map(|it| encode(it));
        let quoted = [&user, &password, &database].map(|it| quote(it));
        for text in [
            format!("postgresql://{}:{}@localhost/{}", encoded[0], encoded[1], encoded[2]),
            format!("host=localhost user={} password={} dbname={}", quoted[0], quoted[1], quoted[2]),
        ] {
            let url: DatabaseUrl = text.parse().expect("it is sound");
            prop_assert_eq!(url.user(), &user);
            prop_assert_eq!(url.database(), &database);
            prop_assert_eq!(url.config().get_password(), Some(password.as_bytes()));
            let shown = format!("{url} {url:?}");
            prop_assert!(!shown.contains("Kestrel"), "{}", shown);
        }
    }

    #[test]
    fn no_refusal_shows_a_password(
        broken in any_text(),
        at in select(["postgresql://app:KESTREL", "host=localhost password=KESTREL"].as_slice()),
    ) {
        if let Err(error) = format!("{at}{broken}").parse::<DatabaseUrl>() {
            prop_assert!(!error.to_string().contains("KESTREL"), "{}", error);
        }
    }
}
