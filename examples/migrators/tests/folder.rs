//! Folders of migrations as three tools lay them out; none of the tools is needed.

mod support;

use pgconform::testing::{Folder, TestDb};
use support::keeps_its_promises;

#[tokio::test]
async fn a_folder_of_sqlx_makes_the_schema() {
    keeps_its_promises(&TestDb::head_of(&Folder::new("sqlx")).await).await;
}

#[tokio::test]
async fn a_folder_of_diesel_makes_the_schema() {
    keeps_its_promises(&TestDb::head_of(&Folder::new("diesel")).await).await;
}

#[tokio::test]
async fn a_folder_of_refinery_makes_the_schema() {
    let folder = Folder::new("refinery").layout("refinery");
    keeps_its_promises(&TestDb::head_of(&folder).await).await;
}
