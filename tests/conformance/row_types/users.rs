//! A user is read and written whole.

use pgconform::model::{NewUser, Role, User};
use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;

use super::{FULL_ROWS, NOW, moment};

/// The smallest user there can be.
fn smallest() -> NewUser {
    NewUser {
        id: Some("u1".to_owned()),
        email: "ann@example.com".to_owned(),
        name: "Ann".to_owned(),
        ..NewUser::default()
    }
}

/// The user of `full_rows.sql`.
fn full() -> User {
    User {
        id: "u1".to_owned(),
        email: "ann@example.com".to_owned(),
        name: "Ann".to_owned(),
        created_at: moment("2001-01-01T01:01:01.000001Z"),
        updated_at: moment("2002-02-02T02:02:02.000002Z"),
        email_verified: true,
        image: Some("https://example.com/ann.png".to_owned()),
        organization: Some("Example Ltd".to_owned()),
        clerk_id: Some("user_2abc".to_owned()),
        last_login_at: Some(moment("2003-03-03T03:03:03.000003Z")),
        role: Role::Admin,
    }
}

async fn stored(db: &TestDb) -> User {
    let row = db.client().query_one("SELECT * FROM users", &[]).await;
    User::try_from(&row.expect("one user")).expect("every column has its field")
}

#[tokio::test]
async fn a_user_reads_as_it_stands_in_its_row() {
    let db = TestDb::head().await;
    db.run(FULL_ROWS).await;
    assert_eq!(stored(&db).await, full());
}

#[tokio::test]
async fn a_user_is_written_with_every_value_given() {
    let mut db = TestDb::head().await;
    let user = full();
    let new = NewUser {
        id: Some(user.id.clone()),
        email: user.email.clone(),
        name: user.name.clone(),
        email_verified: Some(user.email_verified),
        image: user.image.clone(),
        organization: user.organization.clone(),
        clerk_id: user.clerk_id.clone(),
        last_login_at: user.last_login_at,
        role: Some(user.role),
    };
    let transaction = db.client_mut().transaction().await.expect("a session");
    let now = transaction.query_one(NOW, &[]).await.expect("now").get(0);
    let written = new.insert(&transaction).await.expect("a sound user");
    transaction.commit().await.expect("nothing is deferred");
    let expected = User {
        created_at: now,
        updated_at: now,
        ..user
    };
    assert_eq!(written, expected);
    assert_eq!(stored(&db).await, expected);
}

#[tokio::test]
async fn a_user_of_the_required_values_gets_the_database_s_defaults() {
    let db = TestDb::head().await;
    let written = smallest().insert(db.client()).await.expect("a sound user");
    let expected = User {
        created_at: written.created_at,
        updated_at: written.created_at,
        email_verified: false,
        image: None,
        organization: None,
        clerk_id: None,
        last_login_at: None,
        role: Role::User,
        ..full()
    };
    assert_eq!(written, expected);
    assert_eq!(stored(&db).await, expected);
}

/// As the story inserts one: it gives no id.
#[tokio::test]
async fn a_user_without_an_id_gets_one_of_the_database() {
    let db = TestDb::head().await;
    let new = NewUser {
        id: None,
        clerk_id: Some("user_2abc".to_owned()),
        ..smallest()
    };
    let written = new.insert(db.client()).await.expect("a sound user");
    assert_eq!(written.id.len(), 36, "{}", written.id);
    assert_eq!(stored(&db).await, written);
}

/// Not those that the code was built with.
#[tokio::test]
async fn the_defaults_of_a_user_are_the_table_s_own() {
    let db = TestDb::head().await;
    db.run(
        "ALTER TABLE users ALTER email_verified SET DEFAULT true, ALTER role SET DEFAULT 'admin', \
         ALTER id SET DEFAULT 'next'",
    )
    .await;
    let new = NewUser {
        id: None,
        ..smallest()
    };
    let written = new.insert(db.client()).await.expect("a sound user");
    assert_eq!(
        (written.id.as_str(), written.email_verified, written.role),
        ("next", true, Role::Admin)
    );
}

#[tokio::test]
async fn a_refused_user_keeps_the_server_s_own_error() {
    let db = TestDb::head().await;
    let new = NewUser {
        email: "not an address".to_owned(),
        ..smallest()
    };
    let error = new.insert(db.client()).await.expect_err("no address");
    let error = error.as_db_error().expect("the server refused it");
    assert_eq!(error.code(), &SqlState::CHECK_VIOLATION);
    assert_eq!(error.constraint(), Some("users_email_format"));
}

#[tokio::test]
async fn a_user_is_the_same_after_a_trip_through_json() {
    let json = serde_json::to_value(full()).expect("plain data");
    assert_eq!(json["role"], "admin");
    assert_eq!(json["last_login_at"], "2003-03-03T03:03:03.000003Z");
    let back: User = serde_json::from_value(json).expect("what was written");
    assert_eq!(back, full());
}

#[tokio::test]
async fn the_roles_of_the_code_are_those_of_the_database() {
    let db = TestDb::head().await;
    let known: Vec<String> = db.values(include_str!("known_roles.sql")).await;
    assert_eq!(known, Role::ALL.map(|role| role.to_string()));
}
