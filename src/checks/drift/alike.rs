//! Leaves out what a major version creates by itself, so that a snapshot is the same text on each version.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use tokio_postgres::Client;

use crate::catalog::{Catalog, Facts, Identity};
use crate::checks::Error;
use crate::connection::read_once;

/// Writes an extension's version as `default` where that is what the server installs by default, all privileges on a table
/// without MAINTAIN, and of a server before version 15 the schema `public` as a new database of a later one has it.
pub(super) async fn without_server_defaults(
    client: &Client,
    catalog: &mut Catalog,
) -> Result<(), Error> {
    let rows = read_once(client, include_str!("server_defaults.sql"), &[]).await?;
    let mut versions = BTreeMap::new();
    for row in &rows {
        let extension: String = row.try_get("extension")?;
        let version: String = row.try_get("version")?;
        versions.insert(extension, version);
    }
    for (identity, facts) in &mut catalog.objects {
        if facts.contains_key("privileges") {
            without_maintain(Arc::make_mut(facts));
        }
        let version = facts.get("version").and_then(Value::as_str);
        let default = versions.get(&identity.name).map(String::as_str);
        if identity.kind == "extension" && default.is_some() && version == default {
            Arc::make_mut(facts).insert("version".to_owned(), "default".into());
        }
    }
    let public = Identity {
        kind: "schema".to_owned(),
        name: "public".to_owned(),
    };
    let former = rows.first().map(|row| row.try_get("owner_of_public"));
    let former: Option<String> = former.transpose()?.flatten();
    if let (Some(owner), Some(facts)) = (former, catalog.objects.get_mut(&public)) {
        as_later(Arc::make_mut(facts), &owner);
    }
    Ok(())
}

/// All privileges on a table as they are before version 17, from which on MAINTAIN is one of them; with and without the right
/// to grant them.
const ALL_ON_TABLES: [(&str, &str); 2] = [
    ("=arwdDxtm/", "=arwdDxt/"),
    ("=a*r*w*d*D*x*t*m*/", "=a*r*w*d*D*x*t*/"),
];

/// Writes all privileges on a table alike for every major version.
fn without_maintain(facts: &mut Facts) {
    let privileges = facts.get_mut("privileges").and_then(Value::as_array_mut);
    for item in privileges.into_iter().flatten() {
        let Some(text) = item.as_str() else { continue };
        let all = ALL_ON_TABLES.iter();
        let alike = all.fold(text.to_owned(), |text, (all, former)| {
            text.replace(all, former)
        });
        *item = alike.into();
    }
}

/// Whom `public` belongs to from version 15 on, who alone may create there.
const LATER_OWNER: &str = "pg_database_owner";

/// Gives a schema of its former owner to the later one, and takes CREATE from everybody.
fn as_later(facts: &mut Facts, owner: &str) {
    if facts.get("owner").and_then(Value::as_str) != Some(owner) {
        return;
    }
    facts.insert("owner".to_owned(), LATER_OWNER.into());
    let Some(privileges) = facts.get_mut("privileges").and_then(Value::as_array_mut) else {
        return;
    };
    for item in &mut *privileges {
        let Some(text) = item.as_str() else { continue };
        let Some((granted, _)) = text.rsplit_once('/') else {
            continue;
        };
        let granted = match granted.strip_prefix(owner) {
            Some(own) if own.starts_with('=') => format!("{LATER_OWNER}{own}"),
            _ if granted == "=UC" => "=U".to_owned(),
            _ => granted.to_owned(),
        };
        *item = format!("{granted}/{LATER_OWNER}").into();
    }
    privileges.sort_by_key(ToString::to_string);
}
