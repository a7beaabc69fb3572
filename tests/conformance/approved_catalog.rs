//! Head contains what a reviewer approved, word for word: a change of the schema is a change of
//! fixtures/catalog/head.txt, which `pgconform snapshot --write` makes, too.

use pgconform::catalog;
use pgconform::checks::drift;
use pgconform::migrations::Layout;
use pgconform::testing::TestDb;

use crate::support::approved;
use crate::support::folder::crate_folder;

#[tokio::test]
async fn head_is_the_approved_catalog() {
    let db = TestDb::head().await;
    let head = drift::snapshot(db.client(), &Layout::OURS.history()).await;
    let head = catalog::text(&head.expect("a superuser may read every catalog"));
    approved(crate_folder().join("fixtures/catalog/head.txt"), &head);
}
