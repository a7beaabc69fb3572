//! Reaching the database: from a URL, tried again while it starts, with clear errors, and without telling secrets.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pgconform::connection::{DatabaseUrl, Error, Event, RetryFor, connect, connect_watched};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio::net::TcpListener;

/// The pooled endpoint of a hosted server, with all that its console puts into the URL.
const POOLED: &str = "postgresql://app:hunter2@ep-cool-name-pooler.eu-central-1.aws.neon.example/todo?sslmode=require&channel_binding=require";

/// Longer than any test here may take; what ends the tries is never this.
const LONG: RetryFor = RetryFor(Duration::from_mins(1));

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
async fn a_refused_password_is_not_tried_again_and_not_printed() {
    let server = FakeServer::start([REFUSED, STARTING]).await;
    let error = connect(&server.url, LONG).await.expect_err("refused");
    assert_eq!(server.tries(), 1);
    for told in [format!("{error}"), format!("{error:?}")] {
        assert!(told.contains("28P01"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// PostgreSQL does not quote a password; a proxy before it may. Of what it says nothing is repeated then.
#[tokio::test]
async fn a_refusal_that_quotes_the_password_is_not_repeated() {
    let server = FakeServer::start([REFUSED_WITH_ITS_WORDS]).await;
    let error = connect(&server.url, LONG).await.expect_err("refused");
    for told in [format!("{error}"), format!("{error:?}")] {
        assert!(told.contains("28000"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    assert!(
        error
            .to_string()
            .contains("check the user and the password"),
        "{error}"
    );
}

/// The times are the server's own. A busy machine makes pauses longer and never shorter, so each has a floor: pauses that
/// stay as they are fall below it at the second.
#[tokio::test]
async fn each_pause_is_at_least_twice_the_first_of_the_one_before() {
    let server = FakeServer::start([STARTING; 100]).await;
    let retry_for = RetryFor(Duration::from_secs(2));
    let error = connect(&server.url, retry_for)
        .await
        .expect_err("never started");
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    let pauses = server.pauses();
    // The last one was cut to what was left.
    let [whole @ .., _] = &pauses[..] else {
        panic!("one try and no pause: {pauses:?}");
    };
    assert!(whole.len() >= 4, "{pauses:?}");
    for (number, pause) in (0..).zip(whole) {
        let floor = Duration::from_millis(10) * 2_u32.pow(number);
        assert!(*pause >= floor, "pause {number} of {pauses:?}");
    }
    for told in [format!("{error}"), format!("{error:?}")] {
        assert!(told.contains("127.0.0.1"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// In the clock of the tries: none begins after the time is over, but for the one that ends it.
#[tokio::test]
async fn no_pause_goes_beyond_the_time() {
    for time in [0, 300, 2_300] {
        let time = Duration::from_millis(time);
        let server = FakeServer::start([STARTING; 100]).await;
        let mut announced = Vec::new();
        let watch = |event: &Event<'_>| {
            if let Event::Failed { pause, .. } = event {
                announced.push(*pause);
            }
        };
        let tried = connect_watched(&server.url, RetryFor(time), watch).await;
        tried.expect_err("never started");
        let [pauses @ .., None] = &announced[..] else {
            panic!("the last try announces another: {announced:?}");
        };
        let total: Duration = pauses.iter().flatten().sum();
        assert!(total <= time, "{announced:?} in {time:?}");
        assert_eq!(server.tries(), announced.len());
    }
}

const STARTING: &str = "57P03";
const REFUSED: &str = "28P01";
const REFUSED_WITH_ITS_WORDS: &str = "28000";

/// Something that lets nobody in, each time with the next of its reasons.
struct FakeServer {
    url: DatabaseUrl,
    tries: Arc<Mutex<Vec<Instant>>>,
}

impl FakeServer {
    async fn start<const N: usize>(sqlstates: [&'static str; N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let tries = Arc::new(Mutex::new(Vec::new()));
        let counted = Arc::clone(&tries);
        tokio::spawn(async move {
            for sqlstate in sqlstates {
                let Ok((client, _)) = listener.accept().await else {
                    return;
                };
                counted.lock().expect("no panic").push(Instant::now());
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
        self.tries.lock().expect("no panic").len()
    }

    /// The times between one try and the next.
    fn pauses(&self) -> Vec<Duration> {
        let tries = self.tries.lock().expect("no panic");
        tries.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

/// An `ErrorResponse`: its letter, its length with the length's own four bytes, its fields.
fn refusal(sqlstate: &str) -> Vec<u8> {
    let message = match sqlstate {
        REFUSED_WITH_ITS_WORDS => "no entry for 'app' with 'hunter2'",
        _ => "not now",
    };
    let fields = format!("SFATAL\0VFATAL\0C{sqlstate}\0M{message}\0\0");
    let length = u32::try_from(fields.len() + 4).expect("a few words");
    [b"E".as_slice(), &length.to_be_bytes(), fields.as_bytes()].concat()
}
