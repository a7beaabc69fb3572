//! The story's insert, as its client sends it.

use super::play::Session;

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn a_user_signs_up_with_an_id_at_clerk_an_address_and_a_name_alone() {
    let session = Session::of("story").await;
    session.play_all();
}
