//! Types of a row and of a new row are there for application code; `row_types` has the details.

use pgconform::model::{NewSession, NewUser, Session, User};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use time::OffsetDateTime;

#[tokio::test]
async fn application_code_signs_a_person_up_and_in_without_a_line_of_sql() {
    let db = TestDb::head().await;
    let ann = NewUser {
        id: Some("cuid_1".to_owned()),
        email: "ann@example.com".to_owned(),
        name: "Ann".to_owned(),
        ..NewUser::default()
    };
    let ann: User = ann.insert(db.client()).await.expect("a user");
    let login = NewSession {
        id: "token_1".to_owned(),
        user_id: ann.id.clone(),
        expires_at: OffsetDateTime::UNIX_EPOCH,
    };
    let login: Session = login.insert(db.client()).await.expect("a session");
    assert_eq!((login.user_id, ann.email_verified), (ann.id, false));
}
