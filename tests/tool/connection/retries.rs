//! A server that has no room, or that is starting, stopping or recovering, is tried again, and each
//! try is told.

use std::fs;
use std::time::Duration;

use nix::sys::signal::Signal;
use pgconform::connection::{DatabaseUrl, Error, Event, RetryFor, connect, connect_watched};
use pretty_assertions::assert_eq;

use crate::support::own_server::{OwnServer, give_to_nobody, postgres};

/// Longer than any test here may take; what ends the tries is never this.
const LONG: RetryFor = RetryFor(Duration::from_mins(1));
const SHORT: RetryFor = RetryFor(Duration::from_millis(200));

/// Connects, and does `then` after the first try that failed. Returns the reasons of those that failed.
async fn refused_until(url: &DatabaseUrl, then: impl FnOnce()) -> Vec<String> {
    let mut then = Some(then);
    let mut reasons = Vec::new();
    let mut connected = 0;
    let watch = |event: &Event<'_>| match event {
        Event::Failed { reason, pause, .. } => {
            assert!(pause.is_some(), "given up: {reason}");
            reasons.push(reason.clone());
            if let Some(then) = then.take() {
                then();
            }
        }
        Event::Connected { version, tls, .. } => {
            assert!(version.is_some_and(|it| it.starts_with("16.")));
            assert!(!tls, "there is no TLS on a socket");
            connected += 1;
        }
        _ => {}
    };
    let session = connect_watched(url, LONG, watch).await;
    session.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(connected, 1);
    assert!(!reasons.is_empty(), "the first try was let in");
    reasons
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_room_is_tried_again_until_somebody_leaves() {
    let small = ["max_connections=2", "superuser_reserved_connections=0"].map(str::to_owned);
    let server = OwnServer::start_with(&postgres().await, &small, 5432, &[]).await;
    let others = [server.client().await, server.client().await];

    let error = connect(server.url(), SHORT).await.expect_err("no room");
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    for word in ["53300", "max_connections", "--wait"] {
        assert!(error.to_string().contains(word), "{error}");
    }

    let reasons = refused_until(server.url(), || drop(others)).await;
    for reason in reasons {
        assert_eq!(reason, "sorry, too many clients already (53300)");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_recovery_is_tried_again_until_it_is_promoted() {
    let closed = ["hot_standby=off".to_owned()];
    let standby = [("standby.signal", String::new())];
    let server = OwnServer::launch(&postgres().await, &closed, 5432, &standby);
    let promote = server.data().join("promote");
    let mut has_begun = false;
    // Before it reads the file that makes it a standby, it has not heard of a promotion either.
    while !has_begun {
        let error = connect(server.url(), SHORT).await.expect_err("in recovery");
        has_begun = error.to_string().contains("not accepting connections");
    }
    let reasons = refused_until(server.url(), || {
        fs::write(&promote, "").expect("the data directory is there");
        give_to_nobody(&promote, 0o600);
        server.signal(Signal::SIGUSR1);
    })
    .await;
    for reason in reasons {
        assert!(reason.ends_with("(57P03)"), "{reason}");
    }
}

#[tokio::test]
async fn a_server_that_stops_is_tried_for_as_long_as_was_asked() {
    let server = OwnServer::start(&postgres().await).await;
    let session = server.client().await;
    // It waits for the session, and lets in nobody else.
    server.signal(Signal::SIGTERM);
    let error = loop {
        if let Err(error) = connect(server.url(), SHORT).await {
            break error;
        }
    };
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    for word in ["shutting down (57P03)", "tried for", "--wait"] {
        assert!(error.to_string().contains(word), "{error}");
    }
    drop(session);
}
