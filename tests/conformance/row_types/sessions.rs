//! A session is read and written whole, and its id stays out of logs.

use pgconform::model::{NewSession, Session};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use super::{ANN, FULL_ROWS, NOW, moment};

/// The smallest session there can be; there is nothing else to give.
fn smallest() -> NewSession {
    NewSession {
        id: "s1".to_owned(),
        user_id: "ann".to_owned(),
        expires_at: moment("2004-04-04T04:04:04.000004Z"),
    }
}

async fn stored(db: &TestDb) -> Session {
    let row = db.client().query_one("SELECT * FROM sessions", &[]).await;
    Session::try_from(&row.expect("one session")).expect("every column has its field")
}

#[tokio::test]
async fn a_session_reads_as_it_stands_in_its_row() {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    let expected = Session {
        id: "s1".to_owned(),
        user_id: "u1".to_owned(),
        expires_at: moment("2004-04-04T04:04:04.000004Z"),
        created_at: moment("2005-05-05T05:05:05.000005Z"),
        updated_at: moment("2006-06-06T06:06:06.000006Z"),
    };
    assert_eq!(stored(&db).await, expected);
}

#[tokio::test]
async fn a_session_is_written_with_every_value_given() {
    let mut db = TestDb::head().await;
    db.run(ANN).await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    let now = transaction.query_one(NOW, &[]).await.expect("now").get(0);
    let written = smallest().insert(&transaction).await.expect("a sound one");
    transaction.commit().await.expect("nothing is deferred");
    let expected = Session {
        id: "s1".to_owned(),
        user_id: "ann".to_owned(),
        expires_at: moment("2004-04-04T04:04:04.000004Z"),
        created_at: now,
        updated_at: now,
    };
    assert_eq!(written, expected);
    assert_eq!(stored(&db).await, expected);
}

#[tokio::test]
async fn a_session_is_the_same_after_a_trip_through_json() {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    let session = stored(&db).await;
    let json = serde_json::to_value(&session).expect("plain data");
    assert_eq!(json["expires_at"], "2004-04-04T04:04:04.000004Z");
    let back: Session = serde_json::from_value(json).expect("what was written");
    assert_eq!(back, session);
}

#[tokio::test]
async fn printing_a_session_does_not_show_its_id() {
    let db = TestDb::head().await;
    db.run(ANN).await;
    let new = NewSession {
        id: "hunter2".to_owned(),
        ..smallest()
    };
    let written = new.insert(db.client()).await.expect("a sound one");
    for printed in [format!("{new:?}"), format!("{written:?}")] {
        assert!(printed.contains("ann"), "{printed}");
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}
