//! Whoever reads a catalog, and wherever it lies, reads the same.

use pgconform::catalog::{self, Catalog, Scope};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use tokio_postgres::Client;

use super::kinds::major;

/// In byte order `_`, `a`; in the order of a dictionary the other way about.
const LISTS: &str = "CREATE ROLE _b; CREATE ROLE a; CREATE ROLE \"C\";
    CREATE TABLE public.t (id integer);
    GRANT SELECT ON public.t TO _b, a, \"C\";
    ALTER ROLE a SET \"x.B\" = '1'; ALTER ROLE a SET \"x._a\" = '1'; ALTER ROLE a SET \"x.a\" = '1'";

#[tokio::test]
async fn a_list_has_the_same_order_where_the_database_sorts_otherwise() {
    let db = TestDb::empty().await;
    db.run(LISTS).await;
    let by_bytes = read(db.client()).await;
    // 14 has the provider only per collation.
    let locale = match major() {
        ..15 => return,
        15..17 => "daticulocale",
        17.. => "datlocale",
    };
    db.run(&format!(
        "UPDATE pg_database SET datlocprovider = 'i', {locale} = 'en' WHERE datname = current_database()"
    ))
    .await;
    let by_dictionary = db.connect().await;
    let sorts_otherwise: bool = by_dictionary
        .query_one("SELECT 'a'::text < 'B'::text", &[])
        .await
        .expect("a comparison has a result")
        .get(0);
    assert!(sorts_otherwise, "the database should sort as ICU does");
    assert_eq!(by_bytes, read(&by_dictionary).await);
}

#[tokio::test]
async fn a_role_without_any_right_may_read_a_catalog() {
    let db = TestDb::empty().await;
    db.run("CREATE ROLE nobody; CREATE TABLE public.t (id integer)")
        .await;
    let catalog = read(&db.connect_as("nobody").await).await;
    assert!(catalog.get("table", "public.t").is_some());
    assert!(catalog.get("role", "nobody").is_some());
}

#[tokio::test]
async fn no_password_stands_in_a_catalog() {
    let db = TestDb::empty().await;
    db.run(
        "CREATE ROLE app PASSWORD 'swordfish';
         CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
         CREATE USER MAPPING FOR app SERVER s OPTIONS (password 'swordfish');
         CREATE SUBSCRIPTION u CONNECTION 'host=one.invalid dbname=x password=swordfish'
             PUBLICATION p WITH (connect = false, slot_name = NONE)",
    )
    .await;
    let catalog = read(db.client()).await;
    for kind in ["role", "user_mapping", "subscription"] {
        assert!(catalog.of_kind(kind).count() > 0, "no {kind}");
    }
    assert!(!catalog::text(&catalog).contains("swordfish"));
}

async fn read(client: &Client) -> Catalog {
    let catalog = catalog::read(client, Scope::Cluster).await;
    catalog.expect("the catalog can be read")
}
