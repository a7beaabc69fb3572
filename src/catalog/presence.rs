//! Which kinds of objects a database has at all.

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error};

use super::kinds::ObjectKind;
use crate::connection::Prepared;

/// Those of the kinds that a database may have an object of; none of them is part of a relation.
pub(super) async fn of_others<'a>(
    client: &Client,
    prepared: &Prepared,
    kinds: Vec<&'a ObjectKind>,
) -> Result<Vec<&'a ObjectKind>, Error> {
    let question = question(&kinds, str::to_owned, "");
    ask(client, prepared, kinds, &question, &[]).await
}

/// Those of the kinds that one of these relations may have a part of.
pub(super) async fn of_parts<'a>(
    client: &Client,
    prepared: &Prepared,
    kinds: Vec<&'a ObjectKind>,
    relations: &[u32],
) -> Result<Vec<&'a ObjectKind>, Error> {
    let any = |condition: &str| format!("coalesce(bool_or({condition}), false)");
    let question = question(&kinds, any, " FROM pg_class r WHERE r.oid = ANY ($1)");
    ask(client, prepared, kinds, &question, &[&relations]).await
}

/// One query with a column for each kind that has a condition.
fn question(kinds: &[&ObjectKind], column: impl Fn(&str) -> String, from: &str) -> String {
    let conditions = kinds.iter().filter_map(|kind| kind.presence.as_deref());
    let columns: Vec<String> = conditions.map(column).collect();
    format!("SELECT {}{from}", columns.join(", "))
}

async fn ask<'a>(
    client: &Client,
    prepared: &Prepared,
    kinds: Vec<&'a ObjectKind>,
    question: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<&'a ObjectKind>, Error> {
    let statement = prepared.get(client, question).await?;
    let answer = client.query_one(&statement, parameters).await?;
    let mut answers = (0..answer.len()).map(|at| answer.get::<_, bool>(at));
    let mut is_present = |kind: &&ObjectKind| {
        kind.presence
            .as_ref()
            .is_none_or(|_| answers.next() == Some(true))
    };
    Ok(kinds.into_iter().filter(|kind| is_present(kind)).collect())
}
