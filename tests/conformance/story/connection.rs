//! Reaching the database: from a URL, with patience, with clear errors, and without telling secrets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pgconform::connection::{DatabaseUrl, Error, Patience, connect};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio::net::TcpListener;

/// The pooled endpoint of a hosted server, with all that its console puts into the URL.
const POOLED: &str = "postgresql://app:hunter2@ep-cool-name-pooler.eu-central-1.aws.neon.example/todo?sslmode=require&channel_binding=require";

/// Longer than any test here may take; what ends the tries is never this.
const LONG: Patience = Patience(Duration::from_mins(1));

fn url(text: &str) -> DatabaseUrl {
    text.parse().expect("a sound URL")
}

#[test]
fn the_url_of_a_pooled_endpoint_is_understood() {
    let url = url(POOLED);
    assert_eq!((url.user(), url.database()), ("app", "todo"));
    assert!(!url.is_local());
    assert_eq!(url.config().get_password(), Some(b"hunter2".as_slice()));
}

#[rstest]
#[case::display(format!("{}", url(POOLED)))]
#[case::debug(format!("{:?}", url(POOLED)))]
fn a_url_is_shown_without_its_password(#[case] shown: String) {
    assert!(shown.contains("ep-cool-name-pooler"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let db = TestDb::head().await;
    let missing = db.url().clone().with_database("nowhere");
    let error = connect(&missing, LONG).await.expect_err("no such database");
    assert!(matches!(error, Error::NoDatabase { .. }), "{error:?}");
    assert!(error.to_string().contains("'nowhere'"), "{error}");
}

#[tokio::test]
async fn a_server_that_starts_is_tried_again_until_it_answers() {
    let server = FakeServer::start([STARTING, STARTING, STARTING, REFUSED]).await;
    let error = connect(&server.url, LONG)
        .await
        .expect_err("refused in the end");
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    assert_eq!(server.tries(), 4);
}

/// A second wrong password can lock an account.
#[tokio::test]
async fn a_refused_password_is_not_tried_again_and_not_told() {
    let server = FakeServer::start([REFUSED, STARTING]).await;
    let error = connect(&server.url, LONG).await.expect_err("refused");
    assert_eq!(server.tries(), 1);
    for told in [format!("{error}"), format!("{error:?}")] {
        assert!(told.contains("28P01"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// Pauses that double from 10 milliseconds leave room for about six tries; pauses that stay as
/// they are, for fifty.
#[tokio::test]
async fn the_pauses_grow_and_the_patience_ends() {
    let server = FakeServer::start([STARTING; 100]).await;
    let patience = Patience(Duration::from_millis(500));
    let error = connect(&server.url, patience)
        .await
        .expect_err("never started");
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(
        (2..=12).contains(&server.tries()),
        "{} tries",
        server.tries()
    );
    for told in [format!("{error}"), format!("{error:?}")] {
        assert!(told.contains("127.0.0.1"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

const STARTING: &str = "57P03";
const REFUSED: &str = "28P01";

/// Something that lets nobody in, each time with the next of its reasons.
struct FakeServer {
    url: DatabaseUrl,
    tries: Arc<AtomicUsize>,
}

impl FakeServer {
    async fn start<const N: usize>(sqlstates: [&'static str; N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let tries = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&tries);
        tokio::spawn(async move {
            for sqlstate in sqlstates {
                let Ok((client, _)) = listener.accept().await else {
                    return;
                };
                counted.fetch_add(1, Ordering::SeqCst);
                // The startup message, of which nothing matters here.
                let mut message = [0; 1024];
                let _ = client.readable().await;
                let _ = client.try_read(&mut message);
                let _ = client.try_write(&refusal(sqlstate));
            }
        });
        let text = format!("postgresql://app:hunter2@127.0.0.1:{port}/todo?sslmode=disable");
        Self {
            url: url(&text),
            tries,
        }
    }

    fn tries(&self) -> usize {
        self.tries.load(Ordering::SeqCst)
    }
}

/// An `ErrorResponse`: its letter, its length with the length's own four bytes, its fields.
fn refusal(sqlstate: &str) -> Vec<u8> {
    let fields = format!("SFATAL\0VFATAL\0C{sqlstate}\0Mnot now\0\0");
    let length = u32::try_from(fields.len() + 4).expect("a few words");
    [b"E".as_slice(), &length.to_be_bytes(), fields.as_bytes()].concat()
}
