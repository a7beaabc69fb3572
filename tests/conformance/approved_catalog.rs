//! Head contains what a reviewer approved, word for word: a change of the schema is a change of
//! fixtures/catalog/head.txt, which `pgconform snapshot --write` makes.

use pgconform::catalog;
use pgconform::checks::drift;
use pgconform::migrations::Layout;
use pgconform::testing::TestDb;
use pretty_assertions::assert_str_eq;

#[tokio::test]
async fn head_is_the_approved_catalog() {
    let db = TestDb::head().await;
    let head = drift::portable(db.client(), Layout::OURS).await;
    let head = catalog::text(&head.expect("a superuser may read every catalog"));
    assert_str_eq!(include_str!("../../fixtures/catalog/head.txt"), head);
}
