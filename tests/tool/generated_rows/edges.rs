//! Values at the edges of their types are among the rows, where a conversion loses what it does not lose of tame ones.

use pgconform::testing::TestDb;
use rstest::rstest;

use super::{EVERY_TABLE, generate};

#[rstest]
#[case::a_full_address("macaddr8", "c >= 'ff:fe:00:00:00:00:00:00'")]
#[case::an_address_of_nobody("macaddr8", "c = '00:00:00:00:00:00:00:00'")]
#[case::a_line_below_zero("line", "c::text LIKE '{-%'")]
#[case::every_bit("bit(5)", "c = B'11111'")]
#[case::every_bit_of_many("varbit(70)", "c = repeat('1', 70)::varbit")]
#[case::the_end_of_a_day("time", "c = '24:00'")]
#[case::the_end_of_a_day_in_a_zone("timetz", "c::time = '24:00'")]
#[case::the_end_of_the_log("pg_lsn", "c > 'FFFFFFFF/0'")]
#[case::a_strict_path("jsonpath", "c::text LIKE 'strict%'")]
#[tokio::test]
async fn a_row_holds_what_lies_at_an_edge_of_its_type(#[case] ty: &str, #[case] edge: &str) {
    let db = TestDb::empty().await;
    let create = format!("CREATE TABLE edges (id int PRIMARY KEY, c {ty} NOT NULL)");
    db.run(&create).await;
    let unfilled = generate(db.client(), EVERY_TABLE, 0).await;
    assert_eq!(unfilled, []);
    let found: i64 = db
        .value(&format!("SELECT count(*) FROM edges WHERE {edge}"))
        .await;
    assert!(found > 0, "no row of type {ty} where {edge}");
}
